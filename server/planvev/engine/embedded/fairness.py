"""How much of the last minute's query time each client has used."""

from __future__ import annotations

import math
import threading
from collections import deque
from typing import Final

WINDOW_S: Final = 60.0


class Accounts:
    """Query seconds by client, over a sliding minute, in entries of a second.

    A client that has used nothing for a minute takes no memory. Times are of one clock. Safe for
    several threads: lanes may share one.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._entries: dict[str, deque[tuple[int, float]]] = {}

    def charge(self, client: str, seconds: float, now: float) -> None:
        """Add to what a client has used."""
        second = math.floor(now)
        with self._lock:
            entries = self._entries.setdefault(client, deque())
            if entries and entries[-1][0] == second:
                entries[-1] = (second, entries[-1][1] + seconds)
            else:
                entries.append((second, seconds))

    def used_s(self, client: str, now: float) -> float:
        """Return what a client has used within the last minute, in seconds."""
        with self._lock:
            return self._used_s(client, now)

    def seconds_until(self, client: str, budget_s: float, now: float) -> int:
        """Return in how many whole seconds, at least 1, a client will have used less again."""
        with self._lock:
            used = self._used_s(client, now)
            for second, seconds in self._entries.get(client, ()):
                used -= seconds
                if used < budget_s:
                    return max(math.ceil(second + WINDOW_S - now), 1)
            return 1

    def forget_idle(self, now: float) -> None:
        """Let go of clients that have used nothing for a minute."""
        with self._lock:
            for client in list(self._entries):
                self._used_s(client, now)

    def _used_s(self, client: str, now: float) -> float:
        entries = self._entries.get(client)
        if entries is None:
            return 0.0
        while entries and entries[0][0] <= now - WINDOW_S:
            entries.popleft()
        if not entries:
            del self._entries[client]
            return 0.0
        return sum(seconds for _, seconds in entries)
