"""Fronts that are started for tests, and clients that can misbehave."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

APP = Path(__file__).parent / "small_app.py"
TIMEOUT_S = 20.0


@dataclass
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Running:
    process: subprocess.Popen[str]
    port: int
    log: Path
    connections: list[socket.socket] = field(default_factory=list)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT_S)
        try:
            connection.request(method, path, body, dict(headers or {}))
            response = connection.getresponse()
            return Reply(response.status, response.headers, response.read())
        finally:
            connection.close()

    def state(self) -> dict[str, Any]:
        state: dict[str, Any] = self.ask("/state").json()
        return state

    def connect(self, *sent: bytes) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), TIMEOUT_S)
        self.connections.append(connection)
        for data in sent:
            connection.sendall(data)
        return connection

    def raw(self, *sent: bytes) -> bytes:
        """Send bytes, return all that comes until the server closes."""
        connection = self.connect(*sent)
        return read_all(connection)

    def close_connections(self) -> None:
        for connection in self.connections:
            connection.close()
        self.connections.clear()


def read_all(connection: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65_536):
            parts.append(part)
    return b"".join(parts)


@contextlib.contextmanager
def running(**config: Any) -> Iterator[Running]:
    """Start a front; ends it by force when it is still there.

    Pages get as many threads as all else, where nothing else is said.
    """
    if "threads" in config:
        config.setdefault("page_threads", config["threads"])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                [sys.executable, str(APP), json.dumps(config)],
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": folder},
            )
        try:
            assert process.stdout
            with process.stdout:
                url = process.stdout.readline()
            assert url, log.read_text()
            front = Running(process, int(url.rstrip("/\n").rpartition(":")[2]), log)
            try:
                yield front
            finally:
                front.close_connections()
        finally:
            process.kill()
            process.wait()
