"""Promise 17: the limits are public, they are those that are set, and they hold.

A server is given odd values, says them at ``/status`` and in its service description, and is then
brought to each of them.
"""

from __future__ import annotations

import math
import shutil
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import rdflib

from planvev.settings import SETTINGS
from promises.conftest import Start
from promises.serving import CROSS_PRODUCT, OPEN_TO_ALL, Reply, Server, bearer, token_for, wait_for

SET: dict[str, float] = {
    "query_timeout_s": 1.5,
    "page_timeout_s": 3.5,
    "write_timeout_s": 2.5,
    "query_bytes_max": 3_001,
    "body_bytes_max": 20_002,
    "upload_bytes_max": 40_003,
    "result_bytes_max": 50_004,
    "query_memory_mib": 205,
    "write_memory_mib": 306,
    "workers": 1,
    "queue_length": 2,
    "queue_wait_s": 0.7,
    "client_queries_max": 1,
    "client_query_seconds_per_minute": 3.5,
    "cache_bytes_max": 1_000_008,
}
NO_LIMITS = {"port", "page_workers", "remote_timeout_s"}
"""Settings that are numbers, and bound nothing that a client can come to."""
DOUBLING = (
    "'"
    + "x" * 100
    + "' AS ?v0) "
    + " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(26))
)
"""Makes a string of 7 GB, by doubling."""
SCHEMA = rdflib.Namespace("https://schema.org/")


def flags(values: dict[str, float]) -> list[str]:
    """Return the flags that set these; whole numbers as such."""
    plain = {name: int(value) if value == int(value) else value for name, value in values.items()}
    return [f"--{name.replace('_', '-')}={value}" for name, value in plain.items()]


@pytest.fixture(scope="module")
def server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    site = Path(shutil.copytree(template, tmp_path_factory.mktemp("limits") / "site"))
    server = Server(site / "state", site / "data", *flags(SET))
    try:
        yield server.await_ready()
    finally:
        server.clean_up()


@pytest.fixture
def token(server: Server) -> str:
    return token_for(server.state)


def limits_at_status(server: Server) -> dict[str, Any]:
    told = server.ask("/status").json()["limits"]
    return {name: limit["value"] for name, limit in told.items()}


def test_every_limit_is_a_setting_and_every_such_setting_is_a_limit(server: Server) -> None:
    numbers = {s.name for s in SETTINGS if type(s.default) in (int, float)}
    assert limits_at_status(server).keys() == SET.keys() == numbers - NO_LIMITS


def test_the_status_says_what_is_set(server: Server) -> None:
    assert limits_at_status(server) == SET
    told = server.ask("/status").json()
    assert told["generation"] == str(server.archive.head())
    assert {limit["unit"] for limit in told["limits"].values()} >= {"seconds", "bytes", "MiB"}


