"""DCAT-AP-NO 3: the catalogue of what this server gives out. Pure: triples in, triples out.

What only people can say (titles, publisher, contact, themes) comes from the graph ``catalogue``,
which each deployer writes. What the server knows is put in, and replaces what the graph says of it:
where the endpoint is, which dumps there are, which plans, when the data were last changed.

Source: https://data.norge.no/specification/dcat-ap-no
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.engine.base import Engine, select
from planvev.rdf.formats import JSON_LD, N_QUADS, TRIG, Format
from planvev.sparql.dump_shelf import ShelvedDump
from planvev.sparql.dumps import DUMP_FORMATS, dump_name
from planvev.vocab import DCAT, DCT, PV, RDF, XSD, Namespace

SPDX: Final = Namespace("http://spdx.org/rdf/terms#")
_FILE_TYPES: Final = "http://publications.europa.eu/resource/authority/file-type/"
_MEDIA_TYPES: Final = "https://www.iana.org/assignments/media-types/"
_GZIP: Final = NamedNode(f"{_MEDIA_TYPES}application/gzip")
_SPARQL_PROTOCOL: Final = "/TR/sparql11-protocol"
_NAMES: Final = {
    TRIG: ("TriG", "RDF_TRIG"),
    N_QUADS: ("N-Quads", "RDF_N_QUADS"),
    JSON_LD: ("JSON-LD", "JSON_LD"),
}
"""How people call a format, and its code in the EU's authority table of file types."""
_DUMP_TITLES: Final = {
    "nb": "Alle grafene som {}",
    "nn": "Alle grafane som {}",
    "en": "All graphs as {}",
}
_DUMP_DESCRIPTIONS: Final = {
    "nb": "Hele datasettet med navngitte grafer, komprimert med gzip, til nedlasting.",
    "nn": "Heile datasettet med namngjevne grafar, komprimert med gzip, til nedlasting.",
    "en": "The whole dataset with its named graphs, compressed with gzip, for download.",
}
_SERVICE_TITLES: Final = {
    "nb": "SPARQL-endepunkt",
    "nn": "SPARQL-endepunkt",
    "en": "SPARQL endpoint",
}
_PLANS: Final = f"""SELECT ?plan ?start ?end ?place WHERE {{
  {{ SELECT DISTINCT ?plan
     WHERE {{ GRAPH ?g {{ ?plan {RDF.type} {PV.PlanInstrument} FILTER ISIRI(?plan) }} }} }}
  OPTIONAL {{ GRAPH ?h {{ ?plan {DCT.temporal} ?period .
                         ?period {DCAT.startDate} ?start ; {DCAT.endDate} ?end }} }}
  OPTIONAL {{ GRAPH ?i {{ ?plan {DCT.spatial} ?place FILTER ISIRI(?place) }} }}
}}"""
_YEAR: Final = re.compile(r"[0-9]{4}(?![0-9])")


@dataclass(frozen=True)
class Plans:
    """The plans of the dataset: their IRIs, the places that they are for, their years in all."""

    iris: Sequence[str] = ()
    places: Sequence[str] = ()
    years: tuple[str, str] | None = None


@dataclass(frozen=True)
class Server:
    """What the server knows. root: its URL, ends in a slash. modified: when the data changed.

    dumps: those that lie ready, of which size and hash are known.
    """

    root: str
    modified: datetime
    dumps: Sequence[ShelvedDump] = ()

    @property
    def endpoint(self) -> NamedNode:
        """The URL of the endpoint; its description has the same."""
        return NamedNode(f"{self.root}sparql")

    def part(self, name: str) -> NamedNode:
        """Return the IRI of something that only the catalogue describes."""
        return NamedNode(f"{self.root}catalog#{name}")


def read_plans(engine: Engine, timeout_s: float) -> Plans:
    """Ask which plans there are. Raises as ``Engine.query``."""
    rows = [
        {name: term["value"] for name, term in row.items()}
        for row in select(engine, _PLANS, timeout_s)
    ]
    starts = [row["start"][:4] for row in rows if _YEAR.match(row.get("start", ""))]
    ends = [row["end"][:4] for row in rows if _YEAR.match(row.get("end", ""))]
    return Plans(
        iris=sorted({row["plan"] for row in rows}),
        places=sorted({row["place"] for row in rows if "place" in row}),
        years=(min(starts), max(ends)) if starts and ends else None,
    )


