"""Edits of a draft: what becomes of its rows, of their places, and of the text they let go."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

import pytest

from planvev.ingest.account import account_for_draft
from planvev.ingest.document import Block, BlockKind, Document, Place
from planvev.ingest.draft import Doubt, Draft, Kind, Row
from planvev.ingest.draft_tree import may_stand_under, ordered, possible_parents
from planvev.ingest.editing import (
    EditRefused,
    change_facts,
    change_row,
    indent_row,
    mark_furniture,
    merge_with_previous,
    move_row,
    outdent_row,
    place_text,
    release_furniture,
    remove_row,
    settle,
    split_row,
)
from planvev.ingest.elements import Furniture, Role, Slice

LINES = (
    "Side 1",
    "1 Et godt sted å bo",
    "Solvik skal være et godt sted å bo for alle.",
    "1.1 Barn skal oppleve trygg-\nhet i hverdagen",
    "Kommunen vil:",
    "bygge ut helsestasjonen og styrke fritidstilbudet",
    "lage en plan for trygge skoleveier",
    "Side 2",
    "2 Et grønt næringsliv",
)


def document() -> Document:
    text = "\n".join(LINES)
    blocks = []
    start = 0
    for number, line in enumerate(LINES, start=1):
        blocks.append(
            Block(start, start + len(line), BlockKind.PARAGRAPH, place=Place(line=number))
        )
        start += len(line) + 1
    return Document("plan.txt", "text", text, tuple(blocks), "0" * 64)


def at(words: str) -> Slice:
    start = "\n".join(LINES).index(words)
    return Slice(start, start + len(words))


def draft() -> Draft:
    """Return two goals, a sub-goal and two strategies; the page marks and a sentence unplaced."""
    hyphen = "\n".join(LINES).index("-\nhet")
    rows = [
        Row("a", Kind.GOAL, "Et godt sted å bo", number="1", level="hovedmal"),
        Row("b", Kind.GOAL, "Barn skal oppleve trygghet i hverdagen", "a", "1.1", "delmal"),
        Row("c", Kind.STRATEGY, LINES[5], "b"),
        Row("d", Kind.STRATEGY, LINES[6], "b"),
        Row("e", Kind.GOAL, "Et grønt næringsliv", number="2", level="hovedmal"),
    ]
    places = [
        "Et godt sted å bo",
        "Barn skal oppleve trygg-\nhet i hverdagen",
        LINES[5],
        LINES[6],
        "Et grønt næringsliv",
    ]
    for row, place in zip(rows, places, strict=True):
        row.slices = [at(place)]
        row.doubts = [Doubt("kind-guessed", ("mål",))]
    return Draft(
        document(),
        rows,
        furniture=[
            Furniture(at("1 Et").start, at("1 Et").start + 1, "number"),
            Furniture(at("1.1").start, at("1.1").end, "number"),
            Furniture(at("Kommunen vil:").start, at("Kommunen vil:").end, "lead-in"),
            Furniture(at("2 Et").start, at("2 Et").start + 1, "number"),
        ],
        dehyphenated={hyphen: "trygghet"},
    )


def shape(of: Draft) -> list[str]:
    """Return the rows as lines: depth, id."""
    return [f"{'-' * depth}{row.id}" for row, depth in ordered(of)]


def unplaced(of: Draft) -> list[str]:
    text = of.document.text
    return [text[a:b] for use in account_for_draft(of).unplaced for a, b in use.left]


def words_of(of: Draft, row: str) -> str:
    return " ".join(of.document.text[p.start : p.end] for p in of.row(row).slices)


def test_the_draft_of_these_tests_leaves_three_texts_unplaced() -> None:
    assert unplaced(draft()) == ["Side 1", LINES[2], "Side 2"]
    assert shape(draft()) == ["a", "-b", "--c", "--d", "e"]


EDITS: list[Callable[[Draft], Draft]] = [
    lambda of: change_row(of, "c", kind=Kind.ACTION, text="bygge ut helsestasjonen"),
    lambda of: move_row(of, "d", -1),
    lambda of: split_row(of, "c", ["bygge ut helsestasjonen og", "styrke fritidstilbudet"]),
    lambda of: merge_with_previous(of, "d"),
    lambda of: remove_row(of, "b"),
    lambda of: place_text(of, *span(LINES[2]), Kind.SECTION),
    lambda of: mark_furniture(of, *span("Side 1")),
    lambda of: release_furniture(of, *span("Kommunen vil:")),
    lambda of: change_row(of, "c", text=f"Kommunen vil: {LINES[5]}"),
    lambda of: change_facts(of, {"title": "Kommuneplan"}),
]


def span(words: str) -> tuple[int, int]:
    return at(words).start, at(words).end


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_leaves_the_draft_it_was_given_as_it_was(edit: Callable[[Draft], Draft]) -> None:
    given = draft()
    changed = edit(given)
    assert given == draft()
    assert changed != given


@pytest.mark.parametrize("edit", EDITS)
def test_no_character_is_lost_by_an_edit(edit: Callable[[Draft], Draft]) -> None:
    changed = edit(draft())
    owned = [(p.start, p.end) for row in changed.rows for p in row.slices]
    owned += [(p.start, p.end) for p in changed.furniture]
    owned += [piece for use in account_for_draft(changed).unplaced for piece in use.left]
    held = {place for start, end in owned for place in range(start, end)}
    text = changed.document.text
    assert [text[n] for n in range(len(text)) if not text[n].isspace() and n not in held] == []


def test_saving_a_row_settles_what_was_doubted_of_it_and_says_what_its_structure_lacks() -> None:
    changed = change_row(draft(), "c", parent="")
    assert [doubt.code for doubt in changed.row("c").doubts] == ["no-parent"]
    assert [doubt.code for doubt in changed.row("d").doubts] == ["kind-guessed"]
    assert settle(draft(), "d").row("d").doubts == []


def test_a_goal_that_becomes_a_strategy_has_no_level_and_no_old_address() -> None:
    given = draft()
    given.row("b").path = "goal/1.1"
    changed = change_row(given, "b", kind=Kind.STRATEGY).row("b")
    assert (changed.kind, changed.level, changed.path) == (Kind.STRATEGY, "", "")
    assert change_row(given, "b", number=" 1.2 ").row("b").path == "goal/1.1"


def test_a_text_cut_short_lets_go_of_the_rest() -> None:
    changed = change_row(draft(), "c", text="bygge ut  helsestasjonen")
    assert words_of(changed, "c") == "bygge ut helsestasjonen"
    assert "og styrke fritidstilbudet" in unplaced(changed)


def test_a_text_drawn_out_takes_the_unplaced_words_that_follow_it() -> None:
    short = change_row(draft(), "c", text="bygge ut helsestasjonen")
    changed = change_row(short, "c", text=LINES[5])
    assert words_of(changed, "c") == LINES[5]
    assert unplaced(changed) == unplaced(draft())


def test_a_text_over_a_joined_hyphen_keeps_its_place() -> None:
    changed = change_row(draft(), "b", text="oppleve trygghet i hverdagen")
    assert words_of(changed, "b") == "oppleve trygg-\nhet i hverdagen"
    assert len(changed.row("b").slices) == 1


def test_a_text_takes_what_was_set_aside_before_it_and_leaves_the_rest_aside() -> None:
    given = draft()
    lead_in = at("Kommunen vil:")
    changed = change_row(given, "c", text=f"vil: {LINES[5]}")
    assert words_of(changed, "c") == f"vil:\n{LINES[5]}"
    assert Furniture(lead_in.start, lead_in.start + len("Kommunen"), "lead-in") in changed.furniture
    assert unplaced(changed) == unplaced(given)


def test_text_that_was_set_aside_is_brought_back_without_a_place() -> None:
    changed = release_furniture(draft(), *span("Kommunen vil:"))
    assert "Kommunen vil:" in unplaced(changed)
    with pytest.raises(EditRefused) as caught:
        release_furniture(changed, *span("Kommunen vil:"))
    assert caught.value.reason == "not-aside"


def test_a_text_that_the_document_has_not_keeps_its_place_and_is_noted() -> None:
    changed = change_row(draft(), "c", text="bygge helsestasjon")
    assert words_of(changed, "c") == LINES[5]
    assert [doubt.code for doubt in changed.row("c").doubts] == ["reworded"]


def test_a_text_never_takes_the_words_of_another_row() -> None:
    changed = change_row(draft(), "c", text=LINES[6])
    assert words_of(changed, "c") == LINES[5]
    assert words_of(changed, "d") == LINES[6]


def test_a_row_goes_with_all_below_it_past_its_neighbour() -> None:
    assert shape(move_row(draft(), "a", 1)) == ["e", "a", "-b", "--c", "--d"]
    assert shape(move_row(draft(), "d", -1)) == ["a", "-b", "--d", "--c", "e"]
    for row, by in (("a", -1), ("e", 1), ("b", 1), ("b", -1)):
        with pytest.raises(EditRefused):
            move_row(draft(), row, by)


def test_a_row_moves_in_under_its_neighbour_and_out_again() -> None:
    under = indent_row(draft(), "e")
    assert shape(under) == ["a", "-b", "--c", "--d", "-e"]
    assert shape(outdent_row(under, "e")) == shape(draft())
    for edit in (lambda: indent_row(draft(), "a"), lambda: outdent_row(draft(), "a")):
        with pytest.raises(EditRefused):
            edit()


@pytest.mark.parametrize("parent", ["a", "b", "c"])
def test_nothing_can_stand_under_itself_or_its_own(parent: str) -> None:
    with pytest.raises(EditRefused) as caught:
        change_row(draft(), "a", parent=parent)
    assert caught.value.reason == "circle"


def test_a_split_row_has_its_parts_where_they_stand() -> None:
    changed = split_row(draft(), "c", ["bygge ut helsestasjonen og", "", "styrke fritidstilbudet"])
    assert shape(changed) == ["a", "-b", "--c", "--n1", "--d", "e"]
    assert words_of(changed, "c") == "bygge ut helsestasjonen og"
    assert words_of(changed, "n1") == "styrke fritidstilbudet"
    assert (changed.row("n1").kind, changed.row("n1").number) == (Kind.STRATEGY, "")


def test_words_left_out_of_a_split_are_unplaced() -> None:
    changed = split_row(draft(), "c", ["bygge ut helsestasjonen", "styrke fritidstilbudet"])
    assert "og" in unplaced(changed)


def test_a_word_that_stands_twice_is_split_at_each_of_its_places() -> None:
    text = "lese og lese"
    row = Row("a", Kind.SECTION, text, slices=[Slice(0, len(text))])
    given = Draft(Document("x", "text", text, (Block(0, len(text)),), "0" * 64), [row])
    changed = split_row(given, "a", ["lese og", "lese"])
    assert changed.row("n1").slices == [Slice(8, 12)]


def test_a_row_in_one_part_is_not_split() -> None:
    with pytest.raises(EditRefused) as caught:
        split_row(draft(), "c", [LINES[5], " "])
    assert caught.value.reason == "one-part"


def test_a_merged_row_has_both_texts_and_both_places_and_what_stood_below() -> None:
    changed = merge_with_previous(draft(), "d")
    assert changed.row("c").text == f"{LINES[5]} {LINES[6]}"
    assert words_of(changed, "c") == f"{LINES[5]} {LINES[6]}"
    into_goal = merge_with_previous(draft(), "b")
    assert shape(into_goal) == ["a", "-c", "-d", "e"]
    with pytest.raises(EditRefused):
        merge_with_previous(draft(), "a")


def test_a_removed_row_leaves_its_text_unplaced_and_what_stood_below_it_where_it_stood() -> None:
    changed = remove_row(draft(), "b")
    assert shape(changed) == ["a", "-c", "-d", "e"]
    assert "Barn skal oppleve trygg-\nhet i hverdagen" in unplaced(changed)


def test_findings_go_with_the_row_that_they_are_about() -> None:
    given = draft()
    given.rows.append(Row("f", Kind.MENTION, "helsestasjonen", "c"))
    assert "f" not in [row.id for row in remove_row(given, "c").rows]
    assert merge_with_previous(given, "c").row("f").parent == "b"


def test_unplaced_text_becomes_a_row_where_it_stands() -> None:
    changed = place_text(draft(), *span(LINES[2]), Kind.SECTION, parent="a")
    made = changed.row("n1")
    assert shape(changed) == ["a", "-n1", "-b", "--c", "--d", "e"]
    assert (made.text, made.place.line) == (LINES[2], 3)
    assert unplaced(changed) == ["Side 1", "Side 2"]


def test_a_part_of_unplaced_text_becomes_a_row_and_the_rest_stays_unplaced() -> None:
    changed = place_text(draft(), *span(LINES[2]), Kind.SECTION, text="et godt sted å bo for alle.")
    assert "Solvik skal være" in unplaced(changed)
    with pytest.raises(EditRefused):
        place_text(draft(), *span(LINES[2]), Kind.SECTION, text="noe annet")


def test_a_new_row_stands_beside_its_like() -> None:
    short = change_row(draft(), "c", text="bygge ut helsestasjonen")
    made = place_text(short, *span("og styrke fritidstilbudet"), Kind.STRATEGY).row("n1")
    assert made.parent == "b"
    goal = place_text(draft(), *span(LINES[2]), Kind.GOAL).row("n1")
    assert (goal.parent, goal.level) == ("", "hovedmal")
    action = place_text(draft(), *span("Side 2"), Kind.ACTION).row("n1")
    assert action.parent == "b"


@pytest.mark.parametrize(("start", "end"), [(0, 3), (0, 10_000), (-1, 5), (7, 8), (10_000, 9)])
def test_only_what_is_listed_as_unplaced_can_be_placed(start: int, end: int) -> None:
    for edit in (
        lambda: place_text(draft(), start, end, Kind.SECTION),
        lambda: mark_furniture(draft(), start, end),
    ):
        with pytest.raises(EditRefused) as caught:
            edit()
        assert caught.value.reason == "not-unplaced"


def test_furniture_is_marked_wherever_it_reads_the_same() -> None:
    given = draft()
    changed = mark_furniture(given, *span("Side 1"))
    assert unplaced(changed) == [LINES[2], "Side 2"]
    text = re.sub("Side 2", "Side 1", given.document.text)
    same = Draft(Document("x", "text", text, given.document.blocks, "0" * 64), given.rows)
    same.furniture = given.furniture
    assert unplaced(mark_furniture(same, *span("Side 1"))) == [LINES[2]]


def test_facts_that_are_filled_in_are_no_longer_doubted() -> None:
    given = draft()
    given.facts.doubts = [Doubt("fact-guessed", ("Tittel", "Plan"))]
    changed = change_facts(given, {"title": "Kommuneplan", "language": "nb"})
    codes = [(doubt.code, doubt.arguments) for doubt in changed.facts.doubts]
    assert ("fact-missing", ("Tittel",)) not in codes
    assert ("fact-missing", ("Organ",)) in codes
    assert "fact-guessed" not in [code for code, _ in codes]


def test_a_row_that_is_not_there_is_refused() -> None:
    for edit in (
        lambda: change_row(draft(), "z"),
        lambda: change_row(draft(), "c", parent="z"),
        lambda: remove_row(draft(), "z"),
        lambda: place_text(draft(), *span("Side 1"), Kind.SECTION, parent="z"),
    ):
        with pytest.raises(EditRefused) as caught:
            edit()
        assert caught.value.reason == "no-row"


def test_repetitions_go_with_a_text_that_is_changed() -> None:
    given = draft()
    given.row("a").slices.append(Slice(*span(LINES[2]), Role.REPEATED))
    changed = change_row(given, "a", text="Et godt sted")
    assert [piece.role for piece in changed.row("a").slices] == [Role.WORDING]


def test_what_may_stand_where_is_what_the_check_says() -> None:
    assert may_stand_under(Kind.STRATEGY, Kind.GOAL)
    assert not may_stand_under(Kind.GOAL, Kind.STRATEGY)
    assert [row.id for row, _ in possible_parents(draft(), Kind.STRATEGY, "c")] == ["a", "b", "e"]
    assert [row.id for row, _ in possible_parents(draft(), Kind.GOAL, "a")] == ["e"]


def test_rows_in_a_circle_or_without_their_parent_are_all_shown_once() -> None:
    given = draft()
    given.row("a").parent = "b"
    given.row("e").parent = "gone"
    assert sorted(line.strip("-") for line in shape(given)) == ["a", "b", "c", "d", "e"]


def test_an_edit_of_three_thousand_rows_takes_no_second() -> None:
    words = [f"Mål nummer {n} er et mål" for n in range(3_000)]
    text = "\n".join(words)
    blocks, rows, start = [], [], 0
    for n, line in enumerate(words):
        blocks.append(Block(start, start + len(line)))
        parent = "" if n % 50 == 0 else f"r{n - n % 50}"
        rows.append(Row(f"r{n}", Kind.GOAL, line, parent, slices=[Slice(start, start + len(line))]))
        start += len(line) + 1
    given = Draft(Document("x", "text", text, tuple(blocks), "0" * 64), rows)
    began = time.process_time()
    changed = change_row(given, "r1500", text="Mål nummer 1500")
    changed = move_row(changed, "r2000", -1)
    changed = remove_row(changed, "r0")
    assert time.process_time() - began < 3
    assert len(changed.rows) == 2_999
