"""What the styles of a Word file say, each with what it inherits.

Source: ECMA-376 Part 1, 17.7 (styles), 17.3.1.20 (outlineLvl), 17.3.1.19 (numPr).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import Final

from lxml import etree

from planvev.ingest.readers.docx_package import W, is_on, value, whole_number

_HEADING: Final = re.compile(r"(?:heading|overskrift)\s*([1-9])(?!\d)", re.IGNORECASE)
_CONTENTS: Final = re.compile(
    r"(?:toc|innh|innhold|index|indeks)\s*(?:\d|heading)|toa heading|table of (?:figures|"
    r"authorities)|toc heading|overskrift for innholdsfortegnelse|innholdsfortegnelse",
    re.IGNORECASE,
)
_LIST: Final = re.compile(
    r"(?:list (?:bullet|number)|punktliste|punktmerket liste|nummerert liste)\s*(\d)?",
    re.IGNORECASE,
)
_BUILT_IN: Final = re.compile(r"heading [1-9]|title|subtitle|caption|header|footer")
_LEVELS: Final = 9
"""Of headings; what says a tenth is body text."""


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it inherits; None and "" for what no style says.

    outline: from 1. num_id, depth: of its list, the depth from 0. size: half points.
    """

    name: str = ""
    outline: int | None = None
    num_id: str | None = None
    depth: int | None = None
    bold: bool | None = None
    hidden: bool | None = None
    breaks_page: bool | None = None
    size: int | None = None

    @property
    def heading_level(self) -> int | None:
        """The outline level, from 1; None for the body's and for tables of contents."""
        if self.outline is None or self.is_contents or not 1 <= self.outline <= _LEVELS:
            return None
        return self.outline

    @property
    def is_contents(self) -> bool:
        """Whether this is a style of tables of contents and indexes."""
        return _CONTENTS.match(self.name) is not None

    @property
    def list_depth(self) -> int:
        """The depth, from 1, that the name of a list's style gives; 0 for any other style."""
        found = _LIST.match(self.name)
        return int(found.group(1) or 1) if found else 0

    @property
    def is_title(self) -> bool:
        """Whether this is the style of the document's title."""
        return self.name.lower() in ("title", "tittel")


class Styles:
    """The styles of a document. root: of its styles part, None where it has none."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements: dict[str, etree._Element] = {}
        self._resolved: dict[str, Style] = {}
        self.default_id = ""
        self.default_size = 20
        self.language = ""
        if root is None:
            return
        for element in root.iterfind(W + "style"):
            style_id = element.get(W + "styleId", "")
            self._elements.setdefault(style_id, element)
            if element.get(W + "type") == "paragraph" and element.get(W + "default") in (
                "1",
                "true",
                "on",
            ):
                self.default_id = self.default_id or style_id
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self.default_size = whole_number(value(defaults, "sz")) or self.default_size
        self.language = value(defaults, "lang") or ""

    def of(self, style_id: str | None) -> Style:
        """Return a paragraph's or a run's style; what is unknown says nothing."""
        wanted = style_id or ""
        if wanted not in self._resolved:
            self._resolved[wanted] = self._resolve(wanted)
        return self._resolved[wanted]

    def num_id_of(self, style_id: str) -> str | None:
        """Return the list that a style of lists names (ECMA-376 Part 1, 17.9.21)."""
        return self.of(style_id).num_id

    def _resolve(self, style_id: str) -> Style:
        """Return what a style says; what those say that it inherits from is kept on the way."""
        chain: dict[str, None] = {}
        at = style_id
        # Styles may be based on one another in a circle.
        while at in self._elements and at not in self._resolved and at not in chain:
            chain[at] = None
            at = value(self._elements[at], "basedOn") or ""
        style = self._resolved.get(at, Style())
        for at in reversed(chain):
            style = self._resolved[at] = _inheriting(_said_by(self._elements[at]), style)
        return style if chain else Style(name=style_id)


def _said_by(element: etree._Element) -> Style:
    """Return what a style itself says, without what it inherits."""
    name = value(element, "name") or element.get(W + "styleId") or ""
    paragraph = element.find(W + "pPr")
    run = element.find(W + "rPr")
    outline = whole_number(value(paragraph, "outlineLvl"))
    heading = _HEADING.fullmatch(name)
    listed = None if paragraph is None else paragraph.find(W + "numPr")
    return Style(
        # Word writes its own styles in lower case and shows them with a capital.
        name=name[:1].upper() + name[1:] if _BUILT_IN.fullmatch(name) else name,
        outline=int(heading.group(1)) if outline is None and heading else _from_one(outline),
        num_id=value(listed, "numId"),
        depth=whole_number(value(listed, "ilvl")),
        bold=is_on(run, "b"),
        hidden=is_on(run, "vanish"),
        breaks_page=is_on(paragraph, "pageBreakBefore"),
        size=whole_number(value(run, "sz")),
    )


def _inheriting(own: Style, base: Style) -> Style:
    """Return a style with what it does not say itself taken from the one it is based on."""
    inherited = {
        each.name: getattr(base, each.name)
        for each in fields(Style)
        if getattr(own, each.name) is None
    }
    return replace(own, **inherited)


def _from_one(number: int | None) -> int | None:
    return None if number is None else number + 1
