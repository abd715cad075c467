"""Documents that are sound, or nearly, and made to take more time or memory than they are worth.

Each may end in a draft or in a refusal; what is bounded is how long that takes, and how much.
"""

from __future__ import annotations

import zlib
from dataclasses import replace
from functools import partial
from typing import Final

from hostile.document_cases import Case, case
from hostile.documents import (
    OFFICE,
    SHEET,
    WORD,
    content_types,
    docx,
    goal,
    numbered_docx,
    paragraph,
    pdf,
    pdf_of,
    relations,
    row,
    shown,
    stored,
    stratml,
    stream,
    styled_docx,
    table,
    xlsx,
)

_NUMBERED: Final = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_DEEP_NUMBERED: Final = '<w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr>'


def _noise(length: int) -> str:
    """Return letters and digits that hardly pack, the same each time."""
    state, letters = 1, []
    for _ in range(length // 8):
        state = state * 6364136223846793005 + 1442695040888963407 & 0xFFFF_FFFF_FFFF_FFFF
        letters.append(f"{state >> 32:08x}")
    return "".join(letters)


def _level(depth: int, format_: str, text: str, start: int) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{format_}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def _style(name: str, based_on: str = "", more: str = "") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}{more}'
        "</w:style>"
    )


def _nested(opening: str, closing: str, inner: str, depth: int) -> str:
    return opening * depth + inner + closing * depth


def _chained_styles() -> bytes:
    styles = _style("s0") + "".join(_style(f"s{n}", f"s{n - 1}") for n in range(1, 20_000))
    return styled_docx(styles, paragraph("Vi skal", '<w:pStyle w:val="s19999"/>') * 5_000)


def _noted(notes: str, body: str) -> bytes:
    """Return a Word file with footnotes. notes: the content of the part."""
    types = content_types(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "word/document.xml",
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-'
        'officedocument.wordprocessingml.footnotes+xml"/>',
    )
    return docx(
        body,
        {
            "[Content_Types].xml": types,
            "word/footnotes.xml": f'<w:footnotes xmlns:w="{WORD}">{notes}</w:footnotes>',
            "word/_rels/document.xml.rels": relations(("footnotes", "footnotes.xml", "")),
        },
    )


_REFERENCE: Final = '<w:p><w:r><w:footnoteReference w:id="2"/><w:t>x</w:t></w:r></w:p>'
_MC: Final = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
_WPS: Final = 'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'

