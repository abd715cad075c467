"""Prune: remove old generations, and what nothing names.

Manifests go before the graph files that only they name, each step durable: a prune that dies has
left an archive that is whole, with files that the next prune removes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from planvev.archive.archive import Archive
from planvev.archive.durable import INCOMPLETE, clear_errors, sync_folder
from planvev.archive.graph_files import SUFFIX
from planvev.errors import InputError


@dataclass(frozen=True)
class Pruned:
    """What a prune removed, or would remove.

    generations: oldest first. graph_files: how many. leftovers: files of writers that died before
    they had committed. freed_bytes: the size of all these files.
    """

    generations: tuple[int, ...]
    graph_files: int
    leftovers: tuple[str, ...]
    freed_bytes: int


def prune(
    archive: Archive,
    *,
    keep: int | None = None,
    before: datetime | None = None,
    dry_run: bool = False,
    timeout_s: float | None = None,
) -> Pruned:
    """Remove old generations under the write lock; HEAD always stays.

    keep: how many of the newest stay, HEAD among them. before: generations that stopped being
    current before this time go; that is, all before the one that was HEAD at that time.
    With neither, only leftovers go. dry_run: say what would go, remove nothing.

    Raises InputError where keep is below 1, ArchiveCorrupt where a manifest that stays cannot be
    read (which files it names is then unknown, and nothing is removed), GenerationNotFound where
    another prune runs at the same time, ArchiveBusy, ArchiveError.
    """
    if keep is not None and keep < 1:
        raise InputError("HEAD is never pruned: keep at least 1 generation.")
    # Manifests never change: those that are there are read before the lock is taken.
    there = archive.generations()
    gone = _generations_to_go(archive, there, keep, before)
    named = _named(archive, there[len(gone) :])
    with archive.write_lock(timeout_s) as lock:
        head = lock.manifest.generation
        numbers = archive.generation_files()
        last_seen = there[-1] if there else 0
        named |= _named(archive, [number for number in numbers if last_seen < number <= head])
        old = [number for number in gone if number in numbers]
        old_manifests = [archive.generation_file(number) for number in old]
        beyond = [archive.generation_file(number) for number in numbers if number > head]
        leftovers = [*beyond, *_incomplete_files(archive)]
        graph_files = _unnamed_graph_files(archive, named)
        pruned = Pruned(
            generations=tuple(old),
            graph_files=len(graph_files),
            leftovers=tuple(str(path.relative_to(archive.state)) for path in leftovers),
            freed_bytes=_size([*old_manifests, *leftovers, *graph_files]),
        )
        if not dry_run:
            _remove(archive, [*leftovers, *old_manifests])
            _remove(archive, graph_files)
    return pruned


def _generations_to_go(
    archive: Archive, there: list[int], keep: int | None, before: datetime | None
) -> list[int]:
    """Return the generations to remove, oldest first: always the beginning of the list."""
    count = 0
    if keep is not None:
        count = max(0, len(there) - keep)
    if before is not None:
        replaced_at = (archive.manifest(number).time for number in there[1:])
        still_current = (index for index, time in enumerate(replaced_at) if time >= before)
        count = max(count, next(still_current, len(there)))
    return there[: min(count, max(0, len(there) - 1))]


def _named(archive: Archive, generations: list[int]) -> set[str]:
    """Return the hashes of all graphs that these generations name."""
    named: set[str] = set()
    for number in generations:
        named.update(entry.sha256 for entry in archive.manifest(number).graphs.values())
    return named


def _unnamed_graph_files(archive: Archive, named: set[str]) -> list[Path]:
    files = archive.graphs_folder.glob(f"*{SUFFIX}")
    return sorted(path for path in files if path.name.removesuffix(SUFFIX) not in named)


def _incomplete_files(archive: Archive) -> list[Path]:
    folders = (archive.graphs_folder, archive.generations_folder, archive.state)
    return [folder / INCOMPLETE for folder in folders if (folder / INCOMPLETE).exists()]


def _size(paths: list[Path]) -> int:
    return sum(path.stat().st_size for path in paths)


def _remove(archive: Archive, paths: list[Path]) -> None:
    """Remove files in this order, then wait until their folders say so on the disk."""
    with clear_errors(archive.state):
        for path in paths:
            archive.system.remove(path)
        for folder in sorted({path.parent for path in paths}):
            sync_folder(archive.system, folder)
