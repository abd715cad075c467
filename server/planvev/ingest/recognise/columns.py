"""Two columns side by side in plain text, read one after the other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import Final

from planvev.ingest.recognise.lexicon import leads_to
from planvev.ingest.recognise.lines import Line

_WIDE: Final = re.compile(r"(?<=\S)\s{3,}(?=\S)")
_LINES_MIN: Final = 4
_NEAR: Final = 3
_SHARE: Final = 0.4
_LABEL: Final = re.compile(r"(?:\w+\s)?[\d.]*\d[.):]?|\S{1,12}:?", re.IGNORECASE)


def part_columns(lines: list[Line]) -> list[Line]:
    """Put the left column's lines before the right's, where a stretch of lines has two columns.

    Two columns are a run of spaces that ends at about the same place on many lines in a row.
    Labels that hang before their text («Mål 1     Alle trives») are no column.
    """
    parted: list[Line] = []
    start = 0
    while start < len(lines):
        end = _stretch_end(lines, start)
        stretch = lines[start:end]
        column = _column_of(stretch)
        parted.extend(_read_columns(stretch, column) if column else stretch)
        start = end
    return parted


_PROPERTY: Final = re.compile(
    r"(?:ansvar\w*|frist|tidsfrist|responsible|deadline)\s?:", re.IGNORECASE
)
"""What stands beside an action is its own, no column of the page."""


def _stretch_end(lines: list[Line], start: int) -> int:
    """Return where a page ends: at its foot, where pages are known."""
    end = start + 1
    while end < len(lines) and not lines[end].crossed:
        end += 1
    return end


def _gap(line: Line) -> tuple[int, int] | None:
    """Return the only wide gap of a line, as offsets; None where it has none or several."""
    if "   " not in line.text:
        return None
    found = [match.span() for match in _WIDE.finditer(line.text)]
    if len(found) != 1 or line.text[found[0][1] :].isdigit():
        return None
    if _PROPERTY.match(line.text, found[0][1]):
        return None
    return found[0]


def _column_of(lines: list[Line]) -> int:
    starts: Counter[int] = Counter()
    hanging = wide = 0
    for line in lines:
        gap = _gap(line)
        if gap is None:
            continue
        wide += 1
        starts[line.indent + gap[1]] += 1
        left, right = line.text[: gap[0]], line.text[gap[1] :]
        hanging += bool(_LABEL.fullmatch(left) or leads_to(left)) and leads_to(right) is None
    if wide < _LINES_MIN or hanging >= 0.5 * wide:
        return 0
    column = max(starts, key=lambda place: _near(starts, place))
    return column if _near(starts, column) >= max(_LINES_MIN, _SHARE * wide) else 0


def _near(starts: Counter[int], place: int) -> int:
    return sum(count for other, count in starts.items() if abs(other - place) <= _NEAR)


def _read_columns(lines: list[Line], column: int) -> list[Line]:
    out: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        gap = _gap(line)
        if gap is not None and abs(line.indent + gap[1] - column) <= _NEAR:
            left.append(_part(line, 0, gap[0]))
            right.append(_part(line, gap[1], len(line.text)))
        elif line.indent >= column - _NEAR:
            right.append(line)
        elif line.indent + len(line.text) < column:
            left.append(line)
        else:
            out += [*left, *right, line]
            left, right = [], []
    return [*out, *left, *right]


def _part(line: Line, low: int, high: int) -> Line:
    return replace(
        line,
        start=line.start + low,
        end=line.start + high,
        text=line.text[low:high],
        indent=line.indent + low,
        masks=[m for m in line.masks if line.start + low <= m[0] < line.start + high],
    )
