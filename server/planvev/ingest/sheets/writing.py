"""Workbooks that are written: texts as texts, headings that stay, lists to choose from.

Equal content makes equal files: no times are written.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

CELL_CHARACTERS_MAX: Final = 32_767
"""Of a cell: Excel specifications and limits."""
PART_CHARACTERS: Final = 30_000
"""Of the parts of a longer text, so that escapes have room."""
_LOOKS_ESCAPED: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_IN_XML: Final = re.compile("[\x00-\x08\x0b-\x0d\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_TIMES: Final = re.compile(rb"<dcterms:(?:created|modified)\b[^>]*>[^<]*</dcterms:\w+>")
_HEAD: Final = Font(bold=True)
_HEAD_FILL: Final = PatternFill("solid", fgColor="E6EEF5")
_EXAMPLE: Final = Font(italic=True, color="5F6B76")
_WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
_TEXT_FORMAT: Final = "@"
_PROMPT_MAX: Final = 250


@dataclass
class Choices:
    """Lists of choices, on a hidden sheet of their own, that drop-downs point to."""

    sheet: Worksheet
    ranges: dict[str, str] = field(default_factory=dict)

    def range_of(self, name: str, choices: Sequence[str]) -> str:
        """Return the range that holds a list, which is written where it is not yet there."""
        if name not in self.ranges:
            column = len(self.ranges) + 1
            put(self.sheet, 1, column, name, head=True)
            for row, choice in enumerate(choices, start=2):
                put(self.sheet, row, column, choice)
            letter = get_column_letter(column)
            quoted = quote_sheetname(self.sheet.title)
            self.ranges[name] = f"{quoted}!${letter}$2:${letter}${len(choices) + 1}"
        return self.ranges[name]


@dataclass(frozen=True)
class Continued:
    """The rest of a text that is longer than a cell may be. part: from 2."""

    sheet: str
    cell: str
    part: int
    text: str


def escaped(text: str) -> str:
    r"""Return a text as SpreadsheetML holds it: what XML cannot hold as ``_xHHHH_``.

    Source: ECMA-376 part 1 §22.4.2.4 (ST_Xstring).

    >>> escaped("a\rb_x0041_")
    'a_x000D_b_x005F_x0041_'
    """
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return _NOT_IN_XML.sub(lambda match: f"_x{ord(match.group()):04X}_", text)


def put(
    sheet: Worksheet, row: int, column: int, text: str, head: bool = False, example: bool = False
) -> list[Continued]:
    """Write a text into a cell, never as a formula; return what did not fit."""
    cell: Any = sheet.cell(row=row, column=column)
    parts = [text[at : at + PART_CHARACTERS] for at in range(0, len(text), PART_CHARACTERS)]
    if len(text) <= PART_CHARACTERS:
        parts = [text]
    if text:
        cell.value = escaped(parts[0])
        cell.data_type = "s"
    cell.number_format = _TEXT_FORMAT
    cell.alignment = _WRAPPED
    if head:
        cell.font, cell.fill = _HEAD, _HEAD_FILL
    elif example:
        cell.font = _EXAMPLE
    return [
        Continued(sheet.title, cell.coordinate, number, part)
        for number, part in enumerate(parts[1:], start=2)
    ]


def put_number(sheet: Worksheet, row: int, column: int, number: int) -> None:
    """Write a whole number into a cell."""
    cell: Any = sheet.cell(row=row, column=column)
    cell.value = number
    cell.alignment = _WRAPPED


def put_heads(sheet: Worksheet, titles: Sequence[str], widths: Sequence[int], row: int = 1) -> None:
    """Write a row of headings that stays when the sheet is scrolled."""
    for column, (title, width) in enumerate(zip(titles, widths, strict=True), start=1):
        put(sheet, row, column, title, head=True)
        dimension = sheet.column_dimensions[get_column_letter(column)]
        dimension.width = width
        # What is typed in stays as typed: «2.10» becomes no figure, «1.2» no date.
        dimension.number_format = _TEXT_FORMAT
        dimension.alignment = _WRAPPED
    sheet.freeze_panes = f"A{row + 1}"


def offer(
    sheet: Worksheet, cells: str, source: str, prompt: tuple[str, str], strict: bool = True
) -> None:
    """Let cells be chosen from a list. source: its range. prompt: a title and what to do."""
    rule = DataValidation("list", formula1=source, allow_blank=True)
    rule.promptTitle, rule.prompt = prompt[0][:32], prompt[1][:_PROMPT_MAX]
    rule.showInputMessage = bool(prompt[1])
    rule.showErrorMessage = strict
    rule.add(cells)
    sheet.add_data_validation(rule)


def explain(sheet: Worksheet, cells: str, prompt: tuple[str, str]) -> None:
    """Show what to do where a cell is entered; any content is taken."""
    rule = DataValidation(type=None, allow_blank=True, showInputMessage=True)
    rule.promptTitle, rule.prompt = prompt[0][:32], prompt[1][:_PROMPT_MAX]
    rule.add(cells)
    sheet.add_data_validation(rule)


def new_workbook() -> Workbook:
    """Return a workbook without sheets."""
    book = Workbook()
    for sheet in list(book.worksheets):
        book.remove(sheet)
    book.properties.creator = "planvev"
    return book


def workbook_bytes(book: Workbook) -> bytes:
    """Return a workbook as a file that does not tell when it was made."""
    made = io.BytesIO()
    book.save(made)
    timeless = io.BytesIO()
    with ZipFile(made) as before, ZipFile(timeless, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            body = before.read(name)
            if name == "docProps/core.xml":
                body = _TIMES.sub(b"", body)
            after.writestr(ZipInfo(name), body, ZIP_DEFLATED)
    return timeless.getvalue()
