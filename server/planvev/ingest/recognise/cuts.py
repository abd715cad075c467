"""Where bullets, counted items and phrases begin inside a line.

A line is only parted where its own signs agree: « - » inside a sentence, «gang- og sykkelveier» and
«2019-2032» stay whole.
"""

from __future__ import annotations

import re
from typing import Final

from planvev.ingest.recognise.lexicon import leads_to
from planvev.ingest.recognise.words import opens_lower, opens_upper, opens_with_verb

Cut = tuple[int, int, str]
"""Start, end, and the glyph (or number with its suffix) that stands there."""

STRONG: Final = "•▪●◦○■□◾◽▫➢➤►▶▸▹‣⁃∙❖✓✔➔⇒★☐☑∗⚫⬤\u2212"
_STRONG: Final = re.compile(rf"(?:(?<=\s)|^)[{STRONG}\ue000-\uf8ff·→](?:\s+(?=\S)|(?=[^\W\d_«])|$)")
_OPENING: Final = re.compile(r"([-–—*+o§]|Ø|ü)\s+(?=\S)")
_NESTED: Final = re.compile(r"(?<=\s)o\s+(?=[^\W\d])")
_AFTER_COLON: Final = re.compile(r"(?<=:)\s+(?P<glyph>[-–—])\s+(?=\S)")
_AFTER_LEAD: Final = re.compile(r"(?P<lead>[^\W\d][\w ]{2,30}?):?\s+(?P<glyph>[-–—])\s+(?=\S)")
_DASHES: Final = {sign: re.compile(rf"(?<=\s){sign}\s+(?=\S)") for sign in "-–—"}
_COUNTED: Final = re.compile(r"(?:(?<=\s)|^)(\d{1,2}|[a-z])([.)])\s+(?=[«\"]?[^\W\d_])")
_OPENS_OWN: Final = re.compile(
    r"(?:\w*mål|strategi|tiltak|\w*område|goal|objective|strategy|action)\s?\d|\d+(?:\.\d+)*[.):]?\s",
    re.IGNORECASE,
)
"""A line that opens something of its own, and goes on no item."""
_SUSPENDED: Final = re.compile(r"(?:og|eller|and|or|samt)\b")


def bullet_cuts(text: str, glyph_before: str) -> list[Cut]:
    """Return where bullets stand in a line, in order. glyph_before: of the item that is open."""
    cuts = _strong_cuts(text, glyph_before)
    opening = _OPENING.match(text)
    if not cuts and opening:
        cuts = _opening_cuts(text, opening, glyph_before)
    if not cuts and glyph_before in _DASHES and not _OPENS_OWN.match(text):
        cuts = _dash_cuts(text, 0, glyph_before, upper=True)
    if not cuts:
        cuts = _colon_cuts(text) or _counted_cuts(text)
    if cuts and (cuts[0][2] in STRONG or cuts[0][2] == "o" or glyph_before):
        cuts = sorted({*cuts, *_nested_cuts(text, cuts[0][0], glyph_before)})
    return _with_last(text, cuts, glyph_before)


def _with_last(text: str, cuts: list[Cut], glyph_before: str) -> list[Cut]:
    """Add the bullet at a line's end, whose item begins on the next line."""
    glyph = cuts[-1][2] if cuts else glyph_before
    last = text[-1:]
    if (
        last != glyph
        or len(text) < 3
        or not text[-2].isspace()
        or (cuts and cuts[-1][1] == len(text))
    ):
        return cuts
    return [*cuts, (len(text) - 1, len(text), last)]


def _strong_cuts(text: str, glyph_before: str) -> list[Cut]:
    cuts = [(*match.span(), match.group().strip()) for match in _STRONG.finditer(text)]
    cuts = [
        cut for cut in cuts
        if cut[2] not in "\u2212→·" or (cut[1] < len(text) and text[cut[1]].isalpha())
    ]  # fmt: skip
    if not cuts or cuts[0][0] == 0:
        return cuts
    if len(cuts) == 1 and not glyph_before:
        before = text[: cuts[0][0]].rstrip()
        if not before.endswith((":", ".", "!", "?")):
            return []
    if all(cut[2] in "→·" for cut in cuts) and not glyph_before:
        return []
    return cuts


def _nested_cuts(text: str, first: int, glyph_before: str) -> list[Cut]:
    low = 0 if glyph_before else first
    return [(*match.span(), "o") for match in _NESTED.finditer(text, low)]


