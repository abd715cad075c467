"""Bytes on their way out: in memory while they are few, in a file where they are many."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable
from typing import IO, Any, BinaryIO, Final, cast

from planvev.engine.embedded.answer import Bounds
from planvev.errors import QueryRefused, QueryTimeout

SPOOL_BYTES: Final = 1024 * 1024
_CHUNK_BYTES: Final = 65_536
_OVERLAP_BYTES: Final = 16


class BoundedSpool:
    """A file that refuses more bytes, and more time, than its bounds allow.

    mend: what is made of each part that is written to it.
    """

    def __init__(self, bounds: Bounds, mend: Callable[[bytes], bytes] = bytes) -> None:
        self._bounds = bounds
        self._mend = mend
        self._file = tempfile.SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115
        self._size = 0
        self._error: Exception | None = None

    def write(self, chunk: Any) -> int:
        """Write bytes. Raises QueryTimeout, QueryRefused."""
        mended = self._mend(bytes(chunk))
        try:
            self._bounds.check_time()
            self._bounds.check_size(self._size + len(mended))
        except (QueryTimeout, QueryRefused) as error:
            self._error = error
            raise
        self._size += len(mended)
        self._file.write(mended)
        return len(chunk)

    def flush(self) -> None:
        """Do nothing: what is written is there."""

    def write_with(self, serializer: Callable[[IO[bytes]], object]) -> None:
        """Let a serializer write into it; raises what ``write`` raised, whatever became of it."""
        try:
            serializer(cast("IO[bytes]", self))
        except Exception:
            if self._error:
                raise self._error from None
            raise

    def matches(self, pattern: re.Pattern[bytes]) -> bool:
        """Return whether a pattern of a few bytes stands anywhere in what was written."""
        self._file.seek(0)
        before = b""
        while chunk := self._file.read(_CHUNK_BYTES):
            if pattern.search(before + chunk):
                return True
            before = chunk[-_OVERLAP_BYTES:]
        return False

    def take(self, *, as_file: bool) -> tuple[bytes, BinaryIO | None]:
        """Return the bytes, or a file that stands at its start if they are many and may be one."""
        self._file.seek(0)
        if as_file and self._size > SPOOL_BYTES:
            return b"", cast("BinaryIO", self._file)
        with self._file:
            return self._file.read(), None

    def close(self) -> None:
        """Let go of what was written."""
        self._file.close()
