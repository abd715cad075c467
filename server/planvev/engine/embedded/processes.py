"""The server's side of the processes: a zygote, and the workers that it forks."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, Final

from planvev.engine.embedded.channel import Channel
from planvev.engine.embedded.wire import WorkerLimits
from planvev.engine.embedded.zygote import MESSAGE_BYTES_MAX, ZygoteSettings
from planvev.errors import ConfigError, PlanvevError

_BOOTSTRAP: Final = (
    "import sys; sys.path[:] = {path!r}\n"
    "from planvev.engine.embedded.zygote import main\nmain({control})"
)
_HUGE_PAGES: Final = "glibc.malloc.hugetlb=1:glibc.malloc.arena_max=1"
_READY_TIMEOUT_S: Final = 10.0
_STATUS_TIMEOUT_S: Final = 1.0
_END_TIMEOUT_S: Final = 2.0


class ZygoteDied(Exception):
    """The zygote has ended, or does not answer; it forks no more."""


class WorkerProcess:
    """One worker, from its birth to its end. ``kill`` may be called by any thread, at any time."""

    def __init__(
        self, zygote: Zygote, pid: int, process: int, generation: int, channel: Channel
    ) -> None:
        self.zygote = zygote
        self.pid = pid
        self.generation = generation
        self.channel = channel
        self.leaving = False
        self.touched_bytes = 0
        self._process = process
        self._lock = threading.Lock()

    def await_ready(self) -> None:
        """Wait until it has taken on its limits.

        Raises ChannelClosed where it died, TimeoutError, ConfigError where it refuses to work.
        """
        message = self.channel.receive(time.monotonic() + _READY_TIMEOUT_S, body_bytes_max=0)
        if not message.header.get("ready"):
            raise ConfigError(
                "A worker could not be kept from the network "
                f"({message.header.get('open_network')}): a query with SERVICE could reach "
                "anything that this server can. Where something else keeps it in, "
                "allow_missing_seccomp lets the server start."
            )

    def is_usable(self) -> bool:
        """Whether it lives and waits for a request."""
        return not self.leaving and not self.channel.has_ended()

    def kill(self) -> None:
        """End it at once; its channel then closes. Repeating it does nothing."""
        with self._lock:
            if self._process >= 0:
                try:
                    signal.pidfd_send_signal(self._process, signal.SIGKILL)
                except ProcessLookupError:
                    return

    def exit_status(self) -> int | None:
        """Return how it ended, as of waitpid; None where the zygote does not say in time."""
        return self.zygote.exit_status(self.pid)

    def discard(self) -> None:
        """End it and forget it."""
        self.kill()
        with self._lock:
            if self._process >= 0:
                os.close(self._process)
                self._process = -1
        self.channel.close()
        self.zygote.forget(self.pid)


class Zygote:
    """A zygote process. A thread reads what it says; ``fork`` may be called by several threads."""

    def __init__(self, settings: ZygoteSettings, on_end: Callable[[], object]) -> None:
        """Start the process; it loads the archive, which ``await_ready`` waits for.

        on_end: called, in another thread, once the process has ended.
        """
        self._on_end = on_end
        self.generation = 0
        self.triples = 0
        self.superseded = 0
        self._workers: set[int] = set()
        self._statuses: dict[int, int] = {}
        self._changed = threading.Condition()
        self._replies: queue.SimpleQueue[tuple[dict[str, Any], list[int]] | None] = (
            queue.SimpleQueue()
        )
        self._one_fork_at_a_time = threading.Lock()
        self._dead = threading.Event()
        self._socket, end = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with end:
            code = _BOOTSTRAP.format(path=sys.path, control=end.fileno())
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-c", code],
                stdin=subprocess.DEVNULL,
                pass_fds=(end.fileno(), settings.lifeline),
                env=_environment(),
                start_new_session=True,  # Ctrl+C in a terminal is for the server alone
            )
        with contextlib.suppress(OSError):  # where it has died, the reader finds out
            self._socket.send(settings.encode())
        self._reader = threading.Thread(target=self._read, name="planvev-zygote", daemon=True)
        self._reader.start()

    def await_ready(self, timeout_s: float) -> None:
        """Wait until the archive is loaded.

        Raises ZygoteDied, PlanvevError with the zygote's own words where it cannot be loaded.
        """
        header, _ = self._next_reply(timeout_s)
        if "ready" not in header:
            raise PlanvevError(f"The data cannot be loaded: {header.get('failed')}")
        self.generation = header["ready"]
        self.triples = header["triples"]

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return not self._dead.is_set()

    @property
    def has_workers(self) -> bool:
        """Whether workers of it are still in use."""
        with self._changed:
            return bool(self._workers)

    def fork(self, limits: WorkerLimits, timeout_s: float) -> WorkerProcess:
        """Return a new worker at the newest generation. It is not ready yet.

        Raises ZygoteDied. A zygote that does not answer in time is killed: it may hang.
        """
        ours, theirs = socket.socketpair()
        with self._one_fork_at_a_time:
            try:
                with theirs:
                    message = json.dumps(asdict(limits)).encode()
                    socket.send_fds(self._socket, [message], [theirs.fileno()])
                header, files = self._next_reply(timeout_s)
            except (OSError, ZygoteDied) as error:
                ours.close()
                raise ZygoteDied(str(error)) from None
            if "forked" not in header:
                ours.close()
                raise ZygoteDied(str(header.get("refused")))
            self.generation = header["generation"]
            self.superseded = header["superseded"]
            self.triples = header["triples"]
        return WorkerProcess(self, header["forked"], files[0], self.generation, Channel(ours))

    def exit_status(self, pid: int) -> int | None:
        """Wait a moment for the status with which a worker ended."""
        with self._changed:
            self._changed.wait_for(
                lambda: pid in self._statuses or self._dead.is_set(), _STATUS_TIMEOUT_S
            )
            return self._statuses.get(pid)

    def forget(self, pid: int) -> None:
        """Take note that a worker is no longer in use."""
        with self._changed:
            self._workers.discard(pid)
            self._statuses.pop(pid, None)
        if self._dead.is_set():
            _reap_orphan(pid)

    def end(self) -> None:
        """Kill it and wait for its end; workers that it forked go on."""
        self._process.kill()
        self._process.wait(_END_TIMEOUT_S)
        self._reader.join(_END_TIMEOUT_S)
        self._socket.close()

    def _next_reply(self, timeout_s: float) -> tuple[dict[str, Any], list[int]]:
        try:
            reply = self._replies.get(timeout=timeout_s)
        except queue.Empty:
            self._process.kill()
            raise ZygoteDied(f"the zygote did not answer within {timeout_s:g} seconds") from None
        if reply is None:
            self._replies.put(None)  # for whoever asks next
            raise ZygoteDied("the zygote has ended")
        return reply

    def _read(self) -> None:
        """Take in what the zygote says, until it ends; the body of the reader's thread."""
        while True:
            try:
                content, files, _, _ = socket.recv_fds(self._socket, MESSAGE_BYTES_MAX, 1)
            except OSError:
                content, files = b"", []
            if not content:
                break
            header = json.loads(content)
            if "exited" in header:
                self._note_exit(header["exited"], header["status"])
                continue
            if "forked" in header:
                with self._changed:
                    self._workers.add(header["forked"])
                    self._statuses.pop(header["forked"], None)
            self._replies.put((header, files))
        self._process.wait()
        self._dead.set()
        self._replies.put(None)
        with self._changed:
            self._changed.notify_all()
        self._on_end()

    def _note_exit(self, pid: int, status: int) -> None:
        with self._changed:
            if pid in self._workers:
                self._statuses[pid] = status
                self._changed.notify_all()


def _environment() -> dict[str, str]:
    """Return the environment of a zygote.

    Its heap is to be of huge pages: there is less to copy in a fork (1.3 million triples: 1.5 ms
    instead of 37 ms), and pages are still shared, and copied when written to, by 4 KiB. Only the
    first heap can be of huge pages, so that all threads are to use that one. Where the C library or
    the kernel does not know them, forks are slower.
    """
    tunables = [value for value in (os.environ.get("GLIBC_TUNABLES"), _HUGE_PAGES) if value]
    return {**os.environ, "RUST_BACKTRACE": "0", "GLIBC_TUNABLES": ":".join(tunables)}


def _reap_orphan(pid: int) -> None:
    """Reap a worker whose zygote died, where this process is the container's first."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
