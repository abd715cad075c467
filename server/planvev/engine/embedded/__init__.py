"""The embedded engine: the graphs in this process's memory."""

from planvev.engine.embedded.engine import EmbeddedEngine, EngineBusy

__all__ = ["EmbeddedEngine", "EngineBusy"]
