"""What is known of links: which pairs are settled, and which are approved beside. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from planvev.linking.element import Element
from planvev.linking.links import Status
from planvev.linking.suggest.prepared import Surroundings

_SAME_PARENT: Final = 0.5


class Neighbours:
    """Links between sources and targets, as (source, target, status)."""

    def __init__(
        self, links: Iterable[tuple[str, str, str]], sources: Surroundings, targets: Surroundings
    ) -> None:
        self._sources = sources
        self._targets = targets
        self._known: dict[str, set[str]] = {}
        self._approved: dict[str, set[str]] = {}
        for source, target, status in links:
            self._known.setdefault(source, set()).add(target)
            if status == Status.APPROVED:
                self._approved.setdefault(source, set()).add(target)

    def known(self, source: str) -> frozenset[str]:
        """Return the targets that a link from a source is known to, whatever its status."""
        return frozenset(self._known.get(source, ()))

    def near(self, source: Element) -> list[str]:
        """Return the targets of approved links of what stands beside a source, and what is beside those."""
        found: set[str] = set()
        for beside in self._sources.siblings(source):
            for iri in self._approved.get(beside.iri, ()):
                found.add(iri)
                target = self._targets.by_iri.get(iri)
                if target is not None:
                    found.update(each.iri for each in self._targets.siblings(target))
        return sorted(found)

    def sibling(self, source: Element, target: Element) -> tuple[float, Element | None]:
        """Return how much the approved links beside a source speak for a target, and whose they are.

        1 for the same target, half for one under the same element, 0 for none.
        """
        best: tuple[float, Element | None] = (0.0, None)
        for beside in self._sources.siblings(source):
            approved = self._approved.get(beside.iri)
            if not approved:
                continue
            if target.iri in approved:
                return 1.0, beside
            if best[0] == 0 and any(self._under_same(target, iri) for iri in approved):
                best = (_SAME_PARENT, beside)
        return best

    def parent_of(self, target: Element) -> Element | None:
        """Return the element above a target."""
        return self._targets.parent(target)

    def _under_same(self, target: Element, other: str) -> bool:
        found = self._targets.by_iri.get(other)
        return bool(found and found.parents and found.parents[:1] == target.parents[:1])
