"""``/catalog`` keeps the rules of DCAT-AP-NO 3, and says what this server gives out."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat
from rdflib import DCTERMS, RDF, Graph, URIRef

from planvev.archive.canonical import canonicalize
from planvev.resources import data_root
from planvev.web import dataset
from unit.web.dataset_server import CATALOGUE, DatasetServer, texts
from unit.web.dcat_ap_no import DCAT, RULES, SPDX, complaints

DATASET = URIRef("https://w3id.org/planvev/id/catalogue/dataset/plans")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> DatasetServer:
    return DatasetServer(tmp_path_factory.mktemp("dataset"), page_timeout_s=60)


@pytest.fixture
def graph(server: DatasetServer) -> Graph:
    answer = server.get("/catalog")
    assert answer.status_code == 200
    return Graph().parse(data=answer.data, format="turtle")


def test_it_keeps_the_rules_of_dcat_ap_no(graph: Graph) -> None:
    assert complaints(graph) == []


MANDATORY = [(kind, rule.path) for kind, rules in RULES.items() for rule in rules if rule.least > 0]


@pytest.mark.parametrize(
    ("kind", "path"), MANDATORY, ids=[f"{k.fragment}-{p.fragment}" for k, p in MANDATORY]
)
def test_the_rules_notice_what_is_missing(graph: Graph, kind: URIRef, path: URIRef) -> None:
    subjects = list(graph.subjects(RDF.type, kind))
    assert subjects
    for subject in subjects:
        graph.remove((subject, path, None))
    assert complaints(graph)


def test_it_names_this_server_wherever_the_client_asks_for_it(server: DatasetServer) -> None:
    answer = server.get("/catalog", Host="plan.example:8080")
    described = Graph().parse(data=answer.data, format="turtle")
    service = described.value(predicate=RDF.type, object=DCAT.DataService)
    endpoint = URIRef("http://plan.example:8080/sparql")
    assert described.value(service, DCAT.endpointURL) == endpoint
    assert described.value(service, DCAT.endpointDescription) == endpoint
    assert (None, DCAT.accessURL, endpoint) in described
    assert b"https://w3id.org/planvev/sparql" not in answer.data


def test_every_dump_is_there_with_its_size_and_hash(server: DatasetServer, graph: Graph) -> None:
    urls = list(graph.subject_objects(DCAT.downloadURL))
    assert len(urls) == 3
    for distribution, url in urls:
        file = server.get(str(url).removeprefix("http://localhost")).data
        checksum = graph.value(distribution, SPDX.checksum)
        assert int(graph.value(distribution, DCAT.byteSize)) == len(file)
        told = str(graph.value(checksum, SPDX.checksumValue))
        assert told.lower() == hashlib.sha256(file).hexdigest()
        assert (DATASET, DCAT.distribution, distribution) in graph


def test_the_plans_are_those_of_the_data(server: DatasetServer, graph: Graph) -> None:
    plans = {str(plan) for plan in graph.objects(DATASET, DCTERMS.hasPart)}
    folders = (data_root() / "plans").glob("*/*")
    assert plans == {
        f"https://w3id.org/planvev/id/{folder.parent.name}/{folder.name}" for folder in folders
    }
    assert server.get("/catalog").headers["Planvev-Generation"] == "1"


@pytest.mark.parametrize(
    ("accept", "media_type", "name"),
    [
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("text/html", "text/turtle", "turtle"),
        ("", "text/turtle", "turtle"),
    ],
)
def test_it_comes_in_every_format(
    server: DatasetServer, graph: Graph, accept: str, media_type: str, name: str
) -> None:
    answer = server.get("/catalog", accept)
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]
    assert len(Graph().parse(data=answer.data, format=name)) == len(graph)


def test_a_format_that_is_not_there_is_not_acceptable(server: DatasetServer) -> None:
    assert server.get("/catalog", "image/png").status_code == 406
    assert server.get("/catalog?format=csv").status_code == 406


def test_head_has_the_headers_and_no_body(server: DatasetServer) -> None:
    answer = server.client.head("/catalog")
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_length == len(server.get("/catalog").data)


def test_without_a_catalogue_there_is_none(tmp_path: Path) -> None:
    graphs = {graph: text for graph, text in texts().items() if graph != CATALOGUE}
    assert DatasetServer(tmp_path, graphs).get("/catalog").status_code == 404


def test_numbers_stand_as_they_were_put(tmp_path: Path) -> None:
    """The store would make them integers, and the rules ask for nonNegativeInteger."""
    own = """@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:c> a dcat:Catalog . <urn:d> dcat:byteSize "007"^^xsd:nonNegativeInteger ."""
    graphs = {CATALOGUE: canonicalize(own.encode(), RdfFormat.TURTLE)}
    answer = DatasetServer(tmp_path, graphs).get("/catalog", "application/n-triples")
    assert b'"007"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>' in answer.data


def test_while_dumps_are_written_it_says_what_it_knows_and_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dataset, "_DUMPS_WAIT_S", 0)
    server = DatasetServer(tmp_path, page_timeout_s=0)
    answer = server.get("/catalog")
    assert answer.headers["Cache-Control"] == "no-store"
    described = Graph().parse(data=answer.data, format="turtle")
    assert len(list(described.objects(predicate=DCAT.downloadURL))) == 3
    assert len(list(described.objects(predicate=DCAT.byteSize))) < 3
    for name in ("trig", "nq", "jsonld"):
        assert server.get(f"/dumps/planvev.{name}.gz").status_code == 200
    assert "no-store" not in server.get("/catalog").headers.get("Cache-Control", "")


def test_a_host_that_is_none_is_named_nowhere(server: DatasetServer) -> None:
    for path in ("/catalog", "/.well-known/void", "/dumps"):
        answer = server.get(path, Host='a">b')
        assert answer.status_code == 200
        assert b'">b' not in answer.data
        assert b"http://localhost:80/sparql" in answer.data or path == "/dumps"
