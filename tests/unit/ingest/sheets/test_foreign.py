"""Sheets that people made for themselves."""

from __future__ import annotations

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.checking import check_draft
from planvev.ingest.draft import Kind
from planvev.ingest.refusals import refusal_in
from unit.ingest.sheets.books import codes, left, read, tree, warned, workbook


def test_titles_above_the_headers_tell_of_the_plan() -> None:
    rows = [
        ["Handlingsplan for Storvik kommune 2025–2028"],
        [],
        ["Mål", "Tiltak"],
        ["Gode liv", "Kor"],
    ]
    draft = read(workbook({"Ark1": rows}))
    facts = draft.facts
    assert (facts.title, facts.body) == (rows[0][0], "Storvik kommune")
    assert (facts.start_year, facts.end_year) == ("2025", "2028")
    assert {doubt.code for doubt in facts.doubts} == {"fact-guessed"}
    assert left(draft) == []


@pytest.mark.parametrize("merged", [True, False])
def test_parents_stand_in_merged_cells_or_only_in_the_first_row(merged: bool) -> None:
    rows = [
        ["Nr", "Hovedmål", "Delmål", "Tiltak"],
        ["1", "Trygg oppvekst", "Ingen mobbing", "Trivselsledere"],
        [None, None, None, "Uteskole"],
        [None, None, "Alle leser", "Bibliotek"],
        ["2", "Grønn bygd", "Mindre avfall", "Kompost"],
    ]
    ranges = [("Ark1", "B2:B4"), ("Ark1", "C2:C3")] if merged else []
    draft = read(workbook({"Ark1": rows}, merged=ranges))
    assert tree(draft) == [
        ("Goal", "Trygg oppvekst", ""),
        ("Goal", "Ingen mobbing", "Trygg oppvekst"),
        ("Action", "Trivselsledere", "Ingen mobbing"),
        ("Action", "Uteskole", "Ingen mobbing"),
        ("Goal", "Alle leser", "Trygg oppvekst"),
        ("Action", "Bibliotek", "Alle leser"),
        ("Goal", "Grønn bygd", ""),
        ("Goal", "Mindre avfall", "Grønn bygd"),
        ("Action", "Kompost", "Mindre avfall"),
    ]
    assert [row.number for row in draft.rows if row.level == "hovedmal"] == ["1", "2"]


def test_parents_that_are_repeated_in_every_row_are_one_element() -> None:
    rows = [
        ["Innsatsområde", "Mål", "Tiltak"],
        ["Barn", "1.1 Alle trives", "Leker"],
        ["Barn", "1.1 Alle trives", "Benker"],
        ["Eldre", "2.1 Alle trives", "Kor"],
    ]
    draft = read(workbook({"Ark1": rows}))
    goals = [(row.text, row.number, len(row.slices)) for row in draft.rows if row.kind == Kind.GOAL]
    assert goals == [
        ("Barn", "", 2),
        ("Alle trives", "1.1", 2),
        ("Eldre", "", 1),
        ("Alle trives", "2.1", 1),
    ]


def test_banners_between_tables_stand_above_the_rows_below_them() -> None:
    rows = [
        ["Mål 1: Gode liv"],
        ["Tiltak", "Ansvar", "Tidsfrist"],
        ["Kor", "Kultur", "2026"],
        [],
        ["Delmål 1.2", "Alle er med"],
        ["Tiltak", "Ansvar", "Tidsfrist"],
        ["Skyss", "Teknisk", "2027"],
    ]
    draft = read(workbook({"Ark1": rows}))
    assert tree(draft) == [
        ("Goal", "Gode liv", ""),
        ("Action", "Kor", "Gode liv"),
        ("Goal", "Alle er med", "Gode liv"),
        ("Action", "Skyss", "Alle er med"),
    ]
    assert draft.rows[3].properties == {"responsible": "Teknisk", "deadline": "2027"}
    assert [row.number for row in draft.rows] == ["1", "", "1.2", ""]


