"""Matchers of the newest generation, kept while what can be matched against is the same.

Making one takes a second or more where there are many plans; so it is made once, under a lock, for
all who ask, and made anew only after a commit that changes elements. Links and decisions, which
change often, do not count here: a text that is in no graph has none.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Final, cast

from flask import current_app

from planvev.archive.archive import Archive
from planvev.archive.manifest import Manifest
from planvev.errors import ServerBusy
from planvev.ingest.export.sources import ArchiveTexts
from planvev.linking.corpus import Corpus, CorpusReader
from planvev.linking.element import SDG, Element
from planvev.linking.suggest.matcher import Matcher
from planvev.web.one_generation import note_generation
from planvev.web.reconcile_lookup import Lookup
from planvev.web.site import site

ALL: Final = "all"
OVERARCHING: Final = "overarching"
GOALS: Final = "sdg"
MATCHED: Final = frozenset(
    {
        "Vision",
        "Value",
        "StrategicApproach",
        "Goal",
        "Strategy",
        "Action",
        "PlanInstrument",
        "SdgGoal",
        "SdgTarget",
    }
)
"""The kinds of things that a text is matched to; running text and findings are not."""
_NOT_READ: Final = ("/decisions", "/links", "/links-recorded")
"""How the graphs end whose changes leave what is matched against as it is."""
_EXTENSION: Final = "planvev-matching"
_MATCHERS_MAX: Final = 12
_AT_ONCE: Final = 2
_WAIT_S: Final = 5.0
_RETRY_S: Final = 5
_MAKING: Final = threading.Lock()


@dataclass(frozen=True)
class Target:
    """What texts are matched to: the elements of a plan, of some, or the development goals."""

    elements: tuple[Element, ...]
    matcher: Matcher

    @cached_property
    def plan(self) -> str:
        """The IRI of the one plan that all elements are of, "" where they are of several."""
        plans = {each.plan for each in self.elements}
        return plans.pop() if len(plans) == 1 else ""

    @cached_property
    def lookup(self) -> Lookup:
        """Finds the elements by number and by exact wording."""
        return Lookup(self.elements)


class KeptMatchers:
    """The corpus of an archive's newest generation, and matchers over it."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._lock = threading.Lock()
        self._busy = threading.Semaphore(_AT_ONCE)
        self._reader = CorpusReader()
        self._corpus = Corpus()
        self._generation = 0
        self._contents: Mapping[str, str] = {}
        self._targets: OrderedDict[str, Target] = OrderedDict()

    def corpus(self) -> tuple[Corpus, int]:
        """Return the corpus of the newest generation, and which that is.

        Raises ArchiveError where the archive cannot be read.
        """
        with self._lock:
            self._catch_up()
            return self._corpus, self._generation

    def target(self, wanted: str) -> tuple[Target, int]:
        """Return what is matched against, and the generation that it is of.

        wanted: ALL, OVERARCHING, GOALS, or a plan: its IRI or the end of it. Raises PlanNotFound,
        and ArchiveError where the archive cannot be read.
        """
        with self._lock:
            self._catch_up()
            name = wanted
            if wanted not in (ALL, OVERARCHING, GOALS):
                name = self._corpus.find_plan(wanted)
            if name not in self._targets:
                elements = tuple(_elements(self._corpus, name))
                self._targets[name] = Target(elements, Matcher(elements))
            self._targets.move_to_end(name)
            while len(self._targets) > _MATCHERS_MAX:
                self._targets.popitem(last=False)
            return self._targets[name], self._generation

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until few others match, so that pages are still answered. Raises ServerBusy."""
        if not self._busy.acquire(timeout=_WAIT_S):
            raise ServerBusy(_RETRY_S, "Many texts are being matched just now. Try again soon.")
        try:
            yield
        finally:
            self._busy.release()

    def _catch_up(self) -> None:
        if self._generation == self._archive.head():
            return
        corpus, manifest = self._archive.read(self._read)
        contents = {
            graph: entry.sha256
            for graph, entry in manifest.graphs.items()
            if not graph.endswith(_NOT_READ)
        }
        if contents != self._contents:
            self._targets.clear()
        self._corpus, self._contents = corpus, contents
        self._generation = manifest.generation

    def _read(self, manifest: Manifest) -> tuple[Corpus, Manifest]:
        return self._reader.read(ArchiveTexts(self._archive, manifest)), manifest


def _elements(corpus: Corpus, name: str) -> Sequence[Element]:
    """Return what texts are matched to; of one plan or of some, their elements alone."""
    if name == ALL:
        return [each for each in corpus.elements.values() if each.kind in MATCHED]
    plans = {GOALS: [SDG], OVERARCHING: corpus.overarching()}.get(name, [name])
    elements = [element for plan in plans for element in corpus.of_plan(plan)]
    return [each for each in elements if each.kind in MATCHED]


def kept_matchers() -> KeptMatchers:
    """Return the matchers of the application at hand. Raises ServerBusy without an archive."""
    backend = site().backend
    if backend is None:
        raise ServerBusy(_RETRY_S, "Nothing is matched here: no archive stands behind the site.")
    with _MAKING:
        if _EXTENSION not in current_app.extensions:
            current_app.extensions[_EXTENSION] = KeptMatchers(backend.archive)
        return cast(KeptMatchers, current_app.extensions[_EXTENSION])


def corpus_at_hand() -> Corpus:
    """Return all that can be linked, of the newest generation, which the answer then is of."""
    corpus, generation = kept_matchers().corpus()
    note_generation(str(generation))
    return corpus


def target_for(wanted: str) -> Target:
    """Return what is matched against; see ``KeptMatchers.target``."""
    target, generation = kept_matchers().target(wanted)
    note_generation(str(generation))
    return target


def matcher_for(target: str) -> Matcher:
    """Return the matcher of a target of the newest generation; see ``KeptMatchers.target``.

    Match inside ``kept_matchers().turn()``.
    """
    return target_for(target).matcher
