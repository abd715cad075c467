"""Stakeholders and performance indicators as mentions and targets."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from planvev.ingest.draft import Kind, Row
from planvev.ingest.stratml.emptiness import is_stakeholder_there, says
from planvev.ingest.stratml.names import CONTACT, IDENTIFIERS
from planvev.ingest.stratml.reading import Reading, doubt, put
from planvev.ingest.stratml.tree import Node

_TYPES: Final = {
    "Individual": "Person",
    "PrototypeIndividual": "Person",
    "Organization": "Organization",
    "Group": "Generic_Group",
    "Role": "Generic_Group",
}
"""What version 3.5 has in Stakeholders, in the words of the earlier versions."""
_ROLES: Final = {"performer": "performer", "beneficiary": "beneficiary"}
_YEAR: Final = re.compile(r"(?<!\d)((?:19|20|21)\d\d)(?!\d)")
_RESULT: Final = {
    "NumberOfUnits": "targetValue",
    "Value": "targetValue",
    "EndDate": "endDate",
    "Period": "endDate",
    "StartDate": "startDate",
}


def year_in(text: str) -> str:
    """Return the first year in a date or period, "" where there is none.

    >>> year_in("2025-Q4"), year_in("${date(yyyy-MM-dd)}")
    ('2025', '')
    """
    found = _YEAR.search(text)
    return found[1] if found else ""


def read_stakeholders(reading: Reading, node: Node, above: str) -> None:
    """Read what a Stakeholders holds: Stakeholder, or the actors of version 3.5."""
    for child in node.children:
        if child.key == "Stakeholder":
            read_stakeholder(reading, child, above)
        else:
            _read_actor(reading, child, above)


def read_stakeholder(reading: Reading, node: Node, above: str) -> None:
    """Add a mention for a Stakeholder that is not empty. above: the row that it stands under."""
    if not is_stakeholder_there(node):
        reading.set_aside_all(node, "empty")
        return
    row = reading.add(Kind.MENTION, above, node, [])
    name = _first_said(node.named("Name")) or (node if node.words else None)
    if name is not None:
        row.text = _quoted(reading, row, name)
    _read_mention(reading, row, node, name)
    if not row.text:
        doubt(row, "stratml-no-name")
        other = row.properties.get("description") or row.properties.get("roleName") or ""
        other = other or row.properties.get("roleDescription", "")
        row.text = other if isinstance(other, str) else other[0]


def _read_actor(reading: Reading, node: Node, above: str) -> None:
    """Add a mention for an Individual, Organization or Group that stands in Stakeholders.

    Most only name the identifier of one that is described elsewhere in the file.
    """
    references = node.named("Extends", "ReferenceIdentifier")
    reference = references[0].said if references else ""
    name = _actor_name(node) or _actor_name(reading.by_identifier.get(reference)) or reference
    if not name:
        reading.set_aside_all(node, "empty")
        return
    row = reading.add(Kind.MENTION, above, node, [])
    row.text = name
    for leaf in references:
        put(row, "identifier", _quoted(reading, row, leaf))
    if name == reference:
        doubt(row, "stratml-no-name")
    put(row, "stakeholderType", _TYPES.get(node.key, ""))
    _read_mention(reading, row, node, *references)


def _actor_name(node: Node | None) -> str:
    """Return what an actor of version 3.5 is called, "" where the file does not say."""
    if node is None:
        return ""
    names = node.named("Name") or node.named("GivenName", "Surname")
    return " ".join(" ".join(name.said.split()) for name in names if name.said)


def _read_mention(reading: Reading, row: Row, node: Node, *read: Node | None) -> None:
    """Read all of a stakeholder but what was read already."""
    for key in ("StakeholderTypeType", "StakeholderType", "Type"):
        put(row, "stakeholderType", node.attributes.get(key, "").strip())
    codes: set[str] = set()
    for child in node.children:
        if child in read:
            continue
        if child.key in CONTACT:
            reading.set_aside_all(child, "contact")
        elif child.key == "Role":
            codes |= _read_role(reading, row, child)
        elif child.key in IDENTIFIERS:
            put(row, "identifier", reading.set_aside(child, "identifier"))
        else:
            put(row, _property(child.key), _quoted(reading, row, child))
    row.properties["role"] = "both" if len(codes) > 1 else next(iter(codes), "named")


def _read_role(reading: Reading, row: Row, node: Node) -> set[str]:
    """Read a Role: its type gives the role in the ontology's sense, its words are kept."""
    codes: set[str] = set()
    for leaf in [node, *node.children]:
        words = leaf.words if leaf is node else leaf.said
        if words.lower() in _ROLES:
            codes.add(_ROLES[words.lower()])
            reading.set_aside(leaf, "code")
        elif leaf.key in IDENTIFIERS:
            reading.set_aside(leaf, "identifier")
        elif leaf is node:
            put(row, "roleName", reading.quote(row, leaf))
        else:
            name = leaf.key if leaf.key.startswith("Role") else f"Role{leaf.key}"
            put(row, _property(name), _quoted(reading, row, leaf))
    return codes


