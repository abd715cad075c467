"""Links and decisions in RDF: what is written of them, and how they are read. Pure.

A link stands in one of two graphs of the plan that it starts from: ``links`` holds those that come
from files, ``links-recorded`` those that are made at run time. Decisions stand in ``decisions``;
those that come with the data stand beside the links of the file.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.canonical import parse_canonical
from planvev.ingest.export.sources import GraphTexts
from planvev.linking.links import Decision, Link, LinkHistory, Outcome
from planvev.vocab import CODE, DCT, GRAPH, ID, OA, PROV, PV, RDF, RDFS, XSD

LINKS: Final = "links"
RECORDED: Final = "links-recorded"
DECISIONS: Final = "decisions"
SUFFIXES: Final = (LINKS, RECORDED, DECISIONS)
"""The graphs of a plan that hold its links, and what was decided on them."""
AGENTS: Final = GRAPH["shared/agents"].value
"""Who decides and suggests, described once for all plans."""
SUGGESTER: Final = ID["agent/planvev-suggest"].value
"""The program that suggests links."""
SUGGESTER_LABEL: Final = "planvev links suggest"
_Values = dict[NamedNode, list[NamedNode | Literal]]


@dataclass(frozen=True)
class Quote:
    """A slice of a source text. source: the text's IRI. start, end: code points."""

    source: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True)
class NewLink:
    """A link to record.

    source, target: IRIs of what it joins. type, basis: codes. reasons: by language. method: of a
    machine, with its version. agents: IRIs of who made it, described in some graph; where there are
    none, it is the suggester for a machine's suggestion, else who asks for the record. quotes:
    where the text says it. plan: of the source; "" to have it found.
    """

    source: str
    target: str
    type: str
    basis: str
    confidence: Decimal | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    method: str = ""
    agents: tuple[str, ...] = ()
    quotes: tuple[Quote, ...] = ()
    plan: str = ""


@dataclass(frozen=True)
class NewDecision:
    """A decision to take on a link, by its IRI.

    language: of the comment. settle: set the standing decisions of others aside, so that this one
    holds; only the plan's editor may.
    """

    link: str
    outcome: Outcome
    comment: str = ""
    settle: bool = False
    language: str = "nb"


def stamp(time: datetime) -> str:
    """Return a time as an xsd:dateTime in UTC, to the microsecond.

    >>> stamp(datetime(2026, 3, 1, 12, 0, 0, 5, UTC))
    '2026-03-01T12:00:00.000005Z'
    """
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def decision_iri(link: str, time: datetime) -> str:
    """Return the IRI of a decision that is taken on a link at a time; one link has one at a time.

    >>> decision_iri("urn:p/link/1", datetime(2026, 3, 1, 12, 0, 0, 5, UTC))
    'urn:p/link/1/decision/20260301T120000000005Z'
    """
    return f"{link}/decision/{time.astimezone(UTC).strftime('%Y%m%dT%H%M%S%fZ')}"


def link_triples(link: Link, quotes: Sequence[Quote] = ()) -> list[Triple]:
    """Return what a graph says of a link; its passages are made of the quotes."""
    node = NamedNode(link.iri)
    triples = [
        Triple(node, RDF.type, PV.Link),
        Triple(node, PV.linkSource, NamedNode(link.source)),
        Triple(node, PV.linkTarget, NamedNode(link.target)),
        Triple(node, PV.linkType, CODE[f"link-type/{link.type}"]),
        Triple(node, PV.linkBasis, CODE[f"link-basis/{link.basis}"]),
        Triple(node, PROV.generatedAtTime, Literal(link.time, datatype=XSD.dateTime)),
    ]
    triples += [Triple(node, PROV.wasAttributedTo, NamedNode(agent)) for agent in link.agents]
    triples += [
        Triple(node, PV.reason, Literal(text, language=language))
        for language, text in link.reasons.items()
    ]
    if link.confidence is not None:
        number = Literal(format(link.confidence, "f"), datatype=XSD.decimal)
        triples.append(Triple(node, PV.confidence, number))
    if link.method:
        triples.append(Triple(node, PV.method, Literal(link.method)))
    for order, quote in enumerate(quotes, 1):
        triples += _quote_triples(node, order, quote)
    return triples


def _quote_triples(link: NamedNode, order: int, quote: Quote) -> Iterator[Triple]:
    passage = NamedNode(f"{link.value}/passage/{order}")
    exact = NamedNode(f"{passage.value}/quote")
    position = NamedNode(f"{passage.value}/position")
    yield Triple(link, PV.passage, passage)
    yield Triple(passage, RDF.type, OA.SpecificResource)
    yield Triple(passage, OA.hasSource, NamedNode(quote.source))
    yield Triple(passage, OA.hasSelector, exact)
    yield Triple(passage, OA.hasSelector, position)
    yield Triple(passage, PV.passageOrder, Literal(order))
    yield Triple(passage, PV.passageRole, CODE["passage-role/quotation"])
    yield Triple(exact, RDF.type, OA.TextQuoteSelector)
    yield Triple(exact, OA.exact, Literal(quote.exact))
    yield Triple(position, RDF.type, OA.TextPositionSelector)
    for predicate, place in ((OA.start, quote.start), (OA.end, quote.end)):
        yield Triple(position, predicate, Literal(str(place), datatype=XSD.nonNegativeInteger))


