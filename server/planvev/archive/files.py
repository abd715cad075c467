"""Read graph files and source texts from disk."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Triple, parse

from planvev.archive.layout import CATALOGUE, DATA_FOLDERS, graph_of, ontology_graph_of
from planvev.errors import SourceError, SourceMismatch
from planvev.rdf.formats import RDF_SYNTAX, format_of_extension

CHECKSUMS = "SHA256SUMS"
_BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class GraphFile:
    """One named graph as a file holds it; triples in the file's order, duplicates kept."""

    path: Path
    graph: NamedNode
    triples: tuple[Triple, ...]
    sha256: str


@dataclass(frozen=True)
class SourceFile:
    """A document's text as supplied. text: decoded, line ends untouched; sha256: of the bytes."""

    path: Path
    text: str
    sha256: str


def read_bytes(path: Path) -> bytes:
    """Return the file's bytes. Raises SourceError where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror}", path) from None


def read_graph_file(path: Path, graph: NamedNode) -> GraphFile:
    """Parse one RDF file as the content of one named graph.

    The format follows from the name's ending. Raises SourceError with line and column.
    """
    syntax = format_of_extension(path.suffix.removeprefix("."))
    if syntax is None:
        raise SourceError("no RDF format is known by this ending; use .ttl, .nt, .jsonld…", path)
    content = read_bytes(path)
    try:
        quads = parse(content, RDF_SYNTAX[syntax], without_named_graphs=True)
        triples = tuple(quad.triple for quad in quads)
    except SyntaxError as error:
        if content.startswith(_BYTE_ORDER_MARKS):
            raise SourceError(
                "begins with a byte order mark (BOM); save as UTF-8 without BOM", path, 1
            ) from None
        raise SourceError(_reason(error), path, error.lineno, error.offset) from None
    except (ValueError, OSError) as error:
        raise SourceError(str(error), path) from None
    return GraphFile(path, graph, triples, hashlib.sha256(content).hexdigest())


def _reason(error: SyntaxError) -> str:
    """Return the parser's message without the place, which SourceError says in its own way."""
    message = error.msg or "cannot be parsed"
    place, separator, reason = message.partition(": ")
    return reason if separator and place.startswith("Parser error") else message


def data_files(root: Path) -> list[tuple[Path, NamedNode]]:
    """List the graph files of a data root with their graphs, in the order of their paths."""
    paths = [root / CATALOGUE] if (root / CATALOGUE).is_file() else []
    for folder in DATA_FOLDERS:
        paths += (root / folder).rglob("*.ttl")
    return [(path, graph_of(path.relative_to(root))) for path in sorted(paths)]


def ontology_files(root: Path) -> list[tuple[Path, NamedNode]]:
    """List the ontology, its codelists and its alignments with their graphs."""
    paths = [root / "planvev.ttl", *root.glob("codelists/*.ttl"), *root.glob("alignments/*.ttl")]
    return [(path, ontology_graph_of(path.relative_to(root))) for path in sorted(paths)]


def read_source(path: Path) -> SourceFile:
    """Read a source text. Raises SourceError where it is not UTF-8, with the byte's place."""
    content = read_bytes(path)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"byte {error.start} (0x{content[error.start]:02x}) is not UTF-8; save it as UTF-8",
            path,
            line,
        ) from None
    return SourceFile(path, text, hashlib.sha256(content).hexdigest())


def pinned_sources(root: Path) -> dict[str, Path]:
    """Return the pinned source texts of a data root, by their SHA-256.

    They stand in ``sources/SHA256SUMS``, in the form that ``sha256sum --check`` reads.
    Raises SourceError for a line that has another form.
    """
    sums = root / "sources" / CHECKSUMS
    if not sums.is_file():
        return {}
    pinned = {}
    for number, line in enumerate(sums.read_text(encoding="utf-8").splitlines(), start=1):
        digest, _, name = line.partition("  ")
        if len(digest) != 64 or not name:
            raise SourceError("expected a SHA-256, two spaces and a file's path", sums, number)
        pinned[digest] = sums.parent / name
    return pinned


def read_pinned_sources(root: Path) -> dict[str, SourceFile]:
    """Read every pinned source text, by SHA-256. Raises SourceMismatch where one has changed."""
    sources = {}
    for digest, path in pinned_sources(root).items():
        source = read_source(path)
        if source.sha256 != digest:
            raise mismatch(source, digest)
        sources[digest] = source
    return sources


def mismatch(source: SourceFile, pinned: str) -> SourceMismatch:
    """Return the error for a text with another hash; names line ends or a BOM as its cause."""
    causes = {
        ": its line ends are those of Windows (CR LF)": source.text.replace("\r\n", "\n"),
        ": it begins with a byte order mark (BOM)": source.text.removeprefix("\ufeff"),
    }
    for cause, text in causes.items():
        if hashlib.sha256(text.encode()).hexdigest() == pinned:
            return SourceMismatch(source.path, pinned, source.sha256, cause)
    return SourceMismatch(source.path, pinned, source.sha256)


def blank_nodes(triples: Iterable[Triple]) -> list[BlankNode]:
    """Return the blank nodes among subjects and objects, in order of appearance."""
    terms = (term for triple in triples for term in (triple.subject, triple.object))
    return list(dict.fromkeys(term for term in terms if isinstance(term, BlankNode)))


def literal(text: str, language: str | None = None) -> Literal:
    """Return a plain or language-tagged literal."""
    return Literal(text, language=language) if language else Literal(text)
