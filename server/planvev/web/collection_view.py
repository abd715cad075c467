"""Ontologies, codelists and named graphs as lists of what they hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from planvev.vocab import OWL, PV, RDF, SKOS
from planvev.web.description import Description, Ref, text_of
from planvev.web.thing_view import translations
from planvev.web.views import MemberGroup, MemberRow

SUBJECTS_SHOWN: Final = 500
_GROUPS: Final = (
    ("Klasser", OWL.Class),
    ("Egenskaper som peker på ting", OWL.ObjectProperty),
    ("Egenskaper med tekst, tall eller dato", OWL.DatatypeProperty),
    ("Merknadsegenskaper", OWL.AnnotationProperty),
    ("Koder", SKOS.Concept),
)


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


def member_groups(description: Description) -> list[MemberGroup]:
    """Return the terms of the description's IRI by kind; foreign terms are left out."""
    statements = description.statements
    seen: set[str] = set()
    groups = []
    for heading, kind in _GROUPS:
        subjects = {s.subject for s in statements.to(kind.value) if s.predicate == RDF.type.value}
        members = [
            _member(description, subject)
            for subject in sorted(subjects - seen)
            if _belongs(description, subject)
        ]
        seen |= subjects
        if members:
            groups.append(MemberGroup(heading, members))
    return groups


def _belongs(description: Description, subject: str) -> bool:
    within = (description.iri + "#", description.iri + "/")
    return subject.startswith(within) and subject != description.iri


def _member(description: Description, subject: str) -> MemberRow:
    value = description.statements.value(subject, SKOS.definition)
    local = subject[len(description.iri) + 1 :]
    return MemberRow(
        description.ref(subject),
        local,
        f"pv:{local}" if subject.startswith(PV.iri) else local,
        text_of(value) if value else None,
        translations(description, subject),
    )


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
