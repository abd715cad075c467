"""``--embeddings DIR`` of ``planvev links suggest`` and ``match``: a model of this machine."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner

from planvev.cli.links_suggest import match_command, suggest_command
from planvev.errors import ConfigError
from planvev.resources import data_root

TEXT = "Qqxz wvvu"


class Model:
    """Stands in for a model: it holds that a text means what one target does."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def encode(self, texts: Sequence[str], **_: Any) -> list[list[float]]:
        return [
            [1.0, 0.0] if text == TEXT else [float(place == 7), 1.0]
            for place, text in enumerate(texts)
        ]


@pytest.fixture
def column(tmp_path: Path) -> Path:
    path = tmp_path / "texts.csv"
    path.write_text(f"tekst\n{TEXT}\n", encoding="utf-8")
    return path


def match(column: Path, *more: str) -> Any:
    arguments = [str(column), "--column", "tekst", "--target", "sdg", "--data", str(data_root())]
    return CliRunner().invoke(match_command, [*arguments, "--format", "json", *more])


def test_a_model_finds_what_no_words_share(
    column: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "modules.json").write_text("[]", encoding="utf-8")
    monkeypatch.setitem(
        sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=Model)
    )
    assert json.loads(match(column).stdout) == []
    found = json.loads(match(column, "--embeddings", str(tmp_path)).stdout)
    assert [each["reason"] for each in found] == ["Setningene betyr omtrent det samme."]


@pytest.mark.parametrize("command", ["suggest", "match"])
def test_a_folder_without_a_model_is_said(command: str, column: Path, tmp_path: Path) -> None:
    if command == "match":
        ended = match(column, "--embeddings", str(tmp_path))
    else:
        ended = CliRunner().invoke(
            suggest_command,
            [
                *("--source", "x", "--target", "sdg"),
                *("--data", str(data_root()), "--embeddings", str(tmp_path)),
            ],
        )
    assert isinstance(ended.exception, ConfigError)
    assert "holds no model" in str(ended.exception)
