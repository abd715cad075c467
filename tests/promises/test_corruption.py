"""Promise 14: a damaged archive is refused, its file named and what to do; or served as it was.

One byte is changed in a file of the archive, at random, and a server is started over it; or it is
changed beneath a server that runs.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.archive.graph_files import graph_file
from planvev.archive.manifest import parse_manifest
from planvev.archive.verify import verify
from planvev.errors import ArchiveError
from promises.conftest import Start
from promises.serving import OPEN_TO_ALL, Server, graph_path, size, token_for, wait_for
from unit.writes.site import ADOPTED, canonical

FLIPS = size(20, 100)
IN_PROCESS = size(1_000, 20_000)
AT_ONCE = 2
COMMITS = 3
NUMBERED = "SELECT ?n { GRAPH <urn:numbered> { ?s <urn:p> ?n } }"


@pytest.fixture(scope="module")
def history(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site with a few generations."""
    site = Path(shutil.copytree(template, tmp_path_factory.mktemp("history") / "site"))
    archive = Archive(site / "state")
    for number in range(COMMITS):
        with archive.write_lock() as lock:
            text = canonical(f"<urn:s> <urn:p> {number} .")
            lock.commit({"urn:numbered": text}, author="test", message="test")
    return site


def files_of(state: Path) -> list[list[Path]]:
    """Return the files of an archive by kind: HEAD, manifests, graph files."""
    archive = Archive(state)
    return [
        [archive.head_file],
        sorted(archive.generations_folder.iterdir()),
        sorted(archive.graphs_folder.iterdir()),
    ]


def flip(state: Path, chance: random.Random) -> Path:
    """Change a byte of a file of the archive; every kind of file is as likely as the others."""
    path = chance.choice(chance.choice(files_of(state)))
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= chance.randint(1, 255)
    path.write_bytes(content)
    return path


def texts_or_complaint(state: Path) -> tuple[dict[str, bytes] | None, str]:
    try:
        return Archive(state).texts(), ""
    except ArchiveError as error:
        return None, error.message


def test_no_changed_byte_is_read_as_other_data(history: Path, tmp_path: Path) -> None:
    """In this process, and so for many more bytes than with a server each."""
    right = Archive(history / "state").texts()
    state = tmp_path / "state"
    shutil.copytree(history / "state", state)
    chance = random.Random(14)  # noqa: S311
    outcomes: Counter[str] = Counter()
    for _ in range(IN_PROCESS):
        kept = {path: path.read_bytes() for kind in files_of(state) for path in kind}
        path = flip(state, chance)
        texts, complaint = texts_or_complaint(state)
        if texts is None:
            assert str(path) in complaint
        else:
            assert texts == right, f"{path}: {path.read_bytes()!r}"
        outcomes["refused" if texts is None else "right"] += 1
        path.write_bytes(kept[path])
    assert min(outcomes["refused"], outcomes["right"]) > IN_PROCESS / 20, outcomes


def serve_damaged(history: Path, folder: Path, seed: int) -> str:
    """Start a server over a copy with a changed byte; return whether it "refused" or is "right"."""
    site = folder / f"{seed}"
    site.mkdir()
    shutil.copytree(history / "state", site / "state")
    path = flip(site / "state", random.Random(seed))  # noqa: S311
    server = Server(site / "state", history / "data")
    try:
        try:
            server.await_ready()
        except AssertionError:
            assert server.process.wait(10) == 3, server.output()
            assert str(path) in server.output(), (path, server.output())
            assert "copy of the archive" in server.output() or "release" in server.output()
            return "refused"
        assert server.rows(NUMBERED) == [[f"{COMMITS - 1}"]], (path, server.output())
        right = Archive(history / "state").text(ADOPTED)
        reply = server.ask(graph_path(ADOPTED), headers={"Accept": "application/n-triples"})
        assert (reply.status, reply.body) == (200, right), path
        return "right"
    finally:
        server.clean_up()
        shutil.rmtree(site)


def test_a_server_over_a_changed_byte_names_the_file_or_serves_what_is_right(
    history: Path, tmp_path: Path
) -> None:
    with ThreadPoolExecutor(AT_ONCE) as threads:
        seeds = range(2_000, 2_000 + FLIPS)
        outcomes = Counter(threads.map(lambda s: serve_damaged(history, tmp_path, s), seeds))
    assert min(outcomes["refused"], outcomes["right"]) > 0, outcomes
    assert outcomes.total() == FLIPS


def test_a_file_that_is_damaged_beneath_a_server_is_named_and_never_served(
    history: Path, start: Start, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(history, tmp_path / "site"))
    token = token_for(site / "state")
    server = start(site, *OPEN_TO_ALL)
    archive = server.archive
    path = graph_file(archive.graphs_folder, archive.manifest().graphs[ADOPTED].sha256)
    whole = path.read_bytes()
    path.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])
    # From the archive, whose bytes are wrong; from memory, whose data are right.
    reply = server.ask(graph_path(ADOPTED))
    assert (reply.status, reply.code) == (500, "archive-corrupt")
    assert str(path) not in reply.text
    assert str(path) in server.output()
    assert server.rows(NUMBERED) == [[f"{COMMITS - 1}"]]
    insert = f"INSERT DATA {{ GRAPH <{ADOPTED}> {{ <urn:s> <urn:p> 1 }} }}"
    assert server.update(insert, token).status == 500
    found = verify(Archive(site / "state"))
    assert [fault.path for fault in found.faults] == [path]
    path.write_bytes(whole)
    assert server.ask(graph_path(ADOPTED)).status == 200
    assert server.update(insert, token).status == 200


def test_a_head_that_goes_back_beneath_a_server_is_not_followed(
    history: Path, start: Start, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(history, tmp_path / "site"))
    server = start(site, "--queue-wait-s", "1", *OPEN_TO_ALL)
    head = server.archive.head()
    server.archive.head_file.write_text(f"{head - 1}\n")
    for _ in range(3):
        reply = server.query(NUMBERED, "text/csv")
        assert reply.status in (500, 503), reply.text
        assert server.ask(graph_path("urn:numbered")).status == 500
    assert wait_for(lambda: f"{server.archive.head_file}: says {head - 1}" in server.output())
    server.archive.head_file.write_text(f"{head}\n")
    assert wait_for(lambda: server.query(NUMBERED).status == 200)
    assert server.rows(NUMBERED) == [[f"{COMMITS - 1}"]]


def test_an_archive_of_a_newer_format_is_refused_and_says_which_release_to_use(
    history: Path, start: Start, tmp_path: Path
) -> None:
    site = Path(shutil.copytree(history, tmp_path / "site"))
    archive = Archive(site / "state")
    path = archive.generation_file(archive.head())
    path.write_bytes(in_format(path.read_bytes(), 2))
    server = start(site, ready=False)
    assert server.process.wait(60) == 3
    assert re.search(rf"{re.escape(str(path))}.*format 2.*newer", server.output(), re.DOTALL)


def in_format(manifest: bytes, number: int) -> bytes:
    """Return a manifest as a release with another format would write it, its digest right."""
    body = manifest.replace(b'"format": 1', b'"format": %d' % number).rpartition(b'  "digest"')[0]
    digest = json.dumps(hashlib.sha256(body).hexdigest())
    changed = body + f'  "digest": {digest}\n}}\n'.encode()
    with pytest.raises(ArchiveError, match="format"):
        parse_manifest(changed, Path("x"))
    return changed
