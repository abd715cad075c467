"""What is said around a number: in its sentence, above its list or its column. Pure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from planvev.linking.citations_names import Naming, Spoken
from planvev.linking.citations_numbers import Expression
from planvev.linking.citations_text import Cell, Units, cells_of

_ITEM: Final = re.compile(
    r"\s*(?:[•▪●◦‣·■□➢✓\-–−*|]|o\s|\(?[A-ZÆØÅ]{0,2}\d{1,2}(?:\.(?:\d{1,2}|[a-z]))*[.):]?(?:\s|$)|"
    r"(?:hoved|hovud|del)?mål\s+\d|strategi\s+\d|goal\s+\d|objective\s+\d)",
    re.IGNORECASE,
)
_FURNITURE: Final = re.compile(r"(?:<!--.*-->|\d{1,4}|(?:side|page)\s+\d+)?", re.IGNORECASE)
_BESIDE_AFTER: Final = re.compile(
    r"[\s,)]*(?:(?:i|av|fra|frå|til|under|in|of|from|to)\b)?[\s(:]*"
    r"(?:(?:den|det|dei|de|vår|gjeldende|gjeldande|kommunens|kommunen sin|the|our)\s+)*$",
    re.IGNORECASE,
)
_BESIDE_BEFORE: Final = re.compile(
    r"(?:s|sin|sitt|sine|['’]s)?[\s,:;(–-]*(?:(?:sin|sine|sitt|jf\.?|se|sjå|see|cf\.?)\s+)*$",
    re.IGNORECASE,
)
_ALONE_AT_START: Final = re.compile(r"\s*(?:[-–−*o]\s*)?")
_ALONE_BEFORE: Final = re.compile(r"(?:[\t|•▪●◦‣·■(:]|\s{3})\s*$")
_ALONE_AFTER: Final = re.compile(r"[\s.;,)]*(?:$|[\n\t|•▪●◦‣·■)]|\s{3,})")
_ENDED: Final = re.compile(r"[.:!?]\s*$")
_NEAR_MAX: Final = 600
_BESIDE_MAX: Final = 60
_LINE_MAX: Final = 10_000
_LINES_BACK_MAX: Final = 60
_LEAD_LINES_MAX: Final = 6
_REPEATED_MIN: Final = 3
_REPEATED_LETTERS_MAX: Final = 120


@dataclass(frozen=True)
class Near:
    """The document that a sentence speaks of nearest to a number. which: "" for none.

    beside: whether nothing but a joining word stands between.
    """

    which: str = ""
    beside: bool = False


class Context:
    """Answers what is said around places of a text."""

    def __init__(self, text: str, units: Units, naming: Naming) -> None:
        self._text = text
        self._units = units
        self._naming = naming
        self._known_cells: dict[int, list[Cell]] = {}

    def nearest(self, start: int, end: int, word_start: int) -> Near:
        """Return the document that the sentence of a number speaks of nearest to it.

        start, end: of the number or numbers. word_start: of the word that says what they are.
        """
        first, last = self._around(start, end)
        spoken = self._spoken_between(first, last)
        if not spoken:
            return Near()
        nearest = min(spoken, key=lambda each: self._distance(each, start, end, word_start))
        return Near(nearest.which, self._beside(nearest, end, word_start))

    def _spoken_between(self, first: int, last: int) -> list[Spoken]:
        """Return where documents are spoken of between two places."""
        begin = bisect_left(self._spoken_starts, first)
        return self._spoken[begin : bisect_left(self._spoken_starts, last)]

    @cached_property
    def _spoken(self) -> list[Spoken]:
        return self._naming.spoken(self._text)

    @cached_property
    def _spoken_starts(self) -> list[int]:
        return [each.start for each in self._spoken]

    def _around(self, start: int, end: int) -> tuple[int, int]:
        """Return where the sentence around a slice begins and ends, so much of it as is near."""
        first, last = self._units.around(start)
        return max(first, start - _NEAR_MAX), min(max(last, end), end + _NEAR_MAX)

    def _distance(self, spoken: Spoken, start: int, end: int, word_start: int) -> int:
        if spoken.start >= end:
            return spoken.start - end
        if spoken.end <= word_start:
            return word_start - spoken.end
        return 0 if spoken.end <= start else 1

    def _beside(self, spoken: Spoken, end: int, word_start: int) -> bool:
        if spoken.start >= end:
            between = self._text[end : spoken.start]
            return len(between) <= _BESIDE_MAX and bool(_BESIDE_AFTER.match(between))
        if spoken.end > word_start:
            return True
        between = self._text[spoken.end : word_start]
        return len(between) <= _BESIDE_MAX and bool(_BESIDE_BEFORE.match(between))

    def before(self, start: int) -> bool:
        """Whether the sentence before, in the same paragraph, speaks of the target last."""
        first, _ = self._units.around(start)
        before = self._text[max(0, first - _NEAR_MAX) : first].rstrip(" ")
        if not before.endswith((".", "!", "?", ")", "»")):
            return False
        ended = first - (len(self._text[max(0, first - _NEAR_MAX) : first]) - len(before))
        begun, _ = self._units.around(ended - 1)
        return self._naming.is_about_target(self._text[max(begun, ended - _NEAR_MAX) : ended])

    def above(self, place: int, headings: Iterable[str]) -> str:
        """Tell what above a place speaks of the target: "column", "list", "heading", or ""."""
        number = self._units.line_at(place)
        head = self._column_head(number, place)
        if head is not None:
            return "column" if self._naming.is_about_target(head) else ""
        lead = self._lead_in(number)
        if self._documents(lead):
            return "list" if self._naming.is_about_target(lead) else ""
        for heading in headings:
            if self._documents(heading):
                return "heading" if self._naming.is_about_target(heading) else ""
        return ""

    def said(self, start: int, end: int) -> str:
        """Return the sentence around a slice without it, and what leads to its list."""
        first, last = self._around(start, end)
        around = self._text[first:start] + " " + self._text[end:last]
        return f"{self._lead_in(self._units.line_at(start))}\n{around}"

    def _documents(self, text: str) -> bool:
        return any(each.which != "own" for each in self._naming.spoken(text))

    def is_alone(self, expression: Expression) -> bool:
        """Whether nothing but numbers stands in the item or cell of a number."""
        line = self._units.line_at(expression.start)
        first, last = self._units.lines[line]
        start = max(first, expression.word_start - _BESIDE_MAX)
        before = self._text[start : expression.word_start]
        after = self._text[expression.end : min(last, expression.end + _BESIDE_MAX)]
        begins = start == first and bool(_ALONE_AT_START.fullmatch(before))
        return (begins or bool(_ALONE_BEFORE.search(before))) and bool(_ALONE_AFTER.match(after))

    def _column_head(self, number: int, place: int) -> str | None:
        """Return the head of the column that a place stands in, None where it is in no table."""
        cells = self._cells(number)
        if len(cells) < 2:
            return None
        at = place - self._units.lines[number][0]
        column = next((i for i, cell in enumerate(cells) if cell.start <= at <= cell.end), 0)
        head: list[Cell] = []
        for above in range(number - 1, max(-1, number - 1 - _LINES_BACK_MAX * 4), -1):
            found = self._cells(above)
            if len(found) < 2:
                if head or self._units.line(above).strip():
                    break
                continue
            head = found
        if not head:
            return None
        if len(head) == len(cells):
            return head[column].text
        # Cells that are empty are left out of some rows: of those the last alone is sure.
        return head[-1].text if column == len(cells) - 1 else ""

    def _cells(self, number: int) -> list[Cell]:
        """Return the cells of a line; they are asked for over and over."""
        if number not in self._known_cells:
            first, last = self._units.lines[number]
            short = last - first <= _LINE_MAX
            self._known_cells[number] = cells_of(self._units.line(number)) if short else []
        return self._known_cells[number]

    @cached_property
    def _repeated(self) -> frozenset[str]:
        """Lines that come again on every page."""
        counts: dict[str, int] = {}
        for start, end in self._units.lines:
            line = self._text[start:end].strip()
            if 0 < len(line) <= _REPEATED_LETTERS_MAX:
                counts[line] = counts.get(line, 0) + 1
        return frozenset(line for line, count in counts.items() if count >= _REPEATED_MIN)

    def _lead_in(self, number: int) -> str:
        """Return the paragraph or heading above a list that a line is of.

        A line that is no item of a list has none but itself.
        """
        at = number
        first, last = self._units.lines[number]
        if last - first > _LINE_MAX:
            return ""
        if not _ITEM.match(self._units.line(at)) and not self._is_short(at):
            return ""
        for _ in range(_LINES_BACK_MAX):
            at -= 1
            if at < 0:
                return ""
            line = self._units.line(at).strip()
            if not (_FURNITURE.fullmatch(line) or line in self._repeated or _ITEM.match(line)):
                break
        lines: list[str] = []
        while at >= 0 and len(lines) < _LEAD_LINES_MAX:
            line = self._units.line(at)
            if not line.strip() or (lines and (_ITEM.match(line) or _ENDED.search(line))):
                break
            lines.append(line)
            at -= 1
        return "\n".join(reversed(lines))

    def _is_short(self, number: int) -> bool:
        """Whether a line is no more than numbers and a word for what they are."""
        return len(self._units.line(number).split()) <= 4
