"""One request on its way through the engine: waiting, running, done."""

from __future__ import annotations

import math
import os
import threading
import time
from dataclasses import dataclass
from enum import Enum
from typing import Any

from planvev.engine.base import Lane
from planvev.engine.embedded.channel import Message
from planvev.engine.embedded.processes import WorkerProcess
from planvev.errors import QueryCancelled, QueryTimeout, ServerBusy


class JobState(Enum):
    """Where a job is. It goes back from running to waiting where it is to be tried again."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True)
class Answer:
    """What came of a job: a worker's message, and the generation of that worker."""

    message: Message
    generation: int


class Job:
    """A request, who waits for it, and the worker that has it.

    header, body: the message to the worker. timeout_s: once it runs; 0 for no limit. repeatable:
    whether it may begin a second time, as a read may. All methods may be called by any thread; each
    job belongs to one waiting thread and at most one slot.
    """

    def __init__(
        self,
        lane: Lane,
        client: str,
        timeout_s: float,
        header: dict[str, Any],
        body: bytes = b"",
        *,
        repeatable: bool = True,
    ) -> None:
        self.repeatable = repeatable
        self.lane = lane
        self.client = client
        self.timeout_s = timeout_s
        self.demoted = False
        self.started: float | None = None
        self._first_started: float | None = None
        self.queued = time.monotonic()
        self._header = header
        self._body = body
        self._changed = threading.Condition()
        self._state = JobState.WAITING
        self._worker: WorkerProcess | None = None
        self._cancelled = False
        self._preempted = False
        self._answer: Answer | None = None
        self._error: Exception | None = None

    @property
    def state(self) -> JobState:
        """Where it is."""
        return self._state

    @property
    def is_cancelled(self) -> bool:
        """Whether its client has gone."""
        return self._cancelled

    @property
    def is_preempted(self) -> bool:
        """Whether its worker was taken away for another client."""
        return self._preempted

    def elapsed_s(self, now: float) -> float:
        """Return how long it has run, 0 while it waits."""
        return now - self.started if self.started is not None else 0.0

    def start(self, worker: WorkerProcess) -> tuple[Message, float | None] | None:
        """Let it run in a worker; return its message and deadline, None where nobody waits."""
        with self._changed:
            if self._state is not JobState.WAITING:
                return None
            self._state = JobState.RUNNING
            self._worker = worker
            self._preempted = False
            self.started = time.monotonic()
            if self._first_started is None:
                self._first_started = self.started
            self._changed.notify_all()
        deadline = self._deadline()
        return Message({**self._header, "deadline": deadline}, self._body), deadline

    def put_back(self) -> None:
        """Let it wait again, for a worker that lives; its deadline stays where it was."""
        with self._changed:
            if self._state is JobState.RUNNING:
                self._state = JobState.WAITING
                self._worker = None
                self.started = None
                self.queued = time.monotonic()
                self._changed.notify_all()
        if self._cancelled:
            self.fail(QueryCancelled())

    def succeed(self, answer: Answer) -> None:
        """End it with a worker's answer."""
        if not self._end(answer, None) and answer.message.file is not None:
            os.close(answer.message.file)

    def fail(self, error: Exception) -> None:
        """End it with an error; a job that is done stays as it is."""
        self._end(None, error)

    def cancel(self) -> None:
        """End it because its client has gone; the worker that runs it is killed."""
        with self._changed:
            self._cancelled = True
            if self._state is JobState.RUNNING and self._worker:
                self._worker.kill()  # its slot then finds the channel closed, and ends the job
                return
        self.fail(QueryCancelled())

    def preempt(self) -> bool:
        """Take its worker away; it waits again. False where it does not run."""
        with self._changed:
            if self._state is not JobState.RUNNING or self._worker is None:
                return False
            self._preempted = True
            self.demoted = True
            self._worker.kill()
            return True

    def wait(self, queue_wait_s: float) -> Answer:
        """Wait for the end; queue_wait_s: for a worker, 0 for as long as it takes.

        Raises ServerBusy where no worker came in time, and whatever ended the job.
        """
        with self._changed:
            while self._state is not JobState.DONE:
                if self._state is JobState.RUNNING or not queue_wait_s:
                    self._changed.wait()
                    continue
                now = time.monotonic()
                left = self.queued + queue_wait_s - now
                left_to_run = (self._deadline() or math.inf) - now
                if left > 0 and left_to_run > 0:
                    self._changed.wait(min(left, left_to_run))
                    continue
                self._state = JobState.DONE
                self._error = (
                    ServerBusy(math.ceil(queue_wait_s))
                    if left_to_run > 0
                    else QueryTimeout(self.timeout_s)
                )
        if self._error is not None:
            raise self._error
        if self._answer is None:
            raise RuntimeError("a job ended without an answer and without an error")
        return self._answer

    def _deadline(self) -> float | None:
        """Return until when it may run: from its first start, however often it starts again."""
        if not self.timeout_s or self._first_started is None:
            return None
        return self._first_started + self.timeout_s

    def _end(self, answer: Answer | None, error: Exception | None) -> bool:
        """End it; False where it had ended before."""
        with self._changed:
            if self._state is JobState.DONE:
                return False
            self._state = JobState.DONE
            self._worker = None
            self._answer, self._error = answer, error
            self._changed.notify_all()
            return True
