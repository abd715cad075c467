"""Bytes that clients share: each may hold as long as it leaves enough to the others."""

from __future__ import annotations

import threading
from typing import Final

_HELD_PER_FREE: Final = 2


class Shares:
    """What all clients hold together is bounded; for any thread. bytes_max: 0 for no limit.

    A client may hold twice as much as is then free: alone two thirds, and where eight hold all that
    they may, a ninth may still have a part (see Pool).
    """

    def __init__(self, bytes_max: int) -> None:
        self._bytes_max = bytes_max
        self._lock = threading.Lock()
        self._held: dict[str, int] = {}
        self.size_bytes = 0

    def take(self, client: str, size_bytes: int) -> bool:
        """Ask for more; False where there is no more for this client."""
        with self._lock:
            free = self._bytes_max - self.size_bytes - size_bytes
            held = self._held.get(client, 0) + size_bytes
            if self._bytes_max and held > free * _HELD_PER_FREE:
                return False
            self._held[client] = held
            self.size_bytes += size_bytes
            return True

    def give_back(self, client: str, size_bytes: int) -> None:
        """Say that something is no longer held."""
        with self._lock:
            self.size_bytes -= size_bytes
            self._held[client] = self._held.get(client, 0) - size_bytes
            if not self._held[client]:
                del self._held[client]
