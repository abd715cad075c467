"""A draft as a tree: its rows in reading order, and what may stand where."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from planvev.ingest.checking import check_draft
from planvev.ingest.document import Document
from planvev.ingest.draft import FINDINGS, Draft, Kind, Row


def ordered(draft: Draft) -> list[tuple[Row, int]]:
    """Return the rows as a tree is read, each with its depth from 0.

    Rows whose parents are missing stand at the top; of a circle, the row that comes first.
    """
    ids = {row.id for row in draft.rows}
    below: dict[str, list[Row]] = defaultdict(list)
    for row in draft.rows:
        below[row.parent if row.parent in ids else ""].append(row)
    done: dict[str, tuple[Row, int]] = {}

    def walk(start: Row) -> None:
        stack = [(start, 0)]
        while stack:
            row, depth = stack.pop()
            if row.id not in done:
                done[row.id] = (row, depth)
                stack += [(child, depth + 1) for child in reversed(below[row.id])]

    for row in below[""]:
        walk(row)
    for row in draft.rows:  # what is left stands in a circle
        walk(row)
    return list(done.values())


@cache
def may_stand_under(kind: Kind, above: Kind) -> bool:
    """Return whether a row of a kind may stand under one of another, as ``checking`` has it."""
    document = Document("", "text", "", (), "")
    pair = [Row("above", above, "x"), Row("below", kind, "x", parent="above")]
    check_draft(Draft(document, pair))
    return all(doubt.code != "wrong-parent" for doubt in pair[1].doubts)


def possible_parents(draft: Draft, kind: Kind, row_id: str = "") -> list[tuple[Row, int]]:
    """Return the rows that one of this kind may stand under, with their depths, in order.

    row_id: of the row that is to stand there, "" for a new one.
    """
    below = subtree(draft, row_id)
    return [
        (row, depth)
        for row, depth in ordered(draft)
        if row.id not in below and row.kind not in FINDINGS and may_stand_under(kind, row.kind)
    ]


def nearest_parent(draft: Draft, kind: Kind, start: int) -> str:
    """Return the row that one of a kind stands under where it begins at a place; "" for the plan.

    Goals and what else stands beside its like take the parent of the nearest of their kind.
    """
    before = [row for row in draft.rows if row.slices and row.slices[0].start < start]
    before.sort(key=lambda row: row.slices[0].start, reverse=True)
    like = next((row for row in before if row.kind is kind), None)
    if like is not None:
        return like.parent
    if kind in (Kind.STRATEGY, Kind.ACTION):
        return next((row.id for row in before if row.kind is Kind.GOAL), "")
    return ""


def subtree(draft: Draft, row_id: str) -> set[str]:
    """Return a row's id and those of all that stand below it."""
    found: set[str] = set()
    below: dict[str, list[str]] = defaultdict(list)
    for row in draft.rows:
        below[row.parent].append(row.id)
    stack = [row_id] if row_id else []
    while stack:
        current = stack.pop()
        if current not in found:
            found.add(current)
            stack += below[current]
    return found
