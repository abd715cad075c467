"""Where everything stands in the picture of the plan and control system, in SVG user units.

The picture has a row for each type of instrument: its name, how many years it looks ahead by
statute and as printed, how often it comes up, its sections of law, the plans at hand. Arrows lead
from what sets a frame to what it is set for. Nothing is told by colour or shape alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from planvev.web.description import Ref
from planvev.web.instruments_view import Instrument, years_text
from planvev.web.language import gettext, ngettext
from planvev.web.wording import shortened

WIDTH: Final = 1000
_BOX_X: Final = 70
_BOX_WIDTH: Final = 250
_AXIS_X: Final = 350
_AXIS_WIDTH: Final = 600
_TOP: Final = 44
_ROW_GAP: Final = 14
_LINE: Final = 20
_BAR: Final = 18
_YEARS_MIN: Final = 12
_NAME_CHARACTERS: Final = 24
_LINE_CHARACTERS: Final = 84
_LAW_SHOWN: Final = 4


@dataclass(frozen=True)
class Bar:
    """A length of time. kind: statute or printed."""

    kind: str
    y: float
    width: float
    label: str
    label_x: float


@dataclass(frozen=True)
class Line:
    """A line of text under the bars; ref: what it links to, if anything."""

    y: float
    text: str
    ref: Ref | None


@dataclass(frozen=True)
class Row:
    """An instrument. ticks: x of each time that it comes up."""

    instrument: Instrument
    y: float
    height: float
    name_lines: list[tuple[float, str]]
    bars: list[Bar]
    ticks: list[float]
    tick_y: float
    lines: list[Line]


@dataclass(frozen=True)
class Drawing:
    """The whole picture. axis: (x, year). edges: (path, description)."""

    width: int
    height: float
    box_x: int
    box_width: int
    axis_x: int
    axis: list[tuple[float, int]]
    rows: list[Row]
    edges: list[tuple[str, str]]


def drawing(instruments: Sequence[Instrument]) -> Drawing:
    """Lay the picture out."""
    longest = max([_YEARS_MIN, *(_longest(one) for one in instruments)])
    scale = _AXIS_WIDTH / longest
    rows, y = [], float(_TOP)
    for one in instruments:
        row = _row(one, y, scale, longest)
        rows.append(row)
        y += row.height + _ROW_GAP
    step = 1 if longest <= 15 else 5
    axis = [(_AXIS_X + year * scale, year) for year in range(0, longest + 1, step)]
    return Drawing(WIDTH, y + 6, _BOX_X, _BOX_WIDTH, _AXIS_X, axis, rows, _edges(rows))


def _longest(one: Instrument) -> int:
    printed = [p.horizon_years for p in one.printed]
    return max(count for count in (0, one.horizon_years, *printed) if count is not None)


def _row(one: Instrument, y: float, scale: float, longest: int) -> Row:
    names = _wrapped(one.ref.text.text, _NAME_CHARACTERS)
    bars: list[Bar] = []
    inner = y + 10
    told = [("statute", one.horizon_years, gettext("by statute"))]
    told += [
        ("printed", count, gettext("as printed"))
        for count in sorted({p.horizon_years for p in one.printed if p.horizon_years})
    ]
    for kind, count, source in told:
        if count:
            label = f"{years_text(count)} ({source})"
            inside = count * scale > 150
            label_x = _AXIS_X + (8 if inside else count * scale + 8)
            bars.append(Bar(kind, inner, count * scale, label, label_x))
            inner += _BAR + 4
    every = one.interval_years or next(
        (p.interval_years for p in one.printed if p.interval_years), 0
    )
    ticks = [_AXIS_X + n * scale for n in range(every, longest + 1, every)] if every else []
    tick_y = inner + 5
    lines: list[Line] = []
    if ticks:
        inner += 12
    for text, ref in _told(one, every):
        inner += _LINE
        lines.append(Line(inner - 5, shortened(text, _LINE_CHARACTERS), ref))
    height = max(inner - y + 6, len(names) * _LINE + 20)
    top = y + height / 2 - (len(names) - 1) * _LINE / 2 + 5
    placed = [(top + n * _LINE, name) for n, name in enumerate(names)]
    return Row(one, y, height, placed, bars, ticks, tick_y, lines)


def _told(one: Instrument, every: int) -> list[tuple[str, Ref | None]]:
    """Return the lines of text: cadence, law, plans."""
    told: list[tuple[str, Ref | None]] = []
    cadence = one.cadence or next((p.cadence for p in one.printed if p.cadence), None)
    if cadence:
        told.append((cadence.text, None))
    elif every:
        told.append((ngettext("every year", "every %(num)s years", every), None))
    if one.law:
        names = "; ".join(ref.text.text for ref in one.law[:_LAW_SHOWN])
        told.append((f"{names}{' …' if len(one.law) > _LAW_SHOWN else ''}", None))
    told += [(f"● {plan.ref.text.text}", plan.ref) for plan in one.plans]
    return told


def _wrapped(text: str, characters: int) -> list[str]:
    """Break a name between words into at most three lines.

    >>> _wrapped("ett to tre", 7)
    ['ett to', 'tre']
    """
    lines = [""]
    for word in shortened(text, characters * 3).split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > characters and len(lines) < 3:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _edges(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Return the arrows, each a path on the left of the boxes, wider where it is longer."""
    by_iri = {row.instrument.ref.iri: (number, row) for number, row in enumerate(rows)}
    found = []
    for number, row in enumerate(rows):
        for below in row.instrument.frames:
            if below.iri not in by_iri:
                continue
            other, target = by_iri[below.iri]
            start = row.y + row.height / 2 + 6
            end = target.y + target.height / 2 - 6
            reach = min(14 + 9 * abs(other - number), _BOX_X - 8)
            x = _BOX_X - reach
            path = f"M{_BOX_X} {start:.0f} C{x} {start:.0f} {x} {end:.0f} {_BOX_X - 3} {end:.0f}"
            said = gettext(
                "%(above)s sets the frame for %(below)s",
                above=row.instrument.ref.text.text,
                below=below.text.text,
            )
            found.append((path, said))
    return found
