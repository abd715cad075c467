"""RDF files and the comparison of terms."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from decimal import Decimal, InvalidOperation
from itertools import count
from pathlib import Path
from typing import Final

from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from conformance.isomorphism import Row

XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
INTEGERS: Final = frozenset(
    {
        "nonPositiveInteger",
        "negativeInteger",
        "nonNegativeInteger",
        "positiveInteger",
        "long",
        "int",
        "short",
        "byte",
        "unsignedLong",
        "unsignedInt",
        "unsignedShort",
        "unsignedByte",
    }
)
Term = NamedNode | BlankNode | Literal | Triple

_labels = count()


def parse_graph(content: bytes, media_type: str, base: str) -> list[Triple]:
    """Parse a graph; its blank nodes get labels that no other graph has.

    media_type: a Content-Type header. Raises ValueError where it is no RDF or does not parse.
    """
    rdf_format = RdfFormat.from_media_type(media_type)
    if rdf_format is None:
        raise ValueError(f"{media_type or 'no Content-Type'} is no RDF media type")
    try:
        parsed = [quad.triple for quad in parse(content, rdf_format, base_iri=base)]
    except SyntaxError as error:
        raise ValueError(f"the {media_type} does not parse: {error}") from error
    return list(_relabelled(parsed))


def parse_file(path: Path, base: str) -> list[Triple]:
    """Parse a file of a graph, its format told by its suffix."""
    rdf_format = RdfFormat.from_extension(path.suffix[1:])
    if rdf_format is None:
        raise ValueError(f"{path.name} has no suffix of an RDF format")
    return parse_graph(path.read_bytes(), rdf_format.media_type, base)


def n_triples(triples: Iterable[Triple]) -> bytes:
    """Write triples as N-Triples, every literal as it is."""
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


def graph_rows(triples: Iterable[Triple]) -> list[Row]:
    """Return the set of triples as rows to compare."""
    rows = {
        (comparable(triple.subject), comparable(triple.predicate), comparable(triple.object))
        for triple in triples
    }
    return list(rows)


def comparable(term: Term | None) -> Hashable:
    """Return what two terms have in common that are the same to SPARQL's tests.

    A store may keep numbers by value: ``1.0`` and ``1.00`` are the same here, and so is an integer
    of whatever subtype; ``1`` and ``1.0`` are not (an integer, a decimal). Language tags differ in
    no case of letters.

    >>> one, two = Literal("2.50", datatype=NamedNode(XSD + "decimal")), Literal("x", language="en")
    >>> comparable(one) == comparable(Literal("2.5", datatype=NamedNode(XSD + "decimal")))
    True
    >>> comparable(two) == comparable(Literal("x"))
    False
    """
    if isinstance(term, Triple):
        raise TypeError("SPARQL 1.1 has no triple terms")
    if not isinstance(term, Literal):
        return term
    if term.language:
        return ("text", term.value, term.language.lower())
    name = term.datatype.value.removeprefix(XSD)
    name = "integer" if name in INTEGERS else name
    return (name, _value(term.value, name))


def _value(lexical: str, datatype: str) -> Hashable:
    """Return the value of a number or boolean, and the lexical form of everything else."""
    try:
        if datatype == "boolean":
            return {"0": "false", "1": "true"}.get(lexical, lexical)
        if datatype in ("double", "float"):
            return repr(float(lexical.replace("INF", "inf")))
        if datatype in ("decimal", "integer"):
            return Decimal(lexical)
    except (InvalidOperation, ValueError):
        return lexical
    return lexical


def _relabelled(triples: Iterable[Triple]) -> Iterator[Triple]:
    prefix = f"g{next(_labels)}x"
    labels: dict[BlankNode, BlankNode] = {}

    def fresh(node: BlankNode) -> BlankNode:
        return labels.setdefault(node, BlankNode(f"{prefix}{len(labels)}"))

    for triple in triples:
        subject, value = triple.subject, triple.object
        yield Triple(
            fresh(subject) if isinstance(subject, BlankNode) else subject,
            triple.predicate,
            fresh(value) if isinstance(value, BlankNode) else value,
        )
