"""The embedded engine: the archive's graphs in memory, shared by worker processes that may die.

``PooledEngine`` puts the parts together: a ``Herd`` of zygotes that hold the data, lanes of
``Slot`` and ``Dispatcher``, and a thread that looks after both. It starts processes, not before
``start``; ``close`` ends them all, and so does the end of the process that made the engine.
"""

from __future__ import annotations

import logging
import os
import pickle
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import BinaryIO, Final, cast

from pyoxigraph import NamedNode, Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import serialize_canonical
from planvev.engine.base import Lane, Query, Result
from planvev.engine.embedded.counters import Counters
from planvev.engine.embedded.dispatcher import Dispatcher, LaneRules
from planvev.engine.embedded.fairness import Accounts
from planvev.engine.embedded.herd import Herd
from planvev.engine.embedded.job import Answer, Job
from planvev.engine.embedded.slot import Slot, SlotState
from planvev.engine.embedded.wire import WorkerLimits, decode_result, encode_query
from planvev.engine.embedded.worker import Job as WorkerJob
from planvev.errors import PlanvevError, ServerBusy
from planvev.rdf.federation import names_service, refuse_federation
from planvev.settings import Settings

_TICK_S: Final = 0.05
_HEAD_CHECK_S: Final = 0.25
_START_TIMEOUT_S: Final = 60.0
_QUERY_NICE: Final = 5
_LIGHT_S: Final = 2.0
_COUNTED: Final = (
    "answered",
    "failed",
    "timeouts",
    "kills",
    "crashes",
    "cancelled",
    "retried",
    "preempted",
    "busy",
    "over_budget",
    "queue_full",
    "forks",
    "zygote_restarts",
    "zygote_rebuilds",
)
"""What ``statistics`` names from the start, whether it has happened or not."""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class PoolSettings:
    """Limits of the engine; of the settings of the same names. 0 turns a limit off.

    union: whether a query that names no dataset asks the union of all graphs. service_allowed:
    IRIs of the endpoints that SERVICE may ask; where there are any, they are asked from one worker
    that has a network. preload: modules that the functions given to ``run`` need, imported once,
    in the zygote. lanes: those that there are; an engine of the write lane alone answers no
    queries.
    """

    union: bool = True
    workers: int = 4
    page_workers: int = 2
    query_memory_mib: int = 1024
    write_memory_mib: int = 2048
    write_timeout_s: float = 60.0
    result_bytes_max: int = 64 * 1024 * 1024
    queue_length: int = 100
    queue_wait_s: float = 2.0
    client_queries_max: int = 2
    client_query_seconds_per_minute: float = 15.0
    allow_missing_seccomp: bool = False
    service_allowed: tuple[str, ...] = ()
    preload: tuple[str, ...] = ()
    lanes: frozenset[Lane] = frozenset(Lane)

    @classmethod
    def of(cls, settings: Settings, preload: tuple[str, ...] = ()) -> PoolSettings:
        """Return what the settings of a server say. Raises ConfigError."""
        return cls(
            union=settings.text("default_graph") == "union",
            workers=settings.integer("workers"),
            page_workers=settings.integer("page_workers"),
            query_memory_mib=settings.integer("query_memory_mib"),
            write_memory_mib=settings.integer("write_memory_mib"),
            write_timeout_s=settings.number("write_timeout_s"),
            result_bytes_max=settings.integer("result_bytes_max"),
            queue_length=settings.integer("queue_length"),
            queue_wait_s=settings.number("queue_wait_s"),
            client_queries_max=settings.integer("client_queries_max"),
            client_query_seconds_per_minute=settings.number("client_query_seconds_per_minute"),
            allow_missing_seccomp=settings.integer("allow_missing_seccomp") == 1,
            service_allowed=settings.endpoints("service_allowed"),
            preload=preload,
        )


