"""What a person knows better than the rules, for one document: ``--hints FILE``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Hints:
    """Decisions about one document; see ``docs/recognition.md`` for the keys of the file.

    values: the file's content, by its keys.
    """

    values: dict[str, Any] = field(default_factory=dict)
