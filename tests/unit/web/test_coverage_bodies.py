"""Coverage over the plans of two municipalities and a region: nothing of strangers is mixed in."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, Triple

from planvev.archive.files import ontology_files, read_graph_file
from planvev.resources import ontology_root
from unit.web.plans_at_hand import client_of, page
from unit.web.test_coverage import ID, link, turtle


def plan(name: str, kind: str, body: str, more: str = "") -> str:
    """Return a plan with two goals as Turtle."""
    said = f"pv:body <https://w3id.org/planvev/id/{body}> ;" if body else ""
    goals = "".join(
        f'<{name}/goal/{n}> a pv:Goal ; pv:partOf <{name}> ; skos:notation "{n}" ;'
        f' rdfs:label "Mål {n} i {name}"@nb .\n'
        for n in (1, 2)
    )
    return f"""
<{name}> a pv:PlanInstrument ; dct:title "{name}"@nb ; {said} {more}
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/{kind}> .
{goals}"""


PLANS = "".join(
    (
        plan("a-samfunnsdel", "samfunnsdel", "aby"),
        plan("a-temaplan", "temaplan", "aby"),
        plan("b-samfunnsdel", "samfunnsdel", "bby"),
        plan("b-temaplan", "temaplan", "bby"),
        plan("b-lenket", "temaplan", "bby"),
        plan("uten-organ", "temaplan", ""),
        plan("regional", "regional-plan", "fylke"),
        plan(
            "gammel",
            "temaplan",
            "aby",
            "pv:planStatus <https://w3id.org/planvev/code/plan-status/replaced> ;"
            ' pv:adoptedOn "2010-01-01"^^xsd:date ; dct:isReplacedBy <ny> ;',
        ),
        plan("ny", "temaplan", "aby", 'pv:adoptedOn "2015-01-01"^^xsd:date ;'),
        plan(
            "forslag",
            "temaplan",
            "aby",
            "pv:planStatus <https://w3id.org/planvev/code/plan-status/hearing> ;",
        ),
        link(1, "b-lenket/goal/1", "a-samfunnsdel/goal/1", outcome="approved"),
        link(2, "b-temaplan/goal/1", "b-samfunnsdel/goal/1", outcome="approved"),
        link(3, "b-temaplan/goal/2", "b-samfunnsdel/goal/1", outcome="approved"),
    )
)
NEAR = {"a-temaplan", "uten-organ", "gammel", "ny", "forslag"}


@pytest.fixture(scope="module")
def site() -> Iterator[FlaskClient]:
    graphs: dict[NamedNode, list[Triple]] = {
        graph: list(read_graph_file(path, graph).triples)
        for path, graph in ontology_files(ontology_root())
    }
    graphs[NamedNode("https://w3id.org/planvev/graph/eksby/all/adopted")] = turtle(PLANS)
    yield from client_of(graphs)


def found(site: FlaskClient, **asked: str) -> tuple[set[str], set[str]]:
    """Return the plans of the columns, and those whose goals are told of as hanging."""
    query = urlencode({"plan": "eksby/a-samfunnsdel", "format": "json", **asked})
    document = site.get(f"/coverage?{query}").get_json()
    start = f"{ID}eksby/"
    return (
        {each["iri"].removeprefix(start) for each in document["plans"]},
        {gap["plan"].removeprefix(start) for gap in document["gaps"]["goalsThatHang"]},
    )


def test_columns_are_of_the_same_body_or_have_links(site: FlaskClient) -> None:
    columns, hanging = found(site)
    assert columns == NEAR | {"b-lenket"}
    assert hanging == NEAR


def test_all_plans_are_columns_where_that_is_asked_for(site: FlaskClient) -> None:
    columns, hanging = found(site, plans="all")
    assert columns == NEAR | {"b-lenket", "b-temaplan", "b-samfunnsdel", "regional"}
    assert hanging == NEAR


def test_the_goals_of_another_body_are_told_of_where_that_body_is_asked_for(
    site: FlaskClient,
) -> None:
    columns, hanging = found(site, body=f"{ID}bby")
    assert columns == {"b-lenket", "b-temaplan", "b-samfunnsdel"}
    assert hanging == {"b-lenket"}


def test_a_regional_plan_is_for_all_bodies(site: FlaskClient) -> None:
    columns, _ = found(site, plan="eksby/regional")
    assert {"a-temaplan", "b-temaplan", "a-samfunnsdel"} <= columns


def test_the_page_says_that_goals_of_other_bodies_are_left_out(site: FlaskClient) -> None:
    assert "andre organer" in page(site, "/coverage?plan=eksby/a-samfunnsdel")
    assert "andre organer" not in page(site, "/coverage?plan=eksby/a-samfunnsdel&body=bby")


@pytest.mark.parametrize(
    ("day", "holds"),
    [("2012-01-01", {"gammel"}), ("2014-12-31", {"gammel"}), ("2015-01-01", {"ny"})],
)
def test_a_plan_holds_until_the_one_that_replaced_it_and_never_before_it_is_adopted(
    site: FlaskClient, day: str, holds: set[str]
) -> None:
    columns, _ = found(site, day=day)
    assert columns & {"gammel", "ny", "forslag"} == holds


@pytest.mark.parametrize("asked", ["type=ukjent", "state=ukjent", "link=ukjent", "body=ukjent"])
def test_the_form_shows_a_choice_that_nothing_fits(site: FlaskClient, asked: str) -> None:
    text = page(site, f"/coverage?plan=eksby/a-samfunnsdel&{asked}")
    chosen = [part for part in text.split("<option ") if part.split(">")[0].endswith("selected")]
    assert any("ukjent" in part for part in chosen)


def test_facts_that_are_texts_where_iris_belong_break_no_page() -> None:
    odd = """
