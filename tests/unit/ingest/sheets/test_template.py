"""The template: what is in it, and what is read of it when it is filled in."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree
from openpyxl import load_workbook

from planvev.errors import DocumentRefused
from planvev.ingest.draft import Draft, Kind
from planvev.ingest.sheets import template_workbook
from planvev.ingest.sheets.codes import codes_of, label_of
from planvev.ingest.sheets.form import FORM_SHEETS, GUIDE_SHEET, PLAN_SHEET
from unit.ingest.sheets.books import codes, left, read, tree

LANGUAGES = ("nb", "nn", "en")
NAMES = {
    "nb": ("Plan", "Mål", "Strategier", "Tiltak", "Måltall"),
    "nn": ("Plan", "Mål", "Strategiar", "Tiltak", "Måltal"),
    "en": ("Plan", "Goals", "Strategies", "Actions", "Targets"),
}


def filled(language: str, cells: dict[str, list[list[object]]], facts: dict[int, object]) -> bytes:
    """Return the template with rows below the examples of a sheet, and facts by row."""
    book = load_workbook(io.BytesIO(template_workbook(language)))
    for name, rows in cells.items():
        for row in rows:
            book[name].append(row)
    for row, value in facts.items():
        book[NAMES[language][0]].cell(row=row, column=2).value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_opens_again_and_every_part_is_well_formed(language: str) -> None:
    content = template_workbook(language)
    book = load_workbook(io.BytesIO(content))
    at = LANGUAGES.index(language)
    wanted = [names[at] for names in (GUIDE_SHEET, PLAN_SHEET)]
    wanted += [sheet.names[at] for sheet in FORM_SHEETS if sheet.in_template]
    assert book.sheetnames[:-1] == wanted
    assert book.worksheets[-1].sheet_state == "hidden"
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
        assert b"<f>" not in b"".join(package.read(name) for name in package.namelist())


@pytest.mark.parametrize("language", LANGUAGES)
def test_levels_are_chosen_from_a_list_in_the_language(language: str) -> None:
    book = load_workbook(io.BytesIO(template_workbook(language)))
    sheet = book[NAMES[language][1]]
    rules = [rule for rule in sheet.data_validations.dataValidation if rule.type == "list"]
    assert len(rules) == 1
    name, _, cells = rules[0].formula1.partition("!")
    first, last = (cell.replace("$", "") for cell in cells.split(":"))
    listed = [row[0].value for row in book[name.strip("'")][first:last]]
    assert listed == [label_of("level", code, language) for code in codes_of("level")]
    assert sheet.freeze_panes == "A2"


def test_equal_templates_are_equal_files() -> None:
    assert template_workbook("nb") == template_workbook("nb")


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_template_holds_no_plan(language: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(template_workbook(language))
    assert refused.value.reason == "no-rows"


def small_plan(language: str) -> Draft:
    _, goals, strategies, actions, targets = NAMES[language]
    cells: dict[str, list[list[object]]] = {
        goals: [
            ["", "1", "", label_of("level", "hovedmal", language), "Gode liv i Storvik"],
            ["m2", "1.10", "1", "delmal", "Alle er med", "Med", "til oss selv"],
        ],
        strategies: [["s1", "", "m2", "Bygge møteplasser", "", "Kultur", "2027"]],
        actions: [["", "", "s1", "Åpne kulturhuset", "", "", "2026-05-17"]],
        targets: [["", "1.10", "80 prosent deltar", label_of("targetKind", "absolute", language)]],
    }
    facts: dict[int, object] = {
        2: "Plan for gode liv",
        3: "Storvik kommune",
        4: label_of("instrument_type", "temaplan", language),
        5: label_of("status", "adopted", language),
        6: 2025,
        7: "2036",
        8: "19.6.2025",
        9: "Storvik kommunestyre",
        10: label_of("language", "nb", language),
    }
    return read(filled(language, cells, facts))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_filled_in_is_read_and_the_examples_are_not(language: str) -> None:
    draft = small_plan(language)
    assert tree(draft) == [
        ("Goal", "Gode liv i Storvik", ""),
        ("Goal", "Alle er med", "Gode liv i Storvik"),
        ("Strategy", "Bygge møteplasser", "Alle er med"),
        ("Action", "Åpne kulturhuset", "Bygge møteplasser"),
        ("Target", "80 prosent deltar", "Alle er med"),
    ]
    assert [row.level for row in draft.rows[:2]] == ["hovedmal", "delmal"]
    assert (draft.rows[1].number, draft.rows[1].label) == ("1.10", "Med")
    assert draft.rows[2].properties == {"responsible": "Kultur", "deadline": "2027"}
    assert draft.rows[4].properties == {"targetKind": "absolute"}
    assert left(draft) == []
    assert draft.document.warnings == ()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_facts_of_the_plan_are_read_as_codes_and_dates(language: str) -> None:
    facts = small_plan(language).facts
    assert (facts.title, facts.body) == ("Plan for gode liv", "Storvik kommune")
    assert (facts.instrument_type, facts.status) == ("temaplan", "adopted")
    assert (facts.start_year, facts.end_year) == ("2025", "2036")
    assert (facts.adopted_on, facts.adopted_by) == ("2025-06-19", "Storvik kommunestyre")
    assert facts.language == "nb"
    assert facts.doubts == []


def test_labels_of_all_languages_are_taken_in_one_sheet() -> None:
    rows: list[list[object]] = [
        ["", "1", "", "hovudmål", "Ein"],
        ["", "2", "", "Main goal", "To"],
        ["", "1.1", "1", "delmal", "Tre"],
        ["", "3", "", "storemål", "Fire"],
    ]
    draft = read(filled("nb", {"Mål": rows}, {}))
    levels = {row.text: row.level for row in draft.rows}
    assert levels == {"Ein": "hovedmal", "To": "hovedmal", "Tre": "delmal", "Fire": "hovedmal"}
    assert codes(draft, "Fire") == {"code-unknown"}
    doubt = next(row for row in draft.rows if row.text == "Fire").doubts[0]
    assert doubt.arguments == ("«Mål» D6", "storemål")


def test_a_fact_that_is_no_choice_is_doubtful_with_its_cell() -> None:
    cells: dict[str, list[list[object]]] = {"Mål": [["", "1", "", "", "Gode liv"]]}
    facts = read(filled("nb", cells, {4: "sirkelplan"})).facts
    assert facts.instrument_type == ""
    assert [(doubt.code, doubt.arguments) for doubt in facts.doubts] == [
        ("code-unknown", ("«Plan» B4", "sirkelplan"))
    ]


def test_a_row_that_is_written_over_the_example_is_read() -> None:
    book = load_workbook(io.BytesIO(template_workbook("nb")))
    book["Tiltak"]["D2"].value = "Bygge fortau"
    file = io.BytesIO()
    book.save(file)
    draft = read(file.getvalue())
    assert [(row.kind, row.text) for row in draft.rows] == [(Kind.ACTION, "Bygge fortau")]
    assert codes(draft, "Bygge fortau") == {"example-kept", "parent-missing"}


def test_a_parent_that_is_nowhere_is_kept_as_it_is_written() -> None:
    draft = read(filled("nb", {"Strategier": [["", "", "m9", "Bygge møteplasser"]]}, {}))
    assert draft.rows[0].parent == "m9"
    assert codes(draft, "Bygge møteplasser") == {"parent-missing"}
