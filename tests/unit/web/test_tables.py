"""Tables as files: what a spreadsheet opens is what was meant, and never a formula."""

from __future__ import annotations

import csv
import io

import pytest
from openpyxl import load_workbook

from planvev.web.tables import (
    CELL_CHARACTERS_MAX,
    CSV,
    XLSX,
    Table,
    csv_bytes,
    links,
    table_bytes,
    xlsx_bytes,
)

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']


def _read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_text_that_looks_like_a_formula_is_a_text(text: str) -> None:
    table = Table("t", [text], [[text]])
    for row in _read_csv(csv_bytes(table)):
        assert row == [f"'{text}"]
    sheet = load_workbook(io.BytesIO(xlsx_bytes(table))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.data_type for cell in cells] == ["s", "s"]


def test_numbers_are_numbers_in_a_workbook_and_negative_ones_are_no_formulas() -> None:
    table = Table("t", ["n"], [[-3], [2.5], [None], [True]])
    assert _read_csv(csv_bytes(table))[1] == ["-3"]
    sheet = load_workbook(io.BytesIO(xlsx_bytes(table))).active
    assert sheet is not None
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2)] == [-3, 2.5, None, True]


def test_norwegian_letters_line_breaks_and_quotes_survive() -> None:
    text = 'Ærlig "ører", åpne\nlinjer; og mer'
    assert _read_csv(csv_bytes(Table("t", ["å"], [[text]]))) == [["å"], [text]]


def test_what_no_workbook_can_hold_is_replaced_or_cut() -> None:
    table = Table("a/b:c*[d]?", ["x"], [["a\x00b\x1f"], ["y" * (CELL_CHARACTERS_MAX + 9)]])
    sheet = load_workbook(io.BytesIO(xlsx_bytes(table))).active
    assert sheet is not None
    first, second = [cell.value for (cell,) in sheet.iter_rows(min_row=2)]
    assert first == "a\ufffdb\ufffd"
    assert len(str(second)) == CELL_CHARACTERS_MAX
    assert str(second).endswith("…")


def test_an_empty_table_is_a_file_too() -> None:
    for chosen in (CSV, XLSX):
        assert table_bytes(Table("", ["a", "b"], []), chosen)
    assert table_bytes(Table("", [], []), XLSX)


def test_links_keep_what_the_page_was_asked_for() -> None:
    urls = [url for _, url in links("/goals", [("plan", "a b"), ("format", "html")])]
    assert urls == ["/goals?plan=a+b&format=csv", "/goals?plan=a+b&format=xlsx"]


def test_equal_tables_are_equal_files(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table(
        "t",
        ["a"],
        [
            [
                "x",
            ]
        ],
    )
    first = xlsx_bytes(table)
    monkeypatch.setattr("time.localtime", lambda *_: (2031, 1, 2, 3, 4, 5, 0, 0, 0))
    assert xlsx_bytes(table) == first
    assert b"created" not in first
    assert load_workbook(io.BytesIO(first)).active is not None
