"""Verify: read everything again, hash everything again, name every fault.

It takes no lock. A generation that is pruned while it is looked at is passed over.
"""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from planvev.archive.archive import Archive
from planvev.archive.canonical import count_triples, is_canonical
from planvev.archive.durable import INCOMPLETE
from planvev.archive.files import read_bytes
from planvev.archive.graph_files import SUFFIX, graph_file, read_graph_text
from planvev.archive.manifest import GraphEntry, Manifest
from planvev.archive.sources import FOLDER
from planvev.errors import ArchiveCorrupt
from planvev.vocab import GRAPH

_SOURCES: Final = GRAPH["shared/source/"].value


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong. path: the file; generations: those that it damages."""

    path: Path
    problem: str
    generations: tuple[int, ...] = ()


@dataclass
class Verification:
    """What was looked at, and what is wrong.

    faults: empty where the archive is whole. leftovers: files of writers that died before they
    had committed; they harm nothing, ``prune`` removes them.
    """

    head: int = 0
    generations: int = 0
    graph_files: int = 0
    triples: int = 0
    text_bytes: int = 0
    faults: list[Fault] = field(default_factory=list)
    leftovers: list[Path] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def _nothing(done: int, total: int) -> None:
    del done, total


def verify(archive: Archive, progress: Callable[[int, int], None] = _nothing) -> Verification:
    """Read and hash every manifest and every graph file that a generation names.

    progress: called with how many graph files were read, and of how many.
    """
    result = Verification()
    try:
        # HEAD before the list and after it: commits go on meanwhile.
        result.head = archive.checked_head()
        numbers = archive.generation_files()
        newest = archive.head()
    except ArchiveCorrupt as error:
        result.faults.append(Fault(error.path, error.problem))
        numbers = archive.generation_files()
        result.head = newest = max(numbers, default=0)
    manifests = list(_manifests(archive, numbers, result))
    result.generations = len(manifests)
    result.faults += _faults_of_the_row(archive, numbers, result.head)
    if numbers and numbers[-1] > newest + 1:
        problem = f"says {newest}, but there are generations up to {numbers[-1]}"
        result.faults.append(Fault(archive.head_file, problem))
    named = _named_files(manifests)
    for done, ((sha256, triples), generations) in enumerate(named.items(), start=1):
        _verify_graph_file(archive, GraphEntry(sha256, triples), generations, result)
        progress(done, len(named))
    result.faults += _faults_of_sources(archive, manifests)
    result.leftovers += _leftovers(archive, {sha256 for sha256, _ in named}, result)
    return result


def _manifests(archive: Archive, numbers: list[int], result: Verification) -> Iterator[Manifest]:
    for number in numbers:
        if number > result.head:
            continue
        try:
            manifest = archive.read_manifest(number)
        except ArchiveCorrupt as error:
            if not error.missing:
                result.faults.append(Fault(error.path, error.problem, (number,)))
            continue
        if manifest.parent != number - 1:
            result.faults.append(
                Fault(
                    archive.generation_file(number),
                    f"names generation {manifest.parent} as the one before it",
                    (number,),
                )
            )
        yield manifest


def _faults_of_the_row(archive: Archive, numbers: list[int], head: int) -> Iterator[Fault]:
    """Yield the manifests that are missing between others, and HEAD's."""
    if head and head not in numbers:
        yield Fault(archive.generation_file(head), "is missing; HEAD names it", (head,))
    row = [number for number in numbers if number <= head]
    for earlier, later in itertools.pairwise(row):
        for number in range(earlier + 1, later):
            # Prune goes from the oldest on: where the earlier one is gone by now, it was prune.
            if archive.generation_file(earlier).exists():
                yield Fault(archive.generation_file(number), "is missing", (number,))


def _named_files(manifests: list[Manifest]) -> dict[tuple[str, int], list[int]]:
    """Return by hash and number of triples the generations that name such a graph."""
    named: dict[tuple[str, int], list[int]] = {}
    for manifest in manifests:
        for entry in manifest.graphs.values():
            generations = named.setdefault((entry.sha256, entry.triples), [])
            if not generations or generations[-1] != manifest.generation:
                generations.append(manifest.generation)
    return named


def _verify_graph_file(
    archive: Archive, entry: GraphEntry, generations: list[int], result: Verification
) -> None:
    path = graph_file(archive.graphs_folder, entry.sha256)
    try:
        text = read_graph_text(archive.graphs_folder, entry.sha256)
    except ArchiveCorrupt as error:
        left = tuple(number for number in generations if archive.generation_file(number).exists())
        if left or not error.missing:
            result.faults.append(Fault(path, error.problem, left))
        return
    result.graph_files += 1
    result.text_bytes += len(text)
    result.triples += entry.triples
    found = count_triples(text)
    if found != entry.triples:
        problem = f"has {found} triples, where a manifest says {entry.triples}"
        result.faults.append(Fault(path, problem, tuple(generations)))
    if not is_canonical(text):
        result.faults.append(Fault(path, "is not in canonical form", tuple(generations)))


def _faults_of_sources(archive: Archive, manifests: list[Manifest]) -> Iterator[Fault]:
    """Yield the source texts of imports that are missing, or are not what their names say."""
    quoted: dict[str, list[int]] = {}
    for manifest in manifests:
        for graph in manifest.graphs:
            if graph.startswith(_SOURCES) and graph not in manifest.loaded:
                quoted.setdefault(graph.removeprefix(_SOURCES), []).append(manifest.generation)
    for digest, generations in quoted.items():
        path = archive.state / FOLDER / f"{digest}.txt"
        if not path.is_file():
            yield Fault(path, "is missing; passages quote this text", tuple(generations))
        elif hashlib.sha256(read_bytes(path)).hexdigest() != digest:
            yield Fault(path, "has another content than its name says", tuple(generations))


def _leftovers(archive: Archive, named: set[str], result: Verification) -> Iterator[Path]:
    """Yield what no generation names; where a manifest cannot be read, that is unknown."""
    if archive.generation_file(result.head + 1).exists():
        yield archive.generation_file(result.head + 1)
    for folder in (archive.graphs_folder, archive.generations_folder, archive.state):
        if (folder / INCOMPLETE).exists():
            yield folder / INCOMPLETE
    if not any(fault.path.parent == archive.generations_folder for fault in result.faults):
        for path in sorted(archive.graphs_folder.glob(f"*{SUFFIX}")):
            if path.name.removesuffix(SUFFIX) not in named:
                yield path
