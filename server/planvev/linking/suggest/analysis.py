"""From a text to the terms that it is compared by. Pure.

A term is a stem ("w:barnehag"), a concept ("c:barnehage") or two stems that stand together
("b:gang sykkelvei"), each with a weight: 1 for what the text says itself, less for the parts of a
compound, for concepts that are near, and for words that plans use everywhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, pairwise
from typing import Final, TypeAlias

from planvev.linking.lexicon import Lexicon
from planvev.linking.lexicon.reading import ENGLISH, NORWEGIAN
from planvev.linking.suggest.compounds import parts_of
from planvev.search.words import FUNCTION_WORDS, Word, fold, words_of

WORDS_MAX: Final = 600
"""How many words of a text count; what comes after does not."""
_LETTERS_MAX: Final = 60
_PHRASE_MAX: Final = 60
PREFERRED: Final = ("nb", "nn", "en")
"""In which language words are named, where there are several."""
_PART: Final = 0.65
_NEAR: Final = 0.4
_WEAK: Final = 0.15
_WEAK_CONCEPT: Final = 0.4
_PAIR: Final = 0.6
_REMEMBERED: Final = 50_000
_COMMON: Final = {
    ENGLISH: "the of and to in with is for by are will on an from that",
    NORWEGIAN: (
        "og i å av for på til med som er det en et ei ein eit dei de skal vil ikke ikkje frå fra"
    ),
}
_COMMON_WORDS: Final = {side: frozenset(words.split()) for side, words in _COMMON.items()}


_Known: TypeAlias = Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]


@dataclass
class Terms:
    """The terms of a text. weights: by term. written: by language and term, how it is written."""

    weights: dict[str, float] = field(default_factory=dict)
    written: dict[str, dict[str, str]] = field(default_factory=dict)

    def add(self, term: str, weight: float, written: str, language: str) -> None:
        """Add a term; the greatest weight of one counts."""
        words = self.written.setdefault(language, {})
        if term not in words or weight > self.weights.get(term, 0.0):
            words[term] = written
        if weight > self.weights.get(term, 0.0):
            self.weights[term] = weight

    def add_all(self, other: Terms, share: float) -> None:
        """Add the terms of another text, each with this share of its weight."""
        for term, weight in other.weights.items():
            if weight * share > self.weights.get(term, 0.0):
                self.weights[term] = weight * share
        for language, words in other.written.items():
            self.written[language] = words | self.written.get(language, {})

    def copy(self) -> Terms:
        """Return the same terms, to add others to."""
        return Terms(dict(self.weights), {each: dict(own) for each, own in self.written.items()})

    def word(self, term: str, languages: Iterable[str] = ()) -> str:
        """Return how a term is written: in the first of these languages, else in any.

        >>> made = Terms({"c:avfall": 1.0}, {"en": {"c:avfall": "waste"}})
        >>> made.word("c:avfall", ["nb", "nn"])
        'waste'
        """
        for language in (*languages, *PREFERRED, *sorted(self.written)):
            found = self.written.get(language, {}).get(term)
            if found is not None:
                return found
        return ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word as it counts: its stem, and the stems of its parts where it is a compound."""

    written: str
    stem: str
    parts: tuple[str, ...]
    is_weak: bool


@dataclass(frozen=True, slots=True)
class _Read:
    """A text as it was read: its words that count, in order."""

    text: str
    tag: str
    words: Sequence[Word]
    units: Sequence[_Unit]

    def phrase(self, place: int, length: int) -> str:
        """Return how words beside each other are written, with what stands between them."""
        first, last = self.words[place], self.words[place + length - 1]
        if last.end - first.start > _PHRASE_MAX:
            return self.units[place].written
        rest = self.text[first.start + len(first.text) : last.end]
        return " ".join(f"{self.units[place].written}{rest}".split())


