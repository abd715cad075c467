"""The JSON-LD of a plan is a tree for who reads JSON, and the same triples for who reads RDF."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import rdflib
from pyoxigraph import RdfFormat, Triple, parse
from rdflib.compare import isomorphic

from planvev.errors import NotAcceptable
from planvev.ingest.export.jsonld import TURNED, plans_jsonld
from planvev.ingest.export.jsonld_terms import context
from planvev.ingest.export.model import PlanModel
from planvev.ingest.export.plan import read_plan
from unit.ingest.export.plans import HOSTILE, SAMFUNNSDEL, Graphs, read_small

PREFIXES = (
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix oa: <http://www.w3.org/ns/oa#> ."
)


def triples_of(model: PlanModel) -> set[Triple]:
    return {triple for triples in model.triples.values() for triple in triples}


def triples_in(content: bytes) -> list[Triple]:
    return [quad.triple for quad in parse(content, RdfFormat.JSON_LD, rename_blank_nodes=False)]


def nodes_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if "id" in value and len(value) > 1:
            yield value
        for inner in value.values():
            yield from nodes_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nodes_in(inner)


@pytest.fixture(scope="module")
def content(samfunnsdel: PlanModel) -> bytes:
    return plans_jsonld([samfunnsdel])


@pytest.fixture(scope="module")
def plan(content: bytes) -> dict[str, Any]:
    first: dict[str, Any] = json.loads(content)["@graph"][0]
    return first


def test_it_is_the_same_triples_each_once(content: bytes, samfunnsdel: PlanModel) -> None:
    found = triples_in(content)
    assert set(found) == triples_of(samfunnsdel)
    assert len(found) == len(set(found))


def test_a_second_parser_reads_the_same(content: bytes, samfunnsdel: PlanModel) -> None:
    read = rdflib.Graph().parse(data=content, format="json-ld")
    assert len(read) == len(triples_of(samfunnsdel))


def test_the_tree_goes_from_the_plan_to_its_strategies(plan: dict[str, Any]) -> None:
    assert plan["id"] == SAMFUNNSDEL
    assert plan["title"]["nb"] == "Kommuneplanens samfunnsdel 2009–2020"
    assert plan["temporal"]["startDate"] == "2009"
    assert [goal["notation"] for goal in plan["goals"]] == ["1", "2", "3", "4"]
    sub_goals = [sub_goal for goal in plan["goals"] for sub_goal in goal["subGoals"]]
    assert len(sub_goals) == 25
    assert sum(len(sub_goal["strategies"]) for sub_goal in sub_goals) == 92
    assert (len(plan["values"]), len(plan["approaches"]), len(plan["visions"])) == (3, 6, 1)
    goal = plan["goals"][1]["subGoals"][5]
    assert goal["goalLevel"] == "code:goal-level/delmal"
    assert goal["position"] == 6
    assert goal["passage"][0]["hasSelector"][0]["start"] == 19189


def test_nothing_is_fetched_to_read_it(content: bytes) -> None:
    assert isinstance(json.loads(content)["@context"], dict)
    assert b'"@import"' not in content


def test_turned_names_are_no_names_of_the_context() -> None:
    assert not {name for name, _, _ in TURNED} & set(context())


def test_two_plans_stand_beside_each_other(graphs: Graphs, samfunnsdel: PlanModel) -> None:
    other = read_plan(graphs, SAMFUNNSDEL.replace("2009", "2020"))
    content = plans_jsonld([samfunnsdel, other])
    assert set(triples_in(content)) == triples_of(samfunnsdel) | triples_of(other)
    assert [node["id"] for node in json.loads(content)["@graph"][:2]] == [SAMFUNNSDEL, other.iri]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_is_a_text(hostile: str) -> None:
    model = read_small(f"<goal/1> a pv:Goal ; rdfs:label {json.dumps(hostile)}@nb .")
    nodes = nodes_in(json.loads(plans_jsonld([model]))["@graph"])
    goal = next(node for node in nodes if "label" in node)
    assert goal["label"]["nb"] == hostile


ODD = {
    "goals_above_each_other": """
        <goal/1> a pv:Goal ; pv:subGoalOf <goal/2> . <goal/2> a pv:Goal ; pv:subGoalOf <goal/1> .
        <goal/3> a pv:Goal ; pv:subGoalOf <goal/3> ; pv:partOf <goal/3> .""",
    "two_parents": """
        <goal/1> a pv:Goal . <goal/2> a pv:Goal .
        <strategy/1> a pv:Strategy ; pv:pursues <goal/2> , <goal/1> .""",
    "odd_literals": """
        <goal/1> a pv:Goal ; rdfs:label "a"@nb , "b"@nb , "c"@nb-NO , "plain" , 7 ;
            pv:position 007 , 1 , "x" , -3 , 123456789012345678901234567890 , <urn:no-number> ;
            pv:confidence 0.90 , 1 ; pv:symmetric true , "1"^^xsd:boolean ;
            pv:subGoalOf "text" ; skos:notation "1"@nb , "2"^^<urn:type> , 3 .""",
    "odd_iris": """
        <goal/1> a pv:Goal , <urn:class> , "no class" ; <urn:p> <urn:o> , "x" , "y"@en , 1.5 ;
            pv:goalLevel <https://w3id.org/planvev/code/> , <https://w3id.org/planvev/code/@x> ,
                <https://w3id.org/planvev/code/a/b> ;
            <https://w3id.org/planvev/ontology#> "nothing after the hash" .""",
    "blank_nodes": """
        <goal/1> a pv:Goal ; pv:passage _:p ; rdfs:seeAlso [ rdfs:label "x" ] .
        _:p oa:hasSelector _:s ; pv:partOf <goal/1> . _:s oa:exact "x" .""",
    "parts_in_two_places": """
        <goal/1> a pv:Goal ; pv:passage <goal/1/passage/1> ; rdfs:seeAlso <goal/1/passage/1> .
        <goal/1/passage/1> oa:exact "x" ; rdfs:seeAlso <goal/1> .
        <zz> pv:passage <aa/passage/1> . <aa> rdfs:seeAlso <zz> . <aa/passage/1> oa:exact "y" .""",
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_graphs_are_the_same_triples(odd: str) -> None:
    model = read_small(PREFIXES + ODD[odd])
    found = triples_in(plans_jsonld([model]))
    assert len(found) == len(set(found))
    assert isomorphic(_as_rdflib(found), _as_rdflib(triples_of(model)))
    if "blank" not in odd:
        assert set(found) == triples_of(model)


def _as_rdflib(triples: Any) -> rdflib.Graph:
    lines = "".join(f"{triple} .\n" for triple in triples)
    return rdflib.Graph().parse(data=lines, format="nt")


def test_a_thousand_goals_below_each_other_nest_no_deeper_than_parsers_go() -> None:
    chain = "".join(f"<goal/{n}> a pv:Goal ; pv:subGoalOf <goal/{n - 1}> ." for n in range(1, 1000))
    model = read_small(chain + "<goal/0> a pv:Goal .")
    assert set(triples_in(plans_jsonld([model]))) == triples_of(model)


@pytest.mark.parametrize(
    "unsayable",
    [
        "<goal/1> a pv:Goal ; rdfs:seeAlso <<( <urn:s> <urn:p> <urn:o> )>> .",
        "<goal/1> a pv:Goal ; rdfs:seeAlso <code:x> .",
        '<goal/1> a pv:Goal ; rdfs:label "x"@ar--rtl .',
    ],
)
def test_what_json_ld_cannot_say_is_refused_and_the_others_named(unsayable: str) -> None:
    with pytest.raises(NotAcceptable) as raised:
        plans_jsonld([read_small(unsayable)])
    assert raised.value.offered == ("trig", "nq")
