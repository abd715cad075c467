"""Which targets a source probably follows up, and why. Pure.

A pair's signals are numbers from 0 to 1; weighted and added up they give the score. What the words
of two elements have in common is read off an index of all targets; the best of that are then
looked at closely: themes, actors, numbers, what stands above, what is approved beside.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, Protocol

from planvev.linking.element import Element
from planvev.linking.lexicon import read_lexicon
from planvev.linking.suggest.analysis import Analyser
from planvev.linking.suggest.index import Likeness, TermIndex
from planvev.linking.suggest.neighbours import Beside, Neighbours
from planvev.linking.suggest.prepared import Prepared, Preparer, Surroundings, shared
from planvev.linking.suggest.quantities import likeness
from planvev.linking.suggest.reasons import explain
from planvev.linking.suggest.suggestion import Suggestion
from planvev.linking.suggest.weights import DEFAULTS, Weights

VERSION: Final = "1"
"""The version of the method, recorded with what it suggests."""
_LOOKED_AT: Final = 60
_SCORE_DIGITS: Final = 4
_MARKS: Final = ("themes", "actors", "groups")
_PARENTS_REMEMBERED: Final = 64


class Encoder(Protocol):
    """Sentences into vectors of the same length, each of length 1."""

    def encode(self, texts: Sequence[str]) -> Sequence[Sequence[float]]:
        """Return the vector of each text."""


@dataclass(frozen=True)
class _View:
    """A source, and how it and what stands above it compare with all targets."""

    source: Prepared
    own: Likeness
    above: Likeness | None
    beside: Beside
    cosines: Sequence[float]


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
        self._marked = _by_mark(self._targets)
        self._neighbours = Neighbours(links, self._around_sources, self._around_targets)
        self._above = lru_cache(maxsize=_PARENTS_REMEMBERED)(self._compare_parent)
        self._encoder = encoder
        self._vectors = encoder.encode([_sentence(each) for each in elements]) if encoder else ()

    def match(
        self, source: Element, top: int = 10, *, among: Collection[str] | None = None
    ) -> list[Suggestion]:
        """Return the best targets of a source, the likeliest first; ties by IRI.

        among: the IRIs of those that may be suggested, all where None; the others still tell what
        these are about. Targets that nothing speaks for are left out, and so are those that a
        link to is known of.
        """
        prepared = self._preparer.prepare(source, self._around_sources)
        return self._ranked(prepared, top, among)

    def match_text(
        self,
        text: str,
        top: int = 10,
        language: str = "",
        *,
        among: Collection[str] | None = None,
    ) -> list[Suggestion]:
        """Return the best targets of a text that is no element; the source of each is "".

        language: a tag; "" where it is to be guessed. among: as ``match``.
        """
        element = Element("", "", "", texts={language: text})
        return self._ranked(self._preparer.prepare(element, Surroundings()), top, among)

    def signals(self, source: Element, target: str) -> dict[str, float]:
        """Return the signals of one pair; weights are fitted on them.

        target: an IRI among the targets. Raises KeyError for one that is not.
        """
        place = self._places[target]
        prepared = self._preparer.prepare(source, self._around_sources)
        return self._signals(self._view(prepared), place)

    def _view(self, source: Prepared) -> _View:
        parent = self._around_sources.parent(source.element)
        above = self._above(parent.iri) if parent is not None else None
        beside = self._neighbours.beside(source.element)
        own = self._index.compare(source)
        return _View(source, own, above, beside, self._cosines(source))

    def _compare_parent(self, iri: str) -> Likeness:
        parent = self._around_sources.by_iri[iri]
        return self._index.compare(self._preparer.prepare(parent, self._around_sources))

    def _ranked(
        self, source: Prepared, top: int, among: Collection[str] | None
    ) -> list[Suggestion]:
        if top < 1:
            return []
        view = self._view(source)
        left_out = self._neighbours.known(source.element.iri) | {source.element.iri}
        found = []
        for place in self._candidates(view, top, self._permitted(left_out, among)):
            signals = self._signals(view, place)
            total = self.weights.sum(signals)
            if total > 0:
                found.append((-total, place, signals))
        # Targets stand in the order of their IRIs.
        found.sort(key=lambda each: each[:2])
        return [self._suggestion(view, *each[1:]) for each in found[:top]]

    def _permitted(self, left_out: Collection[str], among: Collection[str] | None) -> set[int]:
        """Return the places of the targets that may be suggested."""
        if among is None:
            places = set(range(len(self._targets)))
        else:
            places = {self._places[iri] for iri in among if iri in self._places}
        return places.difference(self._places[iri] for iri in left_out if iri in self._places)

    def _suggestion(self, view: _View, place: int, signals: Mapping[str, float]) -> Suggestion:
        source, target = view.source, self._targets[place]
        reasons = explain(
            source, target, signals, self.weights, self._index, self._neighbours, view.beside
        )
        score = round(self.weights.score(signals), _SCORE_DIGITS)
        return Suggestion(source.element.iri, target.element.iri, score, reasons)

    def _candidates(self, view: _View, top: int, permitted: set[int]) -> list[int]:
        """Return the places of the targets that are looked at closely, in order."""
        most = max(_LOOKED_AT, 4 * top)
        weights = self.weights
        texts = [
            weights.words * words + weights.concepts * concepts
            for words, concepts in zip(view.own.words, view.own.concepts, strict=True)
        ]
        alike = (place for place in permitted if texts[place] > 0)
        found = set(heapq.nlargest(most, alike, key=lambda place: (texts[place], -place)))
        if view.cosines:
            near = heapq.nlargest(most, permitted, key=lambda place: (view.cosines[place], -place))
            found.update(near)
        element = view.source.element
        marks: list[object] = [(each.value, each.unit) for each in sorted(view.source.amounts)]
        marks += [mark for name in _MARKS for mark in sorted(getattr(element, name))]
        for mark in marks:
            held = [place for place in self._marked.get(mark, ()) if place in permitted]
            found.update(heapq.nlargest(_LOOKED_AT, held, key=lambda p: (texts[p], -p)))
        approved = (self._places.get(iri) for iri in self._neighbours.near(view.beside))
        found.update(place for place in approved if place is not None and place in permitted)
        return sorted(found)

    def _cosines(self, source: Prepared) -> list[float]:
        if self._encoder is None:
            return []
        (vector,) = self._encoder.encode([_sentence(source.element)])
        return [max(0.0, min(1.0, _product(vector, other))) for other in self._vectors]

    def _signals(self, view: _View, place: int) -> dict[str, float]:
        source, target = view.source, self._targets[place]
        one, other = source.element, target.element
        return {
            "words": view.own.words[place],
            "concepts": view.own.concepts[place],
            "theme": shared(one.themes, other.themes, self._rarity["themes"]),
            "actor": shared(one.actors, other.actors, self._rarity["actors"]),
            "group": shared(one.groups, other.groups, self._rarity["groups"]),
            "quantity": likeness(source.amounts, target.amounts)[0],
            "parent": self._parents_alike(view, other),
            "sibling": self._neighbours.sibling(view.beside, other).share,
            "embedding": view.cosines[place] if view.cosines else 0.0,
        }

    def _parents_alike(self, view: _View, target: Element) -> float:
        """Return how alike what is above a target is to the source, or to what is above that."""
        above = self._around_targets.parent(target)
        if above is None:
            return 0.0
        place = self._places[above.iri]
        own = self._share(view.own, place)
        return own if view.above is None else max(own, self._share(view.above, place))

    def _share(self, alike: Likeness, place: int) -> float:
        weights = self.weights
        most = weights.words + weights.concepts
        told = weights.words * alike.words[place] + weights.concepts * alike.concepts[place]
        return told / most if most else 0.0


@cache
def _analyser() -> Analyser:
    return Analyser(read_lexicon())


def _sentence(element: Element) -> str:
    return element.text("nb", "nn", "en")


def _product(one: Sequence[float], other: Sequence[float]) -> float:
    return math.fsum(a * b for a, b in zip(one, other, strict=True))


def _rarity(elements: Sequence[Element], mark: str) -> dict[str, float]:
    """Return how much it tells to be marked with each theme, actor or group."""
    held = Counter(each for element in elements for each in getattr(element, mark))
    return {each: math.log(1 + len(elements) / count) for each, count in held.items()}


def _by_mark(targets: Sequence[Prepared]) -> dict[object, list[int]]:
    """Return the places of the targets by theme, actor, group and number."""
    marked: dict[object, list[int]] = {}
    for place, target in enumerate(targets):
        held: set[object] = {mark for name in _MARKS for mark in getattr(target.element, name)}
        for mark in held | {(each.value, each.unit) for each in target.amounts}:
            marked.setdefault(mark, []).append(place)
    return marked
