"""Differences, roll-back, checkouts and snapshots."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, RdfFormat, parse

import planvev
from planvev.archive.archive import Archive
from planvev.archive.checkout import file_of, roll_back, write_checkout
from planvev.archive.files import data_files, read_graph_file
from planvev.archive.history import differences, read_log
from planvev.archive.manifest import DEFAULT
from planvev.archive.prune import prune
from planvev.archive.snapshot import canonical_n_quads, write_snapshot
from planvev.archive.verify import verify
from planvev.errors import ConfigError, DiskFull, GenerationNotFound
from planvev.vocab import GRAPH
from unit.archive.faults import FaultySystem, commit_next, expected_texts
from unit.archive.rdf_terms import property_test

PLAN = GRAPH["trondheim/plan/adopted"].value
ONTOLOGY = GRAPH["ontology"].value
A, B = "urn:a", "urn:b"
ONE, TWO = b'<urn:s> <urn:p> "1"@nb-NO .\n', b"<urn:s> <urn:p> <urn:two> .\n"


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "state")
    for changes in ({A: ONE, DEFAULT: TWO}, {A: ONE + TWO, B: b""}, {A: TWO, DEFAULT: None}):
        with archive.write_lock() as lock:
            lock.commit(changes, author="ada", message="why")
    return archive


def test_a_difference_names_graphs_and_lines(archive: Archive) -> None:
    first, second, third = differences(archive, 1, 3)
    assert (first.graph, first.dropped, first.lines.removed) == (DEFAULT, True, (TWO[:-1],))
    assert (second.graph, second.lines.removed, second.lines.added) == (
        A,
        (ONE[:-1],),
        (TWO[:-1],),
    )
    assert (third.graph, third.created, bool(third.lines)) == (B, True, False)
    assert list(differences(archive, 2, 2)) == []
    assert {graph.created for graph in differences(archive, 0, 1)} == {True}
    with pytest.raises(GenerationNotFound):
        list(differences(archive, 1, 4))


@property_test
@given(st.integers(0, 7), st.integers(0, 7))
def test_differences_lead_from_any_generation_to_any_other(
    shared_archive: Archive, before: int, after: int
) -> None:
    texts = {g: set(t.splitlines()) for g, t in expected_texts(before).items()}
    for change in differences(shared_archive, before, after):
        lines = texts.pop(change.graph, set())
        assert change.created == (change.graph not in expected_texts(before))
        if not change.dropped:
            texts[change.graph] = lines - set(change.lines.removed) | set(change.lines.added)
    assert texts == {g: set(t.splitlines()) for g, t in expected_texts(after).items()}


@pytest.fixture(scope="module")
def shared_archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    archive = Archive(tmp_path_factory.mktemp("shared"))
    for _ in range(7):
        commit_next(archive)
    return archive


def test_the_log_is_newest_first_and_says_where_it_was_pruned(archive: Archive) -> None:
    assert [(e.manifest.generation, e.changed) for e in read_log(archive)] == [
        (3, (DEFAULT, A)),
        (2, (A, B)),
        (1, (DEFAULT, A)),
    ]
    assert [e.manifest.generation for e in read_log(archive, 2)] == [3, 2]
    prune(archive, keep=2)
    assert [e.changed for e in read_log(archive)] == [(DEFAULT, A), None]


def test_a_roll_back_is_a_new_generation_that_equals_the_old_one(archive: Archive) -> None:
    with archive.write_lock() as lock:
        manifest = roll_back(lock, 1, author="ada", message="back")
    assert (manifest.generation, manifest.parent) == (4, 3)
    assert archive.texts() == archive.texts(1)
    assert manifest.content == archive.manifest(1).content
    with archive.write_lock() as lock:
        assert roll_back(lock, 1, author="ada", message="back").generation == 4
    assert verify(archive).whole


def test_a_checkout_is_a_data_root_that_holds_the_graphs(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "state")
    graphs = {PLAN: ONE, GRAPH["catalogue"].value: TWO, GRAPH["shared/actors"].value: b""}
    with archive.write_lock() as lock:
        lock.commit({**graphs, DEFAULT: TWO, "urn:x/../y": ONE}, author="ada", message="why")
    out = tmp_path / "out"
    paths = write_checkout(archive, 1, out)
    assert {graph.value: path.read_bytes() for path, graph in data_files(out)} == graphs
    assert len(paths) == 5
    index = json.loads((out / "graphs.json").read_text())
    assert index["files"]["default.ttl"] == {
        "graph": None,
        "sha256": hashlib.sha256(TWO).hexdigest(),
        "triples": 1,
    }
    file = read_graph_file(out / "plans/trondheim/plan/adopted.ttl", NamedNode(PLAN))
    assert len(file.triples) == 1
    with pytest.raises(ConfigError, match="not an empty folder"):
        write_checkout(archive, 1, out)


@property_test
@given(
    st.lists(
        st.one_of(
            st.sampled_from([DEFAULT, "urn:a/../b", f"{GRAPH.iri}../../etc/x"]),
            st.lists(
                st.sampled_from(["a", "A", "..", ".", "", "x.ttl", "plans", "code", "shared", "æ"]),
                min_size=1,
                max_size=5,
            ).map(lambda parts: GRAPH.iri + "/".join(parts)),
            st.integers(1, 300).map(lambda length: GRAPH.iri + "l" * length),
        ),
        unique=True,
    )
)
def test_no_graph_is_written_outside_a_checkout_or_onto_another(graphs: list[str]) -> None:
    paths = [file_of(graph) for graph in graphs]
    assert len(set(paths)) == len(paths)
    for path in paths:
        assert not path.is_absolute()
        assert not {"..", ".", ""} & set(path.parts)
        assert len(path.name) < 200
        assert not set(path.parents) & set(paths)


def test_a_snapshot_is_one_file_of_sorted_n_quads_that_says_what_it_is(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "state")
    version = (
        b"<https://w3id.org/planvev/ontology> "
        b'<http://www.w3.org/2002/07/owl#versionInfo> "9.8.7" .\n'
    )
    with archive.write_lock() as lock:
        texts = {PLAN: ONE + TWO, DEFAULT: TWO, B: b"", ONTOLOGY: version}
        lock.commit(dict(texts), author="ada", message="why")
    snapshot = write_snapshot(archive, tmp_path / "out" / "plans.nq.gz")
    content = gzip.decompress(snapshot.path.read_bytes())
    lines = content.splitlines()
    assert lines == sorted(lines)
    assert len(lines) == 4
    assert b'"1"@nb-NO <' in content
    quads = set(parse(content, RdfFormat.N_QUADS))
    assert len(quads) == 4
    said = json.loads((tmp_path / "out" / "plans.json").read_text())
    assert said == snapshot.description
    assert said["sha256"] == hashlib.sha256(content).hexdigest()
    assert said["file_sha256"] == hashlib.sha256(snapshot.path.read_bytes()).hexdigest()
    assert (said["quads"], said["generation"], said["ontology"]) == (4, 1, "9.8.7")
    assert said["software"] == {"name": "planvev", "version": planvev.__version__}
    assert said["graphs"][B] == 0


def test_the_same_generation_gives_the_same_snapshot(archive: Archive, tmp_path: Path) -> None:
    first = write_snapshot(archive, tmp_path / "1" / "x.nq.gz", 2)
    with archive.write_lock() as lock:
        lock.commit({B: ONE}, author="eva", message="later")
    second = write_snapshot(archive, tmp_path / "2" / "x.nq.gz", 2)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert first.description_path.read_bytes() == second.description_path.read_bytes()


@property_test
@given(st.lists(st.tuples(st.sampled_from([DEFAULT, A, B]), st.text("ab \t", max_size=4))))
def test_the_quads_of_a_snapshot_are_sorted_whatever_the_graphs(
    rows: list[tuple[str, str]],
) -> None:
    texts: dict[str, set[bytes]] = {}
    for graph, value in rows:
        escaped = value.replace("\t", "\\t")
        texts.setdefault(graph, set()).add(f'<urn:s> <urn:p> "{escaped}" .'.encode())
    quads = canonical_n_quads({g: b"\n".join([*sorted(t), b""]) for g, t in texts.items()})
    assert quads.splitlines() == sorted(set(quads.splitlines()))
    assert len(quads.splitlines()) == sum(map(len, texts.values()))


def test_a_snapshot_onto_a_full_disk_leaves_the_old_one(archive: Archive, tmp_path: Path) -> None:
    path = write_snapshot(archive, tmp_path / "x.nq.gz", 1).path
    before = path.read_bytes()

    def fail(step: int, call: str, path: Path) -> None:
        del step
        if call == "write":
            raise OSError(28, "No space left on device", str(path))

    with pytest.raises(DiskFull):
        write_snapshot(Archive(archive.state, system=FaultySystem(fail)), path, 3)
    assert path.read_bytes() == before
    assert not list(tmp_path.glob("*.tmp"))
