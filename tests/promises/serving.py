"""A ``planvev serve`` of a test's own, its processes, and clients that talk HTTP to it.

``PLANVEV_TEST_SIZE=large`` runs the sizes that are promised; without it they are smaller.
"""

from __future__ import annotations

import csv
import http.client
import io
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from conftest import clean_environment, wait_until_ready
from planvev.access.roles import Role
from planvev.access.tokens import Tokens
from planvev.archive.archive import Archive

TIMEOUT_S = 60.0
JSON = "application/sparql-results+json"
CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""Runs for hours over any archive of these tests."""
OPEN_TO_ALL = ("--client-queries-max", "0", "--client-query-seconds-per-minute", "0")
"""For servers that one address asks without end."""


def is_large() -> bool:
    """Whether the promised sizes are asked for."""
    return os.environ.get("PLANVEV_TEST_SIZE") == "large"


def size(small: int, large: int) -> int:
    """Return the size of a test: small by default, large where that is asked for."""
    return large if is_large() else small


@dataclass(frozen=True)
class Reply:
    """One whole answer. headers: with lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem (docs/errors.md)."""
        return str(self.json()["code"])


class Server:
    """One server process on a free port, over a state; ``stop`` or ``kill`` ends it."""

    def __init__(
        self,
        state: Path,
        data: Path,
        *arguments: str,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.state = state
        self.data = data
        self.archive = Archive(state)
        self.log = state.parent / f"log-{uuid.uuid4().hex}"
        self.mark = uuid.uuid4().hex
        self._arguments = ["--state", str(state), "--data", str(data), *arguments]
        self.started = time.monotonic()
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "planvev", "serve", "--port", "0", *self._arguments],
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**clean_environment(), **(environment or {}), "PROMISES_MARK": self.mark},
            )
        self.port = 0

    def await_ready(self) -> Server:
        """Wait until it serves; fails with its output where it ends."""
        self.port = urlsplit(wait_until_ready(self.process, self.log)).port or 0
        return self

    def output(self) -> str:
        """Return what it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        address: str = "127.0.0.1",
        timeout_s: float = TIMEOUT_S,
    ) -> Reply:
        """Make one request on a connection of its own. address: that it comes from."""
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=timeout_s, source_address=(address, 0)
        )
        content = body.encode() if isinstance(body, str) else body
        try:
            connection.request(method, path, content, dict(headers or {}))
            response = connection.getresponse()
            fields = {name.lower(): value for name, value in response.getheaders()}
            return Reply(response.status, fields, response.read())
        finally:
            connection.close()

    def query(self, text: str, accept: str = JSON, *, address: str = "127.0.0.1") -> Reply:
        """Ask the endpoint, by POST."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.ask("/sparql", "POST", text, headers, address=address)

    def rows(self, text: str, *, address: str = "127.0.0.1") -> list[list[str]]:
        """Return the rows of a SELECT as texts, without the names of the variables."""
        reply = self.query(text, "text/csv", address=address)
        assert reply.status == 200, reply.text
        return list(csv.reader(io.StringIO(reply.text)))[1:]

    def update(self, text: str, token: str, *, timeout_s: float = TIMEOUT_S) -> Reply:
        """Send an update. token: empty for none."""
        headers = {"Content-Type": "application/sparql-update", **bearer(token)}
        return self.ask("/sparql", "POST", text, headers, timeout_s=timeout_s)

    def write_graph(self, method: str, graph: str, body: str | None, token: str) -> Reply:
        """Write a graph by the Graph Store Protocol; graph: its IRI, or "default"."""
        headers = {"Content-Type": "text/turtle", **bearer(token)} if body else bearer(token)
        return self.ask(graph_path(graph), method, body, headers)

    def processes(self) -> dict[int, int]:
        """Return its processes with the parent of each, however they came to be orphans."""
        return processes_of(self.mark)

    def zygotes(self) -> list[int]:
        """Return the processes that the server itself has started."""
        return [pid for pid, parent in self.processes().items() if parent == self.process.pid]

    def workers(self) -> list[int]:
        """Return the processes that answer queries and make changes."""
        others = {self.process.pid, *self.zygotes()}
        return [pid for pid in self.processes() if pid not in others]

    def stop(self) -> int:
        """End it as a supervisor does; return its exit code."""
        self.process.terminate()
        return self.process.wait(TIMEOUT_S)

    def kill(self) -> None:
        """End the server's own process at once, and no other."""
        self.process.kill()
        self.process.wait(TIMEOUT_S)

    def clean_up(self) -> None:
        """End all that is left of it."""
        self.kill()
        for pid in self.processes():
            send_signal(pid)


def bearer(token: str) -> dict[str, str]:
    """Return the header that a token goes in."""
    return {"Authorization": f"Bearer {token}"} if token else {}


def graph_path(graph: str) -> str:
    """Return where a graph is read and written; graph: its IRI, or "default"."""
    wanted = "default" if graph == "default" else f"graph={quote(graph, safe='')}"
    return f"/graph-store?{wanted}"


def token_for(state: Path, role: Role = Role.ADMIN) -> str:
    """Make a token of a role in a state."""
    return Tokens(state).create(f"{role.value} {uuid.uuid4().hex[:8]}", role)


def processes_of(mark: str) -> dict[int, int]:
    """Return the processes that were born with a mark in their environment, with their parents."""
    wanted = f"PROMISES_MARK={mark}".encode()
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (folder / "environ").read_bytes().split(b"\0"):
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if fields[0] not in "ZX":
                    found[int(folder.name)] = int(fields[1])
        except OSError:
            continue
    return found


def send_signal(pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal to a process of a server that is tested, if it is still there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def wait_for(condition: Callable[[], bool], timeout_s: float = 20.0) -> bool:
    """Wait until something holds; tell whether it came to hold."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
