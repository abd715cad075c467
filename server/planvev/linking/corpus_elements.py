"""Elements of plans, and development goals, out of the facts of graphs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from planvev.ingest.export.model import ELEMENT_KINDS
from planvev.ingest.export.ordering import natural
from planvev.linking.corpus_facts import (
    IS_TARGET_OF,
    Facts,
    Said,
    by_language,
    iri_of,
    iris_of,
    literals_of,
    value_of,
    year_of,
)
from planvev.linking.element import SDG, Element, Quantity
from planvev.vocab import DCAT, DCT, PV, RDF, RDFS, SKOS

PLAN: Final = "PlanInstrument"
_PARENTS: Final = (PV.subGoalOf, PV.pursues, PV.sectionOf)
_KEYWORDS: Final = (DCAT.keyword, SKOS.altLabel, SKOS.hiddenLabel)
_SDG_ONTOLOGY: Final = "http://metadata.un.org/sdg/ontology#"
_SDG_KINDS: Final = {
    f"{_SDG_ONTOLOGY}Goal": "SdgGoal",
    f"{_SDG_ONTOLOGY}Target": "SdgTarget",
}
_KIND_OF: Final = {PV[kind].value: kind for kind in (*ELEMENT_KINDS, PLAN)} | _SDG_KINDS
_GROUP_PLACE: Final = "/group/"
_YEARS: Final = range(1000, 10_000)


@dataclass
class _Found:
    """What findings say about one element."""

    actors: set[str] = field(default_factory=set)
    groups: set[str] = field(default_factory=set)
    quantities: list[Quantity] = field(default_factory=list)


def read_elements(said: Said) -> dict[str, Element]:
    """Return the elements, plans and development goals that facts describe, by IRI."""
    kinds = {iri: kind for iri, facts in said.items() if (kind := _kind(facts))}
    parents = {iri: _parent(said[iri], kinds) for iri in kinds}
    found = _findings(said, kinds, parents)
    sections = _sections(said, kinds, parents)
    elements = {}
    for iri, kind in kinds.items():
        facts = said[iri]
        element = Element(
            iri,
            kind,
            _plan(iri, kind, facts),
            number=value_of(facts, SKOS.notation),
            texts=_texts(kind, facts),
            keywords=_keywords(facts),
            parents=_chain(iri, parents, kinds),
            context=tuple(_running_text(iri, sections, said)),
            themes=frozenset(iris_of(facts, DCT.subject)),
            actors=frozenset(found[iri].actors) if iri in found else frozenset(),
            groups=frozenset(found[iri].groups) if iri in found else frozenset(),
            quantities=tuple(found[iri].quantities) if iri in found else (),
        )
        elements[iri] = element
    return elements | _targets(said, elements)


def _targets(said: Said, elements: Mapping[str, Element]) -> dict[str, Element]:
    """Return the measurable aims: a link may say that one measures something."""
    targets = {}
    for iri, facts in said.items():
        about = elements.get(iri_of(facts, PV.about))
        if about is not None and PV.Target.value in iris_of(facts, RDF.type):
            texts = by_language(facts, RDFS.label, PV.indicator) or about.texts
            targets[iri] = Element(
                iri, "Target", about.plan, texts=texts, parents=(about.iri, *about.parents)
            )
    return targets


def _kind(facts: Facts) -> str:
    return next((_KIND_OF[t] for t in iris_of(facts, RDF.type) if t in _KIND_OF), "")


def _plan(iri: str, kind: str, facts: Facts) -> str:
    if kind in _SDG_KINDS.values():
        return SDG
    return iri if kind == PLAN else iri_of(facts, PV.partOf)


def _texts(kind: str, facts: Facts) -> dict[str, str]:
    if kind == PLAN:
        return by_language(facts, DCT.title, RDFS.label)
    return by_language(facts, PV.text, RDFS.label, SKOS.prefLabel)


def _keywords(facts: Facts) -> dict[str, tuple[str, ...]]:
    words: dict[str, list[str]] = {}
    for predicate in _KEYWORDS:
        for literal in literals_of(facts, predicate):
            words.setdefault(literal.language or "", []).append(literal.value)
    return {language: tuple(sorted(set(found))) for language, found in sorted(words.items())}


def _parent(facts: Facts, kinds: Mapping[str, str]) -> str:
    """Return the element above one, "" where that is the plan or none."""
    for predicate in (*_PARENTS, IS_TARGET_OF, SKOS.broader):
        above = [iri for iri in iris_of(facts, predicate) if iri in kinds]
        if above:
            first = min(above, key=natural)
            return "" if kinds[first] == PLAN else first
    return ""


def _chain(iri: str, parents: Mapping[str, str], kinds: Mapping[str, str]) -> tuple[str, ...]:
    """Return the elements above one, nearest first; parents that go round in a circle end."""
    chain: list[str] = []
    above = parents[iri] or _goal_of_target(iri, kinds)
    while above and above != iri and above not in chain:
        chain.append(above)
        above = parents.get(above, "")
    return tuple(chain)


def _goal_of_target(iri: str, kinds: Mapping[str, str]) -> str:
    """Return the development goal that a target's number names, where the data do not say it.

    >>> _goal_of_target(SDG + "11.7", {SDG + "11.7": "SdgTarget", SDG + "11": "SdgGoal"})
    'http://metadata.un.org/sdg/11'
    """
    goal = iri.rpartition(".")[0] if kinds[iri] == "SdgTarget" else ""
    return goal if kinds.get(goal) == "SdgGoal" else ""


def _sections(
    said: Said, kinds: Mapping[str, str], parents: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return the paragraphs that stand directly under each element, in order."""
    under: dict[str, list[str]] = {}
    for iri, kind in kinds.items():
        if kind == "Section" and parents[iri]:
            under.setdefault(parents[iri], []).append(iri)
    for paragraphs in under.values():
        paragraphs.sort(key=lambda iri: (_position(said[iri]), natural(iri)))
    return under