def test_a_banner_over_the_whole_table_is_guessed_to_be_a_focus_area() -> None:
    rows = [["Tiltak", "Ansvar", "Frist"], ["Barn og unge"], ["Leker", "Skole", "2026"]]
    draft = read(workbook({"Ark1": rows}, merged=[("Ark1", "A2:C2")]))
    assert tree(draft) == [("Goal", "Barn og unge", ""), ("Action", "Leker", "Barn og unge")]
    assert draft.rows[0].level == "satsingsomrade"
    assert codes(draft, "Barn og unge") == {"kind-guessed"}


def test_a_column_of_types_says_what_the_texts_are() -> None:
    rows = [
        ["Type", "Tekst", "Nr"],
        ["Hovedmål", "Trygt samfunn", "1"],
        ["Delmål", "Trygge veier", "1.1"],
        ["Strategi", "Bygge fortau", None],
        ["Delmål", "Trygge hjem", "1.2"],
        ["Utfordring", "Mye trafikk", None],
        ["Tiltak", "Tilsyn", None],
    ]
    draft = read(workbook({"Ark1": rows}))
    assert tree(draft)[1:] == [
        ("Goal", "Trygge veier", "Trygt samfunn"),
        ("Strategy", "Bygge fortau", "Trygge veier"),
        ("Goal", "Trygge hjem", "Trygt samfunn"),
        ("Action", "Tilsyn", "Trygge hjem"),
    ]
    assert left(draft) == ["Utfordring", "Mye trafikk"]
    assert ("kind-unknown", ("«Ark1» A6", "Utfordring")) in draft.document.warnings


def test_goals_of_one_sheet_are_referred_to_from_another_by_number_or_text() -> None:
    sheets = {
        "Tiltak": [
            ["Nr", "Mål", "Tiltak"],
            ["1.1", "1", "Kor"],
            ["2.1", "Grønn bygd", "Trær"],
            ["9.1", "9", "Uten mål"],
        ],
        "Mål": [["Nr", "Mål"], ["1", "Gode liv"], ["2", "Grønn bygd"]],
    }
    draft = read(workbook(sheets))
    assert tree(draft) == [
        ("Goal", "Gode liv", ""),
        ("Action", "Kor", "Gode liv"),
        ("Goal", "Grønn bygd", ""),
        ("Action", "Trær", "Grønn bygd"),
        ("Action", "Uten mål", "9"),
    ]
    assert codes(draft, "Uten mål") == {"parent-missing"}


def test_a_cell_with_bullets_is_several_actions() -> None:
    rows = [
        ["Mål", "Tiltak"],
        ["Gode liv", "Vi skal:\n- synge,\n  høyt\n- danse"],
        ["Ro", "Sove\nHvile"],
    ]
    draft = read(workbook({"Ark1": rows}))
    texts = [row.text for row in draft.rows if row.kind == Kind.ACTION]
    assert texts == ["synge, høyt", "danse", "Sove", "Hvile"]
    assert codes(draft, "Sove") == codes(draft, "Hvile") == {"cell-split"}
    assert left(draft) == []


def test_a_line_that_goes_on_is_not_split() -> None:
    rows = [["Mål", "Tiltak"], ["Gode liv", "Bygge fortau og\nGangveier"]]
    assert read(workbook({"Ark1": rows})).rows[1].text == "Bygge fortau og Gangveier"


@pytest.mark.parametrize("text", ["10 prosent flere kor", "1. mai feires", "2030: alle med"])
def test_figures_that_are_no_numbers_stay_in_the_text(text: str) -> None:
    row = read(workbook({"Ark1": [["Mål", "Frist"], [text, "2030"]]})).rows[0]
    assert (row.text, row.number) == (text, "")


def test_numbers_that_a_spreadsheet_spoilt_are_mended_or_told_of() -> None:
    rows = [["Nr", "Mål"], [2.9, "A b"], [2.1, "C d"], [2.1, "E f"], ["01.02", "G h"]]
    draft = read(workbook({"Ark1": rows}, formats={("Ark1", "A2"): "0.0"}))
    assert [row.number for row in draft.rows] == ["2.9", "2.1", "2.10", "01.02"]
    assert codes(draft, "C d") == {"number-typed"}
    assert codes(draft, "E f") == {"number-ten"}


