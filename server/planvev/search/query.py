"""From what somebody types to what is looked for. Pure.

There is no query language: every character that is no letter or digit only parts words, so that
nothing that anybody types is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from planvev.search.words import FUNCTION_WORDS, fold, stem, words_of

QUERY_CHARACTERS_MAX: Final = 500
WORDS_MAX: Final = 12
_WITHIN_FROM: Final = 4
"""A word of so many letters is also looked for within others."""
_STEMS_MAX: Final = 60
_BEGINS, _ENDS, _WITHIN = 0.55, 0.4, 0.25
_CLOSE_ENOUGH: Final = 0.72


@dataclass(frozen=True)
class Search:
    """A search. filters: chosen values (IRIs) by facet. unfinished: its last word may go on."""

    text: str
    filters: Mapping[str, str] = field(default_factory=dict)
    unfinished: bool = False


@dataclass(frozen=True)
class Clause:
    """A word of a search: the stems that answer it, each with how like it is (1 is the same)."""

    word: str
    stems: tuple[tuple[str, float], ...]


def words_asked(text: str) -> list[str]:
    """Return the words that are looked for: without function words, unless there are no others.

    >>> words_asked("mål for barn"), words_asked("og")
    (['mål', 'barn'], ['og'])
    """
    words = [word.text for word in words_of(text[:QUERY_CHARACTERS_MAX])]
    kept = [word for word in words if fold(word) not in FUNCTION_WORDS]
    return list(dict.fromkeys(kept or words))[:WORDS_MAX]


def clauses(text: str, stems: Sequence[str], unfinished: bool = False) -> list[Clause]:
    """Return what each word of a search stands for. stems: all that there are."""
    words = words_asked(text)
    last = len(words) - 1 if unfinished else -1
    return [Clause(word, _stems(word, stems, n == last)) for n, word in enumerate(words)]


def _stems(word: str, stems: Sequence[str], unfinished: bool) -> tuple[tuple[str, float], ...]:
    own = {stem(word): 1.0, fold(word): 1.0}
    own.setdefault(stem(word, "en"), 0.9)
    root, typed = stem(word), fold(word)
    if root[:1].isdigit():
        return tuple(own.items())
    near: list[str] = []
    if unfinished:
        near += (one for one in stems if one.startswith(typed))
    if len(root) >= _WITHIN_FROM:
        near += (one for one in stems if root in one)
    for one in sorted({*near} - own.keys(), key=lambda one: (len(one), one))[:_STEMS_MAX]:
        likeness = _BEGINS if one.startswith(root) else _ENDS if one.endswith(root) else _WITHIN
        own[one] = likeness
    return tuple(own.items())


def meant(text: str, words: Mapping[str, str]) -> str | None:
    """Return the search with its unknown words put right; None where there is nothing to put right.

    words: each word there is, folded, with its stem.
    """
    known = set(words.values()) | words.keys()
    corrected, changed = [], False
    for word in words_asked(text):
        folded = fold(word)
        if folded in known or stem(word) in known or folded[:1].isdigit():
            corrected.append(word)
            continue
        best = _closest(folded, words)
        changed = changed or best is not None
        corrected.append(best or word)
    return " ".join(corrected) if changed else None


def _closest(word: str, words: Mapping[str, str]) -> str | None:
    pairs = {word[n : n + 2] for n in range(len(word) - 1)}
    likely = [
        one
        for one in words
        if abs(len(one) - len(word)) <= 2
        and sum(one[n : n + 2] in pairs for n in range(len(one) - 1)) * 2 >= len(pairs)
    ]
    scored = [(SequenceMatcher(None, word, one).ratio(), -len(one), one) for one in likely[:2000]]
    best = max(scored, default=(0.0, 0, ""))
    return best[2] if best[0] >= _CLOSE_ENOUGH else None
