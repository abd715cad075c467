"""Targets by the terms that they hold, weighted like BM25. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from planvev.linking.suggest.analysis import Terms

_LENGTH_SHARE: Final = 0.35
_SATURATION: Final = 1.2
_ALIKE_LEAST: Final = 0.6
_GRAM: Final = 3
_ALIKE_MOST: Final = 5


class TermIndex:
    """An inverted index: by term, the places of the targets that hold it, and how much there.

    documents: the terms of each target, in their order.
    """

    def __init__(self, documents: Sequence[Terms]) -> None:
        held = Counter(term for document in documents for term in document.weights)
        count = len(documents)
        self._rarity = {
            term: math.log(1 + (count - found + 0.5) / (found + 0.5))
            for term, found in held.items()
        }
        self._rarest = math.log(1 + (count + 0.5) / 0.5)
        sizes = [
            sum(weight * self._rarity[term] for term, weight in document.weights.items())
            for document in documents
        ]
        mean = sum(sizes) / count if count else 0.0
        self.postings: dict[str, list[tuple[int, float]]] = {}
        for place, (document, size) in enumerate(zip(documents, sizes, strict=True)):
            length = 1 - _LENGTH_SHARE + _LENGTH_SHARE * size / mean if mean else 1.0
            for term, weight in document.weights.items():
                share = weight * (_SATURATION + 1) / (weight + _SATURATION * length)
                self.postings.setdefault(term, []).append((place, share * self._rarity[term]))
        self._grams = self._gram_index()
        self._alike: dict[str, tuple[tuple[str, float], ...]] = {}

    def rarity(self, term: str) -> float:
        """Return how much a term tells: more the fewer targets hold it."""
        return self._rarity.get(term, self._rarest)

    def alike(self, term: str) -> tuple[tuple[str, float], ...]:
        """Return the words of targets that are spelt like a word no target holds, and how like.

        By Dice's coefficient of the letters' trigrams: words of other forms and spellings.
        """
        found = self._alike.get(term)
        if found is None:
            found = self._alike[term] = self._find_alike(term)
        return found

    def _gram_index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = {}
        for term in sorted(self.postings):
            for gram in _grams(term):
                index.setdefault(gram, []).append(term)
        return index

    def _find_alike(self, term: str) -> tuple[tuple[str, float], ...]:
        grams = _grams(term)
        shared = Counter(other for gram in sorted(grams) for other in self._grams.get(gram, ()))
        found = []
        for other, count in shared.items():
            likeness = 2 * count / (len(grams) + len(_grams(other)))
            if likeness >= _ALIKE_LEAST:
                found.append((other, likeness))
        return tuple(sorted(found, key=lambda each: (-each[1], each[0]))[:_ALIKE_MOST])


def _grams(term: str) -> frozenset[str]:
    """Return the trigrams of a word's letters, none of other terms.

    >>> sorted(_grams("w:by")), sorted(_grams("c:by"))
    (['^by', 'by$'], [])
    """
    if not term.startswith("w:") or term[2:3].isdigit():
        return frozenset()
    spelt = f"^{term[2:]}$"
    return frozenset(spelt[place : place + _GRAM] for place in range(len(spelt) - _GRAM + 1))


def shares(found: Mapping[int, float], most: float) -> dict[int, float]:
    """Return each sum as a share of the most that there could be.

    >>> shares({3: 1.0}, 4.0), shares({3: 1.0}, 0.0)
    ({3: 0.25}, {})
    """
    return {place: value / most for place, value in found.items()} if most > 0 else {}
