"""Which job runs next: one dispatcher a lane, with its own queue and its own slots.

Clients are served round-robin, those first that have used less query time in this minute (in steps
of a slice), each in the order of its own queries. Of the workers one is *kept*:
heavy clients, those that have used ``light_s`` in this minute, never have them all. A query of a
light client may turn out to be long on the kept worker; when another light client has then waited
for a slice of ``SLICE_S``, that query loses its worker, waits for one of the others, and its client
is heavy until it has run. The more light clients wait, the shorter is the slice. So a short query
is served within a second, however many clients ask for much at once.
"""

from __future__ import annotations

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from planvev.engine.embedded.counters import Counters
from planvev.engine.embedded.fairness import Accounts
from planvev.engine.embedded.job import Job, JobState
from planvev.errors import ServerBusy, TooManyRequests

SLICE_S: Final = 0.25
_SLICE_LEAST_S: Final = 0.05
CRASH_COST_S: Final = 1.0
_BUSY_RETRY_S: Final = 2


@dataclass(frozen=True)
class LaneRules:
    """How a lane is shared out; 0 turns a limit off.

    workers: slots of the lane. queue_length: jobs that wait. client_max: jobs of one client that
    run at once. budget_s: query seconds that a client has in a minute. light_s: who has used less
    may have the kept worker; 0 where none is kept. The client "" is ourselves: only the length of
    the queue holds for it.
    """

    workers: int
    queue_length: int = 100
    client_max: int = 0
    budget_s: float = 0.0
    light_s: float = 0.0


class IdleSlot(Protocol):
    """What a dispatcher knows of a slot."""

    @property
    def generation(self) -> int:
        """Of its worker."""
        ...

    def assign(self, job: Job) -> None:
        """Take a job; must not wait."""
        ...


