"""Sentences as vectors, by a model in a folder of this machine. Nothing is ever downloaded.

The extra ``embeddings`` brings the library, which is imported only where a folder is given.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from planvev.errors import ConfigError

_LETTERS_MAX: Final = 2_000
_MODEL_FILES: Final = ("modules.json", "config.json")
_MISSING: Final = (
    "Sentences are compared by meaning only with the extra «embeddings»: "
    "pip install 'planvev[embeddings]'."
)


class SentenceEncoder:
    """Encodes sentences with a model. model: what has an ``encode`` as sentence-transformers'."""

    def __init__(self, model: Any) -> None:
        self._model = model

    def encode(self, texts: Sequence[str]) -> list[tuple[float, ...]]:
        """Return the vector of each text, of length 1; all zeros for a text without words."""
        if not texts:
            return []
        cut = [" ".join(text[:_LETTERS_MAX].split()) for text in texts]
        vectors = self._model.encode(cut, show_progress_bar=False)
        return [
            _unit(vector) if text else _nought(vector)
            for text, vector in zip(cut, vectors, strict=True)
        ]


def open_encoder(
    folder: Path, *, find_library: Callable[[str], Any] = import_module
) -> SentenceEncoder:
    """Return an encoder with the model in a folder.

    Raises ConfigError where there is no model in it, or the extra is not installed.
    """
    if not folder.is_dir():
        raise ConfigError(f"There is no folder {folder} with a model for sentences.")
    if not any((folder / name).is_file() for name in _MODEL_FILES):
        raise ConfigError(f"{folder} holds no model for sentences: it has no modules.json.")
    try:
        library = find_library("sentence_transformers")
    except ImportError as error:
        raise ConfigError(_MISSING) from error
    try:
        model = library.SentenceTransformer(
            str(folder.resolve()), device="cpu", local_files_only=True, trust_remote_code=False
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        raise ConfigError(f"The model in {folder} cannot be read: {error}") from error
    return SentenceEncoder(model)


def _unit(vector: Sequence[float]) -> tuple[float, ...]:
    numbers = [float(each) for each in vector]
    length = math.hypot(*numbers)
    if not math.isfinite(length) or length == 0:
        return _nought(vector)
    return tuple(each / length for each in numbers)


def _nought(vector: Sequence[float]) -> tuple[float, ...]:
    return (0.0,) * len(vector)
