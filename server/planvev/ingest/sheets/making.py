"""Rows in the making: ids, references to parents by id, number or text, and their order."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from planvev.ingest.document import Place
from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import Slice, fold_white_space
from planvev.ingest.sheets.numbering import only_number

PARENT_KINDS: Final[dict[Kind, tuple[Kind, ...]]] = {
    Kind.GOAL: (Kind.GOAL,),
    Kind.STRATEGY: (Kind.GOAL,),
    Kind.ACTION: (Kind.STRATEGY, Kind.GOAL),
}
"""What a number may refer to, for each kind, the likeliest first; for others anything."""


class Making:
    """Collects rows, and gives each its parent when all are there."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self._ids: dict[str, Row] = {}
        self._references: list[tuple[Row, str]] = []
        self._count = 0

    def add(
        self,
        kind: Kind,
        text: str,
        place: Place,
        slices: list[Slice],
        wanted_id: str = "",
        number: str = "",
        level: str = "",
    ) -> Row:
        """Add a row. wanted_id: as the sheet gives it; one that is taken is noted as a doubt."""
        row = Row("", kind, fold_white_space(text), place=place, slices=slices)
        row.number, row.level = number, level
        if wanted_id and wanted_id not in self._ids:
            row.id = wanted_id
        else:
            row.id = self._new_id()
            if wanted_id:
                row.doubts.append(Doubt("id-repeats", (wanted_id,)))
        self._ids[row.id] = row
        self.rows.append(row)
        return row

    def _new_id(self) -> str:
        while True:
            self._count += 1
            if f"r{self._count}" not in self._ids:
                return f"r{self._count}"

    def refer(self, row: Row, reference: str) -> None:
        """Note that a row names its parent: by id, number or text. Resolved by ``finish``."""
        self._references.append((row, fold_white_space(reference)))

    def loose(self) -> list[Row]:
        """Return the rows that stand under no other, and name none."""
        referring = {row.id for row, _ in self._references}
        return [row for row in self.rows if not row.parent and row.id not in referring]

    def finish(self) -> list[Row]:
        """Return the rows, each with its parent, parents before children."""
        finder = _Finder(self.rows, self._ids)
        for row, reference in self._references:
            found = finder.find(row, reference)
            if not found:
                # The reference itself is kept: it is what a person has to mend.
                row.parent = reference
                row.doubts.append(Doubt("parent-missing", (reference,)))
                continue
            row.parent = found[0].id
            if len(found) > 1:
                row.doubts.append(Doubt("parent-several", (reference,)))
        return parents_first(self.rows)


class _Finder:
    """Finds the row that a reference names."""

    def __init__(self, rows: list[Row], ids: dict[str, Row]) -> None:
        self._ids = ids
        self._folded_ids = {name.casefold(): row for name, row in reversed(ids.items())}
        self._numbers: dict[str, list[Row]] = defaultdict(list)
        self._texts: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row.number:
                self._numbers[row.number.casefold()].append(row)
            for text in {row.text.casefold(), row.label.casefold()} - {""}:
                self._texts[text].append(row)

    def find(self, row: Row, reference: str) -> list[Row]:
        """Return the rows that a reference may mean, the likeliest first."""
        exact = self._ids.get(reference) or self._folded_ids.get(reference.casefold())
        if exact is not None:
            return [exact]
        number = only_number(reference).casefold()
        numbered = self._numbers.get(reference.casefold()) or self._numbers.get(number, [])
        if numbered:
            return _fitting(row, numbered)
        return _fitting(row, self._texts.get(reference.casefold(), []))


def _fitting(row: Row, candidates: list[Row]) -> list[Row]:
    """Return those of the kind that a row most likely stands under; itself only if alone."""
    others = [each for each in candidates if each is not row]
    for kind in PARENT_KINDS.get(row.kind, ()):
        fitting = [each for each in others if each.kind is kind]
        if fitting:
            return fitting
    return others or candidates


def parents_first(rows: list[Row]) -> list[Row]:
    """Return the rows as a tree is read, each right after what it stands under.

    Rows that stand under none that is there, or in a circle, keep their place among the others.
    """
    ids = {row.id for row in rows}
    below: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        below[row.parent if row.parent in ids else ""].append(row)
    ordered: dict[str, Row] = {}

    def walk(start: list[Row]) -> None:
        waiting = list(reversed(start))
        while waiting:
            row = waiting.pop()
            if row.id not in ordered:
                ordered[row.id] = row
                waiting += reversed(below.get(row.id, []))

    walk(below[""])
    walk(rows)
    return list(ordered.values())