<odd> a pv:PlanInstrument ; dct:title "Odd"@nb ; pv:body "en tekst" ; pv:planStatus "en status" ;
    pv:instrumentType "en type" , <https://w3id.org/planvev/code/instrument-type/samfunnsdel> ;
    pv:adoptedOn "i går" ; dct:temporal [ dcat:startDate "99999" ] .
<odd/goal/1> a pv:Goal ; pv:partOf <odd> ; dct:subject "et tema" ; pv:goalLevel "et nivå" ;
    rdfs:label "Et mål"@nb .
[] a pv:Goal ; pv:partOf <a-temaplan> ; rdfs:label "Et mål uten IRI"@nb .
<a-temaplan/goal/3> a pv:Goal ; pv:partOf "en plan" ; rdfs:label "Et mål uten plan"@nb .
<odd/link/1> a pv:Link ; pv:linkSource "en tekst" ; pv:linkTarget <odd/goal/1> ;
    pv:linkType "en type" ;
    pv:linkBasis <https://w3id.org/planvev/code/link-basis/statedInText> .
"""
    graph = NamedNode("https://w3id.org/planvev/graph/eksby/all/adopted")
    for client in client_of({graph: turtle(odd + PLANS)}):
        for path in (
            "/coverage?plan=eksby/odd&plans=all",
            "/coverage/gaps?plan=eksby/a-samfunnsdel&plans=all",
            "/coverage/cell?of=eksby/odd",
            "/coverage/thread?goal=eksby/odd/goal/1",
            "/coverage/compare?a=eksby/odd&b=eksby/a-samfunnsdel",
        ):
            for format_ in ("html", "csv", "json"):
                assert client.get(f"{path}&format={format_}").status_code == 200, path


def test_a_period_that_the_title_says_with_a_hyphen_is_not_said_again() -> None:
    titled = """
<e> a pv:PlanInstrument ; dct:title "Samfunnsdel 2019-2032"@nb ; dct:temporal <e/p> ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/samfunnsdel> .
<e/p> dcat:startDate "2019"^^xsd:gYear ; dcat:endDate "2032"^^xsd:gYear .
<e/goal/1> a pv:Goal ; pv:partOf <e> ; rdfs:label "Et mål"@nb .
<t> a pv:PlanInstrument ; dct:title "Temaplan 2024 - 2033"@nb ; dct:temporal <t/p> ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/temaplan> .
<t/p> dcat:startDate "2024"^^xsd:gYear ; dcat:endDate "2033"^^xsd:gYear .
<t/goal/1> a pv:Goal ; pv:partOf <t> ; rdfs:label "Et mål"@nb .
"""
    graph = NamedNode("https://w3id.org/planvev/graph/eksby/all/adopted")
    for client in client_of({graph: turtle(titled)}):
        for path in ("/coverage?plan=eksby/e", "/coverage/compare?a=eksby/e&b=eksby/t"):
            text = page(client, path)
            assert "(2019–2032)" not in text
            assert "(2024–2033)" not in text
