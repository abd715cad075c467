"""Hostile families at random depths: each query ends in time with an answer or a reason.

Nothing scans these queries first; what the engine cannot bear costs it a worker, never more.
"""

from __future__ import annotations

import json
import math
import random
import threading
import time
from collections import Counter
from collections.abc import Callable

from load.engine.conftest import Start
from load.engine.harness import count, is_whole, size, wait_for
from planvev.archive.archive import Archive
from planvev.engine.base import Lane, Query
from planvev.engine.embedded.pool import PooledEngine
from planvev.errors import BadRequest, PlanvevError, QueryDied, QuerySyntaxError, QueryTimeout

DEADLINE_S = 0.3
QUEUE_WAIT_S = 2.0
QUERIES = size(500, 20_000)


def _around(before: str, opening: str, middle: str, closing: str) -> Callable[[int], str]:
    """Return what makes ``ASK { before opening… middle closing… }`` of a depth."""
    return lambda n: f"ASK {{ {before}{opening * n}{middle}{closing * n} }}"


def _doublings(n: int) -> str:
    binds = " ".join(f"BIND(CONCAT(?x{k}, ?x{k}) AS ?x{k + 1})" for k in range(n))
    return f"ASK {{ BIND('0123456789abcdef' AS ?x0) {binds} FILTER(STRLEN(?x{n}) > 0) }}"


FAMILIES: dict[str, tuple[int, Callable[[int], str]]] = {
    "braces": (10_000, _around("", "{", "", "}")),
    "bare groups": (1_000, _around("", "{ ?a ?b ?c } ", "", "")),
    "optionals": (3_000, _around("?a ?b ?c ", "OPTIONAL { ?a ?b ?c } ", "", "")),
    "nested optionals": (3_000, _around("?a ?b ?c ", "OPTIONAL { ?a ?b ?c ", "", "}")),
    "minus": (3_000, _around("?a ?b ?c ", "MINUS { ?a ?b ?c } ", "", "")),
    "unions": (3_000, _around("{ ?a ?b ?c } ", "UNION { ?a ?b ?c } ", "", "")),
    "not exists": (5_000, _around("", "FILTER NOT EXISTS { ", "", "}")),
    "sub-selects": (3_000, _around("", "{ SELECT * { ", "", "} }")),
    "graphs": (3_000, _around("", "GRAPH ?g { ", "", "}")),
    "parentheses": (20_000, lambda n: f"ASK {{ FILTER({'(' * n}1{')' * n}) }}"),
    "negations": (40_000, lambda n: f"ASK {{ FILTER({'!' * n}true) }}"),
    "functions": (8_000, lambda n: f"ASK {{ FILTER({'ABS(' * n}1{')' * n}) }}"),
    "conditions": (8_000, lambda n: f"ASK {{ FILTER({'IF(true, ' * n}1{', 2)' * n}) }}"),
    "disjunctions": (40_000, lambda n: f"ASK {{ ?s ?p ?o FILTER(?o = 1{' || ?o = 1' * n}) }}"),
    "sums": (40_000, lambda n: f"ASK {{ ?s ?p ?o FILTER(1{'+ 1' * n} < 0) }}"),
    "collections": (5_000, lambda n: f"ASK {{ {'( ' * n}{') ' * n} ?p ?o }}"),
    "blank nodes": (5_000, _around("?s ?p ", "[ ?p ", "1", "]")),
    "paths": (5_000, lambda n: f"ASK {{ ?s {'(' * n}<urn:p0>{')*' * n} ?o }}"),
    "sequences": (5_000, lambda n: f"ASK {{ ?s <urn:p0>{'/<urn:p0>*' * n} ?o }}"),
    "alternatives": (20_000, lambda n: f"ASK {{ ?s (<urn:p0>{'|<urn:p1>' * n})* ?o }}"),
    "triple terms": (5_000, _around("?s ?p ", "<<( ?s ?p ", "?o", ")>>")),
    "string doubling": (60, _doublings),
    "cross products": (12, lambda n: _crossed("COUNT(*) AS ?n", n)),
    "group concat": (4, lambda n: _crossed("GROUP_CONCAT(?o0) AS ?n", n)),
    "values": (40_000, lambda n: f"ASK {{ VALUES ?x {{ {'1 ' * n}}} VALUES ?y {{ 2 }} }}"),
    "regular expressions": (20_000, lambda n: f"ASK {{ FILTER(REGEX('a', '{'(a*)*' * n}')) }}"),
}
"""By name: the greatest depth, and what makes a query of a depth."""


def _crossed(what: str, n: int) -> str:
    patterns = " . ".join(f"?s{k} ?p{k} ?o{k}" for k in range(n))
    return f"SELECT ({what}) {{ {patterns} }}"


def test_random_depths_of_every_family_end_in_time(start: Start, archive: Archive) -> None:
    engine = start(archive, query_memory_mib=96, queue_wait_s=QUEUE_WAIT_S)
    chance = random.Random(17)  # noqa: S311
    queries = [_random_query(chance) for _ in range(QUERIES)]
    outcomes: Counter[str] = Counter()
    threads = [
        threading.Thread(target=lambda n=n: _ask_all(engine, queries[n::2], outcomes))
        for n in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not [outcome for outcome in outcomes if outcome.startswith("wrong")], outcomes
    assert outcomes.total() == QUERIES
    assert {"answered", "QueryTimeout", "QueryDied"} <= outcomes.keys(), outcomes
    assert wait_for(lambda: is_whole(engine))
    assert count(engine) == 420


def _random_query(chance: random.Random) -> tuple[str, str]:
    """Return a name with its depth, and a query; small depths as often as each tenfold."""
    name = chance.choice(list(FAMILIES))
    deepest, make = FAMILIES[name]
    depth = round(math.exp(chance.uniform(0, math.log(deepest))))
    return f"{name} {depth}", make(depth)


def _ask_all(engine: PooledEngine, queries: list[tuple[str, str]], outcomes: Counter[str]) -> None:
    for name, text in queries:
        started = time.monotonic()
        outcome = _outcome(engine, text)
        took_s = time.monotonic() - started
        if took_s > DEADLINE_S + QUEUE_WAIT_S + 1:
            outcome = f"wrong: {name} took {took_s:.1f} s, then {outcome}"
        outcomes[outcome] += 1


def _outcome(engine: PooledEngine, text: str) -> str:
    query = Query(text, DEADLINE_S, format="json", lane=Lane.QUERY)
    try:
        json.loads(engine.query(query).body)
    except (QueryDied, QueryTimeout, QuerySyntaxError, BadRequest) as error:
        return type(error).__name__
    except (PlanvevError, ValueError) as error:
        return f"wrong: {error!r} for {text[:80]}"
    return "answered"
