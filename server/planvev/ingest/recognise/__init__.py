"""Recognition: from a document's text to a draft, by declared rules; see docs/recognition.md."""

from __future__ import annotations

from planvev.ingest.document import BlockKind, Document
from planvev.ingest.draft import Draft
from planvev.ingest.elements import Furniture
from planvev.ingest.facts import plan_facts
from planvev.ingest.hints import Hints
from planvev.ingest.recognise.contents import contents_of
from planvev.ingest.recognise.lines import lines_of
from planvev.ingest.recognise.units import units_of
from planvev.ingest.recognise.walk import Walk

METHOD = "recognise/1"
"""What a draft says of how it was made."""


def recognise_document(document: Document, hints: Hints) -> Draft:
    """Recognise goals, strategies and all else in a document.

    Pure and deterministic. Every character ends in a row, or as furniture, or is listed by
    ``account_for_draft`` as unplaced.
    """
    facts = plan_facts(document)
    lines = lines_of(document)
    contents = contents_of(lines)
    furniture = [
        Furniture(block.start, block.end, "furniture")
        for block in document.blocks
        if block.kind is BlockKind.FURNITURE
    ]
    furniture += [
        Furniture(line.start, line.end, "contents")
        for index, line in enumerate(lines)
        if index in contents
    ]
    lines = [line for index, line in enumerate(lines) if index not in contents]
    furniture += [Furniture(low, high, "mark") for line in lines for low, high in line.masks]
    units = units_of(lines, document.text)
    walk = Walk(document, units, facts.instrument_type)
    rows = walk.run()
    return Draft(
        document=document,
        rows=rows,
        facts=facts,
        furniture=sorted([*furniture, *walk.furniture], key=lambda piece: piece.start),
        dehyphenated=walk.maker.dehyphenated,
        method=METHOD,
    )