def read_indicator(reading: Reading, node: Node, above: str) -> None:
    """Add a target for each target result of an indicator; one where it only says what counts."""
    leaves = [leaf for leaf in node.walk() if leaf.place and leaf.key not in IDENTIFIERS]
    if not any(says(leaf) for leaf in leaves if leaf.key != "SequenceIndicator"):
        reading.set_aside_all(node, "empty")
        return
    _Indicator(reading, node, above).read()


class _Indicator:
    """One indicator with its results."""

    def __init__(self, reading: Reading, node: Node, above: str) -> None:
        self._reading, self._node, self._above = reading, node, above
        self._rows: list[Row] = []
        self._what = [leaf for leaf in node.named("MeasurementDimension", "Name") if says(leaf)]
        self._unit = [leaf for leaf in node.named("UnitOfMeasurement") if says(leaf)]

    def read(self) -> None:
        for instance in [self._node, *self._node.named("MeasurementInstance")]:
            self._read_results(instance)
        row = self._rows[0] if self._rows else self._add(self._node)
        for key in ("ValueChainStage", "PerformanceIndicatorType", "IndicatorType"):
            put(row, _property(key), self._node.attributes.get(key, "").strip())
        put(row, "description", self._reading.quote(row, self._node))
        for child in self._node.children:
            self._read_part(row, child)
        for each in self._rows:
            if not each.text:
                each.text = _any_words(each) or _leaves(self._node)[0].words
                doubt(each, "stratml-no-name")

    def _read_results(self, node: Node) -> None:
        first = len(self._rows)
        for result in node.named("TargetResult", "Target"):
            for one in result.named("Result") or [result]:
                if _leaves(one):
                    self._read_result(self._add(one), one)
                else:
                    self._reading.set_aside_all(one, "empty")
        for result in node.named("ActualResult", "Actual", "Actuals", "Baseline"):
            leaves = _leaves(result)
            if not leaves:
                self._reading.set_aside_all(result, "empty")
                continue
            if len(self._rows) == first:
                self._add(result)
            self._read_measured(self._rows[-1], result)

    def _add(self, source: Node) -> Row:
        row = self._reading.add(Kind.TARGET, self._above, source, [])
        self._rows.append(row)
        for leaf in self._what:
            put(row, "indicator", _quoted(self._reading, row, leaf))
        for leaf in self._unit:
            put(row, "unit", _quoted(self._reading, row, leaf))
        indicator = row.properties.get("indicator", "")
        row.text = indicator if isinstance(indicator, str) else indicator[0]
        return row

    def _read_result(self, row: Row, node: Node) -> None:
        maps = node.named("Map")
        for each in maps:
            read_relationship(self._reading, row, each)
        mapped = {leaf for each in maps for leaf in each.walk()}
        for leaf in node.walk():
            if not leaf.place or leaf in mapped:
                continue
            if leaf.key in IDENTIFIERS or not says(leaf):
                self._reading.set_aside(leaf, "identifier" if says(leaf) else "placeholder")
                continue
            words = self._reading.quote(row, leaf)
            put(row, _RESULT.get(leaf.key, _property(leaf.key)), words)
            if leaf.key in ("EndDate", "Period") and year_in(words):
                row.properties["deadline"] = year_in(words)

    def _read_measured(self, row: Row, node: Node) -> None:
        """Read an actual result or a baseline: what was measured, not what is aimed at."""
        for leaf in node.walk():
            if leaf.place and not says(leaf):
                self._reading.set_aside(leaf, "placeholder")
        leaves = [leaf for leaf in node.walk() if leaf.place and says(leaf)]
        words = [(leaf.key, self._reading.quote(row, leaf)) for leaf in leaves]
        if node.key != "Baseline":
            put(row, "actualResult", "; ".join(f"{key}: {said}" for key, said in words))
            return
        for key, said in words:
            put(row, "baselineYear" if key == "Period" else "baselineValue", said)

    def _read_part(self, row: Row, child: Node) -> None:
        if child in self._what or child in self._unit or child.key == "MeasurementInstance":
            return
        if child.key in ("TargetResult", "Target", "ActualResult", "Actual", "Actuals", "Baseline"):
            return
        if child.key in ("Relationship", "Map"):
            read_relationship(self._reading, row, child)
        elif child.key == "SequenceIndicator":
            row.number = self._reading.set_aside(child, "number")
        elif child.key in IDENTIFIERS:
            put(row, "identifier", self._reading.set_aside(child, "identifier"))
        elif says(child):
            put(row, _property(child.key), _quoted(self._reading, row, child))
        else:
            self._reading.set_aside_all(child, "placeholder")