WORD_FILES: Final = [
    case(
        "a Roman number of two thousand million",
        "plan.docx",
        lambda: numbered_docx(
            _level(0, "upperRoman", "%1", 2_000_000_000), paragraph("Alt", _NUMBERED) * 100
        ),
    ),
    case(
        "a letter of two thousand million",
        "plan.docx",
        lambda: numbered_docx(
            _level(0, "lowerLetter", "%1", 2_000_000_000), paragraph("Alt", _NUMBERED) * 100
        ),
    ),
    case(
        "a negative start of each format",
        "plan.docx",
        lambda: numbered_docx(
            _level(0, "upperRoman", "%1", -5) + _level(1, "lowerLetter", "%1", -5),
            paragraph("Alt", _NUMBERED) * 10,
        ),
    ),
    case(
        "numbers of a hundred thousand characters",
        "plan.docx",
        lambda: numbered_docx(
            _level(0, "decimal", "%1." * 33_000, 1), paragraph("Alt", _NUMBERED) * 20_000
        ),
    ),
    case(
        "numbers that name one another",
        "plan.docx",
        lambda: numbered_docx(
            "".join(_level(n, "upperRoman", "%1%2%3%4%5%6%7%8%9" * 500, 3_999) for n in range(9)),
            paragraph("Alt", _DEEP_NUMBERED) * 10_000,
        ),
    ),
    case(
        "styles in a circle",
        "plan.docx",
        lambda: styled_docx(
            _style("a", "b") + _style("b", "a"), paragraph("Alt", '<w:pStyle w:val="a"/>') * 10
        ),
    ),
    case("twenty thousand styles in a chain", "plan.docx", _chained_styles),
    case(
        "a style linked to a list that is linked to the style",
        "plan.docx",
        lambda: styled_docx(
            _style("a", more='<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'),
            paragraph("Alt", '<w:pStyle w:val="a"/>') * 10,
        ),
    ),
    case(
        "a cell across a thousand million columns",
        "plan.docx",
        lambda: docx(
            "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='1000000000'/></w:tcPr>"
            f"{paragraph('Mål')}</w:tc></w:tr><w:tr><w:tc>{paragraph('Alt')}</w:tc></w:tr></w:tbl>"
        ),
    ),
    case(
        "a row that begins after a thousand million columns",
        "plan.docx",
        lambda: docx(
            "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='1000000000'/><w:tblHeader/></w:trPr><w:tc>"
            f"{paragraph('Mål')}</w:tc></w:tr></w:tbl>"
        ),
    ),
    case(
        "cells merged downwards without end",
        "plan.docx",
        lambda: docx(
            "<w:tbl>"
            + f"<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('x')}</w:tc></w:tr>" * 9_000
            + "</w:tbl>"
        ),
    ),
    case(
        "cells that count each other's columns",
        "plan.docx",
        lambda: docx(
            "<w:tbl>"
            + ("<w:tr>" + f"<w:tc>{paragraph('x')}</w:tc>" * 200 + "</w:tr>") * 240
            + "</w:tbl>"
        ),
    ),
    case(
        "one row of fifty thousand cells",
        "plan.docx",
        lambda: docx(
            "<w:tbl><w:tr>" + "<w:tc><w:p/></w:tc>" * 50_000 + "</w:tr></w:tbl>" + paragraph("x")
        ),
    ),
    case(
        "tables in tables",
        "plan.docx",
        lambda: docx(
            _nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", paragraph("Alt"), 60)
        ),
    ),
    case("two tables in each of two tables", "plan.docx", lambda: docx(_doubled_tables(13))),
    case(
        "tables in tables beyond what a parser takes",
        "plan.docx",
        lambda: docx(
            _nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", paragraph("Alt"), 5_000)
        ),
    ),
    case(
        "insertions in insertions",
        "plan.docx",
        lambda: docx(
            "<w:p>" + _nested("<w:ins>", "</w:ins>", "<w:r><w:t>x</w:t></w:r>", 200) + "</w:p>"
        ),
    ),
    case("boxes in boxes", "plan.docx", lambda: docx(_boxes(30))),
    case(
        "two alternatives in each of two alternatives",
        "plan.docx",
        lambda: docx(f"<w:p {_MC}>" + _alternatives(14) + "</w:p>"),
    ),
    case(
        "a footnote that cites itself",
        "plan.docx",
        lambda: _noted(f'<w:footnote w:id="2">{_REFERENCE}</w:footnote>', _REFERENCE * 10),
    ),
    case(
        "ten thousand references to one long footnote",
        "plan.docx",
        lambda: _noted(
            f'<w:footnote w:id="2">{paragraph("Vi skal " * 2_000)}</w:footnote>',
            _REFERENCE * 10_000,
        ),
    ),
    case(
        "a document that is its own footnotes",
        "plan.docx",
        lambda: docx(
            _REFERENCE * 5,
            {
                "word/_rels/document.xml.rels": relations(
                    ("footnotes", "document.xml", ""),
                    ("styles", "document.xml", ""),
                    ("numbering", "document.xml", ""),
                    ("header", "document.xml", ""),
                )
            },
        ),
    ),
    case(
        "fifty thousand relations",
        "plan.docx",
        lambda: docx(
            paragraph("Alt"),
            {
                "word/_rels/document.xml.rels": relations(
                    *(
                        ("hyperlink", f"http://127.0.0.1:9/{n}", 'TargetMode="External"')
                        for n in range(50_000)
                    )
                )
            },
        ),
    ),
    case(
        "three hundred thousand runs in a paragraph",
        "plan.docx",
        lambda: docx(
            "<w:p>" + "".join(f"<w:r><w:t>{n}</w:t></w:r>" for n in range(300_000)) + "</w:p>"
        ),
    ),
    case(
        "a field that never ends",
        "plan.docx",
        lambda: docx(
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>' * 20_000 + paragraph("Alt")
        ),
    ),
    case(
        "three hundred thousand page breaks",
        "plan.docx",
        lambda: docx(
            "<w:p><w:r>" + '<w:br w:type="page"/>' * 300_000 + "</w:r></w:p>" + paragraph("Alt")
        ),
    ),
    case(
        "five hundred thousand empty paragraphs",
        "plan.docx",
        lambda: docx(paragraph(_noise(400_000)) + "<w:p/>" * 500_000),
    ),
    case(
        "one paragraph of six million characters",
        "plan.docx",
        lambda: docx(paragraph(_noise(6_000_000))),
    ),
    case(
        "a paragraph of eight million bullets",
        "plan.docx",
        lambda: docx(paragraph(_noise(500_000)) + paragraph("• " * 2_000_000)),
    ),
    case(
        "every paragraph a heading of depth nine",
        "plan.docx",
        lambda: docx(
            "".join(paragraph(f"Mål {n}", '<w:outlineLvl w:val="8"/>') for n in range(20_000))
        ),
    ),
    case(
        "characters that are no text",
        "plan.docx",
        lambda: docx(
            "<w:p><w:r><w:t>a&#x202e;b&#xfffd;c&#x2028;d&#x85;e</w:t><w:sym w:char='D800'/>"
            "<w:sym w:char='110000'/><w:sym w:char='-1'/><w:sym w:char='0'/></w:r></w:p>"
        ),
    ),
]


def _doubled_tables(depth: int) -> str:
    inner = paragraph("x")
    for _ in range(depth):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    return inner


def _boxes(depth: int) -> str:
    return _nested(
        "<w:p><w:r><w:pict><w:txbxContent>",
        "</w:txbxContent></w:pict></w:r></w:p>",
        paragraph("x"),
        depth,
    )


