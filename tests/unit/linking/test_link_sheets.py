"""The sheet that a working group fills in: what is filled in is what comes back."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from planvev.errors import DocumentRefused
from planvev.linking.element import SDG
from planvev.linking.exchange import Item, LinkFileRefused
from planvev.linking.links import Outcome
from planvev.linking.listing import chosen_rows
from planvev.linking.sheets import COLUMNS, links_workbook, read_links
from unit.linking.small_corpus import OVER, SECTOR, corpus

NAMES = list(COLUMNS)


def filled(change: Callable[[Any], None], language: str = "nb") -> bytes:
    """Return the sheet as a person changed it."""
    book = load_workbook(io.BytesIO(links_workbook(chosen_rows(corpus()), language)))
    change(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def put(sheet: Any, row: int, **cells: str) -> None:
    for name, value in cells.items():
        sheet.cell(row, NAMES.index(name) + 1).value = value


def read(content: bytes, language: str = "nb") -> list[Item]:
    return read_links(content, "koblinger.xlsx", corpus(), language)


def refused(change: Callable[[Any], None], language: str = "nb") -> str:
    with pytest.raises(LinkFileRefused) as error:
        read(filled(change), language)
    return error.value.message


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_sheet_that_nobody_filled_in_says_nothing(language: str) -> None:
    assert read(links_workbook(chosen_rows(corpus()), language)) == []


def test_the_same_links_make_the_same_bytes() -> None:
    assert links_workbook(chosen_rows(corpus())) == links_workbook(chosen_rows(corpus()))


def test_decisions_and_types_are_chosen_from_lists() -> None:
    book = load_workbook(io.BytesIO(links_workbook(chosen_rows(corpus()), "nn")))
    sheet = book.worksheets[0]
    columns = {str(each.sqref)[0] for each in sheet.data_validations.dataValidation}
    assert columns == {"D", "K"}
    choices = [cell.value for cell in book["Val"]["B"] if cell.value]
    assert choices == ["Avgjerd", "godkjend", "avvist", "seinare", "trekt tilbake"]
    assert book["Val"].sheet_state == "hidden"


def test_no_cell_is_a_formula() -> None:
    book = load_workbook(io.BytesIO(links_workbook(chosen_rows(corpus()))))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=") for cell in cells)
    assert not any(cell.data_type == "f" for cell in cells)


def test_a_choice_becomes_a_decision_with_comment_and_who_considered_it() -> None:
    def change(sheet: Any) -> None:
        put(sheet, 2, decision="Godkjent", comment="Enig.", by="Gruppe 1")
        put(sheet, 3, decision="senere", comment="Må spørre.")
        put(sheet, 4, decision="rejected")

    first, second = read(filled(change))
    assert first.iri == f"{SECTOR}/link/4"
    assert first.outcome is Outcome.APPROVED
    assert first.comment == "Enig. (vurdert av Gruppe 1)"
    assert first.decided_here
    assert second.outcome is Outcome.REJECTED
    assert first.where == "«Koblinger» 2"


def test_another_type_that_is_approved_is_another_link() -> None:
    (item,) = read(filled(lambda sheet: put(sheet, 2, type="viser til", decision="godkjent")))
    assert item.iri == f"{SECTOR}/link/4"
    assert item.link is not None
    assert item.link.type == "refersTo"


def test_a_row_without_an_iri_is_a_new_link() -> None:
    def change(sheet: Any) -> None:
        named = {"source_plan": "bekkeplan", "source_number": "mål 1", "type": "bidrar til"}
        put(sheet, 9, **named, target_plan="FN", target_number="6.3", reason="Vann.")
        ends = {"source": f"{SECTOR}/strategy/1", "target": "lilleby/samfunnsdel-2030/goal/2"}
        put(sheet, 10, **ends, type="contributesTo", decision="avvist")

    first, second = read(filled(change))
    assert first.link is not None
    assert second.link is not None
    assert (first.link.source, first.link.target) == (f"{SECTOR}/goal/1", f"{SDG}6.3")
    assert first.link.basis == "analystAssessment"
    assert first.link.reasons == {"nb": "Vann."}
    assert first.outcome is None
    assert (second.link.source, second.link.target) == (
        f"{SECTOR}/strategy/1",
        f"{OVER}/goal/2",
    )
    assert second.outcome is Outcome.REJECTED


def test_all_that_cannot_be_is_named_with_its_cell() -> None:
    def change(sheet: Any) -> None:
        put(sheet, 2, decision="kanskje")
        put(sheet, 3, type="henger sammen med")
        put(sheet, 4, type="viser til")
        put(sheet, 5, iri=f"{SECTOR}/link/99", decision="godkjent")
        put(sheet, 8, source_plan="Bekkeplan", type="bidrar til", target_plan="Vannplan")
        put(sheet, 9, source_plan="Bekkeplan", source_number="7", type="bidrar til", target="x/y")
        put(sheet, 10, source_plan="Bekkeplan", source_number="3", target=f"{SDG}6.3", type="måler")
        put(sheet, 11, source_plan="Bekkeplan", target=f"{SDG}6.3")
        put(sheet, 12, comment="Hva med denne?", type="bidrar til")
        put(sheet, 13, source_plan="Bekkeplan", type="bidrar til", target="x/y")

    said = refused(change).splitlines()[1:]
    starts = [
        "K2: «kanskje» er ingen avgjørelse. Velg godkjent, avvist, senere",
        "D3: «henger sammen med» er ingen type kobling",
        "D4: typen er endret til «viser til», men raden er ikke godkjent",
        f"N5: det finnes ingen kobling <{SECTOR}/link/99> her",
        "E8: det finnes ingen plan «Vannplan» her",
        "B9: planen har ikke noe element med nummer «7»",
        "B10: planen har flere elementer med nummer «3»",
        "D11: en ny kobling må ha en type",
        "O12: skriv plan og nummer, eller IRI-en til enden",
        "P13: det finnes ikke noe <x/y> å koble her",
    ]
    assert len(said) == len(starts)
    for line, start in zip(said, starts, strict=True):
        assert line.startswith(f"  «Koblinger» {start}"), line


def test_one_link_is_decided_once_in_a_sheet() -> None:
    def change(sheet: Any) -> None:
        put(sheet, 2, decision="godkjent")
        put(sheet, 3, decision="avvist", iri=f"{SECTOR}/link/4", type="bidrar til")

    assert "N3: koblingen" in refused(change)


def test_a_formula_is_no_answer() -> None:
    def change(sheet: Any) -> None:
        put(sheet, 2, decision='=IF(1,"godkjent","")')

    assert "K2: cella har en feil, eller en formel uten verdi" in refused(change)


def test_messages_come_in_the_language_that_is_asked_for() -> None:
    def change(sheet: Any) -> None:
        put(sheet, 2, decision="kanskje")

    assert "is no decision. Choose approved, rejected, later" in refused(change, "en")
    assert "er inga avgjerd. Vel godkjend, avvist, seinare" in refused(change, "nn")


def test_a_workbook_of_something_else_is_refused() -> None:
    book = Workbook()
    book.active.append(["Navn", "Alder"])  # type: ignore[union-attr]
    content = io.BytesIO()
    book.save(content)
    with pytest.raises(LinkFileRefused, match="ikke noe ark med kolonnene"):
        read(content.getvalue())


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(DocumentRefused):
        read(b"PK\x03\x04 nothing")
