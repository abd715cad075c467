"""What lies on the disk for clients is counted, shared out, and gone when nobody reads it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from planvev.web.front import outgoing
from planvev.web.front.answers import Answer
from planvev.web.front.outgoing import FROM_MEMORY_BYTES_MAX, Outgoing
from planvev.web.front.shares import Shares

LARGE = b"x" * (FROM_MEMORY_BYTES_MAX + 1)


@dataclass
class Taking:
    """A connection that notes what it is to send."""

    statuses: list[int] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)

    def response_empty(self, status: int, _headers: object) -> None:
        self.statuses.append(status)

    def response_bytes(self, status: int, _headers: object, _body: bytes) -> None:
        self.statuses.append(status)

    def response_file(self, status: int, _headers: object, file: str) -> None:
        self.statuses.append(status)
        self.files.append(Path(file))


def give(out: Outgoing, body: bytes = LARGE, client: str = "a") -> Taking:
    connection = Taking()
    out.send(Answer(200, [], body), connection, client)  # type: ignore[arg-type]
    return connection


def test_small_answers_are_sent_from_memory(tmp_path: Path) -> None:
    async def run() -> None:
        out = Outgoing(tmp_path, 0)
        assert give(out, b"x" * FROM_MEMORY_BYTES_MAX).files == []
        assert give(out).files
        out.close()

    asyncio.run(run())


def test_a_file_that_was_read_is_removed_at_once(tmp_path: Path) -> None:
    async def run() -> None:
        out = Outgoing(tmp_path, 1_000_000)
        file = give(out).files[0]
        assert out.shares.size_bytes == len(LARGE)
        assert file.read_bytes() == LARGE
        for _ in range(100):
            await asyncio.sleep(0.01)
            if not out.shares.size_bytes:
                break
        assert out.shares.size_bytes == 0
        assert not list(tmp_path.iterdir())
        out.close()

    asyncio.run(run())


def test_what_nobody_reads_is_removed_after_a_while_and_what_is_read_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where the system does not tell of files that are closed."""

    def tells_nothing(*_arguments: object) -> None:
        raise OSError("no inotify")

    async def run() -> None:
        monkeypatch.setattr(outgoing, "ReadingWatch", tells_nothing)
        monkeypatch.setattr(outgoing, "_OPENED_WITHIN_S", 0.0)
        out = Outgoing(tmp_path, 1_000_000)
        read, left = give(out).files[0], give(out).files[0]
        with read.open("rb"):
            out.tidy()
            assert list(tmp_path.iterdir()) == [read]
            assert not left.exists()
        out.tidy()
        assert not list(tmp_path.iterdir())
        assert out.shares.size_bytes == 0

    asyncio.run(run())


def test_an_answer_that_no_file_can_be_made_for_is_sent_from_memory(tmp_path: Path) -> None:
    async def run() -> None:
        out = Outgoing(tmp_path, 1_000_000)
        tmp_path.rmdir()
        connection = give(out)
        assert (connection.statuses, connection.files) == ([200], [])
        assert out.shares.size_bytes == 0
        out.close()

    asyncio.run(run())


def test_one_client_has_two_thirds_and_eight_leave_a_part_to_a_ninth() -> None:
    shares = Shares(900)
    assert shares.take("alone", 600)
    assert not shares.take("alone", 1)
    assert shares.take("other", 200)
    shares.give_back("alone", 600)
    shares.give_back("other", 200)
    for _ in range(900):
        for client in "abcdefgh":
            shares.take(client, 1)
    assert shares.size_bytes < 900
    assert shares.take("ninth", 30)


def test_without_a_limit_all_is_given() -> None:
    shares = Shares(0)
    assert shares.take("a", 10**12)
    shares.give_back("a", 10**12)
    assert shares.size_bytes == 0
