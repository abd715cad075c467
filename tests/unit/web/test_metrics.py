"""``/metrics`` is well-formed, and counts what happened."""

from __future__ import annotations

import math
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planvev.access.roles import Role
from planvev.web.exposition import Family, Sample, exposition
from planvev.web.front.cache import ResponseCache
from planvev.web.front.pool import Pool
from planvev.web.front.shares import Shares
from planvev.web.front.statistics import STATISTICS, Statistics
from planvev.web.metrics import engine_families, process_family
from unit.web.dataset_server import DatasetServer
from unit.web.prometheus import Metric, read

SMALL = {"urn:g": b"<urn:s> <urn:p> <urn:o> .\n", "default": b"<urn:s> <urn:p> <urn:q> .\n"}


@pytest.fixture
def server(tmp_path: Path) -> DatasetServer:
    return DatasetServer(tmp_path, SMALL)


def metrics_of(server: DatasetServer, front: Statistics | None = None) -> dict[str, Metric]:
    answer = server.client.get("/metrics", environ_overrides={STATISTICS: front} if front else {})
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["Cache-Control"] == "no-store"
    return read(answer.text)


def test_the_data_are_described(server: DatasetServer) -> None:
    metrics = metrics_of(server)
    assert metrics["planvev_generation"].value() == 1
    assert metrics["planvev_triples"].value() == 2
    assert metrics["planvev_graphs"].value() == 2
    committed = server.archive.manifest().time.timestamp()
    assert metrics["planvev_generation_time_seconds"].value() == pytest.approx(committed)
    release = server.get("/status").json["version"]
    assert metrics["planvev_build_info"].value(version=release) == 1
    server.commit({"urn:h": b"<urn:s> <urn:p> <urn:o> .\n"})
    assert metrics_of(server)["planvev_generation"].value() == 2


def test_changes_are_counted_by_outcome(server: DatasetServer) -> None:
    assert "planvev_changes_total" not in metrics_of(server)
    token = server.backend.tokens.create("somebody", Role.ADMIN)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "text/turtle"}
    path = "/graph-store?graph=urn:new"
    assert server.client.put(path, data="<urn:a> <urn:b> 1 .", headers=headers).status_code == 201
    assert server.client.put(path, data="<urn:a> <urn:b> 1 .", headers=headers).status_code == 204
    refused = server.client.put(path, data="<urn:a", headers=headers)
    assert refused.status_code == 400
    changes = metrics_of(server)["planvev_changes_total"]
    assert changes.value(outcome="committed") == 1
    assert changes.value(outcome="unchanged") == 1
    assert changes.value(outcome="bad-content") == 1


def test_no_token_name_address_or_query_is_told(server: DatasetServer) -> None:
    token = server.backend.tokens.create("somebody", Role.ADMIN)
    headers = {"Authorization": f"Bearer {token}"}
    server.client.post(
        "/sparql", data={"update": "INSERT DATA { <urn:secret> a 1 }"}, headers=headers
    )
    server.get("/sparql?query=ASK{<urn:secret> a 1}")
    text = server.get("/metrics").text
    assert not [word for word in (token, "somebody", "127.0.0.1", "secret") if word in text]


@pytest.fixture
def front() -> Statistics:
    return Statistics(ResponseCache(1000, lambda: "1"), [Pool(1, 1)], Shares(1000), Shares(1000))


def test_everything_that_the_front_counts_is_told(server: DatasetServer, front: Statistics) -> None:
    front.answered(200)
    front.answered(200)
    front.answered(404)
    front.refuse()
    metrics = metrics_of(server, front)
    assert metrics["planvev_answers_total"].value(status="200") == 2
    assert metrics["planvev_answers_total"].value(status="404") == 1
    assert metrics["planvev_requests_refused_total"].value() == 1
    assert metrics["planvev_cache_bytes_max"].value() == 1000
    assert front.samples().keys() <= metrics.keys()


def test_an_engine_is_told_by_event_lane_and_state() -> None:
    numbers = {
        "answered": 7.0,
        "load_s": 0.25,
        "generation": 3.0,
        "query.queued": 1.0,
        "query.running": 2.0,
        "query.idle": 4.0,
        "query.slots_idle": 4.0,
        "query.slots_busy": 2.0,
        "write.idle": 1.0,
    }
    metrics = read(exposition(engine_families(numbers)))
    assert metrics["planvev_engine_events_total"].samples.keys() == {
        frozenset({("event", "answered")})
    }
    assert metrics["planvev_engine_load_seconds"].value() == 0.25
    assert metrics["planvev_engine_queries"].value(lane="query", state="running") == 2
    assert metrics["planvev_engine_workers"].value(lane="query", state="busy") == 2
    assert metrics["planvev_engine_workers"].value(lane="write", state="idle") == 1


def test_memory_is_told_of_processes_that_live() -> None:
    family = process_family({"web": [os.getpid()], "query": [2**22 + 1]})
    metric = read(exposition([family]))["planvev_process_resident_bytes"]
    assert metric.value(process="web", number="0") > 1_000_000
    assert len(metric.samples) == 1


@given(
    st.text(),
    st.dictionaries(st.sampled_from(["a", "b", "_c1"]), st.text(), max_size=3),
    st.floats(),
)
def test_any_text_and_number_is_read_back(told: str, labels: dict[str, str], value: float) -> None:
    family = Family("planvev_x", "gauge", told, [Sample(value, labels)])
    (metric,) = read(exposition([family])).values()
    found = metric.value(**labels)
    assert found == value or (math.isnan(found) and math.isnan(value))


@pytest.mark.parametrize(
    "text",
    [
        "a 1\n",
        "# HELP a x\n# TYPE a gauge\na 1",
        "# HELP a x\n# TYPE a gauge\na 1\na 2\n",
        "# HELP a x\n# TYPE a counter\na 1\n",
        '# HELP a x\n# TYPE a gauge\na{b="\n"} 1\n',
        "# HELP a x\na 1\n# TYPE a gauge\n",
        "# HELP a x\n# TYPE a gauge\nb 1\n",
    ],
)
def test_the_reader_notices_what_is_wrong(text: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        read(text)
