"""``planvev validate --coverage``: warnings about goals without approved links, in words.

Each file of ``coverage/`` but ``plans.ttl`` is a twin: its link stands between the two plans there.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from conftest import run_planvev
from planvev.archive.files import GraphFile
from planvev.engine.base import select
from planvev.engine.embedded import EmbeddedEngine
from planvev.linking.derive import derive_graphs
from planvev.validation.coverage import coverage_graphs, coverage_shapes, link_statuses
from planvev.validation.data_graph import ontology_context
from planvev.validation.report import Severity
from planvev.validation.shacl import shape_files
from planvev.vocab import GRAPH, PV

HERE = Path(__file__).parent / "coverage"
ROOT = Path(__file__).parents[3]
TWINS = sorted(path for path in HERE.glob("*.ttl") if path.stem != "plans")
ABOVE = "https://w3id.org/planvev/id/eksempel/samfunnsdel/goal/1"
BELOW = "https://w3id.org/planvev/id/eksempel/trafikkplan/goal/1"
FOLLOWED = "https://w3id.org/planvev/shapes#CoverageShape-goalIsFollowedUp"
LEADS_UP = "https://w3id.org/planvev/shapes#CoverageShape-goalLeadsUp"
BOTH = {(FOLLOWED, ABOVE), (LEADS_UP, BELOW)}
EXPECTED = {
    "valid": set(),
    "valid-from-what-stands-under": set(),
    "valid-under-a-linked-goal": set(),
    "invalid-only-proposed": BOTH,
    "invalid-withdrawn": BOTH,
    "invalid-conflict": BOTH,
    "invalid-goal-hangs": {(LEADS_UP, BELOW)},
    "invalid-goal-not-followed-up": BOTH,
}


def read(path: Path) -> GraphFile:
    quads = parse(path.read_bytes(), RdfFormat.TURTLE, base_iri=path.as_uri())
    graph = GRAPH[f"eksempel/{path.stem}"]
    return GraphFile(path, graph, tuple(quad.triple for quad in quads), "")


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.stem)
def test_a_twin_gets_the_warnings_that_it_is_for(path: Path) -> None:
    report = coverage_graphs([read(HERE / "plans.ttl"), read(path)], [])
    assert {(r.source_shape, r.subject) for r in report.results} == EXPECTED[path.stem]
    assert {r.severity for r in report.results} <= {Severity.WARNING}
    for result in report.results:
        assert set(result.messages) == {"nb", "en"}
        assert all("1 " in text and "{?" not in text for text in result.messages.values())


def test_every_shape_has_a_twin_that_breaks_it() -> None:
    targeted = {
        triple.subject.value
        for file in coverage_shapes()
        for triple in file.triples
        if triple.predicate.value.endswith("#targetClass")
    }
    assert targeted == {shape for rows in EXPECTED.values() for shape, _ in rows}


def test_messages_name_the_goal_by_number_and_words() -> None:
    report = coverage_graphs(
        [read(HERE / "plans.ttl"), read(HERE / "invalid-only-proposed.ttl")], []
    )
    texts = [text for result in report.results for text in result.messages.values()]
    assert sum("1 Trygge lokalsamfunn" in text for text in texts) == 2
    assert sum("1 Ingen skadde på skoleveien" in text for text in texts) == 2


def test_warnings_are_kept_on_what_the_submitted_files_describe() -> None:
    report = coverage_graphs([read(HERE / "invalid-only-proposed.ttl")], [read(HERE / "plans.ttl")])
    assert report.results == ()


@pytest.mark.parametrize("path", TWINS, ids=lambda path: path.stem)
def test_the_status_of_a_link_is_the_one_that_the_archive_derives(path: Path) -> None:
    files = [read(HERE / "plans.ttl"), read(path)]
    engine = EmbeddedEngine()
    try:
        graphs = {file.graph: file.triples for file in files}
        graphs |= {
            graph: tuple(quad.triple for quad in parse(terms.read_bytes(), RdfFormat.TURTLE))
            for terms, graph in ontology_context()
        }
        engine.replace_graphs(graphs)
        derived = GRAPH["derived/links"]
        derive_graphs(engine)
        rows = select(engine, f"SELECT ?l ?s {{ GRAPH {derived} {{ ?l {PV.linkStatus} ?s }} }}", 10)
    finally:
        engine.close()
    derived_pairs = {(row["l"]["value"], row["s"]["value"]) for row in rows}
    computed = link_statuses(files)
    assert derived_pairs == {
        (triple.subject.value, triple.object.value)
        for triple in computed.triples
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode)
    }


def test_the_command_adds_the_warnings_and_conforms_all_the_same(tmp_path: Path) -> None:
    plan = tmp_path / "data" / "plans" / "eksempel" / "samfunnsdel"
    plan.mkdir(parents=True)
    (plan / "adopted.ttl").write_bytes((HERE / "plans.ttl").read_bytes())
    (tmp_path / "data" / "catalogue.ttl").write_text("", encoding="utf-8")
    asked = ("validate", "--json", str(plan / "adopted.ttl"))
    shapes = [
        {result["sourceShape"] for result in json.loads(run_planvev(*arguments).stdout)["results"]}
        for arguments in (asked, (*asked, "--coverage"))
    ]
    assert not {FOLLOWED, LEADS_UP} & shapes[0]
    assert shapes[1] >= {FOLLOWED, LEADS_UP} | shapes[0]


def test_the_gate_of_every_load_does_not_know_the_shapes_of_coverage() -> None:
    names = {str(triple.subject) for file in shape_files() for triple in file.triples}
    assert not [name for name in names if "CoverageShape" in name]
