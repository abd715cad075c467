"""SPARQLWrapper in every way it has of asking for a format, against a server that runs."""

from __future__ import annotations

import threading
import urllib.error
import warnings
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDF,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)
from werkzeug.serving import make_server

from planvev.engine.base import Engine
from planvev.web import WebConfig, create_app

GOAL = "https://w3id.org/planvev/ontology#Goal"
QUERIES = {
    "SELECT": f"SELECT ?goal {{ ?goal a <{GOAL}> }}",
    "ASK": f"ASK {{ ?goal a <{GOAL}> }}",
    "CONSTRUCT": f"CONSTRUCT WHERE {{ ?goal a <{GOAL}> }}",
    "DESCRIBE": f"DESCRIBE <{GOAL}>",
}
RESULTS_JSON, RESULTS_XML = "application/sparql-results+json", "application/sparql-results+xml"
TABLE = {
    JSON: RESULTS_JSON,
    XML: RESULTS_XML,
    CSV: "text/csv",
    TSV: "text/tab-separated-values",
}
TRUTH = {JSON: RESULTS_JSON, XML: RESULTS_XML, CSV: None, TSV: None}
GRAPH = {
    JSON: "application/ld+json",
    JSONLD: "application/ld+json",
    XML: "application/rdf+xml",
    RDF: "application/rdf+xml",
    RDFXML: "application/rdf+xml",
    TURTLE: "text/turtle",
    N3: "text/turtle",
}
GRAPH_BY_ACCEPT = {**GRAPH, JSON: "text/turtle", RDF: "text/turtle"}
"""SPARQLWrapper sends */* for these two where it sends only Accept."""
FORMATS = [JSON, XML, TURTLE, N3, RDF, RDFXML, CSV, TSV, JSONLD]
METHODS = {
    "GET": (GET, URLENCODED),
    "POST form": (POST, URLENCODED),
    "POST direct": (POST, POSTDIRECTLY),
}


@pytest.fixture(scope="module")
def endpoint(engine: Engine) -> Iterator[str]:
    app = create_app(engine, WebConfig(query_timeout_s=30))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sparql"
    server.shutdown()
    thread.join()
    server.server_close()


def expected(form: str, name: str, only_accept: bool) -> str | None:
    """Return the media type of an answer; None where there is none that would be right."""
    if form == "SELECT":
        return TABLE.get(name, RESULTS_JSON)
    if form == "ASK":
        return TRUTH.get(name, RESULTS_JSON)
    return (GRAPH_BY_ACCEPT if only_accept else GRAPH).get(name, "text/turtle")


@pytest.mark.parametrize("only_accept", [False, True], ids=["all parameters", "only Accept"])
@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("form", QUERIES)
def test_each_return_format_is_answered_or_not_acceptable(
    endpoint: str, form: str, name: str, method: str, only_accept: bool
) -> None:
    wrapper = SPARQLWrapper(endpoint)
    verb, request_method = METHODS[method]
    wrapper.setMethod(verb)
    wrapper.setRequestMethod(request_method)
    wrapper.setOnlyConneg(only_accept)
    wrapper.setReturnFormat(name)
    wrapper.setQuery(QUERIES[form])
    wanted = expected(form, name, only_accept)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        if wanted is None:
            with pytest.raises(urllib.error.HTTPError) as refused:
                wrapper.query()
            assert refused.value.code == 406
            refused.value.close()
            return
        answer = wrapper.query()
    assert answer.info()["content-type"].partition(";")[0] == wanted
    assert answer.response.read()


@pytest.mark.parametrize("form", QUERIES)
def test_nothing_is_set_and_all_is_answered(endpoint: str, form: str) -> None:
    wrapper = SPARQLWrapper(endpoint)
    wrapper.setQuery(QUERIES[form])
    assert wrapper.query().convert()


@pytest.mark.parametrize("accept", ["", "*/*", "text/csv"])
def test_a_format_that_we_do_not_have_is_406_and_names_what_there_is(
    client: FlaskClient, accept: str
) -> None:
    pairs = {"query": QUERIES["SELECT"], "format": "pdf"}
    response = client.get("/sparql", query_string=pairs, headers={"Accept": accept})
    assert response.status_code == 406
    assert response.get_json()["offered"] == ["json", "xml", "csv", "tsv"]


@pytest.mark.parametrize(
    ("form", "parameters", "accept", "media_type"),
    [
        ("CONSTRUCT", "format=ttl", "application/json", "text/turtle"),
        ("CONSTRUCT", "output=rdf+xml", "", "application/rdf+xml"),
        ("CONSTRUCT", "format=csv", "", "text/turtle"),
        ("CONSTRUCT", "format=csv", "application/ld+json", "application/ld+json"),
        ("CONSTRUCT", "format=text/turtle;charset%3Dutf-8", "", "text/turtle"),
        ("SELECT", "format=turtle", "text/csv", "text/csv"),
        ("SELECT", "format=pdf&output=csv", "", "text/csv"),
        ("SELECT", "results=application/json", "text/csv", RESULTS_JSON),
        ("SELECT", "format=srx", "text/csv", RESULTS_XML),
    ],
)
def test_a_hint_that_fits_comes_before_what_is_accepted(
    client: FlaskClient, form: str, parameters: str, accept: str, media_type: str
) -> None:
    response = client.post(
        f"/sparql?{parameters}",
        data=QUERIES[form],
        content_type="application/sparql-query",
        headers={"Accept": accept},
    )
    assert (response.status_code, response.mimetype) == (200, media_type)


def test_a_hint_and_an_accept_that_both_fit_nothing_are_406(client: FlaskClient) -> None:
    pairs = {"query": QUERIES["CONSTRUCT"], "format": "csv"}
    response = client.get("/sparql", query_string=pairs, headers={"Accept": "text/csv"})
    assert response.status_code == 406
    assert "text/turtle" in response.get_json()["offered"]
