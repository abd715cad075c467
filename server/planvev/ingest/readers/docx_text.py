"""The text of a Word paragraph: its runs, and what they hold besides text.

Source: ECMA-376 Part 1, 17.3.3 (run content), 17.13.5 (revisions), 17.16 (fields).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from lxml import etree

from planvev.ingest.readers.docx_package import W, is_on, local, text_below, value, whole_number
from planvev.ingest.readers.docx_styles import Style, Styles

_SIGNS: Final = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS: Final = {
    ("symbol", 0xB7): "•",
    ("symbol", 0xAE): "→",
    ("symbol", 0xDE): "⇒",
    ("wingdings", 0x6C): "●",
    ("wingdings", 0x6E): "■",
    ("wingdings", 0x76): "❖",
    ("wingdings", 0x9F): "•",
    ("wingdings", 0xA7): "▪",
    ("wingdings", 0xA8): "◻",
    ("wingdings", 0xD8): "➢",
    ("wingdings", 0xE0): "→",
    ("wingdings", 0xE8): "➔",
    ("wingdings", 0xFC): "✔",
    ("wingdings", 0xFE): "☑",
}
"""What the fonts of symbols show for a code that plans use; others keep their code."""
_PASSED: Final = frozenset({"ins", "moveTo", "smartTag", "hyperlink", "dir", "bdo", "fldSimple"})
"""What only wraps runs. Inserted text counts: it is what the reviewers propose to adopt."""
_REMOVED: Final = frozenset({"del", "moveFrom"})
_PICTURES: Final = frozenset({"pic", "relIds", "chart", "imagedata", "OLEObject"})
_CONTENTS_FIELD: Final = re.compile(r"\s*(?:TOC|INDEX|TOA)\b", re.IGNORECASE)

_Said = TypeVar("_Said", bool, int)


class Pages:
    """Which page the text is on, as far as the file tells.

    Word writes where its pages broke when it last showed the document; those marks alone count
    then. Other programs leave none: there only breaks that the author put in are known, and no
    page is named any more once the text since the last one may have filled a page.
    """

    SURELY_FITS: Final = 1_500
    """Characters, a paragraph weighing 60 besides; a page of running text has about 3,000."""

    def __init__(self, rendered: bool) -> None:
        self._rendered = rendered
        self._page = 1
        self._since = 0
        self._known = True

    @property
    def page(self) -> int:
        """The page, from 1; 0 for unknown."""
        return self._page if self._known else 0

    def break_(self, rendered: bool) -> None:
        """Come upon a break: one that Word marked when it showed the page, or the author's own."""
        if rendered is self._rendered:
            self._page += 1
            self._since = 0

    def fill(self, text: str) -> None:
        """Put a paragraph on the page."""
        self._since += len(text) + 60
        self._known = self._known and (self._rendered or self._since <= self.SURELY_FITS)


class _Look(NamedTuple):
    """How a run is printed. size: half points."""

    bold: bool
    size: int


@dataclass
class Field:
    """A field under way: its code so far, and whether its result has begun."""

    code: str = ""
    in_result: bool = False

    @property
    def is_contents(self) -> bool:
        """Whether its result is a table of contents or an index."""
        return self.in_result and _CONTENTS_FIELD.match(self.code) is not None


@dataclass
class Found:
    """What the runs of one paragraph hold.

    pieces: its text. page: where that begins; blank: whether it has not begun. bold: all of it.
    sizes: characters by their size in half points. boxes: text boxes that hang on it, to be read
    after it. in_contents: all of it belongs to a table of contents.
    """

    pieces: list[str] = field(default_factory=list)
    page: int = 0
    blank: bool = True
    bold: bool = True
    sizes: Counter[int] = field(default_factory=Counter)
    boxes: list[etree._Element] = field(default_factory=list)
    in_contents: bool = True

    @property
    def text(self) -> str:
        """Its text as one."""
        return "".join(self.pieces)


