"""What is wrong with a draft's structure, row by row: said anew after each edit.

Only what follows from the table itself: parents, numbers, texts. What recognition doubts stays.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from planvev.ingest.doubts import Weight, weight_of
from planvev.ingest.draft import Doubt, Draft, Kind, Row

STRUCTURAL: Final = frozenset(
    {
        "no-parent",
        "parent-missing",
        "own-parent",
        "cycle",
        "wrong-parent",
        "no-text",
        "number-repeats",
    }
)
CONTRADICTIONS: Final = frozenset({"parent-missing", "own-parent", "cycle"})
"""Faults of a table of which no plan can be made."""
FACTS_NEEDED: Final = {
    "title": "Tittel",
    "body": "Organ",
    "instrument_type": "Plantype",
    "start_year": "Første år",
    "end_year": "Siste år",
    "language": "Språk",
}
"""The facts without which a plan is not taken in, with what a person calls them."""
MAY_STAND_UNDER: Final[dict[Kind, frozenset[Kind]]] = {
    Kind.GOAL: frozenset({Kind.GOAL}),
    Kind.STRATEGY: frozenset({Kind.GOAL}),
    Kind.ACTION: frozenset({Kind.GOAL, Kind.STRATEGY}),
    Kind.VISION: frozenset(),
    Kind.VALUE: frozenset(),
    Kind.STRATEGIC_APPROACH: frozenset(),
    Kind.INSTRUMENT_DESCRIPTION: frozenset(),
}
"""What each kind may stand under besides the plan; kinds that are missing: under anything."""
_SHOWN_MAX: Final = 10
"""Of the rows of a circle."""
_NEED_PARENT: Final = frozenset({Kind.STRATEGY, Kind.ACTION})
_NUMBERED: Final = frozenset({Kind.GOAL, Kind.STRATEGIC_APPROACH})


def check_draft(draft: Draft) -> None:
    """Put the structural doubts on each row, and those about missing facts on the plan."""
    rows = {row.id: row for row in draft.rows}
    repeated = _repeated_numbers(draft)
    circles = _circles(rows)
    for row in draft.rows:
        kept = [doubt for doubt in row.doubts if doubt.code not in STRUCTURAL]
        row.doubts = [*_structural(row, rows, repeated, circles), *kept]
    missing = [
        Doubt("fact-missing", (label,))
        for name, label in FACTS_NEEDED.items()
        if not getattr(draft.facts, name)
    ]
    kept = [doubt for doubt in draft.facts.doubts if doubt.code != "fact-missing"]
    draft.facts.doubts = [*missing, *kept]


def faults(draft: Draft) -> list[tuple[Row | None, Doubt]]:
    """Return what has to be mended before the plan can be taken in; None for the plan's facts."""
    found: list[tuple[Row | None, Doubt]] = [
        (None, doubt) for doubt in draft.facts.doubts if weight_of(doubt) is Weight.FAULT
    ]
    found += [
        (row, doubt)
        for row in draft.rows
        for doubt in row.doubts
        if weight_of(doubt) is Weight.FAULT
    ]
    return found


def _structural(
    row: Row, rows: dict[str, Row], repeated: set[tuple[Kind, str]], circles: dict[str, str]
) -> list[Doubt]:
    found = []
    if not row.text.strip():
        found.append(Doubt("no-text"))
    if row.parent == row.id:
        found.append(Doubt("own-parent"))
    elif row.parent and row.parent not in rows:
        found.append(Doubt("parent-missing", (row.parent,)))
    elif row.id in circles:
        found.append(Doubt("cycle", (circles[row.id],)))
    elif row.parent:
        above = rows[row.parent].kind
        if above not in MAY_STAND_UNDER.get(row.kind, frozenset(Kind)):
            found.append(Doubt("wrong-parent", (KIND_NAMES[row.kind], KIND_NAMES[above])))
    elif row.kind in _NEED_PARENT:
        found.append(Doubt("no-parent"))
    if (row.kind, row.number) in repeated:
        found.append(Doubt("number-repeats", (row.number,)))
    return found


KIND_NAMES: Final[dict[Kind, str]] = {
    Kind.VISION: "visjon",
    Kind.VALUE: "verdi",
    Kind.STRATEGIC_APPROACH: "hovedgrep",
    Kind.GOAL: "mål",
    Kind.STRATEGY: "strategi",
    Kind.ACTION: "tiltak",
    Kind.SECTION: "avsnitt",
    Kind.GLOSSARY_ENTRY: "ordforklaring",
    Kind.INSTRUMENT_DESCRIPTION: "plantype",
    Kind.TARGET: "måltall",
    Kind.MENTION: "omtale",
}
"""What a planner calls each kind, in bokmål."""


def _repeated_numbers(draft: Draft) -> set[tuple[Kind, str]]:
    counts = Counter(
        (row.kind, row.number) for row in draft.rows if row.number and row.kind in _NUMBERED
    )
    return {key for key, count in counts.items() if count > 1}


def _circles(rows: dict[str, Row]) -> dict[str, str]:
    """Return the rows that stand above themselves through others, each with all of its circle."""
    seen: dict[str, int] = {}
    circles: dict[str, str] = defaultdict(str)
    for walk, start in enumerate(rows):
        path = []
        current = start
        while current in rows and current not in seen:
            seen[current] = walk
            path.append(current)
            current = rows[current].parent
        if current in rows and seen[current] == walk:
            circle = path[path.index(current) :]
            if len(circle) > 1:
                shown = circle[:_SHOWN_MAX] + ["…"] * (len(circle) > _SHOWN_MAX)
                circles.update(dict.fromkeys(circle, ", ".join(shown)))
    return dict(circles)
