"""A draft: what was recognised in a document, as a table that a person checks and mends.

A row is one element of the plan, or one finding about an element. Readers of structured formats
make rows themselves; of all others ``recognise`` makes them. ``identify`` turns a draft into an
``Extraction``, with IRIs and places among siblings, and ``to_rdf`` that into triples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from planvev.ingest.document import Document, Place
from planvev.ingest.elements import Furniture, Slice


class Kind(StrEnum):
    """What a row can be: a class of the ontology."""

    VISION = "Vision"
    VALUE = "Value"
    STRATEGIC_APPROACH = "StrategicApproach"
    GOAL = "Goal"
    STRATEGY = "Strategy"
    ACTION = "Action"
    SECTION = "Section"
    GLOSSARY_ENTRY = "GlossaryEntry"
    INSTRUMENT_DESCRIPTION = "InstrumentDescription"
    TARGET = "Target"
    """A finding: a measurable aim of the row above it."""
    MENTION = "Mention"
    """A finding: an actor or a group that the row above it, or the plan, names; text: its name."""


FINDINGS = frozenset({Kind.TARGET, Kind.MENTION})


@dataclass(frozen=True)
class Doubt:
    """Something a person should look at: a code of ``doubts.MESSAGES``, and what it is about."""

    code: str
    arguments: tuple[str, ...] = ()


@dataclass
class Row:
    """One element. id: within the draft, kept through edits. parent: an id, "" for the plan.

    number: as printed. level: a code of goal-level, for goals. text: the wording, white space
    folded; slices: where it stands in the document's text (none for what a person typed in).
    label: short, where it is not the text. path: the IRI below the plan's where that is given
    ("goal/2.6"), "" where ``identify`` makes it. properties: further facts by name, of the
    ontology's properties (leadVerb, explains…) and of findings (role, targetValue, unit, deadline…)
    and what a spreadsheet says besides (responsible, deadline). score: how sure recognition is,
    0 to 1.
    """

    id: str
    kind: Kind
    text: str
    parent: str = ""
    number: str = ""
    level: str = ""
    label: str = ""
    path: str = ""
    slices: list[Slice] = field(default_factory=list)
    place: Place = field(default_factory=Place)
    properties: dict[str, str | list[str]] = field(default_factory=dict)
    doubts: list[Doubt] = field(default_factory=list)
    score: float = 1.0


@dataclass
class PlanFacts:
    """What is known of the plan itself; "" for what is not. Years as "2019", dates as ISO 8601.

    body: the name of the body, as "Krødsherad kommune". instrument_type, status: codes.
    language: nb, nn, en or a Sami language. doubts: about these.
    """

    title: str = ""
    body: str = ""
    instrument_type: str = ""
    status: str = ""
    start_year: str = ""
    end_year: str = ""
    adopted_on: str = ""
    adopted_by: str = ""
    language: str = ""
    source: str = ""
    doubts: list[Doubt] = field(default_factory=list)


@dataclass
class Draft:
    """A draft. rows: parents before children, in the document's order. method: how it was made.

    furniture: characters of the document that belong to no row (numbers, bullets, lead-ins,
    headers). dehyphenated: joined words by the place of the hyphen that they are printed with.
    """

    document: Document
    rows: list[Row]
    facts: PlanFacts = field(default_factory=PlanFacts)
    furniture: list[Furniture] = field(default_factory=list)
    dehyphenated: dict[int, str] = field(default_factory=dict)
    method: str = ""

    def children(self, parent: str) -> Iterator[Row]:
        """Yield the rows right below a row ("" for the plan), in order."""
        return (row for row in self.rows if row.parent == parent)

    def row(self, row_id: str) -> Row:
        """Return a row by its id. Raises KeyError."""
        for row in self.rows:
            if row.id == row_id:
                return row
        raise KeyError(row_id)
