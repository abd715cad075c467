"""The herd: the zygotes, one in use and others on their way in or out; it gives out workers."""

from __future__ import annotations

import logging
import threading
import time
from typing import Final

from planvev.archive.archive import Archive
from planvev.engine.embedded.channel import ChannelClosed
from planvev.engine.embedded.counters import Counters
from planvev.engine.embedded.lifeline import Lifeline
from planvev.engine.embedded.processes import WorkerProcess, Zygote, ZygoteDied
from planvev.engine.embedded.wire import WorkerLimits
from planvev.engine.embedded.zygote import ZygoteSettings
from planvev.errors import PlanvevError

_SUPERSEDED_SHARE: Final = 0.25
_SUPERSEDED_LEAST: Final = 20_000
"""A small store is not rebuilt for its share: 20,000 quads are 8 MB."""
_LOAD_TIMEOUT_S: Final = 600.0
_FORK_TIMEOUT_S: Final = 120.0
"""A fork may wait for the catching up of a large commit."""
_PAUSES_S: Final = (0.0, 0.1, 0.5, 2.0, 5.0)
"""Between attempts to start a zygote, while they fail."""
_CHECK_S: Final = 0.5
_log: Final = logging.getLogger(__name__)


class NoWorker(Exception):
    """There is no zygote to fork from just now, or it failed."""


class Herd:
    """Starts zygotes, replaces those that die or have grown too much, and forks workers.

    ``start`` may be called in any thread; the supervisor runs in one of its own.
    """

    def __init__(
        self,
        archive: Archive,
        spool: str,
        preload: tuple[str, ...],
        counters: Counters,
    ) -> None:
        """Only ``start`` starts processes."""
        self._archive = archive
        self._lifeline = Lifeline()
        self._settings = ZygoteSettings(
            str(archive.state), spool, preload, self._lifeline.descriptor
        )
        self._counters = counters
        self._changed = threading.Condition()
        self._attention = threading.Event()
        self._starting = threading.Lock()
        self._current: Zygote | None = None
        self._retired: list[Zygote] = []
        self._closing = False
        self._supervisor = threading.Thread(
            target=self._supervise, name="planvev-supervisor", daemon=True
        )

    def start(self) -> None:
        """Load the archive; returns once workers can be had. Raises PlanvevError.

        It may be closed meanwhile, by another thread: that ends the loading.
        """
        with self._starting:
            if self._closing:
                raise PlanvevError("The server is being stopped.")
            try:
                self._current = self._new_zygote()
            except ZygoteDied as error:
                raise PlanvevError(f"The data cannot be loaded: {error}") from None
            self._supervisor.start()

    @property
    def zygote_pids(self) -> list[int]:
        """The processes of all zygotes, the one in use first."""
        with self._changed:
            zygotes = [self._current, *self._retired]
        return [zygote.pid for zygote in zygotes if zygote and zygote.is_alive]

    def head(self) -> int:
        """Return the archive's generation."""
        return self._archive.head()

    def is_fresh(self, worker: WorkerProcess) -> bool:
        """Whether a worker is at the archive's generation, and of the zygote in use.

        While there is none in use, one whose zygote died is as good as it was.
        """
        current = self._current
        replaceable = current is not None and current.is_alive
        return worker.generation == self._archive.head() and (
            worker.zygote is current or not replaceable
        )

    def spawn(self, limits: WorkerLimits) -> WorkerProcess:
        """Return a worker that is ready, at the newest generation. Raises NoWorker, ConfigError."""
        zygote = self._current
        if zygote is None or not zygote.is_alive:
            raise NoWorker("the zygote is being started")
        try:
            worker = zygote.fork(limits, _FORK_TIMEOUT_S)
        except ZygoteDied as error:
            self._attention.set()
            raise NoWorker(str(error)) from None
        self._counters.add("forks")
        try:
            worker.await_ready()
        except (ChannelClosed, TimeoutError):
            worker.discard()
            raise NoWorker("a worker ended at its birth") from None
        except PlanvevError:
            worker.discard()
            raise
        if self._has_outgrown(zygote):
            self._attention.set()
        return worker

    def await_zygote(self, timeout_s: float) -> None:
        """Wait until there may be a zygote to fork from."""
        with self._changed:
            self._changed.wait_for(
                lambda: self._closing or (self._current is not None and self._current.is_alive),
                timeout_s,
            )

    def close(self) -> None:
        """End all zygotes, and whatever else hangs on the lifeline."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._attention.set()
        self._lifeline.cut()  # a zygote that is being started ends by it too
        with self._starting:
            pass
        if self._supervisor.is_alive():
            self._supervisor.join()
        self._lifeline.close()
        for zygote in (*self._retired, *([self._current] if self._current else [])):
            zygote.end()

    def _new_zygote(self) -> Zygote:
        started = time.monotonic()
        zygote = Zygote(self._settings, self._attention.set)
        try:
            zygote.await_ready(_LOAD_TIMEOUT_S)
        except BaseException:
            zygote.end()
            raise
        self._counters.set("load_s", time.monotonic() - started)
        return zygote

    def _has_outgrown(self, zygote: Zygote) -> bool:
        limit = max(zygote.triples * _SUPERSEDED_SHARE, _SUPERSEDED_LEAST)
        return zygote.superseded > limit

    def _supervise(self) -> None:
        """Keep a zygote in use, until the herd closes; the body of the supervisor's thread."""
        failures = 0
        while True:
            self._attention.wait(0 if failures else _CHECK_S)
            self._attention.clear()
            if self._closing:
                return
            current = self._current
            self._end_retired()
            dead = current is None or not current.is_alive
            if not dead and current is not None and not self._has_outgrown(current):
                continue
            if self._replace(current, dead=dead):
                failures = 0
            else:
                failures = min(failures + 1, len(_PAUSES_S) - 1)
                with self._changed:
                    self._changed.wait_for(lambda: self._closing, _PAUSES_S[failures])

    def _replace(self, current: Zygote | None, *, dead: bool) -> bool:
        """Start a zygote in the place of the current one; tell whether it could be done."""
        self._counters.add("zygote_restarts" if dead else "zygote_rebuilds")
        try:
            successor = self._new_zygote()
        except (ZygoteDied, PlanvevError, OSError) as error:
            if not self._closing:
                _log.error("no zygote could be started: %s", error)
            return False
        with self._changed:
            self._current = successor
            if current is not None and not dead:
                self._retired.append(current)
            self._changed.notify_all()
        if current is not None and dead:
            current.end()
        return True

    def _end_retired(self) -> None:
        for zygote in [zygote for zygote in self._retired if not zygote.has_workers]:
            with self._changed:
                self._retired.remove(zygote)
            zygote.end()