def describe_catalogue(own: Iterable[Triple], plans: Plans, server: Server) -> list[Triple]:
    """Return the catalogue; empty where the graph describes none.

    own: the graph ``catalogue``. The dataset that the server gives out is the one that a SPARQL
    service of the graph serves, or, where none says, each that is in the catalogue.
    """
    graph = _Graph(own)
    catalogues = graph.instances(DCAT.Catalog)
    if not catalogues:
        return []
    services = [
        service
        for service in graph.instances(DCAT.DataService)
        if any(_SPARQL_PROTOCOL in iri for iri in graph.iris(service, DCT.conformsTo))
    ]
    datasets = _datasets(graph, catalogues, services)
    if not services:
        services = [_add_service(graph, catalogues[0], server)]
    for service in services:
        _describe_service(graph, service, datasets, server)
    for dataset in datasets:
        _describe_dataset(graph, dataset, plans, server)
    for catalogue in catalogues:
        graph.replace(catalogue, DCT.modified, _moment(server.modified))
        graph.add(catalogue, DCAT.dataset, *datasets)
        graph.add(catalogue, DCAT.service, *services)
    return list(graph)


def licences_of(own: Iterable[Triple]) -> list[str]:
    """Return the licences that the graph ``catalogue`` names for its datasets, sorted."""
    graph = _Graph(own)
    datasets = graph.instances(DCAT.Dataset)
    return sorted({iri for dataset in datasets for iri in graph.iris(dataset, DCT.license)})


class _Graph:
    """Triples in order, each once, that are looked up and replaced by subject and predicate."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._triples = dict.fromkeys(triples)

    def __iter__(self) -> Iterator[Triple]:
        return iter(self._triples)

    def objects(self, subject: Any, predicate: NamedNode) -> list[Any]:
        return [t.object for t in self if t.subject == subject and t.predicate == predicate]

    def iris(self, subject: Any, predicate: NamedNode) -> list[str]:
        return [o.value for o in self.objects(subject, predicate) if isinstance(o, NamedNode)]

    def instances(self, kind: NamedNode) -> list[NamedNode | BlankNode]:
        found = (t.subject for t in self if t.predicate == RDF.type and t.object == kind)
        return [subject for subject in found if isinstance(subject, NamedNode | BlankNode)]

    def add(self, subject: NamedNode | BlankNode, predicate: NamedNode, *objects: Any) -> None:
        for value in objects:
            self._triples[Triple(subject, predicate, value)] = None

    def replace(self, subject: NamedNode | BlankNode, predicate: NamedNode, *objects: Any) -> None:
        for old in self.objects(subject, predicate):
            del self._triples[Triple(subject, predicate, old)]
        self.add(subject, predicate, *objects)

    def move(self, predicate: NamedNode, old: Iterable[Any], new: NamedNode) -> None:
        """Let the predicate point to another place wherever it pointed to an old one."""
        places = set(old)
        for triple in [t for t in self if t.predicate == predicate and t.object in places]:
            del self._triples[triple]
            self._triples[Triple(triple.subject, predicate, new)] = None


def _datasets(
    graph: _Graph, catalogues: Sequence[Any], services: Sequence[Any]
) -> list[NamedNode | BlankNode]:
    described = graph.instances(DCAT.Dataset)
    for owners, predicate in ((services, DCAT.servesDataset), (catalogues, DCAT.dataset)):
        named = {value for owner in owners for value in graph.objects(owner, predicate)}
        found = [dataset for dataset in described if dataset in named]
        if found:
            return found
    return []


def _add_service(graph: _Graph, catalogue: NamedNode | BlankNode, server: Server) -> NamedNode:
    """Describe the endpoint of a catalogue that names none, as its publisher's."""
    service = server.part("sparql")
    graph.add(service, RDF.type, DCAT.DataService)
    graph.add(service, DCT.title, *_texts(_SERVICE_TITLES))
    graph.add(service, DCT.conformsTo, NamedNode(f"https://www.w3.org{_SPARQL_PROTOCOL}/"))
    for predicate in (DCT.publisher, DCAT.contactPoint):
        graph.add(service, predicate, *graph.objects(catalogue, predicate))
    return service


