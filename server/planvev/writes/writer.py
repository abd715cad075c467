"""The one way to change graphs: update, graph store, import and decision alike.

A write holds the archive's lock from its first look to its commit:

1. A worker in the write lane, a copy of the data at the archive's newest generation, applies the
   change, compares, derives and validates (``performing``). It ends with the write.
2. Preconditions and permissions are checked, on the graphs that really change.
3. The new texts are committed as one generation, derived graphs included.

Only step 3 changes anything, and it is the archive's: it is done, or it is not. A worker that
dies, runs out of time or is killed leaves no trace, and neither does a write that is refused.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from math import ceil
from pathlib import Path
from typing import Any, Final, Protocol

from planvev.access.roles import Change
from planvev.archive.archive import Archive
from planvev.archive.manifest import DEFAULT, Manifest
from planvev.archive.sources import SourceShelf
from planvev.archive.writing import WriteLock
from planvev.engine.base import Dataset
from planvev.errors import (
    Forbidden,
    PlanvevError,
    QueryDied,
    QueryTimeout,
    ResourceNotFound,
    ServerBusy,
)
from planvev.sparql.content import ContentLimits, Document
from planvev.sparql.graph_store import Operation
from planvev.sparql.preconditions import Preconditions
from planvev.validation.report import ValidationReport
from planvev.writes.errors import ValidationFailed
from planvev.writes.local import LocalRunner
from planvev.writes.orders import Edit, NewGraph, Order, Outcome, decode_outcome
from planvev.writes.worker import perform

Content = bytes | Sequence[Document]
"""A graph: its canonical text, or documents to parse."""
Permit = Callable[[Iterable[str], Change], None]
"""Raises Forbidden where these graphs may not be changed so; ``Principal.require`` is one."""
_RECENT: Final = 3


class Runner(Protocol):
    """What runs a function on a copy of the data at the newest generation: an engine."""

    def run(
        self,
        function: Callable[[Any, int, bytes], bytes],
        argument: bytes = b"",
        *,
        timeout_s: float | None = None,
    ) -> bytes:
        """Return the function's bytes; its errors of planvev, QueryTimeout, QueryDied."""
        ...

    def refresh(self) -> bool:
        """Take note that there is a new generation; return whether the next read sees it."""
        ...


@dataclass(frozen=True)
class Request:
    """Who asks for a write, and under which conditions.

    author: for the log. message: what it is, empty for a plain one. id: of the request, by which
    its commit can be found. permit: None where everything is permitted. timeout_s: for the
    worker; None for the engine's own.
    """

    author: str
    message: str = ""
    id: str | None = None
    permit: Permit | None = None
    preconditions: Preconditions = field(default_factory=Preconditions)
    timeout_s: float | None = None


@dataclass(frozen=True)
class Written:
    """What a write did. generation: the one that holds it, HEAD's where nothing changed.

    graphs: those that changed, the derived ones too, without their texts. report: of what was
    validated (warnings too), None where nothing was. visible: whether the next read sees it; where
    not, reads are of older data, or refused, until what answers them has caught up.
    """

    generation: int
    committed: bool
    graphs: tuple[NewGraph, ...] = ()
    report: ValidationReport | None = None
    visible: bool = True

    def created(self, graph: str) -> bool:
        """Whether the write made a graph that was not there."""
        return any(each.graph == graph and each.created for each in self.graphs)


