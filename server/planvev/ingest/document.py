"""What a reader makes of a file: its text, pinned, and the blocks that it consists of.

Every reader gives the same: a Word file, a PDF, a spreadsheet and a StratML file each become a text
whose characters can be counted, and the pieces of that text with what the format says of them.
Recognition works on these alone.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property


class BlockKind(StrEnum):
    """What the format says a block is; what it does not say is recognised later."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    """An item of a list."""
    CELL = "cell"
    """A cell of a table."""
    FURNITURE = "furniture"
    """Page headers and footers, page numbers, marks of pages, tables of contents."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the file, as a person finds it again; each from 1, 0 for unknown.

    sheet: of a spreadsheet. column: of a spreadsheet its letters, else a number.
    """

    page: int = 0
    line: int = 0
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of the text. start, end: code points, end exclusive, no white space at the ends.

    level: of a heading, or the depth of a list's item, from 1; 0 where the format says none.
    number: that the format counts and the text does not hold (Word's automatic numbering).
    style: the format's own name for what this is ("Heading 2", "Goal/Name"). bold: all of it.
    table, row, column: of a cell, from 1. header: of a cell, the text of its column's head.
    """

    start: int
    end: int
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    number: str = ""
    style: str = ""
    bold: bool = False
    table: int = 0
    row: int = 0
    column: int = 0
    header: str = ""
    place: Place = field(default_factory=Place)


@dataclass(frozen=True)
class Document:
    """A file as read.

    name: as it was given, for messages. format: "text", "docx", "pdf", "xlsx", "csv" or "stratml".
    text: what is pinned; passages count its code points. blocks: in the order of the text, not
    overlapping; together they hold every character that is not white space. original_sha256: of
    the file's bytes. warnings: what a person should know of the reading, each (code, arguments) as
    ``doubts`` words them. meta: what the format says of the file as a whole ("title", "language",
    "created").
    """

    name: str
    format: str
    text: str
    blocks: tuple[Block, ...]
    original_sha256: str
    warnings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    meta: dict[str, str] = field(default_factory=dict)

    @cached_property
    def sha256(self) -> str:
        """The SHA-256 of the text in UTF-8, by which the source is named."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def text_of(self, block: Block) -> str:
        """Return the characters of a block."""
        return self.text[block.start : block.end]
