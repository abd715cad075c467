"""What any engine must do, tried on the embedded one."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from planvev.engine.base import Dataset, Query, ResultKind, select
from planvev.engine.embedded import EmbeddedEngine
from planvev.errors import BadRequest, NotAcceptable, QuerySyntaxError, QueryTimeout
from planvev.rdf.formats import RESULTS_JSON, TURTLE

S, P = NamedNode("urn:s"), NamedNode("https://w3id.org/planvev/ontology#text")
G1, G2 = NamedNode("urn:g1"), NamedNode("urn:g2")
ONE, TWO = Triple(S, P, Literal("1")), Triple(S, P, Literal("2"))
OBJECTS = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"
IN_GRAPHS = "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o"
SLOW = "SELECT (COUNT(*) AS ?n) {" + "".join(f" ?a{i} ?b{i} ?c{i} ." for i in range(9)) + "}"


@pytest.fixture
def engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine(workers=2)
    engine.replace_graphs({G1: [ONE], G2: [TWO]})
    yield engine
    engine.close()


def objects(engine: EmbeddedEngine, query: Query) -> str:
    result = engine.query(query)
    assert result.format.name == "csv"
    return result.body.decode().replace("\r\n", "").removeprefix("o")


@pytest.mark.parametrize(
    ("text", "dataset", "expected"),
    [
        (OBJECTS, Dataset(), "12"),
        (IN_GRAPHS, Dataset(), "12"),
        (OBJECTS.replace("{", "FROM <urn:g1> {", 1), Dataset(), "1"),
        (OBJECTS.replace("{", "FROM NAMED <urn:g1> {", 1), Dataset(), ""),
        (OBJECTS, Dataset(default_graphs=("urn:g2",)), "2"),
        (OBJECTS.replace("{", "FROM <urn:g1> {", 1), Dataset(("urn:g2",)), "2"),
        (IN_GRAPHS, Dataset(default_graphs=("urn:g2",)), ""),
        (IN_GRAPHS, Dataset(named_graphs=("urn:g2",)), "2"),
        (OBJECTS, Dataset(named_graphs=("urn:g2",)), ""),
    ],
)
def test_the_dataset_is_the_requests_then_the_querys_then_the_union(
    engine: EmbeddedEngine, text: str, dataset: Dataset, expected: str
) -> None:
    assert objects(engine, Query(text, 5, dataset, format="csv")) == expected


def test_the_default_graph_may_be_set_to_its_own() -> None:
    engine = EmbeddedEngine(default_graph="own")
    engine.replace_graphs({G1: [ONE]})
    assert objects(engine, Query(OBJECTS, 5, format="csv")) == ""
    engine.close()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * {}", ResultKind.SOLUTIONS),
        ("ASK {}", ResultKind.BOOLEAN),
        ("CONSTRUCT WHERE { ?s ?p ?o }", ResultKind.GRAPH),
        ("DESCRIBE <urn:s>", ResultKind.GRAPH),
    ],
)
def test_each_kind_has_its_first_format_for_anybody(
    engine: EmbeddedEngine, text: str, kind: ResultKind
) -> None:
    expected = TURTLE if kind is ResultKind.GRAPH else RESULTS_JSON
    for accept in ("", "*/*", "text/html"):
        result = engine.query(Query(text, 5, accept=accept))
        assert (result.kind, result.format) == (kind, expected)
        assert result.generation == engine.generation


def test_a_format_of_another_kind_is_not_acceptable(engine: EmbeddedEngine) -> None:
    for text, name in (("ASK {}", "csv"), ("SELECT * {}", "turtle"), ("DESCRIBE <urn:s>", "csv")):
        with pytest.raises(NotAcceptable):
            engine.query(Query(text, 5, format=name))


def test_turtle_has_our_prefixes_and_each_triple_once(engine: EmbeddedEngine) -> None:
    engine.replace_graphs({G2: [ONE]})
    body = engine.query(Query("CONSTRUCT WHERE { ?s ?p ?o }", 5)).body.decode()
    assert "@prefix pv:" in body
    assert body.count('pv:text "1"') == 1


def test_a_query_that_does_not_parse_names_line_and_column(engine: EmbeddedEngine) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        engine.query(Query("SELECT * {\n ?s ?p }", 5))
    assert (caught.value.line, caught.value.column) == (2, 8)


def test_a_prefix_that_is_not_declared_is_named_with_its_iri(engine: EmbeddedEngine) -> None:
    with pytest.raises(QuerySyntaxError, match="line 1, column 12: The prefix pv: is not declared"):
        engine.query(Query("ASK { ?s a pv:Goal }", 5))


def test_an_unknown_function_is_a_bad_request(engine: EmbeddedEngine) -> None:
    with pytest.raises(BadRequest, match="not supported"):
        engine.query(Query("SELECT (<urn:f>(1) AS ?x) {}", 5))


def test_an_answer_that_a_format_cannot_say_is_not_acceptable(engine: EmbeddedEngine) -> None:
    for text, name in (
        ('SELECT ("\\u0001" AS ?x) {}', "xml"),
        ('CONSTRUCT { <urn:s> <urn:p:q> "\\u0001" } {}', "rdfxml"),
        ("CONSTRUCT { <urn:s> <urn:p:1> 1 } {}", "rdfxml"),
        ("CONSTRUCT { <urn:s> <urn:p> <<( <urn:s> <urn:p> 1 )>> } {}", "jsonld"),
    ):
        with pytest.raises(NotAcceptable):
            engine.query(Query(text, 5, format=name))


def test_a_graph_is_replaced_and_an_empty_one_is_gone(engine: EmbeddedEngine) -> None:
    before = engine.generation
    engine.replace_graphs({G1: [TWO], G2: []})
    assert engine.generation != before
    rows = select(engine, "SELECT ?g ?o { GRAPH ?g { ?s ?p ?o } }", 5)
    assert [(row["g"]["value"], row["o"]["value"]) for row in rows] == [("urn:g1", "2")]


def test_the_same_content_is_the_same_generation(engine: EmbeddedEngine) -> None:
    before = engine.generation
    engine.replace_graphs({G1: [TWO], G2: [ONE]})
    engine.replace_graphs({G2: [TWO], G1: [ONE]})
    assert engine.generation == before


def test_a_query_ends_at_its_deadline_and_others_go_on() -> None:
    engine = EmbeddedEngine(workers=2)
    engine.replace_graphs({G1: [Triple(S, P, Literal(str(n))) for n in range(200)]})
    start = time.monotonic()
    with pytest.raises(QueryTimeout):
        engine.query(Query(SLOW, 0.3))
    assert time.monotonic() - start < 2
    assert engine.query(Query("ASK {}", 5)).body
    engine.close()
