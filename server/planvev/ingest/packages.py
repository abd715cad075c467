"""Whether a zipped Office file may be opened: sound, small enough, of its kind, without programs.

What is checked here is what python-docx and openpyxl then see: both read the same directory of the
zip with the same library. Nothing is written to disk, and no zip inside the zip is opened.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import Final, Literal
from xml.parsers import expat

from planvev.errors import DocumentRefused
from planvev.ingest.limits import ENTRIES_MAX, UNPACKED_BYTES_MAX, UNPACKED_RATIO_MAX
from planvev.ingest.refusals import refuse
from planvev.ingest.xml_guard import check_prolog, check_xml

PackageKind = Literal["docx", "xlsx"]
OLE_SIGNATURE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the old Office formats and encrypted files of the new begin: [MS-CFB] §2.2."""
ENCRYPTED_STREAM: Final = "EncryptedPackage".encode("utf-16-le")
"""The stream of an encrypted Office file: [MS-OFFCRYPTO] §1.3.3."""
TYPES_PART: Final = "[Content_Types].xml"
_CHUNK: Final = 1 << 18
_MEGABYTE: Final = 1_000_000
_RATIO_FROM_BYTES: Final = 1_000_000
_TYPES_BYTES_MAX: Final = 1_000_000
_DIRECTORY_SIGNATURE: Final = b"PK\x01\x02"
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_PACKED_OLE: Final = "\x01Ole10Native".encode("utf-16-le")
"""The stream of a file of any kind, packed into a document by drag and drop."""
_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MAIN_TYPES: Final = {
    "wordprocessingml.document.main+xml": "docx",
    "wordprocessingml.template.main+xml": "docx",
    "spreadsheetml.sheet.main+xml": "xlsx",
    "spreadsheetml.template.main+xml": "xlsx",
}
_PROGRAM_TYPES: Final = ("macroenabled", "vbaproject", "macrosheet", "activex")
_PROGRAM_PARTS: Final = ("vbaproject", "vbadata", "/macrosheets/", "/activex/")
_KIND_NAMES: Final = {"docx": "Word (.docx)", "xlsx": "Excel (.xlsx)"}


def check_package(content: bytes, name: str, kind: PackageKind) -> None:
    """Refuse a zipped Office file that must not be opened.

    name: of the file, for messages. kind: what the reader takes. Raises DocumentRefused:
    "encrypted", "zip-broken", "zip-entries", "zip-path", "zip-bomb", "macros",
    "embedded-program", "wrong-extension", "xml-doctype".
    """
    if content.startswith(OLE_SIGNATURE) and ENCRYPTED_STREAM in content:
        raise refuse(name, "encrypted")
    with open_package(content, name) as package:
        entries = package.infolist()
        _check_entries(entries, content, name)
        _check_declared(entries, len(content), name)
        types = _content_types(package, name)
        _check_programs(entries, types, name, kind)
        _check_kind(types, name, kind)
        _Unpacking(package, name, len(content)).check(entries)


def open_package(content: bytes, name: str) -> zipfile.ZipFile:
    """Open a zip, its directory only. Raises DocumentRefused: "zip-broken", "zip-entries"."""
    # Each entry becomes an object when the zip is opened. A zip inside the zip has signatures too,
    # so the guard is wide; the exact count follows.
    signatures = content.count(_DIRECTORY_SIGNATURE)
    if signatures > 10 * ENTRIES_MAX:
        raise refuse(name, "zip-entries", signatures, ENTRIES_MAX)
    try:
        package = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, OSError):
        raise refuse(name, "zip-broken", "zip") from None
    entries = package.infolist()
    if len(entries) > ENTRIES_MAX:
        raise refuse(name, "zip-entries", len(entries), ENTRIES_MAX)
    return package


def _broken(name: str, path: str) -> DocumentRefused:
    """Return the refusal of a package for one of its parts."""
    return refuse(name, "zip-broken", path)


def _check_entries(entries: list[zipfile.ZipInfo], content: bytes, name: str) -> None:
    """Refuse what the directory itself gives away: encryption, paths, doubles, overlaps."""
    seen = set()
    for entry in entries:
        path = entry.orig_filename
        if entry.flag_bits & 0x1:
            raise refuse(name, "encrypted")
        if _leads_out(path):
            raise refuse(name, "zip-path", path)
        if entry.compress_type not in _METHODS:
            raise _broken(name, path)
        if path.lower() in seen:
            raise _broken(name, path)
        seen.add(path.lower())
    _check_overlap(entries, content, name)


def _leads_out(path: str) -> bool:
    """Whether a part's path is no plain path below the root of the package.

    >>> _leads_out("word/document.xml"), _leads_out("word/../../etc/passwd"), _leads_out("C:/x")
    (False, True, True)
    """
    return (
        path.startswith("/")
        or "\\" in path
        or "\0" in path
        or path[1:2] == ":"
        or ".." in path.split("/")
    )