def test_the_service_description_says_the_same(server: Server) -> None:
    reply = server.ask("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=reply.body, format="turtle")
    told = {
        str(graph.value(entry, SCHEMA.propertyID)): float(value)
        for entry, value in graph.subject_objects(SCHEMA.value)
    }
    assert told == SET


def refused(reply: Reply, status: int, code: str) -> bool:
    assert (reply.status, reply.code) == (status, code), reply.text
    return True


def test_a_query_may_run_so_long(server: Server) -> None:
    began = time.monotonic()
    reply = server.query(CROSS_PRODUCT, address="127.0.1.1")
    assert refused(reply, 504, "query-timeout")
    assert reply.json()["limit_s"] == SET["query_timeout_s"]
    assert time.monotonic() - began >= SET["query_timeout_s"]


def test_a_query_may_be_so_long(server: Server) -> None:
    fits = "ASK {}".ljust(int(SET["query_bytes_max"]))
    assert server.query(fits, address="127.0.1.2").status == 200
    assert refused(server.query(fits + " ", address="127.0.1.2"), 400, "query-refused")


def test_a_body_may_be_so_large_and_with_a_token_so_much_larger(server: Server, token: str) -> None:
    without, with_token = int(SET["body_bytes_max"]), int(SET["upload_bytes_max"])
    graph = "/graph-store?graph=urn:limits"
    turtle = {"Content-Type": "text/turtle"}
    triple = "<urn:s> <urn:p> 1 . #"
    assert server.ask(graph, "PUT", triple.ljust(without), turtle).status == 401
    assert server.ask(graph, "PUT", triple.ljust(without + 1), turtle).status == 413
    headers = {**turtle, **bearer(token)}
    assert server.ask(graph, "PUT", triple.ljust(with_token), headers).status == 201
    assert server.ask(graph, "PUT", triple.ljust(with_token + 1), headers).status == 413


def test_an_answer_may_be_so_large(server: Server) -> None:
    text = f"SELECT ('{'x' * 1000}' AS ?x) {{ ?s ?p ?o }} LIMIT %d"
    most = int(SET["result_bytes_max"]) // 1_000
    assert server.query(text % (most - 3), "text/csv", address="127.0.1.3").status == 200
    reply = server.query(text % (most + 1), "text/csv", address="127.0.1.3")
    assert refused(reply, 400, "query-refused")
    assert str(int(SET["result_bytes_max"])) in reply.json()["detail"]


def test_a_query_may_take_so_much_memory(server: Server) -> None:
    reply = server.query(f"SELECT (STRLEN(?v26) AS ?n) {{ BIND({DOUBLING} }}", address="127.0.1.4")
    assert refused(reply, 503, "query-died")
    assert reply.json()["reason"] == "memory"
    assert f"{SET['query_memory_mib']:g} MiB" in reply.json()["detail"]


def test_a_change_may_take_so_long_and_so_much_memory(server: Server, token: str) -> None:
    before = server.archive.head()
    where = " ".join(f"GRAPH ?g{n} {{ ?s{n} ?p{n} ?o{n} }}" for n in range(4))
    counted = f"{{ SELECT (COUNT(*) AS ?n) {{ {where} }} }}"
    reply = server.update(f"INSERT {{ <urn:s> <urn:p> ?n }} WHERE {{ {counted} }}", token)
    assert refused(reply, 504, "query-timeout")
    assert reply.json()["limit_s"] == SET["write_timeout_s"]
    reply = server.update(f"INSERT {{ <urn:s> <urn:p> ?v26 }} WHERE {{ BIND({DOUBLING} }}", token)
    assert refused(reply, 503, "query-died")
    assert f"{SET['write_memory_mib']:g} MiB" in reply.json()["detail"]
    assert server.archive.head() == before


def test_a_client_may_run_so_many_at_once_and_others_wait_so_long(server: Server) -> None:
    with ThreadPoolExecutor(2) as clients:
        long = clients.submit(server.query, CROSS_PRODUCT, address="127.0.1.5")
        assert wait_for(lambda: gauge(server, "running") == 1)
        began = time.monotonic()
        other = clients.submit(server.query, "ASK {} # other", address="127.0.1.6")
        again = server.query("ASK {} # again", address="127.0.1.5")
        assert refused(again, 429, "too-many-requests")
        assert int(again.headers["retry-after"]) > 0
        assert refused(other.result(), 503, "server-busy")
        assert time.monotonic() - began >= SET["queue_wait_s"]
        assert int(other.result().headers["retry-after"]) > 0
        assert long.result().status == 504


def gauge(server: Server, name: str) -> float:
    """Return how many public queries run or wait, as the metrics say."""
    for line in server.ask("/metrics").text.splitlines():
        if line.startswith("planvev_") and name in line and 'lane="query"' in line:
            return float(line.rpartition(" ")[2])
    raise AssertionError(f"there is no number of queries {name}")


def test_so_many_may_wait_and_no_more(server: Server) -> None:
    waiting = int(SET["queue_length"])
    with ThreadPoolExecutor(waiting + 2) as clients:
        asked = [clients.submit(server.query, CROSS_PRODUCT, address="127.0.2.1")]
        assert wait_for(lambda: gauge(server, "running") == 1)
        asked += [
            clients.submit(server.query, f"ASK {{}} # {n}", address=f"127.0.2.{n + 2}")
            for n in range(waiting)
        ]
        assert wait_for(lambda: gauge(server, "queued") == waiting)
        reply = server.query("ASK {} # one too many", address="127.0.2.99")
        assert refused(reply, 503, "server-busy")
        assert "Too many queries wait" in reply.json()["detail"]
        assert {each.result().status for each in asked} <= {503, 504}


def test_a_client_may_use_so_many_seconds_a_minute(server: Server) -> None:
    budget = SET["client_query_seconds_per_minute"]
    for number in range(math.ceil(budget / SET["query_timeout_s"])):
        assert server.query(f"{CROSS_PRODUCT} # {number}", address="127.0.1.7").status == 504
    reply = server.query("ASK {} # of a spender", address="127.0.1.7")
    assert refused(reply, 429, "too-many-requests")
    assert f"{budget:g} seconds" in reply.json()["detail"]
    assert 1 <= int(reply.headers["retry-after"]) <= 60
    assert server.query("ASK {} # of another", address="127.0.1.8").status == 200


def test_a_page_may_take_so_long(site: Path, start: Start) -> None:
    server = start(site, "--page-timeout-s", "0.00001")
    reply = server.ask("/", headers={"Accept": "application/json"})
    assert refused(reply, 504, "query-timeout")
    assert server.query("ASK {}").status == 200


def test_kept_answers_take_so_much_memory(site: Path, start: Start) -> None:
    """Answers of 40 kB each, of which no more than so many are kept."""
    most = 1_000_000
    server = start(site, "--cache-bytes-max", str(most), *OPEN_TO_ALL)
    for number in range(60):
        query = f"SELECT ('{'x' * 40_000}{number}' AS ?x) {{}}"
        assert server.ask(f"/sparql?{urlencode({'query': query})}").status == 200
    sizes = [
        float(line.rpartition(" ")[2])
        for line in server.ask("/metrics").text.splitlines()
        if line.startswith("planvev_") and "cache" in line and "bytes" in line
    ]
    assert sizes
    assert most / 2 < max(sizes) <= most


def test_0_turns_a_limit_off(site: Path, start: Start) -> None:
    off = {name: 0.0 for name in SET if name != "workers"}
    server = start(site, *flags(off))
    assert limits_at_status(server) == {**dict.fromkeys(off), "workers": 4}
    long = "ASK {}".ljust(200_000)
    assert server.query(long).status == 200
    large = f"SELECT ('{'x' * 1_000_000}' AS ?x) {{ ?s ?p ?o }} LIMIT 80"
    assert len(server.query(large, "text/csv").body) > 80_000_000
    token = token_for(site / "state")
    body = "<urn:s> <urn:p> 1 .\n" + f"{'#'.ljust(99)}\n" * 220_000
    assert server.write_graph("PUT", "urn:limits", body, token).status == 201
