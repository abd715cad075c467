"""The rows of all links: read anew after each decision, but for what decisions leave as it is."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from planvev.archive.archive import Archive
from planvev.engine.base import Engine
from planvev.errors import ArchiveError
from planvev.linking.records import AGENTS, DECISIONS
from planvev.vocab import GRAPH
from planvev.web import links_review_queries as queries
from planvev.web.description import rows
from planvev.web.links_review_queue import Row, rows_of

_KEPT_MAX: Final = 2
_DERIVED: Final = GRAPH["derived/"].value


class KeptRows:
    """The rows of the newest states of the links. For any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: OrderedDict[str, dict[str, Row]] = OrderedDict()

    def read(self, engine: Engine, archive: Archive, timeout_s: float) -> list[Row]:
        """Return all links as they are now, at most ``queries.LINKS_MAX`` and one.

        Raises what ``Engine.query`` raises.
        """
        found = rows(engine, queries.statuses(), timeout_s)
        statuses = {
            row["link"]["value"]: row["status"]["value"].rpartition("/")[2] for row in found
        }
        state = _state(archive, engine.generation)
        with self._lock:
            known = self._rows.get(state, {}) if state else {}
        if any(link not in known for link in statuses):
            known = {row.link: row for row in rows_of(rows(engine, queries.queue(), timeout_s))}
            self._keep(state, known)
        return _with_statuses(known, statuses)

    def _keep(self, state: str, known: dict[str, Row]) -> None:
        if not state:
            return
        with self._lock:
            self._rows[state] = known
            self._rows.move_to_end(state)
            while len(self._rows) > _KEPT_MAX:
                self._rows.popitem(last=False)


def _with_statuses(known: dict[str, Row], statuses: dict[str, str]) -> list[Row]:
    found: Sequence[Row] = [known[link] for link in statuses if link in known]
    return [
        row if row.status == statuses[row.link] else replace(row, status=statuses[row.link])
        for row in found
    ]


def _state(archive: Archive, generation: str) -> str:
    """Return what names the content of all graphs but decisions and what follows from them.

    "" where the generation is none of the archive.
    """
    try:
        manifest = archive.manifest(int(generation))
    except (ValueError, ArchiveError):
        return ""
    told = [
        f"{graph} {entry.sha256}"
        for graph, entry in sorted(manifest.graphs.items())
        if not graph.endswith(f"/{DECISIONS}") and graph != AGENTS
        if not graph.startswith(_DERIVED)
    ]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
