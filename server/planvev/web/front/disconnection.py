"""How the application learns that nobody waits for its answer any more."""

from __future__ import annotations

import threading
from typing import Final

from planvev.engine.base import Cancellation

DISCONNECTED: Final = "planvev.disconnected"
"""Where the application finds the Disconnection of a request in its WSGI environ."""


class Disconnection(threading.Event):
    """Set when the client has gone, or the server wants the thread back.

    cancellation: cancelled in the same moment, for the engine.
    """

    def __init__(self) -> None:
        super().__init__()
        self.cancellation = Cancellation()

    def set(self) -> None:
        """Say that the answer is not wanted any more."""
        super().set()
        self.cancellation.cancel()
