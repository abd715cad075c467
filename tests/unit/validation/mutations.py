"""Random changes of data, from a seed: what people and programs get wrong, and what they mend."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from planvev.validation.incremental import GraphChange
from planvev.vocab import OA, PV, RDF, XSD

Graphs = dict[str, list[Triple]]
_ODD = (
    Literal("abc", datatype=XSD.integer),
    Literal("0", datatype=XSD.integer),
    Literal("007", datatype=XSD.integer),
    Literal("2", datatype=XSD.integer),
    Literal("-1", datatype=XSD.nonNegativeInteger),
    Literal("i går", datatype=XSD.date),
    Literal("1999", datatype=XSD.gYear),
    Literal("99", datatype=XSD.gYear),
    Literal("uten språk"),
    Literal("på engelsk", language="en"),
    Literal("på bokmål", language="nb-NO"),
    NamedNode("https://w3id.org/planvev/id/nowhere"),
    PV.Goal,
    PV.Vision,
    PV.PlanInstrument,
    OA.SpecificResource,
)


class Mutator:
    """Changes graphs one step at a time. graphs: by IRI their triples; changed in place."""

    def __init__(self, graphs: Mapping[str, Sequence[Triple]], seed: int) -> None:
        self.graphs: Graphs = {name: list(triples) for name, triples in graphs.items()}
        self._random = random.Random(seed)  # noqa: S311
        self._kinds = (
            self._remove,
            self._remove_subject,
            self._replace_object,
            self._put_odd_object,
            self._add_from_elsewhere,
            self._retype,
            self._misspell,
        )

    def step(self) -> GraphChange:
        """Make one change and return it."""
        names = sorted(self.graphs)
        weights = [len(self.graphs[name]) + 50 for name in names]
        name = self._random.choices(names, weights)[0]
        removed, added = self._random.choice(self._kinds)(name)
        triples = dict.fromkeys(self.graphs[name])
        added = [triple for triple in dict.fromkeys(added) if triple not in triples]
        for triple in removed:
            triples.pop(triple, None)
        triples.update(dict.fromkeys(added))
        self.graphs[name] = list(triples)
        return GraphChange(name, tuple(removed), tuple(added))

    def _any(self, name: str | None = None) -> Triple:
        chosen = name or self._random.choice(sorted(self.graphs))
        return self._random.choice(self.graphs[chosen] or self.graphs[max(self.graphs)])

    def _remove(self, name: str) -> tuple[list[Triple], list[Triple]]:
        return [self._any(name)], []

    def _remove_subject(self, name: str) -> tuple[list[Triple], list[Triple]]:
        subject = self._any(name).subject
        return [triple for triple in self.graphs[name] if triple.subject == subject], []

    def _replace_object(self, name: str) -> tuple[list[Triple], list[Triple]]:
        old = self._any(name)
        alike = [t for graph in self.graphs.values() for t in graph if t.predicate == old.predicate]
        new = self._random.choice(alike).object
        return _replaced(old, new)

    def _put_odd_object(self, name: str) -> tuple[list[Triple], list[Triple]]:
        return _replaced(self._any(name), self._random.choice(_ODD))

    def _add_from_elsewhere(self, name: str) -> tuple[list[Triple], list[Triple]]:
        other = self._any()
        return [], [Triple(self._any(name).subject, other.predicate, other.object)]

    def _retype(self, name: str) -> tuple[list[Triple], list[Triple]]:
        typed = [t for t in self.graphs[name] if t.predicate == RDF.type]
        if not typed:
            return self._remove(name)
        everywhere = [t for g in self.graphs.values() for t in g if t.predicate == RDF.type]
        return _replaced(self._random.choice(typed), self._random.choice(everywhere).object)

    def _misspell(self, name: str) -> tuple[list[Triple], list[Triple]]:
        old = self._any(name)
        return [], [Triple(old.subject, PV.postion, old.object)]


def _replaced(old: Triple, new: object) -> tuple[list[Triple], list[Triple]]:
    if new == old.object:
        return [], []
    return [old], [Triple(old.subject, old.predicate, new)]  # type: ignore[arg-type]
