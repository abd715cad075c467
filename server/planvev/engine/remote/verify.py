"""Does the store hold what the archive holds? Counts of all graphs, content of those not too large.

A store may hold graphs of others, which are nobody's business here; Virtuoso always does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from pyoxigraph import Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import parse_canonical
from planvev.archive.manifest import DEFAULT, Manifest
from planvev.engine.remote.store import RemoteStore
from planvev.engine.remote.values import by_value

CONTENT_TRIPLES_MAX: Final = 50_000
_EXAMPLES: Final = 3


def say_nothing(graph: str, done: int, total: int) -> None:
    """Take note of no progress."""
    del graph, done, total


@dataclass(frozen=True)
class Fault:
    """How a graph in the store differs. expected, found: its triples, counted by value.

    missing, superfluous: some of the triples that the store lacks, and that it has too many.
    """

    graph: str
    expected: int
    found: int
    missing: tuple[str, ...] = ()
    superfluous: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verification:
    """What a comparison came to. counted, compared: graphs by the way they were compared.

    foreign: graphs in the store that are not the archive's.
    """

    faults: tuple[Fault, ...]
    counted: int
    compared: int
    foreign: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the store holds what the archive holds."""
        return not self.faults


def verify_remote(
    archive: Archive,
    manifest: Manifest,
    store: RemoteStore,
    *,
    triples_max: int = CONTENT_TRIPLES_MAX,
    advance: Callable[[str, int, int], object] = say_nothing,
) -> Verification:
    """Compare every graph of a generation with the store's.

    triples_max: up to which size graphs are compared by content, 0 for none, larger ones by count.
    Raises RemoteError, GenerationNotFound, ArchiveCorrupt.
    """
    counts = store.counts()
    faults = []
    compared = 0
    for number, (graph, entry) in enumerate(manifest.graphs.items()):
        advance(graph, number, len(manifest.graphs))
        if entry.triples <= triples_max:
            theirs = store.fetch(graph)
            if len(theirs) < counts.get(graph, 0):
                # Virtuoso cuts answers off at ResultSetMaxRows, and does not say so.
                fault = _count(graph, archive, manifest, counts[graph])
            else:
                compared += 1
                ours = list(parse_canonical(archive.text_of(manifest, graph)))
                fault = _compare(graph, ours, theirs)
        elif graph == DEFAULT and not store.names_default:
            fault = None  # it cannot be counted apart from the union
        else:
            fault = _count(graph, archive, manifest, counts.get(graph, 0))
        if fault:
            faults.append(fault)
    foreign = tuple(sorted(set(counts) - set(manifest.graphs)))
    return Verification(tuple(faults), len(manifest.graphs) - compared, compared, foreign)


def miscounted(
    archive: Archive, manifest: Manifest, counts: Mapping[str, int], *, has_default: bool
) -> list[str]:
    """Return the graphs whose counts in the store are not those of a generation.

    has_default: whether the counts are of the unnamed graph too.
    """
    return [
        graph
        for graph in manifest.graphs
        if (has_default or graph != DEFAULT)
        and _count(graph, archive, manifest, counts.get(graph, 0))
    ]


def _count(graph: str, archive: Archive, manifest: Manifest, found: int) -> Fault | None:
    expected = manifest.graphs[graph].triples
    if found == expected:
        return None
    if 0 < found < expected:
        # Two spellings of one value are two triples to us and one to most stores.
        values = by_value(parse_canonical(archive.text_of(manifest, graph)))
        expected = expected if values is None else len(values)
    return None if found == expected else Fault(graph, expected, found)


def _compare(graph: str, ours: list[Triple], theirs: list[Triple]) -> Fault | None:
    expected, found = by_value(ours), by_value(theirs)
    if expected is None or found is None:
        same = len(set(ours)) == len(set(theirs))
        return None if same else Fault(graph, len(set(ours)), len(set(theirs)))
    if expected == found:
        return None
    missing = sorted(expected - found)[:_EXAMPLES]
    superfluous = sorted(found - expected)[:_EXAMPLES]
    return Fault(graph, len(expected), len(found), tuple(missing), tuple(superfluous))
