"""Two plans side by side: which goals are linked, which are not, what became of each. Pure.

From an older plan to a newer one a goal is

- *continued*, where one goal of the newer plan continues or repeats it, and nothing else of the
  older plan;
- *changed*, where it is split over several goals, gathered with others, or linked in another way;
- *dropped*, where nothing of the newer plan is linked to it;

and a goal of the newer plan that nothing of the older one is linked to is *new*.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from planvev.analysis.coverage import PlanLink, above

_SAME: Final = frozenset({"continues", "duplicates"})


class Change(StrEnum):
    """What became of a goal of the older plan, or that it is new."""

    CONTINUED = "continued"
    CHANGED = "changed"
    DROPPED = "dropped"
    NEW = "new"


@dataclass(frozen=True)
class Side:
    """A plan with its goals in order, and of each element those that it stands right under."""

    plan: str
    goals: Sequence[str]
    parents: Mapping[str, Sequence[str]]

    def nearest(self, element: str) -> str:
        """Return the goal that an element is or stands under, nearest first; "" for none."""
        known = frozenset(self.goals)
        return next((one for one in above(element, self.parents) if one in known), "")


@dataclass(frozen=True)
class Pair:
    """Two goals with the links between them; one is "" where an end stands under no goal."""

    a: str
    b: str
    links: tuple[PlanLink, ...]


@dataclass(frozen=True)
class Comparison:
    """Pairs in the order of a's goals; goals of either plan without a link at or below them."""

    pairs: tuple[Pair, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


def between(links: Iterable[PlanLink], a: str, b: str) -> list[PlanLink]:
    """Return the links between two plans, whichever they start from."""
    wanted = {(a, b), (b, a)}
    return [link for link in links if a != b and (link.source_plan, link.target_plan) in wanted]


def compare(a: Side, b: Side, links: Iterable[PlanLink]) -> Comparison:
    """Put the goals of two plans side by side. links: as ``between`` gives them."""
    nearest = {side.plan: _Nearest(side) for side in (a, b)}
    grouped: dict[tuple[str, str], list[PlanLink]] = {}
    for link in links:
        ends = {link.source_plan: link.source, link.target_plan: link.target}
        key = (nearest[a.plan].of(ends[a.plan]), nearest[b.plan].of(ends[b.plan]))
        grouped.setdefault(key, []).append(link)
    place_a = {goal: number for number, goal in enumerate((*a.goals, ""))}
    place_b = {goal: number for number, goal in enumerate((*b.goals, ""))}
    ordered = sorted(grouped, key=lambda key: (place_a[key[0]], place_b[key[1]]))
    return Comparison(
        tuple(Pair(*key, tuple(grouped[key])) for key in ordered),
        _without(a, (key[0] for key in grouped)),
        _without(b, (key[1] for key in grouped)),
    )


class _Nearest:
    """Remembers which goal each element stands under."""

    def __init__(self, side: Side) -> None:
        self._side = side
        self._known: dict[str, str] = {}

    def of(self, element: str) -> str:
        if element not in self._known:
            self._known[element] = self._side.nearest(element)
        return self._known[element]


def _without(side: Side, linked: Iterable[str]) -> tuple[str, ...]:
    reached = {one for goal in set(linked) if goal for one in above(goal, side.parents)}
    return tuple(goal for goal in side.goals if goal not in reached)


def changes(older: Side, newer: Side, links: Iterable[PlanLink]) -> dict[str, Change]:
    """Return what became of each goal of the older plan, and which of the newer are new.

    A goal that has no links itself, while goals under it have, is changed: what stands under it
    lives on.
    """
    found = compare(older, newer, links)
    of_old: dict[str, list[Pair]] = {}
    of_new: dict[str, list[Pair]] = {}
    for pair in found.pairs:
        if pair.a and pair.b:
            of_old.setdefault(pair.a, []).append(pair)
            of_new.setdefault(pair.b, []).append(pair)
    told = {}
    for goal in older.goals:
        pairs = of_old.get(goal, [])
        if goal in found.only_a:
            told[goal] = Change.DROPPED
        elif len(pairs) == 1 and len(of_new[pairs[0].b]) == 1 and _is_same(pairs[0]):
            told[goal] = Change.CONTINUED
        else:
            told[goal] = Change.CHANGED
    return told | dict.fromkeys(found.only_b, Change.NEW)


def _is_same(pair: Pair) -> bool:
    ends = {pair.a, pair.b}
    return any(link.type in _SAME and {link.source, link.target} == ends for link in pair.links)