def _describe_service(
    graph: _Graph,
    service: NamedNode | BlankNode,
    datasets: Sequence[NamedNode | BlankNode],
    server: Server,
) -> None:
    elsewhere = graph.objects(service, DCAT.endpointURL)
    graph.move(DCAT.accessURL, elsewhere, server.endpoint)
    graph.replace(service, DCAT.endpointURL, server.endpoint)
    graph.replace(service, DCAT.endpointDescription, server.endpoint)
    graph.add(service, DCAT.servesDataset, *datasets)


def _describe_dataset(
    graph: _Graph, dataset: NamedNode | BlankNode, plans: Plans, server: Server
) -> None:
    graph.replace(dataset, DCT.modified, _moment(server.modified))
    graph.add(dataset, DCT.hasPart, *map(NamedNode, plans.iris))
    if not graph.objects(dataset, DCT.spatial):
        graph.add(dataset, DCT.spatial, *map(NamedNode, plans.places))
    if plans.years and not graph.objects(dataset, DCT.temporal):
        period, (first, last) = server.part("period"), plans.years
        graph.add(dataset, DCT.temporal, period)
        graph.add(period, RDF.type, DCT.PeriodOfTime)
        graph.add(period, DCAT.startDate, Literal(f"{first}-01-01", datatype=XSD.date))
        graph.add(period, DCAT.endDate, Literal(f"{last}-12-31", datatype=XSD.date))
    ready = {dump.format: dump for dump in server.dumps}
    licences = graph.objects(dataset, DCT.license)[:1]
    for chosen in DUMP_FORMATS:
        distribution = server.part(chosen.extension)
        graph.add(dataset, DCAT.distribution, distribution)
        graph.add(distribution, DCT.license, *licences)
        _describe_dump(graph, distribution, chosen, ready.get(chosen), server)


def _describe_dump(
    graph: _Graph,
    distribution: NamedNode,
    chosen: Format,
    dump: ShelvedDump | None,
    server: Server,
) -> None:
    name, file_type = _NAMES[chosen]
    titles = {language: title.format(name) for language, title in _DUMP_TITLES.items()}
    graph.add(distribution, RDF.type, DCAT.Distribution)
    graph.add(distribution, DCT.title, *_texts(titles))
    graph.add(distribution, DCT.description, *_texts(_DUMP_DESCRIPTIONS))
    graph.add(distribution, DCAT.accessURL, NamedNode(f"{server.root}dumps"))
    graph.add(distribution, DCAT.downloadURL, NamedNode(f"{server.root}dumps/{dump_name(chosen)}"))
    graph.add(distribution, DCT["format"], NamedNode(f"{_FILE_TYPES}{file_type}"))
    graph.add(distribution, DCAT.mediaType, NamedNode(f"{_MEDIA_TYPES}{chosen.media_type}"))
    graph.add(distribution, DCAT.compressFormat, _GZIP)
    graph.add(distribution, DCT.modified, _moment(server.modified))
    if dump is None:
        return
    checksum = server.part(f"{chosen.extension}-checksum")
    size = Literal(str(dump.bytes), datatype=XSD.nonNegativeInteger)
    graph.add(distribution, DCAT.byteSize, size)
    graph.add(distribution, SPDX.checksum, checksum)
    graph.add(checksum, RDF.type, SPDX.Checksum)
    graph.add(checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256)
    graph.add(checksum, SPDX.checksumValue, Literal(dump.sha256, datatype=XSD.hexBinary))


def _texts(by_language: dict[str, str]) -> list[Literal]:
    return [Literal(text, language=language) for language, text in by_language.items()]


def _moment(time: datetime) -> Literal:
    """Return a time in UTC, to the second."""
    return Literal(f"{time:%Y-%m-%dT%H:%M:%S}Z", datatype=XSD.dateTime)
