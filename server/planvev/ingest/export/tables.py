"""A plan as two tables: nodes (the plan and its elements) and edges (what joins them).

CSV is RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets know the encoding; no cell
is taken for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import Final

from pyoxigraph import NamedNode

from planvev.ingest.export.items import PARENTS, iri_of
from planvev.ingest.export.model import PlanItem, PlanModel, in_language
from planvev.ingest.sheets.guarding import guarded
from planvev.vocab import PV

NODES: Final = "nodes"
EDGES: Final = "edges"
TABLES: Final = (NODES, EDGES)
_PLAN_KIND: Final = "PlanInstrument"
_EXPLAINS: Final = PV.explains.value


@dataclass(frozen=True)
class Node:
    """A plan, an element, or a thing elsewhere that a link leads to (kind and plan are then "").

    id, plan, parent: IRIs. label: in the language asked for, or the nearest. parent: the element
    above, the plan where there is none. language: of the text.
    """

    id: str
    label: str
    kind: str = ""
    level: str = ""
    number: str = ""
    plan: str = ""
    parent: str = ""
    text: str = ""
    language: str = ""


@dataclass(frozen=True)
class Edge:
    """What joins two nodes. source, target, plan: IRIs. status: of a link, "" for what is no link.

    type: the property's name ("subGoalOf", "pursues", "partOf" …), or the link's type.
    """

    source: str
    target: str
    type: str
    status: str = ""
    plan: str = ""


NODE_COLUMNS: Final = tuple(field.name for field in fields(Node))
EDGE_COLUMNS: Final = tuple(field.name for field in fields(Edge))


def nodes_of(
    models: Sequence[PlanModel], edges: Iterable[Edge], language: str = "nb"
) -> list[Node]:
    """Return the plans with their elements, in order, then what edges lead to elsewhere."""
    nodes: dict[str, Node] = {}
    names: dict[str, dict[str, str]] = {}
    for model in models:
        title = model.title(language)
        nodes[model.iri] = Node(model.iri, title, _PLAN_KIND, text=title, language=model.language)
        nodes |= {item.iri: _node(item, model, language) for item in model.items}
        names |= model.names
    for edge in edges:
        for iri in (edge.source, edge.target):
            if iri not in nodes:
                nodes[iri] = Node(iri, in_language(names.get(iri, {}), language))
    return list(nodes.values())


def _node(item: PlanItem, model: PlanModel, language: str) -> Node:
    return Node(
        id=item.iri,
        label=item.label(language),
        kind=item.kind,
        level=item.level,
        number=item.number,
        plan=model.iri,
        parent=item.parent or _explained(item) or model.iri,
        text=item.text,
        language=item.language,
    )


def _explained(item: PlanItem) -> str:
    return iri_of(item.properties, _EXPLAINS)


def edges_of(models: Iterable[PlanModel]) -> list[Edge]:
    """Return what joins the elements of plans, in their order, and then the plans' links."""
    edges = []
    for model in models:
        for item in model.items:
            edges += _edges_of_item(item, model)
        edges += [
            Edge(link.source, link.target, link.type, link.status, model.iri)
            for link in model.links
        ]
    return list(dict.fromkeys(edges))


def _edges_of_item(item: PlanItem, model: PlanModel) -> list[Edge]:
    edges = [Edge(item.iri, model.iri, "partOf", plan=model.iri)]
    if item.parent_property:
        above = item.parent or model.iri
        edges.append(Edge(item.iri, above, item.parent_property, plan=model.iri))
    for predicate in (*PARENTS, _EXPLAINS):
        name = predicate.removeprefix(PV.iri)
        for term in item.properties.get(predicate, ()):
            if isinstance(term, NamedNode):
                edges.append(Edge(item.iri, term.value, name, plan=model.iri))
    return edges


def table_csv(models: Sequence[PlanModel], table: str, language: str = "nb") -> bytes:
    """Return one of TABLES as CSV."""
    edges = edges_of(models)
    rows: Sequence[Node | Edge] = nodes_of(models, edges, language) if table == NODES else edges
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(NODE_COLUMNS if table == NODES else EDGE_COLUMNS)
    writer.writerows([guarded(str(cell)) for cell in vars(row).values()] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")
