"""Links and decisions in RDF: what is written is what is read."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.canonical import serialize_canonical
from planvev.linking.links import Decision, Link, Outcome
from planvev.linking.records import (
    AGENTS,
    Quote,
    decision_triples,
    histories_of,
    link_triples,
    person_triples,
    read_histories,
)
from planvev.vocab import PROV, PV, RDF

GRAPH = "https://w3id.org/planvev/graph/lilleby/temaplan-2030/links-recorded"
DECISIONS = "https://w3id.org/planvev/graph/lilleby/temaplan-2030/decisions"
LINK = Link(
    "urn:p/link/1",
    "urn:p/goal/1",
    "urn:q/goal/2",
    "contributesTo",
    "machineSuggestion",
    Decimal("0.82"),
    {"nb": "Samme ord: «bekk».", "en": "The same word: «brook»."},
    ("urn:agent:suggest",),
    "2026-03-01T12:00:00Z",
    ("urn:p/link/1/passage/1",),
    GRAPH,
    "suggest 1.0",
)
QUOTE = Quote("urn:source", "bekkene", 10, 17)


def decision(number: int, time: str, *settles: str) -> Decision:
    return Decision(
        f"urn:p/link/1/decision/{number}",
        LINK.iri,
        Outcome.APPROVED,
        "urn:agent:kari",
        time,
        "Enig.",
        "Kari",
        settles,
    )


class Texts:
    """Graphs in memory."""

    def __init__(self, graphs: Mapping[str, list[Triple]]) -> None:
        self._texts = {graph: serialize_canonical(triples) for graph, triples in graphs.items()}

    def graphs(self) -> Mapping[str, str]:
        return dict.fromkeys(self._texts, "")

    def text(self, graph: str) -> bytes:
        return self._texts[graph]


def test_a_link_with_its_decisions_is_read_as_it_was_written() -> None:
    later = decision(2, "2026-03-01T12:00:00.5Z", "urn:p/link/1/decision/1")
    first = decision(1, "2026-03-01T12:00:00Z")
    texts = Texts(
        {
            GRAPH: link_triples(LINK, [QUOTE]),
            DECISIONS: [*decision_triples(later), *decision_triples(first)],
            AGENTS: person_triples("urn:agent:kari", "Kari"),
            "https://w3id.org/planvev/graph/lilleby/temaplan-2030/adopted": link_triples(
                Link("urn:other", "urn:a", "urn:b", "refersTo", "analystAssessment")
            )[:2],
        }
    )
    (history,) = read_histories(texts).values()
    assert history.link == LINK
    assert history.decisions == (first, later)


def test_a_passage_says_where_in_which_text() -> None:
    triples = set(link_triples(LINK, [QUOTE]))
    passage = NamedNode("urn:p/link/1/passage/1")
    assert Triple(NamedNode(LINK.iri), PV.passage, passage) in triples
    assert Triple(passage, PV.passageOrder, Literal(1)) in triples
    exact = {t.object.value for t in triples if t.predicate.value.endswith("#exact")}
    assert exact == {"bekkene"}


def test_what_is_not_whole_is_no_link_and_no_decision() -> None:
    node = NamedNode("urn:half")
    graphs = {
        GRAPH: [Triple(node, RDF.type, PV.Link), Triple(node, PV.linkSource, NamedNode("urn:a"))],
        DECISIONS: [
            Triple(node, PV.decides, NamedNode("urn:half")),
            Triple(node, PROV.endedAtTime, Literal("x")),
        ],
    }
    assert histories_of(graphs) == {}


def test_a_confidence_is_a_plain_decimal() -> None:
    small = Link("urn:l", "urn:a", "urn:b", "refersTo", "analystAssessment", Decimal("1E-7"))
    (number,) = [t.object for t in link_triples(small) if t.predicate == PV.confidence]
    assert isinstance(number, Literal)
    assert number.value == "0.0000001"
