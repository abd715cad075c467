"""Word's automatic numbers, counted as Word counts them.

Source: ECMA-376 Part 1, 17.9 (numbering), 17.18.59 (ST_NumberFormat).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from planvev.ingest.readers.docx_package import W, is_on, value, whole_number
from planvev.ingest.readers.docx_styles import Styles

_DEPTHS: Final = 9
_TEMPLATE_MAX: Final = 80
"""Characters of a level's number before it is counted: «Hovedmål %1.%2:» has fifteen."""
_ROMAN: Final = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True, slots=True)
class Level:
    """How one depth of a list is numbered. restarts: 0 for never, None after any above it."""

    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restarts: int | None = None
    style: str = ""


@dataclass
class _List:
    """An instance of a list: its definition, and what this one overrides."""

    definition: str
    levels: dict[int, Level] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document and how far each has counted. root: of its numbering part."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._definitions: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is None:
            return
        links = {}
        for element in root.iterfind(W + "abstractNum"):
            key = element.get(W + "abstractNumId", "")
            self._definitions[key] = _levels(element)
            links[key] = value(element, "numStyleLink")
        for element in root.iterfind(W + "num"):
            self._lists[element.get(W + "numId", "")] = _list(element)
        for each in self._lists.values():
            # A definition may name a style of lists, whose own list has the levels.
            linked = self._lists.get(styles.num_id_of(links.get(each.definition) or "") or "")
            each.definition = linked.definition if linked else each.definition

    def depth_of(self, num_id: str, style_id: str) -> int:
        """Return the depth, from 0, that a list keeps for a style; 0 where it keeps none."""
        found = self._lists.get(num_id)
        levels = self._definitions.get(found.definition, {}) if found else {}
        return next((depth for depth, level in levels.items() if level.style == style_id), 0)

    def count(self, num_id: str, depth: int) -> str | None:
        """Count one paragraph on; return its number as Word shows it, "" for a bullet.

        None where the document does not define the list.
        """
        found = self._lists.get(num_id)
        if found is None or not 0 <= depth < _DEPTHS:
            return None
        levels = self._definitions.get(found.definition, {}) | found.levels
        counts = self._counts.setdefault(found.definition, [None] * _DEPTHS)
        level = levels.get(depth, Level())
        before = counts[depth]
        if depth in found.starts and (num_id, depth) not in self._begun:
            counts[depth] = found.starts[depth]
        else:
            counts[depth] = level.start if before is None else before + 1
        self._begun.add((num_id, depth))
        for deeper in range(depth + 1, _DEPTHS):
            after = levels.get(deeper, Level()).restarts
            if after is None or (after > 0 and depth < after):
                counts[deeper] = None
        return _shown(level, levels, counts)


def _levels(element: etree._Element) -> dict[int, Level]:
    levels = {}
    for child in element.iterfind(W + "lvl"):
        depth = whole_number(child.get(W + "ilvl"))
        if depth is not None:
            levels[depth] = _level(child)
    return levels


def _level(element: etree._Element) -> Level:
    start = whole_number(value(element, "start"))
    return Level(
        start=0 if start is None else start,
        format=value(element, "numFmt") or "decimal",
        text=_template(value(element, "lvlText") or ""),
        legal=is_on(element, "isLgl") or False,
        restarts=whole_number(value(element, "lvlRestart")),
        style=value(element, "pStyle") or "",
    )


def _template(text: str) -> str:
    """Return what a level's number is made of, nothing where it is too long for any number."""
    return text if len(text) <= _TEMPLATE_MAX else ""


def _list(element: etree._Element) -> _List:
    found = _List(value(element, "abstractNumId") or "")
    for override in element.iterfind(W + "lvlOverride"):
        depth = whole_number(override.get(W + "ilvl"))
        if depth is None:
            continue
        start = whole_number(value(override, "startOverride"))
        if start is not None:
            found.starts[depth] = start
        level = override.find(W + "lvl")
        if level is not None:
            found.levels[depth] = _level(level)
    return found


def _shown(level: Level, levels: dict[int, Level], counts: list[int | None]) -> str:
    if level.format == "bullet":
        return ""

    def of(match: re.Match[str]) -> str:
        depth = int(match.group(1)) - 1
        counted = levels.get(depth, Level())
        number = counts[depth]
        number = counted.start if number is None else number
        return formatted(number, "decimal" if level.legal else counted.format)

    return re.sub(r"%([1-9])", of, level.text).strip()


def formatted(number: int, format_: str) -> str:
    """Return a number in one of Word's formats; those in words and unknown ones as digits.

    >>> formatted(4, "lowerRoman"), formatted(28, "upperLetter"), formatted(7, "decimalZero")
    ('iv', 'BB', '07')
    """
    if format_ == "none":
        return ""
    if format_ == "decimalZero":
        return f"{number:02}"
    if format_ == "ordinal":
        return f"{number}."
    if format_ in ("lowerLetter", "upperLetter") and 0 < number <= 780:
        # The alphabet, then each letter twice, three times…
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if format_ == "lowerLetter" else letters.upper()
    if format_ in ("lowerRoman", "upperRoman") and 0 < number < 4000:
        roman = ""
        for worth, sign in _ROMAN:
            roman += sign * (number // worth)
            number %= worth
        return roman.lower() if format_ == "lowerRoman" else roman
    return str(number)
