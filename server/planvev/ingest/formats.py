"""Which format a file has: by its content, held against its name."""

from __future__ import annotations

import codecs
import re
import zipfile
import zlib
from typing import Final

from planvev.errors import ConfigError, DocumentRefused
from planvev.ingest.packages import ENCRYPTED_STREAM, OLE_SIGNATURE, TYPES_PART, open_package
from planvev.ingest.refusals import refuse

FORMATS: Final = ("text", "docx", "pdf", "xlsx", "csv", "stratml")
NAMES: Final = {
    "docx": "Word (.docx)",
    "xlsx": "Excel (.xlsx)",
    "pdf": "PDF",
    "csv": "CSV",
    "stratml": "XML",
    "text": "text",
}
"""What messages call the formats."""
_BY_ENDING: Final = {
    "txt": "text",
    "md": "text",
    "markdown": "text",
    "text": "text",
    "docx": "docx",
    "dotx": "docx",
    "pdf": "pdf",
    "xlsx": "xlsx",
    "xltx": "xlsx",
    "csv": "csv",
    "tsv": "csv",
    "xml": "stratml",
    "stratml": "stratml",
}
_MACROS: Final = {"docm": ".docx", "dotm": ".docx", "xlsm": ".xlsx", "xltm": ".xlsx"}
_TABLE_ENDINGS: Final = frozenset({"xls", "xlt", "xlsb", "ods", "numbers", "xlsx", "csv"})
_SHOWN: Final = 4_000
_BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ZIP_SIGNATURES: Final = (b"PK\x03\x04", b"PK\x05\x06")
_BINARY: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\x1f\x8b", "gzip"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"Rar!\x1a\x07", "RAR"),
    (b"\x7fELF", "ELF"),
    (b"SQLite format 3\0", "SQLite"),
    (b"%!PS", "PostScript"),
)
_OLE_STREAMS: Final = (
    ("WordDocument", "Word 97-2003 (.doc)", ".docx"),
    ("Workbook", "Excel 97-2003 (.xls)", ".xlsx"),
    ("Book", "Excel 95 (.xls)", ".xlsx"),
    ("PowerPoint Document", "PowerPoint 97-2003 (.ppt)", ".pdf"),
)
"""What tells the old formats apart: the name of the stream that holds the content."""
_ODF: Final = {
    "application/vnd.oasis.opendocument.text": ("OpenDocument (.odt)", ".docx"),
    "application/vnd.oasis.opendocument.spreadsheet": ("OpenDocument (.ods)", ".xlsx"),
    "application/vnd.oasis.opendocument.presentation": ("OpenDocument (.odp)", ".pdf"),
    "application/epub+zip": ("EPUB", ".docx"),
}
_MARKED_UP: Final = re.compile(r"\s*<(?:\?xml|[A-Za-z_][\w.:-]*[\s>/])")
_HTML: Final = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,1000}?-->\s*)?<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)


def detect(content: bytes, name: str, asked: str | None = None) -> str:
    """Return the format of a file. asked: what the person says it is, None for nothing.

    Raises DocumentRefused where content and name, or content and ``asked``, contradict one
    another, and for what is empty or in a format that is not read here; ConfigError for an
    ``asked`` that is none of FORMATS.

    >>> detect(b"%PDF-1.7 ...", "plan.pdf"), detect("Mål 1".encode(), "plan.md")
    ('pdf', 'text')
    """
    if asked is not None and asked not in FORMATS:
        raise ConfigError(f"«{asked}» is no format; use {', '.join(FORMATS)}")
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    if ending in _MACROS:
        raise refuse(name, "macros", _MACROS[ending])
    wanted = asked or _BY_ENDING.get(ending)
    found = _by_content(content, name, ending, wanted)
    if wanted is None:
        if found is None and ending:
            raise refuse(name, "unknown-format")
        return found or "text"
    if found == wanted:
        return wanted
    if found is not None and not (found == "stratml" and asked == "text"):
        raise refuse(name, "wrong-extension", name, NAMES[found])
    if found is None and not _may_be(wanted, content):
        raise refuse(name, "wrong-extension", name, NAMES["text"])
    return wanted


def _may_be(wanted: str, content: bytes) -> bool:
    """Whether what has no mark of a format may still be of the one that is wanted."""
    if wanted == "stratml":
        return _beginning(content).lstrip().startswith("<")
    return wanted in ("text", "csv")


