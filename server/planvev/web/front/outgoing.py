"""Answers on their way to clients: small ones from memory, all others from files.

The server copies the bytes that it is to send, and holds them until the client has read them; of a
file it reads on as the client does. So what lies in memory for a client that reads slowly is
small, and what lies on the disk is counted and shared out.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Final

from planvev.web.front.answers import Answer, problem
from planvev.web.front.closing import ReadingWatch, open_files
from planvev.web.front.connection import Connection
from planvev.web.front.shares import Shares
from planvev.web.front.spool import SpooledFile
from planvev.web.front.wsgi import SPOOLED_PREFIX

FROM_MEMORY_BYTES_MAX: Final = 98_304
"""2,048 connections then hold 200 MB at most."""
RETRY_AFTER_S: Final = 2
_OPENED_WITHIN_S: Final = 30.0
"""The server opens a file soon after it was named, unless the client has gone."""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Sent:
    """A file that the server was told to send. since: when, of the monotonic clock."""

    file: SpooledFile
    client: str
    since: float


class Outgoing:
    """Gives answers to the server. Made in the event loop; the rest may be called by any thread.

    folder: an own one, for bodies that are not in a file yet; files in it are removed when they
    were sent. bytes_max: what lies there for clients, 0 for no limit.
    """

    def __init__(self, folder: Path, bytes_max: int) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._sent: dict[str, _Sent] = {}
        self.shares = Shares(bytes_max)
        self._watch: ReadingWatch | None = None
        try:
            self._watch = ReadingWatch(folder, asyncio.get_running_loop(), self._let_go)
        except OSError as error:
            _log.warning("files stay for a while after they were sent: %s", error)

    def send(
        self, answer: Answer, connection: Connection, client: str, *, last: bool = False
    ) -> None:
        """Give an answer to the server. client: whose share it comes out of. last: close then.

        A client that has its share on the way already gets 503 instead of a large answer.
        """
        answer = self._as_it_is_sent(answer, client)
        headers = [*answer.headers, ("connection", "close")] if last else answer.headers
        body = answer.body
        if isinstance(body, SpooledFile):
            connection.response_file(answer.status, headers, str(body.path))
        elif body:
            connection.response_bytes(answer.status, headers, body)
        else:
            connection.response_empty(answer.status, headers)

    def tidy(self) -> None:
        """Let go of files that nobody reads (any more) and of which nobody said so."""
        late = time.monotonic() - _OPENED_WITHIN_S
        with self._lock:
            old = [name for name, sent in self._sent.items() if sent.since < late]
        if old:
            being_read = open_files()
            for name in old:
                if str(self._folder / name) not in being_read:
                    self._let_go(name)

    def close(self) -> None:
        """Watch no more; what is being sent stays for whoever empties the folder."""
        if self._watch:
            self._watch.close()
            self._watch = None

    def _as_it_is_sent(self, answer: Answer, client: str) -> Answer:
        """Return the answer with its body in a file where that is large, counted for the client."""
        body = answer.body
        if isinstance(body, SpooledFile) and not body.remove:
            return answer  # a file that is there anyway
        size = body.size if isinstance(body, SpooledFile) else len(body)
        if isinstance(body, bytes) and size <= FROM_MEMORY_BYTES_MAX:
            return answer
        if not self.shares.take(client, size):
            answer.discard()
            return _too_much()
        file = body if isinstance(body, SpooledFile) else self._spooled(body)
        if file is None:
            self.shares.give_back(client, size)
            return answer
        with self._lock:
            self._sent[file.path.name] = _Sent(file, client, time.monotonic())
        return Answer(answer.status, answer.headers, file)

    def _spooled(self, body: bytes) -> SpooledFile | None:
        """Return a file with the body; None where it cannot be written (a full disk)."""
        try:
            with tempfile.NamedTemporaryFile(
                dir=self._folder, prefix=SPOOLED_PREFIX, buffering=0, delete=False
            ) as file:
                path = Path(file.name)
                try:
                    rest = memoryview(body)
                    while rest:
                        rest = rest[file.write(rest) :]
                except BaseException:
                    path.unlink()
                    raise
        except OSError as error:
            _log.warning("an answer is sent from memory: %s", error)
            return None
        return SpooledFile(path, remove=True)

    def _let_go(self, name: str) -> None:
        with self._lock:
            sent = self._sent.pop(name, None)
        if sent:
            sent.file.close()
            self.shares.give_back(sent.client, sent.file.size)


def _too_much() -> Answer:
    detail = "You have large answers on their way already. Try again when you have read them."
    status = HTTPStatus.SERVICE_UNAVAILABLE
    return problem(status, "busy", detail, retry_after_s=RETRY_AFTER_S)
