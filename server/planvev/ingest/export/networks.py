"""A plan as a network for programs that draw and measure networks: GraphML and GEXF.

GraphML: http://graphml.graphdrawing.org/specification.html. GEXF 1.2: https://gexf.net.
An edge of GEXF has a ``type`` of its own (directed or not): what joins two nodes is its label, and
its ``relation``.
"""

from __future__ import annotations

import io
import re
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from planvev.ingest.export.model import PlanModel
from planvev.ingest.export.tables import edges_of, nodes_of

if TYPE_CHECKING:
    import networkx as nx

_IMPORTING: Final = threading.Lock()
_NOT_IN_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""XML 1.0 § 2.2, carriage returns apart."""
_RETURNS: Final = re.compile("\r\n?")
_WHEN_WRITTEN: Final = re.compile(rb' lastmodifieddate="[^"]*"')


def graphml(models: Sequence[PlanModel], language: str = "nb") -> bytes:
    """Return plans as one directed GraphML graph; edges have a ``type``."""
    writer = _networkx().readwrite.graphml.GraphMLWriter(
        encoding="utf-8", prettyprint=True, named_key_ids=True
    )
    writer.add_graph_element(_network(models, language, "type"))
    file = io.BytesIO()
    writer.dump(file)
    return file.getvalue()


def gexf(models: Sequence[PlanModel], language: str = "nb") -> bytes:
    """Return plans as one directed GEXF graph; it does not say when it was written."""
    writer = _networkx().readwrite.gexf.GEXFWriter(encoding="utf-8", prettyprint=True)
    writer.add_graph(_network(models, language, "relation"))
    file = io.BytesIO()
    writer.write(file)
    return _WHEN_WRITTEN.sub(b"", file.getvalue())


def _networkx() -> Any:
    """Return the library, which takes half a second to import.

    Its modules import one another: threads that begin at several of them at once wait for each
    other in a circle, which Python ends with an error.
    """
    with _IMPORTING:
        import networkx
        import networkx.readwrite.gexf
        import networkx.readwrite.graphml

    return networkx


def _network(models: Sequence[PlanModel], language: str, relation: str) -> nx.MultiDiGraph[str]:
    """Return a network whose nodes are IRIs. relation: the attribute for what an edge says."""
    network: nx.MultiDiGraph[str] = _networkx().MultiDiGraph()
    edges = edges_of(models)
    for node in nodes_of(models, edges, language):
        facts = _said(vars(node))
        network.add_node(facts.pop("id"), **facts)
    for number, edge in enumerate(edges, start=1):
        facts = _said(vars(edge))
        source, target, kind = facts.pop("source"), facts.pop("target"), facts.pop("type")
        key = f"e{number}"
        network.add_edge(source, target, key, label=kind, **{relation: kind}, **facts)
    return network


def _said(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that say something, in characters that XML may hold."""
    return {
        name: _NOT_IN_XML.sub("\ufffd", _RETURNS.sub("\n", value))
        for name, value in facts.items()
        if value
    }
