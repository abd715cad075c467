"""Texts of one thing, without end: what regular expressions stumble over."""

from __future__ import annotations

from functools import partial
from typing import Final

from hostile.document_cases import case
from promises.serving import size

_LINE: Final = size(100_000, 4_900_000)
_COUNT: Final = size(4_000, 40_000)
_MARKDOWN: Final = size(50_000, 1_000_000)
_UNITS: Final = {
    "bullets": " • ",
    "small letters o as bullets": " o ",
    "dashes": " - ",
    "digits": "1",
    "digits and dots": "1.",
    "numbers": "1.1.1.1 ",
    "spaces before a full stop": " ",
    "tabs": "\t",
    "round brackets": "(",
    "letters with round brackets": "a) ",
    "capitals": "A",
    "capitals and spaces": "VI SKAL ",
    "goals": "Mål 1 ",
    "colons": "Mål: ",
    "promises": "Vi skal ",
    "the small words": "og ",
    "one long word": "a",
    "full stops": ".",
    "dots and spaces": ". ",
    "hyphens": "a-",
    "soft hyphens": "\u00ad",
    "no-break spaces": "\u00a0",
    "zero-width characters": "\u200b",
    "combining marks": "\u0301",
    "marks of direction": "\u202e\u202d",
    "question marks": "?",
    "pipes": "|",
    "hashes": "#",
    "asterisks": "*",
    "pairs of asterisks": "**a",
    "underscores": "_",
    "backticks": "`",
    "square brackets": "[",
    "links": "[a](",
    "angle brackets": "<",
    "signs of quotation": "«",
    "years": "2024-",
    "Roman numbers": "IVX",
    "form feeds": "\f",
    "unusual spaces": "\u2003\u2028",
    "percentages": "10 % ",
    "escapes": "\\",
}
_LINES: Final = {
    "lines of one letter": "a\n",
    "lines of a bullet": "•\n",
    "lines of a number": "1.\n",
    "lines that end in a hyphen": "ab-\n",
    "lead-ins": "SLIK VIL VI HA DET:\n",
    "headings": "# a\n",
    "short headings in capitals": "MÅL\n",
    "page numbers": "Side 1 av 9\n\f",
    "rules": "---\n",
    "table rows": "| a | b |\n",
    "empty items": "- \n",
    "goals without end": "Mål 1\n",
    "the same sentence": "Vi skal ha det bra i Lillevik.\n",
    "lines with carriage returns": "a\r",
    "dotted lines of contents": "Mål ........ 3\n",
    "items a hundred deep": "- " * 100 + "a\n",
}


def _repeated(unit: str, length: int = _LINE) -> bytes:
    return (unit * (length // len(unit))).encode()[:49_000_000]


def _indented(depth: int, step: int = 2) -> bytes:
    return "".join(f"{' ' * step * n}- Vi skal {n}\n" for n in range(depth)).encode()


TEXTS: Final = [
    *(
        case(f"one line of {name}", "plan.txt", partial(_repeated, unit))
        for name, unit in _UNITS.items()
    ),
    *(
        case(f"thousands of {name}", "plan.txt", partial(_repeated, unit, _COUNT * len(unit)))
        for name, unit in _LINES.items()
    ),
    *(
        case(f"markdown of {name}", "plan.md", partial(_repeated, unit, _MARKDOWN))
        for name, unit in {**_UNITS, **_LINES}.items()
    ),
    case("lists two thousand deep", "plan.md", partial(_indented, 2_000)),
    case(
        "lists two thousand deep by tabs",
        "plan.txt",
        lambda: _indented(2_000).replace(b"  ", b"\t"),
    ),
    case(
        "quotations in quotations",
        "plan.md",
        lambda: b"".join(b">" * n + b" a\n" for n in range(2_000)),
    ),
    case(
        "numbers that grow deeper",
        "plan.txt",
        lambda: "".join(".".join(["1"] * n) + " Mål\n" for n in range(1, 1_500)).encode(),
    ),
    case("a table of a row of many columns", "plan.md", lambda: b"|a" * _MARKDOWN + b"|\n|-|\n"),
    case("unclosed code", "plan.md", lambda: b"```\n" + b"Vi skal\n" * _COUNT),
    case("unclosed front matter", "plan.md", lambda: b"---\na: b\n" + b"a: &b *b\n" * _COUNT),
    case("surrogates in UTF-8", "plan.txt", lambda: b"Plan \xed\xa0\x80 for Lillevik\n"),
    case("half a surrogate in UTF-16", "plan.txt", lambda: b"\xff\xfeP\0\x00\xd8a\0"),
    case(
        "characters that are none", "plan.txt", lambda: "Plan \ufffe\uffff\U0010ffff x\n".encode()
    ),
    case("overlong UTF-8", "plan.txt", lambda: b"Plan \xc0\xaf for Lillevik\n"),
    case("tags of languages", "plan.txt", lambda: ("a\U000e0041" * 100_000).encode()),
]
