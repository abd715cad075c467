"""Tests of queries and updates: that they parse or do not, and what comes out of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from conformance.endpoint import Endpoint
from conformance.isomorphism import Row
from conformance.manifest import Dataset, GraphName, W3CTest, file_iri
from conformance.results import (
    difference,
    media_type,
    parse_results,
    read_expected,
    row_difference,
    sort_variables,
    wanted_format,
)
from conformance.terms import graph_rows, parse_file

CALLS_OUT: Final = re.compile(r"\b(SERVICE|LOAD)\b", re.IGNORECASE)
GRAPHS: Final = re.compile(r"(?:\bGRAPH|\bADD|\bCOPY|\bMOVE|\bTO)\s*<([^<>\s]*)>", re.IGNORECASE)
CREATES: Final = re.compile(r"\bCREATE\b", re.IGNORECASE)
REFUSED: Final = frozenset({403, 500, 501, 502, 503, 504})


def query_evaluation(test: W3CTest, endpoint: Endpoint) -> str:
    """Load the data, ask the query, compare the results. Returns what is wrong, or nothing."""
    if test.services and endpoint.federation is not None:
        test = endpoint.federation.prepare(test)
    request, result = _file(test.request), _file(test.result)
    query = request.read_text(encoding="utf-8")
    endpoint.load(_with_from(test.data, query))
    wanted = wanted_format(result)
    response = endpoint.query(_with_base(query, request), wanted)
    if not response.ok:
        return f"the query was answered with {response}"
    if media_type(response.content_type) != wanted:
        return f"{wanted} was asked for, {response.content_type or 'nothing named'} came"
    try:
        actual = parse_results(response.body, response.content_type, file_iri(request))
    except ValueError as error:
        return f"{error}: {response}"
    return difference(read_expected(result, file_iri(result)), actual, sort_variables(query))


def update_evaluation(test: W3CTest, endpoint: Endpoint) -> str:
    """Load the data, send the update, compare every graph of the server."""
    request = _file(test.request)
    endpoint.load(test.data)
    response = endpoint.update(_with_base(request.read_text(encoding="utf-8"), request))
    if not response.ok:
        return f"the update was answered with {response}"
    expected = _graphs(test.result_data)
    actual = endpoint.everything()
    for graph in sorted({*expected, *actual}, key=str):
        told = row_difference(expected.get(graph, []), actual.get(graph, []))
        if told:
            return f"graph {graph or 'default'}: {told}"
    return ""


def syntax(test: W3CTest, endpoint: Endpoint) -> str:
    """Send what must parse or must not; a request that does not parse is answered with 400.

    What must parse must also succeed, but where it calls another server: that may be refused, or
    fail, with any status that says something else than "malformed". Some manifests call updates
    queries; the suffix of the file tells.
    """
    request = _file(test.request)
    text = _with_base(request.read_text(encoding="utf-8"), request)
    negative = test.kind.startswith("Negative")
    if request.suffix == ".ru" or "Update" in test.kind:
        endpoint.load(Dataset() if negative else Dataset(_graphs_to_exist(text, request)))
        response = endpoint.update(text)
    else:
        endpoint.load(Dataset())
        response = endpoint.query(text, "*/*")
    if negative:
        return "" if response.status == 400 else f"400 was expected, not {response}"
    if response.ok or (CALLS_OUT.search(text) and response.status in REFUSED):
        return ""
    return f"what is right was answered with {response}"


def _with_base(text: str, file: Path) -> str:
    """Put the file's IRI in front as base, which HTTP has no other way to say."""
    return f"BASE <{file_iri(file)}>\n{text}"


def _with_from(data: Dataset, query: str) -> Dataset:
    """Put data also into the graph of its own name where the query asks for that by FROM."""
    own = [
        (file_iri(path), path)
        for _, path in data.files
        if re.search(rf"\bFROM\s+(NAMED\s+)?<{re.escape(path.name)}>", query, re.IGNORECASE)
    ]
    return Dataset((*data.files, *own))


def _graphs_to_exist(text: str, file: Path) -> tuple[tuple[GraphName, Path], ...]:
    """Return graphs for an update to work on: to drop one that is missing is an error."""
    if CREATES.search(text):
        return ()
    filling = next(iter(sorted(file.parent.parent.glob("protocol/*.nt"))))
    folder = file_iri(file).rpartition("/")[0]
    names = [name if ":" in name else f"{folder}/{name}" for name in GRAPHS.findall(text)]
    return tuple((name, filling) for name in dict.fromkeys(names) if NamedNode(name))


def _graphs(dataset: Dataset) -> dict[GraphName, list[Row]]:
    """Read the graphs that are expected; an empty graph is as good as none."""
    graphs: dict[GraphName, list[Row]] = {}
    for graph, file in dataset.files:
        graphs.setdefault(graph, []).extend(graph_rows(parse_file(file, file_iri(file))))
    return {graph: rows for graph, rows in graphs.items() if rows}


def _file(path: Path | None) -> Path:
    if path is None:
        raise LookupError("the manifest names no file")
    return path
