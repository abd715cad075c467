"""Keeps the remote store at the archive's generation, and says whether it is there.

One thread pushes: at once after a commit of this process (``bring_up``), and when it sees that HEAD
has moved on, or that a push failed before.

What the store holds is known from the record of what was put. That is believed only once the
store's graphs were counted: at the start, and again where it may have been started anew and may
have lost something: after nobody took connections there, and where a graph that was put is gone,
which is looked for over each new connection (``confirm``). Until then queries wait.
"""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from planvev.archive.archive import Archive
from planvev.archive.manifest import DEFAULT
from planvev.engine.base import Dataset
from planvev.engine.embedded.counters import Counters
from planvev.engine.remote.http import Connection, Form, Limits, Unreachable
from planvev.engine.remote.ledger import Ledger, Standing
from planvev.engine.remote.settings import RemoteSettings
from planvev.engine.remote.store import NOTHING, UNNAMED, RemoteStore
from planvev.engine.remote.sync import Synced, is_current, synchronize
from planvev.errors import ArchiveBusy, ConfigError, PlanvevError, RemoteError, ServerBusy

LISTED_MAX: Final = 200
"""From how many graphs on listing them is slow (joins in Oxigraph: 40 times at 300)."""
RETRY_AFTER_S: Final = 5
START_WAIT_S: Final = 10.0
VISIBLE_WAIT_S: Final = 3.0
"""How long whoever has committed waits for the store to have it."""
_TICK_S: Final = 0.2
_JOIN_TIMEOUT_S: Final = 0.5
_RETRY_S: Final = (0.5, 1.0, 2.0, 5.0)
_log: Final = logging.getLogger(__name__)


class StoreLost(ServerBusy):
    """The store was started anew without what it held; it is being filled again."""


