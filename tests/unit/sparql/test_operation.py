"""Updates in the SPARQL 1.1 Protocol, § 2.2: case by case, without a server."""

import pytest

from planvev.errors import BadRequest, MethodNotAllowed, UnsupportedMediaType, UpdateRefused
from planvev.sparql.protocol import (
    FORM,
    SPARQL_QUERY,
    SPARQL_UPDATE,
    QueryRequest,
    UpdateRequest,
    parse_operation,
    parse_request,
)


def test_an_update_comes_in_a_form() -> None:
    asked = parse_operation("POST", [], FORM, b"update=CLEAR+ALL")
    assert asked == UpdateRequest("CLEAR ALL")
    assert not isinstance(asked, QueryRequest)


def test_an_update_comes_as_the_body() -> None:
    asked = parse_operation("POST", [], f"{SPARQL_UPDATE};charset=utf-8", "CLEAR ALL # å".encode())
    assert asked == UpdateRequest("CLEAR ALL # å")


def test_its_dataset_comes_in_the_url_or_in_the_form() -> None:
    in_url = parse_operation("POST", [("using-graph-uri", "urn:a")], SPARQL_UPDATE, b"CLEAR ALL")
    in_form = parse_operation(
        "POST", [], FORM, b"update=CLEAR+ALL&using-graph-uri=urn:a&using-named-graph-uri=urn:b"
    )
    assert isinstance(in_url, UpdateRequest)
    assert isinstance(in_form, UpdateRequest)
    assert in_url.using.default_graphs == in_form.using.default_graphs == ("urn:a",)
    assert in_form.using.named_graphs == ("urn:b",)


@pytest.mark.parametrize("content_type", [FORM, SPARQL_UPDATE])
def test_an_update_in_the_url_is_a_bad_request(content_type: str) -> None:
    for method in ("GET", "HEAD", "POST"):
        with pytest.raises(BadRequest, match="body of a POST"):
            parse_operation(method, [("update", "CLEAR ALL")], content_type, b"")


def test_query_and_update_together_are_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="both"):
        parse_operation("POST", [], FORM, b"update=CLEAR+ALL&query=ASK+{}")
    with pytest.raises(BadRequest, match="query too"):
        parse_operation("POST", [("query", "ASK {}")], SPARQL_UPDATE, b"CLEAR ALL")


def test_two_updates_are_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="one update"):
        parse_operation("POST", [], FORM, b"update=CLEAR+NAMED&update=CLEAR+DEFAULT")


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_the_dataset_of_a_query_is_a_bad_request_with_an_update(name: str) -> None:
    with pytest.raises(BadRequest, match="using-graph-uri"):
        parse_operation("POST", [(name, "urn:g")], SPARQL_UPDATE, b"CLEAR ALL")


def test_a_dataset_that_is_no_absolute_iri_is_a_bad_request() -> None:
    with pytest.raises(BadRequest, match="absolute IRI"):
        parse_operation("POST", [("using-graph-uri", "g")], SPARQL_UPDATE, b"CLEAR ALL")


@pytest.mark.parametrize("content_type", ["", "text/plain", f"{SPARQL_UPDATE}; charset=UTF-16"])
def test_another_media_type_or_charset_is_not_supported(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType):
        parse_operation("POST", [], content_type, b"CLEAR ALL")


def test_a_body_that_is_not_utf_8_and_a_nul_are_bad_requests() -> None:
    for body in (b"CLEAR \xff", b"CLEAR ALL\x00"):
        with pytest.raises(BadRequest):
            parse_operation("POST", [], SPARQL_UPDATE, body)


def test_put_is_no_method_of_the_endpoint() -> None:
    with pytest.raises(MethodNotAllowed):
        parse_operation("PUT", [], SPARQL_UPDATE, b"CLEAR ALL")


def test_queries_are_read_as_by_an_endpoint_that_takes_nothing_else() -> None:
    arguments = ("POST", [("default-graph-uri", "urn:g")], SPARQL_QUERY, b"ASK {}")
    assert parse_operation(*arguments) == parse_request(*arguments)


def test_an_endpoint_that_takes_queries_only_refuses_updates() -> None:
    with pytest.raises(UpdateRefused):
        parse_request("POST", [], SPARQL_UPDATE, b"CLEAR ALL")
