"""Writing: everything that changes the archive, under its lock.

A commit writes the changed graphs' files, syncs their folder, writes the manifest, syncs its
folder, replaces HEAD, syncs STATE. The rename of HEAD is the commit point: before it the old
generation stands whole, after it the new one. What a writer that died before it has left is named
by nothing: readers do not see it, the next commit writes over it, ``prune`` removes it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pyoxigraph import NamedNode

from planvev.archive.canonical import EMPTY, count_triples, is_canonical, sha256_of
from planvev.archive.durable import clear_errors, remove_quietly, sync_folder, write_file
from planvev.archive.graph_files import compress, graph_file, read_graph_text
from planvev.archive.lock import hold_lock
from planvev.archive.manifest import (
    DEFAULT,
    GraphEntry,
    Manifest,
    digest_of,
    serialize_manifest,
)
from planvev.errors import ArchiveCorrupt, ArchiveError, InputError, PreconditionFailed

if TYPE_CHECKING:
    from planvev.archive.archive import Archive


class WriteLock:
    """The right to change the archive; made by ``Archive.write_lock`` and good for its block.

    manifest: HEAD's. It does not change under the holder but by its own commits.
    """

    def __init__(self, archive: Archive, manifest: Manifest) -> None:
        self.archive = archive
        self.manifest = manifest
        self._held = True

    def text(self, graph: str) -> bytes:
        """Return a graph's canonical text at HEAD, the empty text where there is no such graph."""
        if graph not in self.manifest.graphs:
            return EMPTY
        return self.archive.text_of(self.manifest, graph)

    def commit(
        self,
        changes: Mapping[str, bytes | None],
        *,
        author: str,
        message: str,
        request: str | None = None,
        expected: Mapping[str, str | None] | None = None,
        parent: int | None = None,
        loaded: Collection[str] = (),
    ) -> Manifest:
        """Make a generation with these changes; return its manifest once it is on the disk.

        changes: by graph IRI or DEFAULT, the new canonical text, None to remove the graph. What
        does not change a graph makes no generation: HEAD's manifest is returned where nothing is.
        request: the id of the request that this answers, for ``Archive.find_request``.
        expected: by graph, the SHA-256 that it must have now, None where it must not be there.
        parent: the generation that HEAD must be.
        loaded: those of the changes that come from files (``Manifest.loaded``).

        Raises PreconditionFailed, InputError for a key that is no absolute IRI or a text that is
        not canonical, DiskFull, ArchiveError. The archive then is as it was, but for one case: an
        ArchiveError that says that the generation stands (the disk failed to confirm HEAD).
        """
        if not self._held:
            raise ArchiveError("The write lock has been given back; nothing can be committed.")
        self._check(changes, expected or {}, parent)
        manifest = self._next(changes, author, message, request, loaded)
        if manifest is None:
            return self.manifest
        content = serialize_manifest(manifest)
        with clear_errors(self.archive.state):
            self._write(changes, manifest, content)
        self.manifest = replace(manifest, digest=digest_of(content))
        self.archive.remember(self.manifest)
        self._confirm()
        with contextlib.suppress(OSError):  # a witness more; the commit stands without it
            self.archive.system.note(self.archive.lock_file, b"%d\n" % manifest.generation)
        return self.manifest

    def give_back(self) -> None:
        """Mark the lock as no longer held; ``commit`` refuses from here on."""
        self._held = False

    def _check(
        self,
        changes: Mapping[str, bytes | None],
        expected: Mapping[str, str | None],
        parent: int | None,
    ) -> None:
        if parent is not None and parent != self.manifest.generation:
            raise PreconditionFailed(
                f"The change was made to generation {parent}; the archive is at "
                f"{self.manifest.generation} by now. Make it again."
            )
        for graph, sha256 in expected.items():
            entry = self.manifest.graphs.get(graph)
            if (entry.sha256 if entry else None) != sha256:
                raise PreconditionFailed(
                    f"<{graph}> is not as you expect it: it "
                    + (f"has the SHA-256 {entry.sha256} by now." if entry else "is not there.")
                )
        for graph, text in changes.items():
            if graph != DEFAULT:
                _check_iri(graph)
            if text is not None and not is_canonical(text):
                raise InputError(f"<{graph}>: the text to commit is not in canonical form.")

    def _next(
        self,
        changes: Mapping[str, bytes | None],
        author: str,
        message: str,
        request: str | None,
        loaded: Collection[str],
    ) -> Manifest | None:
        """Return the manifest to write, None where the changes change nothing."""
        graphs = dict(self.manifest.graphs)
        hashes = dict(self.manifest.loaded)
        for graph, text in changes.items():
            if text is None:
                graphs.pop(graph, None)
            else:
                graphs[graph] = GraphEntry(sha256_of(text), count_triples(text))
            if graph in loaded and graph in graphs:
                hashes[graph] = graphs[graph].sha256
            elif graph in loaded:
                hashes.pop(graph, None)
        if graphs == self.manifest.graphs and hashes == self.manifest.loaded:
            return None
        return Manifest(
            generation=self.manifest.generation + 1,
            parent=self.manifest.generation,
            time=max(self.archive.clock(), self.manifest.time),
            author=author,
            message=message,
            request=request,
            graphs=dict(sorted(graphs.items())),
            loaded=hashes,
        )

    def _write(
        self, changes: Mapping[str, bytes | None], manifest: Manifest, content: bytes
    ) -> None:
        """Do the three steps of a commit, up to the rename of HEAD; undo them where one fails."""
        archive, system = self.archive, self.archive.system
        generation = manifest.generation
        texts = {
            manifest.graphs[graph].sha256: text
            for graph, text in changes.items()
            if text is not None
        }
        written: list[Path] = []
        try:
            self._write_graphs(texts, written)
            written.append(archive.generation_file(generation))
            write_file(system, written[-1], content)
            sync_folder(system, archive.generations_folder)
            write_file(system, archive.head_file, f"{generation}\n".encode())
        except BaseException:
            if self._head_is_still_before(generation):
                for path in reversed(written):
                    remove_quietly(system, path)
            raise

    def _write_graphs(self, texts: Mapping[str, bytes], written: list[Path]) -> None:
        """Write the graph files that are not there yet; add their paths to ``written``.

        texts: by SHA-256.
        """
        archive, system = self.archive, self.archive.system
        there = {entry.sha256 for entry in self.manifest.graphs.values()}
        new = {sha256: text for sha256, text in texts.items() if sha256 not in there}
        for sha256, text in new.items():
            path = graph_file(archive.graphs_folder, sha256)
            if _is_whole(archive.graphs_folder, sha256):
                continue
            was_there = path.exists()
            write_file(system, path, compress(text))
            if not was_there:
                written.append(path)
        if new:
            sync_folder(system, archive.graphs_folder)

    def _head_is_still_before(self, generation: int) -> bool:
        """Whether the commit point was not reached; in doubt, not."""
        try:
            return self.archive.head() < generation
        except ArchiveError:
            return False

    def _confirm(self) -> None:
        """Wait until HEAD's new name stands on the disk."""
        try:
            sync_folder(self.archive.system, self.archive.state)
        except OSError as error:
            raise ArchiveError(
                f"{self.archive.head_file}: generation {self.manifest.generation} stands, but the "
                f"disk did not confirm it ({error.strerror}): it may be lost if the power goes "
                "now. Check the disk, then run «planvev archive verify»."
            ) from error


