"""Reading our own sheets: the template as filled in, and plans that were written out."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string

from planvev.ingest.draft import Doubt, PlanFacts
from planvev.ingest.elements import fold_white_space
from planvev.ingest.sheets.cells import Book, Cell, Sheet, SheetRow
from planvev.ingest.sheets.codes import code_of
from planvev.ingest.sheets.fields import reference
from planvev.ingest.sheets.form import (
    CODED_FACTS,
    CODES_SHEET,
    CONTINUED_COLUMNS,
    CONTINUED_SHEET,
    FACT_COLUMNS,
    GUIDE_SHEET,
    PASSAGE_COLUMNS,
    PASSAGES_SHEET,
    PLAN_SHEET,
    PROPERTIES_SHEET,
    PROPERTY_COLUMNS,
    Names,
    column_fields,
    fact_fields,
    is_sheet,
    sheet_kinds,
)
from planvev.ingest.sheets.names import plain
from planvev.ingest.sheets.pinned import Pinned
from planvev.ingest.sheets.statements import TYPES, Statement, as_property

_HEADERS_WITHIN: Final = 10
_DATE: Final = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})")
_COUNT: Final = re.compile(r"[0-9]{1,9}")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_YEAR: Final = re.compile(r"\b((?:19|20)\d\d)\b")


@dataclass
class Carried:
    """What our sheets hold of each element besides its row, by the element's IRI."""

    passages: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    statements: dict[str, list[Statement]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class OurSheets:
    """The sheets of a book by what they are. headers: of the sheets of rows, their columns."""

    forms: list[tuple[Sheet, int, dict[str, int]]] = field(default_factory=list)
    facts: PlanFacts | None = None
    plan_iri: str = ""
    carried: Carried = field(default_factory=Carried)
    foreign: list[Sheet] = field(default_factory=list)


def join_continued(book: Book) -> None:
    """Put texts together again that were longer than a cell may be, and drop their sheet."""
    for sheet in book.sheets:
        if not is_sheet(sheet.name, CONTINUED_SHEET):
            continue
        found = _headers(sheet, CONTINUED_COLUMNS)
        if found is None:
            return
        rows = {(s.name, row.number): row for s in book.sheets for row in s.rows}
        for values, _ in _records(sheet, *found):
            try:
                letters, number = coordinate_from_string(values["cell"])
            except ValueError:
                continue
            row = rows.get((values["sheet"], number))
            column = column_index_from_string(letters)
            if row is not None and column in row.cells:
                row.cells[column] = Cell(row.cells[column].text + values["text"])
        book.sheets.remove(sheet)
        return


def our_sheets(pinned: Pinned) -> OurSheets:
    """Tell our sheets from others, and read those that hold no rows."""
    ours = OurSheets()
    tables = []
    for sheet in pinned.book.sheets:
        form = _form_headers(sheet)
        if form is not None:
            ours.forms.append((sheet, *form))
        elif is_sheet(sheet.name, GUIDE_SHEET) or is_sheet(sheet.name, CODES_SHEET):
            tables.append(sheet)
        elif is_sheet(sheet.name, PLAN_SHEET) and _is_facts(sheet):
            ours.facts, ours.plan_iri = _read_facts(sheet, pinned)
        elif (found := _carried_headers(sheet, PASSAGES_SHEET, PASSAGE_COLUMNS)) is not None:
            pinned.book.warnings += _read_passages(sheet, found, ours.carried)
            tables.append(sheet)
        elif (found := _carried_headers(sheet, PROPERTIES_SHEET, PROPERTY_COLUMNS)) is not None:
            pinned.book.warnings += _read_statements(sheet, found, ours.carried)
            tables.append(sheet)
        else:
            ours.foreign.append(sheet)
    if not ours.forms:
        # A sheet of somebody's own may be called as one of ours.
        ours.foreign = list(pinned.book.sheets)
        return OurSheets(foreign=ours.foreign)
    warnings = pinned.book.warnings
    warnings[:] = [
        each for each in warnings if each not in {("hidden-sheet", (t.name,)) for t in tables}
    ]
    for sheet in tables:
        for row, column, _ in sheet.cells():
            pinned.set_aside((sheet.index, row, column), "table")
    return ours


def _headers(sheet: Sheet, columns: Mapping[str, Names]) -> tuple[int, dict[str, int]] | None:
    """Return the row of headers of a sheet that has all these columns, and the columns by name."""
    wanted = {plain(name): key for key, names in columns.items() for name in names}
    for row in sheet.rows[:_HEADERS_WITHIN]:
        found = {
            wanted[plain(row.text(column))]: column
            for column in sorted(row.cells)
            if plain(row.text(column)) in wanted
        }
        if len(found) == len(columns):
            return row.number, found
    return None


def _carried_headers(
    sheet: Sheet, names: Names, columns: Mapping[str, Names]
) -> tuple[int, dict[str, int]] | None:
    return _headers(sheet, columns) if is_sheet(sheet.name, names) else None


def _form_headers(sheet: Sheet) -> tuple[int, dict[str, int]] | None:
    """Return the row of headers and the columns of a sheet of rows, None for other sheets."""
    if plain(sheet.name) not in sheet_kinds():
        return None
    for row in sheet.rows[:_HEADERS_WITHIN]:
        found: dict[str, int] = {}
        for column in sorted(row.cells):
            name = column_fields().get(plain(row.text(column)))
            if name:
                found.setdefault(name, column)
        if "text" in found and ("id" in found or "iri" in found):
            return row.number, found
    return None


def _records(
    sheet: Sheet, header: int, columns: Mapping[str, int]
) -> Iterator[tuple[dict[str, str], SheetRow]]:
    """Yield the rows below the headers, each cell's text by its column's name."""
    for row in sheet.rows:
        if row.number > header:
            yield {name: row.text(column) for name, column in columns.items()}, row


def _read_passages(
    sheet: Sheet, found: tuple[int, dict[str, int]], carried: Carried
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Read passages; yield a warning for each row that holds none."""
    records = []
    for values, row in _records(sheet, *found):
        counts = (values["start"], values["end"], values["order"])
        if all(map(_COUNT.fullmatch, counts)) and _SHA256.fullmatch(values["source"]):
            records.append((int(values["order"]), values))
        else:
            yield "passage-unusable", (sheet.name, str(row.number))
    for _, values in sorted(records, key=lambda record: record[0]):
        passage: dict[str, Any] = {
            "source": values["source"],
            "start": int(values["start"]),
            "end": int(values["end"]),
            "role": code_of("passage_role", values["role"]) or "wording",
            "exact": values["exact"],
        }
        words = values["cut_words"].split("\n")
        if any(words):
            passage["cut_words"] = [word for word in words if word]
        carried.passages[values["element"]].append(json.dumps(passage, ensure_ascii=False))


def _read_statements(
    sheet: Sheet, found: tuple[int, dict[str, int]], carried: Carried
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Read statements; yield a warning for each row that holds none."""
    for values, row in _records(sheet, *found):
        element = values.pop("element")
        statement = Statement(**values)
        if statement.type in TYPES and statement.can_be:
            carried.statements[element].append(statement)
        else:
            yield "statement-unusable", (sheet.name, str(row.number))


def properties_of(
    carried: Carried, iri: str, plan: str, language: str
) -> dict[str, str | list[str]]:
    """Return what was carried of an element, as a row's properties.

    Those without a name among them are "statement": JSON of a Statement each.
    """
    properties: dict[str, str | list[str]] = {}
    for statement in carried.statements.get(iri, []):
        name, value = as_property(statement, plan, language) or ("statement", statement.as_json())
        before = properties.get(name)
        if before is None:
            properties[name] = [value] if name == "statement" else value
        else:
            properties[name] = [*(before if isinstance(before, list) else [before]), value]
    return properties


def _is_facts(sheet: Sheet) -> bool:
    known = sum(plain(row.text(1)) in fact_fields() for row in sheet.rows)
    return known >= 3


def _read_facts(sheet: Sheet, pinned: Pinned) -> tuple[PlanFacts, str]:
    """Read the sheet about the plan itself; return its facts, and its IRI."""
    facts = PlanFacts()
    iri = ""
    heads = {plain(name) for names in FACT_COLUMNS for name in names}
    for row in sheet.rows:
        for column in row.cells:
            if column != 2 or plain(row.text(2)) in heads:
                pinned.set_aside((sheet.index, row.number, column), "header")
        name = fact_fields().get(plain(row.text(1)), "")
        value = fold_white_space(row.text(2))
        if not name or not value:
            continue
        pinned.set_aside((sheet.index, row.number, 2), "fact")
        if name == "iri":
            iri = value.rstrip("/")
            continue
        value, known = _fact(name, value)
        if known:
            setattr(facts, name, value)
        else:
            facts.doubts.append(Doubt("code-unknown", (reference(sheet, row.number, 2), value)))
    return facts, iri


def _fact(name: str, value: str) -> tuple[str, bool]:
    """Return a fact as the draft has it, and whether it is one that may be."""
    if name in CODED_FACTS:
        code = code_of(name, value)
        return code or value, bool(code)
    if name in ("start_year", "end_year"):
        year = _YEAR.search(value)
        return year.group(1) if year else value, year is not None
    if name == "adopted_on":
        day = _DATE.fullmatch(value)
        if day:
            value = f"{day.group(3)}-{int(day.group(2)):02}-{int(day.group(1)):02}"
        return value, re.fullmatch(r"\d{4}-\d{2}-\d{2}", value) is not None
    return value, True