class Dispatcher:
    """Matches the jobs of one lane with its idle slots. Safe for several threads."""

    def __init__(
        self,
        rules: LaneRules,
        counters: Counters,
        clock: Callable[[], float] = time.monotonic,
        accounts: Accounts | None = None,
    ) -> None:
        """accounts: what clients have used, where lanes share it; of its own where None."""
        self._rules = rules
        self._counters = counters
        self._clock = clock
        self._lock = threading.Lock()
        self._accounts = accounts or Accounts()
        self._queues: dict[str, deque[Job]] = {}
        self._turn = 0
        self._last_turn: dict[str, int] = {}
        self._idle: list[IdleSlot] = []
        self._running: set[Job] = set()
        self._closed = False

    def submit(self, job: Job) -> None:
        """Queue a job. Raises TooManyRequests, ServerBusy."""
        with self._lock:
            if self._closed:
                raise ServerBusy(_BUSY_RETRY_S, "The server is being stopped.")
            self._check_budget(job.client)
            self._make_room(job.client)
            self._queues.setdefault(job.client, deque()).append(job)
            self._match()

    def idle(self, slot: IdleSlot) -> None:
        """Take note that a slot has a living worker and nothing to do."""
        with self._lock:
            self._idle.append(slot)
            self._match()

    def withdraw(self, slot: IdleSlot) -> None:
        """Take note that a slot is no longer idle; it may have been given a job before."""
        with self._lock:
            if slot in self._idle:
                self._idle.remove(slot)

    def finished(self, job: Job, *, crashed: bool = False) -> None:
        """Take note that a job that was assigned is done, or will not be run."""
        with self._lock:
            self._running.discard(job)
            self._charge(job, crashed=crashed)
            self._match()

    def requeue(self, job: Job) -> None:
        """Put a job whose worker was taken away before the other jobs of its client."""
        with self._lock:
            self._running.discard(job)
            self._charge(job, crashed=False)
            job.put_back()
            self._queues.setdefault(job.client, deque()).appendleft(job)
            self._match()

    def dropped(self, job: Job) -> None:
        """Take note that nobody waits for a job any more."""
        with self._lock:
            queue = self._queues.get(job.client)
            if queue and job in queue:
                queue.remove(job)
                if not queue:
                    del self._queues[job.client]

    def check_maximum(self, client: str) -> None:
        """Raise TooManyRequests where a client runs as many queries as it may at once."""
        maximum = self._rules.client_max
        with self._lock:
            if maximum and client and self._running_of(client) >= maximum:
                raise TooManyRequests(
                    _BUSY_RETRY_S, f"You run {maximum} queries, as many as you may at once."
                )

    def tick(self) -> None:
        """Do what time alone brings about; to be called several times a second."""
        with self._lock:
            now = self._clock()
            self._accounts.forget_idle(now)
            clients = {*self._queues, *(job.client for job in self._running)}
            self._last_turn = {c: turn for c, turn in self._last_turn.items() if c in clients}
            self._free_the_kept_worker(now)

    def close(self) -> None:
        """Fail all jobs that wait, and take no more."""
        with self._lock:
            self._closed = True
            waiting = [job for queue in self._queues.values() for job in queue]
            self._queues.clear()
            running = list(self._running)
        for job in (*waiting, *running):
            job.fail(ServerBusy(_BUSY_RETRY_S, "The server is being stopped."))

    def sizes(self) -> dict[str, int]:
        """Return how many jobs wait and run, and how many slots are idle."""
        with self._lock:
            return {
                "queued": sum(map(len, self._queues.values())),
                "running": len(self._running),
                "idle": len(self._idle),
            }

    def _check_budget(self, client: str) -> None:
        budget = self._rules.budget_s
        now = self._clock()
        if budget and client and self._used_s(client, now) >= budget:
            self._counters.add("over_budget")
            raise TooManyRequests(
                self._accounts.seconds_until(client, budget, now),
                f"Your queries have taken the {budget:g} seconds that they may in a minute.",
            )

    def _make_room(self, client: str) -> None:
        """Where the queue is full, let the client that fills it most give way.

        Raises ServerBusy.
        """
        queued = sum(map(len, self._queues.values()))
        if not self._rules.queue_length or queued < self._rules.queue_length:
            return
        self._counters.add("queue_full")
        longest = max(self._queues, key=lambda other: len(self._queues[other]))
        own = len(self._queues.get(client, ()))
        if len(self._queues[longest]) <= own + 1:
            raise ServerBusy(_BUSY_RETRY_S, "Too many queries wait.")
        self._queues[longest].pop().fail(ServerBusy(_BUSY_RETRY_S, "Too many queries wait."))

    def _match(self) -> None:
        while self._idle:
            job = self._next()
            if job is None:
                return
            # Of equals the last that worked: it has its own copies of the pages that it reads.
            slot = max(reversed(self._idle), key=lambda idle: idle.generation)
            self._idle.remove(slot)
            self._running.add(job)
            slot.assign(job)

    def _next(self) -> Job | None:
        """Take the first job of the client whose turn it is, and that may run one."""
        now = self._clock()

        def turn(client: str) -> tuple[int, int]:
            used_s = self._used_s(client, now) if client else 0.0
            return math.floor(used_s / SLICE_S), self._last_turn.get(client, 0)

        for client in sorted(self._queues, key=turn):
            queue = self._queues[client]
            while queue and queue[0].state is JobState.DONE:
                queue.popleft()
            if not queue:
                del self._queues[client]
            elif self._may_run(client, now):
                self._turn += 1
                self._last_turn[client] = self._turn
                return queue.popleft()
        return None

    def _may_run(self, client: str, now: float) -> bool:
        if not client:
            return True
        maximum = self._rules.client_max
        if maximum and self._running_of(client) >= maximum:
            return False
        if not self._keeps_one or not self._is_heavy(client, now):
            return True
        taken = sum(
            self._is_heavy(job.client, now) or job.elapsed_s(now) >= SLICE_S
            for job in self._running
        )
        return taken < self._rules.workers - 1

    def _running_of(self, client: str) -> int:
        return sum(job.client == client for job in self._running)

    @property
    def _keeps_one(self) -> bool:
        return self._rules.light_s > 0 and self._rules.workers > 1

    def _is_heavy(self, client: str, now: float) -> bool:
        if not client:
            return False
        if self._used_s(client, now) >= self._rules.light_s:
            return True
        jobs = (*self._running, *self._queues.get(client, ()))
        return any(job.demoted for job in jobs if job.client == client)

    def _used_s(self, client: str, now: float) -> float:
        """Return what a client has used, with what its jobs that run have used so far."""
        running = sum(job.elapsed_s(now) for job in self._running if job.client == client)
        return self._accounts.used_s(client, now) + running

    def _charge(self, job: Job, *, crashed: bool) -> None:
        now = self._clock()
        seconds = job.elapsed_s(now)
        if crashed:
            seconds = max(seconds, CRASH_COST_S)
        if seconds and job.client and (self._rules.budget_s or self._rules.light_s):
            self._accounts.charge(job.client, seconds, now)

    def _free_the_kept_worker(self, now: float) -> None:
        if not self._keeps_one or self._idle or len(self._running) < self._rules.workers:
            return
        waiting = [client for client in self._queues if self._is_kept_waiting(client, now)]
        slice_s = max(SLICE_S / max(len(waiting), 1), _SLICE_LEAST_S)
        if not any(now - self._queues[client][0].queued >= slice_s for client in waiting):
            return
        if any(job.is_preempted or job.elapsed_s(now) < slice_s for job in self._running):
            return  # one of them will soon be free
        candidates = [
            job for job in self._running if job.client and job.repeatable and not job.demoted
        ]
        if candidates:
            victim = max(candidates, key=lambda job: self._used_s(job.client, now))
            if victim.preempt():
                self._counters.add("preempted")

    def _is_kept_waiting(self, client: str, now: float) -> bool:
        """Whether a light client, which may run a job, waits for a worker."""
        return (
            bool(self._queues[client])
            and not self._is_heavy(client, now)
            and self._may_run(client, now)
        )
