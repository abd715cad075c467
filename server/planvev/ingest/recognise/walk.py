"""The walk through a document's units: each is read in its place and becomes a row or furniture."""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.recognise.citing import cites, cites_sdg
from planvev.ingest.recognise.evidence import Role, Spot, weigh
from planvev.ingest.recognise.goals import GoalTree
from planvev.ingest.recognise.open_list import OpenList, follows, mark_of
from planvev.ingest.recognise.patterns import sentences_between
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.repeats import bare_words
from planvev.ingest.recognise.rows import RowMaker
from planvev.ingest.recognise.scopes import PLAIN, Heading
from planvev.ingest.recognise.sentences import titles_over_sentences
from planvev.ingest.recognise.table_rows import TableReader
from planvev.ingest.recognise.tables import Table
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import is_capitals

_KINDS: Final = {
    Role.ACTION: Kind.ACTION,
    Role.STRATEGY: Kind.STRATEGY,
}
_STATEMENTS: Final = {
    Role.VISION: Kind.VISION,
    Role.VALUE: Kind.VALUE,
    Role.APPROACH: Kind.STRATEGIC_APPROACH,
}
_GUESSED: Final = 0.7
"""Rows with a lower score are doubted."""


_TITLE_ROWS: Final = 3
"""Rows that a title page may make: what it names is the plan itself."""


