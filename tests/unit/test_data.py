"""The data as a whole: each triple once, nothing anonymous, every element found in the text."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.files import (
    GraphFile,
    blank_nodes,
    data_files,
    ontology_files,
    read_graph_file,
    read_pinned_sources,
)
from planvev.vocab import CODE, GRAPH, ID, OA, PV, RDF, RDFS

ROOT = Path(__file__).parents[2]
PLAN = ID["trondheim/samfunnsdel-2009"]


@pytest.fixture(scope="module")
def files() -> list[GraphFile]:
    paths = [*ontology_files(ROOT / "ontology"), *data_files(ROOT / "data")]
    return [read_graph_file(path, graph) for path, graph in paths]


@pytest.fixture(scope="module")
def plan(files: list[GraphFile]) -> dict[str, list[Triple]]:
    prefix = GRAPH["trondheim/samfunnsdel-2009/"].value
    return {
        file.graph.value.removeprefix(prefix): list(file.triples)
        for file in files
        if file.graph.value.startswith(prefix)
    }


def instances(triples: list[Triple], kind: NamedNode) -> set[NamedNode]:
    return {t.subject for t in triples if t.predicate == RDF.type and t.object == kind}


def objects(triples: list[Triple], predicate: NamedNode) -> dict[NamedNode, list[object]]:
    found: dict[NamedNode, list[object]] = defaultdict(list)
    for triple in triples:
        if triple.predicate == predicate:
            found[triple.subject].append(triple.object)
    return found


def test_a_triple_stands_in_exactly_one_graph(files: list[GraphFile]) -> None:
    graphs: dict[Triple, set[str]] = defaultdict(set)
    for file in files:
        for triple in file.triples:
            graphs[triple].add(file.graph.value)
    assert [t for t, where in graphs.items() if len(where) > 1] == []


def test_no_file_holds_blank_nodes(files: list[GraphFile]) -> None:
    assert [file.path.name for file in files if blank_nodes(file.triples)] == []


def test_every_passage_of_every_graph_is_cut_from_the_source_as_quoted(
    files: list[GraphFile],
) -> None:
    sources = read_pinned_sources(ROOT / "data")
    triples = [triple for file in files for triple in file.triples]
    source_of = {passage: o[0] for passage, o in objects(triples, OA.hasSource).items()}
    selectors = objects(triples, OA.hasSelector)
    exact, start, end = (objects(triples, OA[name]) for name in ("exact", "start", "end"))
    assert len(source_of) > 500
    for passage, source in source_of.items():
        text = sources[source.value.rpartition("/")[2]].text
        quote = next(node for node in selectors[passage] if node in exact)
        place = next(node for node in selectors[passage] if node in start)
        cut = text[int(start[place][0].value) : int(end[place][0].value)]
        assert cut == exact[quote][0].value, passage


def test_every_element_has_the_english_label_that_was_promised(
    plan: dict[str, list[Triple]],
) -> None:
    labels = objects(plan["translation-en"], RDFS.label)
    for name in ("Vision", "StrategicApproach", "Goal", "Strategy", "Value", "GlossaryEntry"):
        for element in instances(plan["adopted"], PV[name]):
            assert [label.language for label in labels[element]] == ["en"], element


def test_goals_and_approaches_have_nynorsk_labels(plan: dict[str, list[Triple]]) -> None:
    labels = objects(plan["translation-nn"], RDFS.label)
    for name in ("StrategicApproach", "Goal"):
        for element in instances(plan["adopted"], PV[name]):
            assert [label.language for label in labels[element]] == ["nn"], element


@pytest.mark.parametrize("graph", ["translation-en", "translation-nn", "assessment"])
def test_what_is_said_about_an_element_is_about_one_that_the_plan_has(
    plan: dict[str, list[Triple]], graph: str
) -> None:
    elements = {triple.subject for triple in plan["adopted"]}
    if graph == "assessment":
        said_of = {triple.object for triple in plan[graph] if triple.predicate == PV.about}
    else:
        said_of = set(objects(plan[graph], RDFS.label))
    assert said_of <= elements


def test_the_plan_has_two_numeric_targets_and_no_other_numbers(
    plan: dict[str, list[Triple]],
) -> None:
    values = objects(plan["assessment"], PV.targetValue)
    assert {
        (target.value.removeprefix(f"{PLAN.value}/"), value[0].value)
        for target, value in values.items()
    } == {("goal/2.5/target/1", "90"), ("strategy/2.6.1/target/1", "20")}
    kinds = Counter(kind[0] for kind in objects(plan["assessment"], PV.targetKind).values())
    assert kinds[CODE["target-kind/absolute"]] == kinds[CODE["target-kind/relative"]] == 1


def test_adopted_holds_no_language_but_the_one_of_adoption(plan: dict[str, list[Triple]]) -> None:
    languages = {
        t.object.language
        for t in plan["adopted"]
        if isinstance(t.object, Literal) and t.object.language
    }
    assert languages == {"nb"}
