"""Which targets a source probably follows up, and why. Pure.

A pair's signals are numbers from 0 to 1; weighted and added up they give the score. What the words
of two elements have in common is read off an index of all targets; the best of that are then
looked at closely: themes, actors, numbers, what stands above, what is approved beside.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Final, Protocol

from planvev.linking.element import Element
from planvev.linking.lexicon import read_lexicon
from planvev.linking.suggest.analysis import Analyser
from planvev.linking.suggest.index import TermIndex
from planvev.linking.suggest.neighbours import Neighbours
from planvev.linking.suggest.prepared import Prepared, Preparer, Surroundings, shared
from planvev.linking.suggest.quantities import likeness
from planvev.linking.suggest.reasons import explain
from planvev.linking.suggest.suggestion import Suggestion
from planvev.linking.suggest.weights import DEFAULTS, Weights

VERSION: Final = "1"
"""The version of the method, recorded with what it suggests."""
_LOOKED_AT: Final = 60
_SCORE_DIGITS: Final = 4
_LEAST_TOLD: Final = 3.0
_MARKS: Final = ("themes", "actors", "groups")


class Encoder(Protocol):
    """Sentences into vectors of the same length, each of length 1."""

    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return the vector of each text."""


class Matcher:
    """Targets that sources are held against.

    links: what is known of sources and targets: (source, target, status); no pair of them is
    suggested, and the approved ones speak for others. weights: how much each signal counts.
    sources: the elements of the plan that is matched, for what stands above and beside each.
    encoder: of sentences, if there is one. All IRIs may be of any form; the same targets in any
    order give the same suggestions.
    """

    def __init__(
        self,
        targets: Sequence[Element],
        *,
        links: Iterable[tuple[str, str, str]] = (),
        weights: Weights | None = None,
        sources: Sequence[Element] = (),
        encoder: Encoder | None = None,
    ) -> None:
        unique = {target.iri: target for target in targets}
        elements = [unique[iri] for iri in sorted(unique)]
        self.weights = weights or DEFAULTS
        self._preparer = Preparer(_analyser())
        self._around_targets = Surroundings.of(elements)
        self._around_sources = Surroundings.of(sources)
        self._targets = [self._preparer.prepare(each, self._around_targets) for each in elements]
        self._index = TermIndex([each.all for each in self._targets])
        self._places = {each.element.iri: place for place, each in enumerate(self._targets)}
        self._rarity = {mark: _rarity(elements, mark) for mark in _MARKS}
        self._marked = _by_mark(elements)
        self._neighbours = Neighbours(links, self._around_sources, self._around_targets)
        self._texts: dict[str, dict[int, tuple[float, float]]] = {}
        self._encoder = encoder
        self._vectors = encoder.encode([each.text() for each in elements]) if encoder else ()

    def match(self, source: Element, top: int = 10) -> list[Suggestion]:
        """Return the best targets of a source, the likeliest first; ties by IRI.

        Targets that nothing speaks for are left out, and so are those that a link to is known of.
        """
        prepared = self._preparer.prepare(source, self._around_sources)
        return self._ranked(prepared, top)

    def match_text(self, text: str, top: int = 10, language: str = "") -> list[Suggestion]:
        """Return the best targets of a text that is no element; the source of each is ""."""
        element = Element("", "", "", texts={language: text})
        return self._ranked(self._preparer.prepare(element, Surroundings()), top)

    def signals(self, source: Element, target: str) -> dict[str, float]:
        """Return the signals of one pair; weights are fitted on them.

        target: an IRI among the targets. Raises KeyError for one that is not.
        """
        prepared = self._preparer.prepare(source, self._around_sources)
        place = self._places[target]
        return self._signals(prepared, place, self._compared(prepared), self._cosines(prepared))

    def _ranked(self, source: Prepared, top: int) -> list[Suggestion]:
        if top < 1:
            return []
        compared, cosines = self._compared(source), self._cosines(source)
        left_out = self._neighbours.known(source.element.iri) | {source.element.iri}
        found = []
        for place in self._candidates(source, compared, cosines, top):
            iri = self._targets[place].element.iri
            if iri not in left_out:
                signals = self._signals(source, place, compared, cosines)
                total = self.weights.sum(signals)
                if total > 0:
                    found.append((-total, iri, place, signals))
        found.sort(key=lambda each: each[:2])
        return [self._suggestion(source, *each[2:]) for each in found[:top]]

    def _suggestion(self, source: Prepared, place: int, signals: Mapping[str, float]) -> Suggestion:
        target = self._targets[place]
        reasons = explain(
            source, target, signals, self.weights, self._index, place, self._neighbours
        )
        score = round(self.weights.score(signals), _SCORE_DIGITS)
        return Suggestion(source.element.iri, target.element.iri, score, reasons)

    def _candidates(
        self,
        source: Prepared,
        compared: Mapping[int, tuple[float, float]],
        cosines: Sequence[float],
        top: int,
    ) -> set[int]:
        """Return the places of the targets that are looked at closely."""
        most = max(_LOOKED_AT, 4 * top)
        found = set(heapq.nlargest(most, compared, key=lambda p: (self._text(compared[p]), -p)))
        found.update(heapq.nlargest(most, range(len(cosines)), key=lambda p: (cosines[p], -p)))
        marks = [mark for name in _MARKS for mark in sorted(getattr(source.element, name))]
        for mark in (*marks, *source.amounts):
            found.update(self._marked.get(mark, ())[:most])
        for iri in self._neighbours.near(source.element):
            if iri in self._places:
                found.add(self._places[iri])
        return found

    def _text(self, compared: tuple[float, float]) -> float:
        return self.weights.words * compared[0] + self.weights.concepts * compared[1]

    def _compared(self, source: Prepared) -> dict[int, tuple[float, float]]:
        """Return the shares of words and of concepts that each target has in common with a source."""
        iri = source.element.iri
        if iri and iri in self._texts:
            return self._texts[iri]
        words: dict[int, float] = {}
        concepts: dict[int, float] = {}
        told = {"w": 0.0, "c": 0.0}
        for term, weight in source.all.weights.items():
            kind = "c" if term[0] == "c" else "w"
            told[kind] += weight * self._index.rarity(term) * (term in source.own.weights)
            sums = concepts if kind == "c" else words
            for other, alike in self._same(term):
                for place, held in self._index.postings[other]:
                    sums[place] = sums.get(place, 0.0) + weight * alike * held
        most = {kind: max(value, _LEAST_TOLD) for kind, value in told.items()}
        found = {
            place: (
                min(1.0, words.get(place, 0.0) / most["w"]),
                min(1.0, concepts.get(place, 0.0) / most["c"]),
            )
            for place in words.keys() | concepts.keys()
        }
        if iri:
            self._texts[iri] = found
        return found

    def _same(self, term: str) -> tuple[tuple[str, float], ...]:
        return ((term, 1.0),) if term in self._index.postings else self._index.alike(term)

    def _cosines(self, source: Prepared) -> list[float]:
        if self._encoder is None:
            return []
        (vector,) = self._encoder.encode([source.element.text()])
        return [max(0.0, min(1.0, math.sumprod(vector, other))) for other in self._vectors]

    def _signals(
        self,
        source: Prepared,
        place: int,
        compared: Mapping[int, tuple[float, float]],
        cosines: Sequence[float],
    ) -> dict[str, float]:
        one, other = source.element, self._targets[place].element
        words, concepts = compared.get(place, (0.0, 0.0))
        return {
            "words": words,
            "concepts": concepts,
            "theme": shared(one.themes, other.themes, self._rarity["themes"]),
            "actor": shared(one.actors, other.actors, self._rarity["actors"]),
            "group": shared(one.groups, other.groups, self._rarity["groups"]),
            "quantity": likeness(source.amounts, self._targets[place].amounts)[0],
            "parent": self._parents_alike(one, other, compared),
            "sibling": self._neighbours.sibling(one, other)[0],
            "embedding": cosines[place] if cosines else 0.0,
        }

    def _parents_alike(
        self, source: Element, target: Element, compared: Mapping[int, tuple[float, float]]
    ) -> float:
        """Return how alike what stands above a target is to the source, or to what stands above that."""
        above = self._around_targets.parent(target)
        if above is None:
            return 0.0
        place = self._places[above.iri]
        own = self._share(compared.get(place))
        parent = self._around_sources.parent(source)
        if parent is None:
            return own
        prepared = self._preparer.prepare(parent, self._around_sources)
        return max(own, self._share(self._compared(prepared).get(place)))

    def _share(self, compared: tuple[float, float] | None) -> float:
        most = self.weights.words + self.weights.concepts
        return self._text(compared) / most if compared and most else 0.0


@cache
def _analyser() -> Analyser:
    return Analyser(read_lexicon())


def _rarity(elements: Sequence[Element], mark: str) -> dict[str, float]:
    """Return how much it tells to be marked with each theme, actor or group."""
    held = Counter(each for element in elements for each in getattr(element, mark))
    return {each: math.log(1 + len(elements) / count) for each, count in held.items()}


def _by_mark(elements: Sequence[Element]) -> dict[object, list[int]]:
    marked: dict[object, list[int]] = {}
    for place, element in enumerate(elements):
        for name in _MARKS:
            for mark in getattr(element, name):
                marked.setdefault(mark, []).append(place)
    return marked
