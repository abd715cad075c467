"""The body of a Word file as blocks: paragraphs, lists, tables, boxes, notes, in reading order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from lxml import etree

from planvev.ingest.document import Block, BlockKind, Place
from planvev.ingest.limits import ROWS_MAX
from planvev.ingest.readers.docx_numbering import Numbering
from planvev.ingest.readers.docx_package import W, is_on, local, value, whole_number
from planvev.ingest.readers.docx_styles import Style, Styles
from planvev.ingest.readers.docx_tables import Cell, Grid, grid_of
from planvev.ingest.readers.docx_text import Found, Runs, alternative
from planvev.ingest.readers.pinning import Pinning
from planvev.ingest.refusals import refuse

_WRAPPERS: Final = frozenset({"sdtContent", "customXml", "ins", "moveTo", "smartTag"})
_CONTENTS_PARTS: Final = frozenset({"table of contents", "table of figures", "bibliographies"})
"""What Word calls the galleries of content controls that it fills itself."""
_NEW_PAGE: Final = frozenset({"nextPage", "oddPage", "evenPage", ""})
_HEADING_LENGTH_MAX: Final = 120


@dataclass(frozen=True)
class Where:
    """What surrounds a paragraph.

    cell: what its blocks have from their table, None outside. style, number, page: given, where
    not None or "", instead of the paragraph's own.
    """

    cell: Block | None = None
    furniture: bool = False
    style: str = ""
    number: str = ""
    page: int | None = None


_OUTSIDE: Final = Where()


class Body:
    """Reads blocks into a pinned text. sizes: by the number of each block, half points."""

    def __init__(self, name: str, styles: Styles, numbering: Numbering, runs: Runs) -> None:
        self.pinning = Pinning(name)
        self.sizes: dict[int, int] = {}
        self._name = name
        self._styles = styles
        self._numbering = numbering
        self._runs = runs
        self._tables = 0
        self._rows = 0
        self._open: Found | None = None

    def read(self, elements: Iterable[etree._Element], where: Where = _OUTSIDE) -> None:
        """Read paragraphs, tables and what holds them. Raises DocumentRefused for too many."""
        for element in elements:
            name = local(element)
            if name == "p":
                self._paragraph(element, where)
            elif name == "tbl":
                self._table(element, where)
            elif name == "sdt":
                self._control(element, where)
            elif name in _WRAPPERS:
                self.read(element, where)
            elif name == "AlternateContent":
                for chosen in alternative(element):
                    self.read(chosen, where)
            elif name in ("altChunk", "subDoc"):
                self._runs.counts["not-read"] += 1
            elif name == "sectPr":
                self._section_end(element)

    def _control(self, element: etree._Element, where: Where) -> None:
        gallery = element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        contents = gallery is not None and gallery.get(W + "val", "").lower() in _CONTENTS_PARTS
        # What asks to be filled in is nobody's text.
        empty = is_on(element.find(W + "sdtPr"), "showingPlcHdr") or False
        for content in element.iterchildren(W + "sdtContent"):
            self.read(content, replace(where, furniture=where.furniture or contents or empty))

    def _section_end(self, element: etree._Element) -> None:
        if (value(element, "type") or "") in _NEW_PAGE:
            self._runs.pages.break_(rendered=False)

    def _paragraph(self, element: etree._Element, where: Where) -> None:
        said = element.find(W + "pPr")
        style_id = value(said, "pStyle") or self._styles.default_id
        style = self._styles.of(style_id)
        breaks = is_on(said, "pageBreakBefore")
        if breaks or (breaks is None and style.breaks_page):
            self._runs.pages.break_(rendered=False)
        found = self._runs.read(element, style)
        found = self._joined(found)
        mark = None if said is None else said.find(W + "rPr")
        if mark is not None and mark.find(W + "del") is not None:
            # A deleted end of paragraph: what follows goes on here, as the next paragraph.
            self._open = found
            return
        block = self._block(said, style, style_id, found, where)
        text = found.text
        self._runs.pages.fill(text)
        if self.pinning.add(text, block) and found.sizes:
            self.sizes[len(self.pinning.blocks) - 1] = found.sizes.most_common(1)[0][0]
        for box in found.boxes:
            self.read(box, replace(where, number=""))
        section = None if said is None else said.find(W + "sectPr")
        if section is not None:
            self._section_end(section)

    def _joined(self, found: Found) -> Found:
        before, self._open = self._open, None
        if before is None:
            return found
        return Found(
            before.pieces + found.pieces,
            found.page if before.blank else before.page,
            before.blank and found.blank,
            (before.bold or before.blank) and (found.bold or found.blank),
            before.sizes + found.sizes,
            before.boxes + found.boxes,
            before.in_contents and found.in_contents,
        )

    def _block(
        self,
        said: etree._Element | None,
        style: Style,
        style_id: str,
        found: Found,
        where: Where,
    ) -> Block:
        """Return what the format says of a paragraph; its number is counted on."""
        number, depth = self._list_of(said, style, style_id)
        outline = _outline(said, style)
        if outline and found.in_contents and not style.is_contents and not found.blank:
            self._runs.end_fields()
            found.in_contents = False
        kind, level = BlockKind.PARAGRAPH, 0
        if where.furniture or found.in_contents or style.is_contents:
            kind = BlockKind.FURNITURE
        elif where.cell is not None:
            kind, level = BlockKind.CELL, depth
        elif outline or style.is_title:
            kind, level = BlockKind.HEADING, outline or 0
        elif depth:
            kind, level = BlockKind.ITEM, depth
        block = Block(
            0,
            0,
            kind,
            level,
            number or where.number,
            where.style or style.name,
            found.bold,
            place=Place(page=found.page if where.page is None else where.page),
        )
        if where.cell is None:
            return block
        cell = where.cell
        return replace(
            block, table=cell.table, row=cell.row, column=cell.column, header=cell.header
        )

    def _list_of(self, said: etree._Element | None, style: Style, style_id: str) -> tuple[str, int]:
        """Return a paragraph's number and its depth in a list from 1; 0 outside of lists."""
        own = None if said is None else said.find(W + "numPr")
        num_id = value(own, "numId") or style.num_id
        depth = whole_number(value(own, "ilvl"))
        if num_id is None or num_id == "0":
            # "0" takes a paragraph out of the list that its style puts it in.
            return "", 0 if num_id == "0" else style.list_depth
        if depth is None:
            depth = style.depth
        if depth is None:
            depth = self._numbering.depth_of(num_id, style_id)
        number = self._numbering.count(num_id, depth)
        return ("", style.list_depth) if number is None else (number, depth + 1)

    def _table(self, element: etree._Element, where: Where) -> None:
        grid = grid_of(element)
        self._rows += len(grid.rows)
        self._runs.counts["deleted"] += grid.deleted
        if self._rows > ROWS_MAX:
            raise refuse(self._name, "too-many-table-rows", ROWS_MAX)
        if where.furniture or grid.is_frame or self._is_layout(grid):
            for row in grid.rows:
                for cell in row:
                    if not cell.continues:
                        self.read(cell.element, where)
            return
        self._tables += 1
        table = self._tables
        heads: dict[int, str] = {}
        for number, row in enumerate(grid.rows, 1):
            for cell in row:
                self._cell(cell, table, number, heads, number <= grid.heads)

    def _cell(self, cell: Cell, table: int, row: int, heads: dict[int, str], is_head: bool) -> None:
        if cell.continues:
            self._runs.counts["hidden-text"] += bool(cell.rough_text)
            return
        header = "" if is_head else heads.get(cell.column, "")
        block = Block(0, 0, table=table, row=row, column=cell.column, header=header)
        before = len(self.pinning.blocks)
        self.read(cell.element, Where(cell=block))
        if is_head:
            text = " ".join(self.pinning.texts[before:])
            for column in range(cell.column, cell.column + cell.span):
                heads[column] = " ".join(f"{heads.get(column, '')} {text}".split())

    def _is_layout(self, grid: Grid) -> bool:
        """Whether a table only sets text side by side: below its first row it has headings."""
        rows = grid.rows[1:] or grid.rows
        paragraphs = (
            paragraph
            for row in rows
            for cell in row
            for paragraph in cell.element.iterchildren(W + "p")
        )
        return any(
            _outline(paragraph.find(W + "pPr"), self._styles.of(_style_id(paragraph)))
            for paragraph in paragraphs
        )


