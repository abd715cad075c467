"""``planvev export`` as a user runs it: each file is opened by a reader of its format."""

from __future__ import annotations

import csv
import io
import json
import sys
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import networkx as nx
import openpyxl
import pytest
from defusedxml import ElementTree
from pyoxigraph import RdfFormat, parse

from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize
from planvev.archive.files import data_files, read_graph_file
from planvev.cli.main import cli, exit_with
from planvev.resources import data_root
from planvev.vocab import PV, RDF
from unit.writes.site import QuickSystem

DATA = ("--data", str(data_root()))
PLAN = ("--plan", "trondheim/samfunnsdel-2009")
IRI = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009"
GRAPHS = "https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/"
FORMATS = ["xlsx", "stratml", "csv", "jsonld", "trig", "nq", "graphml", "gexf"]

Run = Callable[..., bytes]


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Return what runs the command and gives its standard output."""

    def export(*arguments: str, code: int = 0, says: str = "") -> bytes:
        given = ["export", *arguments]
        assert exit_with(lambda: cli.main(given, standalone_mode=False)) == code
        sys.stdout.flush()
        out, said = capfdbinary.readouterr()
        assert says in said.decode()
        assert b"Traceback" not in said
        return out

    return export


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    """Return an archive with the data in generation 1, and without a plan's links in 2."""
    archive = Archive(tmp_path_factory.mktemp("archive") / "state", system=QuickSystem())
    texts: dict[str, bytes | None] = {
        graph.value: canonicalize(path.read_bytes(), RdfFormat.TURTLE)
        for path, graph in data_files(data_root())
    }
    for graphs in (texts, {f"{GRAPHS}links": None}):
        with archive.write_lock() as lock:
            lock.commit(graphs, author="test", message="write")
    return archive


def quads(content: bytes, syntax: RdfFormat) -> dict[str, set[str]]:
    graphs: dict[str, set[str]] = {}
    for quad in parse(content, syntax):
        graphs.setdefault(quad.graph_name.value, set()).add(str(quad.triple))  # type: ignore[union-attr]
    return graphs


def own_graphs() -> dict[str, set[str]]:
    return {
        graph.value: {str(quad.triple) for quad in parse(path.read_bytes(), RdfFormat.TURTLE)}
        for path, graph in data_files(data_root())
        if graph.value.startswith(GRAPHS)
    }


@pytest.mark.parametrize(("name", "syntax"), [("trig", RdfFormat.TRIG), ("nq", RdfFormat.N_QUADS)])
def test_a_plan_as_quads_is_its_graphs(run: Run, name: str, syntax: RdfFormat) -> None:
    assert quads(run(*DATA, *PLAN, "--format", name), syntax) == own_graphs()


def test_without_a_plan_quads_are_the_whole_dataset(run: Run) -> None:
    found = quads(run(*DATA, "--format", "nq"), RdfFormat.N_QUADS)
    assert set(found) == {graph.value for _, graph in data_files(data_root())}


def test_what_was_exported_can_be_loaded_and_is_the_same(run: Run, archive: Archive) -> None:
    exported = run("--state", str(archive.state), "--generation", "1", "--format", "trig")
    texts = archive.texts(1)
    assert {graph: len(triples) for graph, triples in quads(exported, RdfFormat.TRIG).items()} == {
        graph: text.count(b"\n") for graph, text in texts.items() if text
    }


def test_json_ld_is_a_tree_of_the_plan(run: Run) -> None:
    document = json.loads(run(*DATA, *PLAN, "--format", "jsonld"))
    plan = document["@graph"][0]
    assert plan["id"] == IRI
    sub_goals = [sub_goal for goal in plan["goals"] for sub_goal in goal["subGoals"]]
    strategies = [strategy for sub_goal in sub_goals for strategy in sub_goal["strategies"]]
    assert (len(plan["goals"]), len(sub_goals), len(strategies)) == (4, 25, 92)


