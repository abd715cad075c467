"""How well plans are read: ``python -m bench.ingest [--inputs DIR] [--corpus DIR] [--json FILE]``.

Holds what planvev finds in real plans against counts that people made (``truths/``): precision and
recall by kind, how many elements stand under the right goal, what became of every block, seconds
and memory. The real files are no part of the project; they are looked for in ``inputs`` of
``$PLANVEV_SHARED`` (``../shared`` where that is not set). Exit code: 0 where no bar fails or the
files are not there, 1 where one does, 2 where a count does not fit its file.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final

from rich.console import Console

from bench.figures import Verdict
from bench.importing.long import write_hostile, write_long
from bench.importing.matching import match
from bench.importing.reading import (
    Reading,
    read_apart,
    read_by_profile,
    read_by_rules,
    read_confined,
)
from bench.importing.report import print_results
from bench.importing.results import PlanResult, Results, XmlResult
from bench.importing.truths import (
    PlanTruth,
    TruthError,
    XmlTruth,
    corpus_truths,
    plan_truths,
    xml_truths,
)

ROOT: Final = Path(__file__).resolve().parents[1]
PROFILED: Final = {"trondheim-kommuneplanens-samfunnsdel.txt": "samfunnsdel"}
"""Texts that people made a profile for, in data/sources, by its name."""


def default_inputs() -> Path:
    """Return where the real files are looked for."""
    return Path(os.environ.get("PLANVEV_SHARED", ROOT.parent / "shared")) / "inputs"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    options = _options(arguments)
    console = Console(width=options.width) if options.width else Console()
    results = Results()
    inputs: Path = options.inputs or default_inputs()
    try:
        if options.corpus:
            results.corpus = [_measured(truth) for truth in corpus_truths(options.corpus)]
        if not options.corpus or options.inputs:
            if not inputs.is_dir():
                console.print(f"The real files are not in {inputs}: set PLANVEV_SHARED.")
                return 0
            results.plans = _plans(inputs)
            results.xml = [_xml_result(truth) for truth in xml_truths(inputs)]
    except TruthError as error:
        console.print(str(error))
        return 2
    if options.long:
        _measure_long(results)
    print_results(results, console)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(
            json.dumps(results.as_json(), ensure_ascii=False, indent=1), encoding="utf-8"
        )
    return int(any(bar.verdict is Verdict.FAIL for bar in results.bars))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.ingest", description=__doc__)
    parser.add_argument("--inputs", type=Path, metavar="DIR", help="the folder of the real files")
    parser.add_argument(
        "--corpus", type=Path, metavar="DIR", help="a folder of NAME.txt with NAME.json instead"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--long", action="store_true", help="time long and hostile documents too")
    parser.add_argument("--width", type=int, help="columns of the report")
    return parser.parse_args(arguments)


def _plans(inputs: Path) -> list[PlanResult]:
    """Measure the real plans by the rules, and those that have a profile with that as well."""
    results = []
    for truth in plan_truths(inputs):
        profile = PROFILED.get(truth.file.name)
        results.append(_measured(truth))
        if profile:
            read = partial(read_by_profile, profile, ROOT / "data" / "sources")
            reading = read_apart(read, truth.file)
            matching = match(truth.elements, reading.elements)
            name = f"{truth.file.stem} with its profile"
            results.append(PlanResult(name, reading, matching, exact=True))
    return results


def _measured(truth: PlanTruth) -> PlanResult:
    reading = read_apart(read_by_rules, truth.file)
    return PlanResult(truth.file.stem, reading, match(truth.elements, reading.elements))


def _xml_result(truth: XmlTruth) -> XmlResult:
    reading = read_apart(read_by_rules, truth.file)
    return XmlResult(truth.file.name, reading, truth.counts, _found(reading), truth.line)


def _found(reading: Reading) -> dict[str, int]:
    """Count what a StratML file became: its objectives are what stands under a goal."""
    goals = [one for one in reading.elements if one.kind == "Goal"]
    below = [one for one in reading.elements if one.kind == "Strategy"]
    top = [one for one in goals if one.of is None or reading.elements[one.of].kind != "Goal"]
    return {
        "goals": len(top),
        "objectives": len(goals) - len(top) + len(below),
        "values": sum(one.kind == "Value" for one in reading.elements),
        "stakeholders": reading.mentions,
    }


def _measure_long(results: Results) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        results.long = [read_apart(read_by_rules, path) for path in write_long(folder)]
        results.hostile = [read_apart(read_confined, path) for path in write_hostile(folder)]


if __name__ == "__main__":
    sys.exit(main())