class Walk:
    """One document being read; ``run`` reads it once.

    own_type: the code of the plan's type, for telling what it cites.
    """

    def __init__(
        self, maker: RowMaker, units: list[Unit], tables: list[Table], own_type: str
    ) -> None:
        self.units = units
        self.tables = tables
        self.own_type = own_type
        self.maker = maker
        self.tree = GoalTree(self.maker)
        self.scopes = self.tree.scopes
        self.owner = ""
        self.list = OpenList()
        self.pending: Unit | None = None
        self.after_goal = False
        self.first = True
        self.cited_here = ""
        self.approach = ""
        self.titles = titles_over_sentences(units)
        self.between = sentences_between(units)
        self.wills = {index for inside in self.titles.values() for index in inside}

    def run(self) -> list[Row]:
        """Return the rows, parents before children."""
        reader = TableReader(self.maker, self.tree)
        tables = sorted(self.tables, key=lambda table: table.start, reverse=True)
        for index, unit in enumerate(self.units):
            while tables and tables[-1].start < unit.head.start:
                self._table(reader, tables.pop())
            before = self.units[index - 1] if index else None
            after = self.units[index + 1] if index + 1 < len(self.units) else None
            self._read(index, unit, before, after)
        while tables:
            self._table(reader, tables.pop())
        self._keep_pending()
        return self.maker.rows

    def _table(self, reader: TableReader, table: Table) -> None:
        if table.known:
            self._drop_pending()
            self._end_list()
        else:
            self._keep_pending()
        cited = self.cited_here or next((h.row.text for h in self.scopes.headings if h.cited), "")
        reader.read(table, self.owner, cited)

    # ---- reading one unit

    def _read(self, index: int, unit: Unit, before: Unit | None, after: Unit | None) -> None:
        if not unit.text:
            self.maker.furnish(unit, "mark")
            return
        if self._cited(unit):
            return
        spot = self._spot(index, unit, before, after)
        role, score = weigh(spot)
        if (role is Role.LEAD_IN and self.list.stays_in_goals(unit)) or self._leads_on(unit, role):
            self.maker.furnish(unit, "lead-in")
        elif role is Role.LEAD_IN:
            self._lead_in(unit)
        elif role is Role.HEADING:
            self._heading(unit, after)
        elif role is Role.TEXT:
            self._text(unit, after)
        else:
            self._element(unit, role, score, spot)

    def _spot(self, index: int, unit: Unit, before: Unit | None, after: Unit | None) -> Spot:
        goal = self.scopes.goals[-1] if self.scopes.goals else None
        return Spot(
            unit=unit,
            before=before,
            after=after,
            mode=self.list.leads,
            fresh=self.list.fresh,
            in_list=self.list.holds(unit, after),
            after_goal=self.after_goal,
            has_goal=bool(self.scopes.group) and not self.scopes.group_done,
            goal_in_scope=goal is not None,
            nested_in_goal=self.list.nested_in_goal(unit),
            first=self.first,
            title_over_will=index in self.titles,
            will=index in self.wills,
            between=index in self.between,
            child_of_goal="." in unit.head.number
            and self.scopes.by_number(unit.head.number) is not None,
            repeats_goal=bare_words(unit.text) in self.tree.levels,
        )

    def _leads_on(self, unit: Unit, role: Role) -> bool:
        """Tell whether a sentence with a colon, right below a lead-in, only leads on."""
        return (
            self.list.fresh
            and unit.text.endswith(":")
            and unit.words <= 20
            and ". " not in unit.text
            and not unit.item
            and unit.leads is None
            and role in (Role.GOAL, Role.STRATEGY, Role.ACTION, Role.TEXT)
            and not unit.head.labelled
        )

    # ---- what other plans say

    def _cited(self, unit: Unit) -> bool:
        """Read a unit where a chapter restates another plan; tell whether it was read."""
        heading = next((h for h in self.scopes.headings if h.cited), None)
        plan = self.cited_here or (heading.row.text if heading else "")
        if not plan:
            return False
        title = unit.block.kind is BlockKind.HEADING or (
            not unit.item
            and unit.head.number[:1].isdigit()
            and not unit.head.labelled
            and unit.words <= 14
        )
        looks = not unit.item and is_capitals(unit.text) and unit.words <= 12
        limit = heading.rank if heading else self.scopes.rank
        if (title or looks) and self.scopes.rank_of(unit) <= limit:
            self.cited_here = ""
            return False
        if self.cited_here and self._ends_citing(unit):
            self.cited_here = ""
            return heading is not None and self._cited(unit)
        row = self.maker.row(unit, Kind.SECTION, self.owner)
        if unit.head.labelled or (unit.item and unit.depth == 1) or unit.head.number:
            row.doubts.append(Doubt("cites-other-plan", (plan[:80],)))
        return True

    @staticmethod
    def _ends_citing(unit: Unit) -> bool:
        other = unit.leads not in (None, Leads.OTHER, Leads.CITED)
        plain = not unit.item and not unit.head.labelled and not unit.text.endswith(":")
        return other or (plain and unit.line.gap > 0)

    # ---- lead-ins and headings

    def _lead_in(self, unit: Unit) -> None:
        self._keep_pending()
        heading = _is_heading(unit)
        rank = self.scopes.rank_of(unit) if heading else PLAIN
        if heading:
            self.scopes.close(rank)
        self.after_goal = False
        leads = unit.leads
        capitals = is_capitals(unit.text) and unit.line.gap > 0
        if "arealstrateg" in unit.text.lower() and capitals and not heading:
            self.scopes.close(self.scopes.rank_of(unit))
        if (heading or capitals) and self._is_of_land(unit):
            # A chapter on the use of land, which pursues no goal of its own.
            leads = Leads.OTHER
        if leads is Leads.APPROACH:
            self.approach = "0"
        if leads in (Leads.OTHER, Leads.MIXED, Leads.CITED):
            self._end_list()
            self._lead_to_others(unit, heading, rank)
            return
        self.list = OpenList(leads, rank, unit)
        if leads in (Leads.STRATEGY, Leads.ACTION):
            self.scopes.group_done = bool(self.scopes.group)
        if heading or leads is Leads.APPROACH:
            self.pending = unit
        else:
            self.maker.furnish(unit, "lead-in")

    def _is_of_land(self, unit: Unit) -> bool:
        return "arealstrateg" in unit.text.lower() and not self.scopes.goals

    def _lead_to_others(self, unit: Unit, heading: bool, rank: int) -> None:
        """Keep a heading, or a sentence with a colon, that leads to what are no goals."""
        in_passing = unit.words > 12 or (unit.text.endswith(":") and not is_capitals(unit.text))
        if (not heading and in_passing) or unit.item:
            self.maker.row(unit, Kind.SECTION, self.owner)
            if unit.leads is Leads.CITED:
                self.cited_here = unit.text
            return
        if not heading:
            rank = self.scopes.rank_of(unit)
            self.scopes.close(rank)
        self._open(unit, rank, cited=unit.leads is Leads.CITED)

    def _heading(self, unit: Unit, after: Unit | None) -> None:
        rank = self.scopes.rank_of(unit)
        weak = not _is_heading(unit) and not is_capitals(unit.text)
        if weak and self.list.open and after is not None and after.item and self.list.count:
            # A caption, or a heading between two parts of one list.
            self.maker.row(unit, Kind.SECTION, self.owner)
            return
        self._keep_pending()
        if self._is_approach(unit):
            row = self.maker.row(unit, Kind.STRATEGIC_APPROACH, "")
            self.approach, self.owner = unit.head.number, row.id
            self._end_list()
            return
        inside = self.list.rank != PLAIN and rank > self.list.rank
        if self.list.open and not inside and not (self.list.fresh and weak):
            self._end_list()
        self.scopes.close(rank)
        self.after_goal = False
        on_title_page = len(self.maker.rows) < _TITLE_ROWS and not unit.head.number
        self._open(unit, rank, cited=not on_title_page and cites(unit.text, self.own_type))

    def _is_approach(self, unit: Unit) -> bool:
        """Tell whether a numbered title is one of the approaches that were announced."""
        if not self.approach or not unit.head.number.isdigit():
            return False
        return follows(self.approach, unit.head.number)

    def _open(self, unit: Unit, rank: int, cited: bool = False) -> None:
        above = self.scopes.headings[-1].row if self.scopes.headings else None
        goal = self.scopes.goals[-1] if self.scopes.goals else None
        parent = above.id if above is not None else ""
        if (
            goal is not None
            and goal.heading
            and (goal.own or goal.under) <= rank
            and (above is None or self.maker.order(goal.row) > self.maker.order(above))
        ):
            parent = goal.row.id
        title = not self.maker.rows and (_is_title(unit) or self._is_name(unit))
        row = self.maker.row(unit, Kind.SECTION, parent)
        self.scopes.open(Heading(row, rank, unit.head.number, title, cited, told=bool(unit.told)))
        self.owner = row.id
        self.first = True

    def _is_name(self, unit: Unit) -> bool:
        """Tell whether the first heading is a plan's name, as the line below it names a plan."""
        after = self.units[1] if len(self.units) > 1 else None
        plain = not unit.head.number and after is not None and not after.head.number
        return plain and after is not None and after.words <= 8 and bool(_TITLE.search(after.text))

    def _end_list(self) -> None:
        self.list = OpenList()

    def _keep_pending(self) -> None:
        """Make a lead-in that stands as a heading a section, as no element followed it directly."""
        unit, self.pending = self.pending, None
        if unit is not None:
            self._open(unit, self.scopes.rank_of(unit))

    def _drop_pending(self) -> None:
        unit, self.pending = self.pending, None
        if unit is not None:
            self.maker.furnish(unit, "lead-in")

    # ---- running text

    def _text(self, unit: Unit, after: Unit | None) -> None:
        resumes = (
            after is not None
            and after.item
            and self.list.count > 0
            and unit.words <= 8
            and not unit.text.endswith((":", "?"))
        )
        leading = self.list.fresh and unit.text.endswith(":") and ". " not in unit.text
        self._keep_pending()
        if self.list.open and not resumes and not unit.item and not leading:
            self._end_list()
        if not unit.item:
            self.after_goal = self.after_goal and unit.words <= 60 and unit.text.endswith(":")
        self.first = False
        self.maker.row(unit, Kind.SECTION, self.owner)

    # ---- elements

    def _element(self, unit: Unit, role: Role, score: float, spot: Spot) -> None:
        if cites_sdg(unit.text):
            row = self.maker.row(unit, Kind.SECTION, self.owner)
            row.doubts.append(Doubt("cites-other-plan", ("FNs bærekraftsmål",)))
            return
        self._drop_pending()
        if role is Role.GOAL:
            row = self._goal(unit, spot)
        elif role in _KINDS:
            below = self.list.last.row if spot.nested_in_goal and self.list.last else None
            row = self.tree.add_means(unit, _KINDS[role], below)
        else:
            row = self.maker.row(unit, _STATEMENTS[role], "")
        self.first = False
        row.score = score
        if score < _GUESSED and row.kind is not Kind.SECTION:
            row.doubts.append(Doubt("kind-guessed", (row.kind.value,)))
        self.list.take(unit, role, row, spot.in_list)
        if unit.head.led and role is Role.GOAL:
            self._end_list()

    def _goal(self, unit: Unit, spot: Spot) -> Row:
        self.approach = ""
        rank = self.tree.rank_below(unit, self.scopes.rank_of(unit))
        awaited = self.list.leads is Leads.GOAL and not unit.head.labelled
        formatted = unit.block.kind is BlockKind.HEADING
        heading = formatted or (
            not spot.in_list
            and not (awaited and self.list.fresh and not spot.title_over_will)
            and (
                mark_of(unit) == "number"
                or unit.head.labelled
                or spot.title_over_will
                or spot.repeats_goal
            )
        )
        lead = self.list.unit if awaited and not heading else None
        if heading:
            self._end_list()
        if formatted or (heading and not unit.head.labelled):
            self.scopes.close(rank)
        row = self.tree.add_goal(unit, lead, heading, rank, listed=spot.in_list)
        if heading:
            self.owner = row.id
        self.after_goal = not spot.in_list or not unit.item
        return row


_TITLE: Final = re.compile(
    r"kommune|plan\b|plan[a-zæøå]*\b|strategi|20\d\d|municipality", re.IGNORECASE
)


def _is_title(unit: Unit) -> bool:
    """Tell whether the first heading is the document's own title, not that of a chapter."""
    if unit.head.number or unit.block.level > 1:
        return False
    return unit.block.kind is BlockKind.HEADING or bool(_TITLE.search(unit.text))


def _is_heading(unit: Unit) -> bool:
    number = unit.head.number
    return unit.block.kind is BlockKind.HEADING or (number[:1].isdigit() and not unit.head.glyph)
