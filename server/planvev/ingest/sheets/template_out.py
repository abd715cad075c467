"""The template that planners fill in: a workbook with a sheet for each kind of content."""

from __future__ import annotations

from typing import Final

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from planvev.ingest.draft import Kind
from planvev.ingest.sheets.codes import codes_of, in_language, label_of
from planvev.ingest.sheets.form import (
    CODED,
    CODED_FACTS,
    CODES_SHEET,
    EXAMPLE,
    EXAMPLES,
    FACT_COLUMNS,
    FACTS,
    FORM_SHEETS,
    GUIDE_SHEET,
    PLAN_SHEET,
    TITLES,
    FormSheet,
)
from planvev.ingest.sheets.guide import FACT_HELP, FIELD_HELP, GUIDE
from planvev.ingest.sheets.writing import (
    Choices,
    explain,
    new_workbook,
    offer,
    put,
    put_heads,
    workbook_bytes,
)

WIDTHS: Final = {
    "id": 12,
    "number": 10,
    "parent": 14,
    "level": 18,
    "text": 70,
    "label": 32,
    "comment": 32,
    "responsible": 24,
    "deadline": 14,
    "iri": 48,
    "kind": 18,
    "indicator": 32,
}
_WIDTH: Final = 16
_ROWS: Final = 2_000
"""To which row drop-downs reach."""
_LIST_OF: Final = {"describesType": "instrument_type"}
"""Fields whose codelist has another name than the field."""


def template_workbook(language: str) -> bytes:
    """Return the template as an Excel file. language: nb, nn or en."""
    book = new_workbook()
    _add_guide(book, language)
    plan = book.create_sheet(in_language(PLAN_SHEET, language))
    sheets = {
        sheet.kind: book.create_sheet(in_language(sheet.names, language))
        for sheet in FORM_SHEETS
        if sheet.in_template
    }
    choices = add_choices(book, language)
    fill_facts(plan, {}, choices, language)
    for form in FORM_SHEETS:
        if form.in_template:
            put_form_heads(sheets[form.kind], form, choices, language)
            _add_example(sheets[form.kind], form, language)
    return workbook_bytes(book)


def add_choices(book: Workbook, language: str) -> Choices:
    """Add the hidden sheet that drop-downs point to."""
    sheet = book.create_sheet(in_language(CODES_SHEET, language))
    sheet.sheet_state = "hidden"
    return Choices(sheet)


def _add_guide(book: Workbook, language: str) -> None:
    sheet = book.create_sheet(in_language(GUIDE_SHEET, language))
    sheet.column_dimensions["A"].width = 100
    for row, names in enumerate(GUIDE, start=1):
        put(sheet, row, 1, in_language(names, language), head=row == 1)


def fill_facts(sheet: Worksheet, values: dict[str, str], choices: Choices, language: str) -> None:
    """Write the sheet about the plan itself. values: by fact; codes are written as labels."""
    put_heads(sheet, [in_language(names, language) for names in FACT_COLUMNS], [24, 60, 60])
    for row, (fact, names) in enumerate(FACTS.items(), start=2):
        value = values.get(fact, "")
        if fact in CODED_FACTS:
            value = label_of(fact, value, language) if value else ""
            labels = [label_of(fact, code, language) for code in codes_of(fact)]
            source = choices.range_of(in_language(names, language), labels)
            title = in_language(names, language)
            offer(sheet, f"B{row}", source, (title, in_language(FACT_HELP[fact], language)))
        put(sheet, row, 1, in_language(names, language), head=True)
        put(sheet, row, 2, value)
        put(sheet, row, 3, in_language(FACT_HELP[fact], language), example=True)


def put_form_heads(
    sheet: Worksheet,
    form: FormSheet,
    choices: Choices,
    language: str,
    more: tuple[str, ...] = (),
) -> list[str]:
    """Write the headings of a sheet of rows, with drop-downs and help; return the fields.

    more: fields after those that the template has.
    """
    fields = [*form.fields, *more]
    titles = [in_language(TITLES[name], language) for name in fields]
    put_heads(sheet, titles, [WIDTHS.get(name, _WIDTH) for name in fields])
    for column, (name, title) in enumerate(zip(fields, titles, strict=True), start=1):
        letter = get_column_letter(column)
        cells = f"{letter}2:{letter}{_ROWS}"
        prompt = (title, in_language(FIELD_HELP.get(name, ("", "", "")), language))
        if name in CODED:
            codelist = _LIST_OF.get(name, name)
            labels = [label_of(codelist, code, language) for code in codes_of(codelist)]
            offer(sheet, cells, choices.range_of(title, labels), prompt)
        elif prompt[1]:
            explain(sheet, cells, prompt)
    return fields


def code_label(name: str, code: str, language: str) -> str:
    """Return what a column of codes shows for a code."""
    return label_of(_LIST_OF.get(name, name), code, language)


def codelist_of(name: str) -> str:
    """Return the field under which ``codes`` knows the list of a column."""
    return _LIST_OF.get(name, name)


def _add_example(sheet: Worksheet, form: FormSheet, language: str) -> None:
    mark = in_language(EXAMPLE, language)
    rows = [{"id": f"{mark} 1", "text": in_language(EXAMPLES[form.kind, "text"], language)}]
    example = rows[0]
    if form.kind is Kind.GOAL:
        example |= {"number": "1.1", "parent": "1", "level": label_of("level", "delmal", language)}
    elif form.kind in (Kind.STRATEGY, Kind.ACTION):
        example |= {"number": "1.1.1", "parent": "1.1", "deadline": "2027"}
    elif form.kind is Kind.TARGET:
        example |= {
            "parent": "1.1",
            "targetKind": label_of("targetKind", "absolute", language),
            "comparator": label_of("comparator", "atLeast", language),
            "targetValue": "90",
            "unit": {"en": "per cent"}.get(language, "prosent"),
            "deadline": "2030",
        }
    elif form.kind is Kind.MENTION:
        example |= {"parent": "1.1", "role": label_of("role", "partner", language)}
    elif form.kind is Kind.GLOSSARY_ENTRY:
        example |= {"parent": "1.1", "label": "passivhus"}
    for column, name in enumerate(form.fields, start=1):
        put(sheet, 2, column, example.get(name, ""), example=True)
