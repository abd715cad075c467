"""The goals of a plan as a tree, whatever the graph says of what is above what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from planvev.vocab import PV
from planvev.web import paraphrases
from planvev.web.description import Description
from planvev.web.reading_view import anchor_of
from planvev.web.thing_view import strategy
from planvev.web.views import GoalNode, Strategy

Counts = Mapping[str, Mapping[str, int]]
"""How many findings of a class are about an element: by element, by class."""
ALL: Final = "all"
_DEPTH_MAX: Final = 12


class Branches:
    """Makes the tree. Each goal comes once, at the first goal that it is below.

    What hangs in a cycle, or deeper than a page can show, begins a tree of its own: nothing of the
    plan is left out. opened: ALL, or the number of what the page shows open.
    """

    def __init__(
        self, description: Description, goals: Sequence[str], counts: Counts, opened: str = ""
    ) -> None:
        self._description = description
        self._goals = goals
        self._counts = counts
        self._opened = opened
        self._left = dict.fromkeys(goals)
        self._placed: set[str] = set()

    def trees(self) -> list[GoalNode]:
        """Return the goals at the top, with what is below them."""
        statements = self._description.statements
        own = set(self._goals)
        top = [g for g in self._goals if not own.intersection(statements.iris(g, PV.subGoalOf))]
        return [self._node(goal, 0) for goal in (*top, *self._goals) if goal in self._left]

    def loose(self, elements: Iterable[str]) -> list[Strategy]:
        """Return those of the strategies and actions that stand at no goal; after ``trees``."""
        return [self._strategy(iri) for iri in elements if iri not in self._placed]

    def _node(self, goal: str, depth: int) -> GoalNode:
        del self._left[goal]
        statements = self._description.statements
        below = []
        for iri in statements.subjects(PV.subGoalOf, goal) if depth < _DEPTH_MAX else ():
            if iri in self._left:
                below.append(self._node(iri, depth + 1))
        strategies = [self._strategy(iri) for iri in statements.subjects(PV.pursues, goal)]
        paragraphs = statements.subjects(PV.sectionOf, goal)
        here = [goal, *paragraphs, *(one.ref.iri for one in strategies)]
        ref = self._description.ref(goal)
        numbers = {ref.number, *(one.ref.number for one in strategies)}
        return GoalNode(
            ref,
            below,
            strategies,
            self._count(here, PV.Target.value),
            self._count(here, PV.Mention.value),
            anchor_of(self._description.iri, goal),
            self._opened == ALL
            or (self._opened in numbers and bool(self._opened))
            or any(node.is_open for node in below),
            paraphrases.paraphrased_after(self._description, goal),
        )

    def _count(self, elements: Iterable[str], kind: str) -> int:
        return sum(self._counts.get(iri, {}).get(kind, 0) for iri in elements)

    def _strategy(self, iri: str, depth: int = 0) -> Strategy:
        """Return a strategy; one that pursues several goals has its anchor at the first."""
        first = iri not in self._placed
        self._placed.add(iri)
        actions = self._description.statements.subjects(PV.pursues, iri) if not depth else ()
        return replace(
            strategy(self._description, iri),
            anchor=anchor_of(self._description.iri, iri) if first else "",
            actions=[self._strategy(action, depth + 1) for action in actions],
        )
