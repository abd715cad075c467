"""Bodies that are files: sent by path, never read into memory."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

CHUNK_BYTES: Final = 65_536


class SpooledFile:
    """A body that lies in a file: a WSGI iterable that the front sends by its path.

    Other servers, and tests, iterate over it. close() removes the file where that was asked for.
    Give it to Flask as ``Response(file, direct_passthrough=True)``, with its size as
    ``content_length`` of the response, which HEAD needs.

    path: absolute, of a file that does not change. remove: whether the file is only for this
    answer.
    """

    __slots__ = ("_closed", "_opened", "path", "remove", "size")

    def __init__(self, path: Path, *, remove: bool = False) -> None:
        self.path = path.absolute()
        self.size = path.stat().st_size
        self.remove = remove
        self._opened: IO[bytes] | None = None
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        self._opened = self.path.open("rb")
        return iter(lambda: self._opened.read(CHUNK_BYTES) if self._opened else b"", b"")

    def close(self) -> None:
        """Close and, where it was asked for, remove the file; may be called more than once."""
        if self._opened:
            self._opened.close()
        if self.remove and not self._closed:
            with contextlib.suppress(OSError):
                self.path.unlink()
        self._closed = True


class FileWrapper:
    """``wsgi.file_wrapper`` (PEP 3333): an open file as a body, sent by its path where it can be.

    >>> import io
    >>> list(FileWrapper(io.BytesIO(b"abc"), 2))
    [b'ab', b'c']
    """

    def __init__(self, file: IO[bytes], block_bytes: int = CHUNK_BYTES) -> None:
        self.file = file
        self.block_bytes = block_bytes

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.file.read(self.block_bytes), b"")

    def close(self) -> None:
        """Close the file."""
        close: Callable[[], None] | None = getattr(self.file, "close", None)
        if close:
            close()

    def as_spooled(self, above_bytes: int) -> SpooledFile | None:
        """Return the same file by its path, None where it is small, has none, or was begun."""
        name = getattr(self.file, "name", None)
        if not isinstance(name, str | os.PathLike):
            return None
        try:
            there = os.fstat(self.file.fileno())
            whole = stat.S_ISREG(there.st_mode) and self.file.tell() == 0
            spooled = SpooledFile(Path(name))
        except (OSError, ValueError):
            return None
        if not whole or spooled.size != there.st_size or spooled.size <= above_bytes:
            return None
        return spooled
