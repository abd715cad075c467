"""SPARQL 1.1 Graph Store Protocol, request by request, without a server."""

from __future__ import annotations

import pytest

from planvev.archive.manifest import DEFAULT
from planvev.errors import BadContent, BadRequest, MethodNotAllowed, UnsupportedMediaType
from planvev.rdf.formats import JSON_LD, N_TRIPLES, RDF_XML, TURTLE
from planvev.sparql.graph_store import (
    GraphRequest,
    GraphStore,
    Operation,
    parse_graph_request,
)
from planvev.sparql.protocol import parse_parameters

TRIPLE = b"<urn:s> <urn:p> <urn:o> ."
TURTLE_HEADERS = {"content-type": "text/turtle; charset=utf-8"}
NAMED = [("graph", "http://example.org/g")]


def ask(
    method: str,
    parameters: list[tuple[str, str]] | None = None,
    path: str = "/graph-store",
    headers: dict[str, str] | None = None,
    body: bytes = b"",
) -> GraphRequest:
    return parse_graph_request(method, path, parameters or [], headers or {}, body)


def put(content_type: str, body: bytes = TRIPLE) -> GraphRequest:
    return ask("PUT", NAMED, headers={"content-type": content_type}, body=body)


# --- Which graph (§ 4) ---


def test_the_graph_parameter_names_a_graph() -> None:
    asked = ask("GET", NAMED)
    assert (asked.operation, asked.graph) == (Operation.READ, "http://example.org/g")
    assert asked.base_iri == "http://example.org/g"


def test_the_default_parameter_names_the_unnamed_graph() -> None:
    asked = ask("GET", [("default", "")])
    assert asked.graph == DEFAULT
    assert asked.base_iri is None


@pytest.mark.parametrize(
    ("query", "graph"),
    [
        (b"graph=http%3A%2F%2Fexample.org%2Fa%2Fb", "http://example.org/a/b"),
        (b"graph=http://example.org/%31.ttl", "http://example.org/1.ttl"),
        (b"graph=http://example.org/%2531.ttl", "http://example.org/%31.ttl"),
        (b"graph=HTTP://Example.org:80/a/../b", "HTTP://Example.org:80/a/../b"),
        (b"graph=http://example.org/%C3%A5", "http://example.org/å"),
    ],
)
def test_a_name_is_decoded_once_and_never_normalised(query: bytes, graph: str) -> None:
    assert ask("GET", parse_parameters(query)).graph == graph


@pytest.mark.parametrize(
    "iri", ["", "g", "/g", "../g", "//host/g", "http://a b", "urn:<x>", "default"]
)
def test_a_name_that_is_not_absolute_is_a_bad_request(iri: str) -> None:
    with pytest.raises(BadRequest, match="absolute IRI"):
        ask("GET", [("graph", iri)])


def test_a_path_names_a_graph() -> None:
    asked = ask("PUT", path="/graph/person/1.ttl", headers=TURTLE_HEADERS, body=TRIPLE)
    assert asked.graph == "https://w3id.org/planvev/graph/person/1.ttl"


def test_paths_and_graphs_of_another_base_can_be_set() -> None:
    store = GraphStore("/g/", "https://plan.example/g/")
    assert (
        parse_graph_request("GET", "/g/a", [], {}, b"", store).graph == "https://plan.example/g/a"
    )


@pytest.mark.parametrize(
    ("path", "parameters"),
    [
        ("/graph-store", [("graph", "urn:a"), ("default", "")]),
        ("/graph-store", [("graph", "urn:a"), ("graph", "urn:b")]),
        ("/graph-store", [("default", ""), ("default", "")]),
        ("/graph-store", [("default", "x")]),
        ("/graph/a", [("graph", "urn:a")]),
        ("/graph/a", [("default", "")]),
        ("/graph/", []),
        ("/graph/a b", []),
    ],
)
def test_several_graphs_or_none_that_can_be_are_a_bad_request(
    path: str, parameters: list[tuple[str, str]]
) -> None:
    with pytest.raises(BadRequest):
        ask("GET", parameters, path)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE"])