def test_who_and_when_in_one_cell_are_parted() -> None:
    rows = [["Tiltak", "Ansvar/frist"], ["Kor", "Kultur / høsten 2026"], ["Sti", "Park"]]
    draft = read(workbook({"Ark1": rows}))
    assert draft.rows[0].properties == {"responsible": "Kultur", "deadline": "høsten 2026"}
    assert draft.rows[1].properties == {"responsible": "Park"}


def test_columns_that_are_not_known_are_kept_as_unplaced_blocks() -> None:
    rows = [["Mål", "Tiltak", "Klimaeffekt", "Kostnad"], ["Gode liv", "Kor", "liten", 100]]
    draft = read(workbook({"Ark1": rows}))
    assert left(draft) == ["liten", "100"]
    block = next(b for b in draft.document.blocks if draft.document.text_of(b) == "liten")
    assert (block.header, block.place.sheet, block.place.row, block.place.column) == (
        "Klimaeffekt",
        "Ark1",
        2,
        "C",
    )


def test_a_sheet_without_known_columns_is_told_of_beside_others() -> None:
    sheets = {"Ark1": [["Mål"], ["Gode liv"]], "Priser": [["Farge", "Kroner"], ["blå", 2]]}
    draft = read(workbook(sheets))
    assert warned(draft) == {"sheet-unread"}
    assert left(draft) == ["Farge", "Kroner", "blå", "2"]


def test_no_known_column_at_all_is_refused_with_sheet_and_headers() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(workbook({"Priser": [["Liste"], ["Farge", "Kroner"], ["blå", 2]]}))
    assert refused.value.reason == "no-columns"
    message = refusal_in(refused.value, "nb")
    assert "«Priser»" in message
    assert "«Farge», «Kroner»" in message


@pytest.mark.parametrize(
    ("header", "kind", "level"),
    [
        ("HOVEDMÅL", Kind.GOAL, "hovedmal"),
        ("Hovudmål", Kind.GOAL, "hovedmal"),
        ("Satsningsområde", Kind.GOAL, "satsingsomrade"),
        ("Strategiane", Kind.STRATEGY, ""),
        ("Tiltak (kort)", Kind.ACTION, ""),
        ("Aktiviteter 2025", Kind.ACTION, ""),
        ("Main goals", Kind.GOAL, "hovedmal"),
        ("Startegi", Kind.STRATEGY, ""),
    ],
)
def test_names_of_columns_are_known_in_many_forms(header: str, kind: Kind, level: str) -> None:
    row = read(workbook({"Ark1": [[header, "Ansvarlig"], ["Synge sammen", "Kor"]]})).rows[0]
    assert (row.kind, row.level) == (kind, level)


def test_cycles_and_own_parents_are_kept_for_the_check_to_find() -> None:
    rows = [
        ["ID", "Type", "Tekst", "Overordnet"],
        ["a", "Mål", "Første mål", "b"],
        ["b", "Mål", "Andre mål", "a"],
        ["c", "Mål", "Tredje mål", "c"],
        ["d", "Mål", "Fjerde mål", "c"],
    ]
    draft = read(workbook({"Ark1": rows}))
    assert {row.id: row.parent for row in draft.rows} == {"a": "b", "b": "a", "c": "c", "d": "c"}
    check_draft(draft)
    assert "cycle" in codes(draft, "Første mål")
    assert "own-parent" in codes(draft, "Tredje mål")


def test_duplicate_ids_and_numbers_are_doubtful() -> None:
    rows = [
        ["ID", "Nr", "Type", "Tekst", "Overordnet"],
        ["a", "1", "Mål", "Første mål", None],
        ["a", "1", "Mål", "Andre mål", None],
        ["s", "", "Strategi", "En vei", "1"],
    ]
    draft = read(workbook({"Ark1": rows}))
    assert codes(draft, "Andre mål") == {"id-repeats"}
    assert codes(draft, "En vei") == {"parent-several"}


def test_thousands_of_goals_in_a_circle_do_not_stop_the_reading() -> None:
    lines = "".join(f"m{n};Mål;Tekst {n};m{(n + 1) % 3000}\n" for n in range(3000))
    draft = read(f"ID;Type;Tekst;Overordnet\n{lines}".encode(), "plan.csv")
    assert len(draft.rows) == 3000


