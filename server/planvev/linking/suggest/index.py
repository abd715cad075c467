"""Targets by the terms that they hold, weighted like BM25. Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

from planvev.linking.suggest.analysis import Terms
from planvev.linking.suggest.prepared import Prepared

_LEAST_TOLD: Final = 3.0
_READ_MOST: Final = 20_000
"""How many places of the index are read for a source: its most telling terms come first."""
_LENGTH_SHARE: Final = 0.15
_SATURATION: Final = 1.2
_ALIKE_LEAST: Final = 0.6
_GRAM: Final = 3
_ALIKE_MOST: Final = 5
_REMEMBERED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Likeness:
    """What each target has in common with a source: shares of words and concepts, from 0 to 1."""

    words: Sequence[float]
    concepts: Sequence[float]


class TermIndex:
    """An inverted index: by term, the places of the targets that hold it, and how much there.

    documents: the terms of each target, in their order.
    """

    def __init__(self, documents: Sequence[Terms]) -> None:
        held = Counter(term for document in documents for term in document.weights)
        count = self._count = len(documents)
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
        self._words = [term for term in sorted(self.postings) if term.startswith("w:")]
        self._sizes = [len(_grams(term)) for term in self._words]
        self._grams: dict[str, list[int]] = {}
        for place, term in enumerate(self._words):
            for gram in _grams(term):
                self._grams.setdefault(gram, []).append(place)
        self._alike = lru_cache(maxsize=_REMEMBERED)(self._find_alike)

    def rarity(self, term: str) -> float:
        """Return how much a term tells: more the fewer targets hold it."""
        return self._rarity.get(term, self._rarest)

    def alike(self, term: str) -> tuple[tuple[str, float], ...]:
        """Return the words of targets that are spelt like a word no target holds, and how like.

        By Dice's coefficient of the letters' trigrams: words of other forms and spellings.
        """
        return self._alike(term)

    def same(self, term: str) -> tuple[tuple[str, float], ...]:
        """Return what a term is called in targets, and how like that is: itself, or ``alike``."""
        return ((term, 1.0),) if term in self.postings else self.alike(term)

    def compare(self, source: Prepared) -> Likeness:
        """Return what each target has in common with a source."""
        words, concepts = [0.0] * self._count, [0.0] * self._count
        words_told = concepts_told = 0.0
        read = 0
        for gain, term in self._by_gain(source):
            told = gain if term in source.own.weights else 0.0
            if term[0] == "c":
                sums = concepts
                concepts_told += told
            else:
                sums = words
                words_told += told
            for other, alike in self.same(term) if read < _READ_MOST else ():
                share = source.all.weights[term] * alike
                postings = self.postings[other]
                read += len(postings)
                for place, held in postings:
                    sums[place] += share * held
        return Likeness(_shares(words, words_told), _shares(concepts, concepts_told))

    def _by_gain(self, source: Prepared) -> list[tuple[float, str]]:
        """Return the terms of a source with what they tell, those first that tell most."""
        weights = source.all.weights
        gains = [(weight * self.rarity(term), term) for term, weight in weights.items()]
        return sorted(gains, key=lambda each: (-each[0], each[1]))

    def _find_alike(self, term: str) -> tuple[tuple[str, float], ...]:
        grams = _grams(term)
        shared = Counter(chain.from_iterable(self._grams.get(gram, ()) for gram in grams))
        found = []
        for place, count in shared.items():
            likeness = 2 * count / (len(grams) + self._sizes[place])
            if likeness >= _ALIKE_LEAST:
                found.append((self._words[place], likeness))
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


def _shares(sums: Sequence[float], told: float) -> list[float]:
    """Return each sum as a share of what a source tells in all: below 1, and more for more.

    >>> [round(share, 2) for share in _shares([0.0, 4.0, 40.0], 4.0)]
    [0.0, 0.63, 1.0]
    """
    most = max(told, _LEAST_TOLD)
    return [1 - math.exp(-each / most) if each else 0.0 for each in sums]
