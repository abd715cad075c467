"""``planvev serve --engine URL`` before the Oxigraph server and before Virtuoso 7.

Pages, queries and documents are what the embedded engine makes of the same data; each change is
seen by the next read; restart and sync change nothing that is right.
"""

from __future__ import annotations

import csv
import io
import json
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pyoxigraph import parse, parse_query_results

from conftest import run_planvev
from e2e.conftest import ROOT, Site, without_place
from load.remote.real_stores import environment_of, options_of
from planvev.engine.remote.values import by_value
from planvev.rdf.formats import (
    GRAPH_FORMATS,
    N_TRIPLES,
    RDF_SYNTAX,
    RESULTS_FORMATS,
    RESULTS_SYNTAX,
    Format,
)
from planvev.vocab import GRAPH
from promises.serving import JSON, Reply, Server, bearer, graph_path

QUESTIONS = sorted((ROOT / "ontology" / "questions").glob("*.toml"))
PLAN = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"
DISTINCT = "http://rdfs.org/ns/void#distinctObjects"
TURTLE = {"Content-Type": "text/turtle"}
SELECT = f"""PREFIX pv: <https://w3id.org/planvev/ontology#>
SELECT ?goal ?text WHERE {{ ?goal a pv:Goal ; pv:partOf <{PLAN}> ; pv:text ?text }}
ORDER BY ?goal"""
CONSTRUCT = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o FILTER (?s = <{PLAN}/goal/2.6>) }}"
THINGS = (
    "goal/2.6",
    "section/forord",
    "vision",
    "value/apen",
    "link/1",
    "strategy/2.6.1",
)


def questions_of(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def rows_of(table: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(table)) if row]


def meant(body: bytes, chosen: Format) -> frozenset[str] | None:
    """Return what a document says: stores spell numbers and call blank nodes their own way."""
    return by_value(quad.triple for quad in parse(body, RDF_SYNTAX[chosen]))


def solutions(body: bytes, chosen: Format) -> list[list[str]]:
    """Return the rows of an answer as texts."""
    if chosen not in RESULTS_SYNTAX or chosen.name == "csv":
        return rows_of(body.decode())
    result = parse_query_results(body, RESULTS_SYNTAX[chosen])
    return [[str(value) for value in row] for row in result]  # type: ignore[union-attr]


# --- reading ------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_gets_the_answer_that_the_embedded_engine_gives(
    site: Site, embedded: Server, path: Path
) -> None:
    question = questions_of(path)
    replies = [server.query(question["query"], "text/csv") for server in (site.server, embedded)]
    assert [reply.status for reply in replies] == [200, 200], replies
    theirs, ours = (rows_of(reply.text) for reply in replies)
    assert len(ours) == len(rows_of(question["expected"]))
    if question["ordered"]:
        assert theirs == ours
    else:
        assert (theirs[0], sorted(theirs[1:])) == (ours[0], sorted(ours[1:]))


@pytest.mark.parametrize("chosen", RESULTS_FORMATS, ids=lambda chosen: chosen.name)
def test_a_table_comes_in_every_format(site: Site, embedded: Server, chosen: Format) -> None:
    replies = [server.query(SELECT, chosen.media_type) for server in (site.server, embedded)]
    assert [reply.headers["content-type"] for reply in replies] == [chosen.content_type] * 2
    theirs, ours = (solutions(reply.body, chosen) for reply in replies)
    assert len(ours) > 20
    assert theirs == ours


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda chosen: chosen.name)
def test_a_graph_comes_in_every_format(site: Site, embedded: Server, chosen: Format) -> None:
    replies = [server.query(CONSTRUCT, chosen.media_type) for server in (site.server, embedded)]
    assert [reply.headers["content-type"] for reply in replies] == [chosen.content_type] * 2
    theirs, ours = (meant(reply.body, chosen) for reply in replies)
    assert ours
    assert theirs == ours


