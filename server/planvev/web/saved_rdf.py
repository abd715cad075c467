"""The saved queries as RDF, so that editors and other sites find and run them. Pure.

As SHACL has it (``sh:SPARQLExecutable``, ``sh:select``, ``sh:prefixes``), with the habits of the
life sciences' collections of examples: ``schema:target`` names the endpoint, ``schema:keywords``
what the query is about. A parameter is a ``sh:Parameter`` whose path has the variable's name; the
query holds its default and runs as it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.rdf.query_tokens import TokenKind, query_tokens
from planvev.vocab import DCT, PV, RDF, RDFS, SH, SKOS, XSD
from planvev.web.language import LANGUAGES, gettext, speaking
from planvev.web.saved_queries import AUDIENCES, LITERAL_KINDS, THEMES, Parameter, SavedQuery
from planvev.web.service_description import SCHEMA

RDF_PREFIXES: Final = {
    "dct": DCT.iri,
    "pv": PV.iri,
    "rdf": RDF.iri,
    "rdfs": RDFS.iri,
    "schema": SCHEMA.iri,
    "sh": SH.iri,
    "skos": SKOS.iri,
    "xsd": XSD.iri,
}
_CLASSES: Final = {
    "plan": PV.PlanInstrument,
    "goal": PV.Goal,
    "main-goal": PV.Goal,
    "sub-goal": PV.Goal,
    "strategy": PV.Strategy,
    "actor": PV.Actor,
    "actor-kind": SKOS.Concept,
    "target-group": PV.TargetGroup,
    "instrument-type": PV.InstrumentType,
}
_DATATYPES: Final = {"year": XSD.integer, "number": XSD.integer, "text": XSD.string}


@dataclass(frozen=True)
class Place:
    """Where queries are published. base_iri: of things. root: URL of the site, with a slash."""

    base_iri: str
    root: str

    @property
    def collection(self) -> NamedNode:
        """The IRI of all saved queries together."""
        return NamedNode(f"{self.base_iri}id/query")

    @property
    def endpoint(self) -> NamedNode:
        """The URL of the endpoint."""
        return NamedNode(f"{self.root}sparql")

    def query(self, slug: str) -> NamedNode:
        """Return the IRI of a query."""
        return NamedNode(f"{self.base_iri}id/query/{slug}")


def triples_of(queries: Iterable[SavedQuery], place: Place) -> list[Triple]:
    """Return what is said of queries, and of the prefixes that they use."""
    chosen = list(queries)
    found = [triple for query in chosen for triple in _query(query, place)]
    used: dict[str, str] = {}
    for query in chosen:
        used.update(prefixes_of(query.query))
    return [*found, *_prefixes(used, place)]


def _query(query: SavedQuery, place: Place) -> Iterator[Triple]:
    node = place.query(query.slug)
    yield Triple(node, RDF.type, SH.SPARQLExecutable)
    yield Triple(node, RDF.type, SH.SPARQLSelectExecutable)
    for language in LANGUAGES:
        yield Triple(node, RDFS.label, Literal(query.question[language], language=language))
        yield Triple(node, RDFS.comment, Literal(query.about[language], language=language))
        with speaking(language):
            words = (gettext(THEMES[query.theme]), gettext(AUDIENCES[query.audience]))
        for word in words:
            yield Triple(node, SCHEMA.keywords, Literal(word, language=language))
    yield Triple(node, SH.select, Literal(query.query))
    yield Triple(node, SH.prefixes, place.collection)
    yield Triple(node, SCHEMA.target, place.endpoint)
    yield Triple(node, DCT.isPartOf, place.collection)
    yield Triple(node, RDFS.seeAlso, NamedNode(f"{place.root}queries/{query.slug}"))
    for order, parameter in enumerate(query.parameters):
        own = NamedNode(f"{node.value}#{parameter.name}")
        yield Triple(node, SH.parameter, own)
        yield from _parameter(own, parameter, order, place)


def _parameter(node: NamedNode, parameter: Parameter, order: int, place: Place) -> Iterator[Triple]:
    yield Triple(node, RDF.type, SH.Parameter)
    yield Triple(node, SH.path, NamedNode(f"{place.collection.value}#{parameter.name}"))
    for language, label in parameter.label.items():
        yield Triple(node, SH.name, Literal(label, language=language))
    yield Triple(node, SH.order, Literal(order))
    yield Triple(node, SH.optional, Literal(True))
    if parameter.kind in LITERAL_KINDS:
        datatype = _DATATYPES[parameter.kind]
        yield Triple(node, SH.datatype, datatype)
        for value in parameter.default:
            yield Triple(node, SH.defaultValue, Literal(value, datatype=datatype))
        return
    yield Triple(node, SH.nodeKind, SH.IRI)
    yield Triple(node, SH["class"], _CLASSES[parameter.kind])
    for value in parameter.default:
        yield Triple(node, SH.defaultValue, NamedNode(value))


def prefixes_of(query: str) -> dict[str, str]:
    """Return the prefixes that a query declares.

    >>> prefixes_of("PREFIX pv: <https://w3id.org/planvev/ontology#> ASK { ?s a pv:Goal }")
    {'pv': 'https://w3id.org/planvev/ontology#'}
    """
    declared = {}
    kept = [token for token in query_tokens(query) if token.kind is not TokenKind.SKIPPED]
    for word, name, iri in zip(kept, kept[1:], kept[2:], strict=False):
        if word.kind is TokenKind.WORD and word.text.upper() == "PREFIX":
            declared[name.text.removesuffix(":")] = iri.text[1:-1]
    return declared


def _prefixes(used: dict[str, str], place: Place) -> Iterator[Triple]:
    node = place.collection
    for prefix, namespace in sorted(used.items()):
        own = NamedNode(f"{node.value}#prefix-{prefix}")
        yield Triple(node, SH.declare, own)
        yield Triple(own, SH.prefix, Literal(prefix))
        yield Triple(own, SH.namespace, Literal(namespace, datatype=XSD.anyURI))
