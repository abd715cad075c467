"""Promise 15: every format of every kind of answer is well-formed, and says what the data say.

The data are those that would break what is not escaped (``inert``). They are read again by other
parsers than the one that wrote them: rdflib's, and those of the standard library.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pyoxigraph
import pytest
import rdflib
from rdflib.query import Result
from rdflib.util import from_n3

from promises.inert import CONTROLS, GRAPHS, INERT, TEXTS, goal, plant, triples
from promises.serving import OPEN_TO_ALL, Reply, Server, graph_path

Term = tuple[str, ...]
RDF_FORMATS = {
    "text/turtle": "turtle",
    "application/n-triples": "nt",
    "application/ld+json": "json-ld",
    "application/rdf+xml": "xml",
}
RESULTS = {
    "application/sparql-results+json": "json",
    "application/sparql-results+xml": "xml",
    "text/csv": "csv",
    "text/tab-separated-values": "tsv",
}
XML = {"application/rdf+xml", "application/sparql-results+xml"}
ALL = f"SELECT ?s ?p ?o {{ GRAPH <{INERT}> {{ ?s ?p ?o }} }}"
DOCUMENT = urlsplit(goal(0)).path.replace("/planvev/id/", "/doc/")


@pytest.fixture(scope="module", autouse=True)
def exact_literals() -> Iterator[None]:
    """Let rdflib keep literals as they are written."""
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    yield
    rdflib.NORMALIZE_LITERALS = before


def served(template: Path, folder: Path, *, controls: bool) -> Iterator[Server]:
    site = Path(shutil.copytree(template, folder / "site"))
    plant(site / "state", controls=controls)
    server = Server(site / "state", site / "data", *OPEN_TO_ALL)
    try:
        yield server.await_ready()
    finally:
        server.clean_up()


@pytest.fixture(scope="module")
def server(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from served(template, tmp_path_factory.mktemp("inert"), controls=False)


@pytest.fixture(scope="module")
def with_controls(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    yield from served(template, tmp_path_factory.mktemp("controls"), controls=True)


def term(of: object) -> Term:
    """Return a term of rdflib's or of pyoxigraph's as plain texts, for comparison."""
    if isinstance(of, rdflib.Literal):
        return ("literal", str(of), (of.language or "").lower(), str(of.datatype or ""))
    if isinstance(of, rdflib.URIRef):
        return ("iri", str(of))
    if isinstance(of, pyoxigraph.Literal):
        plain = of.language or of.datatype.value.endswith("#string")
        datatype = "" if plain else of.datatype.value
        return ("literal", of.value, (of.language or "").lower(), datatype)
    assert isinstance(of, pyoxigraph.NamedNode)
    return ("iri", of.value)


def graph_of(body: bytes, syntax: str) -> set[tuple[Term, ...]]:
    graph = rdflib.Graph().parse(data=body, format=syntax, publicID="urn:base")
    return {(term(s), term(p), term(o)) for s, p, o in graph}


def expected(*, controls: bool = False) -> set[tuple[Term, ...]]:
    found = triples(controls=controls)
    return {(term(t.subject), term(t.predicate), term(t.object)) for t in found}


def as_turtle_type(found: set[tuple[Term, ...]]) -> set[tuple[Term, ...]]:
    """Leave out what differs by right: strings with and without their datatype."""
    string = "http://www.w3.org/2001/XMLSchema#string"
    return {tuple((*part[:3], "") if part[-1] == string else part for part in row) for row in found}


@pytest.mark.parametrize("media_type", RDF_FORMATS)
@pytest.mark.parametrize("path", ["graph store", "graph", "CONSTRUCT"])
def test_a_graph_says_the_same_in_every_format(server: Server, path: str, media_type: str) -> None:
    reply = ask_for_graph(server, path, media_type)
    if media_type in XML:  # it has no form for some of the predicates
        assert (reply.status, reply.code) == (406, "not-acceptable")
        assert media_type not in reply.json()["offered"]
        return
    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (200, media_type)
    assert as_turtle_type(graph_of(reply.body, RDF_FORMATS[media_type])) == expected()


def ask_for_graph(server: Server, path: str, media_type: str) -> Reply:
    if path == "graph store":
        return server.ask(graph_path(INERT), headers={"Accept": media_type})
    if path == "graph":
        return server.ask("/graph/eksempel/plan-2026/inert", headers={"Accept": media_type})
    return server.query(
        f"CONSTRUCT {{ ?s ?p ?o }} {{ GRAPH <{INERT}> {{ ?s ?p ?o }} }}", media_type
    )


def test_rdf_xml_says_what_the_other_formats_say(server: Server) -> None:
    label = "http://www.w3.org/2000/01/rdf-schema#label"
    pattern = f"{{ ?s <{label}> ?o }}"
    query = f"CONSTRUCT {pattern} WHERE {{ GRAPH <{INERT}> {pattern} }}"
    reply = server.query(query, "application/rdf+xml")
    wanted = {row for row in expected() if row[1] == ("iri", label)}
    assert {row[2][1] for row in wanted} >= set(TEXTS)
    assert graph_of(reply.body, "xml") == wanted


def rows_of(body: bytes, media_type: str) -> list[tuple[Term, ...]]:
    """Return the rows of a result; in CSV, which has no types, all of one kind."""
    if media_type == "text/csv":
        rows = csv.reader(io.StringIO(body.decode(), newline=""), strict=True)
        assert next(rows) == ["s", "p", "o"]
        return [tuple(("value", value) for value in row) for row in rows]
    if media_type == "text/tab-separated-values":
        # rdflib's own reader takes more than line feeds for ends of lines.
        head, *lines, end = body.decode().split("\n")
        assert (head, end) == ("?s\t?p\t?o", "")
        return [tuple(term(from_n3(value)) for value in line.split("\t")) for line in lines]
    found = Result.parse(io.BytesIO(body), format=RESULTS[media_type])
    return [tuple(term(row[name]) for name in ("s", "p", "o")) for row in found]


@pytest.mark.parametrize("media_type", RESULTS)
def test_results_say_the_same_in_every_format(server: Server, media_type: str) -> None:
    reply = server.query(ALL, media_type)
    assert (reply.status, reply.headers["content-type"].partition(";")[0]) == (200, media_type)
    wanted = expected()
    if media_type == "text/csv":
        wanted = {tuple(("value", part[1]) for part in row) for row in wanted}
    rows = rows_of(reply.body, media_type)
    assert len(rows) == len(expected())
    assert as_turtle_type(set(rows)) == wanted


def test_csv_is_taken_as_a_file_and_not_shown(server: Server) -> None:
    for media_type in ("text/csv", "text/tab-separated-values"):
        headers = server.query(ALL, media_type).headers
        assert headers["content-disposition"].startswith("attachment")
        assert headers["x-content-type-options"] == "nosniff"


def test_what_xml_cannot_hold_is_not_sent_as_xml(with_controls: Server) -> None:
    for media_type in XML:
        text = ALL if "results" in media_type else f"DESCRIBE <{goal(len(TEXTS))}>"
        reply = with_controls.query(text, media_type)
        assert reply.status == 406, media_type
        assert media_type not in reply.json()["offered"]
    reply = with_controls.ask(graph_path(INERT), headers={"Accept": "application/rdf+xml"})
    assert reply.status == 406, reply.text[:300]


@pytest.mark.parametrize("media_type", sorted({*RDF_FORMATS, *RESULTS} - XML))
def test_control_characters_are_whole_wherever_they_can_be(
    with_controls: Server, media_type: str
) -> None:
    reply = with_controls.query(
        ALL if media_type in RESULTS else f"DESCRIBE ?s {{ GRAPH <{INERT}> {{ ?s ?p ?o }} }}",
        media_type,
    )
    assert reply.status == 200
    if media_type in RESULTS:
        seen = {o[1] for _, _, o in rows_of(reply.body, media_type)}
    else:
        seen = {o[1] for _, _, o in graph_of(reply.body, RDF_FORMATS[media_type])}
    assert set(CONTROLS) <= seen


@pytest.mark.parametrize("extension", ["ttl", "nt", "jsonld", "rdf", "html"])
def test_documents_are_well_formed(server: Server, extension: str) -> None:
    syntaxes = dict(zip(("ttl", "nt", "jsonld", "rdf"), RDF_FORMATS.values(), strict=True))
    refused = 0
    for number in range(len(TEXTS)):
        path = urlsplit(goal(number)).path.replace("/planvev/id/", "/doc/")
        reply = server.ask(f"{path}.{extension}")
        if extension == "rdf" and reply.status == 406:
            refused += 1
            continue
        assert reply.status == 200, path
        if extension != "html":
            found = graph_of(reply.body, syntaxes[extension])
            assert any(row[2][1] == TEXTS[number] for row in found), TEXTS[number]
        assert "\r" not in "".join(reply.headers.values())
        assert "set-cookie" not in reply.headers
    assert refused < len(TEXTS)


def test_answers_in_json_and_xml_parse(server: Server) -> None:
    for path in ("/status", "/health", "/dumps?format=json", "/sparql?query=ASK%7B%7D"):
        assert json.loads(server.ask(path, headers={"Accept": "application/json"}).body)
    for text in TEXTS:
        for path in (f"/doc/{quote(text, safe='')}", f"/sparql?{urlencode({'query': text})}"):
            reply = server.ask(path, headers={"Accept": "application/json"})
            assert 400 <= reply.status < 500
            assert reply.json()["status"] == reply.status
            assert "set-cookie" not in reply.headers
    description = server.ask("/sparql", headers={"Accept": "application/rdf+xml"})
    ET.fromstring(description.body)  # noqa: S314 - our own


@pytest.mark.parametrize("name", ["planvev.nq.gz", "planvev.trig.gz", "planvev.jsonld.gz"])
def test_dumps_hold_all_data(server: Server, name: str) -> None:
    reply = server.ask(f"/dumps/{name}")
    assert reply.status == 200, reply.text[:300]
    syntax = {"nq": "nquads", "trig": "trig", "jsonld": "json-ld"}[name.split(".")[1]]
    dataset = rdflib.Dataset()
    dataset.parse(data=gzip.decompress(reply.body), format=syntax)
    graph = dataset.graph(rdflib.URIRef(INERT))
    assert as_turtle_type({(term(s), term(p), term(o)) for s, p, o in graph}) == expected()
    assert {str(each.identifier) for each in dataset.graphs()} >= set(GRAPHS)
