"""Tables that fell apart: the heads of the columns one a line, then the cells one a line."""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.document import BlockKind, Place
from planvev.ingest.recognise.rows import slices_of
from planvev.ingest.recognise.tables import Cell, Table, column_role
from planvev.ingest.recognise.units import Unit

_HEADS_MIN: Final = 3
_DEADLINE: Final = re.compile(
    r"(?:(?:innen|innan|by|høst|vår|haust|medio|ultimo|q[1-4]|[1-4]\. ?kvartal)\s)?"
    r"(?:20\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?|\d{1,2}\.\d{1,2}\.(?:20)?\d\d)"
    r"|årlig|årleg|årvisst|løpende|løpande|kontinuerlig|kontinuerleg|fast|i planperioden|snarest|"
    r"i drift|pågår|hele perioden|heile perioden|annually|yearly|ongoing|continuous",
    re.IGNORECASE,
)


def part_stacked(units: list[Unit], text: str) -> tuple[list[Unit], list[Table]]:
    """Take fallen tables out of the units. Returns the units that are left, and the tables.

    Only a table with a deadline as its last column is read: the deadline ends each row. Rows with a
    cell too few lack the first, which is the one above's; those with more are left alone.
    """
    left: list[Unit] = []
    tables: list[Table] = []
    index = 0
    while index < len(units):
        heads = _heads(units, index)
        if not heads:
            left.append(units[index])
            index += 1
            continue
        end, rows = _rows(units, index + len(heads), len(heads), text)
        if not rows:
            left.append(units[index])
            index += 1
            continue
        cells = [_cell(unit, text) for unit in units[index : index + len(heads)]]
        roles = dict(enumerate(heads, start=1))
        tables.append(Table(units[index].head.start, roles, rows, cells))
        index = end
    return left, tables


def _heads(units: list[Unit], index: int) -> list[str]:
    roles: list[str] = []
    for unit in units[index : index + 8]:
        role = column_role(unit.text) if unit.words <= 3 and not unit.head.labelled else ""
        if not role or role in roles:
            break
        roles.append(role)
    known = {"goal", "subgoal", "strategy", "action"} & set(roles)
    if len(roles) < _HEADS_MIN or not known or roles[-1] != "deadline":
        return []
    return roles


def _rows(
    units: list[Unit], start: int, columns: int, text: str
) -> tuple[int, list[dict[int, Cell]]]:
    rows: list[dict[int, Cell]] = []
    index = start
    while index < len(units):
        cells: list[Unit] = []
        while index + len(cells) < len(units) and len(cells) <= columns:
            unit = units[index + len(cells)]
            if unit.head.labelled or unit.block.kind is BlockKind.HEADING:
                break
            cells.append(unit)
            if _DEADLINE.fullmatch(unit.text):
                break
        if not cells or not _DEADLINE.fullmatch(cells[-1].text) or len(cells) > columns:
            break
        if len(cells) < columns - 1 or (len(cells) < columns and not rows):
            break
        shift = columns - len(cells)
        rows.append(
            {column + shift: _cell(unit, text) for column, unit in enumerate(cells, start=1)}
        )
        index += len(cells)
    return index, rows


def _cell(unit: Unit, text: str) -> Cell:
    return Cell(
        slices_of(unit, text), unit.text, Place(page=unit.block.place.page, line=unit.line.number)
    )
