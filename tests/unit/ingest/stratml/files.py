"""The StratML files that these tests read: those of others, where they are, and invented ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from planvev.ingest.draft import Draft, Kind, Row
from planvev.ingest.hints import Hints
from planvev.ingest.stratml import draft_of_stratml

FOLDER = (
    Path(os.environ.get("PLANVEV_SHARED", Path(__file__).parents[5] / "shared"))
    / "inputs"
    / "stratml"
)
"""Where files of others are looked for; they are no part of this project."""
SCHEMAS = {
    1: FOLDER / "xsd-StrategicPlanISOVersion20140401.xsd",
    2: FOLDER / "xsd-PerformancePlanOrReport20160216.xsd",
}
MISSING = f"the StratML files are not in {FOLDER}: set PLANVEV_SHARED"
PART_1 = "urn:ISO:std:iso:17469:tech:xsd:stratml_core"
PART_2 = "urn:ISO:std:iso:17469:tech:xsd:PerformancePlanOrReport"


def read(xml: str | bytes, name: str = "plan.xml") -> Draft:
    """Return the draft of a file."""
    content = xml.encode() if isinstance(xml, str) else xml
    return draft_of_stratml(content, name, Hints())


def part_1(core: str, before: str = "<Name>Plan for Lillevik</Name>", after: str = "") -> str:
    """Return a Part 1 file of an invented municipality with this core."""
    return (
        f'<StrategicPlan xmlns="{PART_1}">{before}<StrategicPlanCore>{core}</StrategicPlanCore>'
        f"{after}</StrategicPlan>"
    )


def part_2(core: str, after: str = "") -> str:
    """Return a Part 2 file of an invented municipality with this core."""
    return (
        f'<PerformancePlanOrReport xmlns="{PART_2}" Type="Performance_Plan">'
        f"<Name>Plan for Lillevik</Name><StrategicPlanCore>{core}</StrategicPlanCore>{after}"
        "</PerformancePlanOrReport>"
    )


def rows_of(draft: Draft, kind: Kind) -> list[Row]:
    """Return the rows of a kind."""
    return [row for row in draft.rows if row.kind is kind]


def texts(draft: Draft, kind: Kind) -> list[str]:
    """Return the texts of the rows of a kind."""
    return [row.text for row in rows_of(draft, kind)]


def codes(draft: Draft) -> set[str]:
    """Return the codes of the warnings about a file."""
    return {code for code, _ in draft.document.warnings}


def local_name(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def elements(root: ElementTree.Element, name: str) -> Iterator[ElementTree.Element]:
    """Yield the elements with a local name."""
    return (element for element in root.iter() if local_name(element) == name)


def non_empty(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return the elements that have a name, a description or words right inside."""

    def has_words(element: ElementTree.Element) -> bool:
        own = [part for part in element if local_name(part) in ("Name", "Description")]
        return any((part.text or "").strip() for part in [element, *own])

    return [element for element in elements(root, name) if has_words(element)]