def _position(facts: Facts) -> int:
    value = value_of(facts, PV.position)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


def _running_text(iri: str, sections: Mapping[str, list[str]], said: Said) -> Iterable[str]:
    waiting, seen = list(reversed(sections.get(iri, ()))), {iri}
    while waiting:
        paragraph = waiting.pop()
        if paragraph in seen:
            continue
        seen.add(paragraph)
        text = value_of(said[paragraph], PV.text)
        if text:
            yield text
        waiting += reversed(sections.get(paragraph, ()))


def _findings(
    said: Said, kinds: Mapping[str, str], parents: Mapping[str, str]
) -> dict[str, _Found]:
    """Return what findings say of each element; what is said of a paragraph is said of its goal."""
    found: dict[str, _Found] = {}
    for _, facts in sorted(said.items()):
        for about in iris_of(facts, PV.about):
            _add(facts, found.setdefault(about, _Found()))
            above, seen = about, {about}
            while kinds.get(above) == "Section" and parents[above] not in seen:
                above = parents[above]
                seen.add(above)
            if above and above != about:
                _add(facts, found.setdefault(above, _Found()))
    return found


def _add(facts: Facts, found: _Found) -> None:
    for mentioned in iris_of(facts, PV.mentioned):
        (found.groups if _GROUP_PLACE in mentioned else found.actors).add(mentioned)
    if PV.Target.value in iris_of(facts, RDF.type):
        quantity = Quantity(
            _number(value_of(facts, PV.targetValue)),
            iri_of(facts, PV.unit),
            _year(year_of(facts, PV.deadline)),
            _year(year_of(facts, PV.baselineYear)),
        )
        if quantity != Quantity(None) and quantity not in found.quantities:
            found.quantities.append(quantity)


def _number(value: str) -> Decimal | None:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _year(year: int | None) -> int | None:
    return year if year in _YEARS else None
