"""Which IRIs the repository's Turtle files may use, and which of theirs nobody defines."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[2]
ONTOLOGY = ROOT / "ontology"
PV = "https://w3id.org/planvev/ontology#"
CODE = "https://w3id.org/planvev/code/"
RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SKOS = "http://www.w3.org/2004/02/skos/core#"
TERM_TYPES = {
    f"http://www.w3.org/2002/07/owl#{name}"
    for name in ("Class", "ObjectProperty", "DatatypeProperty")
}


def turtle_files(*folders: str) -> list[Path]:
    """Every Turtle file below the folders (relative to the repository) that exist, sorted."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.ttl"))


def parse(path: Path) -> list[ox.Quad]:
    """All triples of a Turtle file. Raises SyntaxError with line and column."""
    return list(ox.parse(path=str(path), format=ox.RdfFormat.TURTLE))


def defined_terms() -> set[str]:
    """IRIs of the classes and properties that ontology/planvev.ttl declares in our namespace."""
    return {
        quad.subject.value
        for quad in parse(ONTOLOGY / "planvev.ttl")
        if quad.predicate.value == RDF_TYPE
        and quad.object.value in TERM_TYPES
        and quad.subject.value.startswith(PV)
    }


def defined_codes() -> set[str]:
    """IRIs of the codelists and of their concepts."""
    return {
        quad.subject.value
        for path in turtle_files("ontology/codelists")
        for quad in parse(path)
        if quad.predicate.value == f"{SKOS}inScheme"
        or (quad.predicate.value == RDF_TYPE and quad.object.value == f"{SKOS}ConceptScheme")
    }


def foreign_terms() -> dict[str, set[str]]:
    """Namespace → local names that may be used, from ontology/foreign-terms.toml."""
    table = tomllib.loads((ONTOLOGY / "foreign-terms.toml").read_text(encoding="utf-8"))
    return {vocabulary["namespace"]: set(vocabulary["terms"]) for vocabulary in table.values()}


def iris(quad: ox.Quad) -> Iterator[tuple[str, bool]]:
    """Each IRI of a triple, and whether it stands as a predicate, a class or a datatype."""
    if isinstance(quad.subject, ox.NamedNode):
        yield quad.subject.value, False
    yield quad.predicate.value, True
    if isinstance(quad.object, ox.NamedNode):
        yield quad.object.value, quad.predicate.value == RDF_TYPE
    elif isinstance(quad.object, ox.Literal):
        yield quad.object.datatype.value, True


def unknown_iris(
    quads: list[ox.Quad], terms: set[str], codes: set[str], foreign: dict[str, set[str]]
) -> set[str]:
    """IRIs of the triples that ought to be defined somewhere and are not.

    Ours must be in terms or codes; those of a listed foreign namespace in its list; and a
    predicate, class or datatype must be one or the other, whatever its namespace.
    """
    unknown = set()
    for quad in quads:
        for iri, is_vocabulary in iris(quad):
            if iri.startswith(PV):
                known = iri in terms
            elif iri.startswith(CODE):
                known = iri in codes
            else:
                spaces = [space for space in foreign if iri.startswith(space) and iri != space]
                if spaces:
                    space = max(spaces, key=len)
                    known = iri.removeprefix(space) in foreign[space]
                else:
                    known = not is_vocabulary
            if not known:
                unknown.add(iri)
    return unknown
