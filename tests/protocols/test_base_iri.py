"""Relative IRIs in queries and updates: the endpoint's own URL is their base."""

from __future__ import annotations

from pathlib import Path

from promises.serving import Server, token_for


def test_relative_iris_in_a_query_are_resolved_against_the_endpoint(server: Server) -> None:
    base = f"http://127.0.0.1:{server.port}"
    rows = server.rows("SELECT ?iri { VALUES ?iri { <> <#a> <b> </c> } }")
    assert [iri for (iri,) in rows] == [
        f"{base}/sparql", f"{base}/sparql#a", f"{base}/b", f"{base}/c",
    ]  # fmt: skip


def test_a_base_in_the_query_wins(server: Server) -> None:
    rows = server.rows("BASE <http://example.org/> SELECT ?iri { VALUES ?iri { <b> } }")
    assert rows == [["http://example.org/b"]]


def test_relative_iris_in_an_update_are_resolved_against_the_endpoint(
    server: Server, state: Path
) -> None:
    token = token_for(state)
    graph = f"http://127.0.0.1:{server.port}/g"
    assert server.update("INSERT DATA { GRAPH <g> { <#s> <p> <o> } }", token).status == 200
    found = server.rows(f"SELECT ?s {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
    assert found == [[f"http://127.0.0.1:{server.port}/sparql#s"]]
    assert server.write_graph("DELETE", graph, None, token).status == 204


def test_an_error_is_placed_where_it_is_in_a_query_with_relative_iris(server: Server) -> None:
    problem = server.query("SELECT * {\n <a> ?p }").json()
    assert (problem["code"], problem["line"], problem["column"]) == ("query-syntax", 2, 9)
