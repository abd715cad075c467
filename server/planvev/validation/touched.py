"""The rules in code that look at graphs, on what a change touches.

``structure``, ``foreign_terms`` and ``register`` say what is wrong with graphs as wholes. Here they
are given the part of each graph that is about the subjects that a change touches, and about what
their verdict on these rests on.

Graphs that are not about plans are left alone: whoever puts a graph of people with blank nodes
here may. A graph is ours if it is named as one, or says something in terms of our ontology.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, NamedNode, Triple

from planvev.archive.canonical import parse_exact
from planvev.archive.files import GraphFile
from planvev.validation.data_view import DERIVED, DataView, Node, visible
from planvev.validation.foreign_terms import check_foreign_terms
from planvev.validation.index import GraphIndex
from planvev.validation.register import check_register
from planvev.validation.report import ValidationResult
from planvev.validation.structure import check_structure
from planvev.vocab import DCT, GRAPH, PV, RDF, RDFS, SHAPES

_NAMED_AS_OURS: Final = re.compile(
    re.escape(GRAPH.iri)
    + r"(?:(?:shared|sdg|code|alignment)/.+|ontology|catalogue"
    + r"|[^/]+/[^/]+/(?:adopted|register|assessment|links|decisions|translation-\w+))"
)
_OUR_TERM: Final = f"<{PV.iri}".encode()
_ABOUT_WHOLE_GRAPHS: Final = SHAPES["SomethingCheckedShape"].value


def check_touched(
    graphs: Iterable[str],
    changed: Sequence[Triple],
    view: DataView,
    text_of: Callable[[str], bytes],
) -> list[ValidationResult]:
    """Return what is wrong with what the change touches.

    graphs: those that change, by their keys. changed: triples removed and added. view, text_of:
    the data after the change.
    """
    names = [name for name in graphs if not name.startswith(DERIVED)]
    if not any(_is_ours(name, text_of(name)) for name in names):
        return []
    touched = _touched(changed, view)
    parts = _by_graph(touched, view)
    for name in names:
        text = text_of(name)
        if b"_:" in text and _has_blank(changed):
            parts[name] = list(parse_exact(text))
    files = [
        GraphFile(Path(), NamedNode(name), tuple(triples), "")
        for name, triples in parts.items()
        if _is_ours(name, text_of(name))
    ]
    index = GraphIndex([*files, _beside(touched, view)])
    found = [
        *check_foreign_terms(files, index),
        *check_structure(files, (), index),
        *check_register(files, index),
    ]
    return [result for result in found if result.source_shape != _ABOUT_WHOLE_GRAPHS]


def warm_up() -> None:
    """Let the rules read the files of this release that they remember."""
    graph = GraphFile(Path(), GRAPH["shared/x"], (Triple(GRAPH["x"], RDF.type, PV.Goal),), "")
    index = GraphIndex([graph])
    check_foreign_terms([graph], index)
    check_structure([graph], (), index)


def _is_ours(name: str, text: bytes) -> bool:
    return bool(_NAMED_AS_OURS.fullmatch(name)) or (":" in name and _OUR_TERM in text)


def _has_blank(changed: Iterable[Triple]) -> bool:
    return any(
        isinstance(t, BlankNode) for triple in changed for t in (triple.subject, triple.object)
    )


def _touched(changed: Iterable[Triple], view: DataView) -> set[Node]:
    """Return the subjects of the change, and the plans and periods whose claims it changes."""
    touched: set[Node] = set()
    for triple in changed:
        if isinstance(triple.subject, NamedNode):
            touched.add(triple.subject)
        if triple.predicate == RDF.subject and isinstance(triple.object, NamedNode):
            touched.add(triple.object)
    for node in list(touched):
        touched.update(view.objects(node, RDF.subject))
        touched.update(view.subjects(DCT.temporal, node))
    for node in list(touched):
        touched.update(view.objects(node, DCT.temporal))
    return touched


def _by_graph(nodes: Iterable[Node], view: DataView) -> dict[str, list[Triple]]:
    """Return what is said of the nodes, by graph; the unnamed graph holds nothing of ours."""
    parts: dict[str, list[Triple]] = {}
    for node in nodes:
        for quad in view.exact_quads_of(node):
            if isinstance(quad.graph_name, NamedNode):
                parts.setdefault(quad.graph_name.value, []).append(quad.triple)
    return parts


def _beside(touched: Iterable[Node], view: DataView) -> GraphFile:
    """Return what else the rules ask: claims, wholes, themes, and which properties are derived."""
    nodes: set[Node] = set()
    seen: set[str] = set()
    for node in touched:
        nodes.update(view.subjects(RDF.subject, node))
        nodes.update(view.objects(node, DCT.subject))
        iri = node.value
        while "/" in iri.partition("//")[2] and iri not in seen:
            seen.add(iri)
            iri = iri.rpartition("/")[0]
            if iri.partition("//")[2]:
                nodes.add(NamedNode(iri))
    file = view.as_graph(sorted(nodes, key=str))
    below = visible(view.quads(None, RDFS.subPropertyOf, None))
    return GraphFile(file.path, file.graph, (*file.triples, *(quad.triple for quad in below)), "")
