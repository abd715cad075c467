"""Which targets a source probably follows up, and why. Pure.

A pair's signals are numbers from 0 to 1; weighted and added up they give the score. What the words
of two elements have in common is read off an index of all targets; the best of that are then
looked at closely: themes, actors, numbers, what stands above, what is approved beside.
"""

from __future__ import annotations

import heapq
import math
import operator
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
_READ_MOST: Final = 20_000
"""How many places of the index are read for a source: its most telling terms come first."""
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
        self._prepared: dict[str, Prepared] = {}
        self._encoder = encoder
        self._vectors = encoder.encode([each.text() for each in elements]) if encoder else ()

    def match(self, source: Element, top: int = 10) -> list[Suggestion]:
        """Return the best targets of a source, the likeliest first; ties by IRI.

        Targets that nothing speaks for are left out, and so are those that a link to is known of.
        """
        return self._ranked(self._prepare(source), top)

    def match_text(self, text: str, top: int = 10, language: str = "") -> list[Suggestion]:
        """Return the best targets of a text that is no element; the source of each is ""."""
        element = Element("", "", "", texts={language: text})
        return self._ranked(self._preparer.prepare(element, Surroundings()), top)

    def signals(self, source: Element, target: str) -> dict[str, float]:
        """Return the signals of one pair; weights are fitted on them.

        target: an IRI among the targets. Raises KeyError for one that is not.
        """
        prepared = self._prepare(source)
        place = self._places[target]
        return self._signals(prepared, place, self._compared(prepared), self._cosines(prepared))

    def _prepare(self, source: Element) -> Prepared:
        found = self._prepared.get(source.iri)
        if found is None or found.element != source:
            found = self._preparer.prepare(source, self._around_sources)
            if source.iri:
                self._prepared[source.iri] = found
                self._texts.pop(source.iri, None)
        return found

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
        """Return how much of a source's words and of its concepts each target has, from 0 to 1."""
        iri = source.element.iri
        if iri and iri in self._texts:
            return self._texts[iri]
        sums = {"w": [0.0] * len(self._targets), "c": [0.0] * len(self._targets)}
        told = {"w": 0.0, "c": 0.0}
        read = 0
        for gain, term in self._by_gain(source):
            kind = "c" if term[0] == "c" else "w"
            if term in source.own.weights:
                told[kind] += gain
            of_kind = sums[kind]
            for other, alike in self._same(term) if read < _READ_MOST else ():
                weight = source.all.weights[term] * alike
                postings = self._index.postings[other]
                read += len(postings)
                for place, held in postings:
                    of_kind[place] += weight * held
        words, concepts = (max(value, _LEAST_TOLD) for value in told.values())
        found = {
            place: (_bounded(of_words / words), _bounded(of_concepts / concepts))
            for place, (of_words, of_concepts) in enumerate(zip(*sums.values(), strict=True))
            if of_words or of_concepts
        }
        if iri:
            self._texts[iri] = found
        return found

    def _by_gain(self, source: Prepared) -> list[tuple[float, str]]:
        """Return the terms of a source with what they tell, those first that tell most."""
        weights = source.all.weights
        gains = [(weight * self._index.rarity(term), term) for term, weight in weights.items()]
        return sorted(gains, key=lambda each: (-each[0], each[1]))

    def _same(self, term: str) -> tuple[tuple[str, float], ...]:
        return ((term, 1.0),) if term in self._index.postings else self._index.alike(term)

    def _cosines(self, source: Prepared) -> list[float]:
        if self._encoder is None:
            return []
        (vector,) = self._encoder.encode([source.element.text()])
        return [
            max(0.0, min(1.0, sum(map(operator.mul, vector, other)))) for other in self._vectors
        ]

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
        above_source = self._compared(self._prepare(parent))
        return max(own, self._share(above_source.get(place)))

    def _share(self, compared: tuple[float, float] | None) -> float:
        most = self.weights.words + self.weights.concepts
        return self._text(compared) / most if compared and most else 0.0


def _bounded(share: float) -> float:
    """Return a share as a signal: below 1, and more for more.

    >>> _bounded(0.0), round(_bounded(1.0), 2)
    (0.0, 0.63)
    """
    return 1 - math.exp(-share)


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
