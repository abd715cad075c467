"""All tests against one server or several, as a table and, where asked for, as EARL.

``PYTHONPATH=tests python -m conformance.report planvev oxigraph``
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
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
PARTS: Final = {
    "protocol": "protocol",
    "graph-store-protocol": "graph store",
    "service-description": "service description",
    "csv-tsv-res": "results",
    "json-res": "results",
    "service": "federation",
    "syntax-fed": "federation",
}
"""What folders belong to; the others to query or update, as their tests' requests do."""
ORDER: Final = (*dict.fromkeys(PARTS.values()), "query", "update")

Outcomes = list[tuple[W3CTest, str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run everything. Returns 0, or 1 where the outcome is not what the known failures say.

    Known failures are those of the server that is named first.
    """
    options = _options(arguments)
    suite = options.suite or suite_folder()
    if not suite.is_dir():
        _say(f"The W3C's tests are not in {suite}: set PLANVEV_SHARED.")
        return 2
    tests = [test for test in read_tests(suite) if options.only in test.id]
    outcomes: dict[str, Outcomes] = {}
    for server in dict.fromkeys(options.server):
        try:
            with open_endpoint(server, options.layout, options.authorization) as endpoint:
                outcomes[server] = [(test, run_test(test, endpoint)) for test in tests]
        except ServerNotReadyError as error:
            _say(str(error))
            return 2
    sys.stdout.write(table(outcomes))
    if options.failures:
        sys.stdout.write(failures(outcomes))
    first = next(iter(outcomes.values()))
    if options.earl:
        options.earl.parent.mkdir(parents=True, exist_ok=True)
        options.earl.write_bytes(earl(first, options.subject))
    if options.known is None:
        return 0
    surprises = _surprises(first, read_known_failures(options.known))
    sys.stdout.write("".join(f"\n{line}" for line in surprises))
    return 1 if surprises else 0


def table(outcomes: Mapping[str, Outcomes]) -> str:
    """Return how many tests each server passed, by part and by folder, and how many there are."""
    tests = [test for test, _ in next(iter(outcomes.values()))]
    passed = {
        server: Counter(key for test, told in found if not told for key in _keys(test))
        for server, found in outcomes.items()
    }
    totals = Counter(key for test in tests for key in _keys(test))
    lines = [_line("", [*outcomes, "tests"])]
    for part in (*ORDER, ""):
        keys = sorted(key for key in totals if key[0] == part)
        for key in keys[:1] if len(keys) == 2 else keys:  # a part of one folder is one line
            name = f"  {key[1]}" if key[1] else part or "all"
            lines.append(_line(name, [*(passed[server][key] for server in outcomes), totals[key]]))
    lines += [f"{folder}: left out, {reason}" for folder, reason in EXCLUDED.items()]
    return "\n".join(lines) + "\n"


def failures(outcomes: Mapping[str, Outcomes]) -> str:
    """Return each test that a server failed, with the servers that did and what went wrong."""
    lines = []
    for found in zip(*outcomes.values(), strict=True):
        told = {server: why for server, (_, why) in zip(outcomes, found, strict=True) if why}
        if told:
            lines.append(f"\n{found[0][0].iri}\n")
            lines += [f"  {server}: {why}\n" for server, why in told.items()]
    return "".join(lines)


def _keys(test: W3CTest) -> tuple[tuple[str, str], ...]:
    """Return what a test counts for: all, its part, its folder in that."""
    updates = test.request is not None and test.request.suffix == ".ru"
    part = PARTS.get(test.folder, "update" if updates else "query")
    return ("", ""), (part, ""), (part, test.folder)


def _line(name: str, cells: Sequence[object]) -> str:
    return f"{name:24}" + "".join(f"{cell!s:>12}" for cell in cells)


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
    parser.add_argument(
        "server", nargs="+", help="planvev, oxigraph (both are started), or a URL; one or several"
    )
    parser.add_argument(
        "--layout", default="", help="planvev, oxigraph, or QUERY,UPDATE,STORE,DIRECT"
    )
    parser.add_argument("--authorization", default="", help="value of the Authorization header")
    parser.add_argument("--only", default="", help="run tests whose folder/name contains this")
    parser.add_argument("--failures", action="store_true", help="say why each failure failed")
    parser.add_argument("--known", type=Path, help="known failures of the first server")
    parser.add_argument("--earl", type=Path, help="file for EARL of the first server, as Turtle")
    parser.add_argument("--suite", type=Path, help="folder of the SPARQL 1.1 tests")
    parser.add_argument(
        "--subject", default="https://w3id.org/planvev", help="IRI of what is tested, for EARL"
    )
    return parser.parse_args(arguments)


def _say(message: str) -> None:
    sys.stderr.write(message + "\n")


if __name__ == "__main__":
    sys.exit(main())
