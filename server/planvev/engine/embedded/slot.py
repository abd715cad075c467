"""A slot: a place for one worker, and the thread that gives it work.

The thread waits on the worker's channel: for the answer, for the worker's end, or for the deadline,
at which it kills the worker and takes another. An idle slot whose worker has died, or is behind the
archive, replaces it before it is asked to.
"""

from __future__ import annotations

import logging
import os
import select
import threading
from enum import Enum
from typing import Final

from planvev.engine.embedded.channel import ChannelClosed, Message
from planvev.engine.embedded.counters import Counters
from planvev.engine.embedded.dispatcher import Dispatcher
from planvev.engine.embedded.herd import Herd, NoWorker
from planvev.engine.embedded.job import Answer, Job, JobState
from planvev.engine.embedded.processes import WorkerProcess
from planvev.engine.embedded.wire import INLINE_BYTES_MAX, WorkerLimits, decode_error
from planvev.engine.embedded.worker import end_of_worker
from planvev.errors import ConfigError, PlanvevError, QueryCancelled, QueryTimeout

_PAUSE_S: Final = 0.2
_TOUCHED_MAX_BYTES: Final = 2 * 1024 * 1024
"""A worker that has made no more its own is as good as a new one."""
_QUIET_S: Final = 5.0
_JOIN_TIMEOUT_S: Final = 3.0
_log: Final = logging.getLogger(__name__)


class SlotState(Enum):
    """What a slot does: gets a worker, waits for work, works."""

    RENEWING = "renewing"
    IDLE = "idle"
    BUSY = "busy"


class _Outcome(Enum):
    DONE = "done"
    CRASHED = "crashed"
    PREEMPTED = "preempted"
    UNDELIVERED = "undelivered"


