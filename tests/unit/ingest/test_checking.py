"""What is wrong with a draft's structure is said on the row where it is."""

from __future__ import annotations

from planvev.ingest.checking import check_draft, faults
from planvev.ingest.draft import Doubt, Draft, Kind, PlanFacts, Row
from unit.ingest.drafts import draft_of, goal, strategy


def codes(draft: Draft) -> dict[str, list[str]]:
    check_draft(draft)
    return {row.id: [doubt.code for doubt in row.doubts] for row in draft.rows}


def test_a_plain_goal_tree_has_no_faults() -> None:
    draft = draft_of(
        goal("1", "Bekkene er åpne", "1"),
        goal("2", "Laksen er tilbake", "1.1", "1"),
        strategy("3", "Rydde bekkeløp", "2"),
        Row("4", Kind.ACTION, "Rydde Lillebekken", "3"),
    )
    assert codes(draft) == {"1": [], "2": [], "3": [], "4": []}
    assert faults(draft) == []


def test_a_strategy_without_a_goal_is_a_fault() -> None:
    assert codes(draft_of(strategy("1", "Rydde bekkeløp", ""))) == {"1": ["no-parent"]}


def test_a_parent_that_is_not_there_is_named() -> None:
    draft = draft_of(strategy("1", "Rydde bekkeløp", "99"))
    check_draft(draft)
    assert draft.rows[0].doubts == [Doubt("parent-missing", ("99",))]


def test_a_goal_that_is_its_own_parent_is_a_fault_of_its_own() -> None:
    assert codes(draft_of(goal("1", "Bekkene er åpne", parent="1"))) == {"1": ["own-parent"]}


def test_a_circle_of_parents_is_said_on_each_of_its_rows_and_on_no_other() -> None:
    draft = draft_of(
        goal("1", "A", parent="3"), goal("2", "B", parent="1"), goal("3", "C", parent="2"),
        goal("4", "D", parent="1"),
    )  # fmt: skip
    assert codes(draft) == {"1": ["cycle"], "2": ["cycle"], "3": ["cycle"], "4": []}
    assert set(draft.rows[0].doubts[0].arguments[0].split(", ")) == {"1", "2", "3"}


def test_a_goal_does_not_stand_under_a_strategy() -> None:
    draft = draft_of(goal("1", "A"), strategy("2", "B", "1"), goal("3", "C", parent="2"))
    assert codes(draft)["3"] == ["wrong-parent"]


def test_a_number_that_two_goals_have_is_noted_on_both_and_is_no_fault() -> None:
    draft = draft_of(goal("1", "A", "1"), goal("2", "B", "1"), strategy("3", "C", "1", "1"))
    assert codes(draft) == {"1": ["number-repeats"], "2": ["number-repeats"], "3": []}
    assert faults(draft) == []


def test_what_recognition_doubts_stays_and_a_mended_fault_goes() -> None:
    row = strategy("2", "Rydde bekkeløp", "")
    row.doubts = [Doubt("kind-guessed", ("strategi",))]
    draft = draft_of(goal("1", "A"), row)
    assert codes(draft)["2"] == ["no-parent", "kind-guessed"]
    row.parent = "1"
    assert codes(draft)["2"] == ["kind-guessed"]


def test_facts_that_a_plan_needs_are_asked_for() -> None:
    draft = draft_of(goal("1", "A"), facts=PlanFacts(title="En plan", language="nb"))
    check_draft(draft)
    missing = [doubt.arguments[0] for doubt in draft.facts.doubts]
    assert missing == ["Organ", "Plantype", "Første år", "Siste år"]
    draft.facts.body = "Lilleby kommune"
    check_draft(draft)
    assert len(draft.facts.doubts) == 3


def test_ten_thousand_rows_in_a_chain_are_checked() -> None:
    rows = [goal(str(n), f"Mål {n}", parent=str(n - 1) if n else "") for n in range(10_000)]
    assert not any(codes(draft_of(*rows)).values())


def test_a_long_circle_is_named_by_its_first_rows() -> None:
    rows = [goal(str(n), f"Mål {n}", parent=str((n + 1) % 5_000)) for n in range(5_000)]
    draft = draft_of(*rows)
    check_draft(draft)
    (doubt,) = draft.rows[0].doubts
    assert doubt.arguments[0].endswith(", …")
    assert len(doubt.arguments[0]) < 100
