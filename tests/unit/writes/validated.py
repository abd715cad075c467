"""An archive's graphs as the whole validation takes them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pyoxigraph import NamedNode

from planvev.archive.canonical import parse_exact
from planvev.archive.files import GraphFile

_CONTEXT = ("/graph/ontology", "/graph/code/", "/graph/alignment/")


def all_graphs(texts: Mapping[str, bytes]) -> tuple[list[GraphFile], list[GraphFile]]:
    """Return the graphs of data, and those of the ontology; derived ones are left out."""
    submitted, context = [], []
    for graph, text in texts.items():
        file = GraphFile(Path(), NamedNode(graph), tuple(parse_exact(text)), "")
        if any(part in graph for part in _CONTEXT):
            context.append(file)
        elif "/graph/derived/" not in graph:
            submitted.append(file)
    return submitted, context
