"""How long the matrix of coverage takes: ``python -m bench.coverage``.

Plans with goals and links are generated, put into the embedded engine, and the pages asked for by
the application itself, without a network. Besides the size that is promised, 100 goals × 300 plans
with 5,000 links, a tenth of the plans is measured in the same run, and the list of plans, which any
change of the machine slows down just as much: what counts is how the times compare, which the last
column does by processor time.
Exit code 1 where the matrix of the promised size takes more than a second.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from flask.testing import FlaskClient
from pyoxigraph import Literal, NamedNode, Triple

from bench.figures import median, percentile
from planvev.archive.files import ontology_files, read_graph_file
from planvev.engine.embedded import EmbeddedEngine
from planvev.linking.derive import derive_graphs
from planvev.resources import ontology_root
from planvev.vocab import CODE, DCT, GRAPH, ID, PROV, PV, RDF, RDFS, SKOS, XSD
from planvev.web import WebConfig, create_app

PROMISED_S: Final = 1.0
GOALS: Final = 100
PLANS: Final = 300
GOALS_OF_A_PLAN: Final = 20
LINKS: Final = 5_000
_AGENT: Final = ID["agent/bench"]
_TYPES: Final = ("contributesTo", "concretises", "implements", "refersTo")
_PLAN_TYPES: Final = ("temaplan", "kommunedelplan", "fagplan", "handlingsdel")


@dataclass(frozen=True)
class Size:
    """How much is generated."""

    plans: int
    links: int
    goals: int = GOALS


@dataclass(frozen=True)
class Times:
    """Seconds of one page at one size. cpu_s: the median of this process. bytes: of the answer."""

    page: str
    plans: int
    links: int
    p50_s: float
    p95_s: float
    cpu_s: float
    bytes: int


def graphs(size: Size, seed: int = 2009) -> dict[NamedNode, list[Triple]]:
    """Return an overarching plan, plans, and links from these to it, half of them approved."""
    rng = random.Random(seed)  # noqa: S311 - no secret hangs on it
    above = ID["bench/samfunnsdel"]
    found = {GRAPH["bench/samfunnsdel/adopted"]: list(_overarching(above, size.goals))}
    ends = [NamedNode(f"{above.value}/goal/{n}") for n in range(size.goals)]
    ends += [NamedNode(f"{above.value}/strategy/{n}") for n in range(3 * size.goals)]
    for number in range(size.plans):
        plan = ID[f"bench/plan-{number}"]
        found[GRAPH[f"bench/plan-{number}/adopted"]] = list(_plan(plan, number))
        found[GRAPH[f"bench/plan-{number}/links"]] = []
    for number in range(size.links):
        plan = number % size.plans
        source = ID[f"bench/plan-{plan}/goal/{rng.randrange(GOALS_OF_A_PLAN)}"]
        link = ID[f"bench/plan-{plan}/link/{number}"]
        found[GRAPH[f"bench/plan-{plan}/links"]] += _link(link, source, rng.choice(ends), number)
    return found


def _text(words: str) -> Literal:
    return Literal(words, language="nb")


def _overarching(plan: NamedNode, goals: int) -> Iterator[Triple]:
    yield Triple(plan, RDF.type, PV.PlanInstrument)
    yield Triple(plan, PV.instrumentType, CODE["instrument-type/samfunnsdel"])
    yield Triple(plan, DCT.title, _text("Samfunnsdel (oppdiktet)"))
    for number in range(goals):
        goal = NamedNode(f"{plan.value}/goal/{number}")
        yield from _element(goal, plan, PV.Goal, number, f"mål nummer {number} om byen og landet")
        main = number - number % 5
        level = "hovedmal" if number == main else "delmal"
        yield Triple(goal, PV.goalLevel, CODE[f"goal-level/{level}"])
        if number != main:
            yield Triple(goal, PV.subGoalOf, NamedNode(f"{plan.value}/goal/{main}"))
    for number in range(3 * goals):
        strategy = NamedNode(f"{plan.value}/strategy/{number}")
        yield from _element(strategy, plan, PV.Strategy, number, f"strategi nummer {number}")
        yield Triple(strategy, PV.pursues, NamedNode(f"{plan.value}/goal/{number % goals}"))


def _plan(plan: NamedNode, number: int) -> Iterator[Triple]:
    yield Triple(plan, RDF.type, PV.PlanInstrument)
    kind = _PLAN_TYPES[number % len(_PLAN_TYPES)]
    yield Triple(plan, PV.instrumentType, CODE[f"instrument-type/{kind}"])
    yield Triple(plan, PV.planStatus, CODE["plan-status/adopted"])
    yield Triple(plan, PV.adoptedOn, Literal(f"20{10 + number % 15}-06-01", datatype=XSD.date))
    yield Triple(plan, DCT.title, _text(f"Plan nummer {number} for et tema med et langt navn"))
    for place in range(GOALS_OF_A_PLAN):
        goal = NamedNode(f"{plan.value}/goal/{place}")
        yield from _element(goal, plan, PV.Goal, place, f"mål {place} i plan nummer {number}")
        yield Triple(goal, PV.goalLevel, CODE["goal-level/hovedmal"])


def _element(
    element: NamedNode, plan: NamedNode, kind: NamedNode, number: int, words: str
) -> Iterator[Triple]:
    yield Triple(element, RDF.type, kind)
    yield Triple(element, PV.partOf, plan)
    yield Triple(element, PV.position, Literal(number + 1))
    yield Triple(element, SKOS.notation, Literal(str(number)))
    yield Triple(element, RDFS.label, _text(words))


def _link(link: NamedNode, source: NamedNode, target: NamedNode, number: int) -> list[Triple]:
    made = [
        Triple(link, RDF.type, PV.Link),
        Triple(link, PV.linkSource, source),
        Triple(link, PV.linkTarget, target),
        Triple(link, PV.linkType, CODE[f"link-type/{_TYPES[number % len(_TYPES)]}"]),
        Triple(link, PV.linkBasis, CODE["link-basis/analystAssessment"]),
    ]
    if number % 2:
        decision = NamedNode(f"{link.value}/decision/1")
        made += [
            Triple(decision, RDF.type, PV.Decision),
            Triple(decision, PV.decides, link),
            Triple(decision, PV.outcome, CODE["decision-outcome/approved"]),
            Triple(decision, PROV.wasAssociatedWith, _AGENT),
            Triple(
                decision,
                PROV.endedAtTime,
                Literal("2026-01-01T00:00:00Z", datatype=XSD.dateTime),
            ),
        ]
    return made


PAGES: Final = {
    "list of plans": "/plans",
    "matrix": "/coverage?plan=bench/samfunnsdel",
    "matrix as XLSX": "/coverage?plan=bench/samfunnsdel&format=xlsx",
    "gaps": "/coverage/gaps?plan=bench/samfunnsdel",
    "cell": "/coverage/cell?goal=bench/samfunnsdel/goal/0&plan=bench/plan-0",
    "thread": "/coverage/thread?goal=bench/samfunnsdel/goal/0",
    "comparison": "/coverage/compare?a=bench/samfunnsdel&b=bench/plan-0",
}


def measure(size: Size, rounds: int) -> list[Times]:
    """Ask for each page so many times, after one that warms up."""
    engine = EmbeddedEngine()
    try:
        terms = ontology_files(ontology_root())
        held = {graph: list(read_graph_file(path, graph).triples) for path, graph in terms}
        engine.replace_graphs({**held, **graphs(size)})
        derive_graphs(engine)
        client = create_app(engine, WebConfig(), {}).test_client()
        return [_times(client, page, path, size, rounds) for page, path in PAGES.items()]
    finally:
        engine.close()


def _times(client: FlaskClient, page: str, path: str, size: Size, rounds: int) -> Times:
    found, used, length = [], [], 0
    for number in range(rounds + 1):
        begun, worked = time.perf_counter(), time.process_time()
        response = client.get(path)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - worked
        if response.status_code != 200:
            raise ValueError(f"{page}: {response.status_code}")
        length = len(response.data)
        if number:
            found.append(seconds)
            used.append(cpu)
    return Times(
        page,
        size.plans,
        size.links,
        median(found),
        percentile(found, 0.95),
        median(used),
        length,
    )


def report(found: Sequence[Times]) -> str:
    """Return the figures as a Markdown table; the last column compares with the list of plans."""
    lines = [
        "| plans | links | page | p50 | p95 | CPU | size | × list of plans |",
        "|-|-|-|-|-|-|-|-|",
    ]
    for times in found:
        base = next(t for t in found if t.page == "list of plans" and t.plans == times.plans)
        lines.append(
            f"| {times.plans} | {times.links} | {times.page} | {times.p50_s * 1000:.0f} ms "
            f"| {times.p95_s * 1000:.0f} ms | {times.cpu_s * 1000:.0f} ms "
            f"| {times.bytes / 1000:.0f} kB | {times.cpu_s / base.cpu_s:.1f} |"
        )
    return "\n".join(lines)


def main() -> int:
    """Measure and print; see the module."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    sizes = (Size(PLANS // 10, LINKS // 10), Size(PLANS, LINKS))
    found = [times for size in sizes for times in measure(size, arguments.rounds)]
    sys.stdout.write(report(found) + "\n")
    if arguments.json:
        arguments.json.parent.mkdir(parents=True, exist_ok=True)
        arguments.json.write_text(json.dumps([asdict(times) for times in found], indent=2) + "\n")
    matrix = next(times for times in found if times.page == "matrix" and times.plans == PLANS)
    return 0 if matrix.p50_s < PROMISED_S else 1


if __name__ == "__main__":
    sys.exit(main())
