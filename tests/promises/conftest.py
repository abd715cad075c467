"""Servers that are started for a test, each over its own copy of a small site."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from promises.serving import Server
from unit.writes.site import make_template

Start = Callable[..., Server]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data root with one plan, and a state that it was loaded into."""
    return make_template(tmp_path_factory.mktemp("template"))


@pytest.fixture
def site(template: Path, tmp_path: Path) -> Path:
    """Return a copy of the small site: ``data`` and ``state``."""
    return Path(shutil.copytree(template, tmp_path / "site"))


@pytest.fixture
def start() -> Iterator[Start]:
    """Return what starts servers over a site; they are ended with the test."""
    servers: list[Server] = []

    def run(site: Path, *arguments: str, ready: bool = True) -> Server:
        server = Server(site / "state", site / "data", *arguments)
        servers.append(server)
        return server.await_ready() if ready else server

    yield run
    for server in servers:
        server.clean_up()
