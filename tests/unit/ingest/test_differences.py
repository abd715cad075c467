"""An edited plan keeps the IRIs of what it keeps, and says what it changes."""

from __future__ import annotations

from pyoxigraph import NamedNode

from planvev.ingest.differences import Difference, difference, kept_paths, known_elements
from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.identify import identify
from planvev.ingest.to_rdf import plan_triples
from unit.ingest.drafts import PLAN, draft_of, goal, strategy


def reimported(before: Draft, after: Draft) -> tuple[dict[str, str], dict[str, str], Difference]:
    """Return the paths before and after, and the difference."""
    first = identify(before)
    known = known_elements(plan_triples(first.extraction, NamedNode(PLAN)), PLAN)
    second = identify(after, kept_paths(after, known))
    return (
        dict(first.paths),
        dict(second.paths),
        difference(second.extraction.elements, known),
    )


def test_the_same_plan_again_changes_nothing() -> None:
    def make() -> Draft:
        return draft_of(goal("a", "A", "1"), strategy("b", "Rydde", "a"), goal("c", "C", "2"))

    before, after, changes = reimported(make(), make())
    assert before == after
    assert not changes
    assert changes.same == 3


def test_a_goal_that_got_another_number_keeps_its_iri() -> None:
    _, after, changes = reimported(
        draft_of(goal("a", "Bekkene er åpne", "1"), goal("b", "Isen er trygg om vinteren", "2")),
        draft_of(
            goal("n", "Elva er ren", "1"),
            goal("a", "Bekkene er åpne", "2"),
            goal("b", "Isen er trygg om vinteren", "3"),
        ),
    )
    assert after["a"] == "goal/1"
    assert after["b"] == "goal/2"
    assert after["n"] not in ("goal/1", "goal/2")
    assert [element.text for element in changes.added] == ["Elva er ren"]
    assert {change.what for change in changes.changed} == {("number",)}


def test_a_reworded_strategy_keeps_its_iri() -> None:
    before, after, changes = reimported(
        draft_of(goal("a", "A", "1"), strategy("b", "Rydde bekkeløp i hele kommunen", "a")),
        draft_of(goal("a", "A", "1"), strategy("b", "Rydde bekkeløpene i hele kommunen", "a")),
    )
    assert before["b"] == after["b"]
    (change,) = changes.changed
    assert change.before == "Rydde bekkeløp i hele kommunen"
    assert change.after == "Rydde bekkeløpene i hele kommunen"


def test_a_goal_that_is_another_under_the_same_number_is_a_change_of_that_number() -> None:
    before, after, changes = reimported(
        draft_of(goal("a", "Bekkene er åpne", "1")), draft_of(goal("a", "Det er mange busser", "1"))
    )
    assert before["a"] == after["a"] == "goal/1"
    assert [change.what for change in changes.changed] == [("text",)]


def test_what_was_taken_out_is_gone() -> None:
    _, _, changes = reimported(
        draft_of(goal("a", "A", "1"), strategy("b", "Rydde bekkeløp", "a")),
        draft_of(goal("a", "A", "1")),
    )
    assert [element.text for element in changes.gone] == ["Rydde bekkeløp"]


def test_a_strategy_that_moved_to_another_goal_is_the_same_elsewhere() -> None:
    before, after, changes = reimported(
        draft_of(goal("a", "A", "1"), strategy("s", "Rydde bekkeløp", "a"), goal("b", "B", "2")),
        draft_of(goal("a", "A", "1"), goal("b", "B", "2"), strategy("s", "Rydde bekkeløp", "b")),
    )
    assert before["s"] == after["s"]
    assert [change.what for change in changes.changed] == [("parent",)]


def test_the_same_wording_under_two_goals_keeps_to_its_goal() -> None:
    def make(first: str, second: str) -> Draft:
        return draft_of(
            goal("a", "A", "1"), strategy("s", first, "a"),
            goal("b", "B", "2"), strategy("t", second, "b"),
        )  # fmt: skip

    before, after, changes = reimported(make("Rydde", "Rydde"), make("Rydde", "Rydde"))
    assert before == after
    assert not changes


def test_running_text_that_stays_keeps_its_iri_when_a_paragraph_comes_before_it() -> None:
    def section(row_id: str, text: str) -> Row:
        return Row(row_id, Kind.SECTION, text, "h")

    head = Row("h", Kind.SECTION, "Om bekkene")
    old = section("p", "Bekkene lå lenge i rør. Nå åpnes de.")
    before, after, changes = reimported(
        draft_of(head, old),
        draft_of(
            Row("h", Kind.SECTION, "Om bekkene"),
            section("n", "Et helt nytt avsnitt, om noe annet."),
            section("p", "Bekkene lå lenge i rør. Nå åpnes de."),
        ),
    )
    assert before["p"] == after["p"]
    assert len(changes.added) == 1


def test_a_goal_that_was_reworded_and_renumbered_keeps_its_iri_from_one_that_took_its_number() -> (
    None
):
    _, after, changes = reimported(
        draft_of(goal("a", "Bekkene er åpne", "1"), goal("b", "Isen er trygg om vinteren", "2")),
        draft_of(
            goal("a", "Bekkene er åpne", "1"),
            goal("n", "Det er mange busser", "2"),
            goal("b", "Isen skal være trygg om vinteren", "3"),
        ),
    )
    assert after["b"] == "goal/2"
    assert [element.text for element in changes.added] == ["Det er mange busser"]
    assert changes.gone == ()


def test_an_element_that_is_another_wording_under_the_same_identifier_keeps_its_iri() -> None:
    def make(first: str, second: str) -> Draft:
        rows = goal("a", first), goal("b", second)
        for row, identifier in zip(rows, ("_1", "_2"), strict=True):
            row.properties["identifier"] = identifier
        return draft_of(*rows)

    before, after, _ = reimported(
        make("Bekkene er åpne", "Isen er trygg"), make("Det er mange busser", "Isen er trygg")
    )
    assert before == after
    shifted = reimported(
        make("Bekkene er åpne", "Isen er trygg"), make("Isen er trygg", "Alle kan svømme")
    )
    assert shifted[1]["a"] == shifted[0]["b"]
    assert shifted[1]["b"] != shifted[0]["b"]
