"""Pages of other sites may read all and write nothing (Fetch § 3.2)."""

from __future__ import annotations

from pathlib import Path

import pytest

from promises.serving import Reply, Server, bearer, graph_path, token_for
from protocols.asking import RESOURCES, query_path

ORIGIN = {"Origin": "https://other.example"}


def preflight(server: Server, path: str, method: str, *headers: str) -> Reply:
    asked = {**ORIGIN, "Access-Control-Request-Method": method}
    if headers:
        asked["Access-Control-Request-Headers"] = ", ".join(headers)
    return server.ask(path, "OPTIONS", headers=asked)


def listed(reply: Reply, header: str) -> set[str]:
    return {value.strip().lower() for value in reply.headers[header].split(",")}


@pytest.mark.parametrize("path", [*RESOURCES.values(), query_path("SELECT"), "/doc/none"])
def test_any_origin_may_read_answers_and_errors_with_their_headers(
    server: Server, path: str
) -> None:
    reply = server.ask(path, headers=ORIGIN)
    assert reply.headers["access-control-allow-origin"] == "*"
    exposed = listed(reply, "access-control-expose-headers")
    assert {"etag", "link", "location", "planvev-generation", "retry-after"} <= exposed
    assert "access-control-allow-credentials" not in reply.headers


def test_a_query_may_be_posted_from_any_origin(server: Server) -> None:
    allowed = preflight(server, "/sparql", "POST", "content-type", "accept", "if-none-match")
    assert allowed.status == 200
    assert allowed.headers["access-control-allow-origin"] == "*"
    assert "post" in listed(allowed, "access-control-allow-methods")
    names = listed(allowed, "access-control-allow-headers")
    assert {"content-type", "accept", "if-none-match"} <= names
    headers = {**ORIGIN, "Content-Type": "application/sparql-query"}
    assert server.ask("/sparql", "POST", "ASK {}", headers).headers["access-control-allow-origin"]


@pytest.mark.parametrize("path", ["/sparql", graph_path("urn:g"), "/graph/a/b"])
def test_no_other_origin_may_write_or_send_a_token(server: Server, path: str) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = preflight(server, path, method, "authorization")
        assert not {"put", "delete", "patch"} & listed(answer, "access-control-allow-methods")
        assert "authorization" not in listed(answer, "access-control-allow-headers")


def test_an_answer_to_who_brings_a_token_is_not_for_other_origins(
    server: Server, state: Path
) -> None:
    token = bearer(token_for(state))
    for method, path in (("GET", "/sparql"), ("PUT", graph_path("urn:g"))):
        reply = server.ask(path, method, headers={**ORIGIN, **token})
        assert "access-control-allow-origin" not in reply.headers


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/sparql", {"get", "head", "post", "options"}),
        ("/graph-store", {"get", "head", "put", "post", "delete", "options"}),
        ("/graph/a/b", {"get", "head", "put", "post", "delete", "options"}),
        ("/doc/a/b", {"get", "head", "options"}),
    ],
)
def test_options_and_405_name_the_methods(server: Server, path: str, methods: set[str]) -> None:
    assert listed(server.ask(path, "OPTIONS"), "allow") == methods
    refused = server.ask(path, "PATCH")
    assert refused.status == 405
    assert listed(refused, "allow") == methods
