"""Tokens: who may write. They stand in ``STATE/access.sqlite``, never in the graph.

A token is ``pv_`` and 256 random bits. Only its SHA-256 is stored: who reads the file can make no
token of it, and the bits are too many to be guessed, so it needs neither salt nor a slow hash. A
token that comes in is compared with every stored hash, in constant time.

The file is for its owner alone (``private_file``).
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from planvev.access.private_file import PrivateFile, read_time, stored_time, utc_now
from planvev.access.roles import Principal, Role
from planvev.errors import InputError, Unauthorized

FILE: Final = "access.sqlite"
PREFIX: Final = "pv_"
_RANDOM_BYTES: Final = 32
_HEADER: Final = re.compile(r"bearer +([A-Za-z0-9\-._~+/]+=*)", re.IGNORECASE)
_NAME: Final = re.compile(r"[^\W_][\w.@ +-]{0,99}")
_BUSY_S: Final = 5.0
_USE_NOTED_EVERY: Final = timedelta(minutes=1)
_SCHEMA: Final = """
CREATE TABLE token (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('reviewer', 'editor', 'admin')),
  sha256 BLOB NOT NULL UNIQUE CHECK (length(sha256) = 32),
  created TEXT NOT NULL,
  expires TEXT,
  last_used TEXT,
  revoked TEXT
) STRICT;
CREATE UNIQUE INDEX token_in_use ON token (name) WHERE revoked IS NULL;
"""
_COLUMNS: Final = "id, name, role, sha256, created, expires, last_used, revoked"


@dataclass(frozen=True)
class TokenInfo:
    """What is known of a token; not the token. Times in UTC; None for never.

    id: of this token alone, also where a later one has the same name.
    """

    id: int
    name: str
    role: Role
    created: datetime
    expires: datetime | None
    last_used: datetime | None
    revoked: datetime | None

    def status(self, now: datetime) -> str:
        """Return "active", "expired" or "revoked"."""
        if self.revoked is not None:
            return "revoked"
        return "expired" if self.expires is not None and self.expires <= now else "active"


class Tokens:
    """The tokens of one STATE. All methods raise AccessError where the file is damaged."""

    def __init__(self, state: Path, clock: Callable[[], datetime] = utc_now) -> None:
        self.path = state / FILE
        self.clock = clock
        self._file = PrivateFile(self.path, _SCHEMA, "tokens")

    def create(self, name: str, role: Role, expires: datetime | None = None) -> str:
        """Make a token and return it; it cannot be had again.

        name: whose it is, as the audit log says it; one token in use per name. expires: None for
        never. Raises InputError.
        """
        if not _NAME.fullmatch(name):
            raise InputError(
                f"«{name}» cannot name a token: begin with a letter or digit, and use letters, "
                "digits, spaces and . @ + - _ (at most 100)."
            )
        now = self.clock()
        if expires is not None and expires <= now:
            raise InputError(f"The token would have expired on {expires.isoformat()} already.")
        token = PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)
        with self._open(create=True) as database:
            try:
                database.execute(
                    "INSERT INTO token (name, role, sha256, created, expires)"
                    " VALUES (?, ?, ?, ?, ?)",
                    (name, role.value, _sha256(token), stored_time(now), stored_time(expires)),
                )
            except sqlite3.IntegrityError:
                raise InputError(
                    f"There is a token «{name}» already. Revoke it first, or take another name."
                ) from None
        return token

    def list(self) -> list[TokenInfo]:
        """Return all tokens, the newest last; those that were revoked too."""
        if not self.path.exists():
            return []
        with self._open() as database:
            rows = database.execute(f"SELECT {_COLUMNS} FROM token ORDER BY id").fetchall()  # noqa: S608 - a constant
        return [_info(row) for row in rows]

    def revoke(self, name: str) -> TokenInfo:
        """Make the token of this name worthless, at once; return what it was. Raises InputError."""
        changed = 0
        if self.path.exists():
            with self._open() as database:
                changed = database.execute(
                    "UPDATE token SET revoked = ? WHERE name = ? AND revoked IS NULL",
                    (stored_time(self.clock()), name),
                ).rowcount
        if not changed:
            raise InputError(f"There is no token «{name}» in use; see «planvev token list».")
        return next(info for info in reversed(self.list()) if info.name == name)

    def authenticate(self, header: str) -> Principal:
        """Return who makes a request. header: Authorization, raw; empty where there is none.

        Raises as ``identify``.
        """
        info = self.identify(header)
        return Principal(info.name, info.role)

    def identify(self, header: str) -> TokenInfo:
        """Return the token that a request brings. header: as for authenticate.

        Raises Unauthorized (RFC 6750 § 3) for none, an unknown one, one that was revoked or has
        expired; the message does not say which of the first two.
        """
        if not header:
            raise Unauthorized("This needs a token: «Authorization: Bearer …».")
        match = _HEADER.fullmatch(header.strip())
        if match is None:
            raise Unauthorized("The Authorization header is not «Bearer» and a token.")
        wanted = _sha256(match[1])
        now = self.clock()
        if not self.path.exists():
            raise Unauthorized("The token is not known here.", rejected=True)
        with self._open() as database:
            rows = database.execute(f"SELECT {_COLUMNS} FROM token").fetchall()  # noqa: S608 - a constant
            found = None
            for row in rows:  # every one, so that the time tells nothing
                if hmac.compare_digest(row["sha256"], wanted):
                    found = row
            info = _info(found) if found else None
            if info is None or info.status(now) == "revoked":
                raise Unauthorized("The token is not known here.", rejected=True)
            if info.status(now) == "expired":
                raise Unauthorized("The token has expired.", rejected=True)
            if info.last_used is None or now - info.last_used >= _USE_NOTED_EVERY:
                # Who cannot note it (a full disk, a long lock) is let in all the same.
                # The commit is inside: it can be what fails, where a little space is left.
                with contextlib.suppress(sqlite3.OperationalError), database:
                    database.execute(
                        "UPDATE token SET last_used = ? WHERE id = ?", (stored_time(now), info.id)
                    )
        return info

    def is_in_use(self, token_id: int) -> bool:
        """Return whether the token of this id is there, not revoked and not expired."""
        return any(
            info.id == token_id and info.status(self.clock()) == "active" for info in self.list()
        )

    def knows(self, header: str) -> bool:
        """Return whether a request brings a token that is good. header: as for authenticate."""
        try:
            self.authenticate(header)
        except Unauthorized:
            return False
        return True

    def _open(self, *, create: bool = False) -> AbstractContextManager[sqlite3.Connection]:
        return self._file.open(create=create, busy_s=_BUSY_S)


def _sha256(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _info(row: sqlite3.Row) -> TokenInfo:
    return TokenInfo(
        row["id"],
        row["name"],
        Role(row["role"]),
        datetime.fromisoformat(row["created"]),
        read_time(row["expires"]),
        read_time(row["last_used"]),
        read_time(row["revoked"]),
    )
