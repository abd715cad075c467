"""From a text to the terms that it is compared by. Pure.

A term is a stem ("w:barnehag"), a concept ("c:barnehage") or two stems that stand together
("b:gang sykkelvei"), each with a weight: 1 for what the text says itself, less for the parts of a
compound, for concepts that are near, and for words that plans use everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final

from planvev.linking.lexicon import Lexicon
from planvev.linking.lexicon.reading import ENGLISH, NORWEGIAN
from planvev.linking.suggest.compounds import parts_of
from planvev.search.words import FUNCTION_WORDS, fold, words_of

WORDS_MAX: Final = 2_000
"""How many words of a text count; what comes after does not."""
_LETTERS_MAX: Final = 60
_PART: Final = 0.65
_NEAR: Final = 0.4
_WEAK: Final = 0.15
_PAIR: Final = 0.6
_REMEMBERED: Final = 50_000
_ENGLISH_WORDS: Final = frozenset(
    [
        "the",
        "of",
        "and",
        "to",
        "in",
        "with",
        "is",
        "for",
        "by",
        "are",
        "will",
        "on",
        "an",
        "from",
        "that",
    ]
)
_NORWEGIAN_WORDS: Final = frozenset(
    [
        "og",
        "i",
        "å",
        "av",
        "for",
        "på",
        "til",
        "med",
        "som",
        "er",
        "det",
        "en",
        "et",
        "ei",
        "ein",
        "eit",
        "dei",
        "de",
        "skal",
        "vil",
        "ikke",
        "ikkje",
        "frå",
        "fra",
    ]
)


@dataclass
class Terms:
    """The terms of a text. weights: by term. written: by term, the word as it is written."""

    weights: dict[str, float] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)

    def add(self, term: str, weight: float, written: str) -> None:
        """Add a term; the greatest weight of one counts."""
        if weight > self.weights.get(term, 0.0):
            self.weights[term] = weight
            self.written[term] = written

    def add_all(self, other: Terms, share: float) -> None:
        """Add the terms of another text, each with this share of its weight."""
        for term, weight in other.weights.items():
            self.add(term, weight * share, other.written[term])


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word as it counts: its stem, and the stems of its parts where it is a compound."""

    written: str
    stem: str
    parts: tuple[str, ...]
    is_weak: bool


class Analyser:
    """Texts into terms, by one lexicon; what it did for a word it remembers."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._unit = lru_cache(maxsize=_REMEMBERED)(self._make_unit)

    def terms_of(self, text: str, language: str = "") -> Terms:
        """Return the terms of a text. language: a tag; "" where it is to be guessed."""
        side = side_of(language, text)
        units = [
            self._unit(word.text[:_LETTERS_MAX], side)
            for word in islice(words_of(text), WORDS_MAX)
            if fold(word.text[:_LETTERS_MAX]) not in FUNCTION_WORDS
        ]
        terms = Terms()
        for unit in units:
            self._add_word(unit, terms)
        for first, second in pairwise(units):
            if not (first.is_weak or second.is_weak):
                pair = " ".join(sorted((first.stem, second.stem)))
                terms.add(f"b:{pair}", _PAIR, f"{first.written} {second.written}")
        self._add_concepts(units, side, terms)
        return terms

    def _make_unit(self, written: str, side: str) -> _Unit:
        stemmed = self._lexicon.stem(written, side)
        weak = stemmed in self._lexicon.weak[side] or written[:1].isdigit() or len(written) < 2
        parts: tuple[str, ...] = ()
        if side == NORWEGIAN and not weak:
            split = parts_of(fold(written), self._lexicon.parts)
            if len(split) > 1:
                parts = tuple(self._lexicon.stem(part, side) for part in split)
        return _Unit(written, stemmed, parts, weak)

    def _add_word(self, unit: _Unit, terms: Terms) -> None:
        terms.add(f"w:{unit.stem}", _WEAK if unit.is_weak else 1.0, unit.written)
        weak = self._lexicon.weak[NORWEGIAN]
        for part in unit.parts:
            terms.add(f"w:{part}", _PART * (_WEAK if part in weak else 1.0), unit.written)

    def _add_concepts(self, units: list[_Unit], side: str, terms: Terms) -> None:
        known = self._lexicon.terms[side]
        stems = [unit.stem for unit in units]
        for place, unit in enumerate(units):
            found = list(_starting(stems, place, known))
            for length, concepts in found:
                written = " ".join(each.written for each in units[place : place + length])
                self._add_concept(concepts, 1.0, written, terms)
            if not any(length == 1 for length, _ in found):
                for length, concepts in _within(unit.parts, known):
                    share = 1.0 if length == len(unit.parts) else _PART
                    self._add_concept(concepts, share, unit.written, terms)

    def _add_concept(
        self, concepts: Iterable[str], share: float, written: str, terms: Terms
    ) -> None:
        for concept in concepts:
            terms.add(f"c:{concept}", share, written)
            for near in self._lexicon.near[concept]:
                terms.add(f"c:{near}", share * _NEAR, written)


def _starting(
    stems: list[str] | tuple[str, ...],
    place: int,
    known: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the terms that start at a place: how many words, and their concepts."""
    for term, concepts in known.get(stems[place], ()):
        if len(term) == 1 or tuple(stems[place : place + len(term)]) == term:
            yield len(term), concepts


def _within(
    parts: tuple[str, ...],
    known: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]],
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for place in range(len(parts)):
        yield from _starting(parts, place, known)


def side_of(language: str, text: str) -> str:
    """Return "en" for English, "no" for Norwegian and all else; a tag that is given is believed.

    >>> side_of("en-GB", ""), side_of("nn", ""), side_of("", "Safe roads for all of the pupils")
    ('en', 'no', 'en')
    """
    if language:
        return ENGLISH if language.lower().startswith("en") else NORWEGIAN
    words = [fold(word.text[:_LETTERS_MAX]) for word in islice(words_of(text), 400)]
    english = sum(word in _ENGLISH_WORDS for word in words)
    norwegian = sum(word in _NORWEGIAN_WORDS for word in words)
    return ENGLISH if english > norwegian else NORWEGIAN
