"""What is printed at the end, and what ``--json`` writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from rich.console import Console
from rich.table import Table

from bench.figures import Bar, Pair, Verdict, geometric_mean, growth, median
from bench.measure import Outcome, Series
from bench.pages import PageTimes
from bench.processes import Memory
from bench.writes import Writes

_COLOURS: Final = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.NOT_MEASURED: "yellow"}


@dataclass
class Side:
    """One server at one size. prepare_s: loading or first start; cached_per_second: by wrk.

    prepare_peak: the most memory meanwhile, where it was measured.
    """

    name: str
    prepare_s: float = 0.0
    prepared_how: str = ""
    prepare_peak: Memory | None = None
    start_s: float = 0.0
    at_rest: Memory | None = None
    after_queries: Memory | None = None
    cached_per_second: float | None = None


@dataclass
class SizeResult:
    """Everything at one size. triples: of the corpus, without the ontology and what is derived."""

    municipalities: int
    triples: int
    tested: Side
    reference: Side
    outcomes: list[Outcome] = field(default_factory=list)
    pages: list[PageTimes] = field(default_factory=list)

    @property
    def pairs(self) -> list[Pair]:
        """The queries that both servers answered."""
        return [outcome.pair for outcome in self.outcomes if outcome.pair is not None]

    @property
    def differing(self) -> list[str]:
        """The queries whose answers differ, or that a server failed to answer."""
        return [outcome.query.name for outcome in self.outcomes if not outcome.agrees]

    def as_json(self) -> dict[str, Any]:
        """Return all figures as plain data: times in seconds, memory in MiB."""
        return {
            "municipalities": self.municipalities,
            "triples": self.triples,
            "cold_ratio_geometric_mean": geometric_mean(pair.ratio for pair in self.pairs),
            "tested": asdict(self.tested),
            "reference": asdict(self.reference),
            "pages": {times.kind: times.as_json() for times in self.pages},
            "queries": {
                outcome.query.name: {
                    "agrees": outcome.agrees,
                    "tested": outcome.tested.as_json(),
                    "reference": outcome.reference.as_json(),
                }
                for outcome in self.outcomes
            },
        }


def print_size(console: Console, result: SizeResult) -> None:
    """Print the queries of one size, and the two servers."""
    title = f"{result.municipalities} municipalities, {result.triples:,} triples"
    table = Table(title=f"{title}: medians in ms", title_justify="left")
    table.add_column("query", overflow="fold")
    names = (result.tested.name, result.reference.name)
    for heading in (
        *("rows", f"{names[0]} cold", f"{names[1]} cold", "ratio"),
        *(f"{names[0]} warm", f"{names[1]} warm", "ratio", "same"),
    ):
        table.add_column(heading, justify="right")
    for outcome in result.outcomes:
        tested, reference = outcome.tested, outcome.reference
        table.add_row(
            outcome.query.name,
            f"{reference.rows:,}",
            *_times(tested.cold, reference.cold),
            *_times(tested.warm, reference.warm),
            "yes" if outcome.agrees else "[red]NO[/red]",
        )
    console.print(table)
    for outcome in result.outcomes:
        for series, name in zip((outcome.tested, outcome.reference), names, strict=True):
            if series.failure:
                console.print(f"  {outcome.query.name}, {name}: {series.failure}", style="red")
    mean = geometric_mean(pair.ratio for pair in result.pairs)
    console.print(f"geometric mean of cold ratios: {mean:.2f}\n")
    _print_sides(console, result)
    for times in result.pages:
        said = times.failure or (
            f"p50 {times.p50 * 1e3:.1f} ms, p95 {times.p95 * 1e3:.1f} ms, "
            f"at most {times.size_bytes / 1024:.0f} KiB"
        )
        console.print(f"{times.kind}, uncached: {said}", highlight=False)


def _times(tested: Sequence[float], reference: Sequence[float]) -> list[str]:
    if not tested or not reference:
        return ["—", "—", "—"]
    first, second = median(tested), median(reference)
    return [f"{first * 1e3:.2f}", f"{second * 1e3:.2f}", f"{first / second:.2f}"]


def _print_sides(console: Console, result: SizeResult) -> None:
    table = Table(title="the servers", title_justify="left")
    table.add_column("")
    sides = (result.tested, result.reference)
    for side in sides:
        table.add_column(side.name, justify="right")
    rows = {
        "preparing, s": [f"{side.prepare_s:.1f} ({side.prepared_how})" for side in sides],
        "most memory meanwhile, MiB": [_memory(side.prepare_peak) for side in sides],
        "start to first answer, s": [f"{side.start_s:.2f}" for side in sides],
        "memory at rest, MiB (PSS; RSS; processes)": [_memory(side.at_rest) for side in sides],
        "memory after queries": [_memory(side.after_queries) for side in sides],
        "one answer over and over, per s": [
            "—" if side.cached_per_second is None else f"{side.cached_per_second:,.0f}"
            for side in sides
        ],
    }
    for label, cells in rows.items():
        table.add_row(label, *cells)
    console.print(table)


def _memory(memory: Memory | None) -> str:
    if memory is None:
        return "—"
    return f"{memory.pss_mib:.0f}; {memory.rss_mib:.0f}; {memory.processes}"


def print_writes(console: Console, writes: Writes) -> None:
    """Print what writes took: the first, tenth, hundredth … decision in a row, and plan graphs."""
    if writes.failure:
        console.print(f"writes: {writes.failure}", markup=False, style="red")
    seconds = writes.decisions
    if seconds:
        places = [1, *(10**power for power in range(1, 6) if 10**power <= len(seconds))]
        shown = ", ".join(
            f"{place}: {median(seconds[max(place - 5, 0) : place]) * 1e3:.0f}" for place in places
        )
        console.print(
            f"decisions in a row, ms until the next read has seen them (median of five up to the "
            f"nth): {shown}; slowest {max(seconds) * 1e3:.0f}",
            highlight=False,
        )
    if writes.plan_graphs:
        shown = ", ".join(f"{each * 1e3:.0f}" for each in writes.plan_graphs)
        console.print(f"a plan's adopted graph put five times, ms: {shown}", highlight=False)
    if writes.memory:
        console.print(
            f"memory after writes, MiB (PSS; RSS; processes): {_memory(writes.memory)}",
            highlight=False,
        )


def print_growth(console: Console, results: Sequence[SizeResult]) -> None:
    """Print how each query's cold time grows with the data, for both servers."""
    if len(results) < 2:
        return
    names = (results[0].tested.name, results[0].reference.name)
    table = Table(
        title="cold medians as data grow, as multiples of the first", title_justify="left"
    )
    table.add_column("query", overflow="fold")
    for name in names:
        table.add_column(f"{name}: ms", justify="right")
        for result in results[1:]:
            table.add_column(f"×{result.triples / results[0].triples:.0f}", justify="right")
    for place, outcome in enumerate(results[0].outcomes):
        cells = []
        for side in ("tested", "reference"):
            times = _cold(results, place, side)
            if len(times) < len(results):
                cells += ["—"] * len(results)
                continue
            first = min(times)
            multiples = growth(times)
            cells.append(f"{times[first] * 1e3:.2f}")
            cells += [f"{multiple:.1f}" for size, multiple in multiples.items() if size != first]
        table.add_row(outcome.query.name, *cells)
    console.print(table)


def _cold(results: Sequence[SizeResult], place: int, side: str) -> dict[int, float]:
    """Return the cold medians of one query on one side, by triples; no entry where it failed."""
    times = {}
    for result in results:
        series: Series = getattr(result.outcomes[place], side)
        if series.cold:
            times[result.triples] = median(series.cold)
    return times


def print_bars(console: Console, bars: Sequence[Bar], triples: int) -> None:
    """Print each bar on a line of its own."""
    console.print(f"\nbars, at {triples:,} triples")
    for bar in bars:
        colour = _COLOURS[bar.verdict]
        console.print(
            f"[{colour}]{bar.verdict.value:12}[/{colour}] {bar.demand}: {bar.found}",
            highlight=False,
        )
