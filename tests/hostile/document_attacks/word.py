"""Word files that are made to take more time or memory than they are worth."""

from __future__ import annotations

from typing import Final

from hostile.document_attacks.common import nested, noise
from hostile.document_cases import case
from hostile.documents import (
    WORD,
    content_types,
    docx,
    numbered_docx,
    paragraph,
    relations,
    styled_docx,
)

_NUMBERED: Final = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
_DEEP_NUMBERED: Final = '<w:numPr><w:ilvl w:val="8"/><w:numId w:val="1"/></w:numPr>'


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
        lambda: docx(nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", paragraph("Alt"), 60)),
    ),
    case("two tables in each of two tables", "plan.docx", lambda: docx(_doubled_tables(13))),
    case(
        "tables in tables beyond what a parser takes",
        "plan.docx",
        lambda: docx(
            nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", paragraph("Alt"), 5_000)
        ),
    ),
    case(
        "insertions in insertions",
        "plan.docx",
        lambda: docx(
            "<w:p>" + nested("<w:ins>", "</w:ins>", "<w:r><w:t>x</w:t></w:r>", 200) + "</w:p>"
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
        lambda: docx(paragraph(noise(400_000)) + "<w:p/>" * 500_000),
    ),
    case(
        "one paragraph of six million characters",
        "plan.docx",
        lambda: docx(paragraph(noise(6_000_000))),
    ),
    case(
        "a paragraph of eight million bullets",
        "plan.docx",
        lambda: docx(paragraph(noise(500_000)) + paragraph("• " * 2_000_000)),
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
    return nested(
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
