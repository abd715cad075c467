"""Commits: what they make, what they refuse, who may make them when."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from planvev.archive.archive import Archive
from planvev.archive.canonical import EMPTY, sha256_of
from planvev.archive.manifest import DEFAULT, graph_key
from planvev.archive.prune import prune
from planvev.errors import (
    ArchiveBusy,
    ArchiveCorrupt,
    ArchiveError,
    GenerationNotFound,
    InputError,
    PreconditionFailed,
    ResourceNotFound,
)
from unit.archive.faults import FaultySystem, commit_next, expected_texts

A, B = "urn:a", "urn:b"
ONE, TWO = b"<urn:s> <urn:p> <urn:one> .\n", b"<urn:s> <urn:p> <urn:two> .\n"
TESTS = str(Path(__file__).parents[2])


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    return Archive(tmp_path / "state")


def commit(archive: Archive, changes: dict[str, bytes | None], **options: object) -> int:
    with archive.write_lock() as lock:
        arguments = {"author": "ada", "message": "why", **options}
        return lock.commit(changes, **arguments).generation  # type: ignore[arg-type]


def test_an_archive_that_was_never_written_is_generation_zero_and_makes_no_folder(
    archive: Archive,
) -> None:
    assert archive.head() == 0
    assert archive.texts() == {}
    assert archive.generations() == []
    assert archive.find_request("id") is None
    assert not archive.state.exists()


def test_several_graphs_change_in_one_commit(archive: Archive) -> None:
    assert commit(archive, {A: ONE, B: EMPTY, DEFAULT: TWO}) == 1
    assert commit(archive, {A: TWO, DEFAULT: None}) == 2
    assert archive.texts() == {A: TWO, B: EMPTY}
    assert archive.texts(1) == {A: ONE, B: EMPTY, DEFAULT: TWO}
    assert archive.dataset(1).keys() == {NamedNode(A), NamedNode(B), DefaultGraph()}
    assert graph_key(DefaultGraph()) == DEFAULT


def test_a_person_can_read_the_archive_with_their_own_tools(archive: Archive) -> None:
    commit(archive, {A: ONE}, request="r-1")
    assert (archive.state / "HEAD").read_text() == "1\n"
    (graph,) = (archive.state / "graphs").iterdir()
    assert graph.name == f"{sha256_of(ONE)}.nt.gz"
    unzipped = subprocess.run(["gzip", "-dc", graph], capture_output=True, check=True).stdout
    assert unzipped == ONE
    manifest = archive.state / "generations" / "000001.json"
    command = f"head -n -2 {manifest} | sha256sum"
    found = subprocess.run(["sh", "-c", command], capture_output=True, text=True, check=True).stdout
    assert found.split()[0] == archive.manifest().digest


def test_a_manifest_says_who_when_and_why(tmp_path: Path) -> None:
    now = datetime(2026, 11, 3, 12, 30, 0, 123_456, tzinfo=UTC)
    archive = Archive(tmp_path, clock=lambda: now)
    commit(archive, {A: ONE}, author="Åse «x»", message='two\nlines "q" \udc80', request="r-1")
    manifest = Archive(tmp_path).manifest()
    assert (manifest.generation, manifest.parent, manifest.time) == (1, 0, now)
    assert (manifest.author, manifest.message) == ("Åse «x»", 'two\nlines "q" \udc80')
    assert (manifest.request, manifest.triples, manifest.graphs[A].triples) == ("r-1", 1, 1)


def test_time_does_not_run_backwards_in_the_log(tmp_path: Path) -> None:
    times = iter([datetime(2026, 1, 2, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)])
    archive = Archive(tmp_path, clock=lambda: next(times))
    commit(archive, {A: ONE})
    commit(archive, {A: TWO})
    assert archive.manifest(2).time == archive.manifest(1).time


def test_unchanged_graphs_cost_nothing(archive: Archive) -> None:
    commit(archive, {A: ONE, B: TWO})
    before = {path: path.stat() for path in archive.graphs_folder.iterdir()}
    commit(archive, {A: ONE, B: b""})
    commit(archive, {B: ONE})
    after = {path: path.stat() for path in archive.graphs_folder.iterdir()}
    assert len(after) == len(before) + 1
    assert all(after[path].st_mtime_ns == before[path].st_mtime_ns for path in before)


def test_a_commit_that_changes_nothing_makes_no_generation(archive: Archive) -> None:
    commit(archive, {A: ONE})
    assert commit(archive, {A: ONE, B: None}) == 1
    assert archive.generations() == [1]


def test_the_same_dataset_has_the_same_content_hash_whatever_its_history(tmp_path: Path) -> None:
    first, second = Archive(tmp_path / "1"), Archive(tmp_path / "2")
    commit(first, {A: ONE, B: TWO})
    commit(second, {B: ONE})
    commit(second, {A: ONE, B: TWO})
    assert first.manifest().content == second.manifest().content
    assert first.manifest().digest != second.manifest().digest


def test_a_graph_is_changed_only_if_it_is_what_the_writer_saw(archive: Archive) -> None:
    commit(archive, {A: ONE})
    with pytest.raises(PreconditionFailed, match=sha256_of(ONE)):
        commit(archive, {A: TWO}, expected={A: sha256_of(TWO)})
    with pytest.raises(PreconditionFailed):
        commit(archive, {A: TWO}, expected={A: None})
    with pytest.raises(PreconditionFailed, match="not there"):
        commit(archive, {B: TWO}, expected={B: sha256_of(ONE)})
    assert archive.head() == 1
    assert commit(archive, {A: TWO, B: ONE}, expected={A: sha256_of(ONE), B: None}) == 2


def test_a_commit_can_demand_that_head_has_not_moved(archive: Archive) -> None:
    commit(archive, {A: ONE}, parent=0)
    with pytest.raises(PreconditionFailed, match="generation 0"):
        commit(archive, {A: TWO}, parent=0)
    assert archive.texts() == {A: ONE}


@pytest.mark.parametrize("name", ["relative", "urn:a b", "", "urn:<x>"])
def test_a_graph_is_named_by_an_absolute_iri(archive: Archive, name: str) -> None:
    with pytest.raises(InputError, match="cannot name a graph"):
        commit(archive, {name: ONE})


def test_a_text_that_is_not_canonical_is_refused(archive: Archive) -> None:
    with pytest.raises(InputError, match="urn:a"):
        commit(archive, {A: TWO + ONE})
    assert archive.head() == 0


def test_the_commit_that_answers_a_request_is_found(archive: Archive) -> None:
    for n in range(5):
        commit(archive, {A: b"<urn:s> <urn:p> <urn:%d> .\n" % n}, request=f"r-{n}")
    found = archive.find_request("r-1")
    assert found is not None
    assert found.generation == 2
    assert archive.find_request("r-1", recent=3) is None
    prune(archive, keep=2)
    assert archive.find_request("r-1") is None


def test_a_graph_that_was_changed_since_it_was_loaded_from_a_file_can_be_told(
    archive: Archive,
) -> None:
    commit(archive, {A: ONE, B: ONE}, loaded=[A])
    commit(archive, {A: TWO})
    assert archive.manifest().loaded == {A: sha256_of(ONE)}
    commit(archive, {A: None})
    assert archive.manifest().loaded == {A: sha256_of(ONE)}
    commit(archive, {A: None}, loaded=[A])
    assert archive.manifest().loaded == {}


def test_what_is_not_there_is_named(archive: Archive) -> None:
    commit(archive, {A: ONE})
    with pytest.raises(ResourceNotFound, match="urn:b"):
        archive.text(B)
    with pytest.raises(GenerationNotFound, match="it holds 1 to 1"):
        archive.manifest(2)
    with pytest.raises(GenerationNotFound):
        archive.text(A, -1)
    assert archive.manifest(0).graphs == {}


def test_a_second_writer_waits_or_is_told_and_readers_never_wait(archive: Archive) -> None:
    commit(archive, {A: ONE})
    other = Archive(archive.state)
    with archive.write_lock() as lock:
        begun = time.monotonic()
        with pytest.raises(ArchiveBusy), other.write_lock(timeout_s=0.05):
            pytest.fail("two writers at once")
        assert time.monotonic() - begun >= 0.05
        assert other.texts() == {A: ONE}
        lock.commit({A: TWO}, author="ada", message="one")
        assert other.texts() == {A: TWO}
        waiting = threading.Thread(target=commit, args=(other, {B: ONE}))
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
        lock.commit({A: ONE}, author="ada", message="two")
    waiting.join(10)
    assert archive.head() == 4
    assert archive.texts() == {A: ONE, B: ONE}


def test_a_reader_opens_no_lock(archive: Archive) -> None:
    commit(archive, {A: ONE})
    reader = FaultySystem()
    Archive(archive.state, system=reader).texts()
    assert reader.steps == []
    archive.lock_file.unlink()
    assert Archive(archive.state).texts() == {A: ONE}


def test_a_lock_that_was_given_back_commits_nothing(archive: Archive) -> None:
    with archive.write_lock() as lock:
        pass
    with pytest.raises(ArchiveError, match="given back"):
        lock.commit({A: ONE}, author="ada", message="late")


def test_a_removed_lock_file_does_not_let_two_writers_in(archive: Archive) -> None:
    commit(archive, {A: ONE})
    first = archive.write_lock()
    first.__enter__()
    waiting = threading.Thread(target=commit, args=(Archive(archive.state), {A: TWO}))
    waiting.start()
    time.sleep(0.05)
    archive.lock_file.unlink()
    with Archive(archive.state).write_lock(timeout_s=5):
        first.__exit__(None, None, None)
        waiting.join(0.1)
        assert waiting.is_alive()
        assert archive.head() == 1
    waiting.join(10)
    assert archive.head() == 2


def test_writers_in_several_processes_lose_no_update(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([TESTS, *sys.path])}
    command = [sys.executable, "-m", "unit.archive.kill_writers", "add", str(tmp_path), "20"]
    writers = [
        subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL) for _ in range(3)
    ]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    (triple,) = Archive(tmp_path).triples("urn:graph:counter")
    assert str(triple.object) == '"60"'
    assert Archive(tmp_path).head() == 60


def test_readers_see_whole_generations_while_others_commit_and_prune(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    commit_next(archive)
    stop = threading.Event()
    seen: list[int] = []
    faults: list[object] = []

    def read() -> None:
        reader = Archive(tmp_path)
        while not stop.is_set():
            try:
                head, texts = reader.read(
                    lambda m: (m.generation, {g: reader.text_of(m, g) for g in m.graphs})
                )
                if texts != expected_texts(head):
                    faults.append(head)
                seen.append(head)
            except ArchiveCorrupt as error:
                faults.append(error)

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    for _ in range(80):
        commit_next(archive)
        prune(archive, keep=1)
    stop.set()
    for reader in readers:
        reader.join(20)
    assert faults == []
    assert len(set(seen)) > 10
    assert seen[-1] >= 79


def test_a_generation_that_is_pruned_while_it_is_read_is_said_to_be_gone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    for _ in range(3):
        commit_next(archive)
    old = archive.manifest(1)
    prune(archive, keep=1)
    with pytest.raises(GenerationNotFound, match="it holds 3 to 3"):
        archive.text("urn:graph:a", 1)
    with pytest.raises(ArchiveCorrupt, match="was pruned"):
        archive.text_of(old, "urn:graph:a")


def test_an_archive_in_a_later_format_is_refused_not_called_damaged(archive: Archive) -> None:
    commit(archive, {A: ONE})
    path = archive.generation_file(1)
    body = path.read_bytes().partition(b'  "digest"')[0].replace(b'"format": 1', b'"format": 2')
    path.write_bytes(body + f'  "digest": "{hashlib.sha256(body).hexdigest()}"\n}}\n'.encode())
    with pytest.raises(ArchiveError, match="format 2") as caught:
        archive.manifest()
    assert not isinstance(caught.value, ArchiveCorrupt)
