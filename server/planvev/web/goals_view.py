"""The list of goals: rows with what belongs to each, the choices of its filters, and a table."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from planvev.web.description import Description, Ref, Text
from planvev.web.language import gettext
from planvev.web.statements import Binding, value_of
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
    targets: int
    goals: int
    themes: list[Ref]
    groups: list[Ref]


@dataclass
class GoalDetails:
    """What belongs to a goal: IRIs by facet."""

    facets: dict[str, dict[str, None]] = field(default_factory=dict)

    def iris(self, facet: str) -> list[str]:
        """Return the IRIs of a facet, in the order of arrival."""
        return list(self.facets.get(facet, {}))


def total_of(bindings: Iterable[Binding]) -> int:
    """Return the number of all goals, which stands in a row of its own."""
    return next((int(row["total"]["value"]) for row in bindings if "total" in row), 0)


def details_by_goal(bindings: Iterable[Binding]) -> dict[str, GoalDetails]:
    """Read the rows of ``plan_queries.goal_details``."""
    details: dict[str, GoalDetails] = {}
    for row in bindings:
        facets = details.setdefault(row["goal"]["value"], GoalDetails()).facets
        facets.setdefault(row["facet"]["value"], {})[row["value"]["value"]] = None
    return details


def goal_rows(
    description: Description, bindings: Sequence[Binding], details: dict[str, GoalDetails]
) -> list[GoalRow]:
    """Return the goals in the order of the answer; description: has the names."""
    rows: dict[str, GoalRow] = {}
    for row in bindings:
        if "goal" not in row or row["goal"]["value"] in rows:
            continue
        iri = row["goal"]["value"]
        own = details.get(iri, GoalDetails())
        value = value_of(row["text"]) if "text" in row else None
        rows[iri] = GoalRow(
            ref=description.ref(iri),
            number=row["number"]["value"] if "number" in row else "",
            text=Text(literal_text(value), value.language) if value else description.name(iri),
            level=description.ref(row["level"]["value"]) if "level" in row else None,
            plan=description.ref(row["plan"]["value"]),
            strategies=len(own.iris("strategy")),
            targets=len(own.iris("target")),
            goals=len(own.iris("goal")),
            themes=description.refs(own.iris("theme")),
            groups=description.refs(own.iris("group")),
        )
    return list(rows.values())


def choices(description: Description, bindings: Iterable[Binding]) -> dict[str, list[Ref]]:
    """Return what goals can be chosen by: things by facet, by name."""
    found: dict[str, list[Ref]] = {"plan": [], "level": [], "theme": [], "group": []}
    for row in bindings:
        if "facet" in row and row["value"]["type"] == "uri":
            found[row["facet"]["value"]].append(description.ref(row["value"]["value"]))
    for refs in found.values():
        refs.sort(key=lambda ref: (ref.text.text.casefold(), ref.iri))
    return found


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
            row.targets,
            "; ".join(ref.text.text for ref in row.themes),
            "; ".join(ref.text.text for ref in row.groups),
            row.ref.iri,
        ]
        for row in rows
    ]
    return Table(gettext("Goals"), columns, cells)
