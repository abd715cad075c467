"""What ``python -m bench.ingest`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.figures import Verdict
from bench.importing.matching import Parents, Score
from bench.importing.reading import Reading
from bench.importing.results import PlanResult, Results, XmlResult, total, total_parents

_COLOURS: Final = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.NOT_MEASURED: "yellow"}


def print_results(results: Results, console: Console) -> None:
    """Print every table that something was measured for, and the bars."""
    _print_plans("Plans", results.plans, console, together=False)
    _print_plans("Folder", results.corpus, console, together=True)
    _print_xml(results.xml, console)
    _print_readings("Long and hostile", [*results.long, *results.hostile], console)
    for bar in results.bars:
        colour = _COLOURS[bar.verdict]
        console.print(f"[{colour}]{bar.verdict.value}[/] {bar.demand}: {bar.found}", soft_wrap=True)


def _print_plans(
    title: str, results: Sequence[PlanResult], console: Console, together: bool
) -> None:
    if not results:
        return
    table = Table(title=f"{title}: precision/recall (found in both of counted)")
    for heading in (
        "file", "s", "MiB", "goals", "with areas", "strategies", "actions",
        "parents", "alike", "blocks", "unplaced",
    ):  # fmt: skip
        table.add_column(heading, justify="left" if heading == "file" else "right")
    for result in results:
        matching, reading = result.matching, result.reading
        if reading.failure:
            table.add_row(result.name, f"{reading.seconds:.2f}", "", reading.failure)
            continue
        table.add_row(
            result.name,
            f"{reading.seconds:.2f}",
            f"{reading.memory_mib:.0f}",
            _scored(matching.score("Goal", areas=False)),
            _scored(matching.score("Goal")),
            _scored(matching.score("Strategy")),
            _scored(matching.score("Action")),
            _parents([result]),
            _alike([result]),
            str(reading.blocks.all),
            f"{reading.blocks.unplaced}",
        )
    if together:
        table.add_row(
            "all together",
            f"{sum(result.reading.seconds for result in results):.2f}",
            "",
            _scored(total(results, "Goal")),
            _scored(total(results, "Goal", areas=True)),
            _scored(total(results, "Strategy")),
            _scored(total(results, "Action")),
            _parents(results),
            _alike(results),
            str(sum(result.reading.blocks.all for result in results)),
            str(sum(result.reading.blocks.unplaced for result in results)),
        )
    console.print(table)


def _scored(score: Score) -> str:
    if not score.counted and not score.found:
        return "-"
    return f"{score.precision:.2f}/{score.recall:.2f} ({score.both} of {score.counted})"


def _parents(results: Sequence[PlanResult]) -> str:
    parents = sum(
        (total_parents(results, kind) for kind in ("Goal", "Strategy", "Action")), start=Parents()
    )
    return f"{parents.share:.2f} ({parents.right} of {parents.asked})" if parents.asked else "-"


def _alike(results: Sequence[PlanResult]) -> str:
    scores = [total(results, kind) for kind in ("Goal", "Strategy", "Action")]
    both = sum(score.both for score in scores)
    return f"{sum(score.alike for score in scores) / both:.2f}" if both else "-"


def _print_xml(results: Sequence[XmlResult], console: Console) -> None:
    if not results:
        return
    table = Table(title="StratML: found (counted)")
    for heading in ("file", "s", "goals", "objectives", "values", "stakeholders", ""):
        table.add_column(heading, justify="left" if heading in ("file", "") else "right")
    for result in results:
        figures = [
            f"{result.found.get(kind, 0)} ({result.counted[kind]})" if result.counted else ""
            for kind in ("goals", "objectives", "values", "stakeholders")
        ]
        said = "as counted" if result.holds else "differs"
        table.add_row(
            result.name,
            f"{result.reading.seconds:.2f}",
            *figures,
            result.reading.failure or said,
        )
    console.print(table)


def _print_readings(title: str, readings: Sequence[Reading], console: Console) -> None:
    if not readings:
        return
    table = Table(title=title)
    for heading in ("file", "s", "MiB", "elements", "blocks", "unplaced", ""):
        table.add_column(heading, justify="left" if heading in ("file", "") else "right")
    for reading in readings:
        table.add_row(
            reading.file.name,
            f"{reading.seconds:.2f}",
            f"{reading.memory_mib:.0f}",
            str(len(reading.elements)),
            str(reading.blocks.all),
            str(reading.blocks.unplaced),
            reading.failure,
        )
    console.print(table)
