"""ETag, 304, HEAD, and what must not be kept (RFC 9110 §§ 8.8, 9.3.2, 13)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from promises.serving import Reply, Server, graph_path, token_for
from protocols.asking import HTML, NOBODY, OFFERED, RESOURCES, get, query_path, vary

EACH = pytest.mark.parametrize("name", RESOURCES)
CHANGING = {
    "RAND": "SELECT (RAND() AS ?x) {}",
    "NOW": "SELECT (NOW() AS ?x) {}",
    "UUID": "SELECT (UUID() AS ?x) {}",
    "STRUUID": "SELECT (STRUUID() AS ?x) {}",
    "BNODE": "SELECT (BNODE() AS ?x) {}",
}
BY_TAG = {"graph store"}
"""What has the tag of its own content; all else that of the generation."""


def described(reply: Reply) -> Mapping[str, str]:
    """Return the headers but for those of the moment."""
    return {name: value for name, value in reply.headers.items() if name != "date"}


@EACH
def test_head_has_the_headers_of_get_and_no_body(server: Server, name: str) -> None:
    for accept in (None, *OFFERED[name]):
        whole = get(server, RESOURCES[name], accept)
        headers = {} if accept is None else {"Accept": accept}
        head = server.ask(RESOURCES[name], "HEAD", headers=headers)
        assert (head.status, head.body) == (200, b"")
        assert described(head) == described(whole)
        assert head.headers["content-length"] == str(len(whole.body))


@EACH
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_answer_gets_304(server: Server, name: str, method: str) -> None:
    path, accept = RESOURCES[name], OFFERED[name][0]
    tag = get(server, path, accept).headers["etag"]
    opaque = tag.removeprefix("W/")
    for known in (tag, opaque, f"W/{opaque}", f'"x", {tag}', "*"):
        again = server.ask(path, method, headers={"Accept": accept, "If-None-Match": known})
        assert (again.status, again.body) == (304, b""), known
        assert again.headers["etag"] == tag
        assert "accept" in vary(again)
        assert "content-type" not in again.headers
    other = server.ask(path, method, headers={"Accept": accept, "If-None-Match": '"x"'})
    assert (other.status, other.headers["etag"]) == (200, tag)


@EACH
def test_each_format_has_a_tag_of_its_own(server: Server, name: str) -> None:
    tags = {get(server, RESOURCES[name], offered).headers["etag"] for offered in OFFERED[name]}
    assert len(tags) == len(OFFERED[name])


def test_a_write_changes_the_tags_of_all_but_graphs_that_it_did_not_touch(
    server: Server, state: Path
) -> None:
    token = token_for(state)
    written = graph_path("urn:written")
    assert server.write_graph("PUT", "urn:written", "<urn:s> <urn:p> 1 .", token).status == 201
    before = {name: get(server, path) for name, path in RESOURCES.items()}
    graph = get(server, written).headers["etag"]
    reply = server.update("INSERT DATA { GRAPH <urn:written> { <urn:s> <urn:p> 2 } }", token)
    generation = str(reply.json()["generation"])
    for name, path in RESOURCES.items():
        tag = before[name].headers["etag"]
        after = get(server, path, If_None_Match=tag)
        assert after.headers["planvev-generation"] == generation, name
        assert after.status == (304 if name in BY_TAG else 200), name
        assert (after.headers["etag"] == tag) is (name in BY_TAG), name
    assert get(server, written, If_None_Match=graph).status == 200
    assert server.write_graph("DELETE", "urn:written", None, token).status == 204


@pytest.mark.parametrize("name", CHANGING)
@pytest.mark.parametrize("accept", [None, HTML])
def test_an_answer_that_changes_each_time_is_neither_tagged_nor_kept(
    server: Server, name: str, accept: str | None
) -> None:
    path = query_path(CHANGING[name])
    first, second = get(server, path, accept), get(server, path, accept, If_None_Match="*")
    for reply in (first, second):
        assert reply.status == 200
        assert "etag" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"
    assert first.body != second.body


def test_what_other_endpoints_answer_is_neither_tagged_nor_kept(server: Server) -> None:
    query = f"SELECT * {{ SERVICE SILENT <{NOBODY}> {{ ?s ?p ?o }} }}"
    by_get, by_post = get(server, query_path(query)), server.query(query)
    for reply in (by_get, by_post):
        assert reply.status == 200, reply.text
        assert "etag" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"


def test_an_error_is_neither_tagged_nor_kept(server: Server) -> None:
    for path in (query_path("SELECT"), graph_path("urn:none"), "/doc/none", "/graph/none"):
        reply = get(server, path, If_None_Match="*")
        assert reply.status in (400, 404)
        assert "etag" not in reply.headers
        assert reply.headers["cache-control"] == "no-store"
