"""Promise 11: on a full disk writes are answered 507, reads go on, and nobody has to restart it.

The state lies on a small file system in memory of its own, which takes a privilege to mount.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.archive.verify import verify
from promises.conftest import Start
from promises.serving import (
    JSON,
    OPEN_TO_ALL,
    Reply,
    Server,
    graph_path,
    size,
    token_for,
)

DISK = "16m"
RECOVERY_S = 10.0
LEFT_KIB = range(0, 64, size(8, 1))
"""Free space at which writes are tried, in KiB: some steps of a commit then succeed."""
DUMP = "/dumps/planvev.nq.gz"
PAGE = "/doc/eksempel/plan-2026/goal/1.html"


@pytest.fixture
def small_disk(site: Path) -> Iterator[Path]:
    """Put the site's state on a small file system; yields the site."""
    state, kept = site / "state", site / "kept"
    state.rename(kept)
    state.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(state)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode != 0:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    try:
        shutil.copytree(kept, state, dirs_exist_ok=True)
        yield site
    finally:
        subprocess.run(["umount", "--lazy", str(state)], check=True)


class Filler:
    """A file that takes the space of a disk, but for some."""

    def __init__(self, state: Path) -> None:
        self.path = state / "filler"

    def fill(self, left_kib: int = 0) -> None:
        with self.path.open("ab", buffering=0) as file, contextlib.suppress(OSError):
            while True:
                file.write(b"\0" * 65_536)
        with self.path.open("r+b") as file:
            file.truncate(max(self.path.stat().st_size - left_kib * 1024, 0))

    def give_back(self) -> None:
        self.path.unlink()


def writes(server: Server, token: str, text: str) -> list[Reply]:
    """Make one write of each kind; text: of a literal that they put."""
    triple = f'<urn:s> <urn:p> "{text}"'
    return [
        server.update(f"INSERT DATA {{ GRAPH <urn:full> {{ {triple} }} }}", token),
        server.write_graph("PUT", "urn:full", f"{triple} .", token),
        server.write_graph("POST", "urn:kept", f"{triple} .", token),
        server.write_graph("DELETE", "urn:kept", None, token),
    ]


def read_everything(server: Server) -> None:
    """Read small answers, and some that are larger than what is sent from memory."""
    pairs = "{ ?a ?p ?b . ?c ?q ?d }"
    for limit in (10, 8_000, 20_000):
        reply = server.query(f"SELECT * {pairs} LIMIT {limit}")
        assert (reply.status, reply.headers["content-type"]) == (200, JSON), reply.text[:500]
        assert len(reply.json()["results"]["bindings"]) == limit
    assert len(reply.body) > 8 * 1_048_576
    for path in ("/", PAGE, PAGE.replace("html", "ttl"), graph_path("urn:kept"), "/health"):
        assert server.ask(path).status == 200, path


def test_on_a_full_disk_writes_are_told_so_and_reads_go_on_until_there_is_space(
    small_disk: Path, start: Start
) -> None:
    state = small_disk / "state"
    token = token_for(state)
    server = start(small_disk, *OPEN_TO_ALL)
    assert server.write_graph("PUT", "urn:kept", "<urn:s> <urn:p> 1 .", token).status == 201
    filler = Filler(state)
    filler.fill()
    before = server.archive.head()
    for _ in range(3):
        for reply in writes(server, token, "too much"):
            assert (reply.status, reply.code) == (507, "disk-full"), reply.text
            assert str(state) not in reply.text
        read_everything(server)
        # What has to be written before it can be read.
        reply = server.ask(DUMP)
        assert (reply.status, reply.code) == (507, "disk-full")
    assert server.archive.head() == before
    check_whole(state)

    filler.give_back()
    freed = time.monotonic()
    assert [reply.status for reply in writes(server, token, "fits")] == [200, 204, 204, 204]
    assert time.monotonic() - freed < RECOVERY_S
    read_some(server)
    assert server.ask(DUMP).status == 200
    check_whole(state)
    assert str(state) in server.output()
    assert "archive prune" in server.output()


def read_some(server: Server) -> None:
    found = server.rows("SELECT ?o { GRAPH <urn:full> { ?s ?p ?o } }")
    assert found == [["fits"]]


def check_whole(state: Path) -> None:
    result = verify(Archive(state))
    assert (result.faults, result.leftovers) == ([], [])


def test_however_little_space_is_left_a_write_is_done_or_is_told_so(
    small_disk: Path, start: Start
) -> None:
    state = small_disk / "state"
    token = token_for(state)
    server = start(small_disk, *OPEN_TO_ALL)
    filler = Filler(state)
    statuses = set()
    for left_kib in LEFT_KIB:
        filler.fill(left_kib)
        text = os.urandom(6_000).hex()
        reply = server.write_graph("PUT", "urn:full", f'<urn:s> <urn:p> "{text}" .', token)
        assert reply.status in (201, 204, 507), reply.text
        held = server.rows("SELECT ?o { GRAPH <urn:full> { ?s ?p ?o } }") == [[text]]
        assert held == (reply.status != 507)
        check_whole(state)
        filler.give_back()
        statuses.add(reply.status)
    assert 507 in statuses
    assert statuses & {201, 204}


def test_a_server_starts_on_a_full_disk_and_answers(small_disk: Path, start: Start) -> None:
    state = small_disk / "state"
    token = token_for(state)
    filler = Filler(state)
    filler.fill()
    server = start(small_disk, *OPEN_TO_ALL)
    assert server.write_graph("PUT", "urn:kept", "<urn:s> <urn:p> 1 .", token).status == 507
    assert server.ask(PAGE).status == 200
    filler.give_back()
    assert server.write_graph("PUT", "urn:kept", "<urn:s> <urn:p> 1 .", token).status == 201
    read_everything(server)
