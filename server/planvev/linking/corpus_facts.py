"""What of a graph the linking of plans needs to know, out of its canonical text. Pure.

Most statements of a plan tell where its wording stands. They are left out before anything is
parsed: of a thousand plans that is the greater part of the time.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.archive.canonical import parse_canonical
from planvev.vocab import DCAT, DCT, PV, RDF, RDFS, SKOS

Term = NamedNode | BlankNode | Literal | Triple
Facts = dict[str, list[Term]]
"""What is said of one thing: objects by the predicate's IRI."""
Said = dict[str, Facts]
"""Facts by subject; blank nodes begin with "_:"."""

IS_TARGET_OF: Final = NamedNode("http://metadata.un.org/sdg/ontology#isTargetOf")
_OF_ELEMENTS: Final = (
    *(PV[name] for name in ("partOf", "position", "text", "subGoalOf", "pursues", "sectionOf")),
    *(RDF.type, RDFS.label, SKOS.notation, SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel),
    *(SKOS.broader, DCAT.keyword, DCT.subject, DCT.title, IS_TARGET_OF),
)
_OF_PLANS: Final = (
    *(PV[name] for name in ("body", "instrumentType", "planStatus", "adoptedOn", "inForceUntil")),
    *(DCT.temporal, DCAT.startDate, DCAT.endDate),
)
_OF_FINDINGS: Final = (
    *(PV[name] for name in ("about", "mentioned", "targetValue", "unit", "deadline", "indicator")),
    PV.baselineYear,
)
_NEEDED: Final = frozenset(
    str(each).encode() for each in (*_OF_ELEMENTS, *_OF_PLANS, *_OF_FINDINGS)
)


def facts_of(text: bytes) -> Said:
    r"""Return what a canonical text says that is needed, by subject.

    >>> said = facts_of(b'<urn:a> <https://w3id.org/planvev/ontology#text> "Trygg by"@nb .\n')
    >>> said["urn:a"][PV.text.value]
    [<Literal value=Trygg by language=nb>]
    """
    lines = [line for line in text.split(b"\n") if _predicate(line) in _NEEDED]
    return gather(b"\n".join([*lines, b""])) if lines else {}


def gather(text: bytes) -> Said:
    """Return all that a canonical text says, by subject."""
    said: Said = {}
    for triple in parse_canonical(text):
        subject = triple.subject
        key = subject.value if isinstance(subject, NamedNode) else str(subject)
        said.setdefault(key, {}).setdefault(triple.predicate.value, []).append(triple.object)
    return said


def _predicate(line: bytes) -> bytes:
    parts = line.split(b" ", 2)
    return parts[1] if len(parts) == 3 else b""


def iris_of(facts: Facts, predicate: NamedNode) -> list[str]:
    """Return the IRIs of a predicate."""
    return [term.value for term in facts.get(predicate.value, ()) if isinstance(term, NamedNode)]


def iri_of(facts: Facts, predicate: NamedNode) -> str:
    """Return the first IRI of a predicate, "" where there is none."""
    return next(iter(iris_of(facts, predicate)), "")


def literals_of(facts: Facts, predicate: NamedNode) -> list[Literal]:
    """Return the literals of a predicate."""
    return [term for term in facts.get(predicate.value, ()) if isinstance(term, Literal)]


def value_of(facts: Facts, predicate: NamedNode) -> str:
    """Return the first literal of a predicate, "" where there is none."""
    found = literals_of(facts, predicate)
    return found[0].value if found else ""


def by_language(facts: Facts, *predicates: NamedNode) -> dict[str, str]:
    """Return the first literal of each language, of the first predicate that has it.

    "" stands for no language.
    """
    texts: dict[str, str] = {}
    for predicate in predicates:
        for literal in literals_of(facts, predicate):
            texts.setdefault(literal.language or "", literal.value)
    return texts


def code_of(facts: Facts, predicate: NamedNode) -> str:
    """Return the code of the first IRI of a predicate: what stands after its last slash."""
    return iri_of(facts, predicate).rpartition("/")[2]


def year_of(facts: Facts, predicate: NamedNode) -> int | None:
    """Return the year that the first literal of a predicate begins with, None where it has none."""
    year = value_of(facts, predicate)[:4]
    return int(year) if len(year) == 4 and year.isascii() and year.isdigit() else None