def _by_content(content: bytes, name: str, ending: str, wanted: str | None) -> str | None:
    """Return the format that the content gives away, None where it is plain text.

    Raises DocumentRefused for an empty file, and for formats that are not read.
    """
    if content.startswith(OLE_SIGNATURE):
        raise _refuse_ole(content, name, ending)
    if content.startswith(_ZIP_SIGNATURES):
        return _kind_of_zip(content, name, ending)
    for signature, format_ in _BINARY:
        if content.startswith(signature):
            raise _refuse_other(name, format_, wanted)
    if b"%PDF-" in content[: 1024 if wanted in (None, "pdf") else 5]:
        return "pdf"
    _refuse_blank(content, name)
    start = _beginning(content)
    if _HTML.match(start):
        raise refuse(name, "other-format", "HTML", _target(ending))
    if start.startswith("{\\rtf"):
        raise refuse(name, "other-format", "RTF", ".docx")
    if start.startswith("MIME-Version:") and "multipart/related" in start:
        raise refuse(name, "other-format", "MHTML", _target(ending))
    if _MARKED_UP.match(start) and ("<?xml" in start[:200] or "xmlns" in start):
        return "stratml"
    _refuse_nul(content, name)
    return None


def _beginning(content: bytes) -> str:
    """Return the first characters, whatever their encoding, without a mark of it."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) : _SHOWN].decode(encoding, "replace")
    if content.startswith((b"<\0", b"\0<")):
        return content[:_SHOWN].decode("utf-16-le" if content[1] == 0 else "utf-16-be", "replace")
    return content[:_SHOWN].decode("latin-1")


def _refuse_blank(content: bytes, name: str) -> None:
    """Refuse a file of nothing but white space and a byte order mark."""
    start = _beginning(content)
    if start.strip():
        return
    for mark, encoding in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            if not content[len(mark) :].decode(encoding, "replace").strip():
                raise refuse(name, "empty")
            return
    if not content.strip():
        raise refuse(name, "empty")


def _refuse_nul(content: bytes, name: str) -> None:
    """Refuse as no text what has a NUL, unless it says that it is UTF-16."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return
    place = content.find(b"\0")
    if place >= 0:
        raise refuse(name, "not-text", "0000", content.count(b"\n", 0, place) + 1)


def _target(ending: str) -> str:
    return ".xlsx" if ending in _TABLE_ENDINGS else ".docx"


def _refuse_other(name: str, format_: str, wanted: str | None) -> DocumentRefused:
    if wanted is None:
        return refuse(name, "unknown-format")
    return refuse(name, "wrong-extension", name, format_)


def _refuse_ole(content: bytes, name: str, ending: str) -> DocumentRefused:
    if ENCRYPTED_STREAM in content:
        return refuse(name, "encrypted")
    for stream, format_, target in _OLE_STREAMS:
        # A name is followed by NULs to 64 bytes: [MS-CFB] §2.6.1.
        if stream.encode("utf-16-le") + b"\0\0" in content:
            return refuse(name, "old-office-format", format_, target)
    return refuse(name, "old-office-format", "OLE", _target(ending))


def _kind_of_zip(content: bytes, name: str, ending: str) -> str:
    """Return which format a zipped file has, by its parts.

    Raises DocumentRefused for one that is not read here, or is broken.
    """
    with open_package(content, name) as package:
        paths = set(package.namelist())
        odf = _ODF.get(_mimetype(package)) if "mimetype" in paths else None
    folders = {path.partition("/")[0] for path in paths if "/" in path}
    other: tuple[str, str] | None = odf
    if any(path.endswith(".iwa") for path in paths) or "Index.zip" in paths:
        other = ("Numbers", ".xlsx") if ending == "numbers" else ("Pages", ".docx")
    elif "xl/workbook.bin" in paths:
        other = ("Excel (.xlsb)", ".xlsx")
    elif "ppt" in folders and not folders & {"word", "xl"}:
        other = ("PowerPoint (.pptx)", ".pdf")
    if other is None and TYPES_PART in paths:
        if "word" in folders:
            return "docx"
        if "xl" in folders:
            return "xlsx"
        # A package may have its parts anywhere: what its name says is looked into later.
        if _BY_ENDING.get(ending) in ("docx", "xlsx"):
            return _BY_ENDING[ending]
    raise refuse(name, "other-format", *(other or ("ZIP", _target(ending))))


def _mimetype(package: zipfile.ZipFile) -> str:
    try:
        with package.open("mimetype") as part:
            return part.read(200).decode("ascii", "replace").strip()
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError):
        return ""
