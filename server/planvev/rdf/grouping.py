"""The order in which triples are easiest to read."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Triple


def by_subject(triples: Iterable[Triple]) -> list[Triple]:
    """Return triples with those of one subject together, subjects in the order of their first.

    >>> from planvev.vocab import PV, RDF, RDFS
    >>> a, b = PV.Goal, PV.Plan
    >>> mixed = [Triple(a, RDF.type, b), Triple(b, RDF.type, a), Triple(a, RDFS.seeAlso, b)]
    >>> [triple.subject.value[-4:] for triple in by_subject(mixed)]
    ['Goal', 'Goal', 'Plan']
    """
    places: dict[object, int] = {}
    return sorted(triples, key=lambda triple: places.setdefault(triple.subject, len(places)))
