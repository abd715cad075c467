"""Systems that stop, fail or die before a system call, and the archive that they are tried on.

Commit number n of the test archive writes the same ``n`` into several graphs: where two graphs
differ in it, half a commit was seen.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

from planvev.archive.archive import Archive
from planvev.archive.manifest import DEFAULT, Manifest
from planvev.archive.system import System
from planvev.archive.verify import verify

GRAPHS = (DEFAULT, "urn:graph:a", "urn:graph:b")
REPEATING = "urn:graph:repeating"
"""A graph whose content comes back every third commit: its files are there already."""
COMING_AND_GOING = "urn:graph:coming-and-going"
UNCHANGED = "urn:graph:unchanged"

Action = Callable[[int, str, Path], None]


class FaultySystem(System):
    """Calls ``action`` with the number of the step (from 0), its name and path, before each."""

    def __init__(self, action: Action | None = None) -> None:
        self.action = action
        self.steps: list[tuple[str, Path]] = []

    def before(self, call: str, path: Path) -> None:
        step = len(self.steps)
        self.steps.append((call, path))
        if self.action:
            self.action(step, call, path)


class TearingSystem(System):
    """Dies in the middle of write number ``at``: half of the bytes are written."""

    def __init__(self, at: int) -> None:
        self.writes_left = at

    def write(self, descriptor: int, content: memoryview, path: Path) -> int:
        if self.writes_left == 0:
            os.write(descriptor, content[: len(content) // 2])
            os.kill(os.getpid(), signal.SIGKILL)
        self.writes_left -= 1
        return super().write(descriptor, content, path)


def text_for(n: int, graph: str, lines: int = 5) -> bytes:
    """Return the canonical text that commit n gives to a graph."""
    rows = (f'<urn:s{line}> <urn:of:{graph}> "{n}" .\n' for line in range(lines))
    return "".join(rows).encode()


def changes_for(n: int) -> dict[str, bytes | None]:
    """Return what commit n changes."""
    changes: dict[str, bytes | None] = {graph: text_for(n, graph) for graph in GRAPHS}
    changes[REPEATING] = text_for(n % 3, REPEATING)
    changes[COMING_AND_GOING] = text_for(0, "x", lines=n % 2) if n % 4 else None
    changes[UNCHANGED] = text_for(7, UNCHANGED)
    return changes


def expected_texts(n: int) -> dict[str, bytes]:
    """Return what generation n holds."""
    if n == 0:
        return {}
    return {graph: text for graph, text in changes_for(n).items() if text is not None}


def commit_next(archive: Archive) -> Manifest:
    """Make the next commit of the test archive."""
    with archive.write_lock() as lock:
        n = lock.manifest.generation + 1
        return lock.commit(changes_for(n), author="test", message=f"n = {n}", request=f"id-{n}")


def check_whole(state: Path, at_least: int, at_most: int) -> int:
    """Fail unless the archive opens, HEAD is in the range, and nothing of it is half or damaged.

    Returns HEAD.
    """
    archive = Archive(state)
    head = archive.head()
    assert at_least <= head <= at_most, f"HEAD is {head}, not in {at_least}…{at_most}"
    assert archive.texts() == expected_texts(head)
    assert archive.manifest().request == (f"id-{head}" if head else None)
    result = verify(archive)
    assert result.faults == []
    return head
