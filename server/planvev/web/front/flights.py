"""Requests for the same answer wait for the first of them, so that it is made once.

After a change of the data every page is asked for anew; without this, by all clients at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from enum import Enum, auto
from typing import Final

_ALONE_MAX: Final = 4096

Key = tuple[str, ...]


class Role(Enum):
    """What a request is to do."""

    LEAD = auto()
    """Make the answer, and call land() when that has ended, however it did."""
    FOLLOW = auto()
    """Wait to be resumed."""
    ALONE = auto()
    """Make an answer for itself: such answers have not been kept before."""


class Flights:
    """Which answers are being made, and who waits for them. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._followers: dict[Key, list[Callable[[], None]]] = {}
        self._alone: set[int] = set()
        """Their hashes: strangers choose the keys, and how long they are."""

    def join(self, key: Key, resume: Callable[[], None]) -> Role:
        """Ask what to do. resume: called once for those who follow, in some thread."""
        with self._lock:
            if hash(key) in self._alone:
                return Role.ALONE
            followers = self._followers.get(key)
            if followers is None:
                self._followers[key] = []
                return Role.LEAD
            followers.append(resume)
            return Role.FOLLOW

    def alone(self, key: Key) -> None:
        """Remember that answers to this are not kept, so that nobody should wait for one."""
        with self._lock:
            if len(self._alone) >= _ALONE_MAX:
                self._alone.clear()
            self._alone.add(hash(key))

    def land(self, key: Key) -> None:
        """Resume those who follow."""
        with self._lock:
            followers = self._followers.pop(key, [])
        for resume in followers:
            resume()
