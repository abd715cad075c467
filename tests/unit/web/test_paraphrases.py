"""Plans whose text was not had: the pages say whose words stand there, and after which sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from planvev.vocab import GRAPH
from unit.web.plans_at_hand import client_of, page, real_graphs

PLAN = "/doc/lillevik/grontplan-2031"
WORDED = "/doc/lillevik/havneplan-2030"
AFTER = "Gjengitt med våre ord etter"
HEAD = """
@base <https://w3id.org/planvev/id/lillevik/> .
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix level: <https://w3id.org/planvev/code/goal-level/> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sdg: <http://metadata.un.org/sdg/> .
@prefix sdgo: <http://metadata.un.org/sdg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix status: <https://w3id.org/planvev/code/plan-status/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
GRAPHS = {
    "lillevik/grontplan-2031/register": """
        <grontplan-2031> a pv:PlanInstrument ; dct:title "Grøntplan"@nb ; pv:body <../lillevik> ;
            dct:dateAccepted "2030-11"^^xsd:gYearMonth ; dct:creator <../actor/parkvesenet> ;
            pv:planStatus status:adopted ;
            dct:temporal <grontplan-2031/period> .
        <grontplan-2031/period> a dct:PeriodOfTime ; dcat:startDate "2031"^^xsd:gYear .
        <../lillevik> rdfs:label "Lillevik kommune"@nb .
        <../actor/parkvesenet> rdfs:label "parkvesenet"@nb .
    """,
    "lillevik/grontplan-2031/adopted": """
        <grontplan-2031/goal/1> a pv:Goal ; pv:partOf <grontplan-2031> ; skos:notation "1" ;
            pv:goalLevel level:hovedmal ; rdfs:label "Flere trær"@nb ;
            dct:source <https://lillevik.example/planer/gront> .
        <grontplan-2031/strategy/1> a pv:Strategy ; pv:partOf <grontplan-2031> ; pv:position 1 ;
            pv:pursues <grontplan-2031/goal/1> ; rdfs:label "Plante i gatene"@nb ;
            dct:source <https://lillevik.example/planer/gront> .
        <grontplan-2031/action/1> a pv:Action ; pv:partOf <grontplan-2031> ; pv:position 1 ;
            pv:pursues <grontplan-2031/strategy/1> ; rdfs:label "Kjøpe hundre lindetrær"@nb ;
            dct:source <https://avisa.example/2030/lindetraer> .
        <grontplan-2031/action/2> a pv:Action ; pv:partOf <grontplan-2031> ; pv:position 2 ;
            pv:pursues <grontplan-2031/goal/1> ; rdfs:label "Frede den store eika"@nb ;
            dct:source <https://avisa.example/2030/eika> .
    """,
    "lillevik/grontplan-2031/translation-en": """
        <grontplan-2031/goal/1> rdfs:label "More trees"@en .
    """,
    "lillevik/grontplan-2031/assessment": """
        <grontplan-2031/goal/1/target/1> a pv:Target ; pv:about <grontplan-2031/goal/1> ;
            pv:indicator "trær i gatene"@nb ; pv:targetValue "900"^^xsd:decimal ;
            dct:source <https://avisa.example/2030/tall> ;
            prov:wasAttributedTo <../organisation/planvev> .
        <../organisation/planvev> rdfs:label "planvev"@nb .
    """,
    "lillevik/grontplan-2031/links": """
        <grontplan-2031/link/1> a pv:Link ; pv:linkSource <grontplan-2031/goal/1> ;
            pv:linkTarget sdg:11.7 ;
            pv:linkType <https://w3id.org/planvev/code/link-type/contributesTo> ;
            pv:linkBasis <https://w3id.org/planvev/code/link-basis/analystAssessment> ;
            pv:reason "Trær er grøntområder."@nb ;
            prov:wasAttributedTo <../organisation/planvev> ;
            prov:generatedAtTime "2031-02-03T00:00:00Z"^^xsd:dateTime .
        <grontplan-2031/link/2> a pv:Link ; pv:linkSource <grontplan-2031> ;
            pv:linkTarget <havneplan-2030/goal/1> ;
            pv:linkType <https://w3id.org/planvev/code/link-type/contributesTo> ;
            pv:linkBasis <https://w3id.org/planvev/code/link-basis/analystAssessment> ;
            pv:reason "Trærne langs kaia."@nb .
    """,
    "lillevik/havneplan-2030/register": """
        <havneplan-2030> a pv:PlanInstrument ; dct:title "Havneplan"@nb ; pv:body <../lillevik> ;
            pv:planStatus status:hearing .
    """,
    "lillevik/havneplan-2030/adopted": """
        <havneplan-2030/goal/1> a pv:Goal ; pv:partOf <havneplan-2030> ; skos:notation "1" ;
            pv:goalLevel level:hovedmal ; pv:text "Havna er ren og trygg"@nb .
    """,
    "sdg/goals": """
        sdg:11 a sdgo:Goal ; skos:notation "11" ; rdfs:label "Bærekraftige byer"@nb .
    """,
    "sdg/targets": """
        sdg:11.6 a sdgo:Target ; sdgo:isTargetOf sdg:11 ; skos:notation "11.6" ;
            rdfs:label "Ren luft"@nb .
        sdg:11.7 a sdgo:Target ; sdgo:isTargetOf sdg:11 ; skos:notation "11.7" ;
            rdfs:label "Grønne uterom"@nb ; dcat:keyword "park"@nb , "lekeplass"@nb .
    """,
}


