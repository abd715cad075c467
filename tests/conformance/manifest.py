"""The W3C's manifests as a list of tests.

The test files are no part of this project. They stand in ``$PLANVEV_SHARED/w3c`` (the folder
``shared`` beside the checkout where the variable is not set), as published at
https://github.com/w3c/rdf-tests under ``sparql/``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from conformance.reader import Reader
from conformance.terms import RDF, Term, parse_file

MF: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT: Final = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT: Final = "http://www.w3.org/2009/sparql/tests/test-update#"
LABEL: Final = "http://www.w3.org/2000/01/rdf-schema#label"
BASE: Final = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"

EXCLUDED: Final = {
    "entailment": "the endpoint does simple entailment only, and says so in its description",
    "http-rdf-update": "deprecated by the W3C in favour of graph-store-protocol; prose, no tests",
}

GraphName = str | None
"""The IRI of a named graph, None for the unnamed one."""


@dataclass(frozen=True)
class Dataset:
    """The files of which each graph is made, by the graph's name."""

    files: tuple[tuple[GraphName, Path], ...] = ()


@dataclass(frozen=True)
class W3CTest:
    """One test.

    services: other endpoints that it needs, and the file that each serves. reader and node: where
    its manifest says more, as the protocol tests do.
    """

    iri: str
    name: str
    folder: str
    kind: str
    reader: Reader = field(repr=False, compare=False)
    node: Term = field(repr=False, compare=False)
    request: Path | None = None
    data: Dataset = Dataset()
    result: Path | None = None
    result_data: Dataset = Dataset()
    services: tuple[tuple[str, Path], ...] = ()

    @property
    def id(self) -> str:
        """The folder and the local name, short enough for a line."""
        return f"{self.folder}/{self.iri.partition('#')[2]}"


def suite_folder() -> Path:
    """Return the folder in which the SPARQL 1.1 tests should be."""
    beside = Path(__file__).resolve().parents[3] / "shared"
    return Path(os.environ.get("PLANVEV_SHARED", beside)) / "w3c" / "sparql11"


def file_iri(path: Path) -> str:
    """Return the IRI under which a file of the suite is published."""
    return f"{BASE}{path.parent.name}/{path.name}"


def read_tests(suite: Path) -> list[W3CTest]:
    """Read all tests that the suite's own list of everything includes, but for EXCLUDED ones."""
    return _read_manifest(suite / "manifest-all.ttl", suite)


def _read_manifest(path: Path, suite: Path) -> list[W3CTest]:
    base = BASE + path.relative_to(suite).as_posix()
    reader = Reader(parse_file(path, base))
    manifest = NamedNode(base)
    tests = [
        _read_test(reader, node, suite)
        for node in reader.items(reader.value(manifest, MF + "entries"))
    ]
    for included in reader.items(reader.value(manifest, MF + "include")):
        file = _path(included, suite)
        if file is not None and file.parent.name not in EXCLUDED:
            tests += _read_manifest(file, suite)
    return tests


def _read_test(reader: Reader, node: Term, suite: Path) -> W3CTest:
    iri = node.value if isinstance(node, NamedNode) else ""
    action = reader.value(node, MF + "action")
    result = reader.value(node, MF + "result")
    request = reader.value(action, QT + "query") or reader.value(action, UT + "request")
    return W3CTest(
        iri=iri,
        name=reader.text(node, MF + "name"),
        folder=_folder(iri),
        kind=reader.text(node, RDF + "type").partition("#")[2],
        reader=reader,
        node=node,
        request=_path(request or action, suite),
        data=_dataset(reader, action if action is not None else node, suite, node),
        result=_path(result, suite),
        result_data=_dataset(reader, result, suite),
        services=tuple(
            (reader.text(service, QT + "endpoint"), file)
            for service in (reader.values(action, QT + "serviceData") if action else [])
            if (file := _path(reader.value(service, QT + "data"), suite)) is not None
        ),
    )


def _folder(iri: str) -> str:
    """Return the folder of a test; the graph store's tests are named after an older one."""
    folder = iri.removeprefix(BASE).partition("/")[0]
    return "graph-store-protocol" if folder == "http-rdf-update" else folder


def _dataset(
    reader: Reader, subject: Term | None, suite: Path, also: Term | None = None
) -> Dataset:
    """Read qt:data, ut:data and graphData: a file under its own name, or a file and a label."""
    files: list[tuple[GraphName, Path]] = []
    for namespace in (QT, UT):
        for node in (subject, also):
            if node is None:
                continue
            for data in reader.values(node, namespace + "data"):
                files += [(None, file) for file in [_path(data, suite)] if file]
            for graph in reader.values(node, namespace + "graphData"):
                file = _path(graph, suite) or _path(reader.value(graph, namespace + "graph"), suite)
                if file is not None:
                    files.append((reader.text(graph, LABEL) or file_iri(file), file))
    return Dataset(tuple(files))


def _path(term: Term | None, suite: Path) -> Path | None:
    if isinstance(term, NamedNode) and term.value.startswith(BASE):
        return suite / term.value.removeprefix(BASE)
    return None
