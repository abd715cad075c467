"""An independent count of a StratML file: a plain walk over its XML, without planvev.

An element counts where its own Name or Description has text; an identifier or a sequence number
alone makes none. Names are taken without their namespace. Version 3.5 has no Stakeholder: each
individual or organisation within a Stakeholders is one, there by reference.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from defusedxml import ElementTree as DefusedET


def count_stratml(path: Path) -> dict[str, int]:
    """Return how many non-empty elements a file has, by kind. Raises ParseError."""
    root = DefusedET.parse(path).getroot()
    counts = dict.fromkeys(("goals", "objectives", "values", "stakeholders"), 0)
    for element in root.iter():
        name = _name(element)
        if f"{name.lower()}s" in counts and name != "Stakeholders" and _says_something(element):
            counts[f"{name.lower()}s"] += 1
        if name == "Stakeholders":
            counts["stakeholders"] += sum(bool(_text(child)) for child in element)
    return counts


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _text(element: ET.Element) -> str:
    return "".join(element.itertext()).strip()


def _says_something(element: ET.Element) -> bool:
    return any(_name(child) in ("Name", "Description") and _text(child) for child in element)
