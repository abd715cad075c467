"""Pin sheets as one text: a line for each row, its cells parted by tabs, each sheet under its name.

Line breaks and tabs inside a cell become one space each, so that places in a cell's text are places
in the pinned text.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.document import Block, BlockKind, Document, Place
from planvev.ingest.elements import Furniture
from planvev.ingest.limits import CHARACTERS_MAX
from planvev.ingest.refusals import refuse
from planvev.ingest.sheets.cells import Book

Key = tuple[int, int, int]
"""A cell: the sheet's index, row and column."""
_BREAKS: Final = re.compile("[\t\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


@dataclass
class Pinned:
    """The text, where each cell's text stands in it, and what each is said to be.

    headers: of a cell, the text of its column's head. furniture: what belongs to no row.
    """

    book: Book
    text: str
    starts: dict[Key, int]
    lengths: dict[Key, int]
    titles: list[tuple[int, int, str]]
    """Where the sheets' names stand, with the name."""
    headers: dict[Key, str] = field(default_factory=dict)
    furniture: list[Furniture] = field(default_factory=list)

    def span(self, sheet: int, row: int, column: int, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of a cell's text stands, without white space at its ends."""
        at = self.starts[sheet, row, column]
        piece = self.text[at + start : at + end]
        left = len(piece) - len(piece.lstrip())
        return at + start + left, at + start + max(left, len(piece.rstrip()))

    def cell(self, key: Key) -> tuple[int, int]:
        """Return where a whole cell's text stands, without white space at its ends."""
        return self.span(*key, 0, self.lengths[key])

    def set_aside(self, key: Key, kind: str) -> None:
        """Note that a whole cell, where there is one, belongs to no row."""
        if key in self.starts:
            self.furniture.append(Furniture(*self.cell(key), kind))

    def set_aside_piece(
        self, sheet: int, row: int, column: int, start: int, end: int, kind: str
    ) -> None:
        """Note that a piece of a cell belongs to no row."""
        first, last = self.span(sheet, row, column, start, end)
        if last > first:
            self.furniture.append(Furniture(first, last, kind))

    def document(self, name: str, content: bytes, meta: dict[str, str]) -> Document:
        """Return the document, with the headers as they are known by now."""
        blocks = [
            Block(start, end, BlockKind.FURNITURE, place=Place(sheet=title))
            for start, end, title in self.titles
        ]
        for sheet in self.book.sheets:
            for row, column, _ in sheet.cells():
                key = (sheet.index, row, column)
                start, end = self.cell(key)
                blocks.append(
                    Block(
                        start,
                        end,
                        BlockKind.CELL,
                        table=sheet.index + 1,
                        row=row,
                        column=column,
                        header=self.headers.get(key, ""),
                        place=sheet.place(row, column),
                    )
                )
        return Document(
            name=name,
            format=self.book.format,
            text=self.text,
            blocks=tuple(sorted(blocks, key=lambda block: block.start)),
            original_sha256=hashlib.sha256(content).hexdigest(),
            warnings=tuple(self.book.warnings),
            meta=meta,
        )


def folded(text: str) -> str:
    r"""Return a cell's text on one line, as long as it was.

    >>> folded("Barn\nog\tunge")
    'Barn og unge'
    """
    return _BREAKS.sub(" ", text)


def pin(book: Book, name: str) -> Pinned:
    """Return a book's text. name: of the file, for refusals. Raises DocumentRefused."""
    pieces: list[str] = []
    length = 0
    starts: dict[Key, int] = {}
    lengths: dict[Key, int] = {}
    titles: list[tuple[int, int, str]] = []
    furniture: list[Furniture] = []

    def add(text: str) -> None:
        nonlocal length
        pieces.append(text)
        length += len(text)

    for sheet in book.sheets:
        if book.format == "xlsx" and sheet.rows:
            title = folded(sheet.name)
            begin = length + len(title) - len(title.lstrip())
            if title.strip():
                titles.append((begin, length + len(title.rstrip()), title.strip()))
                furniture.append(Furniture(begin, length + len(title.rstrip()), "sheet"))
            add(f"{title}\n")
        for row in sheet.rows:
            for column in range(1, max(row.cells) + 1):
                if column > 1:
                    add("\t")
                if column in row.cells:
                    key = (sheet.index, row.number, column)
                    starts[key], lengths[key] = length, len(row.cells[column].text)
                    add(folded(row.cells[column].text))
            add("\n")
        if length > CHARACTERS_MAX:
            raise refuse(name, "too-much-text", CHARACTERS_MAX)
    return Pinned(book, "".join(pieces), starts, lengths, titles, furniture=furniture)
