"""The goal tree while it grows: which goal a goal, a strategy or an action stands under."""

from __future__ import annotations

from planvev.ingest.document import BlockKind
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.recognise.labels import GOAL_LABELS
from planvev.ingest.recognise.lexicon import leads_to
from planvev.ingest.recognise.repeats import bare_words
from planvev.ingest.recognise.rows import RowMaker
from planvev.ingest.recognise.scopes import OpenGoal, Scopes, promote
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import has_finite_verb

_MAIN = ("hovedmal", "overordnet-mal", "satsingsomrade")

_STEM_SPACES_MIN = 3
"""Spaces between the words of a counted heading that reads as its neighbours do, at least."""


class GoalTree:
    """Places goals and means. lead: the last lead-in, whose number a single goal takes."""

    def __init__(self, maker: RowMaker) -> None:
        self.maker = maker
        self.scopes = Scopes()
        self.lead: Unit | None = None
        self.mains: list[Row] = []
        self.levels: dict[str, str] = {}
        self.labelled: dict[str, Row] = {}
        self.orphans: set[str] = set()
        self.acted = False
        self.stem: str | None = None

    def add_goal(
        self, unit: Unit, lead: Unit | None, heading: bool, rank: int, listed: bool
    ) -> Row:
        """Make a goal's row, with level and parent."""
        said = unit.head.level or level_said(lead)
        if heading and not said:
            said = self.levels.get(bare_words(unit.text), "")
        row = self.maker.row(unit, Kind.GOAL, "")
        if lead is not None and not row.number and not listed and lead.head.number:
            row.number = lead.head.number
        style = _style(unit, lead)
        goal = OpenGoal(row, self.scopes.rank, bool(said), style, heading, listed)
        if heading and (unit.block.kind is BlockKind.HEADING or not unit.head.labelled):
            goal.own = rank
        self._raise_stem(unit)
        parent = self._parent(row, said, style)
        row.level = said or ("delmal" if parent is not None else "hovedmal")
        numbered = self.labelled.get(row.number.rpartition(".")[0])
        if parent is None and numbered is not None and unit.head.labelled:
            row.parent, row.level = numbered.id, "delmal"
        elif parent is not None:
            row.parent = parent.row.id
            if parent.row.level == "overordnet-mal" and not said:
                row.level = "hovedmal"
        elif row.level == "delmal":
            self._orphan(row)
        self._leave(goal, style)
        self.scopes.add_goal(goal)
        if row.level in _MAIN and row.id not in self.orphans:
            self.mains.append(row)
        if unit.head.labelled and row.number:
            self.labelled[row.number] = row
        self.levels.setdefault(bare_words(row.text), row.level)
        return row

    def _raise_stem(self, unit: Unit) -> None:
        """Make the heading that a counted goal's number goes on a goal, where it reads as one too.

        «1 Alle barn har det trygt» over «1.1 Ingen barn er fattige» is a goal, «2 Oppvekst» none.
        What stands beside one that is needs no verb that is known.
        """
        stem = unit.head.number.rpartition(".")[0]
        if not stem or unit.head.labelled:
            return
        found = [h for h in self.scopes.headings if h.number == stem and not (h.title or h.told)]
        if not found or found[-1].row.kind is not Kind.SECTION:
            return
        row = found[-1].row
        beside = self.stem == stem.rpartition(".")[0] and row.text.count(" ") >= _STEM_SPACES_MIN
        reads = has_finite_verb(row.text) or beside
        if reads and not row.text.endswith((":", "?", ".")) and leads_to(row.text) is None:
            self.stem = stem.rpartition(".")[0]
            self._promote(row, "kind-guessed").row.level = "hovedmal"

    def rank_below(self, unit: Unit, rank: int) -> int:
        """Return the rank of a goal's heading, put below the goal that its number or label goes on.

        Readers of PDF tell levels by size, and plans print «Delmål» larger than «Hovedmål».
        """
        if not unit.head.labelled or not unit.head.number:
            return rank
        above = self.scopes.by_number(unit.head.number) if "." in unit.head.number else None
        if above is None and unit.head.level == "delmal":
            mains = [goal for goal in self.scopes.goals if goal.row.level in _MAIN]
            above = mains[-1] if mains else None
        return rank if above is None else max(rank, (above.own or above.under) + 1)

    def _leave(self, goal: OpenGoal, style: str) -> None:
        """End the scope of a goal of the same style, and of what stood under it."""
        if not goal.heading:
            return
        for index, other in enumerate(self.scopes.goals):
            if other.style == style and other.row.level == goal.row.level:
                self.scopes.goals = self.scopes.goals[:index]
                self.scopes.group = [g for g in self.scopes.group if g in self.scopes.goals]
                break

    def _parent(self, row: Row, said: str, style: str) -> OpenGoal | None:
        if said in ("overordnet-mal", "hovedmal"):
            above = [g for g in self.scopes.goals if g.row.level == "overordnet-mal"]
            return above[-1] if above and said == "hovedmal" and above[-1].row is not row else None
        if "." in row.number:
            numbered = self.scopes.by_number(row.number)
            if numbered is not None and numbered.style != style:
                return numbered
        for goal in reversed(self.scopes.goals):
            if goal.style == style:
                if goal.row.parent:
                    return next((g for g in self.scopes.goals if g.row.id == goal.row.parent), None)
                return None
            if goal.explicit and goal.row.level in _MAIN:
                return goal
            if said == "delmal" and goal.row.level in _MAIN:
                return goal
            if goal.heading and goal.row.level in _MAIN and "heading" in goal.style:
                return goal
        return None

    def _orphan(self, row: Row) -> None:
        """Place a sub-goal that stands under no goal: below the only main goal, else on top."""
        if len(self.mains) == 1:
            row.parent = self.mains[0].id
        else:
            row.level = "hovedmal"
            self.orphans.add(row.id)
        row.doubts.append(Doubt("parent-guessed"))

    def add_means(self, unit: Unit, kind: Kind, below: Row | None) -> Row:
        """Make the row of a strategy or an action under the goal that it pursues.

        below: the goal whose item it is nested in, None for none.
        """
        row = self.maker.row(unit, kind, "")
        self.maker.take_responsible(row)
        if below is not None:
            row.parent = below.id
            return row
        if kind is Kind.STRATEGY and self.acted:
            # Actions stand below the strategy before this one: they were its own.
            self.scopes.strategies = []
        self.acted = kind is Kind.ACTION
        if kind is Kind.ACTION and len(self.scopes.strategies) == 1:
            row.parent = self.scopes.strategies[0].id
        else:
            row.parent = self.pursued(row)
        self.scopes.group_done = True
        if kind is Kind.STRATEGY:
            self.scopes.strategies.append(row)
        return row

    def pursued(self, row: Row) -> str:
        """Return the goal of a strategy: by number, the one before it, the area, or a heading."""
        scopes = self.scopes
        if "." in row.number:
            numbered = scopes.by_number(row.number)
            if numbered is not None:
                return numbered.row.id
        area = scopes.area()
        last = scopes.goals[-1].row if scopes.goals else None
        newer = area is not None and (
            last is None or self.maker.order(area.row) > self.maker.order(last)
        )
        states = newer and area is not None and not area.told and has_finite_verb(area.row.text)
        if scopes.group and not states:
            return self._common(row)
        if scopes.goals and not states:
            return scopes.goals[-1].row.id
        if area is not None and area.row.kind is Kind.SECTION:
            return self._promote(area.row, "kind-guessed", gathers=area.told).row.id
        if area is not None and area.row.kind is Kind.GOAL:
            return area.row.id
        if len(self.mains) == 1:
            row.doubts.append(Doubt("parent-guessed"))
            return self.mains[0].id
        return ""

    def _common(self, row: Row) -> str:
        """Return what the goals with this list of strategies are, or stand under, together."""
        scopes = self.scopes
        if scopes.common:
            row.doubts += scopes.common_doubts
            return scopes.common
        scopes.common = self._found_common(row)
        scopes.common_doubts = list(row.doubts)
        return scopes.common

    def _found_common(self, row: Row) -> str:
        scopes = self.scopes
        parents = {goal.row.parent for goal in scopes.group}
        leaves = [goal for goal in scopes.group if goal.row.id not in parents]
        above = {goal.row.parent for goal in leaves}
        main = above.pop() if len(above) == 1 else ""
        area = scopes.area()
        over = any(
            goal.row.id == main and goal.row.level == "overordnet-mal" for goal in scopes.goals
        )
        if len(leaves) == 1 and not (leaves[0].listed and main and not over):
            return leaves[0].row.id
        gathered = area is not None and area.row.kind is Kind.SECTION and len(leaves) > 1
        if main and not (over and gathered):
            return main
        inside = area is not None and all(
            goal.under >= area.rank and self.maker.order(goal.row) > self.maker.order(area.row)
            for goal in leaves
        )
        if main and not inside:
            return main
        if area is None or not inside or area.row.kind is not Kind.SECTION:
            row.doubts.append(Doubt("parent-guessed"))
            return leaves[-1].row.id
        opened = self._promote(area.row, "parent-guessed", gathers=True)
        for goal in leaves:
            goal.row.parent, goal.row.level = area.row.id, "delmal"
        scopes.group = [opened]
        return area.row.id

    def _promote(self, row: Row, doubt: str, *, gathers: bool = False) -> OpenGoal:
        """Make a heading a goal: it gathers goals, or has strategies and no goal under it."""
        states = has_finite_verb(row.text) and not gathers
        numbered = self.scopes.by_number(row.number) if "." in row.number else None
        above = self.scopes.goals[-1].row if states and self.scopes.goals else None
        if numbered is not None:
            above, states = numbered.row, True
        level = "satsingsomrade" if not states else "delmal" if above is not None else "hovedmal"
        promote(row, level, above.id if above is not None else "")
        row.score = 0.6
        row.doubts.append(Doubt(doubt, (Kind.GOAL.value,) if doubt == "kind-guessed" else ()))
        opened = OpenGoal(row, self.scopes.rank, True, "area", heading=True)
        self.scopes.goals.append(opened)
        if doubt == "kind-guessed":
            self.scopes.group = [opened]
        return opened


def level_said(lead: Unit | None) -> str:
    """Return the level that a lead-in's words say of its goals, "" for none.

    «Delmål» says delmal, «Mål» nothing.
    """
    if lead is None:
        return ""
    text = lead.text.lower()
    for word, level in GOAL_LABELS.items():
        if level and word in text:
            return level
    if text.startswith(("overordn", "overall", "overarching")):
        return "overordnet-mal"
    return ""


def _style(unit: Unit, lead: Unit | None) -> str:
    head = unit.head
    depth = head.number.count(".") if head.number and head.number[0].isdigit() else 0
    if head.labelled:
        return f"label {head.level} {depth}"
    if lead is not None:
        return f"lead {level_said(lead)}"
    if unit.block.kind is BlockKind.HEADING:
        return f"heading {unit.block.level}"
    return f"number {depth}" if head.number else "text"
