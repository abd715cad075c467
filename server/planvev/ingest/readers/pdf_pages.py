"""The words, rules and dots of a PDF's pages, as PDFium finds them.

PDFium comes with pdfplumber and reads a page in a tenth of the time that pdfplumber itself takes.
Coordinates are points; x to the right, y downwards, in the direction that most of the page's text
is read, so that tables printed on their side are read like others.
"""

from __future__ import annotations

import ctypes
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, NamedTuple

from planvev.ingest.limits import CHARACTERS_MAX
from planvev.ingest.refusals import refuse

PAGES_MAX: Final = 600
"""A page takes some 10 ms; the longest plans have 300 pages."""
_OBJECTS_MAX: Final = 5_000
"""Drawings of a page beyond which they are a map, not the rules of a table."""
_SEGMENTS_MAX: Final = 400
_THIN: Final = 2.5
_DOT: Final = (1.5, 8.0)
"""Width and height of what a program draws where it lists with dots."""
_BOLD: Final = re.compile(r"bold|black|heavy|semibold|demi(?!italic)", re.IGNORECASE)
_NO_TITLE: Final = re.compile(
    r"^\(.*\)$|^untitled|^uten navn|^Microsoft Word - |\.(?:html?|docx?|pdf|indd|rtf|odt)$",
    re.IGNORECASE,
)
"""What programs put where nobody gave a title."""
_HYPHEN: Final = 2
"""What PDFium gives for a hyphen at the end of a line."""
_PRIVATE_OR_NONE: Final = frozenset({0, 0xFFFD, 0xFFFE, 0xFFFF})


class Word(NamedTuple):
    """A word. y: its baseline. size: points, as printed."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


class Edge(NamedTuple):
    """A ruled line. at: its y where it is level, else its x; from start to end along the other."""

    level: bool
    at: float
    start: float
    end: float


@dataclass
class Page:
    """A page. aside: text that runs in another direction. dots: (x, y) of drawn bullets' centres.

    unknown: letters whose font does not say which they are.
    """

    number: int
    height: float
    words: list[Word] = field(default_factory=list)
    aside: str = ""
    edges: list[Edge] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    has_picture: bool = False
    unknown: int = 0


class Opened(NamedTuple):
    """An opened PDF. facts: what it says of itself, by the keys of ``Document.meta``."""

    facts: dict[str, str]
    pages: Iterator[Page]


@contextmanager
def opened(content: bytes, name: str) -> Iterator[Opened]:
    """Open a PDF. name: for messages.

    Raises DocumentRefused: "missing-extra", "encrypted", "unreadable", "too-many-pages",
    "no-text" (it has no pages), and while the pages are read "too-much-text".
    """
    try:
        pdfium = import_module("pypdfium2")
        raw = import_module("pypdfium2.raw")
    except ImportError as error:
        raise refuse(name, "missing-extra") from error
    try:
        document = pdfium.PdfDocument(content)
        count = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise refuse(name, "encrypted") from error
        raise refuse(name, "unreadable", "PDF", str(error)[:200]) from error
    try:
        if count == 0:
            raise refuse(name, "no-text")
        if count > PAGES_MAX:
            raise refuse(name, "too-many-pages", count, PAGES_MAX)
        yield Opened(_facts(document), _pages(document, count, raw, name))
    finally:
        document.close()


def _facts(document: Any) -> dict[str, str]:
    said = document.get_metadata_dict()
    title = " ".join(said.get("Title", "").split())
    facts = {"title": "" if _NO_TITLE.search(title) else title}
    # D:YYYYMMDDHHmmSS, ISO 32000-1 §7.9.4.
    date = re.match(r"D:(\d{4})(\d\d)(\d\d)", said.get("CreationDate", ""))
    facts["created"] = "-".join(date.groups()) if date else ""
    return {key: text for key, text in facts.items() if text}


def _pages(document: Any, count: int, raw: Any, name: str) -> Iterator[Page]:
    total = 0
    for index in range(count):
        handle = raw.FPDF_LoadPage(document.raw, index)
        if not handle:
            # What cannot be read of a page is said of it as of a page without text.
            yield Page(index + 1, 0, has_picture=True)
            continue
        text = raw.FPDFText_LoadPage(handle)
        try:
            if text:
                total += raw.FPDFText_CountChars(text)
            if total > 2 * CHARACTERS_MAX:
                raise refuse(name, "too-much-text", CHARACTERS_MAX)
            yield _page(raw, handle, text, index + 1)
        finally:
            if text:
                raw.FPDFText_ClosePage(text)
            raw.FPDF_ClosePage(handle)


class _Turn(NamedTuple):
    """How a page is turned until its text is level: its quarter turns, its corners."""

    quarters: int
    left: float
    bottom: float
    right: float
    top: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page is, y downwards."""
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    @property
    def height(self) -> float:
        """The height of the page as it is read."""
        turned = self.quarters % 2
        return self.right - self.left if turned else self.top - self.bottom


def _page(raw: Any, handle: Any, text: Any, number: int) -> Page:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(handle, box)
    found = list(_raw_words(raw, text)) if text else []
    turns: Counter[int] = Counter()
    for word in found:
        turns[word.quarters] += len(word.text)
    quarters = turns.most_common(1)[0][0] if turns else 0
    turn = _Turn(quarters, box.left, box.bottom, box.right, box.top)
    page = Page(number, turn.height)
    aside = []
    for word in found:
        page.unknown += sum(ord(letter) in _PRIVATE_OR_NONE for letter in word.text)
        if word.quarters != quarters:
            aside.append(word.text)
            continue
        x0, y = turn.place(*word.first)
        x1, _ = turn.place(*word.last)
        page.words.append(Word(word.text, min(x0, x1), max(x0, x1), y, word.size, word.bold))
    page.aside = " ".join(aside)
    _draw(raw, handle, turn, page)
    return page


