"""How good suggestions are: ``python -m bench.links [--inputs DIR] [--json FILE]``.

Holds planvev's ranking of targets against what people chose, and against plain TF-IDF (scikit-learn
with its defaults) in the same run: indicators and the targets of the development goals, a plan and
the goals that it cites of another, pairs of invented plans in three languages. The rules that find
numbers and quotes for certain have no part in it. The real files are no part of the project; they
are looked for in ``inputs`` of ``$PLANVEV_SHARED`` (``../shared`` where that is not set). Exit
code: 0 where no bar fails, 1 where one does; what is not there is left out, and said.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.figures import Bar, Verdict
from bench.ingest import ROOT, default_inputs
from bench.links_measures import Measures, by_matcher, by_tfidf, measure
from bench.links_sets import Case, cited_cases, indicator_cases, pair_cases
from bench.links_speed import speed

RECALL_5_MIN: Final = {"indicators": 0.55, "cited goals": 0.7}
"""The least recall among five answers, by kind of case, over all its questions."""
OURS: Final = "planvev"
_PLAIN: Final = "TF-IDF"
_WIDENED: Final = "TF-IDF, with keywords and what stands below"
_COLOURS: Final = {Verdict.PASS: "green", Verdict.FAIL: "red", Verdict.NOT_MEASURED: "yellow"}
_EQUAL: Final = 1e-9


@dataclass(frozen=True)
class Result:
    """What was measured of one case. measures: by the name of the ranking. seconds: planvev's."""

    name: str
    kind: str
    questions: int
    measures: dict[str, Measures]
    seconds: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    options = _options(arguments)
    console = Console(width=options.width) if options.width else Console()
    inputs: Path = options.inputs or default_inputs()
    cases = pair_cases()
    if inputs.is_dir():
        cases = [*indicator_cases(inputs / "links", options.data), *cited_cases(inputs), *cases]
    else:
        told = f"The real files are not in {inputs}: set PLANVEV_SHARED. They are left out."
        console.print(told, soft_wrap=True)
    results = [measured(case) for case in cases]
    found = bars(results)
    if not options.quick:
        found += speed()
    _print(results, found, console)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        told = {"cases": [asdict(each) for each in results], "bars": [b.as_json() for b in found]}
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(any(bar.verdict is Verdict.FAIL for bar in found))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.links", description=__doc__)
    parser.add_argument("--inputs", type=Path, metavar="DIR", help="the folder of the real files")
    parser.add_argument(
        "--data", type=Path, metavar="DIR", default=ROOT / "data", help="where the goals are"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--quick", action="store_true", help="leave out time and memory")
    parser.add_argument("--width", type=int, help="columns of the report")
    return parser.parse_args(arguments)


def measured(case: Case) -> Result:
    """Measure one case by all rankings; the widened one where targets have more than a text."""
    started = time.perf_counter()
    found = {OURS: measure(case.questions, by_matcher(case))}
    seconds = time.perf_counter() - started
    found[_PLAIN] = measure(case.questions, by_tfidf(case, widened=False))
    if case.under or any(each.keywords for each in case.targets):
        found[_WIDENED] = measure(case.questions, by_tfidf(case, widened=True))
    return Result(case.name, case.kind, len(case.questions), found, seconds)


def bars(results: Sequence[Result]) -> list[Bar]:
    """Return what the figures are held to: recall by kind, and TF-IDF in each measure."""
    found = []
    for kind, least in RECALL_5_MIN.items():
        demand = f"recall@5 of {kind} at least {least}"
        of_kind = [each for each in results if each.kind == kind]
        if not of_kind:
            found.append(Bar(demand, "not measured", Verdict.NOT_MEASURED))
            continue
        told = sum(each.measures[OURS].recall_5 * each.questions for each in of_kind)
        value = told / sum(each.questions for each in of_kind)
        found.append(Bar(demand, f"{value:.3f}", _verdict(value >= least)))
    below = [
        f"{each.name}: {measure_} of {other}"
        for each in results
        for other, measures in each.measures.items()
        for measure_, value in asdict(measures).items()
        if asdict(each.measures[OURS])[measure_] < value - _EQUAL
    ]
    found.append(Bar("never below TF-IDF", "; ".join(below) or "never", _verdict(not below)))
    return found


def _verdict(holds: bool) -> Verdict:
    return Verdict.PASS if holds else Verdict.FAIL


def _print(results: Sequence[Result], found: Sequence[Bar], console: Console) -> None:
    table = Table(title="Right targets among the first, as shares")
    for heading in ("case", "ranking", "recall@1", "@5", "@10", "hit@5", "MRR", "s"):
        table.add_column(heading, justify="left" if heading in ("case", "ranking") else "right")
    for result in results:
        for name, values in result.measures.items():
            is_ours = name == OURS
            table.add_row(
                f"{result.name} ({result.questions})" if is_ours else "",
                name,
                *(f"{value:.3f}" for value in asdict(values).values()),
                f"{result.seconds:.1f}" if is_ours else "",
            )
    console.print(table)
    for bar in found:
        colour = _COLOURS[bar.verdict]
        console.print(f"[{colour}]{bar.verdict.value}[/] {bar.demand}: {bar.found}", soft_wrap=True)


if __name__ == "__main__":
    sys.exit(main())
