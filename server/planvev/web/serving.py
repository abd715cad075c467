"""Run the application on waitress until a signal ends it."""

from __future__ import annotations

import errno
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Final

from flask import Flask
from waitress.server import create_server  # type: ignore[import-untyped]

from planvev.errors import ConfigError
from planvev.web.site import EXTENSION, Site

DEFAULT_THREADS: Final = 8
_HEADER_BYTES_MAX: Final = 262_144


def serve(
    app: Flask,
    host: str = "127.0.0.1",
    port: int = 8000,
    on_ready: Callable[[str], None] | None = None,
    *,
    threads: int = DEFAULT_THREADS,
) -> None:
    """Serve until SIGTERM or SIGINT; requests that run are ended.

    port: 0 takes a free one. on_ready: called once with the URL, when requests are taken.
    threads: requests that are answered at once. Raises ConfigError where the address cannot be
    used. Signals are handled only where this runs in the main thread.
    """
    site: Site = app.extensions[EXTENSION]
    listening = _listen(host, port)
    server = create_server(
        app,
        sockets=[listening],
        threads=threads,
        ident=None,
        max_request_body_size=site.config.body_bytes_max or 1 << 40,
        max_request_header_size=_HEADER_BYTES_MAX,
    )
    restore = _handle_signals()
    try:
        if on_ready:
            on_ready(_url_of(host, listening.getsockname()[1]))
        server.run()
    except SystemExit:
        pass
    finally:
        restore()
        server.close()


def _listen(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to the first address of the host. Raises ConfigError."""
    listening = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
    except (OSError, OverflowError) as error:
        if listening:
            listening.close()
        raise _address_error(host, port, error) from None
    return listening


def _url_of(host: str, port: int) -> str:
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def _address_error(host: str, port: int, error: Exception) -> ConfigError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return ConfigError(
            f"Port {port} on {host} is taken by another program. End it, or choose another port."
        )
    if number == errno.EACCES:
        return ConfigError(f"Port {port} may not be used by this user; choose one from 1024 up.")
    return ConfigError(f"{host}:{port} cannot be listened on: {error}")


def _handle_signals() -> Callable[[], None]:
    """Let SIGTERM and SIGINT end the loop; returns what puts the old handlers back.

    SystemExit is what waitress lets through and takes as the wish to end.
    """
    if threading.current_thread() is not threading.main_thread():
        return lambda: None

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit

    numbers = (signal.SIGTERM, signal.SIGINT)
    previous = {number: signal.signal(number, stop) for number in numbers}

    def restore() -> None:
        for number, handler in previous.items():
            signal.signal(number, handler)

    return restore