def test_csv_is_both_tables_in_a_zip_file_or_one_of_them(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "plan.zip"
    assert run(*DATA, *PLAN, "--format", "csv", "--out", str(out)) == b""
    with zipfile.ZipFile(out) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert set(files) == {"samfunnsdel-2009-nodes.csv", "samfunnsdel-2009-edges.csv"}
    for table in ("nodes", "edges"):
        one = run(*DATA, *PLAN, "--format", "csv", "--table", table)
        assert one == files[f"samfunnsdel-2009-{table}.csv"]
    folder = tmp_path / "folder"
    run(*DATA, *PLAN, "--format", "csv", "--out", str(folder))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == files
    assert run(*DATA, *PLAN, "--format", "csv") == files["samfunnsdel-2009-nodes.csv"]
    nodes = list(
        csv.DictReader(io.StringIO(files["samfunnsdel-2009-nodes.csv"].decode("utf-8-sig")))
    )
    assert Counter((node["kind"], node["level"]) for node in nodes)["Goal", "delmal"] == 25
    assert Counter(node["kind"] for node in nodes)["Strategy"] == 92


def instances(kind: str) -> int:
    """Return how many things of a class the data that come with planvev describe."""
    files = (read_graph_file(path, graph) for path, graph in data_files(data_root()))
    return sum(t.predicate == RDF.type and t.object == PV[kind] for f in files for t in f.triples)


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_networks_hold_the_elements_of_all_plans(run: Run, name: str) -> None:
    content = io.BytesIO(run(*DATA, "--format", name))
    network: Any = nx.read_graphml(content) if name == "graphml" else nx.read_gexf(content)
    kinds = Counter(facts.get("kind") for _, facts in network.nodes(data=True))
    counted = ("Goal", "Strategy", "StrategicApproach", "Action", "PlanInstrument")
    assert {kind: kinds[kind] for kind in counted} == {kind: instances(kind) for kind in counted}


def test_a_workbook_has_every_goal_and_strategy(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "plan.xlsx"
    run(*DATA, *PLAN, "--format", "xlsx", "--out", str(out))
    book = openpyxl.load_workbook(out)
    texts = Counter(
        str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value
    )
    graph = next(
        path for path, graph in data_files(data_root()) if graph.value == f"{GRAPHS}adopted"
    )
    for quad in parse(graph.read_bytes(), RdfFormat.TURTLE):
        path = quad.subject.value.removeprefix(f"{IRI}/")  # type: ignore[union-attr]
        if quad.predicate.value.endswith("#text") and path.startswith(("goal/", "strategy/")):
            assert texts[quad.object.value]  # type: ignore[union-attr]
    assert run(*DATA, "--format", "xlsx")[:2] == b"PK"


@pytest.mark.parametrize(
    ("profile", "part", "goals", "objectives"),
    [("goals", "1", 4, 25), ("goals", "2", 4, 25), ("strategies", "2", 25, 92)],
)
def test_stratml_has_a_goal_and_its_objectives_for_each(
    run: Run, profile: str, part: str, goals: int, objectives: int
) -> None:
    options = ("--format", "stratml", "--profile", profile, "--part", part)
    root = ElementTree.fromstring(run(*DATA, *PLAN, *options))
    found = Counter(element.tag.rpartition("}")[2] for element in root.iter())
    assert (found["Goal"], found["Objective"]) == (goals, objectives)


def test_all_plans_as_stratml_are_a_file_each(run: Run) -> None:
    with zipfile.ZipFile(io.BytesIO(run(*DATA, "--format", "stratml"))) as packed:
        plans = (data_root() / "plans").glob("*/*")
        assert sorted(packed.namelist()) == sorted(f"{plan.name}.xml" for plan in plans)
        for name in packed.namelist():
            ElementTree.fromstring(packed.read(name))


def test_several_files_in_one_are_not_called_what_they_are_not(run: Run, tmp_path: Path) -> None:
    options = (*DATA, "--format", "stratml", "--out")
    run(*options, str(tmp_path / "all.xml"), code=2, says="name a .zip file or a folder")
    assert not list(tmp_path.iterdir())
    run(*options, str(tmp_path / "all.zip"))
    assert zipfile.is_zipfile(tmp_path / "all.zip")


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_generation_gives_the_same_bytes_as_the_files_that_it_was_made_of(
    run: Run, archive: Archive, name: str
) -> None:
    state = ("--state", str(archive.state), "--generation", "1")
    first = run(*state, *PLAN, "--format", name)
    assert first == run(*state, *PLAN, "--format", name)
    assert first == run(*DATA, *PLAN, "--format", name)


def test_each_generation_can_be_exported(run: Run, archive: Archive) -> None:
    state = ("--state", str(archive.state), *PLAN, "--format", "nq")
    newest = quads(run(*state), RdfFormat.N_QUADS)
    before = quads(run(*state, "--generation", "HEAD~1"), RdfFormat.N_QUADS)
    assert set(before) - set(newest) == {f"{GRAPHS}links"}
    run(*state, "--generation", "7", code=2, says="does not hold generation 7")


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_labels_are_in_the_language_asked_for(run: Run, language: str) -> None:
    options = ("--format", "csv", "--table", "nodes", "--language", language)
    rows = csv.DictReader(io.StringIO(run(*DATA, *PLAN, *options).decode("utf-8-sig")))
    label = next(row["label"] for row in rows if row["id"] == f"{IRI}/goal/2")
    words = {"nb": "bærekraftig by", "nn": "berekraftig by", "en": "sustainable city"}
    assert words[language] in label


def test_a_plan_that_is_not_there_is_an_error_that_lists_those_that_are(run: Run) -> None:
    run(*DATA, "--plan", "lillevik/x", "--format", "trig", code=2, says=IRI)


@pytest.mark.parametrize("plan", ["", "trondheim", "<x>", "æ\n", f"{IRI}/goal/1"])
def test_no_other_name_is_taken_for_a_plan(run: Run, plan: str) -> None:
    if plan:
        run(*DATA, "--plan", plan, "--format", "trig", code=2, says="There is no plan")
    else:
        assert run(*DATA, "--plan", plan, "--format", "csv")


def test_files_and_generations_do_not_go_together(run: Run) -> None:
    run(*DATA, "--generation", "1", "--format", "nq", code=2, says="--generation")


def test_a_state_without_an_archive_is_named(run: Run, tmp_path: Path) -> None:
    state = str(tmp_path / "nothing")
    run("--state", state, "--format", "nq", code=2, says="there is no archive here")


def test_a_folder_without_data_is_named(run: Run, tmp_path: Path) -> None:
    run("--data", str(tmp_path), "--format", "nq", code=2, says="no graph files here")


def test_a_file_that_cannot_be_written_is_named(run: Run, tmp_path: Path) -> None:
    out = str(tmp_path / "no" / "such" / "folder.trig")
    run(*DATA, *PLAN, "--format", "trig", "--out", out, code=2, says="cannot be written")


@pytest.mark.parametrize(
    ("options", "binary"),
    [
        (("--format", "xlsx"), True),
        (("--format", "csv"), False),
        (("--format", "stratml"), True),
        (("--format", "csv", "--table", "nodes"), False),
        (("--format", "stratml", *PLAN), False),
        (("--format", "jsonld"), False),
    ],
)
def test_what_people_cannot_read_is_not_written_to_a_terminal(
    run: Run, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], *, binary: bool
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    says = "not for a terminal" if binary else ""
    assert bool(run(*DATA, *options, code=2 if binary else 0, says=says)) is not binary
