"""Clients that dawdle are shown out in time, and nobody notices them meanwhile."""

from __future__ import annotations

import contextlib
import re
import socket
import time
from collections.abc import Iterator

import pytest

from hostile.canary import Canary
from hostile.slow import BODY, HEAD, SlowClient, crowd, slow_reader
from hostile.test_cases import assert_unharmed
from hostile.transfers import SMUGGLED
from hostile.wire import connect
from promises.serving import Server, wait_for

_ADDRESSES = [f"127.0.0.{n}" for n in range(2, 10)]
_SHOWN_OUT_S = 17.0
"""15 seconds for a head, and a margin."""


@contextlib.contextmanager
def dawdling(server: Server, clients: list[SlowClient]) -> Iterator[list[SlowClient]]:
    """Let each client begin; at the end they leave."""
    try:
        for number, client in enumerate(clients):
            client.step(server.port, _ADDRESSES[number % len(_ADDRESSES)])
        yield clients
    finally:
        for client in clients:
            client.close()


def seconds_until_closed(connection: socket.socket, trickle: bytes) -> tuple[float, bytes]:
    """Send a byte now and then until the server closes; return how long it took, what it said."""
    began = time.monotonic()
    connection.settimeout(0.25)
    said = b""
    while time.monotonic() - began < _SHOWN_OUT_S * 2:
        with contextlib.suppress(TimeoutError):
            try:
                if trickle:
                    connection.send(trickle)
                part = connection.recv(4_096)
            except ConnectionError:
                part = b""
            if not part:
                break
            said += part
    return time.monotonic() - began, said


@pytest.mark.parametrize(
    ("first", "trickle", "answer"),
    [(HEAD + b"X-A: ", b"a", b""), (BODY, b"#", b"HTTP/1.1 408"), (b"", b"", b"")],
    ids=["a head that never ends", "a body that never ends", "nothing at all"],
)
def test_who_does_not_come_to_an_end_is_shown_out(
    server: Server, canary: Canary, first: bytes, trickle: bytes, answer: bytes
) -> None:
    with connect(server.port, _ADDRESSES[0]) as connection:
        connection.sendall(first)
        seconds, said = seconds_until_closed(connection, trickle)
    assert seconds < _SHOWN_OUT_S
    assert said.startswith(answer)
    assert_unharmed(server, canary)


def test_500_connections_that_dawdle_are_not_noticed(server: Server, canary: Canary) -> None:
    with dawdling(server, crowd(500)) as clients:
        assert sum(client.connection is not None for client in clients) == 500
        for _ in range(5):
            assert_unharmed(server, canary)
            for client in clients:
                client.step(server.port, _ADDRESSES[0])


def test_nothing_is_left_of_what_slow_readers_asked_for(server: Server, canary: Canary) -> None:
    spool = server.state / "spool"
    with dawdling(server, [slow_reader() for _ in range(16)]):
        assert wait_for(lambda: any(spool.iterdir()))
        assert_unharmed(server, canary)
    assert wait_for(lambda: not any(spool.iterdir()), 45)


@pytest.mark.parametrize("sent", SMUGGLED.values(), ids=SMUGGLED)
def test_no_request_hides_behind_another(server: Server, sent: bytes) -> None:
    """A proxy in front may see the first end elsewhere: so it is answered, if at all, alone."""
    with connect(server.port) as connection:
        connection.sendall(sent)
        connection.settimeout(1.0)
        said = b""
        with contextlib.suppress(OSError):
            while part := connection.recv(65_536):
                said += part
    assert len(re.findall(rb"HTTP/1\.1 \d\d\d ", said)) <= 1, said
    assert said == b"" or said.startswith((b"HTTP/1.1 400", b"HTTP/1.1 501"))
