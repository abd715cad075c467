"""Whatever happens to a writer, the archive opens and holds the last acknowledged commit whole."""

from __future__ import annotations

import errno
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.archive.canonical import sha256_of
from planvev.archive.graph_files import graph_file
from planvev.archive.prune import prune
from planvev.archive.system import System
from planvev.archive.verify import verify
from planvev.errors import ArchiveError, DiskFull
from unit.archive.faults import GRAPHS, FaultySystem, check_whole, commit_next, text_for

LARGE = os.environ.get("PLANVEV_TEST_SIZE") == "large"
KILLS = 2_000 if LARGE else 220
TESTS = str(Path(__file__).parents[2])
TIMEOUT_S = 600 if LARGE else 120


def run_killer(mode: str, state: Path, *numbers: int) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "unit.archive.kill_writers", mode, str(state), *map(str, numbers)],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_S,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([TESTS, *sys.path])},
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def base_with(commits: int, state: Path) -> Path:
    for _ in range(commits):
        commit_next(Archive(state))
    return state


def incomplete_files(state: Path) -> list[Path]:
    return list(state.rglob("*.tmp"))


def test_a_writer_killed_at_random_moments_loses_no_acknowledged_commit(tmp_path: Path) -> None:
    found = run_killer("random", tmp_path / "state", KILLS, 20_261_103)
    assert found["kills"] == KILLS
    assert int(str(found["commits"])) > KILLS / 20
    assert int(str(found["longest_open_ms"])) < 5_000


def test_a_writer_killed_before_any_system_call_or_within_a_write_leaves_no_half_commit(
    tmp_path: Path,
) -> None:
    found = run_killer("steps", tmp_path)
    assert list(found) == ["first commit", "commit", "commit of what was there", "prune"]
    for counts in found.values():
        assert isinstance(counts, dict)
        assert counts["steps"] > 10


def steps_of(base: Path, folder: Path) -> list[tuple[str, Path]]:
    """Return the system calls of the next commit."""
    state = folder / "dry"
    shutil.copytree(base, state)
    system = FaultySystem()
    commit_next(Archive(state, system=system))
    shutil.rmtree(state)
    return system.steps


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO])
@pytest.mark.parametrize("lasting", [False, True], ids=["once", "from then on"])
@pytest.mark.parametrize("commits", [0, 3])
def test_a_disk_that_fails_at_any_call_leaves_the_archive_as_it_was(
    tmp_path: Path, number: int, lasting: bool, commits: int
) -> None:
    base = tmp_path / "base"
    base.mkdir()
    base_with(commits, base)
    calls = steps_of(base, tmp_path)
    commit_point = max(at for at, (call, _) in enumerate(calls) if call == "rename")
    fails = {"create", "write", "sync", "make_folder", "rename", "open_folder", "open_lock"}
    for at, (call, _) in enumerate(calls):
        if call not in fails:
            continue
        state = tmp_path / f"{at}"
        shutil.copytree(base, state)

        def fail(step: int, call: str, path: Path, at: int = at) -> None:
            if step == at or (lasting and step > at and call in fails):
                raise OSError(number, os.strerror(number), str(path))

        with pytest.raises(ArchiveError) as caught:
            commit_next(Archive(state, system=FaultySystem(fail)))

        assert str(tmp_path) in caught.value.message
        if at <= commit_point:
            assert isinstance(caught.value, DiskFull) == (number != errno.EIO)
            check_whole(state, commits, commits)
            assert verify(Archive(state)).leftovers == []
        else:
            assert f"generation {commits + 1} stands" in caught.value.message
            check_whole(state, commits + 1, commits + 1)
        assert incomplete_files(state) == []
        head = Archive(state).head()
        commit_next(Archive(state))
        check_whole(state, head + 1, head + 1)
        shutil.rmtree(state)