def _alternatives(depth: int) -> str:
    inner = "<w:r><w:t>x</w:t></w:r>"
    for _ in range(depth):
        inner = (
            f'<mc:AlternateContent {_MC}><mc:Choice {_WPS} Requires="wps">{inner}</mc:Choice>'
            f"<mc:Fallback>{inner}</mc:Fallback></mc:AlternateContent>"
        )
    return inner


def _cells(*cells: tuple[str, str]) -> str:
    return "".join(
        f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>' for place, text in cells
    )


_HEAD: Final = row(1, "Nr", "Mål", "Tiltak")
_TWO: Final = f"<sheetData>{_HEAD}{row(2, '1', 'Alt', 'Noe')}</sheetData>"
_SHARED_ROWS: Final = "".join(
    f'<row r="{n}">' + "".join(f'<c r="{c}{n}" t="s"><v>0</v></c>' for c in "ABCDEFGH") + "</row>"
    for n in range(2, 19_000)
)
_MANY_ROWS: Final = "".join(row(n, "Alt", "Noe") for n in range(1, 2_000))

WORKBOOKS: Final = [
    case(
        "a dimension of seventeen thousand million cells",
        "plan.xlsx",
        lambda: xlsx(f'<dimension ref="A1:XFD1048576"/>{_TWO}'),
    ),
    case("a dimension that is none", "plan.xlsx", lambda: xlsx(f'<dimension ref="::!"/>{_TWO}')),
    case(
        "a dimension smaller than the sheet",
        "plan.xlsx",
        lambda: xlsx(f'<dimension ref="A1"/>{_TWO}'),
    ),
    case(
        "a cell in the last corner",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}<row r='1048576'>{_cells(('XFD1048576', 'x'))}</row></sheetData>"
        ),
    ),
    case(
        "a row beyond every sheet",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}<row r='2000000000'>{_cells(('A2000000000', 'x'))}</row>"
            "</sheetData>"
        ),
    ),
    case(
        "rows that run backwards",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{row(9, 'Nr', 'Mål')}{row(3, '1', 'a')}{row(-4, '2', 'b')}"
            f"{row(3, '3', 'c')}</sheetData>"
        ),
    ),
    case(
        "cells that are nowhere",
        "plan.xlsx",
        lambda: xlsx(
            "<sheetData>"
            + _HEAD
            + "<row r='2'>"
            + _cells(("A0", "a"), ("ZZZZZZZ2", "b"), ("", "c"), ("å2", "d"), ("A1:B2", "e"))
            + "</row></sheetData>"
        ),
    ),
    case(
        "the whole sheet one merged cell",
        "plan.xlsx",
        lambda: xlsx(f"{_TWO}<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells>"),
    ),
    case(
        "every column merged to its end",
        "plan.xlsx",
        lambda: xlsx(
            f"{_TWO}<mergeCells>"
            + "".join(f"<mergeCell ref='{c}2:{c}1048576'/>" for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
            + "</mergeCells>"
        ),
    ),
    case(
        "a hundred thousand merged cells",
        "plan.xlsx",
        lambda: xlsx(
            f"{_TWO}<mergeCells>"
            + "".join(f"<mergeCell ref='A{n}:C{n + 2}'/>" for n in range(3, 100_003))
            + "</mergeCells>"
        ),
    ),
    case(
        "merged cells that are none",
        "plan.xlsx",
        lambda: xlsx(
            f"{_TWO}<mergeCells><mergeCell ref='B9:A1'/><mergeCell ref='x'/></mergeCells>"
        ),
    ),
    case(
        "one string of half a megabyte in every cell",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}{_SHARED_ROWS}</sheetData>",
            shared=f"<si><t>{_noise(500_000)}</t></si>",
        ),
    ),
    case(
        "strings that are not there",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}<row r='2'><c r='B2' t='s'><v>999999999</v></c>"
            "<c r='C2' t='s'><v>-1</v></c></row></sheetData>",
            shared="<si><t>x</t></si>",
        ),
    ),
    case(
        "strings whose number is none",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}<row r='2'><c r='B2' t='s'><v>x</v></c></row></sheetData>",
            shared="<si><t>x</t></si>",
        ),
    ),
    case(
        "a million strings that nothing uses",
        "plan.xlsx",
        lambda: xlsx(_TWO, shared="".join(f"<si><t>{n * 7919}</t></si>" for n in range(1_000_000))),
    ),
    case(
        "numbers beyond numbers",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}"
            + "".join(
                f"<row r='{n}'><c r='A{n}'><v>{value}</v></c>"
                f"<c r='B{n}' t='{type_}'><v>{value}</v></c></row>"
                for n, (value, type_) in enumerate(
                    [
                        ("1e999", "n"),
                        ("NaN", "n"),
                        ("-inf", "n"),
                        ("9" * 5_000, "n"),
                        ("x", "b"),
                        ("2019-99-99", "d"),
                        ("#REF!", "e"),
                        ("1", "zzz"),
                        ("0x10", "n"),
                    ],
                    2,
                )
            )
            + "</sheetData>"
        ),
    ),
    case(
        "formulas without values, and of the whole sheet",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}<row r='2'><c r='B2'><f t='array' ref='A1:XFD1048576'>1+1</f></c>"
            "<c r='C2'><f t='shared' si='9'/></c><c r='A2'><f>WEBSERVICE(\"http://127.0.0.1:9\")</f>"
            "</c></row></sheetData>"
        ),
    ),
    case(
        "rules for every cell",
        "plan.xlsx",
        lambda: xlsx(
            _TWO + "<dataValidations>" + "<dataValidation type='list' sqref='A1:XFD1048576 B2:B9'>"
            '<formula1>"a,b"</formula1></dataValidation>' * 5_000 + "</dataValidations>"
        ),
    ),
    case(
        "a thousand sheets of one part",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_MANY_ROWS}</sheetData>",
            {
                "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets>'
                + "".join(
                    f'<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>' for n in range(1, 1_001)
                )
                + "</sheets></workbook>"
            },
        ),
    ),
    case(
        "a sheet from elsewhere",
        "plan.xlsx",
        lambda: xlsx(
            _TWO,
            {
                "xl/_rels/workbook.xml.rels": relations(
                    ("worksheet", "file:///etc/passwd", 'TargetMode="External"')
                )
            },
        ),
    ),
    case(
        "a sheet that is the workbook",
        "plan.xlsx",
        lambda: xlsx(
            _TWO, {"xl/_rels/workbook.xml.rels": relations(("worksheet", "workbook.xml", ""))}
        ),
    ),
    case(
        "a hundred thousand empty rows with styles",
        "plan.xlsx",
        lambda: xlsx(
            f"<sheetData>{_HEAD}{row(2, '1', 'Alt', 'Noe')}"
            + "".join(f"<row r='{n}'><c r='A{n}' s='1'/></row>" for n in range(3, 100_003))
            + "</sheetData>"
        ),
    ),
    case(
        "twenty thousand rows of two hundred columns",
        "plan.xlsx",
        lambda: xlsx(
            "<sheetData>"
            + _HEAD
            + "".join(
                f"<row r='{n}'>" + f"<c><v>{n}</v></c>" * 200 + "</row>" for n in range(2, 19_000)
            )
            + "</sheetData>"
        ),
    ),
    case(
        "a cell of five million characters",
        "plan.xlsx",
        lambda: table(("Nr", "Mål"), ("1", _noise(5_000_000))),
    ),
    case(
        "goals that stand above one another",
        "plan.xlsx",
        lambda: table(
            ("Nr", "Mål", "Overordnet"), ("1", "a", "2"), ("2", "b", "3"), ("3", "c", "1")
        ),
    ),
    case(
        "a goal that is its own parent",
        "plan.xlsx",
        lambda: table(("Nr", "Mål", "Overordnet"), ("1", "a", "1"), ("2", "b", "1")),
    ),
    case(
        "goals that all have one number",
        "plan.xlsx",
        lambda: table(("Nr", "Mål"), *(("1", f"Alt {n}") for n in range(5_000))),
    ),
    case(
        "ten thousand goals each below the one before",
        "plan.xlsx",
        lambda: table(
            ("Nr", "Mål", "Overordnet"),
            *((str(n), f"Alt {n}", str(n - 1)) for n in range(1, 10_000)),
        ),
    ),
    case(
        "numbers of five thousand parts",
        "plan.xlsx",
        lambda: table(("Nr", "Mål"), *((".".join(["1"] * n), f"Alt {n}") for n in range(1, 2_000))),
    ),
    case(
        "formulas as text",
        "plan.xlsx",
        lambda: table(
            ("Nr", "Mål"), ("1", "=cmd|'/c calc'!A1"), ("2", "+1"), ("3", "@SUM(1)"), ("4", "-1")
        ),
    ),
]

