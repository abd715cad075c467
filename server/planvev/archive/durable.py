"""Write files so that they are whole or not there, whenever the power goes.

A file is written under a temporary name in its own folder, synced, renamed, and the folder synced.
Only the holder of the archive's lock writes, one file at a time: so one temporary name a folder is
enough, and what a crashed writer left under it is in nobody's way.
"""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from planvev.archive.system import System
from planvev.errors import ArchiveError, DiskFull

INCOMPLETE = "incomplete.tmp"
"""The name of a file while it is written."""
_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def write_file(system: System, path: Path, content: bytes) -> None:
    """Make ``path`` a file with this content, on the disk; its folder is left to be synced.

    Raises OSError; the file that had this name then still has its old content, and the temporary
    file is gone.
    """
    temporary = path.parent / INCOMPLETE
    try:
        _write_temporary(system, temporary, content)
        system.rename(temporary, path)
    except BaseException:
        remove_quietly(system, temporary)
        raise


def sync_folder(system: System, folder: Path) -> None:
    """Wait until the names of the folder's files stand on the disk. Raises OSError."""
    descriptor = system.open_folder(folder)
    try:
        system.sync(descriptor, folder)
    finally:
        system.close(descriptor, folder)


def remove_quietly(system: System, path: Path) -> None:
    """Remove a file if it is there and can be removed; used where an error is on its way."""
    with contextlib.suppress(OSError):
        system.remove(path)


@contextlib.contextmanager
def clear_errors(path: Path) -> Iterator[None]:
    """Turn an OSError into an ArchiveError that names the file: DiskFull where space ran out."""
    try:
        yield
    except OSError as error:
        place = Path(str(error.filename)) if error.filename else path
        if error.errno in _NO_SPACE:
            raise DiskFull(place) from error
        raise ArchiveError(f"{place}: cannot be written: {error.strerror}.") from error


def _write_temporary(system: System, path: Path, content: bytes) -> None:
    try:
        descriptor = system.create(path)
    except FileExistsError:
        system.remove(path)
        descriptor = system.create(path)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[system.write(descriptor, rest, path) :]
        system.sync(descriptor, path)
    finally:
        system.close(descriptor, path)
