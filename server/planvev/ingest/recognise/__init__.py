"""Recognition: from a document's text to a draft, by declared rules; see docs/recognition.md."""

from __future__ import annotations

from planvev.ingest.document import BlockKind, Document
from planvev.ingest.draft import Draft
from planvev.ingest.elements import Furniture
from planvev.ingest.facts import plan_facts
from planvev.ingest.hints import Hints
from planvev.ingest.recognise.claims import withdraw_leads
from planvev.ingest.recognise.columns import part_columns
from planvev.ingest.recognise.contents import contents_of
from planvev.ingest.recognise.hinted import apply_hints, hinted_facts, ignored_lines
from planvev.ingest.recognise.lines import lines_of
from planvev.ingest.recognise.numbering import doubt_gaps
from planvev.ingest.recognise.patterns import label_outlines
from planvev.ingest.recognise.repeats import merge_repeats
from planvev.ingest.recognise.rows import RowMaker
from planvev.ingest.recognise.semicolons import part_semicolons
from planvev.ingest.recognise.sentences import part_sentences
from planvev.ingest.recognise.stacked import part_stacked
from planvev.ingest.recognise.stated import part_stated
from planvev.ingest.recognise.statements import add_statements
from planvev.ingest.recognise.structure import tell_recurring
from planvev.ingest.recognise.tables import tables_of
from planvev.ingest.recognise.units import units_of
from planvev.ingest.recognise.walk import Walk

METHOD = "recognise/1"
"""What a draft says of how it was made."""


def recognise_document(document: Document, hints: Hints) -> Draft:
    """Recognise goals, strategies and all else in a document.

    Pure and deterministic. Every character ends in a row, or as furniture, or is listed by
    ``account_for_draft`` as unplaced. Raises DocumentRefused for more than BLOCKS_MAX pieces.
    """
    facts = hinted_facts(plan_facts(document), hints)
    ignored = ignored_lines(hints)
    tables, layout = tables_of(document)
    lines = lines_of(document, ignored, layout)
    contents = contents_of(lines)
    furniture = [
        Furniture(block.start, block.end, "furniture")
        for block in document.blocks
        if block.kind is BlockKind.FURNITURE or block.place.line in ignored
    ]
    furniture += [
        Furniture(line.start, line.end, "contents")
        for index, line in enumerate(lines)
        if index in contents
    ]
    lines = [line for index, line in enumerate(lines) if index not in contents]
    furniture += [Furniture(low, high, "mark") for line in lines for low, high in line.masks]
    maker = RowMaker(document)
    units = units_of(part_columns(lines), document.name)
    withdraw_leads(units)
    tell_recurring(units)
    label_outlines(units)
    apply_hints(units, hints)
    units = part_stated(units)
    units = part_semicolons(units, document.name)
    units = part_sentences(units, document.name)
    units, stacked = part_stacked(units, document.text)
    Walk(maker, units, [*tables, *stacked], facts.instrument_type).run()
    add_statements(maker)
    rows = merge_repeats(maker.rows)
    doubt_gaps(rows)
    return Draft(
        document=document,
        rows=rows,
        facts=facts,
        furniture=_tidy([*furniture, *maker.furniture]),
        dehyphenated=maker.dehyphenated,
        method=METHOD,
    )


def _tidy(furniture: list[Furniture]) -> list[Furniture]:
    """Sort furniture, and let each character belong to the first piece that claims it."""
    tidied: list[Furniture] = []
    done = 0
    for piece in sorted(furniture, key=lambda piece: (piece.start, -piece.end)):
        start = max(piece.start, done)
        if start < piece.end:
            tidied.append(Furniture(start, piece.end, piece.kind))
            done = piece.end
    return tidied
