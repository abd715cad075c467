"""The named graphs that an import makes of a draft, given what is there already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import NamedNode, Triple

from planvev.errors import InputError
from planvev.ingest.carrying import Carried, carry_over
from planvev.ingest.differences import (
    Difference,
    difference,
    kept_paths,
    known_elements,
)
from planvev.ingest.draft import Draft
from planvev.ingest.findings import READER, Actors, finding_triples
from planvev.ingest.identify import Identified, identify
from planvev.ingest.register import (
    SourceText,
    named_in_facts,
    reader_triples,
    register_triples,
    source_triples,
)
from planvev.ingest.said import said_of_actors, said_of_elements, said_of_plan
from planvev.ingest.to_rdf import plan_triples
from planvev.vocab import DCT, GRAPH, ID, PV, RDFS

ADOPTED: Final = "adopted"
REGISTER: Final = "register"
ASSESSMENT: Final = "assessment"
GRAPH_OF_READER: Final = GRAPH["shared/import"].value
"""Describes who makes the findings of imports, where no other graph does."""


@dataclass(frozen=True)
class Existing:
    """What is there before an import.

    graphs: the plan's own, by suffix ("adopted", "translation-en"…). described: IRIs of bodies and
    actors that other graphs describe; actors: IRIs by name of those that findings may name.
    sources: SHA-256 of texts that are described already.
    """

    graphs: Mapping[str, Sequence[Triple]] = field(default_factory=dict)
    described: frozenset[str] = frozenset()
    actors: Mapping[str, str] = field(default_factory=dict)
    sources: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlanGraphs:
    """What an import makes. graphs: by IRI; those that stay as they are are left out.

    lost: findings that cannot stay, by IRI.
    """

    plan: str
    graphs: dict[str, list[Triple]]
    difference: Difference
    identified: Identified
    source: SourceText
    lost: tuple[str, ...] = ()


def graph_of_plan(plan: str, suffix: str) -> str:
    """Return the IRI of one of a plan's graphs.

    A plan whose IRI does not say whose plan it is (``is_plan_iri``) has graphs below its own IRI.

    >>> graph_of_plan("https://w3id.org/planvev/id/trondheim/samfunnsdel-2009", "adopted")
    'https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/adopted'
    """
    base, _, tail = plan.rpartition("/id/")
    return f"{base}/graph/{tail}/{suffix}" if is_plan_iri(plan) else f"{plan}/graph/{suffix}"


def is_plan_iri(plan: str) -> bool:
    """Whether an IRI says whose plan it is, and which: …/id/BODY/PLAN."""
    _, separator, tail = plan.rpartition("/id/")
    return bool(separator) and tail.count("/") == 1 and all(tail.split("/"))


def require_plan_iri(plan: str) -> None:
    """Raise InputError for a plan that cannot be taken in under its IRI."""
    if not is_plan_iri(plan):
        raise InputError(
            f"The plan's IRI <{plan}> does not end in /id/BODY/PLAN, as "
            f"{ID['trondheim/samfunnsdel-2009'].value} does."
        )


def graph_of_source(sha256: str) -> str:
    """Return the IRI of the graph that describes a source text."""
    return GRAPH[f"shared/source/{sha256}"].value


def plan_graphs(draft: Draft, plan: str, existing: Existing | None = None) -> PlanGraphs:
    """Return the graphs that a draft makes of a plan, and what they change."""
    existing = existing or Existing()
    node = NamedNode(plan)
    known = known_elements(existing.graphs.get(ADOPTED, ()), plan)
    identified = identify(draft, kept_paths(draft, known))
    extraction = identified.extraction
    source = SourceText(
        extraction.source_sha256,
        draft.document.name,
        len(extraction.source),
        extraction.language,
    )
    carried = carry_over(existing.graphs, extraction, node)
    graphs = _carried_graphs(carried, existing)
    graphs[ADOPTED] = list(plan_triples(extraction, node))
    if _register_is_ours(existing):
        graphs[REGISTER] = list(register_triples(draft.facts, node, source, existing.described))
    graphs[ADOPTED] += _of_plan_itself(draft, identified, existing, node, graphs.get(REGISTER, []))
    for suffix, said in _said_by_rows(draft, identified, existing, node).items():
        before = graphs.get(suffix, carried.triples.get(suffix, []))
        graphs[suffix] = list(dict.fromkeys([*_not_relabelled(before, said), *said]))
    named = {graph_of_plan(plan, suffix): triples for suffix, triples in graphs.items()}
    named |= _shared_graphs(named, source, existing)
    return PlanGraphs(
        plan,
        named,
        difference(extraction.elements, known),
        identified,
        source,
        tuple(carried.lost),
    )


def _said_by_rows(
    draft: Draft, identified: Identified, existing: Existing, plan: NamedNode
) -> dict[str, dict[Triple, None]]:
    """Return findings, labels and other statements of the draft's rows, by graph suffix."""
    extraction = identified.extraction
    said = said_of_elements(extraction.elements, plan)
    actors = Actors(plan.value, {**existing.actors, **named_in_facts(draft.facts, plan)})
    findings = list(finding_triples(extraction, plan, actors))
    named = {triple.object for triple in findings if triple.predicate == PV.mentioned}
    for suffix, triple in said_of_actors(draft.document, plan):
        if triple.subject in named:
            said[suffix][triple] = None
    if findings:
        said[ASSESSMENT] |= dict.fromkeys([*findings, *actors.triples(extraction.language)])
    return {
        suffix: triples
        for suffix, triples in said.items()
        if suffix in (ADOPTED, ASSESSMENT) or suffix.startswith("translation-")
    }


