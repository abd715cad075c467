"""Keeps the remote store at the archive's generation, and says whether it is there.

A push comes after each commit of this process (``push``), and from a thread that looks at HEAD, for
commits of others and for what failed before.
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
from planvev.engine.remote.http import Form
from planvev.engine.remote.ledger import Ledger, Standing
from planvev.engine.remote.settings import RemoteSettings
from planvev.engine.remote.store import NOTHING, UNNAMED, RemoteStore
from planvev.engine.remote.sync import Synced, is_current, synchronize
from planvev.errors import ConfigError, PlanvevError, RemoteError, ServerBusy

LISTED_MAX: Final = 200
"""From how many graphs on listing them is slow (joins in Oxigraph: 40 times at 300)."""
RETRY_AFTER_S: Final = 5
_TICK_S: Final = 0.2
_RETRY_S: Final = (0.5, 1.0, 2.0, 5.0)
_log: Final = logging.getLogger(__name__)


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
        self._is_checked = False
        self._misfit: ConfigError | None = None
        self._listed: tuple[Standing, tuple[str, ...]] | None = None
        self._thread = threading.Thread(target=self._keep_up, name="planvev-pusher", daemon=True)

    def start(self) -> None:
        """Bring the store to HEAD, its graphs counted first, and keep it there.

        A store that cannot be reached is tried again until it can. Raises ConfigError where it
        does not do as it is said to be set up, and errors of the archive.
        """
        try:
            self._catch_up()
        except RemoteError as error:
            _log.warning("The remote store is not up to date yet: %s", error.message)
        if self._misfit:
            raise self._misfit
        self._thread.start()

    def standing(self) -> Standing:
        """Return where the store stands now."""
        return self._ledger.standing()

    def await_current(self) -> Standing:
        """Wait a moment for the store to be at HEAD; with stale reads, for it to hold anything.

        Raises ServerBusy where it is not there in time, RemoteError where it cannot be used.
        """
        deadline = time.monotonic() + self._settings.queue_wait_s
        while not self._closing.is_set():
            if self._misfit:
                raise RemoteError(self._misfit.message)
            standing = self._ledger.standing()
            if self._settings.stale_reads and standing.generation is not None:
                return standing
            if is_current(self._ledger, self._archive.manifest()):
                return standing
            self._wanted.set()
            left = deadline - time.monotonic()
            if left <= 0:
                break
            with self._arrived:
                self._arrived.wait(min(left, _TICK_S))
        raise ServerBusy(RETRY_AFTER_S, "The store behind this server is being brought up to date.")

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
                    self._settings,
                    recount=recount,
                    lock_timeout_s=self._settings.timeout_s or None,
                )
            except BaseException:
                self._counters.add("push_failures")
                self._wanted.set()
                raise
        self._counters.add("pushes")
        self._counters.add("graphs_put", len(done.put))
        with self._arrived:
            self._arrived.notify_all()
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
        with self._arrived:
            self._arrived.notify_all()
        if self._thread.is_alive():
            self._store.kill()
            self._thread.join()
        self._store.close()
        self._ledger.close()

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

    def _catch_up(self) -> None:
        """Push; the first time, count what is there, and look how the store is set up."""
        self.push(recount=not self._is_checked)
        if not self._is_checked:
            try:
                check_default_graph(self._store, self._settings)
            except ConfigError as error:
                self._misfit = error
                _log.error("%s", error.message)
            self._is_checked = True

    def _keep_up(self) -> None:
        """Push what others commit, and what failed before; the body of the thread."""
        failures = 0
        while not self._closing.is_set():
            self._wanted.wait(_TICK_S)
            self._wanted.clear()
            if failures and self._closing.wait(_RETRY_S[min(failures, len(_RETRY_S)) - 1]):
                return
            if self._closing.is_set():
                return
            try:
                self._catch_up()
                failures = 0
            except PlanvevError as error:
                failures += 1
                _log.warning("The remote store is behind: %s", error.message)
            except Exception:
                failures += 1
                _log.exception("a push failed unexpectedly")


def check_default_graph(store: RemoteStore, settings: RemoteSettings) -> None:
    """Raise ConfigError where queries would get wrong answers without anybody noticing."""
    if not settings.listed:
        if settings.union and not store.has_union_default():
            raise ConfigError(
                "remote_default_graph is «remote», but the default graph of the remote store "
                "is not the union of its graphs. Set the store up so (oxigraph serve "
                "--union-default-graph), or set remote_default_graph to «listed»."
            )
        return
    store.select("SELECT * WHERE {} LIMIT 1")
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
