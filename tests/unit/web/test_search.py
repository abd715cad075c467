"""``/search``: as a page, JSON and tables, and suggestions."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from planvev.vocab import GRAPH, ID, PV, RDF, RDFS
from unit.web.dataset_server import DatasetServer

GOAL = ID["by/plan/goal/1"].value
HOSTILE = "<script>alert(1)</script> sykkel"


def label(iri: str, text: str) -> str:
    return f'<{iri}> <{RDFS.label.value}> "{text}"@nb .\n'


def kind(iri: str, name: str) -> str:
    return f"<{iri}> <{RDF.type.value}> <{PV[name].value}> .\n"


def graph(*lines: str) -> bytes:
    return "".join(sorted(lines)).encode()


GRAPHS = {
    GRAPH["by/plan/adopted"].value: graph(
        kind(GOAL, "Goal"),
        label(GOAL, "Flere sykkelveier, =1+1"),
        kind(f"{GOAL}/x", "Strategy"),
        label(f"{GOAL}/x", HOSTILE),
    )
}


@pytest.fixture
def server(tmp_path: Path) -> DatasetServer:
    return DatasetServer(tmp_path, GRAPHS)


def test_a_page_marks_what_answers(server: DatasetServer) -> None:
    answer = server.get("/search?q=sykkelvei", accept="text/html")
    assert answer.status_code == 200
    assert "Flere <mark>sykkelveier</mark>, =1+1" in answer.text
    assert "1 treff på «sykkelvei»" in answer.text
    assert answer.headers["Planvev-Generation"] == "1"


def test_a_page_is_in_the_language_that_is_asked_for(server: DatasetServer) -> None:
    assert "1 hit for «sykkelvei»" in server.get("/search?q=sykkelvei&lang=en").text


def test_hostile_words_do_no_harm(server: DatasetServer) -> None:
    html = server.get("/search?q=%22%3E%3Cscript%3E+sykkel", accept="text/html").text
    assert "<script>" not in html
    html = server.get("/search?q=sykkel", accept="text/html").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_json_has_hits_with_the_places_of_what_answers(server: DatasetServer) -> None:
    body = server.get("/search?q=sykkelveier", accept="application/json").get_json()
    hit = body["hits"][0]
    assert (body["total"], body["generation"], hit["iri"]) == (1, 1, GOAL)
    start, end = hit["title_highlights"][0]
    assert hit["title"][start:end] == "sykkelveier"
    assert hit["url"].endswith("/doc/by/plan/goal/1")
    assert set(body["facets"]) == {"plan", "kind", "theme", "actor", "group"}


def test_tables_are_guarded_against_formulas(server: DatasetServer) -> None:
    rows = list(
        csv.reader(io.StringIO(server.get("/search?q=sykkel&format=csv").data.decode("utf-8-sig")))
    )
    assert {row[5] for row in rows[1:]} == {GOAL, f"{GOAL}/x"}
    assert server.get("/search?q=sykkel&format=xlsx").data[:2] == b"PK"


def test_the_other_formats_are_named(server: DatasetServer) -> None:
    links = server.get("/search?q=sykkel", accept="text/html").headers.getlist("Link")
    assert any("format=csv" in link and 'rel="alternate"' in link for link in links)


def test_suggestions_begin_as_the_word_does(server: DatasetServer) -> None:
    answer = server.get("/search/suggest?q=syk", accept="application/json")
    assert GOAL in [hit["iri"] for hit in answer.get_json()]
    assert server.get("/search/suggest?q=").get_json() == []


def test_new_words_are_found_after_a_commit(server: DatasetServer) -> None:
    server.get("/search?q=sykkel")
    server.commit(
        {GRAPH["by/plan/adopted"].value: graph(kind(GOAL, "Goal"), label(GOAL, "Bussfelt"))}
    )
    answer = server.get("/search?q=bussfelt", accept="application/json")
    assert answer.get_json()["total"] == 1
    assert answer.headers["Planvev-Generation"] == "2"


def test_a_page_beyond_the_last_is_empty_and_one_that_is_none_is_refused(
    server: DatasetServer,
) -> None:
    assert server.get("/search?q=sykkel&page=99").status_code == 200
    assert server.get("/search?q=sykkel&page=-1").status_code == 400


def test_a_facet_that_does_not_exist_finds_nothing(server: DatasetServer) -> None:
    body = server.get("/search?q=sykkel&theme=%3Cbad%3E", accept="application/json").get_json()
    assert body["total"] == 0


def test_browsers_are_told_how_to_search(server: DatasetServer) -> None:
    answer = server.get("/search/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    assert "search?q={searchTerms}" in answer.text
