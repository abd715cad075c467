"""Counters that several threads add to."""

from __future__ import annotations

import threading
from collections import Counter


class Counters:
    """Numbers by name; a name that was never added to is 0."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: Counter[str] = Counter()
        self._gauges: dict[str, float] = {}

    def add(self, name: str, amount: int = 1) -> None:
        """Add to a number that only grows."""
        with self._lock:
            self._values[name] += amount

    def set(self, name: str, value: float) -> None:
        """Set a number that goes up and down."""
        with self._lock:
            self._gauges[name] = value

    def values(self) -> dict[str, float]:
        """Return all numbers that were added to or set."""
        with self._lock:
            return {**self._values, **self._gauges}
