"""The pages about coverage over small, invented plans: matrix, cells, gaps, threads."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from planvev.archive.files import ontology_files, read_graph_file
from planvev.resources import ontology_root
from unit.web.plans_at_hand import client_of, page

ID = "https://w3id.org/planvev/id/"
HOSTILE = "=HYPERLINK(\"javascript:alert(1)\") <script>alert('x')</script>"
PREFIXES = """
@base <https://w3id.org/planvev/id/eksby/> .
@prefix code: <https://w3id.org/planvev/code/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix sdgo: <http://metadata.un.org/sdg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
PLANS = """
<samfunnsdel> a pv:PlanInstrument ; dct:title "Samfunnsdel for Eksby"@nb ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/samfunnsdel> ;
    pv:adoptedOn "2010-06-10"^^xsd:date ; pv:inForceUntil "2022-11-17"^^xsd:date .
<samfunnsdel/goal/1> a pv:Goal ; pv:partOf <samfunnsdel> ; skos:notation "1" ; pv:position 1 ;
    pv:goalLevel <https://w3id.org/planvev/code/goal-level/hovedmal> ;
    dct:subject <https://w3id.org/planvev/id/tema/miljo> ; rdfs:label "Grønn kommune"@nb .
<samfunnsdel/goal/1.1> a pv:Goal ; pv:partOf <samfunnsdel> ; skos:notation "1.1" ; pv:position 1 ;
    pv:goalLevel <https://w3id.org/planvev/code/goal-level/delmal> ;
    pv:subGoalOf <samfunnsdel/goal/1> ; rdfs:label "Lite avfall"@nb .
<samfunnsdel/strategy/1.1.1> a pv:Strategy ; pv:partOf <samfunnsdel> ; pv:position 1 ;
    pv:pursues <samfunnsdel/goal/1.1> ; rdfs:label "sortere mer"@nb .
<samfunnsdel/goal/2> a pv:Goal ; pv:partOf <samfunnsdel> ; skos:notation "2" ; pv:position 2 ;
    pv:goalLevel <https://w3id.org/planvev/code/goal-level/hovedmal> ;
    rdfs:label "Trygg kommune"@nb .

<avfallsplan> a pv:PlanInstrument ; dct:title "Avfallsplan for Eksby"@nb ;
    pv:planStatus <https://w3id.org/planvev/code/plan-status/adopted> ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/temaplan> ;
    dct:temporal <avfallsplan/period> .
<avfallsplan/period> a dct:PeriodOfTime ;
    dcat:startDate "2015"^^xsd:gYear ; dcat:endDate "2020"^^xsd:gYear .
<avfallsplan/goal/1> a pv:Goal ; pv:partOf <avfallsplan> ; skos:notation "1" ; pv:position 1 ;
    rdfs:label "Halvparten så mye restavfall"@nb .
<avfallsplan/goal/2> a pv:Goal ; pv:partOf <avfallsplan> ; skos:notation "2" ; pv:position 2 ;
    rdfs:label "Penere søppelbøtter"@nb .
<avfallsplan/action/1> a pv:Action ; pv:partOf <avfallsplan> ; pv:pursues <avfallsplan/goal/1> ;
    rdfs:label "kjøpe dunker"@nb .

<fagplan> a pv:PlanInstrument ; dct:title "HOSTILE"@nb ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/fagplan> .
<fagplan/goal/1> a pv:Goal ; pv:partOf <fagplan> ; rdfs:label "HOSTILE"@nb .

<samfunnsdel-2> a pv:PlanInstrument ; dct:title "Ny samfunnsdel for Eksby"@nb ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/samfunnsdel> ;
    pv:adoptedOn "2022-11-17"^^xsd:date ; dct:replaces <samfunnsdel> .
<samfunnsdel-2/goal/1> a pv:Goal ; pv:partOf <samfunnsdel-2> ; pv:position 1 ;
    rdfs:label "Enda grønnere"@nb .
<samfunnsdel-2/goal/2> a pv:Goal ; pv:partOf <samfunnsdel-2> ; pv:position 2 ;
    rdfs:label "Digital kommune"@nb .

sdg:12 a sdgo:Goal ; skos:notation "12" ; rdfs:label "Ansvarlig forbruk"@nb .
sdg:12.5 a sdgo:Target ; sdgo:isTargetOf sdg:12 ; skos:notation "12.5" ;
    rdfs:label "Mindre avfall"@nb .
<https://w3id.org/planvev/id/agent/kari-test> a prov:Agent ; rdfs:label "Kari Test"@nb .
""".replace("HOSTILE", HOSTILE.replace('"', '\\"'))


