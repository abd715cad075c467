"""Starting a server, finding out where it listens, measuring its memory, ending it for good."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.client import Client

STOP_TIMEOUT_S: Final = 10.0
_LOOK_S: Final = 0.5
_READY: Final = re.compile(r"http://127\.0\.0\.1:[0-9]+")
_KIB: Final = 1024


class ServerError(RuntimeError):
    """A server did not start or did not answer; the message holds the end of its output."""


@dataclass(frozen=True)
class Memory:
    """Memory of all processes of a server, in MiB. rss counts shared pages once per process."""

    rss_mib: float
    pss_mib: float
    processes: int


_NO_MEMORY: Final = Memory(0.0, 0.0, 0)


@dataclass
class Server:
    """A running server. query_url: of its SPARQL endpoint; start_s: until its first answer.

    start_peak: the most memory that was seen meanwhile, by PSS.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    url: str = ""
    query_path: str = ""
    start_s: float = 0.0
    start_peak: Memory = _NO_MEMORY

    @property
    def query_url(self) -> str:
        """The URL that queries go to."""
        return self.url + self.query_path

    def memory(self) -> Memory:
        """Measure the memory of the server's processes."""
        return memory_of(self.process.pid)

    def stop(self) -> None:
        """End the server: SIGTERM, and SIGKILL to what is left of its processes after 10 s."""
        before = session_of(self.process.pid)
        if self.process.poll() is None:
            self.process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_TIMEOUT_S)
        for pid in {*before, *session_of(self.process.pid)} - {self.process.pid}:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.kill()
        self.process.wait()


def start(
    name: str,
    command: Sequence[str | Path],
    log: Path,
    query_path: str,
    *,
    url: str = "",
    environment: Mapping[str, str] | None = None,
    timeout_s: float = 60.0,
) -> Server:
    """Start a server in a session of its own and wait for its first answer to a query.

    url: where it listens; read from its output where empty. log: a file for its output.
    timeout_s: how long it may take. Raises ServerError; no process is left then.
    """
    begun = time.perf_counter()
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - the command is ours
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    server = Server(name, process, log, url, query_path)
    try:
        _wait_until_ready(server, begun + timeout_s)
    except BaseException:
        server.stop()
        raise
    server.start_s = time.perf_counter() - begun
    return server


def _wait_until_ready(server: Server, deadline: float) -> None:
    looked = 0.0
    while time.perf_counter() < deadline:
        if time.perf_counter() - looked > _LOOK_S:
            looked = time.perf_counter()
            server.start_peak = max(server.start_peak, server.memory(), key=lambda m: m.pss_mib)
        if server.process.poll() is not None:
            raise ServerError(
                f"{server.name} ended with {server.process.returncode}:{_tail(server)}"
            )
        if not server.url and (found := _READY.search(server.log.read_text(errors="replace"))):
            server.url = found.group()
        if server.url and _answers(server.query_url):
            return
        time.sleep(0.02)
    raise ServerError(f"{server.name} did not answer in time:{_tail(server)}")


def _answers(query_url: str) -> bool:
    with Client(query_url, timeout_s=30) as client:
        try:
            return client.query("ASK { ?s ?p ?o }").status == 200
        except OSError:
            return False


def _tail(server: Server, lines: int = 20) -> str:
    written = server.log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join(["", *written])


def free_port() -> int:
    """Return a port of the loopback interface that nothing listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def session_of(leader: int) -> list[int]:
    """List the processes of a session, and the descendants of its leader."""
    parents: dict[int, int] = {}
    members = set()
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            # The second field, the command, may hold spaces and parentheses.
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(entry.name)
        parents[pid] = int(fields[1])
        if int(fields[3]) == leader:
            members.add(pid)
    grown = True
    while grown:
        children = {pid for pid, parent in parents.items() if parent in members} - members
        members |= children
        grown = bool(children)
    return sorted(members)


def memory_of(leader: int) -> Memory:
    """Add up the memory of a session's processes, from ``/proc/PID/smaps_rollup``."""
    rss = pss = count = 0
    for pid in session_of(leader):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        values = {line.split(":")[0]: line.split()[1] for line in rollup.splitlines()[1:]}
        rss += int(values["Rss"])
        pss += int(values["Pss"])
        count += 1
    return Memory(rss / _KIB, pss / _KIB, count)
