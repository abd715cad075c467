"""Errors as problem details, and nothing that was not foreseen in them."""

from __future__ import annotations

import logging

import pytest

from planvev.engine.base import Query, Result
from planvev.errors import PlanvevError, QueryTimeout
from planvev.web import create_app
from planvev.web.problems import problem_of


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


def test_a_timeout_behind_a_page_says_when_to_try_again() -> None:
    client = create_app(BrokenEngine(QueryTimeout(5))).test_client()
    response = client.get("/doc/x", headers={"Accept": "text/html"})
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Svaret tok for lang tid" in response.text


def test_an_error_of_ours_without_a_status_is_500_and_keeps_its_details() -> None:
    problem = problem_of(PlanvevError("inner workings"))
    assert problem.status == 500
    assert "inner workings" not in problem.detail
