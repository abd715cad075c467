"""A loaded site for each test, and engines that end with it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.engine.embedded.pool import PooledEngine, PoolSettings
from planvev.writes import PRELOAD
from unit.writes.site import Site, copy_template, make_template


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the site that tests copy."""
    return make_template(tmp_path_factory.mktemp("site"))


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Site:
    """Return a site of one's own, whose writes run in this process."""
    return Site(copy_template(template, tmp_path / "site"))


@pytest.fixture(scope="module")
def pooled(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, PooledEngine]]:
    """Return a site whose writes run in workers, and the engine that has them; for a module."""
    engines: list[PooledEngine] = []

    def start(archive: Archive) -> PooledEngine:
        settings = PoolSettings(workers=1, page_workers=1, preload=PRELOAD)
        engines.append(PooledEngine(archive, settings))
        engines[-1].start()
        return engines[-1]

    make: Callable[[Archive], PooledEngine] = start
    try:
        site = Site(copy_template(template, tmp_path_factory.mktemp("pooled")), make)
        yield site, engines[0]
    finally:
        for engine in engines:
            engine.close()
