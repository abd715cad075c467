"""Zipped Office files are opened only where they are sound, small and without programs."""

from __future__ import annotations

import contextlib
import io
import struct
import time
import zipfile

import pytest

from hostile.documents import (
    OLE,
    content_types,
    docx,
    package,
    paragraph,
    relations,
    table,
    word_parts,
)
from planvev.errors import DocumentRefused
from planvev.ingest.packages import check_package
from planvev.ingest.refusals import REFUSALS, refusal_in

SOUND = docx(paragraph("Mål 1 Alle skal ha en bolig"))
_MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
_CONTROL_TYPE = "application/vnd.ms-office.activeX+xml"
_VBA_TYPE = '<Override PartName="/word/x.bin" ContentType="application/vnd.ms-office.vbaProject"/>'
_PACKED = "\x01Ole10Native".encode("utf-16-le")


def reason_of(content: bytes, kind: str = "docx") -> str:
    with pytest.raises(DocumentRefused) as caught:
        check_package(content, f"plan.{kind}", kind)  # type: ignore[arg-type]
    for language in ("nb", "en"):
        assert "{" not in refusal_in(caught.value, language)
    assert caught.value.reason in REFUSALS
    return caught.value.reason


def lying(content: bytes, path: bytes, size: int) -> bytes:
    """Return a package whose headers both say that a part has another size unpacked."""
    changed = bytearray(content)
    for signature, name_at, size_at in ((b"PK\x03\x04", 30, 22), (b"PK\x01\x02", 46, 24)):
        place = -1
        while (place := content.find(signature, place + 1)) >= 0:
            if content[place + name_at :].startswith(path):
                struct.pack_into("<I", changed, place + size_at, size)
    return bytes(changed)


def overlapping() -> bytes:
    """Return a package whose directory names one packed part twice, under two names."""
    content = package({**word_parts(""), "word/media/a.bin": b"x" * 1000})
    end = content.rindex(b"PK\x05\x06")
    directory = struct.unpack_from("<I", content, end + 16)[0]
    start = content.rindex(b"PK\x01\x02")
    entry = bytearray(content[start:end])
    entry[46 : 46 + len(b"word/media/b.bin")] = b"word/media/b.bin"
    local = struct.unpack_from("<I", entry, 42)[0]
    changed = bytearray(content[:end] + bytes(entry) + content[end:])
    # The local header keeps the one name; with it, the second would be found out by that alone.
    changed[local + 30 : local + 46] = b"word/media/b.bin"
    tail = end + len(entry)
    count = struct.unpack_from("<H", content, end + 8)[0] + 1
    struct.pack_into("<HHII", changed, tail + 8, count, count, tail - directory, directory)
    return bytes(changed)


def test_sound_files_of_word_and_excel_are_let_through() -> None:
    check_package(SOUND, "plan.docx", "docx")
    check_package(table(("Mål", "Tiltak"), ("Trygghet", "Gatelys")), "plan.xlsx", "xlsx")


def test_a_part_that_unpacks_a_thousandfold_is_a_bomb() -> None:
    content = docx("", {"word/media/image1.png": b"\0" * 30_000_000})
    assert len(content) < 100_000
    assert reason_of(content) == "zip-bomb"


def test_what_unpacks_beyond_the_limit_is_a_bomb_however_dense() -> None:
    pieces = {f"word/media/{n}.bin": bytes(range(256)) * 40_000 for n in range(11)}
    assert reason_of(package({**word_parts(""), **pieces}, zipfile.ZIP_STORED)) == "zip-bomb"


def test_a_size_that_the_headers_lie_about_does_not_let_a_bomb_through() -> None:
    content = docx("", {"word/media/a.bin": b"\0" * 90_000_000})
    started = time.process_time()
    assert reason_of(lying(content, b"word/media/a.bin", 10)) == "zip-broken"
    assert time.process_time() - started < 1


def test_parts_that_share_their_bytes_are_refused() -> None:
    assert reason_of(overlapping()) == "zip-broken"


def test_more_than_a_thousand_parts_are_refused() -> None:
    assert reason_of(docx("", {f"word/{n}.xml": "" for n in range(1_001)})) == "zip-entries"


def test_a_directory_of_half_a_million_entries_is_refused_before_it_is_read() -> None:
    entry = b"PK\x01\x02" + b"\0" * 24 + struct.pack("<H", 1) + b"\0" * 16 + b"a"
    count = 500_000
    directory = entry * count
    end = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 65_535, 65_535, len(directory), 0, 0)
    started = time.process_time()
    assert reason_of(directory + end) == "zip-entries"
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    "path", ["../evil.xml", "word/../../evil.xml", "/etc/passwd", "word\\evil.xml", "C:/evil.xml"]
)
def test_paths_that_lead_out_are_refused(path: str) -> None:
    assert reason_of(docx("", {path: "<x/>"})) == "zip-path"


