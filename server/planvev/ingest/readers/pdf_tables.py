"""Tables whose cells are ruled: the rules of a page to grids, and its words into their cells."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.limits import COLUMNS_MAX
from planvev.ingest.readers.pdf_bands import grids_of, joined
from planvev.ingest.readers.pdf_drawings import Edge
from planvev.ingest.readers.pdf_pages import Page, Word

_SNAP: Final = 3.0
"""Points between rules that are one."""
_EDGES_MAX: Final = 5_000
_ROWS_MAX: Final = 400
_CROSSINGS_MAX: Final = 100_000
"""Of level and upright rules; a page with more is a drawing."""


@dataclass
class Cell:
    """A cell of a table, merged ones once. row, column: from 1."""

    row: int
    column: int
    words: list[Word] = field(default_factory=list)


@dataclass
class Table:
    """A table of one page. xs: its upright rules. cells: those with words, row by row."""

    top: float
    bottom: float
    xs: list[float]
    rows: int
    cells: list[Cell]


def tables_of(page: Page) -> tuple[list[Table], list[Word]]:
    """Return the tables of a page, from top to bottom, and the words outside of them."""
    if not 3 <= len(page.drawings.edges) <= _EDGES_MAX:
        return [], page.words
    tables = []
    left = page.words
    loose: list[Edge] = []
    merged = joined(page.drawings.edges, level=True) + joined(page.drawings.edges, level=False)
    levels = sum(edge.level for edge in merged)
    if levels * (len(merged) - levels) > _CROSSINGS_MAX:
        return [], page.words
    for edges in _connected(merged):
        table, outside = _table(edges, left)
        if table is None:
            loose += edges
        else:
            tables.append(table)
            left = outside
    for edges in grids_of(loose, left):
        table, outside = _table(edges, left)
        if table is not None:
            tables.append(table)
            left = outside
    return sorted(tables, key=lambda table: table.top), left


def _connected(edges: Sequence[Edge]) -> list[list[Edge]]:
    """Group rules that touch one another."""
    parents = list(range(len(edges)))

    def root(at: int) -> int:
        while parents[at] != at:
            parents[at] = parents[parents[at]]
            at = parents[at]
        return at

    upright = sorted(
        (index for index, edge in enumerate(edges) if not edge.level),
        key=lambda index: edges[index].at,
    )
    places = [edges[index].at for index in upright]
    level = [index for index, edge in enumerate(edges) if edge.level]
    for index in level:
        edge = edges[index]
        low = bisect_right(places, edge.start - _SNAP)
        for other in upright[low : bisect_right(places, edge.end + _SNAP)]:
            crossing = edges[other]
            if crossing.start - _SNAP <= edge.at <= crossing.end + _SNAP:
                parents[root(index)] = root(other)
    groups: dict[int, list[Edge]] = {}
    for index, edge in enumerate(edges):
        groups.setdefault(root(index), []).append(edge)
    return list(groups.values())


def _snapped(places: list[float]) -> list[float]:
    """Return places with those that are next to one another taken together."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _SNAP:
            found.append(place)
    return found


def _table(edges: list[Edge], words: list[Word]) -> tuple[Table | None, list[Word]]:
    """Return the table that rules make, None for a frame or no grid, and the words outside."""
    xs = _snapped([edge.at for edge in edges if not edge.level])
    ys = _snapped([edge.at for edge in edges if edge.level])
    if not (3 <= len(xs) <= COLUMNS_MAX and 2 <= len(ys) <= _ROWS_MAX):
        return None, words
    merged = _merged(edges, xs, ys)
    cells: dict[tuple[int, int], Cell] = {}
    outside = []
    for word in words:
        column = bisect_right(xs, (word.x0 + word.x1) / 2) - 1
        # The middle of small letters, so that none hangs over the rule above or below.
        row = bisect_right(ys, word.y - word.size / 4) - 1
        if 0 <= column < len(xs) - 1 and 0 <= row < len(ys) - 1:
            place = merged.get((row, column), (row, column))
            cells.setdefault(place, Cell(place[0] + 1, place[1] + 1)).words.append(word)
        else:
            outside.append(word)
    ordered = [cells[place] for place in sorted(cells)]
    if len({cell.column for cell in ordered}) < 2:
        return None, words
    return Table(ys[0], ys[-1], xs, len(ys) - 1, ordered), outside


def _merged(
    edges: list[Edge], xs: list[float], ys: list[float]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Return for each slot of the grid the first of the slots that no rule parts it from."""
    upright = {(round(e.at), e.start, e.end) for e in edges if not e.level}
    level = {(round(e.at), e.start, e.end) for e in edges if e.level}
    walls = {(row, column) for column, row in _covered(upright, xs, ys)}
    floors = set(_covered(level, ys, xs))
    first: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            place = (row, column)
            if column and (row, column) not in walls:
                place = first[row, column - 1]
            elif row and (row, column) not in floors:
                place = first[row - 1, column]
            first[row, column] = place
    return first


def _covered(
    rules: set[tuple[int, float, float]], across: list[float], along: list[float]
) -> set[tuple[int, int]]:
    """Return (number of the rule's line, number of the gap along it) that rules cover."""
    found = set()
    for at, start, end in rules:
        line = bisect_right(across, at + _SNAP) - 1
        if line < 0:
            continue
        for gap in range(max(bisect_right(along, start) - 2, 0), len(along) - 1):
            middle = (along[gap] + along[gap + 1]) / 2
            if middle > end:
                break
            if start <= middle:
                found.add((line, gap))
    return found
