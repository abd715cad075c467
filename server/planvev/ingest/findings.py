"""Findings that a document states outright: who is named, what is aimed at and by when.

They go into a plan's ``assessment`` graph: planvev read them, the document says them. Actors that
no other graph describes are described there too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.elements import Element, Extraction, GivenPassage, Role
from planvev.ingest.sheets.statements import statement_triples
from planvev.ingest.slugs import slug, text_hash
from planvev.ingest.targets import described_target, given_target
from planvev.ingest.to_rdf import node_of, passage_triples, passages_of
from planvev.vocab import CODE, DCT, ID, PROV, PV, RDF, RDFS

READER: Final = ID["organisation/planvev"]
"""Who makes the findings of an import: the project's own reading, by rule."""
_ROLES: Final = {
    "performer": "performer",
    "beneficiary": "beneficiary",
    "partner": "partner",
    "both": "performer",
}
_OF_TARGETS: Final = frozenset({PV.targetKind, PV.indicator, PV.reason})
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
    elif said & _OF_TARGETS or element.properties.get("targetKind"):
        yield from given_target(node, element, language, said)
    else:
        yield from described_target(node, element, language)


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
