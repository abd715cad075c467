"""SPARQL 1.1 Service Description of the endpoint. Pure: facts in, triples out.

Source: https://www.w3.org/TR/sparql11-service-description/. That vocabulary has no words for
limits; they are property values of schema.org (``schema:additionalProperty``), one a setting, named
as the setting is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.vocab import DCAT, DCT, RDF, XSD, Namespace
from planvev.web.limits import Limit

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
SCHEMA: Final = Namespace("https://schema.org/")
PREFIXES: Final = {
    "sd": SD.iri,
    "void": VOID.iri,
    "formats": FORMATS.iri,
    "dct": DCT.iri,
    "dcat": DCAT.iri,
    "schema": SCHEMA.iri,
    "xsd": XSD.iri,
}
_GRAPH_FORMATS: Final = (
    FORMATS["Turtle"],
    FORMATS["N-Triples"],
    FORMATS["JSON-LD"],
    FORMATS["RDF_XML"],
)
_RESULT_FORMATS: Final = (
    FORMATS["SPARQL_Results_JSON"],
    FORMATS["SPARQL_Results_XML"],
    FORMATS["SPARQL_Results_CSV"],
    FORMATS["SPARQL_Results_TSV"],
    *_GRAPH_FORMATS,
)
_SIMPLE_ENTAILMENT: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")


@dataclass(frozen=True)
class Service:
    """What the endpoint is and does. endpoint: its URL. generation: of the data; release: of us.

    graphs: triples of each named graph. unnamed_triples: of the unnamed graph. union: whether a
    query that names no dataset asks the union of all graphs. takes_updates, federates:
    whether it takes SPARQL Update, and SERVICE. modified: when the data changed, xsd:dateTime.
    """

    endpoint: str
    graphs: Mapping[str, int]
    union: bool
    unnamed_triples: int = 0
    takes_updates: bool = False
    federates: bool = False
    limits: Sequence[Limit] = ()
    generation: str = ""
    modified: str = ""
    release: str = ""


def service_description(described: Service) -> list[Triple]:
    """Return the description; the same facts give the same triples, in the same order."""
    service = NamedNode(f"{described.endpoint}#service")
    dataset = NamedNode(f"{described.endpoint}#dataset")
    triples = [
        Triple(service, RDF.type, SD.Service),
        Triple(service, DCT.title, Literal("planvev", language="nb")),
        Triple(service, SCHEMA.softwareVersion, Literal(described.release)),
        Triple(service, SD.endpoint, NamedNode(described.endpoint)),
        Triple(service, SD.supportedLanguage, SD.SPARQL11Query),
        Triple(service, SD.defaultEntailmentRegime, _SIMPLE_ENTAILMENT),
        Triple(service, SD.defaultDataset, dataset),
        Triple(service, SD.availableGraphs, dataset),
        *(Triple(service, SD.resultFormat, result_format) for result_format in _RESULT_FORMATS),
    ]
    if described.takes_updates:
        triples.append(Triple(service, SD.supportedLanguage, SD.SPARQL11Update))
        triples += [Triple(service, SD.inputFormat, known) for known in _GRAPH_FORMATS]
    if described.union:
        triples.append(Triple(service, SD.feature, SD.UnionDefaultGraph))
    if described.federates:
        triples.append(Triple(service, SD.feature, SD.BasicFederatedQuery))
    return [*triples, *_limits(service, described.limits), *_dataset(dataset, described)]


def _limits(service: NamedNode, limits: Sequence[Limit]) -> list[Triple]:
    """Describe limits; one that is off has no value, and is left out."""
    triples = []
    for limit in limits:
        if limit.value is None:
            continue
        entry = BlankNode(limit.name.replace("_", ""))
        triples += [
            Triple(service, SCHEMA.additionalProperty, entry),
            Triple(entry, RDF.type, SCHEMA.PropertyValue),
            Triple(entry, SCHEMA.propertyID, Literal(limit.name)),
            Triple(entry, SCHEMA.value, _number(limit.value)),
            Triple(entry, SCHEMA.unitText, Literal(limit.unit)),
            Triple(entry, SCHEMA.description, Literal(limit.help, language="en")),
        ]
    return triples


def _dataset(dataset: NamedNode, described: Service) -> list[Triple]:
    default_graph = NamedNode(f"{described.endpoint}#default-graph")
    size = described.unnamed_triples
    if described.union:
        size += sum(described.graphs.values())
    triples = [
        Triple(dataset, RDF.type, SD.Dataset),
        Triple(dataset, SD.defaultGraph, default_graph),
        Triple(default_graph, RDF.type, SD.Graph),
        Triple(default_graph, VOID.triples, Literal(size)),
    ]
    if described.generation:
        triples.append(Triple(dataset, DCAT.version, Literal(described.generation)))
    if described.modified:
        modified = Literal(described.modified, datatype=XSD.dateTime)
        triples.append(Triple(dataset, DCT.modified, modified))
    for number, (iri, size) in enumerate(sorted(described.graphs.items()), start=1):
        entry, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
        triples += [
            Triple(dataset, SD.namedGraph, entry),
            Triple(entry, RDF.type, SD.NamedGraph),
            Triple(entry, SD.name, NamedNode(iri)),
            Triple(entry, SD.graph, graph),
            Triple(graph, RDF.type, SD.Graph),
            Triple(graph, VOID.triples, Literal(size)),
        ]
    return triples


def _number(value: float) -> Literal:
    """Return a number as a decimal, or as an integer where it is whole."""
    if isinstance(value, int):
        return Literal(value)
    return Literal(f"{value:f}", datatype=XSD.decimal)
