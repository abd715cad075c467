"""What a worker process may not do: each of these holds for the calling process, until it ends."""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import socket
import struct
from pathlib import Path
from typing import Final

_PR_SET_NO_NEW_PRIVS: Final = 38
_PR_SET_SECCOMP: Final = 22
_SECCOMP_MODE_FILTER: Final = 2
_SECCOMP_RET_ALLOW: Final = 0x7FFF_0000
_SECCOMP_RET_ERRNO: Final = 0x0005_0000
_EACCES: Final = 13
_LOAD_WORD: Final = 0x20
_JUMP_IF_EQUAL: Final = 0x15
_RETURN: Final = 0x06
_OFFSET_OF_NUMBER: Final = 0
_OFFSET_OF_FIRST_ARGUMENT: Final = 16
_SOCKET_CALL: Final = {"x86_64": 41, "aarch64": 198, "riscv64": 198, "loongarch64": 198}
_OOM_SCORE: Final = 900
"""Of 1,000: a worker goes before whatever else runs here, the server and the zygote included."""
_libc: Final = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """``struct sock_fprog`` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def resident_bytes() -> int:
    """Return how much memory the process has in RAM, what it shares with others included."""
    return _pages(1) * resource.getpagesize()


def most_resident_bytes() -> int:
    """Return the most memory that the process has had in RAM since it was forked.

    One system call, where ``resident_bytes`` takes as long as a small query.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def touched_bytes() -> int:
    """Return how much memory the process has made its own: new pages and copied shared ones.

    An upper bound, by the page faults since its birth: memory that was given back counts too.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt * resource.getpagesize()


def limit_memory(budget_mib: int) -> None:
    """Let the process grow by this much from now on, in address space; 0 for no limit.

    A larger allocation fails, and pyoxigraph then ends the process (SIGABRT).
    """
    if budget_mib:
        limit = _pages(0) * resource.getpagesize() + budget_mib * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def forbid_core_files() -> None:
    """Leave no core file when a query overflows the stack."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def go_first_when_memory_is_short() -> None:
    """Be the process that the kernel ends when the machine runs out of memory."""
    try:
        Path("/proc/self/oom_score_adj").write_text(str(_OOM_SCORE), encoding="ascii")
    except OSError:
        return  # some containers forbid it; RLIMIT_AS holds all the same


def restore_default_signals() -> None:
    """Undo what the zygote, and Python, set: a worker ends by any signal that says so."""
    for number in (signal.SIGCHLD, signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def forbid_network() -> None:
    """Deny all sockets but local ones (AF_UNIX), from now on and for good.

    SERVICE and LOAD then fail with "Permission denied". It takes no privileges.
    Raises OSError where the kernel or the architecture does not offer it.
    Source: seccomp(2); the filter is checked by trying it.
    """
    number = _SOCKET_CALL.get(platform.machine())
    if number is None:
        raise OSError(f"no system call numbers are known for {platform.machine()}")
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_NO_NEW_PRIVS failed")
    instructions = _filter(number)
    program = _Program(len(instructions) // 8, instructions)
    if _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "PR_SET_SECCOMP failed")
    try:
        socket.socket(socket.AF_INET).close()
    except PermissionError:
        return
    raise OSError("the filter was set, and sockets can be opened all the same")


def _filter(socket_call: int) -> bytes:
    """Return the six instructions: socket() of another family than AF_UNIX fails with EACCES."""
    return b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (_LOAD_WORD, 0, 0, _OFFSET_OF_NUMBER),
            (_JUMP_IF_EQUAL, 0, 3, socket_call),
            (_LOAD_WORD, 0, 0, _OFFSET_OF_FIRST_ARGUMENT),
            (_JUMP_IF_EQUAL, 1, 0, int(socket.AF_UNIX)),
            (_RETURN, 0, 0, _SECCOMP_RET_ERRNO | _EACCES),
            (_RETURN, 0, 0, _SECCOMP_RET_ALLOW),
        )
    )


def _pages(column: int) -> int:
    """Return a number of /proc/self/statm: 0 the address space, 1 what is in RAM, in pages."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[column])


def silence() -> None:
    """Send what the process writes to its standard streams nowhere: the runtime's last words."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    os.close(nowhere)
