"""How well links are suggested: ``python -m bench.links [--inputs DIR] [--json FILE]``.

Holds suggestions against links that people made: recall among the first 1, 5 and 10, and the mean
reciprocal rank, beside plain TF-IDF over the same texts in the same run. The sets of people are no
part of the project; they are looked for in ``inputs`` of ``$PLANVEV_SHARED`` (``../shared`` where
that is not set), and only the invented plans are measured where they are not there. Exit code: 0
where no bar fails, 1 where one does.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.table import Table

from bench.figures import Bar, Verdict
from bench.links_measure import DEPTHS, Figures, figures
from bench.links_sets import (
    INDICATORS,
    ROOT,
    LinkSet,
    all_text,
    cited_sets,
    indicator_sets,
    pair_sets,
)
from bench.links_tfidf import rank
from planvev.linking.element import Element
from planvev.linking.suggest.matcher import Matcher

_TOP: Final = 10
_RECALL_AT: Final = 5
_LEAST: Final = {"indicators": 0.55, "cited": 0.7}
_SECONDS_MAX: Final = 10.0
_MEMORY_MAX_MIB: Final = 1024.0
_SIZE: Final = 1000


@dataclass(frozen=True)
class Measured:
    """The figures of one set: of the matcher, of TF-IDF over wordings, and over keywords besides."""

    asked: LinkSet
    ours: Figures
    plain: Figures
    wide: Figures

    def as_json(self) -> dict[str, object]:
        """Return the figures as plain data."""
        told = {"planvev": self.ours, "tfidf": self.plain, "tfidf_with_keywords": self.wide}
        return {"set": self.asked.name} | {name: each.as_json() for name, each in told.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return the exit code."""
    options = _options(arguments)
    console = Console(width=options.width) if options.width else Console()
    shared = Path(os.environ.get("PLANVEV_SHARED", ROOT.parent / "shared")) / "inputs"
    inputs: Path = options.inputs or shared
    sets = list(pair_sets())
    if (inputs / INDICATORS).is_file():
        sets = [*indicator_sets(inputs), *cited_sets(inputs), *sets]
    else:
        console.print(f"The sets of people are not in {inputs}: set PLANVEV_SHARED.")
    measured = [measure(each) for each in sets]
    _print(measured, console)
    bars = [bar for each in measured for bar in bars_of(each)]
    if not options.quick:
        bars += _speed()
    for bar in bars:
        console.print(f"{bar.verdict.value} {bar.demand}: {bar.found}", soft_wrap=True)
    if options.json:
        told = {"sets": [m.as_json() for m in measured], "bars": [bar.as_json() for bar in bars]}
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    return int(any(bar.verdict is Verdict.FAIL for bar in bars))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.links", description=__doc__)
    parser.add_argument("--inputs", type=Path, metavar="DIR", help="the folder of the sets")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures there")
    parser.add_argument("--quick", action="store_true", help="leave out time and memory")
    parser.add_argument("--width", type=int, help="columns of the report")
    return parser.parse_args(arguments)


def measure(asked: LinkSet) -> Measured:
    """Return the figures of a set."""
    matcher = Matcher(asked.targets, sources=asked.sources)
    wanted = [query.wanted for query in asked.queries]
    ours = [[s.target for s in matcher.match(q.source, _TOP)] for q in asked.queries]
    texts = [query.source.text() for query in asked.queries]
    names = [target.iri for target in asked.targets]
    plain = rank(texts, [all_text(target, ("texts",)) for target in asked.targets], names)
    wide = rank(texts, [all_text(target) for target in asked.targets], names)
    return Measured(asked, *(figures(found, wanted) for found in (ours, plain, wide)))


def bars_of(measured: Measured) -> list[Bar]:
    """Return the bars that a set is held to: enough found, and never less than by TF-IDF."""
    name, bars = measured.asked.name, []
    least = _LEAST.get(measured.asked.kind)
    if least is not None:
        found = measured.ours.recall[_RECALL_AT]
        demand = f"{name}: recall@{_RECALL_AT} at least {least:g}"
        bars.append(Bar(demand, f"{found:.3f}", _verdict(found >= least)))
    best = {k: max(measured.plain.recall[k], measured.wide.recall[k]) for k in DEPTHS}
    below = [
        f"@{k}: {measured.ours.recall[k]:.3f} < {best[k]:.3f}"
        for k in DEPTHS
        if measured.ours.recall[k] < best[k]
    ]
    mrr = max(measured.plain.mrr, measured.wide.mrr)
    below += [f"MRR: {measured.ours.mrr:.3f} < {mrr:.3f}"] if measured.ours.mrr < mrr else []
    bars.append(Bar(f"{name}: never below TF-IDF", ", ".join(below) or "none", _verdict(not below)))
    return bars


def _verdict(passed: bool) -> Verdict:
    return Verdict.PASS if passed else Verdict.FAIL


def _print(measured: Sequence[Measured], console: Console) -> None:
    table = Table(title="Recall among the first 1, 5, 10; MRR")
    for heading in ("set", "texts", "planvev", "hit@5", "TF-IDF", "TF-IDF with keywords"):
        table.add_column(heading, justify="left" if heading == "set" else "right")
    for each in measured:
        row = (_told(each.ours), f"{each.ours.hit[5]:.2f}", _told(each.plain), _told(each.wide))
        table.add_row(each.asked.name, str(each.ours.queries), *row)
    console.print(table)


def _told(found: Figures) -> str:
    return " ".join(f"{found.recall[k]:.2f}" for k in DEPTHS) + f"; {found.mrr:.2f}"


def _speed() -> list[Bar]:
    """Time a thousand elements against a thousand, made of the words of the invented plans."""
    words = [w for each in pair_sets() for q in each.queries for w in q.source.text().split()]
    chance = random.Random(7)  # noqa: S311 - no secret
    sides = [
        [
            Element(
                f"urn:{side}/{i}", "Goal", f"urn:{side}", texts={"nb": _sentence(chance, words)},
                parents=(f"urn:{side}/{i // 10 * 10}",) if i % 10 else (),
                context=(_sentence(chance, words, 60),),
            )
            for i in range(_SIZE)
        ]
        for side in ("a", "b")
    ]  # fmt: skip
    start = time.perf_counter()
    matcher = Matcher(sides[1], sources=sides[0])
    for source in sides[0]:
        matcher.match(source, _TOP)
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Bar(
            f"{_SIZE:,} elements against {_SIZE:,} in under {_SECONDS_MAX:g} s",
            f"{seconds:.1f} s",
            _verdict(seconds < _SECONDS_MAX),
        ),
        Bar(
            f"… in under {_MEMORY_MAX_MIB:g} MiB, with what else is measured here",
            f"{memory:.0f} MiB",
            _verdict(memory < _MEMORY_MAX_MIB),
        ),
    ]


def _sentence(chance: random.Random, words: Sequence[str], length: int = 12) -> str:
    return " ".join(chance.choice(words) for _ in range(length))


if __name__ == "__main__":
    sys.exit(main())
