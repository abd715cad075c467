"""Ontologies, codelists and named graphs as lists of what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from planvev.vocab import OWL, PV, RDF, RDFS, SKOS
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.language import gettext, marked
from planvev.web.tables import Cell, Table
from planvev.web.thing_view import translations
from planvev.web.views import Translation

SUBJECTS_SHOWN: Final = 500
_GROUPS: Final = (
    (marked("Classes"), OWL.Class),
    (marked("Properties that point to things"), OWL.ObjectProperty),
    (marked("Properties with text, number or date"), OWL.DatatypeProperty),
    (marked("Annotation properties"), OWL.AnnotationProperty),
    (marked("Codes"), SKOS.Concept),
)
_ABOVE: Final = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader)
_MATCHES: Final = frozenset(
    term.value
    for term in (
        SKOS.exactMatch,
        SKOS.closeMatch,
        SKOS.broadMatch,
        SKOS.narrowMatch,
        SKOS.relatedMatch,
        OWL.equivalentClass,
        OWL.equivalentProperty,
        RDFS.subClassOf,
        RDFS.subPropertyOf,
    )
)


@dataclass(frozen=True)
class MemberRow:
    """A term of an ontology or codelist.

    anchor: the fragment that names it on the page. above: what it is a kind of. domains, ranges: of
    a property. properties: that are said of a class. matches: (relation, term elsewhere). uses: how
    often it is used in the data.
    """

    ref: Ref
    anchor: str
    code: str
    definition: Text | None
    example: Text | None
    translations: list[Translation]
    above: list[Ref]
    domains: list[Ref]
    ranges: list[Ref]
    properties: list[Ref]
    matches: list[tuple[Ref, Ref]]
    uses: int


@dataclass(frozen=True)
class MemberGroup:
    """Terms of one kind."""

    heading: str
    members: list[MemberRow]


@dataclass(frozen=True)
class SubjectRow:
    """Something that a graph describes, with how many statements."""

    ref: Ref
    statements: int


@dataclass(frozen=True)
class SubjectRows:
    """The subjects of a graph; shown are at most SUBJECTS_SHOWN of total."""

    rows: list[SubjectRow]
    total: int
    statements: int


def member_groups(description: Description, uses: Mapping[str, int]) -> list[MemberGroup]:
    """Return the terms of the description's IRI by kind; foreign terms are left out.

    uses: how often each is used, by IRI.
    """
    statements = description.statements
    seen: set[str] = set()
    groups = []
    for heading, kind in _GROUPS:
        subjects = {s.subject for s in statements.to(kind.value) if s.predicate == RDF.type.value}
        members = [
            _member(description, subject, uses)
            for subject in sorted(subjects - seen)
            if _belongs(description, subject)
        ]
        seen |= subjects
        if members:
            groups.append(MemberGroup(gettext(heading), members))
    return groups


def _belongs(description: Description, subject: str) -> bool:
    within = (description.iri + "#", description.iri + "/")
    return subject.startswith(within) and subject != description.iri


def _member(description: Description, subject: str, uses: Mapping[str, int]) -> MemberRow:
    statements = description.statements
    definition = statements.value(subject, SKOS.definition)
    example = statements.value(subject, SKOS.example)
    local = subject[len(description.iri) + 1 :]
    above = [iri for p in _ABOVE for iri in statements.iris(subject, p) if _ours(description, iri)]
    return MemberRow(
        ref=description.ref(subject),
        anchor=local,
        code=f"pv:{local}" if subject.startswith(PV.iri) else local,
        definition=text_of(definition) if definition else None,
        example=text_of(example) if example else None,
        translations=translations(description, subject),
        above=description.refs(above),
        domains=description.refs(statements.iris(subject, RDFS.domain)),
        ranges=description.refs(statements.iris(subject, RDFS.range)),
        properties=description.refs(statements.subjects(RDFS.domain, subject)),
        matches=_matches(description, subject),
        uses=uses.get(subject, 0),
    )


def _ours(description: Description, iri: str) -> bool:
    return iri.startswith((PV.iri, description.iri))


def _matches(description: Description, subject: str) -> list[tuple[Ref, Ref]]:
    """Return what a term is like in other vocabularies, as the alignments say."""
    found = {
        (s.predicate, s.object.text): None
        for s in description.statements.of(subject)
        if s.predicate in _MATCHES and s.object.is_iri and not _ours(description, s.object.text)
    }
    return [(description.ref(relation), description.ref(term)) for relation, term in sorted(found)]


def members_table(name: str, groups: Iterable[MemberGroup]) -> Table:
    """Return the terms as a table for a spreadsheet."""
    columns = [
        gettext("Kind"),
        gettext("Name"),
        gettext("Code"),
        gettext("Definition"),
        gettext("Example"),
        gettext("Uses"),
        "IRI",
    ]
    rows: list[list[Cell]] = [
        [
            group.heading,
            member.ref.text.text,
            member.code,
            member.definition.text if member.definition else "",
            member.example.text if member.example else "",
            member.uses,
            member.ref.iri,
        ]
        for group in groups
        for member in group.members
    ]
    return Table(name, columns, rows)


def subject_rows(description: Description, graph: str) -> SubjectRows:
    """Return the subjects that a graph describes, in the order of their IRIs."""
    counts: dict[str, int] = {}
    for statement in description.statements:
        if statement.graph == graph:
            counts[statement.subject] = counts.get(statement.subject, 0) + 1
    named = sorted(iri for iri in counts if not iri.startswith("_:"))
    whole = [iri for iri in named if "/passage/" not in iri]
    rows = [SubjectRow(description.ref(iri), counts[iri]) for iri in whole[:SUBJECTS_SHOWN]]
    return SubjectRows(rows, len(counts), sum(counts.values()))
