"""HEAD is looked at for every answer: cheaply, and never too late."""

from __future__ import annotations

import time
from pathlib import Path

from planvev.archive.archive import Archive

SETTLED_S = 0.12


def commit(archive: Archive, number: int) -> int:
    text = f"<urn:a> <urn:b> <urn:{number}> .\n".encode()
    with archive.write_lock() as lock:
        return lock.commit({"urn:g": text}, author="test", message="one").generation


def test_a_reader_sees_each_of_many_quick_commits(tmp_path: Path) -> None:
    reader, writer = Archive(tmp_path), Archive(tmp_path)
    for number in range(1, 60):
        assert commit(writer, number) == number
        assert reader.head() == number


def test_a_reader_that_knows_a_head_by_its_time_sees_the_next_commits_at_once(
    tmp_path: Path,
) -> None:
    reader, writer = Archive(tmp_path), Archive(tmp_path)
    for number in range(1, 6):
        commit(writer, 2 * number - 1)
        time.sleep(SETTLED_S)
        assert [reader.head(), reader.head()] == [2 * number - 1] * 2
        commit(writer, 2 * number)
        assert reader.head() == 2 * number


def test_a_head_that_is_not_replaced_but_written_over_is_read_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    commit(archive, 1)
    commit(archive, 2)
    time.sleep(SETTLED_S)
    assert archive.head() == 2
    archive.head_file.write_bytes(b"1\n")
    assert archive.head() == 1
