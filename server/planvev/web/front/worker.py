"""Granian's worker in this process and event loop.

Granian's own embedded server does the same, but reaches each answer through the event loop and
shares its port with whoever asks. Here requests are taken up in the I/O thread (half the
processor time of a cached answer), and the socket is ours. The classes used are Granian's inner
ones: its minor version is pinned, and tests start a real server.
"""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from typing import Any, Final, cast

from granian._granian import CallbackScheduler, RSGIWorker, SocketHolder, WorkerSignal
from granian.constants import HTTPModes
from granian.http import HTTP1Settings

from planvev.web.front.application import Front
from planvev.web.front.config import FrontConfig
from planvev.web.front.listening import BACKLOG

_IO_THREADS: Final = 1
_FILE_THREADS: Final = 16
_NO_TLS: Final[tuple[Any, ...]] = (False, None, None, None, "tls1.3", None, [], False)

_log: Final = logging.getLogger(__name__)


class _Scheduler(CallbackScheduler):
    """Takes each request in the I/O thread; starts a task for those whose body must be read."""

    def __init__(
        self, _loop: object, _call: object, _task: object, _enter: object, _leave: object
    ) -> None:
        super().__init__()
        self._schedule_fn: Callable[[Any], None]


def _scheduler(front: Front, loop: asyncio.AbstractEventLoop) -> _Scheduler:
    async def read(watcher: Any) -> None:
        try:
            await front.read(watcher.scope, watcher.proto)
        except BaseException as error:
            watcher.err(error)
            if not isinstance(error, Exception):
                raise
            _log.exception("a request was not answered")
        # Granian's done() would answer 500 where the application still works; so it is not called.

    def begin(watcher: Any) -> None:
        watcher.taskref(loop.create_task(read(watcher)))

    def schedule(watcher: Any) -> None:
        try:
            if front.at_once(watcher.scope, watcher.proto):
                return
        except Exception:
            _log.exception("a request was not answered")
            watcher.err(None)
            return
        loop.call_soon_threadsafe(begin, watcher)

    scheduler = _Scheduler(loop, read, None, None, None)
    scheduler._schedule_fn = schedule
    return scheduler


class Worker:
    """A server that runs from start() until stop() has been called and done is set."""

    def __init__(self, front: Front, config: FrontConfig, connections_max: int) -> None:
        self._front = front
        self._config = config
        self._connections_max = connections_max
        self._signal = WorkerSignal()
        self.done = asyncio.Event()

    def start(self, listener: socket.socket) -> None:
        """Accept connections; the socket is the worker's from here on."""
        loop = asyncio.get_running_loop()
        self._signal.add_cb(lambda: loop.call_soon_threadsafe(self.done.set))
        options = HTTP1Settings(
            header_read_timeout=int(self._config.header_read_timeout_s * 1000),
            max_buffer_size=max(8192, self._config.header_bytes_max),
        )
        # Granian's type stubs are of an older version.
        holder = cast(Any, SocketHolder)(listener.detach(), False, BACKLOG)
        worker = cast(Any, RSGIWorker)(
            1,  # number of this worker
            (None, holder),
            None,  # pipe to a parent process
            _IO_THREADS,
            _FILE_THREADS,
            1,  # threads that call Python
            30,  # seconds until those end when idle
            self._connections_max,
            HTTPModes.http1,
            options,
            None,  # options of HTTP/2
            False,  # web sockets
            None,  # static files
            *_NO_TLS,
            (None, None),  # metrics
        )
        worker.serve_async(_scheduler(self._front, loop), loop, self._signal)

    def stop(self) -> None:
        """Accept no more; done is set when all connections have ended."""
        self._signal.set()
