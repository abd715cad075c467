"""What is loaded from TriG and N-Quads is what there was, in its graphs."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from pyoxigraph import RdfFormat, parse

from planvev.archive.canonical import canonicalize
from planvev.archive.manifest import DEFAULT
from planvev.ingest.export.quads import every_text, n_quads, trig
from planvev.ingest.export.sources import texts_of_files
from planvev.resources import data_root

Write = Callable[[Mapping[str, bytes]], bytes]
BOTH = pytest.mark.parametrize(
    ("write", "syntax"),
    [(trig, RdfFormat.TRIG), (n_quads, RdfFormat.N_QUADS)],
    ids=["trig", "nq"],
)
EXACT = (
    '<urn:s> <urn:p> "007"^^<http://www.w3.org/2001/XMLSchema#integer> .\n'
    '<urn:s> <urn:p> "a\\nb"@nb-NO .\n'
    "_:b <urn:p> <urn:o> .\n"
)


def read(content: bytes, syntax: RdfFormat) -> dict[str, set[str]]:
    graphs: dict[str, set[str]] = {}
    for quad in parse(content, syntax, rename_blank_nodes=False):
        name = getattr(quad.graph_name, "value", DEFAULT)
        graphs.setdefault(name, set()).add(str(quad.triple))
    return graphs


@BOTH
def test_all_graphs_of_the_data_come_back(write: Write, syntax: RdfFormat) -> None:
    graphs = every_text(texts_of_files(data_root()))
    found = read(write(graphs), syntax)
    assert found == {
        graph: {str(quad.triple) for quad in parse(text, RdfFormat.N_TRIPLES)}
        for graph, text in graphs.items()
    }


@BOTH
def test_literals_and_the_unnamed_graph_stand_as_they_were_put(
    write: Write, syntax: RdfFormat
) -> None:
    text = canonicalize(EXACT.encode(), RdfFormat.N_TRIPLES)
    content = write({DEFAULT: text, "urn:g": text})
    assert content.count(b'"a\\nb"@nb-NO') == 2
    found = read(content, syntax)
    assert set(found) == {DEFAULT, "urn:g"}
    assert all("007" in str(triples) for triples in found.values())


@BOTH
def test_no_graphs_are_no_bytes(write: Write, syntax: RdfFormat) -> None:
    assert not read(write({}), syntax)


def test_trig_names_the_prefixes_in_use_in_order() -> None:
    graphs = every_text(texts_of_files(data_root()))
    lines = trig(graphs).decode().splitlines()
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes) == lines[: len(prefixes)]
    assert any("ontology#" in line for line in prefixes)
    assert trig(graphs) == trig(dict(reversed(graphs.items())))
