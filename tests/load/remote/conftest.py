"""A store that is a stand-in, an archive with three graphs, and an engine over both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from load.remote.stand_in import StandIn, commit, settings_for, triple
from planvev.archive.archive import Archive
from planvev.engine.remote import RemoteEngine, RemoteSettings


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    stand_in = StandIn()
    yield stand_in
    stand_in.close()


@pytest.fixture
def settings(stand_in: StandIn) -> RemoteSettings:
    return settings_for(stand_in.url)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "state")
    commit(archive, {f"urn:g:{name}": triple(name) for name in "abc"})
    return archive


@pytest.fixture
def engine(archive: Archive, settings: RemoteSettings) -> Iterator[RemoteEngine]:
    engine = RemoteEngine(archive, settings)
    engine.start()
    yield engine
    engine.close()
