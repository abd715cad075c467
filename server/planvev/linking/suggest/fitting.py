"""Weights fitted to what people decided on links so far. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from planvev.linking.element import Element
from planvev.linking.links import Status
from planvev.linking.suggest.matcher import Matcher
from planvev.linking.suggest.weights import DEFAULTS, FEWEST, Weights, fit_weights

PAIRS_MOST: Final = 400
"""How many approved pairs, and how many rejected, are looked at; spread over all there are."""
_UNLINKED_FOR_EACH: Final = 2
Pair = tuple[str, str]


def fitted_weights(
    elements: Mapping[str, Element],
    links: Iterable[tuple[str, str, str]],
    *,
    defaults: Weights = DEFAULTS,
    fewest: int = FEWEST,
) -> Weights:
    """Return weights that tell approved links from rejected ones, and from pairs without a link.

    elements: by IRI; links: (source, target, status), those of other elements are left out. The
    defaults are returned where fewer than ``fewest`` links are approved. How often people
    reject is no matter: for each approved pair two targets of the same plan that nothing links the
    source to count as others too. The same links in any order give the same weights.
    """
    status: dict[Pair, str] = {}
    for source, target, each in sorted(links):
        if source in elements and target in elements:
            # Of several links of a pair, one that is approved counts: it sorts first.
            status.setdefault((source, target), each)
    approved = sorted(pair for pair, each in status.items() if each == Status.APPROVED)
    rejected = sorted(pair for pair, each in status.items() if each == Status.REJECTED)
    if len(approved) < fewest:
        return defaults
    known = [(source, target, each) for (source, target), each in status.items()]
    signals = _Signals(elements, known)
    chosen = _spread(approved, PAIRS_MOST)
    others = [*_spread(rejected, PAIRS_MOST), *signals.unlinked(chosen, status)]
    return fit_weights(
        [signals.of(pair) for pair in chosen],
        [signals.of(pair) for pair in others],
        defaults=defaults,
        fewest=fewest,
    )


class _Signals:
    """The signals of pairs: each target is among those of its plan, as when it was suggested."""

    def __init__(
        self, elements: Mapping[str, Element], links: Sequence[tuple[str, str, str]]
    ) -> None:
        self._elements = elements
        self._links = links
        self._by_plan: dict[str, list[Element]] = {}
        for iri in sorted(elements):
            self._by_plan.setdefault(elements[iri].plan, []).append(elements[iri])
        self._matchers: dict[str, Matcher] = {}

    def of(self, pair: Pair) -> dict[str, float]:
        """Return the signals of a pair."""
        plan = self._elements[pair[1]].plan
        if plan not in self._matchers:
            own = [link for link in self._links if self._elements[link[1]].plan == plan]
            plans = sorted({self._elements[source].plan for source, _, _ in own})
            sources = [each for one in plans for each in self._by_plan[one]]
            self._matchers[plan] = Matcher(self._by_plan[plan], links=own, sources=sources)
        return self._matchers[plan].signals(self._elements[pair[0]], pair[1])

    def unlinked(self, approved: Sequence[Pair], linked: Mapping[Pair, str]) -> list[Pair]:
        """Return, for each pair, some of the same source and plan that no link joins."""
        found: dict[Pair, None] = {}
        for place, (source, target) in enumerate(approved):
            kind = self._elements[target].kind
            others = [
                (source, each.iri)
                for each in self._by_plan[self._elements[target].plan]
                if each.kind == kind and each.iri != source and (source, each.iri) not in linked
            ]
            step = max(1, len(others) // _UNLINKED_FOR_EACH)
            found.update(dict.fromkeys(others[place % step :: step][:_UNLINKED_FOR_EACH]))
        return list(found)


def _spread(pairs: Sequence[Pair], most: int) -> list[Pair]:
    """Return at most so many, evenly from all.

    >>> _spread([("a", "1"), ("b", "2"), ("c", "3"), ("d", "4")], 2)
    [('a', '1'), ('c', '3')]
    """
    if len(pairs) <= most:
        return list(pairs)
    return [pairs[place * len(pairs) // most] for place in range(most)]
