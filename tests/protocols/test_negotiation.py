"""Which format comes, for each thing that has several (RFC 9110 § 12.5.1)."""

from __future__ import annotations

import pytest

from promises.serving import Server
from protocols.asking import GRAPHS, HTML, OFFERED, RESOURCES, get, media_type, query_path, vary

NAMES = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ttl": "text/turtle",
    "ntriples": "application/n-triples",
    "nt": "application/n-triples",
    "jsonld": "application/ld+json",
    "rdfxml": "application/rdf+xml",
    "rdf": "application/rdf+xml",
    "html": "text/html",
}
EACH = pytest.mark.parametrize("name", RESOURCES)


def plain(content_type: str) -> str:
    return content_type.partition(";")[0]


@EACH
@pytest.mark.parametrize("accept", [None, "", "*/*", "*/*;q=0.1", "image/png, */*;q=0.5"])
def test_who_takes_anything_gets_the_first_format(
    server: Server, name: str, accept: str | None
) -> None:
    reply = get(server, RESOURCES[name], accept)
    assert reply.status == 200
    assert reply.headers["content-type"] == OFFERED[name][0]
    assert "accept" in vary(reply)


@EACH
def test_each_format_comes_as_its_registered_type_whatever_its_parameters(
    server: Server, name: str
) -> None:
    for offered in OFFERED[name]:
        for accept in (plain(offered), f"{plain(offered)};charset=utf-8", plain(offered).upper()):
            reply = get(server, RESOURCES[name], accept)
            assert (reply.status, reply.headers["content-type"]) == (200, offered), accept
            assert "accept" in vary(reply)


@EACH
def test_a_format_with_q_zero_does_not_come(server: Server, name: str) -> None:
    first, second = OFFERED[name][:2]
    assert get(server, RESOURCES[name], f"{plain(first)};q=0").status == 406
    other = get(server, RESOURCES[name], f"{plain(first)};q=0, */*")
    assert other.headers["content-type"] == second
    assert get(server, RESOURCES[name], "*/*;q=0").status == 406
    only = get(server, RESOURCES[name], f"*/*;q=0, {plain(second)}")
    assert only.headers["content-type"] == second


@EACH
def test_the_greater_quality_wins_whatever_the_order(server: Server, name: str) -> None:
    first, second = map(plain, OFFERED[name][:2])
    for accept in (f"{first};q=0.4, {second};q=0.5", f"{second};q=0.5, {first};q=0.4"):
        assert media_type(get(server, RESOURCES[name], accept)) == second


@EACH
@pytest.mark.parametrize("kind", ["text", "application"])
def test_a_wildcard_of_subtypes_gets_the_first_of_them(
    server: Server, name: str, kind: str
) -> None:
    expected = next(offered for offered in OFFERED[name] if offered.startswith(f"{kind}/"))
    assert get(server, RESOURCES[name], f"{kind}/*").headers["content-type"] == expected


def test_an_ask_that_is_wanted_as_csv_or_else_html_is_a_page(server: Server) -> None:
    reply = get(server, RESOURCES["ASK"], "text/csv, text/html;q=0.5")
    assert (reply.status, media_type(reply)) == (200, HTML)
    assert "true" in reply.text


@EACH
@pytest.mark.parametrize("accept", ["application/pdf", "image/*", "nonsense", "text/turtlex"])
def test_an_unknown_type_is_406_and_names_what_is_offered(
    server: Server, name: str, accept: str
) -> None:
    reply = get(server, RESOURCES[name], accept)
    assert (reply.status, media_type(reply)) == (406, "application/problem+json")
    assert "accept" in vary(reply)
    assert reply.headers["cache-control"] == "no-store"
    missing = {plain(offered) for offered in OFFERED[name]} - set(reply.json()["offered"])
    assert missing <= {HTML}  # a query's answer is offered as data


@pytest.mark.parametrize(
    ("accept", "name", "expected"),
    [
        ("application/json", "SELECT", "application/sparql-results+json"),
        ("application/xml", "ASK", "application/sparql-results+xml"),
        ("text/xml", "CONSTRUCT", "application/rdf+xml"),
        ("application/json", "graph store", "application/ld+json"),
        ("text/plain", "graph", "application/n-triples"),
        ("application/x-turtle", "document", "text/turtle"),
    ],
)
def test_an_old_name_finds_the_format_which_comes_as_its_registered_type(
    server: Server, accept: str, name: str, expected: str
) -> None:
    assert media_type(get(server, RESOURCES[name], accept)) == expected


@EACH
def test_a_format_in_the_url_overrides_accept(server: Server, name: str) -> None:
    path = RESOURCES[name]
    offered = {plain(content_type) for content_type in OFFERED[name]}
    for hint, expected in NAMES.items():
        if expected in offered:
            joint = "&" if "?" in path else "?"
            reply = get(server, f"{path}{joint}format={hint}", "image/png")
            assert (reply.status, media_type(reply)) == (200, expected), hint


@EACH
def test_a_format_in_the_url_that_there_is_not_is_406_and_names_those_there_are(
    server: Server, name: str
) -> None:
    path = RESOURCES[name]
    reply = get(server, f"{path}{'&' if '?' in path else '?'}format=pdf", "*/*")
    assert reply.status == 406
    offered = {NAMES[hint] for hint in reply.json()["offered"] if hint in NAMES}
    assert {plain(content_type) for content_type in OFFERED[name]} - offered <= {HTML}


def test_a_graph_that_xml_cannot_hold_is_406_in_xml_and_names_the_others(server: Server) -> None:
    query = query_path('CONSTRUCT { <urn:s> <urn:p> "\\u0001" } WHERE {}')
    reply = get(server, query, "application/rdf+xml")
    assert reply.status == 406
    assert set(reply.json()["offered"]) == {plain(graph) for graph in GRAPHS[:3]}
