"""«Vi skal …» in running text: sentences that are strategies each, and the headings above them."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.limits import BLOCKS_MAX
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.pieces import Piece
from planvev.ingest.recognise.units import Unit, finish
from planvev.ingest.recognise.words import is_capitals
from planvev.ingest.refusals import refuse

WE_WILL: Final = re.compile(
    r"(?:Vi|Me|Kommunen|[A-ZÆØÅ][\w-]+ kommune|We|The municipality)\s+"
    r"(?:skal|vil|må|ønsker|ønskjer|will|shall)\b(?!\s*:)"
)
WE_DO: Final = re.compile(
    r"(?:Vi|Me|We) (?!er\b|har\b|are\b|have\b|ser\b|vet\b|veit\b|bor\b|bur\b)[a-zæøå]+\s"
)
"""«Vi tilbyr kurs.»: what is done, rather than how things are."""
_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=[A-ZÆØÅ«])")
_WORDS_MAX: Final = 45
_RUN_MIN: Final = 2
_SENTENCE_MAX: Final = 25
"""Words of a sentence that says what is done, of several in a row."""


def part_sentences(units: list[Unit], name: str) -> list[Unit]:
    """Part paragraphs of two sentences or more that all open with «Vi skal» into the sentences.

    name: of the document. Raises DocumentRefused where there are more than BLOCKS_MAX.
    """
    parted: list[Unit] = []
    leads: Leads | None = None
    for unit in units:
        above, leads = leads, unit.leads
        if unit.item or unit.leads is not None or unit.head.labelled or unit.words < 6:
            parted.append(unit)
        elif WE_WILL.match(unit.text) and _all_will(unit.text):
            parted.extend(_parts(unit))
        elif WE_DO.match(unit.text) and above is Leads.STRATEGY and _all_do(unit.text):
            leads = above
            parted.extend(_parts(unit))
        else:
            parted.append(unit)
        if len(parted) > BLOCKS_MAX:
            raise refuse(name, "too-many-blocks", BLOCKS_MAX)
    return parted


def _all_will(text: str) -> bool:
    sentences = _SENTENCE.split(text)
    return len(sentences) >= _RUN_MIN and all(WE_WILL.match(sentence) for sentence in sentences)


def _all_do(text: str) -> bool:
    sentences = _SENTENCE.split(text)
    short = all(len(sentence.split()) <= _SENTENCE_MAX for sentence in sentences)
    return len(sentences) >= _RUN_MIN and short and all(map(WE_DO.match, sentences))


def _parts(unit: Unit) -> list[Unit]:
    groups: list[list[Piece]] = [[]]
    for piece in unit.pieces:
        if groups[-1] and groups[-1][-1].text.endswith((".", "!", "?")):
            groups.append([])
        low = 0
        raw = piece.line.text[piece.start - piece.line.start : piece.end - piece.line.start]
        for match in _SENTENCE.finditer(raw):
            groups[-1].append(_sub(piece, raw, low, match.start()))
            groups.append([])
            low = match.end()
        groups[-1].append(_sub(piece, raw, low, len(raw)))
    units = []
    for index, group in enumerate(groups):
        if index:
            group[0].cuts = []
            group[0].number = ""
        part = Unit(group, crossed=unit.crossed and len(group) > 1)
        part.hyphens = [place for place in unit.hyphens if group[0].start <= place < group[-1].end]
        part.bare = unit.bare
        finish(part)
        units.append(part)
    return units


def _sub(piece: Piece, raw: str, low: int, high: int) -> Piece:
    return replace(
        piece,
        start=piece.start + low,
        end=piece.start + high,
        text=raw[low:high].strip(),
        cuts=list(piece.cuts) if low == 0 else [],
    )


def titles_over_sentences(units: list[Unit]) -> dict[int, list[int]]:
    """Return the units that are titles over «Vi skal» sentences, each with those sentences.

    The part between a title and the next has two of them at least and no lead-in, label or list:
    then the title is the goal and the sentences are its strategies.
    """
    found: dict[int, list[int]] = {}
    titles = [index for index, unit in enumerate(units) if _is_title(units, index)]
    for index, end in pairwise([*titles, len(units)]):
        inside = range(index + 1, end)
        if any(_is_other(units[i]) for i in inside):
            continue
        will = [
            i for i in inside
            if WE_WILL.match(units[i].text) and units[i].words <= _WORDS_MAX
        ]  # fmt: skip
        if len(will) >= _RUN_MIN and 2 * len(will) >= len(inside):
            found[index] = will
    return found


def _is_other(unit: Unit) -> bool:
    return unit.leads is not None or unit.head.labelled or unit.item


def _is_title(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if unit.block.kind is BlockKind.HEADING:
        return True
    if unit.item or unit.words > 14 or unit.text.endswith((".", ",", ";", ":")):
        return False
    if WE_WILL.match(unit.text):
        return False
    if is_capitals(unit.text) or unit.line.bold or unit.leads is not None:
        return True
    if unit.head.number and not unit.head.labelled:
        return True
    return bool(unit.line.gap or unit.line.crossed) and unit.words <= 8
