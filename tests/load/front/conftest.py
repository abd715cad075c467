"""One front for the tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from load.front.running import Running, running


@pytest.fixture(scope="session")
def shared_front() -> Iterator[Running]:
    with running(
        threads=16,
        waiting_max=64,
        body_bytes_max=100_000,
        upload_bytes_max=200_000,
        body_read_timeout_s=1.0,
        header_read_timeout_s=1.0,
        trusted_proxies=["127.0.0.2"],
    ) as front:
        yield front


@pytest.fixture
def front(shared_front: Running) -> Iterator[Running]:
    yield shared_front
    shared_front.close_connections()