_LETTERS: Final = "Nr;Mål;Tiltak\n"
TABLES: Final = [
    case(
        "one cell of five million characters",
        "plan.csv",
        lambda: f"{_LETTERS}1;{'a' * 4_900_000};x\n".encode(),
    ),
    case(
        "one cell of forty-nine megabytes",
        "plan.csv",
        lambda: f"{_LETTERS}1;{'a' * 49_000_000};x\n".encode(),
    ),
    case("forty-nine megabytes of quotes", "plan.csv", lambda: b'"' * 49_000_000),
    case(
        "a quote that never closes",
        "plan.csv",
        lambda: (_LETTERS + '1;"' + "a;b\n" * 1_200_000).encode(),
    ),
    case("forty-nine megabytes of semicolons", "plan.csv", lambda: b";" * 49_000_000),
    case("forty-nine megabytes of line ends", "plan.csv", lambda: b"M\n" + b"\n" * 49_000_000),
    case(
        "rows that grow", "plan.csv", lambda: "".join(";" * n + "\n" for n in range(3_000)).encode()
    ),
    case("all delimiters at once", "plan.csv", lambda: ("a,b;c\td|e\n" * 19_000).encode()),
    case(
        "carriage returns alone",
        "plan.csv",
        lambda: (_LETTERS + "1;a;b\n" * 9_000).replace("\n", "\r").encode(),
    ),
    case(
        "goals in a circle", "plan.csv", lambda: "Nr;Mål;Overordnet\n1;a;2\n2;b;1\n3;c;3\n".encode()
    ),
    case(
        "twenty thousand rows of two hundred columns",
        "plan.csv",
        lambda: (
            ";".join(["Mål", *"x" * 199]) + "\n" + (";".join("1" * 200) + "\n") * 19_000
        ).encode(),
    ),
    case(
        "numbers of many digits",
        "plan.csv",
        lambda: ("Nr;Mål\n" + f"{'9' * 100_000};a\n" * 40).encode(),
    ),
    case(
        "dates beyond dates",
        "plan.csv",
        lambda: (
            "Nr;Mål;Frist\n1;a;99999999999999999999\n2;b;31.02.2024\n3;c;0000-00-00\n4;d;1e400\n"
        ).encode(),
    ),
]

