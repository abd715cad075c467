"""The plans of ``data/``, as graphs and as they are exported."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.archive.files import data_files, read_graph_file
from planvev.ingest.export.plan import PlanModel, read_plan
from unit.ingest.export.plans import SAMFUNNSDEL, Graphs

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="session")
def graphs() -> Graphs:
    files = data_files(ROOT / "data")
    return {graph.value: list(read_graph_file(path, graph).triples) for path, graph in files}


@pytest.fixture(scope="session")
def samfunnsdel(graphs: Graphs) -> PlanModel:
    return read_plan(graphs, SAMFUNNSDEL)
