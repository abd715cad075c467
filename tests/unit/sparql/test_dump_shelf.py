"""Dumps are written once a generation, in a process of their own, whole or not at all."""

from __future__ import annotations

import gzip
import hashlib
import logging
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat

from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize
from planvev.errors import ArchiveCorrupt, DiskFull, PlanvevError, QueryCancelled, ServerBusy
from planvev.rdf.formats import JSON_LD, N_QUADS, TRIG, Format
from planvev.sparql import dump_process, dump_shelf
from planvev.sparql.dump_shelf import DumpShelf
from planvev.sparql.dumps import DUMP_FORMATS

GRAPH = "http://e.example/g"


def commit(archive: Archive, count: int) -> None:
    text = "".join(f"<http://e.example/{n}> <http://e.example/p> {n} .\n" for n in range(count))
    with archive.write_lock() as lock:
        content = canonicalize(text.encode(), RdfFormat.TURTLE)
        lock.commit({GRAPH: content}, author="test", message="write")


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "state")
    commit(archive, 200)
    return archive


@pytest.fixture
def shelf(archive: Archive) -> DumpShelf:
    return DumpShelf(archive, "1.0")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[Format]:
    """Return the formats that a process was started for, as they come."""
    formats: list[Format] = []
    run = dump_process.run_dump_process

    def counted(state: Path, path: Path, chosen: Format, generation: int, timeout_s: float) -> None:
        formats.append(chosen)
        run(state, path, chosen, generation, timeout_s)

    monkeypatch.setattr(dump_shelf, "run_dump_process", counted)
    return formats


