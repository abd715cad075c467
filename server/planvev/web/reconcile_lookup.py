"""Finds elements by what they are surely called: their IRI, number or exact wording. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from planvev.ingest.export.ordering import natural
from planvev.linking.element import Element

_NUMBERED: Final = re.compile(
    r"(?P<word>[^\W\d_]+\s+)?(?P<number>\d{1,3}(?:\.[0-9a-z]{1,3}){0,4})(?=[\s.:)–-]|$)[\s.:)–-]*"
)
_WORDS: Final = frozenset(
    {
        *("mål", "delmål", "hovedmål", "hovudmål", "strategi", "tiltak", "satsingsområde"),
        *("periodemål", "bærekraftsmål", "berekraftsmål", "sdg", "goal", "target", "strategy"),
    }
)
"""Words before a number that say what is numbered."""
_ENDING: Final = " .,;:!?«»\"'“”"


def normalized(text: str) -> str:
    """Return a text so that two which say the same in the same words are equal.

    >>> normalized("  «Trygg  by.» ") == normalized("TRYGG BY")
    True
    """
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(folded.split()).strip(_ENDING)


def number_and_text(text: str) -> tuple[str, str]:
    """Split the number that a text opens with from it, "" where there is none.

    >>> number_and_text("Delmål 2.6: Rollemodell"), number_and_text("I 2020 er byen trygg")
    (('2.6', 'Rollemodell'), ('', 'I 2020 er byen trygg'))
    >>> number_and_text("2020 er et år")
    ('', '2020 er et år')
    """
    stripped = text.strip()
    found = _NUMBERED.match(stripped)
    if found is None:
        return "", stripped
    word = (found["word"] or "").strip().casefold()
    if word and word not in _WORDS:
        return "", stripped
    return found["number"], stripped[found.end() :].strip()


class Lookup:
    """Elements by IRI, number and wording."""

    def __init__(self, elements: Iterable[Element]) -> None:
        self.elements = {each.iri: each for each in elements}
        self._wordings: dict[str, list[str]] = {}
        self._numbers: dict[str, list[str]] = {}
        for element in sorted(self.elements.values(), key=lambda each: natural(each.iri)):
            for wording in dict.fromkeys(map(normalized, element.texts.values())):
                if wording:
                    self._wordings.setdefault(wording, []).append(element.iri)
            if element.number:
                self._numbers.setdefault(element.number.casefold(), []).append(element.iri)

    def by_wording(self, text: str) -> list[str]:
        """Return the IRIs of the elements that are worded exactly so, in any language."""
        return self._wordings.get(normalized(text), [])

    def by_number(self, number: str) -> list[str]:
        """Return the IRIs of the elements with a number as it is printed."""
        return self._numbers.get(number.strip().casefold(), [])

    def beginning(self, prefix: str) -> list[str]:
        """Return the IRIs of the elements that a text which is being typed may mean.

        First those whose number or wording begins so, then those with words that begin as its
        words do; the order of IRIs within each.
        """
        if prefix.strip() in self.elements:
            return [prefix.strip()]
        number, rest = number_and_text(prefix)
        start, words = normalized(rest), normalized(rest).split()
        typed = f"{number}." if prefix.strip().endswith(".") else number
        first: dict[str, None] = {}
        for printed, iris in self._numbers.items() if number and not rest else ():
            if printed.startswith(typed):
                first.update(dict.fromkeys(iris))
        then: dict[str, None] = {}
        for wording, iris in self._wordings.items() if start else ():
            if wording.startswith(start):
                first.update(dict.fromkeys(iris))
            elif all(any(one.startswith(word) for one in wording.split()) for word in words):
                then.update(dict.fromkeys(iris))
        if number and rest:
            first = {i: None for i in first if self.elements[i].number == number} or first
        ordered = [sorted(some, key=natural) for some in (first, then.keys() - first.keys())]
        return [iri for some in ordered for iri in some]
