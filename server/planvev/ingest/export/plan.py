"""Read a plan from its graphs as plain data (``model``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.errors import ResourceNotFound
from planvev.ingest.export.items import (
    code_of,
    gather,
    iri_of,
    peek,
    read_findings,
    read_items,
    value_of,
)
from planvev.ingest.export.model import (
    LinkItem,
    PassageItem,
    PlanItem,
    PlanModel,
    Said,
    Term,
    in_language,
    own_suffix,
)
from planvev.ingest.export.ordering import natural
from planvev.vocab import DCAT, DCT, GRAPH, PV, RDF, RDFS, SKOS

__all__ = [
    "LinkItem",
    "PassageItem",
    "PlanItem",
    "PlanModel",
    "Said",
    "Term",
    "in_language",
    "read_plan",
]
_TYPE: Final = RDF.type.value
_LANGUAGES: Final = {
    "NOB": "nb",
    "NNO": "nn",
    "NOR": "nb",
    "ENG": "en",
    "SME": "se",
    "SMJ": "smj",
    "SMA": "sma",
}
_NAMES: Final = (RDFS.label.value, SKOS.prefLabel.value, DCT.title.value)


def read_plan(graphs: Mapping[str, Iterable[Triple]], plan: str) -> PlanModel:
    """Return a plan as the graphs at hand tell of it.

    graphs: by full IRI: the plan's own, and those that label what it names. plan: its full IRI.
    Raises ResourceNotFound where none of its graphs is there.
    """
    own: dict[str, list[Triple]] = {}
    others: list[Triple] = []
    for graph, triples in sorted(graphs.items()):
        key, of_plan, rest = _part(graph, list(triples), plan)
        others += rest
        if key:
            own[key] = of_plan
    if not own:
        raise ResourceNotFound(plan)
    said = gather(triple for triples in own.values() for triple in triples)
    items = read_items(said, plan)
    findings = read_findings(said, plan, items)
    model = PlanModel(plan, items=items, findings=findings, triples=own, said=said)
    _add_facts(model)
    _add_names(model, others)
    _add_links(model, others)
    return model


def _part(graph: str, triples: list[Triple], plan: str) -> tuple[str, list[Triple], list[Triple]]:
    """Return the key of a graph, what of it is the plan's, and what is not.

    A graph of several plans is the plan's where it says what it is.
    """
    suffix = own_suffix(graph, plan)
    if suffix:
        return suffix, triples, []
    if Triple(NamedNode(plan), RDF.type, PV.PlanInstrument) not in triples:
        return "", [], triples
    own: list[Triple] = []
    others: list[Triple] = []
    for triple in triples:
        iri = triple.subject.value if isinstance(triple.subject, NamedNode) else ""
        (own if iri == plan or iri.startswith(f"{plan}/") else others).append(triple)
    return graph.removeprefix(GRAPH.iri), own, others


def _add_facts(model: PlanModel) -> None:
    """Fill in what is said of the plan itself."""
    said = model.said
    facts = said.get(model.iri, {})
    model.body = iri_of(facts, PV.body.value)
    titles = [t for t in facts.get(DCT.title.value, ()) if isinstance(t, Literal)]
    for title in sorted(titles, key=lambda title: (title.language or "", title.value)):
        model.titles.setdefault(title.language or "", title.value)
    types = facts.get(PV.instrumentType.value, ())
    model.instrument_type = next((code_of(term, "instrument-type") for term in types), "")
    statuses = facts.get(PV.planStatus.value, ())
    model.status = next((code_of(term, "plan-status") for term in statuses), "")
    model.adopted_on = value_of(peek(facts, PV.adoptedOn.value))
    for period in facts.get(DCT.temporal.value, ()):
        years = said.get(period.value if isinstance(period, NamedNode) else str(period), {})
        model.start_year = model.start_year or value_of(peek(years, DCAT.startDate.value))[:4]
        model.end_year = model.end_year or value_of(peek(years, DCAT.endDate.value))[:4]
    model.language = _language(facts, model.items)
    for item in model.items:
        if not item.text and model.language in item.labels:
            item.language = model.language  # of a paraphrase, the others are translations


def _add_names(model: PlanModel, others: Iterable[Triple]) -> None:
    """Fill in how things outside the plan are named."""
    for triple in others:
        term = triple.object
        if not isinstance(term, Literal) or triple.predicate.value not in _NAMES:
            continue
        subject = triple.subject
        if isinstance(subject, NamedNode) and subject.value not in model.said:
            model.names.setdefault(subject.value, {}).setdefault(term.language or "", term.value)
    body = model.said.get(model.body, {}).get(RDFS.label.value, ())
    own = {term.language or "": term.value for term in body if isinstance(term, Literal)}
    model.body_label = in_language(own or model.names.get(model.body, {}), "nb")


def _add_links(model: PlanModel, others: Iterable[Triple]) -> None:
    """Fill in the links, each with the status that was derived of its decisions.

    Where none was derived, nobody has decided: what is stated in the text counts as approved.
    """
    derived = {
        triple.subject.value: code_of(triple.object, "link-status")
        for triple in others
        if triple.predicate == PV.linkStatus and isinstance(triple.subject, NamedNode)
    }
    links = [iri for iri, facts in model.said.items() if PV.Link in facts.get(_TYPE, ())]
    for iri in sorted(links, key=natural):
        facts = model.said[iri]
        source, target = (iri_of(facts, end.value) for end in (PV.linkSource, PV.linkTarget))
        if not source or not target:
            continue
        basis = _code_or_iri(facts, "link-basis", PV.linkBasis)
        undecided = "approved" if basis == "statedInText" else "proposed"
        link = LinkItem(
            iri,
            source,
            target,
            _code_or_iri(facts, "link-type", PV.linkType),
            basis,
            derived.get(iri) or undecided,
            value_of(peek(facts, PV.confidence.value)),
        )
        model.links.append(link)


def _code_or_iri(facts: Said, codelist: str, predicate: NamedNode) -> str:
    iri = iri_of(facts, predicate.value)
    return (code_of(NamedNode(iri), codelist) if iri else "") or iri


def _language(facts: Said, items: Iterable[PlanItem]) -> str:
    """Return the language that the plan says it is in, else that of most of its elements."""
    for term in facts.get(DCT.language.value, ()):
        code = term.value.rpartition("/")[2] if isinstance(term, NamedNode) else ""
        if code in _LANGUAGES:
            return _LANGUAGES[code]
    counts: dict[str, int] = {}
    for item in items:
        counts[item.language] = counts.get(item.language, 0) + 1
    return max(sorted(counts), key=lambda language: counts[language], default="")
