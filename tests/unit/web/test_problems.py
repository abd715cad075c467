"""Errors as problem details, and nothing that was not foreseen in them."""

from __future__ import annotations

import logging

import pytest

from planvev.engine.base import Query, Result
from planvev.engine.embedded import EngineBusy
from planvev.errors import (
    ArchiveBusy,
    ArchiveCorrupt,
    DiskFull,
    PlanvevError,
    PreconditionFailed,
    QueryDied,
    QueryTimeout,
    RemoteError,
    RemoteTimeout,
    ResourceNotFound,
    ServerBusy,
    TooManyRequests,
    UnsupportedMediaType,
)
from planvev.web import create_app
from planvev.web.problem_wording import words_for
from planvev.web.problems import STATUS, problem_of

OF_WERKZEUG = {400, 404, 405, 413, 416, 500}
"""Statuses of errors that Flask raises by itself here."""


class BrokenEngine:
    """Fails at every query, as ``error`` says."""

    generation = "0"

    def __init__(self, error: Exception) -> None:
        self.error = error

    def query(self, query: Query) -> Result:
        del query
        raise self.error

    def replace_graphs(self, graphs: object) -> None:
        del graphs
        raise self.error

    def close(self) -> None:
        """Nothing to end."""


def test_what_is_not_foreseen_is_500_without_its_text(caplog: pytest.LogCaptureFixture) -> None:
    client = create_app(BrokenEngine(RuntimeError("/secret/path"))).test_client()
    with caplog.at_level(logging.CRITICAL, logger="planvev.web.app"):
        response = client.get("/doc/x")
    assert response.status_code == 500
    assert "secret" not in response.text
    assert response.get_json()["code"] == "internal"


def test_a_timeout_behind_a_page_is_504_and_said_in_norwegian() -> None:
    client = create_app(BrokenEngine(QueryTimeout(5))).test_client()
    response = client.get("/doc/x", headers={"Accept": "text/html"})
    assert response.status_code == 504
    assert "Svaret tok for lang tid" in response.text


@pytest.mark.parametrize(
    ("accept", "vary"), [("text/html", "Accept, Cookie"), ("application/json", "Accept")]
)
def test_an_error_has_the_headers_that_every_answer_to_a_reader_has(accept: str, vary: str) -> None:
    client = create_app(BrokenEngine(QueryTimeout(5))).test_client()
    headers = client.get("/doc/x", headers={"Accept": accept}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert (headers["Vary"], headers["Cache-Control"]) == (vary, "no-store")


def test_an_error_of_ours_without_a_status_is_500_and_keeps_its_details() -> None:
    problem = problem_of(PlanvevError("inner workings"))
    assert problem.status == 500
    assert "inner workings" not in problem.detail


@pytest.mark.parametrize(
    ("error", "status", "retry_after"),
    [
        (QueryTimeout(30), 504, None),
        (QueryDied("memory", 1024), 503, None),
        (QueryDied("stack"), 503, None),
        (QueryDied("unknown"), 503, None),
        (QueryDied("killed"), 503, "5"),
        (ServerBusy(2), 503, "2"),
        (EngineBusy(), 503, "5"),
        (TooManyRequests(9, "Enough."), 429, "9"),
        (ArchiveBusy("/secret/state/lock", 5), 503, "5"),
        (ArchiveCorrupt("/secret/state/HEAD", "is damaged"), 500, None),
        (DiskFull("/secret/state/graphs"), 507, None),
        (RemoteError("The remote store cannot be reached: no."), 502, None),
        (RemoteTimeout(5), 504, None),
        (PreconditionFailed("The graph is another."), 412, None),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_status_says_whose_fault_it_is_and_retry_after_that_it_may_pass(
    error: PlanvevError, status: int, retry_after: str | None
) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.headers.get("Retry-After")) == (status, retry_after)
    assert "secret" not in problem.detail


@pytest.mark.parametrize(
    ("error", "traced"),
    [(DiskFull("/state/x"), True), (RemoteError("Away."), False), (KeyError("x"), True)],
)
def test_what_the_deployer_must_mend_is_logged(
    error: Exception, traced: bool, caplog: pytest.LogCaptureFixture
) -> None:
    create_app(BrokenEngine(error)).test_client().get("/doc/x")
    (record,) = caplog.records
    assert record.getMessage() == f"GET b'/doc/x' failed: {error}"
    assert (record.exc_info is not None and record.exc_info[1] is error) is traced


def test_a_format_that_is_not_read_is_answered_with_those_that_are() -> None:
    media_type = UnsupportedMediaType("No.", accepted=("text/turtle", "application/n-triples"))
    problem = problem_of(media_type)
    assert problem.headers == {"Accept": "text/turtle, application/n-triples"}
    assert problem.members["accepted"] == ("text/turtle", "application/n-triples")
    coding = problem_of(UnsupportedMediaType("No.", codings=("identity",)))
    assert coding.headers == {"Accept-Encoding": "identity"}
    assert coding.members == {}


def test_every_status_has_words_in_norwegian() -> None:
    unknown = words_for("", 599)
    for status in {*STATUS.values(), *OF_WERKZEUG}:
        assert words_for("", status) != unknown
        assert all(words_for("", status)), status


def test_a_problem_does_not_give_back_in_full_what_was_sent() -> None:
    problem = problem_of(ResourceNotFound("urn:" + "x" * 100_000))
    assert len(problem.detail) < 2_100
    assert len(problem.members["iri"]) < 2_100
    assert problem.members["iri"].endswith("x…")
