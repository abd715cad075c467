"""A bounded pool of threads that is fair between clients.

Clients take turns for free threads. One client never has all threads, nor the whole queue, so a
quarter of both is left to the others. A full queue refuses at once.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Final

_CLIENT_SHARE: Final = 0.75


class Work:
    """One thing to do, for one client. Made by Pool.submit."""

    __slots__ = ("client", "run")

    def __init__(self, client: str, run: Callable[[], None]) -> None:
        self.client = client
        self.run = run


class Pool:
    """threads: how many run at once; they are daemons. waiting_max: how much may wait, 0: none."""

    def __init__(self, threads: int, waiting_max: int) -> None:
        self._threads_max = max(1, threads)
        self._everyone_max = self._threads_max + waiting_max
        self._client_running_max = max(1, int(self._threads_max * _CLIENT_SHARE))
        self._client_max = self._client_running_max + int(waiting_max * _CLIENT_SHARE)
        self._changed = threading.Condition()
        self._waiting: OrderedDict[str, deque[Work]] = OrderedDict()
        self._running: dict[str, int] = {}
        self._waiting_count = self._running_count = self._started = self._idle = 0
        self._closed = False

    def submit(self, client: str, run: Callable[[], None]) -> Work | None:
        """Let a thread call run, which must not raise. None where there is no room."""
        work = Work(client, run)
        with self._changed:
            theirs = len(self._waiting.get(client, ())) + self._running.get(client, 0)
            everyones = self._waiting_count + self._running_count
            if self._closed or theirs >= self._client_max or everyones >= self._everyone_max:
                return None
            self._waiting.setdefault(client, deque()).append(work)
            self._waiting_count += 1
            if self._idle:
                self._wake_one()
            elif self._started < self._threads_max:
                self._started += 1
                name = f"planvev-request-{self._started}"
                threading.Thread(target=self._work, name=name, daemon=True).start()
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
                work = self._next()
                while work is None:
                    if self._closed:
                        return
                    self._idle += 1
                    self._changed.wait()
                    work = self._next()
            work.run()
            with self._changed:
                self._running_count -= 1
                self._running[work.client] -= 1
                if not self._running[work.client]:
                    del self._running[work.client]
                if self._waiting_count and self._idle:
                    self._wake_one()

    def _wake_one(self) -> None:
        """Wake a thread; it is not idle from here on, though it has not run yet."""
        self._idle -= 1
        self._changed.notify()

    def _next(self) -> Work | None:
        """Take the work of the client whose turn it is; it goes to the end of the line."""
        for client, queue in self._waiting.items():
            if not self._may_run(client):
                continue
            work = queue.popleft()
            self._waiting.move_to_end(client)
            self._forget_if_empty(client)
            self._waiting_count -= 1
            self._running_count += 1
            self._running[client] = self._running.get(client, 0) + 1
            return work
        return None

    def _may_run(self, client: str) -> bool:
        return self._running.get(client, 0) < self._client_running_max

    def _forget_if_empty(self, client: str) -> None:
        if not self._waiting[client]:
            del self._waiting[client]
