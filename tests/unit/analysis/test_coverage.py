"""Counting links between plans: rows, columns, what stands under, gaps both ways."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from planvev.analysis.coverage import (
    Gap,
    Outline,
    Plan,
    PlanLink,
    above,
    coverage,
    hanging,
    tree_order,
    uncovered,
    upward,
)

PARENTS = {"g1.1": ["g1"], "g1.2": ["g1"], "s1": ["g1.1"], "vision": []}
OUTLINE = Outline("P", ["g1", "g1.1", "g1.2", "g2"], PARENTS)


def link(iri: str, source: str, target: str, **said: str) -> PlanLink:
    told = {"type": "contributesTo", "status": "approved", "source_plan": "A", "target_plan": "P"}
    return PlanLink(iri, source, target, **(told | said))


def test_a_link_counts_for_the_goal_and_for_all_goals_above_it_once_in_each_sum() -> None:
    found = coverage(OUTLINE, [link("l1", "a1", "s1"), link("l2", "a1", "g1")], ["A"])
    assert found.cells["g1", "A"] == {"approved": ["l1", "l2"]}
    assert found.cells["g1.1", "A"] == {"approved": ["l1"]}
    assert ("g1.2", "A") not in found.cells
    assert found.by_plan["A"] == {"approved": ["l1", "l2"]} == found.total


def test_a_goal_itself_has_only_its_own_links_where_that_is_asked_for() -> None:
    links = [link("l1", "a1", "s1"), link("l2", "a1", "g1.1"), link("l3", "a1", "g1")]
    found = coverage(OUTLINE, links, ["A"], with_below=False)
    assert found.cells == {
        ("g1.1", "A"): {"approved": ["l2"]},
        ("g1", "A"): {"approved": ["l3"]},
    }
    assert found.total == {"approved": ["l2", "l3"]}


def test_links_to_the_plan_or_to_what_is_under_no_goal_have_a_row_of_their_own() -> None:
    found = coverage(OUTLINE, [link("l1", "a1", "P"), link("l2", "a1", "vision")], ["A"])
    assert found.by_row == {"P": {"approved": ["l1", "l2"]}}


def test_plans_without_a_column_are_not_counted() -> None:
    found = coverage(OUTLINE, [link("l1", "b1", "g1", source_plan="B")], ["A"])
    assert found.cells == {}
    assert found.total == {}


def test_statuses_are_counted_apart() -> None:
    links = [link("l1", "a1", "g2"), link("l2", "a2", "g2", status="proposed")]
    found = coverage(OUTLINE, links, ["A"])
    assert found.cells["g2", "A"] == {"approved": ["l1"], "proposed": ["l2"]}


def test_only_links_of_symmetric_types_count_from_either_end() -> None:
    same = link("l1", "g1", "a1", type="duplicates", source_plan="P", target_plan="A")
    frame = link("l2", "g1", "a1", type="constrains", source_plan="P", target_plan="A")
    within = link("l3", "g1", "g2", source_plan="P")
    assert list(upward([same, frame, within], "P")) == [link("l1", "a1", "g1", type="duplicates")]


def test_a_gap_closes_by_an_approved_link_only_and_tells_whether_one_waits() -> None:
    links = [
        link("l1", "a1", "s1"),
        link("l2", "a1", "g1.2", status="proposed"),
        link("l3", "a1", "g2", status="rejected"),
    ]
    goals = ["g1", "g1.1", "g1.2", "g2"]
    assert uncovered(OUTLINE, goals, links) == [Gap("g1.2", "P", True), Gap("g2", "P", False)]


def test_a_conflict_follows_nothing_up() -> None:
    links = [
        link("l1", "a1", "g2", type="conflictsWith"),
        link("l2", "a1", "g2", type="constrains"),
    ]
    assert Gap("g2", "P", False) in uncovered(OUTLINE, OUTLINE.rows, links)


def test_a_goal_hangs_unless_it_or_what_stands_under_it_leads_to_an_overarching_element() -> None:
    goals = [("a1", "A"), ("a2", "A"), ("a3", "A"), ("a4", "A")]
    parents = {"measure": ["a1"]}
    links = [
        link("l1", "measure", "s1"),
        link("l2", "a2", "P"),  # to the plan as a whole: to none of its goals
        link("l3", "a3", "b1", target_plan="B"),  # B is not overarching
        link("l4", "A", "g1"),  # from the plan as a whole: from none of its goals
    ]
    over = frozenset({"P"})
    assert [gap.goal for gap in hanging(goals, links, parents, over)] == ["a2", "a3", "a4"]
    bare = hanging(goals, links, parents, over, with_below=False)
    assert [gap.goal for gap in bare] == ["a1", "a2", "a3", "a4"]


def test_a_goal_that_duplicates_an_overarching_one_does_not_hang() -> None:
    same = link("l1", "g1", "a1", type="duplicates", source_plan="P", target_plan="A")
    assert hanging([("a1", "A")], [same], {}, frozenset({"P"})) == []


@given(st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=3)))
def test_trees_with_circles_lose_nothing(parents: dict[int, list[int]]) -> None:
    named = {str(child): [str(over) for over in overs] for child, overs in parents.items()}
    members = [str(number) for number in range(9)]
    assert sorted(tree_order(members, named, str)) == members
    assert all(one in above(one, named) for one in members)


def test_dates_that_are_missing_set_no_limit_but_the_first_year_stands_for_the_adoption() -> None:
    assert Plan("p").in_force("1800-01-01")
    assert not Plan("p", begins=2017).in_force("2016-12-31")
    assert Plan("p", begins=2017, ends=2020).in_force("2031-01-01")
    assert not Plan("p", adopted_on="2013-03-21", begins=2012).in_force("2013-03-20")
    assert Plan("p", begins=2030).overlaps(2020, None)
    assert not Plan("p", begins=2030).overlaps(None, 2029)


def test_a_matrix_of_a_hundred_goals_and_three_hundred_plans_grows_with_its_links_only() -> None:
    parents = {f"s{n}": [f"g{n % 100}"] for n in range(500)}
    outline = Outline("P", [f"g{n}" for n in range(100)], parents)
    plans = [f"P{n}" for n in range(300)]

    def seconds(links_count: int) -> float:
        links = [
            link(f"l{n}", "a", f"s{n % 500}", source_plan=f"P{n % 300}") for n in range(links_count)
        ]
        begun = time.process_time()
        coverage(outline, links, plans)
        return time.process_time() - begun

    seconds(1000)
    assert seconds(40_000) < 30 * max(seconds(4_000), 0.002)


def test_a_sub_goal_under_a_linked_goal_does_not_hang_but_its_cousin_does() -> None:
    parents = {"a1": ["a"], "a2": ["a"], "b1": ["b"], "b2": ["b"]}
    links = [link("l1", "a", "g1"), link("l2", "b1", "g1")]
    goals = [(goal, "A") for goal in ("a", "a1", "a2", "b", "b1", "b2")]
    found = hanging(goals, links, parents, frozenset(["P"]))
    assert found == [Gap("b2", "A", is_proposed=False)]
    itself = hanging(goals, links, parents, frozenset(["P"]), with_below=False)
    assert [gap.goal for gap in itself] == ["a1", "a2", "b", "b2"]


def test_a_link_from_a_plan_as_a_whole_lifts_none_of_its_goals() -> None:
    found = hanging([("a", "A")], [link("l1", "A", "g1")], {}, frozenset(["P"]))
    assert found == [Gap("a", "A", is_proposed=False)]


def test_a_plan_that_nobody_adopted_is_never_in_force() -> None:
    for status in ("draft", "hearing"):
        assert not Plan("urn:p", status=status, begins=2020).in_force("2021-01-01")
    assert Plan("urn:p", status="hearing", adopted_on="2020-02-03").in_force("2021-01-01")


def test_a_replaced_plan_holds_until_its_successor_or_the_end_of_its_period() -> None:
    replaced = Plan("urn:p", status="replaced", begins=2010, ends=2020)
    assert replaced.in_force("2020-12-31")
    assert not replaced.in_force("2021-01-01")
    succeeded = Plan("urn:p", status="replaced", begins=2010, ends=2013, succeeded_on="2019-05-02")
    assert succeeded.in_force("2019-05-01")
    assert not succeeded.in_force("2019-05-02")
    assert Plan("urn:p", status="adopted", begins=2010, ends=2020).in_force("2021-01-01")
