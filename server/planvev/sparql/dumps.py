"""Dumps: all graphs of a generation as one file, gzipped.

They are made from the archive's canonical texts, so that content stands in them as it was put
(``"007"^^xsd:integer``, ``@nb-NO``), not as a store rewrites it. Graph by graph: memory is needed
for the largest of them, not for all. The same generation gives the same bytes.
"""

from __future__ import annotations

import gzip
import io
import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import IO, Any, Final, cast

from pyoxigraph import NamedNode, Quad, Triple, serialize

from planvev.archive.archive import Archive
from planvev.archive.canonical import parse_exact, split_lines
from planvev.archive.durable import clear_errors
from planvev.archive.manifest import DEFAULT, Manifest, graph_name
from planvev.errors import NotAcceptable
from planvev.rdf.formats import JSON_LD, N_QUADS, RDF_SYNTAX, TRIG, Format
from planvev.vocab import PREFIXES

DUMP_FORMATS: Final = (TRIG, N_QUADS, JSON_LD)
_LEVEL: Final = 6
_PREFIX: Final = b"@prefix "


@dataclass(frozen=True)
class Dump:
    """A dump that was written. generation: that it holds; content: the dataset's SHA-256."""

    path: Path
    generation: int
    content: str
    bytes: int


def dump_name(chosen: Format) -> str:
    """Return the name of a dump's file, as it stands in its URL.

    >>> dump_name(TRIG)
    'planvev.trig.gz'
    """
    return f"planvev.{chosen.extension}.gz"


def write_dump(archive: Archive, path: Path, chosen: Format, generation: int | None = None) -> Dump:
    """Write all graphs of a generation, HEAD where none is named, to a file.

    chosen: one of DUMP_FORMATS. The file has its name once it is whole; one that has the name is
    replaced. Where HEAD's files are pruned meanwhile, it begins again at the new HEAD.
    Raises GenerationNotFound, ArchiveCorrupt, DiskFull, ArchiveError; NotAcceptable where the
    format cannot say the data.
    """
    if generation is None:
        return archive.read(lambda manifest: _write(archive, manifest, path, chosen))
    return _write(archive, archive.manifest(generation), path, chosen)


def _write(archive: Archive, manifest: Manifest, path: Path, chosen: Format) -> Dump:
    with clear_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(".tmp", f"{path.name}.", path.parent)
        temporary = Path(name)
        try:
            with (
                os.fdopen(descriptor, "wb") as file,
                gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) as packed,
            ):
                _serialize(archive, manifest, cast(IO[bytes], packed), chosen)
            temporary.chmod(0o644)
            size = temporary.stat().st_size
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    return Dump(path, manifest.generation, manifest.content, size)


def _serialize(archive: Archive, manifest: Manifest, output: IO[bytes], chosen: Format) -> None:
    if chosen is N_QUADS:
        for graph in manifest.graphs:
            end = b" .\n" if graph == DEFAULT else f" {NamedNode(graph)} .\n".encode()
            lines = split_lines(archive.text_of(manifest, graph))
            output.write(b"".join(line[:-2] + end for line in lines))
        return
    quads = _quads(archive, manifest)
    if chosen is JSON_LD:
        serialize(_sayable(quads, chosen), output, format=RDF_SYNTAX[chosen])
        return
    ordered = _SortedPrefixes(output)
    serialize(quads, cast(IO[bytes], ordered), format=RDF_SYNTAX[chosen], prefixes=PREFIXES)
    ordered.end_header()


def _sayable(quads: Iterable[Quad], chosen: Format) -> Iterator[Quad]:
    """Yield the quads. Raises NotAcceptable at one that has a triple as a term (RDF 1.2)."""
    for quad in quads:
        if isinstance(quad.object, Triple):
            raise NotAcceptable([dump_name(known) for known in DUMP_FORMATS if known is not chosen])
        yield quad


class _SortedPrefixes(io.RawIOBase):
    """Sorts the prefixes at the beginning of TriG: the serializer writes them in any order."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._header: bytes | None = b""

    def writable(self) -> bool:
        return True

    def write(self, chunk: Any, /) -> int:
        if self._header is None:
            return self._output.write(chunk)
        self._header += bytes(chunk)
        if any(not line.startswith(_PREFIX) for line in self._header.split(b"\n")[:-1]):
            self.end_header()
        return len(chunk)

    def end_header(self) -> None:
        """Write what was held back: no more prefixes come."""
        lines = (self._header or b"").splitlines(keepends=True)
        prefixes = list(takewhile(lambda line: line.startswith(_PREFIX), lines))
        self._output.writelines([*sorted(prefixes), *lines[len(prefixes) :]])
        self._header = None


def _quads(archive: Archive, manifest: Manifest) -> Iterator[Quad]:
    for graph in manifest.graphs:
        name = graph_name(graph)
        for triple in parse_exact(archive.text_of(manifest, graph)):
            yield Quad(triple.subject, triple.predicate, triple.object, name)
