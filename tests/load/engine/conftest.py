"""Engines that end with their test, and leave nothing behind."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from load.engine.harness import all_pids, archive_of, is_alive, numbers, wait_for
from planvev.archive.archive import Archive
from planvev.engine.embedded.pool import PooledEngine, PoolSettings

Start = Callable[..., PooledEngine]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Make an archive of two graphs with 420 triples in all."""
    return archive_of(
        tmp_path_factory.mktemp("state"), {"urn:numbers": numbers(400), "urn:more": numbers(20)}
    )


@pytest.fixture
def own_archive(tmp_path: Path) -> Archive:
    """Make an archive of one graph with 400 triples, which the test may change."""
    return archive_of(tmp_path / "state", {"urn:numbers": numbers(400)})


@pytest.fixture(scope="module")
def engine(archive: Archive) -> Iterator[PooledEngine]:
    """Start an engine with two workers for queries and one for pages, over ``archive``."""
    yield from _running(PooledEngine(archive, PoolSettings(workers=2, page_workers=1)))


@pytest.fixture
def start() -> Iterator[Start]:
    """Start engines: ``start(archive, workers=3)``."""
    engines: list[PooledEngine] = []
    threads = threading.active_count()

    def run(archive: Archive, **settings: object) -> PooledEngine:
        defaults = {"workers": 2, "page_workers": 1}
        engine = PooledEngine(archive, PoolSettings(**{**defaults, **settings}))  # type: ignore[arg-type]
        engine.start()
        engines.append(engine)
        return engine

    yield run
    for engine in engines:
        _end(engine)
    assert wait_for(lambda: threading.active_count() <= threads)


def _running(engine: PooledEngine) -> Iterator[PooledEngine]:
    engine.start()
    yield engine
    _end(engine)


def _end(engine: PooledEngine) -> None:
    pids = all_pids(engine)
    engine.close()
    assert wait_for(lambda: not any(map(is_alive, pids)), 5)
