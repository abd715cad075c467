"""From tables to rows: each row of a table is a goal, what pursues it, and who does it by when."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from planvev.ingest.document import Place
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import Furniture, Role, Slice, fold_white_space
from planvev.ingest.recognise.goals import GoalTree
from planvev.ingest.recognise.repeats import bare_words
from planvev.ingest.recognise.rows import RowMaker
from planvev.ingest.recognise.scopes import OpenGoal
from planvev.ingest.recognise.tables import Cell, Table

_NUMBERED: Final = re.compile(
    r"(?:(?:hoved|hovud|del)?mål |strategi |goal |objective |strategy )?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})[.:)]?\s+(?=[A-ZÆØÅ«])",
    re.IGNORECASE,
)
_KINDS: Final = {
    "goal": Kind.GOAL,
    "subgoal": Kind.GOAL,
    "strategy": Kind.STRATEGY,
    "action": Kind.ACTION,
}
_ORDER: Final = ("goal", "subgoal", "strategy", "action")


class TableReader:
    """Reads tables into the rows and the goal tree of a document."""

    def __init__(self, maker: RowMaker, tree: GoalTree) -> None:
        self.maker = maker
        self.tree = tree

    def read(self, table: Table, owner: str, cited: str) -> None:
        """Read a table. owner: the row that its running text stands under; cited: another plan."""
        for cell in table.heads:
            self._furnish(cell, "column-head")
        if not table.known or cited:
            self._read_unknown(table, owner, cited)
            return
        current: dict[str, Row] = {}
        for cells in table.rows:
            self._read_row(table, cells, current)

    def _read_unknown(self, table: Table, owner: str, cited: str) -> None:
        for index, cells in enumerate(table.rows):
            slices = [piece for _, cell in sorted(cells.items()) for piece in cell.slices]
            place = next(iter(cells.values())).place
            row = self._row(slices, Kind.SECTION, owner, place)
            if cited:
                row.doubts.append(Doubt("cites-other-plan", (cited[:80],)))
            elif index == 0:
                row.doubts.append(Doubt("table"))

    def _read_row(self, table: Table, cells: dict[int, Cell], current: dict[str, Row]) -> None:
        by_role: dict[str, list[Cell]] = {}
        for column, cell in sorted(cells.items()):
            by_role.setdefault(table.roles.get(column, ""), []).append(cell)
        lowest: Row | None = None
        for role in _ORDER:
            for cell in by_role.get(role, ()):
                lowest = self._element(role, cell, current)
        number = by_role.get("number", ())
        if lowest is not None and number and not lowest.number:
            lowest.number = number[0].text.rstrip(".")
        for role, group in by_role.items():
            if role in _ORDER:
                continue
            for cell in group:
                if role in ("responsible", "deadline") and lowest is not None:
                    lowest.properties[role] = cell.text
                    self._furnish(cell, "cell")
                elif role == "number":
                    self._furnish(cell, "number")
                else:
                    self._row(cell.slices, Kind.SECTION, lowest.id if lowest else "", cell.place)

    def _known(self, kind: Kind, number: str, words: str) -> Row | None:
        """Return the row of this kind that a cell refers to, by its number or its words."""
        for row in self.maker.rows:
            if row.kind is kind and row.slices:
                if number and row.number.rstrip(".") == number and _alike(row.text, words):
                    return row
                if bare_words(row.text) == bare_words(words):
                    return row
        return None

    def _element(self, role: str, cell: Cell, current: dict[str, Row]) -> Row:
        before = current.get(role)
        if before is not None and before.text == cell.text:
            self._furnish(cell, "repeated")
            return before
        number, cell = self._without_number(cell)
        kind = _KINDS[role]
        known = self._known(kind, number, cell.text) if role != "action" else None
        if known is not None:
            known.slices += [replace(piece, role=Role.REPEATED) for piece in cell.slices]
            for lower in _ORDER[_ORDER.index(role) :]:
                current.pop(lower, None)
            current[role] = known
            return known
        row = self._row(cell.slices, kind, "", cell.place)
        row.number = number
        row.score = 0.9
        for lower in _ORDER[_ORDER.index(role) :]:
            current.pop(lower, None)
        above = self._above(role, current)
        numbered = self.tree.scopes.by_number(number) if "." in number else None
        if above is None and numbered is not None:
            above = numbered.row
        if row.kind is Kind.GOAL:
            self._place_goal(row, above)
        elif above is not None:
            row.parent = above.id
        else:
            row.parent = self.tree.pursued(row)
        current[role] = row
        return row

    def _without_number(self, cell: Cell) -> tuple[str, Cell]:
        """Take the number off a cell's text («1.1 Barnehagene …», «Mål 2: …»)."""
        match = _NUMBERED.match(cell.text)
        if match is None or not cell.slices:
            return "", cell
        first = cell.slices[0]
        raw = self.maker.document.text[first.start : first.end]
        found = _NUMBERED.match(raw)
        if found is None:
            return "", cell
        end = first.start + len(raw[: found.end()].rstrip())
        self.maker.furniture.append(Furniture(first.start, end, "number"))
        slices = [Slice(first.start + found.end(), first.end), *cell.slices[1:]]
        return match["number"], Cell(slices, cell.text[match.end() :], cell.place)

    @staticmethod
    def _above(role: str, current: dict[str, Row]) -> Row | None:
        found = [current[r] for r in _ORDER[: _ORDER.index(role)] if r in current]
        return found[-1] if found else None

    def _place_goal(self, row: Row, above: Row | None) -> None:
        if above is not None:
            row.parent, row.level = above.id, "delmal"
            return
        scopes = self.tree.scopes
        main = next((g for g in reversed(scopes.goals) if g.explicit), None)
        row.level = "delmal" if main is not None else "hovedmal"
        row.parent = main.row.id if main is not None else ""
        scopes.group_done = True
        scopes.add_goal(OpenGoal(row, scopes.rank, False, "table"))

    def _row(self, slices: list[Slice], kind: Kind, parent: str, place: Place) -> Row:
        text = self.maker.document.text
        words = fold_white_space(" ".join(text[piece.start : piece.end] for piece in slices))
        row = Row(self.maker.next_id(), kind, words, parent, slices=list(slices), place=place)
        self.maker.rows.append(row)
        return row

    def _furnish(self, cell: Cell, kind: str) -> None:
        for piece in cell.slices:
            self.maker.furniture.append(Furniture(piece.start, piece.end, kind))


def _alike(one: str, other: str) -> bool:
    """Tell whether two texts open with the same words."""
    a, b = bare_words(one).split(), bare_words(other).split()
    length = min(len(a), len(b), 6)
    return length > 0 and a[:length] == b[:length]
