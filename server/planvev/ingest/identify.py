"""From a draft to what goes into RDF: an IRI and a place among its siblings for every row.

An IRI is made from the plan's and a number that only one element has, else from a hash of the
wording: both stay the same when other rows come and go. Elements of an earlier import keep the IRIs
that they have (``differences``). Running text is counted below what it stands under.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from planvev.ingest.anchoring import Wording, anchored
from planvev.ingest.draft import FINDINGS, Draft, Kind, Row
from planvev.ingest.elements import Element, Extraction
from planvev.ingest.slugs import number_slug, slug, text_hash

_FOLDERS: Final[dict[Kind, str]] = {
    Kind.VISION: "vision",
    Kind.VALUE: "value",
    Kind.STRATEGIC_APPROACH: "approach",
    Kind.GOAL: "goal",
    Kind.STRATEGY: "strategy",
    Kind.ACTION: "action",
    Kind.SECTION: "section",
    Kind.GLOSSARY_ENTRY: "term",
    Kind.INSTRUMENT_DESCRIPTION: "instrument",
    Kind.TARGET: "target",
    Kind.MENTION: "mention",
}
_BY_NUMBER: Final = frozenset(
    {Kind.GOAL, Kind.STRATEGY, Kind.ACTION, Kind.STRATEGIC_APPROACH, Kind.VALUE}
)
_BY_WORDS: Final = frozenset({Kind.VALUE, Kind.GLOSSARY_ENTRY, Kind.INSTRUMENT_DESCRIPTION})
_HEADING_MAX: Final = 90
_OWN_FIELDS: Final = frozenset({"passage"})
"""Properties of rows that are no properties of the element."""


@dataclass(frozen=True)
class Identified:
    """An extraction, and the path below the plan's IRI that each row got, by its id."""

    extraction: Extraction
    paths: Mapping[str, str]


def identify(draft: Draft, kept: Mapping[str, str] | None = None) -> Identified:
    """Give every row its path and its place.

    kept: paths that rows have from an earlier import, by their ids. Rows whose parents form a
    circle or are missing stand right below the plan: ``checking`` has said so before.
    """
    rows = _parents_first(draft)
    paths = _Paths(draft, kept or {}).of(rows)
    found = anchored(draft)
    positions: Counter[tuple[Kind, str]] = Counter()
    elements: list[Element] = []
    findings: list[Element] = []
    for row in rows:
        parent = paths.get(row.parent, "")
        positions[row.kind, parent] += 1
        place = positions[row.kind, parent]
        element = _element(row, found[row.id], paths[row.id], parent, place)
        (findings if row.kind in FINDINGS else elements).append(element)
    _fit_levels(elements)
    extraction = Extraction(
        source=draft.document.text,
        source_sha256=draft.document.sha256,
        language=draft.facts.language or "nb",
        elements=elements,
        furniture=sorted(draft.furniture, key=lambda piece: piece.start),
        dehyphenated=dict(draft.dehyphenated),
        findings=findings,
    )
    return Identified(extraction, paths)


def _parents_first(draft: Draft) -> list[Row]:
    """Return the rows with each after its parent, else in the draft's order."""
    rows = {row.id: row for row in draft.rows}
    done: dict[str, Row] = {}
    for row in draft.rows:
        path: list[Row] = []
        current: Row | None = row
        while current is not None and current.id not in done and current not in path:
            path.append(current)
            current = rows.get(current.parent)
        for each in reversed(path):
            done.setdefault(each.id, each)
    return list(done.values())


