"""«Strategier: a; b; c», over one line or several: a list whose items semicolons part."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from planvev.ingest.limits import BLOCKS_MAX
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.pieces import Piece
from planvev.ingest.recognise.units import Unit, finish
from planvev.ingest.recognise.words import opens_with_verb
from planvev.ingest.refusals import refuse

_SEPARATOR: Final = re.compile(r";(?:\s+(?:og |and |samt )?(?=\S)|\s*$)")
_MEANS: Final = (Leads.STRATEGY, Leads.ACTION)
_PARTS_MIN: Final = 3
"""As few parts as are a list whatever they say; two are one where a verb opens both."""


def part_semicolons(units: list[Unit], name: str) -> list[Unit]:
    """Part what stands behind or below a lead-in to strategies or actions at its semicolons.

    name: of the document. Raises DocumentRefused where there are more than BLOCKS_MAX.
    """
    parted: list[Unit] = []
    leads: Leads | None = None
    for unit in units:
        if leads in _MEANS and _is_list(unit):
            parted.extend(_parts(unit))
        else:
            parted.append(unit)
        if len(parted) > BLOCKS_MAX:
            raise refuse(name, "too-many-blocks", BLOCKS_MAX)
        leads = unit.leads
    return parted


def _is_list(unit: Unit) -> bool:
    if "; " not in unit.text or unit.item or unit.leads is not None or unit.head.labelled:
        return False
    if unit.head.number:
        return False
    parts = [part.strip() for part in _SEPARATOR.split(unit.text) if part.strip()]
    return len(parts) >= _PARTS_MIN or all(opens_with_verb(part) for part in parts)


def _parts(unit: Unit) -> list[Unit]:
    groups: list[list[Piece]] = [[]]
    for piece in unit.pieces:
        raw = piece.line.text[piece.start - piece.line.start : piece.end - piece.line.start]
        low = 0
        for match in _SEPARATOR.finditer(raw):
            part = _sub(piece, raw, low, match.start())
            low = match.end()
            if part is None:
                continue
            cut = (piece.start + match.start(), piece.start + match.end(), "separator")
            part.cuts.append(cut)
            groups[-1].append(part)
            groups.append([])
        rest = _sub(piece, raw, low, len(raw))
        if rest is not None:
            groups[-1].append(rest)
    units = []
    for group in filter(None, groups):
        group[0].led = True
        made = Unit(group, crossed=unit.crossed and len(group) > 1)
        made.hyphens = [place for place in unit.hyphens if group[0].start <= place < group[-1].end]
        finish(made)
        units.append(made)
    return units


def _sub(piece: Piece, raw: str, low: int, high: int) -> Piece | None:
    text = raw[low:high].strip()
    if not text:
        return None
    start = piece.start + low + len(raw[low:high]) - len(raw[low:high].lstrip())
    cuts = list(piece.cuts) if low == 0 else []
    return replace(piece, start=start, end=start + len(text), text=text, cuts=cuts)
