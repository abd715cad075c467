"""What planners call the codes and the kinds of rows, in nb, nn and en, and back again."""

from __future__ import annotations

from functools import cache
from typing import Final

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from planvev.ingest.draft import Kind
from planvev.resources import ontology_root
from planvev.vocab import CODE, SKOS

LANGUAGES: Final = ("nb", "nn", "en")
KIND_NAMES: Final[dict[Kind, tuple[str, str, str]]] = {
    Kind.VISION: ("visjon", "visjon", "vision"),
    Kind.VALUE: ("verdi", "verdi", "value"),
    Kind.STRATEGIC_APPROACH: ("hovedgrep", "hovudgrep", "approach"),
    Kind.GOAL: ("mål", "mål", "goal"),
    Kind.STRATEGY: ("strategi", "strategi", "strategy"),
    Kind.ACTION: ("tiltak", "tiltak", "action"),
    Kind.SECTION: ("avsnitt", "avsnitt", "section"),
    Kind.GLOSSARY_ENTRY: ("ordforklaring", "ordforklaring", "glossary entry"),
    Kind.INSTRUMENT_DESCRIPTION: ("plantype", "plantype", "instrument description"),
    Kind.TARGET: ("måltall", "måltal", "target"),
    Kind.MENTION: ("omtale", "omtale", "mention"),
}
PLAN_LANGUAGES: Final[dict[str, tuple[str, str, str]]] = {
    "nb": ("bokmål", "bokmål", "Bokmål"),
    "nn": ("nynorsk", "nynorsk", "Nynorsk"),
    "en": ("engelsk", "engelsk", "English"),
    "se": ("nordsamisk", "nordsamisk", "Northern Sami"),
    "smj": ("lulesamisk", "lulesamisk", "Lule Sami"),
    "sma": ("sørsamisk", "sørsamisk", "Southern Sami"),
}
LISTS: Final = {
    "level": "goal-level",
    "instrument_type": "instrument-type",
    "status": "plan-status",
    "targetKind": "target-kind",
    "comparator": "comparator",
    "role": "mention-role",
    "passage_role": "passage-role",
    "link_type": "link-type",
    "link_basis": "link-basis",
    "link_status": "link-status",
    "outcome": "decision-outcome",
}
"""The codelists of the fields that have one."""


def in_language(names: tuple[str, str, str], language: str) -> str:
    """Return the name in a language, nb for one that is not there."""
    return names[LANGUAGES.index(language) if language in LANGUAGES else 0]


@cache
def _codes(codelist: str) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return a list's labels by code and language, and its codes by every name in lower case."""
    labels: dict[str, dict[str, str]] = {}
    codes: dict[str, str] = {}
    prefix = CODE[f"{codelist}/"].value
    content = (ontology_root() / "codelists" / f"{codelist}.ttl").read_bytes()
    for quad in parse(content, RdfFormat.TURTLE):
        subject, term = quad.subject, quad.object
        if not isinstance(subject, NamedNode) or not isinstance(term, Literal):
            continue
        code = subject.value.removeprefix(prefix)
        if code == subject.value:
            continue
        if quad.predicate == SKOS.prefLabel:
            labels.setdefault(code, {})[term.language or ""] = term.value
        if quad.predicate in (SKOS.prefLabel, SKOS.altLabel, SKOS.notation):
            codes.setdefault(term.value.casefold(), code)
    return labels, codes


def codes_of(field: str) -> list[str]:
    """Return the codes that a field may have, in the list's order."""
    if field == "language":
        return list(PLAN_LANGUAGES)
    return list(_codes(LISTS[field])[0])


def label_of(field: str, code: str, language: str) -> str:
    """Return what a code is called; the code itself where it is not in the list.

    >>> label_of("level", "delmal", "nb"), label_of("status", "adopted", "nn")
    ('delmål', 'vedteken')
    """
    if field == "language":
        names = PLAN_LANGUAGES.get(code)
        return in_language(names, language) if names else code
    return _codes(LISTS[field])[0].get(code, {}).get(language, code)


def code_of(field: str, text: str) -> str:
    """Return the code that a text names, in any language, or is; "" for none.

    >>> code_of("level", "Sub-goal"), code_of("level", "delmal"), code_of("language", "nynorsk")
    ('delmal', 'delmal', 'nn')
    """
    wanted = " ".join(text.split()).casefold()
    if field == "language":
        for code, names in PLAN_LANGUAGES.items():
            if wanted in (code, *(name.casefold() for name in names)):
                return code
        return ""
    return _codes(LISTS[field])[1].get(wanted, "")


def kind_label(kind: Kind, language: str) -> str:
    """Return what a kind is called.

    >>> kind_label(Kind.STRATEGIC_APPROACH, "nn")
    'hovudgrep'
    """
    return in_language(KIND_NAMES[kind], language)


def kind_of(text: str) -> tuple[Kind, str] | None:
    """Return the kind that a text names, with the goal's level where it names one; None for none.

    >>> kind_of("Delmål"), kind_of("Strategi"), kind_of("Goal")
    ((<Kind.GOAL: 'Goal'>, 'delmal'), (<Kind.STRATEGY: 'Strategy'>, ''), (<Kind.GOAL: 'Goal'>, ''))
    """
    wanted = " ".join(text.split()).casefold()
    for kind, names in KIND_NAMES.items():
        if wanted == kind.value.casefold() or wanted in names:
            return kind, ""
    level = code_of("level", wanted)
    return (Kind.GOAL, level) if level else None
