"""Tables with a column for each kind: «Mål | Delmål | Tiltak | Ansvarlig | Frist»."""

from __future__ import annotations

from typing import Final

from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import Role, Slice, fold_white_space
from planvev.ingest.sheets.cells import CellKind, Sheet, SheetRow
from planvev.ingest.sheets.making import PARENT_KINDS
from planvev.ingest.sheets.names import ELEMENT, Meaning
from planvev.ingest.sheets.numbering import only_number, split_number
from planvev.ingest.sheets.pieces import Piece, pieces_of
from planvev.ingest.sheets.standing import Standing, parent_among
from planvev.ingest.sheets.table_rows import TableRows, begin_with_numbers
from planvev.ingest.sheets.tables import Table

_SURE: Final = 0.9


class ElementRows(TableRows):
    """Reads rows whose elements stand in columns of their own."""

    def __init__(self, standing: Standing, sheet: Sheet, table: Table) -> None:
        super().__init__(standing, sheet, table)
        self._elements = table.columns.elements()
        self._plain = {c for c, _ in self._elements if begin_with_numbers(table, c)}
        self._number_of = _numbered_columns(table, self._elements)

    def read_elements(self, row: SheetRow) -> list[Row]:
        """Read a row that has a column for each kind; return the lowest elements in it."""
        made: list[Row] = []
        for place, (column, meaning) in enumerate(self._elements):
            text = row.text(column)
            if column in row.cells and not row.cells[column].usable:
                # What should stand here is not known: nothing follows from what stood before.
                for other, _ in self._elements[place:]:
                    self._standing.current.pop(other, None)
            if not text or row.cells[column].kind is CellKind.BOOLEAN:
                continue
            if not self._stays(column, text):
                for deeper, _ in self._elements[place + 1 :]:
                    self._standing.current.pop(deeper, None)
            last = place == len(self._elements) - 1
            found = self._read_cell(row, column, meaning, last)
            made = found or made
        return made

    def owner_of(self, column: int, made: list[Row]) -> Row:
        """Return the element in the nearest column to the left: «Mål | Måltall | Tiltak»."""
        left = [self._standing.current.get(c) for c in sorted(dict(self._elements)) if c < column]
        return next((each for each in reversed(left) if isinstance(each, Row)), made[-1])

    def _stays(self, column: int, text: str) -> bool:
        """Whether a cell repeats what holds in its column already."""
        current = self._standing.current.get(column)
        if isinstance(current, Row):
            led = split_number(text, column in self._plain)
            return fold_white_space(text[led.start :]) == current.text
        return current == fold_white_space(text)

    def _read_cell(self, row: SheetRow, column: int, meaning: Meaning, last: bool) -> list[Row]:
        """Read the elements of a cell: none where it only refers to one."""
        text = row.text(column)
        key = (self._sheet.index, row.number, column)
        number, doubts = self.number_in(row, self._number_column(row, column))
        if only_number(text) or not any(letter.isalpha() for letter in text):
            if not last and not number:
                self._standing.current[column] = fold_white_space(text)
                self._pinned.set_aside(key, "reference")
            return []
        if meaning.kind is Kind.GOAL and not meaning.level:
            meaning = Meaning(ELEMENT, Kind.GOAL, self.take_code(row, "level"))
        parts = pieces_of(text, by_lines=meaning.kind in (Kind.STRATEGY, Kind.ACTION))
        if parts.lead_in:
            self._pinned.set_aside_piece(*key, 0, parts.lead_in, "lead-in")
        made = [self._read_piece(row, column, meaning, piece, last) for piece in parts.pieces]
        if not made:
            return []
        made[0].number = made[0].number or number
        made[0].doubts += doubts
        self._standing.current[column] = made[-1]
        if len(made) > 1 and parts.pieces[0].guessed:
            for each in made:
                each.doubts.append(Doubt("cell-split"))
        return made

    def _number_column(self, row: SheetRow, column: int) -> int:
        """Return the column of an element's number, 0 for none.

        Where a row holds one element, the only number in it is its own: in stairs of elements one
        column has the numbers of all. One that what stands above has is repeated.
        """
        own = self._number_of.get(column, 0)
        alone = sum(bool(row.text(c)) for c, _ in self._elements) == 1
        others = [c for c in self._number_of.values() if row.text(c)]
        if own or not alone or len(others) != 1:
            return own
        above = (each for each in self._standing.current.values() if isinstance(each, Row))
        said = row.text(others[0]).strip().rstrip(".):")
        return 0 if any(each.number == said for each in above) else others[0]

    def _read_piece(
        self, row: SheetRow, column: int, meaning: Meaning, piece: Piece, last: bool
    ) -> Row:
        key = (self._sheet.index, row.number, column)
        text = row.text(column)[piece.text_start : piece.end]
        led = split_number(text, column in self._plain)
        if led.named and led.named[0] is meaning.kind and led.named[1]:
            meaning = Meaning(ELEMENT, *led.named)
        start = piece.text_start + led.start
        self._pinned.set_aside_piece(*key, piece.start, start, "number")
        parent, reference = self._parent_in_row(column, meaning)
        if not last:
            under = parent or reference
            known = self._standing.known(meaning, under, text[led.start :], self._sheet.name)
            if known is not None and led.number in ("", known.number):
                first, end = self._pinned.span(*key, start, piece.end)
                known.slices.append(Slice(first, end, Role.REPEATED))
                return known
        wanted = self.take(row, "id") if last else ""
        made = self._standing.place(
            self._sheet, row.number, column, start, piece.end, meaning, led.number, wanted
        )
        made.parent = parent
        if reference:
            self._making.refer(made, reference)
        if self._columns.matches[column].sure < _SURE:
            made.doubts.append(Doubt("kind-guessed", (self._columns.names[column],)))
        self._standing.remember(made, parent or reference)
        return made

    def _parent_in_row(self, column: int, meaning: Meaning) -> tuple[str, str]:
        """Return what an element stands under: a row's id, or a reference to be found."""
        fitting = PARENT_KINDS.get(meaning.kind or Kind.SECTION, ())
        higher = []
        for other, above in self._elements:
            if other == column:
                break
            if above.kind in fitting:
                higher.append(other)
        for other in reversed(higher):
            current = self._standing.current.get(other)
            if isinstance(current, Row):
                return current.id, ""
            if current:
                return "", current
        banners = self._standing.banners_above(meaning)
        return parent_among(meaning.kind or Kind.SECTION, banners), ""


def _numbered_columns(table: Table, elements: list[tuple[int, Meaning]]) -> dict[int, int]:
    """Return the column of numbers of each column of elements that has one.

    Numbers belong to the elements to their right, or further right to the first that are as many:
    goals stand only in the first of their rows, or are repeated.
    """
    found: dict[int, int] = {}
    for source in table.columns.with_field("number"):
        numbers = len(_texts(table, source))
        right = sorted(c for c, _ in elements if c > source) or sorted(c for c, _ in elements)
        fitting = [c for c in right if _wordings(table, c) >= numbers * 0.9]
        owner = next(iter(fitting or right[-1:]), 0)
        if owner:
            found.setdefault(owner, source)
    return found


def _texts(table: Table, column: int) -> set[str]:
    return {row.text(column) for row in table.rows} - {""}


def _wordings(table: Table, column: int) -> int:
    """Return how many different elements a column names; numbers alone only refer to some."""
    return sum(not only_number(text) for text in _texts(table, column))
