"""Functions that tests run in a fork; a worker imports them by this module's name."""

from __future__ import annotations

import os
import resource
import signal
import socket
import time
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, Store

from planvev.errors import BadRequest

ADDED = Quad(NamedNode("urn:new"), NamedNode("urn:p"), Literal("x"), NamedNode("urn:g"))

_kept: list[bytes] = []


def add_and_count(store: Store, generation: int, argument: bytes) -> bytes:
    """Change the copy of the store; return generation, argument and the number of quads."""
    store.add(ADDED)
    return f"{generation} {argument.decode()} {len(store)}".encode()


def process_id(_store: Store, _generation: int, _argument: bytes) -> bytes:
    """Return the number of the process."""
    return str(os.getpid()).encode()


def update(store: Store, _generation: int, argument: bytes) -> bytes:
    """Run a SPARQL update; return what the store says."""
    try:
        store.update(argument.decode())
    except (OSError, RuntimeError) as error:
        return str(error).encode()
    return b"done"


def refuse(_store: Store, _generation: int, _argument: bytes) -> bytes:
    """Fail with an error of planvev."""
    raise BadRequest("not this one")


def fail(_store: Store, _generation: int, _argument: bytes) -> bytes:
    """Fail with another error."""
    raise ZeroDivisionError


def sleep(_store: Store, _generation: int, _argument: bytes) -> bytes:
    """Take too long."""
    time.sleep(60)
    return b""


def die_once(_store: Store, _generation: int, argument: bytes) -> bytes:
    """Leave a mark in a file, then die."""
    with Path(argument.decode()).open("ab") as file:
        file.write(b"x")
    os.kill(os.getpid(), signal.SIGKILL)
    return b""


def allocate(_store: Store, _generation: int, argument: bytes) -> bytes:
    """Take memory, in MiB."""
    return str(len(bytearray(int(argument) * 1024 * 1024))).encode()


def keep(_store: Store, _generation: int, argument: bytes) -> bytes:
    """Hold on to memory, in MiB, after the end."""
    _kept.append(b"x" * (int(argument) * 1024 * 1024))
    return b""


def many_bytes(_store: Store, _generation: int, argument: bytes) -> bytes:
    """Return as many bytes as asked for."""
    return b"x" * int(argument)


def limits(_store: Store, _generation: int, _argument: bytes) -> bytes:
    """Return how this process is confined."""
    try:
        socket.socket(socket.AF_INET).close()
        network = "open"
    except PermissionError:
        network = "closed"
    socket.socket(socket.AF_UNIX).close()
    core = resource.getrlimit(resource.RLIMIT_CORE)[1]
    score = int(Path("/proc/self/oom_score_adj").read_text())
    handler = signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    return f"{network} {core} {score >= 900} {handler}".encode()
