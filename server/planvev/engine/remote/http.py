"""One request to the remote store: sent, tried again where that is safe, read within bounds.

What is tried again: anything that was never sent (no connection), and whatever may be done twice
(``Request.idempotent``) after a lost connection, 429, 500, 502, 503 or 504. At most ATTEMPTS times,
with growing pauses, within one deadline; a timer holds a store to it that answers in drips.

Changes go over connections of their own: Virtuoso does not read the body of a request that it
refuses, and takes it for the next request on the same connection.
"""

from __future__ import annotations

import functools
import logging
import random
import socket
import ssl
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import IO, Any, Final
from urllib.parse import urlsplit

import httpx

import planvev
from planvev.engine.remote.settings import LOOPBACK, Login, RemoteSettings
from planvev.errors import QueryRefused, RemoteError, RemoteTimeout

ATTEMPTS: Final = 3
RETRIED: Final = frozenset({429, 500, 502, 503, 504})
SPOOL_BYTES: Final = 1024 * 1024
"""From which size on bytes are kept in a file."""
_PAUSE_S: Final = 0.1
_PAUSE_MAX_S: Final = 5.0
_CONNECT_TIMEOUT_S: Final = 5.0
_NO_LIMIT_S: Final = 1e9
_ERROR_BYTES_MAX: Final = 65_536
_log: Final = logging.getLogger(__name__)

Form = Mapping[str, str | Sequence[str]]


class Unreachable(RemoteError):
    """Nobody takes connections where the store should be.

    When it is back, it may have lost what it held.
    """


@dataclass(frozen=True)
class Request:
    """What to send. form: a body of form fields, instead of content. params: of the URL.

    idempotent: whether doing it twice does no more than doing it once.
    """

    method: str
    url: str
    params: Mapping[str, str] = field(default_factory=dict)
    form: Form | None = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    idempotent: bool = False


@dataclass(frozen=True)
class Reply:
    """An answer of any status, read to its end. body: stands at its start; the reader closes it.

    Of an answer that is an error, only the beginning is kept.
    """

    status: int
    headers: httpx.Headers
    body: IO[bytes]

    @property
    def is_success(self) -> bool:
        """Whether it was done."""
        return 200 <= self.status < 300

    @property
    def media_type(self) -> str:
        """The type of the body, in lower case and without parameters."""
        return str(self.headers.get("Content-Type", "")).partition(";")[0].strip().lower()

    def text(self) -> str:
        """Return the body as text, and close it; for messages."""
        with self.body:
            return self.body.read().decode("utf-8", errors="replace")