class _RawWord(NamedTuple):
    """A word in the page's own coordinates: where its baseline begins and ends."""

    text: str
    first: tuple[float, float]
    last: tuple[float, float]
    size: float
    bold: bool
    quarters: int


def _raw_words(raw: Any, text: Any) -> Iterator[_RawWord]:
    """Yield the words of a page in the order of its content.

    A word ends at white space, which PDFium also puts where letters stand far apart, and where the
    baseline changes.
    """
    reader = _Letters(raw, text)
    letters: list[str] = []
    first = last = 0
    origin = before = (0.0, 0.0)
    unicode_, place = raw.FPDFText_GetUnicode, reader.origin
    for index in range(raw.FPDFText_CountChars(text)):
        code = unicode_(text, index)
        if code in (9, 10, 13, 32, 160):
            if letters:
                yield reader.word("".join(letters), first, last, origin)
                letters = []
            continue
        at = place(index)
        if letters:
            across = min(abs(at[0] - before[0]), abs(at[1] - before[1]))
            if across > 1.0 and across > 0.25 * reader.size(first):
                yield reader.word("".join(letters), first, last, origin)
                letters = []
        if not letters:
            first, origin = index, at
        letters.append("-" if code == _HYPHEN else chr(code) if code else "�")
        last, before = index, at
    if letters:
        yield reader.word("".join(letters), first, last, origin)


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

    def origin(self, index: int) -> tuple[float, float]:
        """Return where a letter begins on its baseline."""
        self._raw.FPDFText_GetCharOrigin(self._text, index, self._x, self._y)
        return self._x.value, self._y.value

    def size(self, index: int) -> float:
        """Return a letter's size as printed."""
        return self._scaled(index)[0]

    def _scaled(self, index: int) -> tuple[float, int]:
        matrix = self._matrix
        size = float(self._raw.FPDFText_GetFontSize(self._text, index))
        if not self._raw.FPDFText_GetMatrix(self._text, index, matrix):
            return size, 0
        # The matrix takes the letter's own axes to the page's; b and a are where x goes.
        if abs(matrix.a) >= abs(matrix.b):
            quarters = 0 if matrix.a >= 0 else 2
        else:
            quarters = 1 if matrix.b > 0 else 3
        return size * float((matrix.c**2 + matrix.d**2) ** 0.5), quarters

    def word(self, letters: str, first: int, last: int, origin: tuple[float, float]) -> _RawWord:
        """Return the word from the first letter to the last."""
        size, quarters = self._scaled(first)
        box = self._box
        self._raw.FPDFText_GetLooseCharBox(self._text, last, box)
        end = {
            0: (box.right, origin[1]),
            1: (origin[0], box.top),
            2: (box.left, origin[1]),
            3: (origin[0], box.bottom),
        }[quarters]
        return _RawWord(letters, origin, end, size, self._is_bold(first), quarters)

    def _is_bold(self, index: int) -> bool:
        length = self._raw.FPDFText_GetFontInfo(
            self._text, index, self._buffer, len(self._buffer), self._flags
        )
        name = self._buffer.raw[: min(length, len(self._buffer))].decode("utf-8", "replace")
        return bool(length and _BOLD.search(name))


def _draw(raw: Any, handle: Any, turn: _Turn, page: Page) -> None:
    """Note the rules, dots and pictures of a page."""
    count = raw.FPDFPage_CountObjects(handle)
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(min(count, _OBJECTS_MAX)):
        drawn = raw.FPDFPage_GetObject(handle, index)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            page.has_picture = True
        if kind != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(drawn, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        x0, y0 = turn.place(left, bottom)
        x1, y1 = turn.place(right, top)
        _shape(raw, drawn, turn, page, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    page.has_picture = page.has_picture or count > _OBJECTS_MAX


def _shape(
    raw: Any, drawn: Any, turn: _Turn, page: Page, box: tuple[float, float, float, float]
) -> None:
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    if height <= _THIN and width > 4 * max(height, 1.0):
        page.edges.append(Edge(True, (y0 + y1) / 2, x0, x1))
    elif width <= _THIN and height > 4 * max(width, 1.0):
        page.edges.append(Edge(False, (x0 + x1) / 2, y0, y1))
    elif _DOT[0] <= width <= _DOT[1] and _DOT[0] <= height <= _DOT[1]:
        page.dots.append(((x0 + x1) / 2, (y0 + y1) / 2))
    elif width > 10 and height > 6:
        count = raw.FPDFPath_CountSegments(drawn)
        if count <= _SEGMENTS_MAX:
            page.edges += _segments(raw, drawn, turn, count)


def _segments(raw: Any, drawn: Any, turn: _Turn, count: int) -> Iterator[Edge]:
    """Yield the level and upright lines of a path."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = None
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawn, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        at = turn.place(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = at
        elif kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            yield from _edge(before, at)
        before = at
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            yield from _edge(at, start)


def _edge(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Edge]:
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if down <= 1 < across:
        yield Edge(True, one[1], min(one[0], other[0]), max(one[0], other[0]))
    elif across <= 1 < down:
        yield Edge(False, one[0], min(one[1], other[1]), max(one[1], other[1]))
