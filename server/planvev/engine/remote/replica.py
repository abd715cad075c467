"""The write replica: a local copy of the data in which changes are made before they are committed.

It takes the memory of all data, so it is started by the first change: a server that only reads, or
is read-only, never has one. It then stays: other changes follow.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

from planvev.engine.base import Lane
from planvev.engine.embedded.worker import Job
from planvev.errors import ServerBusy


class Replica(Protocol):
    """A local engine over the same archive that can run changes: ``PooledEngine``."""

    def start(self) -> None:
        """Load the data; ``close`` in another thread ends that."""
        ...

    def run(
        self,
        function: Job,
        argument: bytes = b"",
        *,
        lane: Lane = Lane.WRITE,
        timeout_s: float | None = None,
        client: str = "",
    ) -> bytes:
        """Run a function in a worker that holds the data."""
        ...

    def refresh(self) -> bool:
        """Take note that there is a new generation."""
        ...

    def statistics(self) -> dict[str, float]:
        """Return numbers for monitoring."""
        ...

    def processes(self) -> dict[str, list[int]]:
        """Return the processes by kind."""
        ...

    def close(self) -> None:
        """End all work and all processes."""
        ...


class WriteReplica:
    """A replica that is made and started when it is first used. Safe for several threads."""

    def __init__(self, make: Callable[[], Replica]) -> None:
        """Do nothing yet; make: makes a replica that is not started."""
        self._make = make
        self._starting = threading.Lock()
        self._lock = threading.Lock()
        self._replica: Replica | None = None
        self._is_ready = False
        self._is_closed = False

    def run(
        self,
        function: Job,
        argument: bytes = b"",
        *,
        timeout_s: float | None = None,
        client: str = "",
    ) -> bytes:
        """Run a function in the replica, which is started first where it is not yet.

        timeout_s: of the function, not of the start. Raises what the replica raises, ServerBusy
        where it was closed.
        """
        replica = self._started()
        return replica.run(function, argument, timeout_s=timeout_s, client=client)

    def refresh(self) -> None:
        """Let the replica, where there is one, move to the newest generation."""
        replica = self._replica
        if replica and self._is_ready:
            replica.refresh()

    def statistics(self) -> dict[str, float]:
        """Return the replica's numbers; none where there is no replica."""
        replica = self._replica
        return replica.statistics() if replica else {}

    def processes(self) -> dict[str, list[int]]:
        """Return the replica's processes by kind; none where there is no replica."""
        replica = self._replica
        return replica.processes() if replica else {}

    def close(self) -> None:
        """End the replica, one that is being started too."""
        with self._lock:
            self._is_closed = True
            replica = self._replica
        if replica:
            replica.close()

    def _started(self) -> Replica:
        with self._starting:
            with self._lock:
                if self._is_closed:
                    raise ServerBusy(reason="The server is being stopped.")
                if self._replica and self._is_ready:
                    return self._replica
                replica = self._replica = self._make()
            replica.start()  # where this fails, the next change makes another
            self._is_ready = True
            return replica
