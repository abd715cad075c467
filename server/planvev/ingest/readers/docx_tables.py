"""The grid of a Word table: which cell stands in which row and column, and which rows are heads.

Source: ECMA-376 Part 1, 17.4 (tables).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from planvev.ingest.readers.docx_package import W, is_on, local, text_below, value, whole_number
from planvev.ingest.readers.heads import read_like_heads


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell. column: from 1. span: columns that it covers. continues: the cell above goes on."""

    element: etree._Element
    column: int
    span: int
    continues: bool

    @property
    def rough_text(self) -> str:
        """Its text, good enough to judge it by."""
        return " ".join(text_below(self.element).split())


@dataclass(frozen=True)
class Grid:
    """A table. rows: in order, without those that a tracked change deletes. heads: how many."""

    rows: tuple[tuple[Cell, ...], ...]
    heads: int
    deleted: int

    @property
    def is_frame(self) -> bool:
        """Whether this is one cell only: a frame around text, no table."""
        return sum(not cell.continues for row in self.rows for cell in row) == 1


def grid_of(table: etree._Element) -> Grid:
    """Return the grid of a table."""
    rows = []
    said = []
    deleted = 0
    for row in _unwrapped(table, "tr"):
        properties = row.find(W + "trPr")
        if properties is not None and properties.find(W + "del") is not None:
            deleted += 1
            continue
        cells = tuple(_cells(row, properties))
        if cells:
            rows.append(cells)
            said.append(is_on(properties, "tblHeader") or False)
    heads = next((at for at, head in enumerate(said) if not head), len(said))
    if heads == 0 or heads == len(said):
        heads = int(_looks_like_heads(rows))
    return Grid(tuple(rows), heads, deleted)


def _unwrapped(parent: etree._Element, wanted: str) -> Iterator[etree._Element]:
    """Yield the rows of a table, or the cells of a row, also inside of content controls."""
    for child in parent:
        name = local(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _unwrapped(child, wanted)


def _cells(row: etree._Element, properties: etree._Element | None) -> Iterator[Cell]:
    column = 1 + (whole_number(value(properties, "gridBefore")) or 0)
    for element in _unwrapped(row, "tc"):
        said = element.find(W + "tcPr")
        span = min(max(whole_number(value(said, "gridSpan")) or 1, 1), 1_000)
        removed = said is not None and said.find(W + "cellDel") is not None
        # A merge without a value goes on; "restart" begins one.
        merges = [value(said, name) for name in ("vMerge", "hMerge")]
        continues = removed or any(each in ("", "continue") for each in merges)
        yield Cell(element, column, span, continues)
        column += span


def _looks_like_heads(rows: list[tuple[Cell, ...]]) -> bool:
    if len(rows) < 2 or max(len(row) for row in rows) > len(rows[0]):
        return False
    return read_like_heads([cell.rough_text for cell in rows[0] if not cell.continues])
