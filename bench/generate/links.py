"""Writes the links of one plan: to the plan above it, to the global goals, to a neighbour."""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import count
from typing import Final

from bench.generate.draft import Element, PlanDraft
from bench.generate.graphs import PROJECT, PlanGraphs, some_words
from bench.generate.terms import A, GraphSink, Term, code, iri, name, text, typed

_TYPES: Final[dict[str, tuple[str, ...]]] = {
    "Goal": ("concretises", "contributesTo", "contributesTo"),
    "Strategy": ("contributesTo", "concretises", "implements"),
    "Action": ("implements", "implements", "contributesTo"),
}
"""The link types that each class of element may have to a goal or strategy, by their frequency."""
_BASES: Final = ("statedInText", "analystAssessment", "machineSuggestion")


class LinkGraph:
    """Numbers and writes the links that start from one plan."""

    def __init__(
        self, draft: PlanDraft, graphs: PlanGraphs, rng: random.Random, sink: GraphSink
    ) -> None:
        self._draft = draft
        self._graphs = graphs
        self._rng = rng
        self._sink = sink
        self._numbers = count(1)

    def to_plan_above(self, above: Sequence[tuple[str, Term]]) -> None:
        """Link somewhat over half of the elements to goals and strategies of another plan.

        above: class and IRI of its elements. An element has one link, a few have two.
        """
        targets = [target for kind, target in above if kind in ("Goal", "Strategy")]
        for element in self._draft.elements:
            if element.kind not in _TYPES or self._rng.random() > 0.6:
                continue
            for target in self._rng.sample(targets, 2 if self._rng.random() < 0.15 else 1):
                self._link(element, target, self._rng.choice(_TYPES[element.kind]))

    def to_global_goals(self) -> None:
        """Link all main goals, and a third of the sub-goals, to global goals."""
        for element in self._draft.elements:
            if element.kind == "Goal" and ("." not in element.path or self._rng.random() < 0.33):
                for number in sorted(self._rng.sample(range(1, 18), self._rng.choice((1, 1, 2)))):
                    target = iri(f"http://metadata.un.org/sdg/{number}")
                    self._link(element, target, "contributesTo", stated=0.2)

    def to_neighbour(self, neighbour: Sequence[tuple[str, Term]]) -> None:
        """Suggest, for a twentieth of the strategies, one of another municipality that is alike."""
        strategies = [target for kind, target in neighbour if kind == "Strategy"]
        for element in self._draft.elements:
            if element.kind == "Strategy" and strategies and self._rng.random() < 0.05:
                self._link(element, self._rng.choice(strategies), "duplicates", stated=0)

    def sets_frame_for(self, plan: Term) -> None:
        """Say that this plan sets the frame for another of the same body."""
        self._write(self._draft.iri, plan, "setsFrameFor", "analystAssessment", None)

    def _link(self, element: Element, target: Term, kind: str, stated: float = 0.4) -> None:
        """Write one link from an element; stated: the chance that the text itself says it."""
        weights = (stated, 0.3, 0.7 - stated)
        basis = self._rng.choices(_BASES, weights=weights)[0]
        source = self._draft.local(element.path)
        self._write(source, target, kind, basis, element if basis == "statedInText" else None)

    def _write(
        self, source: Term, target: Term, kind: str, basis: str, quoted: Element | None
    ) -> None:
        path = f"link/{next(self._numbers)}"
        day, minute = self._rng.randint(1, 28), self._rng.randrange(60)
        pairs = [
            (A, name("pv", "Link")),
            (name("pv", "linkSource"), source),
            (name("pv", "linkTarget"), target),
            (name("pv", "linkType"), code("link-type", kind)),
            (name("pv", "linkBasis"), code("link-basis", basis)),
            (name("pv", "confidence"), typed(self._rng.randint(30, 99) / 100, "decimal")),
            (name("pv", "reason"), text(f"Ordlyden ligner: {self._draft.write.noun()}.")),
            (name("prov", "wasAttributedTo"), PROJECT),
            (
                name("prov", "generatedAtTime"),
                typed(f"2026-01-{day:02}T10:{minute:02}:00Z", "dateTime"),
            ),
        ]
        quotes = [some_words(quoted, self._rng)] if quoted else []
        pairs += self._graphs.passage_pairs(path, len(quotes))
        self._sink.block(self._draft.local(path), pairs)
        self._graphs.passages(self._sink, path, quotes)
