"""What the remote store holds, as far as we know: ``STATE/remote.sqlite``.

Of each graph the SHA-256 of the text that was put; none while it is being changed, so that what an
interrupted push has left is known to be unknown, and is put again. Of the whole, the generation
that stands there, and the one that is being pushed.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from planvev.errors import ConfigError

FILE: Final = "remote.sqlite"
_BUSY_S: Final = 10.0
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS remote (
    store TEXT PRIMARY KEY, generation INTEGER, digest TEXT, pushing INTEGER,
    changes INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS graph (
    store TEXT NOT NULL, graph TEXT NOT NULL, sha256 TEXT, PRIMARY KEY (store, graph)
) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Standing:
    """Where the store stands. generation: the last that was there whole, None before the first.

    digest: of that generation's manifest. pushing: the generation that is on its way, None where
    none is. changes: goes up with each push, whatever becomes of it.
    """

    generation: int | None = None
    digest: str = ""
    pushing: int | None = None
    changes: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether the store holds exactly one generation."""
        return self.generation is not None and self.pushing is None

    @property
    def name(self) -> str:
        """What an answer from there is an answer of: «41», or «41..42» during a push."""
        return self.until(self)

    def until(self, later: Standing) -> str:
        """Return what an answer is an answer of that began here and ended there.

        >>> Standing(41).until(Standing(41, pushing=42))
        '41..42'
        """
        first = self.generation or 0
        last = later.pushing or later.generation or 0
        return str(first) if first == last else f"{first}..{last}"


class Ledger:
    """The record of one store. Safe for several threads and processes; ``close`` it.

    Raises ConfigError where the file cannot be opened, or is no record.
    """

    def __init__(self, state: Path, store: str) -> None:
        self._store = store
        self._lock = threading.Lock()
        path = state / FILE
        try:
            state.mkdir(parents=True, exist_ok=True)
            self._database = sqlite3.connect(
                path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
            )
            try:
                self._database.executescript(_SCHEMA)
            except BaseException:
                self._database.close()
                raise
        except (sqlite3.Error, OSError) as error:
            raise ConfigError(
                f"{path}: {error}. If the file is damaged, remove it: the next «planvev sync» then "
                "puts every graph again."
            ) from None

    def standing(self) -> Standing:
        """Return where the store stands now."""
        row = self._one("SELECT generation, digest, pushing, changes FROM remote WHERE store = ?")
        return Standing(row[0], row[1] or "", row[2], row[3]) if row else Standing()

    def graphs(self) -> dict[str, str | None]:
        """Return the graphs that the store has, or may have, with the SHA-256 of their texts."""
        with self._lock:
            rows = self._database.execute(
                "SELECT graph, sha256 FROM graph WHERE store = ? ORDER BY graph", (self._store,)
            ).fetchall()
        return dict(rows)

    def begin(self, generation: int) -> None:
        """Take note that a push begins: from here on the store is of no generation."""
        self._write(
            "INSERT INTO remote (store, pushing, changes) VALUES (?1, ?2, 1) "
            "ON CONFLICT (store) DO UPDATE SET pushing = ?2, changes = changes + 1",
            generation,
        )

    def finish(self, generation: int, digest: str) -> None:
        """Take note that the store holds exactly this generation."""
        self._write(
            "INSERT INTO remote (store, generation, digest, changes) VALUES (?1, ?2, ?3, 1) "
            "ON CONFLICT (store) DO UPDATE SET generation = ?2, digest = ?3, pushing = NULL, "
            "changes = changes + 1",
            generation,
            digest,
        )

    def doubt(self, graphs: Iterable[str]) -> None:
        """Take note that nobody knows what the store holds of these graphs."""
        with self._transaction():
            for graph in graphs:
                self._database.execute(
                    "INSERT INTO graph (store, graph, sha256) VALUES (?1, ?2, NULL) "
                    "ON CONFLICT (store, graph) DO UPDATE SET sha256 = NULL",
                    (self._store, graph),
                )

    def was_put(self, graph: str, sha256: str) -> None:
        """Take note that the store holds exactly this text of a graph."""
        self._write(
            "INSERT INTO graph (store, graph, sha256) VALUES (?1, ?2, ?3) "
            "ON CONFLICT (store, graph) DO UPDATE SET sha256 = ?3",
            graph,
            sha256,
        )

    def was_deleted(self, graph: str) -> None:
        """Take note that the store does not have a graph."""
        self._write("DELETE FROM graph WHERE store = ?1 AND graph = ?2", graph)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._database.close()

    def _one(self, statement: str) -> tuple[int | None, str | None, int | None, int] | None:
        with self._lock:
            row: tuple[int | None, str | None, int | None, int] | None
            row = self._database.execute(statement, (self._store,)).fetchone()
            return row

    def _write(self, statement: str, *values: str | int) -> None:
        with self._lock:
            self._database.execute(statement, (self._store, *values))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._lock:
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._database.execute("ROLLBACK")
                raise
            self._database.execute("COMMIT")
