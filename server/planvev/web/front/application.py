"""The RSGI application: answers from the cache at once, the rest through whole requests.

Which thread does what: the server's I/O thread looks into the cache and queues requests without
a body; the event loop reads bodies, watches connections and time; the pool's threads run the
application and give its answers to the server, whose I/O thread sends them.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from typing import Final

from planvev.web.front.answers import Answer, problem
from planvev.web.front.cache import (
    CacheRules,
    Key,
    ResponseCache,
    Stored,
    conditional,
    key_of,
    tagged,
)
from planvev.web.front.config import FrontConfig
from planvev.web.front.connection import Connection
from planvev.web.front.disconnection import Disconnection
from planvev.web.front.exchange import (
    Exchange,
    busy,
    internal_error,
    run_safely,
)
from planvev.web.front.flights import Flights, Role
from planvev.web.front.outgoing import FROM_MEMORY_BYTES_MAX, Outgoing
from planvev.web.front.pool import Pool
from planvev.web.front.receiving import Receiver, Uploads
from planvev.web.front.requests import (
    FIELD_BYTES_MAX,
    FieldTooLarge,
    Head,
    MalformedRequest,
    Scope,
    UnknownCoding,
    environ_of,
    forwarded_scheme,
    is_trusted,
    read_head,
    share_of,
)
from planvev.web.front.shares import Shares
from planvev.web.front.statistics import STATISTICS, Statistics
from planvev.web.front.validators import matches
from planvev.web.front.vary import cookie_value, normalise_accept
from planvev.web.front.wsgi import Wsgi

_SWEEP_S: Final = 0.05
_SWEEPS_WITHOUT_WORK: Final = 20
_LARGE_THREADS: Final = 2
_REFUSALS: Final[dict[type[ValueError], tuple[HTTPStatus, str]]] = {
    MalformedRequest: (HTTPStatus.BAD_REQUEST, "bad-request"),
    FieldTooLarge: (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "too-large"),
    UnknownCoding: (HTTPStatus.NOT_IMPLEMENTED, "not-implemented"),
}

_log: Final = logging.getLogger(__name__)


class Front:
    """One application behind one server. Made in the event loop.

    app: called from several threads. current: names the present generation of the data; cheap,
    called from any thread. spool: an own folder for large bodies. uploads: who may send more than
    others.
    """

    def __init__(
        self,
        app: Wsgi,
        config: FrontConfig,
        current: Callable[[], str],
        spool: Path,
        uploads: Uploads | None = None,
    ) -> None:
        self._app = app
        self._config = config
        self._spool = spool
        self._loop = asyncio.get_running_loop()
        self._trusted = config.trusted_networks
        self._waiting_paths = tuple(config.waiting_paths)
        self._rules = CacheRules(
            config.release, config.language_cookie, config.session_cookie, config.query_paths
        )
        self.cache = ResponseCache(config.cache_bytes_max, current, self._rules)
        self.pools = (
            Pool(config.threads, config.waiting_max),
            Pool(config.page_threads, config.waiting_max),
        )
        self._bodies = Shares(config.bodies_bytes_max)
        self._receiver = Receiver(config, self._bodies, uploads or Uploads())
        self.outgoing = Outgoing(spool, config.answer_files_bytes_max)
        self._large = ThreadPoolExecutor(_LARGE_THREADS, "planvev-large")
        self.statistics = Statistics(self.cache, self.pools, self._bodies, self.outgoing.shares)
        self._flights = Flights()
        self._exchanges: set[Exchange] = set()
        self._stopping = False
        self._sweeping = False
        self._sweeps_left = 0

    def at_once(self, scope: Scope, connection: Connection) -> bool:
        """Answer from the cache, or queue a request that is already whole. In the I/O thread.

        False: the request has a body, so that read() must follow in the event loop.
        """
        with contextlib.suppress(FieldTooLarge):  # which _head then answers
            if self._from_cache(scope, connection):
                return True
        head = self._head(scope, connection)
        if head is None:
            return True
        if _has_body(head):
            return False
        self._begin(head, b"", connection)
        return True

    def _from_cache(self, scope: Scope, connection: Connection) -> bool:
        """Answer a GET or HEAD if the answer is there.

        Does not look whether the request is well formed: only answers to those are stored.
        """
        method, path = scope.method, scope.path
        if method not in ("GET", "HEAD"):
            return False
        header = _header_of(scope)
        hosts = scope.headers.get_all("host")
        if len(hosts) != 1 or scope.authority or not self.cache.asks(method, path, header):
            return False
        scheme = scope.scheme
        if self._trusted and is_trusted(scope.client.rpartition(":")[0].strip("[]"), self._trusted):
            scheme = forwarded_scheme(header("x-forwarded-proto"), scheme)
        key = key_of(method, scheme, hosts[0], path, scope.query_string, "", b"")
        stored = self.cache.find(key, header)
        if stored is None:
            return False
        if_none_match = header("if-none-match")
        if if_none_match and stored.tag and matches(if_none_match, stored.tag):
            self.cache.not_modified()
            connection.response_empty(304, stored.unmodified)
        elif method == "HEAD":
            connection.response_empty(200, stored.headers)
        elif len(stored.body) <= FROM_MEMORY_BYTES_MAX:
            connection.response_bytes(200, stored.headers, stored.body)
        elif head := self._head(scope, connection):
            self._send_stored(stored, connection, share_of(head.client))
        return True

    def _send_stored(self, stored: Stored, connection: Connection, client: str) -> None:
        """Send a stored answer; one that is first written to a file, in another thread."""
        if len(stored.body) <= FROM_MEMORY_BYTES_MAX:
            connection.response_bytes(200, stored.headers, stored.body)
            return
        answer = Answer(200, stored.headers, stored.body)
        with contextlib.suppress(RuntimeError):  # the server ends
            self._large.submit(self.outgoing.send, answer, connection, client)

    def _head(self, scope: Scope, connection: Connection) -> Head | None:
        """Return the request's head, or answer what is wrong with it."""
        if scope.method == "CONNECT" or scope.method != scope.method.upper():
            detail = "There is no such method here; methods are written in capitals."
            refusal = problem(HTTPStatus.NOT_IMPLEMENTED, "not-implemented", detail, close=True)
        else:
            try:
                return read_head(scope, self._trusted)
            except (MalformedRequest, FieldTooLarge, UnknownCoding) as error:
                status, code = _REFUSALS[type(error)]
                refusal = problem(status, code, str(error), close=True)
        self._send(refusal, connection)
        return None

    async def read(self, scope: Scope, connection: Connection) -> None:
        """Read the body of a request and queue it, or answer why not. In the event loop."""
        try:
            head = self._head(scope, connection)
            if head is None:
                return
            body = await self._receiver.receive(head, connection)
            if isinstance(body, Answer):
                if body.status == HTTPStatus.SERVICE_UNAVAILABLE:
                    self.statistics.refuse()
                self._send(body, connection)
            elif not self._from_cache_by_body(head, body, connection):
                self._begin(head, body, connection)
        except Exception:
            _log.exception("a request could not be answered")
            self._send(internal_error(), connection)

    def _from_cache_by_body(self, head: Head, body: bytes, connection: Connection) -> bool:
        """Answer a query by POST if the answer is there."""
        if head.method != "POST" or not self.cache.asks("POST", head.path, head.header, body):
            return False
        stored = self.cache.find(_key(head, body), head.header)
        if stored is None:
            return False
        self._bodies.give_back(share_of(head.client), len(body))
        self._send_stored(stored, connection, share_of(head.client))
        return True

    def _begin(self, head: Head, body: bytes, connection: Connection) -> None:
        """Let a whole request be answered: by who asks the same already, or in the pool."""
        kept = self.cache.asks(head.method, head.path, head.header, body)
        key = _key(head, body) if kept else None
        flight = (*key, *self._told_apart(head)) if key and head.method != "HEAD" else None

        def work() -> None:
            nonlocal body
            try:
                answer = self._made(head, body, exchange.disconnected, key, flight)
                body = b""  # the exchange and its work hold each other
                exchange.settle(answer, last=self._stopping)
            except Exception:
                _log.exception("an answer could not be sent")

        exchange = Exchange(
            connection,
            share_of(head.client),
            self._loop,
            self._pool_for(head),
            self.outgoing,
            self._ended,
            len(body),
        )
        self._exchanges.add(exchange)
        self._wake()
        if key and flight:
            exchange.resume = functools.partial(self._resume, exchange, head, key, work)
            role = self._flights.join(flight, exchange.resume)
            if role is Role.FOLLOW or not exchange.resumes():
                return
            exchange.leads = flight if role is Role.LEAD else None
        self._submit(exchange, work)

    def _ended(self, exchange: Exchange, answer: Answer) -> None:
        self._exchanges.discard(exchange)
        self._bodies.give_back(exchange.client, exchange.body_bytes)
        self.statistics.answered(answer.status)
        if exchange.leads:
            self._flights.land(exchange.leads)

    def _resume(self, exchange: Exchange, head: Head, key: Key, work: Callable[[], None]) -> None:
        """Let a request go on that waited for another's answer: that may be there now."""
        if not exchange.resumes():
            return
        stored = self.cache.find(key, head.header)
        if stored:
            found = Answer(200, stored.headers, stored.body)
            found = conditional(head.method, head.header("if-none-match"), found)
            exchange.settle(found, last=self._stopping)
        else:
            self._submit(exchange, work)

    def _pool_for(self, head: Head) -> Pool:
        """Return the threads for a request: of those that are computed only few run at once.

        They would only get in each other's way, since Python computes in one thread at a time.
        """
        waits = head.method not in ("GET", "HEAD") or head.path.startswith(self._waiting_paths)
        return self.pools[0 if waits else 1]

    def _told_apart(self, head: Head) -> Key:
        """Return what most answers vary with. Who waits in vain for another loses time only."""
        cookies = head.header("cookie")
        language = cookie_value(cookies, self._rules.language_cookie) if cookies else ""
        return (normalise_accept(head.header("accept")), language)

    def _submit(self, exchange: Exchange, work: Callable[[], None]) -> None:
        exchange.begun = time.monotonic()
        exchange.work = exchange.pool.submit(exchange.client, work)
        if exchange.work is None:
            self.statistics.refuse()
            exchange.settle(busy(), last=self._stopping)

    def _wake(self) -> None:
        """See to it that exchanges are looked after."""
        self._sweeps_left = _SWEEPS_WITHOUT_WORK
        if not self._sweeping:
            self._sweeping = True
            self._loop.call_soon_threadsafe(self._sweep)

    def _made(
        self,
        head: Head,
        body: bytes,
        disconnected: Disconnection,
        key: Key | None,
        flight: Key | None,
    ) -> Answer:
        """Let the application answer; keep the answer where it may be kept."""
        environ = environ_of(head, body, disconnected)
        environ[STATISTICS] = self.statistics
        answer = run_safely(self._app, environ, self._spool)
        environ.clear()  # the application's request is held by it, and holds it
        answer = tagged(head.method, head.header, answer, self._rules)
        if key and head.method != "HEAD":
            kept = self.cache.put(key, head.header, answer)
            if flight and not kept and answer.status < 500:
                self._flights.alone(flight)
        answer = conditional(head.method, head.header("if-none-match"), answer)
        if answer.status == 304:
            self.cache.not_modified()
        return answer

    def _send(self, answer: Answer, connection: Connection) -> None:
        self.statistics.answered(answer.status)
        self.outgoing.send(answer, connection, "", last=self._stopping)

    def _sweep(self) -> None:
        """See whose client has gone and who waits too long; again while there is work."""
        late = time.monotonic() - self._config.wait_s
        for exchange in tuple(self._exchanges):
            exchange.watch(self._let_go)
            if exchange.begun >= late:
                continue
            if exchange.resume and not exchange.work:
                exchange.resume()
            elif exchange.work and exchange.pool.withdraw(exchange.work):
                self.statistics.refuse()
                exchange.settle(busy(), last=self._stopping)
        self._sweeps_left -= 1
        if not self._exchanges and self._sweeps_left <= 0:
            self._sweeping = False
            if not self._exchanges:
                return
            self._sweeping = True
        self._loop.call_later(_SWEEP_S, self._sweep)

    def _let_go(self, exchange: Exchange) -> None:
        """Free what a client holds that has gone."""
        exchange.disconnected.set()
        if exchange.work:
            exchange.pool.withdraw(exchange.work)
        if exchange.settle(busy(close=True)):
            self.statistics.disconnect()

    def stop(self) -> None:
        """Let each connection end with its next answer."""
        self._stopping = True

    def cancel(self) -> None:
        """Ask the application, for all that it works on, to come to an end."""
        for exchange in tuple(self._exchanges):
            exchange.disconnected.set()
        for pool in self.pools:
            pool.close()
        self._large.shutdown(wait=False)


def _header_of(scope: Scope) -> Callable[[str], str]:
    """Return what gives a header of a request, all its fields joined. It raises FieldTooLarge."""
    get_all = scope.headers.get_all

    def header(name: str) -> str:
        fields = get_all(name)
        joint = "; " if name == "cookie" else ", "
        value = fields[0] if len(fields) == 1 else joint.join(fields)
        if len(value) > FIELD_BYTES_MAX:
            raise FieldTooLarge
        return value

    return header


def _has_body(head: Head) -> bool:
    declared = head.header("content-length")
    return bool(head.header("transfer-encoding")) or declared not in ("", "0")


def _key(head: Head, body: bytes) -> Key:
    return key_of(
        head.method,
        head.scheme,
        head.host,
        head.path,
        head.query,
        head.header("content-type"),
        body,
    )
