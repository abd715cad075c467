"""What ``planvev serve --engine URL`` does while the store is dead, emptied, mute, slow or behind.

Answers are right, or say what is wrong; they are right again by themselves; changes are made all
the same. Whatever ends the server, nothing of it is left.
"""

from __future__ import annotations

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest

from conftest import run_planvev
from e2e.conftest import ROOT, serve
from load.remote.real_stores import RunningStore, options_of, oxigraph, virtuoso
from load.remote.stand_in import Canned, StandIn, settings_for
from promises.serving import CROSS_PRODUCT, Reply, Server, token_for, wait_for

QUICK = ("--query-timeout-s", "2", "--page-timeout-s", "1", "--queue-wait-s", "1")
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
GRAPH = "urn:test:outage"
CONTENT = "<urn:outage> <urn:p> 1 ."
ASK = "ASK { <urn:outage> ?p ?o }"
PAGE = "/doc/trondheim/samfunnsdel-2009/goal/2.6.html"
UNION = "--union-default-graph"
END_S = 5.0
Serve = Callable[..., Server]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Return what ends all that is put on it."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def start(stack: ExitStack, state: Path) -> Serve:
    """Return what starts a server over the test's own state, before a store."""

    def run(store: RunningStore, *arguments: str) -> Server:
        server = serve(state, store, *QUICK, *arguments)
        stack.callback(server.clean_up)
        return server

    return run


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, stack: ExitStack, tmp_path: Path) -> RunningStore:
    """Start a store that may be stopped."""
    if request.param == "oxigraph":
        return stack.enter_context(oxigraph(tmp_path, UNION))
    return stack.enter_context(virtuoso(tmp_path))


def port_of(store: RunningStore) -> int:
    return int(store.settings.query_url.rpartition(":")[2].partition("/")[0])


def kill(store: RunningStore) -> None:
    store.process.kill()
    store.process.wait()


def recovers(server: Server, expected: bool = True, timeout_s: float = 15) -> bool:
    """Whether the server comes to answer whether the change of these tests is there."""

    def is_right() -> bool:
        reply = server.query(f"{ASK} # {time.monotonic()}")
        return reply.status == 200 and reply.json()["boolean"] is expected

    return wait_for(is_right, timeout_s)


def assert_away(reply: Reply) -> None:
    assert (reply.status, reply.code) == (502, "remote-error"), reply.text
    assert "cannot be reached" in reply.json()["detail"]


def test_while_the_store_is_dead_reads_say_so_and_writes_are_made(
    stack: ExitStack, start: Serve, tmp_path: Path
) -> None:
    options = (UNION, "--location", str(tmp_path / "store"))
    store = stack.enter_context(oxigraph(tmp_path, *options))
    server = start(store)
    token = token_for(server.state)
    kill(store)
    assert_away(server.query(ASK))
    page = server.ask(PAGE, headers={"Accept": "text/html"})
    assert page.status == 502
    assert page.headers["content-type"].startswith("text/html")
    written = server.write_graph("PUT", GRAPH, CONTENT, token)
    assert (written.status, written.headers["planvev-visible"]) == (201, "later")
    update = server.update(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <urn:s> <urn:p> 2 }} }}", token)
    assert (update.status, update.json()["visible"]) == (200, False)
    assert_away(server.query(ASK))
    assert server.ask(f"/graph-store?graph={GRAPH}").status == 200  # from the archive
    assert (server.ask("/health").status, server.ask("/health/ready").status) == (200, 503)
    stack.enter_context(oxigraph(tmp_path, *options, port=port_of(store)))
    assert recovers(server)
    assert (server.ask(PAGE).status, server.ask("/health/ready").status) == (200, 200)
    metrics = server.ask("/metrics").text
    assert f"planvev_remote_generation {server.archive.head()}" in metrics
    assert re.search(r'planvev_engine_events_total\{event="push_failures"\} [1-9]', metrics)
    assert 'planvev_process_resident_bytes{process="zygote",number="0"}' in metrics
    assert server.output().count("Traceback") == 0


def test_a_store_that_was_started_anew_without_its_data_gives_no_wrong_answer(
    stack: ExitStack, start: Serve, tmp_path: Path
) -> None:
    store = stack.enter_context(oxigraph(tmp_path, UNION))
    server = start(store)
    right = server.query(COUNT, "text/csv").text
    replies: list[Reply] = []
    done = threading.Event()

    def keep_asking() -> None:
        while not done.is_set():
            replies.append(server.query(f"{COUNT} # {time.monotonic()}", "text/csv"))

    with ThreadPoolExecutor() as pool:
        asking = [pool.submit(keep_asking) for _ in range(2)]
        try:
            for _ in range(3):
                kill(store)
                store = stack.enter_context(oxigraph(tmp_path, UNION, port=port_of(store)))
                before = len(replies)
                assert wait_for(lambda: any(r.status == 200 for r in replies[before:]))  # noqa: B023
        finally:
            done.set()
        for future in asking:
            future.result()
    assert {reply.text for reply in replies if reply.status == 200} == {right}
    assert {reply.status for reply in replies} <= {200, 502, 503}


def test_a_mute_store_is_a_time_out_at_the_deadline_and_is_forgotten_when_it_speaks(
    store: RunningStore, start: Serve
) -> None:
    server = start(store)
    token = token_for(server.state)
    store.process.send_signal(signal.SIGSTOP)
    for ask, limit_s in ((lambda: server.query(ASK), 2), (lambda: server.ask(PAGE), 1)):
        began = time.monotonic()
        assert ask().status == 504
        assert time.monotonic() - began < limit_s + 1
    began = time.monotonic()
    written = server.write_graph("PUT", GRAPH, CONTENT, token)
    assert (written.status, written.headers["planvev-visible"]) == (201, "later")
    assert time.monotonic() - began < 30
    behind = server.query(ASK)
    assert (behind.status, behind.code) == (503, "server-busy")
    assert int(behind.headers["retry-after"]) > 0
    store.process.send_signal(signal.SIGCONT)
    assert recovers(server)


