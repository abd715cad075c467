"""The words of a PDF's page, letter by letter, as PDFium finds them."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

_BOLD: Final = re.compile(r"bold|black|heavy|semibold|demi(?!italic)", re.IGNORECASE)
_HYPHEN: Final = 2
"""What PDFium gives for a hyphen at the end of a line."""
UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
_WHITE: Final = frozenset({9, 10, 13, 32, 160})
APART: Final = 0.17
"""Of the size of the type: a space takes a quarter, in lines set to one width less."""


def letter_of(code: int) -> str:
    """Return a letter by its code; UNKNOWN where a font gives none that can be printed.

    >>> letter_of(229), letter_of(2), letter_of(3) == UNKNOWN
    ('å', '-', True)
    """
    if code == _HYPHEN:
        return "-"
    if code < 0x20 or 0x7F <= code < 0xA0 or 0xD800 <= code < 0xE000 or code & 0xFFFE == 0xFFFE:
        return UNKNOWN
    return chr(code)


class RawWord(NamedTuple):
    """A word in the page's own coordinates: where its baseline begins and ends."""

    text: str
    first: tuple[float, float]
    last: tuple[float, float]
    size: float
    bold: bool
    quarters: int


def raw_words(raw: Any, text: Any) -> Iterator[RawWord]:
    """Yield the words of a page in the order of its content.

    A word ends at white space, where letters stand apart, and where the baseline changes. The
    white space that PDFium itself puts in is passed over: on a page with little text it takes
    columns for vertical writing.
    """
    letters = _Letters(raw, text)
    word: _Open | None = None
    unicode_, is_made = raw.FPDFText_GetUnicode, raw.FPDFText_IsGenerated
    for index in range(raw.FPDFText_CountChars(text)):
        code = unicode_(text, index)
        if code in _WHITE:
            if word and not is_made(text, index):
                yield word.closed()
                word = None
            continue
        box = letters.box(index)
        if word and not word.takes(box):
            yield word.closed()
            word = None
        if not word:
            word = letters.open(index, box)
        word.add(letter_of(code), box)
    if word:
        yield word.closed()


_Box = tuple[float, float, float, float]
"""Left, bottom, right, top: of a letter with the room that its font gives it."""


@dataclass(slots=True)
class _Open:
    """A word under way: the baseline it begins on, its last letter's box."""

    origin: tuple[float, float]
    size: float
    bold: bool
    quarters: int
    letters: list[str] = field(default_factory=list)
    last: _Box = (0.0, 0.0, 0.0, 0.0)

    def takes(self, box: _Box) -> bool:
        """Whether a letter goes on with the word: right after it, on its line."""
        left, bottom, right, top = box
        before_left, before_bottom, before_right, before_top = self.last
        if self.quarters == 0:
            gap, across = left - before_right, bottom - before_bottom
        elif self.quarters == 1:
            gap, across = bottom - before_top, right - before_right
        elif self.quarters == 2:
            gap, across = before_left - right, top - before_top
        else:
            gap, across = before_bottom - top, left - before_left
        return -self.size < gap < APART * self.size and abs(across) < 0.3 * self.size + 0.5

    def add(self, letter: str, box: _Box) -> None:
        """Put a letter to the word."""
        self.letters.append(letter)
        self.last = box

    def closed(self) -> RawWord:
        """Return the word as it is."""
        left, bottom, right, top = self.last
        x, y = self.origin
        ends = ((right, y), (x, top), (left, y), (x, bottom))
        return RawWord(
            "".join(self.letters),
            self.origin,
            ends[self.quarters],
            self.size,
            self.bold,
            self.quarters,
        )


class _Letters:
    """Asks PDFium about single letters; its calls fill buffers, which are made once."""

    def __init__(self, raw: Any, text: Any) -> None:
        self._raw = raw
        self._text = text
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._matrix = raw.FS_MATRIX()
        self._box = raw.FS_RECTF()
        self._buffer = ctypes.create_string_buffer(128)
        self._flags = ctypes.c_int()

    def box(self, index: int) -> _Box:
        """Return where a letter stands."""
        box = self._box
        self._raw.FPDFText_GetLooseCharBox(self._text, index, box)
        return box.left, box.bottom, box.right, box.top

    def open(self, index: int, box: _Box) -> _Open:
        """Return the word that a letter begins."""
        size, quarters = self._scaled(index)
        if not self._raw.FPDFText_GetCharOrigin(self._text, index, self._x, self._y):
            return _Open((box[0], box[1]), size, False, quarters)
        return _Open((self._x.value, self._y.value), size, self._is_bold(index), quarters)

    def _scaled(self, index: int) -> tuple[float, int]:
        """Return a letter's size as printed, and the quarter turns of the line it stands on."""
        matrix = self._matrix
        size = float(self._raw.FPDFText_GetFontSize(self._text, index))
        if not self._raw.FPDFText_GetMatrix(self._text, index, matrix):
            return size, 0
        # The matrix takes the letter's own axes to the page's; a and b are where x goes.
        if abs(matrix.a) >= abs(matrix.b):
            quarters = 0 if matrix.a >= 0 else 2
        else:
            quarters = 1 if matrix.b > 0 else 3
        return size * float((matrix.c**2 + matrix.d**2) ** 0.5), quarters

    def _is_bold(self, index: int) -> bool:
        length = self._raw.FPDFText_GetFontInfo(
            self._text, index, self._buffer, len(self._buffer), self._flags
        )
        name = self._buffer.raw[: min(length, len(self._buffer))].decode("utf-8", "replace")
        return bool(length and _BOLD.search(name))
