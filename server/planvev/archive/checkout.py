"""Go back: a generation as a folder of files, or as a new generation that equals it."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from planvev.archive.archive import Archive
from planvev.archive.durable import clear_errors
from planvev.archive.files import CHECKSUMS, read_bytes
from planvev.archive.layout import CATALOGUE, DATA_FOLDERS
from planvev.archive.manifest import DEFAULT, Manifest
from planvev.archive.sources import SourceShelf
from planvev.archive.writing import WriteLock
from planvev.errors import ConfigError, SourceError
from planvev.vocab import GRAPH

INDEX = "graphs.json"
_SAFE_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(?:/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_NAME_LENGTH_MAX = 150
_NOT_DATA = ("code", "alignment", "derived")
_OTHER = "other"
_UNNAMED = "default.ttl"


def file_of(graph: str) -> PurePosixPath:
    """Return the path below a checkout that a graph is written to.

    Graphs that come from ``data/`` get the paths that they have there: a checkout is a data root
    that ``planvev validate`` and ``planvev serve --data`` take. No IRI leads out of the folder.

    >>> print(file_of("https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/adopted"))
    plans/trondheim/samfunnsdel-2009/adopted.ttl
    >>> print(file_of("https://w3id.org/planvev/graph/catalogue"))
    catalogue.ttl
    >>> print(file_of("https://w3id.org/planvev/graph/code/goal-level"))
    other/code/goal-level.ttl
    >>> print(file_of("https://w3id.org/planvev/graph/new/42"))
    other/new/42.ttl
    >>> print(file_of("urn:x"), file_of("default"))
    other/urn%3Ax.ttl default.ttl
    """
    if graph == DEFAULT:
        return PurePosixPath(_UNNAMED)
    name = graph.removeprefix(GRAPH.iri)
    if name == CATALOGUE.removesuffix(".ttl"):
        return PurePosixPath(CATALOGUE)
    first, _, rest = name.partition("/")
    if name == graph or first == "plans" or not _is_safe(name):
        return PurePosixPath(_OTHER, f"{_quoted(graph)}.ttl")
    if first in DATA_FOLDERS and rest:
        return PurePosixPath(f"{name}.ttl")
    of_a_plan = "/" in rest and first not in _NOT_DATA
    return PurePosixPath("plans" if of_a_plan else _OTHER, f"{name}.ttl")


def write_checkout(archive: Archive, generation: int, folder: Path) -> list[Path]:
    """Write a generation's graphs as files of N-Triples (which is Turtle) into an empty folder.

    ``graphs.json`` in it says which file is which graph. Returns the paths, sorted by graph.
    Raises ConfigError where the folder is not empty, GenerationNotFound, ArchiveCorrupt, DiskFull.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(f"{folder}: is not an empty folder; name one that is, or a new one")
    texts = archive.texts(generation)
    manifest = archive.manifest(generation)
    paths = []
    with clear_errors(folder):
        for graph, text in texts.items():
            path = folder / file_of(graph)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text)
            paths.append(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / INDEX).write_text(_index(manifest), encoding="utf-8")
        _write_sources(archive, manifest, folder / "sources")
    return paths


def _write_sources(archive: Archive, manifest: Manifest, folder: Path) -> None:
    """Write the source texts of imports that a generation quotes, with their checksums.

    Those of the data root that the server was started with are not the archive's.
    """
    prefix = GRAPH["shared/source/"].value
    quoted = {graph.removeprefix(prefix) for graph in manifest.graphs if graph.startswith(prefix)}
    kept = SourceShelf(state=archive.state).paths()
    lines = []
    for digest in sorted(quoted & kept.keys()):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{digest}.txt").write_bytes(read_bytes(kept[digest]))
        lines.append(f"{digest}  {digest}.txt\n")
    if lines:
        (folder / CHECKSUMS).write_text("".join(lines), encoding="utf-8")


def other_graphs(folder: Path) -> dict[Path, str] | None:
    """Return the files of a checkout that no data root has, each with its graph's key.

    Those are the unnamed graph, the ontology of that generation, derived graphs, and all whose
    IRIs are none of a plan's. None where the folder is no checkout.
    Raises SourceError where its list of graphs cannot be read.
    """
    index = folder / INDEX
    if not index.is_file():
        return None
    try:
        listed = json.loads(read_bytes(index))["files"]
        graphs = {name: entry["graph"] or DEFAULT for name, entry in listed.items()}
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(f"is no list of the graphs of a checkout ({error!r})", index) from None
    found = [folder / _UNNAMED, *sorted((folder / _OTHER).rglob("*.ttl"))]
    names = {path: path.relative_to(folder).as_posix() for path in found if path.is_file()}
    return {path: str(graphs[name]) for path, name in names.items() if name in graphs}


def roll_back(
    lock: WriteLock, generation: int, *, author: str, message: str, request: str | None = None
) -> Manifest:
    """Commit a generation that holds exactly the graphs of an earlier one; nothing is lost.

    Returns HEAD's manifest, the one before where HEAD holds them already.
    ``loaded`` stays as it is: graphs that now differ from their files count as changed at run time.
    Raises GenerationNotFound, ArchiveCorrupt, DiskFull, ArchiveError.
    """
    archive = lock.archive
    target = archive.manifest(generation)
    changes: dict[str, bytes | None] = {
        graph: archive.text_of(target, graph)
        for graph, entry in target.graphs.items()
        if lock.manifest.graphs.get(graph) != entry
    }
    changes |= {graph: None for graph in lock.manifest.graphs if graph not in target.graphs}
    return lock.commit(changes, author=author, message=message, request=request)


def _is_safe(name: str) -> bool:
    """Whether a graph's name can be a path: no way out, no file where another has a folder."""
    return (
        len(name) <= _NAME_LENGTH_MAX
        and _SAFE_PATH.fullmatch(name) is not None
        and ".ttl/" not in name
    )


def _quoted(graph: str) -> str:
    safe = quote(graph, safe="")
    return safe if len(safe) <= _NAME_LENGTH_MAX else hashlib.sha256(graph.encode()).hexdigest()


def _index(manifest: Manifest) -> str:
    graphs = {
        str(file_of(graph)): {
            "graph": None if graph == DEFAULT else graph,
            "sha256": entry.sha256,
            "triples": entry.triples,
        }
        for graph, entry in manifest.graphs.items()
    }
    document = {
        "generation": manifest.generation,
        "content": manifest.content,
        "digest": manifest.digest,
        "files": graphs,
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
