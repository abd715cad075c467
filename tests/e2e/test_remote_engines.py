"""The remote engine for real: the Oxigraph server and Virtuoso 7, with the data of this repository.

A store that is not installed is skipped, with a message: ``pip install oxigraph``,
``apt-get install virtuoso-opensource-7-bin``.
"""

from __future__ import annotations

import csv
import io
import json
import operator
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from load.remote.real_stores import (
    VIRTUOSO_DEVIATIONS_LISTED,
    VIRTUOSO_READ_ONLY,
    RunningStore,
    options_of,
    oxigraph,
    virtuoso,
    with_login,
)
from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize, serialize_canonical
from planvev.archive.files import data_files, ontology_files, read_graph_file
from planvev.engine.base import Dataset, Query
from planvev.engine.embedded import EmbeddedEngine
from planvev.engine.remote import RemoteEngine, RemoteSettings
from planvev.engine.remote.settings import Login
from planvev.engine.remote.store import RemoteStore
from planvev.errors import ConfigError, QueryRefused, QuerySyntaxError, RemoteError
from planvev.linking.derive import derive_graphs
from planvev.rdf.formats import RDF_SYNTAX

ROOT = Path(__file__).parents[2]
QUESTIONS = sorted((ROOT / "ontology" / "questions").glob("*.toml"))
TERMS = """
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:test:s> <urn:test:p> "007"^^xsd:integer, "12"^^xsd:nonNegativeInteger, "1.50"^^xsd:decimal,
    "1E3"^^xsd:double, true, "0"^^xsd:boolean, "2009"^^xsd:gYear, "2009-06-25"^^xsd:date,
    "2009-06-25T10:00:00+02:00"^^xsd:dateTime, "P4Y"^^xsd:duration, "P30D"^^xsd:duration,
    "PT1H30M"^^xsd:duration, "0FB8"^^xsd:hexBinary, "http://example.org/"^^xsd:anyURI, "", "x",
    "Hei 'du' \\"der\\" \\\\ \\t\\n\\r æøå 😀 <b>&amp;"@nb-NO, <http://example.org/æ?b=c&d> .
_:a <urn:test:p> _:b . _:b <urn:test:p> _:a, "i"@nn .
"""


class Recording(EmbeddedEngine):
    """An engine that also keeps the graphs that it is given."""

    def __init__(self) -> None:
        super().__init__(workers=1)
        self.graphs: dict[NamedNode, Sequence[Triple]] = {}

    def replace_graphs(self, graphs: Mapping[NamedNode, Sequence[Triple]]) -> None:
        self.graphs |= graphs
        super().replace_graphs(graphs)


@pytest.fixture(scope="module")
def dataset() -> dict[str, bytes]:
    """Return the graphs of this repository, derived ones too, as canonical texts."""
    paths = [*ontology_files(ROOT / "ontology"), *data_files(ROOT / "data")]
    engine = Recording()
    engine.replace_graphs({graph: read_graph_file(path, graph).triples for path, graph in paths})
    derive_graphs(engine)
    engine.close()
    return {graph.value: serialize_canonical(triples) for graph, triples in engine.graphs.items()}


@pytest.fixture(scope="module")
def oxigraph_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as running_store:
        yield running_store


@pytest.fixture(scope="module")
def virtuoso_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStore]:
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as running_store:
        yield running_store


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest) -> RunningStore:
    running_store: RunningStore = request.getfixturevalue(f"{request.param}_store")
    return running_store


@pytest.fixture(scope="module")
def archive(dataset: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("state"))
    with archive.write_lock() as lock:
        lock.commit(dataset, author="test", message="the data of the repository")
    return archive


@pytest.fixture(scope="module")
def engine(store: RunningStore, archive: Archive) -> Iterator[RemoteEngine]:
    engine = RemoteEngine(archive, store.settings)
    engine.start()
    assert engine.push().generation == archive.head()
    yield engine
    engine.close()


