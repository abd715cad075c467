"""The start page, plans and goals: as lists, as a tree, in files; and what no graph can break."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyoxigraph import NamedNode, RdfFormat, parse
from werkzeug.datastructures import MultiDict

from planvev.engine.base import Query, Result
from planvev.engine.embedded import EmbeddedEngine
from planvev.vocab import CODE, ID, PV, RDF
from planvev.web import WebConfig, create_app
from planvev.web.pages_of import page_numbers
from planvev.web.plan_branches import ALL
from unit.web.plans_at_hand import PLAN, client_of, page, real_graphs

TRIPS_MAX = 3
HEAD = """
@base <https://w3id.org/planvev/id/ukjent/plan-1/> .
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
<https://w3id.org/planvev/id/ukjent/plan-1> a pv:PlanInstrument ; dct:title "Plan"@nb .
"""
ODD = "/doc/ukjent/plan-1"


@pytest.fixture(scope="module")
def real() -> Iterator[FlaskClient]:
    yield from client_of(real_graphs())


def odd(turtle: str) -> Iterator[FlaskClient]:
    """Return a client of a site with one plan, of which the graph says what it likes."""
    graph = NamedNode("https://w3id.org/planvev/graph/ukjent/plan-1/adopted")
    triples = [quad.triple for quad in parse((HEAD + turtle).encode(), RdfFormat.TURTLE)]
    yield from client_of({graph: triples})


def goal(name: str, *, above: str = "", number: str = "", text: str = "Et mål") -> str:
    more = f"pv:subGoalOf <goal/{above}> ; " if above else ""
    more += f'skos:notation "{number}" ; ' if number else ""
    return (
        f"<goal/{name}> a pv:Goal ; pv:partOf <https://w3id.org/planvev/id/ukjent/plan-1> ; {more}"
        f'pv:text "{text}"@nb .\n'
    )


class CountingEngine(EmbeddedEngine):
    """Counts what it is asked."""

    trips = 0

    def query(self, query: Query) -> Result:
        self.trips += 1
        return super().query(query)


@pytest.mark.parametrize(
    "path",
    ["/", "/plans", "/goals", "/goals?q=barn", "/instruments", PLAN, f"{PLAN}?view=reading"],
)
def test_a_page_costs_at_most_three_trips_to_the_engine(path: str) -> None:
    engine = CountingEngine()
    engine.replace_graphs(real_graphs())
    client = create_app(engine, WebConfig(), {}).test_client()
    engine.trips = 0
    assert client.get(path, headers={"Accept": "text/html"}).status_code == 200
    assert engine.trips <= TRIPS_MAX
    engine.close()


def test_the_start_page_has_vision_plans_search_and_three_doors(real: FlaskClient) -> None:
    html = page(real, "/")
    assert "Store lille Trondheim!" in html
    assert "4 hovedmål, 25 delmål, 92 strategier" in html
    assert 'action="/search"' in html
    for door in ("For deg som planlegger", "For deg som bruker data", "For deg som forsker"):
        assert door in html
    for goal_number in "1234":
        assert f'href="{PLAN}/goal/{goal_number}"' in html
    shown = re.findall(r'<h3><a href="(/doc/trondheim/[^/"]+)"', html)
    assert shown[0] == PLAN
    assert re.search(r'<a href="/plans">Se listen over alle \d+ planer</a>', html)


def test_the_start_page_shows_the_goals_of_the_largest_plan() -> None:
    later = (
        "<https://w3id.org/planvev/id/ukjent/plan-2> a pv:PlanInstrument ; "
        'dct:title "Senere"@nb ; dct:temporal <period> . <period> dcat:startDate "2040" .\n'
        "<https://w3id.org/planvev/id/ukjent/plan-2/goal/1> a pv:Goal ; "
        'pv:partOf <https://w3id.org/planvev/id/ukjent/plan-2> ; pv:text "et lite mål"@nb .\n'
    )
    for client in odd(goal("1", text="et stort mål") + goal("2", above="1") + later):
        html = page(client, "/")
        assert "et stort mål" in html
        assert "et lite mål" not in html
        names = re.findall(r'<h3><a href="/doc/ukjent/(plan-\d)"', html)
        assert names == ["plan-1", "plan-2"]


def test_plans_that_are_only_known_of_are_listed_as_such(real: FlaskClient) -> None:
    rows = page(real, "/plans").split("<tr>")
    known = [row for row in rows if "Planstrategi" in row and "(2012)" in row.split("</th>")[0]]
    assert len(known) == 1
    assert "bare kjent" in known[0]
    assert "6. desember 2012" in known[0]
    assert 'href="/doc/trondheim/planstrategi-2008"' in known[0], "what it follows"


def plans_with(predicate: NamedNode, value: NamedNode) -> list[str]:
    """Return the last parts of the IRIs of the plans of which the data say this."""
    said = [t for triples in real_graphs().values() for t in triples]
    plans = {t.subject for t in said if t.predicate == RDF.type and t.object == PV.PlanInstrument}
    found = {t.subject for t in said if t.predicate == predicate and t.object == value}
    return sorted(str(plan.value.rpartition("/")[2]) for plan in plans & found)


@pytest.mark.parametrize(
    ("choice", "predicate", "value"),
    [
        ("status=/code/plan-status/replaced", PV.planStatus, CODE["plan-status/replaced"]),
        (
            "status=https://w3id.org/planvev/code/plan-status/adopted",
            PV.planStatus,
            CODE["plan-status/adopted"],
        ),
        ("body=/doc/trondheim", PV.body, ID["trondheim"]),
        (
            "type=/code/instrument-type/temaplan",
            PV.instrumentType,
            CODE["instrument-type/temaplan"],
        ),
    ],
)
def test_plans_are_chosen_by_body_type_and_status(
    real: FlaskClient, choice: str, predicate: NamedNode, value: NamedNode
) -> None:
    expected = plans_with(predicate, value)
    assert len(expected) >= 2
    objects = real.get(f"/plans?{choice}&format=json").get_json()
    assert sorted(one["IRI"].rpartition("/")[2] for one in objects) == expected


@pytest.mark.parametrize(
    ("choice", "found"),
    [
        ("q=trondheimsløftet", ["samfunnsdel-2020"]),
        ("q=SAMFUNNSDEL+2020", ["samfunnsdel-2009", "samfunnsdel-2020"]),
        ("q=samfunnsdel&status=/code/plan-status/adopted", ["samfunnsdel-2020"]),
        ("type=/code/instrument-type/arsregnskap", []),
        ('q="+}+DROP', []),
    ],
)
def test_plans_are_chosen_by_words_and_by_more_at_once(
    real: FlaskClient, choice: str, found: list[str]
) -> None:
    objects = real.get(f"/plans?{choice}&format=json").get_json()
    assert sorted(one["IRI"].rpartition("/")[2] for one in objects) == found


def test_the_formats_of_a_list_hold_the_same(real: FlaskClient) -> None:
    for path in ("/plans", "/goals"):
        objects = real.get(f"{path}?format=json").get_json()
        table = list(csv.reader(io.StringIO(real.get(f"{path}?format=csv").text.lstrip("\ufeff"))))
        book = load_workbook(io.BytesIO(real.get(f"{path}?format=xlsx").data))
        assert table[0] == list(objects[0])
        assert len(table) - 1 == len(objects) == book.worksheets[0].max_row - 1
        assert [row[-1] for row in table[1:]] == [one["IRI"] for one in objects]


def test_a_list_names_its_other_formats_as_it_was_asked_for(real: FlaskClient) -> None:
    response = real.get("/goals?q=barn&page=1", headers={"Accept": "text/html"})
    named = " ".join(response.headers.getlist("Link"))
    for name in ("csv", "xlsx", "json"):
        assert f"</goals?q=barn&format={name}>" in named
        assert f'href="/goals?q=barn&amp;format={name}"' in response.text


def test_a_main_goal_counts_what_stands_below_it(real: FlaskClient) -> None:
    listed = real.get(f"/goals?plan={PLAN}&format=json").get_json()
    goals = {one["Nummer"]: one for one in listed}
    assert len(goals) == 29
    assert goals["1"]["Delmål"] == 5
    assert goals["1"]["Strategier"] == 17
    assert goals["1.3"]["Strategier"] == 3
    assert goals["1.3"]["Resultatmål"] == 2
    assert "Høgskole og universitet" in goals["1.3"]["Temaer"]
    assert sum(goals[number]["Strategier"] for number in "1234") == 92


@pytest.mark.parametrize(
    ("choice", "count"),
    [
        (f"level=/code/goal-level/hovedmal&plan={PLAN}", 4),
        ("level=/code/goal-level/delmal&q=barn+unge", 3),
        (f"plan={PLAN}", 29),
        ("plan=/doc/trondheim/samfunnsdel-2020&level=/code/goal-level/delmal", 0),
        ("q=ord+som+ingen+har", 0),
        ("group=/doc/group/barn-og-unge", 6),
    ],
)
def test_goals_are_chosen_by_plan_level_group_and_words(
    real: FlaskClient, choice: str, count: int
) -> None:
    found = real.get(f"/goals?{choice}&format=json").get_json()
    assert len(found) == count
    html = page(real, f"/goals?{choice}")
    assert f"{count} mål" in html
    assert ("Ingen mål passer." in html) == (count == 0)


def test_goals_in_our_own_words_are_listed_and_found_by_them(real: FlaskClient) -> None:
    (found,) = real.get("/goals?q=trafikkulykker&format=json").get_json()
    assert found["IRI"].endswith("/trondheim/miljopakken-2008/goal/10")
    assert (found["Mål"], found["Språk"]) == ("Minst 20 prosent færre trafikkulykker", "nb")
    assert "Minst 20 prosent færre trafikkulykker" in page(real, "/goals?q=trafikkulykker")


def test_what_is_chosen_stays_chosen(real: FlaskClient) -> None:
    html = page(real, "/goals?level=/code/goal-level/delmal&q=barn")
    assert '<option value="/code/goal-level/delmal" selected>delmål</option>' in html
    assert 'name="q" value="barn"' in html


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=-1", "page=9999999", "plan=<x>"])
def test_a_page_or_a_thing_that_is_none_is_refused(real: FlaskClient, query: str) -> None:
    assert real.get(f"/goals?{query}").status_code == 400


def test_a_list_is_cut_into_pages_in_the_order_of_numbers() -> None:
    turtle = "".join(goal(str(n), number=f"1.{n}") for n in range(1, 121))
    for client in odd(turtle):
        first, last = page(client, "/goals"), page(client, "/goals?page=3")
        numbers = re.findall(r'<span class="number">1\.(\d+) </span>', first)
        assert numbers == [str(n) for n in range(1, 51)]
        assert re.findall(r'<span class="number">1\.(\d+) </span>', last)[-1] == "120"
        assert "120 mål" in last
        assert 'href="/goals?page=2"' in first
        assert len(client.get("/goals?format=json").get_json()) == 120


def test_links_to_pages_leave_out_the_far_ones() -> None:
    numbers = page_numbers(1, 10_000, 50, "/goals", MultiDict())
    assert [one.number for one in numbers] == [1, 2, 3, 200]
    assert [one.gap for one in numbers] == [False, False, False, True]


def test_a_plan_tells_its_facts_with_the_sources_of_claims(real: FlaskClient) -> None:
    facts = page(real, PLAN).split('id="fakta"')[1].split("</section>")[0]
    for label in ("Type", "Gjelder for", "Planperiode", "Vedtatt av", "Gjaldt til", "Avløst av"):
        assert f">{label}</span></dt>" in facts
    period = facts.split(">Planperiode<")[1].split("</div>")[0]
    assert "2009–2020" in period
    assert 'href="https://sites.google.com/' in period


def open_branches(html: str) -> list[str]:
    return re.findall(r'<details open>.*?<div class="opened" id="([^"]+)">', html)


def test_the_tree_has_every_goal_and_strategy_with_an_anchor_of_its_own(real: FlaskClient) -> None:
    html = page(real, PLAN)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert len([one for one in ids if one.startswith("goal-")]) == 29
    assert len([one for one in ids if one.startswith("strategy-")]) == 92
    assert open_branches(html) == []
    counts = html.split('id="goal-2"')[1].split('class="counts">')[1].split("</p>")[0]
    assert counts == "6 delmål · 20 strategier · 11 resultatmål · 17 omtaler"
    listed = real.get(f"/goals?plan={PLAN}&format=json").get_json()
    goals = {one["Nummer"]: one for one in listed}
    assert goals["2"]["Resultatmål"] == 11


def test_a_branch_is_open_where_the_address_says_so(real: FlaskClient) -> None:
    assert open_branches(page(real, f"{PLAN}?open=2.6")) == ["goal-2.6"]
    assert open_branches(page(real, f"{PLAN}?open=2.6.1")) == ["goal-2.6"]
    assert len(open_branches(page(real, f"{PLAN}?open={ALL}"))) == 25
    assert open_branches(page(real, f"{PLAN}?open=%3Cscript%3E")) == []


def test_goals_that_are_below_each_other_are_all_shown_once() -> None:
    circle = goal("a", above="b", number="1") + goal("b", above="c") + goal("c", above="a")
    for client in odd(circle + goal("d", above="d", number="4")):
        html = page(client, ODD)
        assert all(html.count(f'id="goal-{name}"') == 1 for name in "abcd")
        assert client.get("/goals").status_code == 200
        assert len(client.get("/goals?format=json").get_json()) == 4
        assert client.get("/", headers={"Accept": "text/html"}).status_code == 200
        assert all(f'id="goal-{name}"' in page(client, f"{ODD}?view=reading") for name in "abcd")


def test_goals_in_a_chain_of_a_thousand_are_all_shown() -> None:
    chain = goal("0") + "".join(goal(str(n), above=str(n - 1)) for n in range(1, 1000))
    for client in odd(chain):
        assert len(set(re.findall(r'id="(goal-\d+)"', page(client, ODD)))) == 1000
        assert client.get(f"{ODD}?view=reading").status_code == 200


def test_a_goal_below_many_stands_once_and_costs_no_more() -> None:
    turtle = "".join(goal(f"0-{n}") for n in range(12))
    for layer in range(1, 8):
        for number in range(12):
            turtle += goal(f"{layer}-{number}")
            turtle += "".join(
                f"<goal/{layer}-{number}> pv:subGoalOf <goal/{layer - 1}-{n}> .\n"
                for n in range(12)
            )
    for client in odd(turtle):
        assert len(re.findall(r'id="goal-\d-\d+"', page(client, ODD))) == 96


def test_a_goal_without_number_text_or_level_has_a_place() -> None:
    bare = "<goal/x> a pv:Goal ; pv:partOf <https://w3id.org/planvev/id/ukjent/plan-1> .\n"
    for client in odd(bare + goal("y", above="x", text="<script>alert(1)</script>")):
        html = page(client, ODD)
        assert 'id="goal-x"' in html
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert" not in html
        assert len(client.get("/goals?format=json").get_json()) == 2


def test_a_label_of_a_megabyte_does_no_harm() -> None:
    for client in odd(goal("1", number="1" * 100_000, text="lang tekst " * 100_000)):
        for path in ("/", "/plans", "/goals", ODD, f"{ODD}?view=reading"):
            response = client.get(path, headers={"Accept": "text/html"})
            assert response.status_code == 200
            assert response.text.rstrip().endswith("</html>")
        assert client.get("/goals?format=xlsx").status_code == 200


def test_a_plan_without_goals_says_so() -> None:
    for client in odd(""):
        assert page(client, ODD).count("<h1") == 1
        assert "målene er ikke lagt inn" in page(client, f"{ODD}?view=reading")
        assert "målene er ikke lagt inn" in page(client, "/")
        assert "Ingen mål passer." in page(client, "/goals")


def test_a_site_without_plans_has_all_its_pages() -> None:
    for client in client_of({}):
        assert "Ingen planer er lagt inn ennå." in page(client, "/")
        for path in ("/plans", "/goals", "/instruments"):
            for name in ("html", "csv", "xlsx", "json"):
                assert client.get(f"{path}?format={name}").status_code == 200


def test_a_strategy_at_no_goal_and_the_actions_of_a_strategy_are_shown() -> None:
    plan = "<https://w3id.org/planvev/id/ukjent/plan-1>"
    turtle = goal("1", number="1") + (
        f'<strategy/a> a pv:Strategy ; pv:partOf {plan} ; pv:text "henger løst"@nb .\n'
        f'<strategy/b> a pv:Strategy ; pv:partOf {plan} ; pv:pursues <goal/1> ; pv:text "b"@nb .\n'
        f'<action/1> a pv:Action ; pv:partOf {plan} ; pv:pursues <strategy/b> ; pv:text "gjør"@nb .'
    )
    for client in odd(turtle):
        html = page(client, ODD)
        loose = html.split('id="losrevne"')[1].split("</section>")[0]
        assert "henger løst" in loose
        assert 'id="action-1"' not in loose
        assert html.count('id="action-1"') == 1


def test_goals_of_another_plan_are_no_part_of_the_tree() -> None:
    other = (
        "<https://w3id.org/planvev/id/ukjent/plan-2/goal/1> a pv:Goal ; "
        'pv:partOf <https://w3id.org/planvev/id/ukjent/plan-2> ; pv:text "et annet mål"@nb .\n'
        "<strategy/1> a pv:Strategy ; pv:partOf <https://w3id.org/planvev/id/ukjent/plan-1> ; "
        "pv:pursues <https://w3id.org/planvev/id/ukjent/plan-2/goal/1> ; "
        'pv:text "følger opp"@nb .\n'
    )
    for client in odd(goal("1", number="1") + other):
        html = page(client, ODD)
        tree = html.split('<ol class="tree"')[1].split("</section>")[0]
        assert "et annet mål" not in tree
        assert "følger opp" in html.split('id="losrevne"')[1]


def test_a_plan_leads_on_to_its_coverage_or_to_suggestions_for_it(real: FlaskClient) -> None:
    overarching = page(real, "/doc/trondheim/samfunnsdel-2009")
    assert (
        'href="/coverage?plan=https%3A%2F%2Fw3id.org%2Fplanvev%2Fid%2Ftrondheim%2Fsamfunnsdel-2009"'
        in (overarching)
    )
    assert "/links/review/find" not in overarching
    sectoral = page(real, "/doc/trondheim/miljopakken-2008")
    assert 'href="/links/review/find?source=trondheim%2Fmiljopakken-2008"' in sectoral
    assert "/coverage?plan=" not in sectoral


def test_a_linked_goal_leads_on_to_its_red_thread(real: FlaskClient) -> None:
    goal = page(real, "/doc/trondheim/samfunnsdel-2009/goal/2.6")
    assert (
        'href="/coverage/thread?goal=https%3A%2F%2Fw3id.org%2Fplanvev%2Fid%2Ftrondheim%2F' in goal
    )
