"""A source text as lines with their places, less what has an owner already."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from planvev.ingest.text.profile import LineRange


@dataclass(frozen=True, slots=True)
class Line:
    """What is left of a line: number from 1, code points of its first and past its last character.

    page_start: it opens a page. after_gap: a blank line, or one that is owned, precedes it.
    """

    number: int
    start: int
    end: int
    text: str
    page_start: bool
    after_gap: bool


class LineIndex:
    """Where each line of a text begins and ends, without its line end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def __len__(self) -> int:
        return len(self._starts)

    def span(self, number: int) -> tuple[int, int]:
        """Return start and end of a line, from 1. Raises ValueError where there is no such line."""
        if not 1 <= number <= len(self._starts):
            raise ValueError(f"there is no line {number}; the text has {len(self._starts)}")
        start = self._starts[number - 1]
        end = self.text.find("\n", start)
        return start, len(self.text) if end < 0 else end

    def trimmed(self, lines: LineRange) -> tuple[int, int]:
        """Return the span from the first to the last character on these lines that is no space."""
        start, end = self.span(lines.first)[0], self.span(lines.last)[1]
        piece = self.text[start:end]
        if not piece.strip():
            raise ValueError(f"lines {lines.first} to {lines.last} are empty")
        return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())

    def number_of(self, place: int) -> int:
        """Return the line, from 1, that a code point stands on."""
        return self.text.count("\n", 0, place) + 1

    def find(self, line: int, words: str) -> tuple[int, int]:
        """Find words that begin on a line; their spaces match any white space.

        Raises ValueError where they do not begin there.
        """
        start, end = self.span(line)
        pattern = re.compile(r"\s+".join(re.escape(word) for word in words.split()))
        match = pattern.search(self.text, start)
        if match is None or match.start() >= end:
            raise ValueError(f"line {line} has no «{words}»; it reads «{self.text[start:end]}»")
        return match.span()


def free_lines(
    index: LineIndex, owned: Iterable[tuple[int, int]], page_start: re.Pattern[str]
) -> list[Line]:
    """Return the lines with what no span of ``owned`` covers; lines without any are left out.

    Raises ValueError where a line's free characters are not contiguous.
    """
    mask = bytearray(len(index.text))
    for start, end in owned:
        mask[start:end] = b"\x01" * (end - start)
    lines: list[Line] = []
    gap = True
    for number in range(1, len(index) + 1):
        start, end = index.span(number)
        free = [
            place
            for place in range(start, end)
            if not mask[place] and not index.text[place].isspace()
        ]
        if not free:
            gap = True
            continue
        first, last = free[0], free[-1] + 1
        if any(mask[first:last]):
            raise ValueError(f"line {number} has something inside that belongs elsewhere")
        raw = index.text[start:end]
        opens_page = bool(page_start.match(raw))
        lines.append(Line(number, first, last, index.text[first:last], opens_page, gap))
        gap = False
    return lines
