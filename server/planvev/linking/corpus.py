"""All that can be linked, and all that is: read from the graphs of a generation or of files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Final

from pyoxigraph import Triple

from planvev.archive.canonical import parse_canonical
from planvev.archive.files import SourceFile
from planvev.ingest.export.ordering import natural
from planvev.ingest.export.sources import GraphTexts, PlanNotFound
from planvev.linking.corpus_elements import PLAN, read_elements
from planvev.linking.corpus_facts import (
    Said,
    by_language,
    code_of,
    facts_of,
    iri_of,
    value_of,
    year_of,
)
from planvev.linking.corpus_passages import Slice, slices_of
from planvev.linking.element import Element
from planvev.linking.links import LinkHistory
from planvev.linking.records import histories_of
from planvev.vocab import DCAT, DCT, GRAPH, ID, PV, RDF, RDFS, SKOS

OVERARCHING: Final = frozenset(
    {"samfunnsdel", "kommuneplan", "regional-plan", "nasjonale-forventninger"}
)
"""Codes of the types of plans that others follow up."""
BINDING_ALL: Final = frozenset({"regional-plan", "nasjonale-forventninger"})
"""Those of them that the plans of other bodies follow up too."""
_LINKING: Final = (b"ontology#linkSource> ", b"ontology#decides> ")
_LEFT_OUT: Final = tuple(
    GRAPH[name].value
    for name in ("derived/", "ontology", "code/", "alignment/", "shared/source/", "catalogue")
)


@dataclass(frozen=True)
class Plan:
    """A steering document, as the graphs tell of it.

    titles: by language. type, status: codes, "" for what is not said. start, end: years of its
    period. body: the IRI. labels: of the body, by language.
    """

    iri: str
    titles: Mapping[str, str] = field(default_factory=dict)
    type: str = ""
    status: str = ""
    start: int | None = None
    end: int | None = None
    adopted_on: date | None = None
    in_force_until: date | None = None
    body: str = ""
    body_labels: Mapping[str, str] = field(default_factory=dict)

    def title(self, *languages: str) -> str:
        """Return the title in the first of these languages, else in any; the IRI's end if none."""
        for language in languages:
            if language in self.titles:
                return self.titles[language]
        return next(iter(self.titles.values()), self.iri.partition("/id/")[2] or self.iri)

    @property
    def is_overarching(self) -> bool:
        """Whether other plans are to follow it up."""
        return self.type in OVERARCHING


@dataclass
class Corpus:
    """What can be linked and what is. labels: of actors, groups and themes, by IRI and language.

    elements: by IRI, plans and development goals among them. sources: source texts by SHA-256.
    """

    elements: dict[str, Element] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    links: dict[str, LinkHistory] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    sources: Mapping[str, SourceFile] = field(default_factory=dict)
    texts: GraphTexts | None = field(default=None, repr=False)

    @cached_property
    def _by_plan(self) -> dict[str, list[Element]]:
        by_plan: dict[str, list[Element]] = {}
        for iri in sorted(self.elements, key=natural):
            element = self.elements[iri]
            if element.kind != PLAN:
                by_plan.setdefault(element.plan, []).append(element)
        return by_plan

    def of_plan(self, iri: str) -> list[Element]:
        """Return the elements of a plan in the order of their IRIs; of ``SDG`` the goals."""
        return list(self._by_plan.get(iri, ()))

    def find_plan(self, wanted: str) -> str:
        """Return the IRI of a plan. wanted: it, or its end ("trondheim/samfunnsdel-2009").

        Raises PlanNotFound.
        """
        short = wanted.strip().strip("/")
        for iri in (wanted, ID.iri + short):
            if iri in self.plans:
                return iri
        for iri in sorted(self.plans, key=natural):
            if short and iri.endswith(f"/id/{short}"):
                return iri
        raise PlanNotFound(wanted, sorted(self.plans, key=natural))

    def overarching(self, but: str = "") -> list[str]:
        """Return the plans that a plan is to follow up; where none is named, all that any is to.

        but: the plan's IRI. Those of its own body and those that bind all bodies; where there are
        none, those of any body.
        """
        chosen = [plan for plan in self.plans.values() if plan.is_overarching and plan.iri != but]
        body = self.plans[but].body if but in self.plans else ""
        near = [plan for plan in chosen if plan.body == body or plan.type in BINDING_ALL]
        return sorted((plan.iri for plan in (near if body and near else chosen)), key=natural)

    def slices(self, plan: str) -> dict[str, tuple[Slice, ...]]:
        """Return where the wording of each of a plan's elements stands; read when asked for."""
        return slices_of(self.texts, plan) if self.texts is not None else {}


