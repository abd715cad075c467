"""Page numbers, headers and footers, found by where they stand and by how often they repeat."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from planvev.ingest.recognise.lexicon import is_lead_in

EDGE_LINES: Final = 3
"""How many lines from a page's top or bottom a header or footer stands at most."""
REPEATS_MIN: Final = 3
LENGTH_MAX: Final = 120
WORDS_MAX: Final = 13

_PAGE_NUMBER: Final = re.compile(
    r"(?:(?:side|page|s\.|p\.)\s*)?[-–—|]?\s*\d{1,4}\s*[-–—|]?(?:\s*(?:av|of|/)\s*\d{1,4})?"
    r"|[-–—]?\s*\d{1,4}\s*[|•]\s*(?:side|page)|(?:side|page)\s*\|\s*\d{1,4}",
    re.IGNORECASE,
)
_PAGED: Final = re.compile(
    r"(?P<before>\S.{2,100}?)\s{4,}(?P<last>\d{1,3})|(?P<first>\d{1,3})\s{4,}(?P<after>\S.{2,100})"
)
_DIGITS: Final = re.compile(r"\d+")
_RUNNING_WORDS: Final = re.compile(r"kommune|plan\b|plan[a-zæøå]*\b|strategi|20\d\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line that is not blank. number: in the file, from 1; page: 0 where pages are unknown.

    mark: it is a mark between pages (a form feed has no text).
    """

    start: int
    end: int
    text: str
    number: int
    page: int
    mark: bool = False


def find_running(lines: list[PageLine]) -> set[int]:
    """Return the indexes of lines that are page marks, page numbers, headers or footers."""
    marks = {index for index, line in enumerate(lines) if line.mark}
    edges = _edges(lines)
    numbers = _page_numbers(lines, edges)
    return marks | numbers | _paged(lines) | _repeated(lines, edges, numbers)


def _edges(lines: list[PageLine]) -> set[int]:
    """Return the indexes of the first and last lines of each page; none where pages are unknown."""
    pages: list[list[int]] = [[]]
    for index, line in enumerate(lines):
        if line.mark:
            pages.append([])
        else:
            pages[-1].append(index)
    if len(pages) == 1:
        return set()
    return {index for page in pages for index in (*page[:EDGE_LINES], *page[-EDGE_LINES:])}


def _page_numbers(lines: list[PageLine], edges: set[int]) -> set[int]:
    found = []
    for index, line in enumerate(lines):
        if line.mark or len(line.text) > 24 or not _PAGE_NUMBER.fullmatch(line.text):
            continue
        if edges:
            if index in edges:
                found.append(index)
        elif _alone(lines, index):
            found.append(index)
    if edges:
        return set(found)
    values = [int(_DIGITS.findall(lines[index].text)[0]) for index in found]
    rising = sum(after > before for before, after in pairwise(values))
    if len(found) >= 2 and rising >= 0.8 * (len(found) - 1):
        return set(found)
    return {i for i in found if lines[i].text[0].isalpha() and _between_gaps(lines, i)}


def _paged(lines: list[PageLine]) -> set[int]:
    """Return the lines that repeat with a page number that rises, set off by a run of spaces."""
    found: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, line in enumerate(lines):
        if "    " not in line.text or len(line.text) > 2 * LENGTH_MAX:
            continue
        match = _PAGED.fullmatch(line.text)
        if match:
            name = match["before"] or match["after"]
            number = int(match["last"] or match["first"])
            found[name.strip()].append((number, index))
    return {
        index
        for places in found.values()
        if len(places) >= 2 and places == sorted(places)
        for _, index in places
    }


def _alone(lines: list[PageLine], index: int) -> bool:
    """Tell whether a blank line stands before or after a line, or a word for page on it."""
    line = lines[index]
    if not line.text.isdigit():
        return True
    before = index == 0 or lines[index - 1].number < line.number - 1
    after = index + 1 == len(lines) or lines[index + 1].number > line.number + 1
    return before or after


def _repeated(lines: list[PageLine], edges: set[int], numbers: set[int]) -> set[int]:
    by_text: dict[str, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        if not line.mark and index not in numbers and 3 <= len(line.text) <= LENGTH_MAX:
            by_text[_DIGITS.sub("#", line.text.lower())].append(index)
    pages = sum(line.mark for line in lines)
    least = 2 if 2 <= pages <= 4 else REPEATS_MIN
    found: set[int] = set()
    inner: list[list[int]] = []
    for text, indexes in by_text.items():
        if len(indexes) < least or is_lead_in(text) or text[:1] in "•-*−–" or text[-1] in ":?":
            continue
        if len(text.split()) > WORDS_MAX:
            continue
        if edges:
            at_edge = sum(index in edges for index in indexes)
            if at_edge >= 0.6 * len(indexes) and at_edge >= least:
                outermost = _RUNNING_WORDS.search(text)
                found.update(indexes if outermost else ())
                inner.extend([] if outermost else [indexes])
        elif _runs_with_pages(lines, indexes, numbers):
            found.update(indexes)
    for indexes in _outermost(lines, inner, found | numbers):
        found.update(indexes)
    return found


def _outermost(lines: list[PageLine], groups: list[list[int]], known: set[int]) -> list[list[int]]:
    """Return the groups of repeated lines with nothing of the page's own between them and its edge.

    A phrase that repeats right below each page's heading is none.
    """
    known = known | {index for index, line in enumerate(lines) if line.mark}
    kept: list[list[int]] = []
    for _ in range(EDGE_LINES):
        for group in groups:
            outer = sum(
                index == 0 or index + 1 == len(lines) or index - 1 in known or index + 1 in known
                for index in group
            )
            if group not in kept and outer >= 0.6 * len(group):
                kept.append(group)
                known.update(group)
    return kept


def _between_gaps(lines: list[PageLine], index: int) -> bool:
    before = index == 0 or lines[index - 1].number < lines[index].number - 1
    after = index + 1 == len(lines) or lines[index + 1].number > lines[index].number + 1
    return before and after


def _runs_with_pages(lines: list[PageLine], indexes: list[int], numbers: set[int]) -> bool:
    """Tell whether a repeated line is a header though no page is marked.

    It is where it stands beside page numbers, or counts pages itself, or names a plan or a body.
    """
    beside = sum(index - 1 in numbers or index + 1 in numbers for index in indexes)
    if beside >= 0.6 * len(indexes):
        return True
    if len(indexes) < REPEATS_MIN:
        return False
    shown = Counter(lines[index].text for index in indexes)
    lasts = [_DIGITS.findall(lines[index].text)[-1:] for index in indexes]
    if all(lasts) and len(shown) == len(indexes):
        values = [int(last[0]) for last in lasts if last]
        return all(a < b for a, b in pairwise(values)) and bool(
            _RUNNING_WORDS.search(lines[indexes[0]].text)
        )
    words = len(lines[indexes[0]].text.split())
    alone = sum(_between_gaps(lines, index) for index in indexes)
    if alone < 0.6 * len(indexes):
        return False
    return len(shown) == 1 and words >= 3 and bool(_RUNNING_WORDS.search(lines[indexes[0]].text))
