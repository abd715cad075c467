"""A document as lines to recognise in: what is furniture already left out, marks masked."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from planvev.ingest.document import Block, BlockKind, Document

UNWRAPPED: Final = 170
"""Lines of more characters than this are paragraphs, not lines that a page's width broke."""

NARROWEST: Final = 45
"""A narrower width than this is that of short lines, which end where they end."""
_NEAR_WIDTH: Final = 0.85
_EMPHASIS: Final = re.compile(
    r"\*\*|__|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])|</?[a-z]{1,6}\s*/?>|`"
)
_LINK: Final = re.compile(r"(\[)[^\[\]]{1,200}(\]\([^()\s]{1,500}\))")


@dataclass(slots=True)
class Line:
    """A line. start, end: code points, trimmed; text: those, with marks of emphasis as spaces.

    gap: blank lines before it. crossed: furniture, as a page's foot, stands before it.
    fresh: the format says that it goes on with nothing before it. masks: what is masked.
    """

    start: int
    end: int
    text: str
    block: Block
    number: int
    gap: int
    crossed: bool
    fresh: bool
    indent: int = 0
    bold: bool = False
    masks: list[tuple[int, int]] = field(default_factory=list)


def lines_of(
    document: Document, ignored: Collection[int] = (), layout: Collection[int] = ()
) -> list[Line]:
    """Return the lines of all blocks but furniture and the cells of tables.

    ignored: lines of the file. layout: tables whose cells are read as lines.
    """
    lines: list[Line] = []
    text = document.text
    end = 0
    crossed = False
    for block in document.blocks:
        if block.kind is BlockKind.FURNITURE:
            crossed = crossed or text.count("\n", end, block.start) > 0 or not lines
            continue
        if block.kind is BlockKind.CELL and block.table not in layout:
            end, crossed = block.end, False
            continue
        start = block.start
        for offset, raw in enumerate(text[block.start : block.end].split("\n")):
            number = block.place.line + offset if block.place.line else 0
            if raw.strip() and number not in ignored:
                line = _line(document, block, raw, start, offset)
                line.number = number
                line.gap = max(0, text.count("\n", end, line.start) - 1) if lines else 1
                line.crossed, crossed = crossed, False
                lines.append(line)
                end = line.end
            start += len(raw) + 1
    return lines


def _line(document: Document, block: Block, raw: str, start: int, offset: int) -> Line:
    first = start + len(raw) - len(raw.lstrip())
    stripped = raw.strip()
    line = Line(
        start=first,
        end=first + len(stripped),
        text=stripped,
        block=block,
        number=0,
        gap=0,
        crossed=False,
        fresh=offset == 0 and (document.format == "docx" or block.kind is BlockKind.CELL),
        indent=_indent(document.text, first),
        bold=block.bold or (stripped.startswith("**") and stripped.rstrip(":").endswith("**")),
    )
    if document.format == "text":
        _mask(line)
    return line


def _indent(text: str, first: int) -> int:
    """Return how many columns a line's first character stands in; a tab has four."""
    begin = text.rfind("\n", max(0, first - 60), first) + 1
    return len(text[begin:first].expandtabs(4)) if text[begin:first].isspace() else 0


def _mask(line: Line) -> None:
    spans = []
    if any(sign in line.text for sign in "*_<`"):
        spans += [match.span() for match in _EMPHASIS.finditer(line.text)]
    if "](" in line.text:
        spans += [span for match in _LINK.finditer(line.text) for span in match.regs[1:]]
    if not spans:
        return
    characters = list(line.text)
    for start, end in spans:
        characters[start:end] = " " * (end - start)
        line.masks.append((line.start + start, line.start + end))
    line.text = "".join(characters)


def width_of(lines: list[Line]) -> int:
    """Return the width that lines were broken at, 0 where they were not.

    It is what nineteen of twenty lines keep to, of those that another follows without a gap.
    """
    lengths = sorted(
        len(line.text) for line, after in pairwise(lines) if after.gap == 0 and len(line.text) > 20
    )
    if len(lengths) < 4:
        return 0
    width = lengths[int(len(lengths) * 0.95)]
    near = sum(length >= _NEAR_WIDTH * width for length in lengths)
    many = near >= max(3, 0.25 * len(lengths))
    return width if NARROWEST <= width <= UNWRAPPED and many else 0


def is_loose(lines: list[Line]) -> bool:
    """Tell whether blank lines stand inside sentences, as some programs leave them in a text."""
    cut = sum(
        after.gap == 1
        and not after.crossed
        and before.text[-1].isalpha()
        and after.text[0].islower()
        and len(before.text) > 30
        for before, after in pairwise(lines)
    )
    return cut >= 5


_NAME: Final = re.compile(r"(?<=[a-zæøå,] )[A-ZÆØÅ][\w-]+")


def names_of(lines: list[Line]) -> frozenset[str]:
    """Return the words that stand with a capital inside a sentence: names, most of them."""
    return frozenset(name for line in lines for name in _NAME.findall(line.text))
