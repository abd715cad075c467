"""The walk through a document's units: each is read in its place and becomes a row or furniture."""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.document import BlockKind, Document
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import Furniture
from planvev.ingest.recognise.citing import cites, cites_sdg
from planvev.ingest.recognise.evidence import WE_WILL, Role, Spot, weigh
from planvev.ingest.recognise.goals import GoalTree
from planvev.ingest.recognise.lexicon import Leads, leads_to
from planvev.ingest.recognise.rows import RowMaker
from planvev.ingest.recognise.scopes import PLAIN, Heading
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import is_capitals, opens_with_verb

_LISTS: Final = frozenset(
    {Leads.GOAL, Leads.STRATEGY, Leads.ACTION, Leads.VISION, Leads.VALUE, Leads.APPROACH}
)
_KINDS: Final = {
    Role.ACTION: Kind.ACTION,
    Role.STRATEGY: Kind.STRATEGY,
}


class Walk:
    """One document being read; ``run`` reads it once."""

    def __init__(self, document: Document, units: list[Unit], own_type: str) -> None:
        self.units = units
        self.own_type = own_type
        self.maker = RowMaker(document)
        self.tree = GoalTree(self.maker)
        self.scopes = self.tree.scopes
        self.furniture: list[Furniture] = self.maker.furniture
        self.owner = ""
        self.mode: Leads | None = None
        self.mode_rank = PLAIN
        self.mode_unit: Unit | None = None
        self.fresh = False
        self.count = 0
        self.mark = ""
        self.last_item: tuple[Role, int, Row] | None = None
        self.after_goal = False
        self.first = True
        self.plain_cited = ""
        self.held: tuple[Leads, str] | None = None

    def run(self) -> list[Row]:
        """Return the rows, parents before children."""
        for index, unit in enumerate(self.units):
            before = self.units[index - 1] if index else None
            after = self.units[index + 1] if index + 1 < len(self.units) else None
            self._read(unit, before, after)
        return self.maker.rows

    # ---- reading one unit

    def _read(self, unit: Unit, before: Unit | None, after: Unit | None) -> None:
        if self._cited(unit):
            return
        spot = self._spot(unit, before, after)
        role, score = weigh(spot)
        if role is Role.LEAD_IN and self._stays_in_goals(unit):
            self.maker.furnish(unit, "lead-in")
            return
        if role is Role.LEAD_IN:
            self._lead_in(unit)
        elif role is Role.HEADING:
            self._heading(unit, after)
        elif role is Role.TEXT:
            self._text(unit, after)
        else:
            self._element(unit, role, score, spot)

    def _spot(self, unit: Unit, before: Unit | None, after: Unit | None) -> Spot:
        in_list = self._in_list(unit)
        return Spot(
            unit=unit,
            before=before,
            after=after,
            mode=self.mode,
            fresh=self.fresh,
            in_list=in_list,
            after_goal=self.after_goal,
            has_goal=bool(self.scopes.group) and not self.scopes.group_done and not self.first,
            nested_in_goal=self._nested_in_goal(unit),
            first=self.first,
        )

    def _nested_in_goal(self, unit: Unit) -> bool:
        return (
            unit.item
            and self.last_item is not None
            and self.last_item[0] is Role.GOAL
            and unit.depth > self.last_item[1]
        )

    def _in_list(self, unit: Unit) -> bool:
        """Tell whether a unit is an item of the list that is open."""
        if self.mode not in _LISTS or unit.leads is not None or unit.head.labelled:
            return False
        if unit.block.kind is BlockKind.HEADING:
            return False
        mark = _mark(unit)
        if mark == "":
            return self._bare_item(unit)
        if mark == "number":
            return self._counted_item(unit)
        return True

    def _counted_item(self, unit: Unit) -> bool:
        head = unit.head
        if self.mark and not self.mark.startswith("number"):
            return False
        if not self.mark:
            lead = self.mode_unit.head.number if self.mode_unit is not None else ""
            return head.number in ("1", "a", "A", "i", "I") or bool(
                head.number in (f"{lead}.1",) or (head.number.endswith(".1") and not lead)
            )
        _, number, suffix = self.mark.split("|")
        if suffix != head.suffix or not _follows(number, head.number):
            return False
        return True

    def _bare_item(self, unit: Unit) -> bool:
        """Tell whether a unit without a mark goes on a list whose items have none."""
        if self.mark or self.fresh or self.mode_unit is None:
            return False
        first = self.last_item[2].text if self.last_item else ""
        if unit.words > 40 or not first or unit.line.block.kind is BlockKind.HEADING:
            return False
        if (
            unit.bare
            and unit.line.gap == 0
            and opens_with_verb(first) == opens_with_verb(unit.text)
        ):
            return self.mode is not Leads.VISION
        same = first.split(None, 1)[0].lower() == unit.text.split(None, 1)[0].lower()
        if self.mode is Leads.STRATEGY and WE_WILL.match(unit.text):
            return True
        return same and self.mode in (Leads.GOAL, Leads.STRATEGY, Leads.ACTION)

    def _stays_in_goals(self, unit: Unit) -> bool:
        """«Mål» and below it «I 2030 skal kommunen:» lead to goals both."""
        return (
            self.mode is Leads.GOAL
            and self.fresh
            and unit.leads is Leads.STRATEGY
            and unit.text.endswith(":")
            and "strateg" not in unit.text.lower()
            and unit.block.kind is not BlockKind.HEADING
            and not is_capitals(unit.text)
            and not unit.head.number
        )

    # ---- what other plans say

    def _cited(self, unit: Unit) -> bool:
        """Read a unit where a chapter restates another plan; tell whether it was read."""
        plan = self.plain_cited or next((h.row.text for h in self.scopes.headings if h.cited), "")
        if not plan:
            return False
        if unit.block.kind is BlockKind.HEADING or (
            not unit.item and unit.head.number and not unit.head.labelled and unit.words <= 14
        ):
            if self.scopes.rank_of(unit) <= self._cited_rank():
                self.plain_cited = ""
                return False
        if self.plain_cited and (
            unit.leads not in (None, Leads.OTHER, Leads.CITED)
            or (
                not unit.item
                and not unit.head.labelled
                and not unit.text.endswith(":")
                and unit.line.gap
            )
        ):
            self.plain_cited = ""
            return False
        row = self.maker.row(unit, Kind.SECTION, self.owner)
        if unit.head.labelled or (unit.item and unit.depth == 1) or unit.head.number:
            row.doubts.append(Doubt("cites-other-plan", (plan[:80],)))
        return True

    def _cited_rank(self) -> int:
        return next((h.rank for h in self.scopes.headings if h.cited), self.scopes.rank)

    # ---- lead-ins and headings

    def _lead_in(self, unit: Unit) -> None:
        leads = unit.leads
        heading = self._is_heading(unit)
        rank = self.scopes.rank_of(unit) if heading else PLAIN
        if heading:
            self.scopes.close(rank)
        elif self.mode in _LISTS:
            while self.scopes.headings and self.scopes.headings[-1].rank > self.mode_rank:
                self.scopes.headings.pop()
        self.mode, self.mode_rank, self.mode_unit = leads, rank, unit
        self.fresh, self.count, self.mark, self.last_item = True, 0, "", None
        if leads in (Leads.OTHER, Leads.MIXED, Leads.CITED):
            self._lead_to_others(unit, heading, rank)
            return
        if leads in (Leads.STRATEGY, Leads.ACTION):
            self.scopes.group_done = bool(self.scopes.group)
        self.after_goal = False
        self.maker.furnish(unit, "lead-in")
        self.tree.lead = unit

    def _is_heading(self, unit: Unit) -> bool:
        number = unit.head.number
        return unit.block.kind is BlockKind.HEADING or (
            bool(number) and number[0].isdigit() and not unit.head.glyph
        )

    def _lead_to_others(self, unit: Unit, heading: bool, rank: int) -> None:
        """Keep a heading, or a sentence with a colon, that leads to what are no goals."""
        self.mode = None
        self.after_goal = False
        sentence = not heading and unit.words > 12
        if sentence:
            self.maker.row(unit, Kind.SECTION, self.owner)
            if unit.leads is Leads.CITED:
                self.plain_cited = unit.text
            return
        if not heading:
            rank = self.scopes.rank_of(unit)
            self.scopes.close(rank)
        self._open(unit, rank, cited=unit.leads is Leads.CITED)

    def _heading(self, unit: Unit, after: Unit | None) -> None:
        rank = self.scopes.rank_of(unit)
        weak = not self._is_heading(unit) and not is_capitals(unit.text)
        if weak and self.mode in _LISTS and after is not None and after.item and self.count:
            # A caption, or a heading between two parts of one list.
            self._open_inside(unit)
            return
        deeper = rank > self.mode_rank and self.mode_rank != PLAIN
        if self.mode in _LISTS and not deeper:
            self._end_mode()
        self.scopes.close(rank)
        self.after_goal = False
        self._open(unit, rank, cited=cites(unit.text, self.own_type))

    def _open_inside(self, unit: Unit) -> None:
        self.maker.row(unit, Kind.SECTION, self.owner)

    def _open(self, unit: Unit, rank: int, cited: bool = False) -> None:
        above = self.scopes.headings[-1].row.id if self.scopes.headings else ""
        goal = self.scopes.goals[-1] if self.scopes.goals else None
        if goal is not None and goal.heading and goal.under >= self.scopes.rank:
            above = goal.row.id
        title = not self.maker.rows
        row = self.maker.row(unit, Kind.SECTION, above)
        self.scopes.open(Heading(row, rank, unit.head.number, title, cited))
        self.owner = row.id
        self.first = True

    def _end_mode(self) -> None:
        self.mode, self.mode_rank, self.mode_unit = None, PLAIN, None
        self.fresh, self.count, self.mark, self.last_item = False, 0, "", None

    # ---- running text

    def _text(self, unit: Unit, after: Unit | None) -> None:
        resumes = after is not None and after.item and self.count > 0 and unit.words <= 8
        if self.mode in _LISTS and not resumes and not unit.item:
            if not (self.fresh and unit.text.endswith(":")):
                self._end_mode()
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
        self.first = False
        if role is Role.GOAL:
            row = self._goal(unit, spot)
        elif role in _KINDS:
            kind = _KINDS[role]
            row = self.tree.add_means(unit, kind, spot.nested_in_goal and self.last_item)
        else:
            row = self._statement(unit, role)
        row.score = score
        if score < 0.7 and row.kind is not Kind.SECTION:
            row.doubts.append(Doubt("kind-guessed", (row.kind.value,)))
        if not (self.last_item and unit.item and unit.depth > self.last_item[1]):
            self.last_item = (role, unit.depth, row)
        mark = _mark(unit)
        if spot.in_list or (mark and self.mode in _LISTS):
            self.mark = (
                f"number|{unit.head.number}|{unit.head.suffix}" if mark == "number" else mark
            )
        self.fresh = False
        self.count += 1

    def _goal(self, unit: Unit, spot: Spot) -> Row:
        rank = self.scopes.rank_of(unit)
        heading = unit.block.kind is BlockKind.HEADING or (
            not spot.in_list
            and not (self.mode is Leads.GOAL and self.fresh)
            and (_mark(unit) == "number" or unit.head.labelled)
        )
        lead = self.mode_unit if self.mode is Leads.GOAL else None
        if unit.head.labelled or not (spot.in_list or self.mode is Leads.GOAL):
            lead = None
        if unit.head.labelled:
            self._end_mode()
            self.mode_unit = None
        if heading and not unit.head.labelled or unit.block.kind is BlockKind.HEADING:
            self.scopes.close(rank)
            self._end_mode()
        row = self.tree.add_goal(unit, lead, heading, rank, listed=spot.in_list)
        if heading:
            self.owner = row.id
        self.after_goal = not spot.in_list or not unit.item
        return row

    def _statement(self, unit: Unit, role: Role) -> Row:
        kind = {
            Role.VISION: Kind.VISION,
            Role.VALUE: Kind.VALUE,
            Role.APPROACH: Kind.STRATEGIC_APPROACH,
        }[role]
        return self.maker.row(unit, kind, "")


def _mark(unit: Unit) -> str:
    """Return what kind of mark a unit has: its bullet, "number", "item" (the format's), or ""."""
    if unit.head.glyph:
        return unit.head.glyph
    if unit.head.number and not unit.head.labelled:
        return "number"
    return "item" if unit.item else ""


def _follows(before: str, after: str) -> bool:
    """Tell whether a printed number comes right after another.

    >>> _follows("1.9", "1.10"), _follows("b", "c"), _follows("2", "4")
    (True, True, False)
    """
    head, _, last = before.rpartition(".")
    head_after, _, last_after = after.rpartition(".")
    if last.isdigit() and last_after.isdigit():
        return head == head_after and int(last_after) == int(last) + 1
    if len(before) == len(after) == 1 and before.isalpha() and after.isalpha():
        return ord(after) == ord(before) + 1
    romans = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]
    low, high = before.lower(), after.lower()
    return low in romans and high in romans and romans.index(high) == romans.index(low) + 1