def test_a_query_without_end_keeps_to_the_deadline_and_lets_others_through(
    store: RunningStore, start: Serve
) -> None:
    server = start(store)
    with ThreadPoolExecutor() as pool:
        began = time.monotonic()
        endless = [pool.submit(server.query, f"{CROSS_PRODUCT} # {n}") for n in range(2)]
        polite = server.query(ASK, address="127.0.0.2")
        assert (polite.status, polite.json()["boolean"]) == (200, False)
        statuses = [future.result().status for future in endless]
    # Virtuoso may refuse it by its own estimate of the time.
    assert all(status in (400, 502, 504) for status in statuses), statuses
    assert time.monotonic() - began < 2 + 1 + 1


@pytest.mark.parametrize(
    ("garbage", "status"),
    [
        (Canned(200, b"<html>It works!</html>", "text/html"), 502),
        (Canned(200, b'{"head": {"vars": ["n"]}, "results": {"bindings": [{"n": '), 502),
        (Canned(cut=5), 502),
        (Canned(pause_s=0.2), 504),
        (Canned(500, b"panic at \x1b[31m/secret/place", "text/plain"), 502),
        (Canned(301, b"", "text/plain", headers={"Location": "http://127.0.0.1:9/"}), 502),
    ],
    ids=["page", "torn", "cut", "drips", "error", "elsewhere"],
)
def test_garbage_is_a_clear_error(
    stack: ExitStack, start: Serve, garbage: Canned, status: int
) -> None:
    stand_in = StandIn()
    stack.callback(stand_in.close)
    server = start(RunningStore(settings_for(stand_in.url), {}, None))  # type: ignore[arg-type]
    stand_in.on_request = lambda seen: garbage if seen.path == "/query" else None
    reply = server.query("SELECT ?x {}")
    assert reply.status == status, reply.text
    assert "secret" not in reply.text
    stand_in.on_request = lambda _: None
    assert server.query("SELECT ?x {} # again").status == 200


def test_stale_reads_carry_the_old_generation_and_are_not_kept(
    stack: ExitStack, start: Serve
) -> None:
    stand_in = StandIn()
    stack.callback(stand_in.close)
    store = RunningStore(settings_for(stand_in.url), {}, None)  # type: ignore[arg-type]
    server = start(store, "--remote-stale-reads")
    token = token_for(server.state)
    before = server.archive.head()
    stand_in.on_request = lambda seen: (
        Canned(503, b"", "text/plain") if seen.path == "/store" else None
    )
    assert server.write_graph("PUT", GRAPH, CONTENT, token).status == 201
    path = "/sparql?query=SELECT%20%3Fx%20%7B%7D"
    for _ in range(2):
        asked = len(stand_in.requests("/query"))
        stale = server.ask(path)
        assert stale.status == 200, stale.text
        assert stale.headers["planvev-generation"] == f"{before}..{before + 1}"
        assert stale.headers["cache-control"] == "no-store"
        assert "etag" not in stale.headers
        assert len(stand_in.requests("/query")) == asked + 1
    stand_in.on_request = lambda _: None
    fresh = str(before + 1)
    assert wait_for(lambda: server.ask(path).headers["planvev-generation"] == fresh)


def test_a_server_starts_before_its_store_does(
    stack: ExitStack, start: Serve, tmp_path: Path
) -> None:
    with oxigraph(tmp_path, UNION) as first:
        settings = first.settings
    gone = RunningStore(settings, {}, first.process)
    server = start(gone)
    assert_away(server.query(ASK))
    stack.enter_context(oxigraph(tmp_path, UNION, port=port_of(gone)))
    assert recovers(server, expected=False)


def test_a_store_that_is_not_set_up_as_is_said_keeps_the_server_from_starting(
    state: Path, tmp_path: Path
) -> None:
    with oxigraph(tmp_path) as store:
        options = options_of(store.settings)
        options[options.index("listed")] = "remote"
        said = run_planvev(
            "serve", "--port", "0", "--state", str(state), "--data", str(ROOT / "data"), *options
        )
    assert said.returncode == 2
    assert "--union-default-graph" in said.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL], ids=["term", "kill"])
def test_nothing_is_left_of_a_server_that_waits_for_a_mute_store(
    stack: ExitStack, start: Serve, tmp_path: Path, number: signal.Signals
) -> None:
    store = stack.enter_context(oxigraph(tmp_path, UNION))
    server = start(store, "--query-timeout-s", "60")
    token = token_for(server.state)
    assert server.write_graph("PUT", "urn:test:first", CONTENT, token).status == 201
    assert len(server.processes()) > 1, "the write replica runs"
    store.process.send_signal(signal.SIGSTOP)
    with ThreadPoolExecutor() as pool:
        waiting = [pool.submit(_try, server.query, f"{ASK} # {n}") for n in range(2)]
        waiting.append(pool.submit(_try, server.write_graph, "PUT", GRAPH, CONTENT, token))
        assert wait_for(lambda: server.archive.head() == 3 or server.process.poll() is not None)
        began = time.monotonic()
        server.process.send_signal(number)
        assert wait_for(lambda: not server.processes(), END_S)
        assert time.monotonic() - began < END_S
        for future in waiting:
            assert future.result() in (0, 201, 503)
    assert server.archive.head() == 3


def _try(ask: Callable[..., Reply], *arguments: str) -> int:
    """Return the status of an answer, 0 where none came."""
    try:
        return ask(*arguments).status
    except OSError:
        return 0
