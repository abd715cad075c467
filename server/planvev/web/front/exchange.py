"""One request that the application answers, from the queue to the answer that is sent."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, Final

from planvev.web.front.answers import Answer, problem
from planvev.web.front.connection import Connection
from planvev.web.front.disconnection import Disconnection
from planvev.web.front.outgoing import RETRY_AFTER_S, Outgoing
from planvev.web.front.pool import Pool, Work
from planvev.web.front.wsgi import Wsgi, run

_WATCH_AFTER_S: Final = 0.05
"""Most answers are there before it is worth asking whether the client still is."""

_log: Final = logging.getLogger(__name__)


class Exchange:
    """A request and the one answer that it gets, whoever is first to give it.

    begun: time of the monotonic clock since which it waits for a thread. pool: whose threads
    answer it; work: what waits there. resume: makes a request go on that waits for another's
    answer. leads: the answer that others wait for. client: whose shares it comes out of.
    body_bytes: size of the request's body. loop: where the connection is watched. outgoing: sends
    the answer. disconnected: set when the application should give up.
    ended: called once, in some thread, when the answer has been given.
    """

    __slots__ = (
        "_ended",
        "_lock",
        "_loop",
        "_outgoing",
        "_resumed",
        "_settled",
        "_watch",
        "begun",
        "body_bytes",
        "client",
        "connection",
        "disconnected",
        "leads",
        "pool",
        "resume",
        "work",
    )

    def __init__(
        self,
        connection: Connection,
        client: str,
        loop: asyncio.AbstractEventLoop,
        pool: Pool,
        outgoing: Outgoing,
        ended: Callable[[Exchange, Answer], None],
        body_bytes: int,
    ) -> None:
        self.connection = connection
        self.client = client
        self._outgoing = outgoing
        self.disconnected = Disconnection()
        self.begun = time.monotonic()
        self.body_bytes = body_bytes
        self.leads: tuple[str, ...] | None = None
        self.pool = pool
        self.work: Work | None = None
        self.resume: Callable[[], None] | None = None
        self._loop = loop
        self._ended = ended
        self._lock = threading.Lock()
        self._settled = self._resumed = False
        self._watch: asyncio.Task[None] | None = None

    def settle(self, answer: Answer, *, last: bool = False) -> bool:
        """Send an answer; False where there was one before. last: let the connection end."""
        with self._lock:
            if self._settled:
                answer.discard()
                return False
            self._settled = True
        try:
            self._outgoing.send(answer, self.connection, self.client, last=last)
        finally:
            self._ended(self, answer)
            if self._watch:
                self._in_loop(self._watch.cancel)
        return True

    def resumes(self) -> bool:
        """Tell the first who asks, and only them, that they may go on with the request."""
        with self._lock:
            if self._settled or self._resumed:
                return False
            self._resumed = True
            return True

    def watch(self, gone: Callable[[Exchange], None]) -> None:
        """Call gone if the connection ends before the answer. In the loop; may be repeated."""
        if self._watch or time.monotonic() - self.begun < _WATCH_AFTER_S:
            return

        async def wait() -> None:
            await self.connection.client_disconnect()
            gone(self)

        self._watch = self._loop.create_task(wait())
        if self._settled:
            self._watch.cancel()

    def _in_loop(self, call: Callable[[], object]) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has been closed: the server ends
            self._loop.call_soon_threadsafe(call)


def run_safely(app: Wsgi, environ: dict[str, Any], spool: Path) -> Answer:
    """Run the application; what it raises is logged, and the client learns nothing of it."""
    try:
        return run(app, environ, spool)
    except Exception:
        path = environ["PATH_INFO"].encode("unicode_escape").decode()
        _log.exception("%s %s failed", environ["REQUEST_METHOD"], path)
        return internal_error()


def internal_error() -> Answer:
    """Return the answer for what was not foreseen."""
    detail = "Something went wrong on this side. It has been logged."
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", detail)


def unauthorized() -> Answer:
    """Return the answer for a large body that comes with a token that is not good."""
    detail = "The token is not known here, and what is sent is larger than what is read without."
    challenge = ("www-authenticate", 'Bearer realm="planvev", error="invalid_token"')
    return problem(HTTPStatus.UNAUTHORIZED, "unauthorized", detail, more=[challenge], close=True)


def busy(*, close: bool = False) -> Answer:
    """Return the answer for a request that there is no room for."""
    detail = "The service is busy. Try again shortly."
    return problem(
        HTTPStatus.SERVICE_UNAVAILABLE, "busy", detail, retry_after_s=RETRY_AFTER_S, close=close
    )
