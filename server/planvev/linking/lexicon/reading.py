"""The word lists as they are used: by stems. The files are read once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Final

from planvev.search.words import FUNCTION_WORDS, fold, stem, words_of

NORWEGIAN: Final = "no"
ENGLISH: Final = "en"
_SHORTEST_PART: Final = 3


@dataclass(frozen=True)
class Lexicon:
    """The word lists by stems.

    terms: by language ("no", "en") and by the first stem of a term: its stems, and the names of
    its concepts. near: by concept, those that are wider or near. parts: Norwegian words that
    compounds are made of, folded, and their stems. weak: stems that count for little, by
    language. variants: stems, or whole words behind a "=", and the stems that they count as.
    """

    terms: Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]]
    near: Mapping[str, tuple[str, ...]]
    parts: frozenset[str] = frozenset()
    weak: Mapping[str, frozenset[str]] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)

    def stem(self, word: str, language: str) -> str:
        """Return the stem that a word counts as."""
        return _counted(word, language, self.variants)


def _counted(word: str, language: str, variants: Mapping[str, str]) -> str:
    if language == ENGLISH:
        return stem(word, "en")
    stemmed = stem(word)
    return variants.get(f"={fold(word)}") or variants.get(stemmed, stemmed)


@dataclass
class _Draft:
    """Terms as they are collected."""

    variants: Mapping[str, str]
    terms: dict[str, dict[tuple[str, ...], list[str]]] = field(
        default_factory=lambda: {NORWEGIAN: {}, ENGLISH: {}}
    )
    near: dict[str, tuple[str, ...]] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)

    def add(self, term: str, language: str, concept: str) -> None:
        """Add a term of a concept."""
        written = [word.text for word in words_of(term) if fold(word.text) not in FUNCTION_WORDS]
        stems = tuple(_counted(word, language, self.variants) for word in written)
        if not stems:
            return
        concepts = self.terms[language].setdefault(stems, [])
        if concept not in concepts:
            concepts.append(concept)
        if language == NORWEGIAN:
            self.add_parts(written)

    def add_parts(self, written: Iterable[str]) -> None:
        """Add words that compounds may be made of."""
        for word in written:
            if len(word) >= _SHORTEST_PART and word.isalpha():
                self.parts |= {fold(word), stem(word), _counted(word, NORWEGIAN, self.variants)}


def parse_lexicon(
    concepts: Iterable[str],
    weak: Iterable[str] = (),
    variants: Iterable[str] = (),
    parts: Iterable[str] = (),
) -> Lexicon:
    """Return the lexicon of these lines.

    Raises ValueError for a concept that names one that is not there, and for a variant that is
    no pair.

    >>> made = parse_lexicon(["buss, trikk | bus > transport", "transport"])
    >>> made.near["buss"], made.terms["en"]["bus"]
    (('transport',), ((('bus',), ('buss',)),))
    """
    draft = _Draft(_variants(variants))
    lines = [line for line in map(str.strip, concepts) if line and not line.startswith("#")]
    for line in lines:
        _add_concept(line, draft)
    for concept, near in draft.near.items():
        lost = [name for name in near if name not in draft.near]
        if lost:
            raise ValueError(f"{concept} is near {', '.join(lost)}, which is no concept")
    weak_stems, weak_words = _weak(weak, draft.variants)
    draft.add_parts(weak_words)
    for line in parts:
        draft.add_parts(() if line.startswith("#") else line.split())
    return Lexicon(
        {language: _by_first_stem(terms) for language, terms in draft.terms.items()},
        draft.near,
        frozenset(draft.parts),
        weak_stems,
        draft.variants,
    )


def _add_concept(line: str, draft: _Draft) -> None:
    told, _, near = line.partition(">")
    norwegian, _, english = told.partition("|")
    terms = _listed(norwegian)
    if not terms:
        raise ValueError(f"no Norwegian term in: {line}")
    if terms[0] in draft.near:
        raise ValueError(f"there are two concepts with the name {terms[0]}")
    draft.near[terms[0]] = tuple(_listed(near))
    for term in terms:
        draft.add(term, NORWEGIAN, terms[0])
    for term in _listed(english):
        draft.add(term, ENGLISH, terms[0])


def _listed(text: str) -> list[str]:
    return [part for part in map(str.strip, text.split(",")) if part]


def _by_first_stem(
    terms: Mapping[tuple[str, ...], list[str]],
) -> dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]]:
    """Group terms by their first stem, the longest first."""
    grouped: dict[str, list[tuple[tuple[str, ...], tuple[str, ...]]]] = {}
    for stems, concepts in terms.items():
        grouped.setdefault(stems[0], []).append((stems, tuple(concepts)))
    return {
        first: tuple(sorted(found, key=lambda each: (-len(each[0]), each[0])))
        for first, found in grouped.items()
    }


def _variants(lines: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in lines:
        if line.strip() and not line.startswith("#"):
            words = line.split()
            if len(words) != 2:
                raise ValueError(f"a variant is a pair of words, not: {line.strip()}")
            written = words[0] if words[0].startswith("=") else stem(words[0])
            if written != stem(words[1]):
                found[written] = stem(words[1])
    return found


def _weak(
    lines: Iterable[str], variants: Mapping[str, str]
) -> tuple[dict[str, frozenset[str]], set[str]]:
    """Return the weak stems by language, and the Norwegian weak words."""
    norwegian: set[str] = set()
    english: set[str] = set()
    for line in lines:
        if not line.startswith("#"):
            left, _, right = line.partition("|")
            norwegian.update(left.split())
            english.update(right.split())
    stems = (variants.get(found, found) for found in map(stem, norwegian | FUNCTION_WORDS))
    return {
        NORWEGIAN: frozenset(stems),
        ENGLISH: frozenset(stem(word, "en") for word in english | FUNCTION_WORDS),
    }, norwegian


@cache
def read_lexicon() -> Lexicon:
    """Return the lexicon of the package. Raises ValueError where its files are wrong."""
    folder = files("planvev.linking.lexicon")
    concepts = sorted(
        (each for each in folder.joinpath("concepts").iterdir() if each.name.endswith(".txt")),
        key=lambda each: each.name,
    )
    return parse_lexicon(
        [line for each in concepts for line in each.read_text(encoding="utf-8").splitlines()],
        *(
            folder.joinpath(name).read_text(encoding="utf-8").splitlines()
            for name in ("weak.txt", "variants.txt", "parts.txt")
        ),
    )
