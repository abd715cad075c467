"""What each named graph is, how large it is, and when it was last changed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from planvev.archive.archive import Archive
from planvev.archive.history import changed_graphs
from planvev.archive.manifest import BEGINNING
from planvev.errors import GenerationNotFound
from planvev.vocab import GRAPH
from planvev.web.language import gettext, marked
from planvev.web.tables import Cell, Table
from planvev.web.urls import Urls

GENERATIONS_MAX: Final = 50
_KINDS: Final = (
    (re.compile(r"ontology"), marked("The ontology")),
    (re.compile(r"code/.+"), marked("A codelist")),
    (re.compile(r"alignment/.+"), marked("How terms correspond to another vocabulary")),
    (re.compile(r"catalogue"), marked("Description of the dataset for catalogues")),
    (re.compile(r"derived(/.+)?"), marked("Worked out by rules from other graphs")),
    (re.compile(r"shared/agents"), marked("Who decides on links and suggests them")),
    (re.compile(r"shared/.+"), marked("Facts that plans share")),
    (re.compile(r"sdg/.+"), marked("The development goals of the UN")),
    (
        re.compile(r".+/adopted"),
        marked("What the plan says, or what is told of it"),
    ),
    (re.compile(r".+/assessment"), marked("What was read out of the text")),
    (re.compile(r".+/links"), marked("Links between plans")),
    (re.compile(r".+/links-recorded"), marked("Links that were recorded here")),
    (re.compile(r".+/decisions"), marked("Decisions on links")),
    (re.compile(r".+/links-recorded"), marked("Links that were recorded in the service")),
    (re.compile(r".+/decisions"), marked("Decisions on links")),
    (re.compile(r".+/register"), marked("Facts about the plan from other sources")),
    (re.compile(r".+/translation-[a-z]+"), marked("An unofficial translation")),
)


@dataclass(frozen=True)
class GraphRow:
    """A named graph. changed: when, in UTC; None for longer ago than was looked, or unknown."""

    iri: str
    name: str
    href: str | None
    kind: str
    triples: int
    changed: datetime | None


def kind_of_graph(iri: str) -> str:
    """Return what a graph is, as its IRI says; empty for what it does not say.

    >>> kind_of_graph("https://w3id.org/planvev/graph/shared/actors")
    'Opplysninger som planer deler'
    """
    name = iri.removeprefix(GRAPH.iri)
    kind = next((kind for form, kind in _KINDS if form.fullmatch(name)), "")
    return gettext(kind) if kind else ""


def last_changes(archive: Archive) -> Mapping[str, datetime]:
    """Return when each graph was last changed, by IRI.

    The newest GENERATIONS_MAX generations are looked through: what was not changed in them is
    left out. Raises ArchiveCorrupt.
    """
    found: dict[str, datetime] = {}
    for number in archive.generations()[::-1][:GENERATIONS_MAX]:
        try:
            after = archive.manifest(number)
            before = archive.manifest(after.parent) if after.parent else BEGINNING
        except GenerationNotFound:
            break
        for graph in changed_graphs(before, after):
            found.setdefault(graph, after.time)
    return found


def graph_rows(
    sizes: Mapping[str, int], changes: Mapping[str, datetime], urls: Urls
) -> list[GraphRow]:
    """Return a row for each graph, in the order of their IRIs. sizes: triples, by IRI."""
    return [
        GraphRow(
            iri,
            iri.removeprefix(GRAPH.iri),
            urls.href_of(iri),
            kind_of_graph(iri),
            triples,
            changes.get(iri),
        )
        for iri, triples in sorted(sizes.items())
    ]


def graphs_table(rows: list[GraphRow]) -> Table:
    """Return the graphs as a table for a spreadsheet."""
    columns = [
        gettext("Graph"),
        gettext("What it is"),
        gettext("Statements"),
        gettext("Last changed"),
        "IRI",
    ]
    cells: list[list[Cell]] = [
        [
            row.name,
            row.kind,
            row.triples,
            f"{row.changed:%Y-%m-%dT%H:%M:%SZ}" if row.changed else "",
            row.iri,
        ]
        for row in rows
    ]
    return Table(gettext("Named graphs"), columns, cells)
