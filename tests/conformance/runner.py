"""Running one test, by its kind, and what is known of those that fail."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Final

from conformance.endpoint import Endpoint, EndpointError
from conformance.evaluation import query_evaluation, syntax, update_evaluation
from conformance.manifest import W3CTest
from conformance.protocol import run_requests
from conformance.service_description import describe

KNOWN_FAILURES: Final = Path(__file__).with_name("known_failures.toml")
RUNNERS: Final[dict[str, Callable[[W3CTest, Endpoint], str]]] = {
    "QueryEvaluationTest": query_evaluation,
    "CSVResultFormatTest": query_evaluation,
    "UpdateEvaluationTest": update_evaluation,
    "PositiveSyntaxTest11": syntax,
    "NegativeSyntaxTest11": syntax,
    "PositiveUpdateSyntaxTest11": syntax,
    "NegativeUpdateSyntaxTest11": syntax,
    "ProtocolTest": run_requests,
    "GraphStoreProtocolTest": run_requests,
    "ServiceDescriptionTest": describe,
}


def run_test(test: W3CTest, endpoint: Endpoint) -> str:
    """Run a test. Returns what went wrong; nothing where it passed."""
    runner = RUNNERS.get(test.kind)
    if runner is None:
        return f"no runner for a {test.kind}"
    try:
        return runner(test, endpoint)
    except EndpointError as error:
        endpoint.forget()
        return str(error)


def read_known_failures(path: Path = KNOWN_FAILURES) -> dict[str, str]:
    """Return the reason of each known failure, by the test's IRI.

    Raises ValueError where an entry has no reason or is listed twice.
    """
    known: dict[str, str] = {}
    for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("failure", []):
        iri, reason = entry["test"], entry.get("reason", "").strip()
        if not reason:
            raise ValueError(f"{path.name}: {iri} has no reason")
        if iri in known:
            raise ValueError(f"{path.name}: {iri} is listed twice")
        known[iri] = reason
    return known
