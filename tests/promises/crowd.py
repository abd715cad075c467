"""Threads that do something again and again beside a test, and fail it where one of them fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Crowd:
    """What runs beside a test. ``rounds``: how often each has been through, by name."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.rounds: dict[str, int] = {}
        self._failures: list[BaseException] = []
        self._threads: list[threading.Thread] = []

    def add(self, name: str, act: Callable[[], object], pause_s: float = 0.0) -> None:
        """Let a thread do something until the crowd ends. pause_s: after each time."""
        self.rounds[name] = 0

        def run() -> None:
            try:
                while not self.stopping.is_set():
                    act()
                    self.rounds[name] += 1
                    if pause_s:
                        self.stopping.wait(pause_s)
            except BaseException as error:
                self._failures.append(error)

        thread = threading.Thread(target=run, name=name)
        self._threads.append(thread)
        thread.start()

    def check(self) -> None:
        """Raise what one of the threads has failed with."""
        if self._failures:
            raise self._failures[0]

    def end(self) -> None:
        """Let all come to their end."""
        self.stopping.set()
        for thread in self._threads:
            thread.join()


@contextmanager
def crowd() -> Iterator[Crowd]:
    """Let a crowd work while the block runs; then fail where one of it has failed."""
    there = Crowd()
    try:
        yield there
    finally:
        there.end()
    there.check()
