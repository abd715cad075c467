"""A function runs in a fresh fork of the store, under limits, and its bytes come back."""

from __future__ import annotations

from pathlib import Path

import pytest

from load.engine import jobs
from load.engine.conftest import Start
from load.engine.harness import count
from planvev.engine.base import Lane
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import BadRequest, PlanvevError, QueryDied, QueryTimeout


def test_what_a_function_changes_nobody_else_sees(engine: PooledEngine) -> None:
    for _ in range(2):
        assert engine.run(jobs.add_and_count, b"hello") == b"1 hello 421"
    assert count(engine) == 420


def test_each_write_has_a_fresh_process(engine: PooledEngine) -> None:
    assert len({engine.run(jobs.process_id) for _ in range(3)}) == 3


def test_an_error_of_ours_comes_back_as_itself(engine: PooledEngine) -> None:
    with pytest.raises(BadRequest, match="not this one"):
        engine.run(jobs.refuse)


def test_another_error_is_logged_and_not_told(
    engine: PooledEngine, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(PlanvevError, match="has been logged"):
        engine.run(jobs.fail)
    assert "ZeroDivisionError" in caplog.text


def test_a_write_beyond_its_time_is_ended(engine: PooledEngine) -> None:
    with pytest.raises(QueryTimeout):
        engine.run(jobs.sleep, timeout_s=0.3)


def test_a_write_that_dies_is_not_tried_again(engine: PooledEngine, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    with pytest.raises(QueryDied, match="from outside"):
        engine.run(jobs.die_once, str(mark).encode())
    assert mark.read_bytes() == b"x"


def test_many_bytes_come_back_whole(engine: PooledEngine) -> None:
    assert len(engine.run(jobs.many_bytes, b"5000000")) == 5_000_000


def test_a_large_argument_arrives(engine: PooledEngine) -> None:
    argument = b"y" * 3_000_000
    assert engine.run(jobs.add_and_count, argument) == b"1 " + argument + b" 421"


def test_a_worker_is_confined(engine: PooledEngine) -> None:
    for lane in (Lane.INTERACTIVE, Lane.QUERY, Lane.WRITE):
        assert engine.run(jobs.limits, lane=lane) == b"closed 0 True True"


def test_memory_is_limited_in_python_too(start: Start, archive) -> None:
    engine = start(archive, write_memory_mib=64)
    assert engine.run(jobs.allocate, b"16") == b"16777216"
    with pytest.raises(QueryDied, match="64 MiB"):
        engine.run(jobs.allocate, b"128")
