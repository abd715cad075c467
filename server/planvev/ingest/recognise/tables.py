"""Tables: which columns hold goals, strategies and actions, and which tables are only layout."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.document import Block, BlockKind, Document, Place
from planvev.ingest.elements import Slice, fold_white_space
from planvev.ingest.recognise.labels import COLUMNS
from planvev.ingest.recognise.lexicon import leads_to

ELEMENTS: Final = ("goal", "subgoal", "strategy", "action")
_TRIM: Final = re.compile(r"\s*[:(\[/,].*|\s*\d{4}.*|[*_]+")


@dataclass
class Cell:
    """A cell: where its text stands, in order."""

    slices: list[Slice]
    text: str
    place: Place


@dataclass
class Table:
    """A table. roles: what each column holds, by its number. rows: cells by column.

    heads: the cells of its head, which are furniture.
    """

    start: int
    roles: dict[int, str]
    rows: list[dict[int, Cell]]
    heads: list[Cell] = field(default_factory=list)

    @property
    def known(self) -> bool:
        """Whether a column holds goals, strategies or actions."""
        return any(role in ELEMENTS for role in self.roles.values())


def column_role(head: str) -> str:
    """Return what a column with this head holds, "" where the words are not known.

    >>> column_role("Ansvarlig enhet"), column_role("Mål 2030"), column_role("Kommentar")
    ('responsible', 'goal', '')
    """
    folded = _TRIM.sub("", fold_white_space(head).lower().strip(" *_:")).strip()
    if folded in COLUMNS:
        return COLUMNS[folded]
    first = folded.split(" ", 1)[0].strip(":") if len(folded.split()) <= 3 else ""
    return COLUMNS.get(first, "")


def tables_of(document: Document) -> tuple[list[Table], set[int]]:
    """Return the tables, and the numbers of those that are only layout: they read as lines."""
    cells: dict[int, list[Block]] = defaultdict(list)
    for block in document.blocks:
        if block.kind is BlockKind.CELL:
            cells[block.table].append(block)
    tables = []
    layout = set()
    for number, blocks in cells.items():
        if _is_layout(document, blocks):
            layout.add(number)
        else:
            tables.append(_table(document, blocks))
    return tables, layout


def _is_layout(document: Document, blocks: list[Block]) -> bool:
    """Tell whether cells hold lead-ins beside or above their content, or there is one column."""
    columns = {block.column for block in blocks}
    if len(columns) == 1:
        return True
    first = min(block.row for block in blocks)
    head = [block for block in blocks if block.row == first]
    roles = [column_role(document.text_of(block)) for block in head]
    if len([role for role in roles if role]) >= 2 or (
        roles[:1] != [""]
        and len(columns) == 2
        and len({b.row for b in blocks}) > 1
        and roles[1:] != [""]
    ):
        return False
    body = [block for block in blocks if block.column == min(columns)]
    leading = sum(leads_to(document.text_of(block)) is not None for block in body)
    return leading >= max(1, len(body) // 2)


def _table(document: Document, blocks: list[Block]) -> Table:
    grid: dict[int, dict[int, list[Block]]] = defaultdict(lambda: defaultdict(list))
    for block in blocks:
        grid[block.row][block.column].append(block)
    rows = [
        {column: _cell(document, parts) for column, parts in sorted(grid[row].items())}
        for row in sorted(grid)
    ]
    roles = {column: column_role(cell.text) for column, cell in rows[0].items()}
    heads: list[Cell] = []
    if any(roles.values()):
        heads = list(rows.pop(0).values())
    else:
        given = {block.column: block.header for block in blocks if block.header}
        roles = {column: column_role(head) for column, head in given.items()}
    return Table(blocks[0].start, roles, rows, heads)


def _cell(document: Document, blocks: list[Block]) -> Cell:
    slices = [Slice(block.start, block.end) for block in blocks]
    text = fold_white_space(" ".join(document.text_of(block) for block in blocks))
    return Cell(slices, text, blocks[0].place)
