"""Whatever is killed, every request gets an honest answer, and the engine is whole after."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from load.engine.conftest import Start
from load.engine.harness import (
    CROSS_PRODUCT,
    all_pids,
    ask,
    commit,
    count,
    is_alive,
    is_whole,
    kill,
    size,
    wait_for,
)
from planvev.archive.archive import Archive
from planvev.engine.base import Lane
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import QueryDied, QueryTimeout, ServerBusy

KILLS = size(80, 1_000)
ZYGOTE_SHARE = 0.05


def test_idle_workers_that_are_killed_are_replaced_unasked(start: Start, archive) -> None:
    engine = start(archive)
    for lane in Lane:
        before = engine.processes()[lane.value]
        for pid in before:
            kill(pid)
        assert _has_others_than(engine, lane, before)
    assert count(engine) == 420


def _has_others_than(engine: PooledEngine, lane: Lane, pids: list[int]) -> bool:
    return wait_for(
        lambda: not set(engine.processes()[lane.value]) & set(pids) and is_whole(engine)
    )


def test_a_worker_that_is_killed_at_work_is_told_of(start: Start, archive) -> None:
    engine = start(archive, workers=1)
    pid = engine.processes()["query"][0]
    threading.Timer(0.3, kill, (pid,)).start()
    with pytest.raises(QueryDied, match="from outside"):
        ask(engine, CROSS_PRODUCT)
    assert b"420" in ask(engine, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body


def test_reads_go_on_while_there_is_no_zygote(start: Start, archive) -> None:
    engine = start(archive)
    zygote = engine.processes()["zygote"]
    kill(zygote[0])
    for _ in range(20):
        assert count(engine) == 420
    assert wait_for(lambda: engine.statistics()["zygote_restarts"] == 1 and is_whole(engine))
    assert engine.processes()["zygote"] != zygote


def test_a_stopped_worker_does_not_hold_up_its_lane(start: Start, archive) -> None:
    engine = start(archive, workers=1)
    kill(engine.processes()["query"][0], signal.SIGSTOP)
    started = time.monotonic()
    try:
        ask(engine, "ASK {}", timeout_s=1)
    except QueryTimeout:
        assert time.monotonic() - started < 2
    assert ask(engine, "ASK {}").generation == "1"


def test_a_thousand_kills_beside_traffic(start: Start, own_archive: Archive) -> None:
    """Idle workers, busy workers and the zygote, at random, while clients read and one writes."""
    engine = start(
        own_archive, client_query_seconds_per_minute=0, service_allowed=("http://127.0.0.1:9/",)
    )
    files = _open_files()
    answers: Counter[str] = Counter()
    done = threading.Event()
    threads = [
        *(_repeat(done, lambda: _polite(engine, answers)) for _ in range(2)),
        *(_repeat(done, lambda: _greedy(engine, answers)) for _ in range(2)),
        _repeat(done, lambda: _write(own_archive, answers)),
    ]
    chance = random.Random(11)  # noqa: S311
    try:
        killed = 0
        while killed < KILLS:
            killed += _kill_one(engine, chance)
            time.sleep(chance.random() * 0.03)
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not [answer for answer in answers if answer.startswith("dishonest")], answers
    assert answers["right"] > 0, answers
    statistics = engine.statistics()
    assert 0 < statistics["crashes"] < KILLS, "some were killed at work, some were idle"
    assert statistics["zygote_restarts"] > 0
    assert wait_for(lambda: is_whole(engine)), engine.statistics()
    for lane in Lane:
        for _ in range(10):
            assert count(engine, lane) == 401 if lane is not Lane.WRITE else True
    assert wait_for(lambda: _open_files() <= files + 8), (files, _open_files())


def _repeat(done: threading.Event, work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        while not done.is_set():
            work()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def _polite(engine: PooledEngine, answers: Counter[str]) -> None:
    try:
        answers["right" if count(engine) in (400, 401) else "dishonest: wrong"] += 1
    except (QueryDied, ServerBusy) as error:
        answers[type(error).__name__] += 1
    except Exception as error:
        answers[f"dishonest: {error!r}"] += 1


def _greedy(engine: PooledEngine, answers: Counter[str]) -> None:
    try:
        ask(engine, CROSS_PRODUCT, timeout_s=0.2)
        answers["dishonest: a cross product was answered"] += 1
    except (QueryTimeout, QueryDied, ServerBusy) as error:
        answers[f"greedy {type(error).__name__}"] += 1
    except Exception as error:
        answers[f"dishonest: {error!r}"] += 1


def _write(archive: Archive, answers: Counter[str]) -> None:
    commit(archive, {"urn:new": f"<urn:s> <urn:p> {answers['written']} ."})
    answers["written"] += 1
    time.sleep(0.1)


def _kill_one(engine: PooledEngine, chance: random.Random) -> bool:
    """Kill one of the processes; tell whether there was one that lived."""
    kinds = {kind: list(filter(is_alive, pids)) for kind, pids in engine.processes().items()}
    zygotes = kinds.pop("zygote")
    workers = [pid for pids in kinds.values() for pid in pids]
    chosen = zygotes if zygotes and chance.random() < ZYGOTE_SHARE else workers
    if chosen:
        kill(chance.choice(chosen))
    return bool(chosen)


def _open_files() -> int:
    return len(list(Path(f"/proc/{os.getpid()}/fd").iterdir()))


def test_closing_beside_traffic_answers_everybody_and_leaves_nothing(start: Start, archive) -> None:
    engine = start(archive)
    answers: Counter[str] = Counter()
    done = threading.Event()
    threads = [_repeat(done, lambda: _greedy(engine, answers)) for _ in range(4)]
    time.sleep(0.5)
    pids = all_pids(engine)
    started = time.monotonic()
    engine.close()
    assert time.monotonic() - started < 5
    done.set()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()
    assert not [pid for pid in pids if is_alive(pid)]
    assert not [answer for answer in answers if answer.startswith("dishonest")], answers
