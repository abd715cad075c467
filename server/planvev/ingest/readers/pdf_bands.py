"""Tables that only level rules, or shaded rows, part into rows: their columns from white space."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from planvev.ingest.readers.pdf_drawings import Edge
from planvev.ingest.readers.pdf_letters import APART
from planvev.ingest.readers.pdf_lines import rows_of
from planvev.ingest.readers.pdf_pages import Word

_SAME: Final = 4.0
"""Points between ends of rules that end alike."""
_ONE_LINE: Final = 1.5
_RULES_MIN: Final = 3
_GAP_MIN: Final = 6.0
"""Points of white between columns, from the first row to the last."""
_CELL_LENGTH_MAX: Final = 400
"""Characters of a cell on average; columns of running text between rules have more."""
_HEAD_LINES_MAX: Final = 3


def grids_of(edges: Sequence[Edge], words: Sequence[Word]) -> list[list[Edge]]:
    """Return the rules of such tables, with upright ones put in between their columns."""
    grids = []
    for start, end, ys in _stacks(joined(edges, level=True)):
        inside = [word for word in words if start - _SAME <= word.x0 and word.x1 <= end + _SAME]
        grid = _grid(start, end, ys, inside)
        if grid:
            grids.append(grid)
    return grids


def joined(edges: Sequence[Edge], level: bool) -> list[Edge]:
    """Return the level or the upright rules, pieces that touch end to end put together."""
    whole: list[Edge] = []
    line: list[Edge] = []
    for edge in [*sorted(edge for edge in edges if edge.level is level), None]:
        if line and (edge is None or edge.at - line[0].at > _ONE_LINE):
            whole += _end_to_end(line)
            line = []
        if edge is not None:
            line.append(edge)
    return whole


def _end_to_end(line: list[Edge]) -> list[Edge]:
    """Put rules of one line together where they touch."""
    whole: list[Edge] = []
    for edge in sorted(line, key=lambda edge: edge.start):
        last = whole[-1] if whole else None
        if last and edge.start <= last.end + _SAME:
            whole[-1] = last._replace(end=max(last.end, edge.end))
        else:
            whole.append(edge)
    return whole


def _stacks(edges: list[Edge]) -> list[tuple[float, float, list[float]]]:
    """Group rules that begin and end alike: (start, end, their heights from the top)."""
    stacks: list[tuple[float, float, list[float]]] = []
    for edge in edges:
        for start, end, ys in stacks:
            if abs(edge.start - start) <= _SAME and abs(edge.end - end) <= _SAME:
                if edge.at - ys[-1] > 3:
                    ys.append(edge.at)
                break
        else:
            stacks.append((edge.start, edge.end, [edge.at]))
    return [stack for stack in stacks if len(stack[2]) >= _RULES_MIN]


def _grid(start: float, end: float, ys: list[float], words: list[Word]) -> list[Edge]:
    body = [word for word in words if ys[0] < word.y < ys[-1] + 1]
    gaps = _gaps(body, start, end)
    if not gaps:
        return []
    length = sum(len(word.text) + 1 for word in body)
    if length > _CELL_LENGTH_MAX * (len(ys) - 1) * (len(gaps) + 1):
        return []
    top = _head(ys[0], gaps, [word for word in words if word.y < ys[0]])
    heights = ys if top is None else [top, *ys]
    xs = [start, *gaps, end]
    uprights = [Edge(False, x, heights[0], heights[-1]) for x in xs]
    return uprights + [Edge(True, y, start, end) for y in heights]


def _gaps(words: list[Word], start: float, end: float) -> list[float]:
    """Return the middles of the white stripes that no word stands in."""
    gaps = []
    reached: float | None = None
    for word in sorted(words, key=lambda word: word.x0):
        if reached is not None and word.x0 - reached >= _GAP_MIN:
            gaps.append(word.x0 - 2)
        reached = max(word.x1, reached or word.x1)
    return [gap for gap in gaps if start < gap < end]


def _head(first: float, gaps: list[float], above: list[Word]) -> float | None:
    """Return where the row above the first rule begins, None where there is none.

    It has words in several columns, and none that reaches into the next.
    """
    top = None
    at = first
    columns: set[int] = set()
    usual = 0.0
    for row in reversed(rows_of(above)[-_HEAD_LINES_MAX:]):
        size = max(word.size for word in row)
        crosses = any(
            word.x0 < gap < word.x1 or (word.x1 <= gap < after.x0 < word.x1 + APART * 2 * size)
            for gap in gaps
            for word, after in pairwise(row)
        )
        usual = usual or size
        if at - row[0].y > 1.7 * usual or size > 1.2 * usual or crosses:
            break
        at = row[0].y
        top = at - size * 1.1
        columns |= {sum(gap <= word.x0 for gap in gaps) for word in row}
    return top if len(columns) >= 2 else None