@dataclass
class Runs:
    """Reads the runs of paragraphs, one paragraph after the other.

    counts: of what is not in the text ("deleted", "comments", "hidden", "pictures"), for warnings.
    notes: footnotes and endnotes in the order that the text calls them, as (kind, identifier).
    """

    styles: Styles
    pages: Pages
    counts: Counter[str] = field(default_factory=Counter)
    notes: dict[tuple[str, str], int] = field(default_factory=dict)
    _fields: list[Field] = field(default_factory=list)

    def read(self, paragraph: etree._Element, style: Style) -> Found:
        """Return what a paragraph holds."""
        found = Found(page=self.pages.page)
        self._walk(paragraph, style, found)
        found.in_contents = found.in_contents and not found.blank
        # A field whose code does not end with its paragraph is broken; its text is text.
        self._fields = [each for each in self._fields if each.in_result]
        found.bold = found.bold and not found.blank
        return found

    def end_fields(self) -> None:
        """Leave all fields: where a table of contents is not closed, a heading ends it."""
        self._fields.clear()

    def _in_contents(self) -> bool:
        return any(each.is_contents for each in self._fields)

    def _walk(self, parent: etree._Element, style: Style, found: Found) -> None:
        for child in parent:
            name = local(child)
            if name == "r":
                self._run(child, style, found)
            elif name in _PASSED or name == "customXml":
                self.counts["inserted"] += name in ("ins", "moveTo")
                self._walk(child, style, found)
            elif name in _REMOVED:
                self.counts["deleted"] += 1
            elif name == "sdt":
                for content in child.iterchildren(W + "sdtContent"):
                    self._walk(content, style, found)
            elif name in ("oMath", "oMathPara"):
                self._put(text_below(child), _Look(True, self.styles.default_size), found)
            elif name == "AlternateContent":
                for chosen in alternative(child):
                    self._walk(chosen, style, found)

    def _run(self, run: etree._Element, style: Style, found: Found) -> None:
        properties = run.find(W + "rPr")
        named = self.styles.of(value(properties, "rStyle"))
        if _nearest(is_on(properties, "vanish"), named.hidden, style.hidden):
            if text_below(run).strip() and self._shows():
                self.counts["hidden-text"] += 1
            # Fields and pages go on in hidden text.
            for mark in run.iterchildren(W + "fldChar", W + "instrText"):
                self._field(mark)
            return
        look = _Look(
            bool(_nearest(is_on(properties, "b"), named.bold, style.bold)),
            _nearest(whole_number(value(properties, "sz")), named.size, style.size)
            or self.styles.default_size,
        )
        for child in run:
            self._content(child, look, found)

    def _content(self, child: etree._Element, look: _Look, found: Found) -> None:
        name = local(child)
        if name == "t":
            self._put(child.text or "", look, found)
        elif name in _SIGNS:
            self._put(_SIGNS[name], look, found)
        elif name == "sym":
            self._put(_symbol(child), look, found)
        elif name == "br":
            self._break(child.get(W + "type") == "page", False, found)
        elif name == "lastRenderedPageBreak":
            self._break(True, True, found)
        elif name in ("fldChar", "instrText"):
            self._field(child)
        elif name == "AlternateContent":
            for chosen in alternative(child):
                for part in chosen:
                    self._content(part, look, found)
        else:
            self._aside(child, name, look, found)

    def _aside(self, child: etree._Element, name: str, look: _Look, found: Found) -> None:
        """Note what hangs on the text: notes, comments, drawings, pronunciations."""
        if name in ("footnoteReference", "endnoteReference"):
            key = (name.removesuffix("Reference"), child.get(W + "id") or "")
            self.notes.setdefault(key, found.page)
        elif name == "commentReference":
            self.counts["comments"] += 1
        elif name == "ruby":
            for base in child.iterfind(f"{W}rubyBase//{W}t"):
                self._put(base.text or "", look, found)
        elif name in ("drawing", "pict", "object"):
            found.boxes += text_boxes(child)
            self.counts["pictures"] += any(local(each) in _PICTURES for each in child.iter())

    def _shows(self) -> bool:
        return all(each.in_result for each in self._fields)

    def _put(self, text: str, look: _Look, found: Found) -> None:
        if not self._shows():
            return
        found.pieces.append(text)
        if text.strip():
            found.blank = False
            found.in_contents = found.in_contents and self._in_contents()
            found.bold = found.bold and look.bold
            found.sizes[look.size] += len(text)

    def _break(self, page: bool, rendered: bool, found: Found) -> None:
        if page:
            self.pages.break_(rendered)
        if found.blank:
            found.page = self.pages.page
        elif not rendered:
            found.pieces.append("\n")

    def _field(self, mark: etree._Element) -> None:
        if local(mark) == "instrText":
            if self._fields and not self._fields[-1].in_result:
                self._fields[-1].code += mark.text or ""
            return
        kind = mark.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            self._fields.pop()


def alternative(element: etree._Element) -> Iterator[etree._Element]:
    """Yield which of several renderings of the same content to read: the first."""
    yield from [child for child in element if local(child) in ("Choice", "Fallback")][:1]


def text_boxes(parent: etree._Element) -> list[etree._Element]:
    """Return the contents of the text boxes below, not of those inside of other boxes."""
    boxes: list[etree._Element] = []
    for child in parent:
        name = local(child)
        if name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            for chosen in alternative(child):
                boxes += text_boxes(chosen)
        elif name:
            boxes += text_boxes(child)
    return boxes


def _nearest(*said: _Said | None) -> _Said | None:
    return next((each for each in said if each is not None), None)


def _symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return ""
    font = element.get(W + "font", "").lower()
    known = _SYMBOLS.get((font, code & 0xFF if code >= 0xF000 else code))
    return known or (chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else "")
