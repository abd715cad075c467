"""What markdown says of a line: headings, items, rows of tables, rules; and what stands on top."""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.document import Block, BlockKind, Place
from planvev.ingest.limits import COLUMNS_MAX
from planvev.ingest.readers.running import PageLine

_HEADING: Final = re.compile(r"(#{1,6})[ \t]+(?=\S)")
_RULE: Final = re.compile(r"(?:-[ \t]?){3,}|(?:\*[ \t]?){3,}|(?:_[ \t]?){3,}|={3,}")
_SEPARATOR: Final = re.compile(r"\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?")
_META: Final = re.compile(
    r"(?:[-*][ \t]+)?(?:\*\*)?(kommunenr|kommunenummer|kommune|dokumenttype|type|status|kilde|"
    r"konvertert|dato|periode|planperiode|source|url|tittel|title|forfatter|author|fylke|språk|"
    r"language|orgnr|organisasjonsnummer|filnavn|arkivsak|saksnr|saksnummer|versjon|version|"
    r"vedtaksdato|lisens|license)(?:\*\*)?[ \t]*:(?:\*\*)?[ \t]*(\S.*)?",
    re.IGNORECASE,
)
_HEAD_LINES: Final = 15


def read_head(lines: list[PageLine]) -> tuple[set[int], dict[str, str]]:
    """Return which lines (by index) tell of the file rather than the plan, and what they tell.

    Front matter between --- and ---, lists of known keys under the title, «Kilde: …».
    """
    found = set(_front_matter(lines))
    meta: dict[str, str] = {}
    for index, line in enumerate(lines[: max(_HEAD_LINES, len(found))]):
        match = _META.fullmatch(line.text)
        if match is None or not (index in found or _tells_of_file(line.text, match.group(1))):
            continue
        found.add(index)
        if match.group(2):
            meta.setdefault(match.group(1).lower(), match.group(2).strip(" <>\"'"))
    heading = next((line for line in lines[:_HEAD_LINES] if line.text.startswith("# ")), None)
    if heading:
        meta.setdefault("title", heading.text[2:].strip())
    return found, meta


def _front_matter(lines: list[PageLine]) -> range:
    """Return the lines of a block between --- and --- that opens the file; none where none does."""
    if not lines or lines[0].text != "---":
        return range(0)
    for index, line in enumerate(lines[1:60], start=1):
        if line.text in ("---", "..."):
            return range(index + 1)
    return range(0)


def _tells_of_file(text: str, key: str) -> bool:
    """Tell whether a line is about the file: in a list, or of a key that no plan's text opens."""
    return text[:1] in "-*" or key.lower() in ("kilde", "source", "url", "konvertert", "filnavn")


def cells_of_line(line: PageLine) -> list[tuple[int, int]] | None:
    """Return the cells of a row written with strokes, [] for the row under a head, else None."""
    text = line.text
    if not text.startswith("|") or not 2 <= text.count("|") <= COLUMNS_MAX:
        return None
    if _SEPARATOR.fullmatch(text):
        return []
    cells = []
    for match in re.finditer(r"\|((?:[^|\\]|\\.)*)(?=\|)", text):
        piece = match.group(1)
        first = match.start(1) + len(piece) - len(piece.lstrip())
        cells.append(
            (line.start + first, line.start + max(first, match.start(1) + len(piece.rstrip())))
        )
    return cells


def blocks_of_line(line: PageLine, place: Place, lines: list[PageLine], index: int) -> list[Block]:
    """Return the blocks of a line that is neither furniture nor of a table."""
    if _RULE.fullmatch(line.text):
        return [Block(line.start, line.end, BlockKind.FURNITURE, place=place)]
    heading = _HEADING.match(line.text)
    if heading:
        level = len(heading.group(1))
        start = line.start + heading.end()
        end = line.start + len(line.text.rstrip("#").rstrip())
        if start >= end:
            start, end = line.start, line.end
            return [Block(start, end, BlockKind.FURNITURE, place=place)]
        blocks = [
            Block(line.start, line.start + level, BlockKind.FURNITURE, place=place),
            Block(start, end, BlockKind.HEADING, level=level, place=place),
        ]
        if end < line.end:
            closing = line.end - len(line.text[end - line.start :].lstrip())
            blocks.append(Block(closing, line.end, BlockKind.FURNITURE, place=place))
        return blocks
    following = lines[index + 1] if index + 1 < len(lines) else None
    if (
        following is not None
        and re.fullmatch(r"={3,}|-{3,}", following.text)
        and following.number == line.number + 1
        and len(line.text) <= 100
    ):
        level = 1 if following.text[0] == "=" else 2
        return [Block(line.start, line.end, BlockKind.HEADING, level=level, place=place)]
    return [Block(line.start, line.end, BlockKind.PARAGRAPH, place=place)]
