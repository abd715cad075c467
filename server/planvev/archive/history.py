"""The history: what each generation changed, and the difference of any two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from planvev.archive.archive import Archive
from planvev.archive.canonical import EMPTY
from planvev.archive.manifest import Manifest
from planvev.archive.patch import Difference, difference
from planvev.errors import GenerationNotFound


@dataclass(frozen=True)
class LogEntry:
    """One generation. changed: the graphs in which it differs from its parent, sorted.

    changed is None where the parent was pruned.
    """

    manifest: Manifest
    changed: tuple[str, ...] | None


@dataclass(frozen=True)
class GraphDifference:
    """How one graph differs in two generations.

    created, dropped: whether only the second, only the first, has such a graph at all.
    """

    graph: str
    lines: Difference
    created: bool
    dropped: bool


def changed_graphs(before: Manifest, after: Manifest) -> tuple[str, ...]:
    """Return the graphs that two generations do not have alike, sorted."""
    graphs = before.graphs.keys() | after.graphs.keys()
    return tuple(
        sorted(graph for graph in graphs if before.graphs.get(graph) != after.graphs.get(graph))
    )


def read_log(archive: Archive, limit: int = 0) -> Iterator[LogEntry]:
    """Yield the generations, newest first; limit: how many at most, 0 for all."""
    newest_first = archive.generations()[::-1]
    for generation in newest_first[:limit] if limit else newest_first:
        try:
            manifest = archive.manifest(generation)
        except GenerationNotFound:
            return
        yield LogEntry(manifest, _changed_since_parent(archive, manifest))


def differences(archive: Archive, before: int, after: int) -> Iterator[GraphDifference]:
    """Yield how each graph that changed differs in two generations, in the order of their IRIs.

    Generation 0 has no graphs. Raises GenerationNotFound, ArchiveCorrupt.
    """
    old, new = archive.manifest(before), archive.manifest(after)
    for graph in changed_graphs(old, new):
        lines = difference(_text(archive, old, graph), _text(archive, new, graph))
        yield GraphDifference(graph, lines, graph not in old.graphs, graph not in new.graphs)


def _text(archive: Archive, manifest: Manifest, graph: str) -> bytes:
    if graph not in manifest.graphs:
        return EMPTY
    return archive.text(graph, manifest.generation)


def _changed_since_parent(archive: Archive, manifest: Manifest) -> tuple[str, ...] | None:
    try:
        parent = archive.manifest(manifest.parent)
    except GenerationNotFound:
        return None
    return changed_graphs(parent, manifest)
