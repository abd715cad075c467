"""What is known of links: which pairs are settled, and which are approved beside. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from planvev.linking.element import Element
from planvev.linking.links import Status
from planvev.linking.suggest.prepared import Surroundings

_SAME_PARENT: Final = 0.5
Beside: TypeAlias = tuple[tuple[Element, frozenset[str]], ...]
"""What stands beside a source or above it, with the targets of its approved links."""


@dataclass(frozen=True)
class Nearest:
    """How much approved links beside a source speak for a target, and whose they are."""

    share: float = 0.0
    element: Element | None = None


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

    def beside(self, source: Element) -> Beside:
        """Return what stands beside a source or above it and has approved links."""
        if not self._approved:
            return ()
        return tuple(
            (each, frozenset(self._approved[each.iri]))
            for each in self._sources.siblings(source)
            if each.iri in self._approved
        )

    def near(self, beside: Beside) -> list[str]:
        """Return the targets of approved links beside a source, and what is beside those."""
        found: set[str] = set()
        for _, approved in beside:
            found |= approved
            for iri in approved:
                target = self._targets.by_iri.get(iri)
                if target is not None:
                    found.update(each.iri for each in self._targets.siblings(target))
        return sorted(found)

    def sibling(self, beside: Beside, target: Element) -> Nearest:
        """Return how much the approved links beside a source speak for a target.

        1 for the same target, half for one under the same element, 0 for none.
        """
        best = Nearest()
        for each, approved in beside:
            if target.iri in approved:
                return Nearest(1.0, each)
            if best.element is None and any(self._under_same(target, iri) for iri in approved):
                best = Nearest(_SAME_PARENT, each)
        return best

    def parent_of(self, target: Element) -> Element | None:
        """Return the element above a target."""
        return self._targets.parent(target)

    def _under_same(self, target: Element, other: str) -> bool:
        found = self._targets.by_iri.get(other)
        return bool(found and found.parents and found.parents[:1] == target.parents[:1])
