"""The archive: generations of immutable graph files, read without a lock.

::

    STATE/graphs/<sha256>.nt.gz          one graph's canonical text (``graph_files``)
    STATE/generations/000042.json        a manifest (``manifest``)
    STATE/HEAD                           "42": the generation that is served
    STATE/lock                           what writers hold (``lock``, ``writing``); in it, the
                                         number of the last commit, to check HEAD against

Graph files and manifests never change, and HEAD changes by a rename. So a reader takes no lock: it
reads HEAD, the manifest, the files. Only ``prune`` takes files away, and never those of HEAD:
where a file is gone, HEAD has moved, and the reader begins again at the new one (``read``).
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from pyoxigraph import DefaultGraph, NamedNode, Triple

from planvev.archive.canonical import parse_canonical
from planvev.archive.graph_files import read_archive_file, read_graph_text
from planvev.archive.manifest import BEGINNING, Manifest, graph_name, parse_manifest
from planvev.archive.system import SYSTEM, System
from planvev.archive.writing import WriteLock, hold_write_lock
from planvev.errors import ArchiveCorrupt, GenerationNotFound, ResourceNotFound

Answer = TypeVar("Answer")
_HEAD = re.compile(rb"[1-9][0-9]*\n")
_HEAD_BYTES_MAX = 1024
_GENERATION = re.compile(r"([0-9]{6,})\.json")
_SETTLED_NS = 100_000_000
"""How old HEAD must be for its inode and time to tell it from every later one. Two quick commits
may leave the same of both: file systems keep time by ticks of up to 10 ms. A file that had not
changed for longer when it was read cannot change without its time changing too."""
RECENT_GENERATIONS = 50
"""How far back a request's id is looked for."""


def utc_now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