def test_groups_of_columns_say_what_the_texts_under_them_are() -> None:
    rows = [
        ["Mål", None, "Tiltak", None, "Oppfølging", None],
        ["Nr", "Tekst", "Nr", "Tekst", "Ansvar", "Frist"],
        ["1", "God oppvekst", "1.1", "Fritidskort", "Kultur", "2027"],
        [None, None, "1.2", "Leksehjelp", "Skole", None],
    ]
    ranges = [("Ark1", "A1:B1"), ("Ark1", "C1:D1"), ("Ark1", "E1:F1")]
    draft = read(workbook({"Ark1": rows}, merged=ranges))
    assert tree(draft) == [
        ("Goal", "God oppvekst", ""),
        ("Action", "Fritidskort", "God oppvekst"),
        ("Action", "Leksehjelp", "God oppvekst"),
    ]
    assert [row.number for row in draft.rows] == ["1", "1.1", "1.2"]
    assert draft.rows[1].properties == {"responsible": "Kultur", "deadline": "2027"}


def test_a_row_below_the_headers_may_divide_them() -> None:
    rows = [
        ["Mål", "Tiltak", "Oppfølging"],
        [None, None, "Ansvar", "Frist"],
        ["Ro", "Kor", "Kultur", 2027],
    ]
    draft = read(workbook({"Ark1": rows}, merged=[("Ark1", "C1:D1")]))
    assert draft.rows[1].properties == {"responsible": "Kultur", "deadline": "2027"}
    assert left(draft) == []


def test_what_is_aimed_at_is_a_finding_about_the_element_to_its_left() -> None:
    rows = [
        ["Delmål", "Indikator", "Måltall", "Tiltak"],
        ["Flere leser", "Utlån", "80 %", "Bokbuss"],
    ]
    draft = read(workbook({"Ark1": rows}))
    assert ("Target", "80 %", "Flere leser") in tree(draft)
    target = next(row for row in draft.rows if row.kind == Kind.TARGET)
    assert target.properties == {"targetValue": "80", "unit": "%", "indicator": "Utlån"}
    assert left(draft) == []


def test_a_banner_above_headers_that_are_repeated_stands_above_what_follows() -> None:
    rows = [
        ["Fokusområde 1: Natur"],
        ["Mål", "Tiltak"],
        ["Verne myr", "Kart"],
        [],
        ["Fokusområde 2: Avfall"],
        ["Mål", "Tiltak"],
        ["Mindre søppel", "Sortering"],
    ]
    assert tree(read(workbook({"Ark1": rows}))) == [
        ("Goal", "Natur", ""),
        ("Goal", "Verne myr", "Natur"),
        ("Action", "Kart", "Verne myr"),
        ("Goal", "Avfall", ""),
        ("Goal", "Mindre søppel", "Avfall"),
        ("Action", "Sortering", "Mindre søppel"),
    ]


@pytest.mark.parametrize("word", ["Sum", "Totalt", "Sum tiltak 2025:", "Til saman"])
def test_a_row_of_sums_is_no_element_and_is_listed(word: str) -> None:
    rows = [["Mål", "Tiltak", "Kostnad"], ["Gode veier", "Asfalt", 100], [word, None, 100]]
    draft = read(workbook({"Ark1": rows}))
    assert [row.text for row in draft.rows] == ["Gode veier", "Asfalt"]
    assert word in left(draft)


def test_one_column_has_the_numbers_of_goals_and_actions_that_stand_in_stairs() -> None:
    rows = [
        ["No.", "Goal", "Objective", "Action"],
        ["1", "A green town"],
        ["1.1", None, "More trees"],
        ["1.1.1", None, None, "Plant oaks"],
        ["1.1.2", None, None, "Plant elms"],
        ["2", "A calm town"],
        ["2.1", None, "Fewer cars"],
    ]
    draft = read(workbook({"Sheet1": rows}))
    assert [row.number for row in draft.rows] == ["1", "1.1", "1.1.1", "1.1.2", "2", "2.1"]
    assert left(draft) == []


def test_headers_tell_of_the_language_where_the_texts_are_too_short() -> None:
    assert read(b"Goal,Action\nGreen town,Plant oaks\n", "plan.csv").facts.language == "en"
    assert read("Hovudmål;Tiltak\nGrøn by;Plante eik\n".encode(), "plan.csv").facts.language == "nn"


