"""How well a ranking finds what people found. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

DEPTHS: Final = (1, 5, 10)


@dataclass(frozen=True)
class Figures:
    """Means over the queries. recall: the share of a query's targets among the first k, by k.

    hit: the share of queries with any of its targets among them. mrr: the mean of one by the rank
    of the first that was wanted, 0 where none was found.
    """

    queries: int
    recall: dict[int, float]
    hit: dict[int, float]
    mrr: float

    def as_json(self) -> dict[str, object]:
        """Return the figures as plain data."""
        return asdict(self)


def figures(rankings: Sequence[Sequence[str]], wanted: Sequence[frozenset[str]]) -> Figures:
    """Return the figures of rankings. wanted: of each query, never empty.

    >>> figures([["a", "b"]], [frozenset({"b", "c"})]).recall
    {1: 0.0, 5: 0.5, 10: 0.5}
    """
    pairs = list(zip(rankings, wanted, strict=True))
    recall = {k: _mean([len(w & set(r[:k])) / len(w) for r, w in pairs]) for k in DEPTHS}
    hit = {k: _mean([float(bool(w & set(r[:k]))) for r, w in pairs]) for k in DEPTHS}
    return Figures(len(pairs), recall, hit, _mean([_first(r, w) for r, w in pairs]))


def _first(ranking: Sequence[str], wanted: frozenset[str]) -> float:
    return next((1 / rank for rank, iri in enumerate(ranking, 1) if iri in wanted), 0.0)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
