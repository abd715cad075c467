"""Targets of an import as triples: as a person fills them in, or as a document describes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.elements import Element
from planvev.vocab import CODE, PV, XSD

Properties = Mapping[str, str | list[str]]
_UNITS: Final = {
    "%": "PERCENT",
    "prosent": "PERCENT",
    "percent": "PERCENT",
    "percentage": "PERCENT",
    "antall": "NUM",
    "number": "NUM",
    "kr": "CCY_NOK",
    "nok": "CCY_NOK",
}
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)")
_YEARS: Final = re.compile(
    r"(?<!\d)((?:19|20|21)\d\d)\s?[-–—/]\s?((?:19|20|21)?\d\d)(?!\d)(?![-.]\d)"
)
_SHORT_DATE: Final = re.compile(r"\s*\d{1,2}\.\s?\d{1,2}\.\s?(\d\d)\s*")
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})")


def given_target(
    node: NamedNode, element: Element, language: str, said: set[NamedNode]
) -> Iterator[Triple]:
    """Yield a target whose kind a person has said, as its fields have it."""
    properties = {name: str(value) for name, value in element.properties.items()}
    if properties.get("targetKind"):
        yield Triple(node, PV.targetKind, CODE[f"target-kind/{properties['targetKind']}"])
    if properties.get("comparator"):
        yield Triple(node, PV.comparator, CODE[f"comparator/{properties['comparator']}"])
    yield from _numbers(node, properties, ("targetValue", "baselineValue"))
    yield from _years(node, properties)
    if properties.get("unit"):
        yield Triple(node, PV.unit, _unit(properties["unit"]))
    if properties.get("targetKind") == "qualitative" and PV.reason not in said:
        properties.setdefault("reason", _reason(properties))
    for name, tag in (("indicator", language), ("reason", "nb")):
        if properties.get(name):
            yield Triple(node, PV[name], Literal(properties[name], language=tag))


def described_target(node: NamedNode, element: Element, language: str) -> Iterator[Triple]:
    """Yield a target whose kind follows from what the document gives of it."""
    properties = element.properties
    value = _decimal(str(properties.get("targetValue", "")))
    unit = str(properties.get("unit", "")).strip()
    indicator = str(properties.get("indicator", "")) or element.text or element.label or ""
    yield Triple(node, PV.indicator, Literal(indicator, language=language))
    reason = _said_besides(properties)
    if value is not None and unit.casefold() in _UNITS:
        yield Triple(node, PV.targetKind, CODE["target-kind/absolute"])
        yield from _numbers(node, properties, ("targetValue",))
        yield Triple(node, PV.unit, _unit(unit))
    else:
        yield Triple(node, PV.targetKind, CODE["target-kind/qualitative"])
        reason = _reason(properties)
    if reason:
        yield Triple(node, PV.reason, Literal(reason, language="nb"))
    yield from _years(node, properties)
    yield from _numbers(node, properties, ("baselineValue",))


def _numbers(node: NamedNode, properties: Properties, names: Iterable[str]) -> Iterator[Triple]:
    for name in names:
        value = _decimal(str(properties.get(name, "")))
        if value is not None:
            yield Triple(node, PV[name], Literal(format(value, "f"), datatype=XSD.decimal))


def _years(node: NamedNode, properties: Properties) -> Iterator[Triple]:
    for name in ("deadline", "baselineYear"):
        year = last_year(str(properties.get(name, "")))
        if year:
            yield Triple(node, PV[name], Literal(year, datatype=XSD.gYear))


def last_year(text: str) -> str:
    """Return the year by which something is to be done: the last of a period; "" for none.

    >>> last_year("2024-2027"), last_year("2024–27"), last_year("2025-06-01"), last_year("1.6.25")
    ('2027', '2027', '2025', '2025')
    """
    period = _YEARS.search(text)
    if period and len(period[2]) == 4:
        return period[2]
    if period and period[2] > period[1][2:]:
        return period[1][:2] + period[2]
    short = _SHORT_DATE.fullmatch(text)
    if short:
        return f"20{short[1]}"
    year = _YEAR.search(text)
    return year[1] if year else ""


def _unit(printed: str) -> NamedNode:
    """Return the QUDT unit of a printed one, of a code or of an IRI."""
    code = _UNITS.get(printed.strip().casefold()) or printed.strip().rpartition("/")[2]
    return NamedNode(f"http://qudt.org/vocab/unit/{code.rpartition(':')[2]}")


def _reason(properties: Properties) -> str:
    """Say why a target has no number: with all that the document gives of one."""
    names = {"targetValue": "verdi", "unit": "enhet", "deadline": "frist"}
    given = _listed(properties, names)
    besides = _said_besides(properties)
    if not given:
        return f"Dokumentet oppgir verken tallverdi eller enhet. {besides}".strip()
    said = f"Dokumentet oppgir ikke både tallverdi og en kjent enhet. Det oppgir {given}."
    return f"{said} {besides}".strip()


def _said_besides(properties: Properties) -> str:
    """Return what the document says of a target that has no property of its own, as a sentence."""
    names = {
        "startDate": "fra",
        "description": "beskrivelse",
        "actualResult": "resultat",
        "relationship": "forhold",
        "otherInformation": "annet",
    }
    said = _listed(properties, names)
    return f"Dokumentet sier også: {said}." if said else ""


def _listed(properties: Properties, names: Mapping[str, str]) -> str:
    values = {label: properties.get(name, "") for name, label in names.items()}
    return "; ".join(
        f"{label}: {', '.join(value) if isinstance(value, list) else value}"
        for label, value in values.items()
        if value
    )


def _decimal(text: str) -> Decimal | None:
    """Return the number that a text is; None for none, for NaN, and for one with an exponent.

    Written out, 1E999999999 would fill the memory.
    """
    figures = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(",", ".")
    return Decimal(figures) if _NUMBER.fullmatch(figures) else None
