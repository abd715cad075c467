"""The plan and control system: its instruments in order, what statute and plans say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from planvev.vocab import CODE, PV, SKOS
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.language import gettext, ngettext
from planvev.web.plan_view import elements, period_text
from planvev.web.tables import Cell, Table

_YEARS: Final = re.compile(r"P(\d{1,3})Y")
_ROUNDS_MAX: Final = 50


@dataclass(frozen=True)
class Printed:
    """What a plan prints of an instrument. horizon_years: None where it prints none."""

    ref: Ref
    plan: Ref
    horizon: Text | None
    cadence: Text | None
    citation: Text | None
    horizon_years: int | None
    interval_years: int | None


@dataclass(frozen=True)
class PlanAtHand:
    """A plan of an instrument type in the graph, with its period."""

    ref: Ref
    period: str


@dataclass(frozen=True)
class Instrument:
    """A type of instrument. layer: how many frames stand above it. law: its sections of law."""

    ref: Ref
    definition: Text | None
    horizon_years: int | None
    interval_years: int | None
    cadence: Text | None
    law: list[Ref]
    printed: list[Printed]
    plans: list[PlanAtHand]
    frames: list[Ref] = field(default_factory=list)
    layer: int = 0


def years(duration: str) -> int | None:
    """Return the whole years of an xsd:duration; None where it is none of years alone.

    >>> years("P12Y"), years("P6M"), years("")
    (12, None, None)
    """
    match = _YEARS.fullmatch(duration)
    return int(match[1]) if match else None


def instruments(description: Description) -> list[Instrument]:
    """Return the types of instruments: the linked ones from the top down, then the others."""
    statements = description.statements
    types = elements(description, PV.InstrumentType)
    printed_of: dict[str, list[str]] = {}
    for printed in elements(description, PV.InstrumentDescription):
        for kind in statements.iris(printed, PV.describesType):
            printed_of.setdefault(kind, []).append(printed)
    plans_of: dict[str, list[str]] = {}
    for plan in elements(description, PV.PlanInstrument):
        for kind in statements.iris(plan, PV.instrumentType):
            plans_of.setdefault(kind, []).append(plan)
    edges = _edges(description)
    layers = _layers(types, edges)
    rows = [
        _instrument(description, iri, printed_of.get(iri, []), plans_of.get(iri, []), edges, layers)
        for iri in types
    ]
    linked = {iri for edge in edges for iri in edge}
    return sorted(
        rows, key=lambda row: (row.ref.iri not in linked, row.layer, types.index(row.ref.iri))
    )


def _edges(description: Description) -> list[tuple[str, str]]:
    """Return which type sets the frame for which, as the links between printed ones say."""
    statements = description.statements
    frame = CODE["link-type/setsFrameFor"].value
    found: dict[tuple[str, str], None] = {}
    for link in (s.subject for s in statements.to(frame) if s.predicate == PV.linkType.value):
        for above in _types_at(description, statements.iris(link, PV.linkSource)):
            for below in _types_at(description, statements.iris(link, PV.linkTarget)):
                if above != below:
                    found[(above, below)] = None
    return list(found)


def _types_at(description: Description, ends: Iterable[str]) -> list[str]:
    """Return the types that the ends of links stand for: what they describe, or themselves."""
    statements = description.statements
    found: list[str] = []
    for end in ends:
        described = statements.iris(end, PV.describesType)
        found += described or ([end] if statements.is_a(end, PV.InstrumentType) else [])
    return found


def _layers(types: list[str], edges: list[tuple[str, str]]) -> dict[str, int]:
    """Return the longest way down to each type; a cycle ends where the rounds do."""
    layers = dict.fromkeys(types, 0)
    for _ in range(min(len(types), _ROUNDS_MAX)):
        changed = False
        for above, below in edges:
            if above in layers and layers.get(below, 0) < layers[above] + 1 <= len(types):
                layers[below] = layers[above] + 1
                changed = True
        if not changed:
            break
    return layers


def _instrument(
    description: Description,
    iri: str,
    printed: list[str],
    plans: list[str],
    edges: list[tuple[str, str]],
    layers: dict[str, int],
) -> Instrument:
    statements = description.statements
    definition = statements.value(iri, SKOS.definition)
    cadence = statements.value(iri, PV.cadence)
    return Instrument(
        ref=description.ref(iri),
        definition=text_of(definition) if definition else None,
        horizon_years=years(statements.text(iri, PV.horizon)),
        interval_years=years(statements.text(iri, PV.reviewInterval)),
        cadence=text_of(cadence) if cadence else None,
        law=description.refs(statements.iris(iri, PV.legalBasis)),
        printed=[_printed(description, one) for one in printed],
        plans=[PlanAtHand(description.ref(plan), period_text(description, plan)) for plan in plans],
        frames=description.refs(below for above, below in edges if above == iri),
        layer=layers.get(iri, 0),
    )


def _printed(description: Description, iri: str) -> Printed:
    statements = description.statements
    texts = [statements.value(iri, p) for p in (PV.printedHorizon, PV.cadence, PV.printedCitation)]
    horizon, cadence, citation = (text_of(value) if value else None for value in texts)
    plan = statements.text(iri, PV.partOf)
    return Printed(
        description.ref(iri),
        description.ref(plan) if plan else description.ref(iri),
        horizon,
        cadence,
        citation,
        years(statements.text(iri, PV.horizon)),
        years(statements.text(iri, PV.reviewInterval)),
    )


def years_text(count: int | None) -> str:
    """Return a number of years in words; empty for None."""
    return ngettext("%(num)s year", "%(num)s years", count) if count is not None else ""


def instruments_table(rows: Iterable[Instrument]) -> Table:
    """Return the instruments as a table for a spreadsheet; all that the picture shows."""
    columns = [
        gettext("Instrument"),
        gettext("Layer"),
        gettext("Horizon by statute"),
        gettext("Cadence by statute"),
        gettext("Sections of law"),
        gettext("Horizon as printed"),
        gettext("Cadence as printed"),
        gettext("Citation as printed"),
        gettext("Sets the frame for"),
        gettext("Plans at hand"),
        "IRI",
    ]
    cells: list[list[Cell]] = [
        [
            row.ref.text.text,
            row.layer + 1,
            years_text(row.horizon_years),
            row.cadence.text if row.cadence else "",
            _joined(ref.text.text for ref in row.law),
            _joined(p.horizon.text for p in row.printed if p.horizon),
            _joined(p.cadence.text for p in row.printed if p.cadence),
            _joined(p.citation.text for p in row.printed if p.citation),
            _joined(ref.text.text for ref in row.frames),
            _joined(f"{p.ref.text.text} {p.period}".strip() for p in row.plans),
            row.ref.iri,
        ]
        for row in rows
    ]
    return Table(gettext("The plan and control system"), columns, cells)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)
