"""``/queries``: what can be asked, chosen and taken away, and what hostile values cannot do."""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from planvev.archive.files import data_files, ontology_files, read_graph_file
from planvev.engine.base import Query, Result, select
from planvev.engine.embedded import EmbeddedEngine
from planvev.linking.derive import derive_graphs
from planvev.resources import data_root, ontology_root
from planvev.vocab import ID, PV, RDF, RDFS, SH, XSD
from planvev.web import WebConfig, create_app
from planvev.web.language import LANGUAGES, speaking
from planvev.web.saved_columns import column_name
from planvev.web.saved_options import SELECTED_MAX
from planvev.web.saved_parameters import (
    InvalidParameter,
    bound,
    clause,
    path_with,
    query_string,
    values_of,
)
from planvev.web.saved_queries import Parameter, SavedQuery, found, grouped, read_saved_queries
from planvev.web.service_description import SCHEMA
from planvev.web.urls import Urls

FOLDER = ontology_root() / "questions"
QUERIES = read_saved_queries(FOLDER)
URLS = Urls("https://w3id.org/planvev/")
BROWSER = {"Accept": "text/html"}
FOLLOW_UP = "which-strategies-follow-up-a-sub-goal"
PARTNERS = "which-strategies-name-given-actors-as-partner"
WORD = "where-do-the-plans-use-a-word"
DUE = "which-targets-are-due-by-a-year"
GOALS = "which-goals-does-the-plan-have-and-under-which"
PLAN = "trondheim/samfunnsdel-2009"
INJECTION = '"} ?s ?p ?o } #'


def expected_of(slug: str) -> tuple[bool, list[list[str]]]:
    """Return whether the answer to a question has an order, and its rows under their header."""
    for path in FOLDER.glob("*.toml"):
        fields = tomllib.loads(path.read_text(encoding="utf-8"))
        if fields.get("slug", path.stem) == slug:
            table = csv.reader(io.StringIO(fields["expected"]))
            return fields["ordered"], [row for row in table if row]
    raise AssertionError(slug)


@pytest.fixture(scope="session")
def whole_engine() -> Iterator[EmbeddedEngine]:
    engine = EmbeddedEngine()
    files = [*ontology_files(ontology_root()), *data_files(data_root())]
    engine.replace_graphs({graph: read_graph_file(path, graph).triples for path, graph in files})
    derive_graphs(engine)
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def whole_app(whole_engine: EmbeddedEngine) -> Flask:
    return create_app(whole_engine, WebConfig())


@pytest.fixture
def whole(whole_app: Flask) -> FlaskClient:
    """Ask a site with the data that come with planvev."""
    return whole_app.test_client()


class CountingEngine:
    """An engine that counts what it is asked."""

    def __init__(self, engine: EmbeddedEngine) -> None:
        self._engine = engine
        self.asked: list[str] = []

    @property
    def generation(self) -> str:
        return self._engine.generation

    def query(self, query: Query) -> Result:
        self.asked.append(query.text)
        return self._engine.query(query)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)


def text_of(client: FlaskClient, path: str) -> str:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == 200, path
    return " ".join(response.text.split())


def rows_of(response: Any) -> list[list[str]]:
    assert response.status_code == 200
    return list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))


# --- the files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_what_can_be_chosen_stands_once_in_the_query(query: SavedQuery) -> None:
    for parameter in query.parameters:
        assert query.query.count(clause(parameter, parameter.default)) == 1, parameter.name
        assert len(re.findall(rf"\?{parameter.name}\b", query.query)) > 1, parameter.name


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_says_in_three_languages_what_it_answers(query: SavedQuery) -> None:
    for texts in (query.question, query.general, query.about):
        assert set(texts) == set(LANGUAGES)
        assert len(set(texts.values())) == len(LANGUAGES), texts


def test_each_file_has_an_address_of_its_own() -> None:
    assert len(QUERIES) == len(list(FOLDER.glob("*.toml")))
    assert all(re.fullmatch(r"[a-z0-9-]+", slug) for slug in QUERIES)


def test_every_column_has_a_name_for_people_in_each_language() -> None:
    columns = {name for slug in QUERIES for name in expected_of(slug)[1][0]}
    for language in LANGUAGES:
        with speaking(language):
            unnamed = {name for name in columns if column_name(name) == name}
        assert not unnamed, language


