"""Findings that a document states outright: who is named, what is aimed at and by when.

They go into a plan's ``assessment`` graph: planvev read them, the document says them. Actors that
no other graph describes are described there too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.elements import Element, Extraction, GivenPassage, Role
from planvev.ingest.sheets.statements import statement_triples
from planvev.ingest.slugs import slug, text_hash
from planvev.ingest.to_rdf import node_of, passage_triples, passages_of
from planvev.vocab import CODE, DCT, ID, PROV, PV, RDF, RDFS, XSD

READER: Final = ID["organisation/planvev"]
"""Who makes the findings of an import: the project's own reading, by rule."""
_ROLES: Final = {
    "performer": "performer",
    "beneficiary": "beneficiary",
    "partner": "partner",
    "both": "performer",
}
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
_SEPARATOR: Final = re.compile(r"\s*[;\n]\s*|\s*,\s+|\s+/\s+")


@dataclass
class Actors:
    """The actors that findings name. known: IRIs by name, of actors described elsewhere.

    made: name by IRI, of those that the import has to describe. kinds: codes by IRI, of those whose
    kind the document says.
    """

    plan: str
    known: Mapping[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def iri_of(self, name: str, kind: str = "") -> NamedNode:
        """Return the IRI of an actor; one that nobody describes gets one below the plan's."""
        found = self.known.get(_folded(name))
        if found:
            return NamedNode(found)
        iri = f"{self.plan}/actor/{slug(name) or text_hash(name)}"
        while _folded(self.made.get(iri, name)) != _folded(name):
            iri += "-2"
        self.made.setdefault(iri, name)
        if kind:
            self.kinds[iri] = kind
        return NamedNode(iri)

    def triples(self, language: str) -> Iterator[Triple]:
        """Yield the descriptions of the actors that the import has to describe."""
        for iri, name in self.made.items():
            node = NamedNode(iri)
            yield Triple(node, RDF.type, PV.Actor)
            yield Triple(node, RDFS.label, Literal(name, language=language))
            kind = self.kinds.get(iri) or actor_kind(name)
            yield Triple(node, PV.actorKind, CODE[f"actor-kind/{kind}"])


def actor_kind(name: str) -> str:
    """Return the code of what an actor is, as far as its name tells.

    >>> actor_kind("Krødsherad kommune"), actor_kind("Ola")
    ('municipality', 'unspecified')
    """
    words = name.casefold()
    if re.search(r"\bfylkeskommunen?\b|\bcounty (?:council|municipality)\b", words):
        return "regional-authority"
    if re.search(r"\bkommunen?$|^municipality of\b|\bmunicipality$", words):
        return "municipality"
    if re.search(r"\b(?:kommunestyret?|bystyret?|formannskapet?|municipal council)\b", words):
        return "municipal-body"
    return "unspecified"


def finding_triples(extraction: Extraction, plan: NamedNode, actors: Actors) -> Iterator[Triple]:
    """Yield all findings: rows of their own, and those in columns of other rows."""
    for element in [*extraction.findings, *_from_columns(extraction)]:
        about = node_of(plan, element.parent)
        node = node_of(plan, element.path)
        yield Triple(node, RDF.type, PV[element.kind])
        yield Triple(node, PV.about, about)
        said = [triple for _, triple in statement_triples(node, element.properties)]
        yield from said
        predicates = {triple.predicate for triple in said}
        if PROV.wasAttributedTo not in predicates:
            yield Triple(node, PROV.wasAttributedTo, READER)
        made = _made(node, element, extraction.language, actors, predicates)
        yield from (triple for triple in made if triple.predicate not in predicates)
        given = passages_of(extraction, element) or _whole(extraction)
        yield from passage_triples(node, given)


def _made(
    node: NamedNode, element: Element, language: str, actors: Actors, said: set[NamedNode]
) -> Iterator[Triple]:
    """Yield what a finding's columns say, where its statements do not say it all."""
    if element.kind == "Mention":
        yield from _mention(node, element, actors, said)
    elif PV.targetKind not in said and element.properties.get("targetKind"):
        yield from _given_target(node, element, language)
    elif PV.targetKind not in said:
        yield from _target(node, element, language)


def _mention(
    node: NamedNode, element: Element, actors: Actors, said: set[NamedNode]
) -> Iterator[Triple]:
    role = _ROLES.get(str(element.properties.get("role", "")).casefold(), "named")
    if PV.mentioned not in said:
        kind = "individual" if element.properties.get("stakeholderType") == "Person" else ""
        name = element.text or element.label or ""
        yield Triple(node, PV.mentioned, actors.iri_of(name, kind))
    yield Triple(node, PV.role, CODE[f"mention-role/{role}"])
    description = element.properties.get("description")
    if description:
        yield Triple(node, DCT.description, Literal(str(description)))


def _given_target(node: NamedNode, element: Element, language: str) -> Iterator[Triple]:
    """Yield a target whose kind a person has said, as its fields have it."""
    properties = {name: str(value) for name, value in element.properties.items()}
    yield Triple(node, PV.targetKind, CODE[f"target-kind/{properties['targetKind']}"])
    if properties.get("comparator"):
        yield Triple(node, PV.comparator, CODE[f"comparator/{properties['comparator']}"])
    for name in ("targetValue", "baselineValue"):
        value = _decimal(properties.get(name, ""))
        if value is not None:
            yield Triple(node, PV[name], Literal(format(value, "f"), datatype=XSD.decimal))
    for name in ("deadline", "baselineYear"):
        year = _YEAR.search(properties.get(name, ""))
        if year:
            yield Triple(node, PV[name], Literal(year[1], datatype=XSD.gYear))
    if properties.get("unit"):
        yield Triple(node, PV.unit, _unit(properties["unit"]))
    if properties["targetKind"] == "qualitative":
        properties.setdefault("reason", _reason(properties))
    for name, tag in (("indicator", language), ("reason", "nb")):
        if properties.get(name):
            yield Triple(node, PV[name], Literal(properties[name], language=tag))


def _target(node: NamedNode, element: Element, language: str) -> Iterator[Triple]:
    """Yield a target whose kind follows from what the document gives of it."""
    properties = element.properties
    value = _decimal(str(properties.get("targetValue", "")))
    unit = str(properties.get("unit", "")).strip()
    indicator = str(properties.get("indicator", "")) or element.text or element.label or ""
    yield Triple(node, PV.indicator, Literal(indicator, language=language))
    reason = _said_besides(properties)
    if value is not None and unit.casefold() in _UNITS:
        yield Triple(node, PV.targetKind, CODE["target-kind/absolute"])
        yield Triple(node, PV.targetValue, Literal(format(value, "f"), datatype=XSD.decimal))
        yield Triple(node, PV.unit, _unit(unit))
    else:
        yield Triple(node, PV.targetKind, CODE["target-kind/qualitative"])
        reason = _reason(properties)
    if reason:
        yield Triple(node, PV.reason, Literal(reason, language="nb"))
    for name in ("deadline", "baselineYear"):
        year = _YEAR.search(str(properties.get(name, "")))
        if year:
            yield Triple(node, PV[name], Literal(year[1], datatype=XSD.gYear))
    baseline = _decimal(str(properties.get("baselineValue", "")))
    if baseline is not None:
        yield Triple(node, PV.baselineValue, Literal(format(baseline, "f"), datatype=XSD.decimal))


def _unit(printed: str) -> NamedNode:
    """Return the QUDT unit of a printed one, of a code or of an IRI."""
    code = _UNITS.get(printed.strip().casefold()) or printed.strip().rpartition("/")[2]
    return NamedNode(f"http://qudt.org/vocab/unit/{code.rpartition(':')[2]}")


def _reason(properties: Mapping[str, str | list[str]]) -> str:
    """Say why a target has no number: with all that the document gives of one."""
    names = {"targetValue": "verdi", "unit": "enhet", "deadline": "frist"}
    given = _listed(properties, names)
    besides = _said_besides(properties)
    if not given:
        return f"Dokumentet oppgir verken tallverdi eller enhet. {besides}".strip()
    said = f"Dokumentet oppgir ikke både tallverdi og en kjent enhet. Det oppgir {given}."
    return f"{said} {besides}".strip()


def _said_besides(properties: Mapping[str, str | list[str]]) -> str:
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


def _listed(properties: Mapping[str, str | list[str]], names: Mapping[str, str]) -> str:
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


def _from_columns(extraction: Extraction) -> Iterator[Element]:
    """Yield what the columns «responsible» and «deadline» of an element say, as findings."""
    counts: Counter[str] = Counter()
    for element in extraction.elements:
        for name in _names(element.properties.get("responsible", [])):
            counts[element.path] += 1
            path = f"{element.path}/mention/c{counts[element.path]}"
            finding = Element("Mention", path, element.path, 1, [], name)
            finding.properties["role"] = "performer"
            finding.given = _near(extraction, element, name)
            yield finding
        deadline = str(element.properties.get("deadline", ""))
        if deadline:
            path = f"{element.path}/target/c1"
            finding = Element("Target", path, element.path, 1, [], element.text or "")
            finding.label = element.label
            finding.properties["deadline"] = deadline
            finding.given = _near(extraction, element, deadline)
            yield finding


def _names(value: str | list[str]) -> list[str]:
    cells = value if isinstance(value, list) else [value]
    names = [name.strip(" .") for cell in cells for name in _SEPARATOR.split(cell)]
    return list(dict.fromkeys(name for name in names if name))


def _near(extraction: Extraction, element: Element, words: str) -> list[GivenPassage]:
    """Return the place of words in the row of an element; the element's own place, where none."""
    if element.slices:
        line_start = extraction.source.rfind("\n", 0, element.slices[0].start) + 1
        line_end = extraction.source.find("\n", element.slices[-1].end)
        line_end = len(extraction.source) if line_end < 0 else line_end
        start = extraction.source.find(words, line_start, line_end)
        if start >= 0:
            end = start + len(words)
            return [GivenPassage(extraction.source_sha256, start, end, Role.FIELD, words)]
    return [
        GivenPassage(each.source, each.start, each.end, Role.FIELD, each.exact, each.cut_words)
        for each in passages_of(extraction, element)[:1]
    ]


def _whole(extraction: Extraction) -> list[GivenPassage]:
    """Return the first words of the document: a finding always points somewhere."""
    match = re.search(r"\S[^\n]{0,200}", extraction.source)
    if match is None:
        return []
    exact = match.group().rstrip()
    end = match.start() + len(exact)
    return [GivenPassage(extraction.source_sha256, match.start(), end, Role.FIELD, exact)]


def described_actors(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the actors that triples describe: IRIs by name, for ``Actors.known``."""
    actors = set()
    labels: list[tuple[str, str]] = []
    for triple in triples:
        subject = triple.subject
        if not isinstance(subject, NamedNode):
            continue
        if triple.predicate == RDF.type and triple.object in (PV.Actor, PV.TargetGroup):
            actors.add(subject.value)
        elif triple.predicate == RDFS.label and isinstance(triple.object, Literal):
            labels.append((_folded(triple.object.value), subject.value))
    return {label: iri for label, iri in labels if iri in actors}


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())
