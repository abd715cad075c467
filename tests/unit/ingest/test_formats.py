"""A file's format follows from its content; a name that says another is refused with advice."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from hostile.documents import OLE, docx, package, paragraph, pdf_of, shown, stratml, stream, table
from planvev.errors import ConfigError, DocumentRefused, SourceError
from planvev.ingest.formats import FORMATS, detect
from planvev.ingest.limits import BYTES_MAX
from planvev.ingest.refusals import refusal_in
from planvev.ingest.uploads import read_upload

DOCX = docx(paragraph("Mål 1"))
XLSX = table(("Mål",), ("Trygghet",))
PDF = pdf_of(stream(shown("Mål 1")))
STRATML = stratml("")
TEXT = "Mål 1\nAlle skal ha en bolig\n".encode()
ODT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
ODS = {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


def ole(stream_name: str) -> bytes:
    return OLE + bytes(504) + stream_name.encode("utf-16-le") + bytes(64)


def refusal_of(content: bytes, name: str, asked: str | None = None) -> DocumentRefused:
    with pytest.raises(DocumentRefused) as caught:
        detect(content, name, asked)
    assert "{" not in refusal_in(caught.value, "nb") + refusal_in(caught.value, "en")
    return caught.value


@pytest.mark.parametrize(
    ("content", "name", "format_"),
    [
        (TEXT, "plan.txt", "text"),
        (TEXT, "PLAN.MD", "text"),
        (TEXT, "plan", "text"),
        (b"PK er kort for planens kapittel\n", "plan.txt", "text"),
        (b"<3 Lillevik\n", "plan.txt", "text"),
        (b"<p>Et avsnitt</p>\n", "plan.md", "text"),
        ("Mål 1".encode("utf-16"), "plan.txt", "text"),
        ("\ufeffNr;Mål\n".encode(), "plan.csv", "csv"),
        (DOCX, "plan.docx", "docx"),
        (DOCX, "plan", "docx"),
        (XLSX, "plan.xlsx", "xlsx"),
        (PDF, "plan.pdf", "pdf"),
        (b"\r\n\r\n" + PDF, "plan.pdf", "pdf"),
        (STRATML, "plan.xml", "stratml"),
        (STRATML, "plan", "stratml"),
        (STRATML.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "plan.xml", "stratml"),
        (b"<StrategicPlan><Name/></StrategicPlan>", "plan.xml", "stratml"),
    ],
)
def test_formats_are_told_by_content_and_name(content: bytes, name: str, format_: str) -> None:
    assert detect(content, name) == format_


def test_what_a_person_says_stands_against_the_ending() -> None:
    assert detect(TEXT, "plan.dat", "text") == "text"
    assert detect(b"Nr;Tekst\n", "plan.txt", "csv") == "csv"
    assert detect(STRATML, "plan.txt", "stratml") == "stratml"
    assert detect(STRATML, "plan.txt", "text") == "text"
    assert refusal_of(DOCX, "plan.docx", "xlsx").reason == "wrong-extension"
    with pytest.raises(ConfigError, match=FORMATS[0]):
        detect(TEXT, "plan.txt", "word")


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (DOCX, "plan.xlsx", "Word (.docx)"),
        (DOCX, "plan.txt", "Word (.docx)"),
        (XLSX, "plan.docx", "Excel (.xlsx)"),
        (XLSX, "plan.csv", "Excel (.xlsx)"),
        (PDF, "plan.docx", "PDF"),
        (PDF, "plan.txt", "PDF"),
        (STRATML, "plan.csv", "XML"),
        (STRATML, "plan.docx", "XML"),
        (STRATML, "plan.txt", "XML"),
        (TEXT, "plan.docx", "text"),
        (TEXT, "plan.xlsx", "text"),
        (TEXT, "plan.pdf", "text"),
        (TEXT, "plan.xml", "text"),
        (JPEG, "plan.txt", "JPEG"),
        (PNG, "plan.pdf", "PNG"),
        (gzip.compress(TEXT, mtime=0), "plan.txt", "gzip"),
    ],
)
def test_a_wrong_ending_is_refused_with_what_the_file_is(
    content: bytes, name: str, says: str
) -> None:
    error = refusal_of(content, name)
    assert (error.reason, error.arguments) == ("wrong-extension", (name, says))


@pytest.mark.parametrize(
    ("content", "name", "arguments"),
    [
        (package(ODT), "plan.odt", ("OpenDocument (.odt)", ".docx")),
        (package(ODT), "plan.docx", ("OpenDocument (.odt)", ".docx")),
        (package(ODS), "plan.ods", ("OpenDocument (.ods)", ".xlsx")),
        (package({"Index/Document.iwa": b""}), "plan.pages", ("Pages", ".docx")),
        (package({"Index/Tables.iwa": b""}), "plan.numbers", ("Numbers", ".xlsx")),
        (package({"ppt/presentation.xml": ""}), "plan.pptx", ("PowerPoint (.pptx)", ".pdf")),
        (package({"xl/workbook.bin": ""}), "plan.xlsb", ("Excel (.xlsb)", ".xlsx")),
        (package({"plan.txt": TEXT}), "plan.zip", ("ZIP", ".docx")),
        (b"{\\rtf1 plan}", "plan.rtf", ("RTF", ".docx")),
        (b"{\\rtf1 plan}", "plan.doc", ("RTF", ".docx")),
        (b"<html><body>plan</body></html>", "plan.doc", ("HTML", ".docx")),
        (b"<!DOCTYPE html>\n<html></html>", "plan.xml", ("HTML", ".docx")),
        (b'<?xml version="1.0"?>\n<html xmlns="x"/>', "plan.xml", ("HTML", ".docx")),
        (b"\xef\xbb\xbf<HTML><table></table>", "plan.xls", ("HTML", ".xlsx")),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;", "plan.doc", ("MHTML", ".docx")),
    ],
)
def test_other_formats_are_refused_with_what_to_save_as(
    content: bytes, name: str, arguments: tuple[str, str]
) -> None:
    error = refusal_of(content, name)
    assert (error.reason, error.arguments) == ("other-format", arguments)


@pytest.mark.parametrize(
    ("stream_name", "arguments"),
    [
        ("WordDocument", ("Word 97-2003 (.doc)", ".docx")),
        ("Workbook", ("Excel 97-2003 (.xls)", ".xlsx")),
        ("Something", ("OLE", ".docx")),
    ],
)
def test_the_old_office_formats_are_told_apart(
    stream_name: str, arguments: tuple[str, str]
) -> None:
    error = refusal_of(ole(stream_name), "plan.doc")
    assert (error.reason, error.arguments) == ("old-office-format", arguments)


def test_an_encrypted_office_file_is_said_to_be_encrypted() -> None:
    assert refusal_of(ole("EncryptedPackage"), "plan.docx").reason == "encrypted"


@pytest.mark.parametrize("name", ["plan.docm", "plan.xlsm"])
def test_files_for_macros_are_refused_by_name(name: str) -> None:
    assert refusal_of(DOCX, name).reason == "macros"


@pytest.mark.parametrize(
    "content",
    [b"", b" \r\n\t\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", " \n ".encode("utf-16"), b" " * 9_000],
)
def test_empty_and_white_files_are_empty(content: bytes) -> None:
    assert refusal_of(content, "plan.txt").reason == "empty"


def test_text_that_begins_after_much_white_space_is_read() -> None:
    assert detect(b" " * 9_000 + TEXT, "plan.txt") == "text"
    assert detect((" " * 9_000 + "Mål").encode("utf-16"), "plan.txt") == "text"


def test_a_binary_file_called_txt_is_no_text_and_its_line_is_said() -> None:
    error = refusal_of(b"Plan\nfor\n\x01\0\x02", "plan.txt")
    assert (error.reason, error.arguments) == ("not-text", ("0000", "3"))


@pytest.mark.parametrize("content", [JPEG, TEXT, gzip.compress(TEXT, mtime=0)])
def test_unknown_endings_are_unknown(content: bytes) -> None:
    assert refusal_of(content, "plan.jpg").reason == "unknown-format"


def test_control_characters_of_a_name_do_not_reach_a_message() -> None:
    error = refusal_of(PNG, "\x1b[2Jplan\u202e.txt")
    assert "\x1b" not in refusal_in(error, "nb")
    assert "\u202e" not in refusal_in(error, "nb")


def test_a_file_is_refused_by_its_size_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(DocumentRefused) as caught:
        read_upload(path)
    assert (caught.value.reason, caught.value.arguments) == (
        "too-large",
        ("200", str(BYTES_MAX // 1_000_000)),
    )


def test_a_file_of_the_largest_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "plan.txt"
    path.write_bytes(b"x" * BYTES_MAX)
    assert len(read_upload(path)) == BYTES_MAX


def test_folders_pipes_devices_and_missing_files_are_no_documents(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.txt"
    os.mkfifo(pipe)
    for path, says in (
        (tmp_path, "folder"),
        (pipe, "no regular file"),
        (Path("/dev/zero"), "no regular file"),
        (tmp_path / "missing.txt", "No such file"),
        (tmp_path / ("x" * 300), "too long"),
        (tmp_path / "a\0b", "null byte"),
    ):
        with pytest.raises(SourceError, match=says):
            read_upload(path)
