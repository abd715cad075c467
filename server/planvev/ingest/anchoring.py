"""Whether a row's text stands in the document as it is written, and where.

A wording is verbatim: what a person changed in a draft is the document's wording only where the
document has it. What it has not is kept as a paraphrase, with a label and a source.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.draft import FINDINGS, Draft, Row
from planvev.ingest.elements import GivenPassage, Role, Slice, fold_white_space, wording

_WHITE: Final = re.compile(r"\s+")


@dataclass(frozen=True)
class Wording:
    """A row's verbatim text, "" where it is none, with the slices it is made of.

    given: passages of other texts that came with the row.
    """

    text: str
    slices: list[Slice] = field(default_factory=list)
    given: list[GivenPassage] = field(default_factory=list)


def anchored(draft: Draft) -> dict[str, Wording]:
    """Return the wording of every row, by its id."""
    text = _FoldedText(draft.document.text)
    found = {row.id: _anchor(draft, row, text) for row in draft.rows}
    return _each_character_once(found)


def _each_character_once(found: dict[str, Wording]) -> dict[str, Wording]:
    """Let each character be the wording of one row: what lies in another's wording quotes it.

    Of two that overlap, the longer keeps its wording: a vision that a paragraph names is quoted
    from the paragraph.
    """
    pieces = sorted(
        (piece.start, -piece.end, order, row_id)
        for order, (row_id, wording) in enumerate(found.items())
        for piece in wording.slices
        if piece.role is Role.WORDING
    )
    quoting: set[str] = set()
    end, owner = -1, ""
    for start, minus_end, _, row_id in pieces:
        if row_id in quoting:
            continue
        if start < end and row_id != owner:
            quoting.add(row_id)
        elif -minus_end > end:
            end, owner = -minus_end, row_id
    for row_id in quoting:
        wording = found[row_id]
        slices = [Slice(piece.start, piece.end, Role.QUOTATION) for piece in wording.slices]
        found[row_id] = Wording(wording.text, slices, wording.given)
    return found


def cut_words(draft: Draft, slices: list[Slice]) -> list[str]:
    """Return the joined words whose hyphens stand in these slices."""
    return [
        word
        for place, word in sorted(draft.dehyphenated.items())
        if any(piece.start <= place < piece.end for piece in slices)
    ]


def _anchor(draft: Draft, row: Row, text: _FoldedText) -> Wording:
    given = _given(row)
    if given:
        return Wording(row.text, [], given)
    if row.kind in FINDINGS:
        found = row.slices or text.find(row.text, row.slices)
        return Wording(row.text, [Slice(p.start, p.end, Role.FIELD) for p in found])
    own = [piece for piece in row.slices if piece.role is Role.WORDING]
    if own and _yields(draft, own, row.text):
        return Wording(row.text, list(row.slices))
    quoted = [piece for piece in row.slices if piece.role in (Role.QUOTATION, Role.FIELD)]
    if quoted and not own:
        return Wording(row.text, list(row.slices))
    found = text.find(row.text, own)
    if found and not _overlaps(draft, row, found[0]):
        return Wording(fold_white_space(row.text), found)
    return Wording("", [])


def _yields(draft: Draft, slices: list[Slice], text: str) -> bool:
    try:
        return wording(draft.document.text, slices, cut_words(draft, slices)) == text
    except ValueError:
        return False


def _overlaps(draft: Draft, row: Row, piece: Slice) -> bool:
    """Whether a place belongs to the wording of another row: each character has one owner."""
    return any(
        other.start < piece.end and piece.start < other.end
        for each in draft.rows
        if each is not row and each.kind not in FINDINGS
        for other in each.slices
        if other.role is Role.WORDING
    )


def _given(row: Row) -> list[GivenPassage]:
    """Return the passages that came as data with a row: of a workbook that planvev wrote."""
    value = row.properties.get("passage", [])
    return passages_in(value if isinstance(value, list) else [value])


def passages_in(items: Iterable[str]) -> list[GivenPassage]:
    """Return passages that are given as JSON: source, start, end, role, exact, cut_words."""
    passages = []
    for item in items:
        fields = json.loads(item)
        passages.append(
            GivenPassage(
                str(fields["source"]),
                int(fields["start"]),
                int(fields["end"]),
                Role(fields["role"]),
                str(fields["exact"]),
                tuple(fields.get("cut_words", ())),
            )
        )
    return passages


class _FoldedText:
    """A text in which words are found whatever white space parts them."""

    def __init__(self, text: str) -> None:
        self._text = text
        pieces = []
        self._starts: list[int] = []
        self._places: list[int] = []
        length = 0
        for match in re.finditer(r"\S+", text):
            self._starts.append(length)
            self._places.append(match.start())
            pieces.append(match.group())
            length += len(match.group()) + 1
        self._folded = " ".join(pieces)

    def find(self, words: str, near: list[Slice]) -> list[Slice]:
        """Return where words stand as one piece, none where they do not, or stand more than once.

        near: slices that the words had before; of several places, the one that meets them is taken.
        """
        wanted = fold_white_space(words)
        if not wanted:
            return []
        places: list[Slice] = []
        start = self._folded.find(wanted)
        while start >= 0 and len(places) < 100:
            places.append(Slice(self._place(start), self._place(start + len(wanted) - 1) + 1))
            start = self._folded.find(wanted, start + 1)
        if len(places) == 1:
            return places
        for place in places:
            if any(piece.start < place.end and place.start < piece.end for piece in near):
                return [place]
        return []

    def _place(self, folded: int) -> int:
        """Return the code point of the text that one of the folded text stands for."""
        word = bisect_right(self._starts, folded) - 1
        return self._places[word] + folded - self._starts[word]
