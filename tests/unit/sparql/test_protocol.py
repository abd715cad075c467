"""SPARQL 1.1 Protocol, case by case, without a server."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planvev.errors import BadRequest, MethodNotAllowed, UnsupportedMediaType
from planvev.sparql.protocol import (
    FORM,
    SPARQL_QUERY,
    UpdateRefused,
    form_names,
    parse_parameters,
    parse_request,
)


def test_get_carries_the_query_in_the_url() -> None:
    request = parse_request("GET", [("query", "ASK {}")], "", b"")
    assert request.query == "ASK {}"
    assert not request.dataset
    assert request.format is None


def test_get_without_query_asks_for_the_service_description() -> None:
    assert parse_request("GET", [], "", b"").query is None


def test_post_form_carries_the_query_in_the_body() -> None:
    request = parse_request("POST", [], FORM, b"query=ASK%20%7B%7D&format=json")
    assert (request.query, request.format) == ("ASK {}", "json")


def test_post_form_may_name_its_charset() -> None:
    assert parse_request("POST", [], f"{FORM}; charset=UTF-8", b"query=ASK+{}").query == "ASK {}"


def test_post_direct_is_the_query() -> None:
    request = parse_request(
        "POST", [("default-graph-uri", "urn:g")], SPARQL_QUERY, "ASK { ?s ?p 'å' }".encode()
    )
    assert request.query == "ASK { ?s ?p 'å' }"
    assert request.dataset.default_graphs == ("urn:g",)


def test_graphs_may_be_named_more_than_once() -> None:
    pairs = [
        ("query", "ASK {}"),
        ("default-graph-uri", "urn:a"),
        ("default-graph-uri", "urn:b"),
        ("named-graph-uri", "urn:c"),
    ]
    dataset = parse_request("GET", pairs, "", b"").dataset
    assert dataset.default_graphs == ("urn:a", "urn:b")
    assert dataset.named_graphs == ("urn:c",)


def test_two_queries_are_refused() -> None:
    with pytest.raises(BadRequest, match="one query"):
        parse_request("GET", [("query", "ASK {}"), ("query", "ASK {}")], "", b"")


def test_a_query_in_url_and_body_is_refused() -> None:
    with pytest.raises(BadRequest, match="URL"):
        parse_request("POST", [("query", "ASK {}")], SPARQL_QUERY, b"ASK {}")


def test_a_query_in_url_and_form_is_two_queries() -> None:
    with pytest.raises(BadRequest, match="one query"):
        parse_request("POST", [("query", "ASK {}")], FORM, b"query=ASK+{}")


@pytest.mark.parametrize("iri", ["", "relative", "http://a b/", "urn:<x>"])
def test_a_graph_that_is_no_absolute_iri_is_refused(iri: str) -> None:
    with pytest.raises(BadRequest, match="absolute IRI"):
        parse_request("GET", [("query", "ASK {}"), ("default-graph-uri", iri)], "", b"")


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/json"])
def test_another_body_is_an_unsupported_media_type(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        parse_request("POST", [], content_type, b"ASK {}")


@pytest.mark.parametrize("media_type", [FORM, SPARQL_QUERY])
def test_another_charset_is_an_unsupported_media_type(media_type: str) -> None:
    with pytest.raises(UnsupportedMediaType, match="iso-8859-1"):
        parse_request("POST", [], f"{media_type};charset=ISO-8859-1", b"query=ASK {}")


def test_a_body_that_is_not_utf_8_is_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="byte 4"):
        parse_request("POST", [], SPARQL_QUERY, b"ASK \xff{}")


@pytest.mark.parametrize("encoded", [b"query=%ff", "query=å".encode()])
def test_parameters_that_are_not_percent_encoded_utf_8_are_a_bad_request(encoded: bytes) -> None:
    with pytest.raises(BadRequest, match="percent-encoded"):
        parse_parameters(encoded)


def test_a_parameter_is_decoded_once() -> None:
    assert parse_parameters(b"query=%2525") == [("query", "%25")]


def test_more_parameters_than_are_read_are_a_bad_request() -> None:
    with pytest.raises(BadRequest):
        parse_parameters(b"a=1&" * 2000)


def test_an_update_is_refused_however_it_comes() -> None:
    for method, pairs, content_type, body in (
        ("POST", [], "application/sparql-update", b"DELETE WHERE {}"),
        ("POST", [], FORM, b"update=DELETE+WHERE+{}"),
        ("GET", [("update", "DELETE WHERE {}")], "", b""),
    ):
        with pytest.raises(UpdateRefused, match="no updates"):
            parse_request(method, pairs, content_type, body)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_another_method_is_not_allowed(method: str) -> None:
    with pytest.raises(MethodNotAllowed):
        parse_request(method, [("query", "ASK {}")], "", b"")


def test_a_nul_in_the_query_is_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="NUL"):
        parse_request("GET", [("query", "ASK {}\x00")], "", b"")


@given(st.text(alphabet="aqueryQ+%2671=&;é", max_size=30))
def test_the_names_of_a_form_are_those_of_its_fields(form: str) -> None:
    encoded = form.encode()
    try:
        expected = {name.strip().lower() for name, _ in parse_parameters(encoded)}
    except BadRequest:
        return
    assert form_names(encoded) - {""} == expected - {""}


@pytest.mark.parametrize("form", [b"query=a" + b"&b" * 1000, b"query=" + "\xe9".encode()])
def test_a_form_that_cannot_be_ours_has_no_names(form: bytes) -> None:
    assert form_names(form) == frozenset()
