"""The list of plans: what is told of each, the choices of its filters, and a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from planvev.vocab import DCT, PV
from planvev.web.description import Description, Ref
from planvev.web.language import gettext
from planvev.web.plan_view import period_text, plan_rows
from planvev.web.tables import Cell, Table
from planvev.web.wording import date_text


@dataclass(frozen=True)
class PlanEntry:
    """A plan in the list of all. elements: how many of its elements are in the graph."""

    ref: Ref
    body: Ref | None
    type: Ref | None
    period: str
    status: Ref | None
    adopted: str
    replaces: list[Ref]
    replaced_by: list[Ref]
    elements: int


def entries(description: Description, counts: Mapping[str, int]) -> list[PlanEntry]:
    """Return all plans, those with content first, then the latest."""
    return [
        _entry(description, row.ref.iri, row.elements) for row in plan_rows(description, counts)
    ]


def _entry(description: Description, plan: str, elements: int) -> PlanEntry:
    statements = description.statements

    def first(refs: list[Ref]) -> Ref | None:
        return refs[0] if refs else None

    return PlanEntry(
        ref=description.ref(plan),
        body=first(description.refs(statements.iris(plan, PV.body))),
        type=first(description.refs(statements.iris(plan, PV.instrumentType))),
        period=period_text(description, plan),
        status=first(description.refs(statements.iris(plan, PV.planStatus))),
        adopted=statements.text(plan, PV.adoptedOn),
        replaces=description.refs(statements.iris(plan, DCT.replaces)),
        replaced_by=description.refs(statements.iris(plan, DCT.isReplacedBy)),
        elements=elements,
    )


def filtered(found: Iterable[PlanEntry], wanted: Mapping[str, str]) -> list[PlanEntry]:
    """Return the plans that fit: words of the title, and the last part of the others' IRIs."""
    words = wanted["q"].casefold().split()
    return [
        entry
        for entry in found
        if all(word in entry.ref.text.text.casefold() for word in words)
        and wanted["body"] in ("", code_of(entry.body))
        and wanted["type"] in ("", code_of(entry.type))
        and wanted["status"] in ("", code_of(entry.status))
    ]


def code_of(ref: Ref | None) -> str:
    """Return the last part of a thing's IRI, by which filters name it."""
    return ref.iri.rstrip("/").rpartition("/")[2] if ref else ""


def choices(found: Iterable[PlanEntry]) -> dict[str, list[tuple[str, Ref]]]:
    """Return what plans can be chosen by: (code, thing) by filter."""
    chosen: dict[str, dict[str, Ref]] = {"body": {}, "type": {}, "status": {}}
    for entry in found:
        for name, ref in (("body", entry.body), ("type", entry.type), ("status", entry.status)):
            if ref:
                chosen[name].setdefault(code_of(ref), ref)
    return {
        name: sorted(refs.items(), key=lambda pair: pair[1].text.text.casefold())
        for name, refs in chosen.items()
    }


def table(found: Iterable[PlanEntry]) -> Table:
    """Return the plans as a table for a spreadsheet."""
    columns = [
        gettext("Plan"),
        gettext("Type"),
        gettext("Body"),
        gettext("Period"),
        gettext("Status"),
        gettext("Adopted"),
        gettext("Replaces"),
        gettext("Replaced by"),
        gettext("Elements"),
        "IRI",
    ]
    cells: list[list[Cell]] = [
        [
            entry.ref.text.text,
            entry.type.text.text if entry.type else "",
            entry.body.text.text if entry.body else "",
            entry.period,
            entry.status.text.text if entry.status else "",
            entry.adopted,
            "; ".join(ref.text.text for ref in entry.replaces),
            "; ".join(ref.text.text for ref in entry.replaced_by),
            entry.elements,
            entry.ref.iri,
        ]
        for entry in found
    ]
    return Table(gettext("Plans"), columns, cells)


def adopted_text(entry: PlanEntry) -> str:
    """Return the date of adoption in words; empty where it is not known."""
    return date_text(entry.adopted) if entry.adopted else ""