def test_the_store_itself_is_no_graph(method: str) -> None:
    with pytest.raises(BadRequest, match="Name a graph"):
        ask(method, headers=TURTLE_HEADERS)


def test_a_post_to_the_store_mints_a_graph() -> None:
    first, second = (ask("POST", headers=TURTLE_HEADERS, body=TRIPLE) for _ in range(2))
    assert first.minted
    assert first.graph.startswith("https://w3id.org/planvev/graph/new/")
    assert first.graph != second.graph
    assert not first.renames_blank_nodes


# --- What is done (§ 5) ---


def test_each_method_is_an_operation() -> None:
    assert ask("HEAD", NAMED).head
    assert ask("HEAD", NAMED).operation is Operation.READ
    assert ask("DELETE", NAMED).operation is Operation.REMOVE
    assert put("text/turtle").operation is Operation.REPLACE
    merge = ask("POST", NAMED, headers=TURTLE_HEADERS, body=TRIPLE)
    assert (merge.operation, merge.minted) == (Operation.MERGE, False)


@pytest.mark.parametrize("method", ["PATCH", "TRACE", "OPTIONS", "get"])
def test_another_method_is_not_allowed(method: str) -> None:
    with pytest.raises(MethodNotAllowed) as caught:
        ask(method, NAMED)
    assert "PUT" in caught.value.allowed


def test_blank_nodes_are_renamed_where_they_join_others() -> None:
    assert ask("POST", NAMED, headers=TURTLE_HEADERS, body=TRIPLE).renames_blank_nodes
    assert not put("text/turtle").renames_blank_nodes


def test_a_format_may_be_asked_for() -> None:
    assert ask("GET", [*NAMED, ("format", "turtle")]).format == "turtle"
    with pytest.raises(BadRequest, match="more than once"):
        ask("GET", [*NAMED, ("format", "a"), ("format", "b")])


def test_a_graph_that_is_written_has_an_iri_that_is_taken() -> None:
    for iri in ("javascript:alert", "http://example.org/" + "a" * 2048):
        with pytest.raises(BadContent):
            ask("PUT", [("graph", iri)], headers=TURTLE_HEADERS)
        assert ask("GET", [("graph", iri)]).graph == iri


@pytest.mark.parametrize(
    ("method", "body", "nothing"),
    [("POST", b"", True), ("POST", b"\n", False), ("PUT", b"", False)],
)
def test_a_post_without_content_adds_nothing(method: str, body: bytes, nothing: bool) -> None:
    assert ask(method, NAMED, headers=TURTLE_HEADERS, body=body).adds_nothing is nothing


# --- Its content ---


@pytest.mark.parametrize(
    ("content_type", "chosen"),
    [
        ("text/turtle", TURTLE),
        ("Text/Turtle;Charset=UTF-8", TURTLE),
        ('text/turtle; charset="utf-8"', TURTLE),
        ("application/n-triples", N_TRIPLES),
        ("application/ld+json; profile=x", JSON_LD),
        ("application/rdf+xml", RDF_XML),
    ],
)
def test_registered_media_types_are_read(content_type: str, chosen: object) -> None:
    (document,) = put(content_type).documents
    assert document.format is chosen
    assert document.body == TRIPLE


@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/json", "text/xml", "application/trig", "image/png", "turtle",
     "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"],
)  # fmt: skip
def test_other_media_types_are_not_supported(content_type: str) -> None:
    with pytest.raises(UnsupportedMediaType, match="text/turtle"):
        put(content_type)


def test_another_charset_is_not_supported() -> None:
    with pytest.raises(UnsupportedMediaType, match="iso-8859-1"):
        put("text/turtle; charset=ISO-8859-1")


def test_an_encoded_body_is_not_supported() -> None:
    headers = {**TURTLE_HEADERS, "content-encoding": "gzip"}
    with pytest.raises(UnsupportedMediaType, match="gzip"):
        ask("PUT", NAMED, headers=headers)


