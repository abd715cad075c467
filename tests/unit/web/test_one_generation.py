"""A page is of one generation of the data, however fast these change; or it is not sent."""

from __future__ import annotations

import itertools
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from planvev.archive.archive import Archive
from planvev.engine.base import Query, Result
from planvev.errors import ArchiveBusy
from unit.web.dataset_server import DatasetServer, FollowingEngine

THING = "https://w3id.org/planvev/id/thing"
PAGE = "/doc/thing.html"
"""A page that asks several queries."""
PLANS = {"urn:plans": f"<{THING}> <urn:p> <urn:o> .\n".encode()}


class HurriedEngine(FollowingEngine):
    """Before it answers, somebody commits, where nobody holds the lock. commits: at most so many.

    made: how many were made.
    """

    def __init__(self, archive: Archive, commits: int) -> None:
        super().__init__(archive)
        self.archive = archive
        self.commits = commits
        self.made = 0

    def query(self, query: Query) -> Result:
        if self.made < self.commits:
            with suppress(ArchiveBusy), self.archive.write_lock(0) as lock:
                text = b'<urn:s> <urn:p> "%d" .\n' % self.made
                lock.commit({"urn:counter": text}, author="test", message="test")
                self.made += 1
        return super().query(query)


class ForgetfulEngine(FollowingEngine):
    """Each answer of it is of another generation."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive)
        self._numbers = itertools.count(1)

    def query(self, query: Query) -> Result:
        return replace(super().query(query), generation=str(next(self._numbers)))


@pytest.mark.parametrize("commits", [0, 1, 1_000])
def test_a_page_is_of_one_generation_whoever_commits_meanwhile(
    tmp_path: Path, commits: int
) -> None:
    engines: list[HurriedEngine] = []

    def engine_of(archive: Archive) -> HurriedEngine:
        engines.append(HurriedEngine(archive, commits))
        return engines[0]

    server = DatasetServer(tmp_path, PLANS, engine_of=engine_of)
    answer = server.get(PAGE)
    assert answer.status_code == 200
    assert answer.headers["Planvev-Generation"] == str(server.archive.head())
    assert "no-store" not in answer.headers.get("Cache-Control", "")
    made = engines[0].made
    assert made == commits or 1 < made < 100
    with server.archive.write_lock(0):
        pass


def test_a_page_that_cannot_be_of_one_generation_is_not_sent(tmp_path: Path) -> None:
    answer = DatasetServer(tmp_path, PLANS, engine_of=ForgetfulEngine).get(PAGE)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_page_goes_on_while_somebody_else_holds_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planvev.web.one_generation._LOCK_WAIT_S", 0.01)
    server = DatasetServer(tmp_path, PLANS, engine_of=ForgetfulEngine)
    with server.archive.write_lock(0):
        assert server.get(PAGE).status_code == 503
        assert server.get("/health").status_code == 200