# --- values -------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_a_query_for_which_nothing_is_chosen_is_the_one_in_the_file(query: SavedQuery) -> None:
    assert bound(query, values_of(query, {}, URLS)) == query.query


def test_a_path_and_an_iri_name_the_same_goal() -> None:
    query = QUERIES[FOLLOW_UP]
    by_path = values_of(query, {"goal": [f"{PLAN}/goal/3.1"]}, URLS)
    assert by_path == values_of(query, {"goal": [f"{ID.iri}{PLAN}/goal/3.1"]}, URLS)
    assert f"VALUES ?goal {{ <{ID.iri}{PLAN}/goal/3.1> }}" in bound(query, by_path)
    pairs = query_string(query, by_path, URLS)
    assert path_with(query.slug, pairs) == f"/queries/{FOLLOW_UP}?goal={PLAN}/goal/3.1"


def test_a_default_is_not_in_the_address() -> None:
    query = QUERIES[FOLLOW_UP]
    values = values_of(query, {"goal": [f"{PLAN}/goal/2.6"]}, URLS)
    assert query_string(query, values, URLS) == []


@pytest.mark.parametrize(
    ("slug", "name", "value"),
    [
        (FOLLOW_UP, "goal", f"{PLAN}/goal/2.6> }} ?s ?p ?o #"),
        (FOLLOW_UP, "goal", "https://example.org/a b"),
        (FOLLOW_UP, "goal", "x" * 5000),
        (DUE, "year", "2018 }"),
        (DUE, "year", "MMXVIII"),
        (DUE, "year", "٢٠١٨"),
        ("which-actors-do-most-strategies-name-as-partner", "minimum", "-1"),
        ("which-actors-do-most-strategies-name-as-partner", "minimum", "9" * 40),
        (WORD, "word", "x" * 201),
    ],
)
def test_a_value_that_is_none_is_refused(slug: str, name: str, value: str) -> None:
    with pytest.raises(InvalidParameter, match=f"«{name}»"):
        values_of(QUERIES[slug], {name: [value]}, URLS)


def test_only_what_takes_several_values_gets_several() -> None:
    two = ["actor/nav", "actor/frivillige"]
    assert len(values_of(QUERIES[PARTNERS], {"actor": two}, URLS)["actor"]) == 2
    with pytest.raises(InvalidParameter, match="«goal»"):
        values_of(QUERIES[FOLLOW_UP], {"goal": [f"{PLAN}/goal/1.1", f"{PLAN}/goal/1.2"]}, URLS)


def test_a_text_stays_a_text(whole: FlaskClient) -> None:
    for word in (INJECTION, "\\", '\\"', "\n", "'''", "'kretsløp"):
        response = whole.get(f"/queries/{WORD}", query_string={"word": word, "format": "csv"})
        # A word of white space alone is none: the default is asked.
        assert len(rows_of(response)) == (4 if not word.strip() else 1), word


def test_a_value_is_not_taken_for_the_place_of_another() -> None:
    text = Parameter("word", "text", {}, ("a",))
    number = Parameter("most", "number", {}, ("2",))
    query = SavedQuery(
        "x",
        "planner",
        "texts",
        {},
        {},
        {},
        'VALUES ?word { "a" } VALUES ?most { 2 }',
        (text, number),
    )
    asked = bound(query, {"word": ("VALUES ?most { 2 }",), "most": ("7",)})
    assert asked == 'VALUES ?word { "VALUES ?most { 2 }" } VALUES ?most { 7 }'


# --- the list -----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_has_every_query_in_the_language_of_the_page(
    client: FlaskClient, language: str
) -> None:
    html = client.get(f"/queries?lang={language}", headers=BROWSER).text
    for query in QUERIES.values():
        assert f'href="/queries/{query.slug}">{query.general[language]}</a>' in html
        assert query.about[language] in html


def test_the_list_is_by_audience_and_theme() -> None:
    groups = grouped(QUERIES.values())
    assert [group.audience for group in groups] == ["planner", "open-data", "researcher"]
    assert sum(group.size for group in groups) == len(QUERIES)
    assert [group.theme for group in groups[0].themes][:2] == ["goals", "targets"]


