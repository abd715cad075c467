"""PDF files as text and blocks: lines in reading order, headings by their type, ruled tables.

A PDF says where its letters stand and nothing of what they are; so all that is read here is judged
by the page's look. What repeats at the same height of the pages is furniture.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from planvev.ingest.document import Block, BlockKind, Document, Place
from planvev.ingest.readers.heads import read_like_heads
from planvev.ingest.readers.pdf_furniture import footnotes_of, furniture_of
from planvev.ingest.readers.pdf_lines import Line, lines_of
from planvev.ingest.readers.pdf_pages import Page, Word, opened
from planvev.ingest.readers.pdf_paragraphs import (
    Measures,
    Paragraph,
    measures_of,
    paragraphs_of,
)
from planvev.ingest.readers.pdf_tables import tables_of
from planvev.ingest.readers.pinning import Pinning
from planvev.ingest.refusals import refuse

_LARGER: Final = 1.12
"""Of the body's size, from which on a short paragraph is a heading."""
_HEADING_LENGTH_MAX: Final = 160
_BOLD_HEADING_LENGTH_MAX: Final = 110
_UNKNOWN_MAX: Final = 0.3
_SAME_COLUMN: Final = 5.0


@dataclass
class _Ruled:
    """A table of one page. cells: (row, column, lines)."""

    page: int
    xs: list[float]
    rows: int
    cells: list[tuple[int, int, list[Line]]]


@dataclass
class _Laid:
    """What was read of the pages. flow: lines and tables in reading order."""

    flow: list[Line | _Ruled] = field(default_factory=list)
    pages: list[list[Line]] = field(default_factory=list)
    asides: list[tuple[int, str]] = field(default_factory=list)
    without_text: list[int] = field(default_factory=list)
    unknown: int = 0
    regions: int = 0


def read_pdf(content: bytes, name: str) -> Document:
    """Read a PDF.

    content: the file's bytes. name: as the person gave it, for messages. Raises DocumentRefused:
    "missing-extra" where the library is not installed, "encrypted", "unreadable", "no-text",
    "too-many-pages", "too-many-blocks", "too-much-text".
    """
    laid = _Laid()
    with opened(content, name) as pdf:
        facts = pdf.facts
        for page in pdf.pages:
            _lay(page, laid)
    if not laid.flow:
        raise refuse(name, "no-text")
    pinning = _Pinned(name, laid).pinning
    if laid.unknown > _UNKNOWN_MAX * len(pinning.text):
        # Fonts that do not tell their letters: what can be copied of it is no text.
        raise refuse(name, "no-text")
    return Document(
        name,
        "pdf",
        pinning.text,
        tuple(pinning.blocks),
        hashlib.sha256(content).hexdigest(),
        tuple(_warnings(laid)),
        facts,
    )


def _warnings(laid: _Laid) -> Iterator[tuple[str, tuple[str, ...]]]:
    if laid.without_text:
        yield "pages-without-text", (_ranges(laid.without_text),)
    if laid.unknown:
        yield "unreadable-letters", (str(laid.unknown),)


def _ranges(numbers: Sequence[int]) -> str:
    """Return rising numbers with those in a row drawn together.

    >>> _ranges([2, 4, 5, 6])
    '2, 4–6'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("–".join(map(str, run)) for run in runs)


def _lay(page: Page, laid: _Laid) -> None:
    """Put a page's lines and tables in reading order."""
    laid.unknown += page.unknown
    if page.aside:
        laid.asides.append((page.number, page.aside))
    if not page.words and not page.aside and page.drawings.has_picture:
        laid.without_text.append(page.number)
    tables, words = tables_of(page)
    lines: list[Line] = []
    for table in tables:
        above = [word for word in words if word.y < table.bottom]
        words = [word for word in words if word.y >= table.bottom]
        lines += _lines(above, page, laid)
        cells = [
            (cell.row, cell.column, _lines(cell.words, page, laid, is_cell=True))
            for cell in table.cells
        ]
        laid.flow.append(_Ruled(page.number, table.xs, table.rows, cells))
    lines += _lines(words, page, laid)
    laid.pages.append(lines)


def _lines(words: list[Word], page: Page, laid: _Laid, is_cell: bool = False) -> list[Line]:
    lines = lines_of(words, page.drawings.dots, page.number, page.height, laid.regions)
    laid.regions = lines[-1].region + 1 if lines else laid.regions
    if not is_cell:
        laid.flow += lines
    return lines