def test_a_dump_is_whole_and_described(archive: Archive, shelf: DumpShelf) -> None:
    dump = shelf.get(N_QUADS, 30)
    content = dump.path.read_bytes()
    assert gzip.decompress(content).count(b"\n") == 200
    assert (dump.bytes, dump.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    assert (dump.generation, dump.time) == (1, archive.manifest().time)
    assert dump.etag == shelf.etag(N_QUADS)


def test_it_is_written_once(shelf: DumpShelf, written: list[Format]) -> None:
    assert shelf.find(TRIG) is None
    assert shelf.get(TRIG, 30) == shelf.get(TRIG, 30) == shelf.find(TRIG)
    assert written == [TRIG]


def test_who_asks_while_it_is_written_waits_for_it(shelf: DumpShelf, written: list[Format]) -> None:
    threads = [threading.Thread(target=shelf.get, args=(TRIG, 60)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert written == [TRIG]


def test_it_is_there_after_a_restart(
    archive: Archive, shelf: DumpShelf, written: list[Format]
) -> None:
    shelf.get(TRIG, 30)
    assert DumpShelf(archive, "1.0").find(TRIG) == shelf.find(TRIG)
    assert DumpShelf(archive, "1.1").find(TRIG) is None
    assert written == [TRIG]


def test_a_new_generation_has_a_new_dump_and_the_old_ones_go(
    archive: Archive, shelf: DumpShelf
) -> None:
    old = [shelf.get(chosen, 30) for chosen in DUMP_FORMATS]
    commit(archive, 300)
    assert shelf.find(N_QUADS) is None
    new = shelf.get(N_QUADS, 30)
    assert gzip.decompress(new.path.read_bytes()).count(b"\n") == 300
    assert new.etag not in [dump.etag for dump in old]
    assert list(new.path.parent.iterdir()) == [new.path]


def test_the_same_content_in_a_later_generation_is_not_written_again(
    archive: Archive, shelf: DumpShelf, written: list[Format]
) -> None:
    first = shelf.get(N_QUADS, 30)
    commit(archive, 10)
    commit(archive, 200)
    again = shelf.find(N_QUADS)
    assert again is not None
    assert (again.generation, again.etag) == (3, first.etag)
    assert written == [N_QUADS]


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Let no file that this process and its children write be larger."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_without_space_the_error_says_so_and_nothing_is_left(shelf: DumpShelf) -> None:
    with files_of_at_most(100), pytest.raises(DiskFull, match="no space"):
        shelf.get(N_QUADS, 30)
    assert shelf.find(N_QUADS) is None
    assert shelf.get(N_QUADS, 30).bytes > 100


def test_a_damaged_archive_is_named(archive: Archive, shelf: DumpShelf) -> None:
    for file in archive.graphs_folder.iterdir():
        file.write_bytes(b"damaged")
    with pytest.raises(ArchiveCorrupt):
        shelf.get(TRIG, 30)


def test_what_a_killed_writer_left_goes(archive: Archive, shelf: DumpShelf) -> None:
    folder = archive.state / "dumps"
    folder.mkdir()
    (folder / "x.nq.gz.abc.tmp").write_bytes(b"half")
    dump = shelf.get(N_QUADS, 30)
    assert list(folder.iterdir()) == [dump.path]


def test_a_writer_that_dies_without_a_word_is_an_error(
    shelf: DumpShelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(dump_process.sys, "executable", "/bin/false")
    with caplog.at_level(logging.ERROR), pytest.raises(PlanvevError, match="ended with 1"):
        shelf.get(N_QUADS, 30)
    assert "a dump was not written" in caplog.text


def test_a_writer_that_takes_too_long_is_ended(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(PlanvevError, match="within 0 seconds"):
        dump_process.run_dump_process(archive.state, tmp_path / "d.gz", TRIG, 1, 0)
    assert not (tmp_path / "d.gz").exists()


def test_nobody_waits_for_longer_than_they_would(
    shelf: DumpShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, let = threading.Event(), threading.Event()

    def slow(*_: object) -> None:
        begun.set()
        assert let.wait(30)
        raise PlanvevError("no")

    monkeypatch.setattr(dump_shelf, "run_dump_process", slow)

    def first() -> None:
        with pytest.raises(PlanvevError, match="no"):
            shelf.get(TRIG, 30)

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(30)
    with pytest.raises(ServerBusy):
        shelf.get(TRIG, 0.01)
    with pytest.raises(QueryCancelled):
        shelf.get(TRIG, 30, lambda: True)
    let.set()
    thread.join(30)


def test_more_than_a_few_do_not_wait(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dump_shelf, "WAITING_MAX", 1)
    begun, let = threading.Event(), threading.Event()
    run = dump_process.run_dump_process

    def slow(state: Path, path: Path, chosen: Format, generation: int, timeout_s: float) -> None:
        begun.set()
        assert let.wait(30)
        run(state, path, chosen, generation, timeout_s)

    monkeypatch.setattr(dump_shelf, "run_dump_process", slow)
    shelf = DumpShelf(archive, "1.0")
    thread = threading.Thread(target=shelf.get, args=(TRIG, 60))
    thread.start()
    assert begun.wait(30)
    began = time.monotonic()
    with pytest.raises(ServerBusy):
        shelf.get(TRIG, 60)
    assert shelf.prepare(60) == []
    assert time.monotonic() - began < 30
    let.set()
    thread.join(60)
    assert len(shelf.prepare(60)) == len(DUMP_FORMATS)


def test_all_are_written_together_and_those_that_are_ready_returned(
    shelf: DumpShelf, written: list[Format]
) -> None:
    assert [dump.format for dump in shelf.prepare(60)] == list(DUMP_FORMATS)
    assert [dump.format for dump in shelf.prepare(60)] == list(DUMP_FORMATS)
    assert written == list(DUMP_FORMATS)


def test_who_does_not_wait_gets_what_is_ready(shelf: DumpShelf) -> None:
    shelf.get(JSON_LD, 30)
    assert [dump.format for dump in shelf.prepare(0)] == [JSON_LD]
    assert len(shelf.prepare(60)) == len(DUMP_FORMATS)


def test_after_a_failure_they_are_not_written_again_at_once(
    shelf: DumpShelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = []

    def fail(*arguments: object) -> None:
        tried.append(arguments)
        raise DiskFull("dumps")

    monkeypatch.setattr(dump_shelf, "run_dump_process", fail)
    assert shelf.prepare(30) == []
    assert shelf.prepare(30) == []
    assert len(tried) == 1


def test_the_process_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    """The one that waits for the dump is killed; the writer must not go on."""
    large = Archive(tmp_path / "large")
    commit(large, 100_000)
    target = tmp_path / "out" / "d.trig.gz"
    program = f"""
import sys
from pathlib import Path
from planvev.rdf.formats import TRIG
from planvev.sparql.dump_process import run_dump_process
run_dump_process(Path({str(large.state)!r}), Path({str(target)!r}), TRIG, 1, 600)
"""
    with subprocess.Popen([sys.executable, "-c", program]) as server:
        wait_until(lambda: target.parent.is_dir() and any(target.parent.iterdir()))
        writers = children_of(server.pid)
        assert writers
        server.kill()
    wait_until(lambda: not any(is_alive(pid) for pid in writers))
    assert not target.exists()


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)