def read_relationship(reading: Reading, row: Row, node: Node) -> None:
    """Keep a Relationship that leads somewhere with its row; one that does not is no link."""
    if not any(says(leaf) for leaf in relationship_ends(node)):
        reading.set_aside_all(node, "empty")
        return
    words = [node.attributes.get("RelationshipType", "").strip()]
    for leaf in node.walk():
        if not leaf.place:
            continue
        if row.kind in (Kind.TARGET, Kind.MENTION):
            said = reading.quote(row, leaf)
        else:
            said = reading.set_aside(leaf, "relationship")
        if leaf.key != "Identifier" and says(leaf):
            words.append(_referred(reading, said))
    put(row, "relationship", " | ".join(word for word in words if word))


def _referred(reading: Reading, words: str) -> str:
    """Return what an identifier stands for, where the file has its element; else the words."""
    return _actor_name(reading.by_identifier.get(words)) or words


def relationship_ends(node: Node) -> list[Node]:
    """Return the leaves without which a Relationship or Map leads nowhere."""
    return node.named("ReferentIdentifier", "MappedIdentifier", "Name", "Description")


def _leaves(node: Node) -> list[Node]:
    """Return the leaves of a result that say something; identifiers say nothing."""
    return [
        leaf for leaf in node.walk() if leaf.place and leaf.key not in IDENTIFIERS and says(leaf)
    ]


def _first_said(nodes: Iterable[Node]) -> Node | None:
    return next((node for node in nodes if node.said), None)


def _quoted(reading: Reading, row: Row, node: Node) -> str:
    """Make a finding rest on an element with all inside it; return the words."""
    words = []
    for leaf in node.walk():
        if leaf.key in IDENTIFIERS and leaf is not node:
            reading.set_aside(leaf, "identifier")
        elif leaf.place:
            words.append(reading.quote(row, leaf))
    return " ".join(words)


def _any_words(row: Row) -> str:
    for name in ("description", "otherInformation", "unit", "actualResult"):
        value = row.properties.get(name)
        if value:
            return value if isinstance(value, str) else value[0]
    return next((v for v in row.properties.values() if isinstance(v, str) and v), "")


def _property(key: str) -> str:
    """Return an element's name as a property's: with a small letter first."""
    return key[:1].lower() + key[1:]