@dataclass(frozen=True)
class _Part:
    """What the graphs in one folder say."""

    contents: tuple[tuple[str, str], ...]
    elements: dict[str, Element]
    plans: dict[str, Plan]
    links: dict[str, LinkHistory]
    labels: dict[str, dict[str, str]]


class CorpusReader:
    """Reads a corpus, over and over: what has not changed since is not parsed again."""

    def __init__(self) -> None:
        self._parts: dict[str, _Part] = {}

    def read(self, texts: GraphTexts, sources: Mapping[str, SourceFile] | None = None) -> Corpus:
        """Return the corpus of graphs. sources: source texts by SHA-256.

        Raises what reading the graphs raises.
        """
        folders: dict[str, list[tuple[str, str]]] = {}
        for graph, content in sorted(texts.graphs().items()):
            if not graph.startswith(_LEFT_OUT):
                folders.setdefault(graph.rpartition("/")[0], []).append((graph, content))
        parts: dict[str, _Part] = {}
        for folder, contents in folders.items():
            known = self._parts.get(folder)
            if known is None or known.contents != tuple(contents):
                known = _read_part(texts, contents)
            parts[folder] = known
        self._parts = parts
        return _join(parts.values(), sources or {}, texts)


def read_corpus(texts: GraphTexts, sources: Mapping[str, SourceFile] | None = None) -> Corpus:
    """Return all that can be linked. sources: source texts by SHA-256, for citations.

    Raises what reading the graphs raises.
    """
    return CorpusReader().read(texts, sources)


def _read_part(texts: GraphTexts, contents: Iterable[tuple[str, str]]) -> _Part:
    """Read the graphs of one folder: those of a plan speak of each other's elements."""
    said: Said = {}
    linking: dict[str, Iterable[Triple]] = {}
    for graph, _ in contents:
        text = texts.text(graph)
        facts = facts_of(text)
        if any(mark in text for mark in _LINKING):
            linking[graph] = parse_canonical(text)
        for iri, of_one in facts.items():
            known = said.setdefault(iri, {})
            for predicate, terms in of_one.items():
                known.setdefault(predicate, []).extend(terms)
    return _Part(
        tuple(contents),
        read_elements(said),
        _read_plans(said),
        histories_of(linking),
        _labels(said),
    )


def _labels(said: Said) -> dict[str, dict[str, str]]:
    """Return how things are named that are no elements: actors, groups, themes, agents."""
    labels = {}
    for iri, facts in said.items():
        if PV.text.value in facts or PV.partOf.value in facts or PV.about.value in facts:
            continue
        named = by_language(facts, RDFS.label, SKOS.prefLabel)
        if named:
            labels[iri] = named
    return labels


def _read_plans(said: Said) -> dict[str, Plan]:
    plans = {}
    for iri, facts in said.items():
        if PV.PlanInstrument not in facts.get(RDF.type.value, ()):
            continue
        period = said.get(iri_of(facts, DCT.temporal), {})
        plans[iri] = Plan(
            iri,
            by_language(facts, DCT.title, RDFS.label),
            code_of(facts, PV.instrumentType),
            code_of(facts, PV.planStatus),
            year_of(period, DCAT.startDate),
            year_of(period, DCAT.endDate),
            _date(value_of(facts, PV.adoptedOn)),
            _date(value_of(facts, PV.inForceUntil)),
            iri_of(facts, PV.body),
        )
    return plans


def _date(value: str) -> date | None:
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def _join(parts: Iterable[_Part], sources: Mapping[str, SourceFile], texts: GraphTexts) -> Corpus:
    corpus = Corpus(sources=sources, texts=texts)
    links: dict[str, LinkHistory] = {}
    for part in parts:
        corpus.elements.update(part.elements)
        corpus.plans.update(part.plans)
        links.update(part.links)
        for iri, labels in part.labels.items():
            corpus.labels.setdefault(iri, {}).update(labels)
    agents = {iri: next(iter(labels.values())) for iri, labels in corpus.labels.items()}
    corpus.links = {iri: _labelled(links[iri], agents) for iri in sorted(links)}
    for plan in list(corpus.plans.values()):
        labels = corpus.labels.get(plan.body, {})
        if labels:
            corpus.plans[plan.iri] = replace(plan, body_labels=labels)
    return corpus


def _labelled(history: LinkHistory, labels: Mapping[str, str]) -> LinkHistory:
    """Return a history whose decisions say by name who decided."""
    if not history.decisions:
        return history
    decisions = (
        replace(each, agent_label=labels.get(each.agent, "")) for each in history.decisions
    )
    return replace(history, decisions=tuple(decisions))
