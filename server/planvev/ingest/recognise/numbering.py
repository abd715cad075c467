"""Gaps in the numbers of goals and strategies: a row may have been lost there."""

from __future__ import annotations

from planvev.ingest.draft import Doubt, Kind, Row

_NUMBERED = (Kind.GOAL, Kind.STRATEGY)


def doubt_gaps(rows: list[Row]) -> None:
    """Doubt, in place, each row whose number leaves out some after its sibling's before it."""
    last: dict[tuple[str, Kind, str], Row] = {}
    for row in rows:
        head, _, tail = row.number.rstrip(".").rpartition(".")
        if row.kind not in _NUMBERED or not tail.isdigit():
            continue
        key = (row.parent, row.kind, head)
        before = last.get(key)
        last[key] = row
        if before is None:
            continue
        number = int(before.number.rstrip(".").rpartition(".")[2])
        if int(tail) > number + 1:
            row.doubts.append(Doubt("number-gap", (before.number, row.number)))
