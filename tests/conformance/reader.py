"""A graph to look things up in: the little that manifests and result sets need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from conformance.terms import RDF, Term


class Reader:
    """An index over triples, by subject and predicate, in the order they came in."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(triples)
        self._objects: dict[tuple[Term, str], list[Term]] = defaultdict(list)
        for triple in self.triples:
            self._objects[triple.subject, triple.predicate.value].append(triple.object)

    def values(self, subject: Term, predicate: str) -> list[Term]:
        """Return all objects."""
        return self._objects.get((subject, predicate), [])

    def value(self, subject: Term | None, predicate: str) -> Term | None:
        """Return the first object, None where there is none."""
        found = self.values(subject, predicate) if subject is not None else []
        return found[0] if found else None

    def one(self, subject: Term, predicate: str) -> Term:
        """Return the first object; LookupError where there is none."""
        found = self.value(subject, predicate)
        if found is None:
            raise LookupError(f"{subject} has no <{predicate}>")
        return found

    def texts(self, subject: Term | None, predicate: str) -> list[str]:
        """Return the objects as text: the value of literals, the IRI of named nodes."""
        found = self.values(subject, predicate) if subject is not None else []
        return [term.value for term in found if isinstance(term, Literal | NamedNode)]

    def text(self, subject: Term | None, predicate: str, default: str = "") -> str:
        """Return the first object as text."""
        return next(iter(self.texts(subject, predicate)), default)

    def items(self, head: Term | None) -> Iterator[Term]:
        """Yield the members of an RDF list."""
        while isinstance(head, BlankNode):
            yield self.one(head, RDF + "first")
            head = self.value(head, RDF + "rest")

    def subjects_of_type(self, iri: str) -> list[Term]:
        """Return what is of a class, as stated."""
        return [
            triple.subject
            for triple in self.triples
            if triple.predicate.value == RDF + "type" and triple.object == NamedNode(iri)
        ]