_LINE: Final = 4_900_000
_UNITS: Final = {
    "bullets": " • ",
    "small letters o as bullets": " o ",
    "dashes": " - ",
    "digits": "1",
    "digits and dots": "1.",
    "numbers": "1.1.1.1 ",
    "spaces before a full stop": " ",
    "tabs": "\t",
    "round brackets": "(",
    "letters with round brackets": "a) ",
    "capitals": "A",
    "capitals and spaces": "VI SKAL ",
    "goals": "Mål 1 ",
    "colons": "Mål: ",
    "promises": "Vi skal ",
    "the small words": "og ",
    "one long word": "a",
    "full stops": ".",
    "dots and spaces": ". ",
    "hyphens": "a-",
    "soft hyphens": "\u00ad",
    "no-break spaces": "\u00a0",
    "zero-width characters": "\u200b",
    "combining marks": "\u0301",
    "marks of direction": "\u202e\u202d",
    "question marks": "?",
    "pipes": "|",
    "hashes": "#",
    "asterisks": "*",
    "pairs of asterisks": "**a",
    "underscores": "_",
    "backticks": "`",
    "square brackets": "[",
    "links": "[a](",
    "angle brackets": "<",
    "signs of quotation": "«",
    "years": "2024-",
    "Roman numbers": "IVX",
    "form feeds": "\f",
    "unusual spaces": "\u2003\u2028",
    "percentages": "10 % ",
    "escapes": "\\",
}
_LINES: Final = {
    "lines of one letter": "a\n",
    "lines of a bullet": "•\n",
    "lines of a number": "1.\n",
    "lines that end in a hyphen": "ab-\n",
    "lead-ins": "SLIK VIL VI HA DET:\n",
    "headings": "# a\n",
    "short headings in capitals": "MÅL\n",
    "page numbers": "Side 1 av 9\n\f",
    "rules": "---\n",
    "table rows": "| a | b |\n",
    "empty items": "- \n",
    "goals without end": "Mål 1\n",
    "the same sentence": "Vi skal ha det bra i Lillevik.\n",
    "lines with carriage returns": "a\r",
    "dotted lines of contents": "Mål ........ 3\n",
    "items a hundred deep": "- " * 100 + "a\n",
}


