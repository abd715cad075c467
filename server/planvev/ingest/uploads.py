"""A document's bytes from disk, and no more of them than a document may have."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from planvev.errors import SourceError
from planvev.ingest.limits import BYTES_MAX
from planvev.ingest.refusals import refuse

_MEGABYTE = 1_000_000


def read_upload(path: Path) -> bytes:
    """Return the bytes of a file that a person names.

    Its size is looked at before anything is read. Raises SourceError for what is missing, may not
    be read, or is no regular file (a folder, a pipe, a device); DocumentRefused: "too-large".
    """
    descriptor = _opened(path)
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            raise SourceError("is a folder; name a file in it", path)
        if not stat.S_ISREG(status.st_mode):
            raise SourceError("is no regular file", path)
        check_size(status.st_size, path.name)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(BYTES_MAX + 1)
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path) from None
    finally:
        os.close(descriptor)
    check_size(len(content), path.name)
    return content


def _opened(path: Path) -> int:
    """Return a descriptor of a file, whatever it is. Raises SourceError."""
    try:
        # Without O_NONBLOCK, opening a pipe waits until somebody writes to it.
        return os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise SourceError(f"cannot be read: {reason}", path) from None


def check_size(size: int, name: str) -> None:
    """Refuse a file that is too large. size: in bytes. Raises DocumentRefused: "too-large"."""
    if size > BYTES_MAX:
        raise refuse(name, "too-large", -(-size // _MEGABYTE), BYTES_MAX // _MEGABYTE)
