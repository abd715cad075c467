"""Graph files and source texts are read, and what cannot be read says where and why."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from planvev.archive.files import (
    data_files,
    ontology_files,
    read_graph_file,
    read_pinned_sources,
    read_source,
)
from planvev.archive.layout import data_root_of, graph_of
from planvev.errors import SourceError, SourceMismatch
from planvev.vocab import GRAPH

ROOT = Path(__file__).parents[3]


def test_a_turtle_file_that_does_not_parse_names_file_line_and_column(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttl"
    broken.write_text('@prefix a: <http://a/> .\na:b a:c "x"@nb\na:d a:e a:f .\n')
    with pytest.raises(SourceError) as caught:
        read_graph_file(broken, GRAPH["broken"])
    assert (caught.value.line, caught.value.column) == (3, 1)
    assert caught.value.message.startswith(f"{broken}:3:1: ")


def test_a_file_with_an_unknown_ending_says_which_endings_there_are(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"use \.ttl"):
        read_graph_file(tmp_path / "plan.docx", GRAPH["x"])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"nowhere\.ttl: cannot be read: No such file"):
        read_graph_file(tmp_path / "nowhere.ttl", GRAPH["x"])


def test_a_text_that_is_not_utf8_names_the_line_and_the_byte(tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_bytes("Mål\n".encode() + "Mål".encode("latin-1"))
    with pytest.raises(SourceError, match=r"plan\.txt:2: byte 6 \(0xe5\) is not UTF-8"):
        read_source(text)


def test_line_ends_of_a_source_are_left_as_they_are(tmp_path: Path) -> None:
    text = tmp_path / "plan.txt"
    text.write_bytes(b"a\r\nb\n")
    assert read_source(text).text == "a\r\nb\n"


def test_a_pinned_source_that_has_changed_names_both_hashes(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    pinned = hashlib.sha256(b"as it was").hexdigest()
    (tmp_path / "sources" / "SHA256SUMS").write_text(f"{pinned}  plan.txt\n")
    (tmp_path / "sources" / "plan.txt").write_bytes(b"as it is")
    with pytest.raises(SourceMismatch) as caught:
        read_pinned_sources(tmp_path)
    assert pinned in caught.value.message
    assert hashlib.sha256(b"as it is").hexdigest() in caught.value.message


def test_a_line_of_checksums_in_another_form_is_named(tmp_path: Path) -> None:
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "SHA256SUMS").write_text("nonsense\n")
    with pytest.raises(SourceError, match="SHA256SUMS:1"):
        read_pinned_sources(tmp_path)


def test_every_data_file_has_a_graph_of_its_own() -> None:
    files = [*data_files(ROOT / "data"), *ontology_files(ROOT / "ontology")]
    assert len({graph for _, graph in files}) == len(files)


@pytest.mark.parametrize(
    ("path", "graph"),
    [
        ("plans/trondheim/samfunnsdel-2009/adopted.ttl", "trondheim/samfunnsdel-2009/adopted"),
        ("shared/groups.ttl", "shared/groups"),
        ("catalogue.ttl", "catalogue"),
    ],
)
def test_the_graph_of_a_file_follows_from_its_path(path: str, graph: str) -> None:
    assert graph_of(path) == GRAPH[graph]


def test_the_data_root_is_found_from_a_file_a_folder_and_the_catalogue(tmp_path: Path) -> None:
    plan = tmp_path / "plans" / "a" / "b"
    plan.mkdir(parents=True)
    (tmp_path / "catalogue.ttl").touch()
    for path in (plan / "adopted.ttl", plan, tmp_path, tmp_path / "catalogue.ttl"):
        assert data_root_of(path) == tmp_path
    assert data_root_of(Path("/nonexistent/adopted.ttl")) is None
