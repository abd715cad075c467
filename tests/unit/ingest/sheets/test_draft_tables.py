"""Drafts as tables that a person edits, and what the edits make of the draft."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from planvev.errors import DocumentRefused
from planvev.ingest.document import Place
from planvev.ingest.draft import Doubt, Draft, Kind, Row
from planvev.ingest.refusals import refusal_in
from planvev.ingest.sheets import apply_table, draft_csv, draft_workbook
from unit.ingest.drafts import draft_of, goal, strategy
from unit.ingest.sheets.books import left, tree


@pytest.fixture
def draft() -> Draft:
    rows = [
        goal("r1", "Rene bekker", "1"),
        goal("r2", "=Fisk i alle bekker", "1.1", "r1"),
        strategy("r3", "Fjerne rør", "r2"),
        Row(
            "r4", Kind.SECTION, "Bekkene er viktige.", doubts=[Doubt("kind-guessed", ("avsnitt",))]
        ),
    ]
    rows[0].level, rows[1].level = "hovedmal", "delmal"
    return draft_of(*rows)


def edited(draft: Draft, change: Callable[[Worksheet], None]) -> Draft:
    """Return the draft as its workbook says after a change of the sheet."""
    book = load_workbook(io.BytesIO(draft_workbook(draft, "nb")))
    change(book["Utkast"])
    file = io.BytesIO()
    book.save(file)
    return apply_table(draft, file.getvalue(), "utkast.xlsx")


def put(cell: str, value: object) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet[cell].value = value

    return change


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_table_that_nobody_edited_changes_nothing(draft: Draft, language: str) -> None:
    for content, name in (
        (draft_workbook(draft, language), "utkast.xlsx"),
        (draft_csv(draft, language), "utkast.csv"),
    ):
        again = apply_table(draft, content, name)
        assert again.rows == draft.rows
        assert again is not draft


def test_the_workbook_shows_places_doubts_and_what_is_left(draft: Draft) -> None:
    draft.rows[1].place = Place(line=2)
    short = Draft(draft.document, draft.rows[:3], draft.facts)
    book = load_workbook(io.BytesIO(draft_workbook(short, "nb")))
    rows = list(book["Utkast"].values)
    assert rows[0] == ("ID", "Slag", "Nivå", "Nummer", "Overordnet", "Tekst", "Sted", "Tvil")
    assert rows[2] == ("r2", "mål", "delmål", "1.1", "r1", "=Fisk i alle bekker", "linje 2", None)
    assert list(book["Ikke plassert"].values)[1] == ("Bekkene er viktige.", "linje 4")
    assert {rule.type for rule in book["Utkast"].data_validations.dataValidation} == {"list"}
    assert "f" not in {cell.data_type for row in book["Utkast"].rows for cell in row}


def test_texts_that_look_like_formulas_are_guarded_in_csv(draft: Draft) -> None:
    text = draft_csv(draft).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text), delimiter=";"))
    assert rows[2][5] == "'=Fisk i alle bekker"


def test_kinds_levels_numbers_parents_and_texts_are_changed(draft: Draft) -> None:
    def change(sheet: Worksheet) -> None:
        sheet["B5"].value, sheet["C5"].value = "Sub-goal", None
        sheet["D5"].value, sheet["E5"].value = "1.2", "1"
        sheet["F4"].value = "Fjerne  alle\nrør"

    again = edited(draft, change)
    assert tree(again) == [
        ("Goal", "Rene bekker", ""),
        ("Goal", "=Fisk i alle bekker", "Rene bekker"),
        ("Strategy", "Fjerne alle rør", "=Fisk i alle bekker"),
        ("Goal", "Bekkene er viktige.", "Rene bekker"),
    ]
    changed = again.row("r4")
    assert (changed.level, changed.number, changed.doubts) == ("delmal", "1.2", [])
    assert draft.row("r4").kind is Kind.SECTION


def test_the_text_of_a_deleted_row_is_unplaced(draft: Draft) -> None:
    again = edited(draft, lambda sheet: sheet.delete_rows(5))
    assert [row.id for row in again.rows] == ["r1", "r2", "r3"]
    assert left(again) == ["Bekkene er viktige."]


def test_a_row_without_an_id_is_new(draft: Draft) -> None:
    again = edited(
        draft, lambda sheet: sheet.append([None, "tiltak", None, None, "r3", "Grave opp røret"])
    )
    new = next(row for row in again.rows if row.text == "Grave opp røret")
    assert (new.id, new.kind, new.parent, new.slices) == ("n1", Kind.ACTION, "r3", [])


def test_rows_stand_in_the_tables_order_with_parents_first(draft: Draft) -> None:
    lines = draft_csv(draft).decode("utf-8-sig").splitlines()
    turned = "\r\n".join([lines[0], *reversed(lines[1:])]).encode()
    again = apply_table(draft, turned, "utkast.csv")
    assert [row.id for row in again.rows] == ["r4", "r1", "r2", "r3"]


def test_cycles_are_left_for_the_check(draft: Draft) -> None:
    again = edited(draft, put("E2", "r2"))
    assert {row.id: row.parent for row in again.rows}["r1"] == "r2"
    assert len(again.rows) == 4


@pytest.mark.parametrize(
    ("cell", "value", "reason"),
    [
        ("A3", "r99", "cell-id"),
        ("A3", "r1", "cell-id-twice"),
        ("B3", "sirkel", "cell-kind"),
        ("B3", None, "cell-kind"),
        ("C3", "storemål", "cell-level"),
        ("E3", "7.7", "cell-parent"),
    ],
)
def test_a_cell_that_does_not_fit_is_told_of_with_sheet_row_and_column(
    draft: Draft, cell: str, value: object, reason: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        edited(draft, put(cell, value))
    assert refused.value.reason == reason
    where = cell if reason != "cell-id-twice" else "A3"
    for language in ("nb", "en"):
        assert f"«Utkast» {where}" in refusal_in(refused.value, language)


def test_a_row_under_a_deleted_one_is_told_of(draft: Draft) -> None:
    with pytest.raises(DocumentRefused) as refused:
        edited(draft, lambda sheet: sheet.delete_rows(3))
    assert (refused.value.reason, refused.value.arguments) == ("cell-parent", ("«Utkast» E3", "r2"))


def test_a_number_that_several_rows_have_names_no_parent(draft: Draft) -> None:
    draft.row("r2").number = "1"
    with pytest.raises(DocumentRefused) as refused:
        edited(draft, put("E4", "1"))
    assert refused.value.reason == "cell-parent-several"


def test_a_file_that_is_no_table_of_a_draft_is_refused(draft: Draft) -> None:
    with pytest.raises(DocumentRefused) as refused:
        apply_table(draft, b"Farge;Pris\nred;2\n", "utkast.csv")
    assert refused.value.reason == "no-columns"


def test_the_table_of_another_document_is_refused(draft: Draft) -> None:
    other = draft_of(*(goal(f"r{number}", f"Mer lys i gate {number}") for number in range(1, 6)))
    with pytest.raises(DocumentRefused) as caught:
        apply_table(draft, draft_csv(other), "utkast.csv")
    assert caught.value.reason == "other-draft"
    assert "0 av 5 rader" in refusal_in(caught.value, "nb")
