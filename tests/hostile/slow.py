"""Clients that hold connections and do next to nothing with them, many at once, in one thread."""

from __future__ import annotations

import contextlib
import itertools
import random
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hostile.wire import connect, request

_STEP_S = 0.2
_SMALL_WINDOW_BYTES = 4_096
_LARGE = "SELECT%20%2A%20%7B%20%3Fa%20%3Fb%20%3Fc%20.%20%3Fd%20%3Fe%20%3Ff%20%7D%20LIMIT%2020000"
HEAD = b"GET / HTTP/1.1\r\nHost: a\r\n"
BODY = (
    b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
    b"Content-Length: 60000\r\n\r\n"
)


@dataclass
class SlowClient:
    """One connection. first: sent at once; then one byte of ``after`` at each step.

    reads: whether it reads what is answered, a little at each step.
    """

    first: bytes
    after: bytes = b""
    reads: bool = False
    connection: socket.socket | None = field(default=None, repr=False)

    def step(self, port: int, source: str) -> None:
        """Go on a little, on a new connection where the last one was closed."""
        if self.connection is None:
            self.connection = self._connected(port, source)
            return
        try:
            if self.after:
                self.connection.send(self.after)
            if self.reads:
                if not self.connection.recv(64):
                    self.close()
            elif self.connection.recv(1, socket.MSG_PEEK) == b"":
                self.close()
        except BlockingIOError:
            return
        except OSError:
            self.close()

    def close(self) -> None:
        """Let go of the connection."""
        if self.connection:
            self.connection.close()
            self.connection = None

    def _connected(self, port: int, source: str) -> socket.socket | None:
        with contextlib.suppress(OSError):
            connection = connect(port, source, 1.0)
            if self.reads:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_WINDOW_BYTES)
            connection.sendall(self.first)
            connection.setblocking(False)
            return connection
        return None


def slowloris() -> SlowClient:
    """Return a client whose head never ends."""
    return SlowClient(HEAD + b"X-A: ", b"a")


def slow_body() -> SlowClient:
    """Return a client whose body comes byte by byte."""
    return SlowClient(BODY, b"#")


def slow_reader() -> SlowClient:
    """Return a client that takes megabytes byte by byte."""
    return SlowClient(request("GET", f"/sparql?query={_LARGE}&format=csv"), reads=True)


def idle() -> SlowClient:
    """Return a client that says nothing."""
    return SlowClient(b"")


def crowd(connections: int) -> list[SlowClient]:
    """Return clients of all kinds; most of them idle."""
    kinds = [slowloris] * 4 + [slow_body] * 2 + [slow_reader] + [idle] * 13
    return [make() for make, _ in zip(itertools.cycle(kinds), range(connections), strict=False)]


def dawdle(
    clients: Sequence[SlowClient], port: int, sources: Sequence[str], seconds: float, seed: int
) -> int:
    """Let clients go on for some time, then close them; return how many connections there were."""
    chance = random.Random(seed)  # noqa: S311
    ends = time.monotonic() + seconds
    opened = 0
    try:
        while time.monotonic() < ends:
            for client in clients:
                opened += client.connection is None
                client.step(port, chance.choice(sources))
            time.sleep(_STEP_S)
    finally:
        for client in clients:
            client.close()
    return opened


def opened(clients: Sequence[SlowClient]) -> Iterator[SlowClient]:
    """Yield the clients that have a connection."""
    return (client for client in clients if client.connection)
