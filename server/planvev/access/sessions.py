"""Sessions: a person who gave a token once, in a browser. They stand in ``STATE/sessions.sqlite``.

A session is named by 256 random bits, which the browser keeps in a cookie and this side only as
their SHA-256. It is good as long as its token is, and ends when it was not used for IDLE, or was
begun LONGEST ago. Every form carries a second secret, which follows from the first: a page of
another site can make a browser send the cookie, but does not know it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import secrets
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Final

from planvev.access.private_file import PrivateFile, stored_time, utc_now
from planvev.access.roles import Principal, Role
from planvev.access.tokens import Tokens
from planvev.errors import AccessError, TooManyRequests

FILE: Final = "sessions.sqlite"
COOKIE: Final = "planvev_session"
IDLE: Final = timedelta(hours=8)
LONGEST: Final = timedelta(days=7)
TRIES_MAX: Final = 10
TRIES_WITHIN_S: Final = 600.0
_CLIENTS_MAX: Final = 10_000
_RANDOM_BYTES: Final = 32
_NAME: Final = re.compile(r"[A-Za-z0-9_-]{43}")
_USE_NOTED_EVERY: Final = timedelta(minutes=1)
_FORMS: Final = b"planvev forms"
_SCHEMA: Final = """
CREATE TABLE session (
  sha256 BLOB PRIMARY KEY CHECK (length(sha256) = 32),
  token_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('reviewer', 'editor', 'admin')),
  begun TEXT NOT NULL,
  last_used TEXT NOT NULL
) STRICT
"""


@dataclass(frozen=True)
class Session:
    """A session that is good. form_secret: what each of its forms carries."""

    principal: Principal
    form_secret: str

    def sent(self, secret: str) -> bool:
        """Return whether a form carries this session's secret; takes as long for every answer."""
        return hmac.compare_digest(self.form_secret.encode(), secret.encode())


class Sessions:
    """The sessions of one STATE. All methods raise AccessError where the file is damaged."""

    def __init__(
        self, state: Path, tokens: Tokens, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.path = state / FILE
        self.clock = clock
        self._tokens = tokens
        self._file = PrivateFile(self.path, _SCHEMA, "sessions")

    def begin(self, token: str) -> str:
        """Return the name of a new session, for whose token it is. Raises Unauthorized."""
        info = self._tokens.identify(f"Bearer {token}")
        name = secrets.token_urlsafe(_RANDOM_BYTES)
        now = self.clock()
        with self._file.open(create=True) as database:
            database.execute(
                "DELETE FROM session WHERE last_used < ? OR begun < ?",
                (stored_time(now - IDLE), stored_time(now - LONGEST)),
            )
            database.execute(
                "INSERT INTO session (sha256, token_id, name, role, begun, last_used)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (
                    _sha256(name),
                    info.id,
                    info.name,
                    info.role.value,
                    stored_time(now),
                    stored_time(now),
                ),
            )
        return name

    def find(self, name: str) -> Session | None:
        """Return the session of a name, as the cookie has it; None for one that is not good."""
        if not _NAME.fullmatch(name) or not self.path.exists():
            return None
        now = self.clock()
        with self._file.open() as database:
            row = database.execute(
                "SELECT * FROM session WHERE sha256 = ?", (_sha256(name),)
            ).fetchone()
            if row is None or not _is_fresh(row, now):
                return None
            if now - datetime.fromisoformat(row["last_used"]) >= _USE_NOTED_EVERY:
                with contextlib.suppress(sqlite3.OperationalError), database:
                    database.execute(
                        "UPDATE session SET last_used = ? WHERE sha256 = ?",
                        (stored_time(now), row["sha256"]),
                    )
        if not self._tokens.is_in_use(row["token_id"]):
            return None
        return Session(Principal(row["name"], Role(row["role"])), _form_secret(name))

    def may_upload(self, name: str) -> bool:
        """Return whether a session, by its name, may send whole documents."""
        with contextlib.suppress(AccessError):
            session = self.find(name)
            return session is not None and session.principal.role is not Role.REVIEWER
        return False

    def end(self, name: str) -> None:
        """End a session; nothing where there is none."""
        if self.path.exists():
            with self._file.open() as database:
                database.execute("DELETE FROM session WHERE sha256 = ?", (_sha256(name),))


class Tries:
    """How often each client gave a token that is not good. In memory; for any thread."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: dict[str, list[float]] = {}

    def require(self, client: str) -> None:
        """Raise TooManyRequests where a client has failed TRIES_MAX times in TRIES_WITHIN_S."""
        with self._lock:
            failed = self._recent(client)
            if len(failed) >= TRIES_MAX:
                left_s = ceil(failed[0] + TRIES_WITHIN_S - self._clock())
                raise TooManyRequests(max(left_s, 1), "Too many tokens were wrong.")

    def fail(self, client: str) -> None:
        """Note that a client failed."""
        with self._lock:
            failed = self._recent(client)
            if client not in self._failed and len(self._failed) >= _CLIENTS_MAX:
                self._failed.pop(next(iter(self._failed)))
            self._failed[client] = [*failed, self._clock()][-TRIES_MAX:]

    def _recent(self, client: str) -> list[float]:
        late = self._clock() - TRIES_WITHIN_S
        recent = [time for time in self._failed.get(client, ()) if time > late]
        if not recent:
            self._failed.pop(client, None)
        return recent


def _is_fresh(row: sqlite3.Row, now: datetime) -> bool:
    last_used = datetime.fromisoformat(row["last_used"])
    return now - last_used < IDLE and now - datetime.fromisoformat(row["begun"]) < LONGEST


def _sha256(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _form_secret(name: str) -> str:
    return hmac.new(name.encode(), _FORMS, hashlib.sha256).hexdigest()
