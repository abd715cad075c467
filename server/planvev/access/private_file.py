"""A SQLite file that is for its owner alone: how tokens, sessions and drafts are kept.

Each use opens it, and closes it: uses may come from any thread and any process. Its journal is
SQLite's plain one: a write-ahead log would have to be made to read it, which a full disk does not
allow.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from planvev.errors import AccessError, ConfigError

_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
BUSY_S: Final = 5.0


@dataclass(frozen=True)
class PrivateFile:
    """One file. schema: the statements that make it. holds: what is in it, for messages."""

    path: Path
    schema: str
    holds: str
    version: int = 1

    @contextmanager
    def open(self, *, create: bool = False, busy_s: float = BUSY_S) -> Iterator[sqlite3.Connection]:
        """Open the file, commit what the block does, close it; make it where it is missing.

        busy_s: how long to wait for others. Raises AccessError where the file is damaged or cannot
        be used, ConfigError where a newer planvev made it.
        """
        try:
            if create:
                self._make()
            if self.path.stat().st_mode & _OTHERS:
                self.path.chmod(0o600)
            with contextlib.closing(
                sqlite3.connect(self.path, timeout=busy_s, isolation_level="IMMEDIATE")
            ) as database:
                database.row_factory = sqlite3.Row
                self._check_schema(database)
                with database:
                    yield database
        except (sqlite3.Error, OSError) as error:
            raise AccessError(f"{self.path}: the {self.holds} cannot be used ({error}).") from error

    def _make(self) -> None:
        """Make an empty file that its owner alone can read, before SQLite opens it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(self.path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))

    def _check_schema(self, database: sqlite3.Connection) -> None:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        if version == self.version:
            return
        if version > self.version:
            raise ConfigError(
                f"{self.path} was made by a newer planvev (schema {version}, this one knows "
                f"{self.version}). Use that one."
            )
        with contextlib.closing(database.cursor()) as cursor:
            cursor.execute("BEGIN IMMEDIATE")
            if cursor.execute("PRAGMA user_version").fetchone()[0] == 0:
                for statement in self.schema.split(";"):
                    cursor.execute(statement)
                cursor.execute(f"PRAGMA user_version = {self.version}")
            database.commit()


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def stored_time(time: datetime | None) -> str | None:
    """Return a time as it is kept: UTC, to the second."""
    return None if time is None else time.astimezone(UTC).isoformat(timespec="seconds")


def read_time(stored: str | None) -> datetime | None:
    """Return a time that was kept."""
    return None if stored is None else datetime.fromisoformat(stored)
