"""PDFs that are made to take more time or memory than they are worth."""

from __future__ import annotations

import zlib
from functools import partial
from typing import Final

from hostile.document_cases import case
from hostile.documents import pdf, pdf_of, shown, stream


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
