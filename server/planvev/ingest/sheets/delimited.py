"""CSV as people have it: any of three delimiters, four encodings, line breaks in cells.

Source: RFC 4180; Excel's own ``sep=;`` line; Windows-1252 as WHATWG Encoding has it.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import PurePath
from typing import Final

from planvev.ingest.limits import BLOCKS_MAX, CHARACTERS_MAX, COLUMNS_MAX, ROWS_MAX
from planvev.ingest.refusals import refuse
from planvev.ingest.sheets.cells import Book, Cell, Sheet, SheetRow, Warnings
from planvev.ingest.sheets.guarding import unguarded
from planvev.ingest.sheets.names import column_meaning

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DELIMITERS: Final = ";\t,|"
_SEPARATOR_LINE: Final = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_FIELDS_MAX: Final = 16_384
"""Of a row, empty ones included: Excel specifications and limits."""
_WIDTH_COUNTED: Final = 40
_EVEN_SHARE_MIN: Final = 0.5
_SNIFFED_ROWS: Final = 30
_SNIFFED_CHARACTERS: Final = 50_000
_GARBLED: Final = re.compile("Ã[\u0080-\u00bf\u2020\u02dc¦¸¥]|â€")
"""Letters of UTF-8 that were read as Windows-1252: «MÃ¥l»."""
_CONTROL: Final = re.compile("[\x00-\x08\x0e-\x1f]")


def read_csv(content: bytes, name: str) -> Book:
    """Read a CSV file as a book of one sheet, which is called as the file.

    Raises DocumentRefused: "wrong-encoding", "not-text", "csv-quote", "too-many-rows",
    "too-many-columns", "too-many-cells", "too-much-text".
    """
    text = decode(content, name)
    if len(text) > CHARACTERS_MAX:
        raise refuse(name, "too-much-text", CHARACTERS_MAX)
    warnings: Warnings = []
    garbled = _GARBLED.search(text)
    if garbled:
        around = " ".join(text[max(0, garbled.start() - 10) : garbled.end() + 10].split())
        text, code = _ungarbled(text)
        warnings.append((code, (around,)))
    named = _SEPARATOR_LINE.match(text)
    start = named.end() if named else 0
    delimiter = named.group(1) if named else _sniffed(text)
    title = PurePath(name).stem or "CSV"
    rows = _rows(text, delimiter, name, title, start, first=2 if named else 1)
    return Book("csv", [Sheet(title, rows)], warnings)


def _ungarbled(text: str) -> tuple[str, str]:
    """Return a text that was encoded twice as it was before, and the code of what to tell of it.

    >>> _ungarbled("MÃ¥l")
    ('Mål', 'garbled-mended')
    """
    try:
        return text.encode("cp1252").decode("utf-8"), "garbled-mended"
    except UnicodeError:
        return text, "garbled"


def decode(content: bytes, name: str) -> str:
    """Return the text of a file: by its byte order mark, as UTF-8, else as Windows-1252."""
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _checked(_decoded(content[len(mark) :], encoding, name), name)
    half = content[:2000].count(0) * 3
    if half > len(content[:2000]):
        little = content[1:2000:2].count(0) > content[0:2000:2].count(0)
        return _checked(_decoded(content, "utf-16-le" if little else "utf-16-be", name), name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(content, "cp1252", name)
    return _checked(text, name)


def _decoded(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02X}"
        raise refuse(name, "wrong-encoding", byte, line) from error


def _checked(text: str, name: str) -> str:
    control = _CONTROL.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise refuse(name, "not-text", f"{ord(control.group()):04X}", line)
    return text


def _sniffed(text: str) -> str:
    """Return the delimiter of a text: it parts the names of columns, and the rows evenly.

    Where none does, the text has one column, and commas in it are no delimiters.
    """
    best, score = ";", 0.0
    for delimiter in _DELIMITERS:
        records = []
        for number, _, fields in _records(text[:_SNIFFED_CHARACTERS], delimiter):
            if any(fields):
                records.append(fields)
            if number >= _SNIFFED_ROWS:
                break
        widths = Counter(len(fields) for fields in records if len(fields) > 1)
        if not widths:
            continue
        width, even = widths.most_common(1)[0]
        names = max(_known_names(fields) for fields in records)
        share = even / len(records)
        found = (names if names > 1 else 0) + share + min(width, _WIDTH_COUNTED) / 100
        likely = share > _EVEN_SHARE_MIN and not any(map(_is_only_head, records))
        if (names > 1 or likely) and found > score:
            best, score = delimiter, found
    return best


def _is_only_head(fields: list[str]) -> bool:
    """Whether a record is the head of a table's only column."""
    match = column_meaning(fields[0]) if len(fields) == 1 else None
    return match is not None and match.sure == 1.0


