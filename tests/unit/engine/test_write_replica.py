"""The write replica is made by the first change, once, and ends with its server at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from planvev.engine.base import Lane
from planvev.engine.embedded.worker import Job
from planvev.engine.remote import WriteReplica
from planvev.errors import PlanvevError, ServerBusy


class Fake:
    """A replica that takes note of what is done to it; on_start: called when it is started."""

    def __init__(self, on_start: Callable[[], None] = lambda: None) -> None:
        self.done: list[str] = []
        self.ended = threading.Event()
        self._on_start = on_start

    def start(self) -> None:
        self.done.append("start")
        self._on_start()

    def run(
        self,
        function: Job,
        argument: bytes = b"",
        *,
        lane: Lane = Lane.WRITE,
        timeout_s: float | None = None,
        client: str = "",
    ) -> bytes:
        del function, lane, timeout_s, client
        self.done.append("run")
        return argument

    def refresh(self) -> bool:
        self.done.append("refresh")
        return True

    def statistics(self) -> dict[str, float]:
        return {"forks": 1.0}

    def processes(self) -> dict[str, list[int]]:
        return {"write": [1]}

    def close(self) -> None:
        self.done.append("close")
        self.ended.set()


def nothing(store: object, generation: int, argument: bytes) -> bytes:
    del store, generation
    return argument


def test_nothing_is_started_before_the_first_change() -> None:
    made: list[Fake] = []
    replica = WriteReplica(lambda: made.append(Fake()) or made[-1])  # type: ignore[func-returns-value]
    replica.refresh()
    assert (replica.statistics(), replica.processes(), made) == ({}, {}, [])
    assert replica.run(nothing, b"x") == b"x"
    assert (replica.statistics(), replica.processes()) == ({"forks": 1.0}, {"write": [1]})
    replica.refresh()
    replica.close()
    assert [each.done for each in made] == [["start", "run", "refresh", "close"]]


def test_first_changes_at_once_start_one_replica() -> None:
    made: list[Fake] = []
    both = threading.Barrier(4)
    replica = WriteReplica(lambda: made.append(Fake()) or made[-1])  # type: ignore[func-returns-value]

    def change(number: int) -> bytes:
        both.wait()
        return replica.run(nothing, str(number).encode())

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(change, range(4))) == [b"0", b"1", b"2", b"3"]
    assert [each.done for each in made] == [["start", *["run"] * 4]]


def test_a_start_that_failed_is_tried_again_by_the_next_change() -> None:
    def fail() -> None:
        raise PlanvevError("no memory")

    replicas = iter([Fake(fail), Fake()])
    replica = WriteReplica(lambda: next(replicas))
    with pytest.raises(PlanvevError, match="no memory"):
        replica.run(nothing)
    assert replica.run(nothing, b"y") == b"y"


def test_a_replica_that_is_being_started_ends_with_its_server() -> None:
    started = threading.Event()

    def load() -> None:
        started.set()
        assert fake.ended.wait(5)
        raise PlanvevError("it was ended")

    fake = Fake(load)
    replica = WriteReplica(lambda: fake)
    with ThreadPoolExecutor() as pool:
        change = pool.submit(replica.run, nothing)
        assert started.wait(5)
        replica.close()
        with pytest.raises(PlanvevError, match="it was ended"):
            change.result(5)
    with pytest.raises(ServerBusy, match="being stopped"):
        replica.run(nothing)
