"""Cells that hold several things: a list with bullets, or one thing on each line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_BULLET: Final = re.compile(
    r"[^\S\n]*(?:[•●▪■◦○‣⁃·✓►➢➤\u2043\uf0b7\uf0a7]|[-–—*o](?=[^\S\n])|\d{1,2}[.)](?=[^\S\n])|[a-zæøå]\)(?=[^\S\n]))"
    r"[^\S\n]*"
)
_MARK: Final = re.compile(r"\s*[•●▪■◦○‣⁃·✓►➢➤\u2043\uf0b7\uf0a7]\s*|\s*[-–*]\s+")
"""Before a single thing: letters and figures there may be of the text."""
_INLINE: Final = re.compile(r"[•●▪■◦‣►➢➤\uf0b7\uf0a7]")
_LINE: Final = re.compile(r"[^\n]+")
_SENTENCE: Final = re.compile(r"[A-ZÆØÅ«\"0-9]")
_GOES_ON: Final = re.compile(r"(?:[,;–-]|\b(?:og|eller|som|i|på|til|for|med|av|and|or|of|to))\s*$")


@dataclass(frozen=True)
class Piece:
    """A piece of a cell's text. start: with its bullet. text_start: without. guessed: by lines."""

    start: int
    text_start: int
    end: int
    guessed: bool = False


@dataclass(frozen=True)
class Parts:
    """The pieces of a cell. lead_in: the end of what introduces them, 0 for nothing."""

    pieces: tuple[Piece, ...]
    lead_in: int = 0


def pieces_of(text: str, by_lines: bool) -> Parts:
    r"""Return the pieces of a cell's text.

    by_lines: lines that look like sentences of their own are pieces, too.

    >>> text = "Vi skal:\n- lese\n- skrive"
    >>> parts = pieces_of(text, by_lines=True)
    >>> [text[p.text_start : p.end].strip() for p in parts.pieces], text[: parts.lead_in]
    (['lese', 'skrive'], 'Vi skal:')
    """
    bulleted = _bulleted(text)
    starts = [start for start, bullet in bulleted if bullet]
    if len(starts) >= 2:
        return _by_starts(text, starts)
    if not starts and by_lines:
        lines = [match.span() for match in _LINE.finditer(text) if match.group().strip()]
        if len(lines) > 1 and all(_own_sentence(text, lines, n) for n in range(len(lines))):
            return Parts(tuple(Piece(start, start, end, guessed=True) for start, end in lines))
    begin = starts[0] if starts and not text[: starts[0]].strip() else 0
    bullet = _MARK.match(text, begin)
    return Parts((Piece(begin, bullet.end() if bullet else begin, len(text)),))


def _bulleted(text: str) -> list[tuple[int, bool]]:
    """Return where lines and marks in a line begin, and whether a bullet stands there."""
    starts = {match.start() for match in _LINE.finditer(text)}
    starts |= {match.start() for match in _INLINE.finditer(text)}
    return [(start, _BULLET.match(text, start) is not None) for start in sorted(starts)]


def _by_starts(text: str, starts: list[int]) -> Parts:
    pieces = []
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        bullet = _BULLET.match(text, start)
        text_start = bullet.end() if bullet else start
        if text[text_start:end].strip():
            pieces.append(Piece(start, text_start, end))
    before = text[: starts[0]]
    if not before.strip():
        return Parts(tuple(pieces))
    if before.rstrip().endswith(":"):
        return Parts(tuple(pieces), lead_in=len(before.rstrip()))
    return Parts((Piece(0, 0, starts[0]), *pieces))


def _own_sentence(text: str, lines: list[tuple[int, int]], number: int) -> bool:
    """Whether a line seems to say something by itself: begins so, and the one before has ended."""
    start, end = lines[number]
    if not _SENTENCE.match(text[start:end].strip()):
        return False
    before = text[slice(*lines[number - 1])] if number else ""
    return _GOES_ON.search(before) is None