def _repeated(unit: str, length: int = _LINE) -> bytes:
    return (unit * (length // len(unit))).encode()[:49_000_000]


def _indented(depth: int, step: int = 2) -> bytes:
    return "".join(f"{' ' * step * n}- Vi skal {n}\n" for n in range(depth)).encode()


TEXTS: Final = [
    *(
        case(f"five million characters of {name}", "plan.txt", partial(_repeated, unit))
        for name, unit in _UNITS.items()
    ),
    *(
        case(f"forty thousand {name}", "plan.txt", partial(_repeated, unit, 40_000 * len(unit)))
        for name, unit in _LINES.items()
    ),
    *(
        case(f"markdown of {name}", "plan.md", partial(_repeated, unit, 1_000_000))
        for name, unit in {**_UNITS, **_LINES}.items()
    ),
    case("lists two thousand deep", "plan.md", partial(_indented, 2_000)),
    case(
        "lists two thousand deep by tabs",
        "plan.txt",
        lambda: _indented(2_000).replace(b"  ", b"\t"),
    ),
    case(
        "quotations in quotations",
        "plan.md",
        lambda: b"".join(b">" * n + b" a\n" for n in range(2_000)),
    ),
    case(
        "numbers that grow deeper",
        "plan.txt",
        lambda: "".join(".".join(["1"] * n) + " Mål\n" for n in range(1, 1_500)).encode(),
    ),
    case(
        "a table of a row of a million columns", "plan.md", lambda: b"|a" * 1_000_000 + b"|\n|-|\n"
    ),
    case("unclosed code", "plan.md", lambda: b"```\n" + b"Vi skal\n" * 40_000),
    case("unclosed front matter", "plan.md", lambda: b"---\na: b\n" + b"a: &b *b\n" * 40_000),
    case("surrogates in UTF-8", "plan.txt", lambda: b"Plan \xed\xa0\x80 for Lillevik\n"),
    case("half a surrogate in UTF-16", "plan.txt", lambda: b"\xff\xfeP\0\x00\xd8a\0"),
    case(
        "characters that are none", "plan.txt", lambda: "Plan \ufffe\uffff\U0010ffff x\n".encode()
    ),
    case("overlong UTF-8", "plan.txt", lambda: b"Plan \xc0\xaf for Lillevik\n"),
    case("tags of languages", "plan.txt", lambda: ("a\U000e0041" * 100_000).encode()),
]

STRATML_FILES: Final = [
    case("a million goals", "plan.xml", lambda: stratml("<Goal><Name/></Goal>" * 1_000_000)),
    case(
        "a hundred thousand empty goals",
        "plan.xml",
        lambda: stratml("<Goal><Name/></Goal>" * 100_000),
    ),
    case(
        "twelve thousand goals",
        "plan.xml",
        lambda: stratml("".join(goal(str(n), f"Alt {n}") for n in range(12_000))),
    ),
    case(
        "goals in goals",
        "plan.xml",
        lambda: stratml(_nested("<Goal><Name>a</Name>", "</Goal>", "", 150)),
    ),
    case(
        "objectives in objectives beyond depth",
        "plan.xml",
        lambda: stratml(_nested("<Objective><Name>a</Name>", "</Objective>", "", 100_000)),
    ),
    case("a name of forty megabytes", "plan.xml", lambda: stratml(goal("1", "a " * 20_000_000))),
    case(
        "a name of four megabytes of line ends",
        "plan.xml",
        lambda: stratml(goal("1", "a\n" * 2_000_000)),
    ),
    case(
        "ten thousand goals of one identifier",
        "plan.xml",
        lambda: stratml("<Goal><Name>Alt</Name><Identifier>_1</Identifier></Goal>" * 10_000),
    ),
    case(
        "ten thousand goals of one number", "plan.xml", lambda: stratml(goal("1", "Alt") * 10_000)
    ),
    case(
        "relationships in a circle",
        "plan.xml",
        lambda: stratml(
            "<Goal><Name>a</Name><Identifier>_a</Identifier><Objective><Name>b</Name><Identifier>_b"
            "</Identifier><Relationship><ReferentIdentifier>_a</ReferentIdentifier></Relationship>"
            "<Relationship><ReferentIdentifier>_b</ReferentIdentifier></Relationship></Objective></Goal>"
        ),
    ),
    case("three million comments", "plan.xml", lambda: stratml("<!---->" * 3_000_000)),
    case("three million instructions", "plan.xml", lambda: stratml("<?a?>" * 3_000_000)),
    case(
        "a name in a million pieces",
        "plan.xml",
        lambda: stratml(f"<Goal><Name>{'a<!---->' * 1_000_000}</Name></Goal>"),
    ),
    case(
        "three million attributes",
        "plan.xml",
        lambda: stratml("<Goal " + " ".join(f'a{n}=""' for n in range(3_000_000)) + "/>"),
    ),
    case(
        "nine hundred namespaces on each of a thousand goals",
        "plan.xml",
        lambda: stratml(
            "".join(
                "<Goal "
                + " ".join(f'xmlns:a{n}="u{n}"' for n in range(900))
                + "><Name>a</Name></Goal>"
                for _ in range(1_000)
            )
        ),
    ),
    case(
        "a prefix without its namespace", "plan.xml", lambda: stratml("<x:Goal><x:Name/></x:Goal>")
    ),
    case(
        "an inclusion",
        "plan.xml",
        lambda: stratml(
            '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" '
            'parse="text"/>'
        ),
    ),
    case(
        "a schema from elsewhere",
        "plan.xml",
        lambda: stratml("").replace(
            b"<StrategicPlan ",
            b'<StrategicPlan xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
            b'xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd" ',
        ),
    ),
    case(
        "a style sheet from elsewhere",
        "plan.xml",
        lambda: stratml(
            "",
            '<?xml version="1.0"?><?xml-stylesheet href="http://127.0.0.1:9/x" type="text/xsl"?>',
        ),
    ),
    case("nothing but a root", "plan.xml", lambda: b"<StrategicPlan/>"),
]


def _bomb(size: int, times: int = 1) -> bytes:
    packed = zlib.compress(b"\0" * size, 9)
    for _ in range(times - 1):
        packed = zlib.compress(packed, 9)
    filters = b"/FlateDecode" * times
    return b"<</Length %d/Filter[%b]>>\nstream\n%b\nendstream" % (len(packed), filters, packed)


def _forms(count: int, calls: int) -> bytes:
    """Return a page that draws a form, which draws the next one several times."""
    more = {}
    for number in range(10, 10 + count):
        following = b"/XObject<</X %d 0 R>>" % (number + 1)
        more[number] = stream(
            b"/X Do " * calls,
            b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<%b>>" % following,
        )
    more[10 + count] = stream(
        b"BT /F 9 Tf (x) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>",
    )
    return pdf_of(stream(b"/X Do"), more, b"/XObject<</X 10 0 R>>")


def _pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(10, 10 + count))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>"
    )
    return pdf(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, count),
            4: stream(shown("Vi skal")),
            5: b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
            **dict.fromkeys(range(10, 10 + count), page),
        }
    )


