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
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import ErrorTask  # type: ignore[import-untyped]
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from planvev.errors import ConfigError
from planvev.web.problems import Problem, problem_of, respond
from planvev.web.site import EXTENSION, Site

DEFAULT_THREADS: Final = 8
_HEADER_BYTES_MAX: Final = 262_144
_BODY_BYTES_BEYOND: Final = 1_048_576
"""How much more than the limit is read of a body, so that its sender gets to hear the answer."""


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
        max_request_body_size=(site.config.body_bytes_max or 1 << 40) + _BODY_BYTES_BEYOND,
        max_request_header_size=_HEADER_BYTES_MAX,
    )
    server.channel_class = _channel_class(app)
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


def _channel_class(app: Flask) -> type:
    """Return a channel that answers as the application does what waitress refuses by itself."""

    class Refusal(ErrorTask):  # type: ignore[misc]
        def execute(self) -> None:
            refused = self.request.error
            accept = (getattr(self.request, "headers", None) or {}).get("ACCEPT", "")
            with app.test_request_context(headers={"Accept": accept}):
                response = app.process_response(respond(_problem(refused.code, refused.body)))
                body = response.get_data()
            self.status = f"{refused.code} {refused.reason}"
            self.response_headers.extend(response.headers.items())
            self.set_close_on_finish()
            self.content_length = len(body)
            self.write(body)

    class Channel(HTTPChannel):  # type: ignore[misc]
        error_task_class = Refusal

    return Channel


def _problem(status: int, detail: str) -> Problem:
    if status == RequestEntityTooLarge.code:
        return problem_of(RequestEntityTooLarge())
    code = HTTP_STATUS_CODES.get(status, "error").lower().replace(" ", "-")
    return Problem(status, code, detail if status < 500 else "Something went wrong on this side.")


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
