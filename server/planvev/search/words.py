"""From text to what is compared: words, folded and stemmed. Pure.

>>> [word.text for word in words_of("CO2-utslipp, delmål 2.6")]
['CO2', 'utslipp', 'delmål', '2.6']
>>> stem("barnehagene"), stem("barnehagar"), stem("barnehageplasser")
('barnehag', 'barnehag', 'barnehageplass')
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import snowballstemmer

_WORD: Final = re.compile(r"\d+(?:\.\d+)+|[^\W_]+")
_KEPT: Final = {"å": "a\u030a", "ø": "ø", "æ": "æ"}
_LONGEST: Final = 60
_REMEMBERED: Final = 100_000
_NORWEGIAN: Final = (
    "og i å av for på til med som er det en et den de at om fra ved har kan skal vil"
)
_NYNORSK_AND_ENGLISH: Final = "men ein eit dei frå ikkje ikke the of and to in a on with is"
FUNCTION_WORDS: Final = frozenset(f"{_NORWEGIAN} {_NYNORSK_AND_ENGLISH}".split())
"""Words that are looked for only where a search has no others."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. start, end: in code points, end exclusive."""

    text: str
    start: int
    end: int


def words_of(text: str) -> Iterator[Word]:
    """Yield the words of a text; numbers with points between are one word."""
    for match in _WORD.finditer(text):
        yield Word(match[0], match.start(), match.end())


@lru_cache(maxsize=_REMEMBERED)
def fold(word: str) -> str:
    """Return a word in lower case, without accents; æ, ø and å are letters and stay.

    >>> fold("Ålesund"), fold("IDÉ"), fold("ﬁre")
    ('ålesund', 'ide', 'fire')
    """
    lowered = unicodedata.normalize("NFKC", word).casefold()
    if lowered.isascii():
        return lowered[:_LONGEST]
    parts = (
        letter
        if letter in "æøåäö"
        else "".join(
            c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c)
        )
        for letter in lowered
    )
    return "".join(parts)[:_LONGEST]


class _Stemmers(threading.local):
    """Stemmers have a state of their own: each thread has its own."""

    def __init__(self) -> None:
        self.norwegian = snowballstemmer.stemmer("norwegian")
        self.english = snowballstemmer.stemmer("english")


_STEMMERS: Final = _Stemmers()


@lru_cache(maxsize=_REMEMBERED)
def stem(word: str, language: str = "nb") -> str:
    """Return what the forms of a word have in common; bokmål and nynorsk alike. Numbers stay."""
    folded = fold(word)
    if folded[:1].isdigit():
        return folded
    stemmer = _STEMMERS.english if language == "en" else _STEMMERS.norwegian
    stemmed: str = stemmer.stemWord(folded)
    return stemmed


def stems_of(text: str, language: str = "nb") -> list[str]:
    """Return the stems of a text's words, in order."""
    return [stem(word.text, language) for word in words_of(text)]
