"""Where the nodes of a red thread stand in its picture, in SVG user units. Pure but for words.

Columns go from what is wanted most widely, on the left, to what is done, on the right. A line leads
from a node to what it contributes to: solid where the link is approved, dashed where it is not
decided, and thin within a plan. A box says in words what links of it are not decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from planvev.analysis.thread import Edge, Thread
from planvev.linking.links import Status
from planvev.web.description import Ref
from planvev.web.language import gettext, marked
from planvev.web.wording import shortened

_BOX_WIDTH: Final = 240
_GAP_X: Final = 56
_GAP_Y: Final = 14
_MARGIN: Final = 8
_TOP: Final = 40
_LINE: Final = 18
_PADDING: Final = 8
_LINE_CHARACTERS: Final = 26
_LINES_MAX: Final = 4


class Level(IntEnum):
    """The columns, from left to right."""

    DEVELOPMENT = 0
    MAIN = 1
    SUB = 2
    STRATEGY = 3
    SECTORAL = 4
    MEASURE = 5


_HEADINGS: Final = {
    Level.DEVELOPMENT: marked("UN goals"),
    Level.MAIN: marked("Main goals"),
    Level.SUB: marked("Sub-goals"),
    Level.STRATEGY: marked("Strategies"),
    Level.SECTORAL: marked("Goals of other plans"),
    Level.MEASURE: marked("Measures of other plans"),
}


@dataclass(frozen=True)
class Box:
    """A node. lines: (y, text, class); href None: no link."""

    x: float
    y: float
    width: float
    height: float
    lines: list[tuple[float, str, str]]
    href: str | None
    is_start: bool


@dataclass(frozen=True)
class Line:
    """An edge: an SVG path; kind: part, approved or proposed. said: in words."""

    path: str
    kind: str
    said: str


@dataclass(frozen=True)
class ThreadDrawing:
    """The picture. headings: (x, text) of the columns that are there."""

    width: float
    height: float
    headings: list[tuple[float, str]]
    boxes: list[Box]
    lines: list[Line]


def thread_drawing(
    found: Thread,
    levels: Mapping[str, Level],
    ref_of: Callable[[str], Ref],
    plan_of: Callable[[str], Ref | None],
) -> ThreadDrawing:
    """Lay a thread out. levels: of all its nodes. plan_of: the plan that a node is in."""
    used = sorted({levels[node] for node in found.distances})
    places = {level: number for number, level in enumerate(used)}
    undecided = {e.lower for e in found.edges if e.is_link and e.status != Status.APPROVED}
    ends = dict.fromkeys(used, float(_TOP))
    boxes: dict[str, Box] = {}
    for node in _in_order(found):
        level = levels[node]
        plan = plan_of(node) if level in (Level.SECTORAL, Level.MEASURE) else None
        x = _MARGIN + places[level] * (_BOX_WIDTH + _GAP_X)
        box = _box(
            ref_of(node), plan, (x, ends[level]), node in undecided, is_start=node == found.start
        )
        boxes[node] = box
        ends[level] += box.height + _GAP_Y
    width = 2 * _MARGIN + len(used) * _BOX_WIDTH + (len(used) - 1) * _GAP_X
    headings = [
        (float(_MARGIN + places[level] * (_BOX_WIDTH + _GAP_X)), gettext(_HEADINGS[level]))
        for level in used
    ]
    lines = [
        _line(edge, boxes[edge.lower], boxes[edge.upper], levels[edge.lower] == levels[edge.upper])
        for edge in found.edges
    ]
    return ThreadDrawing(width, max(ends.values()), headings, list(boxes.values()), lines)


def _in_order(found: Thread) -> list[str]:
    """Return the nodes so that what stands under a node comes right after it, by depth."""
    below = found.below()
    ordered: dict[str, None] = {}
    waiting = list(reversed(found.roots()))
    while waiting:
        node = waiting.pop()
        if node not in ordered:
            ordered[node] = None
            waiting.extend(edge.lower for edge in reversed(below.get(node, [])))
    return list(ordered | dict.fromkeys(found.nodes))


def _box(
    ref: Ref, plan: Ref | None, place: tuple[float, float], is_undecided: bool, *, is_start: bool
) -> Box:
    words = f"{ref.number} {ref.text.text}".strip()
    texts = [(line, "name") for line in _wrapped(words)]
    if plan:
        texts.append((shortened(plan.text.text, _LINE_CHARACTERS), "small"))
    if is_undecided:
        texts.append((gettext("link not decided"), "small"))
    x, y = place
    lines = [
        (y + _PADDING + number * _LINE + 13, text, kind)
        for number, (text, kind) in enumerate(texts)
    ]
    height = 2 * _PADDING + len(texts) * _LINE
    return Box(x, y, _BOX_WIDTH, height, lines, ref.href, is_start)


def _wrapped(text: str) -> list[str]:
    """Break a text into lines; one that is too long ends in an ellipsis.

    >>> _wrapped("I 2020 er Trondheim en god by å bli gammel i")
    ['I 2020 er Trondheim en god', 'by å bli gammel i']
    """
    lines: list[str] = []
    for word in text.split() or [""]:
        while len(word) > _LINE_CHARACTERS:
            # A word longer than a line is cut: a compound, or something hostile.
            lines.append(word[:_LINE_CHARACTERS])
            word = word[_LINE_CHARACTERS:]
        if lines and len(lines[-1]) + 1 + len(word) <= _LINE_CHARACTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    if len(lines) > _LINES_MAX:
        lines = [*lines[: _LINES_MAX - 1], f"{lines[_LINES_MAX - 1][: _LINE_CHARACTERS - 2]} …"]
    return lines


def _line(edge: Edge, lower: Box, upper: Box, is_in_column: bool) -> Line:
    """Return the path from the left of the lower box to the right of the upper one."""
    y1, y2 = lower.y + lower.height / 2, upper.y + upper.height / 2
    x1, x2 = lower.x, upper.x + upper.width
    if is_in_column or x1 < x2:
        # Both stand in one column, or the lower one further left: a bow on the left of both.
        x2 = upper.x
        out = min(x1, x2) - _GAP_X / 2
        path = f"M{x1:.1f} {y1:.1f} C{out:.1f} {y1:.1f} {out:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    else:
        middle = x2 + _GAP_X / 2
        path = f"M{x1:.1f} {y1:.1f} C{middle:.1f} {y1:.1f} {middle:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
    if not edge.is_link:
        return Line(path, "part", gettext("part of the plan"))
    if edge.status == Status.APPROVED:
        return Line(path, "approved", gettext("approved link"))
    return Line(path, "proposed", gettext("link not decided"))