class _Pinned:
    """Pins what was laid out, block by block."""

    def __init__(self, name: str, laid: _Laid) -> None:
        self.pinning = Pinning(name)
        # A document that is all tables has its measures from their cells.
        lines = [line for page in laid.pages for line in page] or [
            line
            for ruled in laid.flow
            if isinstance(ruled, _Ruled)
            for _, _, cell in ruled.cells
            for line in cell
        ]
        self._measures = measures_of(lines)
        furniture = furniture_of(laid.pages, self._measures.body)
        notes = _notes(laid.pages, furniture, self._measures.body)
        self._aside = deque(_aside(laid, furniture, notes))
        furniture |= {id(line) for note in notes for line in note}
        self._tables = 0
        self._open_table: tuple[_Ruled, int, dict[int, str]] | None = None
        flow = _without_loose_rows([each for each in laid.flow if id(each) not in furniture])
        runs = list(_runs(flow, self._measures))
        prose = [paragraph for run in runs if isinstance(run, list) for paragraph in run]
        headings = _Headings(prose, self._measures)
        for run in runs:
            if isinstance(run, _Ruled):
                self._table(run)
            else:
                self._prose(run, headings)
        self._aside_before(None)

    def _aside_before(self, page: int | None) -> None:
        """Pin the margins and footnotes of the pages before this one; None for all."""
        while self._aside and (page is None or self._aside[0][0] < page):
            number, text, kind, style = self._aside.popleft()
            self.pinning.add(text, Block(0, 0, kind, style=style, place=Place(page=number)))

    def _prose(self, paragraphs: list[Paragraph], headings: _Headings) -> None:
        depths = _Depths()
        for paragraph in paragraphs:
            first = paragraph.lines[0]
            self._aside_before(first.page)
            block = Block(0, 0, bold=paragraph.is_bold, place=Place(page=first.page))
            level = headings.level_of(paragraph)
            if paragraph.is_item:
                block = replace(block, kind=BlockKind.ITEM, level=depths.of(first))
            else:
                depths = _Depths()
                if level:
                    block = replace(block, kind=BlockKind.HEADING, level=level)
            self.pinning.add(paragraph.text, block)
            self._open_table = None

    def _table(self, ruled: _Ruled) -> None:
        self._aside_before(ruled.page)
        texts = {
            (row, column): " ".join(line.text for line in lines)
            for row, column, lines in ruled.cells
        }
        head = [texts.get((1, column), "") for column in range(1, len(ruled.xs))]
        base, heads = self._continued(ruled)
        repeats = base > 0 and [heads.get(at, "") for at in range(1, len(ruled.xs))] == head
        if base == 0:
            self._tables += 1
            named = read_like_heads([text for text in head if text]) or _bold_row(ruled)
            heads = {at: text for at, text in enumerate(head, 1) if text and named}
        for row, column, lines in ruled.cells:
            is_head = row == 1 and bool(heads) and (base == 0 or repeats)
            for paragraph in paragraphs_of(lines, self._measures):
                block = Block(
                    0,
                    0,
                    BlockKind.FURNITURE if repeats and row == 1 else BlockKind.CELL,
                    bold=paragraph.is_bold,
                    table=self._tables,
                    row=base + row,
                    column=column,
                    header="" if is_head else heads.get(column, ""),
                    place=Place(page=ruled.page),
                )
                self.pinning.add(paragraph.text, block)
        self._open_table = (ruled, base + ruled.rows, heads)

    def _continued(self, ruled: _Ruled) -> tuple[int, dict[int, str]]:
        """Return the rows and the heads so far of the table that goes on here, (0, {}) for none."""
        if self._open_table is None:
            return 0, {}
        before, rows, heads = self._open_table
        same = len(before.xs) == len(ruled.xs) and all(
            abs(one - other) <= _SAME_COLUMN for one, other in zip(before.xs, ruled.xs, strict=True)
        )
        return (rows, heads) if same and ruled.page == before.page + 1 else (0, {})


class _Depths:
    """How deep the items of a list are, by where they begin."""

    def __init__(self) -> None:
        self._indents: list[tuple[float, str]] = []
        self._region = -1

    def of(self, line: Line) -> int:
        """Return the depth of the item that a line begins, from 1."""
        glyph = "" if line.dotted else line.text[0]
        if self._indents and line.region != self._region:
            # In the next column the list goes on further out or in; its glyph says how deep.
            depth = next((at for at, (_, seen) in enumerate(self._indents) if seen == glyph), 0)
            self._indents = self._indents[:depth]
        else:
            self._indents = [each for each in self._indents if each[0] < line.x0 - 3]
        self._region = line.region
        self._indents.append((line.x0, glyph))
        return len(self._indents)


