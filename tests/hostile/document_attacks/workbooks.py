"""Workbooks that are made to take more time or memory than they are worth."""

from __future__ import annotations

from typing import Final

from hostile.document_attacks.common import noise
from hostile.document_cases import case
from hostile.documents import OFFICE, SHEET, relations, row, table, xlsx


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
            shared=f"<si><t>{noise(500_000)}</t></si>",
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
        lambda: table(("Nr", "Mål"), ("1", noise(5_000_000))),
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