def test_words_find_queries_in_any_language(client: FlaskClient) -> None:
    assert [q.slug for q in found(QUERIES.values(), "SJEKKSUMMEN kildetekster")] == [
        q.slug for q in found(QUERIES.values(), "checksum")
    ]
    html = text_of(client, "/queries?q=checksum")
    assert html.count("data-saved-words") == 1
    assert f"1 av {len(QUERIES)} spørringer" in html
    assert 'value="checksum"' in html


def test_words_that_no_query_has_find_none(client: FlaskClient) -> None:
    html = text_of(client, "/queries?q=<script>alert(1)</script>")
    assert "<script>alert" not in html
    assert "Ingen spørring har disse ordene." in html
    assert '<a href="/queries">' in html


def test_the_list_comes_as_a_table(client: FlaskClient) -> None:
    table = rows_of(client.get("/queries?format=csv"))
    assert table[0] == ["Spørsmål", "Hva det svarer på", "For hvem", "Tema", "Adresse"]
    assert len(table) == len(QUERIES) + 1
    assert table[1][4].startswith("http://localhost/queries/")


# --- one query ----------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", QUERIES)
def test_the_csv_of_a_query_is_the_expected_answer_with_names_beside(
    whole: FlaskClient, slug: str
) -> None:
    table = rows_of(whole.get(f"/queries/{slug}?format=csv"))
    own = [i for i, name in enumerate(table[0]) if not name.endswith("Label")]
    header, *rows = [[row[i] for i in own] for row in table]
    ordered, expected = expected_of(slug)
    assert header == expected[0]
    assert (rows if ordered else sorted(rows)) == (
        expected[1:] if ordered else sorted(expected[1:])
    )


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", QUERIES)
def test_a_page_of_a_query_is_whole(whole: FlaskClient, slug: str, language: str) -> None:
    html = text_of(whole, f"/queries/{slug}?lang={language}")
    assert html.count("<h1") == 1
    assert QUERIES[slug].general[language] in html
    assert QUERIES[slug].about[language] in html
    (asked,) = re.findall(r'href="/sparql\?query=([^"]+)">(?:Åpne|Opne|Open)', html)
    assert unquote_plus(asked) == QUERIES[slug].query


@pytest.mark.parametrize("slug", QUERIES)
def test_a_page_costs_three_trips_at_most(whole_engine: EmbeddedEngine, slug: str) -> None:
    counting = CountingEngine(whole_engine)
    client = create_app(counting, WebConfig()).test_client()
    for format_ in ("html", "csv", "xlsx"):
        counting.asked.clear()
        assert client.get(f"/queries/{slug}?format={format_}").status_code == 200
        assert 1 <= len(counting.asked) <= 3, format_


@pytest.mark.parametrize("slug", QUERIES)
def test_a_page_of_a_query_about_what_is_not_here_is_friendly(
    client: FlaskClient, slug: str
) -> None:
    html = text_of(client, f"/queries/{slug}")
    named = [p for p in QUERIES[slug].parameters if p.default[0].startswith("http")]
    lacks = [p for p in named if "/code/" not in p.default[0] and "/group/" not in p.default[0]]
    assert ("Dataene her har ikke" in html) == bool(lacks)


def test_an_answer_is_about_what_was_chosen(whole: FlaskClient) -> None:
    path = f"/queries/{FOLLOW_UP}?goal={PLAN}/goal/3.1"
    html = text_of(whole, path)
    assert f'<option value="{PLAN}/goal/3.1" selected' in html
    assert "styrke foreldrene som trenger det" in html
    assert f"http://localhost{path}&amp;format=csv" in html
    assert f"VALUES ?goal {{ <{ID.iri}{PLAN}/goal/3.1> }}" in unquote_plus(html)


def test_an_answer_names_columns_and_things_and_links_them(whole: FlaskClient) -> None:
    html = text_of(whole, f"/queries/{PARTNERS}?actor=actor/nav&lang=en")
    assert '<th scope="col">Strategy</th><th scope="col">Actor</th>' in html
    assert re.search(r'<td data-label="Actor"><a href="/doc/actor/nav">', html)
    assert f'<a href="/doc/{PLAN}/strategy/3.4.1"><span class="number">3.4.1 </span>' in html


def test_an_answer_with_numbers_has_a_chart(whole: FlaskClient) -> None:
    html = text_of(whole, "/queries/which-verbs-open-the-strategies-and-how-often")
    assert '<title id="diagram-tittel">Antall strategier' in html
    assert html.count('<rect class="bar"') == 30


