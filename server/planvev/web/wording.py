"""Values in words: dates, numbers, periods, units, in the language of the page."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from babel.dates import format_date

from planvev.vocab import PREFIXES, XSD
from planvev.web.language import current, gettext, marked, ngettext
from planvev.web.statements import Value

_LANGUAGE_NAMES: Final = {
    "nb": marked("bokmål"),
    "nn": marked("nynorsk"),
    "en": marked("English"),
    "no": marked("Norwegian"),
}
_UNITS: Final = {
    "PERCENT": "%",
    "TONNE": marked("tonnes"),
    "KiloGM": "kg",
    "KiloW-HR": "kWh",
    "YR": marked("years"),
}
_LOCALES: Final = {"nb": "nb", "nn": "nn", "en": "en_GB"}
_DATE: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}).*)?")
_MONTH: Final = re.compile(r"([1-9]\d{3})-(\d{2})")
_DURATION: Final = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?")
_DECIMAL: Final = re.compile(r"([+-]?)(\d+)(?:\.(\d+))?")


def date_text(text: str) -> str:
    """Return an xsd:date, xsd:dateTime or xsd:gYearMonth in words.

    >>> date_text("2010-06-10"), date_text("2020-12"), date_text("2010"), date_text("2010-02-31")
    ('10. juni 2010', 'desember 2020', '2010', '2010-02-31')
    """
    month = _MONTH.fullmatch(text)
    if month and 1 <= int(month[2]) <= 12:
        first = date(int(month[1]), int(month[2]), 1)
        return format_date(first, "LLLL y", locale=_LOCALES[current()])
    match = _DATE.fullmatch(text)
    if not match:
        return text
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return text
    words = format_date(day, "long", locale=_LOCALES[current()])
    midnight = match[4] in (None, "00") and match[5] in (None, "00")
    if midnight:
        return words
    return gettext("%(day)s at %(hour)s:%(minute)s", day=words, hour=match[4], minute=match[5])


def number_text(text: str) -> str:
    """Return a decimal number as it is written here, thousands apart, without idle zeros.

    >>> number_text("20.0"), number_text("34821"), number_text("0.6"), number_text("x")
    ('20', '34\u00a0821', '0,6', 'x')
    """
    match = _DECIMAL.fullmatch(text)
    if not match:
        return text
    point, thousands = (".", ",") if current() == "en" else (",", "\u00a0")
    whole = match[2] if len(match[2]) < 5 else f"{int(match[2]):,}".replace(",", thousands)
    fraction = (match[3] or "").rstrip("0")
    return f"{match[1]}{whole}{point + fraction if fraction else ''}"


def duration_text(text: str) -> str:
    """Return an xsd:duration in words.

    >>> duration_text("P12Y"), duration_text("P1Y6M"), duration_text("PT5M")
    ('12 år', '1 år og 6 måneder', 'PT5M')
    """
    match = _DURATION.fullmatch(text)
    if not match or not any(match.groups()):
        return text
    years, months, days = (int(number or 0) for number in match.groups())
    parts = [
        ngettext("%(num)s year", "%(num)s years", years) if years else "",
        ngettext("%(num)s month", "%(num)s months", months) if months else "",
        ngettext("%(num)s day", "%(num)s days", days) if days else "",
    ]
    return gettext(" and ").join(part for part in parts if part) or text


def literal_text(value: Value) -> str:
    """Return a literal as a page shows it."""
    if value.datatype in (XSD.date.value, XSD.dateTime.value, XSD.gYearMonth.value):
        return date_text(value.text)
    if value.datatype == XSD.duration.value:
        return duration_text(value.text)
    if value.datatype in (XSD.decimal.value, XSD.integer.value, XSD.nonNegativeInteger.value):
        return number_text(value.text)
    if value.datatype == XSD.boolean.value:
        return {"true": gettext("yes"), "false": gettext("no")}.get(value.text, value.text)
    return value.text


def is_unit(iri: str) -> bool:
    """Return whether an IRI is a QUDT unit."""
    return iri.startswith(PREFIXES["unit"])


def unit_text(iri: str) -> str:
    """Return the sign or name of a QUDT unit.

    >>> unit_text("http://qudt.org/vocab/unit/PERCENT")
    '%'
    """
    name = iri.rpartition("/")[2]
    return gettext(_UNITS[name]) if name in _UNITS else name


def compact_iri(iri: str) -> str:
    """Return an IRI with one of our prefixes, or as it is.

    >>> compact_iri("http://purl.org/dc/terms/title")
    'dct:title'
    """
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def language_name(language: str) -> str:
    """Return the name of a language tag."""
    name = _LANGUAGE_NAMES.get(language.partition("-")[0])
    return gettext(name) if name else language


def first_upper(text: str) -> str:
    """Return a text whose first letter is a capital."""
    return text[:1].upper() + text[1:]


def shortened(text: str, characters_max: int = 90) -> str:
    """Cut a text at a word's end, with an ellipsis.

    >>> shortened("en to tre fire", 9)
    'en to …'
    """
    text = " ".join(text.split())
    if len(text) <= characters_max:
        return text
    return f"{text[: characters_max - 1].rpartition(' ')[0] or text[: characters_max - 1]} …"