def graphs() -> dict[NamedNode, list[Triple]]:
    """Return the graphs of two plans of an invented municipality, with the vocabulary."""
    own = {
        GRAPH[name]: [quad.triple for quad in parse((HEAD + text).encode(), RdfFormat.TURTLE)]
        for name, text in GRAPHS.items()
    }
    vocabulary = {
        graph: triples
        for graph, triples in real_graphs().items()
        if graph.value.startswith((GRAPH.iri + "ontology", GRAPH.iri + "code/"))
    }
    return {**vocabulary, **own}


@pytest.fixture(scope="module")
def site() -> Iterator[FlaskClient]:
    yield from client_of(graphs())


def test_a_paraphrased_plan_names_its_sources_at_the_top_and_at_each_goal(
    site: FlaskClient,
) -> None:
    html = page(site, PLAN)
    assert "Planens egen tekst forelå ikke." in html
    goal = html[html.index('id="goal-1"') :]
    said = goal[goal.index(AFTER) :]
    assert said.startswith(
        f'{AFTER} <a href="https://lillevik.example/planer/gront" rel="nofollow ugc noopener">'
    )
    assert "lillevik.example/…/gront" in said


def test_a_source_that_the_goal_has_named_is_not_repeated_at_its_strategies(
    site: FlaskClient,
) -> None:
    html = page(site, PLAN)
    strategy = html[html.index('id="strategy-1"') : html.index('id="action-1"')]
    assert AFTER not in strategy
    action = html[html.index('id="action-1"') : html.index('id="action-2"')]
    assert "avisa.example/…/lindetraer" in action


def test_actions_are_counted_and_named_as_actions(site: FlaskClient) -> None:
    html = page(site, PLAN)
    assert "Mål, strategier og tiltak" in html
    assert "1 hovedmål, 1 strategi, 2 tiltak" in html
    assert "1 strategi · 2 tiltak" in html
    goal = page(site, f"{PLAN}/goal/1")
    assert re.search(r"<h2[^>]*>Strategier</h2>.*Plante i gatene", goal)
    assert re.search(r"<h2[^>]*>Tiltak</h2>.*Frede den store eika", goal)
    rows = site.get("/goals?format=json&lang=nb").get_json()
    counts = [(r["Strategier"], r["Tiltak"]) for r in rows if r["Mål"] == "Flere trær"]
    assert counts == [(1, 2)]


def test_the_pages_of_a_plan_with_a_text_of_its_own_say_nothing_of_our_words(
    site: FlaskClient,
) -> None:
    for path in (WORDED, f"{WORDED}?view=reading", f"{WORDED}/goal/1"):
        html = page(site, path)
        main = html[html.index("<main") : html.index("</main>")]
        assert "våre ord" not in main


def test_the_reading_view_promises_no_adopted_text_where_there_is_none(site: FlaskClient) -> None:
    promise = "Den vedtatte teksten"
    assert promise in page(site, f"{WORDED}?view=reading")
    html = page(site, f"{PLAN}?view=reading")
    assert promise not in html
    assert "Planens egen tekst forelå ikke." in html
    assert 'class="verbatim"' not in html


def test_a_target_that_rests_on_a_source_shows_it(site: FlaskClient) -> None:
    html = page(site, f"{PLAN}/goal/1")
    assert "Lest ut av kildene" in html
    assert "Lest ut av teksten" not in html
    assert re.search(r'Kilde: <a href="https://avisa.example/2030/tall"', html)


def test_a_paraphrase_is_not_cited_as_words_of_the_municipality(site: FlaskClient) -> None:
    cited = site.get(f"{PLAN}/goal/1?format=citation&lang=nb").text
    assert "«Hovedmål" not in cited
    assert cited.startswith("Lillevik kommune (2030). Hovedmål 1: Flere trær [gjengitt av planvev]")
    assert "paraphrased by planvev" in site.get(f"{PLAN}/goal/1?format=bibtex").text


