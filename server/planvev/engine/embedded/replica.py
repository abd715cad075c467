"""The archive's content in memory: loaded once, then caught up by what changed.

The store does not free quads that are superseded: clearing a graph and loading it again makes it
larger and slower each time. So a replica is caught up by removed and added triples, and it counts
what it has removed; whoever holds it starts another when that is too much.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import EMPTY, parse_canonical
from planvev.archive.graph_files import read_graph_text
from planvev.archive.manifest import Manifest, graph_name
from planvev.archive.patch import store_difference


@dataclass
class _Change:
    """What one graph goes through. text: of a graph that is new, to be loaded whole."""

    key: str
    removed: list[Triple]
    added: list[Triple]
    text: bytes = EMPTY


class Replica:
    """A store at one generation of an archive; superseded: the quads removed since it was loaded.

    It belongs to one thread. generation: where it begins; the newest where None. Raises what the
    archive raises: GenerationNotFound, ArchiveCorrupt.
    """

    def __init__(self, archive: Archive, generation: int | None = None) -> None:
        self._archive = archive
        self.superseded = 0
        if generation is None:
            self.store, self._manifest = archive.read(self._load)
        else:
            self.store, self._manifest = self._load(archive.manifest(generation))

    @property
    def generation(self) -> int:
        """The generation that the store holds."""
        return self._manifest.generation

    @property
    def triples(self) -> int:
        """How many triples the archive has at this generation; the store may hold fewer."""
        return self._manifest.triples

    def catch_up(self) -> None:
        """Go to the archive's newest generation.

        All that can fail is done before the store is touched; a replica whose ``catch_up`` raises
        stands where it stood.
        """
        if self._archive.head() == self._manifest.generation:
            return
        manifest, changes = self._archive.read(self._read_changes)
        for change in changes:
            self._apply(change, graph_name(change.key), stays=change.key in manifest.graphs)
        self._manifest = manifest

    def _load(self, manifest: Manifest) -> tuple[Store, Manifest]:
        store = Store()
        for key in manifest.graphs:
            _load_graph(store, graph_name(key), self._archive.text_of(manifest, key))
        return store, manifest

    def _read_changes(self, manifest: Manifest) -> tuple[Manifest, list[_Change]]:
        before, after = self._manifest.graphs, manifest.graphs
        return manifest, [
            self._change(key, manifest)
            for key in before.keys() | after.keys()
            if before.get(key) != after.get(key)
        ]

    def _change(self, key: str, manifest: Manifest) -> _Change:
        new = self._archive.text_of(manifest, key) if key in manifest.graphs else EMPTY
        entry = self._manifest.graphs.get(key)
        if entry is None:
            return _Change(key, [], [], new)
        old = read_graph_text(self._archive.graphs_folder, entry.sha256)
        return _Change(key, *store_difference(old, new))

    def _apply(self, change: _Change, graph: NamedNode | DefaultGraph, *, stays: bool) -> None:
        for quad in _quads(change.removed, graph):
            self.store.remove(quad)
        self.superseded += len(change.removed)
        self.store.extend(_quads(change.added, graph))
        if change.text or stays:
            _load_graph(self.store, graph, change.text)
        elif isinstance(graph, NamedNode):
            self.store.remove_graph(graph)


def _load_graph(store: Store, graph: NamedNode | DefaultGraph, text: bytes) -> None:
    """Add a graph, which may be empty, and its triples; ``load`` is twice as fast as ``extend``.

    ``load`` gives blank nodes new labels; workers and archive must agree on them.
    """
    if isinstance(graph, NamedNode):
        store.add_graph(graph)
    if b"_:" in text:
        store.extend(_quads(parse_canonical(text), graph))
    else:
        store.load(text, RdfFormat.N_TRIPLES, to_graph=graph)


def _quads(triples: Iterable[Triple], graph: NamedNode | DefaultGraph) -> Iterable[Quad]:
    return (Quad(triple.subject, triple.predicate, triple.object, graph) for triple in triples)
