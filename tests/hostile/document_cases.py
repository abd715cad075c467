"""The hostile and broken documents of every format, each with the reasons it may be refused for."""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final

from hostile.documents import (
    OLE,
    content_types,
    docx,
    goal,
    package,
    paragraph,
    pdf,
    pdf_of,
    row,
    shown,
    stratml,
    stream,
    table,
    word_parts,
    xlsx,
    xlsx_parts,
)

_FILE: Final = "/etc/passwd"
_SYSTEM: Final = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{_FILE}">]>'
_EXTERNAL: Final = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
_LAUGHS: Final = (
    '<!DOCTYPE x [<!ENTITY e0 "ha">'
    + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    + "]>"
)
_DOCTYPES: Final = {
    "an external entity": (_SYSTEM, "&e;"),
    "an external DTD": (_EXTERNAL, "x"),
    "a billion laughs": (_LAUGHS, "&e9;"),
}
_MACROS_MAIN: Final = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_ENCRYPTED: Final = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%b>/U<%b>>>/ID[<00><00>]" % (
    b"41" * 32,
    b"42" * 32,
)
_TEXT: Final = "Mål 1 Alle i Lillevik skal ha en bolig\n"
_NUMBERS: Final = ("Nr", "Mål")


@dataclass(frozen=True)
class Case:
    """A document. name: of the test. file: its name. reasons: any of these refuses it."""

    name: str
    file: str
    make: Callable[[], bytes]
    reasons: frozenset[str] = frozenset()


def case(name: str, file: str, make: Callable[[], bytes], *reasons: str) -> Case:
    return Case(name, file, make, frozenset(reasons))


def _doctypes() -> list[Case]:
    cases = []
    for name, (doctype, text) in _DOCTYPES.items():
        body = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
        inside = f'<?xml version="1.0"?>{doctype}<x>{text}</x>'
        prolog = f'<?xml version="1.0"?>{doctype}'
        described = f"<Goal><Name>{text}</Name></Goal>"
        cases += [
            case(
                f"{name} in StratML",
                "plan.xml",
                partial(stratml, described, prolog),
                "xml-doctype",
            ),
            case(
                f"{name} in the text of a Word file",
                "plan.docx",
                partial(docx, body, prolog=doctype),
                "xml-doctype",
            ),
            case(
                f"{name} in the relations of a Word file",
                "plan.docx",
                partial(docx, "", {"_rels/.rels": inside}),
                "xml-doctype",
            ),
            case(
                f"{name} in a sheet",
                "plan.xlsx",
                partial(xlsx, "", {"xl/worksheets/sheet1.xml": inside}),
                "xml-doctype",
            ),
            case(
                f"{name} in the workbook, in UTF-16",
                "plan.xlsx",
                partial(xlsx, "", {"xl/workbook.xml": inside.encode("utf-16")}),
                "xml-doctype",
            ),
        ]
    return cases


def _flagged(content: bytes) -> bytes:
    """Return a package whose last part says that it is encrypted."""
    changed = bytearray(content)
    for signature, flags_at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.rindex(signature) + flags_at
        struct.pack_into("<H", changed, place, 1)
    return bytes(changed)


