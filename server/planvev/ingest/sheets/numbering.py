"""Numbers that stand in the text of a cell: «1.2 Barn og unge», «Mål 3: …», «Tiltak 2.1.4 …»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from planvev.ingest.draft import Kind
from planvev.ingest.sheets.names import kind_by_name

_WORDS: Final = (
    "hovedmål|hovudmål|delmål|overordnet mål|overordna mål|periodemål|mål|satsingsområde|"
    "satsningsområde|innsatsområde|fokusområde|målområde|tema|strategi|tiltak|aktivitet|"
    "main goal|sub-goal|goal|focus area|strategy|action"
)
_LED: Final = re.compile(
    rf"\s*(?P<word>{_WORDS})\s+(?:nr\.?\s*)?"
    r"(?P<number>\d+(?:\.\d+)*(?:[a-z](?=[\s.:)]))?|(?-i:[A-ZÆØÅ])\d*(?:\.\d+)*(?=[.:)]|\s*[–-]\s))"
    r"\s*[.:)–-]*\s*",
    re.IGNORECASE,
)
_TITLED: Final = re.compile(rf"\s*(?P<word>{_WORDS})\s*:\s*", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"\s*(?P<number>[A-ZÆØÅ]{0,2}\d+(?:\.\d+)+[a-z]?(?=[\s.:)])|[A-ZÆØÅ]{1,2}\d+(?=[\s.:)])"
    r"|\d{1,3}(?=[.:)]\s)|[A-ZÆØÅ](?=[.)]\s))[.:)]?\s*[–-]?\s+"
)
_PLAIN: Final = re.compile(r"\s*(?P<number>\d{1,2})\s+(?=[A-ZÆØÅ«\"])")
_ONLY: Final = re.compile(
    rf"\s*(?:(?:{_WORDS}|nr\.?|pkt\.?|punkt)\s+)?(?P<number>[A-Za-zÆØÅ]{{0,2}}\d+(?:\.\d+)*[a-z]?)"
    r"[.:)]?\s*",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NO_NUMBER_BEFORE: Final = re.compile(
    r"(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
    r"|klasse|trinn|prosent|prosentpoeng|grader|mill\b|millioner|milliarder|mrd|kr\b|kroner|tonn"
    r"|km\b|meter|år\b|%)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Numbered:
    """What leads a text. number: "" for none. named: the kind that a word before it names.

    start: where the rest begins.
    """

    number: str = ""
    named: tuple[Kind, str] | None = None
    start: int = 0


def split_number(text: str, plain: bool = False) -> Numbered:
    """Part a text from the number before it. plain: a bare «3 Trygge …» is a number, too.

    >>> split_number("1.2 Barn og unge"), split_number("1. mai feires")
    (Numbered(number='1.2', named=None, start=4), Numbered(number='', named=None, start=0))
    >>> split_number("Delmål 3: Alle lærer").number, split_number("Delmål 3: Alle lærer").named[1]
    ('3', 'delmal')
    """
    led = _LED.match(text)
    if led and text[led.end() :].strip():
        return Numbered(led["number"], kind_by_name(led["word"]), led.end())
    titled = _TITLED.match(text)
    if titled and text[titled.end() :].strip():
        return Numbered("", kind_by_name(titled["word"]), titled.end())
    found = _NUMBERED.match(text) or (_PLAIN.match(text) if plain else None)
    if found and _is_number(found["number"], text[found.end() :]):
        return Numbered(found["number"], None, found.end())
    return Numbered()


def _is_number(number: str, rest: str) -> bool:
    """Whether digits before a text are a number of it, and no date, year or quantity."""
    last = number.rpartition(".")[2]
    if not rest.strip() or _YEAR.fullmatch(last):
        return False
    return _NO_NUMBER_BEFORE.match(rest) is None


def leads_plainly(text: str) -> bool:
    """Whether a text begins with a bare number."""
    found = _PLAIN.match(text)
    return bool(found) and _is_number(found["number"] if found else "", text[2:])


def only_number(text: str) -> str:
    """Return the number where a text is nothing but one, else "".

    >>> only_number("Mål 1.2"), only_number("2.3."), only_number("2027"), only_number("Alle")
    ('1.2', '2.3', '', '')
    """
    found = _ONLY.fullmatch(text)
    if not found or _YEAR.fullmatch(found["number"]):
        return ""
    return found["number"]