def test_a_full_disk_says_what_to_do_and_serves_again_when_there_is_space(tmp_path: Path) -> None:
    base_with(2, tmp_path)
    full = True

    def fail(step: int, call: str, path: Path) -> None:
        del step
        if full and call == "write":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))

    archive = Archive(tmp_path, system=FaultySystem(fail))
    with pytest.raises(DiskFull, match="archive prune"):
        commit_next(archive)
    assert archive.texts() == Archive(tmp_path).texts()
    full = False
    assert commit_next(archive).generation == 3
    check_whole(tmp_path, 3, 3)


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError])
def test_a_writer_that_is_interrupted_at_any_call_cleans_up(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    base = base_with(3, tmp_path / "base")
    calls = steps_of(base, tmp_path)
    for at in range(len(calls)):
        state = tmp_path / f"{at}"
        shutil.copytree(base, state)

        def interrupt(step: int, call: str, path: Path, at: int = at) -> None:
            del call, path
            if step == at:
                raise interruption

        with pytest.raises(interruption):
            commit_next(Archive(state, system=FaultySystem(interrupt)))
        head = check_whole(state, 3, 4)
        assert incomplete_files(state) == []
        commit_next(Archive(state))
        check_whole(state, head + 1, head + 1)


def test_an_interruption_right_after_the_commit_point_undoes_nothing(tmp_path: Path) -> None:
    class Late(System):
        def rename(self, source: Path, target: Path) -> None:
            super().rename(source, target)
            if target.name == "HEAD":
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        commit_next(Archive(tmp_path, system=Late()))
    check_whole(tmp_path, 1, 1)


def test_a_damaged_file_that_a_dead_writer_left_is_written_again(tmp_path: Path) -> None:
    base_with(2, tmp_path)
    for graph in GRAPHS:
        sha256 = sha256_of(text_for(3, graph))
        graph_file(tmp_path / "graphs", sha256).write_bytes(b"half a fi")
    commit_next(Archive(tmp_path))
    check_whole(tmp_path, 3, 3)


def test_a_write_that_takes_only_a_part_is_continued(tmp_path: Path) -> None:
    class Slow(System):
        def write(self, descriptor: int, content: memoryview, path: Path) -> int:
            return super().write(descriptor, content[:7], path)

    commit_next(Archive(tmp_path, system=Slow()))
    check_whole(tmp_path, 1, 1)


def test_a_prune_that_fails_at_any_call_takes_nothing_that_is_named(tmp_path: Path) -> None:
    base = base_with(6, tmp_path / "base")
    for at in itertools.count():
        state = tmp_path / f"{at}"
        shutil.copytree(base, state)

        def fail(step: int, call: str, path: Path, at: int = at) -> None:
            del call
            if step == at:
                raise OSError(errno.EIO, "Input/output error", str(path))

        system = FaultySystem(fail)
        try:
            prune(Archive(state, system=system), keep=2)
        except ArchiveError:
            check_whole(state, 6, 6)
        else:
            break
    assert at > 10
    assert Archive(state).generations() == [5, 6]


class PowerCut(System):
    """Keeps a model of what is surely on the disk: what was synced, and no more.

    A file's bytes are there after its sync. A folder's changes (create, rename, remove) happen on
    the disk in their order, at the latest with the folder's sync: so at a power cut any first part
    of those that wait may be there. A file that is there without its sync has lost its bytes.
    """

    def __init__(self, state: Path) -> None:
        self.state = state
        self.synced = {path: path.read_bytes() for path in state.rglob("*") if path.is_file()}
        self.names: dict[Path, int] = {}
        self.on_disk: dict[Path, bytes | int] = dict(self.synced)
        self.content: dict[int, bytes] = {}
        self.waiting: dict[Path, list[tuple[Path, int | None]]] = {}
        self.open_files: dict[int, int] = {}
        self.disks: list[dict[Path, bytes]] = []

    def before(self, call: str, path: Path) -> None:
        del call, path
        self.disks += self.possible_disks()

    def possible_disks(self) -> Iterator[dict[Path, bytes]]:
        """Yield what may be on the disk if the power goes now."""
        queues = list(self.waiting.values())
        for lengths in itertools.product(*(range(len(queue) + 1) for queue in queues)):
            disk = dict(self.on_disk)
            for queue, length in zip(queues, lengths, strict=True):
                for path, file in queue[:length]:
                    disk.pop(path, None) if file is None else disk.update({path: file})
            yield {
                path: file if isinstance(file, bytes) else self.content.get(file, b"")
                for path, file in disk.items()
            }

    def _wait(self, path: Path, file: int | None) -> None:
        self.waiting.setdefault(path.parent, []).append((path, file))

    def create(self, path: Path) -> int:
        descriptor = super().create(path)
        file = len(self.open_files) + 1_000
        self.open_files[descriptor] = self.names[path] = file
        self._wait(path, file)
        return descriptor

    def sync(self, descriptor: int, path: Path) -> None:
        super().sync(descriptor, path)
        if path.is_dir():
            for name, file in self.waiting.pop(path, []):
                self.on_disk.pop(name, None) if file is None else self.on_disk.update({name: file})
        else:
            self.content[self.names[path]] = path.read_bytes()

    def close(self, descriptor: int, path: Path) -> None:
        super().close(descriptor, path)
        # A descriptor's number comes again; the file it stood for is counted on.
        self.open_files[-len(self.open_files) - 1] = self.open_files.pop(descriptor, 0)

    def rename(self, source: Path, target: Path) -> None:
        super().rename(source, target)
        file = self.names.pop(source)
        self.names[target] = file
        # One change: the old name and the new one never both, never neither.
        self.waiting.setdefault(target.parent, []).append((target, file))
        self._wait(source, None)

    def remove(self, path: Path) -> None:
        super().remove(path)
        self._wait(path, None)


def test_a_power_cut_at_any_call_loses_no_acknowledged_commit(tmp_path: Path) -> None:
    state = base_with(3, tmp_path / "base")
    system = PowerCut(state)
    archive = Archive(state, system=system)
    commit_next(archive)
    before_the_answer = len(system.disks)
    system.disks += system.possible_disks()
    prune(archive, keep=2)
    system.disks += system.possible_disks()
    assert before_the_answer > 50
    for number, disk in enumerate(system.disks):
        copy = tmp_path / "copy"
        for path, content in disk.items():
            there = copy / path.relative_to(state)
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_bytes(content)
        check_whole(copy, 3 if number < before_the_answer else 4, 4)
        shutil.rmtree(copy)


def test_every_file_is_synced_before_its_rename_and_its_folder_after(tmp_path: Path) -> None:
    base_with(2, tmp_path)
    system = FaultySystem()
    commit_next(Archive(tmp_path, system=system))
    calls = [(call, path.name) for call, path in system.steps if call in ("sync", "rename")]
    renames = [at for at, (call, _) in enumerate(calls) if call == "rename"]
    assert all(calls[at - 1] == ("sync", "incomplete.tmp") for at in renames)
    names = [name for _, name in calls]
    manifest = ["incomplete.tmp", "000003.json", "generations"]
    assert names[-7:] == ["graphs", *manifest, "incomplete.tmp", "HEAD", tmp_path.name]
