"""The W3C's SPARQL 1.1 tests: query, update, results, protocols, service description.

One id per test. A failure must be listed in known_failures.toml, and what is listed must fail.
"""

from __future__ import annotations

import pytest

from conformance.endpoint import Endpoint
from conformance.manifest import W3CTest, read_tests, suite_folder
from conformance.runner import RUNNERS, read_known_failures, run_test

OXIGRAPH_PASSES = 538
"""How many tests Oxigraph's own server 0.5.13 passes; ``make conformance`` counts again."""
SUITE = suite_folder()
TESTS = read_tests(SUITE) if SUITE.is_dir() else []
WITHOUT_SUITE = pytest.mark.skipif(
    not TESTS, reason=f"the W3C's tests are not in {SUITE}: set PLANVEV_SHARED"
)


@WITHOUT_SUITE
@pytest.mark.parametrize("test", [pytest.param(test, id=test.id) for test in TESTS])
def test_w3c(test: W3CTest, endpoint: Endpoint, known_failures: dict[str, str]) -> None:
    told = run_test(test, endpoint)
    if test.iri not in known_failures:
        assert not told, f"{test.iri}\n{told}"
    elif told:
        pytest.xfail(known_failures[test.iri])
    else:
        pytest.fail(f"{test.iri} passes: take it off the list of known failures")


@WITHOUT_SUITE
def test_suite_is_complete() -> None:
    assert len(TESTS) >= 555
    assert len({test.id for test in TESTS}) == len(TESTS)
    assert {test.kind for test in TESTS} == set(RUNNERS)


@WITHOUT_SUITE
def test_known_failures_are_tests(known_failures: dict[str, str]) -> None:
    assert set(known_failures) <= {test.iri for test in TESTS}


@WITHOUT_SUITE
def test_known_failures_of_planvev_are_none_of_the_protocols_and_no_more_than_oxigraphs() -> None:
    known = read_known_failures()
    folders = {test.folder for test in TESTS if test.iri in known}
    assert not folders & {"protocol", "graph-store-protocol", "service-description"}
    assert len(TESTS) - len(known) >= OXIGRAPH_PASSES
