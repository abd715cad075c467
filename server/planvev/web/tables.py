"""Tables as files: CSV and XLSX that a spreadsheet opens as what they are.

What a cell says may come from anyone. A text that begins like a formula gets an apostrophe before
it (OWASP, CSV injection); in XLSX each cell has its type, and a text is never a formula.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from planvev.ingest.sheets.guarding import guarded
from planvev.rdf.formats import Format

if TYPE_CHECKING:
    from openpyxl.workbook.child import _WorkbookChild

Cell = str | int | float | Decimal | bool | date | None
CSV: Final = Format("csv", "text/csv", "csv", charset=True)
XLSX: Final = Format(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
)
TABLE_FORMATS: Final = (CSV, XLSX)
CELL_CHARACTERS_MAX: Final = 32_767
"""Of a spreadsheet's cell: Excel specifications and limits."""
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_TIMES: Final = re.compile(rb"<dcterms:(?:created|modified)\b[^>]*>[^<]*</dcterms:\w+>")
_WIDTH_MIN: Final = 8
_WIDTH_MAX: Final = 60


@dataclass(frozen=True)
class Table:
    """A heading for each column, and rows of as many cells. name: of the file, and of the sheet."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def csv_bytes(table: Table) -> bytes:
    """Return RFC 4180 CSV in UTF-8 with a BOM, by which spreadsheets know the encoding."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow([guarded(column) for column in table.columns])
    writer.writerows([_csv_cell(cell) for cell in row] for row in table.rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")


def _csv_cell(cell: Cell) -> str:
    if cell is None:
        return ""
    return guarded(cell) if isinstance(cell, str) else str(cell)


def xlsx_bytes(table: Table) -> bytes:
    """Return a workbook with one sheet: bold headings that stay, a filter, columns of good width.

    A text that is longer than a cell may be is cut, and ends in an ellipsis.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_sheet_name(table.name))
    sheet.freeze_panes = "A2"
    for number, column in enumerate(table.columns, start=1):
        longest = max([len(column), *(len(str(row[number - 1])) for row in table.rows[:200])])
        width = min(max(longest + 2, _WIDTH_MIN), _WIDTH_MAX)
        sheet.column_dimensions[get_column_letter(number)].width = width
    if table.columns:
        last = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.append([_xlsx_cell(sheet, column, Font(bold=True)) for column in table.columns])
    for row in table.rows:
        sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return _without_times(file.getvalue())


def _without_times(workbook: bytes) -> bytes:
    """Return a workbook that does not tell when it was made: equal tables are equal files."""
    file = io.BytesIO()
    with ZipFile(io.BytesIO(workbook)) as made, ZipFile(file, "w", ZIP_DEFLATED) as timeless:
        for name in made.namelist():
            body = made.read(name)
            if name == "docProps/core.xml":
                body = _TIMES.sub(b"", body)
            timeless.writestr(ZipInfo(name), body, ZIP_DEFLATED)
    return file.getvalue()


def _xlsx_cell(sheet: _WorkbookChild, value: Cell, font: Font | None = None) -> object:
    cell: Any = WriteOnlyCell(sheet)
    if isinstance(value, str):
        text = _NOT_IN_XML.sub("\ufffd", value)
        if len(text) > CELL_CHARACTERS_MAX:
            text = text[: CELL_CHARACTERS_MAX - 1] + "…"
        cell.value = text
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell.value = value
    if font:
        cell.font = font
    return cell


def _sheet_name(name: str) -> str:
    r"""Return a name that Excel takes for a sheet: 31 characters, none of ``[]:*?/\``."""
    return re.sub(r"[\[\]:*?/\\]", " ", name)[:31].strip(" '") or "planvev"


def table_bytes(table: Table, chosen: Format) -> bytes:
    """Return a table in one of TABLE_FORMATS."""
    return xlsx_bytes(table) if chosen.name == XLSX.name else csv_bytes(table)


def links(path: str, parameters: Iterable[tuple[str, str]] = ()) -> list[tuple[Format, str]]:
    """Return each format of a page's table with its URL. parameters: of the page's own query."""
    kept = [pair for pair in parameters if pair[0] != "format"]
    return [(f, f"{path}?{urlencode([*kept, ('format', f.name)])}") for f in TABLE_FORMATS]
