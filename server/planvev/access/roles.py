"""What each role may do to which graph: one table. Pure.

Reading is open to all. Everything that no row allows is forbidden. An admin may do everything.

>>> check_graph = Principal("kari", Role.REVIEWER).may
>>> check_graph("https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/decisions", Change.ADD)
True
>>> check_graph("https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/adopted", Change.ADD)
False
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Final

from planvev.archive.manifest import DEFAULT
from planvev.errors import Forbidden
from planvev.vocab import GRAPH


class Role(StrEnum):
    """The roles that a token can have."""

    REVIEWER = "reviewer"
    """Adds links and decisions on them; takes nothing away."""
    EDITOR = "editor"
    """Writes plans: all their graphs, but takes nobody's decision away."""
    ADMIN = "admin"
    """Writes everything, and rolls back."""


class Change(Enum):
    """The ways in which a graph changes."""

    ADD = "add"
    """Triples are added, also to a graph that is not there yet (POST, INSERT)."""
    REPLACE = "replace"
    """The whole graph is another (PUT, COPY, MOVE)."""
    REMOVE = "remove"
    """Triples, or the graph, are removed (DELETE, CLEAR, DROP)."""


ALL_CHANGES: Final = frozenset(Change)
_PLAN: Final = (
    re.escape(GRAPH.iri)
    + "(?!(?:alignment|catalogue|code|derived|new|ontology|sdg|shapes|shared)/)[^/]+/[^/]+/"
)
"""Graphs of a plan: ``graph/<body>/<plan>/…``. The names left out are no bodies."""
DECISIONS: Final = re.compile(f"{_PLAN}decisions")
RECORDED: Final = re.compile(f"{_PLAN}links-recorded")
"""Links that are made at run time."""
AGENTS: Final = re.compile(re.escape(GRAPH.iri) + "shared/agents")
"""Who decides and suggests."""
PLANS: Final = re.compile(
    f"{_PLAN}(?:adopted|register|assessment|links|links-recorded|translation-[a-z]{{2,3}})"
)
SOURCES: Final = re.compile(re.escape(GRAPH.iri) + "shared/(?:source/[0-9a-f]{64}|import)")
"""Graphs that describe the source text of an import, and who reads it."""
EVERYTHING: Final = re.compile(".*", re.DOTALL)


@dataclass(frozen=True)
class Permission:
    """One row: the role may make these changes to graphs whose IRI matches as a whole."""

    role: Role
    graphs: re.Pattern[str]
    changes: frozenset[Change] = ALL_CHANGES


PERMISSIONS: Final = (
    *(
        Permission(role, graphs, frozenset({Change.ADD}))
        for role in (Role.REVIEWER, Role.EDITOR)
        for graphs in (DECISIONS, RECORDED, AGENTS)
    ),
    Permission(Role.EDITOR, PLANS),
    Permission(Role.EDITOR, SOURCES),
    Permission(Role.ADMIN, EVERYTHING),
)


@dataclass(frozen=True)
class Principal:
    """Who makes a request: the name of a token, and its role."""

    name: str
    role: Role

    def may(self, graph: str, change: Change) -> bool:
        """Return whether the role reaches a graph: its IRI, or DEFAULT for the unnamed one."""
        return any(
            row.role is self.role and change in row.changes and row.graphs.fullmatch(graph)
            for row in PERMISSIONS
        )

    def require(self, graphs: Iterable[str], change: Change) -> None:
        """Raise Forbidden where the role does not reach each of the graphs."""
        for graph in sorted(graphs):
            if not self.may(graph, change):
                name = "the unnamed graph" if graph == DEFAULT else f"<{graph}>"
                raise Forbidden(f"«{self.name}» is {self.role}, and may not write {name}.")

    def require_any_graph(self, reason: str = "") -> None:
        """Raise Forbidden where the role does not reach every graph that there is or may be.

        For what cannot be told beforehand, as an update with GRAPH ?g; reason: why it cannot.
        """
        if self.role is not Role.ADMIN:
            needed = f"«{self.name}» is {self.role}, and must name the graphs to change."
            raise Forbidden(f"{needed} {reason}".strip())