_PACKAGES: Final = [
    case(
        "a bomb in a Word file",
        "plan.docx",
        lambda: docx("", {"a.xml": b" " * 40_000_000}),
        "zip-bomb",
    ),
    case(
        "a bomb in the sheet itself",
        "plan.xlsx",
        lambda: xlsx("<sheetData>" + "<row/>" * 8_000_000 + "</sheetData>"),
        "zip-bomb",
    ),
    case(
        "a Word file of a thousand bombs",
        "plan.docx",
        lambda: docx("", {f"media/{n}.png": b"\0" * 100_000 for n in range(990)}),
        "zip-bomb",
    ),
    case("a path with ..", "plan.docx", lambda: docx("", {"../../x.xml": "<x/>"}), "zip-path"),
    case("an absolute path", "plan.xlsx", lambda: xlsx("", {"/etc/cron.d/x": "x"}), "zip-path"),
    case("a path with backslashes", "plan.xlsx", lambda: xlsx("", {"..\\x": "x"}), "zip-path"),
    case(
        "macros in a Word file",
        "plan.docx",
        lambda: docx("", {"word/vbaProject.bin": OLE}),
        "macros",
    ),
    case(
        "a sheet of macros",
        "plan.xlsx",
        lambda: xlsx("", {"[Content_Types].xml": content_types(_MACROS_MAIN, "xl/workbook.xml")}),
        "macros",
    ),
    case("a Word file named for macros", "plan.docm", lambda: docx(paragraph(_TEXT)), "macros"),
    case(
        "an encrypted Word file",
        "plan.docx",
        lambda: OLE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    case("an encrypted workbook", "plan.xlsx", lambda: _flagged(table(("Mål",))), "encrypted"),
    case(
        "an encrypted PDF",
        "plan.pdf",
        lambda: pdf(
            {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[]/Count 0>>"},
            trailer=_ENCRYPTED,
        ),
        "encrypted",
    ),
    case("a Word file cut short", "plan.docx", lambda: docx(paragraph(_TEXT))[:-40], "zip-broken"),
    case(
        "a workbook without its sheets",
        "plan.xlsx",
        lambda: package({p: c for p, c in xlsx_parts("").items() if "sheet" not in p}),
        "unreadable",
        "zip-broken",
        "no-columns",
        "no-text",
    ),
    case(
        "a Word file without its text",
        "plan.docx",
        lambda: package({p: c for p, c in word_parts("").items() if "document" not in p}),
        "unreadable",
        "zip-broken",
        "other-format",
    ),
    case(
        "a Word file that is not well formed",
        "plan.docx",
        lambda: docx("<w:p><w:r></w:p>"),
        "unreadable",
        "xml-broken",
        "zip-broken",
    ),
]
_TOO_MUCH: Final = [
    case(
        "a hundred thousand rows of a sheet",
        "plan.xlsx",
        lambda: xlsx(
            "<sheetData>"
            + "".join(row(n, str(n), f"Lillevik {n * 7919}") for n in range(1, 100_001))
            + "</sheetData>"
        ),
        "too-many-rows",
    ),
    case(
        "a hundred thousand rows of CSV",
        "plan.csv",
        lambda: ("Nr;Mål\n" + "".join(f"{n};Alt {n}\n" for n in range(100_000))).encode(),
        "too-many-rows",
    ),
    case(
        "a hundred thousand rows of a table",
        "plan.docx",
        lambda: docx(
            "<w:tbl>"
            + "".join(
                f"<w:tr><w:tc>{paragraph(f'Alt {n * 7919}')}</w:tc></w:tr>" for n in range(100_000)
            )
            + "</w:tbl>"
        ),
        "too-many-rows",
        "too-many-table-rows",
        "too-many-blocks",
    ),
    case(
        "a hundred thousand paragraphs",
        "plan.docx",
        lambda: docx("".join(paragraph(f"Vi skal {n * 7919}") for n in range(100_000))),
        "too-many-blocks",
    ),
    case(
        "a hundred thousand goals in StratML",
        "plan.xml",
        lambda: stratml("".join(goal(str(n), f"Alt {n}") for n in range(100_000))),
        "too-many-blocks",
        "too-many-rows",
        "xml-elements",
    ),
    case(
        "a hundred thousand lines of text",
        "plan.txt",
        lambda: "".join(f"Vi skal {n}.\n\n" for n in range(100_000)).encode(),
        "too-many-blocks",
    ),
    case(
        "three hundred columns",
        "plan.csv",
        lambda: (";".join(["Mål"] * 300) + "\n").encode() * 10,
        "too-many-columns",
    ),
]
_MISNAMED: Final = [
    case(
        "a Word file called .xlsx", "plan.xlsx", lambda: docx(paragraph(_TEXT)), "wrong-extension"
    ),
    case("a workbook called .docx", "plan.docx", lambda: table(_NUMBERS), "wrong-extension"),
    case("a PDF called .txt", "plan.txt", lambda: pdf_of(stream(shown("x"))), "wrong-extension"),
    case("text called .pdf", "plan.pdf", lambda: _TEXT.encode(), "wrong-extension"),
    case("text called .xml", "plan.xml", lambda: _TEXT.encode(), "wrong-extension"),
    case("StratML called .csv", "plan.csv", lambda: stratml(""), "wrong-extension"),
    case("a picture called .docx", "plan.docx", lambda: b"\x89PNG\r\n\x1a\n", "wrong-extension"),
    case("a program called .txt", "plan.txt", lambda: b"MZ\x90\0\x03", "not-text"),
    case("a web page called .doc", "plan.doc", lambda: b"<html><p>x</p></html>", "other-format"),
    case("an old Word file", "plan.doc", lambda: OLE + bytes(600), "old-office-format"),
    case(
        "XML that is no StratML", "plan.xml", lambda: b"<?xml version='1.0'?><rss/>", "not-stratml"
    ),
]
_ENCODED: Final = [
    case(
        "text in a multibyte encoding of the east",
        "plan.txt",
        lambda: b"\x82\xa0\x82\xa2\x81\x9d\x8d\x90" * 50,
        "wrong-encoding",
        "not-text",
    ),
    case("UTF-16 without a mark", "plan.txt", lambda: _TEXT.encode("utf-16-le"), "not-text"),
    case(
        "CSV in UTF-16 without a mark",
        "plan.csv",
        lambda: "Mål;a\n".encode("utf-16-le"),
        "not-text",
    ),
    case(
        "Latin-1 declared as UTF-8",
        "plan.xml",
        lambda: stratml("<Goal><Name>@</Name></Goal>").replace(b"@", b"\xe5"),
        "xml-broken",
    ),
    case(
        "UTF-8 declared as UTF-16",
        "plan.xml",
        lambda: stratml("").replace(b"UTF-8", b"UTF-16"),
        "xml-broken",
    ),
    case("a NUL in CSV", "plan.csv", lambda: b"M\0l;a\n1;2\n", "not-text"),
    case("control characters", "plan.txt", lambda: b"Plan\x07 for\x1b[2J Lillevik\n", "not-text"),
]
_EMPTY: Final = [
    case(f"an empty .{ending} file", f"plan.{ending}", lambda: b"", "empty")
    for ending in ("txt", "md", "docx", "pdf", "xlsx", "csv", "xml")
] + [
    case("white space alone", "plan.txt", lambda: b" \n\t\r\n" * 1_000, "empty"),
    case("a byte order mark alone", "plan.csv", lambda: b"\xef\xbb\xbf", "empty"),
    case("a Word file without words", "plan.docx", lambda: docx(""), "no-text"),
    case(
        "a workbook without cells",
        "plan.xlsx",
        lambda: xlsx("<sheetData/>"),
        "no-rows",
        "no-columns",
        "no-text",
    ),
    case("a PDF of one blank page", "plan.pdf", lambda: pdf_of(stream(b"")), "no-text"),
]

REFUSED: Final = [*_doctypes(), *_PACKAGES, *_TOO_MUCH, *_MISNAMED, *_ENCODED, *_EMPTY]
"""What has to be refused, and why."""
FAULTY: Final = [
    case(
        "goals that stand above one another in a workbook",
        "plan.xlsx",
        lambda: table(
            ("Nr", "Mål", "Overordnet"), ("1", "a", "2"), ("2", "b", "3"), ("3", "c", "1")
        ),
        "in a circle",
    ),
    case(
        "goals that stand above one another in CSV",
        "plan.csv",
        lambda: "Nr;Mål;Overordnet\n1;a;2\n2;b;1\n".encode(),
        "in a circle",
    ),
    case(
        "a goal that is its own parent in a workbook",
        "plan.xlsx",
        lambda: table(("Nr", "Mål", "Overordnet"), ("1", "a", "1"), ("2", "b", "1")),
        "stands above itself",
    ),
    case(
        "a goal that is its own parent in CSV",
        "plan.csv",
        lambda: "Nr;Mål;Overordnet\n1;a;1\n2;b;1\n".encode(),
        "stands above itself",
    ),
    case(
        "a parent that there is not",
        "plan.csv",
        lambda: "Nr;Mål;Overordnet\n1;a;77\n".encode(),
        "«77»",
    ),
]
"""What is read, and must be mended; reasons: what its message says, in English."""
LARGE: Final = ("plan.txt", "plan.md", "plan.docx", "plan.pdf", "plan.xlsx", "plan.csv", "plan.xml")
"""Names of files of 200 MB."""
