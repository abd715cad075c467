"""Targets of an import as triples: as a person fills them in, or as a document describes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
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
        year = _YEAR.search(str(properties.get(name, "")))
        if year:
            yield Triple(node, PV[name], Literal(year[1], datatype=XSD.gYear))


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
    try:
        return Decimal(text.strip().replace("\N{NO-BREAK SPACE}", "").replace(",", "."))
    except InvalidOperation:
        return None
