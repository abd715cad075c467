"""Single cells of a table: numbers that a spreadsheet has spoilt, references, errors."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from openpyxl.utils import get_column_letter

from planvev.ingest.draft import Doubt
from planvev.ingest.sheets.cells import Book, Cell, CellKind, Sheet

_NUMBER_CHARACTERS_MAX: Final = 16
_WARNED_CELLS_MAX: Final = 20


@dataclass
class Numbers:
    """The numbers of one column, read in order: 2.1 after 2.9 was 2.10 before it became a number.

    seen: the bare numbers that the column had so far.
    """

    seen: set[str] = field(default_factory=set)

    def read(self, cell: Cell) -> tuple[str, list[Doubt]]:
        """Return the number that a cell stands for, "" for none, and what is doubtful of it.

        >>> numbers = Numbers()
        >>> numbers.read(Cell("2.1", CellKind.BARE_NUMBER))[0]
        '2.1'
        >>> numbers.read(Cell("2.1", CellKind.BARE_NUMBER))[0]
        '2.10'
        >>> numbers.read(Cell("2026-02-01", CellKind.DATE))[0]
        '1.2'
        """
        text = " ".join(cell.text.split())
        if not cell.usable or len(text) > _NUMBER_CHARACTERS_MAX:
            return "", []
        if cell.kind is CellKind.DATE:
            return _undated(text)
        if cell.kind is CellKind.BARE_NUMBER and "." in text:
            if text in self.seen:
                return f"{text}0", [Doubt("number-ten", (text, f"{text}0"))]
            self.seen.add(text)
            return text, [Doubt("number-typed", (text,))]
        return text.rstrip(".):"), []


def _undated(text: str) -> tuple[str, list[Doubt]]:
    """Return the number «1.2» that a spreadsheet took for the first of February."""
    try:
        moment = date.fromisoformat(text[:10])
    except ValueError:
        return text, []
    number = f"{moment.day}.{moment.month}"
    return number, [Doubt("number-date", (text, number))]


def reference(sheet: Sheet, row: int, column: int) -> str:
    """Return how a person finds a cell: «Ark1» C4."""
    return f"«{sheet.name}» {get_column_letter(column)}{row}"


def unusable_cells(sheet: Sheet, row: int, cells: Iterable[tuple[int, Cell]]) -> list[Doubt]:
    """Return a doubt for each cell with an error value, or with a formula that has no value."""
    return [
        Doubt(_code(cell), (reference(sheet, row, column), cell.text[:60]))
        for column, cell in cells
        if not cell.usable
    ]


def _code(cell: Cell) -> str:
    return "cell-error" if cell.kind is CellKind.ERROR else "formula-without-value"


def warn_of_cells(book: Book) -> None:
    """Note the first cells that hold no usable value among the book's warnings."""
    found = [
        doubt
        for sheet in book.sheets
        for row in sheet.rows
        for doubt in unusable_cells(sheet, row.number, row.cells.items())
    ]
    book.warnings += [(doubt.code, doubt.arguments) for doubt in found[:_WARNED_CELLS_MAX]]
