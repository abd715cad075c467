"""Short plans of invented municipalities, recognised; and the tree that comes out, as lines."""

from __future__ import annotations

from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.hints import Hints
from planvev.ingest.readers.text import read_text
from planvev.ingest.recognise import recognise_document

_SHOWN = (Kind.GOAL, Kind.STRATEGY, Kind.ACTION)


def draft_of(text: str, hints: Hints | None = None) -> Draft:
    """Recognise a text."""
    return recognise_document(read_text(text.encode(), "plan.txt"), hints or Hints())


def tree_of(draft: Draft) -> list[str]:
    """Return goals, strategies and actions, two spaces in for each row above: «Goal 1 text»."""
    by_id = {row.id: row for row in draft.rows}

    def depth(row: Row) -> int:
        return 1 + depth(by_id[row.parent]) if row.parent else 0

    return [
        "  " * depth(row) + " ".join(filter(None, (row.kind.value, row.number, row.text)))
        for row in draft.rows
        if row.kind in _SHOWN
    ]


def texts_of(draft: Draft, kind: Kind) -> list[str]:
    """Return the texts of the rows of a kind, in order."""
    return [row.text for row in draft.rows if row.kind is kind]
