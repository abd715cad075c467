"""The worker process: one fork of the zygote, one generation, one request at a time.

It answers in its only thread, in the process's main thread, with the store that it was born with:
one message comes in, one goes back.
"""

from __future__ import annotations

import os
import pickle
import signal
import tempfile
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

from pyoxigraph import Store

from planvev.engine.base import Result
from planvev.engine.embedded import confinement
from planvev.engine.embedded.answer import Bounds
from planvev.engine.embedded.channel import Channel, ChannelClosed, Message
from planvev.engine.embedded.evaluate import evaluate
from planvev.engine.embedded.lifeline import hold_on
from planvev.engine.embedded.replica import Replica
from planvev.engine.embedded.wire import (
    INLINE_BYTES_MAX,
    WorkerLimits,
    decode_query,
    encode_error,
    encode_result,
)
from planvev.errors import PlanvevError, QueryDied

Job = Callable[[Store, int, bytes], bytes]
"""What may be run in a fork: store, generation and argument in, bytes out. It may change the store,
which nobody else sees. It must be importable by name."""
_GROWTH_MAX_BYTES: Final = 64 * 1024 * 1024
"""A worker that holds on to more than this after a request is replaced by a fresh one."""
_NO_DEADLINE: Final = 1e12


def run_worker(
    replica: Replica, channel: Channel, limits: WorkerLimits, lifeline: int, spool: Path
) -> NoReturn:
    """Work until the server closes the channel; called in the fork, and never returns.

    lifeline: descriptor of the line's end for reading. spool: folder for large answers, which
    have no names there.
    """
    code = 70
    try:
        hold_on(lifeline)
        confinement.restore_default_signals()
        worker = Worker(replica, channel, limits, spool)
        if worker.get_ready():
            worker.work()
        code = 0
    except ChannelClosed:
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(code)


class Worker:
    """What a worker process does, once it is born."""

    def __init__(
        self, replica: Replica, channel: Channel, limits: WorkerLimits, spool: Path
    ) -> None:
        self._store = replica.store
        self._generation = replica.generation
        self._channel = channel
        self._limits = limits
        self._spool = spool
        self._resident_at_birth = self._touched_at_birth = 0

    def get_ready(self) -> bool:
        """Take on all limits and say so; False where the worker must not work without one."""
        confinement.silence()
        confinement.forbid_core_files()
        confinement.go_first_when_memory_is_short()
        os.nice(self._limits.nice)
        open_network = "" if self._limits.network else _close_network()
        ready = not (open_network and self._limits.require_seccomp)
        self._resident_at_birth = confinement.resident_bytes()
        self._touched_at_birth = confinement.touched_bytes()
        confinement.limit_memory(self._limits.memory_mib)
        self._channel.send(Message({"ready": ready, "open_network": open_network}))
        return ready

    def work(self) -> None:
        """Answer requests until the channel closes, or the worker should be replaced."""
        while True:
            request = self._channel.receive()
            reply, dying = self._reply(request)
            leaving = dying or self._limits.single_use or self._has_grown()
            touched = confinement.touched_bytes() - self._touched_at_birth
            header = {**reply.header, "leaving": leaving, "touched_bytes": touched}
            self._channel.send(Message(header, reply.body, reply.file))
            if reply.file is not None:
                os.close(reply.file)
            if leaving:
                return

    def _reply(self, request: Message) -> tuple[Message, bool]:
        """Return the reply to a request, and whether the process is fit for no other."""
        try:
            if "query" in request.header:
                return self._answer(request.header), False
            return self._run(request), False
        except PlanvevError as error:
            return Message({"error": encode_error(error)}), False
        except MemoryError:
            died = QueryDied("memory", self._limits.memory_mib)
            return Message({"error": encode_error(died)}), True
        except Exception:
            return Message({"failure": traceback.format_exc()}), True

    def _answer(self, header: dict[str, Any]) -> Message:
        query = decode_query(header["query"])
        bounds = Bounds(
            header["deadline"] or _NO_DEADLINE, query.timeout_s, header["result_bytes_max"]
        )
        result = evaluate(
            self._store,
            query,
            bounds,
            union=header["union"],
            generation=str(self._generation),
            asks_others=self._limits.network,
        )
        return self._with_bytes({"result": encode_result(result)}, result)

    def _with_bytes(self, header: dict[str, Any], result: Result) -> Message:
        if len(result.body) <= INLINE_BYTES_MAX:
            return Message(header, result.body)
        return Message(header, file=_spooled(result.body, self._spool))

    def _run(self, request: Message) -> Message:
        # A pickle may pass from the server to a worker, never back.
        function, argument = pickle.loads(request.body)  # noqa: S301
        output = function(self._store, self._generation, argument)
        if not isinstance(output, bytes):
            raise TypeError(f"{function!r} returned no bytes")
        header = {"output": True, "generation": self._generation}
        if len(output) <= INLINE_BYTES_MAX:
            return Message(header, output)
        return Message(header, file=_spooled(output, self._spool))

    def _has_grown(self) -> bool:
        limit = self._resident_at_birth + _GROWTH_MAX_BYTES
        # What has never had so much has not now: the second question takes longer.
        return confinement.most_resident_bytes() > limit and confinement.resident_bytes() > limit


def _close_network() -> str:
    """Keep this process from the network; return why that cannot be done, nothing where it was."""
    try:
        confinement.forbid_network()
    except OSError as error:
        return str(error)
    return ""


def _spooled(content: bytes, folder: Path) -> int:
    """Return the descriptor of a file that has no name, holds the content and stands at its start.

    Where the folder cannot take it (a full disk), the file is in memory.
    """
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(content)
            file.flush()
            descriptor = os.dup(file.fileno())
    except OSError:
        descriptor = os.memfd_create("planvev-answer")
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def end_of_worker(status: int | None, limit_mib: int) -> QueryDied:
    """Return why a worker ended that was not told to. status: as of waitpid, None if unknown.

    >>> end_of_worker(signal.SIGSEGV, 1024).reason
    'stack'
    """
    number = os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else None
    reasons = {
        signal.SIGABRT: "memory",
        signal.SIGSEGV: "stack",
        signal.SIGBUS: "stack",
        signal.SIGKILL: "killed",
        signal.SIGTERM: "killed",
    }
    reason = reasons.get(signal.Signals(number), "unknown") if number else "unknown"
    return QueryDied(reason, limit_mib)
