"""The page of a draft as plain data: its rows as a tree beside the text that they stand in. Pure.

A page shows ROWS_SHOWN rows, and of the text what those rows stand in, with what lies between.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from planvev.ingest.account import BlockUse, DraftAccount, Use, account_for_draft
from planvev.ingest.document import Block, BlockKind
from planvev.ingest.doubts import Weight, weight_of
from planvev.ingest.draft import FINDINGS, Draft, Kind, Row
from planvev.ingest.draft_tree import ordered, possible_parents
from planvev.ingest.elements import Role
from planvev.web.import_words import DoubtWords, doubt_words, kind_name, place_words

ROWS_SHOWN: Final = 100
_DEPTH_SHOWN_MAX: Final = 6
_BLOCKS_AROUND: Final = 2
_GAP_FILLED_MAX: Final = 150
"""So many blocks between the places of two rows are shown; a larger gap is said."""
_CHARACTERS_MAX: Final = 200_000
_PARENTS_MAX: Final = 400
_OPTION_LENGTH_MAX: Final = 70
_EXCERPT_AROUND: Final = 240
SHOW: Final = ("all", "goals", "doubts", "unplaced", "aside")
"""What a page shows: all rows, those but running text, those in doubt; text without a row."""
_RUNNING: Final = frozenset({Kind.SECTION, Kind.GLOSSARY_ENTRY, Kind.INSTRUMENT_DESCRIPTION})


@dataclass(frozen=True)
class RowView:
    """A row on the page. anchor: its place in the draft, for links; depth: from 0, cut.

    kind: what it is called; code: its kind. place: where it stands, in words; is_placed: whether
    the text beside has it.
    """

    id: str
    anchor: str
    depth: int
    level: int
    kind: str
    code: str
    number: str
    text: str
    doubts: tuple[DoubtWords, ...]
    place: str
    is_placed: bool
    weight: str


@dataclass(frozen=True)
class Segment:
    """A piece of a block. role: "row", "left" (unplaced), "aside", "rest"; row: its row's anchor.

    name: an id for links, "" where the piece is not the first of its row.
    """

    text: str
    role: str
    row: str = ""
    name: str = ""


@dataclass(frozen=True)
class BlockView:
    """A block of the text. gap: whether text before it is not shown. page: where one begins."""

    segments: tuple[Segment, ...]
    kind: str
    gap: bool = False
    page: int = 0


@dataclass(frozen=True)
class Option:
    """A row that another may stand under."""

    id: str
    text: str


@dataclass(frozen=True)
class RowForm:
    """The row that is open. excerpt: its text with what stands around it: before, it, after."""

    row: Row
    view: RowView
    parents: tuple[Option, ...]
    excerpt: tuple[str, str, str] | None


@dataclass(frozen=True)
class LeftView:
    """A piece of text that has no place, or was set aside. name: its place in the text beside."""

    start: int
    end: int
    text: str
    place: str
    name: str


@dataclass(frozen=True)
class DraftView:
    """The page. counts: by what a page can show (SHOW), and of "faults".

    current: the page's number, from 1. total: how many rows, or pieces, all pages have together.
    """

    rows: tuple[RowView, ...]
    left: tuple[LeftView, ...]
    blocks: tuple[BlockView, ...]
    counts: Mapping[str, int]
    show: str
    current: int
    total: int
    form: RowForm | None


def draft_view(draft: Draft, show: str, page: int, open_row: str) -> DraftView:
    """Return the page of a draft. show: of SHOW. page: from 1. open_row: id, "" for none.

    The page with the open row is shown, whichever was asked for.
    """
    tree = ordered(draft)
    account = account_for_draft(draft)
    texts = {
        "unplaced": [piece for use in account.unplaced for piece in use.left],
        "aside": [
            (use.block.start, use.block.end) for use in account.uses if use.use is Use.FURNITURE
        ],
    }
    anchors = {row.id: f"r{number}" for number, (row, _) in enumerate(tree)}
    chosen = _chosen(tree, show)
    listed: Sequence[object] = texts.get(show, chosen)
    last = max(1, -(-len(listed) // ROWS_SHOWN))
    at = next((n for n, (row, _) in enumerate(chosen) if row.id == open_row), None)
    current = at // ROWS_SHOWN + 1 if at is not None else min(max(page, 1), last)
    low, high = (current - 1) * ROWS_SHOWN, current * ROWS_SHOWN
    rows = [] if show in texts else chosen[low:high]
    left = texts.get(show, [])[low:high]
    views = tuple(_row_view(row, depth, anchors, show) for row, depth in rows)
    spans = [(p.start, p.end) for row, _ in rows for p in row.slices] + left
    source = _Source(draft, account, anchors)
    is_first = show == "all" and current == 1
    return DraftView(
        rows=views,
        left=tuple(_left_view(draft, account, piece) for piece in left),
        blocks=tuple(source.blocks(spans, from_start=is_first)),
        counts=_counts(draft) | {name: len(pieces) for name, pieces in texts.items()},
        show=show,
        current=current,
        total=len(listed),
        form=_form(draft, views, open_row),
    )


def _chosen(tree: list[tuple[Row, int]], show: str) -> list[tuple[Row, int]]:
    if show == "goals":
        return _without_running_text(tree)
    if show != "doubts":
        return tree
    return [
        (row, 0)
        for row, _ in tree
        if any(weight_of(doubt) is not Weight.NOTE for doubt in row.doubts)
    ]


def _without_running_text(tree: list[tuple[Row, int]]) -> list[tuple[Row, int]]:
    """Return goals and what pursues them, each as deep as it stands among those."""
    depths: dict[str, int] = {}
    kept = []
    for row, _ in tree:
        above = depths.get(row.parent, 0)
        if row.kind in _RUNNING:
            depths[row.id] = above
        else:
            depths[row.id] = above + 1
            kept.append((row, above))
    return kept


def _counts(draft: Draft) -> dict[str, int]:
    weights = [{weight_of(doubt) for doubt in row.doubts} for row in draft.rows]
    return {
        "all": len(draft.rows),
        "goals": sum(row.kind not in _RUNNING for row in draft.rows),
        "doubts": sum(bool(found & {Weight.FAULT, Weight.DOUBT}) for found in weights),
        "faults": sum(Weight.FAULT in found for found in weights)
        + sum(weight_of(doubt) is Weight.FAULT for doubt in draft.facts.doubts),
    }


def _row_view(row: Row, depth: int, anchors: Mapping[str, str], show: str) -> RowView:
    doubts = tuple(doubt_words(doubt) for doubt in row.doubts)
    weights = {doubt.weight for doubt in doubts}
    return RowView(
        id=row.id,
        anchor=anchors[row.id],
        depth=0 if show == "doubts" else min(depth, _DEPTH_SHOWN_MAX),
        level=depth + 1,
        kind=kind_name(row),
        code=row.kind.value,
        number=row.number,
        text=row.text,
        doubts=doubts,
        place=place_words(row.place),
        is_placed=bool(row.slices) and row.kind not in FINDINGS,
        weight=next((one for one in ("fault", "doubt", "note") if one in weights), ""),
    )


def _left_view(draft: Draft, account: DraftAccount, piece: tuple[int, int]) -> LeftView:
    start, end = piece
    blocks = draft.document.blocks
    at = bisect_right(blocks, start, key=lambda block: block.start) - 1
    place = place_words(account.uses[at].block.place) if at >= 0 else ""
    return LeftView(start, end, draft.document.text[start:end], place, f"u{start}")


def _form(draft: Draft, views: Iterable[RowView], open_row: str) -> RowForm | None:
    view = next((view for view in views if view.id == open_row), None)
    if view is None:
        return None
    row = draft.row(open_row)
    return RowForm(row, view, parent_options(draft, row.kind, row), _excerpt(draft, row))


def parent_options(draft: Draft, kind: Kind, row: Row | None = None) -> tuple[Option, ...]:
    """Return what a row may stand under: of very many, those that stand nearest."""
    found = possible_parents(draft, kind, row.id if row else "")
    if row and row.parent and all(each.id != row.parent for each, _ in found):
        found += [(each, 0) for each in draft.rows if each.id == row.parent]
    if len(found) > _PARENTS_MAX and row:
        start = row.slices[0].start if row.slices else 0
        found.sort(
            key=lambda pair: (
                pair[0].id != row.parent,
                abs((pair[0].slices[0].start if pair[0].slices else 0) - start),
            )
        )
        kept = {each.id for each, _ in found[:_PARENTS_MAX]}
        found = [pair for pair in ordered(draft) if pair[0].id in kept]
    return tuple(
        Option(each.id, "\N{EM SPACE}" * min(depth, _DEPTH_SHOWN_MAX) + _short(each))
        for each, depth in found[:_PARENTS_MAX]
    )


def _short(row: Row) -> str:
    text = (
        f"{kind_name(row)} {row.number}: {row.text}"
        if row.number
        else (f"{kind_name(row)}: {row.text}")
    )
    return text if len(text) <= _OPTION_LENGTH_MAX else text[:_OPTION_LENGTH_MAX].rstrip() + "…"


def _excerpt(draft: Draft, row: Row) -> tuple[str, str, str] | None:
    if not row.slices:
        return None
    text = draft.document.text
    start, end = row.slices[0].start, row.slices[-1].end
    if end < start or end - start > 4 * _EXCERPT_AROUND:
        end = row.slices[0].end
    return (
        text[max(0, start - _EXCERPT_AROUND) : start],
        text[start:end],
        text[end : end + _EXCERPT_AROUND],
    )


class _Source:
    """The text as blocks whose pieces say whose they are."""

    def __init__(self, draft: Draft, account: DraftAccount, anchors: Mapping[str, str]) -> None:
        self._text = draft.document.text
        self._uses = account.uses
        self._starts = [use.block.start for use in account.uses]
        owned = [
            (piece.start, piece.end, anchors[row.id], n == 0)
            for row in draft.rows
            if row.kind not in FINDINGS
            for n, piece in enumerate(row.slices)
            if piece.role is Role.WORDING or n == 0
        ]
        owned.sort()
        self._owned = owned

    def blocks(self, spans: Iterable[tuple[int, int]], *, from_start: bool) -> list[BlockView]:
        """Return the blocks that spans stand in, with those around and between them."""
        wanted = self._wanted(spans, from_start=from_start)
        views: list[BlockView] = []
        before, page, size = -1, 0, 0
        for number in wanted:
            use = self._uses[number]
            size += use.block.end - use.block.start
            if size > _CHARACTERS_MAX:
                break
            begins = use.block.place.page if use.block.place.page != page else 0
            page = use.block.place.page or page
            views.append(
                BlockView(
                    tuple(self._segments(use)),
                    _kind(use),
                    gap=number != before + 1,
                    page=begins,
                )
            )
            before = number
        return views

    def _wanted(self, spans: Iterable[tuple[int, int]], *, from_start: bool) -> list[int]:
        """Return the numbers of the blocks to show, in order."""
        touched: set[int] = set()
        for start, end in spans:
            low = max(0, bisect_right(self._starts, start) - 1)
            touched.update(range(low, max(low + 1, bisect_left(self._starts, end))))
        numbers = sorted(touched)
        if from_start and numbers and numbers[0] <= _GAP_FILLED_MAX:
            numbers.insert(0, 0)
        wanted: set[int] = set()
        for number in numbers:
            wanted.update(range(number - _BLOCKS_AROUND, number + _BLOCKS_AROUND + 1))
        for one, other in pairwise(numbers):
            if other - one <= _GAP_FILLED_MAX:
                wanted.update(range(one, other))
        return sorted(number for number in wanted if 0 <= number < len(self._uses))

    def _segments(self, use: BlockUse) -> Iterable[Segment]:
        block: Block = use.block
        marks = [(start, end, "left", "", f"u{start}") for start, end in use.left]
        if use.use is Use.FURNITURE:
            marks.append((block.start, block.end, "aside", "", f"u{block.start}"))
        at = bisect_left(self._owned, (block.start,))
        while at > 0 and self._owned[at - 1][1] > block.start:
            at -= 1
        while at < len(self._owned) and self._owned[at][0] < block.end:
            start, end, anchor, is_first = self._owned[at]
            if end > block.start:
                name = f"p{anchor[1:]}" if is_first and start >= block.start else ""
                marks.append((max(start, block.start), min(end, block.end), "row", anchor, name))
            at += 1
        place = block.start
        for start, end, role, anchor, name in sorted(marks):
            if start < place:
                continue
            if start > place:
                yield Segment(self._text[place:start], "rest")
            yield Segment(self._text[start:end], role, anchor, name)
            place = end
        if place < block.end:
            yield Segment(self._text[place : block.end], "rest")


def _kind(use: BlockUse) -> str:
    if use.use is Use.FURNITURE and use.block.kind is not BlockKind.HEADING:
        return BlockKind.FURNITURE.value
    return use.block.kind.value
