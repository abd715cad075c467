"""What titles above a table, and the file's name, say of the plan: name, period, municipality."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from planvev.ingest.draft import Doubt, PlanFacts

_PERIOD: Final = re.compile(r"\b((?:19|20)\d\d)\s*[-–—/]\s*((?:19|20)?\d\d)\b")
_BODY: Final = re.compile(
    r"\b([A-ZÆØÅ][\w-]+(?:\s(?:og\s)?[A-ZÆØÅ][\w-]+)?\s(?:kommune|fylkeskommune|kommunene))\b"
)
_PLAN: Final = re.compile(r"plan|strategi|program|samfunnsdel|målbilde", re.IGNORECASE)
_TITLE_CHARACTERS_MAX: Final = 160
_LANGUAGE_WORDS: Final = {
    language: frozenset(words.split())
    for language, words in (
        ("nb", "ikke være fra mer hvordan noen en et gjøre også kommunen skal økt"),
        ("nn", "ikkje vere frå meir korleis nokon ein eit gjere også kommunen skal auka"),
        ("en", "the and of to in for with will be shall"),
    )
}
_WORDS_MIN: Final = 3


def facts_from_titles(titles: Iterable[str], texts: Iterable[str]) -> PlanFacts:
    """Return the facts that can be guessed, each with a doubt. texts: of the plan's rows.

    >>> facts = facts_from_titles(["Handlingsplan 2025–2028 for Storvik kommune"], [])
    >>> facts.title, facts.start_year, facts.end_year, facts.body
    ('Handlingsplan 2025–2028 for Storvik kommune', '2025', '2028', 'Storvik kommune')
    """
    facts = PlanFacts()
    for title in titles:
        text = " ".join(title.split())
        if not facts.title and _PLAN.search(text) and len(text) <= _TITLE_CHARACTERS_MAX:
            facts.title = text
            _doubt(facts, "Tittel", text)
        period = _PERIOD.search(text)
        if period and not facts.start_year:
            end = period.group(2)
            facts.start_year = period.group(1)
            facts.end_year = end if len(end) == 4 else facts.start_year[:2] + end
            _doubt(facts, "Periode", f"{facts.start_year}–{facts.end_year}")
        body = _BODY.search(text)
        if body and not facts.body:
            facts.body = body.group(1)
            _doubt(facts, "Organ", facts.body)
    facts.language = guessed_language(texts)
    if facts.language:
        _doubt(facts, "Språk", facts.language)
    return facts


def _doubt(facts: PlanFacts, name: str, value: str) -> None:
    facts.doubts.append(Doubt("fact-guessed", (name, value)))


def guessed_language(texts: Iterable[str]) -> str:
    """Return nb, nn or en by the small words of the texts, "" where there are too few.

    >>> guessed_language(["Kommunen skal ikkje auke utsleppa frå eigen drift"])
    'nn'
    """
    counts = dict.fromkeys(_LANGUAGE_WORDS, 0)
    for text in texts:
        words = re.findall(r"[^\W\d_]+", text.casefold())
        for language, known in _LANGUAGE_WORDS.items():
            counts[language] += sum(word in known for word in words)
    best = max(counts, key=lambda language: counts[language])
    return best if counts[best] >= _WORDS_MIN else ""
