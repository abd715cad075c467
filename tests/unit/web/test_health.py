"""Liveness asks nothing, readiness asks engine and archive; the limits are public."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from planvev.engine.base import Query, Result
from planvev.errors import QueryCancelled
from planvev.settings import SETTINGS, read_settings
from planvev.web.limits import PUBLISHED, limits_of
from unit.web.dataset_server import DatasetServer

SMALL = {"urn:g": b"<urn:s> <urn:p> <urn:o> .\n"}


@pytest.fixture
def server(tmp_path: Path) -> DatasetServer:
    return DatasetServer(tmp_path, SMALL)


def test_it_lives_and_is_ready(server: DatasetServer) -> None:
    assert server.get("/health").json["status"] == "ok"
    for path in ("/health/ready", "/health?ready"):
        answer = server.get(path)
        assert answer.status_code == 200
        assert answer.json == {
            "status": "ready",
            "checks": {"engine": "ok", "archive": "ok"},
            "generation": "1",
        }


def test_with_its_engine_stopped_it_lives_and_is_not_ready(server: DatasetServer) -> None:
    server.engine.stopped = True
    assert server.get("/health").status_code == 200
    answer = server.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json["status"] == "unavailable"
    assert answer.json["checks"] == {"engine": "server-busy", "archive": "ok"}
    assert int(answer.headers["Retry-After"]) > 0
    server.engine.stopped = False
    assert server.get("/health/ready").status_code == 200


def test_with_a_damaged_archive_it_lives_and_is_not_ready(server: DatasetServer) -> None:
    assert server.get("/health/ready").status_code == 200
    server.archive.head_file.write_text("nonsense")
    assert server.get("/health").json == {
        "status": "ok",
        "version": server.get("/health").json["version"],
        "generation": None,
    }
    answer = server.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json["checks"]["archive"] == "archive-corrupt"


def test_with_a_manifest_missing_it_is_not_ready(server: DatasetServer) -> None:
    server.archive.generation_file(1).unlink()
    assert server.get("/health/ready").json["checks"]["archive"] == "archive-corrupt"


def test_who_waits_for_a_worker_for_a_second_is_not_ready(
    server: DatasetServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wait(query: Query) -> Result:
        """Do as an engine whose workers are all taken: wait until the query is given up."""
        given_up = threading.Event()
        assert query.cancellation
        query.cancellation.on_cancel(given_up.set)
        assert given_up.wait(30)
        raise QueryCancelled()

    monkeypatch.setattr(server.engine, "query", wait)
    began = time.monotonic()
    answer = server.get("/health/ready")
    assert answer.json["checks"]["engine"] == "query-cancelled"
    assert time.monotonic() - began >= 1


def test_liveness_asks_the_engine_nothing(server: DatasetServer) -> None:
    server.get("/health")
    assert server.engine.queries == []


@pytest.mark.parametrize("path", ["/health", "/health/ready"])
def test_answers_about_health_are_not_kept(server: DatasetServer, path: str) -> None:
    answer = server.get(path)
    assert answer.headers["Cache-Control"] == "no-store"
    assert server.client.head(path).status_code == 200


def test_the_status_says_which_data_are_served_within_which_limits(tmp_path: Path) -> None:
    limits = {"query_timeout_s": 12.0, "result_bytes_max": 5, "client_queries_max": 0}
    server = DatasetServer(tmp_path, SMALL, limits=limits, service_allowed=("http://a.example/",))
    answer = server.get("/status")
    manifest = server.archive.manifest()
    told = answer.json
    assert (told["generation"], told["triples"], told["graphs"]) == ("1", 1, 1)
    assert told["modified"] == f"{manifest.time:%Y-%m-%dT%H:%M:%S}Z"
    assert (told["read_only"], told["default_graph"]) == (False, "union")
    assert told["service_allowed"] == ["http://a.example/"]
    assert told["limits"]["query_timeout_s"]["value"] == 12
    assert told["limits"]["query_timeout_s"]["unit"] == "seconds"
    assert told["limits"]["result_bytes_max"]["value"] == 5
    assert told["limits"]["client_queries_max"]["value"] is None
    assert answer.headers["Planvev-Generation"] == "1"


def test_a_server_that_takes_no_changes_says_so(tmp_path: Path) -> None:
    told = DatasetServer(tmp_path, SMALL, read_only=True, union_default_graph=False)
    assert told.get("/status").json["read_only"] is True
    assert told.get("/status").json["default_graph"] == "own"


def test_every_limit_of_the_settings_is_published(tmp_path: Path) -> None:
    names = {setting.name for setting in SETTINGS}
    assert set(PUBLISHED) <= names
    bounds = {n for n in names if n.endswith(("_timeout_s", "_bytes_max", "_memory_mib"))}
    assert bounds - set(PUBLISHED) == {"remote_timeout_s"}
    values = limits_of(read_settings({"workers": 3}, {}, tmp_path))
    assert values["workers"] == 3
    assert set(values) == set(PUBLISHED)
