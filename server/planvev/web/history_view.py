"""The history of a thing: which generations changed what is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from planvev.archive.archive import Archive
from planvev.archive.canonical import EMPTY
from planvev.archive.history import changed_graphs
from planvev.archive.manifest import BEGINNING, Manifest
from planvev.errors import GenerationNotFound

GENERATIONS_MAX: Final = 200
_LINES_MAX: Final = 200


@dataclass(frozen=True)
class GraphChange:
    """What a generation changed of a thing in one graph: statements as N-Triples, without « .»."""

    graph: str
    added: list[str]
    removed: list[str]


@dataclass(frozen=True)
class Change:
    """A generation that changed what is said of a thing. cut: whether statements are left out."""

    generation: int
    time: datetime
    author: str
    message: str
    graphs: list[GraphChange]
    cut: bool


@dataclass(frozen=True)
class History:
    """The changes, newest first. complete: whether the whole archive was looked through."""

    changes: list[Change]
    complete: bool


def history_of(archive: Archive, iri: str) -> History:
    """Return the changes of the statements whose subject a thing is, or a node below it.

    Only graphs that changed and that name the thing are read; at most GENERATIONS_MAX of the
    newest generations are looked through. Raises ArchiveCorrupt.
    """
    reader = _Lines(archive, iri)
    numbers = archive.generations()[::-1]
    changes: list[Change] = []
    for number in numbers[:GENERATIONS_MAX]:
        try:
            after = archive.manifest(number)
            before = archive.manifest(after.parent) if after.parent else BEGINNING
        except GenerationNotFound:
            return History(changes, complete=False)
        change = _change(reader, before, after)
        if change:
            changes.append(change)
    return History(changes, complete=len(numbers) <= GENERATIONS_MAX)


def _change(reader: _Lines, before: Manifest, after: Manifest) -> Change | None:
    graphs: list[GraphChange] = []
    left, cut = _LINES_MAX, False
    for graph in changed_graphs(before, after):
        old, new = reader.of(before, graph), reader.of(after, graph)
        added, removed = sorted(new - old), sorted(old - new)
        if added or removed:
            cut = cut or len(added) + len(removed) > left
            kept = GraphChange(graph, added[:left], removed[: max(left - len(added), 0)])
            left = max(left - len(added) - len(removed), 0)
            graphs.append(kept)
    if not graphs:
        return None
    return Change(after.generation, after.time, after.author, after.message, graphs, cut)


class _Lines:
    """Reads the statements about a thing out of graphs; each text of a graph once."""

    def __init__(self, archive: Archive, iri: str) -> None:
        self._archive = archive
        self._starts = (f"<{iri}> ".encode(), f"<{iri}/".encode())
        self._of: dict[str, frozenset[str]] = {}

    def of(self, manifest: Manifest, graph: str) -> frozenset[str]:
        """Return the statements of a graph, in a generation, that are about the thing."""
        entry = manifest.graphs.get(graph)
        if entry is None:
            return frozenset()
        if entry.sha256 not in self._of:
            text = self._archive.text_of(manifest, graph) or EMPTY
            self._of[entry.sha256] = frozenset(
                line.decode("utf-8").removesuffix(" .")
                for line in text.splitlines()
                if line.startswith(self._starts) and not self._is_other_element(line)
            )
        return self._of[entry.sha256]

    def _is_other_element(self, line: bytes) -> bool:
        """Return whether a line is about an element below a plan, which has a page of its own."""
        rest = line[len(self._starts[1]) :]
        return line.startswith(self._starts[1]) and not rest.startswith((b"passage/", b"period"))
