"""A chart of an answer that has names and numbers: bars, or a line over years. Pure.

Lengths are SVG user units. The table beside it says the same; so each bar has its number as text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from planvev.vocab import XSD
from planvev.web.wording import number_text, shortened

ROWS_MAX: Final = 60
_NUMBERS: Final = frozenset(
    XSD[name].value
    for name in ("integer", "decimal", "double", "float", "nonNegativeInteger", "int", "long")
)
_YEAR: Final = re.compile(r"(1[5-9]|2[01])\d\d")
_YEAR_TYPE: Final = XSD.gYear.value
WIDTH: Final = 720
_NAMES: Final = 270
_BAR: Final = 22
_GAP: Final = 8
_TOP: Final = 8
_ROOM_FOR_NUMBER: Final = 80
_LINE_HEIGHT: Final = 260
_MARGIN: Final = 46


@dataclass(frozen=True)
class Bar:
    """A bar with its name and number."""

    name: str
    number: str
    x: float
    y: float
    width: float


@dataclass(frozen=True)
class Point:
    """A point of a line, with its year and number."""

    name: str
    number: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """A chart. bars or points; path: the line through the points. label, measure: column names."""

    label: str
    measure: str
    width: int
    height: int
    bars: list[Bar]
    points: list[Point]
    path: str
    base: float


def chart_of(
    columns: Sequence[str], rows: Sequence[Mapping[str, Any]], names: Mapping[str, str]
) -> Chart | None:
    """Return a chart where an answer has a column of names and one of numbers, and few rows.

    rows: bindings of SPARQL JSON. names: of IRIs. None where there is nothing to draw.
    """
    if not 2 <= len(rows) <= ROWS_MAX:
        return None
    measure = next(
        (c for c in columns[::-1] if all(number_of(r.get(c)) is not None for r in rows)), None
    )
    label = next((c for c in columns if c != measure and all(c in r for r in rows)), None)
    if measure is None or label is None:
        return None
    values = [
        (_name(row[label], names), number_of(row[measure]) or 0.0, row[measure]["value"])
        for row in rows
    ]
    if all(_is_year(row[label]) for row in rows):
        values.sort(key=lambda value: value[0])
        if len({name for name, _, _ in values}) == len(values):
            return _line(label, measure, values)
    return _bars(label, measure, values)


def number_of(term: Mapping[str, Any] | None) -> float | None:
    """Return the value of a term of SPARQL JSON whose datatype is a number's; of others, None.

    A notation such as "2.10" is none, whatever it looks like.
    """
    if not term or term.get("datatype") not in _NUMBERS:
        return None
    try:
        value = float(term["value"])
    except ValueError:
        return None
    return value if abs(value) < 1e15 else None


def _is_year(term: Mapping[str, Any]) -> bool:
    return term.get("datatype") == _YEAR_TYPE or bool(_YEAR.fullmatch(term["value"]))


def _name(term: Mapping[str, Any], names: Mapping[str, str]) -> str:
    text = str(term["value"])
    return names.get(text, text) if term["type"] == "uri" else text


def _bars(label: str, measure: str, values: Sequence[tuple[str, float, str]]) -> Chart:
    numbers = [number for _, number, _ in values]
    least, most = min(0.0, *numbers), max(0.0, *numbers)
    scale = (WIDTH - _NAMES - _ROOM_FOR_NUMBER) / ((most - least) or 1.0)
    base = _NAMES - least * scale
    bars = [
        Bar(
            shortened(name, 34),
            number_text(text),
            base + min(number, 0.0) * scale,
            _TOP + row * (_BAR + _GAP),
            max(abs(number) * scale, 1.0),
        )
        for row, (name, number, text) in enumerate(values)
    ]
    height = _TOP * 2 + len(values) * (_BAR + _GAP)
    return Chart(label, measure, WIDTH, height, bars, [], "", base)


def _line(label: str, measure: str, values: Sequence[tuple[str, float, str]]) -> Chart:
    years = [int(name[:4]) for name, _, _ in values]
    numbers = [number for _, number, _ in values]
    least, most = min(0.0, *numbers), max(0.0, *numbers)
    across = (WIDTH - 2 * _MARGIN) / ((years[-1] - years[0]) or 1)
    up = (_LINE_HEIGHT - 2 * _MARGIN) / ((most - least) or 1.0)
    base = _LINE_HEIGHT - _MARGIN + least * up
    points = [
        Point(name, number_text(text), _MARGIN + (year - years[0]) * across, base - number * up)
        for year, (name, number, text) in zip(years, values, strict=True)
    ]
    path = " ".join(f"{'L' if n else 'M'}{p.x:.1f} {p.y:.1f}" for n, p in enumerate(points))
    return Chart(label, measure, WIDTH, _LINE_HEIGHT, [], points, path, base)
