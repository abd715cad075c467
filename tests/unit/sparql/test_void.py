"""The numbers of the dataset, counted by a real store, and the triples made of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence

import pytest
from pyoxigraph import Literal, NamedNode, QueryResultsFormat, Store, Triple

from planvev.engine.base import Lane, Query, Result, ResultKind
from planvev.errors import QueryTimeout, ServerBusy
from planvev.rdf.formats import RESULTS_JSON
from planvev.sparql.void import (
    VOID,
    Addresses,
    KeptStatistics,
    Statistics,
    read_statistics,
    vocabularies,
    void_description,
)
from planvev.vocab import DCT, RDF

ADDRESSES = Addresses(
    "https://plan.example/.well-known/void",
    "https://plan.example/sparql",
    "https://plan.example/",
    "https://plan.example/id/",
    ("https://plan.example/dumps/planvev.nq.gz",),
    licences=("https://plan.example/licence",),
)
GRAPHS = {"http://e.example/a": 4, "http://e.example/b": 3}
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

    def __init__(self, content: str) -> None:
        self.store = Store()
        self.store.update(content)
        self.generation = "1"
        self.queries: list[Query] = []

    def query(self, query: Query) -> Result:
        self.queries.append(query)
        body = self.store.query(query.text).serialize(format=QueryResultsFormat.JSON)  # type: ignore[union-attr]
        return Result(ResultKind.SOLUTIONS, RESULTS_JSON, body or b"", self.generation)

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        raise NotImplementedError

    def close(self) -> None:
        raise NotImplementedError


@pytest.fixture
def statistics() -> Statistics:
    return read_statistics(StoreEngine(CONTENT), 0)


def test_the_named_graphs_are_counted(statistics: Statistics) -> None:
    assert (statistics.subjects, statistics.objects) == (3, 4)
    assert statistics.classes["http://e.example/Goal"] == 2
    assert statistics.properties["http://e.example/title"] == 2
    assert statistics.examples == ["http://e.example/p1"]
    assert statistics.generations == ("1",)


def test_an_empty_dataset_has_zeroes() -> None:
    empty = read_statistics(StoreEngine(""), 0)
    assert (empty.subjects, empty.objects, empty.properties, empty.classes) == (0, 0, {}, {})
    described = void_description(empty, {}, ADDRESSES)
    dataset = NamedNode(f"{ADDRESSES.description}#dataset")
    assert Triple(dataset, VOID.triples, Literal(0)) in described


def test_the_description_says_the_numbers(statistics: Statistics) -> None:
    triples = void_description(statistics, GRAPHS, ADDRESSES)
    dataset = NamedNode(f"{ADDRESSES.description}#dataset")
    assert Triple(dataset, RDF.type, VOID.Dataset) in triples
    assert Triple(dataset, VOID.triples, Literal(7)) in triples
    assert Triple(dataset, VOID.sparqlEndpoint, NamedNode(ADDRESSES.sparql_endpoint)) in triples
    assert Triple(dataset, VOID.dataDump, NamedNode(ADDRESSES.dumps[0])) in triples
    assert Triple(dataset, DCT.license, NamedNode("https://plan.example/licence")) in triples
    assert Triple(dataset, VOID.vocabulary, NamedNode("http://e.example/")) in triples
    assert Triple(dataset, VOID.subset, NamedNode("http://e.example/a")) in triples
    assert Triple(NamedNode("http://e.example/a"), VOID.triples, Literal(4)) in triples


def test_each_class_and_property_has_a_partition_with_its_count(statistics: Statistics) -> None:
    triples = void_description(statistics, GRAPHS, ADDRESSES)
    parts = {triple.object for triple in triples if triple.predicate == VOID.classPartition}
    goal = next(t.subject for t in triples if t.object == NamedNode("http://e.example/Goal"))
    assert goal in parts
    assert Triple(goal, VOID.entities, Literal(2)) in triples
    assert len(parts) == len(statistics.classes)
    properties = [t for t in triples if t.predicate == VOID.propertyPartition]
    assert len(properties) == len(statistics.properties)


def test_the_same_numbers_give_the_same_triples(statistics: Statistics) -> None:
    again = read_statistics(StoreEngine(CONTENT), 0)
    assert void_description(statistics, GRAPHS, ADDRESSES) == void_description(
        again, GRAPHS, ADDRESSES
    )


def test_terms_without_a_namespace_have_no_vocabulary() -> None:
    assert vocabularies(["urn:x", "mailto:a@b", "http://e.example"]) == []


def test_they_are_counted_in_the_lane_of_public_queries_and_on_nobodys_account() -> None:
    engine = StoreEngine(CONTENT)
    read_statistics(engine, 7)
    assert {(query.lane, query.client, query.timeout_s) for query in engine.queries} == {
        (Lane.QUERY, "", 7)
    }


def test_a_generation_is_counted_once_and_the_next_anew() -> None:
    engine = StoreEngine(CONTENT)
    kept = KeptStatistics(engine)
    first = kept.get(1)
    asked = len(engine.queries)
    assert kept.get(1) is first
    assert len(engine.queries) == asked
    engine.store.update("INSERT DATA { GRAPH <urn:g> { <urn:s> a <urn:New> } }")
    engine.generation = "2"
    assert kept.get(1).classes["urn:New"] == 1


class ChangingEngine(StoreEngine):
    """An engine whose data change while they are counted, for the first ``changes`` queries."""

    changes = 2

    def query(self, query: Query) -> Result:
        result = super().query(query)
        if len(self.queries) <= self.changes:
            self.generation = str(len(self.queries) + 1)
        return result


def test_numbers_of_two_generations_are_not_kept() -> None:
    engine = ChangingEngine(CONTENT)
    kept = KeptStatistics(engine)
    assert len(kept.get(1).generations) == 3
    assert kept.get(1).generations == ("3",)


class SlowEngine(StoreEngine):
    """An engine that answers once it is let to."""

    def __init__(self, content: str) -> None:
        super().__init__(content)
        self.asked = threading.Event()
        self.let = threading.Event()

    def query(self, query: Query) -> Result:
        self.asked.set()
        assert self.let.wait(20)
        return super().query(query)


def test_who_asks_while_they_are_counted_waits_and_counts_nothing() -> None:
    engine = SlowEngine(CONTENT)
    kept = KeptStatistics(engine)
    found: list[Statistics] = []
    threads = [threading.Thread(target=lambda: found.append(kept.get(20))) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert engine.asked.wait(20)
    engine.let.set()
    for thread in threads:
        thread.join(20)
    assert len(found) == 4
    assert len(engine.queries) == 4


def test_more_than_a_few_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planvev.sparql.void.WAITING_MAX", 1)
    engine = SlowEngine(CONTENT)
    kept = KeptStatistics(engine)
    counting = threading.Thread(target=kept.get, args=(20,))
    counting.start()
    assert engine.asked.wait(20)
    began = time.monotonic()
    with pytest.raises(ServerBusy):
        kept.get(20)
    assert time.monotonic() - began < 10
    engine.let.set()
    counting.join(20)
    assert kept.get(1).subjects == 3


def test_nobody_waits_for_longer_than_a_query_may_take() -> None:
    engine = SlowEngine(CONTENT)
    kept = KeptStatistics(engine)
    counting = threading.Thread(target=kept.get, args=(20,))
    counting.start()
    assert engine.asked.wait(20)
    with pytest.raises(ServerBusy):
        kept.get(0.01)
    engine.let.set()
    counting.join(20)


def test_after_counting_has_failed_it_is_tried_again() -> None:
    engine = StoreEngine(CONTENT)
    kept = KeptStatistics(engine)
    answer = engine.query

    def fail(query: Query) -> Result:
        raise QueryTimeout(query.timeout_s)

    engine.query = fail  # type: ignore[method-assign]
    with pytest.raises(QueryTimeout):
        kept.get(1)
    engine.query = answer  # type: ignore[method-assign]
    assert kept.get(1).subjects == 3
