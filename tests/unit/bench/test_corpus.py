"""A generated corpus is the same each time, the same in both forms, and valid."""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from bench.corpus import Corpus, corpus_at, generate
from bench.generate.words import town_name
from bench.measure import read_queries
from bench.writes import PLAN_ABOVE, PLAN_BELOW, PROPOSED, decision, plan_graph
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from planvev.archive.files import data_files, read_graph_file
from planvev.linking.derive import read_derivations
from planvev.validation import validate_paths

TINY = 0.15


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return generate(tmp_path_factory.mktemp("corpus") / "two", 2, seed=7, scale=TINY)


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_one_seed_gives_one_corpus_byte_for_byte(corpus: Corpus, tmp_path: Path) -> None:
    again = generate(tmp_path / "again", 2, seed=7, scale=TINY)
    assert files_of(again.folder) == files_of(corpus.folder)


def test_another_seed_gives_another_corpus(corpus: Corpus, tmp_path: Path) -> None:
    assert generate(tmp_path / "other", 2, seed=8, scale=TINY).sha256 != corpus.sha256


def test_a_larger_corpus_begins_like_a_smaller_one(corpus: Corpus, tmp_path: Path) -> None:
    one = files_of(generate(tmp_path / "one", 1, seed=7, scale=TINY).data / "plans")
    two = files_of(corpus.data / "plans")
    assert one.items() <= two.items()
    assert len(two) > len(one)


def test_the_dump_holds_the_quads_of_the_files_each_once(corpus: Corpus) -> None:
    dumped = Counter(parse(path=corpus.dump, format=RdfFormat.N_QUADS))
    filed = Counter(
        Quad(triple.subject, triple.predicate, triple.object, graph)
        for path, graph in data_files(corpus.data)
        for triple in read_graph_file(path, graph).triples
    )
    assert dumped == filed
    assert set(dumped.values()) == {1}
    assert corpus.triples == len(dumped)
    assert corpus.graphs == len(data_files(corpus.data))


def test_the_corpus_conforms(corpus: Corpus) -> None:
    report = validate_paths([corpus.data], corpus.data)
    violations = [each for each in report.results if each.severity.value == "Violation"]
    assert violations == []
    assert report.conforms


def test_the_twenty_queries_are_answered(corpus: Corpus) -> None:
    store = Store()
    store.load(path=corpus.dump, format=RdfFormat.N_QUADS)
    queries = read_queries()
    assert len(queries) == 20
    for query in queries:
        store.query(query.unlike_any_before(), use_default_graph_as_union=True)
    goals = next(each for each in queries if each.name.startswith("which-goals-does-the-plan"))
    assert list(store.query(goals.text, use_default_graph_as_union=True))


def derived(store: Store) -> Store:
    """Put the derived graphs into a store of all graphs."""
    for graph, text in read_derivations().items():
        triples = list(store.query(text, use_default_graph_as_union=True))
        store.extend(Quad(each.subject, each.predicate, each.object, graph) for each in triples)
    return store


def proposed(store: Store) -> list[str]:
    found = store.query(PROPOSED, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return [solution["link"].value for solution in found]


def test_a_decision_of_the_benchmark_approves_a_proposed_link(corpus: Corpus) -> None:
    store = Store()
    store.load(path=corpus.dump, format=RdfFormat.N_QUADS)
    links = proposed(derived(store))
    assert links
    store.update(decision(links[0]))
    for graph in read_derivations():
        store.remove_graph(graph)
    assert links[0] not in proposed(derived(store))


def test_what_the_benchmark_writes_conforms(corpus: Corpus, tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(corpus.data, copy)
    adopted = copy / "plans" / PLAN_ABOVE / "adopted.ttl"
    adopted.write_text(plan_graph(adopted.read_text("utf-8"), '"Visjonen"@nn'), "utf-8")
    store = Store()
    store.load(path=corpus.dump, format=RdfFormat.N_QUADS)
    store.update(decision(proposed(derived(store))[0]))
    graph = NamedNode(f"https://w3id.org/planvev/graph/{PLAN_BELOW}/decisions")
    decisions = copy / "plans" / PLAN_BELOW / "decisions.ttl"
    store.dump(decisions, RdfFormat.TURTLE, from_graph=graph)
    report = validate_paths([adopted, decisions], copy)
    assert report.conforms, [result.messages for result in report.results]


def test_a_kept_corpus_is_used_again(corpus: Corpus, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(corpus.folder, copy)
    assert corpus_at(copy, 2, seed=7).sha256 == corpus.sha256
    with pytest.raises(ValueError, match="another corpus"):
        corpus_at(copy, 3, seed=7)


def test_no_corpus_overwrites_a_folder(corpus: Corpus) -> None:
    with pytest.raises(FileExistsError):
        generate(corpus.folder, 1)


def test_no_two_municipalities_have_the_same_name() -> None:
    assert len({town_name(index) for index in range(3000)}) == 3000
