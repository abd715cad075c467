"""VoID: what the dataset holds, in numbers (https://www.w3.org/TR/void/).

Aggregate queries over the named graphs, through the Engine; then triples. The queries read
everything: ``KeptStatistics`` asks them once a generation.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.engine.base import Engine, Lane, Query
from planvev.errors import ServerBusy
from planvev.rdf.formats import RESULTS_JSON
from planvev.vocab import DCT, PV, RDF, XSD, Namespace

VOID: Final = Namespace("http://rdfs.org/ns/void#")
FOAF: Final = Namespace("http://xmlns.com/foaf/0.1/")
PREFIXES: Final = {"void": VOID.iri, "dct": DCT.iri, "foaf": FOAF.iri, "xsd": XSD.iri}
EXAMPLES_MAX: Final = 3
_RETRY_AFTER_S: Final = 5
WAITING_MAX: Final = 4
"""Who waits has a thread of the server's, which others need; more are told to come again."""

_TOTALS: Final = """SELECT (COUNT(DISTINCT ?s) AS ?subjects) (COUNT(DISTINCT ?o) AS ?objects)
WHERE { GRAPH ?g { ?s ?p ?o } }"""
_PROPERTIES: Final = """SELECT ?p (COUNT(*) AS ?triples)
WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?p"""
_CLASSES: Final = f"""SELECT ?class (COUNT(DISTINCT ?s) AS ?entities)
WHERE {{ GRAPH ?g {{ ?s {RDF.type} ?class FILTER ISIRI(?class) }} }} GROUP BY ?class"""
_EXAMPLES: Final = f"""SELECT DISTINCT ?s
WHERE {{ GRAPH ?g {{ ?s {RDF.type} {PV.PlanInstrument} FILTER ISIRI(?s) }} }}
ORDER BY ?s LIMIT {EXAMPLES_MAX}"""


@dataclass(frozen=True)
class Statistics:
    """The numbers of the dataset. subjects, objects: distinct ones over all graphs.

    properties: triples of each. classes: instances of each. examples: IRIs of things.
    generations: that the numbers were read from; more than one where a write came between.
    """

    subjects: int
    objects: int
    properties: Mapping[str, int]
    classes: Mapping[str, int]
    examples: Sequence[str] = ()
    generations: tuple[str, ...] = ()


@dataclass(frozen=True)
class Addresses:
    """Where things stand, as absolute URLs.

    description: of this VoID document. things: the prefix of IRIs of things. dumps: of all graphs.
    licences: of the data, where they are known.
    """

    description: str
    sparql_endpoint: str
    homepage: str
    things: str
    dumps: Sequence[str] = ()
    title: str = "planvev"
    licences: Sequence[str] = ()


def read_statistics(engine: Engine, timeout_s: float) -> Statistics:
    """Count, by four queries of which one is small, in the lane of public queries.

    timeout_s: of each. Raises as Engine.query.
    """
    generations: dict[str, None] = {}

    def ask(text: str) -> list[dict[str, str]]:
        query = Query(text, timeout_s, format=RESULTS_JSON.name, lane=Lane.QUERY)
        result = engine.query(query)
        generations[result.generation] = None
        bindings = json.loads(result.body)["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    totals = ask(_TOTALS)[0]
    # An aggregate over nothing has one row, without the variable that it is grouped by.
    properties = {row["p"]: int(row["triples"]) for row in ask(_PROPERTIES) if "p" in row}
    classes = {row["class"]: int(row["entities"]) for row in ask(_CLASSES) if "class" in row}
    return Statistics(
        subjects=int(totals["subjects"]),
        objects=int(totals["objects"]),
        properties=properties,
        classes=classes,
        examples=[row["s"] for row in ask(_EXAMPLES)],
        generations=tuple(generations),
    )


class KeptStatistics:
    """The statistics of the newest generation, counted once; who asks meanwhile waits.

    They are counted for all, so the engine gets no client: nobody's share of query time is used,
    and the client who happens to be first may leave.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._counting = threading.Lock()
        self._places = threading.BoundedSemaphore(WAITING_MAX)
        self._kept: Statistics | None = None

    def get(self, timeout_s: float) -> Statistics:
        """Return the statistics; timeout_s: of each query and of waiting, 0 for no limit.

        Raises ServerBusy where another request counts for too long, or too many wait for it; and
        as ``Engine.query``.
        """
        found = self._current()
        if found:
            return found
        if not self._places.acquire(blocking=False):
            raise ServerBusy(_RETRY_AFTER_S, "The data are being counted.")
        try:
            return self._counted(timeout_s)
        finally:
            self._places.release()

    def _counted(self, timeout_s: float) -> Statistics:
        if not self._counting.acquire(timeout=timeout_s or -1):
            raise ServerBusy(_RETRY_AFTER_S, "The data are being counted.")
        try:
            found = self._current() or read_statistics(self._engine, timeout_s)
            self._kept = found
            return found
        finally:
            self._counting.release()

    def _current(self) -> Statistics | None:
        kept = self._kept
        return kept if kept and kept.generations == (self._engine.generation,) else None


def void_description(
    statistics: Statistics, graphs: Mapping[str, int], addresses: Addresses
) -> list[Triple]:
    """Return the description; the same numbers give the same triples, in the same order.

    graphs: the triples of each named graph.
    """
    document = NamedNode(addresses.description)
    dataset = NamedNode(f"{addresses.description}#dataset")
    triples = [
        Triple(document, RDF.type, VOID.DatasetDescription),
        Triple(document, FOAF.primaryTopic, dataset),
        Triple(dataset, RDF.type, VOID.Dataset),
        Triple(dataset, DCT.title, Literal(addresses.title, language="nb")),
        Triple(dataset, FOAF.homepage, NamedNode(addresses.homepage)),
        Triple(dataset, VOID.sparqlEndpoint, NamedNode(addresses.sparql_endpoint)),
        Triple(dataset, VOID.uriSpace, Literal(addresses.things)),
        *(Triple(dataset, DCT.license, NamedNode(iri)) for iri in addresses.licences),
        *(Triple(dataset, VOID.dataDump, NamedNode(url)) for url in addresses.dumps),
        *(Triple(dataset, VOID.exampleResource, NamedNode(iri)) for iri in statistics.examples),
        *(
            Triple(dataset, VOID.vocabulary, NamedNode(iri))
            for iri in vocabularies([*statistics.properties, *statistics.classes])
        ),
        _number(dataset, VOID.triples, sum(graphs.values())),
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
    for iri, count in sorted(graphs.items()):
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