def small_archive(state: Path) -> Archive:
    """Return an archive with two graphs of one triple each."""
    archive = Archive(state)
    triple = b"<urn:test:s> <urn:test:p> <urn:test:o> .\n"
    with archive.write_lock() as lock:
        lock.commit({"urn:test:a": triple, "urn:test:b": triple}, author="test", message="")
    return archive


def sync(archive: Archive, settings: RemoteSettings, *options: str) -> tuple[int, dict[str, Any]]:
    """Run ``planvev sync --json``; return its exit code and what it printed."""
    completed = subprocess.run(
        [
            *(sys.executable, "-m", "planvev", "sync", "--state", str(archive.state), "--json"),
            *options_of(settings),
            *options,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert completed.returncode in (0, 1), completed.stderr
    return completed.returncode, json.loads(completed.stdout)


def rows_of(table: str) -> list[list[str]]:
    return [row for row in csv.reader(io.StringIO(table)) if row]


def answers(engine: RemoteEngine, path: Path) -> tuple[list[list[str]], list[list[str]]]:
    """Return the rows that a question gets, and those that it should get."""
    question = tomllib.loads(path.read_text(encoding="utf-8"))
    result = engine.query(Query(question["query"], 30, format="csv"))
    header, *rows = rows_of(result.body.decode())
    expected_header, *expected = rows_of(question["expected"])
    assert header == expected_header
    return (rows, expected) if question["ordered"] else (sorted(rows), sorted(expected))


@pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)
def test_a_question_gets_its_answer(engine: RemoteEngine, store: RunningStore, path: Path) -> None:
    rows, expected = answers(engine, path)
    if path.stem in store.deviations:
        assert rows != expected, "it is as it should be: take it off the list"
    else:
        assert rows == expected


@pytest.mark.usefixtures("engine")
def test_the_store_holds_what_the_archive_holds_value_by_value(
    archive: Archive, store: RunningStore
) -> None:
    code, said = sync(archive, store.settings, "--verify")
    assert said["generation"] == archive.head()
    assert said["put"] == said["deleted"] == []
    assert said["unchanged"] == len(archive.manifest().graphs)
    assert said["verification"]["faults"] == []
    assert said["verification"]["compared"] == len(archive.manifest().graphs)
    assert (code, said["verification"]["whole"]) == (0, True)


def test_a_commit_is_seen_by_the_next_query_and_taken_back_by_the_next_commit(
    engine: RemoteEngine,
) -> None:
    graph, other = NamedNode("urn:test:graph"), NamedNode("urn:test:æ")
    triple = Triple(NamedNode("urn:test:s"), NamedNode("urn:test:p"), Literal("«æøå» \U0001f600"))
    ask = Query("ASK { ?s <urn:test:p> '«æøå» \U0001f600' }", 10, format="json")
    engine.replace_graphs({graph: [triple], other: [triple]})
    result = engine.query(ask)
    assert json.loads(result.body)["boolean"] is True
    assert result.generation == engine.generation
    engine.replace_graphs({graph: [], other: []})
    assert json.loads(engine.query(ask).body)["boolean"] is False


def test_terms_that_stores_spell_their_own_way_are_the_same_by_value(
    store: RunningStore, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    with archive.write_lock() as lock:
        lock.commit(
            {
                "urn:test:terms": canonicalize(TERMS.encode(), RdfFormat.TURTLE),
                "urn:test:empty": b"",
            },
            author="test",
            message="terms",
        )
    code, said = sync(archive, store.settings, "--verify")
    assert said["verification"]["faults"] == []
    assert code == 0
    with archive.write_lock() as lock:
        lock.commit({"urn:test:terms": None, "urn:test:empty": None}, author="test", message="")
    code, said = sync(archive, store.settings, "--verify")
    assert sorted(said["deleted"]) == ["urn:test:empty", "urn:test:terms"]
    assert "urn:test:terms" not in said["verification"]["foreign"]
    assert code == 0


def test_a_large_graph_a_long_literal_and_blank_nodes_go_by_update_too(
    store: RunningStore, tmp_path: Path
) -> None:
    settings = replace(store.settings, graph_store_url="")
    archive = Archive(tmp_path)
    lines = "".join(f'<urn:test:s{n}> <urn:test:p> "nummer {n} å" .\n' for n in range(2500))
    nodes = "".join(f"_:b{n} <urn:test:next> _:b{n + 1} .\n" for n in range(20))
    long = f'<urn:test:long> <urn:test:p> "{"lang å " * 30_000}"@nb .\n'
    text = canonicalize((lines + nodes + long).encode(), RdfFormat.N_TRIPLES)
    with archive.write_lock() as lock:
        lock.commit({"urn:test:large": text}, author="test", message="")
    code, said = sync(archive, settings, "--verify")
    assert said["verification"]["faults"] == []
    assert (code, said["triples"]) == (0, 2521)
    with archive.write_lock() as lock:
        lock.commit({"urn:test:large": None}, author="test", message="")
    assert sync(archive, settings)[1]["deleted"] == ["urn:test:large"]


def test_a_long_literal_is_taken_also_where_the_graph_store_refuses_it(
    store: RunningStore, tmp_path: Path
) -> None:
    archive = Archive(tmp_path)
    text = f'<urn:test:s> <urn:test:p> "{"å" * 120_000}" .\n'.encode()
    with archive.write_lock() as lock:
        lock.commit({"urn:test:long": text}, author="test", message="")
    code, said = sync(archive, store.settings, "--verify")
    assert said["verification"]["faults"] == []
    assert code == 0
    with archive.write_lock() as lock:
        lock.commit({"urn:test:long": None}, author="test", message="")
    sync(archive, store.settings)


@pytest.mark.usefixtures("engine")
def test_a_graph_that_someone_changed_in_the_store_is_found_and_put_again(
    archive: Archive, store: RunningStore
) -> None:
    graph = next(graph for graph in archive.manifest().graphs if graph.endswith("shared/actors"))
    remote = RemoteStore(store.settings)
    remote.put(graph, b"<urn:test:a> <urn:test:b> <urn:test:c> .\n")
    remote.close()
    code, said = sync(archive, store.settings)
    assert (code, said["put"]) == (0, [graph]), "its count gave it away"
    code, said = sync(archive, store.settings, "--verify")
    assert (code, said["put"]) == (0, [])


def test_the_dataset_of_a_request_is_kept_to(engine: RemoteEngine, archive: Archive) -> None:
    graphs = [g for g, entry in archive.manifest().graphs.items() if entry.triples]
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    one = Dataset((graphs[0],), ())
    two = Dataset((), tuple(graphs[:2]))
    expected = str(archive.manifest().graphs[graphs[0]].triples)
    assert ask_number(engine, count, one) == expected
    assert ask_number(engine, named, one) == "0"
    assert ask_number(engine, count, two) == "0"
    assert ask_number(engine, named, two) == "2"
    assert ask_number(engine, count.replace("{", f"FROM <{graphs[0]}> {{")) == expected


def ask_number(engine: RemoteEngine, text: str, dataset: Dataset = Dataset()) -> str:  # noqa: B008
    result = engine.query(Query(text, 20, dataset, format="csv"))
    return rows_of(result.body.decode())[1][0]


@pytest.mark.parametrize("name", ["turtle", "ntriples", "jsonld", "rdfxml"])
def test_a_graph_comes_in_every_format(engine: RemoteEngine, name: str) -> None:
    thing = "https://w3id.org/planvev/id/trondheim/samfunnsdel-2009/goal/2.6"
    query = f"CONSTRUCT {{ <{thing}> ?p ?o }} WHERE {{ <{thing}> ?p ?o }}"
    result = engine.query(Query(query, 10, format=name))
    triples = {quad.triple for quad in parse(result.body, RDF_SYNTAX[result.format])}
    assert len(triples) > 5
    described = engine.query(Query(f"DESCRIBE <{thing}>", 10, format=name))
    found = {quad.triple for quad in parse(described.body, RDF_SYNTAX[described.format])}
    # Oxigraph describes all of it, Virtuoso what one graph says.
    assert found & triples


def test_a_query_that_does_not_parse_is_told_so(engine: RemoteEngine) -> None:
    with pytest.raises(QuerySyntaxError) as told:
        engine.query(Query("SELECT * {\n ?s ?p }", 10))
    assert "SPARQL query:" not in told.value.message
    assert len(told.value.message) < 600


def test_an_answer_that_is_too_large_is_refused(archive: Archive, store: RunningStore) -> None:
    small = RemoteEngine(archive, replace(store.settings, result_bytes_max=10_000))
    small.start()
    with pytest.raises(QueryRefused, match="larger than 10000 bytes"):
        small.query(Query("SELECT * { ?s ?p ?o }", 20))
    small.close()


def test_virtuoso_with_listed_graphs_is_refused_since_it_loses_rows(
    archive: Archive, virtuoso_store: RunningStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = replace(virtuoso_store.settings, listed=True)
    engine = RemoteEngine(archive, listed)
    with pytest.raises(ConfigError, match="Set remote_default_graph to «remote»"):
        engine.start()
    monkeypatch.setattr("planvev.engine.remote.follower.check_default_graph", lambda *_: None)
    engine = RemoteEngine(archive, listed)
    engine.start()
    for path in QUESTIONS:
        if path.stem in VIRTUOSO_DEVIATIONS_LISTED:
            rows, expected = answers(engine, path)
            assert len(rows) < len(expected), "it loses none any more: allow «listed»"
    engine.close()


def test_oxigraph_without_a_union_is_refused_where_graphs_are_not_listed(
    archive: Archive, tmp_path: Path
) -> None:
    with oxigraph(tmp_path) as store:
        engine = RemoteEngine(archive, replace(store.settings, listed=False))
        with pytest.raises(ConfigError, match="--union-default-graph"):
            engine.start()


def test_a_store_that_was_started_anew_and_has_lost_everything_is_filled_again(
    tmp_path: Path,
) -> None:
    archive = small_archive(tmp_path / "state")
    with oxigraph(tmp_path) as store:
        assert sync(archive, store.settings)[1]["unchanged"] == 0
        remote = RemoteStore(store.settings)
        for graph in archive.manifest().graphs:
            remote.delete(graph)
        remote.close()
        code, said = sync(archive, store.settings, "--verify")
        full = [graph for graph, entry in archive.manifest().graphs.items() if entry.triples]
        assert (code, sorted(said["put"])) == (0, sorted(full))


def test_oxigraph_with_a_union_of_its_own_answers_every_question_too(
    archive: Archive, tmp_path: Path
) -> None:
    with oxigraph(tmp_path, "--union-default-graph") as store:
        engine = RemoteEngine(archive, store.settings)
        engine.start()
        wrong = [p.stem for p in QUESTIONS if operator.ne(*answers(engine, p))]
        engine.close()
    assert wrong == []


def test_virtuoso_takes_changes_from_who_logs_in_and_from_nobody_else(tmp_path: Path) -> None:
    archive = small_archive(tmp_path / "state")
    with virtuoso(tmp_path, VIRTUOSO_READ_ONLY) as store:
        engine = RemoteEngine(archive, store.settings)
        with pytest.raises(RemoteError, match="refused"):
            engine.push()
        engine.close()
        wrong = with_login(store.settings, Login("dba", "wrong"))
        engine = RemoteEngine(archive, wrong)
        with pytest.raises(RemoteError, match="PLANVEV_REMOTE_USER"):
            engine.push()
        engine.close()
        engine = RemoteEngine(archive, replace(wrong, login=Login("dba", "dba")))
        assert len(engine.push().put) == len(archive.manifest().graphs)
        engine.close()
