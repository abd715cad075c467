"""Plain text and markdown: bytes to a pinned text and its blocks, one for every line.

What is pinned is the file's own text, with three changes: no byte order mark, LF at line ends, and
soft hyphens gone (a hyphen where one stands at a line's end). See ``docs/recognition.md``.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import Final

from planvev.ingest.document import Block, BlockKind, Document, Place
from planvev.ingest.limits import BLOCKS_MAX, CHARACTERS_MAX
from planvev.ingest.readers.aligned import AlignedCell, find_aligned
from planvev.ingest.readers.markdown import blocks_of_line, cells_of_line, read_head
from planvev.ingest.readers.running import PageLine, find_running
from planvev.ingest.refusals import refuse

Warnings = tuple[tuple[str, tuple[str, ...]], ...]

LINES_MAX: Final = 10 * BLOCKS_MAX
"""Lines of a file, blank ones with them."""
LINE_MAX: Final = 1_000_000
"""Characters of a line. Three hundred pages fit on one."""
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_PAGE_MARK: Final = re.compile(
    r"<!--\s*(?:side|page|s\.|p\.)\s*(\d{1,5})\b[^>]{0,80}-->", re.IGNORECASE
)
_COMMENT: Final = re.compile(r"<!--.*?-->")
_EDITORIAL: Final = re.compile(r"\[\s*(?:\.\.\.|…)[^\]]*\]|\[[^\]]{0,200}(?:\.\.\.|…)\s*\]")


def read_text(content: bytes, name: str) -> Document:
    r"""Read a text file. name: for messages.

    Raises DocumentRefused where it is empty, no text, in an unknown encoding, or too large.

    >>> read_text("Mål\r\n• Alle trives\r\n".encode(), "plan.txt").text
    'Mål\n• Alle trives\n'
    """
    text, warnings = _decode(content, name)
    text = _normalised(text)
    if not text.strip():
        raise refuse(name, "no-text" if text else "empty")
    if len(text) > CHARACTERS_MAX:
        raise refuse(name, "too-large", len(text) // 1_000_000, CHARACTERS_MAX // 1_000_000)
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise refuse(name, "not-text", f"{ord(control.group()):04X}", line)
    if text.count("\n") + text.count("\f") > LINES_MAX:
        raise refuse(name, "too-many-blocks", BLOCKS_MAX)
    lines = _lines(text)
    long = next((line for line in lines if len(line.text) > LINE_MAX), None)
    if long is not None:
        raise refuse(name, "line-too-long", long.number, LINE_MAX)
    head, meta = read_head(lines)
    if sum(bool(line.text) for line in lines) > BLOCKS_MAX:
        raise refuse(name, "too-many-blocks", BLOCKS_MAX)
    blocks = _blocks(text, lines, head)
    if len(blocks) > BLOCKS_MAX:
        raise refuse(name, "too-many-blocks", BLOCKS_MAX)
    return Document(
        name=name,
        format="text",
        text=text,
        blocks=tuple(blocks),
        original_sha256=hashlib.sha256(content).hexdigest(),
        warnings=warnings,
        meta=meta,
    )


def _decode(content: bytes, name: str) -> tuple[str, Warnings]:
    if not content:
        raise refuse(name, "empty")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return content.decode("utf-16"), ()
        except UnicodeDecodeError as error:
            raise _wrong_encoding(content, error, name) from None
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        pass
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError as error:
        raise _wrong_encoding(content, error, name) from None
    return text, (("windows-1252", ()),)


def _wrong_encoding(content: bytes, error: UnicodeDecodeError, name: str) -> Exception:
    line = content.count(b"\n", 0, error.start) + 1
    return refuse(name, "wrong-encoding", f"0x{content[error.start]:02X}", line)


def _normalised(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")
    if "\u00ad" in text:
        text = re.sub("\u00ad(?=[ \t]*\n)", "-", text).replace("\u00ad", "")
    return text


def _lines(text: str) -> list[PageLine]:
    """Return the lines that are not blank, with page and number of the line in the file."""
    lines: list[PageLine] = []
    page = 1 if "\f" in text else 0
    number = start = 0
    for match in re.finditer(r"[\n\f]|\Z", text):
        number += 1
        raw = text[start : match.start()]
        stripped = raw.strip()
        if stripped:
            first = start + len(raw) - len(raw.lstrip())
            mark = _PAGE_MARK.fullmatch(stripped)
            if mark:
                page = int(mark.group(1))
            lines.append(PageLine(first, first + len(stripped), stripped, number, page, bool(mark)))
        if match.group() == "\f":
            page += 1
            number -= 1
            lines.append(PageLine(match.start(), match.start(), "", number + 1, page, True))
        start = match.end()
    return lines


def _blocks(text: str, lines: list[PageLine], head: set[int]) -> list[Block]:
    furniture = find_running(lines) | head
    furniture |= {index for index, line in enumerate(lines) if _is_furniture(line.text)}
    aligned = find_aligned(lines, text, furniture)
    cells_at = {
        index: (table, cells)
        for table, found in enumerate(aligned, start=1)
        for index, cells in found.items()
    }
    blocks: list[Block] = []
    table = len(aligned)
    header: list[str] = []
    rows = 0
    for index, line in enumerate(lines):
        if not line.text:
            continue
        place = Place(page=line.page, line=line.number)
        if index in furniture:
            blocks.append(Block(line.start, line.end, BlockKind.FURNITURE, place=place))
            continue
        if index in cells_at:
            blocks.extend(_aligned_blocks(*cells_at[index], place))
            continue
        cells = cells_of_line(line)
        if cells is None:
            rows = 0
            blocks.extend(blocks_of_line(line, place, lines, index))
            continue
        if not rows:
            table, header = table + 1, [text[start:end] for start, end in cells]
        if cells:
            rows += 1
        blocks.extend(_cell_blocks(line, cells, (table, rows), header, place))
    return blocks


def _aligned_blocks(table: int, cells: list[AlignedCell], place: Place) -> list[Block]:
    return [
        Block(
            cell.start,
            cell.end,
            BlockKind.CELL,
            table=table,
            row=cell.row,
            column=cell.column,
            header=cell.head,
            place=Place(place.page, place.line, row=cell.row, column=str(cell.column)),
        )
        for cell in cells
    ]


def _is_furniture(text: str) -> bool:
    return bool(_COMMENT.fullmatch(text) or _EDITORIAL.fullmatch(text))


def _cell_blocks(
    line: PageLine,
    cells: list[tuple[int, int]],
    at: tuple[int, int],
    header: list[str],
    place: Place,
) -> list[Block]:
    """Return the cells of a table's line, and its strokes as furniture."""
    blocks = []
    done = line.start
    for column, (start, end) in enumerate(cells, start=1):
        blocks.extend(_strokes(line, done, start, place))
        if start < end:
            kind = BlockKind.CELL
            top = header[column - 1] if column <= len(header) and at[1] > 1 else ""
            blocks.append(
                Block(
                    start,
                    end,
                    kind,
                    table=at[0],
                    row=at[1],
                    column=column,
                    header=top,
                    place=Place(place.page, place.line, row=at[1], column=str(column)),
                )
            )
        done = end
    blocks.extend(_strokes(line, done, line.end, place))
    return blocks


def _strokes(line: PageLine, start: int, end: int, place: Place) -> list[Block]:
    piece = line.text[start - line.start : end - line.start]
    if not piece.strip():
        return []
    first = start + len(piece) - len(piece.lstrip())
    return [Block(first, start + len(piece.rstrip()), BlockKind.FURNITURE, place=place)]
