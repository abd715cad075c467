"""A line as the pieces it holds: bullets run together parted, numbers, labels and lead-ins told."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from planvev.ingest.document import BlockKind
from planvev.ingest.recognise.cuts import Cut, bullet_cuts, phrase_cuts
from planvev.ingest.recognise.labels import ACTION_LABELS, AREA_LABELS, GOAL_LABELS, STRATEGY_LABELS
from planvev.ingest.recognise.lexicon import leads_to
from planvev.ingest.recognise.lines import Line
from planvev.ingest.recognise.phrases import Leads
from planvev.ingest.recognise.words import opens_lower, opens_upper

LINE_MAX: Final = 300_000
"""Characters of a line that is looked into; a hundred pages fit on one."""
_MONTH: Final = r"(?:jan|feb|mars|apr|mai|may|juni|june|juli|july|aug|sep|okt|oct|nov|des|dec)"
_NUMBER: Final = re.compile(
    r"(?:[Kk]ap(?:ittel|\.)?\s*|KAP(?:ITTEL|\.)?\s*|[Cc]hapter\s+)?"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,5})(?P<suffix>\.?[):]|\.|)(?:\s+[–-])?\s+(?=\S)"
    rf"(?!%|prosent|{_MONTH})",
)
_CODED: Final = re.compile(
    r"(?P<number>[A-ZÆØÅ]\.?\d{1,2}(?:\.\d{1,2}){0,2})(?P<suffix>[.:)]?)\s+(?=\S)"
)
_LETTER: Final = re.compile(
    r"(?:\((?P<a>[a-zæøå]|[ivx]{1,5})\)|(?P<b>[a-zæøåA-ZÆØÅ]|[ivx]{1,5}|[IVX]{2,5})(?P<suffix>[.)]))\s+(?=\S)"
)
_KINDS: Final = (
    *((word, Leads.GOAL) for word in GOAL_LABELS),
    *((word, Leads.STRATEGY) for word in STRATEGY_LABELS),
    *((word, Leads.ACTION) for word in ACTION_LABELS),
    *((word, None) for word in AREA_LABELS),
)
_WORDS: Final = dict(_KINDS)
_LABEL: Final = re.compile(
    rf"(?P<word>{'|'.join(re.escape(w) for w in sorted(_WORDS, key=len, reverse=True))})"
    r"\s*(?:nr\.?\s*|nummer\s+)?"
    r"(?:(?<=\s)|(?=\d))"
    r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4}[a-z]?|[A-ZÆØÅ](?:\.?\d{1,2}){0,2}|[IVX]{1,4})"
    r"(?P<stop>\s*[:.)–—-]+)?(?:\s+|$)",
    re.IGNORECASE,
)
_CODE: Final = re.compile(
    r"(?P<word>HM|DM|M|S|T)[ -]?(?P<number>\d{1,2}(?:\.\d{1,2}){0,3})(?P<stop>[:.)])?"
    r"\s+(?=[A-ZÆØÅ«])"
)
_CODES: Final = {
    "HM": (Leads.GOAL, "hovedmal"),
    "DM": (Leads.GOAL, "delmal"),
    "M": (Leads.GOAL, ""),
    "S": (Leads.STRATEGY, ""),
    "T": (Leads.ACTION, ""),
}
_NO_LABEL: Final = re.compile(r"(?:og|and|eller|or|til|to|i|in|fra|frå|av|-)\b", re.IGNORECASE)


@dataclass(slots=True)
class Piece:
    """What may be an element, or open one. start, end, text: the content, without the marks.

    glyph: of its bullet. number: as printed; suffix: what is printed after it. label: what a
    numbered word says it is, level: what the word says of a goal's level, area: it numbers an
    area. leads: where all of it is a lead-in. led: it stands behind a lead-in on the same line.
    """

    line: Line
    start: int
    end: int
    text: str
    first: bool = False
    glyph: str = ""
    number: str = ""
    suffix: str = ""
    label: Leads | None = None
    labelled: bool = False
    level: str = ""
    area: bool = False
    leads: Leads | None = None
    led: bool = False
    cuts: list[Cut] = field(default_factory=list)

    @property
    def marked(self) -> bool:
        """Whether it opens something of its own."""
        return bool(self.glyph or self.number or self.labelled or self.leads or self.led)


def pieces_of(line: Line, glyph_before: str) -> list[Piece]:
    """Part a line. glyph_before: the bullet of what is open before it, "" for none."""
    if len(line.text) > LINE_MAX:
        return [Piece(line, line.start, line.end, line.text, first=True)]
    pieces = []
    cuts = bullet_cuts(line.text, glyph_before)
    begins = [0, *(end for _, end, _ in cuts)]
    ends = [*(start for start, _, _ in cuts), len(line.text)]
    for index, (begin, end) in enumerate(zip(begins, ends, strict=True)):
        cut = cuts[index - 1] if index else None
        for position, (low, high) in enumerate(phrase_cuts(line.text, begin, end)):
            piece = _piece(line, low, high)
            piece.first = low == 0
            if cut is not None and position == 0:
                piece.first = cut[0] == 0
                piece.glyph = cut[2] if not cut[2][:1].isalnum() or cut[2] in "oØü" else ""
                if not piece.glyph:
                    piece.number, piece.suffix = cut[2][:-1], cut[2][-1]
                piece.cuts.append((line.start + cut[0], line.start + cut[1], "bullet"))
            if piece.text or piece.cuts:
                pieces.extend(_told(piece))
    return pieces


def _piece(line: Line, low: int, high: int) -> Piece:
    raw = line.text[low:high]
    text = raw.strip()
    start = line.start + low + len(raw) - len(raw.lstrip())
    return Piece(line, start, start + len(text), text)


def _told(piece: Piece) -> list[Piece]:
    """Take number and label off a piece; part a lead-in from what follows it on the line."""
    if piece.line.block.number and piece.first and not piece.number and _counted(piece):
        return [piece]
    if not piece.number:
        _take_number(piece)
    if _take_label(piece):
        return [piece]
    piece.leads = _leads_of(piece)
    if piece.leads is None and _take_area(piece):
        return [piece]
    if piece.leads is None:
        return _parted(piece)
    return [piece]


def _counted(piece: Piece) -> bool:
    """Set the number that the format counts; tell whether it says what the piece is («Mål 1»)."""
    if piece.line.start != piece.line.block.start:
        return False
    printed = piece.line.block.number.strip()
    match = _LABEL.match(printed)
    if match and match.end() == len(printed):
        word = " ".join(match["word"].lower().split())
        piece.label, piece.area = _WORDS[word], word in AREA_LABELS
        piece.level = GOAL_LABELS.get(word, "")
        piece.labelled = True
        piece.number = match["number"].rstrip(".")
        return True
    piece.number = printed.strip(" .):(")
    piece.suffix = printed[-1] if printed[-1] in ".):" else ""
    return False


def _leads_of(piece: Piece) -> Leads | None:
    """Return what a whole piece leads to: no rest of a sentence, no question in a list."""
    if opens_lower(piece.text):
        return None
    if piece.glyph and not piece.text.endswith(":") and len(piece.text.split()) > 3:
        return None
    return leads_to(piece.text)


def _take_number(piece: Piece) -> None:
    match = _NUMBER.match(piece.text)
    if match:
        rest = piece.text[match.end() :]
        plain = not match["suffix"] and "." not in match["number"]
        if plain and (not opens_upper(rest) or int(match["number"]) > 99):
            return
        if not match["suffix"] and opens_lower(rest) and not piece.glyph and piece.line.gap == 0:
            return
        if match["suffix"] == "." and opens_lower(rest) and int(match["number"].split(".")[0]) > 31:
            return
        _take(piece, match.end(), "number")
        piece.number, piece.suffix = match["number"], match["suffix"]
        return
    coded = _CODED.match(piece.text)
    if coded and piece.first and (coded["suffix"] or opens_upper(piece.text[coded.end() :])):
        if not _CODE.match(piece.text):
            _take(piece, coded.end(), "number")
            piece.number, piece.suffix = coded["number"], coded["suffix"]
        return
    letter = _LETTER.match(piece.text)
    if letter and piece.first:
        _take(piece, letter.end(), "number")
        piece.number = letter["a"] or letter["b"]
        piece.suffix = letter["suffix"] or ")"


def _take(piece: Piece, length: int, kind: str) -> None:
    """Move what a piece opens with from its content to its cuts."""
    end = piece.start + len(piece.text[:length].rstrip())
    piece.cuts.append((piece.start, end, kind))
    rest = piece.text[length:]
    piece.start += length + len(rest) - len(rest.lstrip())
    piece.text = rest.strip()


def _take_label(piece: Piece) -> bool:
    match = _LABEL.match(piece.text)
    if match:
        word = " ".join(match["word"].lower().split())
        rest = piece.text[match.end() :]
        stop = (match["stop"] or "").strip()
        number = match["number"]
        if not number[0].isdigit() and not (stop or (number[0].isupper() and not rest)):
            return False
        if not piece.text[0].isupper() and not stop:
            return False
        if rest and not stop and not opens_upper(rest) and not _starts_with_digit(rest):
            return False
        if rest and _NO_LABEL.match(rest) and opens_lower(rest):
            return False
        piece.label, piece.area = _WORDS[word], word in AREA_LABELS
        piece.level = GOAL_LABELS.get(word, "")
    else:
        match = _CODE.match(piece.text)
        if match is None:
            return False
        piece.label, piece.level = _CODES[match["word"]]
    piece.labelled = True
    piece.number = match["number"].rstrip(".")
    piece.suffix = (match["stop"] or "").strip()
    _take(piece, match.end(), "label")
    return True


_AREA: Final = re.compile(
    rf"(?:{'|'.join(re.escape(w) for w in sorted(AREA_LABELS, key=len, reverse=True))})\s?:\s+",
    re.IGNORECASE,
)
_AREA_WORDS: Final = 8


def _take_area(piece: Piece) -> bool:
    """Take «Tema:» off a line that opens an area without a number."""
    match = _AREA.match(piece.text)
    if match is None or not piece.first or piece.glyph or piece.number:
        return False
    rest = piece.text[match.end() :]
    long = len(rest.split()) > _AREA_WORDS or rest.endswith((".", ":", ","))
    if long or not opens_upper(rest) or not piece.text[0].isupper():
        return False
    piece.labelled = piece.area = True
    _take(piece, match.end(), "label")
    return True


def _starts_with_digit(text: str) -> bool:
    return text[:1].isdigit()


_PREFIX_MAX: Final = 100


def _parted(piece: Piece) -> list[Piece]:
    """Part «Mål: Alle trives» into lead-in and content."""
    colon = piece.text.find(":", 0, _PREFIX_MAX)
    if colon <= 0 or (piece.line.block.kind is BlockKind.HEADING and piece.number):
        return [piece]
    rest = piece.text[colon + 1 :]
    if not rest[:1].isspace() or not (opens_upper(piece.text) or piece.led):
        return [piece]
    leads = leads_to(piece.text[:colon])
    if leads is None:
        return [piece]
    if leads in (Leads.OTHER, Leads.CITED, Leads.MIXED):
        return [piece]
    skip = colon + 1 + len(rest) - len(rest.lstrip())
    content = Piece(piece.line, piece.start + skip, piece.end, rest.strip(), led=True)
    piece.end, piece.text, piece.leads = piece.start + colon + 1, piece.text[: colon + 1], leads
    return [piece, content]
