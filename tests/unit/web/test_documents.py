"""``/id``, ``/doc`` and the other documents: redirects, suffixes, dots, formats."""

from __future__ import annotations

import hashlib

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

PLAN = "/doc/testby/plan-2020"
BASE = "https://w3id.org/planvev/id/testby/plan-2020"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
SYNTAX = {
    "ttl": RdfFormat.TURTLE,
    "jsonld": RdfFormat.JSON_LD,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
}


def test_a_thing_is_answered_by_303_to_its_document(client: FlaskClient) -> None:
    response = client.get("/id/testby/plan-2020/goal/1.1")
    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/testby/plan-2020/goal/1.1"


@pytest.mark.parametrize("extension", SYNTAX)
def test_a_suffix_names_the_format(client: FlaskClient, extension: str) -> None:
    response = client.get(f"{PLAN}/goal/1.1.{extension}")
    assert response.status_code == 200
    subjects = {quad.subject for quad in parse(response.data, SYNTAX[extension])}
    assert NamedNode(f"{BASE}/goal/1.1") in subjects


@pytest.mark.parametrize("iri", ["goal/1", "goal/1.1", "strategy/1.1.1"])
def test_a_dot_in_a_number_is_no_suffix(client: FlaskClient, iri: str) -> None:
    response = client.get(f"{PLAN}/{iri}", headers=BROWSER)
    assert response.status_code == 200
    assert response.mimetype == "text/html"
    assert f"{BASE}/{iri}" in response.text


def test_the_html_suffix_gives_the_page_whatever_is_accepted(client: FlaskClient) -> None:
    response = client.get(f"{PLAN}/goal/1.1.html", headers={"Accept": "text/turtle"})
    assert response.mimetype == "text/html"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml;q=0.9, text/html;q=0.1", "application/rdf+xml"),
        ("", "text/html"),
    ],
)
def test_a_document_is_negotiated(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get(f"{PLAN}/goal/1.1", headers={"Accept": accept})
    assert response.mimetype == media_type
    pages = {"text/html": "Accept, Cookie"}  # a page is in the language of its cookie
    assert response.headers["Vary"] == pages.get(media_type, "Accept")


def test_a_document_names_its_other_formats(client: FlaskClient) -> None:
    links = client.get(f"{PLAN}/goal/1.1").headers.getlist("Link")
    assert f'<{PLAN}/goal/1.1.ttl>; rel="alternate"; type="text/turtle"' in links


def test_a_format_that_is_not_offered_is_406(client: FlaskClient) -> None:
    response = client.get(f"{PLAN}/goal/1.1", headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.get_json()["offered"]


def test_the_rdf_of_a_document_has_its_own_nodes_and_what_refers_to_it(client: FlaskClient) -> None:
    response = client.get(f"{PLAN}/goal/1.1.nt")
    triples = [quad.triple for quad in parse(response.data, RdfFormat.N_TRIPLES)]
    subjects = {str(triple.subject) for triple in triples}
    assert f"<{BASE}/goal/1.1/passage/1/quote>" in subjects
    assert f"<{BASE}/strategy/1.1.1>" in subjects
    leads = [t for t in triples if "leadVerb" in t.predicate.value]
    assert not leads, "a strategy is a document of its own"


@pytest.mark.parametrize(
    "path",
    [
        f"{PLAN}/goal/9.9",
        f"{PLAN}/goal/9.9.ttl",
        f"{PLAN}/goal/1.1/",
        "/doc/a%20b",
        "/doc/%3Cx%3E",
        "/doc/x%22%7D%20UNION%20%7B",
        "/doc/%00",
        "/doc/../../etc/passwd",
        "/doc//",
        "/code/goal-level/nothing",
        "/code/nothing",
        "/graph/nothing",
        "/ontology.pdf",
        "/data/sources/" + "0" * 64 + ".txt",
        "/nothing",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    for headers in ({}, BROWSER, {"Accept": "text/turtle"}):
        response = client.get(path, headers=headers)
        assert response.status_code == 404
        assert "Traceback" not in response.text


def test_head_has_no_body(client: FlaskClient) -> None:
    response = client.head(f"{PLAN}/goal/1.1.ttl")
    assert (response.status_code, response.data) == (200, b"")


@pytest.mark.parametrize(
    "path", ["/ontology.ttl", "/code/goal-level.ttl", "/graph/testby/plan-2020/adopted.ttl"]
)
def test_a_graph_is_given_whole(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.mimetype == "text/turtle"
    assert len(list(parse(response.data, RdfFormat.TURTLE))) > 10


def test_a_code_is_a_document(client: FlaskClient) -> None:
    response = client.get("/code/goal-level/delmal", headers=BROWSER)
    assert "delmål" in response.text.lower()


def test_a_source_is_served_byte_for_byte(client: FlaskClient) -> None:
    page = client.get(f"{PLAN}/goal/1.1", headers=BROWSER).text
    path = page.split('href="/data/sources/')[1].split('"')[0]
    response = client.get(f"/data/sources/{path}")
    assert response.content_type == "text/plain; charset=utf-8"
    assert hashlib.sha256(response.data).hexdigest() == path.removesuffix(".txt")
