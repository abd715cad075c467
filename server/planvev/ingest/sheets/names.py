"""What columns are called: in our own sheets, and in those that people made for themselves.

A name is known exactly, in an inflected form, with small differences in spelling, or by its first
or last word. ``docs/spreadsheets.md`` lists the names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from rapidfuzz import fuzz, process

from planvev.ingest.draft import Kind

ELEMENT: Final = "element"
"""The field of a column whose cells are elements of one kind."""


@dataclass(frozen=True)
class Meaning:
    """What a column holds. kind, level: of the elements in it, where it holds elements."""

    field: str
    kind: Kind | None = None
    level: str = ""


@dataclass(frozen=True)
class Match:
    """A column's meaning, and how sure it is: 1 for a name that is known exactly."""

    meaning: Meaning
    sure: float


_ELEMENTS: Final[dict[tuple[Kind, str], str]] = {
    (Kind.GOAL, "overordnet-mal"): "overordnet mål, overordna mål, overall goal, formål, føremål",
    (Kind.GOAL, "satsingsomrade"): (
        "satsingsområde, satsningsområde, innsatsområde, fokusområde, målområde, temaområde, "
        "prioritert område, strategisk område, hovedområde, hovudområde, tema, hovedtema, "
        "focus area, priority area, theme"
    ),
    (Kind.GOAL, "hovedmal"): (
        "hovedmål, hovudmål, hovedmålsetting, hovudmålsetjing, main goal, main objective"
    ),
    (Kind.GOAL, "delmal"): (
        "delmål, delmålsetting, undermål, resultatmål, effektmål, sub-goal, subgoal, sub goal, "
        "sub-objective, objective"
    ),
    (Kind.GOAL, "periodemal"): "periodemål, period goal",
    (Kind.GOAL, ""): (
        "mål, målsetting, målsetning, målsetjing, langsiktig mål, strategisk mål, goal, aim, "
        "strategic goal, strategic objective, long-term goal, "
        "slik vil vi ha det, hva vil vi oppnå, kva vil vi oppnå, hvor vil vi, kvar vil vi"
    ),
    (Kind.STRATEGY, ""): (
        "strategi, strategy, veivalg, vegval, delstrategi, slik gjør vi det, slik gjer vi det, "
        "slik skal vi gjøre det, hvordan, korleis, hvordan gjør vi det, korleis gjer vi det"
    ),
    (Kind.ACTION, ""): (
        "tiltak, aktivitet, handling, oppgave, oppgåve, prosjekt, delprosjekt, action, measure, "
        "activity, task, key action, hva skal vi gjøre, kva skal vi gjere, hva skal gjøres, "
        "kva skal gjerast, hva gjør vi, kva gjer vi"
    ),
    (Kind.VISION, ""): "visjon, vision",
    (Kind.VALUE, ""): "verdier, verdiar, kjerneverdi, values",
    (Kind.STRATEGIC_APPROACH, ""): "hovedgrep, hovudgrep, approach",
    (Kind.SECTION, ""): "avsnitt, section",
    (Kind.GLOSSARY_ENTRY, ""): "ordforklaring, glossary entry",
}
_FIELDS: Final[dict[str, str]] = {
    "id": "id, rad-id, row id",
    "iri": "iri, uri, adresse, address",
    "number": (
        "nummer, nr, målnummer, målnr, mål nr, tiltaksnummer, tiltaksnr, tiltak nr, punkt, pkt, "
        "number, no, goal no"
    ),
    "parent": (
        "overordnet, overordna, hører til, høyrer til, hører under, høyrer under, tilhører, "
        "parent, belongs to, forklarer, explains"
    ),
    "level": "nivå, målnivå, level",
    "kind": "type, slag, elementtype, kategori, kind, element",
    "text": (
        "tekst, ordlyd, formulering, innhold, innhald, beskrivelse, skildring, beskriving, text, "
        "wording, description"
    ),
    "label": "kort tekst, tittel, navn, namn, overskrift, short text, title, name, heading",
    "comment": "kommentar, merknad, notat, comment, note, remark",
    "responsible": (
        "ansvarlig, ansvarleg, ansvar, hovedansvar, hovudansvar, ansvarlig enhet, "
        "ansvarleg eining, tiltaksansvarlig, eier, eigar, hvem, kven, utfører, utførar, "
        "responsible, responsibility, owner, lead, accountable"
    ),
    "deadline": (
        "frist, tidsfrist, gjennomføringsfrist, sluttdato, ferdig, når, tidspunkt, tidsrom, "
        "tidsramme, tidsperspektiv, tidsplan, ferdigstillelse, ferdigstilling, deadline, due, "
        "due date, timeframe, when, by when, target date, target year, completion date"
    ),
    "progress": "status, fremdrift, framdrift, måloppnåelse, måloppnåing, progress",
    "cost": "kostnad, kostnader, budsjett, økonomi, ramme, finansiering, cost, budget, funding",
    "indicator": "indikator, måleindikator, indicator, målemetode, kpi",
    "target": "måltall, måltal, målverdi, target, target value",
    "audience": "målgruppe, målgrupper, target group",
    "partner": "samarbeidspartner, samarbeid, medvirkende, partner",
}
_WORDS: Final = re.compile(r"[^\W_]+")
_ENDINGS: Final = ("e", "er", "en", "ene", "et", "a", "ar", "ane", "s", "es", "r", "ne")
_FUZZY_MIN: Final = 85.0
_FUZZY_LENGTH_MIN: Final = 5
_NAME_CHARACTERS_MAX: Final = 80
_NUMBER_SIGNS: Final = frozenset({"#", "№"})
_TOTAL: Final = re.compile(
    r"(?:delsum|sum|total|totalt|totalsum|i alt|til ?sammen|til ?saman|subtotal|grand total)"
    r"(?: (?:totalt|alle|tiltak|mål|kostnad(?:er)?|budsjett|kroner|kr|nok|costs?|\d{4}))*"
)
_ASIDE: Final = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BY_LAST_WORD: Final = frozenset({Kind.GOAL, Kind.STRATEGY, Kind.ACTION})
_ABOUT: Final = frozenset(
    {"av", "for", "på", "per", "pr", "om", "antall", "antal", "effekt", "resultat", "prioritet"}
    | {"of", "number", "effect", "priority"}
)
"""Words with which a name that ends in «tiltak» is about them, and holds none."""
_NOTE: Final = re.compile(
    r"\s*(?:merknad|merknader|kilder?|kjelder?|note|noter|fotnote|forklaring|forklaringer|"
    r"forkortelser|forkortingar|tegnforklaring|teiknforklaring|(?:sist )?oppdatert|notes?|sources?)"
    r"\b[^:.]{0,20}:|\s*\*+\s*\w",
    re.IGNORECASE,
)
_ANYWHERE: Final = {"ansvar": "responsible", "ansvarlig": "responsible", "frist": "deadline"}


