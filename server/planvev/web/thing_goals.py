"""The development goals of the United Nations as a list: what leads to each of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from planvev.engine.base import Engine
from planvev.vocab import CODE, PV, RDF, SDGO
from planvev.web import queries
from planvev.web.description import Description, Ref, Text, rows, statements_of
from planvev.web.language import gettext
from planvev.web.statements import Binding, Statements, iri_in, number
from planvev.web.tables import Cell, Table
from planvev.web.urls import Urls

PATH: Final = "/sdg"
_GOALS_MAX: Final = 100
_COUNTS: Final = f"""SELECT ?goal ?target ?link ?status WHERE {{
  {{ GRAPH ?g {{ ?target {SDGO.isTargetOf} ?goal }} }}
  UNION
  {{ GRAPH ?g {{ ?goal {RDF.type} {SDGO.Goal} }} GRAPH ?h {{ ?link {PV.linkTarget} ?goal }}
     OPTIONAL {{ GRAPH ?i {{ ?link {PV.linkStatus} ?status }} }} }}
  UNION
  {{ GRAPH ?g {{ ?target {SDGO.isTargetOf} ?goal }} GRAPH ?h {{ ?link {PV.linkTarget} ?target }}
     OPTIONAL {{ GRAPH ?i {{ ?link {PV.linkStatus} ?status }} }} }}
}}"""


@dataclass(frozen=True)
class DevelopmentGoal:
    """A goal, how many targets it has, and how many links lead to it or to one of them."""

    ref: Ref
    targets: int
    approved: int
    proposed: int


def goals(engine: Engine, urls: Urls, timeout_s: float) -> list[DevelopmentGoal]:
    """Return the goals in the order of their numbers. timeout_s: seconds for each of two queries.

    Links that were turned down or are disputed are not counted.
    """
    found = statements_of(rows(engine, queries.things_of(SDGO.Goal, _GOALS_MAX), timeout_s))
    description = Description("", urls, Statements(found))
    counts = rows(engine, _COUNTS, timeout_s)
    listed = [
        DevelopmentGoal(
            description.ref(iri),
            len({iri_in(row, "target") for row in counts if _is_target(row, iri)}),
            _links(counts, iri, "approved"),
            _links(counts, iri, "proposed"),
        )
        for iri in description.statements.subjects_of(SDGO.Goal)
    ]
    return sorted(listed, key=lambda goal: (number(goal.ref.number), goal.ref.iri))


def _is_target(row: Binding, goal: str) -> bool:
    return iri_in(row, "goal") == goal and bool(iri_in(row, "target"))


def _links(counts: Iterable[Binding], goal: str, status: str) -> int:
    wanted = CODE[f"link-status/{status}"].value
    return len(
        {
            iri_in(row, "link")
            for row in counts
            if iri_in(row, "goal") == goal and iri_in(row, "status") == wanted
        }
    )


def crumb() -> Ref:
    """Return the list as what stands above a goal."""
    return Ref("", Text(gettext("The Sustainable Development Goals")), PATH)


def table(listed: Iterable[DevelopmentGoal]) -> Table:
    """Return the list as a table for a spreadsheet."""
    columns = [
        gettext("Number"),
        gettext("Goal"),
        gettext("Targets below it"),
        gettext("Approved links"),
        gettext("Proposed links"),
        "IRI",
    ]
    cells: list[list[Cell]] = [
        [
            goal.ref.number,
            goal.ref.text.text,
            goal.targets,
            goal.approved,
            goal.proposed,
            goal.ref.iri,
        ]
        for goal in listed
    ]
    return Table(gettext("The Sustainable Development Goals"), columns, cells)
