"""Who asks other endpoints: an engine with a list, of what is on it, in the lane for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.engine.base import Engine, Lane, Query
from planvev.engine.embedded import EmbeddedEngine, PooledEngine, PoolSettings
from planvev.engine.remote.engine import RemoteEngine
from planvev.engine.remote.settings import RemoteSettings
from planvev.errors import ConfigError, FederationRefused
from planvev.settings import read_settings

KNOWN = "http://known.example/sparql"
ASKING = Query(f"ASK {{ SERVICE <{KNOWN}> {{}} }}", 1, lane=Lane.FEDERATION)


def pooled(archive: Archive, *allowed: str) -> PooledEngine:
    return PooledEngine(archive, PoolSettings(service_allowed=allowed))


def remote(archive: Archive) -> RemoteEngine:
    return RemoteEngine(archive, RemoteSettings("http://127.0.0.1/q", "http://127.0.0.1/u"))


def embedded(_archive: Archive) -> EmbeddedEngine:
    return EmbeddedEngine()


@pytest.mark.parametrize("make", [pooled, remote, embedded])
def test_an_engine_without_a_list_asks_nobody(tmp_path: Path, make) -> None:
    engine: Engine = make(Archive(tmp_path))
    try:
        with pytest.raises(FederationRefused, match="asks no other one"):
            engine.query(ASKING)
    finally:
        engine.close()


@pytest.mark.parametrize("target", ["<http://other.example/>", "?e", "k:sparql", "<sparql>"])
def test_an_engine_with_a_list_looks_at_the_query_itself(tmp_path: Path, target: str) -> None:
    engine = pooled(Archive(tmp_path), KNOWN)
    text = f"BASE <{KNOWN}> PREFIX k: <http://known.example/> ASK {{ SERVICE {target} {{}} }}"
    try:
        with pytest.raises(FederationRefused, match="endpoints that this one knows"):
            engine.query(Query(text, 1, lane=Lane.FEDERATION))
    finally:
        engine.close()


def test_only_what_asks_others_goes_where_there_is_a_network(tmp_path: Path) -> None:
    engine = pooled(Archive(tmp_path), KNOWN)
    try:
        assert engine._lane_of(ASKING) is Lane.FEDERATION
        for text in ("ASK {}", "ASK { ?service ?p 'SERVICE' } # SERVICE"):
            assert engine._lane_of(Query(text, 1, lane=Lane.FEDERATION)) is Lane.QUERY
        for lane in (Lane.INTERACTIVE, Lane.QUERY, Lane.WRITE):
            assert engine._lane_of(Query(ASKING.text, 1, lane=lane)) is lane
    finally:
        engine.close()


def test_a_worker_for_it_is_planned_only_where_there_is_a_list(tmp_path: Path) -> None:
    for allowed, slots in (((), 0), ((KNOWN,), 1)):
        engine = pooled(Archive(tmp_path), *allowed)
        assert engine.statistics().get("federation.slots_renewing", 0) == slots
        engine.close()


def test_the_list_comes_from_the_settings(tmp_path: Path) -> None:
    settings = read_settings({"service_allowed": f"{KNOWN} https://b.example/"}, {}, tmp_path)
    assert PoolSettings.of(settings).service_allowed == (KNOWN, "https://b.example/")
    with pytest.raises(ConfigError, match=r"--service-allowed.*«b\.example»"):
        PoolSettings.of(read_settings({"service_allowed": f"{KNOWN} b.example"}, {}, tmp_path))
