"""The C library's heap: few parts, and what is free in them given back to the system.

Each thread would get a part of its own, and keep the most that it ever took: after a crowd, a
server would hold several times what it needs.
"""

from __future__ import annotations

import ctypes
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
_PARTS: Final = 2
_APART_BYTES: Final = 1_048_576
"""From this size on, a block is mapped for itself, and gone when it is freed (mallopt(3))."""
_libc: Final = ctypes.CDLL(None)


def keep_together() -> None:
    """Let all threads share the same few parts; to be called before there are threads.

    Does nothing where the C library is not glibc.
    """
    mallopt = getattr(_libc, "mallopt", None)
    if mallopt:
        mallopt(_M_ARENA_MAX, _PARTS)
        mallopt(_M_MMAP_THRESHOLD, _APART_BYTES)


def give_back() -> None:
    """Return free memory to the system; takes some milliseconds (malloc_trim(3))."""
    trim = getattr(_libc, "malloc_trim", None)
    if trim:
        trim(0)
