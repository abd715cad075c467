"""Goals that are printed twice, first in a list and then as a heading: one row with both places."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from typing import Final

from planvev.ingest.draft import Doubt, Kind, Row
from planvev.ingest.elements import Role

_SIGNS: Final = re.compile(r"[\W_]+")
_WORDS_MIN: Final = 2


def merge_repeats(rows: list[Row]) -> list[Row]:
    """Return the rows with each repeated goal once, where its own strategies or text stand.

    Two goals are one where their words are the same, and their numbers too or no more than one has
    something under it. The kept row holds the other's slices as repeated; what stood under the
    other stands under it.
    """
    below: defaultdict[str, int] = defaultdict(int)
    for row in rows:
        below[row.parent] += 1
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        words = bare_words(row.text)
        if row.kind is Kind.GOAL and words.count(" ") + 1 >= _WORDS_MIN:
            groups[words].append(row)
    gone: dict[str, str] = {}
    parents = {row.id: row.parent for row in rows}
    for group in groups.values():
        numbers = {row.number for row in group}
        own = sum(below[row.id] > 0 for row in group)
        if len(group) > 1 and (len(numbers) == 1 or own <= 1):
            _merge_group(group, below, parents, gone)
    for row in rows:
        row.parent = gone.get(row.parent, row.parent)
    return _parents_first([row for row in rows if row.id not in gone])


def _merge_group(
    group: list[Row], below: dict[str, int], parents: dict[str, str], gone: dict[str, str]
) -> None:
    kept = max(group, key=lambda row: (below[row.id], -int(row.id[1:])))
    for other in group:
        if other is kept or _below(parents, gone, kept.id, other.id):
            continue
        if not _below(parents, gone, other.id, kept.id):
            _place(kept, other)
            parents[kept.id] = kept.parent
        kept.slices += [replace(piece, role=Role.REPEATED) for piece in other.slices]
        gone[other.id] = kept.id
    kept.slices.sort(key=lambda piece: piece.start)


def bare_words(text: str) -> str:
    """Return the words of a text without case and signs, to be compared.

    >>> bare_words("«En trygg by»") == bare_words("En trygg by.")
    True
    """
    return _SIGNS.sub(" ", text.lower()).strip()


def _below(parents: dict[str, str], gone: dict[str, str], row: str, other: str) -> bool:
    """Tell whether a row stands somewhere under another, what is merged counted as one."""
    seen = set()
    while row and row not in seen:
        seen.add(row)
        row = parents.get(row, "")
        row = gone.get(row, row)
        if row == other:
            return True
    return False


def _place(kept: Row, other: Row) -> None:
    kept.number = kept.number or other.number
    deeper = kept.level == "hovedmal" and other.level == "delmal"
    if deeper and other.parent and not kept.parent:
        kept.level, kept.parent = other.level, other.parent


def _parents_first(rows: list[Row]) -> list[Row]:
    """Keep the order, but put what came before its parent right after it."""
    ids = {row.id for row in rows}
    done: set[str] = set()
    waiting: dict[str, list[Row]] = defaultdict(list)
    ordered: list[Row] = []

    def place(row: Row) -> None:
        stack = [row]
        while stack:
            current = stack.pop()
            ordered.append(current)
            done.add(current.id)
            stack.extend(reversed(waiting.pop(current.id, [])))

    for row in rows:
        if row.parent and row.parent in ids and row.parent not in done:
            waiting[row.parent].append(row)
        else:
            place(row)
    for left in list(waiting.values()):
        for row in left:
            row.parent = ""
            row.doubts.append(Doubt("parent-guessed"))
            ordered.append(row)
    return ordered
