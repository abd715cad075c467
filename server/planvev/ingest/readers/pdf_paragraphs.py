"""Lines to paragraphs: by leading, indentation, type, bullets, and lines that end short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from planvev.ingest.readers.pdf_lines import Line

BULLET: Final = re.compile(
    "(?:[•◦▪▫●○■□▢◻‣⁃∙·➢➤►▶▸→➔⇒✓✔❖◆◇♦★*\uf000-\uf0ff]\\s*|[–—\\-o]\\s)(?=\\S)"
    # What the bullets of Wingdings become in PDFs that do not tell their letters.
    "|[§Øü]\\s+(?=[A-ZÆØÅ])"
)
_NUMBERED: Final = re.compile(r"(?:\d{1,2}(?:\.\d{1,2}){0,3}[.)]?|[a-zæøå]\)|[ivx]{1,4}[.)])\s+\S")
_BROKEN: Final = re.compile(r"(?<![-\u2010\u2011\u00ad])\n")
_SENTENCE_END: Final = re.compile("[.!?:;][»”\"')]*$")
_WIDE_LEADING: Final = 1.3
"""Of the usual leading, from which on a paragraph begins."""
_LEADING: Final = 1.3
"""Baseline to baseline over the size of the type, where the document shows no other."""


@dataclass
class Paragraph:
    """Lines that belong together. indent: of the bullet, else of the first line."""

    lines: list[Line] = field(default_factory=list)
    is_item: bool = False

    @property
    def text(self) -> str:
        """Its lines as one; after a hyphen the end of the line stays, for recognition to judge."""
        return _BROKEN.sub(" ", "\n".join(line.text for line in self.lines))

    @property
    def size(self) -> float:
        """The size of its type."""
        return self.lines[0].size

    @property
    def is_bold(self) -> bool:
        """Whether all of it is bold."""
        return all(line.bold == "all" for line in self.lines)


@dataclass(frozen=True)
class Measures:
    """What is usual in a document. body: the size of its type. leading: over that size."""

    body: float = 11.0
    leading: float = _LEADING


def measures_of(lines: Sequence[Line]) -> Measures:
    """Return the measures of a document's lines."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    if not sizes:
        return Measures()
    body = sizes.most_common(1)[0][0]
    steps = [
        (after.y - before.y) / body
        for before, after in pairwise(lines)
        if before.region == after.region
        and before.page == after.page
        and before.size == after.size == body
        and 0.9 * body < after.y - before.y < 2.2 * body
        # Lines that are full go on; the step to the next is within a paragraph.
        and before.right - before.x1 < 4 * body
    ]
    return Measures(body, median(steps) if len(steps) >= 5 else _LEADING)


def paragraphs_of(lines: Iterable[Line], measures: Measures) -> list[Paragraph]:
    """Group lines in reading order."""
    paragraphs: list[Paragraph] = []
    for line in lines:
        starts_item = _starts_item(line, paragraphs)
        if not paragraphs or starts_item or _breaks(paragraphs[-1], line, measures):
            paragraphs.append(Paragraph(is_item=starts_item))
        paragraphs[-1].lines.append(line)
    return paragraphs


def ends_sentence(text: str) -> bool:
    """Whether a text ends as sentences do.

    >>> ends_sentence("Vi skal:"), ends_sentence("og")
    (True, False)
    """
    return _SENTENCE_END.search(text) is not None


def _starts_item(line: Line, before: list[Paragraph]) -> bool:
    if line.dotted:
        return True
    glyph = BULLET.match(line.text)
    if glyph is None:
        return False
    if glyph.group().strip() not in ("-", "–", "—", "o", "*", "·"):
        return True
    # A dash or a small o may also stand in running text, at the beginning of a line.
    if not before:
        return True
    last = before[-1].lines[-1]
    moved = abs(line.x0 - last.x0) > 2 or last.region != line.region
    return moved or before[-1].is_item or ends_sentence(last.text)


def _breaks(paragraph: Paragraph, line: Line, measures: Measures) -> bool:
    """Whether a line begins a paragraph after this one."""
    last = paragraph.lines[-1]
    if abs(line.size - last.size) > 0.75:
        # A few raised or lowered words do not make a line of another size.
        return True
    if line.region != last.region:
        return not _goes_on_elsewhere(paragraph, line)
    leading = measures.leading if line.size <= measures.body * 1.1 else min(measures.leading, 1.3)
    if line.y - last.y > _WIDE_LEADING * leading * line.size + 1:
        return True
    if line.size > measures.body * 1.1:
        return _changes_bold(last, line)
    return (
        _changes_bold(last, line)
        or _is_indented(paragraph, line)
        or _fitted_before(last, line)
        or (_NUMBERED.match(line.text) is not None and ends_sentence(last.text))
    )


def _goes_on_elsewhere(paragraph: Paragraph, line: Line) -> bool:
    """Whether a sentence goes on in the next column or on the next page."""
    return (
        not ends_sentence(paragraph.lines[-1].text)
        and line.text[:1].islower()
        and {line.bold, paragraph.lines[-1].bold} != {"all", "none"}
    )


def _changes_bold(last: Line, line: Line) -> bool:
    changes = {last.bold, line.bold} == {"all", "none"}
    return changes and (ends_sentence(last.text) or not line.text[:1].islower())


def _is_indented(paragraph: Paragraph, line: Line) -> bool:
    first, last = paragraph.lines[0], paragraph.lines[-1]
    if paragraph.is_item:
        # An item goes on below its text or, not hanging, below its bullet.
        hangs = abs(line.x0 - first.text_x) <= 4 or abs(line.x0 - first.x0) <= 2
        if len(paragraph.lines) > 1:
            hangs = abs(line.x0 - last.x0) <= 4
        elif not first.dotted and abs(line.x0 - first.x0) <= 2:
            return ends_sentence(last.text) and not line.text[:1].islower()
        return not hangs and not line.text[:1].islower()
    if line.x0 > last.x0 + 5:
        # The first line of a paragraph, or what hangs after a number.
        return ends_sentence(last.text) and abs(line.x0 - first.text_x) > 4
    return line.x0 < last.x0 - 5 and len(paragraph.lines) > 1 and not line.text[:1].islower()


def _fitted_before(last: Line, line: Line) -> bool:
    """Whether the line's first word had fitted in the line before: that one ends its paragraph."""
    slack = 0.6 * line.size + 0.02 * (line.right - min(line.x0, last.x0))
    return last.x1 + line.first_width + slack < last.right and not line.text[:1].islower()
