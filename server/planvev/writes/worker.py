"""The function that a write worker runs, light enough for the server to name it.

What it needs takes a second to import. A worker has it from the process that forked it, which
imports ``PRELOAD``; the server never does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from planvev.errors import PreconditionFailed
from planvev.writes.orders import Order, Outcome, decode_order

if TYPE_CHECKING:
    from planvev.writes.base import WorkStore

PRELOAD: Final = ("planvev.writes.performing",)
"""What an engine whose workers carry out writes imports before it forks them."""


def perform(store: WorkStore, generation: int, argument: bytes) -> bytes:
    """Carry out an encoded order; return the encoded outcome. As ``perform_order``."""
    return perform_order(store, generation, decode_order(argument)).encode()


def perform_order(store: WorkStore, generation: int, order: Order) -> Outcome:
    """Carry out an order on a store that holds a generation.

    The store is changed. Raises as ``performing.carry_out``, and PreconditionFailed where the
    worker is of another generation than the order.
    """
    from planvev.writes.base import Base
    from planvev.writes.performing import carry_out

    if generation != order.generation:
        raise PreconditionFailed(
            f"The change is to generation {order.generation}, and the worker has {generation}."
        )
    return carry_out(store, order, Base(Path(order.folder), order.hashes))
