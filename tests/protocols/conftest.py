"""One ``planvev serve`` over a small plan, for tests that look at what goes over the wire."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from promises.serving import OPEN_TO_ALL, Server
from protocols.asking import NOBODY
from unit.writes.site import make_template


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server; one worker of each kind will do, since the tests ask one thing at a time."""
    site = make_template(tmp_path_factory.mktemp("protocols"))
    server = Server(
        site / "state",
        site / "data",
        *("--workers", "1", "--page-workers", "1", "--service-allowed", NOBODY),
        *OPEN_TO_ALL,
    )
    yield server.await_ready()
    server.clean_up()


@pytest.fixture(scope="session")
def state(server: Server) -> Path:
    """Return the server's state."""
    return server.state
