"""A plan in the order of its document: headings, texts, goals, strategies where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Final

from pyoxigraph import NamedNode

from planvev.vocab import CODE, PV, RDFS
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.paraphrases import paraphrased_after
from planvev.web.statements import Binding, number
from planvev.web.thing_view import strategy, term
from planvev.web.views import Strategy, Term

_WORDING: Final = CODE["passage-role/wording"].value
_REPEATED: Final = CODE["passage-role/repeated"].value
_NOWHERE: Final = 1_000_000_000
"""Where an element goes that has no place in the text, nor has anything above it: to the end."""
_STEPS_UP_MAX: Final = 10
_KINDS: Final[tuple[tuple[NamedNode, str], ...]] = (
    (PV.Vision, "vision"),
    (PV.StrategicApproach, "approach"),
    (PV.Goal, "goal"),
    (PV.Strategy, "strategy"),
    (PV.Action, "strategy"),
    (PV.Value, "value"),
    (PV.GlossaryEntry, "term"),
    (PV.InstrumentDescription, "instrument"),
    (PV.Section, "section"),
)
_ABOVE: Final = (PV.sectionOf, PV.subGoalOf, PV.pursues, PV.explains)
_Key = tuple[int | str, ...]


@dataclass(frozen=True)
class Block:
    """A part of the document.

    kind: heading, paragraph, goal, strategy, approach, term, instrument, vision, value, other; or
    again, where the document prints what stands in full elsewhere. level: of its heading, 2 to 4.
    heading: its name where the document prints one over the text. anchor: the fragment by which the
    page names it; with again, where it stands in full. sources: what it was rendered after, where
    that was in our words.
    """

    kind: str
    level: int
    ref: Ref
    text: Text
    heading: Text | None
    anchor: str
    strategy: Strategy | None = None
    term: Term | None = None
    sources: list[Ref] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """Neighbours of one kind: the strategies under a goal are one list."""

    kind: str
    blocks: list[Block]


@dataclass(frozen=True)
class Entry:
    """A line of the table of contents, with those below it."""

    block: Block
    below: list[Entry]


def reading(description: Description, places: Iterable[Binding]) -> list[Run]:
    """Return the plan of the description in reading order.

    places: the rows of their own of ``queries.plan_reading``. Each element comes once: at its first
    wording, else where it is first quoted, else after what it belongs to.
    """
    elements = set(description.statements.subjects(PV.partOf, description.iri))
    wordings: dict[str, int] = {}
    others: dict[str, int] = {}
    repeated: list[tuple[int, str]] = []
    for start, iri, role in sorted(_places(places)):
        if iri in elements:
            (wordings if role == _WORDING else others).setdefault(iri, start)
            if role == _REPEATED:
                repeated.append((start, iri))
    firsts = {**others, **wordings}
    keyed: list[tuple[_Key, str, bool]] = [
        (_key(description, firsts, iri), iri, False) for iri in elements
    ]
    keyed += [((start,), iri, True) for start, iri in repeated if firsts[iri] != start]
    blocks = [_block(description, iri, again) for _, iri, again in sorted(keyed)]
    return [Run(kind, list(run)) for kind, run in groupby(blocks, key=lambda block: block.kind)]


def _places(rows: Iterable[Binding]) -> Iterable[tuple[int, str, str]]:
    for row in rows:
        if "element" in row and "start" in row:
            start = number(row["start"]["value"], _NOWHERE)
            yield start, row["element"]["value"], row["role"]["value"]


def _key(description: Description, firsts: Mapping[str, int], iri: str, steps: int = 0) -> _Key:
    """Return what elements are put in order by; what has no place comes after what is above it."""
    if iri in firsts:
        return (firsts[iri],)
    statements = description.statements
    rank = next((n for n, (kind, _) in enumerate(_KINDS) if statements.is_a(iri, kind)), 99)
    above = next((up for p in _ABOVE for up in statements.iris(iri, p)), None)
    before: _Key = (_NOWHERE,)
    if above and above != description.iri and steps < _STEPS_UP_MAX:
        before = _key(description, firsts, above, steps + 1)
    return (*before, rank, *statements.position(iri))


def _block(description: Description, iri: str, again: bool) -> Block:
    statements = description.statements
    value, label = statements.value(iri, PV.text), statements.value(iri, RDFS.label)
    kind = next((name for known, name in _KINDS if statements.is_a(iri, known)), "other")
    if label and value and label.language != value.language:
        label = None
    heading = text_of(label) if label and value and label.text != value.text else None
    if kind == "section":
        kind = "heading" if label and not heading else "paragraph"
    return Block(
        "again" if again else kind,
        _level(description, iri, kind),
        description.ref(iri),
        text_of(value) if value else description.name(iri),
        heading,
        anchor_of(description.iri, iri),
        strategy(description, iri) if kind == "strategy" else None,
        term(description, iri) if kind in ("term", "instrument") else None,
        paraphrased_after(description, iri),
    )


def _level(description: Description, iri: str, kind: str) -> int:
    """Return the level of a heading: 2 for a part of the plan, 3 and 4 below."""
    statements = description.statements
    if kind not in ("goal", "heading"):
        return 3
    level, current = 2, iri
    for _ in range(2):
        ups = statements.iris(current, PV.subGoalOf if kind == "goal" else PV.sectionOf)
        if not ups or ups[0] == description.iri:
            break
        level, current = level + 1, ups[0]
    return level


def anchor_of(plan: str, iri: str) -> str:
    """Return the fragment that names an element on the pages of its plan.

    >>> anchor_of("http://x/id/by/plan", "http://x/id/by/plan/goal/2.6")
    'goal-2.6'
    """
    return iri.removeprefix(plan).strip("/").replace("/", "-")


def contents(runs: Iterable[Run]) -> list[Entry]:
    """Return the headings of the first two levels, for a table of contents."""
    entries: list[Entry] = []
    for block in (block for run in runs for block in run.blocks):
        if block.kind not in ("heading", "goal", "approach"):
            continue
        if block.level == 2 or not entries:
            entries.append(Entry(block, []))
        elif block.level == 3:
            entries[-1].below.append(Entry(block, []))
    return entries