class Archive:
    """One archive, for reading by anyone and writing by one at a time.

    state: its folder; it is made by the first write. clock: gives the time of commits.
    An object holds no open files, and may be used by several threads and forked processes.
    """

    def __init__(
        self, state: Path, *, system: System = SYSTEM, clock: Callable[[], datetime] = utc_now
    ) -> None:
        self.state = state
        self.system = system
        self.clock = clock
        self.graphs_folder = state / "graphs"
        self.generations_folder = state / "generations"
        self.head_file = state / "HEAD"
        self._head_name = os.fspath(self.head_file)
        self._settled: tuple[tuple[int, int, int], int] | None = None
        self.lock_file = state / "lock"
        self._last: tuple[tuple[int, int, int], Manifest] | None = None
        self._witnessed: tuple[int, tuple[int, int, int] | None] = (-1, None)

    def head(self) -> int:
        """Return the generation that is served: one read of a few bytes; 0 before the first.

        Raises ArchiveCorrupt where HEAD holds no number, or is lost.
        """
        seen = _state_of(self._head_name)
        settled = self._settled
        if settled is not None and settled[0] == seen:
            return settled[1]
        content = self._head_at_once()
        if content is None:
            try:
                content = read_archive_file(self.head_file)
            except ArchiveCorrupt as error:
                if error.missing:
                    return self._head_before_the_first()
                raise
        if not _HEAD.fullmatch(content):
            raise ArchiveCorrupt(self.head_file, "does not hold the number of a generation")
        head = int(content)
        if seen and time.time_ns() - seen[1] > _SETTLED_NS and _state_of(self._head_name) == seen:
            self._settled = (seen, head)
        return head

    def checked_head(self) -> int:
        """Return HEAD, once it is known not to be behind the last commit. Raises ArchiveCorrupt.

        A manifest beyond HEAD may be what a writer that died has left, or a sign that HEAD is
        damaged. Which it is, the number in the lock file tells; it is written after HEAD.
        """
        while True:
            lock = _identity(self.lock_file)
            head = self.head()
            if self._witnessed == (head, lock):
                return head
            committed = self._last_commit()
            if committed <= head or not self.generation_file(committed).exists():
                self._witnessed = (head, lock)
                return head
            if self.head() == head:
                raise ArchiveCorrupt(
                    self.head_file,
                    f"says {head}, but generation {committed} was committed, as {self.lock_file} "
                    "says (remove that file where somebody went back on purpose)",
                )

    def generations(self) -> list[int]:
        """Return the generations that are there, oldest first, up to HEAD."""
        head = self.head()
        return [number for number in self.generation_files() if number <= head]

    def generation_files(self) -> list[int]:
        """Return the numbers of all manifests in the folder, those beyond HEAD too, sorted."""
        if not self.generations_folder.is_dir():
            return []
        names = (_GENERATION.fullmatch(path.name) for path in self.generations_folder.iterdir())
        return sorted(int(name[1]) for name in names if name)

    def generation_file(self, generation: int) -> Path:
        """Return the path of a generation's manifest."""
        return self.generations_folder / f"{generation:06d}.json"

    def manifest(self, generation: int | None = None) -> Manifest:
        """Return the manifest of a generation, or of HEAD.

        Raises GenerationNotFound, or ArchiveCorrupt that names the file.
        """
        if generation is None:
            return self.read(lambda manifest: manifest)
        if not 0 <= generation <= self.head():
            raise self._not_found(generation)
        try:
            return self.read_manifest(generation)
        except ArchiveCorrupt as error:
            there = self.generations()
            if error.missing and (not there or generation < there[0]):
                raise self._not_found(generation) from None
            raise

    def read(self, work: Callable[[Manifest], Answer]) -> Answer:
        """Return what ``work`` makes of HEAD's manifest.

        ``work`` reads graphs with ``text_of``; it runs again, at the new HEAD, where the files of
        its generation were pruned meanwhile. Raises ArchiveCorrupt, also where HEAD is behind the
        last commit, and what ``work`` raises.
        """
        while True:
            head = self.checked_head()
            try:
                return work(self.read_manifest(head))
            except ArchiveCorrupt as error:
                if error.missing and self.head() != head:
                    continue
                if error.missing and error.path == self.generation_file(head):
                    problem = f"is missing, and {self.head_file} names it: one of them is damaged"
                    raise ArchiveCorrupt(error.path, problem, missing=True) from None
                raise

    def text_of(self, manifest: Manifest, graph: str) -> bytes:
        """Return a graph's canonical text in a generation, its hash checked.

        Raises ResourceNotFound where the generation has no such graph, GenerationNotFound where
        it was pruned meanwhile and is not HEAD's, ArchiveCorrupt.
        """
        entry = manifest.graphs.get(graph)
        if entry is None:
            raise ResourceNotFound(graph)
        try:
            return read_graph_text(self.graphs_folder, entry.sha256)
        except ArchiveCorrupt as error:
            # Prune takes the manifests before the files that only they name.
            if error.missing and not self.generation_file(manifest.generation).exists():
                raise _Pruned(error) from None
            raise

    def text(self, graph: str, generation: int | None = None) -> bytes:
        """Return a graph's canonical text, at HEAD or in a generation.

        graph: its IRI, or DEFAULT. Raises ResourceNotFound, GenerationNotFound, ArchiveCorrupt.
        """
        return self._at(generation, lambda manifest: self.text_of(manifest, graph))

    def triples(self, graph: str, generation: int | None = None) -> Iterator[Triple]:
        """Yield a graph's triples as they go into a store; raises as ``text``."""
        return parse_canonical(self.text(graph, generation))

    def texts(self, generation: int | None = None) -> dict[str, bytes]:
        """Return the canonical text of every graph of a generation; raises as ``text``."""
        return self._at(
            generation,
            lambda manifest: {graph: self.text_of(manifest, graph) for graph in manifest.graphs},
        )

    def dataset(
        self, generation: int | None = None
    ) -> dict[NamedNode | DefaultGraph, list[Triple]]:
        """Return every graph of a generation with its triples, parsed; raises as ``text``."""
        return {
            graph_name(graph): list(parse_canonical(text))
            for graph, text in self.texts(generation).items()
        }

    def find_request(self, request: str, recent: int = RECENT_GENERATIONS) -> Manifest | None:
        """Return the commit that answered a request, None where no recent generation did.

        A writer that died, or was given up, is answered by this: the commit stands, or it does
        not. recent: how many generations to look at, from HEAD back.
        """
        manifest = self.manifest()
        for _ in range(recent):
            if manifest.request == request:
                return manifest
            if manifest.generation == 0:
                return None
            try:
                manifest = self.manifest(manifest.parent)
            except GenerationNotFound:
                return None
        return None

    def write_lock(self, timeout_s: float | None = None) -> AbstractContextManager[WriteLock]:
        """Hold the write lock: ``with archive.write_lock() as lock: … lock.commit(…)``.

        timeout_s: how long to wait for another writer, None for as long as it takes.
        Raises ArchiveBusy, ArchiveCorrupt, ArchiveError, DiskFull.
        """
        return hold_write_lock(self, timeout_s)

    def read_manifest(self, generation: int) -> Manifest:
        """Return the manifest in a generation's file, whatever HEAD says.

        Raises ArchiveCorrupt where the file is damaged, or missing (``missing`` is then set).
        """
        if generation == 0:
            return BEGINNING
        path = self.generation_file(generation)
        key = _identity(path)
        last = self._last
        if key and last and last[0] == key and last[1].generation == generation:
            return last[1]
        manifest = parse_manifest(read_archive_file(path), path)
        if manifest.generation != generation:
            raise ArchiveCorrupt(path, f"is the manifest of generation {manifest.generation}")
        if key:
            self._last = (key, manifest)
        return manifest

    def remember(self, manifest: Manifest) -> None:
        """Keep a manifest that its file holds, so that it is not parsed again."""
        key = _identity(self.generation_file(manifest.generation))
        if key:
            self._last = (key, manifest)

    def _at(self, generation: int | None, work: Callable[[Manifest], Answer]) -> Answer:
        if generation is None:
            return self.read(work)
        try:
            return work(self.manifest(generation))
        except _Pruned:
            raise self._not_found(generation) from None

    def _last_commit(self) -> int:
        """Return the number of the last commit, 0 where it is not known."""
        try:
            content = self.lock_file.read_bytes()
        except OSError:
            return 0
        return int(content) if _HEAD.fullmatch(content) else 0

    def _head_at_once(self) -> bytes | None:
        """Return HEAD's content, None where that fails: by three system calls and no objects."""
        try:
            descriptor = os.open(self._head_name, os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            return os.read(descriptor, _HEAD_BYTES_MAX)
        except OSError:
            return None
        finally:
            os.close(descriptor)

    def _head_before_the_first(self) -> int:
        """Return 0 where HEAD was never written; the first commit may have begun."""
        if any(number > 1 for number in self.generation_files()):
            raise ArchiveCorrupt(self.head_file, "is missing", missing=True)
        return 0

    def _not_found(self, generation: int) -> GenerationNotFound:
        there = self.generations() or [0]
        return GenerationNotFound(generation, there[0], there[-1])


def _state_of(name: str) -> tuple[int, int, int] | None:
    """Return inode, time of change and size of a file, None where it is not there."""
    try:
        stat = os.stat(name)  # noqa: PTH116 - half the time that Path takes
    except OSError:
        return None
    return stat.st_ino, stat.st_ctime_ns, stat.st_size


def _identity(path: Path) -> tuple[int, int, int] | None:
    """Return what changes when a file is replaced, None where it is not there."""
    try:
        stat = path.stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


class _Pruned(ArchiveCorrupt):
    """A graph file that is gone together with the generation that named it."""

    def __init__(self, error: ArchiveCorrupt) -> None:
        super().__init__(error.path, "was pruned", missing=True)
