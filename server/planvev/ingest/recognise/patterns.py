"""What a plan does again and again: a short title, one sentence, and the strategies' lead-in."""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.sentences import WE_WILL
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import has_finite_verb, is_capitals

_RECURS_MIN: Final = 2
_SHARE: Final = 0.6
_TITLE_WORDS: Final = 6
_SENTENCE_WORDS: Final = 35
_FACT: Final = re.compile(
    r"\b(?:viser|syner|i dag|siste|undersøkelse\w*|undersøking\w*|dessverre|diverre|likevel|"
    r"mange|prosent av|har (?:økt|auka|gått|blitt|vorte|hatt)|today|shows?|recent|many)\b",
    re.IGNORECASE,
)


def sentences_between(units: list[Unit]) -> set[int]:
    """Return the sentences that are goals as they stand between title and strategies each time.

    Two times at least, above most of the lead-ins for strategies. Where the sentences are
    facts, they are none; nor where they have no «skal» and the titles say states, or stand in
    capitals, as goals do.
    """
    leads = sum(unit.leads is Leads.STRATEGY for unit in units)
    found = [index for index in range(1, len(units) - 1) if _is_between(units, index)]
    if len(found) < max(_RECURS_MIN, _SHARE * leads):
        return set()
    states = sum(_states(units[index - 1]) for index in found)
    facts = sum(bool(_FACT.search(units[index].text)) for index in found)
    aims = sum(bool(_AIM.search(units[index].text)) for index in found)
    capitals = any(is_capitals(units[index - 1].text) for index in found)
    if 2 * aims > len(found):
        return set(found) if 2 * facts <= len(found) else set()
    return set() if facts or capitals or 3 * states > len(found) else set(found)


_AIM: Final = re.compile(r"\b(?:skal|shall|will)\b|\b(?:[Ii]nnen|[Ii]nnan|[Bb]y) 20\d\d\b")


def _states(unit: Unit) -> bool:
    return has_finite_verb(unit.text) or unit.words > _TITLE_WORDS


def _is_between(units: list[Unit], index: int) -> bool:
    title, unit, after = units[index - 1], units[index], units[index + 1]
    return (
        after.leads is Leads.STRATEGY
        and _is_plain(unit)
        and unit.block.kind is not BlockKind.HEADING
        and not unit.head.number
        and _TITLE_WORDS // 2 < unit.words <= _SENTENCE_WORDS
        and ". " not in unit.text
        and not unit.text.endswith((":", "?"))
        and not WE_WILL.match(unit.text)
        and _is_plain(title)
        and title.words <= 2 * _TITLE_WORDS
        and not title.text.endswith((".", ",", ":", ";"))
    )


def _is_plain(unit: Unit) -> bool:
    labelled = unit.head.labelled and not unit.head.area
    return unit.leads is None and not unit.item and not labelled and not unit.head.led


def label_outlines(units: list[Unit]) -> None:
    """Label goals and means of outlines in place: «1. …» with «a) …» or bullets below each.

    An outline stands below «Mål og strategier», «Delmål med strategiar», «Tre mål:» or the like; it
    goes on to the next heading, lead-in or text.
    """
    for index, unit in enumerate(units):
        both = unit.leads is Leads.MIXED and _GOALS_AND_MEANS.search(unit.text)
        if both or unit.leads is Leads.GOAL:
            acts = both and not _STRATEGIES.search(unit.text)
            _label_outline(units, index + 1, Leads.ACTION if acts else Leads.STRATEGY)


_GOALS_AND_MEANS: Final = re.compile(
    r"(?:mål|goals|objectives).*(?:strateg|tiltak|actions|measures)", re.IGNORECASE
)
_STRATEGIES: Final = re.compile(r"strateg", re.IGNORECASE)


def _label_outline(units: list[Unit], start: int, means: Leads) -> None:
    goals: list[Unit] = []
    below: list[Unit] = []
    for unit in units[start:]:
        number = unit.head.number
        if unit.leads is not None or unit.head.labelled or unit.block.kind is BlockKind.HEADING:
            break
        if number.isdigit() and int(number) == len(goals) + 1 and unit.head.suffix:
            goals.append(unit)
        elif goals and (unit.item or (len(number) == 1 and number.isalpha())):
            below.append(unit)
        else:
            break
    if len(goals) < _RECURS_MIN or len(below) < len(goals):
        return
    for unit in goals:
        unit.head.label, unit.head.labelled = Leads.GOAL, True
    for unit in below:
        unit.head.label, unit.head.labelled = means, True
