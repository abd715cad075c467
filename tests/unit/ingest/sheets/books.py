"""Spreadsheets for tests, and what is read of them. All places and plans are invented."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook

from planvev.ingest.account import Use, account_for_draft
from planvev.ingest.draft import Draft
from planvev.ingest.hints import Hints
from planvev.ingest.sheets import draft_of_sheets

Rows = Sequence[Sequence[Any]]
HEAD = (
    '<?xml version="1.0"?>'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = "</sheetData></worksheet>"


def workbook(
    sheets: Mapping[str, Rows],
    merged: Sequence[tuple[str, str]] = (),
    hidden: Sequence[str] = (),
    formats: Mapping[tuple[str, str], str] | None = None,
) -> bytes:
    """Return an Excel file. merged, formats: by sheet and range or cell."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        if name in hidden:
            sheet.sheet_state = "hidden"
    for name, cells in merged:
        book[name].merge_cells(cells)
    for (name, cell), code in (formats or {}).items():
        book[name][cell].number_format = code
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def with_sheet_xml(xml: str) -> bytes:
    """Return an Excel file whose one sheet is this XML."""
    plain = workbook({"Ark1": [["x"]]})
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(plain)) as before,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            after.writestr(name, xml if name.endswith("sheet1.xml") else before.read(name))
    return file.getvalue()


def read(content: bytes, name: str = "plan.xlsx") -> Draft:
    """Return the draft of a spreadsheet, of which every character has been accounted for."""
    draft = draft_of_sheets(content, name, name.rpartition(".")[2], Hints())
    document = draft.document
    covered = set()
    for block in document.blocks:
        text = document.text_of(block)
        assert text == text.strip() != ""
        assert covered.isdisjoint(range(block.start, block.end))
        covered.update(range(block.start, block.end))
    assert all(place in covered or each.isspace() for place, each in enumerate(document.text))
    account = account_for_draft(draft)
    assert sum(account.count(use) for use in Use) == len(document.blocks)
    return draft


def tree(draft: Draft) -> list[tuple[str, str, str]]:
    """Return kind, text, and the text of the parent of each row."""
    texts = {row.id: row.text for row in draft.rows}
    return [(row.kind.value, row.text, texts.get(row.parent, row.parent)) for row in draft.rows]


def left(draft: Draft) -> list[str]:
    """Return the text that no row holds."""
    text = draft.document.text
    return [text[start:end] for use in account_for_draft(draft).unplaced for start, end in use.left]


def codes(draft: Draft, text: str) -> set[str]:
    """Return the codes of the doubts of the row with a text."""
    return {doubt.code for row in draft.rows if row.text == text for doubt in row.doubts}


def warned(draft: Draft) -> set[str]:
    """Return the codes of the document's warnings."""
    return {code for code, _ in draft.document.warnings}
