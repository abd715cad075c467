"""What can be linked, and what is, out of graphs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from planvev.ingest.export.sources import PlanNotFound, texts_of_files
from planvev.linking.corpus import Corpus, CorpusReader, Plan, read_corpus
from planvev.linking.element import SDG, Quantity
from planvev.linking.links import Status
from planvev.resources import data_root
from unit.linking.plans import (
    BASE,
    GRAPHS,
    OLDER,
    OVERARCHING,
    PREFIXES,
    SECTORAL,
    SHA256,
    TEXT,
    Texts,
    decision,
    link,
)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return read_corpus(Texts(GRAPHS))


def test_an_element_has_its_wording_in_all_languages_and_what_is_known_of_it(
    corpus: Corpus,
) -> None:
    goal = corpus.elements[f"{OVERARCHING}/goal/1.1"]
    assert (goal.kind, goal.plan, goal.number) == ("Goal", OVERARCHING, "1.1")
    assert goal.texts == {
        "nb": "Det er trygt å gå og sykle til skole og fritid",
        "en": "Children walk and cycle safely",
    }
    assert goal.parents == (f"{OVERARCHING}/goal/1",)
    assert goal.themes == {"https://psi.norge.no/los/tema/trafikk"}
    assert goal.groups == {f"{BASE}id/group/barn-og-unge"}
    assert goal.actors == frozenset()
    percent = "http://qudt.org/vocab/unit/PERCENT"
    assert goal.quantities == (Quantity(Decimal("80.0"), percent, 2030),)


def test_running_text_is_the_context_of_what_it_stands_under(corpus: Corpus) -> None:
    assert corpus.elements[f"{SECTORAL}/goal/1"].context == (
        "Målet konkretiserer delmål 1.1 i kommuneplanens samfunnsdel.",
    )


def test_a_plan_and_a_measurable_aim_can_be_linked_too(corpus: Corpus) -> None:
    plan = corpus.elements[SECTORAL]
    assert (plan.kind, plan.plan) == ("PlanInstrument", SECTORAL)
    aim = corpus.elements[f"{OVERARCHING}/goal/1.1/target/1"]
    assert (aim.kind, aim.text(), aim.plan) == ("Target", "andel som går til skolen", OVERARCHING)


def test_development_goals_have_keywords_and_the_goal_above(corpus: Corpus) -> None:
    target = corpus.elements[f"{SDG}4.1"]
    assert (target.kind, target.plan, target.parents) == ("SdgTarget", SDG, (f"{SDG}4",))
    assert target.keywords == {"nb": ("leksehjelp", "skole")}
    assert [each.number for each in corpus.of_plan(SDG)] == ["4", "4.1"]


def test_a_plan_has_its_type_period_and_body(corpus: Corpus) -> None:
    plan = corpus.plans[OVERARCHING]
    assert (plan.type, plan.status, plan.start, plan.end) == ("samfunnsdel", "adopted", 2022, 2034)
    assert plan.adopted_on == date(2022, 6, 1)
    assert plan.in_force_until is None
    assert plan.body_labels == {"nb": "Lillevik kommune"}
    assert plan.is_overarching
    assert corpus.overarching(but=OLDER) == [OVERARCHING]


def test_a_plan_follows_up_the_plans_of_its_own_body_and_those_that_bind_all() -> None:
    def plan(iri: str, type_: str, body: str) -> Plan:
        return Plan(f"urn:{iri}", type=type_, body=f"urn:{body}")

    plans = [
        plan("vik/samfunnsdel", "samfunnsdel", "vik"),
        plan("nes/samfunnsdel", "samfunnsdel", "nes"),
        plan("fylke/klima", "regional-plan", "fylke"),
        plan("vik/klima", "temaplan", "vik"),
        plan("sund/klima", "temaplan", "sund"),
    ]
    corpus = Corpus(plans={each.iri: each for each in plans})
    assert corpus.overarching(but="urn:vik/klima") == ["urn:fylke/klima", "urn:vik/samfunnsdel"]
    assert corpus.overarching(but="urn:sund/klima") == ["urn:fylke/klima"]
    corpus.plans.pop("urn:fylke/klima")
    everywhere = ["urn:nes/samfunnsdel", "urn:vik/samfunnsdel"]
    assert corpus.overarching(but="urn:sund/klima") == corpus.overarching() == everywhere


def test_a_plan_is_found_by_its_iri_or_by_its_end(corpus: Corpus) -> None:
    assert corpus.find_plan("lillevik/barn-2025") == corpus.find_plan(SECTORAL) == SECTORAL
    with pytest.raises(PlanNotFound) as error:
        corpus.find_plan("lillevik/finnes-ikke")
    assert OVERARCHING in error.value.there


def test_the_places_of_wordings_are_read_of_the_source(corpus: Corpus) -> None:
    (place,) = corpus.slices(SECTORAL)[f"{SECTORAL}/goal/1"]
    assert place.text == SHA256
    assert TEXT[place.start : place.end] == "Flere barn går til skolen"


def test_links_have_the_decisions_on_them_whichever_graph_they_stand_in() -> None:
    ends = f"{SECTORAL}/goal/1", f"{OVERARCHING}/goal/1.1"
    graphs = GRAPHS | {
        "lillevik/barn-2025/links-recorded": PREFIXES + link(*ends),
        "lillevik/barn-2025/decisions": PREFIXES
        + decision("approved")
        + decision("rejected", time="2026-03-01T00:00:00Z"),
        "shared/agents": f'{PREFIXES}<{BASE}id/agent/planlegger> a prov:Agent ; rdfs:label "P" .',
    }
    (history,) = read_corpus(Texts(graphs)).links.values()
    assert (history.link.source, history.link.target) == ends
    assert history.status is Status.REJECTED
    assert [each.agent_label for each in history.decisions] == ["P", "P"]


def test_parents_that_go_round_in_a_circle_end() -> None:
    graphs = {
        "x/p/adopted": f"""{PREFIXES}
