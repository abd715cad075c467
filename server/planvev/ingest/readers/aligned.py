"""Tables whose columns are set off by runs of spaces, below heads that are known."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from planvev.ingest.readers.running import PageLine
from planvev.ingest.recognise.tables import ELEMENTS, column_role
from planvev.ingest.recognise.words import opens_lower

_PART: Final = re.compile(r"\S+(?: \S+)*")
_SLACK: Final = 6
"""How many columns a cell may stand beside its head."""
_HEADS_MIN: Final = 2


@dataclass(frozen=True, slots=True)
class AlignedCell:
    """A part of a line that is a cell: code points, row and column from 1, its column's head."""

    start: int
    end: int
    row: int
    column: int
    head: str


def find_aligned(
    lines: list[PageLine], text: str, taken: Collection[int]
) -> list[dict[int, list[AlignedCell]]]:
    """Return the tables: for each, the cells of its lines, by the line's index.

    taken: lines that are furniture already.
    """
    tables = []
    index = 0
    while index < len(lines):
        heads = [] if index in taken else _heads(lines[index], text)
        if not heads:
            index += 1
            continue
        table, index = _table(lines, text, index, heads, taken)
        if len(table) > 1:
            tables.append(table)
    return tables


def _parts(line: PageLine, text: str) -> list[tuple[int, int, int, str]]:
    """Return the parts of a line: offset on the line as printed, start, end, words."""
    begin = text.rfind("\n", 0, line.start) + 1
    begin = max(begin, text.rfind("\f", 0, line.start) + 1)
    raw = text[begin : line.end]
    return [
        (
            len(raw[: match.start()].expandtabs(8)),
            begin + match.start(),
            begin + match.end(),
            match.group(),
        )
        for match in _PART.finditer(raw)
    ]


def _heads(line: PageLine, text: str) -> list[tuple[int, str]]:
    """Return offset and words of each head, where a line is nothing but heads that are known."""
    if len(line.text) > 300 or ("  " not in line.text and "\t" not in line.text):
        return []
    parts = _parts(line, text)
    roles = [column_role(words) if len(words.split()) <= 3 else "" for *_, words in parts]
    if len(parts) < _HEADS_MIN or not all(roles) or not set(roles) & set(ELEMENTS):
        return []
    if len(set(roles)) != len(roles):
        return []
    return [(offset, words) for offset, _, _, words in parts]


def _table(
    lines: list[PageLine],
    text: str,
    index: int,
    heads: list[tuple[int, str]],
    taken: Collection[int],
) -> tuple[dict[int, list[AlignedCell]], int]:
    """Read a table from its line of heads on; return its cells and the line after its last."""
    table = {
        index: [
            AlignedCell(start, end, 1, column, "")
            for column, (_, start, end, _) in enumerate(_parts(lines[index], text), start=1)
        ]
    }
    row = 1
    filled: set[int] = set()
    index += 1
    while index < len(lines):
        line = lines[index]
        if index in taken or not line.text:
            index += 1
            continue
        placed = _placed(_parts(line, text), heads)
        gap = line.number > lines[index - 1].number + 1
        if placed is None or (len(placed) == 1 and 1 in placed and gap):
            break
        goes_on = all(column in filled and opens_lower(placed[column][2]) for column in placed)
        if not goes_on:
            row += 1
            filled = set()
        filled |= set(placed)
        table[index] = [
            AlignedCell(start, end, row, column, heads[column - 1][1])
            for column, (start, end, _) in sorted(placed.items())
        ]
        index += 1
    return table, index


def _placed(
    parts: list[tuple[int, int, int, str]], heads: list[tuple[int, str]]
) -> dict[int, tuple[int, int, str]] | None:
    """Return the parts of a line by the column that they stand in; None where they do not fit."""
    placed: dict[int, tuple[int, int, str]] = {}
    for offset, start, end, words in parts:
        near = min(range(len(heads)), key=lambda place: abs(heads[place][0] - offset))
        column = near + 1
        if abs(heads[near][0] - offset) > _SLACK or any(done >= column for done in placed):
            return None
        if column < len(heads) and offset + end - start > heads[column][0] + _SLACK:
            return None
        placed[column] = (start, end, words)
    return placed
