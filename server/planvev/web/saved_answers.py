"""The answer to a saved query as a table for spreadsheets: IRIs with names beside them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from planvev.vocab import XSD
from planvev.web.chart import Chart, chart_of, number_of
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.saved_columns import column_name
from planvev.web.statements import value_of
from planvev.web.tables import Cell, Table

ROWS_SHOWN: Final = 500
NAMED_MAX: Final = 3000
"""So many things of an answer are named at most."""
LABEL_SUFFIX: Final = "Label"
_WHOLE: Final = (XSD.integer.value, XSD.nonNegativeInteger.value)


@dataclass(frozen=True)
class Answer:
    """Solutions. columns: in the query's order. bindings: of SPARQL JSON."""

    columns: Sequence[str]
    bindings: Sequence[Mapping[str, Mapping[str, Any]]]

    def iris(self) -> list[str]:
        """Return what is to be named, each once, in the order of the rows."""
        found: dict[str, None] = {}
        for binding in self.bindings:
            for column in self.columns:
                term = binding.get(column)
                if term and term["type"] == "uri":
                    found[term["value"]] = None
        return list(found)[:NAMED_MAX]

    def columns_of_things(self) -> list[str]:
        """Return the columns that hold an IRI in some row."""
        return [
            column
            for column in self.columns
            if any(b.get(column, {}).get("type") == "uri" for b in self.bindings)
        ]

    def numeric(self) -> list[bool]:
        """Return of each column whether all that it holds is numbers."""
        return [
            all(number_of(b[column]) is not None for b in self.bindings if column in b)
            and any(column in b for b in self.bindings)
            for column in self.columns
        ]


@dataclass(frozen=True)
class Shown:
    """An answer on a page. columns: as people call them. rows: the first ones; total: of all.

    numeric: of each column, whether it holds numbers. is_too_large: the answer is not here.
    """

    columns: Sequence[str]
    rows: Sequence[Sequence[Ref | Text | None]]
    total: int
    chart: Chart | None = None
    numeric: Sequence[bool] = ()
    is_too_large: bool = False


def shown(answer: Answer, names: Description) -> Shown:
    """Return an answer as a page shows it: things by name, with links to their pages."""
    rows = [
        [_value(binding.get(column), names) for column in answer.columns]
        for binding in answer.bindings[:ROWS_SHOWN]
    ]
    labels = {iri: _label_of(iri, names) for iri in answer.iris()}
    chart = chart_of(answer.columns, answer.bindings, labels)
    if chart:
        label, measure = column_name(chart.label), column_name(chart.measure)
        chart = replace(chart, label=label, measure=measure)
    columns = [column_name(c) for c in answer.columns]
    return Shown(columns, rows, len(answer.bindings), chart, answer.numeric())


def _value(term: Mapping[str, Any] | None, names: Description) -> Ref | Text | None:
    if not term:
        return None
    value = value_of(term)
    if value is None:
        return Text("<< … >>", "zxx")
    if value.is_iri:
        return names.ref(value.text)
    return text_of(value) if value.kind == "literal" else Text(f"_:{value.text}", "zxx")


def answer_table(answer: Answer, names: Description, name: str, *, for_people: bool) -> Table:
    """Return an answer as a table: beside each column of IRIs one of names.

    name: of the file. for_people: whether names come before IRIs, and columns are called in the
    language of the page, not by their variables, on which programs rely.
    """
    things = set(answer.columns_of_things())
    columns = []
    for column in answer.columns:
        own = column_name(column) if for_people else column
        if column not in things:
            columns += [own]
        else:
            columns += [own, f"{own} (URL)"] if for_people else [own, f"{own}{LABEL_SUFFIX}"]
    rows = [list(_cells(answer, b, things, names, for_people)) for b in answer.bindings]
    return Table(name, columns, rows)


def _cells(
    answer: Answer,
    binding: Mapping[str, Mapping[str, Any]],
    things: set[str],
    names: Description,
    names_first: bool,
) -> Iterator[Cell]:
    for column in answer.columns:
        term = binding.get(column)
        if column not in things:
            yield _cell(term)
        elif names_first:
            is_thing = term and term["type"] == "uri"
            yield _label(term, names) if is_thing else _cell(term)
            yield _cell(term) if is_thing else None
        else:
            yield _cell(term)
            yield _label(term, names)


def _label(term: Mapping[str, Any] | None, names: Description) -> str | None:
    """Return the name of a thing, its number first; of what is no thing, nothing."""
    if not term or term["type"] != "uri":
        return None
    return _label_of(term["value"], names)


def _label_of(iri: str, names: Description) -> str:
    return f"{names.number_of(iri)} {names.name(iri).text}".strip()


def _cell(term: Mapping[str, Any] | None) -> Cell:
    """Return a number as a number, so that spreadsheets reckon with it; all else as text.

    >>> _cell({"type": "literal", "value": "20.0", "datatype": XSD.decimal.value})
    Decimal('20.0')
    """
    if not term:
        return None
    if term["type"] == "triple":
        return "<< … >>"
    value = str(term["value"])
    if term["type"] == "bnode":
        return f"_:{value}"
    datatype = term.get("datatype", "")
    if datatype in _WHOLE and len(value) <= 15:
        return int(value) if value.lstrip("+-").isdigit() else value
    if datatype == XSD.decimal.value and len(value) <= 15:
        try:
            return Decimal(value)
        except InvalidOperation:
            return value
    return value
