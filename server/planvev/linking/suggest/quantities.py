"""The numbers that an element aims at, from its facts or from its text. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Final

from planvev.linking.element import Element, Quantity

PERCENT: Final = "%"
_LETTERS_MAX: Final = 20_000
_AMOUNT: Final = re.compile(
    r"(?<![\d.,])(\d{1,3}(?:[ \u00a0.]\d{3}){1,3}|\d{1,9})(?:,(\d{1,4}))?[ \u00a0]?"
    r"(%|prosent|percent|per cent)",
    re.IGNORECASE,
)
_COUNT: Final = re.compile(
    r"(?<![\d.,–-])(?!(?:19|20)\d\d\b)(\d{1,3}(?:[ \u00a0]\d{3}){1,3}|\d{2,9})(?![\d.,–-])"
    r"[ \u00a0](?!%|prosent|percent|per cent)(?=[^\W\d_])"
)
_YEAR: Final = re.compile(
    r"\b(?:innen|før|i løpet av|fram til|frem til|til|til og med|by|until|before|within)"
    r"(?: utgangen av| utgongen av| the end of| år)? ((?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MANY: Final = 20
_NO_YEAR: Final = 0.6
_OTHER_YEAR: Final = 0.2


@dataclass(frozen=True, order=True)
class Amount:
    """A number that is comparable.

    unit: "%", an IRI, or "" for things that are counted. year: of the deadline, 0 for none.
    """

    value: Decimal
    unit: str
    year: int = 0


def amounts_of(element: Element) -> frozenset[Amount]:
    """Return the numbers of an element's facts and of its texts."""
    told = {
        Amount(each.value.normalize(), _unit(each), each.deadline or 0)
        for each in element.quantities
        if each.value is not None and each.value.is_finite()
    }
    return frozenset(told).union(*(amounts_in(text) for text in element.texts.values()))


def amounts_in(text: str) -> frozenset[Amount]:
    """Return the percentages of a text, each with the year where the text names one.

    Other numbers count only where a year is named: the same number by the same year is no chance.

    >>> sorted(amounts_in("Utslippene skal ned 42,5 % innen 2020"))
    [Amount(value=Decimal('42.5'), unit='%', year=2020)]
    """
    cut = text[:_LETTERS_MAX]
    years = _years_in(cut)
    year = next(iter(years)) if len(years) == 1 else 0
    found = set()
    for match in list(_AMOUNT.finditer(cut))[:_MANY]:
        whole = re.sub(r"\D", "", match[1])
        found.add(Amount(Decimal(f"{whole}.{match[2] or 0}").normalize(), PERCENT, year))
    if year:
        counts = (int(re.sub(r"\D", "", match[1])) for match in _COUNT.finditer(cut))
        found |= {Amount(Decimal(n).normalize(), "", year) for n in islice(counts, _MANY) if n > 9}
    return frozenset(found)


def _years_in(text: str) -> frozenset[int]:
    return frozenset(int(match[1]) for match in _YEAR.finditer(text[:_LETTERS_MAX]))


def _unit(quantity: Quantity) -> str:
    return PERCENT if quantity.unit.endswith("/PERCENT") else quantity.unit


def likeness(
    source: Iterable[Amount], target: Iterable[Amount]
) -> tuple[float, tuple[Amount, ...]]:
    """Return how far two sets of numbers agree, from 0 to 1, and the numbers that do.

    The same number, unit and year is 1; without a year on one side 0.6; with another year 0.2.

    >>> likeness(amounts_in("20 % innen 2018"), amounts_in("minst 20 %"))
    (0.6, (Amount(value=Decimal('2E+1'), unit='%', year=2018),))
    """
    best, shared = 0.0, []
    others = list(target)
    for each in sorted(source):
        alike = [o for o in others if (o.value, o.unit) == (each.value, each.unit)]
        if alike:
            shares = [_of_years(each.year, other.year) for other in alike]
            best = max(best, *shares, 0.0)
            year = each.year if max(shares) > _OTHER_YEAR else 0
            shared.append(Amount(each.value, each.unit, year))
    return best, tuple(shared)


def _of_years(one: int, other: int) -> float:
    if one and other:
        return 1.0 if one == other else _OTHER_YEAR
    return _NO_YEAR
