"""``/sparql`` over HTTP: each form, each format, each way to be refused."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse
from SPARQLWrapper import CSV, JSON, POST, TURTLE, XML, SPARQLWrapper
from werkzeug.serving import make_server

SELECT = "SELECT ?n WHERE { ?g <http://www.w3.org/2004/02/skos/core#notation> ?n } ORDER BY ?n"
GOALS = (
    "PREFIX pv: <https://w3id.org/planvev/ontology#> "
    "SELECT ?goal WHERE { ?goal a pv:Goal } ORDER BY ?goal"
)
CONSTRUCT = "CONSTRUCT WHERE { ?s <https://w3id.org/planvev/ontology#subGoalOf> ?o }"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
SD = "http://www.w3.org/ns/sparql-service-description#"


@pytest.mark.parametrize(
    ("accept", "media_type", "begins"),
    [
        ("", "application/sparql-results+json", b"{"),
        ("*/*", "application/sparql-results+json", b"{"),
        ("application/json", "application/sparql-results+json", b"{"),
        ("application/sparql-results+xml", "application/sparql-results+xml", b"<?xml"),
        ("text/csv", "text/csv", b"goal\r\n"),
        ("text/tab-separated-values", "text/tab-separated-values", b"?goal\n"),
    ],
)
def test_a_select_is_answered_in_the_format_that_is_accepted(
    client: FlaskClient, accept: str, media_type: str, begins: bytes
) -> None:
    response = client.get("/sparql", query_string={"query": GOALS}, headers={"Accept": accept})
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert response.data.startswith(begins)
    assert response.headers["Vary"] == "Accept"


@pytest.mark.parametrize(
    ("accept", "syntax"),
    [
        ("text/turtle;charset=utf-8", RdfFormat.TURTLE),
        ("application/n-triples", RdfFormat.N_TRIPLES),
        ("application/ld+json", RdfFormat.JSON_LD),
        ("application/rdf+xml", RdfFormat.RDF_XML),
    ],
)
def test_a_construct_is_answered_in_the_format_that_is_accepted(
    client: FlaskClient, accept: str, syntax: RdfFormat
) -> None:
    response = client.get("/sparql", query_string={"query": CONSTRUCT}, headers={"Accept": accept})
    assert len(list(parse(response.data, syntax))) == 1


def test_an_ask_is_answered(client: FlaskClient) -> None:
    response = client.get("/sparql?query=ASK+%7B%7D")
    assert response.get_json(force=True)["boolean"] is True


@pytest.mark.parametrize("content_type", ["application/sparql-query", None])
def test_a_query_may_be_posted_directly_or_as_a_form(
    client: FlaskClient, content_type: str | None
) -> None:
    if content_type:
        response = client.post("/sparql", data=GOALS, content_type=content_type)
    else:
        response = client.post("/sparql", data={"query": GOALS})
    assert len(response.get_json(force=True)["results"]["bindings"]) == 2


def test_format_in_the_url_overrides_accept(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": GOALS, "format": "csv"}, headers={"Accept": BROWSER}
    )
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_dataset_in_the_url_is_the_one_that_is_asked(client: FlaskClient) -> None:
    graph = "https://w3id.org/planvev/graph/testby/plan-2020/translation-en"
    pairs = {"query": "SELECT * { ?s ?p ?o }", "default-graph-uri": graph}
    response = client.get("/sparql", query_string=pairs)
    assert len(response.get_json(force=True)["results"]["bindings"]) == 1


def test_a_query_that_does_not_parse_is_400_with_its_place(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT * {\n ?s ?p }"})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    problem = response.get_json()
    assert (problem["line"], problem["column"]) == (2, 8)
    assert problem["code"] == "query-syntax"


def test_the_place_of_an_error_is_shown_to_people(client: FlaskClient) -> None:
    pairs = {"query": "SELECT * {\n ?s ?p }"}
    response = client.get("/sparql", query_string=pairs, headers={"Accept": BROWSER})
    assert response.status_code == 400
    assert "linje 2, tegn 8" in response.text


@pytest.mark.parametrize(
    "query",
    [
        "SELECT (<http://example.org/f>(1) AS ?x) {}",
        "ASK { " + "{" * 200 + "}" * 200 + " }",
        "SELECT (" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) {}",
        "ASK { ?s ?p '" + "x" * 70_000 + "' }",
        "\ud800",
        "",
    ],
    ids=["unknown function", "braces", "parentheses", "too long", "surrogate", "empty"],
)
def test_a_query_that_cannot_be_run_is_400(client: FlaskClient, query: str) -> None:
    body = query.encode("utf-8", errors="surrogatepass")
    response = client.post("/sparql", data=body, content_type="application/sparql-query")
    assert response.status_code == 400
    assert "Traceback" not in response.text


def test_a_body_that_is_encoded_is_415_and_says_which_codings_are_read(
    client: FlaskClient,
) -> None:
    response = client.post(
        "/sparql",
        data=gzip.compress(b"ASK {}"),
        content_type="application/sparql-query",
        headers={"Content-Encoding": "gzip"},
    )
    assert response.status_code == 415
    assert response.headers["Accept-Encoding"] == "identity"


def test_a_query_that_asks_another_endpoint_is_403(client: FlaskClient) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    response = client.get("/sparql", query_string={"query": query})
    assert response.status_code == 403
    assert response.get_json()["code"] == "federation-refused"


def test_what_is_not_on_offer_is_406_and_names_what_is(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": GOALS}, headers={"Accept": "application/pdf"}
    )
    assert response.status_code == 406
    assert "text/csv" in response.get_json()["offered"]


def test_an_answer_that_xml_cannot_hold_is_406_in_xml(client: FlaskClient) -> None:
    pairs = {"query": 'SELECT ("\\u0001" AS ?x) {}', "format": "xml"}
    assert client.get("/sparql", query_string=pairs).status_code == 406


def test_a_query_that_takes_too_long_is_504_or_503_where_no_thread_is_left(
    client: FlaskClient,
) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    response = client.get("/sparql", query_string={"query": slow})
    kind = (response.status_code, response.get_json()["code"], "Retry-After" in response.headers)
    assert kind in [(504, "query-timeout", False), (503, "server-busy", True)]


@pytest.mark.parametrize(
    ("content_type", "status"),
    [("text/plain", 415), ("application/sparql-query; charset=latin-1", 415)],
)
def test_a_body_that_is_not_read_here_is_415(
    client: FlaskClient, content_type: str, status: int
) -> None:
    response = client.post("/sparql", data="ASK {}", content_type=content_type)
    assert response.status_code == status
    assert ("Accept" in response.headers) == (content_type == "text/plain")


def test_a_body_that_is_too_large_is_413(client: FlaskClient) -> None:
    response = client.post(
        "/sparql", data=b" " * 1_100_000, content_type="application/sparql-query"
    )
    assert response.status_code == 413
    assert response.get_json()["code"] == "too-large"


def test_an_update_is_403(client: FlaskClient) -> None:
    response = client.post("/sparql", data="CLEAR ALL", content_type="application/sparql-update")
    assert response.status_code == 403
    assert "no updates" in response.get_json()["detail"]


def test_a_post_without_query_is_400(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"format": "json"})
    assert response.status_code == 400


def test_another_method_is_405_and_says_which_there_are(client: FlaskClient) -> None:
    response = client.put("/sparql", data="ASK {}")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_without_a_query_the_service_describes_itself(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle"})
    triples = list(parse(response.data, RdfFormat.TURTLE))
    said = {(t.predicate.value, str(t.object)) for t in triples}
    assert (f"{SD}endpoint", "<http://localhost/sparql>") in said
    assert (f"{SD}supportedLanguage", f"<{SD}SPARQL11Query>") in said
    assert (f"{SD}feature", f"<{SD}UnionDefaultGraph>") in said
    names = {t.object for t in triples if t.predicate.value == f"{SD}name"}
    assert NamedNode("https://w3id.org/planvev/graph/testby/plan-2020/adopted") in names


def test_without_a_query_a_browser_gets_a_form(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": BROWSER})
    assert response.mimetype == "text/html"
    assert "<textarea" in response.text


def test_a_browser_gets_a_table_whose_values_are_escaped(client: FlaskClient) -> None:
    query = 'SELECT ("<script>alert(1)</script>"@nb AS ?x) (<javascript:alert(1)> AS ?y) {}'
    response = client.get("/sparql", query_string={"query": query}, headers={"Accept": BROWSER})
    assert "<script>" not in response.text
    assert 'href="javascript' not in response.text
    assert "&lt;script&gt;" in response.text


def test_a_browser_sees_an_ask_and_a_graph(client: FlaskClient) -> None:
    for query, shown in (("ASK {}", "true"), (CONSTRUCT, "pv:subGoalOf")):
        response = client.get("/sparql", query_string={"query": query, "format": "html"})
        assert shown in response.text


def test_a_browser_sees_the_columns_of_everything_as_the_query_names_them(
    client: FlaskClient,
) -> None:
    pairs = {"query": "SELECT * { ?s ?p ?o } LIMIT 1", "format": "html"}
    page = client.get("/sparql", query_string=pairs).text
    heads = [page.index(f'<th scope="col">{name}</th>') for name in ("s", "p", "o")]
    assert heads == sorted(heads)


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    response = client.head("/sparql", query_string={"query": GOALS})
    assert response.status_code == 200
    assert response.mimetype == "application/sparql-results+json"
    assert response.data == b""


def test_options_lets_other_origins_read(client: FlaskClient) -> None:
    response = client.options("/sparql")
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]


@pytest.fixture(scope="module")
def endpoint(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def test_sparqlwrapper_reads_every_format(endpoint: str) -> None:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(GOALS)
    for name in (JSON, XML, CSV):
        wrapper.setReturnFormat(name)
        answer = wrapper.query().convert()
        text = answer.toxml() if name == XML else str(answer)
        assert "goal/1.1" in text
    wrapper.setQuery(CONSTRUCT)
    wrapper.setReturnFormat(TURTLE)
    assert b"subGoalOf" in wrapper.query().convert()


def test_sparqlwrapper_posts(endpoint: str) -> None:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setMethod(POST)
    wrapper.setReturnFormat(JSON)
    for method in ("urlencoded", "postdirectly"):
        wrapper.setRequestMethod(method)
        wrapper.setQuery(GOALS)
        assert len(wrapper.query().convert()["results"]["bindings"]) == 2
