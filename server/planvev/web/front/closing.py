"""Learn when a file of a folder is no longer read: by inotify(7), where there is that."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Final

_CLOSED_UNWRITTEN: Final = 0x10
_EVENT: Final = struct.Struct("iIII")
_READ_BYTES: Final = 65_536
_libc: Final = ctypes.CDLL(None, use_errno=True)


class ReadingWatch:
    """Calls closed, in the loop, with the name of each file that is closed after reading.

    Under much load the system may leave some out. Raises OSError where it does not tell at all.
    """

    def __init__(
        self, folder: Path, loop: asyncio.AbstractEventLoop, closed: Callable[[str], object]
    ) -> None:
        self._closed = closed
        if not hasattr(_libc, "inotify_init1"):
            raise OSError("this system has no inotify")
        self._descriptor = _libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        if self._descriptor < 0:
            raise OSError(ctypes.get_errno(), "inotify_init1 failed")
        if _libc.inotify_add_watch(self._descriptor, os.fsencode(folder), _CLOSED_UNWRITTEN) < 0:
            os.close(self._descriptor)
            raise OSError(ctypes.get_errno(), "inotify_add_watch failed")
        self._loop = loop
        loop.add_reader(self._descriptor, self._read)

    def close(self) -> None:
        """Watch no more."""
        self._loop.remove_reader(self._descriptor)
        os.close(self._descriptor)

    def _read(self) -> None:
        try:
            content = os.read(self._descriptor, _READ_BYTES)
        except BlockingIOError:
            return
        position = 0
        while position < len(content):
            _, mask, _, length = _EVENT.unpack_from(content, position)
            position += _EVENT.size
            name = os.fsdecode(content[position : position + length].rstrip(b"\0"))
            position += length
            if mask & _CLOSED_UNWRITTEN:
                self._closed(name)


def open_files() -> frozenset[str]:
    """Return what this process has open, by path; nothing where the system does not tell."""
    found = set()
    with contextlib.suppress(OSError):
        for descriptor in Path("/proc/self/fd").iterdir():
            with contextlib.suppress(OSError):
                found.add(str(descriptor.readlink()))
    return frozenset(found)
