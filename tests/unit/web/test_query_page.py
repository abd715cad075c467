"""The query page: answers with names, charts, pictures, tables for people, ways to ask again."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import urllib.parse

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, parse

from planvev.engine.base import Result, ResultKind
from planvev.errors import QueryRefused
from planvev.rdf.formats import RESULTS_JSON
from planvev.vocab import XSD
from planvev.web.chart import ROWS_MAX, chart_of
from planvev.web.graph_drawing import HEIGHT, NODES_MAX, WIDTH, GraphDrawing, graph_drawing
from planvev.web.query_page import whole_body
from planvev.web.query_snippets import python, shell_quoted, snippets

BROWSER = {"Accept": "text/html"}
PV = "https://w3id.org/planvev/ontology#"
GOALS = f"SELECT ?goal ?text WHERE {{ ?goal a <{PV}Goal> ; <{PV}text> ?text }} ORDER BY ?goal"
HOSTILE = [
    "SELECT * { ?s ?p 'it''s' }",
    'ASK { ?s ?p "$(touch /tmp/no) `id` \\\\" }',
    "ASK {\n # line\r\n ?s ?p '''x''' }",
    'ASK { ?s ?p """"quoted""" }',
    "ASK { ?s ?p '\\u202e' } -- ; rm -rf $HOME",
]


def ask(client: FlaskClient, query: str, **more: str) -> str:
    parameters = {"query": query, **more}
    return client.get("/sparql", query_string=parameters, headers=BROWSER).text


def literal(value: object, kind: str = "integer") -> dict[str, str]:
    return {"type": "literal", "value": str(value), "datatype": XSD[kind].value}


def name(value: str) -> dict[str, str]:
    return {"type": "literal", "value": value}


def test_things_are_shown_by_name_and_link_to_their_pages(client: FlaskClient) -> None:
    html = ask(client, GOALS)
    assert 'href="/doc/testby/plan-2020/goal/1.1"' in html
    assert "I 2030 sykler halve byen" in html
    assert 'class="code address">https://w3id.org/planvev/id/testby/plan-2020/goal/1.1<' in html


def test_an_answer_with_names_and_numbers_has_a_chart(client: FlaskClient) -> None:
    html = ask(client, 'SELECT * { VALUES (?place ?n) { ("a" 1) ("b" 20) } }')
    assert '<svg class="chart"' in html
    assert '<svg class="chart"' not in ask(client, 'SELECT * { VALUES ?place { "a" "b" } }')


def test_a_graph_has_a_picture_and_its_text(client: FlaskClient) -> None:
    html = ask(client, f"CONSTRUCT {{ ?s <{PV}subGoalOf> ?o }} WHERE {{ ?s <{PV}subGoalOf> ?o }}")
    assert '<svg class="graph-drawing"' in html
    assert "pv:subGoalOf" in html


def test_what_is_wrong_is_marked_at_its_place(client: FlaskClient) -> None:
    html = ask(client, "SELECT * WHERE {\n  ?s ?p ;\n}")
    assert 'data-line="2" data-column="9"' in html
    assert 'aria-invalid="true"' in html


def test_a_table_for_people_is_guarded_and_the_exact_one_is_not(client: FlaskClient) -> None:
    query = f'SELECT ?x ?goal WHERE {{ ?goal a <{PV}Goal> BIND ("=1+1" AS ?x) }} LIMIT 1'
    exact = client.get("/sparql", query_string={"query": query, "format": "csv"}).text
    assert exact.splitlines()[1].startswith("=1+1,")
    guarded = client.get("/sparql", query_string={"query": query, "format": "csv-excel"})
    assert guarded.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(guarded.data.decode("utf-8-sig"))))
    assert rows[1][0] == "'=1+1"
    assert any("I 2030" in cell or "Testby" in cell for cell in rows[1])
    book = client.get("/sparql", query_string={"query": query, "format": "xlsx"})
    sheet = load_workbook(io.BytesIO(book.data)).active
    assert sheet is not None
    assert sheet["A2"].data_type == "s"


def test_a_workbook_is_negotiated_and_a_graph_is_none(client: FlaskClient) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = client.get("/sparql", query_string={"query": GOALS}, headers={"Accept": kind})
    assert (answer.status_code, answer.mimetype) == (200, kind)
    graph = {"query": "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1", "format": "xlsx"}
    assert client.get("/sparql", query_string=graph).status_code == 406


def test_completion_knows_our_terms_in_the_language_of_the_page(client: FlaskClient) -> None:
    names = {}
    for language in ("nb", "en"):
        body = client.get(f"/sparql/vocabulary.json?lang={language}").get_json()
        names[language] = {term["name"]: term for term in body["terms"]}
        assert body["prefixes"]["pv"] == PV
    goal = {language: terms["pv:Goal"]["label"] for language, terms in names.items()}
    assert goal["nb"] != goal["en"]


def test_the_examples_are_the_saved_queries(client: FlaskClient) -> None:
    html = client.get("/sparql", headers=BROWSER).text
    assert html.count('class="example"') > 40


