"""Where in the plan a unit stands: the headings open above it, the goals in scope, their levels."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.recognise.lexicon import leads_to
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import is_capitals

TOP: Final = 0
PLAIN: Final = 990
"""The rank of what is no heading by itself: a lead-in on a line of its own."""


@dataclass
class Heading:
    """An open heading. rank: smaller stands above; title: it is the document's own title.

    cited: what stands under it restates another plan. told: a person says that it gathers.
    """

    row: Row
    rank: int
    number: str = ""
    title: bool = False
    cited: bool = False
    told: bool = False


@dataclass
class OpenGoal:
    """A goal in scope.

    under: rank of the heading that it stands under; own: its own, where it is a heading that can
    be ranked. explicit: its level was said. style: how it is marked, for telling siblings. listed:
    it is an item of a list.
    """

    row: Row
    under: int
    explicit: bool
    style: str
    heading: bool = False
    listed: bool = False
    own: int = 0


@dataclass
class Scopes:
    """The headings and goals that are open, and the group of goals that await their strategies.

    group: the goals since the section began, or since the last list of strategies.
    strategies: those since the last goal. common: what the group's strategies pursue, once found;
    common_doubts: about that.
    """

    headings: list[Heading] = field(default_factory=list)
    goals: list[OpenGoal] = field(default_factory=list)
    group: list[OpenGoal] = field(default_factory=list)
    strategies: list[Row] = field(default_factory=list)
    group_done: bool = False
    depth: int = 0
    common: str = ""
    common_doubts: list[Doubt] = field(default_factory=list)

    def rank_of(self, unit: Unit) -> int:
        """Return the rank of a heading: by the format's level, its number, or its looks."""
        block = unit.block
        number = unit.head.number
        if block.kind is BlockKind.HEADING and block.level:
            return block.level * 10
        if number and number[0].isdigit() and not unit.head.labelled:
            return (number.count(".") + 1) * 10
        if is_capitals(unit.text):
            return self.depth + 4
        return self.depth + (6 if unit.line.bold else 8)

    @property
    def rank(self) -> int:
        """The rank of the innermost open heading."""
        return self.headings[-1].rank if self.headings else TOP

    def close(self, rank: int) -> None:
        """Close the headings of this rank and below, and the goals that stand under them."""
        while self.headings and self.headings[-1].rank >= rank:
            self.headings.pop()
        inner = self.rank
        kept = [goal for goal in self.goals if goal.under <= inner and not self._ends(goal, rank)]
        if len(kept) != len(self.goals):
            self.goals = kept
            staying = {id(goal) for goal in kept}
            self.group = [goal for goal in self.group if id(goal) in staying]
            self.common = ""
            self.strategies = []
        self.depth = max((h.rank for h in self.headings if h.rank % 10 == 0), default=0)

    @staticmethod
    def _ends(goal: OpenGoal, rank: int) -> bool:
        return bool(goal.own) and goal.own >= rank

    def open(self, heading: Heading) -> None:
        """Open a heading below those that are open."""
        self.headings.append(heading)
        if heading.rank % 10 == 0:
            self.depth = heading.rank

    def add_goal(self, goal: OpenGoal) -> None:
        """Take a goal into scope; what came before with strategies of its own is complete."""
        if self.group_done:
            self.group = []
            self.group_done = False
        if goal.heading and self.group and self.group[-1].listed:
            # The list above only names the goals that follow.
            self.group = []
        self.common = ""
        self.group.append(goal)
        self.goals.append(goal)
        self.strategies = []

    def cited(self) -> bool:
        """Whether a heading that is open restates another plan."""
        return any(heading.cited for heading in self.headings)

    def area(self) -> Heading | None:
        """Return the heading that gathers what stands here: the innermost but the title."""
        for heading in reversed(self.headings):
            if not heading.title and leads_to(heading.row.text) in (None, Leads.STRATEGY):
                return heading
        return None

    def by_number(self, number: str) -> OpenGoal | None:
        """Return the goal in scope whose number opens this one: 2.1 for 2.1.3."""
        parts = number.rstrip(".").split(".")
        for length in range(len(parts) - 1, 0, -1):
            wanted = ".".join(parts[:length])
            for goal in reversed(self.goals):
                if goal.row.number.rstrip(".") == wanted:
                    return goal
        return None


def promote(row: Row, level: str, parent: str) -> None:
    """Make a heading that gathers goals, or has strategies without one, a goal itself."""
    row.kind = Kind.GOAL
    row.level = level
    row.parent = parent
