"""Figures from series of measurements, and the bars that they are held to. Pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

COLD_RATIO_MAX: Final = 0.7
SLOWER_TIMES_MAX: Final = 3.0
SLOWER_BY_MAX_S: Final = 0.001
CACHED_PER_SECOND_MIN: Final = 30_000
DECISION_MAX_S: Final = 0.3
PLAN_GRAPH_MAX_S: Final = 3.0
START_MAX_S: Final = 15.0
GOAL_PAGE_MAX_S: Final = 0.020
PLAN_PAGE_MAX_S: Final = 0.150


class Verdict(StrEnum):
    """What a bar says."""

    PASS = "PASS"  # noqa: S105 - no password
    FAIL = "FAIL"
    NOT_MEASURED = "NOT MEASURED"


@dataclass(frozen=True)
class Bar:
    """One bar: what is demanded, what was found."""

    demand: str
    found: str
    verdict: Verdict

    def as_json(self) -> dict[str, str]:
        """Return the bar as plain data."""
        return {"demand": self.demand, "found": self.found, "verdict": self.verdict.value}


@dataclass(frozen=True)
class Pair:
    """Cold times of one query, of the server under test and of the reference, in seconds."""

    name: str
    tested_s: float
    reference_s: float

    @property
    def ratio(self) -> float:
        """Tested by reference; below 1 the tested one is faster."""
        return self.tested_s / self.reference_s

    @property
    def too_slow(self) -> bool:
        """Whether the tested one is both many times and noticeably slower."""
        return self.ratio > SLOWER_TIMES_MAX and self.tested_s - self.reference_s > SLOWER_BY_MAX_S


def median(seconds: Sequence[float]) -> float:
    """Return the median. Raises statistics.StatisticsError for an empty series."""
    return statistics.median(seconds)


def percentile(seconds: Sequence[float], share: float) -> float:
    """Return the least of a series that a share of it does not exceed (nearest rank).

    >>> percentile([4.0, 1.0, 3.0, 2.0], 0.5), percentile([1.0, 2.0], 0.95)
    (2.0, 2.0)
    """
    return sorted(seconds)[max(0, math.ceil(share * len(seconds)) - 1)]


def geometric_mean(ratios: Iterable[float]) -> float:
    """Return the geometric mean of positive numbers; nan for none.

    >>> round(geometric_mean([0.5, 2.0]), 6)
    1.0
    """
    logs = [math.log(ratio) for ratio in ratios]
    return math.exp(sum(logs) / len(logs)) if logs else math.nan


def rounds_within(budget_s: float, one_round_s: float, most: int, least: int = 3) -> int:
    """Return how many rounds fit a budget, within bounds.

    >>> rounds_within(10, 0.001, 15), rounds_within(10, 2.5, 15), rounds_within(10, 60, 15)
    (15, 4, 3)
    """
    return max(least, min(most, int(budget_s / max(one_round_s, 1e-9))))


def growth(times_s: Mapping[int, float]) -> dict[int, float]:
    """Return each size's time as a multiple of the smallest size's.

    >>> growth({1: 0.25, 30: 0.5})
    {1: 1.0, 30: 2.0}
    """
    base = times_s[min(times_s)]
    return {size: seconds / base for size, seconds in sorted(times_s.items())}


def speed_bars(pairs: Sequence[Pair], differing: Sequence[str]) -> list[Bar]:
    """Return the bars on queries. differing: names of queries whose answers differ or failed."""
    mean = geometric_mean(pair.ratio for pair in pairs)
    slow = [f"{pair.name} ({pair.ratio:.1f}×)" for pair in pairs if pair.too_slow]
    return [
        _bar(
            "the same answers from both",
            ", ".join(differing) or f"all {len(pairs)} agree",
            not differing and bool(pairs),
        ),
        _bar(
            f"geometric mean of cold ratios at most {COLD_RATIO_MAX}",
            f"{mean:.2f}",
            mean <= COLD_RATIO_MAX,
        ),
        _bar(
            f"no query both over {SLOWER_TIMES_MAX:g}× and {SLOWER_BY_MAX_S * 1e3:g} ms slower",
            ", ".join(slow) or "none",
            not slow,
        ),
    ]


def service_bars(
    cached_per_second: float | None,
    decision_s: float | None,
    plan_graph_s: float | None,
    start_s: float,
) -> list[Bar]:
    """Return the bars on the service; None: not measured."""
    rate = f"at least {CACHED_PER_SECOND_MIN:,} cached answers a second (wrk -t1)"
    return [
        _not_measured(rate)
        if cached_per_second is None
        else _bar(rate, f"{cached_per_second:,.0f}", cached_per_second >= CACHED_PER_SECOND_MIN),
        _below("a decision is visible to the next read", decision_s, DECISION_MAX_S),
        _below("a plan graph of a samfunnsdel's size is too", plan_graph_s, PLAN_GRAPH_MAX_S),
        _below("the server starts", start_s, START_MAX_S),
    ]


def page_bars(goal_s: float | None, plan_s: float | None) -> list[Bar]:
    """Return the bars on pages that no cache has, by their medians; None: not measured."""
    return [
        _below("a goal's page is made", goal_s, GOAL_PAGE_MAX_S),
        _below("a plan's page with its whole tree is made", plan_s, PLAN_PAGE_MAX_S),
    ]


def _below(demand: str, seconds: float | None, limit_s: float) -> Bar:
    demand = f"{demand} in under {limit_s:g} s"
    if seconds is None:
        return _not_measured(demand)
    return _bar(demand, f"{seconds:.3f} s", seconds < limit_s)


def _bar(demand: str, found: str, passed: bool) -> Bar:
    return Bar(demand, found, Verdict.PASS if passed else Verdict.FAIL)


def _not_measured(demand: str) -> Bar:
    return Bar(demand, "—", Verdict.NOT_MEASURED)
