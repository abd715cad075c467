"""A term of our namespace that the ontology does not define is reported, with the likely one."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import RdfFormat, parse

from planvev.archive.files import GraphFile
from planvev.validation import validate_graphs
from planvev.vocab import GRAPH

PREFIX = "@prefix pv: <https://w3id.org/planvev/ontology#> . @prefix ex: <http://example.org/> .\n"


def messages_of(turtle: str) -> list[str]:
    triples = tuple(quad.triple for quad in parse((PREFIX + turtle).encode(), RdfFormat.TURTLE))
    graph = GraphFile(Path("example.ttl"), GRAPH["example"], triples, "")
    report = validate_graphs([graph], [], {})
    return [r.messages["en"] for r in report.results if "no term" in r.messages["en"]]


def test_a_misspelt_property_is_reported_with_the_one_that_is_meant() -> None:
    (message,) = messages_of("ex:a pv:postion 1 .")
    assert message == "The ontology has no term pv:postion. Do you mean pv:position?"


def test_a_misspelt_class_is_reported() -> None:
    (message,) = messages_of("ex:a a pv:Gaol .")
    assert "pv:Goal?" in message


def test_a_term_that_resembles_none_points_to_the_ontology() -> None:
    (message,) = messages_of("ex:a pv:xyzzy 1 .")
    assert message.endswith("See the ontology for the terms there are.")


def test_defined_and_foreign_terms_are_no_matter() -> None:
    assert messages_of("ex:a pv:position 1 ; ex:other 2 .") == []
