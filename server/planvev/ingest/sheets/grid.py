"""Sheets that people made: tables, and the banners between their rows.

Parents come from the columns to the left, from merged or blank cells, from banners, from
references, from numbers.
"""

from __future__ import annotations

from typing import Final

from planvev.ingest.draft import Doubt, Kind
from planvev.ingest.elements import fold_white_space
from planvev.ingest.sheets.cells import Sheet, SheetRow
from planvev.ingest.sheets.element_rows import ElementRows
from planvev.ingest.sheets.listed_rows import ListedRows, type_column
from planvev.ingest.sheets.making import Making
from planvev.ingest.sheets.names import ELEMENT, Meaning
from planvev.ingest.sheets.numbering import Numbered, split_number
from planvev.ingest.sheets.pinned import Pinned
from planvev.ingest.sheets.standing import Standing, parent_among
from planvev.ingest.sheets.tables import Columns, Layout, rank_of

_BANNER_CHARACTERS_MAX: Final = 200


class GridReader:
    """Reads sheets into rows; elements of one sheet are known in the next."""

    def __init__(self, pinned: Pinned, making: Making) -> None:
        self.standing = Standing(pinned, making)

    def read(self, layout: Layout) -> None:
        """Read all tables of a sheet."""
        self.standing.begin_sheet()
        sheet = layout.sheet
        for row in layout.above:
            self._banner(sheet, row, None)
        for table in layout.tables:
            listed = type_column(table) or not table.columns.elements()
            reader = (ListedRows if listed else ElementRows)(self.standing, sheet, table)
            self.standing.current = {}
            for row in table.rows:
                if not self._banner(sheet, row, table.columns):
                    reader.read_row(row)

    def _banner(self, sheet: Sheet, row: SheetRow, columns: Columns | None) -> bool:
        """Read a row that is no row of a table but an element above those that follow.

        That is one cell over the whole table, one that names its kind («Mål 2: …»), or two, the
        first of which does. Returns whether it is. columns: of the table, None above the first.
        """
        if len(row.cells) > 2:
            return False
        column = max(row.cells)
        text = row.text(column)
        if not text or len(text) > _BANNER_CHARACTERS_MAX:
            return False
        led = _led_by_cell(row, columns) if len(row.cells) == 2 else split_number(text)
        wide = len(row.cells) == 1 and _is_wide(sheet, row.number, column, columns)
        if led.named is None and not wide:
            return False
        kind, level = led.named or (Kind.GOAL, "satsingsomrade")
        meaning = Meaning(ELEMENT, kind, level)
        if columns is not None and not wide and _holds(columns, column, meaning):
            return False
        standing, key = self.standing, (sheet.index, row.number, column)
        end = len(text)
        made = standing.place(sheet, row.number, column, led.start, end, meaning, led.number)
        if led.named is None:
            made.doubts.append(Doubt("kind-guessed", (fold_white_space(text),)))
        standing.pinned.set_aside_piece(*key, 0, led.start, "number")
        if len(row.cells) == 2:
            standing.pinned.set_aside((*key[:2], min(row.cells)), "number")
        above = standing.banners_above(meaning)
        made.parent = parent_among(kind, above)
        standing.remember(made, made.parent)
        standing.put_banner(meaning, made)
        return True


def _led_by_cell(row: SheetRow, columns: Columns | None) -> Numbered:
    """Return what the first of two cells says of the second: «Delmål 1.2» | «Trygge skoler»."""
    first = min(row.cells)
    led = split_number(f"{row.text(first)}: -")
    if led.named is None:
        return Numbered()
    match = columns.matches.get(first) if columns is not None else None
    if match is not None and match.meaning.kind in (None, led.named[0]):
        return Numbered()
    return Numbered(led.number, led.named)


def _is_wide(sheet: Sheet, row: int, column: int, columns: Columns | None) -> bool:
    merge = sheet.merge_at(row, column)
    if merge is None or columns is None or len(columns.names) < 2:
        return False
    covered = sum(merge.left <= each <= merge.right for each in columns.names)
    return covered >= max(2, len(columns.names) * 0.6)


def _holds(columns: Columns, column: int, named: Meaning) -> bool:
    """Whether a column is for what a cell of it names: the same kind, and none that is higher."""
    match = columns.matches.get(column)
    if match is None or match.meaning.kind is not named.kind:
        return False
    return rank_of(match.meaning) <= rank_of(named)
