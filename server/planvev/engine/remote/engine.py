"""The remote engine: the archive is the truth, a SPARQL 1.1 store answers the queries.

Until the store is at HEAD (``follower``), queries wait a moment, then are answered 503; or, with
``stale_reads``, from what the store holds: such an answer names the generation that it is of, which
is not the present one, so no cache keeps it. An answer during which the store was changed, or that
comes from a store that has lost its data, is thrown away and asked for again.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from pyoxigraph import NamedNode, Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import serialize_canonical
from planvev.engine.base import Lane, Query, Result
from planvev.engine.embedded.answer import Bounds, choose_format
from planvev.engine.embedded.counters import Counters
from planvev.engine.embedded.dispatcher import Dispatcher, LaneRules
from planvev.engine.embedded.worker import Job as WriteJob
from planvev.engine.remote.follower import RETRY_AFTER_S, Follower, StoreLost, parameters_of
from planvev.engine.remote.guard import check_query, text_with_base
from planvev.engine.remote.http import Connection, Form, Limits, Reply, Request, Unreachable
from planvev.engine.remote.ledger import Standing
from planvev.engine.remote.replica import WriteReplica
from planvev.engine.remote.replies import ACCEPT, convert, error_of
from planvev.engine.remote.settings import RemoteSettings
from planvev.engine.remote.slots import RemoteJob, RemoteSlot
from planvev.engine.remote.sync import Synced
from planvev.errors import BadRequest, PlanvevError, ServerBusy, TooManyRequests, UpdateRefused
from planvev.rdf.query_tokens import names_dataset

_MOVED_MAX: Final = 3
_FOR_EVER_S: Final = 1e9
_TAKEN_BY: Final = {Lane.WRITE: Lane.INTERACTIVE, Lane.FEDERATION: Lane.QUERY}
"""The lanes that there are none of here, with those that do their work."""
_JOIN_TIMEOUT_S: Final = 0.5
_COUNTED: Final = (
    "answered",
    "failed",
    "busy",
    "asked_again",
    "doubts",
    "pushes",
    "push_failures",
    "graphs_put",
)
"""What ``statistics`` names from the start, whether it has happened or not."""


class RemoteEngine:
    """Implements ``planvev.engine.base.Engine`` over an archive and a remote store.

    writer: runs changes on a local copy of the data; it is closed with the engine. None: changes
    are refused.
    """

    def __init__(
        self, archive: Archive, settings: RemoteSettings, writer: WriteReplica | None = None
    ) -> None:
        self._archive = archive
        self._settings = settings
        self._writer = writer
        self._counters = Counters()
        self._follower = Follower(archive, settings, self._counters)
        workers = {
            Lane.INTERACTIVE: max(settings.page_workers, 1),
            Lane.QUERY: max(settings.workers, 1),
        }
        self._dispatchers = {
            Lane.INTERACTIVE: Dispatcher(
                LaneRules(workers[Lane.INTERACTIVE], settings.queue_length), self._counters
            ),
            Lane.QUERY: Dispatcher(
                LaneRules(
                    workers[Lane.QUERY],
                    settings.queue_length,
                    settings.client_queries_max,
                    settings.client_query_seconds_per_minute,
                ),
                self._counters,
            ),
        }
        self._slots = [
            RemoteSlot(f"planvev-remote-{lane.value}-{number}", dispatcher, settings, self._ask)
            for lane, dispatcher in self._dispatchers.items()
            for number in range(workers[lane])
        ]
        self._is_closed = False

    def start(self) -> None:
        """Bring the store to HEAD, its graphs counted first, and begin to answer.

        A store that cannot be reached, or takes long to be filled, does not keep a server from
        starting: that goes on behind. Raises ConfigError where the store does not do as it is said
        to be set up, ArchiveCorrupt and other errors of the archive; nothing is left running then.
        """
        try:
            self._follower.start()
        except BaseException:
            self.close()
            raise
        for slot in self._slots:
            slot.start()

    @property
    def generation(self) -> str:
        """The archive's newest generation, as a number; answers of an older one say so."""
        return str(self._archive.head())

    def query(self, query: Query) -> Result:
        """Answer a query; see ``Engine.query``.

        Raises QuerySyntaxError, BadRequest, QueryRefused, NotAcceptable; FederationRefused (the
        store would ask others, and is not ours to confine); QueryTimeout, QueryCancelled,
        ServerBusy (also while the store is behind), TooManyRequests; RemoteError, RemoteTimeout.
        """
        choose_format(query, check_query(query.text))
        _check_unicode(query.text)
        busy = ServerBusy(RETRY_AFTER_S, "The data change faster than the query can be answered.")
        for _ in range(_MOVED_MAX):
            before = self._follower.await_current()
            try:
                result = self._run(query)
            except StoreLost as lost:
                busy = lost
                continue
            after = self._follower.standing()
            if after == before:
                return result
            if self._settings.stale_reads:
                return replace(result, generation=before.until(after))
            if result.file:
                result.file.close()
            self._counters.add("asked_again")
        raise busy

    def run(
        self,
        function: WriteJob,
        argument: bytes = b"",
        *,
        timeout_s: float | None = None,
        client: str = "",
    ) -> bytes:
        """Run a function over the data in the local write replica. Raises UpdateRefused."""
        if self._writer is None:
            raise UpdateRefused()
        return self._writer.run(function, argument, timeout_s=timeout_s, client=client)

    def push(self) -> Synced:
        """Bring the store to HEAD now. Raises RemoteError, RemoteTimeout, ArchiveBusy."""
        return self._follower.push()

    def refresh(self) -> bool:
        """Have the store take what was committed; return whether it has. Call it after a commit.

        False where it cannot, or takes longer than a request should: the commit stands all the
        same, and the push goes on behind.
        """
        if self._writer:
            self._writer.refresh()
        return self._follower.bring_up()

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        """Commit graphs as they are given; an empty sequence removes one. Nothing is validated."""
        changes = {
            graph.value: serialize_canonical(triples) if triples else None
            for graph, triples in graphs.items()
        }
        with self._archive.write_lock() as lock:
            lock.commit(changes, author="planvev", message="replace graphs")
        self.refresh()

    def close(self) -> None:
        """End all threads, connections and processes, within 5 seconds."""
        if self._is_closed:
            return
        self._is_closed = True
        for dispatcher in self._dispatchers.values():
            dispatcher.close()
        for slot in self._slots:
            slot.stop()
        if self._writer is not None:
            self._writer.close()
        self._follower.close()
        deadline = time.monotonic() + _JOIN_TIMEOUT_S
        for slot in self._slots:
            slot.join(max(deadline - time.monotonic(), 0))

    def statistics(self) -> dict[str, float]:
        """Return numbers for monitoring, by name; those with a lane are named «lane.number».

        Those of the write replica are added in where it has the same ones.
        """
        numbers = dict.fromkeys(_COUNTED, 0.0) | self._counters.values()
        for name, number in (self._writer.statistics() if self._writer else {}).items():
            numbers[name] = numbers.get(name, 0.0) + number
        numbers["generation"] = float(self._archive.head())
        numbers["remote_generation"] = float(self._follower.standing().generation or 0)
        for lane, dispatcher in self._dispatchers.items():
            for name, size in dispatcher.sizes().items():
                numbers[f"{lane.value}.{name}"] = size
        return numbers

    def processes(self) -> dict[str, list[int]]:
        """Return the processes by kind: those of the write replica, where there is one."""
        return self._writer.processes() if self._writer else {}

    def _run(self, query: Query) -> Result:
        """Queue a query, and wait for its result."""
        dispatcher = self._dispatchers[_TAKEN_BY.get(query.lane, query.lane)]
        job = RemoteJob(query)
        if query.cancellation:
            query.cancellation.on_cancel(job.cancel)
        try:
            dispatcher.submit(job)
            job.wait(self._settings.queue_wait_s)
        except ServerBusy:
            self._counters.add("busy")
            dispatcher.check_maximum(query.client)
            raise
        except TooManyRequests:
            raise
        except PlanvevError:
            self._counters.add("failed")
            raise
        finally:
            if query.cancellation:
                query.cancellation.on_cancel(None)
            dispatcher.dropped(job)
        if job.result is None:
            raise RuntimeError("a job ended without a result and without an error")
        self._counters.add("answered")
        return job.result

    def _ask(self, query: Query, connection: Connection) -> Result:
        """Ask the store, in a slot's thread."""
        kind = check_query(query.text)
        chosen = choose_format(query, kind)
        limits_s = (query.timeout_s, self._settings.timeout_s, _FOR_EVER_S)
        timeout_s = min(limit for limit in limits_s if limit > 0)
        limits = Limits.within(timeout_s, self._settings.result_bytes_max)
        standing = self._follower.standing()
        request = Request(
            "POST",
            self._settings.query_url,
            form={"query": text_with_base(query), **self._dataset(query, standing)},
            headers={"Accept": ACCEPT[kind]},
            idempotent=True,
        )
        reply = self._send(request, standing, connection, limits)
        bounds = Bounds(limits.deadline, timeout_s, limits.bytes_max)
        body, file = convert(reply, kind, chosen, bounds).take(as_file=query.spool)
        return Result(kind, chosen, body, standing.name, file)

    def _send(
        self, request: Request, standing: Standing, connection: Connection, limits: Limits
    ) -> Reply:
        """Return a successful reply of a store that still holds what was put."""
        try:
            reply = connection.send(request, limits)
        except Unreachable as error:
            self._follower.doubt(error)
            raise
        if not reply.is_success:
            raise error_of(reply)
        if connection.confirmed != connection.opened:  # the store may have been started anew
            try:
                self._follower.confirm(standing, connection, limits)
            except BaseException:
                reply.body.close()
                raise
            connection.confirmed = connection.opened
        return reply

    def _dataset(self, query: Query, standing: Standing) -> Form:
        """Return the parameters that name the dataset; none where the query names its own."""
        if query.dataset:
            return parameters_of(query.dataset)
        return {} if names_dataset(query.text) else self._follower.dataset(standing)


def _check_unicode(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise BadRequest("The query is no Unicode text: it has half a surrogate pair.") from None