class Writer:
    """Changes the graphs of one archive. Its methods may be called by several threads.

    sources: the source texts, or paths of them by SHA-256. read_only: refuse everything. wait_s:
    how long a write waits for others before it, 0 for as long as it takes.
    """

    def __init__(
        self,
        archive: Archive,
        runner: Runner,
        *,
        sources: SourceShelf | Mapping[str, Path] | None = None,
        limits: ContentLimits | None = None,
        read_only: bool = False,
        wait_s: float = 60.0,
    ) -> None:
        self._archive = archive
        self._runner = runner
        self._sources = (
            sources if isinstance(sources, SourceShelf) else SourceShelf(sources, archive.state)
        )
        self._limits = limits or ContentLimits()
        self._read_only = read_only
        self._wait_s = wait_s
        self._turn = threading.Lock()

    @property
    def archive(self) -> Archive:
        """The archive that is written to."""
        return self._archive

    @property
    def runner(self) -> Runner:
        """What runs a function in the write lane."""
        return self._runner

    @property
    def sources(self) -> SourceShelf:
        """The source texts that passages are checked against."""
        return self._sources

    def update(
        self,
        text: str,
        request: Request,
        *,
        using: Dataset | None = None,
        base_iri: str | None = None,
    ) -> Written:
        """Run a SPARQL update; its default graph is the unnamed one. using: of the protocol.

        Raises QuerySyntaxError, BadRequest, BadContent, FederationRefused; and as all methods:
        Forbidden, PreconditionFailed, ValidationFailed, QueryTimeout, QueryDied, ServerBusy,
        ArchiveBusy, DiskFull, ArchiveError. Nothing has changed then.
        """
        order = self._order(update=text, using=using or Dataset(), base_iri=base_iri)
        return self._write(order, replace(request, message=request.message or "update"))

    def put(
        self, graph: str, content: Content, request: Request, base_iri: str | None = None
    ) -> Written:
        """Make a graph hold this, exactly as it is given. graph: its IRI, or DEFAULT.

        Raises BadContent, and as ``update``.
        """
        return self._edit(Operation.REPLACE, graph, content, request, base_iri)

    def post(
        self, graph: str, content: Content, request: Request, base_iri: str | None = None
    ) -> Written:
        """Add triples to a graph; blank nodes of documents get new labels. Raises as ``put``."""
        return self._edit(Operation.MERGE, graph, content, request, base_iri)

    def delete(self, graph: str, request: Request) -> Written:
        """Remove a graph. Raises ResourceNotFound where there is none, and as ``update``."""
        order = self._order(edits=(Edit(graph, Operation.REMOVE),))
        message = request.message or f"delete {graph}"

        def check(manifest: Manifest) -> None:
            if graph not in manifest.graphs and graph != DEFAULT:
                raise ResourceNotFound(graph)
            _require(request.preconditions, graph, manifest)

        return self._write(order, replace(request, message=message), check=check)

    def commit_graphs(
        self,
        changes: Mapping[str, bytes | None],
        request: Request,
        *,
        loaded: Collection[str] = (),
        validate: bool = True,
        derive_all: bool = False,
        texts: Sequence[str] = (),
        dry_run: bool = False,
    ) -> Written:
        """Change several graphs at once, for imports and decisions; None removes a graph.

        changes: canonical texts by graph. loaded: those that come from files (``Manifest.loaded``).
        validate: False only where the very content is known to conform. texts: source texts that
        the graphs quote, kept with the commit. dry_run: commit nothing, and return what would
        change, with the report, whether it conforms or not. Raises as ``update``.
        """
        edits = tuple(
            Edit(graph, Operation.REMOVE if text is None else Operation.REPLACE, text)
            for graph, text in changes.items()
        )
        order = self._order(edits=edits, validate=validate, derive_all=derive_all)
        return self._write(order, request, loaded=loaded, texts=texts, dry_run=dry_run)

    def merge_graphs(
        self,
        make: Callable[[Manifest], Mapping[str, bytes]],
        request: Request,
        *,
        dry_run: bool = False,
    ) -> Written:
        """Add triples to several graphs at once, for what many people record at the same time.

        make: returns canonical texts by graph. It is called with the newest manifest while no
        other write is made, so that what it says follows from what is there; it may refuse by
        raising. dry_run: as for ``commit_graphs``. Raises what it raises, and as ``update``.
        """

        def order(manifest: Manifest) -> Order:
            added = make(manifest).items()
            edits = (Edit(graph, Operation.MERGE, text) for graph, text in added if text)
            return self._order(edits=tuple(edits))

        return self._write(order, request, dry_run=dry_run)

    def find(self, request_id: str) -> Manifest | None:
        """Return the commit that answered a request, None where there is none among recent ones."""
        return self._archive.find_request(request_id)

    def _edit(
        self,
        operation: Operation,
        graph: str,
        content: Content,
        request: Request,
        base_iri: str | None,
    ) -> Written:
        text = content if isinstance(content, bytes) else None
        documents = () if isinstance(content, bytes) else tuple(content)
        order = self._order(edits=(Edit(graph, operation, text, documents, base_iri),))
        message = request.message or f"{operation.value.lower()} {graph}"

        def check(manifest: Manifest) -> None:
            _require(request.preconditions, graph, manifest)

        return self._write(order, replace(request, message=message), check=check)

    def _order(self, **fields: Any) -> Order:
        return Order(
            folder=str(self._archive.graphs_folder),
            limits=self._limits,
            **fields,
        )

    def _write(
        self,
        order: Order | Callable[[Manifest], Order],
        request: Request,
        *,
        check: Callable[[Manifest], None] | None = None,
        loaded: Collection[str] = (),
        texts: Sequence[str] = (),
        dry_run: bool = False,
    ) -> Written:
        if self._read_only:
            raise Forbidden("This server is read-only: it takes no changes.")
        with self._locked() as lock, self._texts(texts, keep=not dry_run):
            if check:
                check(lock.manifest)
            if not isinstance(order, Order):
                order = order(lock.manifest)
                if not order.edits:
                    return Written(lock.manifest.generation, committed=False)
            sources = {digest: str(path) for digest, path in self._sources.paths().items()}
            hashes = {graph: entry.sha256 for graph, entry in lock.manifest.graphs.items()}
            order = replace(
                order, generation=lock.manifest.generation, hashes=hashes, sources=sources
            )
            outcome = self._performed(order, request)
            if isinstance(outcome, Manifest):
                return Written(outcome.generation, committed=True)
            _permit(outcome, request.permit)
            if dry_run:
                return _written(lock.manifest.generation, outcome)
            if outcome.report is not None and not outcome.report.conforms:
                raise ValidationFailed(outcome.report)
            before = lock.manifest.generation
            manifest = lock.commit(
                {graph.graph: graph.text for graph in outcome.graphs},
                author=request.author,
                message=request.message,
                request=request.id,
                parent=before,
                loaded=loaded,
            )
        committed = manifest.generation != before
        visible = self._runner.refresh() if committed else True
        return replace(_written(manifest.generation, outcome), committed=committed, visible=visible)

    @contextmanager
    def _texts(self, texts: Sequence[str], *, keep: bool) -> Iterator[None]:
        """Have source texts at hand while a write is checked, and after it where it is made."""
        there = self._sources.paths()
        added = [path for path in map(self._sources.add, texts) if path.stem not in there]
        try:
            yield
        except BaseException:
            keep = False
            raise
        finally:
            for path in [] if keep else added:
                self._sources.remove(path)

    def _performed(self, order: Order, request: Request) -> Outcome | Manifest:
        """Return what the worker made of the order; its commit, where that stands already."""
        if isinstance(self._runner, LocalRunner):
            return self._runner.carry_out(order)
        try:
            output = self._runner.run(perform, order.encode(), timeout_s=request.timeout_s)
        except (QueryTimeout, QueryDied):
            found = request.id and self._archive.find_request(request.id, _RECENT)
            if found:
                return found
            raise
        try:
            return decode_outcome(output)
        except (ValueError, KeyError, TypeError) as error:
            raise PlanvevError(f"A write worker returned what is no outcome: {error}") from error

    @contextmanager
    def _locked(self) -> Iterator[WriteLock]:
        """Wait for the other writes: of this process in line, of others for the lock."""
        began = time.monotonic()
        if not self._turn.acquire(timeout=self._wait_s or -1):
            raise ServerBusy(ceil(self._wait_s), "Other changes are being made.")
        try:
            left_s = max(self._wait_s - (time.monotonic() - began), 0.0) if self._wait_s else None
            with self._archive.write_lock(left_s) as lock:
                yield lock
        finally:
            self._turn.release()


def _written(generation: int, outcome: Outcome) -> Written:
    graphs = tuple(replace(graph, text=None) for graph in outcome.graphs)
    return Written(generation, committed=False, graphs=graphs, report=outcome.report)


def _require(preconditions: Preconditions, graph: str, manifest: Manifest) -> None:
    preconditions.require(manifest.sha256(graph))


def _permit(outcome: Outcome, permit: Permit | None) -> None:
    if permit is None:
        return
    for change in Change:
        graphs = [g.graph for g in outcome.graphs if change in g.changes and not g.derived]
        if graphs:
            permit(graphs, change)
