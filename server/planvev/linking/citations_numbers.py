"""Numbers in a text by which goals may be meant: alone, in lists, in ranges. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_GOAL_WORDS: Final = (
    r"(?:hoved|hovud|del|under|samfunns|innsats|virksomhets|resultat|periode|lang|kort)?"
    r"mål(?:ene|a|et|sett\w*|setting\w*|område\w*)?|"
    r"(?:satsings|satsnings|innsats|fokus|hoved)område\w*|"
    r"(?:main |sub-?|strategic |overarching )?(?:goals?|objectives?|targets?|aims?)|"
    r"(?:bærekrafts?|berekrafts?|verdens|verds)mål\w*|sdgs?|sustainable development goals?"
)
_STRATEGY_WORDS: Final = (
    r"(?:del)?strategi(?:en|ene|ane|ar|er)?|hovedgrep|tiltak(?:et|ene|a)?|strateg(?:y|ies)|"
    r"measures?|actions?"
)
_PLACE_WORDS: Final = (
    r"kapit(?:tel|let|la|lene)|kap\.?|punkt(?:et|ene)?|pkt\.?|avsnitt|chapters?|sections?"
)
_KIND: Final = re.compile(
    rf"\b(?:(?P<goal>{_GOAL_WORDS})|(?P<strategy>{_STRATEGY_WORDS})|(?P<place>{_PLACE_WORDS}))"
    r"[\s:(]*(?:nr\.?|nummer|no\.?|number)?[\s:(]*$",
    re.IGNORECASE,
)
_NUMBER: Final = r"[A-ZÆØÅ]{0,2}\d{1,2}(?:\.(?:\d{1,2}|[a-z]))*(?:[a-z](?![a-zæøå]))?"
_JOINT: Final = r"(?:\s{0,9}(?:,|;|/|&|\bog|\bsamt|\beller|\band|\bor)\s*(?:(?:og|and|samt)\s+)?)"
_RANGE: Final = r"(?:[ \t]{0,9}(?:-|–|—)[ \t]{0,9}|\s{1,9}(?:til(?: og med)?|to|through)\s{1,9})"
_EXPRESSION: Final = re.compile(
    rf"(?<![\w.,§/–-])(?P<first>{_NUMBER})(?P<rest>(?:(?:{_RANGE}|{_JOINT}){_NUMBER})*)"
    r"(?![\w]|[.,/:-]\d)"
)
_PIECE: Final = re.compile(rf"(?P<link>{_RANGE}|{_JOINT})?(?P<number>{_NUMBER})")
_NO_GOAL_BEFORE: Final = re.compile(
    r"(?:§§?|\b(?:figur|tabell|figure|table|side|s\.|page|vedlegg|sak|saksnr\.?|kl\.?|versjon|"
    r"version|trinn|klasse|fase|bind|nr\.?|artikkel|article|paragraf|kroner|kr|ca\.?|over|under|"
    r"minst|inntil|rundt|om lag|alder(?:en)?|uke|veke|"
    r"januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember))"
    r"[\s:(]*$",
    re.IGNORECASE,
)
_UNIT_AFTER: Final = re.compile(
    r"[ \t]*(?:%|°|prosent|percent|promille|mill|mrd|million|milliard|kroner|kr\b|km|m2|m²|meter|"
    r"mål\b(?!\s+i\b)|dekar|daa|tonn|kwh|gwh|år\b|års|årige?|timer|minutt|dag|månad|måned|uker|"
    r"veker|personer|innbygg|stk|gang|av \d|years?\b|grader|"
    r"\.?\s*(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|"
    r"desember)\b)",
    re.IGNORECASE,
)
_LOOK_BACK: Final = 48


@dataclass(frozen=True)
class Expression:
    """Numbers that stand together: «2.3», «6.1.1, 6.1.2 og 6.1.4», «2.1–2.4».

    numbers: as written, with the place where each begins and ends; a range is ("2.1", "2.4") with
    ranged true for the second. word: the kind that is named before them: "goal", "strategy",
    "place", or "". word_start: where that word begins. start, end: of the whole, without the word.
    """

    numbers: tuple[tuple[str, int, int, bool], ...]
    word: str
    word_start: int
    start: int
    end: int


def find_expressions(text: str) -> Iterator[Expression]:
    """Yield the numbers of a text by which something may be meant; no amounts, laws, dates.

    >>> [one.word for one in find_expressions("Jf. delmål 3.2, § 11-2 og 2.3 millioner kroner")]
    ['goal']
    """
    for found in _EXPRESSION.finditer(text):
        before = text[max(0, found.start() - _LOOK_BACK) : found.start()]
        # What follows upon a number or a mark has no word before it: nothing to look for.
        worded = before.rstrip(" \t\n:(")[-1:].isalpha() or before.rstrip()[-1:] in (".", "§")
        kind = _KIND.search(before) if worded else None
        if worded and kind is None and _NO_GOAL_BEFORE.search(before):
            continue
        if _UNIT_AFTER.match(text[found.end() : found.end() + _LOOK_BACK]):
            continue
        pieces = tuple(
            (
                piece["number"],
                found.start() + piece.start("number"),
                found.start() + piece.end("number"),
                bool(re.fullmatch(_RANGE, piece["link"] or "")),
            )
            for piece in _PIECE.finditer(found.group())
        )
        word = (kind.lastgroup or "") if kind else ""
        begins = found.start() - (len(before) - kind.start()) if kind else found.start()
        yield Expression(pieces, word, begins, found.start(), found.end())


def depth_of(number: str) -> int:
    """Return how many parts a number has."""
    return number.count(".") + 1


def bare(number: str) -> str:
    """Return a number as it is compared: without what stands around it in print.

    >>> bare("Mål 2.3."), bare("1.A")
    ('2.3', '1.a')
    """
    found = re.search(rf"(?<!\w){_NUMBER}", number, re.IGNORECASE)
    return (found.group() if found else number).strip(". ").lower()


def between(first: str, last: str, known: list[str]) -> list[str]:
    """Return the numbers of a range, both ends included, out of those that are there, in order.

    >>> between("2.1", "2.3", ["1", "2", "2.1", "2.1.1", "2.2", "2.3"])
    ['2.1', '2.2', '2.3']
    """
    if first not in known or last not in known or known.index(first) > known.index(last):
        return [number for number in (first, last) if number in known]
    inside = known[known.index(first) : known.index(last) + 1]
    return [number for number in inside if depth_of(number) == depth_of(first)]
