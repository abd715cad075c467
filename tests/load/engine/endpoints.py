"""SPARQL endpoints on loopback for queries to ask: some answer, some misbehave; all keep count."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from load.engine.harness import wait_for

ANSWER = {
    "head": {"vars": ["s", "far"]},
    "results": {
        "bindings": [
            {"s": {"type": "uri", "value": "urn:s0"}, "far": {"type": "literal", "value": "away"}}
        ]
    },
}
"""What an endpoint answers to anything that is posted to ``/sparql``."""
_BINDINGS = b'{"s": {"type": "uri", "value": "urn:s0"}},' * 1000


class Endpoint(ThreadingHTTPServer):
    """An endpoint that takes note of who connects, and of the queries.

    ``/sparql`` answers, ``/<status>`` sends the client elsewhere with that status, ``/silent``
    never answers, ``/endless`` never ends its answer, ``/broken`` breaks one off.
    elsewhere: where it sends clients.
    """

    daemon_threads = True

    def __init__(self, elsewhere: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.elsewhere = elsewhere
        self.clients: list[object] = []
        self.queries: list[str] = []
        self.closing = threading.Event()

    def url(self, path: str = "/sparql") -> str:
        """Return the address of one of its paths."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def verify_request(self, _request: object, client_address: object) -> bool:
        """Take note of a connection."""
        self.clients.append(client_address)
        return True

    def handle_error(self, _request: object, _client_address: object) -> None:
        """Say nothing of clients that have gone."""

    def was_dialled(self) -> bool:
        """Whether anybody has connected so far: connections are taken in their order."""
        with socket.create_connection(("127.0.0.1", self.server_port)) as own:
            address = own.getsockname()
            assert wait_for(lambda: address in self.clients)
        self.clients.remove(address)
        return bool(self.clients)


@contextmanager
def open_endpoint(elsewhere: str = "") -> Iterator[Endpoint]:
    """Serve an endpoint for as long as the context lasts."""
    with Endpoint(elsewhere) as endpoint:
        thread = threading.Thread(target=endpoint.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield endpoint
        finally:
            endpoint.closing.set()
            endpoint.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Endpoint

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.server.queries.append(self.rfile.read(length).decode())
        path = self.path.removeprefix("/")
        if path.isdecimal():
            self._send(b"", int(path))
        elif path == "silent":
            self.server.closing.wait()
        elif path == "endless":
            self._send_without_end()
        else:
            answer = json.dumps(ANSWER).encode()
            self._send(answer[:20] if path == "broken" else answer)

    def _send(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        if status in range(300, 400):
            self.send_header("Location", self.server.elsewhere)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _send_without_end(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        chunk = b'{"head": {"vars": ["s"]}, "results": {"bindings": ['
        while not self.server.closing.is_set():
            self.wfile.write(b"%x\r\n%s\r\n" % (len(chunk), chunk))
            chunk = _BINDINGS

    def log_message(self, *_args: object) -> None:
        """Keep quiet."""
