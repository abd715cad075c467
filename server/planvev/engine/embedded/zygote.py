"""The zygote process: holds the replica, catches it up, and forks workers from it.

It does one thing at a time, in the order in which it was asked, and forks from a thread that never
touches the store: the store's library seeds its random numbers once a thread, and what is seeded
before a fork is the same in all forks, so that their UUIDs and new blank nodes would be the same.

It talks to the server over a socket that keeps messages apart (SOCK_SEQPACKET); all messages are
JSON:

- first, once, from the server: what ``ZygoteSettings`` says;
- back: ``{"ready": generation, …}``, or ``{"failed": why}`` and the end;
- then, from the server: ``{…WorkerLimits}`` with the worker's end of its channel; back:
  ``{"forked": pid, …}`` with a descriptor of the process (pidfd), or ``{"refused": why}``;
- and by itself: ``{"exited": pid, "status": of waitpid}``.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, NoReturn, TypeVar

from planvev.archive.archive import Archive
from planvev.engine.embedded.channel import Channel
from planvev.engine.embedded.lifeline import hold_on
from planvev.engine.embedded.replica import Replica
from planvev.engine.embedded.wire import WorkerLimits
from planvev.engine.embedded.worker import run_worker
from planvev.errors import PlanvevError

MESSAGE_BYTES_MAX: Final = 65_536
_T = TypeVar("_T")


@dataclass(frozen=True)
class ZygoteSettings:
    """state: folder of the archive. spool: folder for large answers.

    preload: modules that workers will need, imported once before any fork. lifeline: descriptor of
    the line's end for reading, inherited.
    """

    state: str
    spool: str
    preload: tuple[str, ...]
    lifeline: int

    def encode(self) -> bytes:
        """Return the first message to a zygote."""
        return json.dumps(asdict(self)).encode()


def main(control: int) -> None:
    """Be a zygote; control: descriptor of its end of the socket to the server."""
    server = socket.socket(fileno=control)
    fields = json.loads(server.recv(MESSAGE_BYTES_MAX))
    settings = ZygoteSettings(**{**fields, "preload": tuple(fields["preload"])})
    hold_on(settings.lifeline)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        replica = _apart(lambda: _load(settings))
    except (PlanvevError, ImportError, SyntaxError, MemoryError) as error:
        _send(server, {"failed": f"{type(error).__name__}: {error}"[:4000]})
        sys.exit(1)
    gc.collect()
    gc.freeze()
    _send(server, {"ready": replica.generation, "triples": replica.triples})
    _Zygote(server, replica, settings).serve()


def _load(settings: ZygoteSettings) -> Replica:
    for module in settings.preload:
        importlib.import_module(module)
    return Replica(Archive(Path(settings.state)))


class _Zygote:
    """The loop of a zygote that has loaded its replica."""

    def __init__(self, server: socket.socket, replica: Replica, settings: ZygoteSettings) -> None:
        self._server = server
        self._replica = replica
        self._settings = settings
        self._child_ended, self._child_ends = os.pipe()
        os.set_blocking(self._child_ended, False)
        os.set_blocking(self._child_ends, False)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self._child_ends, warn_on_full_buffer=False)

    def serve(self) -> None:
        """Fork and reap until the server closes the socket."""
        poll = select.poll()
        poll.register(self._server, select.POLLIN)
        poll.register(self._child_ended, select.POLLIN)
        while True:
            ready = {descriptor for descriptor, _ in poll.poll()}
            if self._child_ended in ready:
                os.read(self._child_ended, 4096)
                self._reap()
            if self._server.fileno() in ready and not self._take_order():
                return

    def _take_order(self) -> bool:
        """Fork one worker; False at the end of the stream."""
        message, files, _, _ = socket.recv_fds(self._server, MESSAGE_BYTES_MAX, 1)
        if not message:
            return False
        limits = WorkerLimits(**json.loads(message))
        # Not caught where it fails: a replica that lags behind must not give birth. The server
        # starts another zygote, which loads the archive anew, or says what is wrong with it.
        _apart(self._replica.catch_up)
        end = socket.socket(fileno=files[0])
        try:
            pid = os.fork()
        except OSError as error:
            end.close()
            _send(self._server, {"refused": str(error)})
            return True
        if pid == 0:
            self._become_worker(end, limits)
        end.close()
        self._announce(pid)
        return True

    def _become_worker(self, end: socket.socket, limits: WorkerLimits) -> NoReturn:
        self._server.close()
        os.close(self._child_ended)
        signal.set_wakeup_fd(-1)
        os.close(self._child_ends)
        run_worker(
            self._replica,
            Channel(end),
            limits,
            self._settings.lifeline,
            Path(self._settings.spool),
        )

    def _announce(self, pid: int) -> None:
        process = os.pidfd_open(pid)
        try:
            _send(
                self._server,
                {
                    "forked": pid,
                    "generation": self._replica.generation,
                    "superseded": self._replica.superseded,
                    "triples": self._replica.triples,
                },
                process,
            )
        finally:
            os.close(process)

    def _reap(self) -> None:
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            _send(self._server, {"exited": pid, "status": status})


def _apart(work: Callable[[], _T]) -> _T:
    """Do what touches the store in a thread that is gone afterwards; raises what it raises."""
    with ThreadPoolExecutor(max_workers=1) as executor:
        return executor.submit(work).result()


def _send(server: socket.socket, message: dict[str, Any], file: int | None = None) -> None:
    content = json.dumps(message).encode()
    if file is None:
        server.send(content)
    else:
        socket.send_fds(server, [content], [file])
