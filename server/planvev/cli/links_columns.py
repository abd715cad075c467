"""One column of a spreadsheet or text table: which it is, and the texts in it."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from planvev.errors import InputError
from planvev.ingest.formats import detect
from planvev.ingest.sheets.cells import Book, Sheet
from planvev.ingest.sheets.delimited import decode
from planvev.ingest.sheets.reading import read_book
from planvev.ingest.uploads import read_upload

_HEAD_ROWS: Final = 20
"""So many rows may stand above the names of the columns: a title, a remark."""


def read_column(path: Path, column: str, sheet: str = "") -> dict[int, str]:
    """Return the texts of a column by their row, counted from 1 without the header.

    column: its name, whatever its case, or its number from 1. sheet: its name, the first sheet
    that holds something where "". Empty cells are left out. Raises InputError for a column or
    sheet that is not there, naming those that are; DocumentRefused, SourceError for a file that
    cannot be read.
    """
    chosen = _sheet(_book(path), sheet, path.name)
    header, number = _find(chosen, column, path.name)
    return {
        row.number - header: row.text(number).strip()
        for row in chosen.rows
        if row.number > header and row.text(number).strip()
    }


def _book(path: Path) -> Book:
    content = read_upload(path)
    ending = path.suffix.lower()
    if ending == ".tsv":
        # The ending says what parts the cells; a reader that looks for it could take a comma.
        content = f"sep=\t\r\n{decode(content, path.name)}".encode()
        return read_book(content, path.name, "csv")
    format_ = "csv" if ending in (".csv", ".txt") else detect(content, path.name)
    if format_ not in ("xlsx", "csv"):
        raise InputError(f"{path.name} is no table: give a .csv, .tsv or .xlsx file.")
    return read_book(content, path.name, format_)


def _sheet(book: Book, wanted: str, name: str) -> Sheet:
    sheets = [each for each in book.sheets if each.rows]
    if wanted:
        for each in book.sheets:
            if each.name.strip().lower() == wanted.strip().lower():
                return each
        there = ", ".join(f"«{each.name}»" for each in book.sheets)
        raise InputError(f"{name} has no sheet «{wanted}». Its sheets are {there}.")
    if not sheets:
        raise InputError(f"{name} is empty.")
    return next((each for each in sheets if not each.hidden), sheets[0])


def _find(sheet: Sheet, column: str, name: str) -> tuple[int, int]:
    """Return the number of the header's row, and that of the column."""
    wanted = " ".join(column.split()).lower()
    for row in sheet.rows[:_HEAD_ROWS]:
        for number in sorted(row.cells):
            if " ".join(row.text(number).split()).lower() == wanted:
                return row.number, number
    header = _likely_header(sheet)
    if wanted.isascii() and wanted.isdigit() and header is not None:
        number = int(wanted)
        if 1 <= number <= max(max(row.cells) for row in sheet.rows):
            return header, number
    raise InputError(f"{name} has no column «{column}». Its columns are: {_named(sheet, header)}.")


def _likely_header(sheet: Sheet) -> int | None:
    """Return the row that names the columns: the first that is as wide as most, at the top."""
    head = sheet.rows[:_HEAD_ROWS]
    if not head:
        return None
    widest = max(len(row.cells) for row in head)
    wide = [row for row in head if len(row.cells) * 2 > widest]
    return wide[0].number if wide else head[0].number


def _named(sheet: Sheet, header: int | None) -> str:
    row = next((each for each in sheet.rows if each.number == header), None)
    if row is None:
        return "none"
    return ", ".join(f"{number} «{row.text(number)}»" for number in sorted(row.cells))
