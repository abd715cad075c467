"""A graph as a picture: nodes and arrows, laid out by forces from a fixed beginning. Pure.

Fruchterman and Reingold, Graph drawing by force-directed placement (1991). The same graph gives
the same picture. Lengths are SVG user units.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

NODES_MAX: Final = 60
EDGES_MAX: Final = 150
WIDTH: Final = 960
HEIGHT: Final = 640
_MARGIN_X: Final = 110
_MARGIN_Y: Final = 40
_ROUNDS: Final = 80


@dataclass(frozen=True)
class Node:
    """A node with its name and page. href None: no link."""

    name: str
    href: str | None
    x: float
    y: float


@dataclass(frozen=True)
class Edge:
    """An arrow with the name of its predicate."""

    name: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True)
class GraphDrawing:
    """The picture. left_out: statements whose value is a text, which only the table shows."""

    width: int
    height: int
    nodes: list[Node]
    edges: list[Edge]
    left_out: int


def graph_drawing(
    triples: Iterable[Triple],
    name_of: Callable[[str], str],
    href_of: Callable[[str], str | None],
) -> GraphDrawing | None:
    """Return a picture of a graph's things; None where there are none, or too many."""
    edges: list[tuple[str, str, str]] = []
    left_out = 0
    for triple in triples:
        ends = (_id(triple.subject), _id(triple.object))
        if ends[0] is None or ends[1] is None:
            left_out += 1
            continue
        edges.append((ends[0], triple.predicate.value, ends[1]))
    nodes = list(dict.fromkeys(end for source, _, target in edges for end in (source, target)))
    if not nodes or len(nodes) > NODES_MAX or len(edges) > EDGES_MAX:
        return None
    places = _laid_out(nodes, [(source, target) for source, _, target in edges])
    return GraphDrawing(
        WIDTH,
        HEIGHT,
        [Node(name_of(node), href_of(node), *places[node]) for node in nodes],
        [_edge(name_of(predicate), places[a], places[b]) for a, predicate, b in edges if a != b],
        left_out,
    )


def _id(term: object) -> str | None:
    if isinstance(term, NamedNode):
        return term.value
    return f"_:{term.value}" if isinstance(term, BlankNode) else None


def _edge(name: str, start: tuple[float, float], end: tuple[float, float]) -> Edge:
    """Return an arrow that ends a little before its node, so that its head is seen."""
    dx, dy = end[0] - start[0], end[1] - start[1]
    length = math.hypot(dx, dy) or 1.0
    back = min(14.0, length / 3) / length
    return Edge(name, start[0], start[1], end[0] - dx * back, end[1] - dy * back)


def _laid_out(nodes: list[str], edges: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    count = len(nodes)
    index = {node: number for number, node in enumerate(nodes)}
    xs = [math.cos(2 * math.pi * n / count) for n in range(count)]
    ys = [math.sin(2 * math.pi * n / count) for n in range(count)]
    wanted = 1.6 / math.sqrt(count)
    reach = (3.5 * wanted) ** 2  # parts that are not connected would else flee from each other
    for turn in range(_ROUNDS):
        heat = 0.25 * (1 - turn / _ROUNDS)
        moves_x, moves_y = [0.0] * count, [0.0] * count
        for a in range(count):
            for b in range(a):
                dx, dy = xs[a] - xs[b], ys[a] - ys[b]
                square = dx * dx + dy * dy or 1e-6
                if square > reach:
                    continue
                push = wanted * wanted / square
                moves_x[a] += dx * push
                moves_y[a] += dy * push
                moves_x[b] -= dx * push
                moves_y[b] -= dy * push
        for source, target in edges:
            a, b = index[source], index[target]
            dx, dy = xs[a] - xs[b], ys[a] - ys[b]
            pull = math.hypot(dx, dy) / wanted
            moves_x[a] -= dx * pull
            moves_y[a] -= dy * pull
            moves_x[b] += dx * pull
            moves_y[b] += dy * pull
        for n in range(count):
            length = math.hypot(moves_x[n], moves_y[n]) or 1.0
            step = min(length, heat) / length
            xs[n] += moves_x[n] * step
            ys[n] += moves_y[n] * step
    return dict(zip(nodes, _fitted(xs, ys), strict=True))


def _fitted(xs: list[float], ys: list[float]) -> list[tuple[float, float]]:
    """Stretch the places over the picture."""

    def stretched(values: list[float], first: float, last: float) -> list[float]:
        least, most = min(values), max(values)
        if most - least < 1e-9:
            return [(first + last) / 2 for _ in values]
        return [first + (v - least) / (most - least) * (last - first) for v in values]

    across = stretched(xs, _MARGIN_X, WIDTH - _MARGIN_X)
    down = stretched(ys, _MARGIN_Y, HEIGHT - _MARGIN_Y)
    return [(round(x, 1), round(y, 1)) for x, y in zip(across, down, strict=True)]
