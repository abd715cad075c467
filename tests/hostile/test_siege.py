"""A siege from eight addresses, and a polite client beside it (the promise of issue 3, § 6).

Every hostile request of this folder, floods and clients that dawdle, all at random, against a
server with the limits that it has out of the box: 20 seconds, or 60 with
``PLANVEV_TEST_SIZE=large``. The polite client asks for a page and a small query twice a second; at
least 99 % of its answers must come, 99 % of them within a second. Afterwards the server's memory is
within 10 % of where it was before.

Memory is compared with that of a server in service: one that has seen a small siege before, so that
its threads run and its code is loaded. What it was when it had just started is told too.
Figures are printed (``pytest -s``), and written to the file that ``PLANVEV_SIEGE_REPORT`` names.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from hostile.attackers import Orders, start
from hostile.canary import Canary
from hostile.memory import memory_mib
from hostile.polite import Asked, PoliteClient
from planvev import resources
from promises.serving import Server, size, wait_for

SECONDS = size(10, 60)
ADDRESSES = tuple(f"127.0.0.{n}" for n in range(2, 10))
SHARE_LEAST = 0.99
P99_MOST_S = 1.0
MEMORY_MOST = 1.10
MEMORY_SLACK_MIB = 32
"""What the allocators of the few processes keep, however little memory there was before."""
_PROCESSES = 2
_THREADS = 6
_SLOW = 500
_WARM_UP_S = 12.0
_POLITE_BEFORE_S = 6.0
"""It does not come just when the siege begins: it has seen each page once."""
_QUIET_WITHIN_S = 40.0
_SETTLED_S = 12.0
"""Longer than the server takes to see that it is quiet: fresh workers, memory given back."""
_ENDS_WITHIN_S = 60.0


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """Start a server as it comes."""
    running = Server(tmp_path / "state", resources.data_root())
    try:
        yield running.await_ready()
    finally:
        running.clean_up()


def besiege(server: Server, canary: Canary, seconds: float, seed: int) -> dict[str, Any]:
    """Let the attackers do their worst for some time; return what came of it."""
    processes = [
        start(
            Orders(
                server.port,
                canary.port,
                canary.port_v6,
                ADDRESSES[number::_PROCESSES],
                seconds,
                seed + number,
                _THREADS,
                _SLOW // _PROCESSES,
            )
        )
        for number in range(_PROCESSES)
    ]
    try:
        outputs = [
            process.communicate(timeout=seconds + _ENDS_WITHIN_S)[0] for process in processes
        ]
    except subprocess.TimeoutExpired:
        for process in processes:
            process.kill()
            process.communicate()
        raise
    outcomes = [json.loads(output) for output in outputs]
    statuses: Counter[str] = Counter()
    for outcome in outcomes:
        statuses.update(outcome["statuses"])
    return {
        "statuses": dict(sorted(statuses.items())),
        "slow_connections": sum(outcome["slow_connections"] for outcome in outcomes),
        "wrong": [line for outcome in outcomes for line in outcome["wrong"]],
    }


def memory_of(server: Server) -> float:
    return memory_mib(server.processes())


def settled_memory_of(server: Server) -> float:
    """Wait until the memory does not change any more; return how much it is."""
    seen: list[tuple[float, float]] = []

    def is_settled() -> bool:
        time.sleep(1)
        now = time.monotonic()
        seen.append((now, memory_of(server)))
        recent = [mib for when, mib in seen if when >= now - _SETTLED_S]
        return now - seen[0][0] >= _SETTLED_S and max(recent) - min(recent) <= 0.02 * min(recent)

    wait_for(is_settled, _QUIET_WITHIN_S)
    return seen[-1][1]


def told(asked: Asked) -> dict[str, Any]:
    return {
        "share": round(asked.share, 4),
        "answers": len(asked.seconds),
        "p50_s": round(asked.quantile(0.5), 3),
        "p99_s": round(asked.quantile(0.99), 3),
        "failures": asked.failures[:10],
    }


def report(figures: dict[str, Any]) -> None:
    text = json.dumps(figures, indent=2)
    sys.stdout.write(f"\n{text}\n")
    path = os.environ.get("PLANVEV_SIEGE_REPORT")
    if path:
        Path(path).write_text(text, encoding="utf-8")


def test_a_polite_client_is_served_during_a_siege_and_memory_comes_back(
    server: Server, canary: Canary
) -> None:
    fresh_mib = memory_of(server)
    besiege(server, canary, _WARM_UP_S, seed=1)
    before_mib = settled_memory_of(server)
    polite = PoliteClient(server.port)
    polite.start()
    try:
        time.sleep(_POLITE_BEFORE_S)
        polite.forget()
        attack = besiege(server, canary, SECONDS, seed=2)
    finally:
        polite.stop()
    peak_mib = memory_of(server)
    most_mib = before_mib * MEMORY_MOST + MEMORY_SLACK_MIB
    back = wait_for(lambda: memory_of(server) <= most_mib, _QUIET_WITHIN_S)
    figures = {
        "seconds": SECONDS,
        "load_average": os.getloadavg()[0],
        "pages": told(polite.pages),
        "queries": told(polite.queries),
        "memory_mib": {
            "fresh": round(fresh_mib),
            "before": round(before_mib),
            "at_the_end": round(peak_mib),
            "after": round(memory_of(server)),
        },
        "attack": attack,
    }
    report(figures)
    assert attack["wrong"] == [], figures
    assert canary.callers == []
    for asked in (polite.pages, polite.queries):
        assert asked.share >= SHARE_LEAST, figures
        assert asked.quantile(0.99) < P99_MOST_S, figures
    assert back, figures
    assert server.output().count("\n") <= 1, server.output()
