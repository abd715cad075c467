"""Words to lines in reading order: one column after the other where a gutter parts them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final

from planvev.ingest.readers.pdf_letters import APART
from planvev.ingest.readers.pdf_pages import Word

_GUTTER_MIN: Final = 8.0
"""Points between columns."""
_ROWS_MIN: Final = 4
"""Lines that both columns need."""
_COLUMN_MIN: Final = 80.0
_FILL_MIN: Final = 0.45
"""Of its column's width, what the median line fills; cells of a table without rules fill less."""
_DEPTH_MAX: Final = 6
_CANDIDATES_MAX: Final = 8
_INITIAL: Final = 1.8
"""Of the usual size: a letter of more that stands alone is an initial."""
_INITIALS_MAX: Final = 20
_RAISED: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True)
class Line:
    """A line of a column. y: its baseline. right: where the column ends. page: from 1.

    text_x: where its text begins after a number or a bullet. bold: "all", "some" or "none" of it.
    first_width: of its first word. dotted: a drawn bullet stands before it. region: counts the
    columns and bands of the document.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: str
    text_x: float
    first_width: float
    right: float
    page: int
    region: int
    height: float = 0.0
    dotted: bool = False


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Group words that share a baseline, raised figures included; each from left to right."""
    rows: list[list[Word]] = []
    at = size = 0.0
    for word in sorted(words, key=lambda word: word.y):
        raised = 0.5 < min(size, word.size) / max(size, word.size, 1) < 0.85
        if rows and word.y - at <= (0.55 if raised else 0.4) * max(size, word.size):
            rows[-1].append(word)
            if word.size > size:
                at, size = word.y, word.size
        else:
            rows.append([word])
            at, size = word.y, word.size
    for row in rows:
        row.sort(key=lambda word: word.x0)
    return rows


def with_initials(words: Sequence[Word]) -> list[Word]:
    """Return words with each large initial put to the word that it begins, on the first line."""
    usual = median(word.size for word in words) if words else 0
    initials = [
        word
        for word in words
        if word.size > _INITIAL * usual and len(word.text) == 1 and word.text.isupper()
    ]
    found = list(words)
    for initial in initials[:_INITIALS_MAX]:
        beside = [
            word
            for word in found
            if word.text[0].islower()
            and -1 <= word.x0 - initial.x1 < 1.5 * word.size
            and initial.y - initial.size < word.y <= initial.y + 0.3 * word.size
        ]
        if beside:
            first = min(beside, key=lambda word: word.y)
            found.remove(initial)
            whole = first._replace(text=initial.text + first.text, x0=initial.x0)
            found[found.index(first)] = whole
    return found


def regions_of(words: Sequence[Word], depth: int = 0) -> list[list[list[Word]]]:
    """Return the columns and bands of a page in reading order, each as its rows."""
    rows = rows_of(words)
    gutter = _gutter(rows) if depth < _DEPTH_MAX else None
    if gutter is None:
        return [rows] if rows else []
    x, first, last = gutter
    band = [word for row in rows[first:last] for word in row]
    regions = []
    for part in (
        [word for row in rows[:first] for word in row],
        [word for word in band if word.x1 <= x + 1],
        [word for word in band if word.x1 > x + 1],
        [word for row in rows[last:] for word in row],
    ):
        regions += regions_of(part, depth + 1)
    return regions


def _gutter(rows: list[list[Word]]) -> tuple[float, int, int] | None:
    """Return (x, first row, end row) of the longest stretch that a gutter parts, None for none."""
    if len(rows) < _ROWS_MIN:
        return None
    left = min(row[0].x0 for row in rows)
    right = max(row[-1].x1 for row in rows)
    starts = sorted(
        word.x0
        for row in rows
        for before, word in zip([None, *row], row, strict=False)
        if (before is None or word.x0 - before.x1 >= _GUTTER_MIN)
        and left + _COLUMN_MIN <= word.x0 <= right - _COLUMN_MIN
    )
    best: tuple[int, float, int, int] | None = None
    for x in _frequent(starts):
        for first, last in _stretches(rows, x):
            first, last = _trimmed(rows, x, first, last)
            if _is_parted(rows[first:last], x) and (best is None or last - first > best[0]):
                best = (last - first, x, first, last)
    return best[1:] if best else None


