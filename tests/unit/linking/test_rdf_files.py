"""Links as RDF: Turtle and N-Quads out, and what comes in again."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from pyoxigraph import RdfFormat, parse

from planvev.archive.canonical import canonicalize
from planvev.errors import BadContent
from planvev.linking.exchange import LinkFileRefused
from planvev.linking.links import Outcome
from planvev.linking.rdf_files import link_texts, quads, read_rdf, turtle
from planvev.linking.records import AGENTS, Quote
from planvev.rdf.formats import N_QUADS, TURTLE

PLAN = "https://w3id.org/planvev/id/lilleby/temaplan-2031"
GRAPH = "https://w3id.org/planvev/graph/lilleby/temaplan-2031/"
PREFIXES = f"""@base <{PLAN}/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix code: <https://w3id.org/planvev/code/> .
"""
KARI = "<https://w3id.org/planvev/id/agent/kari>"


def link(number: int, basis: str = "analystAssessment", more: str = "") -> str:
    return f"""
<link/{number}> a pv:Link ; pv:linkSource <goal/{number}> ; pv:linkTarget <goal/9> ;
  pv:linkType <https://w3id.org/planvev/code/link-type/contributesTo> ;
  pv:linkBasis <https://w3id.org/planvev/code/link-basis/{basis}> ; {more}
  prov:wasAttributedTo {KARI} ; prov:generatedAtTime "2026-03-01T12:00:00Z"^^xsd:dateTime .
"""


STATED = (
    link(1, "statedInText", 'pv:reason "Står der."@nb ; pv:passage <link/1/passage/1> ;')
    + """
<link/1/passage/1> a oa:SpecificResource ; pv:passageOrder 1 ; oa:hasSource <urn:source> ;
  oa:hasSelector <link/1/passage/1/quote> , <link/1/passage/1/position> .
<link/1/passage/1/quote> a oa:TextQuoteSelector ; oa:exact "mål 9" .
<link/1/passage/1/position> a oa:TextPositionSelector ;
  oa:start "3"^^xsd:nonNegativeInteger ; oa:end "8"^^xsd:nonNegativeInteger .
"""
)
DECIDED = f"""
<link/2/decision/1> a pv:Decision ; pv:decides <link/2> ; rdfs:comment "Ja."@nb ;
  pv:outcome <https://w3id.org/planvev/code/decision-outcome/approved> ;
  prov:wasAssociatedWith {KARI} ; prov:endedAtTime "2026-03-02T12:00:00Z"^^xsd:dateTime .
"""
WHO = f'{KARI} a prov:Agent ; rdfs:label "Kari" . <urn:agent:other> a prov:Agent .'


class Texts:
    """The graphs of one plan."""

    def __init__(self) -> None:
        self._turtle = {
            f"{GRAPH}links": STATED,
            f"{GRAPH}links-recorded": link(2) + link(20),
            f"{GRAPH}decisions": DECIDED,
            AGENTS: WHO,
            f"{GRAPH}adopted": "<goal/1> a pv:Goal .",
        }

    def graphs(self) -> Mapping[str, str]:
        return dict.fromkeys(self._turtle, "")

    def text(self, graph: str) -> bytes:
        return canonicalize((PREFIXES + self._turtle[graph]).encode(), RdfFormat.TURTLE)


def chosen() -> dict[str, bytes]:
    return link_texts(Texts(), [f"{PLAN}/link/1", f"{PLAN}/link/2"])


def test_links_go_out_with_passages_decisions_and_who_is_behind_them() -> None:
    subjects = {
        str(quad.subject).strip("<>").removeprefix(f"{PLAN}/")
        for quad in parse(turtle(chosen()), RdfFormat.TURTLE)
    }
    assert subjects == {
        *("link/1", "link/1/passage/1", "link/1/passage/1/quote", "link/1/passage/1/position"),
        *("link/2", "link/2/decision/1", "https://w3id.org/planvev/id/agent/kari"),
    }


def test_n_quads_say_in_which_graph_each_stands() -> None:
    graphs = {quad.graph_name.value for quad in parse(quads(chosen()), RdfFormat.N_QUADS)}  # type: ignore[union-attr]
    assert graphs == {f"{GRAPH}links", f"{GRAPH}links-recorded", f"{GRAPH}decisions", AGENTS}


@pytest.mark.parametrize("form", ["turtle", "quads"])
def test_what_went_out_comes_in_again(form: str) -> None:
    if form == "turtle":
        first, second = read_rdf(turtle(chosen()), TURTLE)
    else:
        first, second = read_rdf(quads(chosen()), N_QUADS)
    assert first.link is not None
    assert second.link is not None
    assert first.link.quotes == (Quote("urn:source", "mål 9", 3, 8),)
    assert first.link.reasons == {"nb": "Står der."}
    assert first.outcome is None
    assert second.outcome is Outcome.APPROVED
    assert second.comment == "Ja.; Kari"
    assert not second.decided_here


@pytest.mark.parametrize(
    ("content", "error", "said"),
    [
        ("<urn:a> <urn:b> .", BadContent, "line"),
        ("<urn:a> <urn:b> 1 .", LinkFileRefused, "no pv:Link"),
        ("<urn:l> a pv:Link .", LinkFileRefused, "lacks pv:linkSource"),
        ("[] a pv:Link .", BadContent, "blank node"),
    ],
)
def test_what_cannot_be_is_said(content: str, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        read_rdf((PREFIXES + content).encode(), TURTLE)
