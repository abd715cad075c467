"""Run the application behind the front until a signal ends it."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import logging
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from socket import socket
from typing import Final

from planvev.errors import ConfigError
from planvev.web.front.application import Front
from planvev.web.front.config import FrontConfig
from planvev.web.front.heap import give_back, keep_together
from planvev.web.front.listening import admit_no_more, connections_allowed, listen, url_of
from planvev.web.front.receiving import Uploads
from planvev.web.front.worker import Worker
from planvev.web.front.wsgi import SPOOLED_PREFIX, Wsgi

_GRACE_BEFORE_CANCEL: Final = 0.6
_DOOR_S: Final = 0.25
_DOOR_SHARE: Final = 0.1
_TIDY_S: Final = 10.0
_SWITCH_INTERVAL_S: Final = 0.0005
_log: Final = logging.getLogger(__name__)


def serve(
    app: Wsgi,
    config: FrontConfig,
    current_generation: Callable[[], str],
    on_ready: Callable[[str], None] | None = None,
    uploads: Uploads | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT, in this thread and process.

    app: the Flask application, or any other of WSGI; called from several threads.
    current_generation, uploads: see Front. on_ready: called once with the URL, when requests
    are taken.
    Requests that run at the signal may end; half-way through config.stop_grace_s the rest are
    asked to, and at its end the server is left as it is. A second signal ends it at once.
    Signals are handled only where this runs in the main thread.
    Raises ConfigError where the address or a trusted proxy cannot be used.
    """
    keep_together()
    listener = listen(config)
    interval = sys.getswitchinterval()
    # The I/O thread waits this long for a thread that computes; a cached answer should not.
    sys.setswitchinterval(_SWITCH_INTERVAL_S)
    try:
        with _spool(config) as spool:
            make = functools.partial(Front, app, config, current_generation, spool, uploads)
            asyncio.run(_serve(make, config, listener, on_ready))
    finally:
        sys.setswitchinterval(interval)
        listener.close()


@contextlib.contextmanager
def _spool(config: FrontConfig) -> Iterator[Path]:
    if not config.spool_dir:
        with tempfile.TemporaryDirectory(prefix="planvev-") as temporary:
            yield Path(temporary)
        return
    folder = Path(config.spool_dir)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _empty(folder)
    except OSError as error:
        raise ConfigError(f"{folder} cannot be used: {error.strerror}") from None
    yield folder
    _empty(folder)


def _empty(folder: Path) -> None:
    for left in folder.glob(f"{SPOOLED_PREFIX}*"):
        left.unlink(missing_ok=True)


async def _tidy(front: Front) -> None:
    """Give memory back, now and then, when there have been requests."""
    loop = asyncio.get_running_loop()
    seen = 0
    while True:
        await asyncio.sleep(_TIDY_S)
        front.outgoing.tidy()
        for pool in front.pools:
            pool.forget_idle()
        answers = sum(front.statistics.answers().values())
        if answers != seen:
            seen = answers
            await loop.run_in_executor(None, give_back)


async def _serve(
    make: Callable[[], Front],
    config: FrontConfig,
    listener: socket,
    on_ready: Callable[[str], None] | None,
) -> None:
    front = make()
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    at_once = asyncio.Event()
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, lambda: at_once.set() if stop.is_set() else stop.set())
    worker = Worker(front, config, connections_allowed(config.connections_max))
    url = url_of(config.host, listener)
    door = listener.dup()
    worker.start(listener)
    if on_ready:
        on_ready(url)
    tidying = loop.create_task(_tidy(front))
    await stop.wait()
    tidying.cancel()
    front.stop()
    with door:
        admit_no_more(door)
        # Those that are at the door have not asked yet, or not been heard.
        await asyncio.sleep(min(_DOOR_S, config.stop_grace_s * _DOOR_SHARE))
    worker.stop()
    ending = (loop.create_task(worker.done.wait()), loop.create_task(at_once.wait()))
    before_cancel = config.stop_grace_s * _GRACE_BEFORE_CANCEL
    done, _ = await asyncio.wait(ending, timeout=before_cancel, return_when=asyncio.FIRST_COMPLETED)
    front.cancel()
    if not done:
        done, _ = await asyncio.wait(
            ending,
            timeout=config.stop_grace_s - before_cancel,
            return_when=asyncio.FIRST_COMPLETED,
        )
    front.outgoing.close()
    if not worker.done.is_set():
        _log.warning("connections that did not end were left")
