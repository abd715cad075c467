"""Writes in workers that race and die: each is done as it was answered, and the data stay valid."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
import time
from collections import Counter

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from planvev.archive.files import read_pinned_sources
from planvev.engine.base import Query
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import FederationRefused, PlanvevError, QueryDied, QueryTimeout
from planvev.validation import validate_graphs
from planvev.validation.incremental import GraphChange, validate_change
from planvev.writes import ValidationFailed
from unit.validation.small_plan import PLAN
from unit.writes.site import (
    ADOPTED,
    DECISIONS,
    LINK,
    UPDATE_PREFIXES,
    Site,
    decision,
    request,
    size,
)
from unit.writes.validated import all_graphs

Pooled = tuple[Site, PooledEngine]
FIRST_KILLED = 1000


def ask(engine: PooledEngine, pattern: str) -> bool:
    text = f"{UPDATE_PREFIXES} ASK {{ {pattern} }}"
    return bool(json.loads(engine.query(Query(text, 10, format="json")).body)["boolean"])


def test_the_next_read_sees_a_write(pooled: Pooled) -> None:
    site, engine = pooled
    for number, outcome in enumerate(("approved", "rejected", "approved")):
        site.writer.update(decision(number, outcome), request())
        status = f"<{LINK}> pv:linkStatus <https://w3id.org/planvev/code/link-status/{outcome}>"
        assert ask(engine, status)


def test_a_write_that_would_reach_the_network_is_told_so(pooled: Pooled) -> None:
    site, _ = pooled
    before = site.digest()
    for update in (
        "LOAD <http://127.0.0.1:9/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ):
        with pytest.raises(FederationRefused):
            site.writer.update(update, request())
    assert site.digest() == before


def test_a_write_that_takes_its_worker_down_leaves_no_trace(pooled: Pooled) -> None:
    site, engine = pooled
    before = site.digest()
    bomb = f"FILTER({'||'.join(['?x'] * 20_000)})"  # nests in the parser, not in the text
    with pytest.raises(QueryDied):
        site.writer.update(f"INSERT {{ <urn:s> <urn:p> 1 }} WHERE {{ {bomb} }}", request())
    slow = " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(5))
    asked = request()
    quick = type(asked)(asked.author, permit=asked.permit, timeout_s=0.5)
    with pytest.raises(QueryTimeout):
        site.writer.update(f"INSERT {{ <urn:s> <urn:p> 1 }} WHERE {{ {slow} }}", quick)
    assert site.digest() == before
    assert site.writer.update(decision(100), request()).committed
    assert ask(engine, f"<{LINK}> pv:linkStatus ?any")


def test_killed_writes_are_answered_by_what_the_archive_says(pooled: Pooled) -> None:
    site, engine = pooled
    chance = random.Random(8)  # noqa: S311
    began = time.monotonic()
    site.writer.update(decision(FIRST_KILLED), request())
    takes_s = time.monotonic() - began
    enough = size(8, 300)
    stop = threading.Event()
    head = site.archive.head()

    def kill() -> None:
        while not stop.wait(chance.uniform(0.0, 3 * takes_s)):
            for pid in engine.processes()["write"]:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue

    killer = threading.Thread(target=kill)
    killer.start()
    answers = Counter[str]()
    done = set()
    try:
        number = FIRST_KILLED
        while min(answers["done"], answers["QueryDied"]) < enough:
            assert number < FIRST_KILLED + 50 * enough, answers
            number += 1
            try:
                site.writer.update(decision(number), request(id_=f"r{number}"))
                done.add(number)
                answers["done"] += 1
            except PlanvevError as error:
                answers[type(error).__name__] += 1
                assert site.writer.find(f"r{number}") is None
    finally:
        stop.set()
        killer.join()
    there = {
        int(line.split(">", 1)[0].rpartition("/")[2])
        for line in site.lines(DECISIONS)
        if "#decides>" in line
    }
    assert {number for number in there if number > FIRST_KILLED} == done
    assert site.archive.head() == head + len(done)


def updates(chance: random.Random) -> str:
    """Return an update: some keep the plan valid, others break it, others are fine by chance."""
    level = "https://w3id.org/planvev/code/goal-level/hovedmal"
    number = chance.randrange(2, 6)
    goal = f"{PLAN}/goal/{number}"
    new_goal = f"""<{goal}> a pv:Goal ; pv:partOf <{PLAN}> ; pv:goalLevel <{level}> ;
        pv:position {number} ; rdfs:label "Mål"@nb ;
        <http://purl.org/dc/terms/source> <urn:source> ."""
    return UPDATE_PREFIXES + chance.choice(
        (
            f"INSERT DATA {{ GRAPH <{ADOPTED}> {{ {new_goal} }} }}",
            f"DELETE WHERE {{ GRAPH <{ADOPTED}> {{ <{goal}> ?p ?o }} }}",
            f"WITH <{ADOPTED}> DELETE {{ ?s pv:pursues ?o }} INSERT {{ ?s pv:pursues <{goal}> }} "
            f"WHERE {{ ?s pv:pursues ?o }}",
            f"WITH <{ADOPTED}> DELETE {{ <{goal}> pv:position ?o }} "
            f"INSERT {{ <{goal}> pv:position {number - 1} }} WHERE {{ <{goal}> pv:position ?o }}",
            f"DELETE WHERE {{ GRAPH ?g {{ <{goal}> a ?c }} }}",
            decision(chance.randrange(100)).removeprefix(UPDATE_PREFIXES),
        )
    )


def test_racing_updates_keep_the_data_valid(pooled: Pooled) -> None:
    site, _ = pooled
    count = size(60, 1000)
    head = site.archive.head()
    answers = Counter[str]()

    def write(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311
        for _ in range(count // 4):
            try:
                committed = site.writer.update(updates(chance), request()).committed
                answers["committed" if committed else "same"] += 1
            except ValidationFailed:
                answers["refused"] += 1

    threads = [threading.Thread(target=write, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.total() == count
    assert answers["committed"] > count / 10
    assert answers["refused"] > count / 10
    assert site.archive.head() == head + answers["committed"]
    for generation in range(head, site.archive.head() + 1):
        assert violations(site, generation) == []


def violations(site: Site, generation: int) -> list[str]:
    """Validate a whole generation, as if all of it were new; the last one by pySHACL alone too."""
    texts = site.archive.texts(generation)
    submitted, context = all_graphs(texts)
    store = Store()
    for graph, text in texts.items():
        store.load(text, RdfFormat.N_TRIPLES, to_graph=NamedNode(graph))
    found = read_pinned_sources(site.data)
    changes = [GraphChange(graph.graph.value, (), graph.triples) for graph in submitted]
    reports = [
        validate_change(store, changes, lambda graph: texts.get(graph, b""), lambda _: found)
    ]
    if generation == site.archive.head():
        reports.append(validate_graphs(submitted, context, found))
    return [str(r) for report in reports if not report.conforms for r in report.results]
