"""The numbers of the dataset, counted by a real store, and the triples made of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, Store, Triple

from planvev.engine.base import Query, Result, ResultKind
from planvev.rdf.formats import RESULTS_JSON
from planvev.sparql.void import (
    VOID,
    Addresses,
    Statistics,
    read_statistics,
    vocabularies,
    void_description,
)
from planvev.vocab import RDF

ADDRESSES = Addresses(
    "https://plan.example/.well-known/void",
    "https://plan.example/sparql",
    "https://plan.example/",
    "https://plan.example/id/",
    ("https://plan.example/dumps/planvev.nq.gz",),
)
CONTENT = """
PREFIX e: <http://e.example/> PREFIX pv: <https://w3id.org/planvev/ontology#>
INSERT DATA {
  GRAPH e:a { e:p1 a pv:PlanInstrument ; e:title 'Plan' . e:g1 a e:Goal ; e:in e:p1 }
  GRAPH e:b { e:g2 a e:Goal ; e:in e:p1 ; e:title 'Plan' }
  e:unnamed e:title 'x'
}
"""


class StoreEngine:
    """An engine that asks a store in this process, as far as counting needs it."""

    generation = "1"

    def __init__(self, content: str) -> None:
        self.store = Store()
        self.store.update(content)

    def query(self, query: Query) -> Result:
        body = self.store.query(query.text).serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr]
        return Result(ResultKind.SOLUTIONS, RESULTS_JSON, body or b"", "1")

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


@pytest.fixture
def statistics() -> Statistics:
    return read_statistics(StoreEngine(CONTENT), 0)


def test_the_named_graphs_are_counted(statistics: Statistics) -> None:
    assert statistics.triples == 7
    assert (statistics.subjects, statistics.objects) == (3, 4)
    assert statistics.graphs == {"http://e.example/a": 4, "http://e.example/b": 3}
    assert statistics.classes["http://e.example/Goal"] == 2
    assert statistics.properties["http://e.example/title"] == 2
    assert statistics.examples == ["http://e.example/p1"]


def test_an_empty_dataset_has_zeroes() -> None:
    empty = read_statistics(StoreEngine(""), 0)
    assert (empty.triples, empty.subjects, empty.graphs, empty.classes) == (0, 0, {}, {})
    assert void_description(empty, ADDRESSES)


def test_the_description_says_the_numbers(statistics: Statistics) -> None:
    triples = void_description(statistics, ADDRESSES)
    dataset = NamedNode(f"{ADDRESSES.description}#dataset")
    assert Triple(dataset, RDF.type, VOID.Dataset) in triples
    assert Triple(dataset, VOID.triples, Literal(7)) in triples
    assert Triple(dataset, VOID.sparqlEndpoint, NamedNode(ADDRESSES.sparql_endpoint)) in triples
    assert Triple(dataset, VOID.dataDump, NamedNode(ADDRESSES.dumps[0])) in triples
    assert Triple(dataset, VOID.vocabulary, NamedNode("http://e.example/")) in triples
    assert Triple(dataset, VOID.subset, NamedNode("http://e.example/a")) in triples
    assert Triple(NamedNode("http://e.example/a"), VOID.triples, Literal(4)) in triples


def test_each_class_and_property_has_a_partition_with_its_count(statistics: Statistics) -> None:
    triples = void_description(statistics, ADDRESSES)
    parts = {triple.object for triple in triples if triple.predicate == VOID.classPartition}
    goal = next(t.subject for t in triples if t.object == NamedNode("http://e.example/Goal"))
    assert goal in parts
    assert Triple(goal, VOID.entities, Literal(2)) in triples
    assert len(parts) == len(statistics.classes)
    properties = [t for t in triples if t.predicate == VOID.propertyPartition]
    assert len(properties) == len(statistics.properties)


def test_the_same_numbers_give_the_same_triples(statistics: Statistics) -> None:
    assert void_description(statistics, ADDRESSES) == void_description(statistics, ADDRESSES)


def test_terms_without_a_namespace_have_no_vocabulary() -> None:
    assert vocabularies(["urn:x", "mailto:a@b", "http://e.example"]) == []
