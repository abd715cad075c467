"""Nodes and edges of plans as CSV, read back as a program and as a spreadsheet would."""

from __future__ import annotations

import csv
import io
from collections import Counter

import pytest

from planvev.ingest.export.model import PlanModel
from planvev.ingest.export.tables import edges_of, nodes_of, table_csv
from planvev.ingest.sheets.guarding import unguarded
from unit.ingest.export.plans import HOSTILE, SAMFUNNSDEL, read_small


def rows(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    text = content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_every_element_is_a_node_and_so_is_the_plan(samfunnsdel: PlanModel) -> None:
    table = rows(table_csv([samfunnsdel], "nodes"))
    kinds = Counter(row["kind"] for row in table if SAMFUNNSDEL in (row["plan"], row["id"]))
    assert kinds == {
        "PlanInstrument": 1,
        "Vision": 1,
        "Value": 3,
        "StrategicApproach": 6,
        "Goal": 29,
        "Strategy": 92,
        "Section": 57,
        "GlossaryEntry": 5,
        "InstrumentDescription": 9,
    }
    elsewhere = [row for row in table if SAMFUNNSDEL not in (row["plan"], row["id"])]
    assert {row["id"].rpartition("/")[0] for row in elsewhere} == {"http://metadata.un.org/sdg"}
    assert all(row["label"] for row in elsewhere)


def test_a_node_says_number_level_parent_text_and_language(samfunnsdel: PlanModel) -> None:
    table = {row["id"]: row for row in rows(table_csv([samfunnsdel], "nodes", "en"))}
    goal = table[f"{SAMFUNNSDEL}/goal/2.6"]
    assert (goal["number"], goal["level"], goal["kind"]) == ("2.6", "delmal", "Goal")
    assert (goal["plan"], goal["parent"]) == (SAMFUNNSDEL, f"{SAMFUNNSDEL}/goal/2")
    assert goal["text"].startswith("I 2020 er Trondheimsregionen")
    assert goal["language"] == "nb"
    assert goal["label"] != goal["text"]
    assert table[f"{SAMFUNNSDEL}/goal/2"]["parent"] == SAMFUNNSDEL
    assert table[f"{SAMFUNNSDEL}/term/co2"]["parent"] == f"{SAMFUNNSDEL}/goal/2.6"


def test_edges_are_what_the_graph_says(samfunnsdel: PlanModel) -> None:
    table = rows(table_csv([samfunnsdel], "edges"))
    assert Counter(row["type"] for row in table) == {
        "partOf": 202,
        "pursues": 92,
        "subGoalOf": 25,
        "sectionOf": 57,
        "explains": 5,
        "setsFrameFor": 6,
        "contributesTo": 40,
    }
    links = [row for row in table if row["type"] in ("setsFrameFor", "contributesTo")]
    assert {row["status"] for row in links} == {"proposed"}
    assert {row["plan"] for row in table} == {SAMFUNNSDEL}


def test_both_ends_of_every_edge_are_nodes(samfunnsdel: PlanModel) -> None:
    edges = edges_of([samfunnsdel])
    there = {node.id for node in nodes_of([samfunnsdel], edges)}
    for edge in edges:
        assert {edge.source, edge.target} <= there


def test_what_a_link_leads_to_elsewhere_is_a_node_with_its_name() -> None:
    plan = read_small("""
        <goal/1> a pv:Goal .
        <link/1> a pv:Link ; pv:linkSource <goal/1> ; pv:linkTarget <urn:goal> ;
            pv:linkType <https://w3id.org/planvev/code/link-type/concretises> .
    """)
    plan.names["urn:goal"] = {"nn": "Eit mål"}
    edges = edges_of([plan])
    assert (edges[-1].target, edges[-1].type) == ("urn:goal", "concretises")
    assert nodes_of([plan], edges)[-1].label == "Eit mål"


def test_a_strategy_of_two_goals_has_an_edge_to_each() -> None:
    plan = read_small("""
        <goal/1> a pv:Goal . <goal/2> a pv:Goal .
        <strategy/1> a pv:Strategy ; pv:pursues <goal/1> , <goal/2> .
    """)
    assert [e.target[-6:] for e in edges_of([plan]) if e.type == "pursues"] == ["goal/1", "goal/2"]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_text_comes_back_and_is_no_formula(hostile: str) -> None:
    plan = read_small("<goal/1> a pv:Goal .")
    plan.items[0].text = plan.items[0].labels[""] = plan.items[0].number = hostile
    (goal,) = (row for row in rows(table_csv([plan], "nodes")) if row["kind"] == "Goal")
    for cell in (goal["text"], goal["label"], goal["number"]):
        assert cell[0] not in "=+-@\t\r\n"
        assert unguarded(cell) == hostile
