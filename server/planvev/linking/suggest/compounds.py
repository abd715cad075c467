"""Norwegian compounds and what they are made of. Pure.

>>> parts_of("barnehageplasser", frozenset({"barn", "barnehage", "hage", "plass"}))
('barnehage', 'plasser')
>>> parts_of("avløpsrensing", frozenset({"avløp", "rens"}))
('avløp', 'rensing')
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Final

from planvev.search.words import stem

_LEAST: Final = 3
_UNKNOWN_LEAST: Final = 4
_STEMMED_LEAST: Final = 6
_UNKNOWN_COST: Final = 2.6
_LETTER_COST: Final = 0.01
_PART_COST: Final = 1.0
_MOST_PARTS: Final = 5
_JOINTS: Final = ("", "s", "e")
_LONGEST: Final = 60
_ENDING_MAX: Final = 9
"""Letters of the longest ending that stemming takes away, and of what joins two parts."""


def parts_of(word: str, vocabulary: Set[str]) -> tuple[str, ...]:
    """Return the parts of a folded word, in order; the word itself where it is no compound.

    vocabulary: folded words and stems that parts may be. Of the ways to part a word the one with
    the fewest parts is taken, then the one whose last part is longest; one part may be unknown
    where another is known. A word that is itself in the vocabulary is whole.
    """
    if not 2 * _LEAST <= len(word) <= _LONGEST or not word.isalpha():
        return (word,)
    if word in vocabulary or stem(word) in vocabulary:
        return (word,)
    best: list[tuple[float, tuple[str, ...]] | None] = [None] * (len(word) + 1)
    best[len(word)] = (0.0, ())
    for start in range(len(word) - _LEAST, -1, -1):
        best[start] = min(_ways(word, start, best, vocabulary), default=None)
    found = best[0]
    if found is None or len(found[1]) < 2:
        return (word,)
    return found[1] if found[0] < 2 * _UNKNOWN_COST else (word,)


def _ways(
    word: str,
    start: int,
    best: list[tuple[float, tuple[str, ...]] | None],
    vocabulary: Set[str],
) -> Iterator[tuple[float, tuple[str, ...]]]:
    """Yield the ways to part the rest of a word: cost and parts."""
    # A stem begins its word, and endings are short: else none is asked for, which takes long.
    heads = [end for end in range(start + 1, len(word) + 1) if word[start:end] in vocabulary]
    for end in range(start + _LEAST, len(word) + 1):
        rest = best[end]
        if rest is None or len(rest[1]) >= _MOST_PARTS or (start == 0 and end == len(word)):
            continue
        part, known = word[start:end], False
        if any(head <= end <= head + _ENDING_MAX for head in heads):
            part, known = _known(part, end == len(word), vocabulary)
        if known:
            yield _PART_COST + rest[0] - 0.001 * (not rest[1]) * len(part), (part, *rest[1])
        elif end - start >= _UNKNOWN_LEAST:
            cost = _UNKNOWN_COST + _LETTER_COST * (end - start)
            yield cost + rest[0], (word[start:end], *rest[1])


def _known(part: str, is_last: bool, vocabulary: Set[str]) -> tuple[str, bool]:
    """Return a part without what joins it to the next, and whether it is a word."""
    if is_last:
        return part, part in vocabulary or (len(part) > _LEAST and stem(part) in vocabulary)
    bare = [part.removesuffix(joint) for joint in _JOINTS if part.endswith(joint)]
    for one in bare:
        if len(one) >= _LEAST and one in vocabulary:
            return one, True
    for one in bare:
        if len(one) >= _STEMMED_LEAST and stem(one) in vocabulary:
            return one, True
    return part, False
