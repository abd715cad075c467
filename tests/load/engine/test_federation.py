"""SERVICE asks the endpoints on the list, from a worker of its own; nothing asks any other."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, Store

from load.engine import jobs
from load.engine.conftest import Start
from load.engine.endpoints import Endpoint, open_endpoint
from load.engine.harness import ask, commit, is_whole, kill, size, wait_for
from planvev.archive.archive import Archive
from planvev.engine.base import Lane
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import (
    BadRequest,
    FederationRefused,
    QueryDied,
    QuerySyntaxError,
    QueryTimeout,
    RemoteError,
    TooManyRequests,
)
from planvev.rdf.federation import refuse_federation

PATHS = (
    "/sparql",
    "/301",
    "/302",
    "/303",
    "/307",
    "/308",
    "/500",
    "/silent",
    "/endless",
    "/broken",
)


@pytest.fixture
def canary() -> Iterator[Endpoint]:
    """Serve an endpoint that nobody may ask; that nobody did is tested at the end."""
    with open_endpoint() as endpoint:
        yield endpoint
        assert not endpoint.was_dialled()


@pytest.fixture
def known(canary: Endpoint) -> Iterator[Endpoint]:
    """Serve an endpoint that may be asked; it sends clients to the canary."""
    with open_endpoint(elsewhere=canary.url()) as endpoint:
        yield endpoint


@pytest.fixture
def engine(start: Start, archive: Archive, known: Endpoint) -> PooledEngine:
    """Start an engine that may ask the known endpoint, by any of its paths."""
    return start(archive, query_memory_mib=96, service_allowed=tuple(map(known.url, PATHS)))


def federated(engine: PooledEngine, text: str, timeout_s: float = 10, client: str = "") -> bytes:
    return ask(engine, text, timeout_s, lane=Lane.FEDERATION, client=client).body


def service(url: str, silent: str = "") -> str:
    return f"SELECT ?far {{ SERVICE {silent} <{url}> {{ ?s <urn:far> ?far }} }}"


def test_what_an_endpoint_answers_is_joined_with_what_is_here(
    engine: PooledEngine, known: Endpoint
) -> None:
    query = (
        "SELECT ?s ?far ?here { ?s <urn:p7> ?here . "
        f"SERVICE <{known.url()}> {{ ?s <urn:far> ?far }} FILTER(?here < 10) }}"
    )
    assert federated(engine, query) == b"s,far,here\r\nurn:s0,away,7\r\nurn:s0,away,7\r\n"
    assert len(known.queries) == 1
    assert "<urn:far>" in known.queries[0]


def test_a_federated_query_sees_the_newest_generation(
    start: Start, own_archive: Archive, known: Endpoint
) -> None:
    engine = start(own_archive, service_allowed=(known.url(),))
    for number in range(5):
        commit(own_archive, {"urn:new": f"<urn:s0> <urn:new> {number} ."})
        query = f"SELECT ?n {{ ?s <urn:new> ?n SERVICE <{known.url()}> {{ ?s ?p ?far }} }}"
        assert federated(engine, query) == f"n\r\n{number}\r\n".encode()


HIDDEN = {
    "another endpoint": "SELECT * {{ SERVICE <{canary}> {{ ?s ?p ?o }} }}",
    "another endpoint, silently": "SELECT * {{ SERVICE SILENT <{canary}> {{ ?s ?p ?o }} }}",
    "another beside one that is known": (
        "SELECT * {{ SERVICE <{known}> {{ ?s ?p ?o }} SERVICE <{canary}> {{ ?s ?p ?o }} }}"
    ),
    "another inside one that is known": (
        "SELECT * {{ SERVICE <{known}> {{ SERVICE <{canary}> {{ ?s ?p ?o }} }} }}"
    ),
    "a variable": "SELECT * {{ BIND(<{canary}> AS ?e) SERVICE ?e {{ ?s ?p ?o }} }}",
    "a variable that is known": (
        "SELECT * {{ VALUES ?e {{ <{known}> }} SERVICE ?e {{ ?s ?p ?o }} }}"
    ),
    "a variable from a known endpoint": (
        "SELECT * {{ SERVICE <{known}> {{ ?s ?p ?e }} SERVICE ?e {{ ?a ?b ?c }} }}"
    ),
    "a prefixed name": "PREFIX c: <{canary}> SELECT * {{ SERVICE c: {{ ?s ?p ?o }} }}",
    "a prefixed name, glued": "PREFIX c: <{canary}> SELECT * {{ SERVICEc: {{ ?s ?p ?o }} }}",
    "a relative IRI": "BASE <{canary}> SELECT * {{ SERVICE <sparql> {{ ?s ?p ?o }} }}",
    "an escape in the IRI": r"SELECT * {{ SERVICE <{known}\u002F> {{ ?s ?p ?o }} }}",
    "an escape in the keyword": (
        r"SELECT * {{ SERVICE <{known}> {{}} SERVIC\u0045 <{canary}> {{ ?s ?p ?o }} }}"
    ),
    "EXISTS": "ASK {{ ?s ?p ?o FILTER EXISTS {{ SERVICE <{canary}> {{ ?s ?p ?o }} }} }}",
    "a sub-select": "ASK {{ {{ SELECT ?s {{ SERVICE <{canary}> {{ ?s ?p ?o }} }} }} }}",
    "a comment between": "ASK {{ SERVICE # <{known}>\n <{canary}> {{ ?s ?p ?o }} }}",
    "what looks like an IRI and a string": (
        "ASK {{ SERVICE <{known}> {{}} FILTER(?a<'x&&?b>') SERVICE <{canary}> {{}} FILTER('') }}"
    ),
    "what looks like an IRI and a comment": (
        "ASK {{ SERVICE <{known}> {{}} FILTER(?a<?b#>'\n) SERVICE <{canary}> {{}} FILTER('#'\n) }}"
    ),
}


@pytest.mark.parametrize("text", HIDDEN.values(), ids=HIDDEN)
def test_whatever_is_not_a_known_endpoint_written_out_is_refused(
    engine: PooledEngine, known: Endpoint, canary: Endpoint, text: str
) -> None:
    with pytest.raises(FederationRefused):
        federated(engine, text.format(known=known.url(), canary=canary.url()))
    assert not known.was_dialled()


def test_a_failing_endpoint_is_an_error_unless_it_may_fail_silently(
    engine: PooledEngine, known: Endpoint
) -> None:
    for path in ("/500", "/broken"):
        with pytest.raises(RemoteError, match="An endpoint that the query asks has failed"):
            federated(engine, service(known.url(path)))
        assert federated(engine, service(known.url(path), "SILENT")) == b"far\r\n\r\n"


def test_what_is_wrong_with_the_query_itself_is_not_blamed_on_an_endpoint(
    engine: PooledEngine, known: Endpoint
) -> None:
    asked = f"SERVICE <{known.url()}> {{ ?s ?p ?o }}"
    with pytest.raises(QuerySyntaxError):
        federated(engine, f"SELECT * {{ ?s ?p {asked} }}")
    with pytest.raises(BadRequest, match="custom function"):
        federated(engine, f"SELECT (<urn:f>(?s) AS ?x) {{ {asked} }}")


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_an_endpoint_cannot_send_a_query_elsewhere(
    engine: PooledEngine, known: Endpoint, status: int
) -> None:
    with pytest.raises(RemoteError, match=f"{status}|too many redirects"):
        federated(engine, service(known.url(f"/{status}")))
    assert federated(engine, service(known.url(f"/{status}"), "SILENT")) == b"far\r\n\r\n"
    assert len(known.queries) == 2


def test_a_slow_endpoint_does_not_outlast_the_deadline(
    engine: PooledEngine, known: Endpoint
) -> None:
    before = engine.processes()["federation"]
    for silent in ("", "SILENT"):
        started = time.monotonic()
        with pytest.raises(QueryTimeout):
            federated(engine, service(known.url("/silent"), silent), timeout_s=0.5)
        assert 0.5 <= time.monotonic() - started < 1.5
    assert federated(engine, service(known.url())) == b"far\r\naway\r\n"
    assert engine.processes()["federation"] != before


def test_an_answer_without_end_ends_at_a_limit(engine: PooledEngine, known: Endpoint) -> None:
    query = f"SELECT * {{ SERVICE <{known.url('/endless')}> {{ ?s ?p ?o }} }} ORDER BY ?s"
    with pytest.raises((QueryDied, QueryTimeout)):
        federated(engine, query, timeout_s=5)
    assert federated(engine, service(known.url())) == b"far\r\naway\r\n"


def test_only_the_worker_for_federation_has_a_network(engine: PooledEngine) -> None:
    filters = {
        lane: [_status(pid)["Seccomp"] for pid in engine.processes()[lane.value]] for lane in Lane
    }
    assert filters == {
        Lane.INTERACTIVE: ["2"],
        Lane.QUERY: ["2", "2"],
        Lane.FEDERATION: ["0"],
        Lane.WRITE: ["2"],
    }


def _status(pid: int) -> dict[str, str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}


def test_the_worker_for_federation_is_confined_otherwise_as_those_for_queries(
    engine: PooledEngine,
) -> None:
    processes = engine.processes()
    query, federation = processes["query"][0], processes["federation"][0]
    assert os.getpriority(os.PRIO_PROCESS, federation) == os.getpriority(os.PRIO_PROCESS, query)
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_CORE):
        assert resource.prlimit(federation, limit)[0] != resource.RLIM_INFINITY
    scores = {Path(f"/proc/{pid}/oom_score_adj").read_text() for pid in (query, federation)}
    assert len(scores) == 1


def test_a_query_without_service_gets_a_worker_without_network(engine: PooledEngine) -> None:
    kill(engine.processes()["federation"][0], signal.SIGSTOP)
    query = "SELECT (COUNT(*) AS ?service) { ?s ?p ?o } # SERVICE"
    assert federated(engine, query) == b"service\r\n420\r\n"


@pytest.mark.parametrize("lane", [Lane.QUERY, Lane.INTERACTIVE, Lane.WRITE])
def test_in_another_lane_nobody_asks_even_an_endpoint_on_the_list(
    engine: PooledEngine, known: Endpoint, lane: Lane
) -> None:
    with pytest.raises(BadRequest, match="denied"):
        ask(engine, service(known.url()), lane=lane)
    assert not known.was_dialled()


def test_updates_ask_and_fetch_nothing(
    engine: PooledEngine, known: Endpoint, canary: Endpoint
) -> None:
    for url in (known.url(), canary.url()):
        for update in (
            f"LOAD <{url}>",
            f"LOAD <{url}> INTO GRAPH <urn:g>",
            f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{url}> {{ ?s ?p ?o }} }}",
        ):
            assert b"denied" in engine.run(jobs.update, update.encode())
        silent = f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}"
        for update in (f"LOAD SILENT <{url}>", silent):
            assert engine.run(jobs.update, update.encode()) == b"done"
    with pytest.raises(ValueError, match="network"):
        engine.run(jobs.update, b"", lane=Lane.FEDERATION)
    assert not known.was_dialled()


def test_without_a_list_there_is_no_worker_with_a_network(
    start: Start, archive: Archive, canary: Endpoint
) -> None:
    engine = start(archive)
    assert engine.processes()["federation"] == []
    with pytest.raises(FederationRefused):
        federated(engine, service(canary.url()))


def test_time_spent_on_other_endpoints_counts_as_any(
    start: Start, archive: Archive, known: Endpoint
) -> None:
    engine = start(
        archive, service_allowed=(known.url("/silent"),), client_query_seconds_per_minute=0.4
    )
    with pytest.raises(QueryTimeout):
        federated(engine, service(known.url("/silent")), timeout_s=0.5, client="a")
    assert wait_for(lambda: engine.statistics()["federation.running"] == 0)
    for lane in (Lane.QUERY, Lane.FEDERATION):
        with pytest.raises(TooManyRequests):
            ask(engine, service(known.url("/silent")), lane=lane, client="a")
    assert ask(engine, "ASK {}", client="b").generation == "1"


def test_the_worker_for_federation_is_replaced_when_it_is_killed(
    engine: PooledEngine, known: Endpoint
) -> None:
    before = engine.processes()["federation"]
    kill(before[0])
    assert wait_for(lambda: engine.processes()["federation"] != before and is_whole(engine))
    assert federated(engine, service(known.url())) == b"far\r\naway\r\n"


PIECES = (
    *("SERVICE <{known}> {{}}", "SERVICE <{canary}> {{}}", "SERVICE <{canary}> {{}}"),
    *("SERVICE ?o {{}}", "SERVICE c: {{}}", "SERVICEc:{{}}", "?s ?p ?o", "OPTIONAL {{", "{{", "}}"),
    *("FILTER(?o<'x&&?s>')", "FILTER('')", "FILTER(?o<?b#>'\n)", "FILTER(''=''#'\n)", "')", "('"),
    *("FILTER(?o<?s#>", "\n)", "?s>?o)", "FILTER(?o<?s('>", "BIND(?s<'&&?o>' AS ?q)", "'''"),
    *("FILTER EXISTS {{", "FILTER(?o IN(?s<'a>','b'))", "FILTER(?o IN(<urn:a>,'b'))"),
    *("FILTER(1<'a>'))", "FILTER(?s<<urn:a'>)", "FILTER(<urn:a'><'b)", "FILTER(?o=?s#'<\n)"),
    *("FILTER(STR(?o)<'#>')", "FILTER(?o<'''>''')", "FILTER('>'<'#>')", "# <{known}>\n"),
)
"""Of these, in random order, come queries in which a SERVICE hides from a reader of tokens."""


def test_no_query_that_the_scan_lets_through_asks_another_endpoint(
    known: Endpoint, canary: Endpoint
) -> None:
    """The store itself, which has a network here, is the judge of what a query asks."""
    chance = random.Random(5)  # noqa: S311
    urls = {"known": known.url(), "canary": canary.url()}
    store = Store()
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), NamedNode(canary.url())))
    for _ in range(size(20_000, 1_000_000)):
        pieces = chance.choices(PIECES, k=chance.randint(1, 9))
        body = "".join(piece.format(**urls) + chance.choice(("", " ")) for piece in pieces)
        body += " }" * (body.count("{") - body.count("}"))
        query = f"PREFIX c: <{canary.url()}> ASK {{ {body} }}"
        with contextlib.suppress(FederationRefused, SyntaxError, OSError, RuntimeError):
            refuse_federation(query, (known.url(),))
            store.query(query)
    assert known.was_dialled()
