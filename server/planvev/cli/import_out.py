"""Where an import's results go: files in a format that their names say."""

from __future__ import annotations

import json
from pathlib import Path
from urllib.parse import urlsplit

import click
from pyoxigraph import NamedNode, Quad, RdfFormat, serialize

from planvev.errors import ConfigError, SourceError
from planvev.ingest.draft import Draft
from planvev.ingest.graphs import ADOPTED, PlanGraphs, graph_of_plan
from planvev.ingest.serial import draft_as_json
from planvev.ingest.turtle import serialize_turtle
from planvev.rdf.prefixes import prefixes_in_use

_COMMENT = "Made from {name} by `planvev import` ({method}).\nSHA-256 of the text: {sha256}"


def write_bytes(path: Path | None, content: bytes) -> None:
    """Write a file, or standard output where there is none. Raises SourceError."""
    if path is None:
        click.echo(content, nl=False)
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise SourceError(f"cannot be written: {error.strerror}", path) from None


def draft_content(draft: Draft, path: Path, language: str) -> bytes:
    """Return a draft in the format that the file's ending says. Raises ConfigError."""
    match path.suffix.lower():
        case ".json":
            return json.dumps(draft_as_json(draft), ensure_ascii=False, indent=1).encode() + b"\n"
        case ".xlsx":
            from planvev.ingest.sheets import draft_workbook

            return draft_workbook(draft, language)
        case ".csv":
            from planvev.ingest.sheets import draft_csv

            return draft_csv(draft)
    raise ConfigError(f"--save-draft {path}: use .json, .xlsx or .csv")


def graphs_content(made: PlanGraphs, path: Path | None) -> bytes:
    """Return a plan's graphs in the format that the file's ending says: Turtle has one of them.

    Raises ConfigError for another ending.
    """
    ending = ".ttl" if path is None else path.suffix.lower()
    if ending == ".ttl":
        return _turtle(made, _adopted(made), made.plan)
    quads = (
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(graph))
        for graph, triples in sorted(made.graphs.items())
        for triple in triples
    )
    formats = {".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS}
    if ending not in formats:
        raise ConfigError(f"--out {path}: use .ttl, .trig, .nq or a folder")
    every = [triple for triples in made.graphs.values() for triple in triples]
    prefixes = prefixes_in_use(every) if ending == ".trig" else None
    return serialize(quads, format=formats[ending], prefixes=prefixes) or b""


def write_data_root(made: PlanGraphs, draft: Draft, folder: Path) -> None:
    """Write a data root: the graphs as Turtle files, the text with its checksum.

    What stands in the folder already stays; the plan's own files are written anew.
    """
    body, plan = urlsplit(made.plan).path.split("/")[-2:]
    for graph in made.graphs:
        tail = graph.partition("/graph/")[2]
        name = tail if tail.startswith("shared/") else f"plans/{tail}"
        _write_in(folder, f"{name}.ttl", _turtle(made, graph, made.plan))
    relative = f"{body}/{plan}.txt"
    _write_in(folder, f"sources/{relative}", draft.document.text.encode())
    sums = folder / "sources" / "SHA256SUMS"
    kept = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    lines = [line for line in kept if not line.endswith(f"  {relative}")]
    lines.append(f"{made.source.sha256}  {relative}")
    _write_in(folder, "sources/SHA256SUMS", ("\n".join(sorted(lines)) + "\n").encode())


def _adopted(made: PlanGraphs) -> str:
    """Return the IRI of the adopted graph; any graph of that name where the plan's IRI is odd."""
    return next((graph for graph in made.graphs if graph.endswith(f"/{ADOPTED}")), "") or (
        graph_of_plan(made.plan, ADOPTED)
    )


def _turtle(made: PlanGraphs, graph: str, plan: str) -> bytes:
    comment = _COMMENT.format(
        name=made.source.name, method="se docs/recognition.md", sha256=made.source.sha256
    )
    return serialize_turtle(made.graphs[graph], f"{plan}/", comment)


def _write_in(folder: Path, name: str, content: bytes) -> None:
    path = folder / name
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SourceError(f"cannot be made: {error.strerror}", path.parent) from None
    write_bytes(path, content)
