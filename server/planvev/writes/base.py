"""The state that a write begins with, and the changes that are made to a copy of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple

from planvev.archive.canonical import EMPTY, parse_canonical
from planvev.archive.graph_files import read_graph_text
from planvev.archive.manifest import graph_name
from planvev.archive.patch import difference, store_difference
from planvev.validation.data_view import QuadStore
from planvev.validation.incremental import GraphChange


class WorkStore(QuadStore, Protocol):
    """A store that a write may change as it likes: the worker's own copy."""

    def update(self, /, update: str, *, base_iri: str | None = None) -> None:
        """Run a SPARQL update."""
        ...

    def add(self, /, quad: Quad) -> None:
        """Add a quad."""
        ...

    def remove(self, /, quad: Quad) -> None:
        """Remove a quad."""
        ...

    def load(
        self,
        /,
        input: bytes,  # noqa: A002 - the store's own names
        format: RdfFormat,  # noqa: A002
        *,
        to_graph: Any = None,
    ) -> None:
        """Add the triples of a document."""
        ...

    def add_graph(self, /, graph_name: NamedNode | BlankNode | DefaultGraph) -> None:
        """Make a graph be there."""
        ...

    def remove_graph(self, /, graph_name: NamedNode | BlankNode | DefaultGraph) -> None:
        """Remove a graph and its triples."""
        ...

    def contains_named_graph(self, /, graph_name: NamedNode | BlankNode | DefaultGraph) -> bool:
        """Whether a named graph is there, if only empty."""
        ...

    def named_graphs(self) -> Iterator[NamedNode | BlankNode]:
        """Yield the named graphs."""
        ...

    def dump(self, /, *, format: RdfFormat, from_graph: Any) -> bytes | None:  # noqa: A002
        """Return the triples of a graph."""
        ...


class Base:
    """One generation: the texts that changes are made to. Texts are read once.

    hashes: the SHA-256 of each graph's text, by its key. They come from who holds the lock: reading
    a manifest of thousands of graphs takes longer than most writes.
    """

    def __init__(self, folder: Path, hashes: Mapping[str, str]) -> None:
        self._folder = folder
        self._texts: dict[str, bytes] = {}
        self.hashes = hashes

    def text(self, graph: str) -> bytes:
        """Return a graph's canonical text, the empty text where there is no such graph."""
        if graph not in self.hashes:
            return EMPTY
        text = self._texts.get(graph)
        if text is None:
            text = self._texts[graph] = read_graph_text(self._folder, self.hashes[graph])
        return text

    def has(self, graph: str) -> bool:
        """Whether the graph is there, if only empty."""
        return graph in self.hashes


def change_of(graph: str, before: bytes, after: bytes) -> GraphChange:
    """Return the triples that one canonical text has and the other has not."""
    change = difference(before, after)
    return GraphChange(graph, _parsed(change.removed), _parsed(change.added))


def put_text(store: WorkStore, graph: str, before: bytes, after: bytes | None) -> None:
    """Make a graph of the store hold what a canonical text says; None removes it."""
    name = graph_name(graph)
    if after is None and isinstance(name, NamedNode):
        store.remove_graph(name)
        return
    text = after or EMPTY
    if isinstance(name, NamedNode):
        store.add_graph(name)
    if before == EMPTY and b"_:" not in text:
        store.load(text, RdfFormat.N_TRIPLES, to_graph=name)
        return
    removed, added = store_difference(before, text)
    for triple in removed:
        store.remove(Quad(triple.subject, triple.predicate, triple.object, name))
    store.extend(quads_in(name, added))


def quads_in(graph: NamedNode | DefaultGraph, triples: Iterable[Triple]) -> Iterator[Quad]:
    """Yield triples as quads of a graph."""
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)


def _parsed(lines: Iterable[bytes]) -> tuple[Triple, ...]:
    return tuple(parse_canonical(b"".join(line + b"\n" for line in lines)))
