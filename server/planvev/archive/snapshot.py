"""A snapshot: one generation as one file that can be cited.

N-Quads in canonical order (the lines sorted by their bytes, each once), gzipped; beside it a JSON
file that says what it is: SHA-256 of the N-Quads and of the file, counts, generation, versions of
software and ontology. The same generation gives the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

import planvev
from planvev.archive.archive import Archive
from planvev.archive.canonical import parse_canonical, split_lines
from planvev.archive.durable import clear_errors, sync_folder, write_file
from planvev.archive.graph_files import compress
from planvev.archive.manifest import DEFAULT, Manifest
from planvev.resources import ontology_root
from planvev.vocab import GRAPH, OWL, PV

_VERSION_INFO = re.compile(r'owl:versionInfo\s+"([^"]+)"')


@dataclass(frozen=True)
class Snapshot:
    """A snapshot that was written. description: what its JSON file says."""

    path: Path
    description_path: Path
    description: dict[str, Any]


def write_snapshot(archive: Archive, path: Path, generation: int | None = None) -> Snapshot:
    """Write a generation, HEAD where none is named, to ``path`` (``….nq.gz``) and its JSON file.

    Existing files are replaced, each as a whole. Needs memory for the text of all graphs, twice.
    Raises GenerationNotFound, ArchiveCorrupt, DiskFull, ArchiveError.
    """
    manifest = archive.manifest(generation)
    content = canonical_n_quads(archive.texts(manifest.generation))
    file = compress(content)
    description = {
        "file": path.name,
        "media_type": "application/n-quads",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "file_sha256": hashlib.sha256(file).hexdigest(),
        "file_bytes": len(file),
        "quads": manifest.triples,
        "graphs": {graph: entry.triples for graph, entry in manifest.graphs.items()},
        "generation": manifest.generation,
        "time": manifest.time.isoformat().replace("+00:00", "Z"),
        "digest": manifest.digest,
        "content": manifest.content,
        "software": {"name": "planvev", "version": planvev.__version__},
        "ontology": ontology_version(archive, manifest),
    }
    name = path.name.removesuffix(".gz").removesuffix(".nq")
    description_path = path.with_name(f"{name}.json")
    text = json.dumps(description, ensure_ascii=False, indent=2) + "\n"
    with clear_errors(path):
        archive.system.make_folder(path.parent)
        write_file(archive.system, path, file)
        write_file(archive.system, description_path, text.encode())
        sync_folder(archive.system, path.parent)
    return Snapshot(path, description_path, description)


def canonical_n_quads(texts: dict[str, bytes]) -> bytes:
    r"""Return graphs as N-Quads, their lines sorted by bytes.

    texts: the canonical texts, by graph IRI or DEFAULT.

    >>> canonical_n_quads({"urn:g": b"<urn:b> <urn:p> <urn:o> .\n", "default": b""})
    b'<urn:b> <urn:p> <urn:o> <urn:g> .\n'
    """
    quads: list[bytes] = []
    for graph, text in texts.items():
        end = b" ." if graph == DEFAULT else f" <{graph}> .".encode()
        quads += [line[:-2] + end for line in split_lines(text)]
    quads.sort()
    return b"\n".join([*quads, b""])


def ontology_version(archive: Archive, manifest: Manifest) -> str | None:
    """Return the ontology's ``owl:versionInfo`` in a generation; else that of this release."""
    graph = GRAPH["ontology"].value
    if graph in manifest.graphs:
        ontology = NamedNode(PV.iri.removesuffix("#"))
        for triple in parse_canonical(archive.text(graph, manifest.generation)):
            if (
                triple.predicate == OWL.versionInfo
                and triple.subject == ontology
                and isinstance(triple.object, Literal)
            ):
                return triple.object.value
    return _version_of_release(ontology_root() / "planvev.ttl")


def _version_of_release(path: Path) -> str | None:
    if not path.is_file():
        return None
    match = _VERSION_INFO.search(path.read_text(encoding="utf-8"))
    return match[1] if match else None
