"""Servers to test: planvev itself, the Oxigraph server to compare it with, or one that runs."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from conformance.endpoint import LAYOUTS, Endpoint, Paths
from conformance.federation import Federation, open_federation

START_TIMEOUT_S: Final = 60
STOP_TIMEOUT_S: Final = 20
READY: Final = re.compile(r"http://127\.0\.0\.1:\d+")


class ServerNotReadyError(Exception):
    """The server that was asked for is not installed, or did not start."""


@contextmanager
def open_endpoint(name: str, layout: str = "", authorization: str = "") -> Iterator[Endpoint]:
    """Yield an endpoint: ``planvev`` and ``oxigraph`` are started, an URL is taken as it is.

    layout: ``planvev``, ``oxigraph``, or four paths with commas between them: of query, update,
    graph store, and of graphs that are named by their own URL. authorization: a header's value.
    """
    with open_federation() as federation:
        if name == "planvev":
            with _planvev(federation) as endpoint:
                yield endpoint
        elif name == "oxigraph":
            with _oxigraph(federation) as endpoint:
                yield endpoint
        else:
            paths = LAYOUTS.get(layout or "planvev") or Paths(*layout.split(","))
            yield Endpoint(name, paths, authorization, federation)


@contextmanager
def _planvev(federation: Federation) -> Iterator[Endpoint]:
    """Start planvev with nothing in it, with a default graph of its own, as the tests assume.

    No limit stands in the way of one client that asks everything, one request after another.
    """
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("PLANVEV_")
    }
    with tempfile.TemporaryDirectory() as folder:
        state, data = Path(folder, "state"), Path(folder, "data")
        state.mkdir()
        data.mkdir()
        (data / "catalogue.ttl").write_text("# Nothing: the tests bring their own data.\n")
        command = [sys.executable, "-m", "planvev", "serve", "--port", "0", "--state", str(state)]
        command += ["--data", str(data), "--default-graph", "own"]
        command += ["--service-allowed", " ".join(federation.allowed)]
        command += ["--client-query-seconds-per-minute", "0"]
        command += ["--workers", "1", "--page-workers", "1"]  # each is made anew after each change
        with _running(command, Path(folder, "log"), environment) as server:
            url = _wait_for_url(server)
            authorization = _planvev_authorization(state, environment)
            yield Endpoint(url, LAYOUTS["planvev"], authorization, federation)


def _planvev_authorization(state: Path, environment: dict[str, str]) -> str:
    """Return the Authorization header for writes: a token that may change every graph."""
    command = [sys.executable, "-m", "planvev", "token", "create", "--role", "admin"]
    command += ["--name", "conformance", "--state", str(state)]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if told.returncode != 0:
        raise ServerNotReadyError(f"no token was made:\n{told.stderr}")
    return f"Bearer {told.stdout.strip()}"


@contextmanager
def _oxigraph(federation: Federation) -> Iterator[Endpoint]:
    """Start the Oxigraph server, from the ``oxigraph`` package, in memory."""
    beside = Path(sys.executable).with_name("oxigraph")
    binary = str(beside) if beside.exists() else shutil.which("oxigraph")
    if binary is None:
        raise ServerNotReadyError("the Oxigraph server is not installed: pip install oxigraph")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    with (
        tempfile.TemporaryDirectory() as folder,
        _running([binary, "serve", "--bind", address], Path(folder, "log"), None) as server,
    ):
        _wait_for_port(server, port)
        yield Endpoint(f"http://{address}", LAYOUTS["oxigraph"], federation=federation)


@dataclass(frozen=True)
class _Server:
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def _running(
    command: Sequence[str], log: Path, environment: dict[str, str] | None
) -> Iterator[_Server]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=environment
        )
        try:
            yield _Server(process, log)
        finally:
            process.terminate()
            try:
                process.wait(STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_for_url(server: _Server) -> str:
    """Return the URL that the server prints once it is ready."""
    for _ in _attempts(server):
        match = READY.search(server.log.read_text())
        if match:
            return match.group()
    raise ServerNotReadyError(f"the server did not start:\n{server.log.read_text()}")


def _wait_for_port(server: _Server, port: int) -> None:
    for _ in _attempts(server):
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
    raise ServerNotReadyError(f"the server did not start:\n{server.log.read_text()}")


def _attempts(server: _Server) -> Iterator[None]:
    """Yield every now and then, for as long as the server may yet become ready."""
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and server.process.poll() is None:
        yield
        time.sleep(0.05)
