"""Facts of a register graph rest on claims, and claims on sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.files import GraphFile
from planvev.validation.index import GraphIndex
from planvev.validation.report import ValidationResult
from planvev.validation.structure import compact, result_in
from planvev.vocab import DCT, PV, RDF, RDFS


def check_register(submitted: Sequence[GraphFile], index: GraphIndex) -> list[ValidationResult]:
    """Report claims without a source, and facts about plans without a claim."""
    return [*_claims_without_source(submitted, index), *_facts_without_claim(submitted, index)]


def _claims_without_source(
    graphs: Iterable[GraphFile], index: GraphIndex
) -> Iterator[ValidationResult]:
    """Report claims outside the graphs of unverified ones; a shape reports those with nothing."""
    for graph in graphs:
        if graph.graph.value.endswith("unverified"):
            continue
        for triple in graph.triples:
            if triple.predicate != RDF.type or triple.object != RDF.Statement:
                continue
            claim = triple.subject
            if not isinstance(claim, NamedNode) or index.values(claim.value, DCT.source):
                continue
            if index.values(claim.value, RDFS.comment):
                yield result_in(
                    graph,
                    "ClaimHasSource",
                    claim.value,
                    (
                        "Opplysningen har ingen kilde. Skriv nettadressen i dct:source, eller "
                        "flytt den til grafen for det som ikke er kontrollert (…unverified).",
                        "The claim has no source. Give its web address in dct:source, or move it "
                        "to the graph of what is not verified (…unverified).",
                    ),
                    path=DCT.source.value,
                )


def _facts_without_claim(
    graphs: Iterable[GraphFile], index: GraphIndex
) -> Iterator[ValidationResult]:
    plans = frozenset(index.instances(PV.PlanInstrument))
    periods = {p: plan for plan in plans for p in index.values(plan, DCT.temporal)}
    for graph in graphs:
        if not graph.graph.value.endswith("/register"):
            continue
        for triple in dict.fromkeys(graph.triples):
            subject, node = triple.subject, triple.object
            if not isinstance(subject, NamedNode) or triple.predicate == RDF.type:
                continue
            if not isinstance(node, NamedNode | Literal):
                continue
            if subject.value not in plans and subject.value not in periods:
                continue
            if not _has_claim(triple, index) and not _period_has_claim(subject, periods, index):
                name = compact(triple.predicate.value)
                yield result_in(
                    graph,
                    "FactHasClaim",
                    subject.value,
                    (
                        f"Opplysningen {name} har ingen kilde. Legg til en rdf:Statement med samme "
                        "rdf:subject, rdf:predicate og rdf:object, og nettadressen i dct:source.",
                        f"The fact {name} has no source. Add an rdf:Statement with the same "
                        "rdf:subject, rdf:predicate and rdf:object, and its web address in "
                        "dct:source.",
                    ),
                    path=triple.predicate.value,
                    value=node,
                )


def _has_claim(triple: Triple, index: GraphIndex) -> bool:
    """Whether a claim says the same; a translated text may rest on the claim of the original."""
    if not isinstance(triple.subject, NamedNode):
        return False
    node = triple.object
    for claim in index.subjects(RDF.subject, triple.subject.value):
        if triple.predicate.value not in index.values(claim, RDF.predicate):
            continue
        for claimed in index.terms(claim, RDF.object):
            if claimed == node or _is_translation(node, claimed):
                return True
    return False


def _is_translation(node: object, original: object) -> bool:
    return (
        isinstance(node, Literal)
        and isinstance(original, Literal)
        and bool(node.language and original.language)
        and node.language != original.language
    )


def _period_has_claim(node: NamedNode, periods: dict[str, str], index: GraphIndex) -> bool:
    plan = periods.get(node.value)
    return plan is not None and _has_claim(Triple(NamedNode(plan), DCT.temporal, node), index)
