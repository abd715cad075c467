"""Kill writers and look at what they leave; run as a module, it prints what it did as JSON.

It runs in a process of its own, which has one thread, so that it may fork.

    python -m unit.archive.kill_writers random STATE KILLS SEED
    python -m unit.archive.kill_writers steps STATE
    python -m unit.archive.kill_writers add STATE COUNT
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import serialize_canonical
from planvev.archive.prune import prune
from planvev.archive.system import System
from unit.archive.faults import FaultySystem, TearingSystem, check_whole, commit_next

COUNTER = "urn:graph:counter"


def in_child(work: Callable[[int], None]) -> tuple[int, int]:
    """Run ``work`` in a forked child; returns its process id and the end of a pipe to read.

    ``work`` gets the other end of the pipe.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child:
        os.close(writer)
        return child, reader
    try:
        work(writer)
    except BaseException as error:
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)
    os._exit(0)


def wait_for(child: int) -> bool:
    """Wait for a child; returns whether it was killed. Fails where it ended by an error."""
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return os.WTERMSIG(status) == signal.SIGKILL
    if os.waitstatus_to_exitcode(status) != 0:
        raise AssertionError("the writer ended by an error of its own")
    return False


def acknowledged(reader: int, before: int) -> int:
    """Return the last commit that the child said was done."""
    content = b""
    while part := os.read(reader, 65_536):
        content += part
    os.close(reader)
    return max([before, *(int(line) for line in content.split())])


def write_and_say(state: Path, seed: float, writer: int) -> None:
    """Commit, and now and then prune, until killed; say each commit after it is done."""
    archive = Archive(state)
    generator = random.Random(seed)  # noqa: S311
    while True:
        manifest = commit_next(archive)
        os.write(writer, f"{manifest.generation}\n".encode())
        if generator.random() < 0.2:
            prune(archive, keep=generator.randint(1, 5))


def kill_at_random(state: Path, kills: int, seed: int) -> dict[str, int]:
    """Kill a writer ``kills`` times at random moments; check the archive after each."""
    generator = random.Random(seed)  # noqa: S311
    done, leftovers, longest_open_ms = 0, 0, 0.0
    for _ in range(kills):
        child, reader = in_child(partial(write_and_say, state, generator.random()))
        time.sleep(generator.uniform(0.002, 0.03))
        os.kill(child, signal.SIGKILL)
        wait_for(child)
        done = acknowledged(reader, done)
        begun = time.perf_counter()
        Archive(state).texts()
        longest_open_ms = max(longest_open_ms, (time.perf_counter() - begun) * 1000)
        leftovers += any(path.name == "incomplete.tmp" for path in state.rglob("*.tmp"))
        done = check_whole(state, done, done + 1)
    return {
        "kills": kills,
        "commits": done,
        "left_an_incomplete_file": leftovers,
        "longest_open_ms": round(longest_open_ms),
    }


def kill_at_every_step(state: Path) -> dict[str, dict[str, int]]:
    """Kill a writer before each of its system calls and within each write, in several commits."""
    base = state / "base"
    base.mkdir(parents=True)
    done = {}
    scenarios: dict[str, tuple[int, Callable[[Archive], object]]] = {
        "first commit": (0, commit_next),
        "commit": (2, commit_next),
        "commit of what was there": (3, commit_next),
        "prune": (6, lambda archive: prune(archive, keep=1)),
    }
    for name, (generation, work) in scenarios.items():
        while Archive(base).head() < generation:
            commit_next(Archive(base))
        done[name] = {
            "steps": _kill_until_it_ends(base, state / "try", work, _killing_at),
            "torn writes": _kill_until_it_ends(base, state / "try", work, TearingSystem),
        }
    return done


def _kill_until_it_ends(
    base: Path,
    state: Path,
    work: Callable[[Archive], object],
    system_at: Callable[[int], System],
) -> int:
    """Kill at step 0, 1, 2 … until the work ends before it is killed; return how many kills."""
    before = Archive(base).head()
    step = 0
    while True:
        shutil.copytree(base, state)
        system = system_at(step)
        child, reader = in_child(partial(_work_on, Archive(state, system=system), work))
        killed = wait_for(child)
        os.close(reader)
        head = check_whole(state, before, before + 1)
        commit_next(Archive(state))
        assert check_whole(state, head + 1, head + 1)
        prune(Archive(state), keep=2)
        assert check_whole(state, head + 1, head + 1)
        shutil.rmtree(state)
        if not killed:
            return step
        step += 1


def _work_on(archive: Archive, work: Callable[[Archive], object], writer: int) -> None:
    del writer
    work(archive)


def _killing_at(at: int) -> System:
    def act(step: int, call: str, path: Path) -> None:
        del call, path
        if step == at:
            os.kill(os.getpid(), signal.SIGKILL)

    return FaultySystem(act)


def add_to_a_counter(state: Path, count: int) -> dict[str, int]:
    """Add one to a counter ``count`` times, each time reading it and writing it under the lock."""
    archive = Archive(state)
    for _ in range(count):
        with archive.write_lock() as lock:
            triples = list(archive.triples(COUNTER)) if lock.text(COUNTER) else []
            value = int(triples[0].object.value) if triples else 0
            time.sleep(0.001)
            triple = Triple(NamedNode("urn:s"), NamedNode("urn:p"), Literal(str(value + 1)))
            lock.commit({COUNTER: serialize_canonical([triple])}, author="test", message="add")
    return {"added": count}


if __name__ == "__main__":
    mode, folder, *numbers = sys.argv[1:]
    if mode == "random":
        found: object = kill_at_random(Path(folder), int(numbers[0]), int(numbers[1]))
    elif mode == "steps":
        found = kill_at_every_step(Path(folder))
    else:
        found = add_to_a_counter(Path(folder), int(numbers[0]))
    sys.stdout.write(json.dumps(found))