class PooledEngine:
    """Implements ``planvev.engine.base.Engine`` over an archive. Linux only.

    Every read sees the generation that was the archive's newest when the read began to run.
    """

    def __init__(self, archive: Archive, settings: PoolSettings | None = None) -> None:
        self._archive = archive
        self._settings = settings or PoolSettings()
        self._counters = Counters()
        spool = archive.state if archive.state.is_dir() else tempfile.gettempdir()
        self._herd = Herd(archive, str(spool), self._settings.preload, self._counters)
        budget = Accounts()  # one for all that a client asks, whether it asks others or not
        accounts = {Lane.QUERY: budget, Lane.FEDERATION: budget}
        self._dispatchers = {
            lane: Dispatcher(rules, self._counters, accounts=accounts.get(lane))
            for lane, rules in _rules_of(self._settings).items()
        }
        self._slots = {
            lane: [
                Slot(
                    f"planvev-{lane.value}-{number}",
                    self._herd,
                    self._dispatchers[lane],
                    limits,
                    self._counters,
                )
                for number in range(_rules_of(self._settings)[lane].workers)
            ]
            for lane, limits in _limits_of(self._settings).items()
            if lane in self._settings.lanes
        }
        self._queue_wait_s = dict.fromkeys(Lane, self._settings.queue_wait_s)
        # Writes wait for each other for as long as one may take: there is one worker for them.
        self._queue_wait_s[Lane.WRITE] = self._settings.write_timeout_s
        self._is_closed = False
        self._closing = threading.Event()
        self._ticker = threading.Thread(target=self._tick, name="planvev-ticker", daemon=True)

    def start(self) -> None:
        """Load the archive and start all workers; returns when each slot has one.

        Raises PlanvevError where the archive cannot be loaded, ConfigError where workers cannot be
        confined. Nothing is left running then.
        """
        try:
            self._herd.start()
            for slot in self._all_slots():
                slot.start()
            for slot in self._all_slots():
                if not slot.await_ready(_START_TIMEOUT_S):
                    raise PlanvevError("The workers could not be started.")
            self._ticker.start()
        except BaseException:
            self.close()
            raise

    @property
    def generation(self) -> str:
        """The archive's newest generation, as a number."""
        return str(self._archive.head())

    def query(self, query: Query) -> Result:
        """Answer a query; see ``Engine.query``.

        Raises QuerySyntaxError, BadRequest, QueryRefused, NotAcceptable; QueryTimeout, QueryDied
        where it took its worker down, QueryCancelled; ServerBusy, TooManyRequests. In the lane for
        federation also FederationRefused, whoever has looked at the query before, and RemoteError
        where another endpoint fails.
        """
        lane = self._lane_of(query)
        header = {
            "query": encode_query(query),
            "union": self._settings.union,
            "result_bytes_max": self._settings.result_bytes_max,
        }
        job = Job(lane, query.client, query.timeout_s, header)
        answer = self._run(job, query)
        fields = answer.message.header["result"]
        file = answer.message.file
        if file is None:
            return decode_result(fields, answer.message.body)
        opened = cast("BinaryIO", os.fdopen(file, "rb"))
        if query.spool:
            result = decode_result(fields, b"")
            return Result(result.kind, result.format, b"", result.generation, opened)
        with opened:
            return decode_result(fields, opened.read())

    def run(
        self,
        function: WorkerJob,
        argument: bytes = b"",
        *,
        lane: Lane = Lane.WRITE,
        timeout_s: float | None = None,
        client: str = "",
    ) -> bytes:
        """Run a function in a worker and return its bytes; in the write lane, in a fresh fork.

        function: importable by name; gets the worker's own store, which it may change, the
        generation, and the argument. It is never run twice. timeout_s: the lane's where None.
        Raises what ``query`` raises, and the errors of planvev that the function raises;
        ValueError for the lane of federation, whose worker has a network.
        """
        if lane is Lane.FEDERATION:
            raise ValueError("functions do not run where there is a network")
        limit_s = self._settings.write_timeout_s if timeout_s is None else timeout_s
        body = pickle.dumps((function, argument))
        job = Job(lane, client, limit_s, {"run": True}, body, repeatable=False)
        message = self._run(job, None).message
        if message.file is None:
            return message.body
        with os.fdopen(message.file, "rb") as file:
            return file.read()

    def refresh(self) -> bool:
        """Take note of a commit. Every read that begins after it sees it without this. So: True.

        A slot that gets work forks when it must, and such a fork is to have none in its way: all
        others wait until the archive is still (``_renew_idle``).
        """
        return True

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
        """End all processes and threads, within 5 seconds; what still waits is told so."""
        self._closing.set()
        for dispatcher in self._dispatchers.values():
            dispatcher.close()
        if self._is_closed:
            return
        self._is_closed = True
        self._herd.close()
        for slot in self._all_slots():
            slot.close()
        if self._ticker.is_alive():
            self._ticker.join()

    def statistics(self) -> dict[str, float]:
        """Return numbers for monitoring, by name; those with a lane are named «lane.number»."""
        numbers = dict.fromkeys(_COUNTED, 0.0)
        numbers |= self._counters.values()
        numbers["generation"] = self._archive.head()
        for lane, dispatcher in self._dispatchers.items():
            for name, size in dispatcher.sizes().items():
                numbers[f"{lane.value}.{name}"] = size
            for slot in self._slots[lane]:
                name = f"{lane.value}.slots_{slot.state.value}"
                numbers[name] = numbers.get(name, 0) + 1
        return numbers

    def processes(self) -> dict[str, list[int]]:
        """Return the processes by kind: «zygote», and the name of each lane."""
        pids = {"zygote": self._herd.zygote_pids}
        for lane, slots in self._slots.items():
            pids[lane.value] = [slot.pid for slot in slots if slot.pid is not None]
        return pids

    def _lane_of(self, query: Query) -> Lane:
        """Return the lane to run a query in: with a network only what asks endpoints on the list.

        Raises FederationRefused.
        """
        if query.lane is not Lane.FEDERATION:
            return query.lane
        refuse_federation(query.text, self._settings.service_allowed)
        return Lane.FEDERATION if names_service(query.text) else Lane.QUERY

    def _run(self, job: Job, query: Query | None) -> Answer:
        dispatcher = self._dispatchers[job.lane]
        cancellation = query.cancellation if query else None
        if cancellation:
            cancellation.on_cancel(job.cancel)
        try:
            dispatcher.submit(job)
            return job.wait(self._queue_wait_s[job.lane])
        except ServerBusy:
            self._counters.add("busy")
            dispatcher.check_maximum(job.client)
            raise
        finally:
            if cancellation:
                cancellation.on_cancel(None)
            dispatcher.dropped(job)

    def _all_slots(self) -> list[Slot]:
        return [slot for slots in self._slots.values() for slot in slots]

    def _tick(self) -> None:
        """Look after queues and generations; the body of the ticker's thread."""
        seen = -1
        checked = time.monotonic()
        while not self._closing.wait(_TICK_S):
            try:
                for dispatcher in self._dispatchers.values():
                    dispatcher.tick()
                if time.monotonic() - checked < _HEAD_CHECK_S:
                    continue
                checked = time.monotonic()
                before, seen = seen, self._archive.head()
                if seen == before:
                    self._renew_idle()
            except Exception:
                _log.exception("the ticker failed")

    def _renew_idle(self) -> None:
        """Let one idle slot a lane that is behind have a fresh worker, before it is asked."""
        for slots in self._slots.values():
            behind = (slot for slot in slots if slot.state is SlotState.IDLE and slot.is_stale)
            slot = next(behind, None)
            if slot:
                slot.call()


