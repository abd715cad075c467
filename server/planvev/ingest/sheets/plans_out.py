"""All plans in one workbook: a row for each goal, strategy and action, ready for pivot tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from planvev.ingest.draft import Kind
from planvev.ingest.export.model import PlanItem, PlanModel
from planvev.ingest.sheets.codes import codes_of, in_language, kind_label, label_of
from planvev.ingest.sheets.form import Names
from planvev.ingest.sheets.writing import (
    new_workbook,
    put,
    put_heads,
    put_number,
    workbook_bytes,
)

LinkCounts = Mapping[str, Mapping[str, tuple[int, int]]]
"""By an element's IRI and the status of links, how many go out of it and how many come in."""
_KINDS: Final = (Kind.GOAL, Kind.STRATEGY, Kind.ACTION)
_SHEET: Final[Names] = ("Planer", "Planar", "Plans")
_COLUMNS: Final[dict[str, Names]] = {
    "plan": ("Plan", "Plan", "Plan"),
    "plan_type": ("Plantype", "Plantype", "Type of plan"),
    "body": ("Organ", "Organ", "Body"),
    "start": ("Periode fra", "Periode frå", "Period from"),
    "end": ("Periode til", "Periode til", "Period to"),
    "iri": ("IRI", "IRI", "IRI"),
    "kind": ("Slag", "Slag", "Kind"),
    "level": ("Nivå", "Nivå", "Level"),
    "number": ("Nummer", "Nummer", "Number"),
    "path": ("Over", "Over", "Above"),
    "text": ("Tekst", "Tekst", "Text"),
    "label": ("Kort tekst", "Kort tekst", "Short text"),
    "strategies": ("Strategier", "Strategiar", "Strategies"),
}
_WIDTHS: Final = {"plan": 36, "iri": 48, "path": 60, "text": 70, "label": 36, "plan_type": 24}
_OUT: Final[Names] = ("Koblinger ut: {}", "Koplingar ut: {}", "Links out: {}")
_IN: Final[Names] = ("Koblinger inn: {}", "Koplingar inn: {}", "Links in: {}")
_PATH_SEPARATOR: Final = " › "


def plans_workbook(
    models: Sequence[PlanModel], language: str, links: LinkCounts | None = None
) -> bytes:
    """Return all plans as an Excel file, a row for each goal, strategy and action.

    links: where given, two columns for each status that they have.
    """
    book = new_workbook()
    sheet = book.create_sheet(in_language(_SHEET, language))
    statuses = sorted({status for counts in (links or {}).values() for status in counts})
    heads = [in_language(names, language) for names in _COLUMNS.values()]
    for status in statuses:
        heads += [in_language(names, language).format(status) for names in (_OUT, _IN)]
    put_heads(sheet, heads, [_WIDTHS.get(name, 14) for name in _COLUMNS] + [14] * 2 * len(statuses))
    number = 1
    for model in models:
        for item, values in _rows(model, language):
            number += 1
            counts = (links or {}).get(item.iri, {})
            linked = [count for status in statuses for count in counts.get(status, (0, 0))]
            for column, value in enumerate([*values, *linked], start=1):
                if isinstance(value, int):
                    put_number(sheet, number, column, value)
                elif value:
                    put(sheet, number, column, value)
    sheet.auto_filter.ref = sheet.dimensions
    return workbook_bytes(book)


def _rows(model: PlanModel, language: str) -> list[tuple[PlanItem, list[str | int]]]:
    items = {item.iri: item for item in model.items}
    strategies = Counter(
        item.parent for item in model.items if item.kind == Kind.STRATEGY and item.parent
    )
    plan_type = ""
    if model.instrument_type in codes_of("instrument_type"):
        plan_type = label_of("instrument_type", model.instrument_type, language)
    rows: list[tuple[PlanItem, list[str | int]]] = []
    for item in model.items:
        if item.kind not in _KINDS:
            continue
        level = label_of("level", item.level, language) if item.level else ""
        values: list[str | int] = [
            model.title(language) or model.iri,
            plan_type,
            model.body_label or model.body,
            *(int(year) if year.isdigit() else "" for year in (model.start_year, model.end_year)),
            item.iri,
            kind_label(Kind(item.kind), language),
            level,
            item.number,
            _PATH_SEPARATOR.join(_above(item, items, language)),
            item.text,
            item.label(language),
            strategies[item.iri] if item.kind == Kind.GOAL else "",
        ]
        rows.append((item, values))
    return rows


def _above(item: PlanItem, items: Mapping[str, PlanItem], language: str) -> list[str]:
    """Return what stands above an element, the highest first; a circle is walked once."""
    names: list[str] = []
    seen = {item.iri}
    above = items.get(item.parent)
    while above is not None and above.iri not in seen:
        seen.add(above.iri)
        names.append(" ".join(filter(None, (above.number, above.label(language)))))
        above = items.get(above.parent)
    return names[::-1]
