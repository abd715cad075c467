"""Sentences become vectors by a model in a folder; without it or its library a message says so."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from planvev.errors import ConfigError
from planvev.linking.suggest.embedding import SentenceEncoder, open_encoder


class Model:
    """Stands in for a model of sentence-transformers; it remembers how it was asked for."""

    made: ClassVar[dict[str, Any]] = {}

    def __init__(self, folder: str, **how: Any) -> None:
        Model.made = {"folder": folder, **how}

    def encode(self, texts: Sequence[str], **_: Any) -> list[list[float]]:
        return [[float(len(text)), 4.0] for text in texts]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    return tmp_path


def library(_: str) -> Any:
    return SimpleNamespace(SentenceTransformer=Model)


def fails(error: Exception) -> Callable[[str], Any]:
    def made(*_: Any, **__: Any) -> Any:
        raise error

    return lambda _: SimpleNamespace(SentenceTransformer=made)


def test_a_model_is_read_from_its_folder_alone(folder: Path) -> None:
    open_encoder(folder, find_library=library)
    assert Model.made == {
        "folder": str(folder.resolve()),
        "device": "cpu",
        "local_files_only": True,
        "trust_remote_code": False,
    }


def test_vectors_have_the_length_one_and_a_text_without_words_has_none() -> None:
    encoder = SentenceEncoder(Model(""))
    assert encoder.encode(["abc", " \n"]) == [(0.6, 0.8), (0.0, 0.0)]
    assert encoder.encode([]) == []


@pytest.mark.parametrize("wrong", [[0.0, 0.0], [float("nan"), 1.0], [float("inf"), 1.0]])
def test_a_vector_that_is_none_speaks_for_nothing(wrong: list[float]) -> None:
    model = SimpleNamespace(encode=lambda texts, **_: [wrong for _ in texts])
    assert SentenceEncoder(model).encode(["Trygg by"]) == [(0.0, 0.0)]


def test_long_texts_are_cut() -> None:
    encoder = SentenceEncoder(Model(""))
    assert encoder.encode(["a" * 100_000]) == encoder.encode(["a" * 5_000])


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="There is no folder"):
        open_encoder(tmp_path / "none", find_library=library)


def test_a_folder_without_a_model_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="holds no model"):
        open_encoder(tmp_path, find_library=library)


def test_an_extra_that_is_not_installed_is_said(folder: Path) -> None:
    def missing(name: str) -> Any:
        raise ModuleNotFoundError(name)

    with pytest.raises(ConfigError, match=r"planvev\[embeddings\]"):
        open_encoder(folder, find_library=missing)


@pytest.mark.parametrize("error", [OSError("no weights"), ValueError("no type"), RuntimeError("x")])
def test_a_model_that_cannot_be_read_is_said(folder: Path, error: Exception) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        open_encoder(folder, find_library=fails(error))


def test_the_library_is_not_imported_unasked() -> None:
    import planvev.linking.suggest.embedding
    import planvev.linking.suggest.matcher

    assert planvev.linking.suggest.matcher
    assert "sentence_transformers" not in sys.modules