def test_an_ask_is_answered(site: Site) -> None:
    for pattern, expected in ((f"<{PLAN}> ?p ?o", True), ("<urn:nothing> ?p ?o", False)):
        reply = site.server.query(f"ASK {{ {pattern} }}")
        assert (reply.status, reply.json()["boolean"]) == (200, expected)


@pytest.mark.parametrize("name", THINGS)
@pytest.mark.parametrize("suffix", [".ttl", ".jsonld", ".nt", ".rdf"])
def test_a_document_says_what_the_embedded_engine_says(
    site: Site, embedded: Server, name: str, suffix: str
) -> None:
    path = f"/doc/trondheim/samfunnsdel-2009/{name}{suffix}"
    chosen = next(each for each in GRAPH_FORMATS if suffix == f".{each.extension}")
    replies = [server.ask(path) for server in (site.server, embedded)]
    assert [reply.status for reply in replies] == [200, 200]
    theirs, ours = (meant(reply.body, chosen) for reply in replies)
    assert ours
    assert theirs == ours


def test_pages_are_those_that_the_embedded_engine_makes(site: Site, embedded: Server) -> None:
    linked = set(re.findall(r'href="(/[^"?#]*)"', embedded.ask("/").text))
    own = {f"/doc/trondheim/samfunnsdel-2009/{name}.html" for name in THINGS}
    compared, different = 0, []
    for path in ["/", "/doc/trondheim/samfunnsdel-2009.html", *sorted(own | linked)[:60]]:
        ours = embedded.ask(path)
        if not ours.headers.get("content-type", "").startswith("text/html"):
            continue
        theirs = site.server.ask(path)
        assert theirs.status == ours.status, (path, theirs.text)
        if without_place(theirs.text) != without_place(ours.text):
            different.append(path)
        compared += 1
    # Virtuoso 7 loses rows of a path of length zero in a graph: docs/remote.md says so.
    is_virtuoso = "virtuoso" in str(site.store.process.args)
    assert different in ([], ["/goals"] if is_virtuoso else [])
    assert compared >= 10


@pytest.mark.parametrize("path", ["/.well-known/void", "/catalog", "/sparql"])
def test_what_describes_the_dataset_is_what_the_embedded_engine_says(
    site: Site, embedded: Server, path: str
) -> None:
    headers = {"Accept": "application/n-triples"}
    replies = [server.ask(path, headers=headers) for server in (site.server, embedded)]
    assert [reply.status for reply in replies] == [200, 200], replies[0].text
    # To Virtuoso "1"^^xsd:nonNegativeInteger and 1 are two values, to Oxigraph they are one.
    texts = [
        "".join(line for line in reply.text.splitlines(keepends=True) if DISTINCT not in line)
        for reply in replies
    ]
    theirs, ours = (meant(without_place(text).encode(), N_TRIPLES) for text in texts)
    assert ours
    assert theirs == ours


def test_a_query_that_does_not_parse_is_told_where(site: Site) -> None:
    reply = site.server.query("SELECT * WHERE {\n ?s ?p }")
    assert (reply.status, reply.code) == (400, "query-syntax")


def test_an_answer_is_kept_until_a_change_and_no_longer(site: Site) -> None:
    path = f"/sparql?query={quote('ASK { <urn:kept> ?p ?o }')}"
    headers = {"Accept": JSON}
    first = site.server.ask(path, headers=headers)
    assert first.headers["planvev-generation"] == str(site.server.archive.head())
    again = site.server.ask(path, headers={**headers, "If-None-Match": first.headers["etag"]})
    assert again.status == 304
    site.server.write_graph("PUT", "urn:test:kept", "<urn:kept> <urn:p> 1 .", site.token)
    changed = site.server.ask(path, headers={**headers, "If-None-Match": first.headers["etag"]})
    assert (changed.status, changed.json()["boolean"]) == (200, True)
    assert changed.headers["planvev-generation"] == str(site.server.archive.head())
    site.server.write_graph("DELETE", "urn:test:kept", None, site.token)


