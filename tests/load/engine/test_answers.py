"""The pool answers what the store answers: every kind, every format, every error."""

from __future__ import annotations

import json
import threading

import pytest

from load.engine.conftest import Start
from load.engine.harness import (
    CROSS_PRODUCT,
    archive_of,
    ask,
    computes,
    is_alive,
    is_whole,
    numbers,
    wait_for,
)
from planvev.engine.base import Cancellation, Dataset, Lane, Query, ResultKind
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import (
    BadRequest,
    NotAcceptable,
    QueryCancelled,
    QueryRefused,
    QuerySyntaxError,
)

LARGE = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f }"


def test_a_select_an_ask_and_a_construct_are_answered(engine: PooledEngine) -> None:
    assert ask(engine, "SELECT ?o { <urn:s0> <urn:p7> ?o }").body == b"o\r\n7\r\n7\r\n"
    result = engine.query(Query("ASK { ?s ?p 399 }", 5, lane=Lane.QUERY))
    assert (result.kind, json.loads(result.body)["boolean"]) == (ResultKind.BOOLEAN, True)
    result = ask(engine, "CONSTRUCT WHERE { <urn:s1> <urn:p0> ?o }")
    assert (result.kind, b"<urn:s1> <urn:p0> 20" in result.body) == (ResultKind.GRAPH, True)


def test_an_answer_names_the_generation_that_it_was_read_from(engine: PooledEngine) -> None:
    assert ask(engine, "ASK {}").generation == engine.generation == "1"


def test_a_request_may_name_its_dataset(engine: PooledEngine) -> None:
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    dataset = Dataset(default_graphs=("urn:more",))
    result = engine.query(Query(query, 5, dataset, format="csv", lane=Lane.QUERY))
    assert result.body == b"n\r\n20\r\n"


@pytest.mark.parametrize("union", [True, False])
def test_the_default_graph_is_the_union_or_its_own(start: Start, tmp_path, union: bool) -> None:
    archive = archive_of(tmp_path / "state", {"urn:g": numbers(5), "default": numbers(2)})
    engine = start(archive, union=union)
    body = ask(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body
    assert body == (b"n\r\n7\r\n" if union else b"n\r\n2\r\n")


def test_a_query_that_does_not_parse_is_told_where(engine: PooledEngine) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        ask(engine, "SELECT ?s {\n  ?s ?p }")
    assert (raised.value.line, raised.value.column) == (2, 9)


def test_what_the_store_refuses_is_a_bad_request(engine: PooledEngine) -> None:
    with pytest.raises(BadRequest):
        engine.query(Query("ASK {}", 5, Dataset(("no iri",)), lane=Lane.QUERY))
    with pytest.raises((BadRequest, QuerySyntaxError)):
        ask(engine, "ASK { \ud800 }")
    with pytest.raises(BadRequest, match="custom function"):
        ask(engine, "SELECT (<urn:unknown>(1) AS ?x) {}")


def test_what_is_not_acceptable_is_told_what_is(engine: PooledEngine) -> None:
    with pytest.raises(NotAcceptable) as raised:
        engine.query(Query("ASK {}", 5, accept="image/png", lane=Lane.QUERY))
    assert "application/sparql-results+json" in raised.value.offered


def test_a_large_answer_comes_whole_in_memory_or_as_a_file(engine: PooledEngine) -> None:
    query = Query(LARGE, 20, format="csv", lane=Lane.QUERY)
    body = engine.query(query).body
    assert len(body) > 1024 * 1024
    assert body.count(b"\n") == 1 + 420 * 420
    result = engine.query(Query(LARGE, 20, format="csv", lane=Lane.QUERY, spool=True))
    assert result.body == b""
    assert result.file is not None
    with result.file as file:
        assert sorted(file.read().splitlines()) == sorted(body.splitlines())


def test_an_answer_beyond_its_size_is_refused(start: Start, archive) -> None:
    engine = start(archive, result_bytes_max=1000)
    with pytest.raises(QueryRefused, match="larger than 1000 bytes"):
        ask(engine, "SELECT * { ?s ?p ?o }")


def test_blank_nodes_have_the_same_labels_in_every_worker(start: Start, tmp_path) -> None:
    archive = archive_of(tmp_path / "state", {"urn:g": "_:a <urn:p> _:b . _:b <urn:p> 1 ."})
    engine = start(archive)
    query = "SELECT DISTINCT ?s { ?s ?p ?o } ORDER BY ?s"
    bodies = {ask(engine, query, lane=lane).body for lane in Lane for _ in range(3)}
    assert bodies == {b"s\r\n_:a\r\n_:b\r\n"}


def test_a_client_that_has_gone_frees_its_worker(engine: PooledEngine) -> None:
    cancellation = Cancellation()
    done = []
    assert wait_for(lambda: is_whole(engine))

    def leave() -> None:
        wait_for(lambda: any(map(computes, engine.processes()["query"])))
        workers = engine.processes()["query"]
        cancellation.cancel()
        done.append(wait_for(lambda: engine.statistics()["query.running"] == 0, 1))
        done.append(wait_for(lambda: not all(map(is_alive, workers)), 1))

    thread = threading.Thread(target=leave)
    thread.start()
    with pytest.raises(QueryCancelled):
        engine.query(Query(CROSS_PRODUCT, 20, lane=Lane.QUERY, cancellation=cancellation))
    thread.join()
    assert done == [True, True]


def test_a_client_that_went_before_it_was_served_gets_no_worker(engine: PooledEngine) -> None:
    cancellation = Cancellation()
    cancellation.cancel()
    with pytest.raises(QueryCancelled):
        engine.query(Query("ASK {}", 5, lane=Lane.QUERY, cancellation=cancellation))
    assert engine.statistics()["query.queued"] == 0
