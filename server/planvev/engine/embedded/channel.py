"""Messages between the server and a worker: a JSON header, bytes, at most one open file.

A channel is one end of a pair of sockets. A worker is the only process that holds its end; so the
other end reads the end of the stream when the worker ends: pipe and sentinel are one.

What a worker sends is JSON and bytes, never a pickle: a worker runs strangers' queries, and the
server does not run what a worker says.
"""

from __future__ import annotations

import json
import os
import select
import socket
import struct
import time
from dataclasses import dataclass
from typing import Any, Final

_FRAME: Final = struct.Struct("!IQ")
_HEADER_BYTES_MAX: Final = 16 * 1024 * 1024
_CHUNK_BYTES: Final = 65_536
_LEAST_WAIT_S: Final = 0.001


class ChannelClosed(Exception):
    """The other end has been closed: its process has ended.

    unread: whether it ended without having read all that was sent to it. The kernel knows: what
    closes a socket (unix(7)) while something is unread resets the connection, and only then.
    """

    def __init__(self, *, unread: bool = False) -> None:
        super().__init__("the other end has been closed")
        self.unread = unread


@dataclass(frozen=True)
class Message:
    """One message. file: a descriptor that now belongs to the receiver, None where none came."""

    header: dict[str, Any]
    body: bytes = b""
    file: int | None = None


class Channel:
    """One end of a stream socket. Deadlines are of ``time.monotonic()``, None for none."""

    def __init__(self, end: socket.socket) -> None:
        self._socket = end

    def fileno(self) -> int:
        """Return the descriptor, for polling."""
        return self._socket.fileno()

    def send(self, message: Message, deadline: float | None = None) -> None:
        """Send a message. Raises ChannelClosed, TimeoutError."""
        header = json.dumps(message.header).encode()
        content = b"".join((_FRAME.pack(len(header), len(message.body)), header, message.body))
        self._limit(deadline)
        try:
            if message.file is not None:
                sent = socket.send_fds(self._socket, [content], [message.file])
                content = content[sent:]
            self._socket.sendall(content)
        except TimeoutError:
            raise
        except OSError:
            raise ChannelClosed(unread=True) from None

    def receive(self, deadline: float | None = None, body_bytes_max: int | None = None) -> Message:
        """Wait for a message; there is never more than one on its way.

        Raises ChannelClosed, for a larger body too, or TimeoutError.
        """
        files: list[int] = []
        try:
            self._limit(deadline)
            start, files, _, _ = socket.recv_fds(self._socket, _CHUNK_BYTES, 1)
            start += self._receive_bytes(_FRAME.size - len(start), deadline)
            header_size, body_size = _FRAME.unpack_from(start)
            too_large = body_bytes_max is not None and body_size > body_bytes_max
            if header_size > _HEADER_BYTES_MAX or too_large:
                raise ChannelClosed
            end = _FRAME.size + header_size
            content = start + self._receive_bytes(end + body_size - len(start), deadline)
            header = json.loads(content[_FRAME.size : end])
            return Message(header, content[end:], files[0] if files else None)
        except (OSError, ValueError, ChannelClosed) as error:
            for file in files:
                os.close(file)
            if isinstance(error, TimeoutError | ChannelClosed):
                raise
            raise ChannelClosed(unread=isinstance(error, ConnectionResetError)) from None

    def has_ended(self) -> bool:
        """Whether the other end is closed, or has said something unasked; does not wait."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return bool(poll.poll(0))

    def close(self) -> None:
        """Close this end."""
        self._socket.close()

    def _receive_bytes(self, size: int, deadline: float | None) -> bytes:
        """Read exactly so many bytes, none where size is not above 0."""
        if size <= 0:
            return b""
        buffer = bytearray(size)
        view = memoryview(buffer)
        filled = 0
        while filled < size:
            self._limit(deadline)
            received = self._socket.recv_into(view[filled:])
            if received == 0:
                raise ChannelClosed
            filled += received
        return bytes(buffer)

    def _limit(self, deadline: float | None) -> None:
        if deadline is None:
            self._socket.settimeout(None)
        else:
            self._socket.settimeout(max(deadline - time.monotonic(), _LEAST_WAIT_S))