def test_notes_below_a_table_are_no_goals_and_are_listed() -> None:
    rows = [
        ["Mål", "Tiltak"],
        ["Gode veier", "Asfalt"],
        [],
        ["Merknad: Tabellen er foreløpig."],
        ["Kilde: Storvik kommune"],
    ]
    draft = read(workbook({"Ark1": rows}))
    assert [row.text for row in draft.rows] == ["Gode veier", "Asfalt"]
    assert left(draft) == [rows[3][0], rows[4][0]]


def test_rows_whose_numbers_gather_others_in_a_list_of_actions_are_goals() -> None:
    rows = [
        ["Nr.", "Tiltak", "Ansvar", "Frist"],
        ["1", "God folkehelse"],
        ["1.1", "Lære å svømme", "Kultur", 2031],
        ["1.2", "Tegne turkart", "Kultur", 2032],
        ["2", "Trygge skoler"],
        ["2.1", "Miljøteam", "Oppvekst", 2031],
    ]
    draft = read(workbook({"Ark1": rows}))
    assert tree(draft) == [
        ("Goal", "God folkehelse", ""),
        ("Action", "Lære å svømme", "God folkehelse"),
        ("Action", "Tegne turkart", "God folkehelse"),
        ("Goal", "Trygge skoler", ""),
        ("Action", "Miljøteam", "Trygge skoler"),
    ]
    assert codes(draft, "God folkehelse") == {"kind-guessed"}


def test_a_number_that_repeats_under_another_action_gathers_nothing() -> None:
    rows = [["Nr", "Mål", "Tiltak"], ["1", "Gode veier", "Asfalt"], ["1.1", "", "Maling"]]
    draft = read(workbook({"Ark1": rows}))
    assert [row.kind for row in draft.rows] == [Kind.GOAL, Kind.ACTION, Kind.ACTION]


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Strategic goal", Kind.GOAL),
        ("Kommunens mål", Kind.GOAL),
        ("Forslag til tiltak", Kind.ACTION),
        ("Hvordan skal vi gjøre det? (tiltak)", Kind.ACTION),
    ],
)
def test_names_of_columns_are_known_by_their_last_word_and_by_brackets(
    header: str, kind: Kind
) -> None:
    draft = read(workbook({"Ark1": [[header, "Ansvar"], ["Gode veier", "Teknisk"]]}))
    assert [row.kind for row in draft.rows] == [kind]


@pytest.mark.parametrize("header", ["Antall tiltak", "Effekt av tiltak", "Ansvar (tiltak)"])
def test_columns_that_are_about_actions_hold_none(header: str) -> None:
    draft = read(workbook({"Ark1": [["Mål", header, "Frist"], ["Gode veier", "Mange", "2031"]]}))
    assert [row.text for row in draft.rows] == ["Gode veier"]


def test_a_title_page_tells_of_the_plan() -> None:
    cover = [
        ["Storvik kommune"],
        ["Handlingsplan for folkehelse 2031–2034"],
        ["Vedtatt av kommunestyret 12.12.2030"],
    ]
    rows = [["Mål", "Tiltak"], ["Gode liv", "Kor"]]
    draft = read(workbook({"Forside": cover, "Tiltak": rows}))
    facts = draft.facts
    assert (facts.title, facts.body) == (cover[1][0], "Storvik kommune")
    assert (facts.start_year, facts.end_year) == ("2031", "2034")
    assert facts.adopted_on == "2030-12-12"
    assert left(draft) == [cover[0][0], cover[2][0]]


def test_an_english_action_plan_is_read_with_who_and_when() -> None:
    rows = [
        ["Goal", "Key actions", "Lead", "Target date", "KPI"],
        ["Cut emissions", "Buy buses", "Transport", "2036", "Buses in use"],
    ]
    draft = read(workbook({"Plan": rows}))
    assert tree(draft) == [("Goal", "Cut emissions", ""), ("Action", "Buy buses", "Cut emissions")]
    assert draft.rows[1].properties == {"responsible": "Transport", "deadline": "2036"}
    assert left(draft) == ["Buses in use"]
