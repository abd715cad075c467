"""Keeps an index in step with the archive, in a thread of its own.

What was indexed is told in ``about.json`` beside the index: the hash of each graph. So what has to
be done is seen by comparing, whoever wrote last and wherever it stopped: units whose graphs differ
are indexed anew. tantivy commits all or nothing, and ``about.json`` is written after it.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from planvev.archive.archive import Archive
from planvev.archive.canonical import parse_exact
from planvev.archive.manifest import Manifest
from planvev.search.documents import Document, documents, is_group, unit_of
from planvev.search.index import Found, Index
from planvev.search.query import Search, meant
from planvev.search.words import fold, stem, words_of
from planvev.vocab import OWL

VERSION: Final = 2
"""Of what the index holds; another one is built anew."""
_LOOK_EVERY_S: Final = 2.0
_PAUSE_S: Final = 5.0
_UNITS_A_COMMIT: Final = 40
_LOG: Final = logging.getLogger(__name__)


@dataclass(frozen=True)
class State:
    """What an index holds. generation: of the archive; 0 before the first. graphs: their hashes.

    names: labels by language, of what is not part of a plan, and of plans. groups: IRIs of target
    groups. words: each word, folded, with its stem.
    """

    generation: int = 0
    graphs: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    groups: frozenset[str] = frozenset()
    words: Mapping[str, str] = field(default_factory=dict)

    @property
    def stems(self) -> list[str]:
        """All stems, once each."""
        return list(dict.fromkeys(self.words.values()))


def kept_generation(folder: Path) -> int:
    """Return the generation of the index in a folder; 0 where there is none. Opens no index."""
    about = _read_about(folder)
    return about.generation if about else 0


class SearchNotReady(Exception):
    """There is no index yet."""


class KeptIndex:
    """The index of an archive. folder: where it is kept; None for memory.

    Until it is started, it is brought up to date by who searches.
    """

    def __init__(self, archive: Archive, folder: Path | None = None) -> None:
        self._archive = archive
        self._folder = folder
        self._lock = threading.Lock()
        self._changed = threading.Condition()
        self._wake = threading.Event()
        self._closed = False
        self._thread: threading.Thread | None = None
        self._index, self._state = self._open()
        self._stems, self._searcher = self._state.stems, self._index.snapshot()

    @property
    def state(self) -> State:
        """What the index holds now."""
        return self._state

    def start(self) -> None:
        """Follow the archive in a thread from now on."""
        self._thread = threading.Thread(target=self._follow, name="search-index", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._closed = True
        self._wake.set()

    def search(
        self, search: Search, limit: int, offset: int = 0, wait_s: float = 1.0
    ) -> tuple[Found, State]:
        """Search the newest generation, or, after waiting for it, what there is.

        Returns what was found and the state of the index that it was found in. Raises
        SearchNotReady where there is no index at all.
        """
        self._await(wait_s)
        with self._changed:
            index, state, stems, searcher = self._index, self._state, self._stems, self._searcher
        if not state.generation:
            raise SearchNotReady
        return index.search(searcher, search, stems, limit, offset), state

    def meant(self, text: str) -> str | None:
        """Return what was probably meant by a search; see ``query.meant``."""
        return meant(text, self._state.words)

    def is_current(self) -> bool:
        """Return whether the index is of the newest generation."""
        return self._state.generation == self._archive.head()

    def _await(self, wait_s: float) -> None:
        until = time.monotonic() + wait_s
        if self.is_current():
            return
        if self._thread is None:
            self.update()
            return
        self._wake.set()
        with self._changed:
            while not self.is_current() and (left := until - time.monotonic()) > 0:
                self._changed.wait(min(left, 0.05))

    def _follow(self) -> None:
        pause = _LOOK_EVERY_S
        while not self._closed:
            try:
                self.update()
                pause = _LOOK_EVERY_S
            except Exception:
                _LOG.exception("the search index could not be brought up to date; trying again")
                pause = _PAUSE_S
            self._wake.wait(pause)
            self._wake.clear()

    def update(self) -> None:
        """Bring the index to the archive's newest generation.

        Raises ArchiveError, ValueError where another process writes the index just now.
        """
        with self._lock:
            if self.is_current():
                return
            if self._folder and self._is_newer_on_disk():
                self._take(*self._open())
            manifest = self._archive.manifest()
            if manifest.generation != self._state.generation:
                self._bring_to(manifest)

    def _is_newer_on_disk(self) -> bool:
        there = _read_about(self._folder) if self._folder else None
        return there is not None and there.generation > self._state.generation

    def _bring_to(self, manifest: Manifest) -> None:
        now = {graph: entry.sha256 for graph, entry in manifest.graphs.items()}
        before = dict(self._state.graphs)
        differing = {g for g in now.keys() | before.keys() if now.get(g) != before.get(g)}
        units = sorted({unit_of(graph) for graph in differing})
        # What is not part of a plan goes first: it has the names of kinds, and the target groups.
        units.sort(key=lambda unit: "/" in unit)
        members: dict[str, list[str]] = {}
        for graph in now:
            members.setdefault(unit_of(graph), []).append(graph)
        draft = _Draft(self._state)
        for first in range(0, len(units), _UNITS_A_COMMIT):
            some = units[first : first + _UNITS_A_COMMIT]
            made = {u: draft.take(u, self._read(manifest, members.get(u, []))) for u in some}
            self._index.replace(made, draft.kind_names())
        state = State(
            manifest.generation, now, draft.names, frozenset(draft.groups), dict(draft.words)
        )
        if self._folder:
            _write_about(self._folder, state)
        self._take(self._index, state)

    def _read(self, manifest: Manifest, graphs: list[str]) -> list[tuple[str, list[Any]]]:
        return [
            (graph, list(parse_exact(self._archive.text_of(manifest, graph)))) for graph in graphs
        ]

    def _take(self, index: Index, state: State) -> None:
        with self._changed:
            self._index, self._state, self._stems = index, state, state.stems
            self._searcher = index.snapshot()
            self._changed.notify_all()

    def _open(self) -> tuple[Index, State]:
        """Open the index in the folder; one that cannot be read is thrown away."""
        if self._folder is None:
            return Index(), State()
        about = _read_about(self._folder)
        # Without about.json somebody may be making the first index, or was killed doing so.
        if about is not None or not _about_path(self._folder).exists():
            try:
                return Index(self._folder / "index"), about or State()
            except (ValueError, OSError):
                _LOG.warning(
                    "the search index in %s cannot be read; it is built anew", self._folder
                )
        try:
            shutil.rmtree(self._folder, ignore_errors=True)
            return Index(self._folder / "index"), State()
        except (ValueError, OSError) as error:
            _LOG.warning("%s takes no search index (%s); it is kept in memory", self._folder, error)
            self._folder = None
            return Index(), State()


class _Draft:
    """The next state of the index, while it is made."""

    def __init__(self, state: State) -> None:
        self.names: dict[str, Mapping[str, str]] = dict(state.names)
        self.groups = set(state.groups)
        self.words = dict(state.words)

    def take(self, unit: str, graphs: list[tuple[str, list[Any]]]) -> list[Document]:
        """Return the documents of a unit, and note their names and words.

        Terms of the ontology give their names to kinds, and are not found themselves.
        """
        for _, triples in graphs:
            self.groups.update(t.subject.value for t in triples if is_group(t))
        found = documents(unit, graphs, frozenset(self.groups))
        for document in found:
            if not document.plan or document.plan == document.iri:
                self.names[document.iri] = dict(document.titles) or {"": document.title}
            for text in (document.title, document.text, document.others):
                for word in words_of(text):
                    folded = fold(word.text)
                    if folded not in self.words:
                        self.words[folded] = stem(word.text)
        return [one for one in found if not one.kind.startswith(OWL.iri)]

    def kind_names(self) -> dict[str, list[str]]:
        """Return what kinds are called, by IRI."""
        return {iri: list(labels.values()) for iri, labels in self.names.items()}


def _about_path(folder: Path) -> Path:
    return folder / "about.json"


def _read_about(folder: Path) -> State | None:
    try:
        about = json.loads(_about_path(folder).read_text(encoding="utf-8"))
        if about["version"] != VERSION:
            return None
        return State(
            int(about["generation"]),
            about["graphs"],
            about["names"],
            frozenset(about["groups"]),
            about["words"],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_about(folder: Path, state: State) -> None:
    """Write ``about.json`` anew, whole or not at all."""
    body = {
        "version": VERSION,
        "generation": state.generation,
        "graphs": state.graphs,
        "names": state.names,
        "groups": sorted(state.groups),
        "words": state.words,
    }
    draft = folder / f"about.{os.getpid()}.tmp"
    draft.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
    draft.replace(_about_path(folder))
