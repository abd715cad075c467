"""The hand counts: ``bench/truths/*.toml`` for real files, NAME.json beside NAME.txt for others.

A count of a real file holds no wording, for the plans of other municipalities are not quoted in
the project: it says where each element stands, and the wording is taken from the file when it is
at hand.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.importing.elements import Counted, Elements

TRUTHS = Path(__file__).resolve().parents[1] / "truths"
XML_TRUTHS = TRUTHS / "stratml.toml"


class TruthError(Exception):
    """A count that does not fit its file; the message says which and why."""


@dataclass(frozen=True)
class PlanTruth:
    """What a person counted in a plan. file: the plan itself."""

    file: Path
    elements: Elements


@dataclass(frozen=True)
class XmlTruth:
    """What a StratML file holds that is not empty; line: of the fault, where it is refused."""

    file: Path
    counts: dict[str, int] = field(default_factory=dict)
    line: int | None = None


def plan_truths(inputs: Path) -> list[PlanTruth]:
    """Return the counts of the plans in a folder. Raises TruthError where a file was changed."""
    paths = sorted(path for path in TRUTHS.glob("*.toml") if path != XML_TRUTHS)
    return [_plan_truth(_toml(path), inputs) for path in paths]


def xml_truths(inputs: Path) -> list[XmlTruth]:
    """Return the counts of the StratML files in a folder. Raises TruthError."""
    return [
        XmlTruth(
            _pinned(entry, inputs),
            {kind: entry[kind] for kind in XML_KINDS if kind in entry},
            entry.get("line"),
        )
        for entry in _toml(XML_TRUTHS)["file"]
    ]


XML_KINDS = ("goals", "objectives", "values", "stakeholders")


def corpus_truths(folder: Path) -> list[PlanTruth]:
    """Return the counts in a folder of NAME.txt with NAME.json."""
    return [
        PlanTruth(path.with_suffix(".txt"), _of_json(json.loads(path.read_text("utf-8"))))
        for path in sorted(folder.glob("*.json"))
    ]


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _pinned(entry: dict[str, Any], inputs: Path) -> Path:
    path = inputs / str(entry["file"])
    if hashlib.sha256(path.read_bytes()).hexdigest() != entry["sha256"]:
        raise TruthError(f"{path} is not the file that was counted; count it again")
    return path


def _plan_truth(table: dict[str, Any], inputs: Path) -> PlanTruth:
    path = _pinned(table, inputs)
    text = path.read_text(encoding="utf-8")
    places = {row["id"]: place for place, row in enumerate(table["elements"]) if "id" in row}
    return PlanTruth(
        path,
        [
            Counted(
                row["kind"],
                " ".join(" ".join(text[start:end] for start, end in row["spans"]).split()),
                row.get("number", ""),
                row.get("level", ""),
                places[row["of"]] if "of" in row else None,
                row.get("optional", False),
            )
            for row in table["elements"]
        ],
    )


def _of_json(value: dict[str, Any]) -> list[Counted]:
    elements: list[Counted] = []
    places: dict[tuple[str, str], int] = {}

    def add(kind: str, row: dict[str, Any], above: int | None) -> None:
        places.setdefault((kind, row["text"]), len(elements))
        elements.append(
            Counted(kind, row["text"], row.get("number", ""), row.get("level", ""), above)
        )

    for row in value.get("goals", []):
        add("Goal", row, places.get(("Goal", row.get("parent", ""))))
    for row in value.get("strategies", []):
        add("Strategy", row, places.get(("Goal", row.get("goal", ""))))
    for row in value.get("actions", []):
        strategy = places.get(("Strategy", row.get("strategy", "")))
        goal = places.get(("Goal", row.get("goal", "")))
        add("Action", row, goal if strategy is None else strategy)
    if value.get("vision"):
        add("Vision", {"text": value["vision"]}, None)
    for text in value.get("values", []):
        add("Value", {"text": text}, None)
    return elements
