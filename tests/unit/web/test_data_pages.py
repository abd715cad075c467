"""Data, about, API, vocabularies, shapes, graphs, errors: what the pages for the curious say."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from pyoxigraph import RdfFormat, parse

from planvev.engine.base import Engine
from planvev.resources import shapes_root
from planvev.web.about_pages import criteria
from planvev.web.app import create_app
from planvev.web.config import WebConfig

BROWSER = {"Accept": "text/html"}
PAGES = ["/data", "/about", "/api", "/shapes", "/graph", "/ontology", "/code/goal-level"]


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_there_in_each_language(client: FlaskClient, path: str, language: str) -> None:
    answer = client.get(f"{path}?lang={language}", headers=BROWSER)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert answer.text.count("<h1") == 1


@pytest.mark.parametrize(
    "path", ["/data", "/about", "/graph", "/ontology", "/code/goal-level", "/shapes"]
)
def test_a_table_can_be_taken_away(client: FlaskClient, path: str) -> None:
    rows = list(csv.reader(io.StringIO(client.get(f"{path}?format=csv").data.decode("utf-8-sig"))))
    assert len(rows) > 1
    assert len({len(row) for row in rows}) == 1
    assert client.get(f"{path}?format=xlsx").data[:2] == b"PK"


def test_every_criterion_of_wcag_2_1_a_and_aa_is_told_once() -> None:
    listed = [c for c in criteria() if "2.2" not in c.level]
    assert Counter(c.level for c in listed) == {"A": 30, "AA": 20}
    assert len({c.number for c in criteria()}) == len(criteria())
    assert all(set(c.names) == {"nb", "nn", "en"} for c in criteria())


def test_who_runs_the_site_is_named_where_it_is_set(engine: Engine) -> None:
    config = WebConfig(
        accessibility_url="https://uustatus.example/declaration", feedback_address="plan@by.example"
    )
    html = create_app(engine, config).test_client().get("/about", headers=BROWSER).text
    assert 'href="https://uustatus.example/declaration"' in html
    assert "mailto:plan@by.example" in html


def test_a_declaration_that_is_a_script_is_no_link(engine: Engine) -> None:
    config = WebConfig(accessibility_url="javascript:alert(1)")
    html = create_app(engine, config).test_client().get("/about", headers=BROWSER).text
    assert "javascript:" not in html


def test_a_term_says_what_it_means_with_an_example_and_how_often_it_is_used(
    client: FlaskClient,
) -> None:
    html = client.get("/ontology", headers=BROWSER).text
    goal = html[html.index('id="Goal"') :].partition("</div>")[0]
    assert "Eksempel" in goal
    assert re.search(r"Brukt \d+ ganger? i dataene", goal)


def test_all_shapes_are_told_and_come_whole_as_rdf(client: FlaskClient) -> None:
    wanted = sum(
        len(list(parse(path.read_bytes(), RdfFormat.TURTLE)))
        for path in shapes_root().glob("*.ttl")
    )
    turtle = client.get("/shapes.ttl")
    assert turtle.mimetype == "text/turtle"
    assert len(list(parse(turtle.data, RdfFormat.TURTLE))) == wanted
    html = client.get("/shapes?lang=en", headers=BROWSER).text
    assert "The goal must have exactly one level." in html
    assert client.get("/shapes", headers={"Accept": "application/ld+json"}).mimetype.endswith(
        "json"
    )


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
@pytest.mark.parametrize(
    ("path", "status"), [("/nothing", 404), ("/goals?page=x", 400), ("/doc/x?format=pdf", 406)]
)
def test_an_error_is_in_the_clothes_and_the_language_of_the_site(
    client: FlaskClient, path: str, status: int, language: str
) -> None:
    joint = "&" if "?" in path else "?"
    answer = client.get(f"{path}{joint}lang={language}", headers=BROWSER)
    assert answer.status_code == status
    assert f'<html lang="{language}"' in answer.text
    assert 'class="site-header"' in answer.text


def test_the_licences_of_others_are_served(client: FlaskClient) -> None:
    notices = client.get("/about/third-party").text
    for package in ("@digdir/designsystemet-css", "@codemirror/view", "@lezer/common", "style-mod"):
        assert f"{package} " in notices
    assert not Path("server/frontend/THIRD_PARTY_NOTICES").exists()
