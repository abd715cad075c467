"""Promise 13: a copy made beside load is one generation, whole; a server over it is the site.

The copy is made as «planvev archive --help» says: «flock STATE/lock cp -r STATE COPY». To restore
it is to serve it.
"""

from __future__ import annotations

import html.parser
import shutil
import statistics
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from planvev.archive.archive import Archive
from planvev.archive.snapshot import canonical_n_quads
from planvev.archive.verify import verify
from promises.conftest import Start
from promises.crowd import crowd
from promises.ledger import Ledger
from promises.serving import OPEN_TO_ALL, Server, graph_path, size, token_for

COPIES = size(4, 40)
LOCK_S = 1.0
PAGES_MAX = 80


def back_up(state: Path, copy: Path) -> float:
    """Copy a state under its lock; return how long writers had to wait, in seconds."""
    if shutil.which("flock") is None:
        pytest.skip("flock is not installed (util-linux)")
    began = time.monotonic()
    subprocess.run(["flock", state / "lock", "cp", "-r", state, copy], check=True)
    return time.monotonic() - began


def n_quads(archive: Archive, generation: int) -> bytes:
    """Return a generation as canonical N-Quads."""
    return canonical_n_quads(archive.texts(generation))


def test_a_copy_made_beside_load_holds_one_generation_whole(site: Path, start: Start) -> None:
    server = start(site, *OPEN_TO_ALL)
    token = token_for(site / "state")
    ledgers = [Ledger("a"), Ledger("b")]
    for ledger in ledgers:
        ledger.open(server, token)
    copies, waited = [], []
    with crowd() as users:
        for ledger in ledgers:
            users.add(f"writer {ledger.name}", lambda led=ledger: led.write(server, token))
        users.add("reader", lambda: server.rows(ledgers[0].question))
        for number in range(COPIES):
            done = [set(ledger.done) for ledger in ledgers]
            copies.append((site.parent / f"copy-{number}" / "state", done))
            copies[-1][0].parent.mkdir()
            waited.append(back_up(site / "state", copies[-1][0]))
            users.check()
            users.stopping.wait(0.3)
    assert statistics.median(waited) <= LOCK_S, waited
    for copy, done in copies:
        archive = Archive(copy)
        result = verify(archive)
        assert (result.faults, result.leftovers) == ([], [])
        assert n_quads(archive, archive.head()) == n_quads(server.archive, archive.head())
        for ledger, before in zip(ledgers, done, strict=True):
            assert before <= ledger.entries_in(archive) <= ledger.done


class Links(html.parser.HTMLParser):
    """The local links of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            if name in ("href", "src") and value and not urlsplit(value).netloc:
                self.found.append(value.partition("#")[0])


def pages_of(server: Server, pages_max: int = PAGES_MAX) -> dict[str, bytes]:
    """Follow the links of a site from its first page; return the pages by path."""
    pages: dict[str, bytes] = {}
    waiting = ["/", "/ontology", "/sparql"]
    while waiting and len(pages) < pages_max:
        path = waiting.pop(0)
        if path in pages or not path.startswith("/"):
            continue
        reply = server.ask(path, headers={"Accept": "text/html, */*;q=0.1"})
        if reply.status == 303 and reply.headers["location"].startswith("/login"):
            continue  # for who has logged in
        assert reply.status == 200, path
        pages[path] = reply.body
        if reply.headers["content-type"].startswith("text/html"):
            links = Links()
            links.feed(reply.text)
            waiting += links.found
    return pages


def without_places(body: bytes, server: Server) -> bytes:
    """Return a page without the address of the server that it was fetched from."""
    return body.replace(f":{server.port}".encode(), b"")


def test_a_server_over_a_copy_is_the_same_site_with_the_same_tokens(
    site: Path, start: Start
) -> None:
    first = start(site, *OPEN_TO_ALL)
    token = token_for(site / "state")
    assert first.write_graph("PUT", "urn:kept", "<urn:s> <urn:p> 007 .", token).status == 201
    restored = site.parent / "restored"
    restored.mkdir()
    (restored / "data").symlink_to(site / "data")
    back_up(site / "state", restored / "state")
    second = start(restored, *OPEN_TO_ALL)
    assert second.archive.head() == first.archive.head()

    pages, same = pages_of(first), pages_of(second)
    assert len(pages) > 20
    assert {path: without_places(body, first) for path, body in pages.items()} == {
        path: without_places(body, second) for path, body in same.items()
    }
    there = graph_path("urn:kept")
    assert second.ask(there).body == first.ask(there).body
    assert second.write_graph("DELETE", "urn:kept", None, token).status == 204
    assert first.ask(there).status == 200
