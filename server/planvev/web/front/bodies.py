"""Read a request's whole body: in time, within its size, and surely to its end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable
from typing import Final, Protocol

from planvev.web.front.shares import Shares

_SLOWEST_BYTES_PER_S: Final = 65_536
_DISCARDED_BYTES_MAX: Final = 16_777_216
_DISCARD_S: Final = 2.0
_DISCARD_PAUSE_S: Final = 0.25


class BodySource(Protocol):
    """The server's object that gives the body in pieces, as RSGI has it."""

    def __aiter__(self) -> BodySource:
        """Begin to read."""
        ...

    def __anext__(self) -> Awaitable[bytes]:
        """Return the next piece; empty at the end and where the connection broke."""
        ...


class BodyTooLarge(Exception):
    """More than is read here."""


class BodyTooSlow(Exception):
    """Not there in time."""


class BodyBroken(Exception):
    """Ended before its end."""


class NoRoom(Exception):
    """The client's share, or all, is taken by other bodies."""


def declared_length(content_length: str) -> int | None:
    """Return the length that a request names, None where it names none that can be read."""
    return int(content_length) if content_length.isascii() and content_length.isdigit() else None


async def read_body(
    source: BodySource,
    length: int | None,
    bytes_max: int,
    timeout_s: float,
    shares: Shares,
    client: str,
) -> bytes:
    """Return the whole body; what the client took of its share stays taken.

    Reading has begun when anything but a return is the outcome, so that discard_body may follow.
    length: as declared, None for chunked bodies. bytes_max: 0 for no limit. timeout_s: 0 for none;
    grows with what has come. Raises BodyTooLarge, BodyTooSlow, BodyBroken, NoRoom.
    """
    pieces = source.__aiter__()
    if bytes_max and length is not None and length > bytes_max:
        raise BodyTooLarge
    parts: list[bytes] = []
    size = 0
    started = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(timeout_s or None) as deadline:
            while piece := await pieces.__anext__():
                size += len(piece)
                if bytes_max and size > bytes_max:
                    raise BodyTooLarge
                if not shares.take(client, len(piece)):
                    size -= len(piece)
                    raise NoRoom
                parts.append(piece)
                if timeout_s:
                    deadline.reschedule(started + timeout_s + size / _SLOWEST_BYTES_PER_S)
            await _expect_end(pieces)
        if length is not None and size != length:
            raise BodyBroken
    except BaseException as error:
        shares.give_back(client, sum(len(part) for part in parts))
        if isinstance(error, TimeoutError):
            raise BodyTooSlow from None
        raise
    return b"".join(parts)


async def _expect_end(pieces: BodySource) -> None:
    """Make sure that an empty piece was the end.

    The server gives an empty piece for a broken connection or a broken chunk too, but only after
    the true end does it refuse to give another.
    """
    try:
        following = pieces.__anext__()
    except StopAsyncIteration:
        return
    await following
    raise BodyBroken


async def discard_body(source: BodySource) -> None:
    """Read on for a while what will not be used.

    A connection that is closed while the client still sends is reset, and the answer that says
    why may be lost. Ends at the body's end, after a pause, and in any case soon.
    """
    size = 0
    with contextlib.suppress(TimeoutError, StopAsyncIteration):
        async with asyncio.timeout(_DISCARD_S):
            while size < _DISCARDED_BYTES_MAX:
                async with asyncio.timeout(_DISCARD_PAUSE_S):
                    piece = await source.__anext__()
                if not piece:
                    return
                size += len(piece)
