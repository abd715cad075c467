"""``/.well-known/void`` counts what is there, once a generation."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from rdflib import DCTERMS, RDF, Graph, Namespace, URIRef

from planvev.engine.base import Lane
from unit.web.dataset_server import CATALOGUE, DatasetServer, texts

VOID = Namespace("http://rdfs.org/ns/void#")
DATASET = URIRef("http://localhost/.well-known/void#dataset")
PATH = "/.well-known/void"
LICENCE = "http://publications.europa.eu/resource/authority/licence/CC_BY_4_0"


@pytest.fixture
def server(tmp_path: Path) -> DatasetServer:
    return DatasetServer(tmp_path, query_timeout_s=60)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> DatasetServer:
    return DatasetServer(tmp_path_factory.mktemp("dataset"), query_timeout_s=60)


@pytest.fixture(scope="module")
def graph(shared: DatasetServer) -> Graph:
    return Graph().parse(data=shared.get(PATH).data, format="turtle")


def number(graph: Graph, subject: URIRef, predicate: URIRef) -> int:
    return int(str(graph.value(subject, predicate)))


def test_the_triples_are_those_of_the_archive(graph: Graph) -> None:
    lines = {name: text.count(b"\n") for name, text in texts().items()}
    assert number(graph, DATASET, VOID.triples) == sum(lines.values())
    for subset in graph.objects(DATASET, VOID.subset):
        assert number(graph, subset, VOID.triples) == lines.pop(str(subset))
    assert not lines


def test_the_partitions_are_those_of_the_texts(graph: Graph) -> None:
    lines = [line.split(b" ", 2) for text in texts().values() for line in text.splitlines()]
    predicates = {line[1] for line in lines}
    classes = {line[2][:-2] for line in lines if line[1] == f"<{RDF.type}>".encode()}
    assert number(graph, DATASET, VOID.properties) == len(predicates)
    assert number(graph, DATASET, VOID.classes) == len(classes)
    assert number(graph, DATASET, VOID.distinctSubjects) == len({line[0] for line in lines})
    labels = next(graph.subjects(VOID.property, DCTERMS.title))
    titled = sum(line[1] == f"<{DCTERMS.title}>".encode() for line in lines)
    assert number(graph, labels, VOID.triples) == titled


def test_it_says_where_the_data_are(graph: Graph) -> None:
    assert (DATASET, VOID.sparqlEndpoint, URIRef("http://localhost/sparql")) in graph
    dumps = {str(url) for url in graph.objects(DATASET, VOID.dataDump)}
    assert dumps == {f"http://localhost/dumps/planvev.{n}.gz" for n in ("trig", "nq", "jsonld")}
    assert (DATASET, DCTERMS.license, URIRef(LICENCE)) in graph


def test_without_a_catalogue_no_licence_is_made_up(tmp_path: Path) -> None:
    graphs = {name: text for name, text in texts().items() if name != CATALOGUE}
    assert b"license" not in DatasetServer(tmp_path, graphs).get(PATH).data


@pytest.mark.parametrize(
    ("accept", "media_type", "name"),
    [
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("text/html", "text/turtle", "turtle"),
    ],
)
def test_it_comes_in_every_format(
    shared: DatasetServer, graph: Graph, accept: str, media_type: str, name: str
) -> None:
    answer = shared.get(PATH, accept)
    assert answer.mimetype == media_type
    assert len(Graph().parse(data=answer.data, format=name)) == len(graph)


def test_it_is_counted_once_a_generation_whatever_the_format_and_host(
    server: DatasetServer,
) -> None:
    for accept, host in (("text/turtle", "a"), ("application/ld+json", "a"), ("*/*", "b.example")):
        assert server.get(PATH, accept, Host=host).status_code == 200
    counting = [query for query in server.engine.queries if query.lane is Lane.QUERY]
    assert len(counting) == 4
    assert {query.client for query in counting} == {""}
    server.commit({"urn:g": b"<urn:s> <urn:p> <urn:o> .\n"})
    answer = server.get(PATH)
    assert answer.headers["Planvev-Generation"] == "2"
    assert b"<urn:p>" in answer.data
    assert len([query for query in server.engine.queries if query.lane is Lane.QUERY]) == 8


def test_it_names_its_generation_so_that_it_can_be_kept(shared: DatasetServer) -> None:
    answer = shared.get(PATH)
    assert answer.headers["Planvev-Generation"] == "1"
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_head_has_the_headers_and_no_body(shared: DatasetServer) -> None:
    answer = shared.client.head(PATH)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_length == len(shared.get(PATH).data)


def test_without_an_archive_it_counts_all_the_same(client: FlaskClient) -> None:
    answer = client.get(PATH)
    assert answer.status_code == 200
    described = Graph().parse(data=answer.data, format="turtle")
    assert number(described, DATASET, VOID.triples) > 0
    assert not list(described.objects(DATASET, VOID.dataDump))


def test_the_descriptions_are_linked_from_where_clients_begin(shared: DatasetServer) -> None:
    for path in ("/", "/sparql"):
        links = shared.get(path).headers.getlist("Link")
        assert '</.well-known/void>; rel="describedby"; type="text/turtle"' in links
        assert '</sparql>; rel="service-desc"; type="text/turtle"' in links
        assert '</catalog>; rel="service-meta"; type="text/turtle"' in links
        assert '</status>; rel="status"; type="application/json"' in links
    assert shared.get("/sparql?query=ASK{}").status_code == 200
    assert not shared.get("/sparql?query=ASK{}").headers.getlist("Link")
    assert not shared.get("/status").headers.getlist("Link")
