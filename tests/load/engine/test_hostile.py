"""What a hostile query does, it does to its own worker; the next query is answered at once.

The families and depths are those that were measured to hang or crash pyoxigraph 0.5.13.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from load.engine import jobs
from load.engine.conftest import Start
from load.engine.harness import COUNT, CROSS_PRODUCT, all_pids, ask, count
from planvev.engine.base import Lane
from planvev.engine.embedded.pool import PooledEngine, PoolSettings
from planvev.errors import (
    BadRequest,
    PlanvevError,
    QueryDied,
    QueryTimeout,
)

STACK = {
    "braces": "ASK {" + "{" * 5_000 + "}" * 5_000 + "}",
    "parentheses": "ASK { FILTER(" + "(" * 10_000 + "1" + ")" * 10_000 + ") }",
    "negations": "ASK { FILTER(" + "!" * 20_000 + "true) }",
    "functions": "ASK { FILTER(" + "ABS(" * 4_000 + "1" + ")" * 4_000 + ") }",
    "not exists": "ASK { " + "FILTER NOT EXISTS { " * 3_000 + "}" * 3_000 + " }",
}
HANGS = {
    "cross product": CROSS_PRODUCT,
    "bare groups": "ASK { " + "{ ?a ?b ?c } " * 600 + "}",
    "nested collections": "ASK { " + "( " * 300 + ") " * 300 + " ?p ?o }",
    "optionals": "ASK { ?a ?b ?c " + "OPTIONAL { ?a ?b ?c } " * 800 + "}",
}
DOUBLINGS = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(40))
MEMORY = {
    "string doubling": f"SELECT * {{ BIND('0123456789abcdef' AS ?x0) {DOUBLINGS} }}",
    "order by of everything": (
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l ?a ?d LIMIT 1"
    ),
    "distinct of everything": (
        "SELECT DISTINCT ?a ?c ?f ?i { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?f != ?i) }"
    ),
}
OUTSIDE = {
    "service": "SELECT * { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "service in lower case": "SELECT * { service <http://127.0.0.1:%d/> { ?s ?p ?o } }",
    "service by prefix": "PREFIX e: <http://127.0.0.1:%d/> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "service by variable": (
        "SELECT * { BIND(<http://127.0.0.1:%d/> AS ?e) SERVICE ?e { ?s ?p ?o } }"
    ),
    "service in exists": (
        "ASK { ?s ?p ?o FILTER EXISTS { SERVICE <http://127.0.0.1:%d/> { ?s ?p ?o } } }"
    ),
    "service by name": "SELECT * { SERVICE <http://localhost:%d/> { ?s ?p ?o } }",
}


@pytest.fixture(scope="module")
def engine(archive) -> Iterator[PooledEngine]:
    """Start an engine whose queries may take 96 MiB."""
    engine = PooledEngine(archive, PoolSettings(workers=2, page_workers=1, query_memory_mib=96))
    engine.start()
    yield engine
    engine.close()


@pytest.fixture(autouse=True)
def _the_others_are_as_they_were(engine: PooledEngine) -> Iterator[None]:
    zygote, pages = engine.processes()["zygote"], engine.processes()["interactive"]
    yield
    assert count(engine) == 420
    assert engine.processes()["zygote"] == zygote
    assert engine.processes()["interactive"] == pages
    started = time.monotonic()
    assert b"420" in ask(engine, COUNT).body
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("query", STACK.values(), ids=STACK)
def test_a_query_that_overflows_the_stack_is_told_so(engine: PooledEngine, query: str) -> None:
    with pytest.raises(QueryDied, match="stack") as raised:
        ask(engine, query)
    assert raised.value.reason == "stack"


@pytest.mark.parametrize("query", HANGS.values(), ids=HANGS)
def test_a_query_that_does_not_end_is_ended_at_its_deadline(
    engine: PooledEngine, query: str
) -> None:
    started = time.monotonic()
    with pytest.raises(QueryTimeout) as raised:
        ask(engine, query, timeout_s=0.5)
    assert 0.5 <= time.monotonic() - started < 1.5
    assert raised.value.limit_s == 0.5


@pytest.mark.parametrize("query", MEMORY.values(), ids=MEMORY)
def test_a_query_that_needs_too_much_memory_is_told_so(engine: PooledEngine, query: str) -> None:
    with pytest.raises(QueryDied, match="96 MiB") as raised:
        ask(engine, query, timeout_s=30)
    assert raised.value.reason == "memory"


@pytest.mark.parametrize("query", OUTSIDE.values(), ids=OUTSIDE)
def test_no_query_reaches_the_network(engine: PooledEngine, query: str) -> None:
    """Even where nothing scans the query first: the kernel denies the socket.

    A SERVICE that fails inside EXISTS makes it false, which is an answer.
    """
    with socket.create_server(("127.0.0.1", 0)) as listener:
        with contextlib.suppress(BadRequest):
            ask(engine, query % listener.getsockname()[1])
        listener.settimeout(0.05)
        with pytest.raises(TimeoutError):
            listener.accept()


def test_hostile_queries_at_once_each_get_their_answer(engine: PooledEngine) -> None:
    queries = [*STACK.values(), *MEMORY.values(), CROSS_PRODUCT]
    errors: list[PlanvevError] = []

    def attack(query: str) -> None:
        try:
            ask(engine, query, timeout_s=2)
        except PlanvevError as error:
            errors.append(error)

    threads = [threading.Thread(target=attack, args=(query,)) for query in queries]
    for thread in threads:
        thread.start()
    for _ in range(20):
        started = time.monotonic()
        assert count(engine) == 420
        assert time.monotonic() - started < 1
    for thread in threads:
        thread.join()
    assert len(errors) == len(queries)


def test_a_worker_that_has_swollen_is_replaced(start: Start, archive) -> None:
    engine = start(archive, workers=1)
    before = engine.processes()["query"]
    engine.run(jobs.keep, b"32", lane=Lane.QUERY)
    ask(engine, COUNT)
    assert engine.processes()["query"] == before
    engine.run(jobs.keep, b"96", lane=Lane.QUERY)
    ask(engine, COUNT)
    assert engine.processes()["query"] != before
    assert len(all_pids(engine)) == 4


def test_pages_are_answered_while_all_query_workers_are_taken(engine: PooledEngine) -> None:
    def cross() -> None:
        with pytest.raises(QueryTimeout):
            ask(engine, CROSS_PRODUCT, timeout_s=1)

    threads = [threading.Thread(target=cross) for _ in range(2)]
    for thread in threads:
        thread.start()
    started = time.monotonic()
    assert ask(engine, "ASK {}", lane=Lane.INTERACTIVE).generation == "1"
    assert time.monotonic() - started < 0.5
    for thread in threads:
        thread.join()