@dataclass(frozen=True)
class Limits:
    """deadline: of time.monotonic(). timeout_s: what it was made of. bytes_max: of the body."""

    deadline: float
    timeout_s: float
    bytes_max: int = 0

    @classmethod
    def within(cls, timeout_s: float, bytes_max: int = 0) -> Limits:
        """Return limits that begin now; timeout_s: 0 for none."""
        return cls(time.monotonic() + (timeout_s or _NO_LIMIT_S), timeout_s, bytes_max)

    @property
    def are_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self.deadline

    @property
    def left_s(self) -> float:
        """The seconds that are left. Raises RemoteTimeout where none are."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise RemoteTimeout(self.timeout_s)
        return left


class Connection:
    """A connection to the store, for one thread; another one may ``kill`` what it does.

    changes: whether it is for changes: they have a login of their own, and close the connection.
    opened: how often it was opened; each time the store may be one that was started anew.
    confirmed: the last opening after which the store was found to hold our data; its user's.
    """

    def __init__(self, settings: RemoteSettings, *, changes: bool = False) -> None:
        self.opened = 0
        self.confirmed = 0
        self._changes = changes
        self._auth = _auth(settings.login if changes else settings.query_login, settings)
        self._is_distant = _is_distant(settings)
        self._client: httpx.Client | None = None
        self._lock = threading.Lock()
        self._stream: Any = None
        self._killed = threading.Event()

    def send(self, request: Request, limits: Limits) -> Reply:
        """Send a request and return the answer, whatever its status.

        Raises RemoteTimeout, Unreachable, RemoteError where no answer came, QueryRefused for one
        beyond bytes_max.
        """
        attempt = 1
        while True:
            last = attempt == ATTEMPTS
            if self._killed.is_set():
                raise RemoteError("The request to the remote store was given up.")
            try:
                reply = self._send_once(request, limits)
                if reply.status not in RETRIED or not request.idempotent or last:
                    return reply
                reply.body.close()
                why, pause_s = f"it answered {reply.status}", _asked_pause_s(reply)
                failure = RemoteError(f"The remote store cannot be used: {why}.", reply.status)
            except httpx.RequestError as error:
                self.close()
                why, pause_s = _reason(error), 0.0
                if limits.are_over or (isinstance(error, httpx.ReadTimeout | httpx.WriteTimeout)):
                    raise RemoteTimeout(limits.timeout_s) from None
                failure = _failure(error, why)
                if self._killed.is_set() or last or (_was_sent(error) and not request.idempotent):
                    raise failure from None
            pause_s = max(pause_s, _PAUSE_S * 4 ** (attempt - 1) * random.uniform(0.75, 1.25))  # noqa: S311
            if pause_s >= limits.left_s:
                raise failure
            _log.info("%s to %s is tried again: %s", request.method, request.url, why)
            self._killed.wait(pause_s)
            attempt += 1

    def kill(self) -> None:
        """End what another thread is waiting for, at once; its ``send`` raises."""
        self._killed.set()
        self._shut()

    def _shut(self) -> None:
        with self._lock:
            stream = self._stream
        sock = stream.get_extra_info("socket") if stream is not None else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def revive(self) -> None:
        """Make it usable after ``kill``."""
        self._killed.clear()

    def close(self) -> None:
        """Let go of the connection; the next request opens another."""
        client, self._client = self._client, None
        with self._lock:
            self._stream = None
        if client is not None:
            client.close()

    def _send_once(self, request: Request, limits: Limits) -> Reply:
        client = self._opened()
        headers = {"Accept-Encoding": "identity", **request.headers}
        if self._changes:
            headers["Connection"] = "close"
        left_s = limits.left_s
        timeout = httpx.Timeout(left_s, connect=min(left_s, _CONNECT_TIMEOUT_S))
        # The time-outs above are of single reads: drips of an answer never reach them.
        timer = threading.Timer(left_s, self._shut)
        timer.daemon = True
        timer.start()
        try:
            with client.stream(
                request.method,
                request.url,
                params=dict(request.params) or None,
                data=None if request.form is None else dict(request.form),
                content=request.content,
                headers=headers,
                timeout=timeout,
                auth=self._auth if self._auth else httpx.USE_CLIENT_DEFAULT,
                extensions={"trace": self._trace},
            ) as response:
                body = _read(response, limits)
        finally:
            timer.cancel()
        if not response.is_success:
            self.close()
        return Reply(response.status_code, response.headers, body)

    def _opened(self) -> httpx.Client:
        if self._client is None:
            self._client = httpx.Client(
                headers={"User-Agent": f"planvev/{planvev.__version__}"},
                limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
                follow_redirects=False,
                verify=_tls(),
                trust_env=self._is_distant,
            )
        return self._client

    def _trace(self, name: str, info: Mapping[str, Any]) -> None:
        """Take note of the socket in use, so that ``kill`` can shut it."""
        if name in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            with self._lock:
                self._stream = info["return_value"]
            self.opened += name.startswith("connection.connect")
            if self._killed.is_set():
                self.kill()


def _read(response: httpx.Response, limits: Limits) -> IO[bytes]:
    """Read a body to its end, from a success all of it, else its beginning."""
    body = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115
    try:
        size = 0
        for chunk in response.iter_bytes():
            _ = limits.left_s
            size += len(chunk)
            if response.is_success and limits.bytes_max and size > limits.bytes_max:
                raise QueryRefused(
                    f"The answer is larger than {limits.bytes_max} bytes. Add a LIMIT, or ask for "
                    "less."
                )
            body.write(chunk)
            if not response.is_success and size >= _ERROR_BYTES_MAX:
                break
        body.seek(0)
    except BaseException:
        body.close()
        raise
    return body


def _auth(login: Login | None, settings: RemoteSettings) -> httpx.Auth | None:
    if login is None:
        return None
    kind = httpx.DigestAuth if settings.digest else httpx.BasicAuth
    return kind(login.user, login.password)


@functools.cache
def _tls() -> ssl.SSLContext:
    """Return the one context that all connections share: making one takes 20 ms."""
    return ssl.create_default_context()


def _is_distant(settings: RemoteSettings) -> bool:
    """Whether any endpoint is beyond this machine: then proxies in the environment count."""
    hosts = {urlsplit(url).hostname for url in settings.urls.values() if url}
    return bool(hosts - LOOPBACK)


def _was_sent(error: httpx.RequestError) -> bool:
    """Whether the store may have got the request."""
    return not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.ProxyError)


def _failure(error: httpx.RequestError, why: str) -> RemoteError:
    kind = Unreachable if isinstance(error, httpx.ConnectError) else RemoteError
    return kind(f"The remote store cannot be reached: {why}.")


def _reason(error: httpx.RequestError) -> str:
    """Say in a few words what went wrong, without addresses."""
    if isinstance(error, httpx.ConnectTimeout):
        return "no connection within the time limit"
    if isinstance(error, httpx.ConnectError):
        return "no connection"
    return "the connection was lost before the answer was complete"


def _asked_pause_s(reply: Reply) -> float:
    """Return the pause that Retry-After asks for, in seconds, bounded."""
    try:
        return min(max(float(reply.headers.get("Retry-After", 0)), 0.0), _PAUSE_MAX_S)
    except ValueError:
        return 0.0
