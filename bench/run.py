"""Compare planvev with Oxigraph's own server: ``python -m bench.run``.

For each size it generates a corpus (once), prepares both servers on it (once), starts both, and
runs the same queries over HTTP on one and the other in turn. A cold query is made unlike all
before it, so that no cache of answers knows it, on a store that is warm; a warm one is the same
text again.
Exit code: 0 where no bar fails, 1 where one does, 2 where a server cannot be run.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import Progress, TextColumn, TimeElapsedColumn

from bench.client import Client
from bench.corpus import DEFAULT_SEED, Corpus, corpus_at
from bench.figures import Bar, Verdict, page_bars, service_bars, speed_bars
from bench.measure import Query, cached_per_second, compare, read_queries
from bench.pages import GOAL, PLAN, measure_pages
from bench.processes import Server, ServerError
from bench.report import Side, SizeResult, print_bars, print_growth, print_size, print_writes
from bench.servers import (
    NO_LIMITS,
    Prepared,
    prepare_oxigraph,
    prepare_planvev,
    start_planvev,
    version_of,
)
from bench.writes import Writes, create_token, measure_decisions, measure_plan_graphs

CACHED_QUERY: Final = "which-targets-are-due-before-the-end-of-the-period"
SERVERS: Final = ("planvev", "oxigraph")


def main() -> None:
    """Run the benchmark as the command line says."""
    options = _parse()
    # An end from outside ends the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    console = Console(width=None if sys.stdout.isatty() else 170)
    try:
        failed = _benchmark(options, console)
    except ServerError as error:
        Console(stderr=True).print(f"bench: {error}", style="red", markup=False)
        sys.exit(2)
    sys.exit(1 if failed else 0)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="1,30,300", help="municipalities, smallest first")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--rounds", type=int, default=15, help="cold, and warm, rounds a query")
    parser.add_argument("--budget-s", type=float, default=10.0, help="seconds a query, about")
    parser.add_argument("--wrk-s", type=int, default=5, help="seconds of the load of wrk; 0: none")
    parser.add_argument("--decisions", type=int, default=100, help="decisions in a row")
    parser.add_argument(
        "--prepare-timeout-s",
        type=float,
        default=7200.0,
        help="how long planvev's first start may take; it validates the corpus with SHACL",
    )
    parser.add_argument(
        "--tested",
        choices=SERVERS,
        default="planvev",
        help="what is compared with Oxigraph; oxigraph: itself, to see what is noise",
    )
    parser.add_argument("--work", type=Path, default=Path("build/bench"), help="kept between runs")
    parser.add_argument("--json", type=Path, help="write all figures to this file")
    return parser.parse_args()


def _benchmark(options: argparse.Namespace, console: Console) -> bool:
    """Run all sizes and print the results. Returns whether a bar fails."""
    sizes = sorted({int(size) for size in options.sizes.split(",")})
    queries = read_queries()
    results = []
    writes = Writes()
    for size in sizes:
        result = _one_size(options, size, queries)
        print_size(console, result)
        results.append(result)
    if options.tested == "planvev":
        writes = _writes(options, sizes[-1])
        print_writes(console, writes)
    last = results[-1]
    bars = [
        *speed_bars(last.pairs, last.differing),
        *service_bars(
            last.tested.cached_per_second,
            writes.decision_s,
            writes.plan_graph_s,
            last.tested.start_s,
        ),
        *page_bars(*_page_medians(last)),
    ]
    print_growth(console, results)
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    console.print(f"{os.cpu_count()} processors, load average {load}")
    print_bars(console, bars, last.triples)
    if options.json:
        _write_json(options.json, results, writes, bars)
    return any(bar.verdict is Verdict.FAIL for bar in bars)


def _page_medians(result: SizeResult) -> tuple[float | None, float | None]:
    """Return the medians of a goal's page and of a plan's; None: not measured."""
    medians = {times.kind: times.p50 for times in result.pages if times.seconds}
    return medians.get(GOAL), medians.get(PLAN)


def _one_size(options: argparse.Namespace, size: int, queries: Sequence[Query]) -> SizeResult:
    """Prepare, start, measure and end both servers on one corpus."""
    progress = Progress(
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
        disable=not sys.stderr.isatty(),
    )
    with progress, ExitStack() as stack:
        task = progress.add_task("")

        def say(what: str) -> None:
            progress.update(task, description=f"{size} municipalities: {what}")

        say("generating")
        corpus = corpus_at(_folder(options, size) / "corpus", size, options.seed)
        prepared = _prepare(options, corpus, say)
        sides = (
            Side("oxigraph, again" if options.tested == "oxigraph" else "planvev"),
            Side("oxigraph"),
        )
        servers = []
        for side, ready in zip(sides, prepared, strict=True):
            say(f"starting {side.name}")
            server = ready.start()
            stack.callback(server.stop)
            servers.append(server)
            side.prepare_s, side.prepared_how = ready.seconds, ready.how
            side.prepare_peak = ready.peak
            side.start_s, side.at_rest = server.start_s, server.memory()
        result = SizeResult(size, corpus.triples, *sides)
        clients = [stack.enter_context(Client(server.query_url)) for server in servers]
        result.outcomes = compare(
            clients[0], clients[1], queries, options.rounds, options.budget_s, say
        )
        if options.tested == "planvev":
            say("pages")
            result.pages = measure_pages(servers[0])
        say("cached answers")
        for side, server in zip(sides, servers, strict=True):
            side.after_queries = server.memory()
            side.cached_per_second = _cached(server, queries, options.wrk_s)
    return result


def _prepare(
    options: argparse.Namespace, corpus: Corpus, say: Callable[[str], None]
) -> tuple[Prepared, Prepared]:
    """Prepare the tested server and the reference."""
    work = _folder(options, corpus.municipalities)
    say("loading Oxigraph")
    reference = prepare_oxigraph(corpus, work)
    say(f"preparing {options.tested}")
    if options.tested == "oxigraph":
        return prepare_oxigraph(corpus, work, "oxigraph-again"), reference
    return prepare_planvev(corpus, work, options.prepare_timeout_s), reference


def _folder(options: argparse.Namespace, size: int) -> Path:
    folder: Path = options.work / str(size)
    return folder.resolve()


def _cached(server: Server, queries: Sequence[Query], seconds: int) -> float | None:
    if not seconds:
        return None
    query = next(query for query in queries if query.name == CACHED_QUERY)
    return cached_per_second(server.query_url, query, seconds)


def _writes(options: argparse.Namespace, size: int) -> Writes:
    """Measure writes on a copy of planvev's state."""
    work = _folder(options, size)
    copy = work / "planvev-written"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(work / "planvev", copy)
    writes = Writes()
    corpus = corpus_at(work / "corpus", size, options.seed)
    try:
        reviewer, editor = (create_token(copy, role) for role in ("reviewer", "editor"))
        server = start_planvev(corpus, copy, NO_LIMITS)
        try:
            writes.decisions = measure_decisions(server, reviewer, options.decisions)
            writes.plan_graphs = measure_plan_graphs(server, corpus, editor)
            writes.memory = server.memory()
        finally:
            server.stop()
    except ServerError as error:
        writes.failure = str(error)
    finally:
        shutil.rmtree(copy)
    return writes


def _write_json(
    path: Path, results: Sequence[SizeResult], writes: Writes, bars: Sequence[Bar]
) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figures = {
        "machine": {
            "processors": os.cpu_count(),
            "load_average": os.getloadavg(),
            "system": platform.platform(),
            "python": platform.python_version(),
        },
        "versions": {name: version_of(name) for name in SERVERS},
        "sizes": [result.as_json() for result in results],
        "writes": writes.as_json(),
        "bars": [bar.as_json() for bar in bars],
    }
    path.write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
