"""SPARQL 1.1 Service Description of the endpoint. Pure: graphs in, triples out.

Source: https://www.w3.org/TR/sparql11-service-description/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.vocab import DCT, RDF, Namespace

SD: Final = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID: Final = Namespace("http://rdfs.org/ns/void#")
FORMATS: Final = Namespace("http://www.w3.org/ns/formats/")
PREFIXES: Final = {"sd": SD.iri, "void": VOID.iri, "formats": FORMATS.iri, "dct": DCT.iri}
_RESULT_FORMATS: Final = (
    FORMATS["SPARQL_Results_JSON"],
    FORMATS["SPARQL_Results_XML"],
    FORMATS["SPARQL_Results_CSV"],
    FORMATS["SPARQL_Results_TSV"],
    FORMATS["Turtle"],
    FORMATS["N-Triples"],
    FORMATS["JSON-LD"],
    FORMATS["RDF_XML"],
)
_SIMPLE_ENTAILMENT: Final = NamedNode("http://www.w3.org/ns/entailment/Simple")


def service_description(
    endpoint: str, graphs: Mapping[str, int], *, union_default_graph: bool
) -> list[Triple]:
    """Describe the endpoint. endpoint: its URL. graphs: named graph → number of triples."""
    service = NamedNode(f"{endpoint}#service")
    dataset = NamedNode(f"{endpoint}#dataset")
    default_graph = NamedNode(f"{endpoint}#default-graph")
    triples = [
        Triple(service, RDF.type, SD.Service),
        Triple(service, DCT.title, Literal("planvev", language="nb")),
        Triple(service, SD.endpoint, NamedNode(endpoint)),
        Triple(service, SD.supportedLanguage, SD.SPARQL11Query),
        Triple(service, SD.defaultEntailmentRegime, _SIMPLE_ENTAILMENT),
        Triple(service, SD.defaultDataset, dataset),
        Triple(dataset, RDF.type, SD.Dataset),
        Triple(dataset, SD.defaultGraph, default_graph),
        Triple(default_graph, RDF.type, SD.Graph),
        *(Triple(service, SD.resultFormat, result_format) for result_format in _RESULT_FORMATS),
    ]
    if union_default_graph:
        total = Literal(sum(graphs.values()))
        triples.append(Triple(service, SD.feature, SD.UnionDefaultGraph))
        triples.append(Triple(default_graph, VOID.triples, total))
    for number, (iri, size) in enumerate(sorted(graphs.items()), start=1):
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
