"""A client that sends any bytes, and reads one answer strictly: complete, or not.

It sends and reads at the same time, so that a server may answer, and close, before it has been
told everything.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_READ_BYTES = 262_144
_BODILESS = (204, 304)


@dataclass(frozen=True)
class Reply:
    """One answer. status: 0 where the connection ended, or time was up, without one.

    complete: whether the answer came to the end that it announced. timed_out: whether time was up.
    """

    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes = b""
    complete: bool = False
    timed_out: bool = False
    seconds: float = 0.0

    def header(self, name: str) -> str:
        """Return a header by its lower-case name, its fields joined."""
        return ", ".join(value for found, value in self.headers if found == name)

    @property
    def media_type(self) -> str:
        """Return the Content-Type without its parameters."""
        return self.header("content-type").partition(";")[0].strip().lower()


def request(
    method: str,
    target: str,
    headers: Iterable[tuple[str, str]] = (),
    body: bytes | None = None,
    *,
    host: str = "127.0.0.1",
) -> bytes:
    """Return a request as it stands in HTTP/1.1; the connection is to end with its answer."""
    fields = [("Host", host), *headers]
    if body is not None and not any(name.lower() == "content-length" for name, _ in fields):
        fields.append(("Content-Length", str(len(body))))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    start = f"{method} {target} HTTP/1.1\r\n{head}Connection: close\r\n\r\n"
    return start.encode("utf-8", "surrogateescape") + (body or b"")


def connect(port: int, source: str = "", timeout_s: float = 10.0) -> socket.socket:
    """Connect to a server on loopback, from one of loopback's addresses."""
    return socket.create_connection(
        ("127.0.0.1", port), timeout_s, source_address=(source, 0) if source else None
    )


def exchange(
    port: int,
    sent: bytes | Iterable[bytes],
    *,
    timeout_s: float,
    source: str = "",
    head: bool = False,
) -> Reply:
    """Send bytes, or pieces of them, and read one answer.

    timeout_s: for all of it. source: the address to ask from. head: whether the answer is to HEAD,
    and has no body whatever it announces.
    """
    began = time.monotonic()
    answer = _Answer(head)
    timed_out = False
    with connect(port, source, timeout_s) as connection:
        connection.setblocking(False)
        outgoing = _Outgoing([sent] if isinstance(sent, bytes) else sent)
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ | selectors.EVENT_WRITE)
            while not answer.ended:
                left = began + timeout_s - time.monotonic()
                ready = selector.select(left) if left > 0 else []
                if not ready:
                    timed_out = True
                    break
                events = ready[0][1]
                if events & selectors.EVENT_READ:
                    answer.read(connection)
                elif not outgoing.send(connection):
                    selector.modify(connection, selectors.EVENT_READ)
    return answer.reply(timed_out, time.monotonic() - began)


class _Outgoing:
    """What is still to be sent."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces: Iterator[bytes] = iter(pieces)
        self._rest = memoryview(b"")

    def send(self, connection: socket.socket) -> bool:
        """Send some; False where nothing is left, or nobody takes it."""
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return False
            self._rest = memoryview(piece)
        try:
            self._rest = self._rest[connection.send(self._rest) :]
        except BlockingIOError:
            return True
        except OSError:
            return False
        return True


class _Answer:
    """An answer while it comes."""

    def __init__(self, head: bool) -> None:
        self.ended = False
        self._head = head
        self._parts: list[bytes] = []
        self._start = b""
        self._body_size: int | None = None
        self._received = 0

    def read(self, connection: socket.socket) -> None:
        """Take what is there; note the end."""
        try:
            part = connection.recv(_READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self.ended = True
            return
        if not self._start:
            part = self._read_start(part)
        self._parts.append(part)
        self._received += len(part)
        if self._start and self._body_size is not None:
            self.ended = self._received >= self._body_size

    def _read_start(self, part: bytes) -> bytes:
        """Look for the end of the headers; return what follows them, else all that came so far."""
        came = b"".join([*self._parts, part])
        self._parts, self._received = [], 0
        while came.startswith(b"HTTP/1.1 100 ") and b"\r\n\r\n" in came:
            came = came.partition(b"\r\n\r\n")[2]
        start, end, rest = came.partition(b"\r\n\r\n")
        if not end:
            return came
        self._start = start
        status, headers = _parsed(start)
        lengths = [value for name, value in headers if name == "content-length"]
        if self._head or status in _BODILESS:
            self._body_size = 0
        elif lengths:
            self._body_size = int(lengths[0])
        return rest

    def reply(self, timed_out: bool, seconds: float) -> Reply:
        """Return what came."""
        body = b"".join(self._parts)
        if not self._start:
            return Reply(body=body, timed_out=timed_out, seconds=seconds)
        status, headers = _parsed(self._start)
        if ("transfer-encoding", "chunked") in headers:
            body, complete = _unchunked(body)
        else:
            complete = self._body_size == len(body)
        return Reply(status, headers, body, complete, timed_out, seconds)


def _parsed(start: bytes) -> tuple[int, list[tuple[str, str]]]:
    first, *lines = start.decode("latin-1").split("\r\n")
    fields = [line.partition(":") for line in lines]
    headers = [(name.strip().lower(), value.strip()) for name, _, value in fields]
    version, _, rest = first.partition(" ")
    assert version in ("HTTP/1.0", "HTTP/1.1"), first[:200]
    return int(rest[:3]), headers


def _unchunked(body: bytes) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    while body:
        size, separator, rest = body.partition(b"\r\n")
        length = int(size, 16) if separator else -1
        if length == 0:
            return b"".join(parts), rest == b"\r\n"
        if length < 0 or rest[length : length + 2] != b"\r\n":
            break
        parts.append(rest[:length])
        body = rest[length + 2 :]
    return b"".join(parts), False
