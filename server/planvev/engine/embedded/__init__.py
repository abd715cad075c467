"""The embedded engines: the archive in worker processes' memory, and a simple one in our own.

``PooledEngine`` is the one to serve with. ``EmbeddedEngine`` runs queries in threads of this
process: for tests, and for systems other than Linux.
"""

from planvev.engine.embedded.engine import EmbeddedEngine, EngineBusy
from planvev.engine.embedded.pool import PooledEngine, PoolSettings

__all__ = ["EmbeddedEngine", "EngineBusy", "PoolSettings", "PooledEngine"]
