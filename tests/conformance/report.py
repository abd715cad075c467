"""All tests against one server, as a table and, where asked for, as EARL.

``PYTHONPATH=tests python -m conformance.report oxigraph``
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from conformance.manifest import EXCLUDED, W3CTest, read_tests, suite_folder
from conformance.runner import read_known_failures, run_test
from conformance.servers import ServerNotReadyError, open_endpoint
from conformance.terms import RDF, XSD

EARL: Final = "http://www.w3.org/ns/earl#"
DC: Final = "http://purl.org/dc/terms/"
PREFIXES: Final = {"earl": EARL, "dc": DC, "xsd": XSD}

Outcomes = list[tuple[W3CTest, str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything. Returns 0, or 1 where the outcome is not what the known failures say."""
    options = _options(arguments)
    suite = options.suite or suite_folder()
    if not suite.is_dir():
        _say(f"The W3C's tests are not in {suite}: set PLANVEV_SHARED.")
        return 2
    tests = [test for test in read_tests(suite) if options.only in test.id]
    try:
        with open_endpoint(options.server, options.layout, options.authorization) as endpoint:
            outcomes = [(test, run_test(test, endpoint)) for test in tests]
    except ServerNotReadyError as error:
        _say(str(error))
        return 2
    sys.stdout.write(table(outcomes))
    if options.failures:
        sys.stdout.write("".join(f"\n{test.iri}\n  {told}\n" for test, told in outcomes if told))
    if options.earl:
        options.earl.write_bytes(earl(outcomes, options.subject))
    if options.known is None:
        return 0
    surprises = _surprises(outcomes, read_known_failures(options.known))
    sys.stdout.write("".join(f"\n{line}" for line in surprises))
    return 1 if surprises else 0


def table(outcomes: Outcomes) -> str:
    """Return passed, failed and total by folder."""
    totals = Counter(test.folder for test, _ in outcomes)
    failed = Counter(test.folder for test, told in outcomes if told)
    lines = [f"{'folder':24}{'passed':>8}{'failed':>8}{'total':>8}"]
    for folder in sorted(totals):
        total, lost = totals[folder], failed[folder]
        lines.append(f"{folder:24}{total - lost:>8}{lost:>8}{total:>8}")
    total, lost = totals.total(), failed.total()
    lines.append(f"{'all':24}{total - lost:>8}{lost:>8}{total:>8}")
    lines += [f"{folder}: left out, {reason}" for folder, reason in EXCLUDED.items()]
    return "\n".join(lines) + "\n"


def earl(outcomes: Outcomes, subject: str) -> bytes:
    """Return the outcomes in the W3C's Evaluation and Report Language, as Turtle.

    subject: the IRI of what was tested.
    """
    now = Literal(
        datetime.now(UTC).replace(microsecond=0).isoformat(), datatype=NamedNode(XSD + "dateTime")
    )
    of_type, software = NamedNode(RDF + "type"), NamedNode(subject)
    triples = [
        Triple(software, of_type, NamedNode(EARL + name)) for name in ("Software", "TestSubject")
    ]
    for number, (test, told) in enumerate(outcomes):
        assertion, result = BlankNode(f"a{number}"), BlankNode(f"r{number}")
        outcome = NamedNode(EARL + ("failed" if told else "passed"))
        triples += [
            Triple(assertion, of_type, NamedNode(EARL + "Assertion")),
            Triple(assertion, NamedNode(EARL + "assertedBy"), software),
            Triple(assertion, NamedNode(EARL + "mode"), NamedNode(EARL + "automatic")),
            Triple(assertion, NamedNode(EARL + "subject"), software),
            Triple(assertion, NamedNode(EARL + "test"), NamedNode(test.iri)),
            Triple(assertion, NamedNode(EARL + "result"), result),
            Triple(result, of_type, NamedNode(EARL + "TestResult")),
            Triple(result, NamedNode(EARL + "outcome"), outcome),
            Triple(result, NamedNode(DC + "date"), now),
        ]
    return serialize(triples, format=RdfFormat.TURTLE, prefixes=PREFIXES) or b""


def _surprises(outcomes: Outcomes, known: dict[str, str]) -> list[str]:
    lines = []
    for test, told in outcomes:
        if told and test.iri not in known:
            lines.append(f"{test.iri} fails, and is not listed: {told}")
        if not told and test.iri in known:
            lines.append(f"{test.iri} is listed as failing, and passes: take it off the list")
    return lines


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="conformance.report", description=__doc__)
    parser.add_argument("server", help="planvev, oxigraph (both are started), or an URL")
    parser.add_argument(
        "--layout", default="", help="planvev, oxigraph, or QUERY,UPDATE,STORE,DIRECT"
    )
    parser.add_argument("--authorization", default="", help="value of the Authorization header")
    parser.add_argument("--only", default="", help="run tests whose folder/name contains this")
    parser.add_argument("--failures", action="store_true", help="say why each failure failed")
    parser.add_argument("--known", type=Path, help="file of known failures to compare with")
    parser.add_argument("--earl", type=Path, help="file to write EARL to, as Turtle")
    parser.add_argument("--suite", type=Path, help="folder of the SPARQL 1.1 tests")
    parser.add_argument(
        "--subject", default="https://w3id.org/planvev", help="IRI of what is tested, for EARL"
    )
    return parser.parse_args(arguments)


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
