"""The list that a lead-in opened, and which of the units that follow are its items."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.draft import Row
from planvev.ingest.recognise.evidence import Role
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.scopes import PLAIN
from planvev.ingest.recognise.sentences import WE_DO, WE_WILL
from planvev.ingest.recognise.units import Unit
from planvev.ingest.recognise.words import is_capitals, opens_with_verb

LISTS: Final = frozenset(
    {Leads.GOAL, Leads.STRATEGY, Leads.ACTION, Leads.VISION, Leads.VALUE, Leads.APPROACH}
)
_ROMANS: Final = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")


@dataclass
class LastItem:
    """The last item of the outermost depth: how it was read, and its row."""

    role: Role
    depth: int
    row: Row


@dataclass
class OpenList:
    """A list. leads: what it holds. rank: of its lead-in as a heading, PLAIN where it is none.

    count: its items so far; mark: what they are marked with: a bullet, "number|2|." for the last
    number, "" for nothing (yet).
    """

    leads: Leads | None = None
    rank: int = PLAIN
    unit: Unit | None = None
    count: int = 0
    mark: str = ""
    last: LastItem | None = None

    @property
    def open(self) -> bool:
        """Whether there is a list of elements."""
        return self.leads in LISTS

    @property
    def fresh(self) -> bool:
        """Whether nothing has come since the lead-in."""
        return self.open and self.count == 0

    def holds(self, unit: Unit, after: Unit | None) -> bool:
        """Tell whether a unit is an item of the list. after: the unit that follows it."""
        if not self.open or unit.leads is not None or unit.head.labelled or unit.head.led:
            return False
        if unit.block.kind is BlockKind.HEADING:
            return False
        mark = mark_of(unit)
        if mark == "":
            heads = (
                after is not None
                and after.line.gap == 0
                and (after.leads is not None or after.head.labelled)
            )
            return self._holds_bare(unit) and not (heads and unit.words <= 6)
        if self.count and not self.mark:
            # A text came first: what is marked after it is no item of the same list.
            return mark != "number" and self.leads in (Leads.STRATEGY, Leads.ACTION, Leads.VALUE)
        if mark == "number":
            return self._holds_counted(unit)
        return True

    def _holds_counted(self, unit: Unit) -> bool:
        head = unit.head
        if self.mark and not self.mark.startswith("number"):
            return False
        if not self.mark:
            lead = self.unit.head.number if self.unit is not None else ""
            first = head.number in ("1", "a", "A", "i", "I") or head.number == f"{lead}.1"
            coded = head.number[:1].isalpha() and head.number[1:] == "1"
            return first or coded or (head.number.endswith(".1") and not lead)
        _, number, suffix = self.mark.split("|")
        return suffix == head.suffix and follows(number, head.number)

    def _holds_bare(self, unit: Unit) -> bool:
        """Tell whether a unit without a mark goes on a list whose items have none."""
        if self.mark or self.fresh or self.last is None or unit.words > 40:
            return False
        if self.leads is Leads.STRATEGY and WE_WILL.match(unit.text):
            return True
        first = self.last.row.text
        both_do = WE_DO.match(first) and WE_DO.match(unit.text) and unit.words <= 30
        if self.leads is Leads.STRATEGY and both_do and unit.line.gap == 0:
            return True
        if self.unit is not None and self.unit.text.endswith(":") and self.leads is Leads.GOAL:
            plural = self.unit.words > 1
            if not plural:
                return False
        if self.leads is Leads.GOAL and (first.endswith(".") or unit.text.endswith(".")):
            return first.split(None, 1)[0].lower() == unit.text.split(None, 1)[0].lower()
        if self.leads in (Leads.STRATEGY, Leads.ACTION) and unit.bare and unit.line.gap == 0:
            even = first.endswith(".") or not unit.text.endswith(".")
            return even and unit.words <= 30 and not unit.line.bold and not is_capitals(unit.text)
        verb = opens_with_verb(first) == opens_with_verb(unit.text)
        if unit.bare and unit.line.gap == 0 and verb and not is_capitals(unit.text):
            return self.leads is not Leads.VISION
        same = first.split(None, 1)[0].lower() == unit.text.split(None, 1)[0].lower()
        return same and self.leads in (Leads.GOAL, Leads.STRATEGY, Leads.ACTION)

    def nested_in_goal(self, unit: Unit) -> bool:
        """Tell whether a unit is an item below an item that is a goal."""
        last = self.last
        if unit.leads is not None or unit.head.labelled:
            return False
        return unit.item and last is not None and last.role is Role.GOAL and unit.depth > last.depth

    def take(self, unit: Unit, role: Role, row: Row, listed: bool) -> None:
        """Note an element that was made."""
        if not (self.last is not None and unit.item and unit.depth > self.last.depth):
            self.last = LastItem(role, unit.depth, row)
        mark = mark_of(unit)
        if listed or (mark and self.open and not unit.head.labelled):
            head = unit.head
            self.mark = f"number|{head.number}|{head.suffix}" if mark == "number" else mark
        self.count += 1

    def stays_in_goals(self, unit: Unit) -> bool:
        """Tell whether «I 2030 skal kommunen:» stands below «Mål»: both lead to goals."""
        return (
            self.leads is Leads.GOAL
            and self.fresh
            and unit.leads is Leads.STRATEGY
            and unit.text.endswith(":")
            and "strateg" not in unit.text.lower()
            and unit.block.kind is not BlockKind.HEADING
            and not is_capitals(unit.text)
            and not unit.head.number
        )


def mark_of(unit: Unit) -> str:
    """Return what kind of mark a unit has: its bullet, "number", "item" (the format's), or ""."""
    if unit.head.glyph:
        return unit.head.glyph
    if unit.head.number and not unit.head.labelled:
        return "number"
    return "item" if unit.item else ""


def follows(before: str, after: str) -> bool:
    """Tell whether a printed number comes right after another.

    >>> follows("1.9", "1.10"), follows("b", "c"), follows("2", "4")
    (True, True, False)
    """
    head, _, last = before.rpartition(".")
    head_after, _, last_after = after.rpartition(".")
    if last.isdigit() and last_after.isdigit():
        return head == head_after and int(last_after) == int(last) + 1
    if before[:1] == after[:1] and before[1:].isdigit() and after[1:].isdigit():
        return int(after[1:]) == int(before[1:]) + 1
    letters = len(before) == len(after) == 1 and before.isalpha() and after.isalpha()
    if letters and ord(after) == ord(before) + 1:
        return True
    low, high = before.lower(), after.lower()
    return low in _ROMANS and high in _ROMANS and _ROMANS.index(high) == _ROMANS.index(low) + 1
