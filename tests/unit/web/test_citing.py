"""Citations: right in each form, whatever a title holds."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient

from planvev.web.citing import Citable, bibtex, citation_text, csl_json
from planvev.web.language import speaking

GOAL = Citable(
    iri="https://w3id.org/planvev/id/by/plan/goal/2.6",
    part="Delmål 2.6",
    title="I 2020 sykler alle",
    container="Kommuneplanens samfunnsdel",
    body="By kommune",
    issued="2010-06-10",
    language="nb",
    generation="12",
    accessed=date(2026, 11, 26),
)
HOSTILE = ["}, note = {x", "50 % & mer \\ {", "a\nb\x00c", "=HYPERLINK(1)", "\u202eabc", "$x_1^2~#"]


def test_a_citation_names_who_when_what_where_and_which_state() -> None:
    assert citation_text(GOAL) == (
        "By kommune (2010). «Delmål 2.6: I 2020 sykler alle». I: Kommuneplanens samfunnsdel. "
        "https://w3id.org/planvev/id/by/plan/goal/2.6 (datatilstand 12, lest 26. november 2026)"
    )
    with speaking("en"):
        assert "In: Kommuneplanens samfunnsdel" in citation_text(GOAL)


def test_a_plan_is_cited_by_itself_and_without_a_year_where_none_is_known() -> None:
    plan = replace(GOAL, part="", container="", issued="")
    assert citation_text(plan).startswith("By kommune (u.å.). I 2020 sykler alle. https://")
    assert bibtex(plan).startswith("@misc{by-plan-goal-2-6,")


@pytest.mark.parametrize("title", HOSTILE)
def test_no_title_ends_a_field_of_bibtex(title: str) -> None:
    entry = bibtex(replace(GOAL, title=title))
    bare = re.sub(r"\\text\w+\{\}|\\[{}&%$#_]", "", entry)
    depth = 0
    for character in bare:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth >= 0
    assert depth == 0
    assert len(re.findall(r"^  (\w+) = ", entry, re.MULTILINE)) == 8
    assert "\x00" not in entry


@pytest.mark.parametrize("title", HOSTILE)
def test_csl_is_json_with_the_title_on_one_line(title: str) -> None:
    (item,) = json.loads(csl_json(replace(GOAL, title=title)))
    assert "\n" not in item["title"]
    assert item["issued"] == {"date-parts": [[2010, 6, 10]]}
    assert item["author"] == [{"literal": "By kommune"}]
    assert item["container-title"] == "Kommuneplanens samfunnsdel"


def test_a_long_title_is_cut() -> None:
    assert len(citation_text(replace(GOAL, title="ord " * 10_000))) < 1_000


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("citation", "text/plain"),
        ("bibtex", "application/x-bibtex"),
        ("csl-json", "application/vnd.citationstyles.csl+json"),
    ],
)
def test_a_page_is_cited_at_an_address_of_its_own(
    client: FlaskClient, name: str, media_type: str
) -> None:
    answer = client.get(f"/doc/testby/plan-2020/goal/1.1?format={name}")
    assert (answer.status_code, answer.mimetype) == (200, media_type)
    assert "https://w3id.org/planvev/id/testby/plan-2020/goal/1.1" in answer.text
    page = client.get("/doc/testby/plan-2020/goal/1.1", headers={"Accept": "text/html"}).text
    assert f"?format={name}" in page


def test_a_citation_that_names_the_day_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/doc/testby/plan-2020/goal/1.1?format=bibtex")
    assert answer.headers["Cache-Control"] == "no-store"


def test_reference_managers_are_served_by_accept(client: FlaskClient) -> None:
    accept = {"Accept": "application/vnd.citationstyles.csl+json, */*;q=0.1"}
    answer = client.get("/doc/testby/plan-2020/goal/1.1", headers=accept)
    assert json.loads(answer.text)[0]["URL"].endswith("/goal/1.1")
    assert client.get("/doc/nothing?format=bibtex").status_code == 404


def test_what_nobody_adopted_is_cited_by_its_name() -> None:
    nobody = replace(GOAL, body="", part="", container="", issued="", title="NAV")
    assert citation_text(nobody).startswith("NAV (u.å.). https://")


def test_a_kind_is_said_once(client: FlaskClient) -> None:
    path = "/doc/testby/plan-2020/strategy/1.1.1/mention/1?format=citation"
    text = client.get(path).text
    assert text.count("Omtale") == 1