def test_sub_goals_to_choose_stand_under_their_main_goals(whole: FlaskClient) -> None:
    html = text_of(whole, f"/queries/{FOLLOW_UP}")
    assert html.count("<optgroup") == 4
    assert re.search(r'<optgroup label="[^"]+ – 2 [^"]+"> <option value="[^"]+/goal/2.1"', html)
    assert f'<option value="{PLAN}/goal/2"' not in html


def test_several_actors_have_a_list_each_and_one_to_add(whole: FlaskClient) -> None:
    html = text_of(whole, f"/queries/{PARTNERS}?actor=actor/nav")
    assert html.count('name="actor"') == 2
    assert html.count('<option value="actor/nav" selected') == 1
    assert '<option value="">– ingen –</option>' in html


def test_an_invalid_value_is_told_at_its_field(whole: FlaskClient) -> None:
    response = whole.get(f"/queries/{DUE}?year=<b>x</b>", headers=BROWSER)
    html = " ".join(response.text.split())
    assert response.status_code == 400
    assert "«År» har en verdi som ikke kan brukes." in html
    assert 'aria-invalid="true" aria-describedby="p-year-problem"' in html
    assert '<p class="saved-problem" id="p-year-problem">Dette må være et årstall' in html
    assert 'value="&lt;b&gt;x&lt;/b&gt;"' in html
    assert "<b>x</b>" not in html
    assert response.headers["Cache-Control"] == "no-store"


def test_an_invalid_value_is_a_problem_to_programs(whole: FlaskClient) -> None:
    response = whole.get(
        f"/queries/{DUE}?year=x&format=json", headers={"Accept": "application/json"}
    )
    assert response.status_code == 400
    assert response.json is not None
    assert response.json["code"] == "bad-request"
    assert "«year»" in response.json["detail"]


