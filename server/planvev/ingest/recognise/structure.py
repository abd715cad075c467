"""Lead-ins that no lexicon knows, told by what recurs: the same short line above every list."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.repeats import bare_words
from planvev.ingest.recognise.sentences import WE_WILL
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import has_finite_verb, opens_lower

_WORDS_MAX: Final = 7
_RECURS_MIN: Final = 2
_SHARE: Final = 0.8
_BETWEEN_MAX: Final = 2
"""How many paragraphs may stand between a goals' lead-in and that of their strategies."""

_AMOUNT: Final = re.compile(r"\d+(?:,\d+)? ?(?:prosent|%|percent|per cent)")
_ACTIONS: Final = re.compile(r"\b(?!tiltaksområder?\b)(?:\w*tiltak\w*|actions?|measures?)\b")
_AREAS: Final = re.compile(
    r"(?:prioriterte |våre |viktige )?(?:satsings?|satsnings|innsats|fokus|tiltaks)-?områder?"
)
"""Words for what plans gather goals by, and, right above lists below goals, for strategies."""
_OTHERS: Final = re.compile(
    r"\b(?:ansvar\w*|frist\w*|status|indikator\w*|kilde\w*|kjelde\w*|foto|bilde|figur|tabell|"
    r"les mer|"
    r"les meir|lenke\w*|planer|planar|eksempel|eksempler|døme|utfordring\w*|fakta\w*|bærekraft\w*|"
    r"samarbeid\w*|målgruppe\w*|tall\w*|fortel\w*|source|figure|table|responsible|indicators?|fn|sdg|kommune)\b"
)


def tell_recurring(units: list[Unit]) -> None:
    """Set what recurring lines lead to, in place.

    A short line, the same but for its number two times or more, leads to strategies where a list
    follows it and the plan has no lead-ins for them that are known, and to goals where what follows
    it stands right above a lead-in for strategies.
    """
    known = sum(unit.leads is Leads.STRATEGY and not unit.weak for unit in units)
    places: dict[str, list[int]] = defaultdict(list)
    for index, unit in enumerate(units):
        if _can_lead(unit):
            places[bare_words(unit.text)].append(index)
    recurring = {
        key: found
        for key, found in places.items()
        if len(found) >= _RECURS_MIN and key and not _OTHERS.search(key)
    }
    for key, found in recurring.items():
        if units[found[0]].leads is Leads.STRATEGY and not units[found[0]].weak:
            continue
        listed = [index for index in found if _is_listed(units, index)]
        if len(listed) >= _RECURS_MIN and key and units[found[0]].text.endswith(":"):
            listed = [index for index in found if index in listed or _bare_lines(units, index)]
        if len(listed) >= _SHARE * len(found):
            leads = Leads.ACTION if _ACTIONS.search(key) else Leads.STRATEGY
            if (leads is Leads.ACTION or known < len(found)) and not _are_facts(units, listed):
                _set(units, found, leads)
    for key, found in recurring.items():
        above = [index for index in found if _above_strategies(units, index, key)]
        if len(above) >= _SHARE * len(found) and len(above) >= _RECURS_MIN:
            told = sum(_below_goal(units, index) for index in found)
            _set(units, found, Leads.OTHER if 2 * told > len(found) else Leads.GOAL)


def _below_goal(units: list[Unit], index: int) -> bool:
    """Tell whether the unit before is a goal already, by its label or its lead-in."""
    if index == 0:
        return False
    before = units[index - 1]
    labelled = before.head.label is Leads.GOAL
    return labelled or (index > 1 and before.leads is None and units[index - 2].leads is Leads.GOAL)


def _can_lead(unit: Unit) -> bool:
    open_to = unit.leads in (None, Leads.APPROACH, Leads.STRATEGY) or (
        unit.leads in (Leads.OTHER, Leads.ACTION) and bool(_AREAS.fullmatch(bare_words(unit.text)))
    )
    return (
        open_to
        and not unit.item
        and not unit.head.labelled
        and not unit.head.led
        and 0 < unit.words <= _WORDS_MAX
        and not unit.text.endswith((".", ",", ";"))
        and not opens_lower(unit.text)
        and len(unit.pieces) == 1
    )


def _set(units: list[Unit], found: list[int], leads: Leads) -> None:
    for index in found:
        units[index].leads = units[index].head.leads = leads
        after = units[index + 1] if index + 1 < len(units) else None
        if after is not None and not after.head.marked:
            after.bare = after.block.kind is not BlockKind.HEADING
        for unit in _bare_lines(units, index):
            unit.bare = True


def _is_listed(units: list[Unit], index: int) -> bool:
    """Tell whether an item stands right below."""
    if index + 1 >= len(units):
        return False
    after = units[index + 1]
    if after.leads is None and (after.item or after.head.number in ("1", "a", "A")):
        return True
    return len(_bare_lines(units, index)) >= _RECURS_MIN


def _bare_lines(units: list[Unit], index: int) -> list[Unit]:
    """Return the lines without bullets right below one: short, and no sentence."""
    found = []
    for unit in units[index + 1 : index + 30]:
        plain = _is_text(unit) and not unit.head.number and unit.line.gap == 0
        if not plain or unit.words > 20 or unit.text.endswith((".", ":", "?")):
            break
        if unit.text == units[index].text:
            return []
        found.append(unit)
    return found


def _are_facts(units: list[Unit], above: list[int]) -> bool:
    """Tell whether the items below these lines say how things are: «12 prosent er over 67 år»."""
    facts = items = 0
    for index in above:
        for unit in units[index + 1 : index + 4]:
            if unit.leads is not None or unit.head.labelled:
                break
            rest = unit.text.split(None, 1)[-1]
            items += 1
            facts += not WE_WILL.match(unit.text) and (
                bool(_AMOUNT.search(unit.text)) or has_finite_verb(rest)
            )
    return 2 * facts > items


def _above_strategies(units: list[Unit], index: int, key: str) -> bool:
    """Tell whether a goal or a list of them stands below, and then another lead-in's strategies."""
    end = index + 1
    if end < len(units) and _is_marked(units[end]):
        while end < len(units) and _is_marked(units[end]):
            end += 1
    else:
        while end < len(units) and end - index <= _BETWEEN_MAX and _is_text(units[end]):
            end += 1
    return (
        index + 1 < end < len(units)
        and units[end].leads is Leads.STRATEGY
        and bare_words(units[end].text) != key
    )


def _is_marked(unit: Unit) -> bool:
    counted = bool(unit.head.number) and not unit.head.labelled
    return unit.leads is None and (unit.item or counted)


def _is_text(unit: Unit) -> bool:
    return (
        unit.leads is None
        and not unit.item
        and not unit.head.labelled
        and unit.block.kind is not BlockKind.HEADING
    )
