"""VoID: what the dataset holds, in numbers (https://www.w3.org/TR/void/).

Three aggregate queries over the named graphs, through the Engine; then triples. The queries read
everything: ask them once a generation, and keep the answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.engine.base import Engine, select
from planvev.vocab import DCT, PV, RDF, XSD, Namespace

VOID: Final = Namespace("http://rdfs.org/ns/void#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
PREFIXES: Final = {"void": VOID.iri, "dct": DCT.iri, "foaf": FOAF.iri, "xsd": XSD.iri}
EXAMPLES_MAX: Final = 3
_LICENCES: Final = "http://publications.europa.eu/resource/authority/licence/"

_TOTALS: Final = """SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { GRAPH ?g { ?s ?p ?o } }"""
_PROPERTIES: Final = """SELECT ?g ?p (COUNT(*) AS ?triples)
WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ?p"""
_CLASSES: Final = f"""SELECT ?class (COUNT(DISTINCT ?s) AS ?entities)
WHERE {{ GRAPH ?g {{ ?s {RDF.type} ?class FILTER ISIRI(?class) }} }} GROUP BY ?class"""
_EXAMPLES: Final = f"""SELECT DISTINCT ?s
WHERE {{ GRAPH ?g {{ ?s {RDF.type} {PV.PlanInstrument} FILTER ISIRI(?s) }} }}
ORDER BY ?s LIMIT {EXAMPLES_MAX}"""


@dataclass(frozen=True)
class Statistics:
    """The numbers of the dataset. subjects, objects: distinct ones over all graphs.

    graphs, properties: triples of each. classes: instances of each. examples: IRIs of things.
    """

    subjects: int
    objects: int
    graphs: Mapping[str, int]
    properties: Mapping[str, int]
    classes: Mapping[str, int]
    examples: Sequence[str] = ()

    @property
    def triples(self) -> int:
        """How many triples there are."""
        return sum(self.graphs.values())


@dataclass(frozen=True)
class Addresses:
    """Where things stand, as absolute URLs.

    description: of this VoID document. things: the prefix of IRIs of things. dumps: of all graphs.
    """

    description: str
    sparql_endpoint: str
    homepage: str
    things: str
    dumps: Sequence[str] = ()
    title: str = "planvev"
    licence: str = _LICENCES + "NLOD_2_0"


def read_statistics(engine: Engine, timeout_s: float) -> Statistics:
    """Count, by four queries of which one is small. timeout_s: of each. Raises as Engine.query."""
    totals = select(engine, _TOTALS, timeout_s)[0]
    graphs: dict[str, int] = {}
    properties: dict[str, int] = {}
    for row in select(engine, _PROPERTIES, timeout_s):
        if "p" not in row:
            continue  # the one row of an aggregate over nothing
        count = int(row["triples"]["value"])
        for counts, key in ((graphs, row["g"]["value"]), (properties, row["p"]["value"])):
            counts[key] = counts.get(key, 0) + count
    return Statistics(
        subjects=int(totals["subjects"]["value"]),
        objects=int(totals["objects"]["value"]),
        graphs=graphs,
        properties=properties,
        classes={
            row["class"]["value"]: int(row["entities"]["value"])
            for row in select(engine, _CLASSES, timeout_s)
            if "class" in row
        },
        examples=[row["s"]["value"] for row in select(engine, _EXAMPLES, timeout_s)],
    )


def void_description(statistics: Statistics, addresses: Addresses) -> list[Triple]:
    """Return the description; the same numbers give the same triples, in the same order."""
    document = NamedNode(addresses.description)
    dataset = NamedNode(f"{addresses.description}#dataset")
    triples = [
        Triple(document, RDF.type, VOID.DatasetDescription),
        Triple(document, FOAF.primaryTopic, dataset),
        Triple(dataset, RDF.type, VOID.Dataset),
        Triple(dataset, DCT.title, Literal(addresses.title, language="nb")),
        Triple(dataset, DCT.license, NamedNode(addresses.licence)),
        Triple(dataset, FOAF.homepage, NamedNode(addresses.homepage)),
        Triple(dataset, VOID.sparqlEndpoint, NamedNode(addresses.sparql_endpoint)),
        Triple(dataset, VOID.uriSpace, Literal(addresses.things)),
        *(Triple(dataset, VOID.dataDump, NamedNode(url)) for url in addresses.dumps),
        *(Triple(dataset, VOID.exampleResource, NamedNode(iri)) for iri in statistics.examples),
        *(
            Triple(dataset, VOID.vocabulary, NamedNode(iri))
            for iri in vocabularies([*statistics.properties, *statistics.classes])
        ),
        _number(dataset, VOID.triples, statistics.triples),
        _number(dataset, VOID.distinctSubjects, statistics.subjects),
        _number(dataset, VOID.distinctObjects, statistics.objects),
        _number(dataset, VOID.properties, len(statistics.properties)),
        _number(dataset, VOID.classes, len(statistics.classes)),
    ]
    for number, (iri, count) in enumerate(sorted(statistics.classes.items()), start=1):
        part = BlankNode(f"class{number}")
        triples += [
            Triple(dataset, VOID.classPartition, part),
            Triple(part, VOID["class"], NamedNode(iri)),
            _number(part, VOID.entities, count),
        ]
    for number, (iri, count) in enumerate(sorted(statistics.properties.items()), start=1):
        part = BlankNode(f"property{number}")
        triples += [
            Triple(dataset, VOID.propertyPartition, part),
            Triple(part, VOID.property, NamedNode(iri)),
            _number(part, VOID.triples, count),
        ]
    for iri, count in sorted(statistics.graphs.items()):
        graph = NamedNode(iri)
        triples += [
            Triple(dataset, VOID.subset, graph),
            Triple(graph, RDF.type, VOID.Dataset),
            _number(graph, VOID.triples, count),
        ]
    return triples


def vocabularies(terms: Iterable[str]) -> list[str]:
    """Return the namespaces of terms, sorted: each up to its last # or /.

    >>> vocabularies(["http://www.w3.org/ns/prov#Entity", "http://purl.org/dc/terms/title"])
    ['http://purl.org/dc/terms/', 'http://www.w3.org/ns/prov#']
    """
    found = set()
    for term in terms:
        end = max(term.rfind("#"), term.rfind("/")) + 1
        if end > len("https://"):
            found.add(term[:end])
    return sorted(found)


def _number(subject: NamedNode | BlankNode, predicate: NamedNode, number: int) -> Triple:
    return Triple(subject, predicate, Literal(number))
