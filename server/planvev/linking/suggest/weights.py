"""How much each signal counts, and how that is fitted to what people decided. Pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Final

FEWEST: Final = 25
"""How many approved pairs, and how many others, there must be before weights are fitted."""
_PULL: Final = 4.0
_ROUNDS: Final = 30
_CLOSE: Final = 1e-6
_HIGHEST: Final = 30.0


@dataclass(frozen=True)
class Weights:
    """How much each signal counts. The score of a pair is 1 / (1 + exp(-(bias + Σ weight·signal))).

    A signal is between 0 and 1. words: shared words, by how much of the source they are.
    concepts: shared concepts. theme, actor, group: what both are marked with. quantity: the same
    number and year. parent: what stands above them is alike. sibling: an approved link of what
    stands beside the source. embedding: the cosine of their sentences' vectors, if there are any.
    """

    bias: float = -2.6
    words: float = 6.0
    concepts: float = 5.0
    theme: float = 0.9
    actor: float = 0.6
    group: float = 0.6
    quantity: float = 2.2
    parent: float = 1.0
    sibling: float = 1.4
    embedding: float = 3.0

    def score(self, signals: Mapping[str, float]) -> float:
        """Return the score of a pair with these signals, between 0 and 1.

        >>> round(Weights(bias=0.0, words=1.0).score({"words": 0.0}), 2)
        0.5
        """
        return _sigmoid(self.bias + self.sum(signals))

    def sum(self, signals: Mapping[str, float]) -> float:
        """Return what the signals add up to: pairs are ranked by that."""
        return float(sum(getattr(self, name) * value for name, value in signals.items()))


DEFAULTS: Final = Weights()
SIGNALS: Final = tuple(name for name in asdict(DEFAULTS) if name != "bias")


def fit_weights(
    approved: Sequence[Mapping[str, float]],
    others: Sequence[Mapping[str, float]],
    *,
    defaults: Weights = DEFAULTS,
    fewest: int = FEWEST,
) -> Weights:
    """Return the weights that tell approved pairs from others best: logistic regression.

    approved, others: the signals of pairs. Both kinds count alike in all, however many they are.
    Weights are drawn to the defaults, the more the fewer pairs there are, and none is below 0: no
    signal speaks against a pair. The defaults themselves are returned where there are fewer
    than ``fewest`` of either. The same pairs give the same weights.
    """
    if min(len(approved), len(others)) < fewest:
        return defaults
    names = ("bias", *SIGNALS)
    # In an order of their own: floats add up otherwise in another order.
    rows = [
        *sorted(_row(pair, names) for pair in approved),
        *sorted(_row(pair, names) for pair in others),
    ]
    asked = [1.0] * len(approved) + [0.0] * len(others)
    smaller = min(len(approved), len(others))
    counts = [smaller / len(approved)] * len(approved) + [smaller / len(others)] * len(others)
    start = [getattr(defaults, name) for name in names]
    found = _newton(rows, asked, counts, start)
    fitted = {
        name: value if name == "bias" else max(0.0, value)
        for name, value in zip(names, found, strict=True)
    }
    return replace(defaults, **fitted)


def _row(pair: Mapping[str, float], names: Sequence[str]) -> list[float]:
    return [1.0 if name == "bias" else pair.get(name, 0.0) for name in names]


def _newton(
    rows: Sequence[Sequence[float]],
    asked: Sequence[float],
    counts: Sequence[float],
    start: Sequence[float],
) -> list[float]:
    """Return the weights at the minimum of the loss with the pull to the start (Newton's steps)."""
    size = len(start)
    weights = list(start)
    for _ in range(_ROUNDS):
        slope = [_PULL * (weights[i] - start[i]) for i in range(size)]
        curve = [[_PULL if i == j else 0.0 for j in range(size)] for i in range(size)]
        for row, wanted, count in zip(rows, asked, counts, strict=True):
            likely = _sigmoid(sum(w * x for w, x in zip(weights, row, strict=True)))
            off, bend = count * (likely - wanted), count * likely * (1 - likely)
            for i in range(size):
                slope[i] += off * row[i]
                for j in range(size):
                    curve[i][j] += bend * row[i] * row[j]
        step = _solve(curve, slope)
        weights = [weight - each for weight, each in zip(weights, step, strict=True)]
        if max(map(abs, step)) < _CLOSE:
            break
    return weights


def _solve(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Solve a symmetric, positive definite system by elimination.

    >>> _solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0])
    [1.0, 0.5]
    """
    size = len(right)
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    for i in range(size):
        for j in range(i + 1, size):
            share = rows[j][i] / rows[i][i]
            rows[j] = [a - share * b for a, b in zip(rows[j], rows[i], strict=True)]
    found = [0.0] * size
    for i in reversed(range(size)):
        known = sum(rows[i][j] * found[j] for j in range(i + 1, size))
        found[i] = (rows[i][size] - known) / rows[i][i]
    return found


def _sigmoid(value: float) -> float:
    """Return 1 / (1 + exp(-value)), between 0 and 1 for all values.

    >>> _sigmoid(0.0), _sigmoid(-1e9) < 1e-9
    (0.5, True)
    """
    return 1 / (1 + math.exp(-max(-_HIGHEST, min(_HIGHEST, value))))
