"""Slugs: words of a plan as the tail of an IRI."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ß": "ss", "đ": "d", "ŋ": "n"})
_BETWEEN: Final = re.compile(r"[^\w\s]+")
_LENGTH_MAX: Final = 60
_HASH_DIGITS: Final = 10


def slug(text: str) -> str:
    """Return a text as lower-case ASCII words joined by hyphens; "" where nothing is left.

    æ, ø and å become ae, o and a (DESIGN § 2); other letters lose their marks.

    >>> slug("Å bo i Krødsherad: 2019–2032")
    'a-bo-i-krodsherad-2019-2032'
    """
    lowered = _BETWEEN.sub("-", text.lower()).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", lowered).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    return words[:_LENGTH_MAX].rstrip("-")


def number_slug(number: str) -> str:
    """Return a number as printed, as the tail of an IRI: "" where it has nothing to name.

    >>> number_slug("2.6"), number_slug("Mål 1:"), number_slug("A)")
    ('2.6', 'mal-1', 'a')
    """
    plain = re.sub(r"[^\w.]+", "-", number.strip().lower().translate(_LETTERS)).strip("-.")
    return plain.encode("ascii", "ignore").decode()[:_LENGTH_MAX]


def text_hash(text: str) -> str:
    """Return a short name for a wording, the same for every spelling of its white space and case.

    >>> text_hash("Sikre  god infrastruktur") == text_hash("sikre god infrastruktur")
    True
    """
    folded = " ".join(text.casefold().split())
    return "t" + hashlib.sha256(folded.encode()).hexdigest()[:_HASH_DIGITS]