class Follower:
    """The record of one store, its graphs, and the thread that keeps them up to date."""

    def __init__(self, archive: Archive, settings: RemoteSettings, counters: Counters) -> None:
        self._archive = archive
        self._settings = settings
        self._counters = counters
        self._ledger = Ledger(archive.state, settings.identity)
        self._store = RemoteStore(settings)
        self._push_lock = threading.Lock()
        self._arrived = threading.Condition()
        self._closing = threading.Event()
        self._wanted = threading.Event()
        self._at_once = threading.Event()
        self._attempts = 0
        self._ended_attempts = 0
        self._failed_attempt = 0
        self._failure: PlanvevError | None = None
        self._doubts = 1
        self._is_checked = False
        self._sentinel = ""
        self._misfit: ConfigError | None = None
        self._listed: tuple[Standing, tuple[str, ...]] | None = None
        self._thread = threading.Thread(target=self._keep_up, name="planvev-pusher", daemon=True)

    def start(self) -> None:
        """Begin to bring the store to HEAD, its graphs counted first, and to keep it there.

        Returns once it is there, or cannot be reached, or START_WAIT_S have passed: it is tried
        again, or goes on, behind. Raises ConfigError where the store does not do as it is said to
        be set up, and errors of the archive; ``close`` it then.
        """
        self._wanted.set()
        self._thread.start()
        with self._arrived:
            self._arrived.wait_for(lambda: self._ended_attempts > 0, START_WAIT_S)
        failure = self._misfit or self._failure
        if failure and not isinstance(failure, RemoteError | ArchiveBusy):
            raise failure

    def standing(self) -> Standing:
        """Return where the store stands now."""
        return self._ledger.standing()

    def await_current(self) -> Standing:
        """Wait a moment for the store to be at HEAD; with stale reads, for it to hold anything.

        Raises ServerBusy where it is not there in time, or cannot be brought there; RemoteError
        where it cannot be reached or used.
        """
        deadline = time.monotonic() + self._settings.queue_wait_s
        while not self._closing.is_set():
            if self._misfit:
                raise RemoteError(self._misfit.message)
            standing = self._usable()
            if standing:
                return standing
            self._wanted.set()
            failure = self._failure
            if isinstance(failure, Unreachable):
                raise Unreachable(failure.message)
            left = deadline - time.monotonic()
            if failure or left <= 0:
                break
            with self._arrived:
                self._arrived.wait(min(left, _TICK_S))
        how = "could not be" if self._failure else "is being"
        raise ServerBusy(RETRY_AFTER_S, f"The store behind this server {how} brought up to date.")

    def bring_up(self) -> bool:
        """Have the store brought to HEAD at once; return whether it is there, after a while.

        False: the push failed, or takes longer than VISIBLE_WAIT_S; it goes on behind.
        """
        head = self._archive.head()
        deadline = time.monotonic() + VISIBLE_WAIT_S
        with self._arrived:
            attempt = self._attempts + 1  # one that runs may have begun before the commit
            self._at_once.set()
            self._wanted.set()
            while not self._closing.is_set():
                standing = self._ledger.standing()
                if standing.is_whole and (standing.generation or 0) >= head and self._is_checked:
                    return True
                left = deadline - time.monotonic()
                if self._failed_attempt >= attempt or left <= 0:
                    break
                self._arrived.wait(min(left, _TICK_S))
        return False

    def confirm(self, standing: Standing, connection: Connection, limits: Limits) -> None:
        """Look whether the store at the end of a connection still has what was put last.

        standing: where the store stood before; where that has changed, nothing is looked for.
        Raises StoreLost where it has lost it, and RemoteError.
        """
        sentinel = self._sentinel
        if not sentinel or self._store.has_graph(sentinel, connection, limits):
            return
        if self._ledger.standing() == standing:
            self.doubt()
            raise StoreLost(RETRY_AFTER_S, "The store behind this server has lost its data.")

    def doubt(self, failure: Unreachable | None = None) -> None:
        """Take note that the store may have lost what it held: its graphs are counted first.

        failure: that nobody is there; others are told so at once.
        """
        with self._arrived:
            self._doubts += 1
            if self._is_checked:
                self._counters.add("doubts")
            self._is_checked = False
            if failure:
                self._say(failure)
                self._failure = failure
        self._wanted.set()

    def push(self, *, recount: bool = False) -> Synced:
        """Bring the store to HEAD now; see ``planvev.engine.remote.sync.synchronize``."""
        with self._push_lock:
            if not recount and is_current(self._ledger, self._archive.manifest()):
                return Synced(self._archive.head())
            try:
                done = synchronize(
                    self._archive,
                    self._ledger,
                    self._store,
                    recount=recount,
                    lock_timeout_s=self._settings.timeout_s or None,
                )
            except BaseException:
                self._counters.add("push_failures")
                raise
            self._sentinel = self._sentinel_of(done)
        self._counters.add("pushes")
        self._counters.add("graphs_put", len(done.put))
        return done

    def dataset(self, standing: Standing) -> Form:
        """Return the parameters of a query that names no dataset; none where the store knows."""
        if not self._settings.listed:
            return {}
        graphs = self._graphs(standing)
        named = tuple(graph for graph in graphs if graph != UNNAMED)
        return parameters_of(Dataset(graphs if self._settings.union else (UNNAMED,), named))

    def close(self) -> None:
        """End the thread and what it does, and let go of store and record."""
        self._closing.set()
        self._wanted.set()
        self._at_once.set()
        with self._arrived:
            self._arrived.notify_all()
        self._store.kill()
        if self._thread.is_alive():
            self._thread.join(_JOIN_TIMEOUT_S)
        if not self._thread.is_alive():  # else it waits for a connection, and ends after that
            self._store.close()
            self._ledger.close()

    def _usable(self) -> Standing | None:
        """Return where the store stands, if queries may be answered from there."""
        standing = self._ledger.standing()
        if not self._is_checked:
            return None
        if self._settings.stale_reads and standing.generation is not None:
            return standing
        return standing if is_current(self._ledger, self._archive.manifest()) else None

    def _graphs(self, standing: Standing) -> tuple[str, ...]:
        """Return the graphs that the store has of ours, as it calls them."""
        listed = self._listed
        if listed is None or listed[0] != standing:
            graphs = self._ledger.graphs()
            names = tuple(UNNAMED if graph == DEFAULT else graph for graph in graphs)
            if len(names) > LISTED_MAX and (listed is None or len(listed[1]) <= LISTED_MAX):
                _log.warning(
                    "Each query lists %d graphs, which is slow. Set the store up so that its "
                    "default graph is the union of all, and remote_default_graph to «remote».",
                    len(names),
                )
            self._listed = listed = (standing, names)
        return listed[1]

    def _sentinel_of(self, done: Synced) -> str:
        """Return a graph by which to tell that the store holds what was put: the last, if it can.

        Empty where there is none: all are empty, or unnamed.
        """
        manifest = self._archive.manifest()
        candidates = (*reversed(done.put), self._sentinel, *manifest.graphs)
        return next(
            (
                graph
                for graph in candidates
                if graph != DEFAULT and graph in manifest.graphs and manifest.graphs[graph].triples
            ),
            "",
        )

    def _catch_up(self) -> None:
        """Push; where it is not known what is there, count first, and look at the set-up."""
        doubts = self._doubts
        was_checked = self._is_checked
        self.push(recount=not was_checked)
        if not was_checked:
            try:
                check_default_graph(self._store, self._settings)
                self._misfit = None
            except ConfigError as error:
                self._misfit = error
                _log.error("%s", error.message)
            with self._arrived:
                self._is_checked = self._doubts == doubts

    def _attempt(self) -> None:
        """Catch up once, and tell all who wait for it what came of it."""
        with self._arrived:
            self._attempts += 1
            attempt = self._attempts
        failure: PlanvevError | None = None
        try:
            self._catch_up()
        except PlanvevError as error:
            failure = error
        except Exception:
            if not self._closing.is_set():
                _log.exception("a push failed unexpectedly")
            failure = PlanvevError("The push failed unexpectedly.")
        with self._arrived:
            self._say(failure)
            self._failure = failure
            self._ended_attempts = attempt
            if failure:
                self._failed_attempt = attempt
            self._arrived.notify_all()

    def _say(self, failure: PlanvevError | None) -> None:
        """Log what has become of the store, where that is another thing than before."""
        before = self._failure.message if self._failure else ""
        if failure and failure.message != before and not self._closing.is_set():
            _log.warning("The remote store is behind, and is tried again: %s", failure.message)
        elif before and not failure:
            _log.warning("The remote store is up to date again.")

    def _keep_up(self) -> None:
        """Push what others commit, and what failed before; the body of the thread."""
        failures = 1 if self._failure else 0
        while not self._closing.is_set():
            self._wanted.wait(_TICK_S)
            self._wanted.clear()
            if failures:
                self._at_once.wait(_RETRY_S[min(failures, len(_RETRY_S)) - 1])
            self._at_once.clear()
            if self._closing.is_set():
                return
            self._attempt()
            failures = failures + 1 if self._failure else 0


