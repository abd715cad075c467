"""Lead-ins that are none where they stand: a plan's title, a chapter's heading, an item of a list.

«Strategi for levende sentrum» on top of a plan is its name; «3 Satsinger» over «3.1 Språk» and a
text is a chapter; «2. Aktiviteter i feriene» between «1.» and «3.» is one of three strategies.
"""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.recognise.open_list import follows
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.units import Unit

_MEANS: Final = (Leads.STRATEGY, Leads.ACTION)
_TITLES: Final = 3
"""How many units a title page may open with before the plan's name."""
_NAME: Final = re.compile(
    r"(?:\w*strategi|\w*plan|\w*strategy|tiltaksplan|handlingsprogram) (?:for|of|mot|mellom)\b.+",
    re.IGNORECASE,
)


def withdraw_leads(units: list[Unit]) -> None:
    """Take back what units lead to where their place says that they are no lead-ins, in place."""
    for index, unit in enumerate(units):
        if unit.leads is None:
            continue
        if (index < _TITLES and _is_name(units, index)) or _is_item(units, index):
            _withdraw(unit, None)
        elif unit.leads in _MEANS and (_is_chapter(units, index) or _heads_goals(units, index)):
            _withdraw(unit, Leads.MIXED)


def _withdraw(unit: Unit, leads: Leads | None) -> None:
    unit.leads = unit.head.leads = leads
    unit.weak = False


def _is_name(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if unit.text.endswith(":") or unit.item or unit.head.number:
        return False
    after = units[index + 1] if index + 1 < len(units) else None
    listed = after is not None and (after.item or bool(after.head.number))
    return bool(_NAME.match(unit.text)) and not listed


def _is_chapter(units: list[Unit], index: int) -> bool:
    """Tell whether a numbered lead-in has sections with a text of their own: 3, 3.1, text."""
    unit = units[index]
    if index + 2 >= len(units) or unit.head.labelled or not unit.head.number[:1].isdigit():
        return False
    below, inside = units[index + 1], units[index + 2]
    return (
        below.head.number == f"{unit.head.number}.1"
        and below.leads is None
        and not below.head.labelled
        and below.words <= 8
        and not below.text.endswith(".")
        and not inside.item
        and not inside.head.number.startswith(f"{unit.head.number}.")
        and (inside.leads is not None or inside.head.labelled or inside.words > below.words)
    )


def _heads_goals(units: list[Unit], index: int) -> bool:
    """Tell whether a title stands right below, and a goal below it: «Aims», «1. Water», «Goal»."""
    if index + 2 >= len(units) or units[index].text.endswith(":"):
        return False
    title, inside = units[index + 1], units[index + 2]
    plain = title.leads is None and not title.item and not title.head.labelled
    goal = inside.leads is Leads.GOAL or inside.head.label is Leads.GOAL
    return goal and plain and title.words <= 8 and not title.text.endswith((".", ":"))


def _is_item(units: list[Unit], index: int) -> bool:
    unit = units[index]
    if unit.text.endswith(":") or index == 0 or unit.block.kind is BlockKind.HEADING:
        return False
    before = units[index - 1]
    if before.leads is not None or before.head.labelled or unit.line.gap or unit.head.labelled:
        return False
    if unit.head.glyph:
        after = units[index + 1] if index + 1 < len(units) else None
        alike = after is not None and after.head.glyph == unit.head.glyph
        return alike and before.head.glyph == unit.head.glyph
    number = unit.head.number
    return (
        bool(number)
        and before.head.suffix == unit.head.suffix
        and (bool(before.head.number) and follows(before.head.number, number))
    )