def _known_names(fields: list[str]) -> int:
    return sum(column_meaning(name) is not None for name in fields[:_WIDTH_COUNTED])


class _TooWideError(ValueError):
    """A row of more fields than a spreadsheet has columns."""


class StrayQuoteError(ValueError):
    """A quotation mark that does not fit. place: of the row's beginning, and the field's number."""

    def __init__(self, line: int, column: int) -> None:
        super().__init__(f"line {line}, field {column}")
        self.line = line
        self.column = column


@lru_cache(maxsize=8)
def _pattern(delimiter: str) -> re.Pattern[str]:
    """Return what a field looks like, with what ends it."""
    mark = re.escape(delimiter)
    return re.compile(
        rf'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"[ ]*|(?P<plain>(?!")[^{mark}\r\n]*+))'
        rf"(?P<end>{mark}|\r\n|\n|\r|\Z)"
    )


def _records(
    text: str, delimiter: str, start: int = 0, strict: bool = False
) -> Iterator[tuple[int, int, list[str]]]:
    """Yield each record with its number, from 1, its line, and its fields.

    strict: a quotation mark that does not fit raises StrayQuoteError; else it ends the reading.
    """
    pattern = _pattern(delimiter)
    place, number = start, 1
    line = text.count("\n", 0, start) + 1
    fields: list[str] = []
    begun = line
    while place < len(text) or fields:
        found = pattern.match(text, place)
        if found is None:
            if strict:
                raise StrayQuoteError(line, len(fields) + 1)
            return
        quoted = found.group("quoted")
        fields.append(quoted.replace('""', '"') if quoted is not None else found.group("plain"))
        line += found.group().count("\n")
        place = found.end()
        if len(fields) > _FIELDS_MAX:
            if strict:
                raise _TooWideError
            return
        if found.group("end") != delimiter:
            yield number, begun, fields
            number += 1
            fields, begun = [], line
        elif place >= len(text):
            fields.append("")
            yield number, begun, fields
            return


def _rows(
    text: str, delimiter: str, name: str, title: str, start: int, first: int
) -> list[SheetRow]:
    rows: list[SheetRow] = []
    cells_in_all = 0
    reached = 0
    try:
        for number, _, fields in _records(text, delimiter, start, strict=True):
            reached = number
            cells = {
                column: Cell(unguarded(_one_break(field)))
                for column, field in enumerate(fields, start=1)
                if field and not field.isspace()
            }
            if not cells:
                continue
            if max(cells) > COLUMNS_MAX:
                raise refuse(name, "too-many-columns", title, COLUMNS_MAX)
            if len(rows) >= ROWS_MAX:
                raise refuse(name, "too-many-rows", title, ROWS_MAX)
            cells_in_all += len(cells)
            rows.append(SheetRow(number + first - 1, cells))
    except _TooWideError as error:
        raise refuse(name, "too-many-columns", title, COLUMNS_MAX) from error
    except StrayQuoteError as error:
        raise refuse(name, "csv-quote", reached + first, error.column, error.line) from error
    if cells_in_all > BLOCKS_MAX:
        raise refuse(name, "too-many-cells", title, BLOCKS_MAX)
    return rows


def _one_break(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
