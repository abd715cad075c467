"""The routes about the whole dataset over a real engine, and behind the real front."""

from __future__ import annotations

import gzip
import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from planvev.archive.archive import Archive
from planvev.engine.embedded.pool import PooledEngine, PoolSettings
from planvev.web import WebConfig, create_app
from unit.web.dataset_server import DatasetServer
from unit.web.prometheus import read

NQ = "/dumps/planvev.nq.gz"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PooledEngine]:
    folder = tmp_path_factory.mktemp("pooled")
    DatasetServer(folder)
    engine = PooledEngine(Archive(folder / "state"), PoolSettings(workers=1, page_workers=1))
    engine.start()
    try:
        yield engine
    finally:
        engine.close()


@pytest.fixture(scope="module")
def pooled(engine: PooledEngine) -> FlaskClient:
    return create_app(engine, WebConfig()).test_client()


def test_all_processes_are_told_with_their_memory(pooled: FlaskClient) -> None:
    metrics = read(pooled.get("/metrics").text)
    memory = metrics["planvev_process_resident_bytes"]
    for kind in ("web", "zygote", "interactive", "query", "write"):
        assert memory.value(process=kind, number="0") > 1_000_000
    assert metrics["planvev_engine_workers"].value(lane="query", state="idle") == 1


def test_the_engine_counts_for_void_in_its_query_lane(pooled: FlaskClient) -> None:
    before = read(pooled.get("/metrics").text)["planvev_engine_events_total"]
    assert pooled.get("/.well-known/void").status_code == 200
    after = read(pooled.get("/metrics").text)["planvev_engine_events_total"]
    assert after.value(event="answered") == before.value(event="answered") + 5  # sizes are one


def test_readiness_ends_with_the_engine_and_liveness_does_not(
    pooled: FlaskClient, engine: PooledEngine
) -> None:
    assert pooled.get("/health/ready").status_code == 200
    engine.close()
    answer = pooled.get("/health/ready")
    assert answer.status_code == 503
    assert answer.get_json()["checks"]["engine"] == "server-busy"
    assert pooled.get("/health").status_code == 200


def ask(
    url: str, path: str, method: str = "GET", **headers: str
) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    try:
        connection.request(
            method, path, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        response = connection.getresponse()
        return response, response.read()
    finally:
        connection.close()


def test_a_dump_comes_through_the_front_whole_in_part_and_not_again(server_url: str) -> None:
    whole, content = ask(server_url, NQ)
    assert whole.status == 200
    assert int(whole.headers["Content-Length"]) == len(content)
    assert b"samfunnsdel-2009" in gzip.decompress(content)
    head, nothing = ask(server_url, NQ, "HEAD")
    assert (head.headers["Content-Length"], nothing) == (str(len(content)), b"")
    part, rest = ask(server_url, NQ, Range="bytes=1000-")
    assert (part.status, rest) == (206, content[1000:])
    same, nothing = ask(server_url, NQ, If_None_Match=whole.headers["ETag"])
    assert (same.status, nothing) == (304, b"")


def test_descriptions_are_kept_by_the_front(server_url: str) -> None:
    for path in ("/.well-known/void", "/catalog", "/status"):
        first, content = ask(server_url, path)
        assert first.headers["ETag"]
        hits = read(ask(server_url, "/metrics")[1].decode())["planvev_cache_hits_total"].value()
        again, same = ask(server_url, path)
        assert (again.headers["ETag"], same) == (first.headers["ETag"], content)
        now = read(ask(server_url, "/metrics")[1].decode())["planvev_cache_hits_total"].value()
        assert now == hits + 1, path
        unchanged, _ = ask(server_url, path, If_None_Match=first.headers["ETag"])
        assert unchanged.status == 304


def test_what_the_command_line_sets_is_published(server_url: str) -> None:
    told = json.loads(ask(server_url, "/status")[1])
    assert told["limits"]["query_timeout_s"]["value"] == 30
    assert told["limits"]["client_query_seconds_per_minute"]["unit"] == "seconds"
    assert told["read_only"] is False


def test_health_is_not_kept(server_url: str) -> None:
    for path in ("/health", "/health/ready", "/metrics"):
        answer, _ = ask(server_url, path)
        assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")
        assert "ETag" not in answer.headers
