"""A server that is besieged, with limits that let a test see them; listeners that stay alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hostile.canary import Canary, canaries
from hostile.case import Target
from planvev import resources
from planvev.access.roles import Role
from promises.serving import Server, token_for

QUERY_TIMEOUT_S = 1.0
WRITE_TIMEOUT_S = 2.5
QUEUE_WAIT_S = 1.0
_LIMITS = (
    *("--query-timeout-s", str(QUERY_TIMEOUT_S)),
    *("--page-timeout-s", str(QUERY_TIMEOUT_S)),
    *("--write-timeout-s", str(WRITE_TIMEOUT_S)),
    *("--queue-wait-s", str(QUEUE_WAIT_S)),
    *("--query-memory-mib", "256"),
    *("--write-memory-mib", "512"),
)


@pytest.fixture(scope="session")
def canary() -> Iterator[Canary]:
    """Listen on loopback for whoever should not call."""
    with canaries() as listening:
        yield listening


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server over the data of this checkout, with low limits."""
    state = tmp_path_factory.mktemp("hostile") / "state"
    running = Server(state, resources.data_root(), *_LIMITS)
    try:
        yield running.await_ready()
    finally:
        running.clean_up()


@pytest.fixture(scope="session")
def target(server: Server, canary: Canary) -> Target:
    """Return what hostile requests may know."""
    return Target(
        canary.port,
        canary.port_v6,
        token_for(server.state, Role.EDITOR),
        token_for(server.state),
    )
