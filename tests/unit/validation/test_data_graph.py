"""What a data graph is made of, and what results are reported for."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.errors import SourceError
from planvev.validation import validate_graphs, validate_paths
from planvev.validation.data_graph import compose, rdf_files
from unit.validation.small_plan import SmallPlan

GRAPH = "https://w3id.org/planvev/graph/"


def _graphs(plan: SmallPlan, *paths: Path) -> tuple[set[str], set[str]]:
    (submission,) = compose(paths, plan.root)
    names = (submission.submitted, submission.context)
    submitted, context = ({f.graph.value.removeprefix(GRAPH) for f in files} for files in names)
    return submitted, context


def test_file_in_a_data_root_is_the_graph_of_its_path(plan: SmallPlan) -> None:
    submitted, context = _graphs(plan, plan.adopted)
    assert submitted == {"eksempel/plan-2026/adopted"}
    assert {"eksempel/plan-2026/register", "shared/actors", "ontology"} <= context
    assert "code/goal-level" in context
    assert not any(name.startswith("alignment/") for name in context)


def test_file_elsewhere_takes_the_place_of_the_graph_of_its_name(
    plan: SmallPlan, tmp_path: Path
) -> None:
    copy = plan.change(plan.adopted, "Barn", "Unge", to=tmp_path / "adopted.ttl")
    submitted, context = _graphs(plan, copy)
    assert submitted == {"eksempel/plan-2026/adopted"}
    assert "eksempel/plan-2026/adopted" not in context
    assert "eksempel/plan-2026/register" in context


def test_assessment_elsewhere_finds_its_plan_by_what_it_is_about(
    plan: SmallPlan, tmp_path: Path
) -> None:
    copy = plan.change(plan.assessment, "named", "partner", to=tmp_path / "assessment.ttl")
    assert _graphs(plan, copy)[0] == {"eksempel/plan-2026/assessment"}
    assert plan.broken_rules(copy) == []


def test_shared_file_elsewhere_takes_the_place_of_the_shared_graph(
    plan: SmallPlan, tmp_path: Path
) -> None:
    copy = plan.change(
        plan.root / "shared/actors.ttl", "skolen", "skulen", to=tmp_path / "actors.ttl"
    )
    submitted, context = _graphs(plan, copy)
    assert submitted == {"shared/actors"}
    assert "shared/actors" not in context


def test_plan_that_is_referred_to_is_in_the_context(plan: SmallPlan) -> None:
    other = plan.root / "plans/eksempel/plan-2014/register.ttl"
    other.parent.mkdir()
    other.write_text(
        "<https://w3id.org/planvev/id/eksempel/plan-2014> "
        "a <https://w3id.org/planvev/ontology#PlanInstrument> .",
        encoding="utf-8",
    )
    assert "eksempel/plan-2014/register" not in _graphs(plan, plan.adopted)[1]
    plan.change(
        plan.register,
        "dct:temporal <period> ;",
        "dct:temporal <period> ; dct:replaces <https://w3id.org/planvev/id/eksempel/plan-2014> ;",
    )
    assert "eksempel/plan-2014/register" in _graphs(plan, plan.adopted)[1]


def test_whole_data_root_elsewhere_is_its_own_context(plan: SmallPlan) -> None:
    from planvev.resources import data_root

    report = validate_paths([plan.root], data_root())
    assert report.conforms
    assert report.files == 4


def test_two_files_for_one_graph_are_validated_apart(plan: SmallPlan, tmp_path: Path) -> None:
    copy = plan.change(plan.adopted, "pv:position 1", "pv:position 0", to=tmp_path / "adopted.ttl")
    assert len(compose([plan.root, copy], plan.root)) == 2
    assert set(plan.broken_rules(plan.root, copy)) == {"PlanElementShape-position"}


def test_results_are_for_what_the_submitted_files_describe(plan: SmallPlan) -> None:
    plan.change(plan.adopted, "pv:position 1", "pv:position 0")
    assert plan.broken_rules(plan.register) == []
    assert plan.broken_rules(plan.adopted) == ["PlanElementShape-position"] * 2


def test_ontology_is_added_to_graphs_that_come_without_it(plan: SmallPlan) -> None:
    from planvev.archive.files import data_files, read_graph_file, read_pinned_sources

    graphs = [read_graph_file(path, graph) for path, graph in data_files(plan.root)]
    assert validate_graphs(graphs, [], read_pinned_sources(plan.root)).conforms
    assert not validate_graphs(graphs, [], {}).conforms


def test_blank_nodes_of_two_files_stay_apart(plan: SmallPlan) -> None:
    from pyoxigraph import NamedNode

    from planvev.archive.files import read_graph_file
    from planvev.validation.shacl import to_rdflib

    files = []
    for name in ("a", "b"):
        path = plan.root / f"{name}.ttl"
        path.write_text("_:x <urn:p> 1 .", encoding="utf-8")
        files.append(read_graph_file(path, NamedNode(f"urn:{name}")))
    assert len(set(to_rdflib(files).subjects())) == 2


def test_missing_path_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such file"):
        rdf_files([tmp_path / "borte.ttl"])


def test_folder_without_rdf_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no RDF file"):
        rdf_files([tmp_path])


def test_folder_that_is_no_data_root_gives_all_its_rdf_files(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.nt", "c.txt"):
        (tmp_path / name).write_text("", encoding="utf-8")
    assert [path.name for path in rdf_files([tmp_path, tmp_path / "a.ttl"])] == ["a.ttl", "b.nt"]