# --- writing ------------------------------------------------------------------------------------


def test_each_write_of_a_graph_is_seen_by_the_next_read(site: Site) -> None:
    graph, server = "urn:test:written", site.server
    count = f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    content = '<urn:s> <urn:p> 007 , "å"@nb-NO .'
    put = server.write_graph("PUT", graph, content, site.token)
    assert (put.status, "planvev-visible" in put.headers) == (201, False)
    assert server.rows(count) == [["2"]]
    exact = server.ask(graph_path(graph), headers={"Accept": "application/n-triples"})
    assert sorted(exact.text.splitlines()) == [
        '<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .',
        '<urn:s> <urn:p> "å"@nb-NO .',
    ]
    assert server.write_graph("POST", graph, "_:a <urn:p> _:b .", site.token).status == 204
    assert server.rows(count) == [["3"]]
    assert server.write_graph("PUT", graph, "<urn:s> <urn:p> 1 .", site.token).status == 204
    assert server.rows(count) == [["1"]]
    assert server.write_graph("DELETE", graph, None, site.token).status == 204
    assert server.rows(count) == [["0"]]
    assert server.write_graph("DELETE", graph, None, site.token).status == 404


def test_an_update_is_seen_by_the_next_read(site: Site) -> None:
    graph = "urn:test:updated"
    ask = f"SELECT ?o WHERE {{ GRAPH <{graph}> {{ <urn:s> <urn:p> ?o }} }} ORDER BY ?o"
    update = f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:s> <urn:p> 1, 2 }} }}"
    reply = site.server.update(update, site.token)
    assert (reply.status, reply.json()["visible"]) == (200, True)
    assert site.server.rows(ask) == [["1"], ["2"]]
    moved = f"""WITH <{graph}> DELETE {{ ?s ?p 1 }} INSERT {{ ?s ?p 3 }} WHERE {{ ?s ?p 1 }}"""
    assert site.server.update(moved, site.token).status == 200
    assert site.server.rows(ask) == [["2"], ["3"]]
    assert site.server.update(f"DROP GRAPH <{graph}>", site.token).status == 200
    assert site.server.rows(ask) == []


def test_a_change_of_the_unnamed_graph_is_seen(site: Site) -> None:
    update = "INSERT DATA { <urn:unnamed> <urn:p> 1 }"
    assert site.server.update(update, site.token).status == 200
    ask = "SELECT ?o WHERE { <urn:unnamed> <urn:p> ?o }"
    assert site.server.rows(ask) == [["1"]]
    assert site.server.write_graph("DELETE", "default", None, site.token).status == 204
    assert site.server.rows(ask) == []


def test_what_does_not_conform_changes_nothing_anywhere(site: Site) -> None:
    server = site.server
    head = server.archive.head()
    update = f"""PREFIX pv: <https://w3id.org/planvev/ontology#>
    INSERT DATA {{ GRAPH <{GRAPH.iri}trondheim/samfunnsdel-2009/adopted> {{
      <{PLAN}/goal/99> a pv:Goal . }} }}"""
    reply = server.update(update, site.token)
    assert (reply.status, reply.code) == (422, "validation-failed")
    assert server.archive.head() == head
    assert server.rows(f"SELECT ?p WHERE {{ <{PLAN}/goal/99> ?p ?o }}") == []


def test_conditions_and_tokens_are_looked_at(site: Site) -> None:
    graph, server = "urn:test:condition", site.server
    head = server.archive.head()
    path = graph_path(graph)
    old = {**TURTLE, **bearer(site.token), "If-Match": '"0"'}
    assert server.ask(path, "PUT", "<urn:s> <urn:p> 1 .", old).status == 412
    assert server.ask(path, "PUT", "<urn:s> <urn:p> 1 .", TURTLE).status == 401
    assert server.update("DROP ALL", "").status == 401
    assert server.archive.head() == head


