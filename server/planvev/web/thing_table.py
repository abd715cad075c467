"""The table of a page about one thing: what is below it, where it is named, or all statements."""

from __future__ import annotations

from planvev.web.description import Ref
from planvev.web.language import gettext
from planvev.web.tables import Cell, Table
from planvev.web.views import GoalNode, NamedInRole, Strategy, ThingView


def thing_table(view: ThingView) -> Table:
    """Return the page's main table."""
    name = f"{view.ref.kind} {view.ref.number}".strip() or view.title.text
    if view.goals or view.strategies:
        return _parts(name, view.goals, view.strategies)
    if view.mentioned_in:
        return _places(name, view.mentioned_in)
    return _statements(name, view)


def _parts(name: str, goals: list[GoalNode], strategies: list[Strategy]) -> Table:
    columns = [
        gettext("Kind"),
        gettext("Number"),
        gettext("Opening verb"),
        gettext("Text"),
        gettext("Language"),
        gettext("Targets"),
        "IRI",
    ]
    rows: list[list[Cell]] = []
    for goal in goals:
        text = goal.ref.text
        rows.append(
            [goal.ref.kind, goal.ref.number, "", text.text, text.language, "", goal.ref.iri]
        )
        rows += [_strategy_row(strategy) for strategy in goal.strategies]
    rows += [_strategy_row(strategy) for strategy in strategies]
    return Table(name, columns, rows)


def _strategy_row(strategy: Strategy) -> list[Cell]:
    return [
        strategy.ref.kind,
        strategy.ref.number,
        strategy.lead_verb,
        strategy.lead_verb + strategy.rest,
        strategy.language,
        "; ".join(strategy.targets),
        strategy.ref.iri,
    ]


def _places(name: str, roles: list[NamedInRole]) -> Table:
    columns = [
        gettext("Role"),
        gettext("Kind"),
        gettext("Number"),
        gettext("Text"),
        gettext("Words of the source"),
        "IRI",
    ]
    rows: list[list[Cell]] = [
        [
            group.role.text,
            named.ref.kind,
            named.ref.number,
            named.ref.text.text,
            "; ".join(quote.text for place in named.places for quote in place.quotes),
            named.ref.iri,
        ]
        for group in roles
        for named in group.named
    ]
    return Table(name, columns, rows)


def _statements(name: str, view: ThingView) -> Table:
    columns = [
        gettext("Property"),
        gettext("Value"),
        gettext("Language"),
        gettext("Address of the value"),
        gettext("Graph"),
    ]
    rows: list[list[Cell]] = [
        [
            row.predicate.text.text,
            row.value.text.text if isinstance(row.value, Ref) else row.value.text,
            "" if isinstance(row.value, Ref) else row.value.language,
            row.value.iri if isinstance(row.value, Ref) else "",
            row.graph.iri,
        ]
        for row in view.statements
    ]
    return Table(name, columns, rows)
