"""A source text as it is searched: folded, with the way back, and cut into units. Pure.

A unit is a sentence, an item of a list, or a row of a table: as far as one number's context goes.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

_ALIKE: Final = str.maketrans(
    {"’": "'", "‘": "'", "´": "'", "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "\u00a0": " "}
    | {"“": '"', "”": '"', "«": '"', "»": '"', "„": '"'}
)
_SOFT_HYPHEN: Final = "\u00ad"
_BULLETS: Final = "•▪●◦‣·■□➢✓"
_BOUNDARY: Final = re.compile(
    rf"\n[ \t]*\n|(?<=[.!?])[»\")\]]*\s+(?=[A-ZÆØÅ«\"(])|[{_BULLETS}]"
    r"|\n(?=[ \t]*(?:[-–−*o]\s|\(?\d|(?:Hovedm|Hovudm|Delm|M)ål\s\d|(?:Strategi|Goal)\s\d))"
    r"|\n(?=<!--)|(?<=-->)\n|\s(?=−\s)"
)
_ABBREVIATED: Final = re.compile(
    r"(?:^|[\s(])(?:jf|jfr|jmf|kap|pkt|nr|f\.eks|bl\.a|m\.m|ca|inkl|ev|mht|cf|no|sec|ch|ref)\.$",
    re.IGNORECASE,
)
_GOES_ON: Final = re.compile(
    r"(?:\b(?:mål\w*|\w+mål\w*|strategi\w*|tiltak\w*|kapittel|kap\.|pkt\.|punkt|og|and|samt|eller|or|"
    r"goals?|objectives?|targets?|strateg(?:y|ies)|nr\.)|[,–-])[ \t]*$",
    re.IGNORECASE,
)
_TABLE_ROW: Final = re.compile(r"\t|\S[ ]{3,}\S|^\s*\|.*\|")
_CELL_END: Final = re.compile(r"\t|[ ]{3,}|\|")
_LOOK_BACK: Final = 24


@dataclass(frozen=True)
class Folded:
    """A text in lower case, white space folded, words that a line's end parts joined again.

    places: of each character, where it stood.
    """

    text: str
    places: array[int]

    def start(self, place: int) -> int:
        """Return the first folded character that stood at a place or after it."""
        low, high = 0, len(self.places)
        while low < high:
            middle = (low + high) // 2
            if self.places[middle] < place:
                low = middle + 1
            else:
                high = middle
        return low


def fold(text: str) -> Folded:
    r"""Return a text folded, with the place of each character.

    >>> fold("Trygg  trafikk-\nsikkerhet og bo-\nog leve").text
    'trygg trafikksikkerhet og bo- og leve'
    """
    letters: list[str] = []
    places = array("L")
    at, end = 0, len(text)
    while at < end:
        letter = text[at]
        if letter == _SOFT_HYPHEN:
            at += 1
            continue
        if letter in "-‐" and _parted(text, at):
            at = _after_break(text, at)
            continue
        if letter.isspace():
            if letters and letters[-1] != " ":
                letters.append(" ")
                places.append(at)
            at += 1
            continue
        low = letter.translate(_ALIKE).lower()
        letters.append(low if len(low) == 1 else letter)
        places.append(at)
        at += 1
    return Folded("".join(letters), places)


def folded(text: str) -> str:
    """Return a text folded."""
    return fold(text).text.strip()


def _parted(text: str, at: int) -> bool:
    """Whether a hyphen parts a word at a line's end; «bo-» before «og» does not."""
    after = _after_break(text, at)
    if after == at + 1 or at == 0 or not text[at - 1].isalpha():
        return False
    rest = text[after : after + 6]
    return bool(rest[:1].islower()) and not re.match(r"(?:og|eller|and|or)\b", rest)


def _after_break(text: str, at: int) -> int:
    found = re.compile(r"[ \t]*\r?\n[ \t]*").match(text, at + 1)
    return found.end() if found else at + 1


class Units:
    """The units of a text, and its lines."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        starts = {0}
        for found in _BOUNDARY.finditer(self.text):
            before = self.text[max(0, found.start() - _LOOK_BACK) : found.start()]
            if found.group().startswith("\n") and "\n" not in found.group()[1:]:
                if _GOES_ON.search(before):
                    continue
            elif _ABBREVIATED.search(before):
                continue
            starts.add(found.end())
        for start, end in self.lines:
            if _TABLE_ROW.search(self.text, start, end):
                starts |= {start, min(end + 1, len(self.text))}
        return sorted(starts)

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """Where each line stands, without its end."""
        found, at = [], 0
        for line in self.text.split("\n"):
            found.append((at, at + len(line)))
            at += len(line) + 1
        return found

    @cached_property
    def _line_starts(self) -> list[int]:
        return [start for start, _ in self.lines]

    def around(self, place: int) -> tuple[int, int]:
        """Return where the unit that holds a place begins and ends."""
        number = bisect_right(self._starts, place) - 1
        start = self._starts[number]
        last = number + 1 == len(self._starts)
        end = len(self.text) if last else self._starts[number + 1]
        return start, start + len(self.text[start:end].rstrip())

    def line_at(self, place: int) -> int:
        """Return the number of the line that holds a place, from 0."""
        return bisect_right(self._line_starts, place) - 1

    def line(self, number: int) -> str:
        """Return a line."""
        start, end = self.lines[number]
        return self.text[start:end]


@dataclass(frozen=True)
class Cell:
    """A cell of a table that is written as text. start, end: in the line."""

    start: int
    end: int
    text: str


def cells_of(line: str) -> list[Cell]:
    r"""Return the cells of a line, none where it is no row of a table.

    >>> [cell.text for cell in cells_of("Tiltak\tMål i samfunnsdelen\t")]
    ['Tiltak', 'Mål i samfunnsdelen', '']
    >>> cells_of("En linje med tekst.")
    []
    """
    if not _TABLE_ROW.search(line):
        return []
    return list(_cells(line))


def _cells(line: str) -> Iterator[Cell]:
    at = 0
    for found in _CELL_END.finditer(line):
        if not (found.start() == 0 and found.group() == "|"):
            yield Cell(at, found.start(), line[at : found.start()].strip())
        at = found.end()
    yield Cell(at, len(line), line[at:].strip())
