"""Tables with one column of texts, whose kinds a column of types or the sheet's name says."""

from __future__ import annotations

from planvev.ingest.draft import Kind, Row
from planvev.ingest.sheets.cells import Sheet, SheetRow
from planvev.ingest.sheets.codes import kind_of
from planvev.ingest.sheets.fields import reference
from planvev.ingest.sheets.names import ELEMENT, Meaning, kind_by_name
from planvev.ingest.sheets.numbering import split_number
from planvev.ingest.sheets.standing import Standing, parent_among
from planvev.ingest.sheets.table_rows import TableRows, begin_with_numbers
from planvev.ingest.sheets.tables import Table, rank_of


class ListedRows(TableRows):
    """Reads rows that are one element each."""

    def __init__(self, standing: Standing, sheet: Sheet, table: Table) -> None:
        super().__init__(standing, sheet, table)
        self._type = type_column(table)
        self._label = table.columns.first("label")
        self._text = table.columns.first("text") or self._label
        self._sheet_kind = kind_by_name(sheet.name)
        self._plain = begin_with_numbers(table, self._text)
        self._last: list[tuple[int, Row]] = []

    def read_elements(self, row: SheetRow) -> list[Row]:
        """Read a row that is one element, of the kind that it or the sheet names."""
        column = self._text if row.text(self._text) else self._label
        text = row.text(column)
        if not text:
            return []
        meaning = self._kind_in_row(row)
        led = split_number(text, self._plain)
        if meaning is None and led.named and not self._type:
            meaning = Meaning(ELEMENT, *led.named)
        if meaning is None:
            return []
        key = (self._sheet.index, row.number, column)
        self._pinned.set_aside_piece(*key, 0, led.start, "number")
        number, doubts = self.number_in(row, self._columns.first("number"))
        made = self._standing.place(
            self._sheet,
            row.number,
            column,
            led.start,
            len(text),
            meaning,
            number or led.number,
            self.take(row, "id"),
        )
        made.doubts += doubts
        if self._label and self._label != column:
            made.label = self.take(row, "label")
        self._stand_under(made, rank_of(meaning))
        self._standing.remember(made, made.parent)
        return [made]

    def _stand_under(self, made: Row, rank: int) -> None:
        """Put a listed element under the one whose number it carries on, or the last above it."""
        stem = made.number.rpartition(".")[0]
        numbered = [each for _, each in self._last if stem and each.number == stem]
        self._last = [(r, each) for r, each in self._last if r < rank or each.number]
        nearer = [each for r, each in self._last if r < rank]
        banners = [each for _, each in sorted(self._standing.banners.items())]
        under = parent_among(made.kind, numbered)
        made.parent = under or parent_among(made.kind, [*banners, *nearer])
        self._last.append((rank, made))

    def _kind_in_row(self, row: SheetRow) -> Meaning | None:
        """Return the kind of a listed row: its own, else the sheet's."""
        level = self.take_code(row, "level")
        named = None
        if self._type and row.text(self._type):
            text = row.text(self._type)
            named = kind_of(text) or kind_by_name(text)
            key = (self._sheet.index, row.number, self._type)
            if named is None:
                where = reference(self._sheet, row.number, self._type)
                self._pinned.book.warnings.append(("kind-unknown", (where, text[:60])))
                return None
            self._pinned.set_aside(key, "kind")
        named = named or self._sheet_kind or ((Kind.GOAL, level) if level else None)
        if named is None:
            return None
        return Meaning(ELEMENT, named[0], (level or named[1]) if named[0] is Kind.GOAL else "")


def type_column(table: Table) -> int:
    """Return the column that names the kinds of the rows, 0 for none: most of its cells must."""
    for name in ("kind", "level"):
        column = table.columns.first(name)
        texts = [row.text(column) for row in table.rows if column and row.text(column)]
        known = [text for text in texts if kind_of(text) or kind_by_name(text)]
        has_text = table.columns.first("text") or table.columns.first("label")
        if has_text and texts and len(known) * 2 > len(texts):
            return column
    return 0
