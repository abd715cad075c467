"""Listeners that nobody should ever connect to."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

_REDIRECT = (
    b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:%d/\r\nContent-Length: 0\r\n"
    b"Connection: close\r\n\r\n"
)


@dataclass
class Canary:
    """A listener on each family of loopback; callers: who connected, and what they sent.

    port, port_v6: where they listen; 0 where the machine has no IPv6.
    """

    port: int
    port_v6: int
    callers: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        """Take down who connects, and send them on to the listener again."""
        while True:
            try:
                connection, address = listener.accept()
            except OSError:
                return
            with connection, contextlib.suppress(OSError):
                connection.settimeout(0.2)
                self.callers.append(f"{address}: {connection.recv(200)!r}")
                connection.sendall(_REDIRECT % self.port)


@contextlib.contextmanager
def canaries() -> Iterator[Canary]:
    """Listen on 127.0.0.1 and on ::1, until the end of the block."""
    with contextlib.ExitStack() as stack:
        listeners = [stack.enter_context(socket.create_server(("127.0.0.1", 0)))]
        with contextlib.suppress(OSError):
            listeners.append(
                stack.enter_context(socket.create_server(("::1", 0), family=socket.AF_INET6))
            )
        ports = [listener.getsockname()[1] for listener in listeners]
        canary = Canary(ports[0], ports[1] if len(ports) > 1 else 0)
        threads = [
            threading.Thread(target=canary.serve, args=(listener,), daemon=True)
            for listener in listeners
        ]
        for thread in threads:
            thread.start()
        yield canary
        for listener in listeners:
            listener.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join()
