"""A plan gives the same goal tree whether it is a Word file or printed as PDF."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from planvev.ingest.account import account_for_draft
from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.pipeline import make_draft
from unit.ingest.documents import samfunnsdel
from unit.ingest.documents.printed import samfunnsdel_printed
from unit.ingest.documents.word import samfunnsdel_in_word

Wording = tuple[Kind, str]
BAR = 0.95


def wording_of(row: Row) -> Wording:
    return row.kind, row.text.rstrip(".").lower()


def expected() -> dict[Wording, Wording | None]:
    """Return each goal, strategy and measure of the plan with what stands above it."""
    tree: dict[Wording, Wording | None] = {}
    for goal in samfunnsdel.main_goals():
        main = (Kind.GOAL, goal.text.lower())
        tree[main] = None
        for sub_goal in goal.sub_goals:
            sub = (Kind.GOAL, sub_goal.text.lower())
            tree[sub] = main
            tree |= {(Kind.STRATEGY, text.lower()): sub for text in sub_goal.strategies}
    for measure in samfunnsdel.measures():
        goal_text = measure.goal.partition(" ")[2].lower()
        tree[Kind.ACTION, measure.text.lower()] = (Kind.GOAL, goal_text)
    return tree


def elements(draft: Draft) -> list[Row]:
    return [row for row in draft.rows if row.kind in (Kind.GOAL, Kind.STRATEGY, Kind.ACTION)]


@pytest.fixture(params=[samfunnsdel_in_word, samfunnsdel_printed], ids=["docx", "pdf"])
def draft(request: pytest.FixtureRequest) -> Draft:
    make: Callable[[], bytes] = request.param
    return make_draft(make(), "plan")


@pytest.mark.parametrize("kind", [Kind.GOAL, Kind.STRATEGY, Kind.ACTION])
def test_nearly_all_is_found_and_nearly_nothing_else(draft: Draft, kind: Kind) -> None:
    wanted = {wording for wording in expected() if wording[0] is kind}
    found = [wording_of(row) for row in draft.rows if row.kind is kind]
    right = wanted & set(found)
    assert len(right) >= BAR * len(wanted), wanted - right
    assert len(right) >= BAR * len(found), [each for each in found if each not in wanted]


def test_nearly_all_stand_below_what_they_pursue(draft: Draft) -> None:
    tree = expected()
    rows = [row for row in elements(draft) if wording_of(row) in tree]
    right = [
        row
        for row in rows
        if tree[wording_of(row)] == (wording_of(draft.row(row.parent)) if row.parent else None)
    ]
    assert len(right) >= BAR * len(rows)


def test_goals_have_their_numbers(draft: Draft) -> None:
    numbers = {row.text.rstrip("."): row.number for row in draft.rows if row.kind is Kind.GOAL}
    for goal in samfunnsdel.main_goals():
        assert numbers[goal.text] == goal.number
        for sub_goal in goal.sub_goals:
            assert numbers[sub_goal.text] == sub_goal.number


def test_every_block_is_accounted_for(draft: Draft) -> None:
    assert not account_for_draft(draft).unplaced