def plain(name: str) -> str:
    """Return a name's words in lower case.

    >>> plain("Nr."), plain("Sub-goal (2024)")
    ('nr', 'sub goal')
    """
    return " ".join(_WORDS.findall(_ASIDE.sub(" ", name).casefold()))


@cache
def _known() -> tuple[dict[str, Meaning], dict[str, Meaning]]:
    """Return the meanings by name, and by inflected form."""
    exact: dict[str, Meaning] = {}
    for (kind, level), names in _ELEMENTS.items():
        for name in names.split(","):
            exact[plain(name)] = Meaning(ELEMENT, kind, level)
    for field, names in _FIELDS.items():
        for name in names.split(","):
            exact[plain(name)] = Meaning(field)
    inflected = {
        f"{name}{ending}": meaning
        for name, meaning in exact.items()
        if len(name) > 2
        for ending in _ENDINGS
    }
    for name, meaning in exact.items():
        if name.endswith("y"):
            inflected[f"{name[:-1]}ies"] = meaning
    return exact, inflected


def column_meaning(name: str) -> Match | None:
    """Return what a column of this name holds, None where it is not known.

    >>> column_meaning("Delmål").meaning.level, column_meaning("Ansvarlig enhet/avdeling").meaning
    ('delmal', Meaning(field='responsible', kind=None, level=''))
    >>> column_meaning("Tidsfirst").meaning.field, column_meaning("Målgruppe").meaning.field
    ('deadline', 'audience')
    >>> column_meaning("Klimagassutslipp") is None
    True
    """
    if name.strip() in _NUMBER_SIGNS:
        return Match(Meaning("number"), 1.0)
    wanted = plain(name)
    if not wanted or len(name) > _NAME_CHARACTERS_MAX:
        return None
    exact, inflected = _known()
    if wanted in exact:
        return Match(exact[wanted], 1.0)
    found = _by_form(wanted, exact, inflected)
    if found is None or found.meaning.field == ELEMENT:
        return _by_aside(name, exact, inflected) or found
    return found


