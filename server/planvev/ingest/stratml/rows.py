"""Goals, objectives, values, vision, mission and running text as rows of a draft."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from planvev.ingest.draft import Kind, Row
from planvev.ingest.stratml.administration import (
    FACTS,
    is_contact,
    read_administration,
    read_body,
    read_fact,
    read_title,
)
from planvev.ingest.stratml.emptiness import has_words, holds_structure, is_goal_there, says
from planvev.ingest.stratml.findings import (
    read_indicator,
    read_relationship,
    read_stakeholder,
    read_stakeholders,
    relationship_ends,
)
from planvev.ingest.stratml.names import IDENTIFIERS, MEASURES, STRUCTURE, WRAPPERS
from planvev.ingest.stratml.reading import Reading, doubt, put
from planvev.ingest.stratml.restoring import Restoring
from planvev.ingest.stratml.tree import Node

_CAPITAL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Plan:
    """Reads a file's elements one after the other.

    above: the row under which something stands, "" for the plan. goal: the goal among those, ""
    for none. own: reads the lines of a file of ours, None for others.
    """

    def __init__(self, reading: Reading, own: Restoring | None = None) -> None:
        self.reading = reading
        self._own = own
        self._readers: dict[str, Callable[[Node, str, str], None]] = {
            "Goal": self._goal,
            "Objective": self._goal,
            "Vision": self._vision,
            "Mission": self._mission,
            "Value": self._value,
            "Organization": self._organization,
            "Stakeholder": lambda node, above, _: read_stakeholder(reading, node, above),
            "Stakeholders": lambda node, above, _: read_stakeholders(reading, node, above),
            "PerformanceIndicator": lambda node, above, _: read_indicator(reading, node, above),
            "AdministrativeInformation": lambda node, *_: read_administration(reading, node),
            "Description": lambda node, above, _: self.sections(node, above),
            "OtherInformation": lambda node, above, _: self.sections(node, above),
            "Relationship": self._relationship,
            "Map": self._relationship,
        }

    def read(self, root: Node) -> None:
        """Read all below the root element."""
        for child in root.children:
            if child.key == "Name" and child.said and not self.reading.facts.title:
                read_title(self.reading, child)
            elif child.key == "Identifier":
                self._meta_identifier(child)
            else:
                self.one(child, "", "")
        for piece in root.place:
            self.reading.add_slices(Kind.SECTION, "", root, [piece])

    def one(self, node: Node, above: str, goal: str) -> None:
        """Read one element wherever it stands."""
        reader = self._readers.get(node.key)
        if reader is not None:
            reader(node, above, goal)
        elif is_contact(node):
            self.reading.set_aside_all(node, "contact")
        elif node.key in FACTS and not goal:
            read_fact(self.reading, node)
        elif node.key in IDENTIFIERS:
            self.reading.set_aside_all(node, "identifier")
        elif node.key in WRAPPERS:
            self._inside(node, above, goal)
        else:
            self._other(node, above, goal)

    def _inside(self, node: Node, above: str, goal: str) -> None:
        for piece in node.place:
            self.reading.add_slices(Kind.SECTION, above, node, [piece])
        for child in node.children:
            self.one(child, above, goal)

    def _meta_identifier(self, node: Node) -> None:
        words = self.reading.set_aside(node, "identifier" if says(node) else "placeholder")
        if says(node):
            self.reading.meta.setdefault("identifier", words)

    # Elements that become rows with others below them.

    def _goal(self, node: Node, above: str, goal: str) -> None:
        if not is_goal_there(node):
            self._hollow(node, above, goal)
            return
        row, used = self._worded(Kind.GOAL, goal, node)
        row.level = "hovedmal" if node.key == "Goal" and not goal else "delmal"
        if node.key == "Objective" and not goal:
            doubt(row, "parent-guessed")
        if self._own is not None:
            self._own.fit_level(row, is_objective=node.key == "Objective")
        self._below(node, row, row.id, used)

    def _hollow(self, node: Node, above: str, goal: str) -> None:
        """Pass over an empty Goal or Objective; what is in it goes to what it stands under."""
        first = len(self.reading.rows)
        for child in node.children:
            if child.key in (*IDENTIFIERS, "SequenceIndicator"):
                self.reading.set_aside(child, "empty")
            elif child.key in ("Priority", "Status"):
                self.reading.set_aside_all(child, "empty")
            else:
                self.one(child, above, goal)
        for row in self.reading.rows[first:]:
            doubt(row, "stratml-moved", node.name)

    def _value(self, node: Node, above: str, goal: str) -> None:
        del above, goal
        if not has_words(node):
            self.reading.set_aside_all(node, "empty")
            return
        row, used = self._worded(Kind.VALUE, "", node)
        self._below(node, row, "", used)

    def _vision(self, node: Node, above: str, goal: str) -> None:
        del above, goal
        if not has_words(node):
            self._below_empty(node, "")
            return
        descriptions = [leaf for leaf in node.named("Description") if says(leaf)]
        wording = descriptions or [node]
        if not descriptions and not node.words:
            wording = [leaf for leaf in node.named("Name", "Description") if leaf.said]
        pieces = [piece for leaf in self._leaves(wording) for piece in leaf.place]
        lines = [piece for piece in pieces if self._own is not None and self._own.is_line(piece)]
        words = [piece for piece in pieces if piece not in lines]
        row = self.reading.add_slices(Kind.VISION, "", node, words)
        for line in lines:
            self._take_line(line, row.id, node)
        self._below(node, row, "", wording)

    def _mission(self, node: Node, above: str, goal: str) -> None:
        del above, goal
        if not has_words(node):
            self._below_empty(node, "")
            return
        first = len(self.reading.rows)
        wording = [leaf for leaf in [node, *node.named("Name", "Description")] if leaf.said]
        if node.words:
            wording = [node]
        for leaf in self._leaves(wording):
            for piece in leaf.place:
                row = self.reading.add_slices(Kind.SECTION, "", leaf, [piece])
                row.label = "Mission"
        self._below(node, self.reading.rows[first], "", [*wording, node])

    def _organization(self, node: Node, above: str, goal: str) -> None:
        del above, goal
        used: list[Node] = []
        if read_body(self.reading, node):
            used = [leaf for leaf in node.named("Name") if leaf.said][:1]
            used += [leaf for leaf in node.named("Acronym") if says(leaf)][:1]
        for child in node.children:
            if child in used:
                continue
            if child.key == "Identifier":
                self.reading.set_aside(child, "identifier" if says(child) else "placeholder")
            elif child.key in ("Name", "Acronym"):
                self.sections(child, "", "Organization")
            else:
                self.one(child, "", "")
        for piece in node.place:
            self.reading.add_slices(Kind.SECTION, "", node, [piece])

    def _worded(self, kind: Kind, parent: str, node: Node) -> tuple[Row, list[Node]]:
        """Add the row of an element with its wording; return it with the leaves that make it.

        That is its name; else what is said right inside it, in its description or otherwise; else
        its number or identifier; else what StratML calls it.
        """
        named = [leaf for leaf in node.named("Name") if leaf.said][:1]
        other = [leaf for leaf in node.named("Description") if leaf.said][:1]
        other = other or [leaf for leaf in node.named("OtherInformation") if says(leaf)][:1]
        other = other or node.named("SequenceIndicator", "Identifier")[:1]
        used = named or ([node] if node.words else other)
        row = self.reading.add(kind, parent, node, self._leaves(used))
        # A goal that says nothing is there for what stands under it; it has to be called something.
        row.text = row.text or f"({node.name})"
        if not named and not node.words:
            doubt(row, "stratml-no-name")
        if any(leaf.said and not says(leaf) for leaf in used):
            doubt(row, "stratml-placeholder", row.text)
        return row, used

    def _leaves(self, nodes: list[Node]) -> list[Node]:
        """Return what holds the words of elements: they, and what a form of text put inside."""
        leaves = []
        for node in nodes:
            inline = node.walk() if node.key not in STRUCTURE else iter([node])
            leaves += [leaf for leaf in inline if leaf.place]
        return leaves

    def _below(self, node: Node, row: Row, goal: str, used: list[Node]) -> None:
        """Read what an element has besides its wording."""
        if node not in used:
            for piece in node.place:
                self.reading.add_slices(Kind.SECTION, row.id, node, [piece])
        for child in node.children:
            if child in used:
                continue
            if child.key == "Identifier":
                words = self.reading.set_aside(child, "identifier")
                if self._own is not None:
                    words = self._own.take_identifier(row, words)
                put(row, "identifier", words if says(child) else "")
            elif child.key == "SequenceIndicator":
                row.number = row.number or self.reading.set_aside(child, "number")
            elif child.key == "Name":
                self.sections(child, row.id)
            else:
                self.one(child, row.id, goal)

    def _below_empty(self, node: Node, goal: str) -> None:
        for child in node.children:
            if child.key in IDENTIFIERS:
                self.reading.set_aside(child, "empty")
            else:
                self.one(child, "", goal)

    # Running text.

    def sections(self, node: Node, above: str, label: str = "") -> None:
        """Add each paragraph of an element as a section below a row."""
        if not says(node):
            self.reading.set_aside_all(node, "placeholder")
            return
        pieces = [piece for leaf in node.walk() for piece in leaf.place]
        # Marked-up words inside a text are pieces of one paragraph.
        paragraphs = [pieces] if node.children else [[piece] for piece in pieces]
        for paragraph in paragraphs:
            if self._take_line(paragraph[0], above, node):
                continue
            row = self.reading.add_slices(Kind.SECTION, above, node, paragraph)
            row.label = label
            if self._own is not None and node.key == "Description":
                self._own.plain.append(row)

    def _take_line(self, piece: tuple[int, int], above: str, node: Node) -> bool:
        return self._own is not None and self._own.take_line(piece, above, node)

    def _relationship(self, node: Node, above: str, goal: str) -> None:
        del goal
        row = self.reading.row(above)
        if row is not None and any(says(leaf) for leaf in relationship_ends(node)):
            read_relationship(self.reading, row, node)
        else:
            self.reading.set_aside_all(node, "empty")

    def _other(self, node: Node, above: str, goal: str) -> None:
        """Read an element that no version of the schema has here, without losing a word of it."""
        if node.key not in MEASURES and holds_structure(node):
            heading = ""
            for leaf in [node, *node.named("Name", "Description")]:
                for piece in leaf.place:
                    row = self.reading.add_slices(Kind.SECTION, heading or above, leaf, [piece])
                    heading = heading or row.id
            above = heading or above
            for child in node.children:
                if child.key not in ("Name", "Description"):
                    self.one(child, above, goal)
            return
        pieces: list[tuple[int, int]] = []
        self._gather(node, pieces)
        if pieces:
            row = self.reading.add_slices(Kind.SECTION, above, node, pieces)
            row.label = _CAPITAL.sub(" ", node.name)

    def _gather(self, node: Node, pieces: list[tuple[int, int]]) -> None:
        if is_contact(node):
            self.reading.set_aside_all(node, "contact")
            return
        if node.key in IDENTIFIERS or (node.words and not says(node)):
            self.reading.set_aside(node, "identifier")
        else:
            pieces += node.place
        for child in node.children:
            self._gather(child, pieces)