def test_a_decision_derives_the_direct_link(site: Site) -> None:
    link = f"{PLAN}/link/99"
    direct = f"""PREFIX pv: <https://w3id.org/planvev/ontology#>
    SELECT ?status WHERE {{
    <{PLAN}/strategy/2.6.1> pv:contributesTo <http://metadata.un.org/sdg/11> .
    GRAPH ?g {{ <{link}> pv:linkStatus ?status }} }}"""
    graphs = [f"{GRAPH.iri}trondheim/samfunnsdel-2009/test-{name}" for name in ("links", "said")]
    machine = "https://w3id.org/planvev/id/organisation/planvev"
    prefixes = """PREFIX pv: <https://w3id.org/planvev/ontology#>
    PREFIX code: <https://w3id.org/planvev/code/> PREFIX prov: <http://www.w3.org/ns/prov#>
    PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>"""
    proposal = f"""{prefixes} INSERT DATA {{ GRAPH <{graphs[0]}> {{ <{link}> a pv:Link ;
      pv:linkSource <{PLAN}/strategy/2.6.1> ; pv:linkTarget <http://metadata.un.org/sdg/11> ;
      pv:linkType <https://w3id.org/planvev/code/link-type/contributesTo> ;
      pv:linkBasis <https://w3id.org/planvev/code/link-basis/machineSuggestion> ;
      pv:confidence "0.5"^^xsd:decimal ; prov:wasAttributedTo <{machine}> ;
      prov:generatedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime }} }}"""
    decision = f"""{prefixes} INSERT DATA {{ GRAPH <{graphs[1]}> {{
      <{link}/decision/1> a pv:Decision ; pv:decides <{link}> ;
      pv:outcome <https://w3id.org/planvev/code/decision-outcome/approved> ;
      prov:wasAssociatedWith <{machine}> ;
      prov:endedAtTime "2026-02-01T00:00:00Z"^^xsd:dateTime }} }}"""
    proposed = site.server.update(proposal, site.token)
    assert proposed.status == 200, proposed.text
    assert site.server.rows(direct) == []
    decided = site.server.update(decision, site.token)
    assert decided.status == 200, decided.text
    assert any(graph["derived"] for graph in decided.json()["graphs"])
    assert site.server.rows(direct) == [["https://w3id.org/planvev/code/link-status/approved"]]
    for graph in reversed(graphs):
        assert site.server.write_graph("DELETE", graph, None, site.token).status == 204
    assert site.server.rows(direct) == []


# --- restart and sync ---------------------------------------------------------------------------


def sync(site: Site, *options: str) -> tuple[int, dict[str, Any]]:
    """Run ``planvev sync --json`` beside the server; return its exit code and what it printed."""
    place = ("--state", str(site.server.state), "--json")
    settings = site.store.settings
    said = run_planvev(
        "sync", *place, *options_of(settings), *options, environment=environment_of(settings)
    )
    assert said.returncode in (0, 1), said.stderr
    return said.returncode, json.loads(said.stdout)


def test_after_all_these_changes_the_store_holds_what_the_archive_holds(site: Site) -> None:
    code, said = sync(site, "--verify")
    assert said["put"] == said["deleted"] == []
    assert said["generation"] == site.server.archive.head()
    assert said["verification"]["faults"] == []
    assert (code, said["verification"]["whole"]) == (0, True)


def test_a_restart_puts_nothing_again_and_answers_the_same(site: Site) -> None:
    before = site.server.query(SELECT, "text/csv")
    assert site.server.stop() == 0
    again = site.serve_again()
    try:
        after = again.query(SELECT, "text/csv")
        assert after.body == before.body
        assert after.headers["planvev-generation"] == before.headers["planvev-generation"]
        assert sync(site)[1]["put"] == []
        reply: Reply = again.write_graph("PUT", "urn:test:later", "<urn:s> <urn:p> 1 .", site.token)
        assert reply.status == 201
    finally:
        again.clean_up()
