"""Each row gets an IRI that stays, and a place among its siblings."""

from __future__ import annotations

import pytest

from planvev.ingest.draft import Kind, Row
from planvev.ingest.elements import Role, Slice
from planvev.ingest.identify import identify
from unit.ingest.drafts import draft_of, goal, strategy


def test_a_number_that_only_one_goal_has_makes_its_iri() -> None:
    paths = identify(draft_of(goal("a", "A", "1"), goal("b", "B", "1.1", "a"))).paths
    assert paths == {"a": "goal/1", "b": "goal/1.1"}


def test_numbers_that_restart_make_no_iri_and_the_wording_does() -> None:
    first = identify(draft_of(goal("a", "Bekkene er åpne", "1"), goal("b", "Isen er trygg", "1")))
    again = identify(draft_of(goal("x", "Isen er trygg", "1"), goal("y", "Bekkene er åpne", "1")))
    assert first.paths["a"] == again.paths["y"]
    assert first.paths["a"].startswith("goal/t")
    assert len(set(first.paths.values())) == 2


def test_a_strategy_without_a_number_keeps_its_iri_when_another_comes_before_it() -> None:
    one = identify(draft_of(goal("a", "A", "1"), strategy("b", "Rydde bekkeløp", "a")))
    two = identify(
        draft_of(
            goal("a", "A", "1"),
            strategy("n", "Kalke vann", "a"),
            strategy("b", "Rydde bekkeløp", "a"),
        )
    )
    assert one.paths["b"] == two.paths["b"]


def test_the_same_wording_twice_gets_two_iris() -> None:
    paths = identify(draft_of(goal("a", "Alle trives"), goal("b", "Alle trives"))).paths
    assert paths["b"] == f"{paths['a']}-2"


def test_places_are_counted_among_siblings_of_a_kind() -> None:
    draft = draft_of(
        goal("a", "A", "1"),
        strategy("b", "B", "a"),
        strategy("c", "C", "a"),
        goal("d", "D", "2"),
        strategy("e", "E", "d"),
    )
    elements = identify(draft).extraction.elements
    assert [element.position for element in elements] == [1, 1, 2, 2, 1]


def test_running_text_is_counted_below_what_it_stands_under() -> None:
    draft = draft_of(
        Row("h", Kind.SECTION, "Om bekkene"),
        Row("p", Kind.SECTION, "Bekkene lå lenge i rør. Nå åpnes de.", "h"),
        Row("q", Kind.SECTION, "Det tar tid, og det koster.", "h"),
    )
    assert list(identify(draft).paths.values()) == [
        "section/om-bekkene",
        "section/om-bekkene/section/1",
        "section/om-bekkene/section/2",
    ]


def test_a_row_before_its_parent_is_identified_all_the_same() -> None:
    paths = identify(draft_of(goal("b", "B", "1.1", "a"), goal("a", "A", "1"))).paths
    assert paths == {"a": "goal/1", "b": "goal/1.1"}


def test_a_circle_ends() -> None:
    paths = identify(draft_of(goal("a", "A", parent="b"), goal("b", "B", parent="a"))).paths
    assert len(set(paths.values())) == 2


@pytest.mark.parametrize(
    ("level", "parent", "expected"),
    [("", "", "hovedmal"), ("", "o", "delmal"), ("delmal", "", "hovedmal"),
     ("satsingsomrade", "", "satsingsomrade"), ("hovedmal", "o", "delmal")],
)  # fmt: skip
def test_a_level_fits_the_place(level: str, parent: str, expected: str) -> None:
    row = goal("a", "A", parent=parent)
    row.level = level
    elements = identify(draft_of(goal("o", "Over"), row)).extraction.elements
    assert elements[1].properties["goalLevel"] == expected


def test_a_text_that_was_changed_by_hand_is_no_wording_of_the_document() -> None:
    draft = draft_of(goal("a", "Bekkene er åpne"))
    draft.rows[0].text = "Alle bekker er åpne"
    element = identify(draft).extraction.elements[0]
    assert (element.text, element.label, element.slices) == ("", "Alle bekker er åpne", [])


def test_a_text_that_was_cut_by_hand_is_found_in_the_document() -> None:
    draft = draft_of(goal("a", "Mål: Bekkene  er åpne"))
    draft.rows[0].text = "Bekkene er åpne"
    element = identify(draft).extraction.elements[0]
    assert element.text == "Bekkene er åpne"
    assert element.slices == [Slice(5, 21)]


def test_words_that_belong_to_another_row_are_not_taken_from_it() -> None:
    draft = draft_of(goal("a", "Bekkene er åpne"), goal("b", "Isen"))
    draft.rows[1].text, draft.rows[1].slices = "Bekkene er åpne", []
    assert identify(draft).extraction.elements[1].text == ""


def test_a_joined_word_is_a_wording() -> None:
    draft = draft_of(goal("a", "Bekke- løpene er åpne"))
    draft.rows[0].text = "Bekkeløpene er åpne"
    draft.dehyphenated = {5: "Bekkeløpene"}
    element = identify(draft).extraction.elements[0]
    assert element.text == "Bekkeløpene er åpne"
    assert element.slices


def test_a_finding_quotes_a_field() -> None:
    draft = draft_of(goal("a", "A", "1"), Row("m", Kind.MENTION, "Elveeierlaget", "a"))
    finding = identify(draft).extraction.findings[0]
    assert (finding.path, finding.parent) == ("goal/1/mention/i1", "goal/1")
    assert [piece.role for piece in finding.slices] == [Role.FIELD]


def test_what_a_paragraph_names_is_quoted_from_it_and_owns_no_character() -> None:
    draft = draft_of(Row("p", Kind.SECTION, "Visjonen vår er å være et «Sted i flyt», alltid."))
    vision = Row("v", Kind.VISION, "Sted i flyt", slices=[Slice(27, 38)])
    draft.rows.append(vision)
    paragraph, element = identify(draft).extraction.elements
    assert [piece.role for piece in paragraph.slices] == [Role.WORDING]
    assert [(piece.start, piece.end, piece.role) for piece in element.slices] == [
        (27, 38, Role.QUOTATION)
    ]
    assert element.text == "Sted i flyt"
