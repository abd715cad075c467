"""Memory stays within what the settings say: the data once, a budget for each worker, no more."""

from __future__ import annotations

import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from load.engine import jobs
from load.engine.conftest import Start
from load.engine.harness import ask, count, is_whole, size, wait_for
from load.engine.test_hostile import MEMORY
from planvev.archive.archive import Archive
from planvev.engine.base import Lane, Query
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import PlanvevError, QueryDied

BUDGET_MIB = 96
OWN_MIB = 24
"""What a worker has of its zygote and of the interpreter."""
ROWS = "SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 2000000"


class Peaks:
    """The most that was seen of processes, in MiB: of one of each kind, and of all together.

    What a worker shares with its zygote is counted for both; these archives are small.
    """

    def __init__(self) -> None:
        self.of: dict[str, float] = defaultdict(float)
        self.total = 0.0

    def look(self, engine: PooledEngine) -> None:
        """Look at all processes of an engine once."""
        total = 0.0
        for kind, pids in engine.processes().items():
            for pid in pids:
                memory = _memory_mib(pid)
                total += memory
                self.of[kind] = max(self.of[kind], memory)
        self.total = max(self.total, total)


def _memory_mib(pid: int) -> float:
    """Return how much memory that is no file a process has; 0 where it has ended."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) / 1024
    return 0.0


@contextmanager
def _watched(engine: PooledEngine) -> Iterator[Peaks]:
    """Look at an engine's processes all the time, until the context ends."""
    peaks = Peaks()
    done = threading.Event()

    def watch() -> None:
        while not done.wait(0.005):
            peaks.look(engine)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


def _devour(engine: PooledEngine, text: str) -> None:
    with suppress(PlanvevError):
        ask(engine, text, timeout_s=20)


def test_queries_at_once_take_no_more_than_a_budget_each(start: Start, archive: Archive) -> None:
    engine = start(archive, query_memory_mib=BUDGET_MIB)
    before = Peaks()
    before.look(engine)
    with _watched(engine) as peaks:
        for text in MEMORY.values():
            for _ in range(size(2, 20)):
                threads = [threading.Thread(target=_devour, args=(engine, text)) for _ in range(2)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
    assert engine.statistics()["crashes"] > 0
    assert BUDGET_MIB / 2 < peaks.of["query"] <= BUDGET_MIB + OWN_MIB
    assert peaks.total <= before.total + 2 * (BUDGET_MIB + OWN_MIB)
    assert wait_for(lambda: is_whole(engine))
    after = Peaks()
    after.look(engine)
    assert after.total <= before.total * 1.1
    assert count(engine) == 420


def test_what_one_query_took_the_next_has_again(start: Start, archive: Archive) -> None:
    """Queries that need two thirds of the budget, one after the other, by the same workers."""
    engine = start(archive, workers=1, query_memory_mib=BUDGET_MIB)
    text = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?a ?c ?f { ?a ?b ?c . ?d ?e ?f } }"
    for _ in range(size(10, 200)):
        assert ask(engine, text).body == b"n\r\n160000\r\n"


def test_the_server_does_not_hold_what_it_hands_on(start: Start, archive: Archive) -> None:
    engine = start(archive)
    with _watched(engine) as peaks:
        before = _memory_mib(os.getpid())
        result = engine.query(Query(ROWS, 30, format="csv", lane=Lane.QUERY, spool=True))
        after = _memory_mib(os.getpid())
    assert result.file is not None
    with result.file as file:
        assert file.seek(0, os.SEEK_END) > 30 * 1024 * 1024
    assert peaks.of["query"] > 30
    assert after - before < 8


def test_an_answer_beyond_the_budget_is_told_so(start: Start, archive: Archive) -> None:
    engine = start(archive, query_memory_mib=32)
    with pytest.raises(QueryDied, match="32 MiB"):
        ask(engine, ROWS, timeout_s=30)
    assert count(engine) == 420


def test_a_worker_that_has_taken_memory_gives_it_back_once_it_is_quiet(
    start: Start, archive: Archive
) -> None:
    engine = start(archive, workers=1)
    before = engine.processes()["query"]
    engine.run(jobs.keep, b"16", lane=Lane.QUERY)
    assert engine.processes()["query"] == before
    assert wait_for(lambda: engine.processes()["query"] not in (before, []))
    assert is_whole(engine)
