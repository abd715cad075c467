"""The account of a draft: what became of every block of the document. Nothing is dropped.

A block is *used* where a row holds all of it or a part, the rest being furniture; *furniture* where
it is nothing else; *unplaced* where some of its characters have no owner, and those are listed.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from enum import StrEnum

from planvev.ingest.document import Block
from planvev.ingest.draft import Draft


class Use(StrEnum):
    """What became of a block."""

    USED = "used"
    FURNITURE = "furniture"
    UNPLACED = "unplaced"


@dataclass(frozen=True)
class BlockUse:
    """What became of a block. rows: ids of the rows that hold of it. left: what has no owner."""

    block: Block
    use: Use
    rows: tuple[str, ...] = ()
    left: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class DraftAccount:
    """All blocks with their use, in order."""

    uses: tuple[BlockUse, ...]

    def count(self, use: Use) -> int:
        """Return how many blocks have this use."""
        return sum(each.use is use for each in self.uses)

    @property
    def unplaced(self) -> tuple[BlockUse, ...]:
        """The blocks with characters that no row holds."""
        return tuple(each for each in self.uses if each.use is Use.UNPLACED)


_FURNITURE = ""


def account_for_draft(draft: Draft) -> DraftAccount:
    """Return what became of every block of the draft's document."""
    owners = sorted(
        [(piece.start, piece.end, _FURNITURE) for piece in draft.furniture]
        + [(piece.start, piece.end, row.id) for row in draft.rows for piece in row.slices]
    )
    longest = max((end - start for start, end, _ in owners), default=0)
    starts = [start for start, _, _ in owners]
    uses = []
    for block in draft.document.blocks:
        # Of those that begin before the block's end, none that begins earlier can reach into it.
        low = bisect_right(starts, block.start - longest - 1)
        high = bisect_right(starts, block.end - 1)
        inside = [owner for owner in owners[low:high] if owner[1] > block.start]
        uses.append(_use_of(draft, block, inside))
    return DraftAccount(tuple(uses))


def _use_of(draft: Draft, block: Block, owners: list[tuple[int, int, str]]) -> BlockUse:
    rows = tuple(dict.fromkeys(name for _, _, name in owners if name != _FURNITURE))
    left = []
    place = block.start
    for start, end, _ in [*owners, (block.end, block.end, _FURNITURE)]:
        if start > place and draft.document.text[place:start].strip():
            left.append(_trimmed(draft.document.text, place, start))
        place = max(place, end)
    if left:
        return BlockUse(block, Use.UNPLACED, rows, tuple(left))
    return BlockUse(block, Use.USED if rows else Use.FURNITURE, rows)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())