def _frequent(starts: list[float]) -> list[float]:
    """Return where lines begin most often, just before it; most often first."""
    counted = []
    at = 0
    while at < len(starts):
        end = bisect_left(starts, starts[at] + 4, at)
        counted.append((end - at, starts[at] - 1))
        at = end
    counted.sort(reverse=True)
    return [x for count, x in counted if count >= _ROWS_MIN - 1][:_CANDIDATES_MAX]


def _stretches(rows: list[list[Word]], x: float) -> list[tuple[int, int]]:
    """Return the stretches of rows that no word of crosses x, as (first, end)."""
    stretches = []
    first: int | None = None
    for index, row in enumerate(rows):
        ends = max((word.x1 for word in row if word.x0 < x), default=x - _GUTTER_MIN)
        free = ends <= x - _GUTTER_MIN + 2
        if free and first is None:
            first = index
        if not free and first is not None:
            stretches.append((first, index))
            first = None
    if first is not None:
        stretches.append((first, len(rows)))
    return stretches


def _trimmed(rows: list[list[Word]], x: float, first: int, last: int) -> tuple[int, int]:
    """Leave out short lines after the columns that do not belong to the left one.

    Those before the columns are read first in either case.
    """
    if last == len(rows):
        return first, last
    right = [index for index in range(first, last) if rows[index][-1].x1 > x]
    for index in range((right[-1] if right else last) + 1, last):
        down = rows[index][0].y - rows[index - 1][0].y
        if down > 1.7 * rows[index - 1][0].size or rows[index][0].size > rows[index - 1][0].size:
            return first, index
    return first, last


def _is_parted(rows: list[list[Word]], x: float) -> bool:
    """Whether running text stands on both sides."""
    sides: tuple[list[tuple[float, float]], ...] = ([], [])
    for row in rows:
        for side, words in zip(
            sides, ([w for w in row if w.x0 < x], [w for w in row if w.x0 >= x]), strict=True
        ):
            if words:
                side.append((words[0].x0, words[-1].x1))
    for side in sides:
        if len(side) < _ROWS_MIN:
            return False
        width = max(end for _, end in side) - min(start for start, _ in side)
        filled = median(end - start for start, end in side)
        if width < _COLUMN_MIN or filled < _FILL_MIN * width:
            return False
    return True


def lines_of(
    words: Sequence[Word],
    dots: Sequence[tuple[float, float]],
    page: int,
    height: float,
    region: int,
) -> list[Line]:
    """Return the lines of a page, or of a cell, in reading order. region: the first's number."""
    lines = []
    for rows in regions_of(with_initials(words)):
        ends = sorted(row[-1].x1 for row in rows)
        # A line that sticks out does not make the column wider.
        right = ends[-4] if len(ends) > 12 else ends[-1]
        lines += [_line(row, right, page, height, region) for row in rows]
        region += 1
    if dots:
        ordered = sorted(dots, key=lambda dot: dot[1])
        heights = [y for _, y in ordered]
        for line in lines:
            low = bisect_left(heights, line.y - line.size)
            near = ordered[low : bisect_left(heights, line.y + 1)]
            line.dotted = any(0 < line.x0 - x < 3 * line.size for x, _ in near)
    return lines


def _text(row: list[Word], size: float) -> str:
    """Return the text of a line: a space where words stand apart, raised figures as such."""
    text = row[0].text
    base = max(row, key=lambda word: len(word.text)).y
    for before, word in pairwise(row):
        piece = word.text
        if piece.isdecimal() and word.size < 0.85 * size and base - word.y > 0.15 * size:
            piece = piece.translate(_RAISED)
        text += piece if word.x0 - before.x1 < APART * size else f" {piece}"
    return text


def _line(row: list[Word], right: float, page: int, height: float, region: int) -> Line:
    weights: dict[float, int] = {}
    for word in row:
        size = round(word.size * 2) / 2
        weights[size] = weights.get(size, 0) + len(word.text)
    # A bullet has a font of its own.
    lettered = [word.bold for word in row if any(map(str.isalnum, word.text))]
    heavy = sum(lettered)
    return Line(
        text=_text(row, max(weights, key=lambda size: weights[size])),
        x0=row[0].x0,
        x1=row[-1].x1,
        y=max(row, key=lambda word: len(word.text)).y,
        size=max(weights, key=lambda size: weights[size]),
        bold="none" if not heavy else "all" if heavy == len(lettered) else "some",
        text_x=row[1].x0 if len(row) > 1 else row[0].x0,
        first_width=row[0].x1 - row[0].x0,
        right=right,
        page=page,
        region=region,
        height=height,
    )