def _style_id(paragraph: etree._Element) -> str | None:
    return value(paragraph.find(W + "pPr"), "pStyle")


def _outline(said: etree._Element | None, style: Style) -> int | None:
    """Return a paragraph's outline level, from 1; None for running text."""
    own = whole_number(value(said, "outlineLvl"))
    if own is None:
        return style.heading_level
    return own + 1 if 0 <= own < 9 else None


def with_headings_by_size(blocks: list[Block], sizes: dict[int, int]) -> list[Block]:
    """Make headings of short paragraphs in larger type, where a document has no heading styles.

    sizes: half points, by the number of the block. The larger the type, the higher the level.
    """
    if any(block.kind is BlockKind.HEADING and block.level for block in blocks):
        return blocks
    weights: dict[int, int] = {}
    for at, size in sizes.items():
        if blocks[at].kind in (BlockKind.PARAGRAPH, BlockKind.ITEM):
            weights[size] = weights.get(size, 0) + blocks[at].end - blocks[at].start
    if not weights:
        return blocks
    body = max(weights, key=lambda size: weights[size])
    larger = {
        at: size
        for at, size in sizes.items()
        if size > body * 1.15
        and blocks[at].kind is BlockKind.PARAGRAPH
        and blocks[at].end - blocks[at].start <= _HEADING_LENGTH_MAX
    }
    ranks = {size: rank for rank, size in enumerate(sorted(set(larger.values()), reverse=True), 1)}
    return [
        replace(block, kind=BlockKind.HEADING, level=min(ranks[larger[at]], 9))
        if at in larger
        else block
        for at, block in enumerate(blocks)
    ]
