"""An engine ends with its server, whatever ends the server, and leaves no process behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from load.engine import jobs
from load.engine.conftest import Start
from load.engine.harness import (
    all_pids,
    archive_of,
    ask,
    count,
    is_alive,
    kill,
    numbers,
    wait_for,
)
from planvev.archive.archive import Archive
from planvev.engine.base import Lane
from planvev.engine.embedded import confinement
from planvev.engine.embedded.pool import PooledEngine, PoolSettings
from planvev.errors import ConfigError, PlanvevError
from planvev.settings import read_settings

END_S = 5


@contextmanager
def _server(archive: Archive) -> Iterator[tuple[subprocess.Popen[str], list[int]]]:
    """Start a server with a query that does not end; yields it and the engine's processes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "load.engine.server", str(archive.state)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        pids = json.loads(process.stdout.readline())
        try:
            assert all(map(is_alive, pids))
            yield process, pids
        finally:
            process.kill()


def test_after_sigterm_everything_ends(archive: Archive) -> None:
    with _server(archive) as (process, pids):
        started = time.monotonic()
        process.terminate()
        assert process.wait(END_S) == 0
        assert wait_for(lambda: not any(map(is_alive, pids)), END_S)
        assert time.monotonic() - started < END_S


def test_after_sigkill_of_the_server_nothing_is_left(archive: Archive) -> None:
    with _server(archive) as (process, pids):
        started = time.monotonic()
        process.kill()
        assert wait_for(lambda: not any(map(is_alive, pids)), END_S)
        assert time.monotonic() - started < END_S


def test_after_sigkill_of_a_server_whose_zygote_was_replaced_nothing_is_left(
    archive: Archive,
) -> None:
    with _server(archive) as (process, pids):
        os.kill(pids[0], signal.SIGKILL)
        time.sleep(1.5)
        children = _processes_of_sessions_below(process.pid)
        process.kill()
        assert wait_for(lambda: not any(map(is_alive, {*pids, *children})), END_S)


def _processes_of_sessions_below(parent: int) -> set[int]:
    """Return the zygotes of a server and their workers: those of the sessions that they lead."""
    numbers_of = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        numbers_of[int(stat.parent.name)] = (int(fields[1]), int(fields[3]))
    zygotes = {pid for pid, (parent_pid, _) in numbers_of.items() if parent_pid == parent}
    return {pid for pid, (_, session) in numbers_of.items() if session in zygotes}


def test_an_engine_may_be_closed_twice_and_without_having_been_started(archive: Archive) -> None:
    engine = PooledEngine(archive)
    engine.close()
    engine.close()


def test_an_engine_that_was_closed_answers_nothing(archive: Archive) -> None:
    engine = PooledEngine(archive, PoolSettings(workers=1, page_workers=1))
    engine.start()
    engine.close()
    with pytest.raises(PlanvevError, match="being stopped"):
        ask(engine, "ASK {}")


def test_an_engine_closes_while_its_zygote_is_being_replaced(archive: Archive) -> None:
    for pause in (0, 0.05, 0.15):
        engine = PooledEngine(archive, PoolSettings(workers=1, page_workers=1))
        engine.start()
        pids = all_pids(engine)
        kill(pids[0])
        time.sleep(pause)
        started = time.monotonic()
        engine.close()
        assert time.monotonic() - started < END_S
        assert wait_for(lambda: not any(map(is_alive, pids)), END_S)  # noqa: B023


@pytest.mark.parametrize("pause", [0, 0.01, 0.1, 0.3, 0.6, 1.0])
def test_an_engine_that_is_closed_while_it_starts_ends(archive: Archive, pause: float) -> None:
    engine = PooledEngine(archive, PoolSettings(lanes=frozenset({Lane.WRITE})))

    def start() -> None:
        with suppress(PlanvevError):
            engine.start()

    starting = threading.Thread(target=start)
    starting.start()
    time.sleep(pause)
    began = time.monotonic()
    engine.close()
    starting.join(END_S)
    assert not starting.is_alive()
    assert time.monotonic() - began < END_S
    assert wait_for(lambda: not _processes_of_sessions_below(os.getpid()), END_S)


def test_an_engine_of_the_write_lane_alone_has_one_worker_and_takes_changes(
    start: Start, archive: Archive
) -> None:
    engine = start(archive, lanes=frozenset({Lane.WRITE}))
    assert {kind: len(pids) for kind, pids in engine.processes().items()} == {
        "zygote": 1,
        "write": 1,
    }
    assert engine.run(jobs.add_and_count, b"hello") == b"1 hello 421"


def test_a_damaged_archive_is_told_and_leaves_no_process(tmp_path: Path) -> None:
    archive = archive_of(tmp_path / "state", {"urn:g": numbers(10)})
    for path in archive.graphs_folder.iterdir():
        path.write_bytes(b"damaged")
    engine = PooledEngine(archive)
    with pytest.raises(PlanvevError, match="damaged"):
        engine.start()
    assert all_pids(engine) == []


def test_an_archive_without_a_commit_is_empty(start: Start, tmp_path: Path) -> None:
    engine = start(Archive(tmp_path / "state"))
    assert (count(engine), engine.generation) == (0, "0")


def test_without_its_filter_a_worker_refuses_to_work_unless_allowed(
    start: Start, archive: Archive, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """``sitecustomize`` makes the zygote's Python one on an unknown kind of machine."""
    (tmp_path / "sitecustomize.py").write_text("import platform; platform.machine = lambda: 'pdp'")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    engine = PooledEngine(archive, PoolSettings(workers=1, page_workers=1))
    with pytest.raises(ConfigError, match=r"pdp.*allow_missing_seccomp"):
        engine.start()
    assert all_pids(engine) == []
    assert count(start(archive, allow_missing_seccomp=True)) == 420


def test_the_filter_has_the_six_instructions_that_it_should() -> None:
    assert len(confinement._filter(41)) == 6 * 8


def test_the_settings_of_a_server_are_taken_over(tmp_path: Path) -> None:
    settings = read_settings({"workers": 3}, {"PLANVEV_ALLOW_MISSING_SECCOMP": "true"}, tmp_path)
    pool = PoolSettings.of(settings)
    assert (pool.workers, pool.allow_missing_seccomp) == (3, True)
    defaults = PoolSettings.of(read_settings({}, {}, tmp_path))
    assert defaults == PoolSettings()
