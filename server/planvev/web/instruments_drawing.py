"""Where everything stands in the picture of the plan and control system, in SVG user units.

The picture has a row for each type of instrument: its name, then what statute says and what plans
print, each with a bar for the years that the instrument looks ahead, marks for the times that it
comes up, and the words; then the plans at hand. Arrows lead from what sets a frame to what it is
set for. Nothing is told by colour or shape alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from planvev.web.description import Ref
from planvev.web.instruments_view import Instrument, PlanAtHand, years_text
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
_YEARS_MAX: Final = 100
_LABEL_WIDTH: Final = 150
_PLANS_SHOWN: Final = 4
_PRINTED_SHOWN: Final = 3
_MARGIN: Final = 30
_PERIOD_MAX: Final = 200
_PERIOD_HEIGHT: Final = 52
_CHARACTER_WIDTH: Final = 8
_NAME_CHARACTERS: Final = 24
_LINE_CHARACTERS: Final = 80
_TICK: Final = 10
_LAW_SHOWN: Final = 4


@dataclass(frozen=True)
class Strip:
    """What a source says on the axis. kind: statute or printed. ticks: x of each time it comes up.

    width: of the bar, 0 where the source gives no horizon. label stands in the bar, or after it.
    """

    kind: str
    y: float
    width: float
    label: str
    label_x: float
    ticks: list[float]
    tick_y: float

    @property
    def is_label_inside(self) -> bool:
        """Whether the label stands on the bar."""
        return self.label_x < _AXIS_X + self.width


@dataclass(frozen=True)
class Line:
    """A line of text; href: what it links to, if anything."""

    y: float
    text: str
    href: str | None


@dataclass(frozen=True)
class Row:
    """An instrument. name_lines: (y, text)."""

    instrument: Instrument
    y: float
    height: float
    name_lines: list[tuple[float, str]]
    strips: list[Strip]
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


def drawing(instruments: Sequence[Instrument], list_of: Callable[[Instrument], str]) -> Drawing:
    """Lay the picture out. list_of: returns the URL of the list of an instrument's plans."""
    longest = min(max([_YEARS_MIN, *(_longest(one) for one in instruments)]), _YEARS_MAX)
    rows, y = [], float(_TOP)
    for one in instruments:
        row = _row(one, y, longest, list_of(one))
        rows.append(row)
        y += row.height + _ROW_GAP
    scale = _AXIS_WIDTH / longest
    step = 1 if longest <= 15 else 5
    axis = [(_AXIS_X + year * scale, year) for year in range(0, longest + 1, step)]
    return Drawing(WIDTH, y + 6, _BOX_X, _BOX_WIDTH, _AXIS_X, axis, rows, _edges(rows))


def _longest(one: Instrument) -> int:
    return max(0, one.horizon_years or 0, *(p.horizon_years or 0 for p in one.printed))


def _row(one: Instrument, y: float, longest: int, list_url: str) -> Row:
    strips: list[Strip] = []
    lines: list[Line] = []
    inner = y + 10
    for kind, horizon, every, text in _told(one):
        strip = _strip(kind, inner, horizon, every, longest)
        if strip:
            strips.append(strip)
            inner = strip.tick_y + _TICK if strip.ticks else inner + _BAR
            inner += 2
        for part in _wrapped(text, _LINE_CHARACTERS) if text else ():
            inner += _LINE
            lines.append(Line(inner - 5, part, None))
        inner += 6
    for plan in one.plans[:_PLANS_SHOWN]:
        inner += _LINE
        name = shortened(f"{plan.ref.text.text} {plan.period}".strip(), _LINE_CHARACTERS)
        lines.append(Line(inner - 5, f"● {name}", plan.ref.href))
    more = one.plan_count - len(one.plans[:_PLANS_SHOWN])
    if more > 0:
        inner += _LINE
        said = ngettext("and %(num)s more plan", "and %(num)s more plans", more)
        lines.append(Line(inner - 5, f"● {said}", list_url))
    names = _wrapped(one.ref.text.text, _NAME_CHARACTERS)
    height = max(inner - y + 6, len(names) * _LINE + 20)
    top = y + height / 2 - (len(names) - 1) * _LINE / 2 + 5
    placed = [(top + n * _LINE, name) for n, name in enumerate(names)]
    return Row(one, y, height, placed, strips, lines)


