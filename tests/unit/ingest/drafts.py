"""Drafts for tests: made of lines, so that each wording stands in the document."""

from __future__ import annotations

from planvev.ingest.document import Block, Document, Place
from planvev.ingest.draft import Draft, Kind, PlanFacts, Row
from planvev.ingest.elements import Slice

FACTS = PlanFacts(
    title="Temaplan for bekker 2030–2041",
    body="Lilleby kommune",
    instrument_type="temaplan",
    status="adopted",
    start_year="2030",
    end_year="2041",
    adopted_on="2030-05-06",
    adopted_by="Lilleby kommunestyre",
    language="nb",
)
PLAN = "https://w3id.org/planvev/id/lilleby/bekker-2030"


def draft_of(*rows: Row, facts: PlanFacts | None = None, name: str = "bekker.txt") -> Draft:
    """Return a draft whose document has the text of each row on a line of its own."""
    text = "".join(f"{row.text}\n" for row in rows) or "\n"
    blocks = []
    place = 0
    for line, row in enumerate(rows, start=1):
        piece = row.text.strip()
        start = place + len(row.text) - len(row.text.lstrip())
        if piece:
            blocks.append(Block(start, start + len(piece), place=Place(line=line)))
            row.slices = row.slices or [Slice(start, start + len(piece))]
        place += len(row.text) + 1
    document = Document(name, "text", text, tuple(blocks), "0" * 64)
    return Draft(document, list(rows), facts or PlanFacts(**vars(FACTS)), method="test")


def goal(row_id: str, text: str, number: str = "", parent: str = "") -> Row:
    """Return a goal."""
    return Row(row_id, Kind.GOAL, text, parent, number)


def strategy(row_id: str, text: str, parent: str, number: str = "") -> Row:
    """Return a strategy."""
    return Row(row_id, Kind.STRATEGY, text, parent, number)
