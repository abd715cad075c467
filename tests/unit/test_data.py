"""The data as a whole: each triple once, nothing anonymous, every element found in the text."""

from __future__ import annotations

import re
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
from planvev.vocab import CODE, DCAT, GRAPH, ID, OA, PROV, PV, RDF, RDFS, SDGO, SKOS

ROOT = Path(__file__).parents[2]
PLAN = ID["trondheim/samfunnsdel-2009"]
SDG = "http://metadata.un.org/sdg/"
# Of each development goal: how many targets have numbers, and which letters the others have.
TARGETS_OF = {
    1: (5, "ab"),
    2: (5, "abc"),
    3: (9, "abcd"),
    4: (7, "abc"),
    5: (6, "abc"),
    6: (6, "ab"),
    7: (3, "ab"),
    8: (10, "ab"),
    9: (5, "abc"),
    10: (7, "abc"),
    11: (7, "abc"),
    12: (8, "abc"),
    13: (3, "ab"),
    14: (7, "abc"),
    15: (9, "abc"),
    16: (10, "ab"),
    17: (19, ""),
}


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


@pytest.fixture(scope="module")
def goals_and_targets(files: list[GraphFile]) -> list[Triple]:
    return [t for f in files if f.graph.value.startswith(GRAPH["sdg/"].value) for t in f.triples]


@pytest.fixture(scope="module")
def links_to_development_goals(plan: dict[str, list[Triple]]) -> dict[NamedNode, NamedNode]:
    """Of the links from the plan to development goals: what each leads to."""
    ends = objects(plan["links"], PV.linkTarget)
    return {link: end[0] for link, end in ends.items() if end[0].value.startswith(SDG)}


def test_the_development_goals_and_their_targets_are_all_there(
    goals_and_targets: list[Triple],
) -> None:
    expected = {
        f"{goal}.{end}": f"{goal}"
        for goal, (numbers, letters) in TARGETS_OF.items()
        for end in (*range(1, numbers + 1), *letters)
    }
    assert len(expected) == 169
    goals = instances(goals_and_targets, SDGO.Goal)
    assert {goal.value for goal in goals} == {f"{SDG}{goal}" for goal in TARGETS_OF}
    assert {
        target.value.removeprefix(SDG): goal[0].value.removeprefix(SDG)
        for target, goal in objects(goals_and_targets, SDGO.isTargetOf).items()
    } == expected
    assert {t.value.removeprefix(SDG) for t in instances(goals_and_targets, SDGO.Target)} == set(
        expected
    )
    assert {
        (subject.value.removeprefix(SDG), notation[0].value)
        for subject, notation in objects(goals_and_targets, SKOS.notation).items()
    } == {(number, number) for number in (*expected, *map(str, TARGETS_OF))}


def test_what_belongs_to_a_development_goal_is_said_from_the_target_only(
    goals_and_targets: list[Triple],
) -> None:
    assert not objects(goals_and_targets, SDGO.hasTarget)


def test_development_goals_and_targets_have_one_short_name_of_their_own_in_each_language(
    goals_and_targets: list[Triple],
) -> None:
    named: dict[str, list[str]] = defaultdict(list)
    for subject, labels in objects(goals_and_targets, RDFS.label).items():
        assert sorted(label.language for label in labels) == ["en", "nb", "nn"], subject
        for label in labels:
            assert len(label.value) <= 70, label
            named[label.language].append(label.value)
    for language, names in named.items():
        assert len(names) == len(set(names)) == 169 + 17, language


def test_a_keyword_of_a_target_stands_there_in_one_spelling(
    goals_and_targets: list[Triple],
) -> None:
    for target, keywords in objects(goals_and_targets, DCAT.keyword).items():
        seen = Counter((keyword.language, keyword.value.casefold()) for keyword in keywords)
        assert [word for word, count in seen.items() if count > 1] == [], target
        assert all(keyword.value == keyword.value.strip() != "" for keyword in keywords), target


def test_links_to_development_goals_lead_to_ones_that_are_there_and_are_left_to_be_decided(
    plan: dict[str, list[Triple]],
    goals_and_targets: list[Triple],
    links_to_development_goals: dict[NamedNode, NamedNode],
) -> None:
    there = {triple.subject for triple in goals_and_targets}
    assert 25 <= len(links_to_development_goals) <= 40
    assert set(links_to_development_goals.values()) <= there
    decided = {d[0] for d in objects(plan["links"], PV.decides).values()}
    assert decided.isdisjoint(links_to_development_goals)
    bases = objects(plan["links"], PV.linkBasis)
    makers = objects(plan["links"], PROV.wasAttributedTo)
    for link in links_to_development_goals:
        assert bases[link] == [CODE["link-basis/analystAssessment"]], link
        assert makers[link] == [ID["organisation/planvev"]], link


def test_links_to_development_goals_say_that_they_are_a_later_reading_and_quote_the_plan(
    plan: dict[str, list[Triple]], links_to_development_goals: dict[NamedNode, NamedNode]
) -> None:
    (source,) = read_pinned_sources(ROOT / "data").values()
    text = " ".join(source.text.split()).casefold()
    reasons = objects(plan["links"], PV.reason)
    for link in links_to_development_goals:
        by_language = {reason.language: reason.value for reason in reasons[link]}
        assert "en senere vurdering" in by_language["nb"], link
        assert "a later reading" in by_language["en"], link
        quotes = re.findall("«([^»]+)»", by_language["nb"])
        assert quotes, link
        assert [quote for quote in quotes if quote.casefold() not in text] == [], link
