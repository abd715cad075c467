"""Rows: slices, texts, hyphens, doubts, vision and values; nothing is lost."""

from __future__ import annotations

import pytest

from planvev.errors import DocumentRefused
from planvev.ingest.account import account_for_draft
from planvev.ingest.document import Block, BlockKind, Document
from planvev.ingest.draft import Kind, Row
from planvev.ingest.elements import Role
from planvev.ingest.hints import Hints
from planvev.ingest.limits import BLOCKS_MAX
from planvev.ingest.recognise import recognise_document
from planvev.ingest.recognise.pieces import LINE_MAX

from .reading import draft_of, texts_of, tree_of


def _codes(row: Row) -> list[str]:
    return [doubt.code for doubt in row.doubts]


def test_slices_hold_the_wording_without_number_bullet_and_page_foot() -> None:
    text = """<!-- side 1 -->
Mål 1: Alle barn trives
Strategier:
• Bygge skoler som er åpne for hele
Solvik kommune
1
<!-- side 2 -->
bygda
Solvik kommune
2
"""
    draft = draft_of(text)
    goal, strategy = draft.rows
    source = draft.document.text
    assert [source[piece.start : piece.end] for piece in goal.slices] == ["Alle barn trives"]
    assert strategy.text == "Bygge skoler som er åpne for hele bygda"
    assert len(strategy.slices) == 2
    assert "joined" in _codes(strategy)
    assert (strategy.place.page, strategy.place.line) == (1, 4)
    assert account_for_draft(draft).unplaced == ()


def test_a_word_cut_at_a_lines_end_is_joined_where_the_text_has_it_whole() -> None:
    text = (
        "Mål: Forskningen vokser\nStrategier:\n• støtte forsk-\nningen i nord\n• Om forskningen\n"
    )
    draft = draft_of(text)
    strategy = draft.rows[1]
    assert strategy.text == "støtte forskningen i nord"
    assert _codes(strategy) == []
    place = draft.document.text.index("-\n")
    assert draft.dehyphenated == {place: "forskningen"}


def test_a_word_that_stands_nowhere_else_is_joined_with_a_doubt() -> None:
    draft = draft_of("Mål: Alle trives\nStrategier:\n• støtte korps-\ngrendene i nord\n• Bygge\n")
    assert draft.rows[1].text == "støtte korpsgrendene i nord"
    assert _codes(draft.rows[1]) == ["hyphen"]


def test_a_suspended_hyphen_stays() -> None:
    draft = draft_of("Mål: Alle trives\nStrategier:\n• støtte kultur-\nog idrettslag\n• Bygge\n")
    assert draft.rows[1].text == "støtte kultur- og idrettslag"
    assert draft.dehyphenated == {}


def test_a_missing_number_is_doubted_at_the_goal_after_the_gap() -> None:
    draft = draft_of("Våre mål:\n1. Alle trives\n2. Alle er trygge\n\nMål 4: Alle lærer mer\n")
    assert [_codes(row) for row in draft.rows] == [[], [], ["number-gap"]]


def test_vision_and_values_are_read_from_lead_ins_and_from_sentences() -> None:
    led = draft_of("Visjon\nSammen mot havet\n\nVerdier\n• Åpen\n• Modig\n")
    assert texts_of(led, Kind.VISION) == ["Sammen mot havet"]
    assert texts_of(led, Kind.VALUE) == ["Åpen", "Modig"]
    told = draft_of("Visjonen vår er «Rom for alle». Verdiene våre er åpen, modig og nær.\n")
    assert texts_of(told, Kind.VISION) == ["Rom for alle"]
    assert texts_of(told, Kind.VALUE) == ["åpen", "modig", "nær"]
    assert {piece.role for row in told.rows[1:] for piece in row.slices} == {Role.QUOTATION}


def test_numbers_that_word_counts_say_what_a_paragraph_is() -> None:
    texts = ("Alle barn trives", "Skolen er trygg", "Strategier:", "Bygge ut", "Pusse opp")
    text = "\n".join(texts)
    places = [(text.index(each), text.index(each) + len(each)) for each in texts]
    blocks = (
        Block(*places[0], BlockKind.HEADING, level=2, number="Mål 1"),
        Block(*places[1], BlockKind.HEADING, level=3, number="1.1"),
        Block(*places[2], bold=True),
        Block(*places[3], BlockKind.ITEM, level=1),
        Block(*places[4], BlockKind.ITEM, level=1),
    )
    document = Document("plan.docx", "docx", text, blocks, "0" * 64)
    assert tree_of(recognise_document(document, Hints())) == [
        "Goal 1 Alle barn trives",
        "  Goal 1.1 Skolen er trygg",
        "    Strategy Bygge ut",
        "    Strategy Pusse opp",
    ]


def test_marks_without_text_give_no_rows() -> None:
    for text in ("•", "Mål 2", "Strategi:", "**\n", "MÅL"):
        draft = draft_of(text)
        assert all(row.text for row in draft.rows)
        assert account_for_draft(draft).unplaced == ()


def test_every_way_to_cut_a_plan_gives_a_draft_without_loss() -> None:
    text = "# Plan\n\nMål\n• a b c\n\nStrategier:\n- d e\n- f g\n\nVisjonen er «Håp».\n\n**x:** y\n"
    for end in range(1, len(text)):
        if text[:end].strip():
            draft = draft_of(text[:end])
            assert account_for_draft(draft).unplaced == ()
            ids = {""}
            for row in draft.rows:
                assert row.parent in ids
                ids.add(row.id)


def test_a_line_longer_than_a_plan_is_one_row_and_pieces_beyond_the_limit_are_refused() -> None:
    draft = draft_of("• a " * (LINE_MAX // 4 + 1))
    assert len(draft.rows) == 1
    with pytest.raises(DocumentRefused) as caught:
        draft_of("• a " * (BLOCKS_MAX + 1))
    assert caught.value.reason == "too-many-blocks"
