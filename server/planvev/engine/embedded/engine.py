"""An engine in this process: an in-memory store, and threads that may be abandoned.

pyoxigraph can neither end a query nor survive a stack overflow. So each query runs in a thread
of its own, with a large stack; when its deadline passes, the caller is answered and the thread is
abandoned: it keeps its slot until it ends by itself. When only abandoned threads are left,
queries are refused at once.

The store of a generation never changes: new graphs make a new store, and queries that still run
keep theirs. (An in-memory store deadlocks where graphs are cleared while a result is alive.)
"""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from pyoxigraph import NamedNode, Quad, Store, Triple

from planvev.engine.base import Lane, Query, Result
from planvev.engine.embedded.answer import Bounds
from planvev.engine.embedded.evaluate import evaluate
from planvev.engine.embedded.replica import Replica
from planvev.errors import PlanvevError, QueryTimeout, ServerBusy
from planvev.rdf.federation import refuse_federation

DefaultGraphSetting = Literal["union", "own"]

_STACK_BYTES: Final = 256 * 1024 * 1024
"""Of a query's thread; virtual memory, taken only as deep queries need it."""
_NO_LIMIT_S: Final = 1e9
_BUSY_RETRY_S: Final = 5
_log: Final = logging.getLogger(__name__)
_thread_start_lock = threading.Lock()


class EngineBusy(ServerBusy):
    """All threads are taken, some by queries that passed their time limits."""

    def __init__(self) -> None:
        super().__init__(_BUSY_RETRY_S, "The server is busy with other queries.")


@dataclass(frozen=True)
class _State:
    """One generation: its store, the triples of each graph and their digests."""

    store: Store
    graphs: Mapping[NamedNode, tuple[Triple, ...]]
    digests: Mapping[NamedNode, str]
    generation: str


@dataclass
class _Job:
    """A query on its way: what it became, and whether somebody still waits for it."""

    done: threading.Event = field(default_factory=threading.Event)
    result: Result | None = None
    error: BaseException | None = None
    abandoned: bool = False


class EmbeddedEngine:
    """Implements ``planvev.engine.base.Engine`` in this process.

    default_graph: what a query that names no dataset asks: the union of all graphs, or the
    store's own unnamed graph, which is empty. workers: queries that run at once.
    result_bytes_max: largest answer, 0 for no limit. queue_wait_s: how long a query waits for a
    thread when others, not yet abandoned, have them all. replica: what is asked until graphs are
    replaced, which begins with none; nothing where None.
    """

    def __init__(
        self,
        *,
        default_graph: DefaultGraphSetting = "union",
        workers: int = 4,
        result_bytes_max: int = 64 * 1024 * 1024,
        queue_wait_s: float = 2.0,
        replica: Replica | None = None,
    ) -> None:
        self._union = default_graph == "union"
        self._workers = workers
        self._result_bytes_max = result_bytes_max
        self._queue_wait_s = queue_wait_s
        self._write_lock = threading.Lock()
        self._slots = threading.Condition()
        self._running = 0
        self._abandoned = 0
        self._state = (
            _State(replica.store, {}, {}, str(replica.generation)) if replica else _state_of({}, {})
        )

    @property
    def generation(self) -> str:
        """A hash of the content of all graphs."""
        return self._state.generation

    @property
    def abandoned(self) -> int:
        """How many threads still work at queries that nobody waits for."""
        return self._abandoned

    def query(self, query: Query) -> Result:
        """Answer a query; see ``Engine.query``.

        Raises QuerySyntaxError, BadRequest, QueryRefused, QueryTimeout, EngineBusy, NotAcceptable.
        """
        if query.lane is Lane.FEDERATION:
            refuse_federation(query.text)  # this process has a network, and no list
        timeout_s = query.timeout_s if query.timeout_s > 0 else _NO_LIMIT_S
        deadline = time.monotonic() + timeout_s
        self._take_slot(deadline)
        job = _Job()
        bounds = Bounds(deadline, query.timeout_s, self._result_bytes_max)
        state = self._state
        self._start(job, lambda: self._answer(state, query, bounds))
        if not job.done.wait(max(deadline - time.monotonic(), 0)):
            self._abandon(job)
            raise QueryTimeout(query.timeout_s)
        if job.error is not None:
            raise job.error
        if job.result is None:
            raise RuntimeError("a query ended without result and without error")
        return job.result

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        """Make each graph hold exactly these triples; an empty sequence removes it."""
        with self._write_lock:
            kept = dict(self._state.graphs)
            digests = dict(self._state.digests)
            for graph, triples in graphs.items():
                kept.pop(graph, None)
                digests.pop(graph, None)
                if triples:
                    kept[graph] = tuple(dict.fromkeys(triples))
                    digests[graph] = _digest(kept[graph])
            self._state = _state_of(kept, digests)

    def close(self) -> None:
        """Wait a second for queries that run; their threads do not keep the process alive."""
        with self._slots:
            self._slots.wait_for(lambda: self._running == 0, timeout=1)

    def _take_slot(self, deadline: float) -> None:
        wait_until = min(deadline, time.monotonic() + self._queue_wait_s)
        with self._slots:
            while self._running >= self._workers:
                left = wait_until - time.monotonic()
                if self._abandoned >= self._workers or left <= 0:
                    raise EngineBusy
                self._slots.wait(left)
            self._running += 1

    def _start(self, job: _Job, work: Callable[[], Result]) -> None:
        def run() -> None:
            try:
                job.result = work()
            except BaseException as error:
                job.error = _without_frames(error)
            finally:
                self._finish(job)

        thread = threading.Thread(target=run, name="planvev-query", daemon=True)
        with _thread_start_lock:
            previous = threading.stack_size(_STACK_BYTES)
            try:
                thread.start()
            except RuntimeError:
                self._finish(job)
                raise EngineBusy from None
            finally:
                threading.stack_size(previous)

    def _finish(self, job: _Job) -> None:
        with self._slots:
            self._running -= 1
            if job.abandoned:
                self._abandoned -= 1
            job.done.set()
            self._slots.notify_all()

    def _abandon(self, job: _Job) -> None:
        with self._slots:
            if not job.done.is_set():
                job.abandoned = True
                self._abandoned += 1
                self._slots.notify_all()

    def _answer(self, state: _State, query: Query, bounds: Bounds) -> Result:
        return evaluate(state.store, query, bounds, union=self._union, generation=state.generation)


def _state_of(
    graphs: Mapping[NamedNode, tuple[Triple, ...]], digests: Mapping[NamedNode, str]
) -> _State:
    store = Store()
    for graph, triples in graphs.items():
        store.extend(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    lines = "".join(f"{digest} {iri}\n" for iri, digest in _by_iri(digests))
    return _State(store, graphs, digests, hashlib.sha256(lines.encode()).hexdigest()[:32])


def _by_iri(digests: Mapping[NamedNode, str]) -> list[tuple[str, str]]:
    return sorted((graph.value, digest) for graph, digest in digests.items())


def _digest(triples: Sequence[Triple]) -> str:
    lines = sorted(f"{triple} .\n" for triple in triples)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _without_frames(error: BaseException) -> BaseException:
    """Let go of the frames of this thread: they hold the result, which must not leave it."""
    if not isinstance(error, PlanvevError):
        _log.error("a query failed unexpectedly", exc_info=error)
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)