_Aside = tuple[int, str, BlockKind, str]
"""Page, text, kind and style of what stands beside the text: margins and footnotes."""


def _notes(pages: Sequence[Sequence[Line]], furniture: set[int], body: float) -> list[list[Line]]:
    return [
        note
        for lines in pages
        for note in footnotes_of([line for line in lines if id(line) not in furniture], body)
    ]


def _aside(laid: _Laid, furniture: set[int], notes: list[list[Line]]) -> list[_Aside]:
    """Return what is pinned after the text of its page, so that text goes on over the page."""
    aside: list[_Aside] = [
        (note[0].page, Paragraph(note).text, BlockKind.PARAGRAPH, "Footnote") for note in notes
    ]
    aside += [(page, text, BlockKind.FURNITURE, "Margin") for page, text in laid.asides]
    aside += [
        (line.page, line.text, BlockKind.FURNITURE, "Margin")
        for lines in laid.pages
        for line in lines
        if id(line) in furniture
    ]
    return sorted(aside, key=lambda each: each[0])


def _goes_on(before: _Ruled, ruled: _Ruled) -> bool:
    """Whether a table goes on from the page before: it has the same columns."""
    return (
        ruled.page == before.page + 1
        and len(before.xs) == len(ruled.xs)
        and all(
            abs(one - other) <= _SAME_COLUMN for one, other in zip(before.xs, ruled.xs, strict=True)
        )
    )


def _without_loose_rows(flow: Sequence[Line | _Ruled]) -> list[Line | _Ruled]:
    """Make text of ruled rows that stand alone and do not go on with a table: frames in a row."""
    found: list[Line | _Ruled] = []
    for each in flow:
        before = found[-1] if found else None
        goes_on = isinstance(before, _Ruled) and isinstance(each, _Ruled) and _goes_on(before, each)
        if isinstance(each, _Ruled) and len({row for row, _, _ in each.cells}) == 1 and not goes_on:
            found += [line for _, _, lines in each.cells for line in lines]
        else:
            found.append(each)
    return found


def _bold_row(ruled: _Ruled) -> bool:
    """Whether the first row is bold and the others are not."""
    bold = {
        is_first: {
            line.bold == "all"
            for row, _, lines in ruled.cells
            for line in lines
            if (row == 1) is is_first
        }
        for is_first in (True, False)
    }
    return bold[True] == {True} and False in bold[False]


def _runs(flow: Sequence[Line | _Ruled], measures: Measures) -> Iterator[list[Paragraph] | _Ruled]:
    """Yield the paragraphs between tables, and the tables."""
    lines: list[Line] = []
    for each in flow:
        if isinstance(each, Line):
            lines.append(each)
            continue
        if lines:
            yield paragraphs_of(lines, measures)
            lines = []
        yield each
    if lines:
        yield paragraphs_of(lines, measures)


class _Headings:
    """Which paragraphs are headings, and their levels: the larger the type, the higher."""

    def __init__(self, paragraphs: Sequence[Paragraph], measures: Measures) -> None:
        self._body = measures.body
        length = sum(len(paragraph.text) for paragraph in paragraphs)
        bold = sum(len(paragraph.text) for paragraph in paragraphs if paragraph.is_bold)
        self._bold_tells = bold < 0.4 * length
        self._sizes: list[float] = []
        larger = {each.size for each in paragraphs if self._is_larger(each)}
        for size in sorted(larger, reverse=True):
            if not self._sizes or self._sizes[-1] - size > 0.75:
                self._sizes.append(size)

    def level_of(self, paragraph: Paragraph) -> int:
        """Return a heading's level from 1, 0 for other paragraphs."""
        if self._is_larger(paragraph):
            rank = sum(size - paragraph.size > 0.75 for size in self._sizes) + 1
            return min(rank, 9)
        return min(len(self._sizes) + 1, 9) if self._stands_out(paragraph) else 0

    def _is_larger(self, paragraph: Paragraph) -> bool:
        return (
            paragraph.size >= self._body * _LARGER
            and not paragraph.is_item
            and len(paragraph.text) <= _HEADING_LENGTH_MAX
            and len(paragraph.lines) <= 4
        )

    def _stands_out(self, paragraph: Paragraph) -> bool:
        """Whether a paragraph in the body's size is a heading: short, bold or in capitals."""
        text = paragraph.text
        if paragraph.is_item or len(paragraph.lines) > 2 or text[-1] in ".;,:":
            return False
        if paragraph.is_bold and self._bold_tells:
            return len(text) <= _BOLD_HEADING_LENGTH_MAX
        return text.isupper() and 4 <= len(text) <= 80