def test_encrypted_parts_are_refused() -> None:
    changed = bytearray(SOUND)
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[SOUND.rindex(signature) + flags_at] |= 1
    assert reason_of(bytes(changed)) == "encrypted"


def test_an_encrypted_package_in_an_ole_file_is_said_to_be_encrypted() -> None:
    assert reason_of(OLE + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


@pytest.mark.parametrize(
    "parts",
    [
        {"word/vbaProject.bin": OLE},
        {"word/activeX/activeX1.bin": OLE},
        {"xl/macrosheets/sheet1.xml": "<x/>"},
        {"[Content_Types].xml": content_types(_MACRO_TYPE, "word/document.xml")},
        {"[Content_Types].xml": content_types(_CONTROL_TYPE, "word/document.xml")},
        {"[Content_Types].xml": content_types("x", "word/document.xml", _VBA_TYPE)},
    ],
    ids=["VBA", "ActiveX", "macro sheet", "type of macros", "type of controls", "VBA by type"],
)
def test_macros_and_controls_are_refused_by_part_and_by_type(parts: dict[str, bytes | str]) -> None:
    assert reason_of(docx("", parts)) == "macros"


@pytest.mark.parametrize(
    "content", [b"MZ\x90\0", OLE + b"\0" * 300_000 + _PACKED], ids=["program", "packed file"]
)
def test_embedded_programs_are_refused(content: bytes) -> None:
    assert reason_of(docx("", {"word/embeddings/oleObject1.bin": content})) == "embedded-program"


def test_embedded_sheets_and_drawings_are_let_through_unread() -> None:
    parts = {
        "word/embeddings/sheet1.xlsx": table(("a",)),
        "word/embeddings/oleObject1.bin": OLE + "VisioDocument".encode("utf-16-le"),
    }
    check_package(docx("", parts), "plan.docx", "docx")


def test_a_workbook_called_docx_is_told_by_its_content_types() -> None:
    assert reason_of(table(("a",)), "docx") == "wrong-extension"
    assert reason_of(SOUND, "xlsx") == "wrong-extension"


def test_a_plain_zip_is_no_document() -> None:
    assert reason_of(package({"[Content_Types].xml": content_types("x", "y")})) == "other-format"
    assert reason_of(package({"plan.txt": "Mål 1"})) == "zip-broken"


@pytest.mark.parametrize(
    "part", ["word/document.xml", "[Content_Types].xml", "_rels/.rels", "customXml/item1.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_in_any_part_is_refused(part: str, encoding: str) -> None:
    text = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    assert reason_of(docx("", {part: text.encode(encoding)})) == "xml-doctype"


def test_a_doctype_is_found_by_content_whatever_the_part_is_called() -> None:
    text = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e "e">]><x/>'
    assert reason_of(docx("", {"word/theme.bin": text})) == "xml-doctype"


def test_a_prolog_that_does_not_end_is_refused_in_time() -> None:
    started = time.process_time()
    comment = "<!--" + "ab-" * 20_000_000 + "-->"
    content = package({**word_parts("", comment)}, zipfile.ZIP_STORED)
    assert reason_of(content) == "zip-broken"
    assert time.process_time() - started < 3


@pytest.mark.parametrize(
    "damaged",
    [
        SOUND[:200],
        SOUND[:-30],
        SOUND[:60] + bytes(20) + SOUND[80:],
        b"PK\x03\x04" + b"\xff" * 400,
        b"PK\x05\x06" + bytes(18),
    ],
    ids=["cut early", "cut late", "bytes lost", "noise", "no parts"],
)
def test_a_damaged_zip_is_said_to_be_damaged(damaged: bytes) -> None:
    assert reason_of(damaged) == "zip-broken"


def test_a_damaged_byte_anywhere_leads_to_no_other_error_than_a_refusal() -> None:
    for place in range(0, len(SOUND), 3):
        changed = bytearray(SOUND)
        changed[place] ^= 0xFF
        with contextlib.suppress(DocumentRefused):
            check_package(bytes(changed), "plan.docx", "docx")


def test_two_parts_of_the_same_name_are_refused() -> None:
    stream = io.BytesIO(SOUND)
    with (
        zipfile.ZipFile(stream, "a") as zipped,
        pytest.warns(UserWarning, match="Duplicate name"),
    ):
        zipped.writestr("word/document.xml", "<other/>")
    assert reason_of(stream.getvalue()) == "zip-broken"


def test_relations_to_elsewhere_are_no_reason_to_refuse() -> None:
    away = relations(
        ("attachedTemplate", "http://127.0.0.1:9/evil.dotm", 'TargetMode="External"'),
        ("image", "file:///etc/passwd", 'TargetMode="External"'),
    )
    check_package(docx("", {"word/_rels/document.xml.rels": away}), "plan.docx", "docx")