def check_default_graph(store: RemoteStore, settings: RemoteSettings) -> None:
    """Raise ConfigError where queries would get wrong answers without anybody noticing."""
    if not settings.listed:
        has_union = store.has_union_default()
        if settings.union and has_union is False:
            raise ConfigError(
                "remote_default_graph is «remote», but the default graph of the remote store "
                "is not the union of its graphs. Set the store up so (oxigraph serve "
                "--union-default-graph), or set remote_default_graph to «listed»."
            )
        if not settings.union and has_union:
            raise ConfigError(
                "default_graph is «own», but the default graph of the remote store is the union of "
                "its graphs. Set the store up otherwise, or set remote_default_graph to «listed»."
            )
        return
    if store.is_virtuoso:
        raise ConfigError(
            "Virtuoso loses rows where a query lists its graphs and has a path with + or *. "
            "Set remote_default_graph to «remote»."
        )


def parameters_of(dataset: Dataset) -> Form:
    """Return the protocol's parameters for a dataset.

    An empty list is sent as a graph that does not exist: stores differ in what no list means
    (Virtuoso then takes all graphs).
    """
    return {
        "default-graph-uri": list(dataset.default_graphs or (NOTHING,)),
        "named-graph-uri": list(dataset.named_graphs or (NOTHING,)),
    }
