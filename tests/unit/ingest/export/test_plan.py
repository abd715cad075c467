"""A plan is read from its graphs whole, as a tree in the document's order."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from pyoxigraph import NamedNode, Triple

from planvev.errors import ResourceNotFound
from planvev.ingest.export.plan import PlanModel, read_plan
from planvev.vocab import CODE, DCT, PV
from unit.ingest.export.plans import SAMFUNNSDEL, SMALL, Graphs, read_small, small_graphs


def test_the_samfunnsdel_has_its_elements_and_findings(samfunnsdel: PlanModel) -> None:
    assert Counter(item.kind for item in samfunnsdel.items) == {
        "Vision": 1,
        "Value": 3,
        "StrategicApproach": 6,
        "Goal": 29,
        "Strategy": 92,
        "Section": 57,
        "GlossaryEntry": 5,
        "InstrumentDescription": 9,
    }
    levels = Counter(item.level for item in samfunnsdel.items if item.kind == "Goal")
    assert levels == {"hovedmal": 4, "delmal": 25}
    assert Counter(f.kind for f in samfunnsdel.findings) == {
        "Mention": 247,
        "Challenge": 29,
        "Target": 18,
    }


def test_the_plan_says_what_it_is(samfunnsdel: PlanModel) -> None:
    plan = samfunnsdel
    assert plan.title() == "Kommuneplanens samfunnsdel 2009–2020"
    assert (plan.body_label, plan.instrument_type, plan.status) == (
        "Trondheim kommune",
        "samfunnsdel",
        "replaced",
    )
    assert (plan.start_year, plan.end_year, plan.adopted_on) == ("2009", "2020", "2010-06-10")
    assert plan.language == "nb"
    assert set(plan.triples) >= {"adopted", "register", "assessment", "links", "translation-en"}


def test_parents_come_first_and_siblings_as_they_are_printed(samfunnsdel: PlanModel) -> None:
    seen = {""}
    for item in samfunnsdel.items:
        assert item.parent in seen
        seen.add(item.iri)
    goals = [item.number for item in samfunnsdel.items if item.kind == "Goal"]
    assert goals[:8] == ["1", "1.1", "1.2", "1.3", "1.4", "1.5", "2", "2.1"]
    places = [item.path for item in samfunnsdel.items]
    assert (
        places.index("section/forord/section/8") < places.index("vision") < places.index("goal/1")
    )


def test_an_element_has_text_labels_passages_and_what_else_is_said(samfunnsdel: PlanModel) -> None:
    goal = next(item for item in samfunnsdel.items if item.path == "goal/2.6")
    assert goal.text.startswith("I 2020 er Trondheimsregionen rollemodell")
    assert set(goal.labels) == {"en", "nb", "nn"}
    assert goal.parent == f"{SAMFUNNSDEL}/goal/2"
    assert len(goal.properties[DCT.subject.value]) == 3
    passage = goal.passages[0]
    assert passage.role == "wording"
    assert len(passage.source) == 64
    assert passage.end - passage.start == len(passage.exact)


def test_what_is_read_does_not_depend_on_the_order_of_the_triples(
    graphs: Graphs, samfunnsdel: PlanModel
) -> None:
    shuffled = {}
    for graph in reversed(graphs):
        triples = list(graphs[graph])
        random.Random(5).shuffle(triples)  # noqa: S311
        shuffled[graph] = triples
    again = read_plan(shuffled, SAMFUNNSDEL)
    assert again.items == samfunnsdel.items
    assert again.findings == samfunnsdel.findings
    assert list(again.titles.items()) == list(samfunnsdel.titles.items())


def test_every_statement_about_an_element_is_somewhere_in_it(samfunnsdel: PlanModel) -> None:
    items = {item.iri: item for item in [*samfunnsdel.items, *samfunnsdel.findings]}
    said = Counter(
        triple.subject.value
        for triples in samfunnsdel.triples.values()
        for triple in triples
        if triple.subject.value in items  # type: ignore[union-attr]
    )
    for iri, item in items.items():
        fields = [item.number, item.level, item.position, item.text, item.kind]
        kept = sum(bool(field) for field in fields) + len(item.labels) + len(item.passages)
        kept += sum(len(objects) for objects in item.properties.values())
        above = 2 if item.parent or item.kind == "Section" else 1
        if item in samfunnsdel.findings:
            above = 1
        assert kept + above == said[iri], iri


def test_a_plan_without_graphs_is_not_found(graphs: Graphs) -> None:
    with pytest.raises(ResourceNotFound):
        read_plan(graphs, "https://w3id.org/planvev/id/trondheim/nothing")


def test_the_graphs_of_a_plan_whose_name_begins_alike_are_not_its_own(graphs: Graphs) -> None:
    with pytest.raises(ResourceNotFound):
        read_plan(graphs, "https://w3id.org/planvev/id/trondheim/samfunnsdel-20")
    with pytest.raises(ResourceNotFound):
        read_plan(graphs, "https://w3id.org/planvev/id/trondheim")


def test_goals_that_stand_above_each_other_end_as_a_tree_that_keeps_the_statement() -> None:
    plan = read_small("""
        <goal/1> a pv:Goal ; pv:subGoalOf <goal/2> .
        <goal/2> a pv:Goal ; pv:subGoalOf <goal/1> .
        <goal/3> a pv:Goal ; pv:subGoalOf <goal/3> .
    """)
    assert [(item.path, item.parent[-6:]) for item in plan.items] == [
        ("goal/3", ""),
        ("goal/1", ""),
        ("goal/2", "goal/1"),
    ]
    for item in plan.items[:2]:
        assert PV.subGoalOf.value in item.properties
    assert not plan.items[2].properties


def test_a_strategy_of_two_goals_keeps_the_second_among_its_properties() -> None:
    plan = read_small("""
        <goal/2> a pv:Goal . <goal/10> a pv:Goal .
        <strategy/a> a pv:Strategy ; pv:pursues <goal/10> , <goal/2> .
    """)
    strategy = next(item for item in plan.items if item.kind == "Strategy")
    assert strategy.parent.endswith("goal/2")
    assert [str(term) for term in strategy.properties[PV.pursues.value]] == [f"<{SMALL}/goal/10>"]


def test_a_parent_in_another_plan_is_a_property_and_the_element_stands_on_top() -> None:
    plan = read_small("<goal/1> a pv:Goal ; pv:subGoalOf <../other/goal/1> .")
    assert plan.items[0].parent == ""
    assert PV.subGoalOf.value in plan.items[0].properties


def test_a_second_label_in_one_language_and_a_strange_level_are_kept() -> None:
    plan = read_small("""
        <goal/1> a pv:Goal ; rdfs:label "b"@nb , "a"@nb , "c" ; pv:goalLevel <urn:level> ;
            pv:position "x" .
    """)
    goal = plan.items[0]
    assert goal.labels == {"": "c", "nb": "a"}
    assert goal.level == ""
    assert PV.goalLevel.value in goal.properties
    assert goal.position == 0


def test_what_has_no_text_is_in_the_language_of_its_plan() -> None:
    plan = read_small("""
        <../miljoplan-2031>
            dct:language <http://publications.europa.eu/resource/authority/language/NOB> .
        <goal/1> a pv:Goal ; rdfs:label "Cleaner water"@en , "Renere vann"@nb , "Reinare vatn"@nn .
    """)
    assert plan.items[0].language == "nb"


def test_links_have_the_status_that_was_derived_or_the_one_before_any_decision() -> None:
    graphs = small_graphs("""
        <link/1> a pv:Link ; pv:linkSource <goal/1> ; pv:linkTarget <urn:goal> ;
            pv:linkType <https://w3id.org/planvev/code/link-type/concretises> ;
            pv:confidence 0.90 ;
            pv:linkBasis <https://w3id.org/planvev/code/link-basis/statedInText> .
        <link/2> a pv:Link ; pv:linkSource <goal/1> ; pv:linkType <urn:odd> .
        <link/10> a pv:Link ; pv:linkSource <goal/1> ; pv:linkTarget <goal/1> ;
            pv:linkType <urn:odd> .
    """)
    plan = read_plan(graphs, SMALL)
    assert [(link.type, link.basis, link.status, link.confidence) for link in plan.links] == [
        ("concretises", "statedInText", "approved", "0.90"),
        ("urn:odd", "", "proposed", ""),
    ]
    status = CODE["link-status/disputed"]
    derived = [Triple(NamedNode(f"{SMALL}/link/1"), PV.linkStatus, status)]
    graphs["https://w3id.org/planvev/graph/derived/links/lillevik/miljoplan-2031"] = derived
    assert read_plan(graphs, SMALL).links[0].status == "disputed"
