"""Hostile families at random depths, through the whole server: queries, documents, updates.

Each is answered in time: with a whole 200, a 4xx, 503 or 504. Depths are drawn so that small ones
come as often as each tenfold: where something begins to hurt is found, not guessed.
"""

from __future__ import annotations

import math
import random
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from hostile.case import ask, put, update
from hostile.families import DOCUMENT_FAMILIES, UPDATE_FAMILIES
from hostile.reading import read_body
from hostile.wire import Reply, exchange
from load.engine.test_depths import FAMILIES as QUERY_FAMILIES
from planvev import resources
from promises.serving import Server, size, token_for

_REQUESTS = size(500, 20_000)
_THREADS = 3
_QUERY_TIMEOUT_S = 0.3
_WRITE_TIMEOUT_S = 1.5
_QUEUE_WAIT_S = 2.0
_MARGIN_S = 1.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start a server with the least limits, and no budgets."""
    running = Server(
        tmp_path_factory.mktemp("depths") / "state",
        resources.data_root(),
        *("--query-timeout-s", str(_QUERY_TIMEOUT_S)),
        *("--write-timeout-s", str(_WRITE_TIMEOUT_S)),
        *("--queue-wait-s", str(_QUEUE_WAIT_S)),
        *("--query-memory-mib", "96", "--write-memory-mib", "256"),
        *("--client-queries-max", "0", "--client-query-seconds-per-minute", "0"),
    )
    try:
        yield running.await_ready()
    finally:
        running.clean_up()


def drawn(chance: random.Random, token: str) -> tuple[str, bytes, float]:
    """Return a family with a depth, a request of it, and within which time it is answered.

    Writes wait for each other: for as long as one may take, and once more in the line.
    """
    written_within_s = _WRITE_TIMEOUT_S * (_THREADS + 1) + _MARGIN_S
    kind = chance.choices(("query", "document", "update"), (6, 3, 1))[0]
    if kind == "query":
        name, (deepest, make) = chance.choice(list(QUERY_FAMILIES.items()))
        depth = depth_of(chance, deepest)
        within_s = _QUERY_TIMEOUT_S + _QUEUE_WAIT_S + _MARGIN_S
        return f"{name} {depth}", ask(make(depth)), within_s
    if kind == "document":
        name, (media_type, deepest, make) = chance.choice(list(DOCUMENT_FAMILIES.items()))
        depth = depth_of(chance, deepest)
        return f"{name} {depth}", put(make(depth), media_type, token), written_within_s
    name, (deepest, make) = chance.choice(list(UPDATE_FAMILIES.items()))
    depth = depth_of(chance, deepest)
    return f"{name} {depth}", update(make(depth), token), written_within_s


def depth_of(chance: random.Random, deepest: int) -> int:
    return round(math.exp(chance.uniform(0, math.log(deepest))))


def outcome_of(name: str, reply: Reply, within_s: float) -> str:
    """Return the status, or what was wrong."""
    try:
        if reply.seconds > within_s:
            raise ValueError(f"it took {reply.seconds:.2f} s, of {within_s:.2f}")
        if reply.status not in (200, 201, 204, 503, 504) and reply.status // 100 != 4:
            raise ValueError(reply.body[:200])
        read_body(reply)
    except ValueError as error:
        return f"wrong: {name}: {reply.status}, {error}"
    return str(reply.status)


def test_random_depths_of_every_family_are_answered_in_time(server: Server) -> None:
    token = token_for(server.state)
    outcomes: Counter[str] = Counter()

    def send(number: int) -> None:
        chance = random.Random(f"depths {number}")  # noqa: S311
        for _ in range(number, _REQUESTS, _THREADS):
            name, sent, within_s = drawn(chance, token)
            source = f"127.0.0.{number + 2}"
            reply = exchange(server.port, sent, timeout_s=within_s + 20, source=source)
            outcomes[outcome_of(name, reply, within_s)] += 1

    threads = [threading.Thread(target=send, args=(number,)) for number in range(_THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = [outcome for outcome in outcomes if outcome.startswith("wrong")]
    assert not wrong, (wrong, outcomes)
    assert outcomes.total() == _REQUESTS
    assert {"200", "400", "504"} <= outcomes.keys(), outcomes
    assert server.query("ASK { ?s ?p ?o }", address="127.0.0.9").json()["boolean"] is True
    assert not Path(server.state / "spool").exists() or not any((server.state / "spool").iterdir())
