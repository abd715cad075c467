"""The red thread of a goal: from the development goals above it to the measures below. Pure.

Edges lead upwards: from an element to what it stands under in its plan, and from the source of a
link to its target. The thread of a goal is all that can be reached from it upwards, and all that
can be reached downwards; never up and down again, which would be half of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

PART: Final = "partOf"
"""The type of an edge within a plan."""


@dataclass(frozen=True)
class Edge:
    """An edge from the lower node to the upper. type: of a link, or PART; status: "" within a plan.

    link: its IRI, "" within a plan.
    """

    lower: str
    upper: str
    type: str = PART
    status: str = ""
    link: str = ""

    @property
    def is_link(self) -> bool:
        """Whether this is a link, and not a place in a plan."""
        return self.type != PART


@dataclass(frozen=True)
class Thread:
    """Nodes, the start among them, with how far each is from it; edges; what was left out.

    distances: upwards below 0. left_out: nodes that were too many, or means that no link leads to.
    """

    start: str
    distances: Mapping[str, int]
    edges: tuple[Edge, ...]
    left_out: int = 0

    @property
    def nodes(self) -> tuple[str, ...]:
        """All nodes, those above the start first."""
        return tuple(sorted(self.distances, key=lambda node: self.distances[node]))

    def below(self) -> dict[str, list[Edge]]:
        """Return the edges that lead up to each node, in their order."""
        found: dict[str, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.upper, []).append(edge)
        return found

    def roots(self) -> list[str]:
        """Return the nodes that nothing of the thread stands above; the start where all do."""
        lower = {edge.lower for edge in self.edges}
        return [node for node in self.nodes if node not in lower] or [self.start]


def thread(
    start: str, edges: Iterable[Edge], *, nodes_max: int = 400, means: frozenset[str] = frozenset()
) -> Thread:
    """Return the thread of a node.

    nodes_max: how many nodes at most, the nearest first. means: strategies and actions; those that
    no link leads to, and that stand right under another node than the start, are left out.

    >>> edges = [Edge("g", "m"), Edge("m", "sdg", "contributesTo"), Edge("t", "g", "implements")]
    >>> thread("g", [*edges, Edge("other", "m")]).nodes
    ('sdg', 'm', 'g', 't')
    """
    all_edges = list(dict.fromkeys(edge for edge in edges if edge.lower != edge.upper))
    ups = _reached(start, _steps((edge.lower, edge.upper) for edge in all_edges))
    downs = _reached(start, _steps((edge.upper, edge.lower) for edge in all_edges))
    unlinked = _unlinked(start, all_edges, means & downs.keys())
    kept = {node: -far for node, far in ups.items()}
    kept |= {node: far for node, far in downs.items() if node not in unlinked and node not in kept}
    nearest = sorted(kept, key=lambda node: abs(kept[node]))[:nodes_max]
    distances = {node: kept[node] for node in nearest}
    within = tuple(
        edge
        for edge in all_edges
        if {edge.lower, edge.upper} <= distances.keys()
        and ({edge.lower, edge.upper} <= ups.keys() or {edge.lower, edge.upper} <= downs.keys())
    )
    return Thread(start, distances, within, len(kept) - len(distances) + len(unlinked))


_Steps = Mapping[str, Sequence[str]]


def _steps(pairs: Iterable[tuple[str, str]]) -> _Steps:
    onward: dict[str, list[str]] = {}
    for one, other in pairs:
        onward.setdefault(one, []).append(other)
    return onward


def _reached(start: str, onward: _Steps) -> dict[str, int]:
    """Return all that steps lead to from a node, with how many it takes."""
    found = {start: 0}
    waiting = [start]
    for node in waiting:
        for other in onward.get(node, ()):
            if other not in found:
                found[other] = found[node] + 1
                waiting.append(other)
    return found


def _unlinked(start: str, edges: Iterable[Edge], means: frozenset[str]) -> frozenset[str]:
    """Return the means in the start's plan, not right under it, at or below which is no link."""
    all_edges = list(edges)
    linked = {end for edge in all_edges if edge.is_link for end in (edge.upper, edge.lower)}
    parts = _steps((edge.upper, edge.lower) for edge in all_edges if not edge.is_link)
    distant = _reached(start, parts).keys() - set(parts.get(start, ())) - {start}
    return frozenset(one for one in means & distant if not linked & _reached(one, parts).keys())