class _Paths:
    """Makes paths, none of them twice."""

    def __init__(self, draft: Draft, kept: Mapping[str, str]) -> None:
        self._kept = kept
        self._numbers = Counter(
            (row.kind, number_slug(row.number)) for row in draft.rows if row.number
        )
        self._visions = sum(row.kind is Kind.VISION for row in draft.rows)
        self._taken = {row.path for row in draft.rows if row.path} | set(kept.values())
        self._counts: Counter[str] = Counter()

    def of(self, rows: Iterable[Row]) -> dict[str, str]:
        """Return the path of each row by its id; parents come before their children."""
        paths: dict[str, str] = {}
        given: set[str] = set()
        for row in rows:
            path = self._kept.get(row.id) or row.path
            if not path or path in given:
                path = self._new(row, paths.get(row.parent, ""))
            paths[row.id] = path
            given.add(path)
        return paths

    def _new(self, row: Row, parent: str) -> str:
        folder = _FOLDERS[row.kind]
        if row.kind in FINDINGS:
            # What an import finds is told by its «i» from what readers of the plan find.
            return self._counted(f"{parent}/{folder}/i".removeprefix("/"))
        if row.kind is Kind.SECTION and parent:
            return self._counted(f"{parent}/{folder}/")
        wanted = self._named(row, folder)
        if wanted not in self._taken:
            self._taken.add(wanted)
            return wanted
        self._counts[f"{wanted}-"] = max(self._counts[f"{wanted}-"], 1)
        return self._counted(f"{wanted}-")

    def _named(self, row: Row, folder: str) -> str:
        number = number_slug(row.number)
        if row.kind in _BY_NUMBER and number and self._numbers[row.kind, number] == 1:
            return f"{folder}/{number}"
        if row.kind is Kind.VISION and self._visions == 1:
            return folder
        by_words = row.kind in _BY_WORDS or (row.kind is Kind.SECTION and is_heading(row))
        words = slug(row.label or row.text) if by_words else ""
        return f"{folder}/{words or text_hash(row.text)}"

    def _counted(self, stem: str) -> str:
        while True:
            self._counts[stem] += 1
            path = f"{stem}{self._counts[stem]}"
            if path not in self._taken:
                self._taken.add(path)
                return path


def is_heading(row: Row) -> bool:
    """Whether a section is a heading that gathers others, by its looks.

    >>> is_heading(Row("1", Kind.SECTION, "Fra ord til handling"))
    True
    """
    return bool(row.label) or (len(row.text) <= _HEADING_MAX and row.text[-1:] not in ".:;,!?")


def _element(row: Row, wording: Wording, path: str, parent: str, position: int) -> Element:
    properties = {name: value for name, value in row.properties.items() if name not in _OWN_FIELDS}
    if row.kind is Kind.GOAL:
        properties["goalLevel"] = row.level
    if row.kind is Kind.GLOSSARY_ENTRY and parent:
        properties.setdefault("explains", parent)
    # A row that comes with its IRI says whether a section has a label.
    is_plain = row.kind is Kind.SECTION and (bool(row.path) or not is_heading(row))
    label = row.label or ("" if is_plain else row.text)
    if not wording.text:
        label = row.label or row.text
    if "noLabel" in row.properties:
        label = ""
    # Words that stand in a workbook alone are no wording of the plan's.
    is_worded = "noText" not in row.properties
    return Element(
        kind=row.kind.value,
        path=path,
        parent=parent,
        position=position,
        slices=wording.slices if is_worded else [],
        text=wording.text if is_worded else "",
        label=label or None,
        notation=row.number or None,
        properties=properties,
        given=wording.given,
    )


def _fit_levels(elements: list[Element]) -> None:
    """Give each goal a level that its place allows, where it has none or one that contradicts it.

    A sub-goal stands under a goal, a main goal at the top or under an overall goal.
    """
    levels: dict[str, str] = {}
    for element in elements:
        if element.kind != Kind.GOAL:
            continue
        level = str(element.properties.get("goalLevel", ""))
        above = levels.get(element.parent)
        if above is None:
            level = "hovedmal" if level in ("", "delmal") else level
        elif not level or (level == "hovedmal" and above != "overordnet-mal"):
            level = "delmal"
        levels[element.path] = level
        element.properties["goalLevel"] = level
