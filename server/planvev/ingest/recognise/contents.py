"""Tables of contents: lines that end in a page number, one after the other."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from planvev.ingest.recognise.lines import Line

_TITLE: Final = re.compile(
    r"(?:innhald|innhold|innholdsfortegnelse|innhaldsliste|innhaldsforteikning|contents|"
    r"table of contents)(?:sfortegnelse)?:?",
    re.IGNORECASE,
)
_ENTRY: Final = re.compile(
    r"(?:\d+(?:\.\d+)*\.?\s+)?\S[^\n]{0,150}?(?:\s*(?:\.\s?){3,}|\s*…+|\s{2,}|\t|\s)\s*\d{1,3}"
)
_DOTTED: Final = re.compile(r"(?:\.\s?){4,}|…{2,}|\t")
_RUN_MIN: Final = 3
_NUMBER: Final = re.compile(r"[\d.\s]+|(?:[\s.…]+\d{1,3})$")


def contents_of(lines: list[Line]) -> set[int]:
    """Return the indexes of the lines that are a table of contents.

    They follow a title as «Innhold» and end in page numbers that rise, or stand again as headings
    below; without a title three or more dotted lines in a row are one.
    """
    found: set[int] = set()
    later = Counter(_bare(line.text) for line in lines)
    index = 0
    while index < len(lines):
        if _TITLE.fullmatch(lines[index].text):
            end = _entries_end(lines, index + 1, later)
            if end > index + 1:
                found.update(range(index, end))
            index = max(end, index + 1)
        elif _dotted(lines[index]):
            end = index
            while end < len(lines) and _dotted(lines[end]):
                end += 1
            if end - index >= _RUN_MIN:
                found.update(range(index, end))
            index = max(end, index + 1)
        else:
            index += 1
    return found


def _bare(text: str) -> str:
    return _NUMBER.sub(" ", text.lower()).strip(" .…\t")


def _dotted(line: Line) -> bool:
    return len(line.text) < 200 and bool(_DOTTED.search(line.text) and line.text[-1].isdigit())


def _entries_end(lines: list[Line], start: int, later: Counter[str]) -> int:
    """Return where the entries end that begin at ``start``: the first line that is none."""
    page = 0
    end = start
    misses = 0
    for index in range(start, min(len(lines), start + 400)):
        text = lines[index].text
        if len(text) > 180:
            break
        entry = text[-1].isdigit() and _ENTRY.fullmatch(text)
        number = int(re.findall(r"\d+", text)[-1]) if entry else 0
        if entry and page <= number <= page + 60:
            page, end, misses = number, index + 1, 0
        elif not page and later[_bare(text)] >= 2 and _bare(text):
            end = index + 1
            if later[_bare(text)] >= 2 and _seen_as_entry(lines, start, index):
                return index
        else:
            misses += 1
            if misses > 2:
                break
    return end


def _seen_as_entry(lines: list[Line], start: int, index: int) -> bool:
    """Tell whether a line stands among the entries already: then it is the heading itself."""
    bare = _bare(lines[index].text)
    return any(_bare(line.text) == bare for line in lines[start:index])
