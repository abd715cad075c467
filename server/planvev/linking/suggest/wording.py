"""Reasons in words that a planner understands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from planvev.linking.suggest.suggestion import Reason

_MORE_MARK: Final = 10_000
"""From which number on thousands are parted."""
_WORDS: Final = {
    "nb": {
        "words": "Felles ord: {}.",
        "keywords": "Felles stikkord: {}.",
        "concepts": "Beslektede ord: {}.",
        "context": "Ord i teksten rundt: {}.",
        "theme": "Samme tema: {}.",
        "actor": "Samme aktør: {}.",
        "group": "Samme målgruppe: {}.",
        "quantity": "Samme tall: {}.",
        "quantity-year": "Samme tall og år: {}.",
        "parent": "Målet over, {}, ligner også.",
        "sibling": "Godkjente koblinger fra mål ved siden av ({}) peker hit.",
        "sibling-beside": "Godkjente koblinger fra mål ved siden av ({}) peker på nabomål.",
        "embedding": "Setningene betyr omtrent det samme.",
        "number": "Viser til {} ved nummer.",
        "quote": "Gjengir ordlyden: {}.",
        "by": "{} innen {}",
    },
    "nn": {
        "words": "Felles ord: {}.",
        "keywords": "Felles stikkord: {}.",
        "concepts": "Slektande ord: {}.",
        "context": "Ord i teksten rundt: {}.",
        "theme": "Same tema: {}.",
        "actor": "Same aktør: {}.",
        "group": "Same målgruppe: {}.",
        "quantity": "Same tal: {}.",
        "quantity-year": "Same tal og år: {}.",
        "parent": "Målet over, {}, liknar òg.",
        "sibling": "Godkjende koplingar frå mål ved sida av ({}) peikar hit.",
        "sibling-beside": "Godkjende koplingar frå mål ved sida av ({}) peikar på nabomål.",
        "embedding": "Setningane betyr om lag det same.",
        "number": "Viser til {} ved nummer.",
        "quote": "Gjev att ordlyden: {}.",
        "by": "{} innan {}",
    },
    "en": {
        "words": "Words in common: {}.",
        "keywords": "Keywords in common: {}.",
        "concepts": "Related words: {}.",
        "context": "Words in the text around: {}.",
        "theme": "Same theme: {}.",
        "actor": "Same actor: {}.",
        "group": "Same target group: {}.",
        "quantity": "Same number: {}.",
        "quantity-year": "Same number and year: {}.",
        "parent": "The goal above, {}, is alike too.",
        "sibling": "Approved links of goals beside it ({}) lead here.",
        "sibling-beside": "Approved links of goals beside it ({}) lead to a goal beside this.",
        "embedding": "The sentences mean much the same.",
        "number": "Refers to {} by number.",
        "quote": "Repeats the wording: {}.",
        "by": "{} by {}",
    },
}
_UNNAMED: Final = {
    "nb": {"theme": "Samme tema.", "actor": "Samme aktør.", "group": "Samme målgruppe."},
    "nn": {"theme": "Same tema.", "actor": "Same aktør.", "group": "Same målgruppe."},
    "en": {"theme": "Same theme.", "actor": "Same actor.", "group": "Same target group."},
}


def reason_text(reasons: Sequence[Reason], language: str) -> str:
    """Return the reasons as sentences. language: nb, nn or en; any other tag gives bokmål.

    What the reasons name is as it is written in the plans; IRIs without a label are not named.

    >>> reason_text([Reason("words", ("avfall",)), Reason("quantity", ("20", "%", "2018"))], "nb")
    'Felles ord: avfall. Samme tall og år: 20 % innen 2018.'
    """
    tag = language if language in _WORDS else "nb"
    sentences = (_sentence(reason, tag) for reason in reasons)
    return " ".join(dict.fromkeys(each for each in sentences if each))


def _sentence(reason: Reason, language: str) -> str:
    words = _WORDS[language]
    code, values = reason.code, [each for each in reason.values if not _is_iri(each)]
    if code == "embedding":
        return words[code]
    if code == "quantity":
        return _quantity(reason.values, language)
    if not values:
        return _UNNAMED[language].get(code, "") if reason.values else ""
    if code in ("parent", "sibling"):
        named = values[0] if values[0][:1].isdigit() else f"«{values[0]}»"
        return words[f"{code}-beside" if values[1:] == ["beside"] else code].format(named)
    if code == "quote":
        return words[code].format(f"«{values[0]}»")
    return words[code].format(", ".join(values)) if code in words else ""


def _quantity(values: Sequence[str], language: str) -> str:
    """Return the numbers that are the same; values: number, unit and year of each."""
    told = []
    for number, unit, year in zip(values[::3], values[1::3], values[2::3], strict=False):
        text = _number(number, language)
        if unit == "%":
            text += "%" if language == "en" else " %"
        elif unit and not _is_iri(unit):
            text += f" {unit}"
        told.append(_WORDS[language]["by"].format(text, year) if year else text)
    if not told:
        return ""
    code = "quantity-year" if any(values[2::3]) else "quantity"
    return _WORDS[language][code].format(", ".join(told))


def _number(number: str, language: str) -> str:
    """Return a number as a language writes it.

    >>> _number("12500", "nb"), _number("42.5", "nn"), _number("12500", "en")
    ('12 500', '42,5', '12,500')
    """
    whole, point, rest = number.partition(".")
    if whole.isdecimal() and int(whole) >= _MORE_MARK:
        whole = f"{int(whole):,}".replace(",", "," if language == "en" else " ")
    return f"{whole}{('.' if language == 'en' else ',') if point else ''}{rest}"


def _is_iri(value: str) -> bool:
    return value.startswith(("http://", "https://", "urn:"))
