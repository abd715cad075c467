"""From the statements of a unit to the documents of the index. Pure.

A unit is what is indexed anew together: all graphs of one folder (``trondheim/samfunnsdel-2009``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.vocab import DCAT, DCT, GRAPH, OA, PV, RDF, RDFS, SDGO, SKOS

TEXT_CHARACTERS_MAX: Final = 100_000
"""Of each text, what is indexed; of what is longer, the beginning."""
_LABELS: Final = {
    RDFS.label.value: 0,
    SKOS.prefLabel.value: 0,
    DCT.title.value: 0,
    "http://xmlns.com/foaf/0.1/name": 1,
    "http://data.europa.eu/eli/ontology#title": 1,
}
_TEXTS: Final = (
    PV.text.value,
    SKOS.definition.value,
    DCT.description.value,
    PV.indicator.value,
    SKOS.altLabel.value,
    DCAT.keyword.value,
)
_NOT_LOOKED_FOR: Final = frozenset(
    (
        PV.Mention.value,
        PV.Link.value,
        PV.Decision.value,
        RDF.Statement.value,
        OA.SpecificResource.value,
        "http://purl.org/dc/terms/PeriodOfTime",
    )
)
_NUMBERED: Final = frozenset(kind.value for kind in (PV.Goal, SDGO.Goal, SDGO.Target))
"""Classes whose things people ask for by their numbers."""
_TRANSLATION: Final = "/translation-"


@dataclass(frozen=True)
class Document:
    """Something that people may look for.

    kind: IRI of the goal's level, or of the class. titles: by language; title: the adopted one,
    with its language. text: adopted words. others: words in other languages, or not adopted. plan,
    about: IRIs, or empty.
    """

    iri: str
    unit: str
    plan: str
    kind: str
    number: str
    title: str
    language: str
    titles: Mapping[str, str]
    text: str
    text_language: str
    others: str
    about: str
    themes: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass
class _Thing:
    """What the statements of a unit say of a subject."""

    types: list[str] = field(default_factory=list)
    values: dict[str, list[str]] = field(default_factory=dict)
    texts: list[tuple[str, bool, str, str]] = field(default_factory=list)

    def iri(self, predicate: NamedNode) -> str:
        return self.values.get(predicate.value, [""])[0]


def unit_of(graph: str) -> str:
    """Return the unit of a graph.

    >>> unit_of("https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/adopted")
    'trondheim/samfunnsdel-2009'
    >>> unit_of("https://w3id.org/planvev/graph/ontology"), unit_of("urn:x")
    ('ontology', 'urn:x')
    """
    name = graph.removeprefix(GRAPH.iri)
    return name.rpartition("/")[0] or name


def documents(
    unit: str, graphs: Iterable[tuple[str, Iterable[Triple]]], groups: frozenset[str]
) -> list[Document]:
    """Return the documents of a unit. graphs: names with triples. groups: IRIs of target groups."""
    things = _things(graphs)
    named = _named_at(things)
    found = []
    for iri, thing in things.items():
        if not thing.types or _NOT_LOOKED_FOR.intersection(thing.types):
            continue
        document = _document(iri, unit, thing, things)
        if document is None:
            continue
        mentioned = named.get(iri, ())
        found.append(
            replace(
                document,
                themes=tuple(thing.values.get(DCT.subject.value, ())),
                actors=tuple(sorted({one for one in mentioned if one not in groups})),
                groups=tuple(sorted({one for one in mentioned if one in groups})),
            )
        )
    return found


def _things(graphs: Iterable[tuple[str, Iterable[Triple]]]) -> dict[str, _Thing]:
    things: dict[str, _Thing] = {}
    for graph, triples in graphs:
        adopted = _TRANSLATION not in graph
        for triple in triples:
            if not isinstance(triple.subject, NamedNode):
                continue
            thing = things.setdefault(triple.subject.value, _Thing())
            predicate, value = triple.predicate.value, triple.object
            if isinstance(value, Literal):
                if predicate in _LABELS or predicate in _TEXTS:
                    text = value.value[:TEXT_CHARACTERS_MAX]
                    thing.texts.append((predicate, adopted, (value.language or "").lower(), text))
                else:
                    thing.values.setdefault(predicate, []).append(value.value)
            elif isinstance(value, NamedNode):
                if predicate == RDF.type.value:
                    thing.types.append(value.value)
                else:
                    thing.values.setdefault(predicate, []).append(value.value)
    return things


def _named_at(things: Mapping[str, _Thing]) -> dict[str, list[str]]:
    """Return whom mentions name, by the element that they are about."""
    named: dict[str, list[str]] = {}
    for thing in things.values():
        if PV.Mention.value in thing.types:
            for element in thing.values.get(PV.about.value, ()):
                named.setdefault(element, []).extend(thing.values.get(PV.mentioned.value, ()))
    return named


def _document(iri: str, unit: str, thing: _Thing, things: Mapping[str, _Thing]) -> Document | None:
    """Return a document without its facets; None for what has no words."""
    titles: dict[str, str] = {}
    title = language = text = text_language = ""
    others: list[str] = []
    keywords: dict[str, list[str]] = {}
    ordered = sorted(thing.texts, key=lambda one: (not one[1], _rank(one[2]), one[0], one[3]))
    for predicate, adopted, tag, words in ordered:
        if predicate in _LABELS:
            titles.setdefault(tag[:2], words)
        if predicate in _LABELS and adopted and not title:
            title, language = words, tag
        elif predicate == PV.text.value and adopted and not text:
            text, text_language = words, tag
        elif predicate == DCAT.keyword.value:
            keywords.setdefault(tag, []).append(words)
        else:
            others.append(words)
    others += ["; ".join(words) for words in keywords.values()]
    if not title and not text and others:
        title = others.pop(0)
    if not title and not text:
        return None
    is_plan = PV.PlanInstrument.value in thing.types
    is_goal = not _NUMBERED.isdisjoint(thing.types)
    return Document(
        iri=iri,
        unit=unit,
        plan=iri if is_plan else _plan_of(thing, things),
        kind=thing.iri(PV.goalLevel) or _class_of(thing),
        number=thing.iri(SKOS.notation) if is_goal else _number(iri, thing),
        title=title,
        language=language,
        titles=titles,
        text="" if text == title else text,
        text_language=text_language,
        others="\n".join(one for one in others if one not in (title, text)),
        about=thing.iri(PV.about) or thing.iri(PV.sectionOf),
    )


def _rank(language: str) -> int:
    return {"nb": 0, "no": 1, "nn": 2, "en": 3}.get(language[:2], 4)


def _class_of(thing: _Thing) -> str:
    ours = sorted(one for one in thing.types if one.startswith(PV.iri))
    special = [one for one in ours if one != PV.Actor.value]
    return (special or ours or sorted(thing.types))[0]


def _number(iri: str, thing: _Thing) -> str:
    """Return a strategy's number as it stands in its IRI: «2.6.1»."""
    last = iri.rpartition("/")[2]
    is_strategy = PV.Strategy.value in thing.types
    return last if is_strategy and last.replace(".", "").isdigit() else ""


def _plan_of(thing: _Thing, things: Mapping[str, _Thing]) -> str:
    """Return the plan that a thing is part of, if only by what it is about."""
    own = thing.iri(PV.partOf)
    if own:
        return own
    about = things.get(thing.iri(PV.about))
    return about.iri(PV.partOf) if about else ""


def is_group(triple: Triple) -> bool:
    """Return whether a triple says of something that it is a target group."""
    return triple.predicate == RDF.type and triple.object == PV.TargetGroup
