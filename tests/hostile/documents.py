"""Builders of small files in each format, sound ones and broken ones, byte by byte.

No library of the format has a hand in it: a library would refuse to write what is written here.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Mapping
from xml.sax.saxutils import escape

TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRATML = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument."
_WORD_TYPE = f"{_MAIN}wordprocessingml.document.main+xml"
_SHEET_TYPE = f"{_MAIN}spreadsheetml.sheet.main+xml"

Parts = Mapping[str, bytes | str]


def package(parts: Parts, compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip of parts, by their paths, in order."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as zipped:
        for path, content in parts.items():
            zipped.writestr(zipfile.ZipInfo(path), content, compression)
    return stream.getvalue()


def stored(content: bytes) -> bytes:
    """Return a package with the same parts, none of them packed: it is no bomb, only large."""
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return package({path: zipped.read(path) for path in zipped.namelist()}, zipfile.ZIP_STORED)


def content_types(main: str, path: str, more: str = "") -> str:
    return (
        f'<?xml version="1.0"?><Types xmlns="{TYPES}">'
        '<Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{path}" ContentType="{main}"/>{more}</Types>'
    )


def relations(*members: tuple[str, str, str]) -> str:
    """Return a part of relationships. members: (kind, target, further attributes)."""
    rows = "".join(
        f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}" {more}/>'
        for number, (kind, target, more) in enumerate(members, 1)
    )
    return f'<?xml version="1.0"?><Relationships xmlns="{RELATIONS}">{rows}</Relationships>'


def word_parts(body: str, prolog: str = "") -> dict[str, bytes | str]:
    return {
        "[Content_Types].xml": content_types(_WORD_TYPE, "word/document.xml"),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", "")),
        "word/document.xml": (
            f'<?xml version="1.0"?>{prolog}<w:document xmlns:w="{WORD}" xmlns:r="{OFFICE}">'
            f"<w:body>{body}</w:body></w:document>"
        ),
    }


def paragraph(text: str, properties: str = "") -> str:
    return (
        f"<w:p><w:pPr>{properties}</w:pPr>"
        f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
    )


def docx(body: str, more: Parts | None = None, prolog: str = "") -> bytes:
    """Return a Word file. body: WordprocessingML; more: further parts, or parts instead."""
    return package({**word_parts(body, prolog), **(more or {})})


def numbered_docx(levels: str, paragraphs: str) -> bytes:
    """Return a Word file with one list. levels: of its definition."""
    types = content_types(
        _WORD_TYPE,
        "word/document.xml",
        '<Override PartName="/word/numbering.xml" '
        f'ContentType="{_MAIN}wordprocessingml.numbering+xml"/>',
    )
    numbering = (
        f'<?xml version="1.0"?><w:numbering xmlns:w="{WORD}">'
        f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    return docx(
        paragraphs,
        {
            "[Content_Types].xml": types,
            "word/numbering.xml": numbering,
            "word/_rels/document.xml.rels": relations(("numbering", "numbering.xml", "")),
        },
    )


def styled_docx(styles: str, paragraphs: str) -> bytes:
    """Return a Word file with styles. styles: WordprocessingML."""
    types = content_types(
        _WORD_TYPE,
        "word/document.xml",
        f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}wordprocessingml.styles+xml"/>',
    )
    return docx(
        paragraphs,
        {
            "[Content_Types].xml": types,
            "word/styles.xml": f'<w:styles xmlns:w="{WORD}">{styles}</w:styles>',
            "word/_rels/document.xml.rels": relations(("styles", "styles.xml", "")),
        },
    )


def xlsx_parts(sheet: str, name: str = "Plan", shared: str | None = None) -> dict[str, bytes | str]:
    """Return the parts of a workbook. sheet: the content of <worksheet>; shared: of <sst>."""
    more = (
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{_MAIN}spreadsheetml.worksheet+xml"/>'
    )
    members = [("worksheet", "worksheets/sheet1.xml", "")]
    parts: dict[str, bytes | str] = {}
    if shared is not None:
        more += (
            '<Override PartName="/xl/sharedStrings.xml" '
            f'ContentType="{_MAIN}spreadsheetml.sharedStrings+xml"/>'
        )
        members.append(("sharedStrings", "sharedStrings.xml", ""))
        parts["xl/sharedStrings.xml"] = f'<?xml version="1.0"?><sst xmlns="{SHEET}">{shared}</sst>'
    return {
        "[Content_Types].xml": content_types(_SHEET_TYPE, "xl/workbook.xml", more),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": (
            f'<?xml version="1.0"?><workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": relations(*members),
        "xl/worksheets/sheet1.xml": (
            f'<?xml version="1.0"?><worksheet xmlns="{SHEET}">{sheet}</worksheet>'
        ),
        **parts,
    }


def row(number: int, *cells: str) -> str:
    """Return a row of a sheet, its cells from column A."""
    inner = "".join(
        f'<c r="{chr(65 + at)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


def xlsx(sheet: str, more: Parts | None = None, shared: str | None = None) -> bytes:
    """Return a workbook. sheet: the content of <worksheet>; more: further parts, or instead."""
    return package({**xlsx_parts(sheet, shared=shared), **(more or {})})


def table(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook of rows of text."""
    inner = "".join(row(number, *cells) for number, cells in enumerate(rows, 1))
    return xlsx(f"<sheetData>{inner}</sheetData>")


def stratml(goals: str, prolog: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    """Return a strategic plan of ISO 17469-1. goals: elements within StrategicPlanCore."""
    return (
        f'{prolog}<StrategicPlan xmlns="{STRATML}"><Name>Kommuneplan for Lillevik</Name>'
        "<StrategicPlanCore><Organization><Name>Lillevik kommune</Name></Organization>"
        f"{goals}</StrategicPlanCore></StrategicPlan>"
    ).encode()


def goal(number: str, text: str, inner: str = "") -> str:
    return (
        f"<Goal><Name>{escape(text)}</Name><Description/><Identifier/>"
        f"<SequenceIndicator>{number}</SequenceIndicator>{inner}</Goal>"
    )


def pdf(objects: Mapping[int, bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects, with its table of them. root: the catalogue's number."""
    content = bytearray(b"%PDF-1.7\n")
    places = {}
    for number, body in objects.items():
        places[number] = len(content)
        content += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(content)
    size = max(objects) + 1
    content += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        content += b"%010d 00000 n \n" % places.get(number, 0)
    content += b"trailer\n<</Size %d/Root %d 0 R%b>>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        root,
        trailer,
        start,
    )
    return bytes(content)


def stream(content: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """Return the body of a stream object."""
    if packed:
        content, entries = zlib.compress(content, 9), entries + b"/Filter/FlateDecode"
    return b"<<%b/Length %d>>\nstream\n%b\nendstream" % (entries, len(content), content)


def pdf_of(
    drawing: bytes, more: Mapping[int, bytes] | None = None, resources: bytes = b""
) -> bytes:
    """Return a PDF of one page. drawing: object 4, a stream; more: further objects."""
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources"
            b"<</Font<</F 5 0 R>>%b>>>>" % resources,
            4: drawing,
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            **(more or {}),
        }
    )


def shown(*lines: str) -> bytes:
    """Return drawing operators that show lines of Latin-1 text below one another."""
    inner = b"".join(
        b"(%b) Tj 0 -14 Td " % line.encode("latin-1").replace(b"(", b"\\(") for line in lines
    )
    return b"BT /F 11 Tf 50 800 Td " + inner + b"ET"
