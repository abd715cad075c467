"""The audit log: one line for each write, or attempt at one, in ``STATE/audit.jsonl``.

A line is JSON in ASCII: whatever stands in a name or an IRI, it ends no line and moves no cursor.
Lines are appended whole, by one write, so that several processes may log. No token gets in: what
looks like one is cut.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from planvev.access.private_file import utc_now
from planvev.access.roles import Principal
from planvev.access.tokens import PREFIX
from planvev.errors import AccessError

FILE: Final = "audit.jsonl"
GRAPHS_MAX: Final = 100
TEXT_MAX: Final = 300
_TOKEN: Final = re.compile(rf"{PREFIX}[A-Za-z0-9_-]{{8,}}")


@dataclass(frozen=True)
class Write:
    """A write, for the log.

    what: as "PUT", "update", "links approve". outcome: "committed", "unchanged", or the code of
    the error that ended it. graphs: those that changed; of what was refused, those that it named.
    generation: that it made, None where it made none. request: the request's id.
    """

    what: str
    outcome: str
    graphs: Sequence[str] = ()
    generation: int | None = None
    request: str | None = None


class AuditLog:
    """The log of one STATE."""

    def __init__(self, state: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self.path = state / FILE
        self.clock = clock

    def record(self, principal: Principal | None, write: Write) -> None:
        """Append a line; principal: None for who has no good token.

        Raises AccessError. The write that it tells of stands all the same.
        """
        line = {
            "time": self.clock().astimezone(UTC).isoformat(timespec="milliseconds"),
            "who": _cut(principal.name) if principal else None,
            "role": principal.role.value if principal else None,
            "what": _cut(write.what),
            "graphs": [_cut(graph) for graph in write.graphs[:GRAPHS_MAX]],
            "graphs_count": len(write.graphs),
            "generation": write.generation,
            "outcome": _cut(write.outcome),
            "request": None if write.request is None else _cut(write.request),
        }
        text = (json.dumps(line, ensure_ascii=True) + "\n").replace("\x7f", "\\u007f")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(
                self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600
            )
            try:
                os.write(descriptor, text.encode("ascii"))
            finally:
                os.close(descriptor)
        except OSError as error:
            raise AccessError(
                f"{self.path}: the audit log cannot be written ({error.strerror})."
            ) from error


def _cut(text: str) -> str:
    shown = _TOKEN.sub(f"{PREFIX}…", text)
    return shown if len(shown) <= TEXT_MAX else shown[:TEXT_MAX] + "…"
