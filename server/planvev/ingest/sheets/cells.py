"""Sheets as read: rows of cells with their text, whatever the file was."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from openpyxl.utils import get_column_letter

from planvev.ingest.document import Place

Warnings = list[tuple[str, tuple[str, ...]]]
"""What a person should know of the reading, each (code, arguments) as ``doubts`` words them."""


class CellKind(StrEnum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    """A number that is shown in a format that says how many decimals."""
    BARE_NUMBER = "bare number"
    """A number whose final zeros, if it ever had any, are lost."""
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    """An error value, as #REF!."""
    FORMULA = "formula"
    """A formula that the file holds no value of; the text is the formula."""


@dataclass(frozen=True, slots=True)
class Cell:
    r"""A cell that is not empty. text: as shown, line breaks as "\n"; dates as ISO 8601."""

    text: str
    kind: CellKind = CellKind.TEXT

    @property
    def usable(self) -> bool:
        """Whether the text says something, and is no error or formula."""
        return self.kind not in (CellKind.ERROR, CellKind.FORMULA)


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, each from 1, the ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetRow:
    """A row with its cells by column; both count from 1. Empty cells are left out."""

    number: int
    cells: dict[int, Cell]

    def text(self, column: int) -> str:
        """Return the text of a cell, "" where it is empty or says nothing usable."""
        cell = self.cells.get(column)
        return cell.text if cell is not None and cell.usable else ""


@dataclass
class Sheet:
    """A sheet with its rows that are not empty, in order. index: among the sheets, from 0."""

    name: str
    rows: list[SheetRow]
    index: int = 0
    hidden: bool = False
    merges: list[Merge] = field(default_factory=list)

    @cached_property
    def _by_column(self) -> dict[int, list[Merge]]:
        columns: dict[int, list[Merge]] = {}
        for merge in sorted(self.merges, key=lambda merge: merge.top):
            columns.setdefault(merge.left, []).append(merge)
        return columns

    def merge_at(self, row: int, column: int) -> Merge | None:
        """Return the merged range that covers a cell and has its left edge in the column."""
        merges = self._by_column.get(column, [])
        place = bisect_right(merges, row, key=lambda merge: merge.top) - 1
        return merges[place] if place >= 0 and merges[place].bottom >= row else None

    def place(self, row: int, column: int) -> Place:
        """Return where a cell stands, as a person finds it."""
        return Place(sheet=self.name, row=row, column=get_column_letter(column))

    def cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Yield row, column and cell in order."""
        for row in self.rows:
            for column in sorted(row.cells):
                yield row.number, column, row.cells[column]


@dataclass
class Book:
    """All sheets of a file. format: "xlsx" or "csv"."""

    format: str
    sheets: list[Sheet]
    warnings: Warnings = field(default_factory=list)