def _of_plan_itself(
    draft: Draft,
    identified: Identified,
    existing: Existing,
    plan: NamedNode,
    register: Iterable[Triple],
) -> Iterator[Triple]:
    """Yield what the adopted graph says of the plan itself, beyond what the register says.

    A profile knows it; else it is what the graph said before, or what a workbook carries.
    """
    if identified.extraction.plan_facts:
        return
    before = list(_said_of_plan(existing.graphs.get(ADOPTED, ()), plan.value))
    carried = [t for suffix, t in said_of_plan(draft.document, plan) if suffix == ADOPTED]
    known = set(register)
    yield from (triple for triple in before or carried if triple not in known)


def _shared_graphs(
    graphs: Mapping[str, Iterable[Triple]], source: SourceText, existing: Existing
) -> dict[str, list[Triple]]:
    """Return the graphs beside the plan's: who reads, and the text, where it is referred to."""
    shared = {}
    objects = {triple.object for triples in graphs.values() for triple in triples}
    if READER in objects and READER.value not in existing.described:
        shared[GRAPH_OF_READER] = list(reader_triples())
    if ID[f"source/{source.sha256}"] in objects and source.sha256 not in existing.sources:
        shared[graph_of_source(source.sha256)] = list(source_triples(source))
    return shared


def _not_relabelled(before: Iterable[Triple], said: Mapping[Triple, None]) -> Iterator[Triple]:
    """Yield the triples but labels of things that get another in the same graph and language."""
    labelled = {_label_of(triple) for triple in said if triple.predicate == RDFS.label}
    for triple in before:
        if triple.predicate != RDFS.label or _label_of(triple) not in labelled:
            yield triple


def _label_of(triple: Triple) -> tuple[object, str]:
    return triple.subject, getattr(triple.object, "language", None) or ""


def _carried_graphs(carried: Carried, existing: Existing) -> dict[str, list[Triple]]:
    """Return the graphs that are taken over with changes; others are left alone."""
    return {
        suffix: triples
        for suffix, triples in carried.triples.items()
        if len(triples) != len(existing.graphs[suffix]) or suffix == ASSESSMENT
    }


def _register_is_ours(existing: Existing) -> bool:
    """Whether an import may write the register: there is none, or an import made all of it.

    What people have looked up elsewhere about a plan is not written over.
    """
    register = existing.graphs.get(REGISTER, ())
    sources = [triple.object for triple in register if triple.predicate == DCT.source]
    if not sources:
        return not register
    return all(
        isinstance(source, NamedNode) and source.value.startswith(ID["source/"].value)
        for source in sources
    )


def _said_of_plan(triples: Iterable[Triple], plan: str) -> Iterator[Triple]:
    """Yield what an ``adopted`` graph says of the plan itself, with the passages of that."""
    for triple in triples:
        subject = triple.subject
        if isinstance(subject, NamedNode) and (
            subject.value == plan or subject.value.startswith(f"{plan}/passage/")
        ):
            yield triple
