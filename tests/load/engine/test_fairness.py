"""Clients share a lane fairly: in turn, within a budget, and a short query always has a worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest

from load.engine.conftest import Start
from load.engine.harness import COUNT, CROSS_PRODUCT, ask, size
from planvev.engine.base import Lane
from planvev.engine.embedded.counters import Counters
from planvev.engine.embedded.dispatcher import SLICE_S, Dispatcher, LaneRules
from planvev.engine.embedded.fairness import Accounts
from planvev.engine.embedded.job import Job
from planvev.errors import PlanvevError, QueryDied, QueryTimeout, ServerBusy, TooManyRequests

RULES = LaneRules(workers=3, queue_length=6, client_max=2, budget_s=15, light_s=2)


class FakeWorker:
    """Counts how often it is killed."""

    def __init__(self) -> None:
        self.kills = 0

    def kill(self) -> None:
        self.kills += 1


class FakeSlot:
    """Remembers the job that it was given, and lets it start."""

    generation = 1

    def __init__(self) -> None:
        self.job: Job | None = None
        self.worker = FakeWorker()

    def assign(self, job: Job) -> None:
        self.job = job
        job.start(self.worker)  # type: ignore[arg-type]


class Lane3:
    """A dispatcher with three fake slots, whose clock the test turns."""

    def __init__(self, rules: LaneRules = RULES) -> None:
        self.now = time.monotonic()
        self.dispatcher = Dispatcher(rules, Counters(), lambda: self.now)
        self.slots = [FakeSlot() for _ in range(rules.workers)]
        for slot in self.slots:
            self.dispatcher.idle(slot)

    def submit(self, client: str) -> Job:
        job = Job(Lane.QUERY, client, 30, {})
        self.dispatcher.submit(job)
        return job

    def running(self) -> list[str]:
        return sorted(slot.job.client for slot in self.slots if slot.job)

    def finish(self, job: Job, seconds: float = 0.0, *, crashed: bool = False) -> None:
        """End a job that ran for so long; its slot is idle again."""
        slot = next(slot for slot in self.slots if slot.job is job)
        job.started = self.now - seconds
        job.fail(QueryDied("memory"))
        slot.job = None
        self.dispatcher.finished(job, crashed=crashed)
        self.dispatcher.idle(slot)

    def spend(self, client: str, seconds: float) -> None:
        self.finish(self.submit(client), seconds)


@pytest.fixture
def lane() -> Lane3:
    """Make a lane of three workers."""
    return Lane3()


def test_a_client_runs_no_more_at_once_than_it_may(lane: Lane3) -> None:
    jobs = [lane.submit("a") for _ in range(3)]
    assert lane.running() == ["a", "a"]
    lane.finish(jobs[0])
    assert lane.running() == ["a", "a"]


def test_clients_are_served_in_turn() -> None:
    lane = Lane3(LaneRules(workers=1))
    for client in "aaabbc":
        lane.submit(client)
    served = []
    while lane.running():
        served += lane.running()
        job = lane.slots[0].job
        assert job
        lane.finish(job)
    assert "".join(served) == "abcaba"


def test_who_has_used_less_is_served_before_others(lane: Lane3) -> None:
    lane.spend("used", 1)
    jobs = [lane.submit(client) for client in "abc"]
    for client in ("used", "new"):
        lane.submit(client)
    lane.finish(jobs[0])
    assert lane.running() == ["b", "c", "new"]


def test_ourselves_are_not_limited(lane: Lane3) -> None:
    lane.spend("", 100)
    for _ in range(3):
        lane.submit("")
    assert lane.running() == ["", "", ""]


def test_beyond_its_budget_a_client_is_told_when_it_has_one_again(lane: Lane3) -> None:
    lane.spend("a", 10)
    lane.now += 20
    lane.spend("a", 6)
    with pytest.raises(TooManyRequests, match="15 seconds") as raised:
        lane.submit("a")
    assert 39 <= raised.value.retry_after_s <= 40
    lane.now += raised.value.retry_after_s + 1
    lane.submit("a")


def test_what_runs_counts_while_it_runs(lane: Lane3) -> None:
    job = lane.submit("a")
    job.started = lane.now - 16
    with pytest.raises(TooManyRequests):
        lane.submit("a")


def test_a_crash_costs_a_second(lane: Lane3) -> None:
    for _ in range(15):
        lane.finish(lane.submit("a"), 0.01, crashed=True)
    with pytest.raises(TooManyRequests):
        lane.submit("a")


def test_one_worker_is_kept_from_heavy_clients(lane: Lane3) -> None:
    for client in "abc":
        lane.spend(client, 3)
    for client in "abc":
        lane.submit(client)
    assert lane.running() == ["a", "b"]
    lane.submit("light")
    assert lane.running() == ["a", "b", "light"]


def test_a_long_query_gives_up_the_kept_worker_for_a_light_client(lane: Lane3) -> None:
    jobs = [lane.submit(client) for client in "abc"]
    light = lane.submit("light")
    lane.now += SLICE_S / 2
    lane.dispatcher.tick()
    assert not any(job.is_preempted for job in jobs)
    lane.now += SLICE_S
    lane.dispatcher.tick()
    lane.dispatcher.tick()
    victims = [job for job in jobs if job.is_preempted]
    assert len(victims) == 1
    slot = next(slot for slot in lane.slots if slot.job is victims[0])
    assert slot.worker.kills == 1
    slot.job = None
    lane.dispatcher.requeue(victims[0])
    lane.dispatcher.idle(slot)
    assert slot.job is light
    lane.finish(light)
    assert len(lane.running()) == 2, "the query that gave way waits for another worker"
    lane.finish(next(job for job in jobs if job is not victims[0]))
    assert victims[0].client in lane.running()


def test_nobody_gives_way_for_a_client_that_runs_all_that_it_may(lane: Lane3) -> None:
    jobs = [lane.submit(client) for client in "aab"]
    lane.submit("a")
    lane.now += 1
    lane.dispatcher.tick()
    assert not any(job.is_preempted for job in jobs)


def test_what_must_not_run_twice_does_not_give_way(lane: Lane3) -> None:
    jobs = [Job(Lane.QUERY, client, 30, {}, repeatable=False) for client in "abc"]
    for job in jobs:
        lane.dispatcher.submit(job)
    lane.submit("light")
    lane.now += 1
    lane.dispatcher.tick()
    assert not any(job.is_preempted for job in jobs)


def test_a_full_queue_refuses_the_client_that_fills_it(lane: Lane3) -> None:
    for client in "aab":
        lane.submit(client)
    waiting = [lane.submit("a") for _ in range(6)]
    with pytest.raises(ServerBusy):
        lane.submit("a")
    lane.submit("c")
    with pytest.raises(ServerBusy):
        waiting[-1].wait(1)


def test_who_waits_too_long_is_told_to_come_again(lane: Lane3) -> None:
    for client in "aab":
        lane.submit(client)
    with pytest.raises(ServerBusy) as raised:
        lane.submit("b2").wait(0.05)
    assert raised.value.retry_after_s == 1


def test_a_client_that_runs_all_that_it_may_is_told_so(lane: Lane3) -> None:
    for _ in range(3):
        lane.submit("a")
    with pytest.raises(TooManyRequests, match="2 queries"):
        lane.dispatcher.check_maximum("a")
    lane.dispatcher.check_maximum("b")


def test_a_query_that_gave_way_keeps_its_deadline() -> None:
    job = Job(Lane.QUERY, "a", 0.2, {})
    started = job.start(FakeWorker())  # type: ignore[arg-type]
    assert started is not None
    time.sleep(0.05)
    job.put_back()
    again = job.start(FakeWorker())  # type: ignore[arg-type]
    assert again is not None
    assert again[1] == started[1]
    job.put_back()
    with pytest.raises(QueryTimeout):
        job.wait(2)


def test_a_closed_lane_tells_everybody(lane: Lane3) -> None:
    jobs = [lane.submit(client) for client in "aabbc"]
    lane.dispatcher.close()
    for job in jobs:
        with pytest.raises(ServerBusy, match="being stopped"):
            job.wait(1)
    with pytest.raises(ServerBusy, match="being stopped"):
        lane.submit("d")


def test_accounts_forget_after_a_minute() -> None:
    accounts = Accounts()
    accounts.charge("a", 2, 100.2)
    accounts.charge("a", 3, 100.9)
    accounts.charge("a", 1, 130.0)
    assert accounts.used_s("a", 140) == 6
    assert accounts.used_s("a", 160.5) == 1
    assert accounts.used_s("a", 190.5) == 0
    accounts.charge("b", 1, 200)
    accounts.forget_idle(300)
    assert accounts.used_s("b", 200) == 0


@pytest.fixture
def attackers() -> Iterator[list[threading.Thread]]:
    """Threads that are waited for at the end."""
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("clients", [2, 8])
def test_a_polite_client_is_served_beside_attackers(
    start: Start, archive, attackers: list[threading.Thread], clients: int
) -> None:
    """Attackers ask for what does not end, all the time; the polite client twice a second."""
    engine = start(archive, workers=2)
    done = threading.Event()

    def attack(client: str) -> None:
        while not done.is_set():
            try:
                ask(engine, CROSS_PRODUCT, timeout_s=1, client=client)
            except PlanvevError:
                done.wait(0.05)

    for number in range(clients * 2):
        thread = threading.Thread(target=attack, args=(f"attacker {number // 2}",))
        thread.start()
        attackers.append(thread)
    times, failures = [], 0
    until = time.monotonic() + size(3, 60)
    while time.monotonic() < until:
        started = time.monotonic()
        try:
            ask(engine, COUNT, client="polite")
        except PlanvevError:
            failures += 1
        times.append(time.monotonic() - started)
        time.sleep(0.5 - min(times[-1], 0.5))
    done.set()
    assert failures == 0, (failures, times)
    # The first queries meet attackers who have used nothing yet; the promise is for a minute.
    share = size(50, 99)
    assert sorted(times)[len(times) * share // 100 - 1] < 1, times