def _told(one: Instrument) -> list[tuple[str, int | None, int | None, str]]:
    """Return what each source says: kind, horizon and interval in years, the words."""
    law = [ref.text.text for ref in one.law[:_LAW_SHOWN]]
    if len(one.law) > _LAW_SHOWN:
        law.append("…")
    words = [one.cadence.text] if one.cadence else []
    words += ["; ".join(law)] if law else []
    told = []
    if words or one.horizon_years or one.interval_years:
        text = gettext("Statute: %(words)s", words=" – ".join(words)) if words else ""
        told.append(("statute", one.horizon_years, one.interval_years, text))
    for printed in one.printed[:_PRINTED_SHOWN]:
        said = " – ".join(text.text for text in printed.texts)
        if said or printed.horizon_years:
            text = gettext("Printed: %(words)s", words=said)
            if printed.count > 1:
                plans = ngettext("in %(num)s plan", "in %(num)s plans", printed.count)
                text += f" ({plans})"
            told.append(("printed", printed.horizon_years, printed.interval_years, text))
    return told


def _strip(
    kind: str, y: float, horizon: int | None, every: int | None, longest: int
) -> Strip | None:
    scale = _AXIS_WIDTH / longest
    ticks = [_AXIS_X + n * scale for n in range(every, longest + 1, every)] if every else []
    width = min(horizon or 0, longest) * scale
    if not width and not ticks:
        return None
    source = gettext("by statute") if kind == "statute" else gettext("as printed")
    label = f"{years_text(horizon)} {source}" if horizon else ""
    label_x = _AXIS_X + (8 if width > _LABEL_WIDTH else width + 8)
    return Strip(kind, y, width, label, label_x, ticks, y + _BAR + 2 if width else y)


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


@dataclass(frozen=True)
class Period:
    """A plan on the calendar. name_x: where its name begins, over the bar."""

    plan: PlanAtHand
    kind: Ref
    y: float
    x: float
    width: float
    name: str
    name_x: float


@dataclass(frozen=True)
class Calendar:
    """The plans at hand by their periods. axis: (x, year)."""

    width: int
    height: float
    axis: list[tuple[float, int]]
    periods: list[Period]


def calendar(instruments: Sequence[Instrument]) -> Calendar | None:
    """Lay out the plans whose period is known, the earliest first; None where there is none."""
    found = [
        (plan.begins, plan.ends, one.ref, plan)
        for one in instruments
        for plan in one.plans
        if plan.begins and plan.ends and 0 <= plan.ends - plan.begins < _PERIOD_MAX
    ]
    if not found:
        return None
    found.sort(key=lambda entry: (entry[0], entry[1], entry[3].ref.iri))
    last = max(ends for _, ends, _, _ in found) + 1
    first = max(found[0][0], last - _PERIOD_MAX)
    scale = (WIDTH - 2 * _MARGIN) / (last - first)
    step = next(step for step in (1, 2, 5, 10, 20, 50) if (last - first) / step <= 16)
    axis = [
        (_MARGIN + (year - first) * scale, year)
        for year in range(first, last + 1)
        if year % step == 0
    ]
    periods = []
    for number, (begins, ends, kind, plan) in enumerate(
        entry for entry in found if entry[1] >= first
    ):
        x = _MARGIN + (max(begins, first) - first) * scale
        width = (ends + 1 - max(begins, first)) * scale
        name = shortened(f"{plan.ref.text.text} {plan.period}".strip(), _LINE_CHARACTERS)
        name_x = min(x, max(_MARGIN, WIDTH - _MARGIN - len(name) * _CHARACTER_WIDTH))
        y = _TOP + number * _PERIOD_HEIGHT
        periods.append(Period(plan, kind, y, x, width, name, name_x))
    return Calendar(WIDTH, _TOP + len(periods) * _PERIOD_HEIGHT + 10, axis, periods)