@contextmanager
def hold_write_lock(archive: Archive, timeout_s: float | None) -> Iterator[WriteLock]:
    """Make the archive's folders where they are missing, take the lock, read HEAD."""
    with clear_errors(archive.state):
        _make_folders(archive)
    with hold_lock(archive.system, archive.lock_file, timeout_s):
        manifest = archive.manifest()
        _check_head(archive, manifest.generation)
        lock = WriteLock(archive, manifest)
        try:
            yield lock
        finally:
            lock.give_back()


def _make_folders(archive: Archive) -> None:
    folders = [archive.graphs_folder, archive.generations_folder]
    missing = [folder for folder in folders if not folder.is_dir()]
    for folder in missing:
        archive.system.make_folder(folder)
    if missing or not archive.head_file.exists():
        # Until the first commit: one that died here may have made the folders, and not synced.
        sync_folder(archive.system, archive.state)
        sync_folder(archive.system, archive.state.absolute().parent)


def _check_head(archive: Archive, head: int) -> None:
    """Refuse to write where HEAD cannot be right: a crash leaves one manifest beyond it."""
    if archive.generation_file(head + 2).exists():
        raise ArchiveCorrupt(
            archive.head_file, f"says {head}, but there are generations after {head + 1}"
        )


def _is_whole(folder: Path, sha256: str) -> bool:
    try:
        read_graph_text(folder, sha256)
    except ArchiveCorrupt:
        return False
    return True


def _check_iri(graph: str) -> None:
    try:
        NamedNode(graph)
    except ValueError as error:
        raise InputError(f"«{graph}» cannot name a graph: {error}") from None
