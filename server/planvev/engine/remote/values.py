"""Graphs compared by what they say, not by how a store spells it.

Stores write literals their own way: ``"007"^^xsd:integer`` comes back as 7, ``1.50`` as 1.5, every
kind of integer as xsd:integer, ``"1"^^xsd:boolean`` as true, language tags in lower case, blank
nodes under other labels. Two graphs are alike here if they differ in nothing else. What a store
has really lost (digits of a long decimal, the unit of a duration) is a difference.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    Literal,
    NamedNode,
    Quad,
    Triple,
)

BLANK_NODES_MAX: Final = 500
"""Beyond, graphs are not compared: matching blank nodes can take a time without bound."""
_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_INTEGERS: Final = frozenset(
    _XSD + name
    for name in (
        *("integer", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
        *("negativeInteger", "long", "int", "short", "byte"),
        *("unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
    )
)
_NUMBER: Final = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DURATION: Final = re.compile(
    r"(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?"
    r"(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)
_DURATIONS: Final = frozenset(
    _XSD + name for name in ("duration", "yearMonthDuration", "dayTimeDuration")
)
_ZULU: Final = re.compile(r"(Z|[+-]00:00)\Z")
_NUMBER_TYPE: Final = NamedNode(_XSD + "decimal")


def by_value(triples: Iterable[Triple]) -> frozenset[str] | None:
    """Return triples in a form that is the same for graphs that say the same.

    None where there are too many blank nodes to compare.
    """
    quads = [Quad(t.subject, t.predicate, _by_value(t.object)) for t in triples]
    blank = {
        term
        for quad in quads
        for term in (quad.subject, quad.object)
        if isinstance(term, BlankNode)
    }
    if len(blank) > BLANK_NODES_MAX:
        return None
    if not blank:
        return frozenset(str(quad.triple) for quad in quads)
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return frozenset(str(quad.triple) for quad in dataset)


def _by_value(
    term: NamedNode | BlankNode | Literal | Triple,
) -> NamedNode | BlankNode | Literal | Triple:
    """Return a literal in the one spelling that we compare; another term as it is."""
    if not isinstance(term, Literal) or term.language is not None:
        return term
    text, kind = term.value, term.datatype.value
    if kind in _INTEGERS or kind == _XSD + "decimal":
        # Virtuoso keeps integers of more than 64 bits as decimals.
        value = _decimal(text)
        return term if value is None else Literal(value, datatype=_NUMBER_TYPE)
    spelled = _SPELLINGS.get(kind)
    if kind in _DURATIONS:
        spelled = _duration
    value = spelled(text) if spelled else None
    if value is None:
        return term
    return Literal(value, datatype=NamedNode(_STAMPS.get(kind, kind)))


def _decimal(text: str) -> str | None:
    """Return a number without superfluous digits.

    >>> _decimal("007"), _decimal("-1.50"), _decimal("seven")
    ('7', '-1.5', None)
    """
    if not _NUMBER.fullmatch(text.strip()):
        return None
    try:
        number = format(Decimal(text.strip()), "f")
    except InvalidOperation:
        return None
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return "0" if number in ("-0", "") else number


def _double(text: str) -> str | None:
    text = {"INF": "inf", "+INF": "inf", "-INF": "-inf", "NaN": "nan"}.get(text.strip(), text)
    try:
        value = float(text)
    except ValueError:
        return None
    return "NaN" if math.isnan(value) else repr(value)


def _boolean(text: str) -> str | None:
    return {"1": "true", "0": "false"}.get(text.strip())


def _date_time(text: str) -> str | None:
    """Return a point in time in UTC, or without a zone as it is; None where it is none."""
    try:
        value = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()


def _day(text: str) -> str | None:
    """Return a date, a year or a part of one with its zone in one spelling."""
    return _ZULU.sub("Z", text.strip())


def _duration(text: str) -> str | None:
    """Return a duration in months and seconds.

    >>> _duration("P1Y"), _duration("P12M"), _duration("P1DT1H"), _duration("48")
    ('12M 0S', '12M 0S', '0M 90000S', None)
    """
    match = _DURATION.fullmatch(text.strip())
    if not match or text.strip().endswith(("P", "T")):
        return None
    sign, years, months, days, hours, minutes, seconds = match.groups(default="0")
    all_months = int(years) * 12 + int(months)
    all_minutes = (int(days) * 24 + int(hours)) * 60 + int(minutes)
    total = _decimal(str(all_minutes * 60 + Decimal(seconds)))
    return f"{'-' if sign == '-' else ''}{all_months}M {total}S"


_SPELLINGS: Final = {
    _XSD + "boolean": _boolean,
    _XSD + "double": _double,
    _XSD + "float": _double,
    _XSD + "dateTime": _date_time,
    _XSD + "dateTimeStamp": _date_time,
    _XSD + "date": _day,
    _XSD + "gYear": _day,
    _XSD + "gYearMonth": _day,
    _XSD + "time": _day,
}
_STAMPS: Final = {_XSD + "dateTimeStamp": _XSD + "dateTime"}
