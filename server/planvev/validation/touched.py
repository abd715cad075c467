"""The rules in code that look at graphs, on what a change touches.

``structure``, ``foreign_terms`` and ``register`` say what is wrong with graphs as wholes. Here they
are given the part of each graph that is about the subjects that a change touches, and about what
their verdict on these rests on.

Graphs that are not ours (``ours``) are looked at only for what one of ours says too.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple

from planvev.archive.canonical import parse_exact
from planvev.archive.files import GraphFile
from planvev.archive.manifest import DEFAULT, graph_key
from planvev.validation.data_view import DERIVED, DataView, Node, visible
from planvev.validation.foreign_terms import check_foreign_terms
from planvev.validation.index import GraphIndex
from planvev.validation.ours import (
    UNNAMED,
    is_named_as_ours,
    is_our_text,
    names_ours,
    our_lines,
)
from planvev.validation.register import check_register
from planvev.validation.report import ValidationResult
from planvev.validation.structure import check_structure
from planvev.vocab import DCT, GRAPH, PV, RDF, RDFS, SHAPES

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
    ours = [name for name in names if is_our_text(name, text_of(name))]
    whole = {
        name: list(parse_exact(text_of(name))) for name in ours if _is_new(name, changed, text_of)
    }
    touched = (
        _touched([*changed, *itertools.chain(*whole.values())], view)
        if ours
        else _shared(changed, view)
    )
    parts = _by_graph(touched, view) | whole
    for name in ours:
        if b"_:" in text_of(name) and _has_blank(changed):
            parts[name] = list(parse_exact(text_of(name)))
    files: list[GraphFile] = []
    others: list[GraphFile] = []
    # What changed comes first: a result on two graphs is then located in one that changed.
    for name in sorted(parts, key=lambda part: part not in names):
        graph = UNNAMED if name == DEFAULT else NamedNode(name)
        chosen = files if is_our_text(name, text_of(name)) else others
        chosen.append(GraphFile(Path(), graph, tuple(parts[name]), ""))
    if not files:
        return []
    index = GraphIndex([*files, *others, _beside(touched, view)])
    found = [
        *check_foreign_terms(files, index),
        *check_structure(files, others, index),
        *check_register(files, index),
    ]
    return [
        replace(result, graph=DEFAULT) if result.graph == UNNAMED.value else result
        for result in found
        if result.source_shape != _ABOUT_WHOLE_GRAPHS
    ]


def warm_up() -> None:
    """Let the rules read the files of this release that they remember."""
    graph = GraphFile(Path(), GRAPH["shared/x"], (Triple(GRAPH["x"], RDF.type, PV.Goal),), "")
    index = GraphIndex([graph])
    check_foreign_terms([graph], index)
    check_structure([graph], (), index)


def _is_new(name: str, changed: Iterable[Triple], text_of: Callable[[str], bytes]) -> bool:
    """Whether a graph of ours may not have been one before: then nothing in it was tried."""
    if is_named_as_ours(name):
        return False
    return our_lines(text_of(name)) <= sum(names_ours(triple) for triple in changed)


def _has_blank(changed: Iterable[Triple]) -> bool:
    return any(
        isinstance(t, BlankNode) for triple in changed for t in (triple.subject, triple.object)
    )


def _touched(changed: Iterable[Triple], view: DataView) -> set[Node]:
    """Return the subjects of the change, and the plans and periods whose claims it changes.

    Where a property becomes another's subproperty, it may be one that is not written by hand: then
    all that have it.
    """
    touched: set[Node] = set()
    for triple in changed:
        if isinstance(triple.subject, NamedNode):
            touched.add(triple.subject)
        if triple.predicate == RDFS.subPropertyOf:
            uses = visible(view.quads(None, triple.subject, None))
            touched.update(quad.subject for quad in uses if isinstance(quad.subject, NamedNode))
        if triple.predicate == RDF.subject and isinstance(triple.object, NamedNode):
            touched.add(triple.object)
    for node in list(touched):
        touched.update(view.objects(node, RDF.subject))
        touched.update(view.subjects(DCT.temporal, node))
    for node in list(touched):
        touched.update(view.objects(node, DCT.temporal))
    return touched


def _shared(changed: Iterable[Triple], view: DataView) -> set[Node]:
    """Return the subjects of which several graphs say something."""
    subjects = {t.subject for t in changed if isinstance(t.subject, NamedNode)}
    return {node for node in subjects if len({q.graph_name for q in view.quads_of(node)}) > 1}


def _by_graph(nodes: Iterable[Node], view: DataView) -> dict[str, list[Triple]]:
    """Return what is said of the nodes, by the graph's key."""
    parts: dict[str, list[Triple]] = {}
    for node in nodes:
        for quad in view.exact_quads_of(node):
            if isinstance(quad.graph_name, NamedNode | DefaultGraph):
                parts.setdefault(graph_key(quad.graph_name), []).append(quad.triple)
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
