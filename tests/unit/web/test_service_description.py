"""The service description: what W3C's vocabulary can say of us, and our limits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rdflib import DCTERMS, RDF, RDFS, Graph, Literal, Namespace, URIRef

from unit.web.dataset_server import DatasetServer, texts

SD = Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = Namespace("http://rdfs.org/ns/void#")
SCHEMA = Namespace("https://schema.org/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
FORMATS = Namespace("http://www.w3.org/ns/formats/")
ENDPOINT = URIRef("http://localhost/sparql")
SMALL = {"urn:g": b"<urn:s> <urn:p> <urn:o> .\n", "default": b"<urn:s> <urn:p> <urn:q> .\n"}


def described(server: DatasetServer) -> tuple[Graph, Any]:
    answer = server.get("/sparql", "text/turtle")
    assert answer.status_code == 200
    graph = Graph().parse(data=answer.data, format="turtle")
    (service,) = graph.subjects(RDF.type, SD.Service)
    return graph, service


def features(graph: Graph, service: Any) -> set[Any]:
    return set(graph.objects(service, SD.feature))


@pytest.fixture
def server(tmp_path: Path) -> DatasetServer:
    return DatasetServer(tmp_path, SMALL)


def test_the_endpoint_and_what_it_speaks(server: DatasetServer) -> None:
    graph, service = described(server)
    assert set(graph.objects(service, SD.endpoint)) == {ENDPOINT}
    assert set(graph.objects(service, SD.supportedLanguage)) == {
        SD.SPARQL11Query,
        SD.SPARQL11Update,
    }
    formats = set(graph.objects(service, SD.resultFormat))
    for name in ("SPARQL_Results_JSON", "SPARQL_Results_CSV", "Turtle", "N-Triples", "JSON-LD"):
        assert FORMATS[name] in formats
    assert FORMATS["RDF_XML"] in set(graph.objects(service, SD.inputFormat))
    regime = graph.value(service, SD.defaultEntailmentRegime)
    assert regime == URIRef("http://www.w3.org/ns/entailment/Simple")


def test_without_updates_no_update_is_promised(tmp_path: Path) -> None:
    graph, service = described(DatasetServer(tmp_path, SMALL, read_only=True))
    assert set(graph.objects(service, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert not list(graph.objects(service, SD.inputFormat))


def test_federation_is_promised_where_some_endpoint_may_be_asked(tmp_path: Path) -> None:
    asking = DatasetServer(tmp_path / "a", SMALL, service_allowed=("http://e.example/",))
    assert SD.BasicFederatedQuery in features(*described(asking))
    alone = features(*described(DatasetServer(tmp_path / "b", SMALL)))
    assert alone == {SD.UnionDefaultGraph}


def test_the_default_graph_is_the_union_or_its_own(tmp_path: Path, server: DatasetServer) -> None:
    graph, _ = described(server)
    own, _ = described(DatasetServer(tmp_path / "own", SMALL, union_default_graph=False))
    for each, size in ((graph, 2), (own, 1)):
        dataset = each.value(predicate=RDF.type, object=SD.Dataset)
        default = each.value(dataset, SD.defaultGraph)
        assert each.value(default, VOID.triples).toPython() == size
    assert (None, SD.feature, SD.UnionDefaultGraph) not in own


def test_every_named_graph_stands_there_with_its_size(tmp_path: Path) -> None:
    graph, service = described(DatasetServer(tmp_path))
    dataset = graph.value(service, SD.defaultDataset)
    assert graph.value(service, SD.availableGraphs) == dataset
    sizes = {}
    for entry in graph.objects(dataset, SD.namedGraph):
        size = graph.value(graph.value(entry, SD.graph), VOID.triples)
        sizes[str(graph.value(entry, SD.name))] = int(str(size))
    assert sizes == {name: text.count(b"\n") for name, text in texts().items()}


def test_it_asks_the_engine_nothing(server: DatasetServer) -> None:
    described(server)
    assert server.engine.queries == []


def test_limits_are_property_values_named_as_the_settings(tmp_path: Path) -> None:
    limits = {"query_timeout_s": 12.5, "result_bytes_max": 1000.0, "queue_length": 0}
    graph, service = described(DatasetServer(tmp_path, SMALL, limits=limits))
    found = {}
    for entry in graph.objects(service, SCHEMA.additionalProperty):
        assert (entry, RDF.type, SCHEMA.PropertyValue) in graph
        value = graph.value(entry, SCHEMA.value)
        unit = graph.value(entry, SCHEMA.unitText)
        found[str(graph.value(entry, SCHEMA.propertyID))] = (float(str(value)), str(unit))
        assert graph.value(entry, SCHEMA.description)
    assert found == {"query_timeout_s": (12.5, "seconds"), "result_bytes_max": (1000, "bytes")}


def test_the_version_of_the_data_is_told(server: DatasetServer) -> None:
    server.commit({"urn:h": b"<urn:s> <urn:p> <urn:o> .\n"})
    graph, service = described(server)
    dataset = graph.value(service, SD.defaultDataset)
    assert graph.value(dataset, DCAT.version) == Literal("2")
    moment = graph.value(dataset, DCTERMS.modified).toPython()
    assert moment == server.archive.manifest().time.replace(microsecond=0)


def test_no_term_is_invented(server: DatasetServer) -> None:
    """Each property is one of the vocabularies that are named; RDFS has labels only."""
    graph, _ = described(server)
    known = (str(SD), str(VOID), str(SCHEMA), str(DCAT), str(DCTERMS), str(RDF), str(RDFS))
    assert all(str(predicate).startswith(known) for predicate in graph.predicates())
    assert SD.feature in set(graph.predicates())