def link(
    number: int, source: str, target: str, type_: str = "contributesTo", outcome: str = ""
) -> str:
    """Return a link as Turtle, with a decision where there is an outcome."""
    plan = source.partition("/")[0]
    made = f"""
<{plan}/link/{number}> a pv:Link ; pv:linkSource <{source}> ; pv:linkTarget <{target}> ;
    pv:linkType <https://w3id.org/planvev/code/link-type/{type_}> ;
    pv:linkBasis <https://w3id.org/planvev/code/link-basis/analystAssessment> ;
    pv:confidence 0.7 ; pv:reason "Begge handler om avfall."@nb ;
    prov:wasAttributedTo <https://w3id.org/planvev/id/agent/kari-test> ;
    prov:generatedAtTime "2026-02-03T00:00:00Z"^^xsd:dateTime ."""
    if outcome:
        made += f"""
<{plan}/link/{number}/decision/1> a pv:Decision ; pv:decides <{plan}/link/{number}> ;
    pv:outcome <https://w3id.org/planvev/code/decision-outcome/{outcome}> ;
    prov:wasAssociatedWith <https://w3id.org/planvev/id/agent/kari-test> ;
    prov:endedAtTime "2026-03-04T00:00:00Z"^^xsd:dateTime ; rdfs:comment "Står i begge."@nb ."""
    return made


LINKS = "".join(
    (
        link(1, "avfallsplan/goal/1", "samfunnsdel/strategy/1.1.1", outcome="approved"),
        link(2, "avfallsplan/action/1", "samfunnsdel/goal/1.1", "implements"),
        link(3, "avfallsplan/goal/2", "samfunnsdel/goal/2", outcome="rejected"),
        link(4, "fagplan/goal/1", "samfunnsdel/goal/2", "conflictsWith", "approved"),
        link(5, "avfallsplan", "samfunnsdel", "contributesTo", "approved"),
        link(6, "samfunnsdel-2/goal/1", "samfunnsdel/goal/1", "continues", "approved"),
        link(7, "samfunnsdel/goal/1", "http://metadata.un.org/sdg/12.5", outcome="approved"),
    )
)
GOAL = "eksby/samfunnsdel/goal/1.1"