def _mapped(cmap: bytes) -> bytes:
    """Return a PDF whose letters have a map to Unicode."""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/ToUnicode 6 0 R"
        b"/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/DW 500>>]>>"
    )
    text = stream(b"BT /F 11 Tf 50 700 Td <000100020003> Tj ET")
    whole = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        b"1 begincodespacerange <0000> <ffff> endcodespacerange " + cmap + b" endcmap end end"
    )
    return pdf_of(text, {5: font, 6: stream(whole)})


PDFS: Final = [
    case(
        "a form that draws itself",
        "plan.pdf",
        lambda: pdf_of(
            stream(b"/X Do"),
            {
                10: stream(
                    b"/X Do",
                    b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 10 0 R>>>>",
                )
            },
            b"/XObject<</X 10 0 R>>",
        ),
    ),
    case("forms that double forty times", "plan.pdf", partial(_forms, 40, 2)),
    case("forms a thousand deep", "plan.pdf", partial(_forms, 1_000, 1)),
    case("a stream of a thousand million bytes", "plan.pdf", lambda: pdf_of(_bomb(1_000_000_000))),
    case("a stream packed twice", "plan.pdf", lambda: pdf_of(_bomb(1_000_000_000, 2))),
    case(
        "a page tree that is its own child",
        "plan.pdf",
        lambda: pdf(
            {1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"}
        ),
    ),
    case(
        "a page tree that doubles",
        "plan.pdf",
        lambda: pdf(
            {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                **{
                    n: b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>" % (n + 1, n + 1)
                    for n in range(2, 40)
                },
                40: b"<</Type/Page/MediaBox[0 0 9 9]>>",
            }
        ),
    ),
    case(
        "the same page a hundred thousand times",
        "plan.pdf",
        lambda: pdf(
            {
                1: b"<</Type/Catalog/Pages 2 0 R>>",
                2: b"<</Type/Pages/Kids[%b]/Count 100000>>" % (b"3 0 R " * 100_000),
                3: b"<</Type/Page/MediaBox[0 0 9 9]>>",
            }
        ),
    ),
    case("five thousand pages", "plan.pdf", partial(_pages, 5_000)),
    case(
        "a thousand million pages said",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt"))).replace(b"/Count 1>>", b"/Count 1000000000>>"),
    ),
    case("a table of objects that precedes itself", "plan.pdf", lambda: _looping()),
    case(
        "a table of objects of a thousand million",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt"))).replace(b"xref\n0 6", b"xref\n0 1000000000"),
    ),
    case(
        "an object that is itself",
        "plan.pdf",
        lambda: pdf({1: b"<</Type/Catalog/Pages 2 0 R>>", 2: b"2 0 R"}),
    ),
    case(
        "a length that is its own stream",
        "plan.pdf",
        lambda: pdf_of(b"<</Length 4 0 R>>\nstream\nx\nendstream"),
    ),
    case("arrays a million deep", "plan.pdf", lambda: pdf_of(stream(b"[" * 1_000_000))),
    case(
        "arrays a hundred thousand deep in an object",
        "plan.pdf",
        lambda: pdf(
            {
                1: b"<</Type/Catalog/Pages 2 0 R/X %b>>" % (b"[" * 100_000 + b"]" * 100_000),
                2: b"<</Type/Pages/Kids[]/Count 0>>",
            }
        ),
    ),
    case(
        "brackets a million deep in a string",
        "plan.pdf",
        lambda: pdf_of(stream(b"BT /F 9 Tf " + b"(" * 1_000_000 + b")" * 1_000_000 + b" Tj ET")),
    ),
    case(
        "states a million deep", "plan.pdf", lambda: pdf_of(stream(b"q " * 1_000_000, packed=True))
    ),
    case(
        "two million numbers before an operator",
        "plan.pdf",
        lambda: pdf_of(stream(b"1 " * 2_000_000 + b"Td", packed=True)),
    ),
    case(
        "a hundred thousand letters in one place",
        "plan.pdf",
        lambda: pdf_of(
            stream(b"BT /F 9 Tf 9 9 Td " + b"(a) Tj 0 0 Td " * 100_000 + b"ET", packed=True)
        ),
    ),
    case(
        "a hundred thousand letters in one line",
        "plan.pdf",
        lambda: pdf_of(stream(b"BT /F 9 Tf 9 9 Td (" + b"a" * 100_000 + b") Tj ET", packed=True)),
    ),
    case(
        "a hundred thousand lines of letters",
        "plan.pdf",
        lambda: pdf_of(
            stream(b"BT /F 1 Tf 9 900 Td " + b"(a) Tj 0 -0.001 Td " * 100_000 + b"ET", packed=True)
        ),
    ),
    case(
        "fifty thousand rectangles",
        "plan.pdf",
        lambda: pdf_of(
            stream(
                b"".join(b"%d %d 9 9 re S " % (n * 7 % 590, n * 13 % 830) for n in range(50_000))
                + shown("Alt"),
                packed=True,
            )
        ),
    ),
    case(
        "a grid of a thousand lines each way",
        "plan.pdf",
        lambda: pdf_of(
            stream(
                b"".join(
                    b"%f 0 m %f 842 l S 0 %f m 595 %f l S "
                    % (n * 0.59, n * 0.59, n * 0.84, n * 0.84)
                    for n in range(1_000)
                )
                + shown("Alt"),
                packed=True,
            )
        ),
    ),
    case(
        "one curve of two hundred thousand points",
        "plan.pdf",
        lambda: pdf_of(stream(b"0 0 m " + b"1 2 3 4 5 6 c " * 200_000 + b"S", packed=True)),
    ),
    case(
        "a map to Unicode of four thousand million",
        "plan.pdf",
        lambda: _mapped(b"1 beginbfrange <00000000> <ffffffff> <0041> endbfrange"),
    ),
    case(
        "a map to Unicode that repeats",
        "plan.pdf",
        lambda: _mapped(b"100 beginbfrange " + b"<0000> <ffff> <0041> " * 2_000 + b"endbfrange"),
    ),
    case(
        "a map to half a character",
        "plan.pdf",
        lambda: _mapped(b"3 beginbfchar <0001> <d800> <0002> <0000> <0003> <dc00> endbfchar"),
    ),
    case(
        "a map to long words",
        "plan.pdf",
        lambda: _mapped(b"1 beginbfchar <0001> <" + b"0041" * 1_000_000 + b"> endbfchar"),
    ),
    case("a map that uses itself", "plan.pdf", lambda: _mapped(b"/X usecmap")),
    case(
        "a page without end",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt"))).replace(b"[0 0 595 842]", b"[0 0 1e308 -1e308]"),
    ),
    case(
        "a page of no size",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt"))).replace(b"[0 0 595 842]", b"[0 0 0 0]"),
    ),
    case(
        "a page whose size is no number",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt"))).replace(b"[0 0 595 842]", b"[(a) /b null]"),
    ),
    case(
        "a page turned by a word",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt"))).replace(b"/MediaBox", b"/Rotate(a)/MediaBox"),
    ),
    case(
        "letters of no size",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt").replace(b"11 Tf", b"0 Tf"))),
    ),
    case(
        "letters of great size",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt").replace(b"11 Tf", b"1e30 Tf"))),
    ),
    case("a font that is none", "plan.pdf", lambda: pdf_of(stream(shown("Alt")), {5: b"(x)"})),
    case(
        "a font of a million widths",
        "plan.pdf",
        lambda: pdf_of(
            stream(shown("Alt")),
            {
                5: b"<</Type/Font/Subtype/TrueType/BaseFont/X/FirstChar 0/LastChar 999999"
                b"/Widths[%b]>>" % (b"1 " * 1_000_000)
            },
        ),
    ),
    case(
        "an image in the text that does not end",
        "plan.pdf",
        lambda: pdf_of(stream(b"BI /W 9 /H 9 ID " + b"\0" * 2_000_000)),
    ),
    case(
        "predictors of a thousand million columns",
        "plan.pdf",
        lambda: pdf_of(
            stream(
                shown("Alt"),
                b"/DecodeParms<</Predictor 15/Columns 1000000000/Colors 9>>",
                packed=True,
            )
        ),
    ),
    case(
        "runs of one length",
        "plan.pdf",
        lambda: pdf_of(stream(b"\x81 " * 3_000_000, b"/Filter/RunLengthDecode")),
    ),
    case(
        "filters without end",
        "plan.pdf",
        lambda: pdf_of(stream(b"3d>" * 1_000, b"/Filter[" + b"/ASCIIHexDecode" * 20_000 + b"]")),
    ),
    case("a PDF of nothing but its name", "plan.pdf", lambda: b"%PDF-1.7\n"),
    case(
        "a PDF of forty-nine megabytes of nothing",
        "plan.pdf",
        lambda: b"%PDF-1.7\n" + b" " * 49_000_000,
    ),
    case("a PDF of objects alone", "plan.pdf", lambda: b"%PDF-1.7\n" + b"1 0 obj\n" * 2_000_000),
    case(
        "a PDF of ends alone",
        "plan.pdf",
        lambda: b"%PDF-1.7\n" + b"startxref\n0\n%%EOF\n" * 500_000,
    ),
    case("a PDF cut in the middle", "plan.pdf", lambda: pdf_of(stream(shown("Alt") * 99))[:900]),
    case(
        "a script in a PDF",
        "plan.pdf",
        lambda: pdf_of(stream(shown("Alt"))).replace(
            b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
        ),
    ),
]


def _looping() -> bytes:
    content = pdf_of(stream(shown("Alt")))
    place = content.rindex(b"xref\n0")
    return content.replace(b"trailer\n<<", b"trailer\n<</Prev %d" % place)


def _large(each: Case) -> Case:
    return replace(each, make=lambda: stored(each.make()))


ATTACKS: Final[list[Case]] = [
    *(_large(each) for each in (*WORD_FILES, *WORKBOOKS)),
    *TABLES,
    *TEXTS,
    *STRATML_FILES,
    *PDFS,
]
"""What has to come to an end in time and within its memory."""
