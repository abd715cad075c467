"""What the styles of a Word file say, each with what it inherits.

Source: ECMA-376 Part 1, 17.7 (styles), 17.3.1.20 (outlineLvl), 17.3.1.19 (numPr).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final

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
_BODY_TEXT: Final = 9
"""The outline level that means none."""


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
        chain = []
        seen: set[str] = set()
        at = style_id
        while at in self._elements and at not in seen:
            seen.add(at)
            chain.append(self._elements[at])
            at = value(self._elements[at], "basedOn") or ""
        if not chain:
            return Style(name=style_id)
        said = [_said_by(element) for element in chain]

        resolved = {field: _nearest(said, field) for field in Style.__slots__ if field != "name"}
        if (resolved["outline"] or 0) > _BODY_TEXT:
            resolved["outline"] = None
        return Style(name=said[0].name, **resolved)


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


def _nearest(styles: list[Style], field: str) -> Any:
    """Return what the first style that says anything says."""
    return next((said for each in styles if (said := getattr(each, field)) is not None), None)


def _from_one(number: int | None) -> int | None:
    return None if number is None else number + 1
