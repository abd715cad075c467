"""The samfunnsdel as it is exported, and where the files of StratML itself are looked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.archive.files import data_files, read_graph_file
from planvev.ingest.export.plan import PlanModel, read_plan
from unit.ingest.export.plans import SAMFUNNSDEL

ROOT = Path(__file__).parents[4]


@pytest.fixture(scope="session")
def samfunnsdel() -> PlanModel:
    files = data_files(ROOT / "data")
    graphs = {graph.value: list(read_graph_file(path, graph).triples) for path, graph in files}
    return read_plan(graphs, SAMFUNNSDEL)
