"""Which of our prefixes a graph uses."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Triple

from planvev.vocab import PREFIXES


def prefixes_in_use(triples: Iterable[Triple]) -> dict[str, str]:
    """Return the prefixes that some IRI of the triples begins with, sorted by name.

    >>> from planvev.vocab import PV, RDF
    >>> prefixes_in_use([Triple(PV.Goal, RDF.type, PV.Goal)])
    {'pv': 'https://w3id.org/planvev/ontology#', 'rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'}
    """
    namespaces = {_namespace(iri) for triple in triples for iri in _iris(triple)}
    return {name: iri for name, iri in sorted(PREFIXES.items()) if iri in namespaces}


def _iris(triple: Triple) -> Iterable[str]:
    for term in (triple.subject, triple.predicate, triple.object):
        if isinstance(term, NamedNode):
            yield term.value
        elif isinstance(term, Literal):
            yield term.datatype.value


def _namespace(iri: str) -> str:
    """Return an IRI up to its last hash or slash, the end of every namespace that we know."""
    return iri[: max(iri.rfind("#"), iri.rfind("/")) + 1]