def test_what_is_said_about_a_plan_is_cited_as_by_who_said_it(site: FlaskClient) -> None:
    link = site.get(f"{PLAN}/link/1?format=citation&lang=nb").text
    assert link.startswith("planvev (2031).")
    assert "Lillevik kommune" not in link
    target = site.get(f"{PLAN}/goal/1/target/1?format=citation&lang=nb").text
    assert target.startswith("planvev (")


def test_the_query_behind_the_page_of_a_paraphrase_gives_its_words(site: FlaskClient) -> None:
    for path in (PLAN, f"{PLAN}/goal/1"):
        link = re.search(r'href="(/sparql\?query=[^"]+)">Kjør', page(site, path))
        assert link
        query = parse_qs(urlsplit(unescape(link[1])).query)["query"][0]
        answer = site.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
        assert "Flere trær" in answer.text
        assert "More trees" not in answer.text


def test_lists_tell_what_is_known_of_periods_and_adoption(site: FlaskClient) -> None:
    html = page(site, "/plans")
    rows = {
        name: row.partition("</tr>")[0]
        for row in html.split("<tr>")
        for name in ("Grøntplan", "Havneplan")
        if name in row
    }
    assert 'data-label="Periode">fra 2031<' in rows["Grøntplan"]
    assert 'data-label="Vedtatt">november 2030<' in rows["Grøntplan"]
    assert "med våre ord" in rows["Grøntplan"]
    assert "ikke kjent" in rows["Havneplan"]
    assert "ikke vedtatt" in rows["Havneplan"]
    assert "med våre ord" not in rows["Havneplan"]


def test_the_page_of_a_plan_tells_who_prepared_it_and_when_it_was_adopted(
    site: FlaskClient,
) -> None:
    html = page(site, PLAN)
    assert re.search(r"Utarbeidet av</span></dt> <dd> <a [^>]*><span[^>]*>parkvesenet", html)
    assert re.search(r"Vedtatt</span></dt> <dd> <span[^>]*>november 2030", html)


def test_the_page_of_a_plan_shows_the_links_of_the_plan_itself(site: FlaskClient) -> None:
    html = page(site, PLAN)
    assert "Trærne langs kaia." in html
    assert f'href="{WORDED}/goal/1"' in html
    assert "Hovedmål 1 · <span" in html


def test_a_development_goal_has_a_page_with_what_links_to_it(site: FlaskClient) -> None:
    html = page(site, "/sdg/11.7")
    assert '<a href="/sdg/11">' in html
    assert f'href="{PLAN}/goal/1"' in html
    assert "Grøntplan" in html
    assert "foreslått" in html
    assert "Trær er grøntområder." in html
    assert 'href="http://metadata.un.org/sdg/11.7"' in html
    assert "lekeplass" in html


def test_a_goal_shows_its_targets_and_the_links_to_them(site: FlaskClient) -> None:
    html = page(site, "/sdg/11")
    assert '<a href="/sdg/11.6"' in html
    assert f'href="{PLAN}/goal/1"' in html
    listed = site.get("/sdg?format=json&lang=nb").get_json()
    assert [(r["Nummer"], r["Delmål"], r["Foreslåtte koblinger"]) for r in listed] == [("11", 2, 1)]


def test_a_target_that_nothing_links_to_says_so(site: FlaskClient) -> None:
    assert "Ingen plan her er koblet til dette ennå." in page(site, "/sdg/11.6")


def test_what_names_a_development_goal_leads_to_its_page_here(site: FlaskClient) -> None:
    for path in (f"{PLAN}/goal/1", f"{PLAN}/link/1"):
        assert 'href="/sdg/11.7"' in page(site, path)


def test_a_development_goal_is_rdf_for_who_asks_and_missing_where_nothing_is_said_of_it(
    site: FlaskClient,
) -> None:
    answer = site.get("/sdg/11.7", headers={"Accept": "text/turtle"})
    assert answer.content_type.startswith("text/turtle")
    assert any("</sdg/11.7.jsonld>" in one for one in answer.headers.getlist("Link"))
    assert site.get("/sdg/11.7.nt").text.count("isTargetOf") == 1
    for path in ("/sdg/17.99", "/sdg/ontology", "/sdg/1/2", "/sdg/%3Cx%3E"):
        assert site.get(path).status_code == 404


def test_a_link_tells_what_it_is_part_of(site: FlaskClient) -> None:
    html = page(site, f"{PLAN}/link/1")
    trail = html[html.index('class="breadcrumb"') : html.index("</nav>", html.index("breadcrumb"))]
    assert f'href="{PLAN}"' in trail
    assert f'href="{PLAN}/goal/1"' in trail
