"""The pool is bounded, fair between clients, and lets go of what waits."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from planvev.web.front.pool import Pool


class Gate:
    """Work that runs until it is let go, and a note of who ran."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.ran: list[str] = []

    def of(self, name: str) -> Callable[[], None]:
        def run() -> None:
            self.ran.append(name)
            self.open.wait(10)

        return run


def eventually(condition: Callable[[], bool]) -> bool:
    for _ in range(500):
        if condition():
            return True
        time.sleep(0.01)
    return False


def test_all_work_runs_though_it_comes_at_once() -> None:
    pool, done = Pool(4, 1000), []
    for number in range(500):
        assert pool.submit(str(number % 7), lambda number=number: done.append(number))
    assert eventually(lambda: len(done) == 500)
    assert sorted(done) == list(range(500))
    assert eventually(lambda: (pool.running, pool.waiting) == (0, 0))
    pool.close()


def test_bursts_that_follow_each_other_use_all_threads() -> None:
    pool = Pool(3, 9)
    for _ in range(200):
        together = threading.Barrier(4, timeout=5)
        for name in ("a", "b", "c"):
            assert pool.submit(name, together.wait)
        together.wait()
    pool.close()


def test_a_full_queue_refuses_at_once() -> None:
    pool, gate = Pool(2, 3), Gate()
    taken = [pool.submit(f"client {number}", gate.of(str(number))) for number in range(9)]
    assert [bool(work) for work in taken] == [True] * 5 + [False] * 4
    gate.open.set()
    assert eventually(lambda: pool.running == 0)
    pool.close()


def test_one_client_leaves_threads_to_the_others() -> None:
    pool, gate = Pool(4, 100), Gate()
    for number in range(50):
        pool.submit("greedy", gate.of(f"greedy {number}"))
    assert eventually(lambda: len(gate.ran) == 3)
    pool.submit("polite", gate.of("polite"))
    assert eventually(lambda: "polite" in gate.ran)
    assert len(gate.ran) == 4
    gate.open.set()
    assert eventually(lambda: len(gate.ran) == 51)
    pool.close()


def test_one_client_leaves_room_in_the_queue_to_the_others() -> None:
    pool, gate = Pool(1, 8), Gate()
    taken = [pool.submit("greedy", gate.of("greedy")) for _ in range(20)]
    assert sum(map(bool, taken)) <= 7
    assert pool.submit("polite", gate.of("polite"))
    gate.open.set()
    assert eventually(lambda: "polite" in gate.ran)
    pool.close()


def test_eight_greedy_clients_leave_a_thread_and_a_place_in_the_queue_to_a_ninth() -> None:
    pool, gate = Pool(32, 128), Gate()
    for _ in range(100):
        for client in "abcdefgh":
            pool.submit(client, gate.of(client))
    assert eventually(lambda: len(gate.ran) == pool.running)
    assert pool.submit("polite", gate.of("polite"))
    assert eventually(lambda: "polite" in gate.ran)
    assert pool.running <= 32
    assert pool.submit("polite", gate.of("waits"))
    gate.open.set()
    assert eventually(lambda: pool.running == pool.waiting == 0)
    pool.close()


def test_a_client_alone_has_more_than_half_of_the_threads() -> None:
    pool, gate = Pool(32, 128), Gate()
    for _ in range(32):
        pool.submit("alone", gate.of("alone"))
    assert eventually(lambda: len(gate.ran) == 22)
    gate.open.set()
    assert eventually(lambda: len(gate.ran) == 32)
    pool.close()


def test_clients_take_turns() -> None:
    pool, gate = Pool(1, 100), Gate()
    pool.submit("first", gate.of("first"))
    assert eventually(lambda: gate.ran == ["first"])
    for name in ("a", "a", "a", "b"):
        pool.submit(name, gate.of(name))
    gate.open.set()
    assert eventually(lambda: len(gate.ran) == 5)
    assert gate.ran == ["first", "a", "b", "a", "a"]
    pool.close()


def test_who_had_threads_for_less_time_comes_first() -> None:
    pool, gate, order = Pool(1, 100), Gate(), []
    for _ in range(3):
        pool.submit("busy", lambda: time.sleep(0.2))
    assert eventually(lambda: pool.running == 0)
    pool.submit("first", gate.of("first"))
    for name in ("busy", "busy", "idle", "idle"):
        pool.submit(name, lambda name=name: order.append(name))
    gate.open.set()
    assert eventually(lambda: len(order) == 4)
    assert order == ["idle", "idle", "busy", "busy"]
    pool.forget_idle()
    pool.close()


def test_what_waits_can_be_taken_back_and_what_runs_cannot() -> None:
    pool, gate = Pool(1, 10), Gate()
    runs = pool.submit("a", gate.of("runs"))
    assert eventually(lambda: gate.ran == ["runs"])
    waits = pool.submit("b", gate.of("waits"))
    assert runs
    assert waits
    assert pool.withdraw(waits)
    assert not pool.withdraw(waits)
    assert not pool.withdraw(runs)
    gate.open.set()
    assert eventually(lambda: pool.running == 0)
    assert gate.ran == ["runs"]
    pool.close()


def test_a_closed_pool_takes_nothing_and_its_idle_threads_end() -> None:
    before = threading.active_count()
    pool = Pool(3, 3)
    for name in "abc":
        pool.submit(name, lambda: None)
    assert eventually(lambda: pool.running == 0)
    pool.close()
    assert pool.submit("a", lambda: None) is None
    assert eventually(lambda: threading.active_count() <= before)
