"""Which words of a text answer a search, and the part of the text that shows them. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from planvev.search.words import fold, stem, words_of

SNIPPET_CHARACTERS: Final = 260


@dataclass(frozen=True)
class Piece:
    """A piece of a text; marked: whether it answers the search."""

    text: str
    marked: bool


def pieces(text: str, stems: Collection[str]) -> list[Piece]:
    """Cut a text into pieces that answer a search and pieces that do not.

    >>> [(p.text, p.marked) for p in pieces("flere barnehager nå", {"barnehag"})]
    [('flere ', False), ('barnehager', True), (' nå', False)]
    """
    found: list[Piece] = []
    last = 0
    for word in words_of(text):
        if stem(word.text) in stems or fold(word.text) in stems or stem(word.text, "en") in stems:
            if word.start > last:
                found.append(Piece(text[last : word.start], False))
            found.append(Piece(word.text, True))
            last = word.end
    if last < len(text):
        found.append(Piece(text[last:], False))
    return found


def snippet(text: str, stems: Collection[str], characters: int = SNIPPET_CHARACTERS) -> str:
    """Return the part of a text around its first word that answers a search, cut between words.

    >>> snippet("en to tre fire fem seks sju åtte ni", {"fem"}, 16)
    '… fem seks …'
    """
    text = " ".join(text[:100_000].split())
    if len(text) <= characters:
        return text
    at = next(
        (w.start for w in words_of(text) if stem(w.text) in stems or fold(w.text) in stems), 0
    )
    first = max(min(at - characters // 3, len(text) - characters), 0)
    cut = text[first : first + characters]
    if first:
        cut = "… " + cut.partition(" ")[2]
    if first + characters < len(text):
        cut = cut.rpartition(" ")[0] + " …"
    return cut
