"""What a phrase or a sentence with a colon leads to, told by the words that plans use.

A lead-in is a phrase that says what follows («Slik vil vi ha det», «Strategiar», "We will").
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from planvev.ingest.recognise.labels import ACTION_LABELS, GOAL_LABELS, STRATEGY_LABELS
from planvev.ingest.recognise.phrases import PHRASES, Leads

_COMPILED: Final = tuple((leads, re.compile(phrase)) for leads, phrase in PHRASES)
PHRASE_MAX: Final = 140
"""Characters of the longest lead-in; what is longer is not looked at."""

_HEAD_NUMBER: Final = re.compile(r"^(?:[\d.]+[.):]?\s+|[a-zæøå][.)]\s+|kap(?:ittel)?\.? \d+:? )")
_TAIL: Final = re.compile(r"[\s:.…*–-]+$")


@lru_cache(maxsize=4096)
def leads_to(phrase: str) -> Leads | None:
    """Return what a whole phrase leads to, None where it is no lead-in.

    phrase: as printed, with or without number and colon.

    >>> leads_to("6.1.1 SLIK VIL VI HA DET:"), leads_to("Strategiar"), leads_to("Vi bor her")
    (<Leads.GOAL: 'goal'>, <Leads.STRATEGY: 'strategy'>, None)
    """
    if len(phrase) > PHRASE_MAX or ". " in _HEAD_NUMBER.sub("", phrase.strip(), count=1):
        return None
    folded = " ".join(phrase.lower().split()).strip('*_ «»"')
    folded = _TAIL.sub("", _HEAD_NUMBER.sub("", folded, count=1)).rstrip("?!")
    if not folded:
        return None
    for leads, pattern in _COMPILED:
        if pattern.fullmatch(folded):
            return leads
    return None


_NUMBER_WORD: Final = (
    r"\d{1,2}|to|tre|fire|fem|seks|sju|syv|åtte|ni|ti|two|three|four|five|six|seven|eight|nine|ten"
)
_SENTENCES: Final[tuple[tuple[Leads, re.Pattern[str]], ...]] = (
    (
        Leads.CITED,
        re.compile(
            r"\b(?:gjengitt|gjengis|gjengir|gjeve att|attgjeve|hentet fra|henta frå|sitert|"
            r"restated|quoted from|taken from|bærekraftsmål\w*|nasjonale mål\w*)\b"
        ),
    ),
    (
        Leads.GOAL,
        re.compile(
            rf"\b(?:følgende|følgjande|disse|desse|{_NUMBER_WORD}|these|the following|sine?|våre|"
            r"overordnede|overordna|har|er|our|has|som|satt|sett|definert)"
            r"(?: [\w-]+){0,3}? (?:\w+)?(?:mål|målene|måla|målsettinger|målsettingar|"
            r"goals|objectives)(?: [\w,-]+){0,9}$"
        ),
    ),
    (
        Leads.STRATEGY,
        re.compile(
            r"\b(?:skal|vil|må|will|shall|must) (?:vi|me|kommunen|[\w-]+ kommune|we|"
            r"the municipality)(?: [\w,-]+){0,4}$"
            r"|\b(?:vi|me|kommunen|[\w-]+ kommune|we|the municipality|municipality) "
            r"(?:skal|vil|må|will|shall|must)(?: [\w,-]+){0,4}$"
            r"|^(?:(?:vi|me) i )?(?!(?:\w*(?:plan|planen|del|delen|strategien|arbeidet|tiltak\w*|"
            r"mål|målet|målene|det|dette|den|plans?))\s)[\w-]{3,30} (?:skal|vil)$"
        ),
    ),
    (
        Leads.STRATEGY,
        re.compile(
            rf"\b(?:følgende|følgjande|disse|desse|{_NUMBER_WORD}|these|the following|sine|våre)"
            r"(?: [\w-]+){0,3}? (?:\w+)?(?:strategier|strategiar|strategiene|strategies|"
            r"satsinger|satsingar|prioriteringer|prioriteringar)(?: [\w,-]+){0,7}$"
        ),
    ),
    (
        Leads.ACTION,
        re.compile(
            rf"\b(?:følgende|følgjande|disse|desse|{_NUMBER_WORD}|these|the following|aktuelle)"
            r"(?: [\w-]+){0,3}? (?:\w+)?(?:tiltak|tiltakene|tiltaka|actions|measures)"
            r"(?: [\w,-]+){0,7}$"
        ),
    ),
    (
        Leads.VALUE,
        re.compile(
            r"\b(?:grunn|kjerne)?(?:verdier|verdiar|verdiene|verdiane|values)(?: [\w,-]+){0,3}$"
        ),
    ),
)
_OTHER_HEADS: Final = re.compile(
    r"\b(?:\w*(?:temaer|tema|områder|område)|planer|planar|utfordringer|utfordringar|themes|areas|plans|"
    r"challenges|kapitler|deler|dokumenter|punkter|spørsmål|indikatorer|indikatorar)$"
)


@lru_cache(maxsize=4096)
def sentence_leads_to(sentence: str) -> Leads | None:
    """Return what a sentence that ends in a colon leads to.

    >>> sentence_leads_to("Fjordbyen har 10 hovedmål:"), sentence_leads_to("Vi bor i disse:")
    (<Leads.GOAL: 'goal'>, None)
    """
    folded = " ".join(sentence.lower().split())
    if not folded.endswith(":") or len(folded) > 400:
        return None
    last = re.split(r"(?<=[.!?]) ", folded)[-1].rstrip(": ")
    whole = leads_to(last)
    if whole:
        return whole
    if _OTHER_HEADS.search(last):
        return Leads.OTHER
    for leads, pattern in _SENTENCES:
        if pattern.search(folded if leads is Leads.CITED else last):
            return leads
    return None


_LABELLED: Final = re.compile(
    rf"(?:{'|'.join(re.escape(word) for word in (*GOAL_LABELS, *STRATEGY_LABELS, *ACTION_LABELS))})"
    r"\s*(?:nr\.? ?)?[#\d]"
)


def is_lead_in(line: str) -> bool:
    """Tell whether a line is a lead-in or opens with a numbered label, whose repeats mean nothing.

    line: in lower case; digits may be written as #.
    """
    text = line.replace("#", "1")
    return leads_to(text) is not None or bool(_LABELLED.match(text))
