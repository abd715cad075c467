"""Bring the remote store to the archive's generation, and no further than is needed.

A graph is put if the hash that was put last is not the one that the archive has; it is deleted if
the archive has it no more. Each step is written into the ledger before and after, so a push that
was interrupted, by whatever, goes on where it was. One push runs at a time (``STATE/remote.lock``);
who waited for another finds nothing left to do. Graphs that are not ours stay as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from planvev.archive.archive import Archive
from planvev.archive.lock import hold_lock
from planvev.archive.manifest import Manifest
from planvev.engine.remote.ledger import Ledger
from planvev.engine.remote.store import Refused, RemoteStore
from planvev.engine.remote.verify import miscounted, say_nothing
from planvev.errors import RemoteError

LOCK: Final = "remote.lock"
_NAMED_MAX: Final = 3
_REFUSED_MAX: Final = 3
"""After so many refusals, and no success, no other graph is tried."""
Progress = Callable[[str, int, int], object]


@dataclass
class Synced:
    """What a synchronization did. unchanged: graphs that stood as they should."""

    generation: int = 0
    put: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    unchanged: int = 0
    triples: int = 0


def synchronize(
    archive: Archive,
    ledger: Ledger,
    store: RemoteStore,
    *,
    recount: bool = False,
    rebuild: bool = False,
    lock_timeout_s: float | None = None,
    progress: Progress = say_nothing,
) -> Synced:
    """Push what is not there yet, and return what was done once the store is at HEAD.

    recount: count the store's graphs first, and put those again that are not as they were left (a
    store in memory that was started anew has none). rebuild: put every graph, whatever is known.
    lock_timeout_s: how long to wait for another push. progress: called before each graph.
    Raises RemoteError and RemoteTimeout (what was done by then stays done), ArchiveBusy where
    another push takes too long, ArchiveCorrupt.
    """
    archive.system.make_folder(archive.state)
    with hold_lock(archive.system, archive.state / LOCK, lock_timeout_s):
        push = _Push(archive, ledger, store, progress)
        if rebuild:
            ledger.doubt(ledger.graphs())
        elif recount:
            _doubt_the_miscounted(archive, ledger, store)
        while True:
            done = archive.read(push.run)
            if done.generation == archive.head():
                return done


def is_current(ledger: Ledger, manifest: Manifest) -> bool:
    """Whether the store holds exactly this generation."""
    standing = ledger.standing()
    return (
        standing.is_whole
        and standing.generation == manifest.generation
        and standing.digest == manifest.digest
    )


def _doubt_the_miscounted(archive: Archive, ledger: Ledger, store: RemoteStore) -> None:
    counts = store.counts()

    def look(manifest: Manifest) -> list[str]:
        known = ledger.graphs()
        wrong = miscounted(archive, manifest, counts, has_default=store.names_default)
        return [graph for graph in wrong if known.get(graph) == manifest.graphs[graph].sha256]

    ledger.doubt(archive.read(look))


class _Push:
    """Pushes of one synchronization: more than one where HEAD moves on meanwhile."""

    def __init__(
        self, archive: Archive, ledger: Ledger, store: RemoteStore, progress: Progress
    ) -> None:
        self._archive = archive
        self._ledger = ledger
        self._store = store
        self._progress = progress
        self._put: dict[str, int] = {}
        self._deleted: dict[str, None] = {}

    def run(self, manifest: Manifest) -> Synced:
        """Bring the store to a generation. Raises RemoteError at the end where one was refused."""
        known = self._ledger.graphs()
        graphs = manifest.graphs
        changed = [graph for graph, entry in graphs.items() if known.get(graph) != entry.sha256]
        gone = [graph for graph in known if graph not in graphs]
        refusals: list[Refused] = []
        if changed or gone:
            self._ledger.begin(manifest.generation)
            self._ledger.doubt([*changed, *gone])
        total = len(changed) + len(gone)
        for number, graph in enumerate([*gone, *changed]):
            self._progress(graph, number, total)
            try:
                self._move(graph, manifest)
            except Refused as refusal:
                refusals.append(refusal)
                if len(refusals) == _REFUSED_MAX and not self._put:
                    break  # it is not the graph
        if refusals:
            raise _summary(refusals, total)
        if not is_current(self._ledger, manifest):
            self._ledger.finish(manifest.generation, manifest.digest)
        return Synced(
            manifest.generation,
            list(self._put),
            list(self._deleted),
            sum(graph not in self._put for graph in graphs),
            sum(self._put.values()),
        )

    def _move(self, graph: str, manifest: Manifest) -> None:
        entry = manifest.graphs.get(graph)
        if entry is None:
            self._store.delete(graph)
            self._ledger.was_deleted(graph)
            self._deleted[graph] = None
            self._put.pop(graph, None)
            return
        self._store.put(graph, self._archive.text_of(manifest, graph))
        self._ledger.was_put(graph, entry.sha256)
        self._put[graph] = entry.triples
        self._deleted.pop(graph, None)


def _summary(refusals: list[Refused], total: int) -> RemoteError:
    """Return one error of those of several graphs, which names the first few reasons."""
    reasons = " ".join(refusal.message for refusal in refusals[:_NAMED_MAX])
    more = len(refusals) - _NAMED_MAX
    rest = f" And {more} more." if more > 0 else ""
    return RemoteError(
        f"{len(refusals)} of {total} graphs could not be changed in the remote store. "
        f"{reasons}{rest}",
        refusals[0].status,
    )
