"""From a spreadsheet to a draft: our own sheets first, then those that people made."""

from __future__ import annotations

import json
from collections.abc import Iterable

from planvev.ingest.draft import Draft, Kind, PlanFacts, Row
from planvev.ingest.elements import Furniture
from planvev.ingest.hints import Hints
from planvev.ingest.refusals import refuse
from planvev.ingest.sheets.cells import Book
from planvev.ingest.sheets.delimited import read_csv
from planvev.ingest.sheets.facts import facts_from_titles
from planvev.ingest.sheets.fields import warn_of_cells
from planvev.ingest.sheets.foreign import read_foreign
from planvev.ingest.sheets.form_reading import OurSheets, join_continued, our_sheets
from planvev.ingest.sheets.form_rows import FormReader
from planvev.ingest.sheets.making import Making
from planvev.ingest.sheets.pinned import Pinned, pin
from planvev.ingest.sheets.tables import Layout
from planvev.ingest.sheets.workbook import read_workbook
from planvev.vocab import PV

_METHOD = "spreadsheet"
_ACTORS = (PV.Actor.value, PV.TargetGroup.value)


def read_book(content: bytes, name: str, format_: str) -> Book:
    """Read a spreadsheet's cells. format_: "xlsx" or "csv". Raises DocumentRefused."""
    return read_workbook(content, name) if format_ == "xlsx" else read_csv(content, name)


def draft_of_sheets(content: bytes, name: str, format_: str, hints: Hints) -> Draft:
    """Read a spreadsheet, and recognise the plan in it.

    format_: "xlsx" or "csv". Raises DocumentRefused: as ``read_workbook`` and ``read_csv``;
    "no-rows" where it holds nothing, "no-columns" where no column is known.
    """
    del hints  # Which columns mean what is said by their names.
    book = read_book(content, name, format_)
    join_continued(book)
    warn_of_cells(book)
    pinned = pin(book, name)
    making = Making()
    ours = our_sheets(pinned)
    FormReader(pinned, making, ours).read()
    layouts: list[Layout] = []
    if ours.foreign:
        layouts = read_foreign(ours.foreign, pinned, making, name, bool(ours.forms))
    rows = making.finish()
    if not rows:
        raise refuse(name, "no-rows")
    _fit_levels(rows)
    facts = ours.facts if ours.facts is not None else _facts(pinned, layouts, rows)
    return Draft(
        document=pinned.document(name, content, _meta(ours)),
        rows=rows,
        facts=facts,
        furniture=sorted(_distinct(pinned.furniture), key=lambda piece: piece.start),
        method=_METHOD,
    )


def _meta(ours: OurSheets) -> dict[str, str]:
    """Return what our sheets say of the plan itself beyond its facts.

    "plan": its IRI. "passages": JSON, a list of its passages. "statements": JSON, a list of
    Statements about it. "actors": JSON, such a list for each actor of its own, by IRI.
    """
    if not ours.plan_iri:
        return {}
    passages = ours.carried.passages.get(ours.plan_iri, [])
    statements = [each.as_json() for each in ours.carried.statements.get(ours.plan_iri, [])]
    actors = {
        iri: [json.loads(each.as_json()) for each in said]
        for iri, said in ours.carried.statements.items()
        if iri.startswith(f"{ours.plan_iri}/") and any(each.value in _ACTORS for each in said)
    }
    return {
        "plan": ours.plan_iri,
        "actors": json.dumps(actors, ensure_ascii=False),
        "passages": f"[{', '.join(passages)}]",
        "statements": f"[{', '.join(statements)}]",
    }


def _facts(pinned: Pinned, layouts: Iterable[Layout], rows: list[Row]) -> PlanFacts:
    """Return what the rows above the tables say of the plan; the title is none of the rows."""
    titles: dict[str, tuple[int, int, int]] = {}
    owned = {(row.place.sheet, row.place.row) for row in rows}
    for layout in layouts:
        for row in layout.above:
            if (layout.sheet.name, row.number) in owned:
                continue
            for column in sorted(row.cells):
                titles.setdefault(row.text(column), (layout.sheet.index, row.number, column))
    heads = [
        name for each in layouts for table in each.tables for name in table.columns.names.values()
    ]
    facts = facts_from_titles(titles, [*heads, *(row.text for row in rows)])
    for text, key in titles.items():
        if facts.title and " ".join(text.split()) == facts.title:
            pinned.set_aside(key, "title")
    return facts


def _fit_levels(rows: list[Row]) -> None:
    """Give goals without a level one by their place: under a goal they are sub-goals."""
    levels: dict[str, str] = {}
    for row in rows:
        if row.kind is not Kind.GOAL:
            continue
        if not row.level:
            above = levels.get(row.parent)
            row.level = "hovedmal" if above in (None, "overordnet-mal") else "delmal"
        levels[row.id] = row.level


def _distinct(furniture: Iterable[Furniture]) -> list[Furniture]:
    """Return each piece once; a cell may be set aside for several elements of its row."""
    pieces = {(piece.start, piece.end): piece for piece in furniture}
    return list(pieces.values())