def decision_triples(decision: Decision, language: str = "nb") -> list[Triple]:
    """Return what a graph says of a decision. language: of its comment."""
    node = NamedNode(decision.iri)
    triples = [
        Triple(node, RDF.type, PV.Decision),
        Triple(node, PV.decides, NamedNode(decision.link)),
        Triple(node, PV.outcome, CODE[f"decision-outcome/{decision.outcome}"]),
        Triple(node, PROV.wasAssociatedWith, NamedNode(decision.agent)),
        Triple(node, PROV.endedAtTime, Literal(decision.time, datatype=XSD.dateTime)),
    ]
    triples += [Triple(node, PV.settles, NamedNode(other)) for other in decision.settles]
    if decision.comment:
        triples.append(Triple(node, RDFS.comment, Literal(decision.comment, language=language)))
    return triples


def person_triples(iri: str, name: str) -> list[Triple]:
    """Return what is said of somebody who decides. name: of their token."""
    node = NamedNode(iri)
    return [
        Triple(node, RDF.type, PROV.Agent),
        Triple(node, RDFS.label, Literal(name)),
        Triple(node, DCT.identifier, Literal(name)),
    ]


def suggester_triples() -> list[Triple]:
    """Return what is said of the program that suggests links."""
    node = NamedNode(SUGGESTER)
    return [
        Triple(node, RDF.type, PROV.SoftwareAgent),
        Triple(node, RDFS.label, Literal(SUGGESTER_LABEL)),
    ]


def link_graphs(graphs: Iterable[str]) -> list[str]:
    """Return those of some graphs that hold links or decisions, by their names, sorted."""
    return sorted(graph for graph in graphs if graph.rpartition("/")[2] in SUFFIXES)


def read_histories(texts: GraphTexts) -> dict[str, LinkHistory]:
    """Return all links with the decisions on them, by IRI, sorted."""
    graphs = texts.graphs()
    triples = {graph: parse_canonical(texts.text(graph)) for graph in link_graphs(graphs)}
    labels = agent_labels(parse_canonical(texts.text(AGENTS))) if AGENTS in graphs else {}
    return histories_of(triples, labels)


def histories_of(
    graphs: Mapping[str, Iterable[Triple]], labels: Mapping[str, str] | None = None
) -> dict[str, LinkHistory]:
    """Return the links that graphs describe, with the decisions on them, by IRI, sorted.

    graphs: triples by graph. labels: of agents, by IRI. A link without ends, type or basis, and a
    decision without link, outcome, agent or time, are left out.
    """
    links: dict[str, Link] = {}
    decisions: dict[str, list[Decision]] = defaultdict(list)
    for graph, triples in graphs.items():
        for iri, values in _by_subject(triples).items():
            if link := _link(iri, values, graph):
                links[iri] = link
            elif decision := _decision(iri, values, labels or {}):
                decisions[decision.link].append(decision)
    return {
        iri: LinkHistory(link, tuple(sorted(decisions[iri], key=_when)))
        for iri, link in sorted(links.items())
    }


def agent_labels(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the labels of things, by IRI."""
    return {
        triple.subject.value: triple.object.value
        for triple in triples
        if triple.predicate == RDFS.label
        and isinstance(triple.subject, NamedNode)
        and isinstance(triple.object, Literal)
    }


def _when(decision: Decision) -> tuple[datetime, str]:
    try:
        time = datetime.fromisoformat(decision.time)
    except ValueError:
        time = datetime.min
    return (time if time.tzinfo else time.replace(tzinfo=UTC), decision.iri)


def _by_subject(triples: Iterable[Triple]) -> dict[str, _Values]:
    found: dict[str, _Values] = {}
    for triple in triples:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            values = found.setdefault(triple.subject.value, {})
            values.setdefault(triple.predicate, []).append(triple.object)
    return found


def _link(iri: str, values: _Values, graph: str) -> Link | None:
    source, target, type_, basis = (
        _first(values, predicate)
        for predicate in (PV.linkSource, PV.linkTarget, PV.linkType, PV.linkBasis)
    )
    if not (source and target and type_ and basis):
        return None
    return Link(
        iri,
        source,
        target,
        type_.rpartition("/")[2],
        basis.rpartition("/")[2],
        _decimal(_first(values, PV.confidence)),
        _by_language(values.get(PV.reason, ())),
        tuple(sorted(agent.value for agent in values.get(PROV.wasAttributedTo, ()))),
        _first(values, PROV.generatedAtTime),
        tuple(sorted(passage.value for passage in values.get(PV.passage, ()))),
        graph,
        _first(values, PV.method),
    )


def _decision(iri: str, values: _Values, labels: Mapping[str, str]) -> Decision | None:
    link, outcome, agent, time = (
        _first(values, predicate)
        for predicate in (PV.decides, PV.outcome, PROV.wasAssociatedWith, PROV.endedAtTime)
    )
    code = outcome.rpartition("/")[2]
    if not (link and agent and time) or code not in set(Outcome):
        return None
    settled = tuple(sorted(other.value for other in values.get(PV.settles, ())))
    comment = _first(values, RDFS.comment)
    label = labels.get(agent, "")
    return Decision(iri, link, Outcome(code), agent, time, comment, label, settled)


def _first(values: _Values, predicate: NamedNode) -> str:
    return min((term.value for term in values.get(predicate, ())), default="")


def _by_language(terms: Iterable[NamedNode | Literal]) -> dict[str, str]:
    literals = (term for term in terms if isinstance(term, Literal))
    return {term.language or "": term.value for term in literals}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