def _check_overlap(entries: list[zipfile.ZipInfo], content: bytes, name: str) -> None:
    """Refuse entries that share bytes: so a small file unpacks without end."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        start = entry.header_offset
        header = content[start : start + _LOCAL_HEADER.size] if start >= 0 else b""
        if len(header) < _LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
            raise _broken(name, entry.orig_filename)
        if start < end:
            raise _broken(name, entry.orig_filename)
        _, name_length, extra_length = _LOCAL_HEADER.unpack(header)
        end = start + _LOCAL_HEADER.size + name_length + extra_length + entry.compress_size


def _check_declared(entries: list[zipfile.ZipInfo], packed: int, name: str) -> None:
    _check_size(sum(entry.file_size for entry in entries), packed, name)


def _check_size(unpacked: int, packed: int, name: str) -> None:
    """Refuse what unpacks to too much. unpacked, packed: bytes of all parts, of the file."""
    too_dense = unpacked > _RATIO_FROM_BYTES and unpacked > UNPACKED_RATIO_MAX * packed
    if unpacked > UNPACKED_BYTES_MAX or too_dense:
        limit = UNPACKED_BYTES_MAX // _MEGABYTE
        raise refuse(name, "zip-bomb", unpacked // _MEGABYTE, limit, UNPACKED_RATIO_MAX)


def _content_types(package: zipfile.ZipFile, name: str) -> list[str]:
    """Return the content types that the package declares, lower case: ECMA-376-2 §10.1.2."""
    try:
        with package.open(TYPES_PART) as part:
            content = part.read(_TYPES_BYTES_MAX + 1)
    except (KeyError, *_DAMAGE):
        raise _broken(name, TYPES_PART) from None
    if len(content) > _TYPES_BYTES_MAX:
        raise _broken(name, TYPES_PART)
    _check_part(check_xml, content, name, TYPES_PART)
    types: list[str] = []

    def collect(tag: str, attributes: dict[str, str]) -> None:
        del tag
        types.append(attributes.get("ContentType", "").lower())

    parser = expat.ParserCreate()
    parser.StartElementHandler = collect
    parser.Parse(content, True)
    return types


def _check_programs(
    entries: list[zipfile.ZipInfo], types: list[str], name: str, kind: PackageKind
) -> None:
    """Refuse macros, sheets of macros and controls, by their parts' names and types."""
    paths = ["/" + entry.orig_filename.lower() for entry in entries]
    if any(mark in path for path in paths for mark in _PROGRAM_PARTS) or any(
        mark in type_ for type_ in types for mark in _PROGRAM_TYPES
    ):
        raise refuse(name, "macros", f".{kind}")


def _check_kind(types: list[str], name: str, kind: PackageKind) -> None:
    kinds = {
        found for type_ in types for ending, found in _MAIN_TYPES.items() if type_.endswith(ending)
    }
    if kind in kinds:
        return
    if kinds:
        raise refuse(name, "wrong-extension", name, _KIND_NAMES[kinds.pop()])
    raise refuse(name, "other-format", "ZIP", f".{kind}")


def _check_part(check: Callable[[bytes, str], None], content: bytes, name: str, path: str) -> None:
    """Check the XML of a part; what is not well formed is a damaged package."""
    try:
        check(content, name)
    except DocumentRefused as error:
        if error.reason == "xml-broken":
            raise _broken(name, path) from None
        raise


class _Unpacking:
    """Every part unpacked once, in pieces, to nowhere: sizes and checksums are not believed."""

    def __init__(self, package: zipfile.ZipFile, name: str, packed: int) -> None:
        self._package = package
        self._name = name
        self._packed = packed
        self._unpacked = 0

    def check(self, entries: list[zipfile.ZipInfo]) -> None:
        for entry in entries:
            if entry.is_dir():
                continue
            try:
                self._unpack(entry)
            except _DAMAGE:
                raise _broken(self._name, entry.orig_filename) from None

    def _unpack(self, entry: zipfile.ZipInfo) -> None:
        path = entry.orig_filename
        start, before = b"", b""
        with self._package.open(entry) as part:
            while piece := part.read(_CHUNK):
                self._unpacked += len(piece)
                _check_size(self._unpacked, self._packed, self._name)
                if len(start) < _MEGABYTE:
                    start += piece
                if _PACKED_OLE in before + piece and start.startswith(OLE_SIGNATURE):
                    raise refuse(self._name, "embedded-program", path)
                before = piece[-len(_PACKED_OLE) :]
        if start.startswith(b"MZ"):
            raise refuse(self._name, "embedded-program", path)
        if start and _is_xml(entry.orig_filename, start):
            _check_part(check_prolog, start, self._name, path)


def _is_xml(path: str, start: bytes) -> bool:
    """Whether a part may be parsed as XML: by its name, or by how it begins."""
    return path.lower().endswith((".xml", ".rels", ".vml")) or start[:200].lstrip().startswith(
        (b"<?xml", b"<!DOCTYPE", b"\xef\xbb\xbf<", b"\xff\xfe<", b"\xfe\xff\0<")
    )