def _opening_cuts(text: str, opening: re.Match[str], glyph_before: str) -> list[Cut]:
    glyph = opening.group(1)
    rest = text[opening.end() :]
    if glyph in "-–—" and _SUSPENDED.match(rest):
        return []
    if glyph == "§" and rest[:1].isdigit():
        return []
    if glyph in "Øü" and not opens_upper(rest):
        return []
    if glyph == "o" and not rest[:1].isalpha():
        return []
    cuts = [(0, opening.end(), glyph)]
    if glyph in _DASHES:
        cuts += _dash_cuts(text, opening.end(), glyph)
    elif glyph == "o":
        cuts += _nested_cuts(text, opening.end(), glyph_before)
    return cuts


def _colon_cuts(text: str) -> list[Cut]:
    """«Strategi: - a - b»."""
    match = _AFTER_COLON.search(text)
    if match is None:
        match = _AFTER_LEAD.match(text)
        if match is None or leads_to(match.group("lead")) is None:
            return []
    glyph = match.group("glyph")
    start = match.start("glyph")
    return [(start, match.end(), glyph), *_dash_cuts(text, match.end(), glyph)]


_LOOK: Final = 60
"""Characters that are looked at beside a dash."""


def _dash_cuts(text: str, begin: int, glyph: str, upper: bool | None = None) -> list[Cut]:
    """Return the dashes after the first that open items as the first does.

    Items that open with a capital are parted before capitals; items that open with a verb before
    verbs. Everything else may be a dash in a sentence. upper: how they open, None for as the first.
    """
    if upper is None:
        upper = opens_upper(text[begin:])
    verb = opens_with_verb(text[begin : begin + _LOOK])
    cuts = []
    last = begin
    for match in _DASHES[glyph].finditer(text, begin):
        after = text[match.end() : match.end() + _LOOK]
        long = len(after.split()) >= 2 or match.end() + len(after) == len(text)
        between = text[last : min(match.start(), last + _LOOK)]
        enough = long and (last == 0 or len(between.split()) >= 2)
        same = opens_upper(after) if upper else (
            verb and opens_lower(after) and opens_with_verb(after)
        )  # fmt: skip
        if enough and same:
            cuts.append((*match.span(), glyph))
            last = match.end()
    return cuts


def _counted_cuts(text: str) -> list[Cut]:
    """«1. a 2. b 3. c» and «a) b) c)», from the first on, where the line opens or after a colon."""
    cuts: list[Cut] = []
    for match in _COUNTED.finditer(text):
        before = text[max(0, match.start() - 40) : match.start()].rstrip()
        if cuts:
            last = cuts[-1][2]
            if match.group(2) == last[-1] and _follows(last[:-1], match.group(1)):
                cuts.append((*match.span(), match.group(1) + match.group(2)))
        elif match.group(1) in ("1", "a") and (not before or before.endswith(":")):
            cuts.append((*match.span(), match.group(1) + match.group(2)))
    return cuts if len(cuts) > 1 or (cuts and cuts[0][0] > 0) else []


def _follows(before: str, after: str) -> bool:
    if before.isdigit() != after.isdigit():
        return False
    if before.isdigit():
        return int(after) == int(before) + 1
    return ord(after) == ord(before) + 1


_PHRASE: Final = re.compile(
    r"(?<=\s)(?:"
    r"(?:Hovedmål|Hovudmål|Delmål|Mål|Strategi|Tiltak|Goal|Objective|Strategy|Action)"
    r"\s\d{1,2}(?:\.\d{1,2}){0,3}\s?[:.–]\s"
    r"|(?:Strategier|Strategiar|Strategi|Tiltak|Delmål|Hovedmål|Hovudmål|Mål|Strategies|Strategy|"
    r"Actions|Measures|Goals?|Objectives?|Kommunen vil|Kommunen skal|Vi vil|Vi skal|We will|"
    r"(?i:slik vil (?:vi|me) ha det|slik (?:vil|skal) (?:vi|me) (?:gjøre|gjere) det|"
    r"slik (?:gjør|gjer) (?:vi|me) det))\s?:(?=\s|$))"
)
_CHAPTER: Final = re.compile(r"(?:kap(?:ittel|\.)?\s*|chapter\s+)?[\d.]+[.):]?", re.IGNORECASE)
_NO_BREAK: Final = frozenset(
    ("og", "eller", "and", "or", "i", "av", "til", "for", "fra", "frå", "med", "om", "in", "of")
)


def phrase_cuts(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Part text[begin:end] before labels and lead-ins with a colon that stand inside it."""
    cuts = [begin]
    for match in _PHRASE.finditer(text, begin, end):
        before = text[max(cuts[-1], match.start() - 40) : match.start()].split()
        if not before or _CHAPTER.fullmatch(" ".join(before)):
            continue
        if text[match.start()].isupper() and before[-1].lower() not in _NO_BREAK:
            cuts.append(match.start())
    return list(zip(cuts, [*cuts[1:], end], strict=True))
