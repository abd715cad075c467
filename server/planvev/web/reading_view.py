"""A plan in the order of its document: headings, texts, goals, strategies where they stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from pyoxigraph import NamedNode

from planvev.vocab import CODE, PV, RDFS
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.statements import Binding, number
from planvev.web.thing_view import strategy
from planvev.web.views import Strategy

_WORDING: Final = CODE["passage-role/wording"].value
_NOWHERE: Final = 1_000_000_000
"""Where an element without a place in the text goes: to the end."""
_KINDS: Final[tuple[tuple[NamedNode, str], ...]] = (
    (PV.Goal, "goal"),
    (PV.Strategy, "strategy"),
    (PV.StrategicApproach, "approach"),
    (PV.GlossaryEntry, "term"),
    (PV.InstrumentDescription, "instrument"),
    (PV.Vision, "vision"),
    (PV.Value, "value"),
    (PV.Section, "section"),
)


@dataclass(frozen=True)
class Block:
    """A part of the document.

    kind: heading, paragraph, goal, strategy, approach, term, instrument, vision, value, other.
    level: of its heading, 2 to 4. text: its words; heading: its name where it has one beside them.
    again: the document prints here once more what it has printed before.
    """

    kind: str
    level: int
    ref: Ref
    text: Text
    heading: Text | None
    anchor: str
    again: bool = False
    strategy: Strategy | None = None


@dataclass(frozen=True)
class Run:
    """Neighbours of one kind: the strategies under a goal are one list."""

    kind: str
    blocks: list[Block]


def reading(description: Description, places: Iterable[Binding]) -> list[Run]:
    """Return the plan of the description in reading order.

    places: the rows of their own of ``queries.plan_reading``. Each element comes once, at its
    first wording; what is printed again later is marked so.
    """
    statements = description.statements
    firsts: dict[str, int] = {}
    again: list[tuple[int, str]] = []
    for row in sorted(places, key=_start):
        iri, start = row["element"]["value"], _start(row)
        if row["role"]["value"] == _WORDING:
            firsts.setdefault(iri, start)
        elif statements.is_a(iri, PV.Goal, PV.StrategicApproach):
            again.append((start, iri))
    elements = set(statements.subjects(PV.partOf, description.iri))
    placed = [
        (firsts.get(iri, _NOWHERE), *statements.position(iri), iri, False) for iri in elements
    ]
    repeated = [
        (start, *statements.position(iri), iri, True)
        for start, iri in again
        if iri in elements and start > firsts.get(iri, _NOWHERE)
    ]
    blocks = [_block(description, entry[-2], entry[-1]) for entry in sorted([*placed, *repeated])]
    return [Run(kind, list(run)) for kind, run in groupby(blocks, key=lambda block: block.kind)]


def _start(row: Binding) -> int:
    return number(row["start"]["value"], _NOWHERE)


def _block(description: Description, iri: str, again: bool) -> Block:
    statements = description.statements
    kind = next((name for known, name in _KINDS if statements.is_a(iri, known)), "other")
    value = statements.value(iri, PV.text)
    label = statements.value(iri, RDFS.label)
    text = text_of(value) if value else description.name(iri)
    heading = text_of(label) if label and value and label.text != value.text else None
    if kind == "section":
        kind = "heading" if label else "paragraph"
    level = 2
    if kind == "goal":
        level = 3 if statements.iris(iri, PV.subGoalOf) else 2
    elif kind in ("approach", "instrument"):
        level = 3
    anchor = iri.removeprefix(description.iri).strip("/").replace("/", "-")
    return Block(
        kind,
        level,
        description.ref(iri),
        text,
        heading,
        "" if again else anchor,
        again,
        strategy(description, iri) if kind == "strategy" else None,
    )


def contents(runs: Iterable[Run]) -> list[Block]:
    """Return the headings of the first level, for a table of contents."""
    return [
        block
        for run in runs
        for block in run.blocks
        if block.kind in ("heading", "goal") and block.level == 2 and not block.again
    ]
