"""The socket that is listened on."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import resource
import socket
import struct
from typing import Final

from planvev.errors import ConfigError
from planvev.web.front.config import FrontConfig

BACKLOG: Final = 1024
_OTHER_FILES: Final = 256
_PORT_MAX: Final = 65_535
_CONNECTIONS_MIN: Final = 32
_SO_ATTACH_FILTER: Final = 26
"""Of Linux, on all architectures but two old ones; the socket module does not name it."""
_DROP_SYN: Final = b"".join(
    struct.pack("HBBI", *instruction)
    for instruction in (
        (0x30, 0, 0, 13),  # the flags of the TCP header (RFC 9293 § 3.1)
        (0x54, 0, 0, 0x12),  # of these, SYN and ACK
        (0x15, 0, 1, 0x02),  # SYN alone:
        (0x06, 0, 0, 0),  # is dropped
        (0x06, 0, 0, 0xFFFF_FFFF),  # all else is taken whole
    )
)


def listen(config: FrontConfig) -> socket.socket:
    """Return a bound socket; the server listens on it. Raises ConfigError where it cannot be used.

    The socket is not shared (no SO_REUSEPORT), so that a second server is told that the port is
    taken. Accepted connections inherit its options.
    """
    host, port = config.host, config.port
    if not 0 <= port <= _PORT_MAX:
        raise ConfigError(f"{port} is no port; there are 1 to {_PORT_MAX}, and 0 for a free one.")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _address_error(host, port, error) from None
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if config.send_stall_timeout_s and hasattr(socket, "TCP_USER_TIMEOUT"):
            stall_ms = int(config.send_stall_timeout_s * 1000)
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, stall_ms)
        listener.bind(address)
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise _address_error(host, port, error) from None
    listener.setblocking(False)
    return listener


def admit_no_more(listener: socket.socket) -> None:
    """Take no new connections, and go on with those that clients hold for made.

    A socket that is closed resets the connections that wait to be accepted, and their requests are
    lost. Clients that come now try again within a second, and find whoever listens then, or nobody.
    Where the system cannot do that, nothing happens (socket(7), SO_ATTACH_FILTER: Linux).
    """
    instructions = ctypes.create_string_buffer(_DROP_SYN, len(_DROP_SYN))
    program = struct.pack("HP", len(_DROP_SYN) // 8, ctypes.addressof(instructions))
    with contextlib.suppress(OSError):
        listener.setsockopt(socket.SOL_SOCKET, _SO_ATTACH_FILTER, program)


def url_of(host: str, listener: socket.socket) -> str:
    """Return the URL under which the socket is reached."""
    port = listener.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def connections_allowed(wanted: int) -> int:
    """Raise this process's limit of open files as far as it goes; return what it allows.

    A server that runs out of files stops to accept, so it must not come to that.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = wanted + _OTHER_FILES
    unlimited = resource.RLIM_INFINITY
    if soft != unlimited and soft < needed:
        raised = needed if hard == unlimited else min(needed, hard)
        if raised > soft:
            resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
            soft = raised
    if soft == unlimited:
        return wanted
    return max(_CONNECTIONS_MIN, min(wanted, soft - _OTHER_FILES))


def _address_error(host: str, port: int, error: Exception) -> ConfigError:
    number = getattr(error, "errno", None)
    if number == errno.EADDRINUSE:
        return ConfigError(
            f"Port {port} on {host} is taken by another program. End it, or choose another port."
        )
    if number == errno.EACCES:
        return ConfigError(f"Port {port} may not be used by this user; choose one from 1024 up.")
    return ConfigError(f"{host}:{port} cannot be listened on: {error}")
