"""A file's figures, and the bars that the issue sets for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bench.figures import Bar, Verdict
from bench.importing.matching import Matching, Parents, Score
from bench.importing.reading import Reading

KINDS: Final = ("Goal", "Strategy", "Action", "Vision", "Value")
SHARE_MIN: Final = 0.85
LONG_MAX_S: Final = 10.0
HOSTILE_MAX_S: Final = 12.0
"""Ten seconds for the file, and what it takes to begin and to end a process."""
HOSTILE_MAX_MIB: Final = 512


@dataclass
class PlanResult:
    """A plan's text: how it was read and how what was found fits what was counted.

    exact: whether nothing may be missed or wrong. barred: whether the bars hold for this file on
    its own; of a folder they hold for all files together.
    """

    name: str
    reading: Reading
    matching: Matching
    exact: bool = False
    barred: bool = True

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        matching = self.matching
        return {
            "name": self.name,
            **reading_as_json(self.reading),
            "kinds": {kind: _score_as_json(matching.score(kind, areas=False)) for kind in KINDS},
            "goalsWithAreas": _score_as_json(matching.score("Goal")),
            "parents": {
                kind: {"asked": parents.asked, "right": parents.right}
                for kind in ("Goal", "Strategy", "Action")
                for parents in (matching.parents(kind),)
            },
            "missed": {kind: _numbers(matching.missed(kind)) for kind in KINDS},
            "wrong": {
                kind: [matching.found[place].text for place in matching.wrong(kind)]
                for kind in KINDS
            },
        }


@dataclass
class XmlResult:
    """A StratML file. counted: by the independent count; empty where it is to be refused."""

    name: str
    reading: Reading
    counted: dict[str, int]
    found: dict[str, int]
    refused_at: int | None = None

    @property
    def holds(self) -> bool:
        """Whether what was found is what was counted, or the file was refused at its fault."""
        if self.refused_at is not None:
            return str(self.refused_at) in self.reading.failure
        return not self.reading.failure and self.found == self.counted

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "name": self.name,
            **reading_as_json(self.reading),
            "counted": self.counted,
            "found": self.found,
            "holds": self.holds,
        }


@dataclass
class Results:
    """All that was measured. long: documents of fifty pages; hostile: texts of five megabytes."""

    plans: list[PlanResult] = field(default_factory=list)
    corpus: list[PlanResult] = field(default_factory=list)
    xml: list[XmlResult] = field(default_factory=list)
    long: list[Reading] = field(default_factory=list)
    hostile: list[Reading] = field(default_factory=list)

    @property
    def bars(self) -> list[Bar]:
        """All bars that something was measured for."""
        bars = [bar for result in self.plans if result.barred for bar in _plan_bars(result)]
        if self.corpus:
            bars += _share_bars("all files of the folder", self.corpus)
        if self.xml:
            wrong = [result.name for result in self.xml if not result.holds]
            bars.append(
                _bar(
                    "every StratML file: what the count gives", ", ".join(wrong) or "all", not wrong
                )
            )
        bars += [_long_bar(reading) for reading in self.long]
        return bars + [_hostile_bar(reading) for reading in self.hostile]

    def as_json(self) -> dict[str, Any]:
        """Return all figures as plain data: times in seconds, memory in MiB."""
        return {
            "plans": [result.as_json() for result in self.plans],
            "corpus": [result.as_json() for result in self.corpus],
            "stratml": [result.as_json() for result in self.xml],
            "long": [reading_as_json(reading) for reading in self.long],
            "hostile": [reading_as_json(reading) for reading in self.hostile],
            "bars": [bar.as_json() for bar in self.bars],
        }


def total(results: Iterable[PlanResult], kind: str, areas: bool = False) -> Score:
    """Return the score of a kind over several files."""
    return sum((result.matching.score(kind, areas) for result in results), start=Score(0, 0, 0, 0))


def total_parents(results: Iterable[PlanResult], kind: str) -> Parents:
    """Return how many elements of a kind stand under the right goal, over several files."""
    return sum((result.matching.parents(kind) for result in results), start=Parents())


def reading_as_json(reading: Reading) -> dict[str, Any]:
    """Return how a file was read, without what was found in it."""
    blocks = reading.blocks
    return {
        "file": reading.file.name,
        "format": reading.format,
        "seconds": round(reading.seconds, 3),
        "memoryMiB": round(reading.memory_mib, 1),
        "blocks": blocks.all,
        "unplaced": blocks.unplaced,
        "charactersInNoBlock": blocks.lost,
        "failure": reading.failure,
    }


def _score_as_json(score: Score) -> dict[str, Any]:
    return {
        "counted": score.counted,
        "found": score.found,
        "both": score.both,
        "alike": score.alike,
        "precision": round(score.precision, 3),
        "recall": round(score.recall, 3),
    }


def _numbers(places: Sequence[int]) -> list[int]:
    return [place + 1 for place in places]


def _plan_bars(result: PlanResult) -> list[Bar]:
    if not result.exact:
        return _share_bars(result.name, [result])
    scores = [result.matching.score(kind) for kind in ("Goal", "Strategy")]
    holds = all(score.counted == score.found == score.both == score.alike for score in scores)
    found = ", ".join(f"{score.both} of {score.counted}, {score.found} found" for score in scores)
    return [
        _bar(f"{result.name}: all goals and strategies and no other", found, holds),
        _all_blocks(result),
    ]


def _share_bars(name: str, results: Sequence[PlanResult]) -> list[Bar]:
    bars = []
    for kind, plural in (("Goal", "goals"), ("Strategy", "strategies")):
        score = total(results, kind)
        if not score.counted and not score.found:
            continue
        holds = min(score.precision, score.recall) >= SHARE_MIN
        bars.append(
            _bar(
                f"{name}: precision and recall of {plural} ≥ {SHARE_MIN}",
                f"{score.precision:.2f} and {score.recall:.2f}",
                holds and not any(result.reading.failure for result in results),
            )
        )
    return bars + [_all_blocks(result) for result in results if not _accounted(result.reading)]


def _accounted(reading: Reading) -> bool:
    return not reading.blocks.lost and not reading.failure


def _all_blocks(result: PlanResult) -> Bar:
    blocks = result.reading.blocks
    return _bar(
        f"{result.name}: every block accounted for",
        result.reading.failure or f"{blocks.all} blocks, {blocks.lost} characters in none",
        _accounted(result.reading),
    )


def _long_bar(reading: Reading) -> Bar:
    found = reading.failure or f"{reading.seconds:.1f} s"
    holds = not reading.failure and reading.seconds < LONG_MAX_S
    return _bar(f"{reading.file.name}: 50 pages in under {LONG_MAX_S:.0f} s", found, holds)


def _hostile_bar(reading: Reading) -> Bar:
    said = reading.failure or f"{len(reading.elements)} elements"
    bounded = reading.seconds < HOSTILE_MAX_S and reading.memory_mib < HOSTILE_MAX_MIB
    stumbled = bool(reading.failure) and reading.reason in ("", "unreadable")
    return _bar(
        f"{reading.file.name}: over within {HOSTILE_MAX_S:.0f} s and {HOSTILE_MAX_MIB} MiB",
        f"{reading.seconds:.1f} s, {reading.memory_mib:.0f} MiB: {said}",
        bounded and not stumbled,
    )


def _bar(demand: str, found: str, holds: bool) -> Bar:
    return Bar(demand, found, Verdict.PASS if holds else Verdict.FAIL)