def test_a_part_of_a_graph_cannot_be_put() -> None:
    with pytest.raises(BadRequest, match="Content-Range"):
        ask("PUT", NAMED, headers={**TURTLE_HEADERS, "content-range": "bytes 0-1/2"})


def test_preconditions_are_read() -> None:
    asked = ask("DELETE", NAMED, headers={"if-match": '"abc.ttl"', "if-none-match": "*"})
    assert asked.preconditions.if_match == ('"abc.ttl"',)
    assert asked.preconditions.if_none_match == ("*",)


# --- multipart/form-data ---

BOUNDARY = "a6fe4cd636164618814be9f8d3d1a0de"


def part(name: str, content_type: str, body: str) -> str:
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        f"Content-Type: {content_type}\r\n\r\n{body}\r\n"
    )


def post_parts(body: str, boundary: str = BOUNDARY) -> GraphRequest:
    headers = {"content-type": f"multipart/form-data; boundary={boundary}"}
    return ask("POST", NAMED, headers=headers, body=body.encode())


END = f"--{BOUNDARY}--\r\n"
ONE = part("a.ttl", "text/turtle; charset=utf-8", "<urn:s> <urn:p> 1 .\r\n")
TWO = part("b.nt", "application/n-triples", "<urn:s> <urn:p> <urn:ø> .")


def test_each_part_is_read_by_its_own_type() -> None:
    documents = post_parts(ONE + TWO + END).documents
    assert [(document.name, document.format) for document in documents] == [
        ("a.ttl", TURTLE),
        ("b.nt", N_TRIPLES),
    ]
    assert documents[0].body == b"<urn:s> <urn:p> 1 .\r\n"
    assert documents[1].body == "<urn:s> <urn:p> <urn:ø> .".encode()


def test_a_preamble_an_epilogue_and_an_empty_part_are_fine() -> None:
    documents = post_parts(
        "preamble\r\n" + part("e.ttl", "text/turtle", "") + END + "epilogue"
    ).documents
    assert [document.body for document in documents] == [b""]


def test_a_boundary_inside_a_line_is_content() -> None:
    body = f"# --{BOUNDARY} is no delimiter here"
    assert post_parts(part("a.ttl", "text/turtle", body) + END).documents[0].body == body.encode()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (ONE, "cut off"),
        ("", "cut off"),
        (END, "no parts"),
        (f"--{BOUNDARY}\r\nno header\r\n{END}", "no header"),
        (ONE * 101 + END, "more than 100 parts"),
        (f"--{BOUNDARY}\r\nX: {'x' * 10_000}\r\n\r\n\r\n{END}", "no header"),
    ],
)
def test_a_multipart_body_that_is_not_whole_is_a_bad_request(body: str, problem: str) -> None:
    with pytest.raises(BadRequest, match=problem):
        post_parts(body)


@pytest.mark.parametrize("boundary", ["", "x" * 71, "å"])
def test_a_boundary_that_cannot_be_is_a_bad_request(boundary: str) -> None:
    with pytest.raises(BadRequest, match="boundary"):
        post_parts(ONE + END, boundary)


def test_a_part_without_type_is_a_bad_request_and_is_named() -> None:
    body = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="notes"\r\n\r\nx\r\n{END}'
    with pytest.raises(BadRequest, match="notes"):
        post_parts(body)
    with pytest.raises(BadRequest, match="Part «1»"):
        post_parts(f"--{BOUNDARY}\r\n\r\nx\r\n{END}")


def test_a_part_in_a_transfer_encoding_is_not_supported() -> None:
    head = "Content-Type: text/turtle\r\nContent-Transfer-Encoding: base64"
    body = f"--{BOUNDARY}\r\n{head}\r\n\r\n\r\n{END}"
    with pytest.raises(UnsupportedMediaType, match="base64"):
        post_parts(body)
