"""Tests of the service description: what a GET of the query endpoint says of the service.

Source: https://www.w3.org/TR/sparql11-service-description/. "Conforms to schema" is read as: only
terms of the vocabulary are used, each property stands between what its domain and range allow, and
whatever the specification calls exactly one is there once.
"""

from __future__ import annotations

from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from conformance.endpoint import Endpoint, Response
from conformance.manifest import W3CTest
from conformance.reader import Reader
from conformance.terms import RDF, Term, parse_graph

SD: Final = "http://www.w3.org/ns/sparql-service-description#"
ACCEPT: Final = "text/turtle, application/rdf+xml;q=0.9, application/n-triples;q=0.8"

CLASSES: Final = frozenset(
    {
        "Service",
        "Feature",
        "Language",
        "Function",
        "Aggregate",
        "EntailmentRegime",
        "EntailmentProfile",
        "GraphCollection",
        "Dataset",
        "Graph",
        "NamedGraph",
    }
)
INSTANCES: Final = {
    "DereferencesURIs": "Feature",
    "UnionDefaultGraph": "Feature",
    "RequiresDataset": "Feature",
    "EmptyGraphs": "Feature",
    "BasicFederatedQuery": "Feature",
    "SPARQL10Query": "Language",
    "SPARQL11Query": "Language",
    "SPARQL11Update": "Language",
}
# Each property's domain and range; an empty range is any resource.
PROPERTIES: Final = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
SUPERCLASSES: Final = {"Dataset": "GraphCollection", "Aggregate": "Function"}
AT_MOST_ONCE: Final = frozenset({"name", "graph", "defaultGraph", "defaultDataset"})


def describe(test: W3CTest, endpoint: Endpoint) -> str:
    """Run one of the three tests. Returns what is wrong, or nothing."""
    response = endpoint.send("GET", endpoint.paths.query, {"Accept": ACCEPT})
    if not response.ok:
        return f"GET of the endpoint was answered with {response}"
    try:
        triples = parse_graph(response.body, response.content_type, response.url)
    except ValueError as error:
        return f"GET of the endpoint returned no RDF: {error}"
    if not triples:
        return "the service description is empty"
    local_name = test.iri.partition("#")[2]
    if local_name == "has-endpoint-triple":
        return _endpoint_error(Reader(triples), response)
    return _schema_error(triples) if local_name == "conforms-to-schema" else ""


def _endpoint_error(reader: Reader, response: Response) -> str:
    services = reader.subjects_of_type(SD + "Service")
    named = [iri for service in services for iri in reader.texts(service, SD + "endpoint")]
    if response.url in named:
        return ""
    return f"no sd:endpoint is {response.url}, only {named}"


def _schema_error(triples: list[Triple]) -> str:
    reader = Reader(triples)
    if not reader.subjects_of_type(SD + "Service"):
        return "nothing is an sd:Service"
    for triple in triples:
        told = _triple_error(reader, triple)
        if told:
            return told
    for graph in (
        triple.object for triple in triples if triple.predicate.value == SD + "namedGraph"
    ):
        if not reader.values(graph, SD + "name"):
            return f"the named graph {graph} has no sd:name"
    return ""


def _triple_error(reader: Reader, triple: Triple) -> str:
    predicate, value = triple.predicate.value, triple.object
    if predicate == RDF + "type" and isinstance(value, NamedNode) and value.value.startswith(SD):
        return "" if value.value.removeprefix(SD) in CLASSES else f"{value} is no class"
    if not predicate.startswith(SD):
        return ""
    name = predicate.removeprefix(SD)
    if name not in PROPERTIES:
        return f"sd:{name} is no property"
    if isinstance(value, Literal):
        return f"sd:{name} has the literal {value}"
    if name in AT_MOST_ONCE and len(reader.values(triple.subject, predicate)) > 1:
        return f"{triple.subject} has more than one sd:{name}"
    domain, range_ = PROPERTIES[name]
    if not _may_be(reader, triple.subject, domain):
        return f"sd:{name} stands at {triple.subject}, which is no sd:{domain}"
    if range_ and not _may_be(reader, value, range_):
        return f"sd:{name} points to {value}, which is no sd:{range_}"
    return ""


def _may_be(reader: Reader, term: Term, class_name: str) -> bool:
    """Say whether a thing is of a class, or of no class of the vocabulary that is stated."""
    types = {iri.removeprefix(SD) for iri in reader.texts(term, RDF + "type") if iri.startswith(SD)}
    if isinstance(term, NamedNode) and term.value.startswith(SD):
        types.add(INSTANCES.get(term.value.removeprefix(SD), "unknown"))
    types |= {SUPERCLASSES[name] for name in types if name in SUPERCLASSES}
    return not types or class_name in types or (class_name == "Graph" and "NamedGraph" in types)
