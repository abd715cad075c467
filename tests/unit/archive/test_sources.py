"""Source texts are found by their hash, and one that was changed is not taken for what it was."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from planvev.archive.sources import SourceShelf
from planvev.errors import SourceMismatch

TEXT = "Bekkene er åpne.\n"
SHA256 = hashlib.sha256(TEXT.encode()).hexdigest()


def test_a_text_that_was_added_is_there_for_a_shelf_of_another_process(tmp_path: Path) -> None:
    path = SourceShelf(state=tmp_path).add(TEXT)
    assert path == tmp_path / "sources" / f"{SHA256}.txt"
    other = SourceShelf(state=tmp_path)
    assert other[SHA256].text == TEXT
    assert SHA256 in other
    assert dict(other.paths()) == {SHA256: path}


def test_a_text_of_the_data_is_not_written_again(tmp_path: Path) -> None:
    pinned = tmp_path / "plan.txt"
    pinned.write_text(TEXT, encoding="utf-8")
    shelf = SourceShelf({SHA256: pinned}, tmp_path / "state")
    assert shelf.add(TEXT) == pinned
    assert not (tmp_path / "state").exists()


def test_a_name_that_is_no_hash_is_never_a_path(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    shelf = SourceShelf(state=tmp_path)
    assert "../secret" not in shelf
    with pytest.raises(KeyError):
        shelf["../secret"]


def test_a_text_that_was_changed_on_disk_is_refused(tmp_path: Path) -> None:
    shelf = SourceShelf(state=tmp_path)
    shelf.add(TEXT).write_text("Noe annet.\n", encoding="utf-8")
    with pytest.raises(SourceMismatch):
        shelf[SHA256]


def test_what_was_added_for_nothing_can_be_taken_away(tmp_path: Path) -> None:
    shelf = SourceShelf(state=tmp_path)
    shelf.remove(shelf.add(TEXT))
    assert SHA256 not in shelf
    assert len(shelf) == 0
