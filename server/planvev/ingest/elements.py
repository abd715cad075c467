"""What was recognised in a document, as plain data between reading and RDF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a slice of the source is to the element that it belongs to."""

    WORDING = "wording"
    REPEATED = "repeated"
    QUOTATION = "quotation"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Slice:
    """A contiguous piece of the source: code points, end exclusive, no white space at its ends."""

    start: int
    end: int
    role: Role = Role.WORDING


@dataclass(frozen=True, slots=True)
class Furniture:
    """Characters that belong to no element: caption, number, bullet, lead-in, separator."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class GivenPassage:
    """A passage of a text that is not at hand: it is written as it was given.

    source: SHA-256 of the text. start, end: code points, end exclusive. exact: what stands there.
    """

    source: str
    start: int
    end: int
    role: Role
    exact: str
    cut_words: tuple[str, ...] = ()


@dataclass
class Element:
    """One element of a plan, or one finding about an element.

    kind: the class, as in the ontology ("Goal"). path: its IRI below the plan's ("goal/2.6").
    parent: the path of the element above it, or that the finding is about; "" for the plan itself.
    position: from 1 among the siblings of its kind. slices: in the source's order. text: the
    wording, "" for an element in other words than the document's, which has a label then.
    properties: further facts by name. given: passages of other texts, instead of slices.
    """

    kind: str
    path: str
    parent: str
    position: int
    slices: list[Slice]
    text: str = ""
    label: str | None = None
    notation: str | None = None
    properties: dict[str, str | list[str]] = field(default_factory=dict)
    given: list[GivenPassage] = field(default_factory=list)

    def slices_of(self, role: Role) -> Iterator[Slice]:
        """Yield the slices that have this role, in order."""
        return (piece for piece in self.slices if piece.role is role)


@dataclass
class Extraction:
    """A plan as it goes into RDF: elements in the document's order, furniture, its own facts."""

    source: str
    source_sha256: str
    language: str
    elements: list[Element]
    furniture: list[Furniture]
    plan_facts: dict[str, str] = field(default_factory=dict)
    plan_slices: list[Slice] = field(default_factory=list)
    dehyphenated: dict[int, str] = field(default_factory=dict)
    """The joined word, by the place of the hyphen that it is printed with."""
    findings: list[Element] = field(default_factory=list)


_WHITE_SPACE = re.compile(r"\s+")


def fold_white_space(text: str) -> str:
    """Put one space for every run of white space and none at the ends.

    >>> fold_white_space(" grad en  tidligere ")
    'grad en tidligere'
    """
    return _WHITE_SPACE.sub(" ", text).strip()


def join_word(text: str, word: str) -> str:
    """Join a word that the line break cut with a hyphen, in a text with folded white space.

    Raises ValueError where the cut word does not stand in the text exactly once.

    >>> join_word("utdannings- og forsknings- institusjonene", "forskningsinstitusjonene")
    'utdannings- og forskningsinstitusjonene'
    """
    cuts = [f"{word[:place]}- {word[place:]}" for place in range(1, len(word))]
    found = [cut for cut in cuts if cut in text]
    if len(found) != 1 or text.count(found[0]) != 1:
        raise ValueError(f"«{word}» is not cut by a hyphen exactly once in «{text}»")
    return text.replace(found[0], word)


def wording(source: str, slices: list[Slice], words: list[str]) -> str:
    """Return the text that ordered slices make: white space folded, the listed words joined."""
    text = fold_white_space(" ".join(source[piece.start : piece.end] for piece in slices))
    for word in words:
        text = join_word(text, word)
    return text
