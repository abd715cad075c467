"""Run a WSGI application to its end and take the whole response."""

from __future__ import annotations

import errno
import itertools
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from planvev.web.front.answers import Answer, bodiless, clean_headers, complete
from planvev.web.front.spool import FileWrapper, SpooledFile

Wsgi = Callable[[dict[str, Any], Any], Iterable[bytes]]
IN_MEMORY_BYTES_MAX: Final = 1_048_576
"""Larger bodies lie in files, so that clients that read slowly cost no memory."""

SPOOLED_PREFIX: Final = "body-"
NO_SPACE: Final = (errno.ENOSPC, errno.EDQUOT)


class BrokenApplication(RuntimeError):
    """The application did not keep to PEP 3333."""


class _Response:
    """What the application says through start_response and write."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.written: list[bytes] = []

    def start(
        self, status: str, headers: list[tuple[str, str]], exc_info: Any = None
    ) -> Callable[[bytes], object]:
        """Be start_response: nothing has been sent yet, so that a second call may replace it."""
        if self.status and not exc_info:
            raise BrokenApplication("start_response was called twice")
        self.status = int(status[:3])
        self.headers = list(headers)
        return self.written.append


def run(app: Wsgi, environ: dict[str, Any], spool: Path) -> Answer:
    """Answer a request.

    spool: folder for bodies that are too large for memory. Raises BrokenApplication, BadHeader
    and what the application raises; then nothing of the response is left.
    """
    response = _Response()
    body = app(environ, response.start)
    taken: bytes | SpooledFile = b""
    try:
        taken = _take(body, response, spool)
    finally:
        if taken is not body:
            close = getattr(body, "close", None)
            if close:
                close()
    try:
        if not response.status:
            raise BrokenApplication("start_response was not called")
        headers = clean_headers(response.headers)
    except BaseException:
        _discard(taken)
        raise
    if environ["REQUEST_METHOD"] == "HEAD" or bodiless(response.status):
        return _without_body(response.status, headers, taken)
    return complete(response.status, headers, taken)


def _take(body: Iterable[bytes], response: _Response, spool: Path) -> bytes | SpooledFile:
    """Return all that the application answers. A file is taken by its path where that is safe."""
    if isinstance(body, SpooledFile) and not response.written:
        return body
    if isinstance(body, FileWrapper) and not response.written:
        spooled = body.as_spooled(IN_MEMORY_BYTES_MAX)
        if spooled:
            return spooled
    parts: list[bytes] = []
    size = 0
    chunks = iter(body)
    for chunk in chunks:
        parts.append(chunk)
        size += len(chunk)
        if size > IN_MEMORY_BYTES_MAX:
            return _spool([*response.written, *parts], chunks, spool)
    return b"".join([*response.written, *parts])


def _spool(parts: list[bytes], chunks: Iterable[bytes], spool: Path) -> bytes | SpooledFile:
    """Write a body to a file; where the disk has no room for it, keep it in memory."""
    pieces = itertools.chain(parts, chunks)
    try:
        file = tempfile.NamedTemporaryFile(  # noqa: SIM115 - closed below
            dir=spool, prefix=SPOOLED_PREFIX, buffering=0, delete=False
        )
    except OSError as error:
        if error.errno not in NO_SPACE:
            raise
        return b"".join(pieces)
    path = Path(file.name)
    piece, size = b"", 0
    with file:
        try:
            for piece in pieces:
                rest = memoryview(piece)
                while rest:
                    rest = rest[file.write(rest) :]
                size += len(piece)
        except OSError as error:
            written = path.read_bytes()[:size]
            path.unlink()
            if error.errno not in NO_SPACE:
                raise
            return b"".join([written, piece, *pieces])
        except BaseException:
            path.unlink()
            raise
    return SpooledFile(path, remove=True)


def _without_body(
    status: int, headers: list[tuple[str, str]], taken: bytes | SpooledFile
) -> Answer:
    """Return an answer that has no body; to HEAD, with the length that the body would have."""
    size = len(taken) if isinstance(taken, bytes) else taken.size
    _discard(taken)
    answer = complete(status, headers, b"")
    if bodiless(status):
        return answer
    said = [value for name, value in headers if name == "content-length"] or [str(size or "")]
    kept = [field for field in answer.headers if field[0] != "content-length"]
    return Answer(status, [*kept, *(("content-length", value) for value in said if value)], b"")


def _discard(taken: bytes | SpooledFile) -> None:
    if isinstance(taken, SpooledFile):
        taken.close()
