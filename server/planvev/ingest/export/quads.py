"""Graphs as TriG and as N-Quads: what is loaded from them is what there was."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Triple, serialize

from planvev.archive.canonical import parse_exact, split_lines
from planvev.archive.manifest import DEFAULT, graph_name
from planvev.ingest.export.sources import GraphTexts
from planvev.rdf.prefixes import prefixes_in_use

_PREFIX: Final = b"@prefix "


def n_quads(graphs: Mapping[str, bytes]) -> bytes:
    """Return canonical texts as N-Quads: graphs by name, triples as they are sorted.

    graphs: by IRI; DEFAULT is the unnamed one.
    """
    lines = []
    for graph, text in sorted(graphs.items()):
        end = b" .\n" if graph == DEFAULT else f" {NamedNode(graph)} .\n".encode()
        lines += [line[:-2] + end for line in split_lines(text)]
    return b"".join(lines)


def trig(graphs: Mapping[str, bytes]) -> bytes:
    """Return canonical texts as TriG: the prefixes in use and the graphs sorted by name."""
    parsed = {graph: list(parse_exact(text)) for graph, text in sorted(graphs.items())}
    prefixes = prefixes_in_use(triple for triples in parsed.values() for triple in triples)
    body = serialize(_quads(parsed), format=RdfFormat.TRIG, prefixes=prefixes) or b""
    lines = body.splitlines(keepends=True)
    head = list(takewhile(lambda line: line.startswith(_PREFIX), lines))
    # The serializer writes the prefixes in any order.
    return b"".join([*sorted(head), *lines[len(head) :]])


def _quads(graphs: Mapping[str, Iterable[Triple]]) -> Iterator[Quad]:
    for graph, triples in graphs.items():
        name = graph_name(graph)
        for triple in triples:
            yield Quad(triple.subject, triple.predicate, triple.object, name)


def every_text(texts: GraphTexts) -> dict[str, bytes]:
    """Return the canonical texts of all graphs."""
    return {graph: texts.text(graph) for graph in texts.graphs()}
