"""What cells of an Excel workbook say."""

from __future__ import annotations

import io
import time
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from planvev.errors import DocumentRefused
from planvev.ingest.sheets.cells import CellKind
from planvev.ingest.sheets.workbook import read_workbook
from unit.ingest.sheets.books import HEAD, TAIL, codes, left, read, warned, with_sheet_xml, workbook


def cell_of(value: object, code: str = "") -> tuple[str, CellKind]:
    formats = {("A", "A1"): code} if code else None
    sheet = read_workbook(workbook({"A": [[value]]}, formats=formats), "a.xlsx").sheets[0]
    cell = sheet.rows[0].cells[1]
    return cell.text, cell.kind


@pytest.mark.parametrize(
    ("value", "code", "text", "kind"),
    [
        ("Mål", "", "Mål", CellKind.TEXT),
        (2.1, "", "2.1", CellKind.BARE_NUMBER),
        (2.1, "0.00", "2.10", CellKind.NUMBER),
        (2.1, '0.00" kr"', "2.10", CellKind.NUMBER),
        (2500, "#,##0", "2500", CellKind.NUMBER),
        (0.25, "0%", "25 %", CellKind.NUMBER),
        (3, "", "3", CellKind.BARE_NUMBER),
        (date(2027, 6, 1), "", "2027-06-01", CellKind.DATE),
        (46174, "dd.mm.yyyy", "2026-06-01", CellKind.DATE),
        (datetime(2027, 6, 1, 12, 30), "", "2027-06-01 12:30", CellKind.DATE),
        (True, "", "TRUE", CellKind.BOOLEAN),
        ("#REF!", "", "#REF!", CellKind.ERROR),
        ("=SUM(B1:B2)", "", "=SUM(B1:B2)", CellKind.FORMULA),
    ],
)
def test_a_cell_is_read_as_it_is_shown(value: object, code: str, text: str, kind: CellKind) -> None:
    assert cell_of(value, code) == (text, kind)


def test_a_formula_counts_with_the_value_that_the_file_holds() -> None:
    xml = HEAD + '<row><c t="str"><f>A2&amp;"x"</f><v>Mål 1</v></c><c><f>1+1</f><v>2</v></c></row>'
    cells = read_workbook(with_sheet_xml(xml + TAIL), "a.xlsx").sheets[0].rows[0].cells
    assert [cells[1].text, cells[2].text] == ["Mål 1", "2"]


def test_rich_text_is_joined_and_phonetic_hints_are_left_out() -> None:
    runs = "<r><t>Gode </t></r><r><t>liv</t></r><rPh><t>x</t></rPh>"
    xml = f'{HEAD}<row><c t="inlineStr"><is>{runs}</is></c></row>{TAIL}'
    assert (
        read_workbook(with_sheet_xml(xml), "a.xlsx").sheets[0].rows[0].cells[1].text == "Gode liv"
    )


def test_a_formula_without_a_value_is_doubtful_and_its_text_stays() -> None:
    draft = read(workbook({"A": [["Mål", "Tiltak"], ["Gode liv", "=A2"]]}))
    assert codes(draft, "Gode liv") == {"formula-without-value"}
    assert warned(draft) == {"formula-without-value"}
    assert left(draft) == ["=A2"]


def test_nothing_stands_under_a_goal_whose_cell_is_an_error() -> None:
    rows = [["Mål", "Tiltak"], ["Gode liv", "Møteplasser"], ["#REF!", "Stier"]]
    draft = read(workbook({"A": rows}))
    assert next(row for row in draft.rows if row.text == "Stier").parent == ""
    assert codes(draft, "Stier") == {"cell-error"}


def test_a_hidden_sheet_is_read_and_told_of() -> None:
    sheets = {"A": [["Mål"], ["Gode liv"]], "B": [["Tiltak"], ["Møteplasser"]]}
    draft = read(workbook(sheets, hidden=["B"]))
    assert {row.text for row in draft.rows} == {"Gode liv", "Møteplasser"}
    assert draft.document.warnings == (("hidden-sheet", ("B",)),)


def test_a_hundred_thousand_rows_are_refused_at_once() -> None:
    row = '<row><c t="inlineStr"><is><t>Tiltak {}</t></is></c></row>'
    content = with_sheet_xml(HEAD + "".join(row.format(n) for n in range(100_000)) + TAIL)
    begun = time.process_time()
    with pytest.raises(DocumentRefused) as refused:
        read(content)
    assert refused.value.reason == "too-many-rows"
    assert refused.value.arguments == ("Ark1", "20000")
    assert time.process_time() - begun < 10


def test_formatted_empty_rows_are_no_rows() -> None:
    filled = '<row r="1"><c t="inlineStr"><is><t>Tiltak</t></is></c></row>'
    filled += '<row r="2"><c t="inlineStr"><is><t>Møteplasser</t></is></c></row>'
    empty = "".join(f'<row r="{n}"><c r="A{n}" s="{n % 9}"/></row>' for n in range(3, 60_000))
    assert len(read(with_sheet_xml(HEAD + filled + empty + TAIL)).rows) == 1


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("<row>" + '<c t="inlineStr"><is><t>x</t></is></c>' * 201 + "</row>", "too-many-columns"),
        ('<row><c t="s"><v>99</v></c></row>', "unreadable"),
        ('<row><c t="s"><v>1</row>', "unreadable"),
        ("", "no-rows"),
    ],
)
def test_a_sheet_that_cannot_be_read_is_refused(rows: str, reason: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(with_sheet_xml(HEAD + rows + TAIL))
    assert refused.value.reason == reason


def test_more_cells_than_are_read_are_refused() -> None:
    cells = '<c t="inlineStr"><is><t>x</t></is></c>' * 5
    rows = "".join(f"<row><!--{n * 7919}-->{cells}</row>" for n in range(10_001))
    with pytest.raises(DocumentRefused) as refused:
        read(with_sheet_xml(HEAD + rows + TAIL))
    assert refused.value.reason == "too-many-cells"


def test_comments_on_cells_are_told_of() -> None:
    book = load_workbook(io.BytesIO(workbook({"A": [["Mål"], ["Gode liv"]]})))
    book["A"]["A2"].comment = Comment("Husk dette", "noen")
    file = io.BytesIO()
    book.save(file)
    assert read(file.getvalue()).document.warnings == (("cell-comments", ("1",)),)


def test_hidden_rows_are_read_and_told_of() -> None:
    book = load_workbook(io.BytesIO(workbook({"A": [["Mål"], ["Gode liv"]]})))
    book["A"].row_dimensions[2].hidden = True
    file = io.BytesIO()
    book.save(file)
    draft = read(file.getvalue())
    assert [row.text for row in draft.rows] == ["Gode liv"]
    assert draft.document.warnings == (("hidden-rows", ("A", "1")),)
