"""The list of goals: rows with what belongs to each, the choices of its filters, and a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from planvev.vocab import PV
from planvev.web.description import Description, Ref, Text
from planvev.web.language import gettext
from planvev.web.statements import Binding, iri_in, value_of
from planvev.web.tables import Cell, Table
from planvev.web.wording import literal_text


@dataclass(frozen=True)
class GoalRow:
    """A goal in a list, with how much stands below it."""

    ref: Ref
    number: str
    text: Text
    level: Ref | None
    plan: Ref
    strategies: int
    actions: int
    targets: int
    goals: int
    themes: list[Ref]
    groups: list[Ref]
    in_our_words: bool


@dataclass
class GoalDetails:
    """What belongs to a goal, by IRI.

    below: itself and the goals below it. strategies, actions: of all of those. targets: of goals,
    their paragraphs and strategies. groups: whom they are for, in the order of arrival.
    """

    below: set[str] = field(default_factory=set)
    strategies: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    targets: set[str] = field(default_factory=set)
    groups: dict[str, None] = field(default_factory=dict)


def total_of(bindings: Iterable[Binding]) -> int:
    """Return the number of all that fits, which stands in a row of its own."""
    return next((int(row["total"]["value"]) for row in bindings if "total" in row), 0)


def details_by_goal(bindings: Iterable[Binding]) -> dict[str, GoalDetails]:
    """Read the rows of ``plan_queries.goal_details``."""
    details: dict[str, GoalDetails] = {}
    for row in bindings:
        own = details.setdefault(row["goal"]["value"], GoalDetails())
        own.below.add(row["below"]["value"])
        if "kind" in row:
            is_action = row["kind"]["value"] == PV.Action.value
            (own.actions if is_action else own.strategies).add(row["spoken"]["value"])
        if "finding" in row:
            own.targets.add(row["finding"]["value"])
        if iri_in(row, "group"):
            own.groups[iri_in(row, "group")] = None
    return details


def goal_rows(
    description: Description, bindings: Iterable[Binding], details: Mapping[str, GoalDetails]
) -> list[GoalRow]:
    """Return the goals of ``plan_queries.goals`` by plan and number; description: has the names."""
    firsts: dict[str, Binding] = {}
    themes: dict[str, dict[str, None]] = {}
    for row in bindings:
        iri = iri_in(row, "goal")
        if iri and iri_in(row, "plan"):
            firsts.setdefault(iri, row)
            if iri_in(row, "theme"):
                themes.setdefault(iri, {})[iri_in(row, "theme")] = None
    rows = [
        _goal_row(description, row, details.get(iri, GoalDetails()), themes.get(iri, ()))
        for iri, row in firsts.items()
    ]
    return sorted(rows, key=lambda row: (row.plan.iri, not row.number, _padded(row), row.ref.iri))


def _goal_row(
    description: Description, row: Binding, own: GoalDetails, themes: Iterable[str]
) -> GoalRow:
    value = value_of(row["text"]) if "text" in row else None
    ref = description.ref(row["goal"]["value"])
    return GoalRow(
        ref=ref,
        number=row["number"]["value"] if "number" in row else "",
        text=Text(literal_text(value), value.language) if value else ref.text,
        level=description.ref(iri_in(row, "level")) if iri_in(row, "level") else None,
        plan=description.ref(row["plan"]["value"]),
        strategies=len(own.strategies),
        actions=len(own.actions),
        targets=len(own.targets),
        goals=max(len(own.below) - 1, 0),
        themes=_by_name(description.refs(themes)),
        groups=_by_name(description.refs(own.groups)),
        in_our_words=value is None,
    )


def _by_name(refs: list[Ref]) -> list[Ref]:
    return sorted(refs, key=lambda ref: (ref.text.text.casefold(), ref.iri))


def _padded(row: GoalRow) -> str:
    """Return a number by which 1.10 comes after 1.9."""
    return re.sub(r"[0-9]+", lambda digits: digits[0].zfill(5), row.number)


def named_iris(bindings: Iterable[Binding], details: Mapping[str, GoalDetails]) -> dict[str, None]:
    """Return what a list of goals names; of the goals, those that have a label for a wording."""
    rows = list(bindings)
    found = [iri_in(row, n) for row in rows for n in ("level", "plan", "theme", "value")]
    found += [iri_in(row, "goal") for row in rows if "text" not in row]
    for own in details.values():
        found += own.groups
    return dict.fromkeys(iri for iri in found if iri)


def goals_table(rows: Iterable[GoalRow]) -> Table:
    """Return the goals as a table for a spreadsheet."""
    columns = [
        gettext("Number"),
        gettext("Goal"),
        gettext("Language"),
        gettext("Level"),
        gettext("Plan"),
        gettext("Sub-goals"),
        gettext("Strategies"),
        gettext("Actions"),
        gettext("Targets"),
        gettext("Themes"),
        gettext("Groups"),
        "IRI",
    ]
    cells: list[list[Cell]] = [
        [
            row.number,
            row.text.text,
            row.text.language,
            row.level.text.text if row.level else "",
            row.plan.text.text,
            row.goals,
            row.strategies,
            row.actions,
            row.targets,
            "; ".join(ref.text.text for ref in row.themes),
            "; ".join(ref.text.text for ref in row.groups),
            row.ref.iri,
        ]
        for row in rows
    ]
    return Table(gettext("Goals"), columns, cells)
