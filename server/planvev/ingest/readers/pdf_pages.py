"""The words, rules and dots of a PDF's pages, as PDFium finds them.

PDFium comes with pdfplumber and reads a page in a tenth of the time that pdfplumber itself takes.
Coordinates are points; x to the right, y downwards, in the direction that most of the page's text
is read, so that tables printed on their side are read like others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any, Final, NamedTuple

from planvev.ingest.limits import CHARACTERS_MAX
from planvev.ingest.readers.pdf_drawings import Drawings, Turn, drawings_of
from planvev.ingest.readers.pdf_letters import UNKNOWN, raw_words
from planvev.ingest.refusals import refuse

PAGES_MAX: Final = 600
"""A page takes some 10 ms; the longest plans have 300 pages."""
_NO_TITLE: Final = re.compile(
    r"^\(.*\)$|^untitled|^uten navn|^Microsoft Word - |\.(?:html?|docx?|pdf|indd|rtf|odt)$",
    re.IGNORECASE,
)
"""What programs put where nobody gave a title."""


class Word(NamedTuple):
    """A word. y: its baseline. size: points, as printed."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass
class Page:
    """A page. aside: text that runs in another direction.

    unknown: letters whose font does not say which they are.
    """

    number: int
    height: float
    words: list[Word] = field(default_factory=list)
    aside: str = ""
    drawings: Drawings = field(default_factory=Drawings)
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
        raise refuse(name, "unreadable", "PDF", "its structure is broken") from error
    try:
        if count == 0:
            raise refuse(name, "no-text")
        if count > PAGES_MAX:
            raise refuse(name, "too-many-pages", count, PAGES_MAX)
        pages = _pages(document, count, raw, name)
        try:
            yield Opened(_facts(document), pages)
        finally:
            # A page that is still open has to be closed before its document.
            pages.close()
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


def _pages(document: Any, count: int, raw: Any, name: str) -> Generator[Page, None, None]:
    total = 0
    for index in range(count):
        handle = raw.FPDF_LoadPage(document.raw, index)
        if not handle:
            # What cannot be read of a page is said of it as of a page without text.
            yield Page(index + 1, 0, drawings=Drawings(has_picture=True))
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


def _page(raw: Any, handle: Any, text: Any, number: int) -> Page:
    box = raw.FS_RECTF()
    raw.FPDF_GetPageBoundingBox(handle, box)
    found = list(raw_words(raw, text)) if text else []
    turns: Counter[int] = Counter()
    for word in found:
        turns[word.quarters] += len(word.text)
    quarters = turns.most_common(1)[0][0] if turns else 0
    turn = Turn(quarters, box.left, box.bottom, box.right, box.top)
    page = Page(number, turn.height)
    aside = []
    for word in found:
        page.unknown += word.text.count(UNKNOWN)
        if word.quarters != quarters:
            aside.append(word.text)
            continue
        x0, y = turn.place(*word.first)
        x1, _ = turn.place(*word.last)
        page.words.append(Word(word.text, min(x0, x1), max(x0, x1), y, word.size, word.bold))
    page.aside = " ".join(aside)
    page.drawings = drawings_of(raw, handle, turn)
    return page
