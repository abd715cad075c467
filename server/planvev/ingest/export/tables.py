"""A plan as two tables: nodes (the plan and its elements) and edges (what joins them).

CSV is RFC 4180 in UTF-8 with a byte order mark, by which spreadsheets know the encoding; no cell
is taken for a formula.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

from pyoxigraph import NamedNode

from planvev.ingest.export.items import PARENTS, code_of, gather, iri_of
from planvev.ingest.export.model import PlanItem, PlanModel, Said, in_language
from planvev.ingest.export.ordering import natural
from planvev.ingest.sheets.guarding import guarded
from planvev.vocab import PV, RDF

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


def nodes_of(models: Sequence[PlanModel], language: str = "nb") -> list[Node]:
    """Return the plans with their elements, in order, then what links lead to elsewhere."""
    nodes: dict[str, Node] = {}
    for model in models:
        title = model.title(language)
        nodes[model.iri] = Node(model.iri, title, _PLAN_KIND, text=title, language=model.language)
        for item in model.items:
            nodes[item.iri] = _node(item, model, language)
    for model in models:
        for edge in edges_of([model]):
            for iri in (edge.source, edge.target):
                if iri not in nodes:
                    nodes[iri] = Node(iri, in_language(model.names.get(iri, {}), language))
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
        edges += links_of(model)
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


def links_of(model: PlanModel) -> list[Edge]:
    """Return a plan's links, whatever their status."""
    said = gather(triple for triples in model.triples.values() for triple in triples)
    links = []
    for iri in sorted(said, key=natural):
        facts = said[iri]
        if PV.Link not in facts.get(RDF.type.value, ()):
            continue
        source, target = (iri_of(facts, end.value) for end in (PV.linkSource, PV.linkTarget))
        if source and target:
            status = model.link_statuses.get(iri) or _status(facts)
            kind = _code(facts, "link-type", PV.linkType)
            links.append(Edge(source, target, kind, status, model.iri))
    return links


def _code(facts: Said, codelist: str, predicate: NamedNode) -> str:
    iri = iri_of(facts, predicate.value)
    return (code_of(NamedNode(iri), codelist) if iri else "") or iri


def _status(facts: Said) -> str:
    """Return the status of a link on which nobody has decided: of what is stated, approved."""
    stated = _code(facts, "link-basis", PV.linkBasis) == "statedInText"
    return "approved" if stated else "proposed"


def table_csv(models: Sequence[PlanModel], table: str, language: str = "nb") -> bytes:
    """Return one of TABLES as CSV."""
    rows: Sequence[Node | Edge] = nodes_of(models, language) if table == NODES else edges_of(models)
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(NODE_COLUMNS if table == NODES else EDGE_COLUMNS)
    writer.writerows([guarded(str(cell)) for cell in asdict(row).values()] for row in rows)
    return b"\xef\xbb\xbf" + file.getvalue().encode("utf-8", "replace")
