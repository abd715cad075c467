"""Rows out of units: slices, text with hyphens mended, and what is cut away as furniture."""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.document import Document, Place
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import Furniture, Slice, fold_white_space, join_word
from planvev.ingest.recognise.units import Unit

_SUSPENDED: Final = re.compile(r"(?:og|eller|samt|and|or|til)\b")
_RESPONSIBLE: Final = re.compile(
    r"[\s.(](?P<all>\(?Ansvar(?:lig|leg)?\s?:\s?(?P<responsible>[^:\n]{2,80}?)"
    r"(?:[.,;]?\s+(?:Frist|Tid|Når|Tidsfrist)\s?:\s?(?P<deadline>[^:\n]{2,40}?))?[.)]*)\Z"
)
_HYPHENS_MAX: Final = 200
"""Of one row; text with more is none that a person wrote."""
_WORD_BEFORE: Final = re.compile(r"[^\W\d_]+-?\Z")
_WORD_AFTER: Final = re.compile(r"\s*([^\W\d_]+)")


class RowMaker:
    """Makes the rows of one document, and keeps them in order with the furniture."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.rows: list[Row] = []
        self.furniture: list[Furniture] = []
        self.dehyphenated: dict[int, str] = {}
        self._words: frozenset[str] | None = None
        self._made = 0

    def row(self, unit: Unit, kind: Kind, parent: str) -> Row:
        """Make a row of a unit and keep it. Its number is the printed one."""
        slices = slices_of(unit, self.document.text)
        row = Row(
            id=self.next_id(),
            kind=kind,
            text=fold_white_space(
                " ".join(self.document.text[piece.start : piece.end] for piece in slices)
            ),
            parent=parent,
            number=unit.head.number,
            slices=slices,
            place=Place(page=unit.block.place.page, line=unit.line.number),
        )
        for place in unit.hyphens[:_HYPHENS_MAX]:
            self._mend(row, place)
        if unit.crossed:
            row.doubts.append(Doubt("joined"))
        self._cut(unit)
        self.rows.append(row)
        return row

    def next_id(self) -> str:
        """Return an id that no row has yet."""
        self._made += 1
        return f"r{self._made}"

    @staticmethod
    def order(row: Row) -> int:
        """Return which row of the document it is, from 1."""
        return int(row.id[1:])

    def take_responsible(self, row: Row) -> None:
        """Take «Ansvar: NAV. Frist: 2027» off the end of a row, as its properties."""
        if not row.slices:
            return
        last = row.slices[-1]
        match = _RESPONSIBLE.search(self.document.text, last.start, last.end)
        if match is None or not self.document.text[last.start : match.start()].strip():
            return
        for name in ("responsible", "deadline"):
            if match[name]:
                row.properties[name] = fold_white_space(match[name]).rstrip(".,; ")
        self.furniture.append(Furniture(match.start("all"), last.end, "responsible"))
        kept = self.document.text[last.start : match.start("all")].rstrip()
        row.slices[-1] = Slice(last.start, last.start + len(kept))
        cut = fold_white_space(self.document.text[match.start("all") : last.end])
        row.text = row.text.removesuffix(cut).rstrip()

    def furnish(self, unit: Unit, kind: str) -> None:
        """Keep all of a unit as furniture."""
        self._cut(unit)
        for piece in slices_of(unit, self.document.text):
            self.furniture.append(Furniture(piece.start, piece.end, kind))

    def _cut(self, unit: Unit) -> None:
        for piece in unit.pieces:
            for start, end, kind in piece.cuts:
                trimmed = self.document.text[start:end]
                low = start + len(trimmed) - len(trimmed.lstrip())
                self.furniture.append(Furniture(low, start + len(trimmed.rstrip()), kind))

    def _mend(self, row: Row, place: int) -> None:
        """Join a word that a line's end cut; doubt it where the text nowhere has it whole."""
        text = self.document.text
        head = _WORD_BEFORE.search(text[max(0, place - 40) : place + 1])
        tail = _WORD_AFTER.match(text[place + 1 : place + 60])
        if head is None or tail is None or _SUSPENDED.match(tail.group(1)):
            return
        before, after = head.group().rstrip("-"), tail.group(1)
        if not after.islower():
            return
        word = before + after
        if before.isupper() and len(before) > 1:
            row.doubts.append(Doubt("hyphen", (f"{before}- {after}",)))
            return
        try:
            row.text = join_word(row.text, word)
        except ValueError:
            row.doubts.append(Doubt("hyphen", (f"{before}- {after}",)))
            return
        self.dehyphenated[place] = word
        if word.lower() not in self.words:
            row.doubts.append(Doubt("hyphen", (word,)))

    @property
    def words(self) -> frozenset[str]:
        """All words of the document, in lower case."""
        if self._words is None:
            self._words = frozenset(re.findall(r"[^\W\d_]+", self.document.text.lower()))
        return self._words


def slices_of(unit: Unit, text: str) -> list[Slice]:
    """Return where a unit's content stands in the text: pieces, less the marks that are masked."""
    spans: list[tuple[int, int]] = []
    for piece in unit.pieces:
        for low, high in _unmasked(piece.start, piece.end, piece.line.masks):
            raw = text[low:high]
            if raw.strip():
                spans.append((low + len(raw) - len(raw.lstrip()), low + len(raw.rstrip())))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and not text[merged[-1][1] : start].strip() and merged[-1][1] <= start:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return [Slice(start, end) for start, end in merged]


def _unmasked(start: int, end: int, masks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    spans = []
    for low, high in [*masks, (end, end)]:
        if high <= start or low > end:
            continue
        if low > start:
            spans.append((start, min(low, end)))
        start = max(start, high)
    return [span for span in spans if span[0] < span[1]]
