"""Whether a table's first row names its columns, where the format does not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_LENGTH_MAX: Final = 40
"""Characters of the head of a column."""


def read_like_heads(row: Sequence[str]) -> bool:
    """Whether the texts of a row read like the heads of columns: short, different, no sentences.

    >>> read_like_heads(["", "Tiltak", "Ansvarlig"]), read_like_heads(["Mål 1", "Alle trives."])
    (True, False)
    """
    filled = [text.lower() for text in row if text]
    return (
        len(filled) >= 2
        # Only the corner above the heads of the rows may be empty.
        and all(row[1:])
        and len(set(filled)) == len(filled)
        and all(len(text) <= _LENGTH_MAX and text[-1] not in ".!?;:" for text in filled)
    )
