"""Promise 5: memory stays within what is promised, and does not grow, under everything at once.

What is counted is the proportional set size of every process: memory that is shared is counted
once. A day's growth of 1 MB an hour cannot be told in minutes; what is told is that the lowest
value of the long-lived processes stays where it was, while thousands of requests come and go.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from promises.conftest import Start
from promises.crowd import Crowd, crowd
from promises.ledger import Ledger
from promises.serving import CROSS_PRODUCT, OPEN_TO_ALL, Server, is_large, size, token_for

SECONDS = size(30, 600)
WARM_UP_S = SECONDS / 4
WEB_MIB = 300
ZYGOTE_MIB = 200
"""What the data of these tests, and the modules that check writes, take at most."""
QUERY_MIB, WRITE_MIB = 256, 1024
WORKERS, PAGE_WORKERS = 3, 1
TREE_MIB = WEB_MIB + ZYGOTE_MIB + (WORKERS + PAGE_WORKERS) * QUERY_MIB + WRITE_MIB
GROWTH_MIB = 2 if is_large() else 10
"""In half a minute the memory has not yet come to where it stays."""
_numbers = itertools.count()


@dataclass(frozen=True)
class Sample:
    """Memory at one time, in MiB. at_s: since the beginning. workers: the largest of them."""

    at_s: float
    web: float
    zygotes: float
    worker: float
    tree: float

    @property
    def lasting(self) -> float:
        return self.web + self.zygotes


def pss_mib(pid: int) -> float:
    """Return the proportional set size of a process; 0 where it is gone."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return next(
        (int(line.split()[1]) / 1024 for line in rollup.splitlines() if line.startswith("Pss:")),
        0.0,
    )


def sample(server: Server, began: float) -> Sample:
    web = pss_mib(server.process.pid)
    zygotes = sum(map(pss_mib, server.zygotes()))
    workers = [pss_mib(pid) for pid in server.workers()]
    tree = web + zygotes + sum(workers)
    return Sample(time.monotonic() - began, web, zygotes, max(workers, default=0.0), tree)


def doubling() -> str:
    """Return a query that makes a string of 7 GB."""
    steps = " ".join(f"BIND(CONCAT(?v{n}, ?v{n}) AS ?v{n + 1})" for n in range(26))
    return f"SELECT (STRLEN(?v26) AS ?n) {{ BIND('{'x' * 100}' AS ?v0) {steps} }}"


def load_of(server: Server, token: str) -> dict[str, tuple[Callable[[], int], float, set[int]]]:
    """Return what is asked for: how, with which pause, and what may come back."""
    html = {"Accept": "text/html"}

    def query(text: str, last: int) -> int:
        return server.query(f"{text} # {next(_numbers)}", address=f"127.0.0.{last}").status

    def put() -> int:
        body = "".join(f"<urn:s{n}> <urn:p> {next(_numbers)} .\n" for n in range(50))
        graph = f"urn:promises:memory:{next(_numbers) % 20}"
        return server.write_graph("PUT", graph, body, token).status

    pairs = "SELECT ?a ?b { ?a ?p ?b . ?c ?q ?d } LIMIT 8000"
    return {
        "small queries": (lambda: query("SELECT * { ?s ?p ?o } LIMIT 200", 2), 0.0, {200}),
        "large answers": (lambda: query(pairs, 3), 0.05, {200}),
        "runaways": (lambda: query(CROSS_PRODUCT, 4), 0.3, {504}),
        "bombs": (lambda: query(doubling(), 5), 0.3, {503, 504}),
        "syntax errors": (lambda: query("SELECT {", 6), 0.05, {400}),
        "pages": (
            lambda: server.ask(f"/doc/eksempel/plan-2026?n={next(_numbers)}", headers=html).status,
            0.0,
            {200},
        ),
        "missing pages": (lambda: server.ask(f"/doc/{next(_numbers)}").status, 0.01, {404}),
        "graphs": (put, 0.05, {201, 204}),
    }


def check(act: Callable[[], int], statuses: set[int]) -> None:
    status = act()
    assert status in statuses | {503}, status


def let_load(users: Crowd, server: Server, token: str) -> None:
    ledger = Ledger("a")
    ledger.open(server, token)
    users.add("updates", lambda: ledger.write(server, token), 0.02)
    for name, (act, pause_s, statuses) in load_of(server, token).items():
        users.add(name, lambda a=act, s=statuses: check(a, s), pause_s)


def test_memory_stays_within_what_is_promised_and_does_not_grow(site: Path, start: Start) -> None:
    server = start(
        site,
        *("--workers", f"{WORKERS}", "--page-workers", f"{PAGE_WORKERS}"),
        *("--query-memory-mib", f"{QUERY_MIB}", "--write-memory-mib", f"{WRITE_MIB}"),
        *("--query-timeout-s", "1.5", *OPEN_TO_ALL),
    )
    samples = []
    with crowd() as users:
        let_load(users, server, token_for(site / "state"))
        began = time.monotonic()
        while time.monotonic() - began < SECONDS:
            samples.append(sample(server, began))
            users.check()
            users.stopping.wait(0.25)
    assert all(users.rounds.values()), users.rounds

    assert max(each.web for each in samples) <= WEB_MIB
    assert max(each.worker for each in samples) <= max(QUERY_MIB, WRITE_MIB)
    assert max(each.tree for each in samples) <= TREE_MIB
    # While a zygote is replaced there is less.
    steady = [each for each in samples if each.at_s >= WARM_UP_S and each.zygotes]
    third = len(steady) // 3
    first, last = (min(s.lasting for s in part) for part in (steady[:third], steady[-third:]))
    assert last - first <= GROWTH_MIB, (first, last, users.rounds)
