"""What is drawn on a PDF's page: ruled lines, dots before items, pictures."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

_OBJECTS_MAX: Final = 5_000
"""Drawings of a page beyond which they are a map, not the rules of a table."""
_SEGMENTS_MAX: Final = 400
_THIN: Final = 2.5
_DOT: Final = (1.5, 8.0)
"""Width and height of what a program draws where it lists with dots."""


class Edge(NamedTuple):
    """A ruled line. at: its y where it is level, else its x; from start to end along the other."""

    level: bool
    at: float
    start: float
    end: float


class Turn(NamedTuple):
    """How a page is turned until its text is level: its quarter turns, its corners."""

    quarters: int
    left: float
    bottom: float
    right: float
    top: float

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the page is, y downwards."""
        if self.quarters == 0:
            return x - self.left, self.top - y
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    @property
    def height(self) -> float:
        """The height of the page as it is read."""
        turned = self.quarters % 2
        return self.right - self.left if turned else self.top - self.bottom


@dataclass
class Drawings:
    """What is drawn on a page. dots: (x, y) of their centres."""

    edges: list[Edge] = field(default_factory=list)
    dots: list[tuple[float, float]] = field(default_factory=list)
    has_picture: bool = False


def drawings_of(raw: Any, handle: Any, turn: Turn) -> Drawings:
    """Return what is drawn on a page that is turned."""
    found = Drawings()
    count = raw.FPDFPage_CountObjects(handle)
    sides = [ctypes.c_float() for _ in range(4)]
    for index in range(min(count, _OBJECTS_MAX)):
        drawn = raw.FPDFPage_GetObject(handle, index)
        kind = raw.FPDFPageObj_GetType(drawn)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            found.has_picture = True
        if kind != raw.FPDF_PAGEOBJ_PATH or not raw.FPDFPageObj_GetBounds(drawn, *sides):
            continue
        left, bottom, right, top = (side.value for side in sides)
        x0, y0 = turn.place(left, bottom)
        x1, y1 = turn.place(right, top)
        _shape(raw, drawn, turn, found, (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    found.has_picture = found.has_picture or count > _OBJECTS_MAX
    return found


def _shape(
    raw: Any, drawn: Any, turn: Turn, found: Drawings, box: tuple[float, float, float, float]
) -> None:
    x0, y0, x1, y1 = box
    width, height = x1 - x0, y1 - y0
    if height <= _THIN and width > 4 * max(height, 1.0):
        found.edges.append(Edge(True, (y0 + y1) / 2, x0, x1))
    elif width <= _THIN and height > 4 * max(width, 1.0):
        found.edges.append(Edge(False, (x0 + x1) / 2, y0, y1))
    elif _DOT[0] <= width <= _DOT[1] and _DOT[0] <= height <= _DOT[1]:
        found.dots.append(((x0 + x1) / 2, (y0 + y1) / 2))
    elif width > 10 and height > 6:
        count = raw.FPDFPath_CountSegments(drawn)
        if count <= _SEGMENTS_MAX:
            found.edges += _segments(raw, drawn, turn, count)


def _segments(raw: Any, drawn: Any, turn: Turn, count: int) -> Iterator[Edge]:
    """Yield the level and upright lines of a path."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(drawn, matrix)
    x, y = ctypes.c_float(), ctypes.c_float()
    start = before = None
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(drawn, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        at = turn.place(
            matrix.a * x.value + matrix.c * y.value + matrix.e,
            matrix.b * x.value + matrix.d * y.value + matrix.f,
        )
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = at
        elif kind == raw.FPDF_SEGMENT_LINETO and before is not None:
            yield from _edge(before, at)
        before = at
        if raw.FPDFPathSegment_GetClose(segment) and start is not None:
            yield from _edge(at, start)


def _edge(one: tuple[float, float], other: tuple[float, float]) -> Iterator[Edge]:
    across, down = abs(one[0] - other[0]), abs(one[1] - other[1])
    if down <= 1 < across:
        yield Edge(True, one[1], min(one[0], other[0]), max(one[0], other[0]))
    elif across <= 1 < down:
        yield Edge(False, one[0], min(one[1], other[1]), max(one[1], other[1]))
