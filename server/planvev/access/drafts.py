"""Drafts of plans that people work on: whose they are, what they hold, how they were before.

They stand in ``STATE/drafts.sqlite``, not in the graph: any query may ask for any graph. What a
draft holds is JSON to this module, kept packed; the document, which no edit changes, apart from
the rest. Each edit makes a version, so that it can be undone.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from planvev.access.private_file import PrivateFile, stored_time, utc_now
from planvev.errors import InputError, PreconditionFailed

FILE: Final = "drafts.sqlite"
VERSIONS_MAX: Final = 50
"""Kept of one draft; the oldest go."""
DRAFTS_MAX: Final = 100
"""Of one person."""
_ID: Final = re.compile(r"[A-Za-z0-9_-]{22}")
_RANDOM_BYTES: Final = 16
_SCHEMA: Final = """
CREATE TABLE draft (
  id TEXT PRIMARY KEY,
  owner TEXT NOT NULL,
  name TEXT NOT NULL,
  plan TEXT NOT NULL,
  state TEXT NOT NULL,
  said TEXT NOT NULL DEFAULT '',
  revision INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 0,
  created TEXT NOT NULL,
  changed TEXT NOT NULL,
  document BLOB
) STRICT;
CREATE INDEX draft_owner ON draft (owner, changed);
CREATE TABLE version (
  draft TEXT NOT NULL REFERENCES draft (id),
  number INTEGER NOT NULL,
  what TEXT NOT NULL,
  content BLOB NOT NULL,
  PRIMARY KEY (draft, number)
) STRICT, WITHOUT ROWID
"""
_COLUMNS: Final = "id, owner, name, plan, state, said, revision, version, created, changed"


class State(StrEnum):
    """How far a draft has come."""

    READING = "reading"
    REFUSED = "refused"
    OPEN = "open"
    COMMITTED = "committed"


@dataclass(frozen=True)
class DraftInfo:
    """What is known of a draft besides its content.

    owner: the name of a token. name: of the file. plan: "<body>/<plan>", "" for not chosen yet.
    said: why it was refused, as JSON. revision: counts all changes. version: the one in use; can
    be lower than the newest, where something was undone. Times in UTC.
    """

    id: str
    owner: str
    name: str
    plan: str
    state: State
    said: str
    revision: int
    version: int
    created: datetime
    changed: datetime


@dataclass(frozen=True)
class Content:
    """What a draft holds: two JSON texts. undo, redo: whether there is a version to go to.

    what: the edit that made this version, as its maker named it.
    """

    document: str
    rest: str
    what: str
    undo: bool
    redo: bool


class Drafts:
    """The drafts of one STATE. All methods raise AccessError where the file is damaged.

    A draft is reached by its id and its owner: for anybody else there is none.
    """

    def __init__(self, state: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self.path = state / FILE
        self.clock = clock
        self._file = PrivateFile(self.path, _SCHEMA, "drafts")

    def create(self, owner: str, name: str, plan: str = "") -> str:
        """Make a draft that is still to be read; return its id. Raises InputError: too many."""
        draft_id = secrets.token_urlsafe(_RANDOM_BYTES)
        now = stored_time(self.clock())
        with self._file.open(create=True) as database:
            count = database.execute(
                "SELECT count(*) FROM draft WHERE owner = ?", (owner,)
            ).fetchone()[0]
            if count >= DRAFTS_MAX:
                raise InputError(f"«{owner}» has {DRAFTS_MAX} drafts. Delete some first.")
            database.execute(
                "INSERT INTO draft (id, owner, name, plan, state, created, changed)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (draft_id, owner, name, plan, State.READING.value, now, now),
            )
        return draft_id

    def list(self, owner: str) -> list[DraftInfo]:
        """Return a person's drafts, the one that was changed last first."""
        if not self.path.exists():
            return []
        with self._file.open() as database:
            rows = database.execute(
                f"SELECT {_COLUMNS} FROM draft WHERE owner = ? ORDER BY changed DESC, rowid DESC",  # noqa: S608 - a constant
                (owner,),
            ).fetchall()
        return [_info(row) for row in rows]

    def find(self, draft_id: str, owner: str) -> DraftInfo | None:
        """Return a draft of this person's, None where there is none of that id."""
        if not _ID.fullmatch(draft_id) or not self.path.exists():
            return None
        with self._file.open() as database:
            row = database.execute(
                f"SELECT {_COLUMNS} FROM draft WHERE id = ? AND owner = ?",  # noqa: S608 - a constant
                (draft_id, owner),
            ).fetchone()
        return _info(row) if row else None

    def content(self, info: DraftInfo) -> Content:
        """Return what a draft holds in the version in use. Raises InputError: it is gone."""
        with self._file.open() as database:
            row = database.execute(
                "SELECT document, what, content FROM draft JOIN version ON draft = id"
                " AND number = draft.version WHERE id = ?",
                (info.id,),
            ).fetchone()
            if row is None:
                raise InputError("The draft has no content.")
            first, last = database.execute(
                "SELECT min(number), max(number) FROM version WHERE draft = ?", (info.id,)
            ).fetchone()
        return Content(
            _unpacked(row["document"]),
            _unpacked(row["content"]),
            row["what"],
            first < info.version,
            info.version < last,
        )

    def fill(self, draft_id: str, document: str, rest: str, what: str, plan: str) -> None:
        """Put in what was read: the first version, or one more where the draft had some.

        plan: the one to suggest; kept only where none was chosen.
        """
        with self._file.open() as database:
            row = database.execute("SELECT version FROM draft WHERE id = ?", (draft_id,)).fetchone()
            if row is None:
                return  # it was deleted meanwhile
            database.execute(
                "UPDATE draft SET document = ?, plan = CASE plan WHEN '' THEN ? ELSE plan END"
                " WHERE id = ?",
                (_packed(document), plan, draft_id),
            )
            self._add_version(database, draft_id, row["version"], rest, what)

    def refuse(self, draft_id: str, said: str) -> None:
        """Note that the file was not read. said: why, as JSON."""
        self._set(draft_id, state=State.REFUSED.value, said=said)

    def save(self, info: DraftInfo, rest: str, what: str) -> None:
        """Make a version. what: the edit. Raises PreconditionFailed: it was changed meanwhile."""
        with self._file.open() as database:
            self._require(database, info)
            self._add_version(database, info.id, info.version, rest, what)

    def choose_plan(self, info: DraftInfo, plan: str) -> None:
        """Say which plan a draft is of."""
        self._set(info.id, plan=plan)

    def step(self, info: DraftInfo, by: int) -> None:
        """Go back (by: -1) or forth (1) among the versions; stay where there is none.

        Raises PreconditionFailed.
        """
        with self._file.open() as database:
            self._require(database, info)
            database.execute(
                "UPDATE draft SET version = version + ?, revision = revision + 1, changed = ?"
                " WHERE id = ? AND EXISTS (SELECT 1 FROM version"
                " WHERE draft = draft.id AND number = draft.version + ?)",
                (by, stored_time(self.clock()), info.id, by),
            )

    def commit(self, info: DraftInfo) -> None:
        """Note that the plan was taken in as it stands in the draft."""
        self._set(info.id, state=State.COMMITTED.value)

    def delete(self, info: DraftInfo) -> None:
        """Remove a draft and all its versions."""
        with self._file.open() as database:
            database.execute("DELETE FROM version WHERE draft = ?", (info.id,))
            database.execute("DELETE FROM draft WHERE id = ?", (info.id,))

    def _set(self, draft_id: str, **values: str) -> None:
        named = ", ".join(f"{name} = ?" for name in values)
        with self._file.open() as database:
            database.execute(
                f"UPDATE draft SET {named}, revision = revision + 1, changed = ? WHERE id = ?",  # noqa: S608 - names of ours
                (*values.values(), stored_time(self.clock()), draft_id),
            )

    def _require(self, database: sqlite3.Connection, info: DraftInfo) -> None:
        row = database.execute("SELECT revision FROM draft WHERE id = ?", (info.id,)).fetchone()
        if row is None or row["revision"] != info.revision:
            raise PreconditionFailed("The draft was changed in the meantime.")

    def _add_version(
        self, database: sqlite3.Connection, draft_id: str, after: int, rest: str, what: str
    ) -> None:
        """Put a version after another; what had been undone is gone then."""
        number = after + 1
        database.execute("DELETE FROM version WHERE draft = ? AND number >= ?", (draft_id, number))
        database.execute(
            "INSERT INTO version (draft, number, what, content) VALUES (?, ?, ?, ?)",
            (draft_id, number, what, _packed(rest)),
        )
        database.execute(
            "DELETE FROM version WHERE draft = ? AND number <= ?",
            (draft_id, number - VERSIONS_MAX),
        )
        database.execute(
            "UPDATE draft SET version = ?, revision = revision + 1, state = ?, changed = ?"
            " WHERE id = ?",
            (number, State.OPEN.value, stored_time(self.clock()), draft_id),
        )


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode(), 6)


def _unpacked(packed: bytes) -> str:
    return zlib.decompress(packed).decode()


def _info(row: sqlite3.Row) -> DraftInfo:
    return DraftInfo(
        id=row["id"],
        owner=row["owner"],
        name=row["name"],
        plan=row["plan"],
        state=State(row["state"]),
        said=row["said"],
        revision=row["revision"],
        version=row["version"],
        created=datetime.fromisoformat(row["created"]),
        changed=datetime.fromisoformat(row["changed"]),
    )
