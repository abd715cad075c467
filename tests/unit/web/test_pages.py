"""What the pages say, and what hostile data cannot make them do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, parse

from planvev.archive.files import data_files, ontology_files, read_graph_file
from planvev.engine.embedded import EmbeddedEngine
from planvev.resources import ontology_root
from planvev.web import WebConfig, create_app
from planvev.web.description import Ref, Text
from planvev.web.views import Term

SMALL = Path(__file__).parents[2] / "data" / "small"

PLAN = "/doc/testby/plan-2020"
ACTOR = "/doc/actor/naeringslivet"
BROWSER = {"Accept": "text/html"}
PAGES = [
    "/",
    PLAN,
    f"{PLAN}/goal/1",
    f"{PLAN}/goal/1.1",
    f"{PLAN}/strategy/1.1.1",
    f"{PLAN}/strategy/1.1.1/target/1",
    f"{PLAN}/strategy/1.1.1/mention/1",
    f"{PLAN}/goal/1.1/passage/1",
    f"{PLAN}/term/sykkelby",
    f"{PLAN}/section/forord",
    f"{PLAN}/hostile",
    ACTOR,
    "/doc/testby",
    "/ontology",
    "/code/goal-level",
    "/code/goal-level/delmal",
    "/graph/testby/plan-2020/assessment",
    "/sparql",
    "/nothing",
]


def page(client: FlaskClient, path: str) -> str:
    return " ".join(client.get(path, headers=BROWSER).text.split())


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_whole_and_safe(client: FlaskClient, path: str) -> None:
    response = client.get(path, headers=BROWSER)
    html = response.text
    assert html.startswith('<!doctype html>\n<html lang="nb"')
    assert html.rstrip().endswith("</html>")
    assert html.count("<h1") == 1
    assert '<a class="skip ds-skip-link" href="#innhold">' in html
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert all(tag.startswith(' type="module" src="/assets/') for tag in html.split("<script")[1:])
    assert "<img" not in html
    assert not re.search(r'\sstyle="|\son[a-z]+="', html)
    assert not re.search(r'href="(?!/|https?://|#)', html)


@pytest.mark.parametrize("path", PAGES)
def test_ids_on_a_page_are_unique(client: FlaskClient, path: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', client.get(path, headers=BROWSER).text)
    assert len(ids) == len(set(ids))


def test_links_that_leave_the_site_are_marked(client: FlaskClient) -> None:
    html = page(client, f"{PLAN}/hostile")
    assert 'href="http://example.org/?a=1&amp;b=' in html
    assert re.search(r'href="http://example\.org/[^>]*rel="nofollow ugc noopener"', html)


def test_the_home_page_shows_the_main_goals(client: FlaskClient) -> None:
    html = page(client, "/")
    assert "1 hovedmål, 1 delmål, 1 strategi." in html
    assert f'href="{PLAN}/goal/1"' in html
    assert f'href="{PLAN}#mal"' in html


def test_a_goal_shows_where_it_stands_in_the_text(client: FlaskClient) -> None:
    html = client.get(f"{PLAN}/goal/1.1", headers=BROWSER).text
    assert "<mark>I 2030 sykler halve byen til\narbeidet</mark>" in html
    assert "Kommunen vil" in html
    assert re.search(r"Tegn <a [^>]*>100–137</a>", html)


def test_a_goal_shows_strategies_targets_terms_and_who_is_named(client: FlaskClient) -> None:
    html = page(client, f"{PLAN}/goal/1.1")
    assert "<b>bygge</b> sykkelveger sammen" in html
    assert "Utslippene: ned 20 % fra 2020 innen 2030" in html
    assert "en by der det er trygt å sykle." in html
    assert f'href="{ACTOR}"' in html
    assert "Partner" in html


def test_a_translation_is_marked_as_unofficial(client: FlaskClient) -> None:
    html = page(client, f"{PLAN}/goal/1.1")
    assert 'lang="en">In 2030 half of the town cycles to work' in html
    assert "uoffisiell oversettelse" in html


def test_the_breadcrumb_leads_from_a_strategy_to_its_plan(client: FlaskClient) -> None:
    html = page(client, f"{PLAN}/strategy/1.1.1")
    crumbs = html.split("Brødsmuler")[1].split("</nav>")[0]
    names = re.findall(r">([^<>]+)</(?:a|span|li)>", crumbs)
    assert names == [
        "Forsiden",
        "Testbyplanen 2020–2030",
        "Hovedmål 1",
        "Delmål 1.1",
        "Strategi 1.1.1",
    ]


def test_an_actor_shows_where_it_is_named(client: FlaskClient) -> None:
    html = page(client, ACTOR)
    assert "Strategi 1.1.1" in html
    assert '<q lang="nb">næringslivet</q>' in html


def test_a_plan_shows_its_facts(client: FlaskClient) -> None:
    html = page(client, PLAN)
    assert "10. juni 2020" in html
    assert "2020–2030" in html
    assert "Testby skal bli grønnere." in html


def test_health_names_the_generation(client: FlaskClient) -> None:
    answer = client.get("/health").get_json()
    assert answer["status"] == "ok"
    assert answer["generation"]


VISION = """
PREFIX pv: <https://w3id.org/planvev/ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
<https://w3id.org/planvev/id/testby/plan-2020/vision> a pv:Vision ;
    pv:partOf <https://w3id.org/planvev/id/testby/plan-2020> ;
    pv:position 1 ;
    rdfs:label "Store lille Testby!"@nb ;
    pv:text "Store lille Testby! Med storbyens muligheter."@nb .
"""


def test_the_name_of_the_vision_is_not_said_twice() -> None:
    engine = EmbeddedEngine()
    files = [*ontology_files(ontology_root()), *data_files(SMALL)]
    graphs = {graph: list(read_graph_file(path, graph).triples) for path, graph in files}
    adopted = NamedNode("https://w3id.org/planvev/graph/testby/plan-2020/adopted")
    graphs[adopted] += [quad.triple for quad in parse(VISION, RdfFormat.TURTLE)]
    engine.replace_graphs(graphs)
    client = create_app(engine, WebConfig(), {}).test_client()
    for path in ("/", PLAN):
        html = page(client, path)
        assert html.count("Store lille Testby!") == 1
        assert '<blockquote lang="nb">Med storbyens muligheter.</blockquote>' in html
    engine.close()


@pytest.mark.parametrize(
    ("name", "text", "rest"),
    [
        ("Grønn by", "Grønn by", ""),
        ("Grønn by", "Grønn bygd med hus", "Grønn bygd med hus"),
        ("Grønn by", "Vi vil ha en Grønn by", "Vi vil ha en Grønn by"),
        ("Grønn by!", "Grønn by!\nFor alle", "For alle"),
    ],
)
def test_only_a_name_that_begins_the_text_is_left_out(name: str, text: str, rest: str) -> None:
    assert Term(Ref("urn:v", Text(name), "/v"), Text(text)).rest == rest