<urn:a> a pv:Goal ; pv:partOf <urn:p> ; pv:subGoalOf <urn:b> .
<urn:b> a pv:Goal ; pv:partOf <urn:p> ; pv:subGoalOf <urn:a> .
<urn:s> a pv:Section ; pv:partOf <urn:p> ; pv:sectionOf <urn:s> ; pv:text "s"@nb .
"""
    }
    corpus = read_corpus(Texts(graphs))
    assert corpus.elements["urn:a"].parents == ("urn:b",)
    assert corpus.elements["urn:b"].parents == ("urn:a",)


def test_only_the_graphs_beside_one_that_changed_are_read_again() -> None:
    texts, reader = Texts(GRAPHS), CorpusReader()
    reader.read(texts)
    texts.read.clear()
    texts.turtle["lillevik/barn-2025/links-recorded"] = PREFIXES + link(
        f"{SECTORAL}/goal/1", f"{OVERARCHING}/goal/1"
    )
    assert len(reader.read(texts).links) == 1
    assert {graph.rpartition("/")[0] for graph in texts.read} == {f"{BASE}graph/lillevik/barn-2025"}


def test_the_data_of_the_release_can_be_read() -> None:
    corpus = read_corpus(texts_of_files(data_root()))
    samfunnsdel = corpus.find_plan("trondheim/samfunnsdel-2009")
    kinds = [each.kind for each in corpus.of_plan(samfunnsdel)]
    assert kinds.count("Goal") == 29
    assert all(each.texts for each in corpus.of_plan(samfunnsdel) if each.kind == "Strategy")
    assert len([each for each in corpus.of_plan(SDG) if each.kind == "SdgTarget"]) == 169
    ends = {end for each in corpus.links.values() for end in (each.link.source, each.link.target)}
    assert ends <= set(corpus.elements)