def turtle(text: str) -> list[Triple]:
    return [quad.triple for quad in parse((PREFIXES + text).encode(), RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def site() -> Iterator[FlaskClient]:
    graphs: dict[NamedNode, list[Triple]] = {
        graph: list(read_graph_file(path, graph).triples)
        for path, graph in ontology_files(ontology_root())
    }
    graphs[NamedNode("https://w3id.org/planvev/graph/eksby/all/adopted")] = turtle(PLANS)
    graphs[NamedNode("https://w3id.org/planvev/graph/eksby/all/links")] = turtle(LINKS)
    yield from client_of(graphs)


def matrix(site: FlaskClient, **asked: str | list[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Return the numbers of the cells by the ends of the IRIs of goal and plan."""
    query = urlencode({"plan": "eksby/samfunnsdel", "format": "json", **asked}, doseq=True)
    document = site.get(f"/coverage?{query}").get_json()
    return {
        goal["iri"].removeprefix(f"{ID}eksby/"): {
            cell.pop("plan").removeprefix(f"{ID}eksby/"): cell for cell in goal["cells"]
        }
        for goal in document["goals"]
    }


def gaps(site: FlaskClient, **asked: str) -> dict[str, list[str]]:
    query = urlencode({"plan": "eksby/samfunnsdel", "format": "json", **asked})
    found = site.get(f"/coverage?{query}").get_json()["gaps"]
    return {
        name: [gap["iri"].removeprefix(f"{ID}eksby/") for gap in gaps]
        for name, gaps in found.items()
    }


def columns(site: FlaskClient, **asked: str) -> set[str]:
    query = urlencode({"plan": "eksby/samfunnsdel", "format": "json", **asked})
    plans = site.get(f"/coverage?{query}").get_json()["plans"]
    return {plan["iri"].removeprefix(f"{ID}eksby/") for plan in plans}


def test_cells_count_links_by_status_with_what_stands_under_a_goal(site: FlaskClient) -> None:
    found = matrix(site)
    assert found["samfunnsdel/goal/1.1"] == {"avfallsplan": {"approved": 1, "proposed": 1}}
    assert found["samfunnsdel/goal/1"]["avfallsplan"] == {"approved": 1, "proposed": 1}
    assert found["samfunnsdel/goal/1"]["samfunnsdel-2"] == {"approved": 1}
    assert found["samfunnsdel"] == {"avfallsplan": {"approved": 1}}


def test_links_to_the_goal_itself_can_be_counted_alone(site: FlaskClient) -> None:
    found = matrix(site, count="self")
    assert found["samfunnsdel/goal/1.1"] == {"avfallsplan": {"proposed": 1}}
    assert "avfallsplan" not in found["samfunnsdel/goal/1"]


def test_rejected_links_are_counted_only_where_they_are_asked_for(site: FlaskClient) -> None:
    assert "avfallsplan" not in matrix(site)["samfunnsdel/goal/2"]
    found = matrix(site, status=["rejected", "approved"])
    assert found["samfunnsdel/goal/2"]["avfallsplan"] == {"rejected": 1}
    assert found["samfunnsdel/goal/1.1"]["avfallsplan"] == {"approved": 1}


def test_strategies_have_rows_where_they_are_asked_for(site: FlaskClient) -> None:
    assert "samfunnsdel/strategy/1.1.1" not in matrix(site)
    assert matrix(site, rows="all")["samfunnsdel/strategy/1.1.1"]["avfallsplan"] == {"approved": 1}


def test_columns_are_the_other_plans_with_links_or_goals(site: FlaskClient) -> None:
    assert columns(site) == {"avfallsplan", "fagplan", "samfunnsdel-2"}


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"type": "temaplan"}, {"avfallsplan"}),
        ({"type": "code/instrument-type/temaplan"}, {"avfallsplan"}),
        ({"state": "adopted"}, {"avfallsplan"}),
        ({"day": "2014-12-31"}, {"fagplan"}),
        ({"day": "2015-01-01"}, {"avfallsplan", "fagplan"}),
        ({"day": "2022-11-17"}, {"avfallsplan", "fagplan", "samfunnsdel-2"}),
        ({"from": "2021"}, {"fagplan", "samfunnsdel-2"}),
        ({"to": "2014"}, {"fagplan", "samfunnsdel-2"}),
        ({"link": "conflictsWith", "plans": "linked"}, {"fagplan"}),
    ],
)
def test_plans_can_be_chosen(site: FlaskClient, asked: dict[str, str], expected: set[str]) -> None:
    assert columns(site, **asked) == expected


def test_a_theme_keeps_its_goals_and_what_stands_under_them(site: FlaskClient) -> None:
    found = matrix(site, theme=f"{ID}tema/miljo")
    assert set(found) == {"samfunnsdel/goal/1", "samfunnsdel/goal/1.1"}


def test_gaps_are_told_of_both_ways(site: FlaskClient) -> None:
    assert gaps(site) == {
        "goalsNotFollowedUp": ["samfunnsdel/goal/2"],
        "goalsThatHang": ["avfallsplan/goal/2", "fagplan/goal/1"],
    }


def test_a_goal_with_proposed_links_only_is_a_gap_that_says_so(site: FlaskClient) -> None:
    text = page(site, "/coverage/gaps?plan=eksby/samfunnsdel&count=self")
    assert "1.1 </span>" in text
    assert "bare foreslåtte koblinger" in text


def test_the_page_has_headers_for_rows_and_columns_and_words_for_numbers(
    site: FlaskClient,
) -> None:
    text = page(site, "/coverage?plan=eksby/samfunnsdel")
    assert text.count('<th scope="col"') == 5
    assert '<th scope="row">' in text
    assert "1 godkjent</span>" in text
    assert "1 foreslått</span>" in text
    assert "Matrise over mål og planer" in text


def test_a_cell_leads_to_the_links_behind_it(site: FlaskClient) -> None:
    text = page(site, f"/coverage/cell?goal={GOAL}&plan=eksby/avfallsplan")
    for said in (
        "2 koblinger",
        "Halvparten så mye restavfall",
        "sortere mer",
        "Begge handler om avfall.",
        "Kari Test",
        "4. mars 2026",
        "Står i begge.",
        "analytikers vurdering",
        "0,7",
    ):
        assert said in text, said


def test_every_cell_lists_as_many_links_as_it_counts(site: FlaskClient) -> None:
    for count in ("", "self"):
        for goal, plans in matrix(site, count=count).items():
            for plan, cell in plans.items():
                asked = {"goal": f"eksby/{goal}", "plan": f"eksby/{plan}", "count": count}
                url = f"/coverage/cell?{urlencode({**asked, 'format': 'json'})}"
                assert len(site.get(url).get_json()) == sum(cell.values()), url


def test_totals_lead_to_each_link_once(site: FlaskClient) -> None:
    found = site.get("/coverage?plan=eksby/samfunnsdel&format=json").get_json()
    rows = site.get("/coverage/cell?of=eksby/samfunnsdel&format=json").get_json()
    assert len(rows) == sum(found["total"].values()) == 5


def test_tables_hold_the_numbers_and_guard_what_begins_like_a_formula(site: FlaskClient) -> None:
    response = site.get("/coverage?plan=eksby/samfunnsdel&format=csv")
    rows = list(csv.reader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    by_number = {row[0]: row for row in rows}
    assert by_number["1.1"][5:7] == ["1", "1"]
    gaps_file = site.get("/coverage/gaps?plan=eksby/samfunnsdel&format=csv").data.decode(
        "utf-8-sig"
    )
    cells = [cell for row in csv.reader(io.StringIO(gaps_file)) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]
    book = site.get("/coverage/gaps?plan=eksby/samfunnsdel&format=xlsx").data
    sheet = load_workbook(io.BytesIO(book)).active
    assert sheet is not None
    assert "f" not in {cell.data_type for row in sheet.iter_rows() for cell in row}


@pytest.mark.parametrize(
    "path",
    [
        "/coverage?plan=eksby/samfunnsdel",
        "/coverage/gaps?plan=eksby/samfunnsdel",
        "/coverage/cell?of=eksby/samfunnsdel",
        "/coverage/thread?goal=eksby/samfunnsdel/goal/2",
        "/coverage/compare?a=eksby/samfunnsdel&b=eksby/fagplan",
    ],
)
def test_what_plans_say_is_never_markup(site: FlaskClient, path: str) -> None:
    text = site.get(path, headers={"Accept": "text/html"}).text
    assert "<script>alert" not in text
    assert 'href="javascript' not in text


@pytest.mark.parametrize(
    "path",
    [
        "/coverage?status=maybe",
        "/coverage?day=31.12.2020",
        "/coverage?from=20xx",
        "/coverage?from=2020&to=2010",
        "/coverage?count=all",
        "/coverage?plan=%3Cx%3E",
        "/coverage/cell",
        "/coverage/cell?goal=%22",
        "/coverage/thread",
        "/coverage/thread?goal=%3C%3E",
    ],
)
def test_what_cannot_be_asked_is_a_bad_request(site: FlaskClient, path: str) -> None:
    assert site.get(path).status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/coverage?plan=eksby/ingen",
        "/coverage/cell?goal=eksby/ingen/goal/1",
        "/coverage/thread?goal=eksby/ingen/goal/1",
        "/coverage/compare?a=eksby/ingen&b=eksby/samfunnsdel",
    ],
)
def test_what_is_not_there_is_not_found(site: FlaskClient, path: str) -> None:
    assert site.get(path).status_code == 404


def test_a_thread_leads_from_the_development_goal_to_the_measure(site: FlaskClient) -> None:
    text = page(site, f"/coverage/thread?goal={GOAL}")
    listed = text[text.index('class="thread-list"') :]
    order = ["Ansvarlig forbruk", "Mindre avfall", "Grønn kommune", "Lite avfall", "sortere mer"]
    order.append("Halvparten så mye restavfall")
    places = [listed.index(said) for said in order]
    assert places == sorted(places)
    assert "kjøpe dunker" in listed
    assert "Trygg kommune" not in listed


def test_a_thread_says_in_words_and_by_its_line_what_is_not_decided(site: FlaskClient) -> None:
    text = page(site, f"/coverage/thread?goal={GOAL}")
    assert "gjennomfører (foreslått, ikke avgjort)" in text
    assert "bidrar til (godkjent)" in text
    assert 'class="line proposed"' in text
    assert 'class="line approved"' in text
    assert "kobling ikke avgjort" in text


def test_a_thread_of_a_measure_leads_up(site: FlaskClient) -> None:
    text = page(site, "/coverage/thread?goal=eksby/avfallsplan/action/1")
    assert "Grønn kommune" in text
    assert "Ansvarlig forbruk" in text
    assert "Penere søppelbøtter" not in text


def test_a_thread_has_no_links_in_time_and_no_conflicts(site: FlaskClient) -> None:
    text = page(site, "/coverage/thread?goal=eksby/samfunnsdel/goal/1")
    assert "Enda grønnere" not in text
    rows = site.get("/coverage/thread?goal=eksby/samfunnsdel/goal/2&format=json").get_json()
    assert rows == []


def test_a_plan_and_its_successor_are_told_of_as_changes(site: FlaskClient) -> None:
    text = page(site, "/coverage/compare?a=eksby/samfunnsdel-2&b=eksby/samfunnsdel")
    assert "Ny samfunnsdel for Eksby kommer etter Samfunnsdel for Eksby." in text
    for change, said, after in (
        ("Videreført", "Grønn kommune", "Endret"),
        ("Ikke videreført", "Trygg kommune", "Nytt"),
        ("Nytt", "Digital kommune", "Mål med koblinger"),
    ):
        part = text[text.index(f"<h3>{change} ") :]
        assert said in part[: part.index(after)], change


def test_plans_that_follow_no_other_are_told_of_by_what_has_no_counterpart(
    site: FlaskClient,
) -> None:
    text = page(site, "/coverage/compare?a=eksby/samfunnsdel&b=eksby/avfallsplan")
    assert "Bare i Avfallsplan for Eksby" in text
    assert "kommer etter" not in text
    rows = site.get(
        "/coverage/compare?a=eksby/samfunnsdel&b=eksby/avfallsplan&format=json"
    ).get_json()
    assert any(row["Koblingstype"] == "gjennomfører" for row in rows)


def test_a_plan_is_not_compared_with_itself(site: FlaskClient) -> None:
    text = page(site, "/coverage/compare?a=eksby/samfunnsdel&b=eksby/samfunnsdel")
    assert "Velg to ulike planer." in text


def test_without_an_overarching_plan_the_page_says_so() -> None:
    clients = client_of({NamedNode("urn:g"): turtle("<x> a pv:PlanInstrument .")})
    for client in clients:
        assert "ingen overordnet plan" in page(client, "/coverage")
        assert client.get("/coverage/gaps").status_code == 200


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_pages_speak_the_reader_s_language(site: FlaskClient, language: str) -> None:
    text = page(site, f"/coverage?plan=eksby/samfunnsdel&lang={language}")
    assert {"nb": "1 godkjent", "nn": "1 godkjend", "en": "1 approved"}[language] in text


def test_circles_of_goals_end() -> None:
    circle = """
<ring> a pv:PlanInstrument ; dct:title "Ring"@nb ;
    pv:instrumentType <https://w3id.org/planvev/code/instrument-type/samfunnsdel> .
<ring/goal/1> a pv:Goal ; pv:partOf <ring> ; pv:subGoalOf <ring/goal/2> ; rdfs:label "a"@nb .
<ring/goal/2> a pv:Goal ; pv:partOf <ring> ; pv:subGoalOf <ring/goal/1> ; rdfs:label "b"@nb .
"""
    for client in client_of({NamedNode("urn:g"): turtle(circle + PLANS)}):
        for path in (
            "/coverage?plan=eksby/ring",
            "/coverage/thread?goal=eksby/ring/goal/1",
            "/coverage/compare?a=eksby/ring&b=eksby/samfunnsdel",
        ):
            assert client.get(path, headers={"Accept": "text/html"}).status_code == 200
        found = json.loads(client.get("/coverage?plan=eksby/ring&format=json").data)
        assert len(found["goals"]) == 2
