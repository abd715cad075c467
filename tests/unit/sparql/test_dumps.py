"""Dumps hold all graphs, as they were put."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store, parse, serialize

from planvev.archive.archive import Archive
from planvev.archive.canonical import EMPTY, canonicalize
from planvev.archive.manifest import DEFAULT
from planvev.errors import ArchiveError, GenerationNotFound
from planvev.rdf.formats import JSON_LD, N_QUADS, RDF_SYNTAX, TRIG, Format
from planvev.sparql.dumps import DUMP_FORMATS, dump_name, write_dump
from planvev.vocab import PREFIXES

CONTENT = b"""@prefix e: <http://e.example/> .
e:s e:p 007, 1.50, "x"@nb-NO, "linje\\n2", "+01:00"^^e:d . _:b e:p e:s ."""
QUADS = {
    '<http://e.example/s> <http://e.example/p> "007"^^<http://www.w3.org/2001/XMLSchema#integer>'
    " <http://e.example/g> .",
    '<http://e.example/s> <http://e.example/p> "1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    " <http://e.example/g> .",
    '<http://e.example/s> <http://e.example/p> "x"@nb-NO <http://e.example/g> .',
    '<http://e.example/s> <http://e.example/p> "linje\\n2" <http://e.example/g> .',
    '<http://e.example/s> <http://e.example/p> "+01:00"^^<http://e.example/d>'
    " <http://e.example/g> .",
    "_:b <http://e.example/p> <http://e.example/s> <http://e.example/g> .",
    "<http://e.example/s> <http://e.example/p> <http://e.example/o> .",
}


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    archive = Archive(tmp_path / "state")
    unnamed = b"<http://e.example/s> <http://e.example/p> <http://e.example/o> .\n"
    with archive.write_lock() as lock:
        lock.commit(
            {
                "http://e.example/g": canonicalize(CONTENT, RdfFormat.TURTLE),
                "http://e.example/empty": EMPTY,
                DEFAULT: unnamed,
            },
            author="test",
            message="first",
        )
        lock.commit({DEFAULT: None}, author="test", message="second")
    return archive


def read(path: Path) -> bytes:
    with gzip.open(path) as file:
        return file.read()


def test_n_quads_hold_every_quad_as_it_was_put(archive: Archive, tmp_path: Path) -> None:
    dump = write_dump(archive, tmp_path / "out" / "d.nq.gz", N_QUADS, 1)
    assert set(read(dump.path).decode().splitlines()) == QUADS
    assert (dump.generation, dump.bytes) == (1, dump.path.stat().st_size)


@pytest.mark.parametrize("chosen", [TRIG, JSON_LD], ids=lambda chosen: chosen.name)
def test_other_formats_hold_the_same(archive: Archive, tmp_path: Path, chosen: Format) -> None:
    content = read(write_dump(archive, tmp_path / dump_name(chosen), chosen, 1).path)
    # The lenient parser of JSON-LD keeps the letters of language tags, that of TriG does not.
    assert b"nb-NO" in content
    quads = parse(content, RDF_SYNTAX[chosen], rename_blank_nodes=False)
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode().splitlines()
    assert {line.replace("@nb-no", "@nb-NO") for line in lines} == QUADS


def test_head_is_dumped_where_no_generation_is_named(archive: Archive, tmp_path: Path) -> None:
    dump = write_dump(archive, tmp_path / "d.nq.gz", N_QUADS)
    assert dump.generation == 2
    assert dump.content == archive.manifest().content
    assert len(read(dump.path).splitlines()) == len(QUADS) - 1


@pytest.mark.parametrize("chosen", DUMP_FORMATS, ids=lambda chosen: chosen.name)
def test_the_same_generation_gives_the_same_bytes(
    archive: Archive, tmp_path: Path, chosen: Format
) -> None:
    first, second = (write_dump(archive, tmp_path / name, chosen).path for name in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_the_prefixes_of_trig_are_sorted(archive: Archive, tmp_path: Path) -> None:
    lines = read(write_dump(archive, tmp_path / "d", TRIG, 1).path).decode().splitlines()
    prefixes = [line.split()[1].removesuffix(":") for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(PREFIXES)
    assert lines[len(prefixes) - 1].startswith("@prefix")


def test_every_dump_loads_into_a_store(archive: Archive, tmp_path: Path) -> None:
    for chosen in DUMP_FORMATS:
        store = Store()
        path = write_dump(archive, tmp_path / dump_name(chosen), chosen).path
        store.load(read(path), RDF_SYNTAX[chosen])
        assert len(store) == len(QUADS) - 1


def test_an_empty_archive_has_an_empty_dump(tmp_path: Path) -> None:
    for chosen in DUMP_FORMATS:
        dump = write_dump(Archive(tmp_path / "state"), tmp_path / "d.gz", chosen)
        assert not list(parse(read(dump.path), RDF_SYNTAX[chosen]))


def test_a_dump_that_fails_leaves_the_last_one_and_nothing_else(
    archive: Archive, tmp_path: Path
) -> None:
    folder = tmp_path / "out"
    whole = write_dump(archive, folder / "d.trig.gz", TRIG).path.read_bytes()
    for file in archive.graphs_folder.iterdir():
        file.write_bytes(b"damaged")
    with pytest.raises(ArchiveError):
        write_dump(archive, folder / "d.trig.gz", TRIG)
    assert [(path.name, path.read_bytes()) for path in folder.iterdir()] == [("d.trig.gz", whole)]


def test_a_generation_that_is_not_there_cannot_be_dumped(archive: Archive, tmp_path: Path) -> None:
    with pytest.raises(GenerationNotFound):
        write_dump(archive, tmp_path / "d.nq.gz", N_QUADS, 7)