def test_a_query_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    for path in ("/queries/nothing", "/id/query/nothing", "/doc/query/nothing.ttl"):
        assert client.get(path, headers=BROWSER).status_code == 404


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html", "text/html"),
        ("text/csv", "text/csv"),
        ("application/sparql-results+json", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("*/*", "text/html"),
    ],
)
def test_an_answer_comes_in_the_format_that_is_accepted(
    whole: FlaskClient, accept: str, media_type: str
) -> None:
    response = whole.get(f"/queries/{GOALS}", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.mimetype == media_type
    assert "Accept" in response.headers["Vary"]


def test_a_format_that_there_is_not_is_refused(whole: FlaskClient) -> None:
    assert whole.get(f"/queries/{GOALS}?format=pdf").status_code == 406


def test_a_page_names_its_other_formats(whole: FlaskClient) -> None:
    response = whole.get(f"/queries/{GOALS}?plan={PLAN}", headers=BROWSER)
    links = response.headers.getlist("Link")
    for name, media_type in (("csv", "text/csv"), ("turtle", "text/turtle")):
        url = f"/queries/{GOALS}?format={name}"
        assert f'<{url}>; rel="alternate"; type="{media_type}"' in links
        assert f'<link rel="alternate" type="{media_type}" href="{url}">' in response.text


def test_a_workbook_has_headings_for_people_and_numbers_that_are_numbers(
    whole: FlaskClient,
) -> None:
    response = whole.get("/queries/how-are-the-strategies-distributed-over-the-goals?format=xlsx")
    sheet = load_workbook(io.BytesIO(response.data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["Mål", "Antall strategier"]
    assert [cell.value for cell in sheet[2]] == ["1.1", 4]
    disposition = response.headers["Content-Disposition"]
    assert disposition.endswith('"how-are-the-strategies-distributed-over-the-goals.xlsx"')


def test_a_workbook_names_things_before_their_addresses(whole: FlaskClient) -> None:
    response = whole.get(f"/queries/{PARTNERS}?actor=actor/nav&format=xlsx")
    sheet = load_workbook(io.BytesIO(response.data)).active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    assert headings == ["Strategi", "Strategi (URL)", "Aktør", "Aktør (URL)", "Ordlyd"]
    assert sheet["C2"].value == "NAV"
    assert sheet["D2"].value == f"{ID.iri}actor/nav"


# --- as RDF -------------------------------------------------------------------------------------


def published(client: FlaskClient, path: str) -> list[Triple]:
    response = client.get(path, headers={"Accept": "text/turtle"})
    assert response.status_code == 200
    return [quad.triple for quad in parse(response.data, RdfFormat.TURTLE)]


def objects(triples: list[Triple], subject: NamedNode, predicate: NamedNode) -> list[Any]:
    return [t.object for t in triples if t.subject == subject and t.predicate == predicate]


@pytest.mark.parametrize("slug", QUERIES)
def test_what_is_published_runs_as_it_stands(
    whole: FlaskClient, whole_engine: EmbeddedEngine, slug: str
) -> None:
    triples = published(whole, "/queries")
    (text,) = objects(triples, ID[f"query/{slug}"], SH["select"])
    result = whole_engine.query(Query(text.value, 5, format="csv"))
    header, *rows = [row for row in csv.reader(io.StringIO(result.body.decode())) if row]
    _, expected = expected_of(slug)
    assert [header, *sorted(rows)] == [expected[0], *sorted(expected[1:])]


def test_a_published_query_says_what_editors_look_for(whole: FlaskClient) -> None:
    triples = published(whole, f"/queries/{FOLLOW_UP}")
    node = ID[f"query/{FOLLOW_UP}"]
    assert objects(triples, node, RDF.type) == [SH.SPARQLExecutable, SH.SPARQLSelectExecutable]
    for predicate in (RDFS.label, RDFS.comment):
        assert {o.language for o in objects(triples, node, predicate)} == set(LANGUAGES)
    assert Literal("Mål og strategier", language="nb") in objects(triples, node, SCHEMA.keywords)
    assert objects(triples, node, SCHEMA.target) == [NamedNode("http://localhost/sparql")]
    (prefixes,) = objects(triples, node, SH.prefixes)
    declared = objects(triples, prefixes, SH.declare)
    assert [objects(triples, one, SH.namespace) for one in declared] == [
        [Literal(PV.iri, datatype=XSD.anyURI)]
    ]


def test_a_published_parameter_has_the_name_and_the_default_of_its_variable(
    whole: FlaskClient,
) -> None:
    triples = published(whole, f"/queries/{FOLLOW_UP}")
    (parameter,) = objects(triples, ID[f"query/{FOLLOW_UP}"], SH.parameter)
    (path,) = objects(triples, parameter, SH.path)
    assert re.split("[/#]", path.value)[-1] == "goal"
    assert objects(triples, parameter, SH["class"]) == [PV.Goal]
    assert objects(triples, parameter, SH.defaultValue) == [ID[f"{PLAN}/goal/2.6"]]


def test_a_query_has_an_iri_that_leads_to_its_document(client: FlaskClient) -> None:
    for path in (f"/id/query/{FOLLOW_UP}", f"/doc/query/{FOLLOW_UP}"):
        response = client.get(path)
        assert (response.status_code, response.location) == (303, f"/queries/{FOLLOW_UP}")
    turtle = client.get(f"/doc/query/{FOLLOW_UP}.ttl")
    assert turtle.location == f"/queries/{FOLLOW_UP}?format=turtle"
    assert client.get("/id/query").location == "/queries"


# --- hostile data -------------------------------------------------------------------------------


HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def hostile_engine() -> Iterator[EmbeddedEngine]:
    """Make an engine whose plan has a hostile name, and more goals than a list can hold."""
    engine = EmbeddedEngine()
    plan, main = ID["x/plan"], ID["x/plan/goal/1"]
    goals = [ID[f"x/plan/goal/1.{n}"] for n in range(1, SELECTED_MAX + 50)]
    triples = [
        Triple(plan, RDF.type, PV.PlanInstrument),
        Triple(
            plan, RDFS.label, Literal(f'"><img src=x onerror=alert(1)>{HOSTILE}', language="nb")
        ),
        Triple(main, RDF.type, PV.Goal),
        Triple(main, PV.partOf, plan),
    ]
    for goal in goals:
        triples += [
            Triple(goal, RDF.type, PV.Goal),
            Triple(goal, PV.partOf, plan),
            Triple(goal, PV.subGoalOf, main),
            Triple(goal, PV.text, Literal(f"=HYPERLINK({HOSTILE})", language="nb")),
        ]
    strategy = NamedNode("javascript:alert(1)")
    triples += [
        Triple(strategy, RDF.type, PV.Strategy),
        Triple(strategy, PV.pursues, goals[0]),
        Triple(strategy, PV.partOf, plan),
        Triple(strategy, PV.position, Literal(1)),
        Triple(strategy, PV.text, Literal(f"=1+1 {HOSTILE}", language="nb")),
        Triple(strategy, RDFS.label, Literal("=cmd|' /C calc'!A0", language="nb")),
    ]
    engine.replace_graphs({NamedNode("https://w3id.org/planvev/graph/x"): triples})
    yield engine
    engine.close()


def test_hostile_names_do_no_harm_in_a_form_or_an_answer(hostile_engine: EmbeddedEngine) -> None:
    client = create_app(hostile_engine, WebConfig()).test_client()
    for path in (
        f"/queries/{GOALS}?plan=x/plan",
        f"/queries/{FOLLOW_UP}?goal=x/plan/goal/1.1",
        "/queries/which-strategies-does-no-verb-open",
        "/queries/which-findings-were-made-in-a-strategy?strategy=javascript:alert(1)",
    ):
        html = text_of(client, path)
        assert HOSTILE not in html
        assert "<img" not in html
        assert 'href="javascript:' not in html


def test_names_that_are_formulas_do_not_run_in_a_spreadsheet(
    hostile_engine: EmbeddedEngine,
) -> None:
    client = create_app(hostile_engine, WebConfig()).test_client()
    table = rows_of(client.get("/queries/which-strategies-does-no-verb-open?format=csv"))
    assert table == [
        ["strategy", "strategyLabel", "text"],
        ["javascript:alert(1)", "1 =cmd|' /C calc'!A0", f"'=1+1 {HOSTILE}"],
    ]


def test_more_options_than_a_list_holds_are_suggestions(hostile_engine: EmbeddedEngine) -> None:
    client = create_app(hostile_engine, WebConfig()).test_client()
    html = text_of(client, f"/queries/{FOLLOW_UP}?goal=x/plan/goal/1.1")
    assert "<select" not in html
    assert 'name="goal" value="x/plan/goal/1.1"' in html
    assert 'list="p-goal-options"' in html
    assert html.count("<option") == SELECTED_MAX + 49


def test_what_is_not_among_the_first_of_very_many_is_not_said_to_be_missing() -> None:
    engine = EmbeddedEngine()
    goals = [ID[f"x/plan/goal/{n}"] for n in range(500)]
    triples = [Triple(goal, RDF.type, PV.Goal) for goal in goals]
    triples += [Triple(goal, PV.subGoalOf, goals[0]) for goal in goals[490:]]
    engine.replace_graphs({NamedNode("https://w3id.org/planvev/graph/x"): triples})
    client = create_app(engine, WebConfig()).test_client()
    html = text_of(client, f"/queries/{FOLLOW_UP}?goal=x/plan/goal/499")
    engine.close()
    assert "Dataene her har ikke" not in html
    assert "<select" not in html


def test_options_are_asked_of_the_graphs_whatever_the_default_graph_is(
    whole_engine: EmbeddedEngine,
) -> None:
    config = WebConfig(base_iri="https://example.org/plans/")
    client = create_app(whole_engine, config).test_client()
    html = text_of(client, f"/queries/{FOLLOW_UP}?goal={ID.iri}{PLAN}/goal/3.1")
    assert f'<option value="{ID.iri}{PLAN}/goal/3.1" selected' in html
    assert "https://example.org/plans/id/query/" in html


def test_the_data_have_what_the_defaults_name(whole_engine: EmbeddedEngine) -> None:
    named = {
        value
        for query in QUERIES.values()
        for parameter in query.parameters
        for value in parameter.default
        if value.startswith("http")
    }
    listed = " ".join(f"<{iri}>" for iri in named)
    text = f"SELECT DISTINCT ?s WHERE {{ VALUES ?s {{ {listed} }} GRAPH ?g {{ ?s a ?type }} }}"
    assert {row["s"]["value"] for row in select(whole_engine, text, 5)} == named


def test_a_folder_with_a_file_that_is_not_toml_says_which(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("asks = ")
    with pytest.raises(Exception, match=r"broken\.toml"):
        read_saved_queries(tmp_path)
