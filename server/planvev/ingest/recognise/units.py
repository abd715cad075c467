"""From lines to units: pieces joined over line and page breaks, hyphens at line ends mended."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.document import Block, BlockKind
from planvev.ingest.elements import fold_white_space
from planvev.ingest.limits import BLOCKS_MAX
from planvev.ingest.recognise.lexicon import leads_to, sentence_leads_to
from planvev.ingest.recognise.lines import Line, is_loose, names_of, width_of
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.pieces import Piece, pieces_of
from planvev.ingest.recognise.words import (
    dangles,
    is_capitals,
    opens_lower,
    opens_upper,
    opens_with_verb,
    stays_open,
)
from planvev.ingest.refusals import refuse

_ENDS: Final = (".", "!", "?", ":", ";")
_FULL: Final = 0.9
"""A line is full where the next word would not have fitted within this share of the width."""
_SHORT_SENTENCE: Final = 12
_SUSPENDED: Final = re.compile(r"(?:og|eller|samt|and|or|til|/)(?:\s|$)")


@dataclass
class Unit:
    """A piece with all that goes on from it: one heading, item, paragraph, lead-in or label.

    pieces: in order, the first tells what it is. bare: it goes on from a lead-in without a bullet.
    crossed: it was joined over a page's end. hyphens: places of hyphens at line ends inside it.
    weak: what it leads to was told from its form, not from words that are known.
    told: what a person says it is, "" for nothing.
    """

    pieces: list[Piece]
    bare: bool = False
    crossed: bool = False
    hyphens: list[int] = field(default_factory=list)
    leads: Leads | None = None
    text: str = ""
    depth: int = 1
    weak: bool = False
    told: str = ""

    @property
    def head(self) -> Piece:
        """The piece that opens it."""
        return self.pieces[0]

    @property
    def line(self) -> Line:
        """The line that it opens on."""
        return self.pieces[0].line

    @property
    def block(self) -> Block:
        """The block that it opens in."""
        return self.pieces[0].line.block

    @property
    def item(self) -> bool:
        """Whether it is an item of a list by its bullet, or by the format."""
        return bool(self.head.glyph) or (
            self.block.kind is BlockKind.ITEM and self.head.first and not self.head.labelled
        )

    @property
    def has_text(self) -> bool:
        """Whether any of its pieces holds a text."""
        return any(piece.text for piece in self.pieces)

    @property
    def words(self) -> int:
        """How many words it has."""
        return self.text.count(" ") + 1 if self.text else 0


def units_of(lines: list[Line], name: str) -> list[Unit]:
    """Return the units of a document's lines, in order.

    name: of the document. Raises DocumentRefused where there are more than BLOCKS_MAX.
    """
    maker = _Maker(width_of(lines), is_loose(lines), names_of(lines))
    for line in lines:
        maker.add(line)
        if len(maker.units) > BLOCKS_MAX:
            raise refuse(name, "too-many-blocks", BLOCKS_MAX)
    for unit in maker.units:
        finish(unit)
    _set_depths(maker.units)
    return maker.units


class _Maker:
    def __init__(self, width: int, loose: bool, names: frozenset[str]) -> None:
        self.names = names
        self.width = width
        self.loose = loose
        self.units: list[Unit] = []

    def add(self, line: Line) -> None:
        last = self.units[-1] if self.units else None
        glyph = last.head.glyph if last is not None else ""
        pieces = pieces_of(line, glyph)
        for piece in pieces[: BLOCKS_MAX + 1]:
            last = self.units[-1] if self.units else None
            if last is not None and self._goes_on(last, piece):
                self._join(last, piece)
            else:
                unit = Unit([piece], leads=piece.leads)
                unit.bare = self._is_bare(last, piece)
                self.units.append(unit)

    def _join(self, unit: Unit, piece: Piece) -> None:
        before = unit.pieces[-1]
        if before.text.endswith("-") and len(before.text) > 1 and before.text[-2].isalpha():
            unit.hyphens.append(before.end - 1)
        unit.crossed = unit.crossed or piece.line.crossed
        unit.pieces.append(piece)

    def _is_bare(self, last: Unit | None, piece: Piece) -> bool:
        """Tell whether a piece opens, or goes on with, a list that has no bullets."""
        if last is None or piece.marked or piece.line.block.kind is BlockKind.HEADING:
            return False
        text = last.pieces[-1].text
        return last.bare or last.leads is not None or text.endswith(":")

    def _goes_on(self, unit: Unit, piece: Piece) -> bool:
        """Tell whether a piece goes on with the unit before it."""
        line = piece.line
        if unit.head.labelled and not unit.has_text and not piece.marked:
            return piece.first
        if piece.marked or line.fresh or not piece.first:
            return piece.led and unit.head.labelled and not unit.has_text
        if BlockKind.HEADING in (line.block.kind, unit.block.kind):
            return False
        text = unit.pieces[-1].text
        if not text:
            return True
        if unit.leads is not None and unit.pieces[-1].leads is not None:
            return False
        if line.block is unit.pieces[-1].line.block and line.number:
            return True
        if text.endswith("-") and opens_lower(piece.text):
            return True
        if unit.bare and self._opens_bare(unit, piece):
            return False
        if opens_lower(piece.text):
            return self._lower_goes_on(piece, text)
        return self._upper_goes_on(unit, piece, text)

    def _opens_bare(self, unit: Unit, piece: Piece) -> bool:
        """Tell whether a line opens the next item of a list without bullets."""
        first = unit.head.text
        verbs = opens_with_verb(first) and opens_with_verb(piece.text) and opens_upper(piece.text)
        ended = verbs or unit.pieces[-1].text.endswith((".", ";"))
        if self._full(unit, piece) and not ended:
            return False
        if stays_open(unit.pieces[-1].text):
            return False
        if opens_lower(first):
            same = first.split(None, 1)[0] == piece.text.split(None, 1)[0]
            return opens_lower(piece.text) and (same or opens_with_verb(piece.text))
        return not opens_lower(piece.text)

    @staticmethod
    def _lower_goes_on(piece: Piece, text: str) -> bool:
        if text.endswith(":"):
            return False
        if piece.line.gap == 0:
            return True
        return not text.endswith(_ENDS)

    def _upper_goes_on(self, unit: Unit, piece: Piece, text: str) -> bool:
        """Tell whether a line that opens with a capital goes on: with a name, or a sentence."""
        line = piece.line
        if is_capitals(text) or is_capitals(piece.text):
            return self._capitals_go_on(unit, piece, text)
        if piece.text.endswith("?") and (unit.item or unit.head.number):
            return False
        full = self._full(unit, piece)
        open_end = not text.endswith(_ENDS)
        named = open_end and self._opens_with_name(piece)
        if line.crossed:
            return full and open_end and (named or len(text.split()) > _SHORT_SENTENCE)
        if line.gap:
            return self.loose and line.gap == 1 and full and named and unit.item
        if unit.item or unit.bare or unit.head.marked:
            if open_end:
                return (named and (full or stays_open(text))) or self._ends_name(unit, piece)
            return self._next_sentence(unit, piece, full)
        return full or stays_open(text)

    @staticmethod
    def _ends_name(unit: Unit, piece: Piece) -> bool:
        """Tell whether a line is but the name that the preposition before it asks for."""
        short = piece.text.count(" ") <= 1 and not piece.text.endswith((":", "?"))
        return short and not unit.bare and dangles(unit.pieces[-1].text)

    @staticmethod
    def _capitals_go_on(unit: Unit, piece: Piece, text: str) -> bool:
        marked = unit.head.labelled or bool(unit.head.number)
        both = is_capitals(text) and is_capitals(piece.text)
        return both and not piece.line.gap and not text.endswith(_ENDS) and marked

    def _next_sentence(self, unit: Unit, piece: Piece, full: bool) -> bool:
        """Tell whether a second sentence belongs to an item: indented as it, or short."""
        hangs = unit.line.indent < piece.line.indent
        short = len(piece.text.split()) <= _SHORT_SENTENCE and piece.text.endswith(".")
        return unit.item and ((full and hangs) or short or (hangs and unit.head.first))

    def _opens_with_name(self, piece: Piece) -> bool:
        """Tell whether the first word is written with a capital inside sentences too."""
        word = piece.text.split(None, 1)[0].strip(",.;:()«»")
        return word in self.names or not word[:1].isalpha() or is_capitals(word)

    def _full(self, unit: Unit, piece: Piece) -> bool:
        if not self.width:
            return False
        last = unit.pieces[-1]
        used = last.line.indent + last.line.end - last.line.start
        first_word = len(piece.text.split(None, 1)[0]) if piece.text else 0
        return used + 1 + first_word > self.width * _FULL


def finish(unit: Unit) -> None:
    """Set a unit's text from its pieces, and what it leads to where it is a sentence that does."""
    unit.text = fold_white_space(" ".join(piece.text for piece in unit.pieces))
    if unit.leads is None and not unit.head.labelled and not unit.head.led:
        if len(unit.pieces) > 1 and not unit.item:
            unit.leads = leads_to(unit.text)
        if unit.leads is None and unit.text.endswith(":"):
            unit.leads = sentence_leads_to(unit.text)
            unit.weak = unit.leads is not None


def _set_depths(units: list[Unit]) -> None:
    """Tell how deep each item is nested: by its bullet and indent against those before it."""
    stack: list[tuple[str, int]] = []
    for unit in units:
        if not unit.item:
            if unit.leads is not None or unit.head.labelled or unit.block.kind is BlockKind.HEADING:
                stack = []
            continue
        if unit.block.level and unit.block.kind is BlockKind.ITEM:
            unit.depth = unit.block.level
            continue
        key = (unit.head.glyph, unit.line.indent if unit.head.first else 0)
        glyphs = [glyph for glyph, _ in stack]
        if key[0] in glyphs:
            while stack and stack[-1][0] != key[0]:
                stack.pop()
            indents = [indent for glyph, indent in stack if glyph == key[0]]
            if unit.head.first and key[1] >= indents[-1] + 2:
                stack.append(key)
            else:
                while (
                    len(stack) > 1
                    and stack[-1][0] == key[0]
                    and unit.head.first
                    and key[1] <= stack[-1][1] - 2
                    and stack[-2][0] == key[0]
                ):
                    stack.pop()
        else:
            stack.append(key)
        unit.depth = len(stack)
