"""Writes without a server: commands carry out orders in their own process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from planvev.archive.archive import Archive
from planvev.engine.embedded.replica import Replica
from planvev.writes.orders import Order, Outcome
from planvev.writes.worker import perform_order


class LocalRunner:
    """Runs a write in this process, on a copy of the data that is loaded for it and dropped after.

    For commands that write once. There is no time limit, and no protection from what takes the
    process down: not for what strangers send.
    """

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def run(
        self,
        function: Callable[[Any, int, bytes], bytes],
        argument: bytes = b"",
        *,
        timeout_s: float | None = None,
    ) -> bytes:
        """Return what the function makes of a copy of the newest generation; timeout_s: unused."""
        del timeout_s
        replica = Replica(self._archive)
        return function(replica.store, replica.generation, argument)

    def carry_out(self, order: Order) -> Outcome:
        """Carry out a write as it is: a whole corpus is not copied on its way in and out."""
        replica = Replica(self._archive)
        return perform_order(replica.store, replica.generation, order)

    def refresh(self) -> bool:
        """Do nothing: the next copy is of the newest generation anyway."""
        return True