class Slot:
    """One place for a worker; ``start`` starts its thread, ``close`` ends thread and worker."""

    def __init__(
        self,
        name: str,
        herd: Herd,
        dispatcher: Dispatcher,
        limits: WorkerLimits,
        counters: Counters,
    ) -> None:
        self.state = SlotState.RENEWING
        self._herd = herd
        self._dispatcher = dispatcher
        self._limits = limits
        self._counters = counters
        self._worker: WorkerProcess | None = None
        self._assigned: Job | None = None
        self._closing = threading.Event()
        self._ready = threading.Event()
        self._refusal: ConfigError | None = None
        self._call = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._call_lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    @property
    def generation(self) -> int:
        """Of the worker, -1 where there is none."""
        worker = self._worker
        return worker.generation if worker else -1

    @property
    def is_stale(self) -> bool:
        """Whether its worker is not the one that a new fork would be."""
        worker = self._worker
        return worker is None or not self._herd.is_fresh(worker)

    @property
    def pid(self) -> int | None:
        """The worker's process, None where there is none."""
        worker = self._worker
        return worker.pid if worker else None

    def start(self) -> None:
        """Start the thread, which gets a worker."""
        self._thread.start()

    def await_ready(self, timeout_s: float) -> bool:
        """Wait for the first worker, or the end. Raises ConfigError where they refuse to work."""
        there = self._ready.wait(timeout_s)
        if self._refusal:
            raise self._refusal
        return there

    def assign(self, job: Job) -> None:
        """Take a job, in the dispatcher's name."""
        self._assigned = job
        self.call()

    def call(self) -> None:
        """Let the slot look up: at a job, a stale worker, or the end."""
        with self._call_lock:
            if self._call >= 0:
                os.eventfd_write(self._call, 1)

    def close(self) -> None:
        """End the worker at once, and the thread; repeating it does nothing."""
        if self._closing.is_set():
            return
        self._closing.set()
        self._ready.set()  # nobody waits for it any more
        self.call()
        worker = self._worker
        if worker:
            worker.kill()
        if self._thread.ident is not None:
            self._thread.join(_JOIN_TIMEOUT_S)
        if not self._thread.is_alive():
            with self._call_lock:  # whoever calls late must not write to another file
                os.close(self._call)
                self._call = -1

    def _run(self) -> None:
        """Renew, wait, serve, until the slot closes; the body of the thread."""
        while not self._closing.is_set():
            self.state = SlotState.RENEWING
            if not self._has_fresh_worker():
                continue
            self._ready.set()
            self.state = SlotState.IDLE
            self._dispatcher.idle(self)
            self._wait_for_call()
            self._dispatcher.withdraw(self)
            job, self._assigned = self._assigned, None
            if job is not None:
                self.state = SlotState.BUSY
                self._serve_guarded(job)
        self._discard_worker()

    def _wait_for_call(self) -> None:
        """Wait for a call, or for the worker's end.

        The store counts references inside its data, so a query that reads much copies many of the
        pages that it shares with the zygote (1.3 million triples: up to 360 MB). Under load that
        pays off for the next query; when it is quiet, such a worker is replaced.
        """
        worker = self._worker
        poll = select.poll()
        poll.register(self._call, select.POLLIN)
        timeout_s = None
        if worker:
            poll.register(worker.channel, select.POLLIN)  # readable: it has ended
            if worker.touched_bytes > _TOUCHED_MAX_BYTES:
                timeout_s = _QUIET_S
        if not poll.poll(None if timeout_s is None else timeout_s * 1000) and worker:
            worker.leaving = True
            return
        try:
            os.eventfd_read(self._call)
        except BlockingIOError:
            return

    def _has_fresh_worker(self) -> bool:
        """Get a worker where there is none that is alive and fresh; False where that failed."""
        try:
            worker = self._worker
            if worker and worker.is_usable() and self._herd.is_fresh(worker):
                return True
            self._discard_worker()
            self._worker = self._herd.spawn(self._limits)
            return True
        except NoWorker:
            self._herd.await_zygote(_PAUSE_S)
            self._closing.wait(0.01)
        except ConfigError as error:
            self._refusal = error
            self._ready.set()
            self._closing.wait(_PAUSE_S)
        except Exception:
            _log.exception("a worker could not be had")
            self._closing.wait(_PAUSE_S)
        return False

    def _discard_worker(self) -> None:
        worker, self._worker = self._worker, None
        if worker:
            worker.discard()

    def _serve_guarded(self, job: Job) -> None:
        """Serve a job; whatever happens, whoever waits for it is answered."""
        outcome = _Outcome.DONE
        try:
            outcome = self._serve(job)
        except Exception:
            _log.exception("a slot failed")
            self._discard_worker()
        if outcome is _Outcome.PREEMPTED:
            self._dispatcher.requeue(job)
            return
        if job.state is not JobState.DONE:
            job.fail(PlanvevError("The query could not be run. It has been logged."))
        self._dispatcher.finished(job, crashed=outcome is _Outcome.CRASHED)

    def _serve(self, job: Job) -> _Outcome:
        """Run a job in a fresh worker, once more where the first was dead before it began."""
        for attempt in (1, 2):
            while not self._has_fresh_worker():
                if job.state is JobState.DONE or self._closing.is_set():
                    return _Outcome.DONE
            worker = self._worker
            started = job.start(worker) if worker else None
            if worker is None or started is None:
                return _Outcome.DONE  # nobody waits for it any more
            outcome = self._run_in(worker, job, *started)
            if outcome is not _Outcome.DONE or worker.leaving:
                self._discard_worker()
            if outcome is not _Outcome.UNDELIVERED:
                return outcome
            self._counters.add("retried")
            if attempt == 1:
                job.put_back()
        job.fail(end_of_worker(None, self._limits.memory_mib))
        return _Outcome.DONE

    def _run_in(
        self, worker: WorkerProcess, job: Job, message: Message, deadline: float | None
    ) -> _Outcome:
        """Give a job to a worker and wait; the worker is not fit for use after unless DONE."""
        try:
            worker.channel.send(message, deadline)
            answer = worker.channel.receive(deadline, body_bytes_max=INLINE_BYTES_MAX)
        except TimeoutError:
            worker.kill()
            worker.leaving = True
            self._counters.add("kills")
            self._counters.add("timeouts")
            job.fail(QueryTimeout(job.timeout_s))
            return _Outcome.DONE
        except ChannelClosed as error:
            return self._explain_end(worker, job, unread=error.unread)
        worker.leaving = bool(answer.header.get("leaving"))
        worker.touched_bytes = int(answer.header.get("touched_bytes", 0))
        self._conclude(job, answer, worker.generation)
        return _Outcome.DONE

    def _explain_end(self, worker: WorkerProcess, job: Job, *, unread: bool) -> _Outcome:
        """Say why a worker ended that had a job."""
        if job.is_cancelled:
            self._counters.add("kills")
            self._counters.add("cancelled")
            job.fail(QueryCancelled())
            worker.leaving = True
            return _Outcome.DONE
        if job.is_preempted:
            self._counters.add("kills")
            return _Outcome.PREEMPTED
        if unread:
            return _Outcome.UNDELIVERED
        self._counters.add("crashes")
        job.fail(end_of_worker(worker.exit_status(), self._limits.memory_mib))
        return _Outcome.CRASHED

    def _conclude(self, job: Job, message: Message, generation: int) -> None:
        """End a job with what its worker said."""
        header = message.header
        if "result" in header or "output" in header:
            self._counters.add("answered")
            job.succeed(Answer(message, generation))
        elif "error" in header:
            error = decode_error(header["error"])
            self._counters.add("timeouts" if isinstance(error, QueryTimeout) else "failed")
            job.fail(error)
        else:
            self._counters.add("failed")
            _log.error("a worker failed unexpectedly:\n%s", header.get("failure"))
            job.fail(PlanvevError("Something went wrong in a worker. It has been logged."))
