"""Which server the W3C's tests ask.

``pytest tests/conformance --endpoint oxigraph`` starts that one, ``--endpoint URL`` takes one that
runs; by default planvev is started. The same stands in ``PLANVEV_CONFORMANCE_ENDPOINT``,
``…_LAYOUT``, ``…_AUTHORIZATION`` and ``…_KNOWN``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from conformance.endpoint import Endpoint, EndpointError
from conformance.runner import KNOWN_FAILURES, read_known_failures
from conformance.servers import ServerNotReadyError, open_endpoint

NO_UPDATES = "the server takes no updates, so the W3C's tests cannot put their data in"
OPTIONS = {
    "endpoint": "planvev, oxigraph (both are started), or the URL of a server to be emptied",
    "layout": "paths of that server: planvev, oxigraph, or QUERY,UPDATE,STORE,DIRECT",
    "authorization": "value of the Authorization header",
    "known": "file of that server's known failures",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("conformance")
    for name, text in OPTIONS.items():
        flag = "--endpoint" if name == "endpoint" else f"--endpoint-{name}"
        group.addoption(flag, dest=f"conformance_{name}", default=None, help=text)


def option(config: pytest.Config, name: str) -> str:
    """Return an option, from the command line or else the environment."""
    value = config.getoption(f"conformance_{name}", default=None)
    return str(value or os.environ.get(f"PLANVEV_CONFORMANCE_{name.upper()}", ""))


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Iterator[Endpoint | str]:
    """Yield the server under test, or why there is none. What it held is gone afterwards."""
    name = option(pytestconfig, "endpoint") or "planvev"
    layout, authorization = option(pytestconfig, "layout"), option(pytestconfig, "authorization")
    with ExitStack() as stack:
        try:
            found = stack.enter_context(open_endpoint(name, layout, authorization))
            answer = found if found.takes_updates() else NO_UPDATES
        except (ServerNotReadyError, EndpointError) as error:
            answer = str(error)
        yield answer


@pytest.fixture
def endpoint(server: Endpoint | str) -> Endpoint:
    """Return the server under test; fails, saying why, where there is none."""
    if isinstance(server, Endpoint):
        return server
    pytest.fail(server, pytrace=False)


@pytest.fixture(scope="session")
def known_failures(pytestconfig: pytest.Config) -> dict[str, str]:
    """Return the reason of each failure that is known, by the test's IRI."""
    return read_known_failures(Path(option(pytestconfig, "known") or KNOWN_FAILURES))
