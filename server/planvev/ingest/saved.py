"""What a draft has to be that a person has saved and may have edited as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Final

from planvev.ingest.doubts import doubt_in
from planvev.ingest.draft import Doubt, Draft, PlanFacts, Row

_PATH: Final = re.compile(r"(?!.*(?:^|/)\.{1,2}(?:/|$))[\w.~-]+(?:/[\w.~-]+)*")
_CODE: Final = re.compile(r"[a-z][a-z0-9-]*")
_YEAR: Final = re.compile(r"\d{4}")
_TEXTS: Final = ("id", "text", "parent", "number", "level", "label", "path")


def first_fault(draft: Draft) -> str:
    """Return what of a draft no reader would have made, "" for nothing."""
    return next(_faults(draft), "")


def _faults(draft: Draft) -> Iterator[str]:
    length = len(draft.document.text)
    ids = Counter(str(row.id) for row in draft.rows)
    for row in draft.rows:
        yield from (f"row {row.id!r}: {fault}" for fault in _row_faults(row, length))
        if ids[str(row.id)] > 1:
            yield f"row {row.id!r}: several rows have this id"
    spans = [(piece.start, piece.end) for piece in draft.furniture]
    spans += [(block.start, block.end) for block in draft.document.blocks]
    if any(not _lies_in(span, length) for span in spans):
        yield "a block or a piece of furniture lies outside of the text"
    warnings = [Doubt(code, arguments) for code, arguments in draft.document.warnings]
    if any(not _is_worded(doubt) for doubt in (*draft.facts.doubts, *warnings)):
        yield "a doubt or a warning that is not known"
    yield from _fact_faults(draft.facts)


def _row_faults(row: Row, length: int) -> Iterator[str]:
    for name in _TEXTS:
        if not isinstance(getattr(row, name), str):
            yield f"{name} is no text"
            return
    if row.path and not _PATH.fullmatch(row.path):
        yield f"the path {row.path!r} is none"
    if row.level and not _CODE.fullmatch(row.level):
        yield f"the level {row.level!r} is no code"
    if any(not _lies_in((piece.start, piece.end), length) for piece in row.slices):
        yield "a slice lies outside of the text"
    if any(not _is_property(value) for value in row.properties.values()):
        yield "a property is neither a text nor a list of texts"
    if any(not _is_worded(doubt) for doubt in row.doubts):
        yield "a doubt that is not known"


def _fact_faults(facts: PlanFacts) -> Iterator[str]:
    said = {name: value for name, value in vars(facts).items() if name != "doubts"}
    for name, value in said.items():
        if not isinstance(value, str):
            yield f"facts: {name} is no text"
            return
    for name in ("instrument_type", "status", "language"):
        if said[name] and not _CODE.fullmatch(said[name]):
            yield f"facts: {name} {said[name]!r} is no code"
    for name in ("start_year", "end_year"):
        if said[name] and not _YEAR.fullmatch(said[name]):
            yield f"facts: {name} {said[name]!r} is no year"
    if said["adopted_on"] and not _is_date(said["adopted_on"]):
        yield f"facts: adopted_on {said['adopted_on']!r} is no date as 2024-11-07"


def _lies_in(span: tuple[int, int], length: int) -> bool:
    start, end = span
    return isinstance(start, int) and isinstance(end, int) and 0 <= start <= end <= length


def _is_property(value: object) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return isinstance(value, str)


def _is_worded(doubt: Doubt) -> bool:
    try:
        doubt_in(doubt, "nb")
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return len(text) == len("2024-11-07")
