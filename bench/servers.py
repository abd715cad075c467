"""The two servers, on the same data: planvev, and Oxigraph's own server on disk."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Quad, RdfFormat, parse, serialize

from bench.client import N_QUADS, N_TRIPLES, Client
from bench.corpus import Corpus
from bench.generate.terms import BASE
from bench.processes import Memory, Server, ServerError, free_port, start
from planvev.writes.derived import place_of

# What the server limits for strangers would stop a benchmark. The cache of answers stays as it is.
NO_LIMITS: Final = {
    f"PLANVEV_{name}": "0"
    for name in (
        "QUERY_TIMEOUT_S",
        "WRITE_TIMEOUT_S",
        "CLIENT_QUERIES_MAX",
        "CLIENT_QUERY_SECONDS_PER_MINUTE",
        "RESULT_BYTES_MAX",
        "BODY_BYTES_MAX",
    )
}
ONTOLOGY: Final = Path(__file__).resolve().parent.parent / "ontology"


@dataclass(frozen=True)
class Prepared:
    """A server that can be started again and again.

    seconds: what preparing took. peak: the most memory that it took, where it was measured.
    """

    start: Callable[[], Server]
    seconds: float
    how: str
    peak: Memory | None = None


def executable(name: str) -> str:
    """Return the path of a program: beside this Python, or on the PATH. Raises ServerError."""
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.is_file() else shutil.which(name)
    if found is None:
        raise ServerError(f"{name} is not installed here")
    return found


def start_planvev(
    corpus: Corpus, state: Path, environment: Mapping[str, str], timeout_s: float = 300.0
) -> Server:
    """Start planvev on a corpus, with an environment beside ours. Raises ServerError."""
    return start(
        "planvev",
        [
            *(executable("planvev"), "serve", "--port", "0", "--state", state),
            *("--data", corpus.data),
        ],
        state.with_suffix(".log"),
        "/sparql",
        environment=environment,
        timeout_s=timeout_s,
    )


def prepare_planvev(corpus: Corpus, work: Path, timeout_s: float) -> Prepared:
    """Start planvev once on a corpus, so that it has validated and kept what it will.

    A state that holds this very corpus and ontology is used again; what its first start took was
    noted down. timeout_s: how long that may take; SHACL takes most of it.
    """
    state, marker = work / "planvev", work / "planvev.json"

    def run(limit_s: float = 300.0) -> Server:
        return start_planvev(corpus, state, NO_LIMITS, limit_s)

    content = {"corpus": corpus.sha256, "ontology": _ontology_digest()}
    kept = json.loads(marker.read_text()) if marker.is_file() else {}
    if kept.get("content") == content:
        return Prepared(run, kept["seconds"], "state kept from before", Memory(**kept["peak"]))
    marker.unlink(missing_ok=True)
    shutil.rmtree(state, ignore_errors=True)
    state.mkdir(parents=True)
    first = run(timeout_s)
    first.stop()
    figures = {"seconds": first.start_s, "peak": asdict(first.start_peak)}
    marker.write_text(json.dumps({"content": content, **figures}))
    how = "first start: reads, validates, keeps"
    return Prepared(run, first.start_s, how, first.start_peak)


def prepare_oxigraph(corpus: Corpus, work: Path, name: str = "oxigraph") -> Prepared:
    """Load a corpus, the ontology and what is derived from both into a store on disk.

    A store that holds this very corpus and ontology is used again.
    """
    binary = executable("oxigraph")
    store, marker = work / name, work / f"{name}.json"
    work.mkdir(parents=True, exist_ok=True)

    def run() -> Server:
        port = free_port()
        return start(
            name,
            [
                *(binary, "serve", "--union-default-graph", "--location", store),
                *("--bind", f"127.0.0.1:{port}"),
            ],
            work / f"{name}.log",
            "/query",
            url=f"http://127.0.0.1:{port}",
        )

    content = {"corpus": corpus.sha256, "ontology": _ontology_digest(), "derived": "by plan"}
    kept = json.loads(marker.read_text()) if marker.is_file() else {}
    if kept.get("content") == content:
        return Prepared(run, kept["seconds"], "loaded before")
    marker.unlink(missing_ok=True)
    shutil.rmtree(store, ignore_errors=True)
    begun = time.perf_counter()
    _load(binary, store, corpus.dump)
    for path, graph in _ontology_graphs():
        _load(binary, store, path, "--graph", graph)
    server = run()
    try:
        _derive(server)
    finally:
        server.stop()
    # What a careful operator would do after a large load.
    _run_oxigraph([binary, "optimize", "--location", str(store)])
    seconds = time.perf_counter() - begun
    marker.write_text(json.dumps({"content": content, "seconds": seconds}))
    return Prepared(run, seconds, "load, derive, optimize")


def _load(binary: str, store: Path, path: Path, *options: str) -> None:
    _run_oxigraph([binary, "load", "--location", str(store), "--file", str(path), *options])


def _run_oxigraph(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise ServerError(f"{' '.join(command)}: {done.stderr.strip()}")


def _ontology_graphs() -> list[tuple[Path, str]]:
    """List the ontology's files that planvev serves, with the graph of each."""
    folders = {"codelists": "code", "alignments": "alignment"}
    listed = [(ONTOLOGY / "planvev.ttl", f"{BASE}graph/ontology")]
    for folder, graph in folders.items():
        paths = sorted((ONTOLOGY / folder).glob("*.ttl"))
        listed += [(path, f"{BASE}graph/{graph}/{path.stem}") for path in paths]
    return listed


def _derivations() -> list[Path]:
    return sorted((ONTOLOGY / "derivations").glob("*.rq"))


def _ontology_digest() -> str:
    digest = hashlib.sha256()
    for path in [*(path for path, _ in _ontology_graphs()), *_derivations()]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _derive(server: Server) -> None:
    """Put the derived graphs in place, as planvev does at its start: one a plan."""
    with Client(server.query_url) as client:
        for path in _derivations():
            derived = client.query(path.read_text(encoding="utf-8"), accept=N_TRIPLES)
            if derived.status != 200:
                raise ServerError(f"{path.name}: {derived.body.decode(errors='replace')}")
            put = client.request(
                "POST",
                "/store",
                body=_placed(derived.body, f"{BASE}graph/derived/{path.stem}"),
                headers={"Content-Type": N_QUADS},
            )
            if put.status not in (201, 204):
                raise ServerError(f"{path.name}: {put.status} {put.body.decode(errors='replace')}")


def _placed(triples: bytes, root: str) -> bytes:
    """Return derived triples as quads, each in the graph in which planvev keeps it."""
    quads = (
        Quad(t.subject, t.predicate, t.object, NamedNode(place_of(root, t.subject)))
        for t in (quad.triple for quad in parse(triples, RdfFormat.N_TRIPLES))
    )
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def version_of(name: str) -> str:
    """Return what a program says of its version; "" where it is not installed."""
    try:
        command = [executable(name), "--version"]
    except ServerError:
        return ""
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()
