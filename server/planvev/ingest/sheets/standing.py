"""What stands above the rows of a sheet while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from planvev.ingest.draft import Kind, Row
from planvev.ingest.elements import Slice, fold_white_space
from planvev.ingest.sheets.cells import Sheet
from planvev.ingest.sheets.fields import Numbers
from planvev.ingest.sheets.making import PARENT_KINDS, Making
from planvev.ingest.sheets.names import Meaning
from planvev.ingest.sheets.pinned import Pinned
from planvev.ingest.sheets.tables import rank_of


@dataclass
class Standing:
    """What was read of a sheet so far, and stands above what comes.

    current: in each column of elements, the element that holds for the rows that follow, or the
    reference that stands there instead. banners: elements that stand between rows, by rank.
    """

    pinned: Pinned
    making: Making
    current: dict[int, Row | str] = field(default_factory=dict)
    banners: dict[int, Row] = field(default_factory=dict)
    _numbers: dict[int, Numbers] = field(default_factory=dict)
    _known: dict[tuple[str, str, str], Row] = field(default_factory=dict)

    def begin_sheet(self) -> None:
        """Forget what stands above; elements stay known by their wording."""
        self.current, self.banners, self._numbers = {}, {}, {}

    def place(
        self,
        sheet: Sheet,
        row: int,
        column: int,
        start: int,
        end: int,
        meaning: Meaning,
        number: str = "",
        wanted_id: str = "",
    ) -> Row:
        """Make an element of a piece of a cell."""
        first, last = self.pinned.span(sheet.index, row, column, start, end)
        return self.making.add(
            meaning.kind or Kind.SECTION,
            self.pinned.text[first:last],
            sheet.place(row, column),
            [Slice(first, last)] if last > first else [],
            wanted_id,
            number,
            meaning.level,
        )

    def banners_above(self, meaning: Meaning) -> list[Row]:
        """Return the banners that stand higher than elements of a column, the highest first."""
        rank = rank_of(meaning)
        return [each for at, each in sorted(self.banners.items()) if at < rank]

    def put_banner(self, meaning: Meaning, row: Row) -> None:
        """Let a banner stand above the rows that follow, and those of its rank and below go."""
        rank = rank_of(meaning)
        self.banners = {at: each for at, each in self.banners.items() if at < rank} | {rank: row}
        self.current = {}

    def known(self, meaning: Meaning, under: str, text: str, sheet: str) -> Row | None:
        """Return the element of this wording that is there already, None for none.

        under: the id of what it stands under, or a reference to that. An element of another sheet
        is known by its wording alone.
        """
        kind = (meaning.kind or Kind.SECTION).value
        folded = fold_white_space(text).casefold()
        found = self._known.get((kind, under, folded))
        elsewhere = self._known.get((kind, "*", folded))
        if found is None and elsewhere is not None and elsewhere.place.sheet != sheet:
            return elsewhere
        return found

    def remember(self, row: Row, under: str) -> None:
        """Let later rows of the same wording be this one."""
        text = row.text.casefold()
        self._known.setdefault((row.kind.value, under, text), row)
        self._known.setdefault((row.kind.value, "*", text), row)

    def numbers(self, column: int) -> Numbers:
        """Return the numbers of a column of the sheet, as far as they were read."""
        return self._numbers.setdefault(column, Numbers())


def parent_among(kind: Kind, above: list[Row]) -> str:
    """Return the id of the last that a kind may stand under, "" for none."""
    fitting = PARENT_KINDS.get(kind, ())
    return next((row.id for row in reversed(above) if row.kind in fitting), "")
