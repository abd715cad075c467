"""Where the tables of a sheet are: the row of headers, and what the columns under it hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.draft import Kind
from planvev.ingest.sheets.cells import CellKind, Sheet, SheetRow
from planvev.ingest.sheets.names import ELEMENT, Match, Meaning, column_meaning, plain

RANKS: Final[dict[tuple[Kind, str], int]] = {
    (Kind.GOAL, "overordnet-mal"): 0,
    (Kind.GOAL, "satsingsomrade"): 1,
    (Kind.GOAL, "hovedmal"): 2,
    (Kind.GOAL, ""): 3,
    (Kind.GOAL, "delmal"): 4,
    (Kind.GOAL, "periodemal"): 4,
    (Kind.STRATEGY, ""): 5,
    (Kind.ACTION, ""): 6,
}
"""How high kinds and levels stand; those that are missing stand in no hierarchy."""
NO_RANK: Final = 9
_HEADER_WITHIN: Final = 60
"""How many rows that are not empty may stand above the headers."""
_SURE: Final = 0.9
_NAME_CHARACTERS_MAX: Final = 200
_BASES: Final = frozenset({ELEMENT, "text", "label"})


@dataclass
class Columns:
    """A row of headers. matches: of the columns that are known. last: the last row that it fills.

    names: of every column that has one.
    """

    row: int
    last: int
    names: dict[int, str]
    matches: dict[int, Match] = field(default_factory=dict)

    def with_field(self, name: str) -> list[int]:
        """Return the columns that hold a field, from left to right."""
        return sorted(c for c, match in self.matches.items() if match.meaning.field == name)

    def first(self, name: str) -> int:
        """Return the first column of a field, 0 for none."""
        return next(iter(self.with_field(name)), 0)

    def elements(self) -> list[tuple[int, Meaning]]:
        """Return the columns that hold elements, the highest in the goal tree first."""
        found = [
            (column, match.meaning)
            for column, match in self.matches.items()
            if match.meaning.field == ELEMENT
        ]
        return sorted(found, key=lambda each: (rank_of(each[1]), each[0]))

    @property
    def score(self) -> float:
        """How much speaks for these being headers."""
        weighed = (
            match.sure * (2 if match.meaning.field in _BASES else 1)
            for match in self.matches.values()
        )
        return sum(weighed) - 0.4 * (len(self.names) - len(self.matches))


def rank_of(meaning: Meaning) -> int:
    """Return how high elements of a column stand, 0 for the highest."""
    return RANKS.get((meaning.kind or Kind.SECTION, meaning.level), NO_RANK)


@dataclass
class Table:
    """Rows under one row of headers."""

    columns: Columns
    rows: list[SheetRow] = field(default_factory=list)


@dataclass
class Layout:
    """A sheet: what stands above its first headers, and its tables."""

    sheet: Sheet
    above: list[SheetRow]
    tables: list[Table]


def layout_of(sheet: Sheet) -> Layout:
    """Return where the tables of a sheet are; no tables where no headers are known."""
    chosen = _first_headers(sheet)
    if chosen is None:
        return Layout(sheet, list(sheet.rows), [])
    table = Table(chosen)
    layout = Layout(sheet, [row for row in sheet.rows if row.number < chosen.row], [table])
    before = chosen.last
    for row in sheet.rows:
        if row.number <= table.columns.last:
            continue
        after_gap = row.number > before + 1
        # Most rows are no headers, which a look at their texts tells.
        again = _headers(sheet, row) if after_gap or _repeats(row, table.columns) else None
        if again is not None and _begins_anew(again, table.columns, after_gap):
            table = Table(again)
            layout.tables.append(table)
        else:
            table.rows.append(row)
        before = row.number
    for each in layout.tables:
        _leave_out_values(each)
    return layout


def _first_headers(sheet: Sheet) -> Columns | None:
    found = [_headers(sheet, row) for row in sheet.rows[:_HEADER_WITHIN]]
    likely = [columns for columns in found if columns is not None]
    if not likely:
        return None
    chosen = max(likely, key=lambda columns: (columns.score, -columns.row))
    numbers = [row.number for row in sheet.rows]
    place = numbers.index(chosen.row)
    if place and numbers[place - 1] == chosen.row - 1 and not chosen.elements():
        _take_groups(chosen, sheet.rows[place - 1])
    if place + 1 < len(numbers) and numbers[place + 1] == chosen.row + 1:
        _take_row_below(chosen, sheet.rows[place + 1])
    return chosen


def _take_groups(columns: Columns, above: SheetRow) -> None:
    """Take in a row above the headers that says what groups of columns are about.

    «Mål» over «Nr | Tekst» makes the texts goals.
    """
    groups = {c: column_meaning(above.text(c)) for c in sorted(above.cells) if above.text(c)}
    known = {c: match for c, match in groups.items() if match and match.meaning.field == ELEMENT}
    for column, match in list(columns.matches.items()):
        over = max((c for c in groups if c <= column), default=0)
        if match.meaning.field in ("text", "label") and over in known:
            columns.matches[column] = known.pop(over)
            columns.names[column] = " ".join(above.text(over).split())
    if columns.elements():
        columns.row = above.number


def _take_row_below(columns: Columns, below: SheetRow) -> None:
    """Take in a row below the headers that divides one of them: «Ansvar | Frist»."""
    texts = {c: " ".join(below.text(c).split()) for c in below.cells if below.text(c)}
    if any(columns.matches[c].meaning.field in _BASES for c in texts if c in columns.matches):
        return
    found = {c: match for c, text in texts.items() if (match := column_meaning(text))}
    sure = [m for m in found.values() if m.sure >= _SURE and m.meaning.field not in _BASES]
    if not sure or len(sure) < len(texts) / 2:
        return
    columns.names |= texts
    columns.matches |= found
    columns.last = max(columns.last, below.number)


def _headers(sheet: Sheet, row: SheetRow) -> Columns | None:
    """Return the headers that a row is, None where it cannot be one."""
    texts = {column: row.text(column) for column in row.cells}
    names = {column: " ".join(text.split()) for column, text in texts.items() if text}
    matches = {column: column_meaning(name) for column, name in names.items()}
    known = {column: match for column, match in matches.items() if match is not None}
    bases = [match for match in known.values() if match.meaning.field in _BASES]
    if not bases or not any(match.sure >= _SURE for match in known.values()):
        return None
    # One cell alone is more often a title than the head of a column.
    alone = len(known) == 1
    if alone and (len(names) > 1 or bases[0].meaning.field != ELEMENT):
        return None
    return Columns(row.number, _last_row(sheet, row), names, known)


def _last_row(sheet: Sheet, row: SheetRow) -> int:
    """Return the last row that headers fill: cells that are merged downwards make them higher."""
    merges = [sheet.merge_at(row.number, column) for column in row.cells]
    bottoms = [m.bottom for m in merges if m is not None and m.top == row.number]
    return max([row.number, *(bottom for bottom in bottoms if bottom <= row.number + 3)])


def _repeats(row: SheetRow, columns: Columns) -> bool:
    """Whether one of a row's cells says the same as the head of its column."""
    return any(
        len(cell.text) <= _NAME_CHARACTERS_MAX
        and plain(cell.text) == plain(columns.names.get(column, ""))
        for column, cell in row.cells.items()
    )


def _begins_anew(found: Columns, before: Columns, after_gap: bool) -> bool:
    """Whether a row in a table is a row of headers: the same again, or others after a gap."""
    same = sum(
        plain(name) == plain(before.names.get(column, "")) for column, name in found.names.items()
    )
    if same >= max(1, len(found.names) * 0.6) and (same > 1 or len(before.names) == 1):
        return True
    sure = [match for match in found.matches.values() if match.sure >= _SURE]
    return after_gap and len(sure) >= 2 and len(sure) >= len(found.names) * 0.6


def _leave_out_values(table: Table) -> None:
    """Take out columns that are called like elements, and hold mostly figures or dates.

    Not the first: figures there are the numbers of goals.
    """
    elements = table.columns.elements()
    first = min((column for column, _ in elements), default=0)
    for column, _ in elements:
        cells = [row.cells[column] for row in table.rows if column in row.cells]
        figures = sum(cell.usable and cell.kind is not CellKind.TEXT for cell in cells)
        if column != first and figures > len(cells) / 2:
            del table.columns.matches[column]
