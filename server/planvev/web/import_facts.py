"""The facts of a plan as a form, with what was guessed or is missing said of each. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from planvev.ingest.checking import FACTS_NEEDED
from planvev.ingest.draft import Doubt, PlanFacts
from planvev.ingest.elements import fold_white_space
from planvev.ingest.sheets.codes import codes_of
from planvev.web.import_words import CODED, FACTS, DoubtWords, choices, doubt_words
from planvev.web.language import gettext

_FORMS: Final = {
    "start_year": re.compile(r"[12]\d{3}"),
    "end_year": re.compile(r"[12]\d{3}"),
    "adopted_on": re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?)?"),
}
_LENGTH_MAX: Final = 500
_GUESSED: Final = "fact-guessed"
_FIELDS: Final = {label: name for name, label in FACTS_NEEDED.items()}


@dataclass(frozen=True)
class FactField:
    """One fact. options: its codes with their names, none where it is written freely.

    is_guessed: whether it was read from the document, and nobody has said so yet.
    """

    name: str
    label: str
    value: str
    options: tuple[tuple[str, str], ...]
    doubts: tuple[DoubtWords, ...]
    is_needed: bool
    is_guessed: bool

    @property
    def is_faulty(self) -> bool:
        """Whether it has to be mended before the plan can be taken in."""
        return any(doubt.weight == "fault" for doubt in self.doubts)


def fact_fields(facts: PlanFacts) -> list[FactField]:
    """Return the fields of the form; doubts that are about none of them stand with the title."""
    doubts: dict[str, list[DoubtWords]] = {}
    guessed = set()
    for doubt in facts.doubts:
        name = _field_of(doubt, facts)
        if name and doubt.code == _GUESSED:
            guessed.add(name)
        else:
            doubts.setdefault(name or "title", []).append(doubt_words(doubt))
    return [
        FactField(
            name,
            gettext(label),
            getattr(facts, name),
            _options(name, getattr(facts, name)),
            tuple(doubts.get(name, ())),
            name in FACTS_NEEDED,
            name in guessed,
        )
        for name, label in FACTS.items()
    ]


def facts_of_form(form: Mapping[str, str]) -> tuple[dict[str, str], str]:
    """Return the facts that a form says, and the code of what is wrong with it, "" for nothing."""
    values = {name: fold_white_space(form[name])[:_LENGTH_MAX] for name in FACTS if name in form}
    for name, value in values.items():
        if value and name in _FORMS and not _FORMS[name].fullmatch(value):
            return {}, "bad-date"
        if value and name in CODED and value not in codes_of(name):
            return {}, "bad-value"
    return values, ""


def _field_of(doubt: Doubt, facts: PlanFacts) -> str:
    """Return the field that a doubt is about: by what it calls it, or by the value; "" for none."""
    first, last = doubt.arguments[:1], doubt.arguments[-1:]
    if first and first[0] in _FIELDS:
        return _FIELDS[first[0]]
    return next((name for name in FACTS if last and getattr(facts, name) == last[0]), "")


def _options(name: str, value: str) -> tuple[tuple[str, str], ...]:
    if name not in CODED:
        return ()
    options = choices(name)
    if value and value not in dict(options):
        options.append((value, value))
    return tuple(options)
