"""How near a wording in a text is to that of a goal, and where a text quotes one. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz import fuzz

from planvev.linking.citations_text import Folded, folded

SAME: Final = 0.85
"""From this likeness a wording after its number is the goal's own."""
LIKE: Final = 0.7
"""From this likeness it is the goal's, where the context speaks of the plan."""
QUOTED: Final = 0.93
"""From this likeness a wording without a number is a quote: a letter in fourteen may differ."""
_QUOTE_WORDS_MIN: Final = 5
_QUOTE_LETTERS_MIN: Final = 28
_MARKED_WORDS_MIN: Final = 3
_WORD: Final = re.compile(r"\w+")
_LEAD: Final = re.compile(r"[\s.:\-)\]\"'*|#]*")
_SHARE: Final = 0.5
_STEM: Final = 5
_CONTENT_LETTERS_MIN: Final = 4
_SHINGLE: Final = 3
_PLACES_MAX: Final = 12
_LETTERS_ALIKE: Final = str.maketrans({"æ": "e", "ø": "o", "å": "a"})


@dataclass(frozen=True)
class Follows:
    """What follows a number: how like the goal's wording it is, and where that ends (folded)."""

    likeness: float
    end: int


def follows(text: Folded, at: int, wordings: Sequence[str]) -> Follows:
    """Hold what stands in a folded text from a place on against folded wordings of a goal.

    Returns the best, from 0 to 1; a shared half of the telling words counts as ``LIKE``.
    """
    lead = _LEAD.match(text.text, at)
    start = lead.end() if lead else at
    best = Follows(0.0, at)
    for wording in wordings:
        if not wording:
            continue
        ahead = text.text[start : start + len(wording) * 5 // 4 + 12]
        for length in _lengths(ahead, len(wording)):
            likeness = fuzz.ratio(ahead[:length], wording) / 100
            if likeness > best.likeness:
                best = Follows(likeness, start + length)
        if best.likeness < LIKE and _shares_words(ahead, wording):
            best = Follows(LIKE, start + min(len(ahead), len(wording)))
    return best


def _lengths(ahead: str, near: int) -> Iterable[int]:
    ends = {found.end() for found in re.finditer(r"\w(?!\w)", ahead)}
    return sorted(end for end in ends if near * 3 // 4 - 4 <= end <= near * 5 // 4 + 4)


def _shares_words(one: str, other: str) -> bool:
    """Whether two texts share half of the telling words of the second, whatever their endings."""
    theirs = _stems(other)
    return len(theirs) > 1 and len(theirs & _stems(one)) >= max(2, len(theirs) * _SHARE)


def _stems(text: str) -> set[str]:
    words = _WORD.findall(text.translate(_LETTERS_ALIKE))
    return {word[:_STEM] for word in words if len(word) >= _CONTENT_LETTERS_MIN}


def telling_words(wording: str) -> int:
    """Return how many words a wording has that say something."""
    return sum(len(word) >= _CONTENT_LETTERS_MIN for word in _WORD.findall(wording))


class Quotes:
    """Finds wordings in one folded text; a word-by-word index keeps long texts quick."""

    def __init__(self, text: Folded) -> None:
        self._text = text.text
        self._words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text.text)]
        self._shingles: dict[tuple[str, ...], list[int]] = {}
        for at in range(len(self._words) - _SHINGLE + 1):
            key = tuple(word for word, _, _ in self._words[at : at + _SHINGLE])
            self._shingles.setdefault(key, []).append(at)

    def find(self, wording: str) -> list[tuple[int, int]]:
        """Return where a wording stands (folded places), small differences allowed.

        Short ones stand between quotation marks, or are not found.
        """
        words = _WORD.findall(wording)
        if len(words) < _QUOTE_WORDS_MIN or len(wording) < _QUOTE_LETTERS_MIN:
            return self._between_marks(wording) if len(words) >= _MARKED_WORDS_MIN else []
        found: list[tuple[int, int]] = []
        for first in self._likely(words):
            place = self._aligned(wording, first, len(words))
            if place and not any(place[0] < end and start < place[1] for start, end in found):
                found.append(place)
        return sorted(found)

    def _between_marks(self, wording: str) -> list[tuple[int, int]]:
        pattern = rf'"\s?{re.escape(wording.rstrip("."))}[.!]?\s?"'
        return [(m.start() + 1, m.end() - 1) for m in re.finditer(pattern, self._text)]

    def _likely(self, words: Sequence[str]) -> list[int]:
        """Return the words at which a wording may begin, those with the most in common first."""
        votes: Counter[int] = Counter()
        for offset in range(len(words) - _SHINGLE + 1):
            for at in self._shingles.get(tuple(words[offset : offset + _SHINGLE]), ()):
                votes[max(0, at - offset)] += 1
        ranked = sorted(votes, key=lambda first: (-votes[first], first))
        return ranked[:_PLACES_MAX]

    def _aligned(self, wording: str, first: int, count: int) -> tuple[int, int] | None:
        """Return the slice around a word that is nearest to a wording, None where none is."""
        best, place = QUOTED, None
        for start in range(max(0, first - 1), min(first + 2, len(self._words))):
            for length in range(max(1, count - 2), count + 3):
                last = min(start + length, len(self._words)) - 1
                if last < start:
                    continue
                begin, end = self._words[start][1], self._words[last][2]
                likeness = fuzz.ratio(self._text[begin:end], wording.rstrip(".!")) / 100
                if likeness >= best and (place is None or likeness > best):
                    best, place = likeness, (begin, end)
        return place


def wordings_of(texts: Iterable[str]) -> list[str]:
    """Return texts folded, without the full stop at their ends, each once."""
    return list(dict.fromkeys(folded(text).rstrip(".! ") for text in texts if text.strip()))
