"""Which language a text is in, by its small words and endings: bokmål, nynorsk or English."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NORWEGIAN: Final = _set(
    "og å på av til som er det i med om kan vi skal vil ved der kommune kommunen"
)
_ENGLISH: Final = _set(
    "the and of to our we with will that which from this shall municipality are "
    "goal goals objective objectives action actions responsible deadline"
)
_BOKMAL: Final = _set(
    "ikke hva hvordan hvor noen noe mye fra være gjøre gjør flere hele bare sammen blir et en "
    "deres hvert øke bygge sikre styrke utvikle"
)
_NYNORSK: Final = _set(
    "ikkje kva korleis kvar kor nokon noko mykje frå vere gjere gjer fleire heile berre saman vert "
    "eit ein dei ho me deira kvart auke byggje styrkje leggje tryggje hovudmål"
)
_BOKMAL_ENDS: Final = re.compile(r"[a-zæøå]{3,}(?:ene|lig|lige|lighet|sjon(?:er|ene)|inger|elser)")
_NYNORSK_ENDS: Final = re.compile(r"[a-zæøå]{3,}(?:ane|leg|lege|legheit|sjon(?:ar|ane)|ingar)")
_TOKEN: Final = re.compile(r"[a-zæøå]+")
_LOOKED_AT: Final = 200_000


def language_of(text: str) -> str:
    """Return "nb", "nn" or "en"; "nb" where nothing tells.

    >>> language_of("Kva vil me gjere? Korleis når me måla?"), language_of("We will do this.")
    ('nn', 'en')
    >>> language_of("Øke helsekompetansen for alle • Styrke tilbudet")
    'nb'
    """
    words = Counter(_TOKEN.findall(text[:_LOOKED_AT].lower()))
    norwegian = bokmal = nynorsk = english = 0
    for word, count in words.items():
        norwegian += count * (word in _NORWEGIAN or any(sign in word for sign in "æøå"))
        english += count * (word in _ENGLISH)
        bokmal += count * (word in _BOKMAL or bool(_BOKMAL_ENDS.fullmatch(word)))
        nynorsk += count * (word in _NYNORSK or bool(_NYNORSK_ENDS.fullmatch(word)))
    if english > max(norwegian, bokmal, nynorsk):
        return "en"
    return "nn" if nynorsk > bokmal else "nb"
