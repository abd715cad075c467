"""Two plans side by side: pairs, what has no counterpart, and what became of the older plan."""

from __future__ import annotations

import pytest

from planvev.analysis.compare import Change, Side, between, changes, compare
from planvev.analysis.coverage import PlanLink

OLD = Side("O", ["o1", "o1.1", "o2", "o3", "o4"], {"o1.1": ["o1"], "os": ["o1.1"]})
NEW = Side("N", ["n1", "n2", "n3", "n4"], {"ns": ["n4"]})


def link(source: str, target: str, type_: str = "continues") -> PlanLink:
    plans = {"o": "O", "O": "O", "n": "N", "N": "N"}
    return PlanLink(
        f"{source}-{target}",
        source,
        target,
        type_,
        "approved",
        plans[source[0]],
        plans[target[0]],
    )


def test_links_between_two_plans_are_found_from_either_end_and_no_others() -> None:
    links = [link("n1", "o1"), link("o2", "n2"), link("o1", "o2")]
    assert [each.iri for each in between(links, "O", "N")] == ["n1-o1", "o2-n2"]
    assert between(links, "O", "O") == []


def test_a_pair_has_the_goals_that_the_ends_are_or_stand_under() -> None:
    found = compare(OLD, NEW, [link("ns", "os", "implements"), link("n1", "o1")])
    assert [(pair.a, pair.b) for pair in found.pairs] == [("o1", "n1"), ("o1.1", "n4")]
    assert found.only_a == ("o2", "o3", "o4")
    assert found.only_b == ("n2", "n3")


def test_an_end_under_no_goal_is_a_pair_with_nothing() -> None:
    found = compare(OLD, NEW, [link("N", "o2", "contributesTo")])
    assert [(pair.a, pair.b) for pair in found.pairs] == [("o2", "")]
    assert found.only_b == tuple(NEW.goals)


def test_the_plans_may_change_sides() -> None:
    links = [link("n1", "o1"), link("ns", "os", "implements")]
    one, other = compare(OLD, NEW, links), compare(NEW, OLD, links)
    assert {(p.a, p.b) for p in one.pairs} == {(p.b, p.a) for p in other.pairs}
    assert (one.only_a, one.only_b) == (other.only_b, other.only_a)


def test_one_goal_that_carries_one_goal_on_is_continued() -> None:
    assert changes(OLD, NEW, [link("n1", "o2")])["o2"] is Change.CONTINUED


@pytest.mark.parametrize(
    "links",
    [
        [link("n1", "o2"), link("n2", "o2")],
        [link("n1", "o2"), link("n1", "o3")],
        [link("n1", "o2", "contributesTo")],
        [link("ns", "o2")],
    ],
    ids=["split", "gathered", "linked in another way", "by a strategy"],
)
def test_a_goal_that_is_not_carried_on_as_one_is_changed(links: list[PlanLink]) -> None:
    assert changes(OLD, NEW, links)["o2"] is Change.CHANGED


def test_a_goal_of_which_only_what_stands_under_it_is_carried_on_is_changed() -> None:
    told = changes(OLD, NEW, [link("n1", "o1.1")])
    assert told["o1"] is Change.CHANGED
    assert told["o1.1"] is Change.CONTINUED


def test_what_has_no_link_is_dropped_or_new() -> None:
    told = changes(OLD, NEW, [link("n1", "o2")])
    assert [goal for goal, what in told.items() if what is Change.DROPPED] == [
        "o1",
        "o1.1",
        "o3",
        "o4",
    ]
    assert [goal for goal, what in told.items() if what is Change.NEW] == ["n2", "n3", "n4"]