def _rules_of(settings: PoolSettings) -> dict[Lane, LaneRules]:
    queries = LaneRules(
        workers=max(settings.workers, 1),
        queue_length=settings.queue_length,
        client_max=settings.client_queries_max,
        budget_s=settings.client_query_seconds_per_minute,
        light_s=_LIGHT_S,
    )
    rules = {
        Lane.INTERACTIVE: LaneRules(
            workers=max(settings.page_workers, 1),
            queue_length=settings.queue_length,
            light_s=_LIGHT_S,
        ),
        Lane.QUERY: queries,
        Lane.FEDERATION: replace(queries, workers=1 if settings.service_allowed else 0),
        Lane.WRITE: LaneRules(workers=1, queue_length=settings.queue_length),
    }
    return {lane: rules[lane] for lane in Lane if lane in settings.lanes}


def _limits_of(settings: PoolSettings) -> dict[Lane, WorkerLimits]:
    pages = WorkerLimits(
        memory_mib=settings.query_memory_mib,
        require_seccomp=not settings.allow_missing_seccomp,
    )
    return {
        Lane.INTERACTIVE: pages,
        Lane.QUERY: replace(pages, nice=_QUERY_NICE),
        Lane.FEDERATION: replace(pages, nice=_QUERY_NICE, network=True),
        Lane.WRITE: replace(pages, memory_mib=settings.write_memory_mib, single_use=True),
    }
