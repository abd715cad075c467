"""In which element of a plan a place of its source text stands, and under which headings. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from planvev.linking.citations_wording import telling_words
from planvev.linking.corpus_passages import Slice
from planvev.linking.element import Element

ANSWERING: Final = frozenset({"Vision", "Goal", "Strategy", "Action", "StrategicApproach", "Value"})
"""Kinds whose text speaks for itself; a paragraph speaks for what it stands under."""


@dataclass(frozen=True)
class _Place:
    start: int
    end: int
    iri: str


class Places:
    """Where the elements of a plan stand in one source text.

    plan: the IRI. elements: of the plan. slices: of their wording. text: the SHA-256.
    """

    def __init__(
        self,
        plan: str,
        elements: Iterable[Element],
        slices: Mapping[str, Sequence[Slice]],
        text: str,
    ) -> None:
        self._plan = plan
        self._elements = {element.iri: element for element in elements}
        places = [
            _Place(each.start, each.end, iri)
            for iri, of_one in slices.items()
            if iri in self._elements
            for each in of_one
            if each.text == text
        ]
        self._places = sorted(places, key=lambda place: (place.start, -place.end))
        self._starts = [place.start for place in self._places]

    def source_of(self, start: int, end: int, line: tuple[int, int]) -> str:
        """Return what a slice of the text is said by: an element, else the plan.

        Of a row of a table, or a line, it is the element before it in the line, else after it.
        """
        inside = self._covering(start, end)
        if inside is not None and self._says_something(inside.iri):
            return self._answering(inside.iri)
        beside = [each for each in self._in(line) if self._kind(each.iri) in ANSWERING]
        before = [each for each in beside if each.end <= start]
        chosen = before[-1] if before else (beside[0] if beside else None)
        return chosen.iri if chosen is not None else self._plan

    def element_at(self, start: int, end: int) -> Element | None:
        """Return the element whose wording covers a slice, or is covered by it."""
        inside = self._covering(start, end)
        return self._elements[inside.iri] if inside is not None else None

    def headings(self, start: int) -> list[str]:
        """Return the texts above a place: of what stands there or before it, nearest first."""
        number = bisect_right(self._starts, start) - 1
        if number < 0:
            return []
        place = self._places[number]
        element = self._elements[place.iri]
        above = [self._elements[iri] for iri in element.parents if iri in self._elements]
        covered = place.start <= start < place.end
        if not covered and element.kind == "Section":
            above = [element, *above]
        return [each.text() for each in above if each.kind == "Section"]

    def _covering(self, start: int, end: int) -> _Place | None:
        """Return the smallest place that holds the begin of a slice or lies in the slice."""
        last = bisect_right(self._starts, max(start, end - 1))
        near = self._places[max(0, last - 64) : last]
        holding = [each for each in near if each.start < end and start < each.end]
        if not holding:
            return None
        return min(
            holding,
            key=lambda each: (self._kind(each.iri) not in ANSWERING, each.end - each.start),
        )

    def _in(self, line: tuple[int, int]) -> list[_Place]:
        first = bisect_right(self._starts, line[0] - 1)
        last = bisect_right(self._starts, line[1])
        return [each for each in self._places[first:last] if each.end <= line[1]]

    def _says_something(self, iri: str) -> bool:
        return bool(telling_words(self._elements[iri].text()))

    def _kind(self, iri: str) -> str:
        """Return the kind of an element; of one that says nothing, a number alone, "Section"."""
        element = self._elements[iri]
        return element.kind if self._says_something(iri) else "Section"

    def _answering(self, iri: str) -> str:
        """Return what a paragraph speaks for: the nearest goal above it, or the plan."""
        element = self._elements[iri]
        if self._kind(iri) in ANSWERING:
            return iri
        for above in element.parents:
            if above in self._elements and self._kind(above) in ANSWERING:
                return above
        return self._plan