@pytest.mark.parametrize("query", HOSTILE)
def test_a_shell_gets_a_query_as_it_is(query: str) -> None:
    said = subprocess.run(
        ["sh", "-c", f"printf %s {shell_quoted(query)}"], capture_output=True, check=True
    )
    assert said.stdout.decode() == query


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("is_table", [True, False])
def test_python_gets_a_query_as_it_is(query: str, is_table: bool) -> None:
    code = python("http://127.0.0.1:1/sparql", query, is_table)
    compile(code, "snippet", "exec")
    lines = code[code.index("query = ") :].partition("\nrequest = ")[0]
    scope: dict[str, str] = {}
    exec(lines, scope)  # noqa: S102 (the lines are of our own making)
    assert scope["query"] == query


@pytest.mark.parametrize("query", HOSTILE)
def test_r_and_the_url_hold_the_query(query: str) -> None:
    ways = {way.name: way.text for way in snippets("http://127.0.0.1:1/sparql", query, True)}
    sent = urllib.parse.parse_qs(urllib.parse.urlsplit(ways["URL"]).query)["query"][0]
    assert sent == query
    quoted = next(line for line in ways["R"].splitlines() if line.startswith("query <- "))
    assert json.loads(quoted.removeprefix("query <- ")) == query


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no shell")
def test_the_command_for_a_shell_is_one() -> None:
    for way in snippets("http://127.0.0.1:1/sparql", HOSTILE[1], True):
        if way.name == "curl":
            subprocess.run(["sh", "-n", "-c", way.text], check=True)


def test_bars_are_as_long_as_their_numbers_and_negative_ones_go_left() -> None:
    rows = [{"a": name("x"), "n": literal(-5)}, {"a": name("y"), "n": literal(10)}]
    chart = chart_of(["a", "n"], rows, {})
    assert chart is not None
    left, right = chart.bars
    assert right.width == pytest.approx(2 * left.width)
    assert left.x + left.width == pytest.approx(right.x) == pytest.approx(chart.base)


def test_years_make_a_line_in_their_order() -> None:
    rows = [{"y": name(str(y)), "n": literal(n)} for y, n in ((2020, 3), (2010, 1), (2015, 2))]
    chart = chart_of(["y", "n"], rows, {})
    assert chart is not None
    assert [point.name for point in chart.points] == ["2010", "2015", "2020"]
    assert [p.x for p in chart.points] == sorted(p.x for p in chart.points)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"a": name("x"), "n": literal(1)}],
        [{"a": name("x"), "n": name("1")}, {"a": name("y"), "n": name("2")}],
        [{"a": name("x"), "n": literal(1)}, {"a": name("y")}],
        [{"a": name("x"), "n": literal("many")}, {"a": name("y"), "n": literal(1)}],
        [{"a": name(str(n)), "n": literal(n)} for n in range(ROWS_MAX + 1)],
    ],
)
def test_there_is_no_chart_where_there_is_nothing_to_draw(
    rows: list[dict[str, dict[str, str]]],
) -> None:
    assert chart_of(["a", "n"], rows, {}) is None


def drawn(turtle: str) -> GraphDrawing | None:
    triples = [quad.triple for quad in parse(turtle, RdfFormat.TURTLE)]
    return graph_drawing(triples, lambda iri: iri, lambda _: None)


def test_a_picture_is_the_same_each_time_and_within_its_frame() -> None:
    turtle = "".join(f"<urn:{n}> <urn:p> <urn:{n // 3}> .\n" for n in range(1, 40))
    one, two = drawn(turtle), drawn(turtle)
    assert one == two
    assert all(0 <= node.x <= WIDTH and 0 <= node.y <= HEIGHT for node in one.nodes)
    assert len({(node.x, node.y) for node in one.nodes}) == len(one.nodes)


def test_texts_are_left_to_the_table_and_too_many_things_are_not_drawn() -> None:
    assert drawn('<urn:a> <urn:p> "x" ; <urn:q> <urn:b> .').left_out == 1
    assert drawn('<urn:a> <urn:p> "x" .') is None
    assert drawn("".join(f"<urn:{n}> <urn:p> <urn:x> .\n" for n in range(NODES_MAX + 1))) is None


def test_a_thing_that_refers_to_itself_is_drawn() -> None:
    assert len(drawn("<urn:a> <urn:p> <urn:a> .").nodes) == 1


def test_a_table_for_people_that_is_too_large_is_refused_and_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("planvev.web.query_page._TABLE_BYTES_MAX", 10)
    large = Result(b"", RESULTS_JSON, ResultKind.SOLUTIONS, "1", file=io.BytesIO(b"x" * 11))
    with pytest.raises(QueryRefused, match="format=csv"):
        whole_body(large)
    small = Result(b"", RESULTS_JSON, ResultKind.SOLUTIONS, "1", file=io.BytesIO(b"x" * 10))
    assert whole_body(small) == b"x" * 10
