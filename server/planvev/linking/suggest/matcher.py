"""Which targets a source probably follows up, and why. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from planvev.linking.element import Element
from planvev.linking.suggest.suggestion import Suggestion
from planvev.linking.suggest.weights import Weights

VERSION: Final = "1"
"""The version of the method, recorded with what it suggests."""


class Matcher:
    """Targets that sources are held against.

    links: what is known between sources and targets: (source, target, status).
    sources: the elements of the plan that is matched, for its hierarchy.
    """

    def __init__(
        self,
        targets: Sequence[Element],
        *,
        links: Iterable[tuple[str, str, str]] = (),
        weights: Weights | None = None,
        sources: Sequence[Element] = (),
    ) -> None:
        self._targets = tuple(targets)

    def match(self, source: Element, top: int = 10) -> list[Suggestion]:
        """Return the best targets of a source, the likeliest first; ties by IRI."""
        return []

    def match_text(self, text: str, top: int = 10, language: str = "") -> list[Suggestion]:
        """Return the best targets of a text that is no element; the source of each is ""."""
        return []
