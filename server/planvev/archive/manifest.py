"""The manifest of a generation: which graphs it holds, and when, by whom and why it was made.

A manifest is a JSON file that a person can read, one line a graph. Its last entry, ``digest``, is
the SHA-256 of all bytes before the line of that entry: ``head -n -2 000042.json | sha256sum``.
So every byte of the file is accounted for. ``content`` identifies the dataset whatever its
history: the SHA-256 of the lines ``<graph> <sha256>`` in order.

``loaded`` says, of each graph that was last loaded from a file, the hash that it had then. A graph
whose hash is another now was changed at run time.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any, Final, NamedTuple

from pyoxigraph import DefaultGraph, NamedNode

from planvev.archive.canonical import EMPTY, sha256_of
from planvev.errors import ArchiveCorrupt, ArchiveError

DEFAULT: Final = "default"
"""The key of the unnamed graph; no absolute IRI is written so."""
FORMAT: Final = 1
"""Of archives; it goes up when an older planvev could not read what a newer one writes."""
_DIGEST_LINE = b'  "digest": '
_SHA256_LENGTH = 64
_HEXADECIMAL = re.compile(r"[0-9a-f]*")
_json = json.JSONEncoder(ensure_ascii=False).encode
_TIME_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


class GraphEntry(NamedTuple):
    """One graph of a generation: the SHA-256 of its canonical text, and its number of triples."""

    sha256: str
    triples: int


@dataclass(frozen=True)
class Manifest:
    """What a generation holds. Generation 0 is the archive before its first commit.

    time: UTC. request: the id of the request that the commit answers, None where there is none.
    graphs: by graph IRI, or DEFAULT, sorted; a graph that is there but empty has zero triples.
    loaded: by graph, the SHA-256 when it was last loaded from a file; it outlives the graph.
    digest: the SHA-256 of the manifest, as its file says it.
    """

    generation: int
    parent: int
    time: datetime
    author: str
    message: str
    request: str | None
    graphs: Mapping[str, GraphEntry]
    loaded: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""

    @property
    def triples(self) -> int:
        """How many triples all graphs have together."""
        return sum(entry.triples for entry in self.graphs.values())

    @property
    def content(self) -> str:
        """The SHA-256 that identifies the dataset: the same graphs give the same hash."""
        lines = (f"{graph} {entry.sha256}\n" for graph, entry in sorted(self.graphs.items()))
        return hashlib.sha256("".join(lines).encode()).hexdigest()

    def sha256(self, graph: str) -> str | None:
        """Return the SHA-256 of a graph's text, None where there is no such graph.

        The unnamed graph is always there, if only empty (SPARQL 1.1 Update § 3.1).

        >>> BEGINNING.sha256("urn:g"), BEGINNING.sha256(DEFAULT)[:8]
        (None, 'e3b0c442')
        """
        entry = self.graphs.get(graph)
        if entry is None:
            return sha256_of(EMPTY) if graph == DEFAULT else None
        return entry.sha256


BEGINNING: Final = Manifest(0, 0, datetime.fromtimestamp(0, UTC), "", "", None, {})
"""Generation 0: no graphs."""


def graph_key(graph: NamedNode | DefaultGraph) -> str:
    """Return the key of a graph in a manifest.

    >>> graph_key(NamedNode("urn:g")), graph_key(DefaultGraph())
    ('urn:g', 'default')
    """
    return graph.value if isinstance(graph, NamedNode) else DEFAULT


def graph_name(key: str) -> NamedNode | DefaultGraph:
    """Return the graph of a key. Raises ValueError where it is no absolute IRI."""
    return DefaultGraph() if key == DEFAULT else NamedNode(key)


def serialize_manifest(manifest: Manifest) -> bytes:
    """Return the file of a manifest, its digest computed."""
    graphs = {
        graph: f'{{"sha256": "{entry.sha256}", "triples": {entry.triples}}}'
        for graph, entry in sorted(manifest.graphs.items())
    }
    loaded = {graph: f'"{sha256}"' for graph, sha256 in sorted(manifest.loaded.items())}
    fields: list[tuple[str, Any]] = [
        ("format", FORMAT),
        ("generation", manifest.generation),
        ("parent", manifest.parent),
        ("time", manifest.time.astimezone(UTC).strftime(_TIME_FORMAT)),
        ("author", manifest.author),
        ("message", manifest.message),
        ("request", manifest.request),
        ("content", manifest.content),
    ]
    lines = [f"  {_json(name)}: {_json(value)},\n" for name, value in fields]
    lines.append(_json_map("graphs", graphs))
    lines.append(_json_map("loaded", loaded))
    body = ("{\n" + "".join(lines)).encode("utf-8", "backslashreplace")
    return body + _digest_line(hashlib.sha256(body).hexdigest())


def parse_manifest(content: bytes, path: Path) -> Manifest:
    """Return the manifest that a file holds.

    Raises ArchiveCorrupt that names the file, ArchiveError where it is whole but of another format.
    """
    body, mark, _ = content.rpartition(_DIGEST_LINE)
    digest = hashlib.sha256(body).hexdigest()
    if not mark or content != body + _digest_line(digest):
        raise ArchiveCorrupt(path, "its content does not have the digest in its last line")
    try:
        document = json.loads(content)
        if document["format"] != FORMAT:
            raise ArchiveError(
                f"{path}: is in format {document['format']} of the archive; this planvev reads "
                f"format {FORMAT}. Use the release that wrote it, or a newer one."
            )
        return _manifest_of(document, digest)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveCorrupt(path, f"is no manifest of a generation ({error!r})") from None


def _manifest_of(document: Any, digest: str) -> Manifest:
    return Manifest(
        generation=_whole_number(document["generation"]),
        parent=_whole_number(document["parent"]),
        time=datetime.strptime(document["time"], _TIME_FORMAT).replace(tzinfo=UTC),
        author=_text(document["author"]),
        message=_text(document["message"]),
        request=None if document["request"] is None else _text(document["request"]),
        graphs=_entries(document["graphs"]),
        loaded=_with_hashes(document["loaded"]),
        digest=digest,
    )


def _entries(fields: dict[str, Any]) -> dict[str, GraphEntry]:
    """Return the entries of the graphs; there may be thousands, read after each commit."""
    hashes = _with_hashes({graph: entry["sha256"] for graph, entry in fields.items()})
    counts = [_whole_number(entry["triples"]) for entry in fields.values()]
    return dict(zip(fields, map(GraphEntry, hashes.values(), counts), strict=True))


def _with_hashes(fields: dict[str, Any]) -> dict[str, str]:
    """Return a mapping to SHA-256s. Raises TypeError or ValueError for what is none."""
    lengths = set(map(len, fields.values()))
    if not lengths <= {_SHA256_LENGTH} or not _HEXADECIMAL.fullmatch("".join(fields.values())):
        raise ValueError("not all hashes are SHA-256")
    return fields


def _digest_line(digest: str) -> bytes:
    return _DIGEST_LINE + f'"{digest}"\n}}\n'.encode()


def _json_map(name: str, entries: Mapping[str, str]) -> str:
    """Return an entry whose value is an object, one line a key; entries: values in JSON."""
    lines = ",\n".join([f"    {encode_basestring(key)}: {value}" for key, value in entries.items()])
    return f"  {_json(name)}: {{\n{lines}\n  }},\n" if lines else f"  {_json(name)}: {{}},\n"


def _whole_number(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no whole number")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def digest_of(content: bytes) -> str:
    """Return the digest that a serialized manifest ends with."""
    return content[-len(b'"\n}\n') - _SHA256_LENGTH : -len(b'"\n}\n')].decode()