class Analyser:
    """Texts into terms, by one lexicon; what it did for a word it remembers."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon
        self._unit = lru_cache(maxsize=_REMEMBERED)(self._make_unit)

    def terms_of(self, text: str, language: str = "") -> Terms:
        """Return the terms of a text. language: a tag; "" where it is to be guessed."""
        tag = tag_of(language, text)
        side = side_of(tag, "")
        words = [
            word
            for word in islice(words_of(text), WORDS_MAX)
            if fold(word.text[:_LETTERS_MAX]) not in FUNCTION_WORDS
        ]
        units = [self._unit(word.text[:_LETTERS_MAX], side) for word in words]
        terms = Terms(written={tag: {}})
        for unit in units:
            self._add_word(unit, terms, tag)
        for first, second in pairwise(units):
            if not (first.is_weak or second.is_weak):
                pair = " ".join(sorted((first.stem, second.stem)))
                terms.weights.setdefault(f"b:{pair}", _PAIR)
        self._add_concepts(_Read(text, tag, words, units), self._lexicon.terms[side], terms)
        return terms

    def _make_unit(self, written: str, side: str) -> _Unit:
        stemmed = self._lexicon.stem(written, side)
        weak = stemmed in self._lexicon.weak[side] or written[:1].isdigit() or len(written) < 2
        parts: tuple[str, ...] = ()
        if side == NORWEGIAN and not weak:
            split = parts_of(fold(written), self._lexicon.parts)
            if len(split) > 1:
                parts = tuple(self._lexicon.stem(part, side) for part in split)
        known = weak or stemmed in self._lexicon.terms[side] or stemmed in self._lexicon.parts
        # Names of places often end in a word that is known: «Kvasergrend».
        common = known or (bool(parts) and all(each in self._lexicon.parts for each in parts))
        shown = fold_case(written) if common else written
        return _Unit(shown, stemmed, parts, weak)

    def _add_word(self, unit: _Unit, terms: Terms, tag: str) -> None:
        terms.add(f"w:{unit.stem}", _WEAK if unit.is_weak else 1.0, unit.written, tag)
        weak = self._lexicon.weak[NORWEGIAN]
        for part in unit.parts:
            weight = _PART * (_WEAK if part in weak else 1.0)
            terms.add(f"w:{part}", weight, unit.written, tag)

    def _add_concepts(self, read: _Read, known: _Known, terms: Terms) -> None:
        stems = [unit.stem for unit in read.units]
        for place, unit in enumerate(read.units):
            found = list(_starting(stems, place, known))
            for length, concepts in found:
                written = unit.written if length == 1 else read.phrase(place, length)
                share = _WEAK_CONCEPT if length == 1 and unit.is_weak else 1.0
                self._add_concept(concepts, share, (written, read.tag), terms)
            if not any(length == 1 for length, _ in found):
                for length, concepts in _within(unit.parts, known):
                    share = 1.0 if length == len(unit.parts) else _PART
                    self._add_concept(concepts, share, (unit.written, read.tag), terms)

    def _add_concept(
        self, concepts: Sequence[str], share: float, written: tuple[str, str], terms: Terms
    ) -> None:
        share /= math.sqrt(len(concepts))  # a word of many concepts tells less of each
        for concept in concepts:
            terms.add(f"c:{concept}", share, *written)
            for near in self._lexicon.near[concept]:
                terms.add(f"c:{near}", share * _NEAR, *written)


def _starting(
    stems: list[str] | tuple[str, ...],
    place: int,
    known: _Known,
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the terms that start at a place: how many words, and their concepts."""
    for term, concepts in known.get(stems[place], ()):
        if len(term) == 1 or tuple(stems[place : place + len(term)]) == term:
            yield len(term), concepts


def _within(
    parts: tuple[str, ...],
    known: _Known,
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for place in range(len(parts)):
        yield from _starting(parts, place, known)


def tag_of(language: str, text: str) -> str:
    """Return the language of a text, without what a tag says besides; guessed where none is said.

    >>> tag_of("en-GB", ""), tag_of("no", ""), tag_of("", "Gode skoler for alle")
    ('en', 'nb', 'nb')
    """
    tag = language.lower().partition("-")[0]
    if tag and tag != "no":
        return tag
    return ENGLISH if not tag and side_of("", text) == ENGLISH else "nb"


def fold_case(written: str) -> str:
    """Return a word that only its place in a sentence gave a capital, without it.

    >>> fold_case("Avfall"), fold_case("CO2"), fold_case("NAV")
    ('avfall', 'CO2', 'NAV')
    """
    return written.lower() if written[1:].islower() else written


def side_of(language: str, text: str) -> str:
    """Return "en" for English, "no" for Norwegian and all else; a tag that is given is believed.

    >>> side_of("en-GB", ""), side_of("nn", ""), side_of("", "Safe roads for all of the pupils")
    ('en', 'no', 'en')
    """
    if language:
        return ENGLISH if language.lower().startswith("en") else NORWEGIAN
    words = [fold(word.text[:_LETTERS_MAX]) for word in islice(words_of(text), 400)]
    english = sum(word in _COMMON_WORDS[ENGLISH] for word in words)
    norwegian = sum(word in _COMMON_WORDS[NORWEGIAN] for word in words)
    return ENGLISH if english > norwegian else NORWEGIAN
