"""The write lock: one ``flock`` on ``STATE/lock``, which the system frees when its holder dies.

People can hold it too: ``flock STATE/lock cp -r STATE COPY`` copies the archive between commits.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from planvev.archive.durable import clear_errors
from planvev.archive.system import System
from planvev.errors import ArchiveBusy

_POLL_S = 0.002


@contextmanager
def hold_lock(system: System, path: Path, timeout_s: float | None) -> Iterator[None]:
    """Hold the lock while the block runs.

    timeout_s: how long to wait for it, None for as long as it takes.
    Raises ArchiveBusy, or ArchiveError where the file cannot be opened.
    """
    deadline = None if timeout_s is None else time.monotonic() + timeout_s
    with clear_errors(path):
        descriptor = _locked(system, path, deadline)
    if descriptor is None:
        raise ArchiveBusy(path, timeout_s or 0)
    try:
        yield
    finally:
        # Not close alone: a process forked meanwhile would go on holding the lock.
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _locked(system: System, path: Path, deadline: float | None) -> int | None:
    """Return a descriptor that holds the lock, None where the deadline has passed."""
    while True:
        descriptor = system.open_lock(path)
        try:
            taken = _wait(descriptor, deadline)
            if taken and _is_still(descriptor, path):
                return descriptor
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)
        if not taken:
            return None


def _wait(descriptor: int, deadline: float | None) -> bool:
    if deadline is None:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return True
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_POLL_S)
        else:
            return True


def _is_still(descriptor: int, path: Path) -> bool:
    """Whether the file that is locked is the one of that name: someone may have removed it."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(descriptor)
    return (there.st_dev, there.st_ino) == (mine.st_dev, mine.st_ino)
