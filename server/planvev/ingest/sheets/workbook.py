"""Excel workbooks, read as a stream: what each cell shows, merged ranges, hidden sheets.

Of a sheet's XML only rows with text are kept, so that a million formatted empty rows cost time
alone. Source: ECMA-376 part 1 §18 (SpreadsheetML); namespaces of the strict and the transitional
variant are read alike.
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from zipfile import ZipFile

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS
from openpyxl.utils.cell import range_boundaries

from planvev.ingest.limits import BLOCKS_MAX, CHARACTERS_MAX, COLUMNS_MAX, ROWS_MAX
from planvev.ingest.packages import check_package
from planvev.ingest.refusals import refuse
from planvev.ingest.sheets.cells import Book, Cell, CellKind, Merge, Sheet, SheetRow, Warnings
from planvev.ingest.sheets.numbers import shown

_ESCAPED: Final = re.compile(r"_x([0-9A-Fa-f]{4})_")
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_CELL_TAGS_MAX: Final = 1_500_000
"""Of one sheet, empty ones included: each is a node in memory until its row has ended."""
_MERGES_MAX: Final = 50_000
_NOTES_PART: Final = re.compile(r"xl/(?:comments|drawings/drawing)[^/]*\.xml$|xl/comments/")
_NOTE: Final = re.compile(rb"<(?:\w+:)?(?:comment|txBody)[ >]")
_BOOLEANS: Final = {"1": "TRUE", "true": "TRUE", "0": "FALSE", "false": "FALSE"}


@dataclass
class _Reading:
    """What the sheets of a workbook share."""

    name: str
    package: ZipFile
    strings: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)
    from_1904: bool = False
    characters: int = 0
    cells: int = 0
    warnings: Warnings = field(default_factory=list)


def read_workbook(content: bytes, name: str) -> Book:
    """Read an Excel workbook.

    Raises DocumentRefused: as ``check_package``; "unreadable", "too-many-rows",
    "too-many-columns", "too-many-cells", "too-much-text".
    """
    check_package(content, name, "xlsx")
    try:
        with ZipFile(io.BytesIO(content)) as package:
            return _book(_Reading(name, package))
    except (KeyError, IndexError, ValueError, etree.XMLSyntaxError) as error:
        raise refuse(name, "unreadable", "Excel", error) from error


def _book(reading: _Reading) -> Book:
    main = _main_part(reading.package)
    root = etree.fromstring(reading.package.read(main), _parser())
    related = _related(reading.package, main)
    for kind, target in related.values():
        if kind == "sharedStrings":
            reading.strings = list(_shared_strings(reading, target))
        elif kind == "styles":
            reading.formats = _number_formats(reading.package.read(target))
    properties = root.find("{*}workbookPr")
    reading.from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    sheets: list[Sheet] = []
    read: set[str] = set()
    for element in root.iterfind("{*}sheets/{*}sheet"):
        link = next((v for k, v in element.items() if str(k).endswith("}id")), "")
        kind, part = related.get(str(link), ("", ""))
        if kind == "worksheet" and part not in read:
            read.add(part)
            hidden = element.get("state", "visible") != "visible"
            sheet = Sheet(element.get("name", ""), [], len(sheets), hidden)
            _read_sheet(reading, part, sheet)
            sheets.append(sheet)
            if reading.cells > BLOCKS_MAX:
                raise refuse(reading.name, "too-many-cells", sheet.name, BLOCKS_MAX)
    if not sheets:
        raise ValueError("no sheets")
    unread = _unread_notes(reading.package)
    if unread:
        reading.warnings.append(("cell-comments", (str(unread),)))
    return Book("xlsx", sheets, reading.warnings)


def _unread_notes(package: ZipFile) -> int:
    """Return how many comments on cells and boxes of text there are: they are no cells."""
    return sum(
        len(_NOTE.findall(package.read(name)))
        for name in package.namelist()
        if _NOTES_PART.match(name)
    )


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


def _main_part(package: ZipFile) -> str:
    root = _related(package, "")
    return next((part for kind, part in root.values() if kind == "officeDocument"), "")


def _related(package: ZipFile, part: str) -> dict[str, tuple[str, str]]:
    """Return what a part is related to, by id: the last part of the type, and the part's name."""
    folder, base = posixpath.split(part)
    root = etree.fromstring(package.read(f"{folder}/_rels/{base}.rels".lstrip("/")), _parser())
    found = {}
    for link in root.iterfind("{*}Relationship"):
        kind = link.get("Type", "").rpartition("/")[2]
        target = posixpath.normpath(posixpath.join("/", folder, link.get("Target", "")))
        if link.get("TargetMode") != "External":
            found[link.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def _shared_strings(reading: _Reading, part: str) -> Iterator[str]:
    with reading.package.open(part) as file:
        for _, item in etree.iterparse(file, tag="{*}si", resolve_entities=False, no_network=True):
            yield _rich_text(item)
            item.clear()


def _rich_text(item: etree._Element) -> str:
    """Return the text of a string and of its runs, without phonetic hints."""
    pieces = [
        text.text or ""
        for text in item.iter("{*}t")
        if not str(getattr(text.getparent(), "tag", "")).endswith("}rPh")
    ]
    return unescaped("".join(pieces))


def unescaped(text: str) -> str:
    r"""Return a text with the characters for which ``_xHHHH_`` stands; controls become spaces.

    Source: ECMA-376 part 1 §22.4.2.4 (ST_Xstring).

    >>> unescaped("a_x000D__x000A_b_x005F_x0041_")
    'a\nb_x0041_'
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match.group(1), 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return _CONTROL.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))


def _number_formats(styles: bytes) -> list[str]:
    """Return the number format of each cell style, by the style's place."""
    root = etree.fromstring(styles, _parser())
    own = {
        int(each.get("numFmtId", "0")): each.get("formatCode", "")
        for each in root.iterfind("{*}numFmts/{*}numFmt")
    }
    kinds = [int(each.get("numFmtId", "0")) for each in root.iterfind("{*}cellXfs/{*}xf")]
    return [own.get(kind) or BUILTIN_FORMATS.get(kind, "General") for kind in kinds]


def _read_sheet(reading: _Reading, part: str, sheet: Sheet) -> None:
    size = reading.package.getinfo(part).file_size
    if size > _CELL_TAGS_MAX and reading.package.read(part).count(b"<c") > _CELL_TAGS_MAX:
        raise refuse(reading.name, "too-many-cells", sheet.name, _CELL_TAGS_MAX)
    before = 0
    hidden_rows = 0
    with reading.package.open(part) as file:
        events = etree.iterparse(
            file, tag=("{*}row", "{*}mergeCell"), resolve_entities=False, no_network=True
        )
        for _, element in events:
            if str(element.tag).endswith("}row"):
                before = int(element.get("r") or before + 1)
                if _read_row(reading, sheet, element, before):
                    hidden_rows += element.get("hidden") in ("1", "true")
            elif len(sheet.merges) < _MERGES_MAX:
                left, top, right, bottom = range_boundaries(element.get("ref", ""))
                sheet.merges.append(Merge(top or 1, left or 1, bottom or 1, right or 1))
            _forget(element)
    if sheet.hidden and sheet.rows:
        reading.warnings.append(("hidden-sheet", (sheet.name,)))
    if hidden_rows:
        reading.warnings.append(("hidden-rows", (sheet.name, str(hidden_rows))))


def _forget(element: etree._Element) -> None:
    """Free an element that was read, and those before it."""
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _read_row(reading: _Reading, sheet: Sheet, element: etree._Element, number: int) -> bool:
    """Keep a row that holds something; return whether it does."""
    cells: dict[int, Cell] = {}
    column = 0
    for child in element.iterchildren("{*}c"):
        reference = child.get("r")
        column = _column(reference) if reference else column + 1
        cell = _cell(reading, child) if len(child) else None
        if cell is None or not cell.text or cell.text.isspace():
            continue
        if column > COLUMNS_MAX:
            raise refuse(reading.name, "too-many-columns", sheet.name, COLUMNS_MAX)
        cells[column] = cell
        reading.characters += len(cell.text)
    if not cells:
        return False
    if len(sheet.rows) >= ROWS_MAX:
        raise refuse(reading.name, "too-many-rows", sheet.name, ROWS_MAX)
    if reading.characters > CHARACTERS_MAX:
        raise refuse(reading.name, "too-much-text", CHARACTERS_MAX)
    reading.cells += len(cells)
    if reading.cells <= BLOCKS_MAX:
        sheet.rows.append(SheetRow(number, cells))
    else:
        # Whether there are too many rows, too, is told first: that is what a person sees.
        sheet.rows.append(SheetRow(number, {}))
    return True


def _column(reference: str) -> int:
    """Return the column of a reference, from 1.

    >>> _column("AB12")
    28
    """
    column = 0
    for letter in reference:
        if not letter.isalpha():
            break
        column = column * 26 + ord(letter.upper()) - 64
    return column


def _cell(reading: _Reading, element: etree._Element) -> Cell | None:
    kind = element.get("t", "n")
    if kind == "inlineStr":
        return Cell(_rich_text(element))
    value = element.findtext("{*}v")
    formula = element.find("{*}f")
    if not value:
        if formula is None or kind == "str":
            return None
        return Cell(f"={formula.text or ''}", CellKind.FORMULA)
    match kind:
        case "s":
            return Cell(reading.strings[int(value)])
        case "str":
            return Cell(unescaped(value))
        case "b":
            return Cell(_BOOLEANS.get(value, value), CellKind.BOOLEAN)
        case "e":
            return Cell(value, CellKind.ERROR)
        case "d":
            return Cell(value.removesuffix("T00:00:00"), CellKind.DATE)
        case _:
            style = int(element.get("s", "0"))
            code = reading.formats[style] if style < len(reading.formats) else "General"
            return shown(value, code, reading.from_1904)
