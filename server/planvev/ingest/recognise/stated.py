"""Goals that a sentence says right above its strategies: «Målet vårt er at alle lærer norsk»."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.pieces import Piece
from planvev.ingest.recognise.units import Unit, finish

_STATED: Final = re.compile(
    r"(?:^|(?<=[.!?] ))(?:(?:Målet|Hovedmålet|Hovudmålet|Delmålet|Ambisjonen)(?: vårt| vår)?"
    r"(?: for [\w ,-]{2,40})?|Vårt (?:hoved|hovud|lang\w+ )?mål|Vår ambisjon|"
    r"(?:The|Our) (?:main |overall )?(?:goal|aim|ambition)) (?:er|is)(?: at| that| to| å)? (?=\w)"
)
_WORDS_MAX: Final = 40


def part_stated(units: list[Unit]) -> list[Unit]:
    """Part the sentence that says a goal from what stands before it, and label it a goal.

    Only the last sentence of a paragraph right above a lead-in for strategies is one.
    """
    parted: list[Unit] = []
    for index, unit in enumerate(units):
        after = units[index + 1] if index + 1 < len(units) else None
        above = after is not None and after.leads is Leads.STRATEGY
        place = _place(unit) if above else None
        if place is None:
            parted.append(unit)
        else:
            parted.extend(_parts(unit, *place))
    return parted


def _place(unit: Unit) -> tuple[int, int, int] | None:
    """Return the piece that the last sentence opens in, and where in it the words and goal do."""
    if unit.item or unit.leads is not None or unit.head.labelled or unit.head.led:
        return None
    for index in range(len(unit.pieces) - 1, -1, -1):
        piece = unit.pieces[index]
        opens = index == 0 or unit.pieces[index - 1].text.endswith((".", "!", "?"))
        found = [m for m in _STATED.finditer(piece.text) if m.start() > 0 or opens]
        if found:
            match = found[-1]
            rest = " ".join(
                [piece.text[match.end() :], *(p.text for p in unit.pieces[index + 1 :])]
            )
            if ". " in rest or rest.count(" ") >= _WORDS_MAX:
                return None
            return index, match.start(), match.end()
    return None


def _parts(unit: Unit, index: int, low: int, high: int) -> list[Unit]:
    piece = unit.pieces[index]
    raw = piece.line.text[piece.start - piece.line.start : piece.end - piece.line.start]
    if raw != piece.text:
        return [unit]
    before = unit.pieces[:index]
    if raw[:low].strip():
        text = raw[:low].rstrip()
        before = [*before, replace(piece, end=piece.start + len(text), text=text)]
    goal = replace(
        piece,
        start=piece.start + high,
        text=raw[high:],
        label=Leads.GOAL,
        labelled=True,
        number="",
        cuts=[*(piece.cuts if not before else []), _cut(piece, raw, low, high)],
    )
    groups: list[list[Piece]] = [before, [goal, *unit.pieces[index + 1 :]]]
    units = []
    for group in filter(None, groups):
        part = Unit(group, crossed=unit.crossed and len(group) > 1, bare=unit.bare)
        part.hyphens = [p for p in unit.hyphens if group[0].start <= p < group[-1].end]
        finish(part)
        units.append(part)
    return units


def _cut(piece: Piece, raw: str, low: int, high: int) -> tuple[int, int, str]:
    return piece.start + low, piece.start + low + len(raw[low:high].rstrip()), "label"
