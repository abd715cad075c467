"""What the tests of the pool share: small archives, questions to ask, a look at processes.

``PLANVEV_TEST_SIZE=large`` runs the sizes that are promised; without it they are smaller.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from pyoxigraph import RdfFormat

from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize
from planvev.archive.system import System
from planvev.engine.base import Lane, Query, Result
from planvev.engine.embedded.pool import PooledEngine

CROSS_PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
"""Runs for hours over any archive of these tests."""
ACCEPT = "text/csv, text/turtle;q=0.5, application/sparql-results+json;q=0.1"
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


def size(small: int, large: int) -> int:
    """Return the size of a test: small by default, large where that is asked for."""
    return large if os.environ.get("PLANVEV_TEST_SIZE") == "large" else small


class QuickSystem(System):
    """Writes without syncing: these tests do not pull plugs."""

    def sync(self, descriptor: int, path: Path) -> None:
        """Leave it to the system."""


def archive_of(state: Path, graphs: Mapping[str, str]) -> Archive:
    """Make an archive of graphs in Turtle."""
    archive = Archive(state, system=QuickSystem())
    commit(archive, graphs)
    return archive


def commit(archive: Archive, graphs: Mapping[str, str | None]) -> int:
    """Commit graphs in Turtle, None to remove one; return the generation."""
    changes = {
        graph: None if turtle is None else canonicalize(turtle.encode(), RdfFormat.TURTLE)
        for graph, turtle in graphs.items()
    }
    with archive.write_lock() as lock:
        return lock.commit(changes, author="test", message="test").generation


def numbers(count: int) -> str:
    """Return a graph of this many triples, 20 to a subject."""
    return "\n".join(f"<urn:s{n // 20}> <urn:p{n % 20}> {n} ." for n in range(count))


def ask(
    engine: PooledEngine,
    text: str,
    timeout_s: float = 10,
    lane: Lane = Lane.QUERY,
    client: str = "",
) -> Result:
    """Ask a question, for CSV where it is a SELECT."""
    return engine.query(Query(text, timeout_s, accept=ACCEPT, lane=lane, client=client))


def count(engine: PooledEngine, lane: Lane = Lane.INTERACTIVE) -> int:
    """Return how many triples all graphs have together."""
    return int(ask(engine, COUNT, lane=lane).body.split()[1])


def wait_for(condition: Callable[[], bool], timeout_s: float = 20) -> bool:
    """Wait until something holds; tell whether it came to hold."""
    deadline = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_whole(engine: PooledEngine) -> bool:
    """Whether every slot is idle, with a living worker, and there is one zygote."""
    statistics = engine.statistics()
    processes = engine.processes()
    return (
        all(
            statistics.get(f"{lane.value}.slots_idle", 0) == len(processes[lane.value])
            for lane in Lane
        )
        and len(processes["zygote"]) == 1
        and all(is_alive(pid) for pids in processes.values() for pid in pids)
    )


def all_pids(engine: PooledEngine) -> list[int]:
    """Return all processes of an engine."""
    return [pid for pids in engine.processes().values() for pid in pids]


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that only waits for its parent to take note does not."""
    return _state(pid) not in "ZX"


def computes(pid: int) -> bool:
    """Whether a process is at work, and does not wait for anything."""
    return _state(pid) == "R"


def _state(pid: int) -> str:
    """Return what Linux says of a process (proc(5)); X for one that is not there."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Send a signal to a process of the engine that is tested, if it is still there."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def memory_mib(pid: int) -> float:
    """Return how much memory a process uses for data, what it shares with its forks included."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(
        int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Anonymous:")
    )
