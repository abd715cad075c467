"""Writing: changes of graphs, validated and committed as one generation, or refused without trace.

============  ==================================================================
writer        ``Writer``: the lock, permissions, the commit
worker        what the engine runs; ``performing``: what it does, on a ``base``
updating      SPARQL Update; ``derived``: graphs that follow from others
orders        what passes between server and worker
local         writes without a server; ``loading``: files into the archive
============  ==================================================================
"""

from planvev.writes.errors import ValidationFailed
from planvev.writes.local import LocalRunner
from planvev.writes.worker import PRELOAD
from planvev.writes.writer import Request, Runner, Writer, Written

__all__ = [
    "PRELOAD",
    "LocalRunner",
    "Request",
    "Runner",
    "ValidationFailed",
    "Writer",
    "Written",
]