def _by_aside(name: str, exact: dict[str, Meaning], inflected: dict[str, Meaning]) -> Match | None:
    """Return what the words in brackets say: «Hvordan skal vi få det til? (tiltak)»."""
    for aside in _ASIDE.findall(name):
        words = plain(aside.strip("()[]"))
        meaning = exact.get(words) or inflected.get(words)
        if meaning and meaning.field == ELEMENT:
            return Match(meaning, 0.95)
    return None


def _by_form(wanted: str, exact: dict[str, Meaning], inflected: dict[str, Meaning]) -> Match | None:
    if wanted in inflected:
        return Match(inflected[wanted], 0.95)
    if len(wanted) >= _FUZZY_LENGTH_MIN:
        near = process.extractOne(wanted, list(exact), scorer=fuzz.ratio, score_cutoff=_FUZZY_MIN)
        if near and len(near[0]) >= _FUZZY_LENGTH_MIN:
            return Match(exact[near[0]], 0.9)
    return _by_word(wanted.split(), exact, inflected)


def _by_word(
    words: list[str], exact: dict[str, Meaning], inflected: dict[str, Meaning]
) -> Match | None:
    for length in (3, 2, 1):
        first = " ".join(words[:length])
        meaning = exact.get(first) or inflected.get(first)
        if meaning and len(first) > 1:
            return Match(meaning, 0.8)
    for word in words:
        if word in _ANYWHERE:
            return Match(Meaning(_ANYWHERE[word]), 0.7)
    last = exact.get(words[-1]) or inflected.get(words[-1])
    if last and last.kind in _BY_LAST_WORD and len(words) <= 4 and not _ABOUT & set(words):
        return Match(last, 0.8)
    return None


def is_total(text: str) -> bool:
    """Whether a cell heads a row of sums: «Sum», «Totalt», «Sum tiltak 2025».

    >>> is_total("Sum:"), is_total("Totalt 2025"), is_total("Total beredskap")
    (True, True, False)
    """
    return _TOTAL.fullmatch(plain(text)) is not None


def is_note(text: str) -> bool:
    """Whether a cell that stands alone is a note to the table: «Kilde: …», «* foreløpig».

    >>> is_note("Merknad: Tallene er foreløpige."), is_note("Noter skal spilles")
    (True, False)
    """
    return _NOTE.match(text) is not None


def kind_by_name(name: str) -> tuple[Kind, str] | None:
    """Return the kind that a sheet's name, or a cell in a column of types, stands for.

    >>> kind_by_name("Tiltak 2024–2027"), kind_by_name("Hovedmål")[1], kind_by_name("Ark1")
    ((<Kind.ACTION: 'Action'>, ''), 'hovedmal', None)
    """
    match = column_meaning(name)
    if match is None or match.meaning.kind is None:
        return None
    return match.meaning.kind, match.meaning.level


def known_names() -> dict[str, list[str]]:
    """Return the names of columns by what they hold: a field, or a kind with its level."""
    by_kind = {f"{kind.value} {level}".strip(): names for (kind, level), names in _ELEMENTS.items()}
    return {
        meaning: [name.strip() for name in names.split(",")]
        for meaning, names in (by_kind | _FIELDS).items()
    }
