"""A bounded pool of threads that is fair between clients.

A client may have a thread as long as it has fewer than twice as many as are free, and a place in
the queue as long as it has fewer than are free: so one client alone has two thirds of the threads,
and eight of them together still leave one free for the ninth (the dynamic thresholds of shared
buffers in switches; Choudhury and Hahne 1998). Of those who wait, they come first who had threads
for less time in the last minute; among equals they take turns. A full queue refuses at once.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

from planvev.engine.embedded.fairness import Accounts

_THREADS_PER_FREE: Final = 2
_SLICE_S: Final = 0.25
"""Who had a thread for this much longer comes later."""


class Work:
    """One thing to do, for one client. Made by Pool.submit."""

    __slots__ = ("client", "run")

    def __init__(self, client: str, run: Callable[[], None]) -> None:
        self.client = client
        self.run = run


class Pool:
    """threads: how many run at once; they are daemons. waiting_max: how much may wait, 0: none.

    Nothing waits that may run: what may is given to a thread in the same moment.
    """

    def __init__(self, threads: int, waiting_max: int) -> None:
        self._threads_max = max(1, threads)
        self._waiting_max = waiting_max
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[Work]] = OrderedDict()
        self._given: deque[Work] = deque()
        self._running: dict[str, int] = {}
        self._accounts = Accounts()
        self._waiting_count = self._running_count = self._started = self._idle = 0
        self._closed = False

    def submit(self, client: str, run: Callable[[], None]) -> Work | None:
        """Let a thread call run, which must not raise. None where there is no room."""
        work = Work(client, run)
        with self._changed:
            if self._closed:
                return None
            if self._may_run(client):
                self._give(work)
                return work
            room = self._waiting_max - self._waiting_count
            if len(self._waiting.get(client, ())) >= room:
                return None
            self._waiting.setdefault(client, deque()).append(work)
            self._waiting_count += 1
        return work

    def withdraw(self, work: Work) -> bool:
        """Take back what still waits; False where it runs or ran."""
        with self._changed:
            queue = self._waiting.get(work.client)
            if queue is None or work not in queue:
                return False
            queue.remove(work)
            self._forget_if_empty(work.client)
            self._waiting_count -= 1
            return True

    def close(self) -> None:
        """Let threads end when they have nothing to do. What runs is not waited for."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def forget_idle(self) -> None:
        """Let go of what is known of clients that have gone; to be called now and then."""
        self._accounts.forget_idle(time.monotonic())

    @property
    def running(self) -> int:
        """How many requests the application works on."""
        return self._running_count

    @property
    def waiting(self) -> int:
        """How many requests wait for a thread."""
        return self._waiting_count

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._given:
                    if self._closed:
                        return
                    self._idle += 1
                    self._changed.wait()
                    self._idle -= 1
                work = self._given.popleft()
            began = time.monotonic()
            work.run()
            now = time.monotonic()
            self._accounts.charge(work.client, now - began, now)
            with self._changed:
                self._running_count -= 1
                self._running[work.client] -= 1
                if not self._running[work.client]:
                    del self._running[work.client]
                while following := self._next():
                    self._give(following)

    def _give(self, work: Work) -> None:
        """Give work to a thread; it counts as running from here on."""
        self._running_count += 1
        self._running[work.client] = self._running.get(work.client, 0) + 1
        self._given.append(work)
        if self._idle >= len(self._given):
            self._changed.notify()
        elif self._started < self._threads_max:
            self._started += 1
            name = f"planvev-request-{self._started}"
            threading.Thread(target=self._work, name=name, daemon=True).start()

    def _next(self) -> Work | None:
        """Take the work of the client whose turn it is; it goes to the end of the line."""
        able = [client for client in self._waiting if self._may_run(client)]
        if not able:
            return None
        now = time.monotonic()
        client = min(able, key=lambda one: math.floor(self._accounts.used_s(one, now) / _SLICE_S))
        work = self._waiting[client].popleft()
        self._waiting.move_to_end(client)
        self._forget_if_empty(client)
        self._waiting_count -= 1
        return work

    def _may_run(self, client: str) -> bool:
        free = self._threads_max - self._running_count
        return self._running.get(client, 0) < free * _THREADS_PER_FREE

    def _forget_if_empty(self, client: str) -> None:
        if not self._waiting[client]:
            del self._waiting[client]
