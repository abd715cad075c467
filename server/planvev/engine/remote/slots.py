"""Threads that ask the remote store: as many queries at once as it is to be asked, shared fairly.

The queue is the embedded engine's ``Dispatcher``: clients take turns, each with its limits. A slot
is a thread with a connection of its own. Nothing is taken away from a client that has begun, since
the store would go on with it; so no worker is kept back for light clients.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Final, cast

from planvev.engine.base import Query, Result
from planvev.engine.embedded.channel import Message
from planvev.engine.embedded.dispatcher import Dispatcher
from planvev.engine.embedded.job import Answer, Job, JobState
from planvev.engine.embedded.processes import WorkerProcess
from planvev.engine.remote.http import Connection
from planvev.engine.remote.settings import RemoteSettings
from planvev.errors import PlanvevError, QueryCancelled

_log: Final = logging.getLogger(__name__)

Work = Callable[[Query, Connection], Result]


class RemoteJob(Job):
    """A query on its way to the store; ``result`` is there once it has succeeded."""

    def __init__(self, query: Query) -> None:
        super().__init__(query.lane, query.client, query.timeout_s, {})
        self.query = query
        self.result: Result | None = None

    def deliver(self, result: Result) -> None:
        """End it with its result; where nobody waits any more, the result is thrown away."""
        self.result = result
        if not self._end(Answer(Message({}), 0), None) and result.file:
            result.file.close()


class RemoteSlot:
    """One thread; ``start`` starts it, ``stop`` ends it and what it does."""

    generation = 0
    """Slots are all alike to the dispatcher."""

    def __init__(
        self, name: str, dispatcher: Dispatcher, settings: RemoteSettings, work: Work
    ) -> None:
        self._dispatcher = dispatcher
        self._connection = Connection(settings)
        self._work = work
        self._job: RemoteJob | None = None
        self._called = threading.Event()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread."""
        self._thread.start()

    def assign(self, job: Job) -> None:
        """Take a job, in the dispatcher's name."""
        self._job = cast("RemoteJob", job)
        self._called.set()

    def stop(self) -> None:
        """Have the thread end, and the request that it waits for."""
        self._closing = True
        self._called.set()
        self._connection.kill()

    def join(self, timeout_s: float) -> None:
        """Wait for the thread's end; one that waits for a connection ends when that fails."""
        if self._thread.ident is not None:
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._closing:
            self._dispatcher.idle(self)
            self._called.wait()
            self._called.clear()
            self._dispatcher.withdraw(self)
            job, self._job = self._job, None
            if job is not None:
                self._serve(job)
        self._connection.close()

    def _serve(self, job: RemoteJob) -> None:
        """Run a job; whatever happens, whoever waits for it is answered."""
        self._connection.revive()
        # All that a job does with its worker is to kill it.
        worker = cast("WorkerProcess", self._connection)
        try:
            if not self._closing and job.start(worker) is not None:
                job.deliver(self._work(job.query, self._connection))
        except PlanvevError as error:
            job.fail(QueryCancelled() if job.is_cancelled else _without_frames(error))
        except Exception:
            _log.exception("a query to the remote store failed unexpectedly")
        if job.state is not JobState.DONE:
            job.fail(PlanvevError("The query could not be run. It has been logged."))
        self._dispatcher.finished(job)


def _without_frames(error: PlanvevError) -> PlanvevError:
    """Let go of the frames of this thread: they hold results, which must not leave it."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)
