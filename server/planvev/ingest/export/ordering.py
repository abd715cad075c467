"""The order in which a plan's elements are read, as passages and positions tell it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from planvev.ingest.export.model import PlanItem

_DIGITS: Final = re.compile(r"([0-9]{1,18})")
_NOWHERE: Final = -1


def natural(text: str) -> list[Any]:
    """Return a key that sorts numbers in a text by their value: texts and numbers in turn.

    >>> sorted(["goal/2.10", "goal/2.9"], key=natural)
    ['goal/2.9', 'goal/2.10']
    """
    parts: list[Any] = _DIGITS.split(text)
    parts[1::2] = map(int, parts[1::2])
    return parts


def in_document_order(items: Sequence[PlanItem], kinds: Sequence[str]) -> list[PlanItem]:
    """Return elements with parents first, siblings as they stand in the source.

    Siblings of one kind are in the order of their positions; kinds are woven together by where
    their passages begin. Where parents go round in a circle, one of them becomes top-most, its
    ``parent`` "".
    """
    children: dict[str, list[PlanItem]] = {}
    for item in items:
        children.setdefault(item.parent, []).append(item)
    ordered = _descend("", children, kinds)
    reached = {item.iri for item in ordered}
    for item in sorted(items, key=lambda one: natural(one.iri)):
        if item.iri not in reached:
            children[item.parent].remove(item)
            item.parent = ""
            found = [item, *_descend(item.iri, children, kinds)]
            ordered += found
            reached |= {one.iri for one in found}
    return ordered


def _descend(top: str, children: dict[str, list[PlanItem]], kinds: Sequence[str]) -> list[PlanItem]:
    """Return all below an element, each before what is below it."""
    ordered = []
    waiting = list(reversed(_siblings(children.get(top, []), kinds)))
    while waiting:
        item = waiting.pop()
        ordered.append(item)
        waiting += reversed(_siblings(children.get(item.iri, []), kinds))
    return ordered


def _siblings(items: Sequence[PlanItem], kinds: Sequence[str]) -> list[PlanItem]:
    keyed = []
    for rank, kind in enumerate(kinds):
        own = [item for item in items if item.kind == kind]
        own.sort(key=lambda item: (item.position or len(items), natural(item.iri)))
        place = _NOWHERE
        for number, item in enumerate(own):
            place = max(place, _begins(item))
            keyed.append(((place, rank, number), item))
    return [item for _, item in sorted(keyed, key=lambda pair: pair[0])]


def _begins(item: PlanItem) -> int:
    """Return where an element's first passage of its wording begins in the source."""
    wording = [passage.start for passage in item.passages if passage.role != "repeated"]
    return min(wording, default=_NOWHERE)
