"""A query's answer as a page shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from planvev.engine.base import Result, ResultKind
from planvev.rdf.formats import BOOLEAN_FORMATS, GRAPH_FORMATS, RESULTS_FORMATS, Format
from planvev.rdf.query_tokens import columns_in_order
from planvev.web import wording
from planvev.web.description import Description, Ref, Text
from planvev.web.language import gettext, marked
from planvev.web.saved_answers import ROWS_SHOWN, Answer
from planvev.web.statements import Value, value_of
from planvev.web.tables import CSV, XLSX
from planvev.web.urls import Urls

CSV_FOR_SPREADSHEETS: Final = Format("csv-excel", CSV.media_type, "csv", charset=True)
SPREADSHEETS: Final = (XLSX, CSV_FOR_SPREADSHEETS)
"""Formats of tables for people: guarded against formulas, with names. SPARQL's CSV is exact."""
_GRAPH_CHARACTERS_SHOWN: Final = 200_000
_FORMATS: Final[dict[ResultKind, tuple[Format, ...]]] = {
    ResultKind.SOLUTIONS: (*SPREADSHEETS, *RESULTS_FORMATS),
    ResultKind.BOOLEAN: BOOLEAN_FORMATS,
    ResultKind.GRAPH: GRAPH_FORMATS,
}


_DOWNLOAD_NAMES: Final = {
    "turtle": "Turtle",
    "ntriples": "N-Triples",
    "jsonld": "JSON-LD",
    "rdfxml": "RDF/XML",
    "xlsx": "Excel",
    "csv-excel": marked("CSV for spreadsheets"),
    "csv": marked("CSV, exact"),
}


@dataclass(frozen=True)
class Download:
    """The same answer in another format."""

    name: str
    url: str


@dataclass(frozen=True)
class ResultsView:
    """An answer: a table, a truth value, or a graph's text; the others are None.

    total: rows in all; the table holds at most ROWS_SHOWN. cut: whether the graph's text is cut;
    without a text, whether the table is left out since it is too large. numeric: of each column,
    whether it holds numbers.
    """

    columns: list[str]
    rows: list[list[Ref | Text | None]]
    total: int
    boolean: bool | None
    graph: str | None
    cut: bool
    downloads: list[Download]
    numeric: Sequence[bool] = ()


def results_view(
    result: Result,
    urls: Urls,
    links: Mapping[str, str],
    query: str = "",
    names: Description | None = None,
) -> ResultsView:
    """Make the view of an answer in SPARQL JSON or Turtle.

    links: URL by format name. query: decides the order of the columns. names: of things.
    """
    downloads = [
        Download(gettext(_DOWNLOAD_NAMES.get(f.name, f.name.upper())), links[f.name])
        for f in _FORMATS[result.kind]
        if f.name in links
    ]
    if result.file:
        return _view_of_file(result.kind, result.file, downloads)
    if result.kind is ResultKind.GRAPH:
        text = result.body.decode("utf-8")
        cut = len(text) > _GRAPH_CHARACTERS_SHOWN
        return ResultsView([], [], 0, None, text[:_GRAPH_CHARACTERS_SHOWN], cut, downloads)
    answer = json.loads(result.body)
    if result.kind is ResultKind.BOOLEAN:
        return ResultsView([], [], 0, bool(answer["boolean"]), None, False, downloads)
    columns = columns_in_order(query, answer["head"]["vars"])
    bindings = answer["results"]["bindings"]
    numeric = Answer(columns, bindings).numeric()
    rows = [
        [_cell(binding.get(c), urls, names) for c in columns] for binding in bindings[:ROWS_SHOWN]
    ]
    return ResultsView(columns, rows, len(bindings), None, None, False, downloads, numeric)


def _view_of_file(kind: ResultKind, file: BinaryIO, downloads: list[Download]) -> ResultsView:
    """Make the view of an answer of megabytes: of a graph its beginning, of a table nothing."""
    with file:
        start = file.read(_GRAPH_CHARACTERS_SHOWN * 4) if kind is ResultKind.GRAPH else b""
    text = start.decode("utf-8", "ignore")[:_GRAPH_CHARACTERS_SHOWN] or None
    return ResultsView([], [], 0, None, text, True, downloads)


def _cell(
    term: Mapping[str, str] | None, urls: Urls, names: Description | None
) -> Ref | Text | None:
    if term is None:
        return None
    value: Value | None = value_of(term)
    if value is None:
        return Text("<< … >>", "zxx")
    if value.is_iri:
        if names:
            return names.ref(value.text)
        compact = wording.compact_iri(value.text)
        return Ref(
            value.text,
            Text(compact, "zxx"),
            urls.href_of(value.text),
            external=not urls.is_local(value.text),
        )
    return Text(value.text if value.kind == "literal" else f"_:{value.text}", value.language)
