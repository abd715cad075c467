"""SPARQL results in each of their formats, and the comparison of two of them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    QueryBoolean,
    QueryResultsFormat,
    Triple,
    parse_query_results,
)

from conformance.isomorphism import Row, isomorphic
from conformance.reader import Reader
from conformance.terms import Term, comparable, graph_rows, parse_file, parse_graph

XML: Final = "application/sparql-results+xml"
JSON: Final = "application/sparql-results+json"
CSV: Final = "text/csv"
TSV: Final = "text/tab-separated-values"
TURTLE: Final = "text/turtle"
_BY_SUFFIX: Final = {".srx": XML, ".srj": JSON, ".csv": CSV, ".tsv": TSV}
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_RESULT_SET: Final = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"


@dataclass(frozen=True)
class Solutions:
    """A table: variables, and for each solution its values in their order."""

    variables: tuple[str, ...]
    rows: list[Row]

    def of(self, variables: tuple[str, ...]) -> list[Row]:
        """Return the rows with their columns in this order."""
        columns = [self.variables.index(variable) for variable in variables]
        return [tuple(row[column] for column in columns) for row in self.rows]


@dataclass(frozen=True)
class Graph:
    """The answer of a CONSTRUCT or DESCRIBE."""

    rows: list[Row]


Results = Solutions | Graph | bool


def media_type(content_type: str) -> str:
    """Return the type of a Content-Type header without its parameters."""
    return content_type.partition(";")[0].strip().lower()


def wanted_format(expected: Path) -> str:
    """Return the media type in which to ask for what a file holds."""
    if expected.suffix in _BY_SUFFIX:
        return _BY_SUFFIX[expected.suffix]
    return XML if _RESULT_SET.encode() in expected.read_bytes() else TURTLE


def read_expected(path: Path, base: str) -> Results:
    """Read the results that a test expects. base: the IRI of the file."""
    if path.suffix in _BY_SUFFIX:
        return parse_results(path.read_bytes(), _BY_SUFFIX[path.suffix], base)
    triples = parse_file(path, base)
    result_set = _result_set(triples)
    return Graph(graph_rows(triples)) if result_set is None else result_set


def parse_results(content: bytes, content_type: str, base: str) -> Results:
    """Parse an answer by its Content-Type. Raises ValueError where that cannot be done."""
    name = media_type(content_type)
    if name == CSV:
        return _csv(content)
    result_format = QueryResultsFormat.from_media_type(name)
    if result_format is None:
        return Graph(graph_rows(parse_graph(content, name, base)))
    try:
        parsed = parse_query_results(content, result_format)
        if isinstance(parsed, QueryBoolean):
            return bool(parsed)
        variables = tuple(variable.value for variable in parsed.variables)
        rows = [tuple(comparable(solution[name]) for name in variables) for solution in parsed]
    except SyntaxError as error:
        raise ValueError(f"the {name} does not parse: {error}") from error
    return Solutions(variables, rows)


def difference(expected: Results, actual: Results, sort_variables: tuple[str, ...] = ()) -> str:
    """Say in words how an answer differs from what was expected; empty where it does not.

    sort_variables: those that the query orders by; their values must come in the same order.
    """
    if isinstance(expected, bool) or isinstance(actual, bool):
        return "" if expected is actual else f"expected {_told(expected)}, got {_told(actual)}"
    if isinstance(expected, Graph) or isinstance(actual, Graph):
        if isinstance(expected, Graph) and isinstance(actual, Graph):
            return row_difference(expected.rows, actual.rows)
        return f"expected {_told(expected)}, got {_told(actual)}"
    if set(expected.variables) != set(actual.variables):
        return f"expected the variables {expected.variables}, got {actual.variables}"
    told = row_difference(expected.rows, actual.of(expected.variables))
    keys = tuple(name for name in sort_variables if name in expected.variables)
    if told or not keys:
        return told
    in_order = [list(enumerate(table.of(keys))) for table in (expected, actual)]
    left, right = ([(index, *row) for index, row in table] for table in in_order)
    return "" if isomorphic(left, right) else f"the solutions are not in the order of {keys}"


def row_difference(expected: list[Row], actual: list[Row]) -> str:
    """Say which rows differ; empty where the two are isomorphic."""
    if isomorphic(expected, actual):
        return ""
    missing = [row for row in expected if row not in actual][:3]
    surplus = [row for row in actual if row not in expected][:3]
    return (
        f"expected {len(expected)} rows, got {len(actual)}; "
        f"only expected, for example: {missing}; only in the answer: {surplus}"
    )


def sort_variables(query: str) -> tuple[str, ...]:
    """Return the variables in the ORDER BY of the outermost SELECT.

    >>> sort_variables("SELECT ?a { { SELECT ?a { } ORDER BY ?a } } ORDER BY DESC(?b) LIMIT 2")
    ('b',)
    """
    outer, depth = "", 0
    for part in re.split(r"([{}])", re.sub(r"<[^<>\s]*>|#.*", " ", query)):
        depth += (part == "{") - (part == "}")
        outer += part if depth == 0 else ""
    clause = re.search(r"ORDER\s+BY(.*?)(LIMIT|OFFSET|VALUES|$)", outer, re.IGNORECASE | re.DOTALL)
    return tuple(re.findall(r"[?$](\w+)", clause.group(1))) if clause else ()


def _told(results: Results) -> str:
    if isinstance(results, bool):
        return str(results).lower()
    return f"a {type(results).__name__.lower()} of {len(results.rows)} rows"


def _csv(content: bytes) -> Solutions:
    """Read CSV, which keeps no types: a number is what looks like one, a blank node has ``_:``."""
    table = list(csv.reader(io.StringIO(content.decode("utf-8"), newline="")))
    if not table:
        raise ValueError("the CSV has no header")
    header, *lines = table
    return Solutions(tuple(header), [tuple(_csv_value(cell) for cell in line) for line in lines])


def _csv_value(cell: str) -> Hashable:
    if cell.startswith("_:"):
        return BlankNode(cell[2:])
    return float(cell) if _NUMBER.fullmatch(cell) else cell


def _result_set(triples: list[Triple]) -> Solutions | bool | None:
    """Read a result set that was written as RDF; None where the graph is none."""
    reader = Reader(triples)
    for subject in reader.subjects_of_type(_RESULT_SET + "ResultSet"):
        boolean = reader.value(subject, _RESULT_SET + "boolean")
        if isinstance(boolean, Literal):
            return boolean.value in ("true", "1")
        names = reader.texts(subject, _RESULT_SET + "resultVariable")
        rows = []
        for solution in reader.values(subject, _RESULT_SET + "solution"):
            bound: dict[str, Term] = {}
            for binding in reader.values(solution, _RESULT_SET + "binding"):
                bound[reader.text(binding, _RESULT_SET + "variable")] = reader.one(
                    binding, _RESULT_SET + "value"
                )
            rows.append(tuple(comparable(bound.get(name)) for name in names))
        return Solutions(tuple(names), rows)
    return None
