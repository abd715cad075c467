"""What repeats on the pages of a PDF: running heads and feet, page numbers, tables of contents."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

from planvev.ingest.readers.pdf_lines import Line

_DIGITS: Final = re.compile(r"\d+")
_LEADER: Final = re.compile(r"(?:\.\s?){4,}\s*\d{1,3}$|_{4,}\s*\d{1,3}$|…{2,}\s*\d{1,3}$")
_CONTENTS: Final = re.compile(
    r"(?:innhold(?:sfortegnelse|sliste)?|innhald(?:sliste)?|contents|table of contents)\s*:?",
    re.IGNORECASE,
)
_ENTRY: Final = re.compile(r".*\D\s(\d{1,3})$")
_PAGE_NUMBER: Final = re.compile(
    r"(?:[-–|\s]*)(?:(?:side|page|s\.)\s*)?\d{1,3}(?:\s*(?:av|of|/)\s*\d{1,3})?(?:[-–|\s]*)"
    r"|[ivxl]{1,6}",
    re.IGNORECASE,
)
_PAGE_WORD: Final = re.compile(r"\b(?:side|page|s\.)\s*\d", re.IGNORECASE)
_NOTE: Final = re.compile(r"(?:\d{1,3}|[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3})\s*[^\W\d]")
_SMALL: Final = 0.9
_ZONE: Final = 0.12
"""Of the page's height, at its top and its foot."""
_MARGIN_LINES: Final = 4
_SAME_HEIGHT: Final = 4.0


def furniture_of(pages: Sequence[Sequence[Line]], body: float) -> set[int]:
    """Return the ids of lines that belong to no text. pages: the lines of each. body: its size."""
    return _repeated(pages, body) | _contents(pages)


def footnotes_of(lines: Sequence[Line], body: float) -> list[list[Line]]:
    """Return the footnotes of a page: lines in small type at its foot, each begun by a number.

    lines: of the page, without furniture. body: the size of running text.
    """
    small: list[Line] = []
    for line in sorted(lines, key=lambda line: -line.y):
        if line.size > _SMALL * body:
            break
        small.insert(0, line)
    notes: list[list[Line]] = []
    for line in small:
        if _NOTE.match(line.text):
            notes.append([line])
        elif notes:
            notes[-1].append(line)
    return notes if len(small) < len(lines) else []


def _margins(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """Return the lines at the top and at the foot of a page, each from the outermost inwards."""
    ordered = sorted(lines, key=lambda line: line.y)
    top = [line for line in ordered if line.y < _ZONE * line.height + line.size]
    foot = [line for line in reversed(ordered) if line.y > (1 - _ZONE) * line.height]
    return top[:_MARGIN_LINES], foot[:_MARGIN_LINES]


def _repeated(pages: Sequence[Sequence[Line]], body: float) -> set[int]:
    margins = [margin for lines in pages for margin in _margins(lines)]
    by_text: defaultdict[str, list[Line]] = defaultdict(list)
    running = set()
    for margin in margins:
        for line in margin:
            by_text[_DIGITS.sub("#", line.text)].append(line)
            if _PAGE_NUMBER.fullmatch(line.text) and line.size <= body * 1.3:
                running.add(id(line))
    for lines in by_text.values():
        for same in _at_same_height(lines):
            if _is_running(same, len(pages), body):
                running |= {id(line) for line in same}
    # What stands inside of text is text, though it should repeat.
    return {
        id(line)
        for margin in margins
        for line in takewhile(lambda line: id(line) in running, margin)
    }


def _at_same_height(lines: list[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.y):
        if groups and line.y - groups[-1][-1].y <= _SAME_HEIGHT:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _is_running(lines: list[Line], pages: int, body: float) -> bool:
    """Whether lines that say the same but for numbers, at the same height, run through the pages.

    Chapters may begin each with the same words at the same place; those are larger than the text.
    """
    on = len({line.page for line in lines})
    is_same = len({line.text for line in lines}) == 1
    if on < 3:
        return is_same and on == 2 and pages <= 4 and lines[0].size <= body * 1.15
    if is_same:
        return lines[0].size <= body * 1.15 or on >= 0.6 * pages
    first = lines[0]
    says_page = _PAGE_WORD.search(first.text) or first.y > (1 - _ZONE) * first.height
    if first.size > body * 1.15 and not says_page:
        return False
    # Numbers that differ from page to page have to be the pages' own.
    offsets: Counter[int] = Counter()
    for line in lines:
        offsets.update({int(digits) - line.page for digits in _DIGITS.findall(line.text)[:3]})
    return offsets.most_common(1)[0][1] >= 0.8 * on and on >= 0.4 * pages


def _contents(pages: Sequence[Sequence[Line]]) -> set[int]:
    """Return the lines of tables of contents."""
    found = set()
    flow = [line for lines in pages for line in lines]
    for index, line in enumerate(flow):
        if _LEADER.search(line.text):
            found.add(id(line))
        if not _CONTENTS.fullmatch(line.text.strip()):
            continue
        entries = _entries(flow, index + 1, len(pages))
        if len(entries) >= 3:
            found |= {id(line), *map(id, entries)}
    return found


def _entries(flow: Sequence[Line], start: int, pages: int) -> list[Line]:
    """Return the lines from here on that end in rising page numbers, those between included."""
    entries: list[Line] = []
    between: list[Line] = []
    page = 0
    for line in flow[start : start + 400]:
        match = _ENTRY.fullmatch(line.text)
        number = int(match.group(1)) if match else -1
        if match and (page <= number <= pages + 5 or _LEADER.search(line.text)):
            entries += [*between, line]
            between = []
            page = number
        elif len(between) < 2 and not match:
            between.append(line)
        else:
            break
    return entries
