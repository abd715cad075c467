"""Vision, values and an overall goal that stand in running text: «Visjonen er «…»»."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import Role, Slice, fold_white_space
from planvev.ingest.recognise.rows import RowMaker

_QUOTED: Final = r"[«“\"](?P<quoted>[^»”\"]{4,200})[»”\"]"
_VISION: Final = re.compile(
    r"\b(?:[Vv]isjon(?:en)?(?: vår)?|[Vv]ision)(?: (?:for|of) [\w ]{2,40})?(?: \w+){0,3}?"
    r"(?::| er| lyder| lyd| is)"
    r"(?: (?:at|å være|å vere|et|en|ein|eit|ei|slik|som følger|to be|a|an))*:?\s+"
    rf"(?:{_QUOTED}|(?P<rest>[A-ZÆØÅ][^.!?\n]{{6,200}}[.!]?))"
)
_OF_VISION: Final = re.compile(
    rf"{_QUOTED} (?:er|is) (?:visjonen|vår visjon|our vision|the vision)\b"
)
_VALUES: Final = re.compile(
    r"\b(?:(?:[Gg]runn|[Kk]jerne)?[Vv]erdi(?:er|ar|ene|ane)|[Vv]alues)(?: våre| vår)?"
    r"(?: (?:er|are)|:)\s+(?P<list>[a-zæøåA-ZÆØÅ][\w-]+(?:, [\w-]+(?: [\w-]+)?){0,5},? "
    r"(?:og|and) [\w-]+)\s*(?=[.!;\n]|$)"
)
_OVERALL: Final = re.compile(
    r"\b(?:(?:[Oo]verordne(?:de|t)|[Oo]verordna|[Oo]verall|[Oo]verarching) |[Hh]oved|[Hh]ovud)"
    r"(?:målet|mål|målsetting(?:en|a)?|goal)(?: (?:for|i|of) [\w -]{2,50}?)? (?:er|is) "
    r"(?:at |å |that |to )?(?P<goal>[^.!?]{12,250}[.!?]?)"
)
_JOIN: Final = re.compile(r",? (?:og|and) |, ")


def add_statements(maker: RowMaker) -> None:
    """Add vision, values and overall goal from running text, where no row holds them yet.

    Their slices are quotations: the section that they stand in keeps its own.
    """
    kinds = {row.kind for row in maker.rows}
    sections = [row for row in maker.rows if row.kind is Kind.SECTION and row.slices]
    if Kind.VISION not in kinds:
        _first(maker, sections, _vision)
    if Kind.VALUE not in kinds:
        _first(maker, sections, _values)
    if not any(row.level == "overordnet-mal" for row in maker.rows):
        _first(maker, sections, _overall)


_Find = Callable[[RowMaker, Row, int, str], bool]
"""Makes rows of what a piece of a section says, given where it starts; returns whether it did."""


def _first(maker: RowMaker, sections: list[Row], find: _Find) -> None:
    for section in sections:
        for piece in section.slices:
            text = maker.document.text[piece.start : piece.end]
            if find(maker, section, piece.start, text):
                return


def _vision(maker: RowMaker, section: Row, start: int, text: str) -> bool:
    match = _VISION.search(text) or _OF_VISION.search(text)
    if match is None:
        return False
    name = "quoted" if match["quoted"] else "rest"
    _add(maker, section, Kind.VISION, start + match.start(name), start + match.end(name))
    return True


def _values(maker: RowMaker, section: Row, start: int, text: str) -> bool:
    match = _VALUES.search(text)
    if match is None:
        return False
    place = match.start("list")
    for word in _JOIN.split(match["list"]):
        low = text.index(word, place)
        _add(maker, section, Kind.VALUE, start + low, start + low + len(word))
        place = low + len(word)
    return True


def _overall(maker: RowMaker, section: Row, start: int, text: str) -> bool:
    match = _OVERALL.search(text)
    if match is None:
        return False
    row = _add(maker, section, Kind.GOAL, start + match.start("goal"), start + match.end("goal"))
    row.level = "overordnet-mal"
    return True


def _add(maker: RowMaker, section: Row, kind: Kind, start: int, end: int) -> Row:
    raw = maker.document.text[start:end]
    end = start + len(raw.rstrip())
    row = Row(
        id=maker.next_id(),
        kind=kind,
        text=fold_white_space(raw),
        slices=[Slice(start, end, Role.QUOTATION)],
        place=section.place,
        score=0.6,
        doubts=[Doubt("kind-guessed", (kind.value,))],
    )
    place = maker.rows.index(section) + 1
    while place < len(maker.rows) and maker.rows[place].place == section.place:
        place += 1
    maker.rows.insert(place, row)
    return row
