"""A plan that goes out as a workbook and comes in again is the plan that it was, in every graph."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pyoxigraph import RdfFormat, Triple, parse

from planvev.ingest.differences import Difference
from planvev.ingest.export.plan import read_plan
from planvev.ingest.findings import READER, described_actors
from planvev.ingest.graphs import Existing, PlanGraphs, graph_of_plan, plan_graphs
from planvev.ingest.pipeline import make_draft
from planvev.ingest.sheets import plan_workbook
from planvev.ingest.stratml import stratml_of
from planvev.vocab import PV

DATA = Path(__file__).parents[3] / "data"
PLAN = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path.read_bytes(), RdfFormat.TURTLE)]


@pytest.fixture(scope="module")
def own() -> dict[str, list[Triple]]:
    folder = DATA / "plans/trondheim/samfunnsdel-2009"
    return {path.stem: read(path) for path in sorted(folder.glob("*.ttl"))}


@pytest.fixture(scope="module")
def shared() -> list[Triple]:
    return [triple for path in sorted(DATA.glob("shared/*.ttl")) for triple in read(path)]


def imported(
    content: bytes, name: str, own: dict[str, list[Triple]], shared: list[Triple]
) -> PlanGraphs:
    described = frozenset({READER.value, "https://w3id.org/planvev/id/trondheim"})
    existing = Existing(own, described, described_actors(shared))
    return plan_graphs(make_draft(content, name), PLAN, existing)


def workbook(own: dict[str, list[Triple]], shared: list[Triple]) -> bytes:
    graphs = {graph_of_plan(PLAN, suffix): triples for suffix, triples in own.items()}
    return plan_workbook(read_plan({**graphs, "urn:shared": shared}, PLAN), "nb")


def test_a_workbook_changes_no_graph_of_the_plan_that_it_was_made_of(
    own: dict[str, list[Triple]], shared: list[Triple]
) -> None:
    made = imported(workbook(own, shared), "plan.xlsx", own, shared)
    for graph, triples in made.graphs.items():
        assert set(triples) == set(own[graph.rpartition("/")[2]]), graph
    assert not made.difference
    assert made.lost == ()


@pytest.mark.parametrize("profile", ["goals", "strategies"])
def test_stratml_brings_every_element_back_to_its_place(
    profile: str, own: dict[str, list[Triple]], shared: list[Triple]
) -> None:
    graphs = {graph_of_plan(PLAN, suffix): triples for suffix, triples in own.items()}
    model = read_plan({**graphs, "urn:shared": shared}, PLAN)
    made = imported(stratml_of(model, profile, 2), "plan.xml", own, shared)
    assert made.difference == Difference(same=len(model.items))


def test_a_cell_of_a_target_that_was_edited_changes_the_target_and_nothing_else(
    own: dict[str, list[Triple]], shared: list[Triple]
) -> None:
    book = load_workbook(io.BytesIO(workbook(own, shared)))
    sheet = book["Måltall"]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    row = next(
        row for row in range(2, sheet.max_row + 1)
        if str(sheet.cell(row, heads["IRI"]).value).endswith("goal/1.3/target/1")
    )  # fmt: skip
    sheet.cell(row, heads["Frist"]).value = "2025"
    edited = io.BytesIO()
    book.save(edited)
    made = imported(edited.getvalue(), "plan.xlsx", own, shared)
    assessment = set(made.graphs[graph_of_plan(PLAN, "assessment")])
    gone, new = set(own["assessment"]) - assessment, assessment - set(own["assessment"])
    assert [(t.predicate, t.object.value) for t in gone] == [(PV.deadline, "2020")]
    assert [(t.predicate, t.object.value) for t in new] == [(PV.deadline, "2025")]
