"""What all tables have in common: headers, cells that say something of a row, numbers."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import Final

from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import fold_white_space
from planvev.ingest.sheets.cells import Sheet, SheetRow
from planvev.ingest.sheets.codes import code_of
from planvev.ingest.sheets.fields import unusable_cells
from planvev.ingest.sheets.names import ELEMENT, Meaning, column_meaning, is_note, is_total, plain
from planvev.ingest.sheets.numbering import leads_plainly
from planvev.ingest.sheets.standing import Standing
from planvev.ingest.sheets.tables import Table

_PROPERTIES: Final = ("responsible", "deadline")
_WHO_AND_WHEN: Final = re.compile(
    r"(?P<who>.*\S)\s*[/\n;,]\s*(?P<when>[^/\n;,]*\d[^/\n;,]*)", re.DOTALL
)
_AMOUNT: Final = re.compile(r"\s*(?P<value>\d+(?:[.,]\d+)?)\s*(?P<unit>%|prosent|per ?cent)\s*")
_ALIKE: Final = 0.6
"""The share of a column's cells that begin with a bare number, where those are their numbers."""


class TableRows(ABC):
    """Reads the rows of one table."""

    def __init__(self, standing: Standing, sheet: Sheet, table: Table) -> None:
        self._standing = standing
        self._pinned = standing.pinned
        self._making = standing.making
        self._sheet = sheet
        self._columns = table.columns
        self._set_headers_aside(table)

    @abstractmethod
    def read_elements(self, row: SheetRow) -> list[Row]:
        """Read the elements of a row; return the lowest in it, none where it holds none."""

    def _set_headers_aside(self, table: Table) -> None:
        index = self._sheet.index
        for row in self._sheet.rows:
            if table.columns.row <= row.number <= table.columns.last:
                for column in row.cells:
                    self._pinned.set_aside((index, row.number, column), "header")
        for row in table.rows:
            for column in row.cells:
                header = table.columns.names.get(column, "")
                if header:
                    self._pinned.headers[index, row.number, column] = header

    def read_row(self, row: SheetRow) -> None:
        """Read the elements of a row, and what the row says of them; sums and notes have none."""
        if _sums_up(row) or _is_note(row):
            return
        made = self.read_elements(row)
        if not made:
            return
        self._add_properties(row, made)
        for column in self._columns.with_field("target"):
            if row.text(column):
                self._add_target(row, column, self.owner_of(column, made))
        known = [(c, cell) for c, cell in row.cells.items() if c in self._columns.matches]
        made[-1].doubts += unusable_cells(self._sheet, row.number, known)

    def owner_of(self, column: int, made: list[Row]) -> Row:
        """Return the element that a cell beside it is about. made: the lowest of the row."""
        del column
        return made[-1]

    def _add_target(self, row: SheetRow, column: int, owner: Row) -> None:
        """Make a finding of a cell that says how much is aimed at."""
        text = row.text(column)
        target = self._standing.place(
            self._sheet, row.number, column, 0, len(text), Meaning(ELEMENT, Kind.TARGET)
        )
        target.parent = owner.id
        amount = _AMOUNT.fullmatch(text)
        if amount:
            target.properties |= {"targetValue": amount["value"], "unit": amount["unit"]}
        indicator = self.take(row, "indicator")
        if indicator:
            target.properties["indicator"] = indicator

    def number_in(self, row: SheetRow, column: int) -> tuple[str, list[Doubt]]:
        """Return the number that a cell of a row gives, with its doubts; "" for none."""
        if column not in row.cells:
            return "", []
        number, doubts = self._standing.numbers(column).read(row.cells[column])
        if number:
            self._pinned.set_aside((self._sheet.index, row.number, column), "number")
        return number, doubts

    def _is_shared(self, column: int) -> bool:
        """Whether a column is for both who and when: «Ansvar/frist»."""
        words = plain(self._columns.names.get(column, "")).split()
        return any(
            (match := column_meaning(w)) and match.meaning.field == "deadline" for w in words
        )

    def take_code(self, row: SheetRow, name: str) -> str:
        """Return the code that a cell names, and set the cell aside; "" for none."""
        column = self._columns.first(name)
        code = code_of(name, row.text(column)) if column else ""
        if code:
            self._pinned.set_aside((self._sheet.index, row.number, column), name)
        return code

    def take(self, row: SheetRow, name: str) -> str:
        """Return a field's text, and set its cell aside."""
        column = self._columns.first(name)
        text = fold_white_space(row.text(column)) if column else ""
        if text:
            self._pinned.set_aside((self._sheet.index, row.number, column), name)
        return text

    def _add_properties(self, row: SheetRow, made: list[Row]) -> None:
        said = {name: self.take(row, name) for name in _PROPERTIES}
        column = self._columns.first("responsible")
        if said["responsible"] and not said["deadline"] and self._is_shared(column):
            said["responsible"], said["deadline"] = _parted(row.text(column))
        for each in made:
            each.properties |= {name: text for name, text in said.items() if text}
        parent = self.take(row, "parent")
        for each in made:
            if parent:
                self._making.refer(each, parent)


def _parted(text: str) -> tuple[str, str]:
    """Return who and when of a cell that says both: the last part with a figure is when.

    >>> _parted("Plan og byggesak / høsten 2026"), _parted("Rektor/barnehagestyrer")
    (('Plan og byggesak', 'høsten 2026'), ('Rektor/barnehagestyrer', ''))
    """
    found = _WHO_AND_WHEN.fullmatch(text)
    if found is None:
        return fold_white_space(text), ""
    return fold_white_space(found["who"]), fold_white_space(found["when"])


def _sums_up(row: SheetRow) -> bool:
    """Whether a row is one of sums: «Sum», with nothing but figures beside it."""
    worded = [text for column in sorted(row.cells) if _has_letters(text := row.text(column))]
    return bool(worded) and all(is_total(text) for text in worded)


def _is_note(row: SheetRow) -> bool:
    """Whether a row is a note to the table."""
    return len(row.cells) == 1 and is_note(row.text(min(row.cells)))


def _has_letters(text: str) -> bool:
    return any(letter.isalpha() for letter in text)


def begin_with_numbers(table: Table, column: int) -> bool:
    """Whether the cells of a column begin with bare numbers: they are the elements' numbers."""
    texts = [row.text(column) for row in table.rows if row.text(column)]
    leading = sum(leads_plainly(text) for text in texts)
    return leading > 1 and leading >= len(texts) * _ALIKE
