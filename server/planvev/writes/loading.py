"""Files into the archive: at start, and whenever someone asks for it.

A graph that comes from a file is written when its file changed since it was last loaded, and only
then. The manifest says what the graph was when it was loaded (``Manifest.loaded``); a graph that
is another by now was changed at run time, and is never overwritten silently: it is named, and
stays unless ``force`` is given. Graphs that no file holds (decisions, run-time graphs) are left
alone; a graph whose file is gone goes too, unless it was changed at run time.

``STATE/files.json`` remembers which bytes of a file gave which text, so that a start need not
parse what it has parsed before; it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode

from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize, sha256_of
from planvev.archive.files import read_bytes, read_graph_file
from planvev.archive.manifest import Manifest
from planvev.errors import ConfigError
from planvev.linking.derive import read_derivations
from planvev.rdf.formats import RDF_SYNTAX, format_of_extension
from planvev.writes.writer import Request, Writer, Written

MEMORY: Final = "files.json"
_AUTHOR: Final = "planvev"


class Fate(Enum):
    """What loading does with a graph that files have to do with."""

    UNCHANGED = "unchanged"
    """The file says what it said when it was last loaded."""
    LOADED = "loaded"
    """The file is new, or has changed."""
    REMOVED = "removed"
    """The file is gone, and nobody changed the graph."""
    KEPT = "kept"
    """The file has changed, or is gone, and the graph was changed at run time: it stays."""


@dataclass(frozen=True)
class Loaded:
    """What was done with each graph. written: the commit; None where there was nothing to do."""

    fates: Mapping[str, Fate]
    written: Written | None = None

    def of(self, fate: Fate) -> list[str]:
        """Return the graphs with this fate, sorted."""
        return sorted(graph for graph, its in self.fates.items() if its is fate)


def load_files(
    archive: Archive,
    writer: Writer,
    files: Mapping[NamedNode, Path],
    *,
    force: bool = False,
    validate: bool = True,
    step: Callable[[], object] = lambda: None,
) -> Loaded:
    """Bring the archive to what the files say; all in one generation, derived graphs included.

    files: of all graphs that come from files. force: overwrite what was changed at run time.
    validate: False only where this very content is known to conform. step: called for each file.
    Raises SourceError with line and column, and as ``Writer.commit_graphs``.
    """
    memory = _Memory(archive.state / MEMORY)
    manifest = archive.manifest()
    paths = {graph.value: path for graph, path in files.items()}
    hashes = {}
    for graph, path in paths.items():
        hashes[graph] = memory.text_hash(graph, path)
        step()
    fates = {graph: _fate(graph, hashes[graph], manifest, force=force) for graph in paths}
    for graph in manifest.loaded.keys() - paths.keys():
        if graph in manifest.graphs:
            fates[graph] = _fate_without_file(graph, manifest, force=force)
    changes: dict[str, bytes | None] = {
        graph: memory.text(graph, paths[graph]) if fate is Fate.LOADED else None
        for graph, fate in fates.items()
        if fate in (Fate.LOADED, Fate.REMOVED)
    }
    derivations = _digest_of_derivations()
    outdated = memory.derivations != derivations
    written = None
    if changes or outdated:
        written = writer.commit_graphs(
            changes,
            Request(_AUTHOR, f"load {len(changes)} graphs from files"),
            loaded=changes.keys(),
            validate=validate,
            derive_all=outdated,
        )
    memory.derivations = derivations
    memory.save(paths.keys())
    return Loaded(fates, written)


def canonical_file(path: Path) -> bytes:
    """Return a file's canonical text. Raises SourceError with line and column."""
    syntax = format_of_extension(path.suffix.removeprefix("."))
    if syntax is None:
        read_graph_file(path, NamedNode("urn:file"))  # says which endings there are
        raise ConfigError(f"{path}: of no known format")
    try:
        return canonicalize(read_bytes(path), RDF_SYNTAX[syntax])
    except (SyntaxError, ValueError):
        read_graph_file(path, NamedNode("urn:file"))  # says where it does not parse
        raise


def _fate(graph: str, sha256: str, manifest: Manifest, *, force: bool) -> Fate:
    """Return what becomes of a graph whose file gives the text with this hash."""
    before = manifest.loaded.get(graph)
    if before == sha256 and not force:
        return Fate.UNCHANGED
    entry = manifest.graphs.get(graph)
    now = entry.sha256 if entry else None
    if now == sha256 == before:
        return Fate.UNCHANGED
    if force or now in (before, sha256):
        return Fate.LOADED
    return Fate.KEPT


def _fate_without_file(graph: str, manifest: Manifest, *, force: bool) -> Fate:
    untouched = manifest.graphs[graph].sha256 == manifest.loaded[graph]
    return Fate.REMOVED if untouched or force else Fate.KEPT


def _digest_of_derivations() -> str:
    texts = sorted(f"{graph.value}\n{text}" for graph, text in read_derivations().items())
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


class _Memory:
    """Which bytes gave which text; a memory that cannot be read has forgotten all."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._files: dict[str, list[str]] = {}
        self._texts: dict[str, bytes] = {}
        self.derivations = ""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            self._files = {str(g): [str(a), str(b)] for g, (a, b) in content["files"].items()}
            self.derivations = str(content["derivations"])
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return

    def text_hash(self, graph: str, path: Path) -> str:
        """Return the SHA-256 of a file's canonical text; parses it only where it is new."""
        file_hash = hashlib.sha256(read_bytes(path)).hexdigest()
        known = self._files.get(graph)
        if known and known[0] == file_hash:
            return known[1]
        text = self._texts[graph] = canonical_file(path)
        self._files[graph] = [file_hash, sha256_of(text)]
        return self._files[graph][1]

    def text(self, graph: str, path: Path) -> bytes:
        """Return a file's canonical text; parses it where that was not done just now."""
        text = self._texts.pop(graph, None)
        return canonical_file(path) if text is None else text

    def save(self, graphs: Collection[str]) -> None:
        """Write down what is known of these graphs; it does no harm where that fails."""
        kept = {graph: self._files[graph] for graph in sorted(graphs)}
        content = {"derivations": self.derivations, "files": kept}
        try:
            self.path.write_text(json.dumps(content, indent=0) + "\n", encoding="utf-8")
        except OSError:
            return
