"""Servers over the data of this repository: with their own engine, and before each store."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from load.remote.real_stores import (
    VIRTUOSO_READ_ONLY,
    RunningStore,
    environment_of,
    options_of,
    oxigraph,
    virtuoso,
    with_login,
)
from planvev.engine.remote.settings import Login
from promises.serving import OPEN_TO_ALL, Server, token_for

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Site:
    """A server before a store, and a token of an admin."""

    server: Server
    store: RunningStore
    token: str

    def serve_again(self) -> Server:
        """Start another server over the same state."""
        return serve(self.server.state, self.store)


def serve(state: Path, store: RunningStore, *arguments: str) -> Server:
    """Start a server over a state, before a store."""
    options = options_of(store.settings)
    environment = environment_of(store.settings)
    server = Server(
        state, ROOT / "data", *OPEN_TO_ALL, *options, *arguments, environment=environment
    )
    try:
        return server.await_ready()
    except BaseException:
        server.clean_up()
        raise


@pytest.fixture(scope="session")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server with its own engine: what others are compared with. Nobody writes to it."""
    state = tmp_path_factory.mktemp("embedded") / "state"
    server = Server(state, ROOT / "data", *OPEN_TO_ALL)
    try:
        yield server.await_ready()
    finally:
        server.clean_up()


@pytest.fixture(scope="session")
def loaded(embedded: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a state that holds the data of this repository, to be copied."""
    return Path(shutil.copytree(embedded.state, tmp_path_factory.mktemp("loaded") / "state"))


@pytest.fixture
def state(loaded: Path, tmp_path: Path) -> Path:
    """Make a state of the test's own that holds the data of this repository."""
    return Path(shutil.copytree(loaded, tmp_path / "own" / "state"))


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def site(
    request: pytest.FixtureRequest, loaded: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """Start a server before each store, set up as docs/remote.md says."""
    folder = tmp_path_factory.mktemp(request.param)
    state = Path(shutil.copytree(loaded, folder / "site" / "state"))
    with ExitStack() as stack:
        if request.param == "oxigraph":
            store = stack.enter_context(oxigraph(folder, "--union-default-graph"))
        else:
            open_ = stack.enter_context(virtuoso(folder, VIRTUOSO_READ_ONLY))
            settings = with_login(open_.settings, Login("dba", "dba"))
            store = RunningStore(settings, open_.deviations, open_.process)
        server = serve(state, store)
        stack.callback(server.clean_up)
        yield Site(server, store, token_for(state))


def without_place(text: str) -> str:
    """Return a page or a document without the address of the server that it came from."""
    return re.sub(r"(127\.0\.0\.1|localhost)(:|%3A)\d+", "HOST", text)
