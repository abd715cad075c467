"""Which goals of an overarching plan other plans follow up, and which goals hang in the air. Pure.

What counts as following up: a link of any type but those of NOT_FOLLOWING. Such links are shown in
the matrix, but close no gap. A link of a symmetric type counts whichever end it starts from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from planvev.linking.corpus import BINDING_ALL, OVERARCHING
from planvev.linking.links import Status

NOT_FOLLOWING: Final = frozenset({"conflictsWith", "constrains", "setsFrameFor"})
"""Codes of the link types that say that something stands in the way, or above."""
SYMMETRIC: Final = frozenset({"conflictsWith", "duplicates"})
SHOWN: Final = (Status.APPROVED, Status.PROPOSED, Status.DISPUTED)
"""The statuses that count where nobody asks for others."""
_NOT_ADOPTED: Final = frozenset({"draft", "hearing"})
_ENDED: Final = frozenset({"expired", "replaced", "repealed"})


@dataclass(frozen=True)
class Plan:
    """A plan. type, status: codes; begins, ends: years of its period; dates: ISO 8601, or "".

    succeeded_on: when what replaced it was adopted.
    """

    iri: str
    type: str = ""
    status: str = ""
    body: str = ""
    begins: int | None = None
    ends: int | None = None
    adopted_on: str = ""
    in_force_until: str = ""
    succeeded_on: str = ""

    @property
    def is_overarching(self) -> bool:
        """Whether others are to follow its goals up."""
        return self.type in OVERARCHING

    def in_force(self, day: str) -> bool:
        """Return whether the plan held on a day (ISO 8601): from its adoption until its end.

        Where the day of adoption is unknown, the first of January of the period's first year
        stands for it, but for a plan that was never adopted. Where the end is unknown, a plan that
        holds no longer by its status ended with its successor's adoption, or else its period. What
        is unknown altogether sets no limit.

        >>> plan = Plan("urn:p", adopted_on="2010-06-10", in_force_until="2022-11-17")
        >>> plan.in_force("2010-06-10"), plan.in_force("2022-11-17")
        (True, False)
        >>> Plan("urn:p", begins=2017).in_force("2016-12-31"), Plan("urn:p").in_force("1900-01-01")
        (False, True)
        """
        if self.status in _NOT_ADOPTED and not self.adopted_on:
            return False
        until = self._until
        return self.begins_on <= day and (not until or day < until)

    @property
    def begins_on(self) -> str:
        """The day of adoption, or the first day of the period; "" where both are unknown."""
        return self.adopted_on or (f"{self.begins:04}-01-01" if self.begins else "")

    @property
    def _until(self) -> str:
        if self.in_force_until or self.status not in _ENDED:
            return self.in_force_until
        return self.succeeded_on or (f"{self.ends + 1:04}-01-01" if self.ends else "")

    def concerns(self, other: Plan) -> bool:
        """Return whether an overarching plan is one that another plan is to follow up.

        So are those of its own body and those that bind all; any, where a body is unknown.

        >>> Plan("urn:a", body="urn:aby").concerns(Plan("urn:b", body="urn:bby"))
        False
        """
        return self.type in BINDING_ALL or self.body in ("", other.body) or not other.body

    def overlaps(self, first: int | None, last: int | None) -> bool:
        """Return whether the period and the years from first to last share any; None: no limit.

        >>> plan = Plan("urn:p", begins=2009, ends=2020)
        >>> plan.overlaps(2020, None), plan.overlaps(None, 2008)
        (True, False)
        """
        begins, ends = self.begins, self.ends
        starts_in_time = last is None or begins is None or begins <= last
        return starts_in_time and (first is None or ends is None or ends >= first)


@dataclass(frozen=True)
class PlanLink:
    """A link between plans. type, status: codes; plans: what its ends are part of, or are."""

    iri: str
    source: str
    target: str
    type: str
    status: str
    source_plan: str
    target_plan: str

    @property
    def follows_up(self) -> bool:
        """Whether it says that its source does something for its target."""
        return self.type not in NOT_FOLLOWING

    def turned(self) -> PlanLink:
        """Return the link from its other end."""
        return PlanLink(
            self.iri,
            self.target,
            self.source,
            self.type,
            self.status,
            self.target_plan,
            self.source_plan,
        )


@dataclass(frozen=True)
class Outline:
    """The elements of a plan.

    rows: what the matrix has a row for, in the plan's order: goals, and means where they are shown.
    parents: of each element those that it stands right under.
    """

    plan: str
    rows: Sequence[str]
    parents: Mapping[str, Sequence[str]]

    def depth(self, element: str) -> int:
        """Return how many elements an element stands under."""
        return len(above(element, self.parents)) - 1


Tally = dict[str, list[str]]
"""Links by status: their IRIs."""


@dataclass(frozen=True)
class Coverage:
    """The matrix.

    cells: links by row and plan. by_row, by_plan: each link once. whole: the row of what leads to
    the plan as a whole, or to what stands under no goal: its key is the plan's IRI.
    """

    outline: Outline
    cells: Mapping[tuple[str, str], Tally]
    by_row: Mapping[str, Tally]
    by_plan: Mapping[str, Tally]
    total: Tally


@dataclass(frozen=True)
class Gap:
    """A goal that lacks an approved link. is_proposed: whether one is proposed or disputed."""

    goal: str
    plan: str
    is_proposed: bool


@dataclass
class _Tallies:
    cells: dict[tuple[str, str], Tally] = field(default_factory=dict)
    by_row: dict[str, Tally] = field(default_factory=dict)
    by_plan: dict[str, Tally] = field(default_factory=dict)
    total: Tally = field(default_factory=dict)


def above(element: str, parents: Mapping[str, Sequence[str]]) -> dict[str, None]:
    """Return an element and all that it stands under, nearest first; circles are walked once.

    >>> list(above("s", {"s": ["g"], "g": ["m"], "m": ["s"]}))
    ['s', 'g', 'm']
    """
    found = {element: None}
    waiting = [element]
    for one in waiting:
        for parent in parents.get(one, ()):
            if parent not in found:
                found[parent] = None
                waiting.append(parent)
    return found


def tree_order(
    members: Iterable[str],
    parents: Mapping[str, Sequence[str]],
    key: Callable[[str], Any],
) -> list[str]:
    """Return members so that each is followed by what stands under it; key: orders siblings.

    What stands in a circle comes last: nothing is lost.

    >>> tree_order(["1", "1.2", "2", "1.1"], {"1.1": ["1"], "1.2": ["1"]}, str)
    ['1', '1.1', '1.2', '2']
    """
    known = dict.fromkeys(members)
    children: dict[str, list[str]] = {}
    roots: list[str] = []
    for one in known:
        over = next((p for p in parents.get(one, ()) if p in known), None)
        (roots if over is None else children.setdefault(over, [])).append(one)
    ordered: dict[str, None] = {}
    for start in (*sorted(roots, key=key), *known):
        waiting = [start]
        while waiting:
            one = waiting.pop()
            if one not in ordered:
                ordered[one] = None
                below = sorted(children.get(one, ()), key=key, reverse=True)
                waiting.extend(below)
    return list(ordered)


def upward(links: Iterable[PlanLink], plan: str) -> Iterator[PlanLink]:
    """Yield the links that lead to a plan from others, those of symmetric types turned to do so."""
    for link in links:
        if link.target_plan == plan != link.source_plan:
            yield link
        elif link.source_plan == plan != link.target_plan and link.type in SYMMETRIC:
            yield link.turned()


def coverage(
    outline: Outline, links: Iterable[PlanLink], plans: Iterable[str], *, with_below: bool = True
) -> Coverage:
    """Count the links that lead from plans to the rows of an outline.

    links: as ``upward`` gives them, of the statuses and types that are asked for. with_below:
    whether a goal has the links of what stands under it. Time: in the order of links times depth.
    """
    columns = frozenset(plans)
    shown = frozenset(outline.rows)
    rows_of: dict[str, tuple[str, ...]] = {}
    made = _Tallies()
    for link in links:
        if link.source_plan not in columns:
            continue
        if link.target not in rows_of:
            rows_of[link.target] = _rows_of(link.target, outline, shown, with_below)
        rows = rows_of[link.target]
        tallies = [
            tally
            for row in rows
            for tally in (
                made.cells.setdefault((row, link.source_plan), {}),
                made.by_row.setdefault(row, {}),
            )
        ]
        if rows:
            tallies += [made.by_plan.setdefault(link.source_plan, {}), made.total]
        for tally in tallies:
            tally.setdefault(link.status, []).append(link.iri)
    return Coverage(outline, made.cells, made.by_row, made.by_plan, made.total)


def _rows_of(
    target: str, outline: Outline, shown: frozenset[str], with_below: bool
) -> tuple[str, ...]:
    over = above(target, outline.parents)
    under_a_goal = [one for one in over if one in shown]
    if with_below and under_a_goal:
        return tuple(under_a_goal)
    if target in shown:
        return (target,)
    # Links to a strategy are left out where only goals themselves count; those to the plan, its
    # vision or its values have a row of their own.
    return () if outline.parents.get(target) else (outline.plan,)


def uncovered(
    outline: Outline, goals: Iterable[str], links: Iterable[PlanLink], *, with_below: bool = True
) -> list[Gap]:
    """Return the goals of an outline that no approved link follows up, in their order.

    links: as ``upward`` gives them.
    """
    shown = frozenset(outline.rows)
    rows_of: dict[str, tuple[str, ...]] = {}
    statuses: dict[str, set[str]] = {}
    for link in links:
        if link.follows_up:
            if link.target not in rows_of:
                rows_of[link.target] = _rows_of(link.target, outline, shown, with_below)
            for row in rows_of[link.target]:
                statuses.setdefault(row, set()).add(link.status)
    return list(_gaps(((goal, outline.plan) for goal in goals), statuses))


def hanging(
    goals: Iterable[tuple[str, str]],
    links: Iterable[PlanLink],
    parents: Mapping[str, Sequence[str]],
    overarching: frozenset[str],
    *,
    with_below: bool = True,
) -> list[Gap]:
    """Return the goals of other plans that lead to no element of an overarching plan.

    A goal leads where its own links lead, those of what stands under it, and those of the goals
    above it; not those of its siblings.

    goals: with their plans. links: all. parents: of the links' ends. overarching: IRIs of plans; a
    link to a plan as a whole is a link to none of its goals. with_below: whether a goal has other
    links than its own.
    """
    own: dict[str, set[str]] = {}
    made: dict[str, set[str]] = {}
    for link in links:
        for end in (link, link.turned()) if link.type in SYMMETRIC else (link,):
            leads_up = end.target_plan in overarching and end.target != end.target_plan
            if not end.follows_up or not leads_up or end.source_plan in overarching:
                continue
            own.setdefault(end.source, set()).add(end.status)
            for one in above(end.source, parents):
                made.setdefault(one, set()).add(end.status)
    if not with_below:
        return list(_gaps(goals, own))
    asked = list(goals)
    for goal, _ in asked:
        for one in above(goal, parents).keys() & own.keys():
            made.setdefault(goal, set()).update(own[one])
    return list(_gaps(asked, made))


def _gaps(goals: Iterable[tuple[str, str]], statuses: Mapping[str, set[str]]) -> Iterator[Gap]:
    """Yield the goals whose links have no approved one among their statuses."""
    for goal, plan in goals:
        found = statuses.get(goal, set())
        if Status.APPROVED not in found:
            yield Gap(goal, plan, Status.PROPOSED in found or Status.DISPUTED in found)
