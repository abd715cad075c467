"""The plan and control system: its instruments in order, what statute and plans say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planvev.vocab import PV, SKOS
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.language import gettext, ngettext
from planvev.web.plan_view import elements
from planvev.web.statements import Binding, iri_in, value_of
from planvev.web.tables import Cell, Table

_YEARS: Final = re.compile(r"P(\d{1,3})Y")


@dataclass(frozen=True)
class Printed:
    """A wording that plans print of an instrument. ref, plan: one place where it stands.

    count: how many plans print it. horizon_years, interval_years: None where none is printed.
    """

    ref: Ref
    plan: Ref
    count: int
    horizon: Text | None
    cadence: Text | None
    citation: Text | None
    horizon_years: int | None
    interval_years: int | None

    @property
    def texts(self) -> list[Text]:
        """What is printed: horizon, cadence, citation of law."""
        return [text for text in (self.horizon, self.cadence, self.citation) if text]


@dataclass(frozen=True)
class PlanAtHand:
    """A plan of an instrument type. begins, ends: years of its period."""

    ref: Ref
    begins: int | None
    ends: int | None

    @property
    def period(self) -> str:
        """The years of the period; empty where the name says them, or none is known."""
        text = f"{self.begins or ''}–{self.ends or ''}" if self.begins or self.ends else ""
        return "" if text in self.ref.text.text else text


@dataclass(frozen=True)
class Instrument:
    """A type of instrument. law: sections that statute has of it. frames: what it frames.

    plans: some of its plans; plan_count: how many there are.
    """

    ref: Ref
    definition: Text | None
    horizon_years: int | None
    interval_years: int | None
    cadence: Text | None
    law: list[Ref]
    printed: list[Printed]
    plans: list[PlanAtHand]
    plan_count: int
    frames: list[Ref]
    layer: int

    @property
    def more_plans(self) -> int:
        """How many plans there are besides those that are named."""
        return self.plan_count - len(self.plans)


def years(duration: str) -> int | None:
    """Return the whole years of an xsd:duration; None where it is none of years alone.

    >>> years("P12Y"), years("P6M"), years("")
    (12, None, None)
    """
    match = _YEARS.fullmatch(duration)
    return int(match[1]) if match else None


def instruments(description: Description, bindings: Sequence[Binding]) -> list[Instrument]:
    """Return the types of instruments: the linked ones from the top down, then the others.

    bindings: the rows of ``plan_queries.instruments``; description: what they say, with the names.
    """
    types = elements(description, PV.InstrumentType)
    edges = [
        (iri_in(row, "above"), iri_in(row, "below"))
        for row in bindings
        if iri_in(row, "above") in types and iri_in(row, "below") in types
    ]
    edges = sorted({edge for edge in edges if edge[0] != edge[1]}, key=lambda e: _order(types, e))
    linked = {iri for edge in edges for iri in edge}
    layers = _layers(types, edges)
    rows = [_instrument(description, iri, bindings, edges, layers[iri]) for iri in types]
    return sorted(
        rows, key=lambda row: (row.ref.iri not in linked, row.layer, types.index(row.ref.iri))
    )


def _order(types: list[str], edge: tuple[str, str]) -> tuple[int, int]:
    return types.index(edge[0]), types.index(edge[1])


def _layers(types: list[str], edges: list[tuple[str, str]]) -> dict[str, int]:
    """Return the longest way down to each type; a cycle ends where the rounds do."""
    layers = dict.fromkeys(types, 0)
    for _ in types:
        changed = False
        for above, below in edges:
            if layers[below] < layers[above] + 1 < len(types):
                layers[below] = layers[above] + 1
                changed = True
        if not changed:
            break
    return layers


def _instrument(
    description: Description,
    iri: str,
    bindings: Sequence[Binding],
    edges: list[tuple[str, str]],
    layer: int,
) -> Instrument:
    statements = description.statements
    definition = statements.value(iri, SKOS.definition)
    cadence = statements.value(iri, PV.cadence)
    own = [row for row in bindings if iri_in(row, "type") == iri]
    printed = [_printed(description, row) for row in own if iri_in(row, "said")]
    return Instrument(
        ref=description.ref(iri),
        definition=text_of(definition) if definition else None,
        horizon_years=years(statements.text(iri, PV.horizon)),
        interval_years=years(statements.text(iri, PV.reviewInterval)),
        cadence=text_of(cadence) if cadence else None,
        law=description.refs(statements.iris(iri, PV.legalBasis)),
        printed=sorted(printed, key=lambda one: (-one.count, one.ref.iri)),
        plans=_plans(description, own),
        plan_count=next((int(row["plans"]["value"]) for row in own if "plans" in row), 0),
        frames=description.refs(below for above, below in edges if above == iri),
        layer=layer,
    )


def _printed(description: Description, row: Binding) -> Printed:
    def text(name: str) -> Text | None:
        value = value_of(row[name]) if name in row else None
        return text_of(value) if value else None

    return Printed(
        description.ref(iri_in(row, "said")),
        description.ref(iri_in(row, "plan")),
        int(row["printings"]["value"]),
        text("horizon"),
        text("cadence"),
        text("citation"),
        years(_text(row, "years")),
        years(_text(row, "interval")),
    )


def _plans(description: Description, rows: Iterable[Binding]) -> list[PlanAtHand]:
    found: dict[str, PlanAtHand] = {}
    for row in rows:
        plan = iri_in(row, "plan")
        if plan and "said" not in row and plan not in found:
            found[plan] = PlanAtHand(
                description.ref(plan), _year(_text(row, "begins")), _year(_text(row, "ends"))
            )
    return list(found.values())


def _text(row: Mapping[str, Mapping[str, str]], name: str) -> str:
    return row[name]["value"] if name in row else ""


def _year(text: str) -> int | None:
    return int(text[:4]) if text[:4].isascii() and text[:4].isdigit() else None


def named_iris(bindings: Iterable[Binding]) -> dict[str, None]:
    """Return what the picture and the table name."""
    names = ("s", "o", "said", "plan", "type")
    found = [iri_in(row, name) for row in bindings for name in names]
    return dict.fromkeys(iri for iri in found if iri)


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
        gettext("Number of plans"),
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
            row.plan_count,
            row.ref.iri,
        ]
        for row in rows
    ]
    return Table(gettext("The plan and control system"), columns, cells)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)
