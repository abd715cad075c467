"""Pages about one element: what they show, and ways on from them."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from planvev.vocab import ID, PV, RDF, RDFS, XSD
from planvev.web.description import Description
from planvev.web.findings_view import target_sentence
from planvev.web.language import speaking
from planvev.web.statements import Statement, Statements, Value, value_of
from planvev.web.thing_view import goal_node
from planvev.web.urls import Urls

PLAN = "/doc/testby/plan-2020"
BROWSER = {"Accept": "text/html"}
TARGET = ID["by/plan/strategy/1/target/1"].value
CODES = "https://w3id.org/planvev/code/comparator/"


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path, headers=BROWSER)
    assert answer.status_code == 200
    return answer.text


def test_the_query_behind_a_page_gives_what_the_page_shows(client: FlaskClient) -> None:
    html = page(client, f"{PLAN}/goal/1.1")
    link = re.search(r'href="(/sparql\?query=[^"]+)">Kjør', html)
    assert link
    query = parse_qs(urlsplit(unescape(link[1])).query)["query"][0]
    answer = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    assert answer.status_code == 200
    strategies = set(re.findall(rf'href="{PLAN}/(strategy/[\d.]+)"', html))
    assert strategies
    assert all(strategy in answer.text for strategy in strategies)


def test_a_table_of_the_page_can_be_taken_away(client: FlaskClient) -> None:
    body = client.get(f"{PLAN}/goal/1.1?format=csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["Slag"] for row in rows] == ["Strategi"]
    assert rows[0]["IRI"].endswith("/strategy/1.1.1")
    places = client.get("/doc/actor/naeringslivet?format=csv").data.decode("utf-8-sig")
    assert "Rolle" in places.splitlines()[0]


def said(target: dict[str, Value]) -> Description:
    statements = [Statement("urn:g", TARGET, p, value) for p, value in target.items()]
    return Description(TARGET, Urls("https://w3id.org/planvev/"), Statements(statements))


def number(text: str) -> Value:
    return Value("literal", text, datatype=XSD.decimal.value)


CO2 = {
    PV.indicator.value: Value("literal", "utslipp av CO2", "nb"),
    PV.targetValue.value: number("20.0"),
    PV.unit.value: Value("uri", "http://qudt.org/vocab/unit/PERCENT"),
    PV.comparator.value: Value("uri", f"{CODES}reducedBy"),
    PV.baselineYear.value: Value("literal", "2008"),
    PV.deadline.value: Value("literal", "2018"),
}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("nb", "Utslipp av CO2: ned 20 % fra 2008 innen 2018"),
        ("nn", "Utslipp av CO2: ned 20 % frå 2008 innan 2018"),
        ("en", "Utslipp av CO2: down 20 % from 2008 by 2018"),
    ],
)
def test_a_target_is_said_in_plain_words(language: str, sentence: str) -> None:
    with speaking(language):
        assert target_sentence(said(CO2), TARGET).text == sentence


def test_a_target_without_a_number_says_so() -> None:
    some = {PV.indicator.value: CO2[PV.indicator.value], PV.deadline.value: CO2[PV.deadline.value]}
    assert target_sentence(said(some), TARGET).text == "Utslipp av CO2 (uten tall, innen 2018)"


def test_goals_that_stand_under_each_other_in_a_circle_come_to_an_end() -> None:
    one, two = ID["by/plan/goal/1"].value, ID["by/plan/goal/2"].value
    circle = [
        Statement("urn:g", goal, predicate, Value("uri", other))
        for goal, other in ((one, two), (two, one))
        for predicate in (PV.subGoalOf.value,)
    ]
    kinds = [
        Statement("urn:g", goal, RDF.type.value, Value("uri", PV.Goal.value)) for goal in (one, two)
    ]
    names = [
        Statement("urn:g", goal, RDFS.label.value, Value("literal", "x" * 9)) for goal in (one, two)
    ]
    description = Description(
        one, Urls("https://w3id.org/planvev/"), Statements([*circle, *kinds, *names])
    )
    node = goal_node(description, one)
    assert node.ref.iri == one
    assert len(node.goals) <= 1


def test_the_page_of_a_place_says_whose_it_is_and_shows_no_selectors(client: FlaskClient) -> None:
    html = page(client, f"{PLAN}/goal/1.1/passage/1")
    assert "<h1><span>Hvor delmål 1.1 står</span></h1>" in " ".join(html.split())
    assert "<mark>" in html
    facts = html.partition('<section aria-labelledby="fakta">')[2].partition("</section>")[0]
    assert "/passage/1/" not in facts


@pytest.mark.parametrize(("tag", "kept"), [("nb", "nb"), ("nn-NO", "nn-no"), ('x" onload="', "")])
def test_only_a_tag_of_a_language_is_one(tag: str, kept: str) -> None:
    value = value_of({"type": "literal", "value": "x", "xml:lang": tag})
    assert value is not None
    assert value.language == kept
