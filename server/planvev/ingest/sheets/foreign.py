"""Sheets that people made for themselves: what of them is a plan."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.refusals import refuse
from planvev.ingest.sheets.cells import Sheet
from planvev.ingest.sheets.grid import GridReader
from planvev.ingest.sheets.making import PARENT_KINDS, Making
from planvev.ingest.sheets.names import kind_by_name
from planvev.ingest.sheets.pinned import Pinned
from planvev.ingest.sheets.tables import NO_RANK, Layout, layout_of, rank_of

_SHOWN_HEADERS = 8
_COVER_ROWS: Final = 20
_UNDER_GOALS: Final = frozenset({Kind.STRATEGY, Kind.ACTION})


def read_foreign(
    sheets: list[Sheet], pinned: Pinned, making: Making, name: str, beside_ours: bool = False
) -> list[Layout]:
    """Read the sheets in which columns are known; warn of those in which none is.

    beside_ours: the file has sheets of our own, too. Returns the layouts of those that were read,
    and of title pages, in the file's order.
    Raises DocumentRefused "no-columns" where none can be.
    """
    layouts = [layout_of(sheet) for sheet in sheets if sheet.rows]
    known = [layout for layout in layouts if _says_kinds(layout)]
    if layouts and not known and not beside_ours:
        first = max(layouts, key=lambda layout: len(layout.sheet.rows))
        raise refuse(name, "no-columns", first.sheet.name, _begins_with(first.sheet))
    for layout in layouts:
        if layout not in known:
            pinned.book.warnings.append(("sheet-unread", (layout.sheet.name,)))
    grid = GridReader(pinned, making)
    # Goals first, so that actions of another sheet find the goals that they name.
    for layout in sorted(known, key=_lowest_rank):
        grid.read(layout)
    _stand_under_numbers(making.rows)
    _gather_by_numbers(making)
    return [layout for layout in layouts if layout in known or _is_cover(layout)]


def _is_cover(layout: Layout) -> bool:
    """Whether a sheet is a title page: a few rows, most of them of one cell."""
    rows = layout.sheet.rows
    alone = sum(len(row.cells) == 1 for row in rows)
    return not layout.tables and len(rows) <= _COVER_ROWS and alone * 2 > len(rows)


def _says_kinds(layout: Layout) -> bool:
    """Whether a sheet says what its rows are: by columns, by a column of types, by its name."""
    return any(
        table.columns.elements()
        or table.columns.first("kind")
        or table.columns.first("level")
        or kind_by_name(layout.sheet.name)
        for table in layout.tables
    )


def _lowest_rank(layout: Layout) -> int:
    ranks = [rank_of(meaning) for table in layout.tables for _, meaning in table.columns.elements()]
    if not ranks:
        named = kind_by_name(layout.sheet.name)
        return 0 if named is None or named[0] is Kind.GOAL else NO_RANK
    return max(ranks)


def _begins_with(sheet: Sheet) -> str:
    """Return the cells that look most like headers: the first row with more than one, or the first.

    They are told to the person who wonders why no column was known.
    """
    row = next((row for row in sheet.rows[:20] if len(row.cells) > 1), sheet.rows[0])
    texts = [" ".join(row.cells[column].text.split()) for column in sorted(row.cells)]
    return ", ".join(f"«{text[:40]}»" for text in texts[:_SHOWN_HEADERS])


def _stand_under_numbers(rows: list[Row]) -> None:
    """Put what stands nowhere under what its number carries on: 1.2.1 under 1.2."""
    numbered: dict[tuple[Kind, str], Row] = {}
    for row in rows:
        numbered.setdefault((row.kind, row.number), row)
    for row in rows:
        stem = row.number.rpartition(".")[0]
        while stem and not row.parent:
            for kind in PARENT_KINDS.get(row.kind, ()):
                above = numbered.get((kind, stem))
                if above is not None and above is not row:
                    row.parent = above.id
                    break
            stem = stem.rpartition(".")[0]


def _gather_by_numbers(making: Making) -> None:
    """Make goals of what gathers others by its number alone: «1 God helse» over 1.1 and 1.2.

    In a list of strategies or actions without goals: rows of which nothing else is said.
    """
    loose = [row for row in making.loose() if row.kind in _UNDER_GOALS]
    gathered: dict[tuple[Kind, str], list[Row]] = defaultdict(list)
    for row in loose:
        gathered[row.kind, row.number.rpartition(".")[0]].append(row)
    for row in loose:
        below = gathered.get((row.kind, row.number), []) if row.number else []
        if below and not row.properties:
            row.doubts.append(Doubt("kind-guessed", (Kind.GOAL.value,)))
            row.kind = Kind.GOAL
            for each in below:
                each.parent = row.id
