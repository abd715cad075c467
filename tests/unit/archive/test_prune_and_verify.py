"""Prune takes what is old and no more; verify names what is damaged."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.archive.prune import prune
from planvev.archive.verify import verify
from planvev.errors import ArchiveCorrupt, InputError
from unit.archive.faults import FaultySystem, check_whole, commit_next, text_for

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    """Return an archive of five generations, one a day."""
    days = iter(BEGIN + timedelta(days=day) for day in range(1_000))
    archive = Archive(tmp_path / "state", clock=lambda: next(days))
    for _ in range(5):
        commit_next(archive)
    return archive


def files_of(archive: Archive) -> dict[str, bytes]:
    paths = (path for path in archive.state.rglob("*") if path.is_file())
    return {str(path.relative_to(archive.state)): path.read_bytes() for path in paths}


def test_prune_keeps_the_newest_and_frees_what_only_the_others_named(archive: Archive) -> None:
    before = files_of(archive)
    expected = prune(archive, keep=2, dry_run=True)
    assert files_of(archive) == before
    pruned = prune(archive, keep=2)
    assert pruned == expected
    assert pruned.generations == (1, 2, 3)
    after = files_of(archive)
    gone = set(before) - set(after)
    assert pruned.freed_bytes == sum(len(before[name]) for name in gone)
    assert len(gone) == len(pruned.generations) + pruned.graph_files
    assert archive.generations() == [4, 5]
    check_whole(archive.state, 5, 5)
    commit_next(archive)
    check_whole(archive.state, 6, 6)


@pytest.mark.parametrize(
    ("before", "left"),
    [
        (BEGIN, [1, 2, 3, 4, 5]),
        (BEGIN + timedelta(days=2), [2, 3, 4, 5]),
        (BEGIN + timedelta(days=2.5), [3, 4, 5]),
        (BEGIN + timedelta(days=900), [5]),
    ],
)
def test_prune_before_a_time_keeps_what_was_current_then(
    archive: Archive, before: datetime, left: list[int]
) -> None:
    prune(archive, before=before)
    assert archive.generations() == left


def test_head_is_never_pruned(archive: Archive) -> None:
    with pytest.raises(InputError, match="HEAD is never pruned"):
        prune(archive, keep=0)
    prune(archive, keep=1, before=BEGIN + timedelta(days=900))
    assert archive.generations() == [5]
    assert prune(archive, keep=1).generations == ()


def test_prune_removes_what_interrupted_writers_have_left(archive: Archive) -> None:
    leftovers = ["incomplete.tmp", "graphs/incomplete.tmp", "generations/000006.json"]
    for name in leftovers:
        (archive.state / name).write_bytes(b"left")
    unnamed = archive.graphs_folder / f"{'0' * 64}.nt.gz"
    unnamed.write_bytes(b"left")
    mine = archive.state / "graphs" / "README.txt"
    mine.write_text("not the archive's")
    found = verify(archive)
    assert found.whole
    assert {str(path.relative_to(archive.state)) for path in found.leftovers} == {
        *leftovers,
        f"graphs/{unnamed.name}",
    }
    pruned = prune(archive)
    assert (set(pruned.leftovers), pruned.graph_files) == (set(leftovers), 1)
    assert pruned.generations == ()
    assert verify(archive).leftovers == []
    assert mine.exists()


def test_prune_of_an_empty_archive_does_nothing(tmp_path: Path) -> None:
    assert prune(Archive(tmp_path), keep=1).generations == ()


def test_prune_leaves_what_was_committed_while_it_looked_around(archive: Archive) -> None:
    def commit_meanwhile(step: int, call: str, path: Path) -> None:
        del step, path
        if call == "open_lock":
            commit_next(archive)

    system = FaultySystem(commit_meanwhile)
    assert prune(Archive(archive.state, system=system), keep=1).generations == (1, 2, 3, 4)
    assert archive.generations() == [5, 6]
    check_whole(archive.state, 6, 6)


def test_where_a_manifest_cannot_be_read_nothing_is_pruned(archive: Archive) -> None:
    archive.generation_file(4).write_text("{}")
    before = files_of(archive)
    with pytest.raises(ArchiveCorrupt, match=r"000004\.json"):
        prune(archive, keep=3)
    assert files_of(archive) == before
    prune(archive, keep=1)
    assert verify(archive).whole


def test_a_whole_archive_is_found_whole_with_its_counts(archive: Archive) -> None:
    seen: list[tuple[int, int]] = []
    found = verify(archive, lambda done, total: seen.append((done, total)))
    assert found.whole
    assert (found.head, found.generations) == (5, 5)
    assert found.graph_files == len(list(archive.graphs_folder.iterdir()))
    assert seen[-1] == (found.graph_files, found.graph_files)
    assert verify(Archive(archive.state / "nothing")).whole


def flipped(content: bytes) -> Iterator[bytes]:
    """Yield a content with one bit flipped, for many places in it."""
    places = range(len(content)) if len(content) < 200 else range(0, len(content), 7)
    for place in places:
        flip = bytearray(content)
        flip[place] ^= 1 << (place % 8)
        yield bytes(flip)


def test_a_flipped_bit_in_a_manifest_is_found_and_the_file_is_named(archive: Archive) -> None:
    path = archive.generation_file(5)
    for content in flipped(path.read_bytes()):
        path.write_bytes(content)
        with pytest.raises(ArchiveCorrupt, match=r"000005\.json.*archive verify"):
            Archive(archive.state).manifest()
        (fault,) = verify(Archive(archive.state)).faults
        assert (fault.path, fault.generations) == (path, (5,))


def test_a_flipped_bit_in_a_graph_file_is_found_or_changes_nothing(archive: Archive) -> None:
    graph = "urn:graph:a"
    path = archive.graphs_folder / f"{archive.manifest().graphs[graph].sha256}.nt.gz"
    whole = path.read_bytes()
    named = 0
    for content in flipped(whole):
        path.write_bytes(content)
        faults = verify(archive).faults
        if faults:
            assert [(fault.path, fault.generations) for fault in faults] == [(path, (5,))]
            with pytest.raises(ArchiveCorrupt, match=path.name):
                archive.text(graph)
            named += 1
        else:
            # Bits that gzip does not mean anything by: the header's time, the stream's padding.
            assert archive.text(graph) == text_for(5, graph)
    assert named > 0.8 * len(list(flipped(whole)))


@pytest.mark.parametrize("content", [b"", b"x", b"\x1f\x8b"])
def test_a_graph_file_that_was_cut_off_is_named(archive: Archive, content: bytes) -> None:
    for path in archive.graphs_folder.iterdir():
        path.write_bytes(content)
    found = verify(archive)
    assert {fault.path for fault in found.faults} == set(archive.graphs_folder.iterdir())


def test_every_way_to_cut_off_a_graph_file_is_found(archive: Archive) -> None:
    path = next(archive.graphs_folder.iterdir())
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert [fault.path for fault in verify(archive).faults] == [path]
    path.write_bytes(whole + b"\0")
    assert [fault.problem for fault in verify(archive).faults] == ["has bytes after its end"]


def test_a_graph_file_with_anothers_content_is_named(archive: Archive) -> None:
    first, second = sorted(archive.graphs_folder.iterdir())[:2]
    shutil.copy(second, first)
    (fault,) = verify(archive).faults
    assert fault.path == first
    assert "does not have the hash in its name" in fault.problem


@pytest.mark.parametrize("content", [b"", b"5", b"five\n", b"-5\n", b"05\n", b"5\n\n", b"\xff\n"])
def test_a_head_that_is_no_number_is_named_and_not_written_over(
    archive: Archive, content: bytes
) -> None:
    archive.head_file.write_bytes(content)
    with pytest.raises(ArchiveCorrupt, match="HEAD"):
        archive.texts()
    with pytest.raises(ArchiveCorrupt, match="HEAD"):
        commit_next(archive)
    assert [fault.path for fault in verify(archive).faults] == [archive.head_file]


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_head_that_lags_behind_is_named_and_not_written_over(
    archive: Archive, number: int
) -> None:
    archive.head_file.write_text(f"{number}\n")
    with pytest.raises(ArchiveCorrupt, match="HEAD"):
        commit_next(archive)
    with pytest.raises(ArchiveCorrupt, match="HEAD: says"):
        Archive(archive.state).texts()
    assert [fault.path for fault in verify(archive).faults] == [archive.head_file]


def test_a_manifest_that_a_dead_writer_left_does_not_make_head_wrong(archive: Archive) -> None:
    head = archive.head()
    left = archive.generation_file(head + 1)
    left.write_bytes(archive.generation_file(head).read_bytes())
    assert Archive(archive.state).manifest().generation == head
    assert verify(archive).faults == []
    commit_next(archive)
    assert archive.checked_head() == head + 1


def test_whoever_went_back_on_purpose_removes_the_number_of_the_last_commit(
    archive: Archive,
) -> None:
    head = archive.head()
    archive.head_file.write_text(f"{head - 1}\n")
    archive.lock_file.unlink()
    assert archive.manifest().generation == head - 1


@pytest.mark.parametrize("content", [b"", b"\0\0", b"999999\n", b"-1\n", b"x" * 100])
def test_a_damaged_number_of_the_last_commit_does_no_harm(archive: Archive, content: bytes) -> None:
    archive.lock_file.write_bytes(content)
    assert Archive(archive.state).manifest().generation == archive.head()


def test_a_head_that_names_what_is_not_there_is_a_fault(archive: Archive) -> None:
    archive.head_file.write_text("9\n")
    with pytest.raises(ArchiveCorrupt, match=r"000009\.json: is missing"):
        archive.texts()
    assert [fault.path.name for fault in verify(archive).faults] == ["000009.json"]


def test_a_lost_head_is_no_empty_archive(archive: Archive) -> None:
    archive.head_file.unlink()
    with pytest.raises(ArchiveCorrupt, match="HEAD: is missing"):
        archive.head()
    with pytest.raises(ArchiveCorrupt, match="HEAD: is missing"):
        commit_next(archive)
    assert [fault.path for fault in verify(archive).faults] == [archive.head_file]


def test_missing_manifests_and_graph_files_are_named(archive: Archive) -> None:
    archive.generation_file(3).unlink()
    graph = archive.graphs_folder / f"{archive.manifest().graphs['urn:graph:a'].sha256}.nt.gz"
    graph.unlink()
    faults = {fault.path: fault for fault in verify(archive).faults}
    assert faults.keys() == {archive.generation_file(3), graph}
    assert faults[graph].generations == (5,)
    with pytest.raises(ArchiveCorrupt, match=graph.name):
        archive.texts()


def test_a_manifest_under_anothers_number_is_named(archive: Archive) -> None:
    shutil.copy(archive.generation_file(2), archive.generation_file(4))
    (fault,) = verify(archive).faults
    assert fault.problem == "is the manifest of generation 2"
