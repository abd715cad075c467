"""Runs the same queries on two servers, pair by pair, and compares times and answers."""

from __future__ import annotations

import http.client
import itertools
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bench.client import RESULTS_JSON, Client, rows_and_digest
from bench.figures import Pair, median, rounds_within

QUERIES: Final = Path(__file__).resolve().parent / "queries"
WRK_CONNECTIONS: Final = 16
_RUN: Final = f"{os.getpid()}-{time.time_ns()}"
_unique: Final[Iterator[int]] = itertools.count(1)


@dataclass(frozen=True)
class Query:
    """A query of the benchmark. name: its file's, which says what it asks."""

    name: str
    text: str

    def unlike_any_before(self) -> str:
        """Return the query with a comment that no query had before, so that no cache knows it.

        Not even that of a server which has been asked by another run.
        """
        return f"{self.text}# {_RUN}-{next(_unique)}\n"


@dataclass
class Series:
    """What one server did with one query. cold, warm: seconds of each round."""

    cold: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    rows: int = -1
    digest: str = ""
    bytes: int = 0
    failure: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the series as plain data, with medians in seconds."""
        return {
            "cold_s": self.cold,
            "warm_s": self.warm,
            "cold_median_s": median(self.cold) if self.cold else None,
            "warm_median_s": median(self.warm) if self.warm else None,
            "rows": self.rows,
            "digest": self.digest,
            "bytes": self.bytes,
            "failure": self.failure,
        }


@dataclass(frozen=True)
class Outcome:
    """One query on both servers."""

    query: Query
    tested: Series
    reference: Series

    @property
    def agrees(self) -> bool:
        """Whether both answered, and the same."""
        same = (self.tested.rows, self.tested.digest) == (
            self.reference.rows,
            self.reference.digest,
        )
        return same and not self.tested.failure and not self.reference.failure

    @property
    def pair(self) -> Pair | None:
        """Return the medians of the cold rounds; None where a server failed."""
        if not self.tested.cold or not self.reference.cold:
            return None
        return Pair(self.query.name, median(self.tested.cold), median(self.reference.cold))


def read_queries(folder: Path = QUERIES) -> list[Query]:
    """Read the queries, in the order of their names."""
    return [Query(path.stem, path.read_text("utf-8")) for path in sorted(folder.glob("*.rq"))]


def compare(
    tested: Client,
    reference: Client,
    queries: Sequence[Query],
    rounds: int,
    budget_s: float,
    advance: Callable[[str], None] = lambda _: None,
) -> list[Outcome]:
    """Run all queries on both servers.

    rounds: how many cold rounds, and how many warm ones; fewer (but 3) where a query takes more
    than budget_s seconds. advance: called with each query's name before it runs.
    """
    outcomes = []
    for query in queries:
        advance(query.name)
        outcome = Outcome(query, Series(), Series())
        _run(outcome, (tested, reference), rounds, budget_s)
        outcomes.append(outcome)
    return outcomes


def _run(outcome: Outcome, clients: tuple[Client, Client], rounds: int, budget_s: float) -> None:
    """Warm the stores up, then measure; a server that fails is left out of the rest."""
    sides = list(zip(clients, (outcome.tested, outcome.reference), strict=True))
    query = outcome.query
    taken = 0.0
    for client, series in sides:
        for _ in range(2):
            last = _ask(client, query.unlike_any_before(), series, check=True)
        taken += last
    if outcome.tested.failure or outcome.reference.failure:
        return
    count = rounds_within(budget_s, taken, rounds)
    for number in range(count):
        # Who is first changes from round to round: neither always meets a warmed processor.
        for client, series in sides if number % 2 == 0 else reversed(sides):
            series.cold.append(_ask(client, query.unlike_any_before(), series))
    for client, series in sides:
        _ask(client, query.text, series, check=True)
    for number in range(count):
        for client, series in sides if number % 2 == 0 else reversed(sides):
            series.warm.append(_ask(client, query.text, series))


def _ask(client: Client, text: str, series: Series, *, check: bool = False) -> float:
    """Ask once and return the seconds. check: compare the answer with those before it."""
    try:
        answer = client.query(text)
    except (OSError, http.client.HTTPException) as error:
        series.failure = series.failure or f"{type(error).__name__}: {error}"
        return 0.0
    if answer.status != 200:
        body = answer.body.decode(errors="replace")
        series.failure = series.failure or f"{answer.status}: {body[:200]}"
    elif check:
        rows, digest = rows_and_digest(answer.body)
        if series.digest and (rows, digest) != (series.rows, series.digest):
            series.failure = series.failure or "answers differ from one time to the next"
        series.rows, series.digest, series.bytes = rows, digest, len(answer.body)
    return answer.seconds


def cached_per_second(query_url: str, query: Query, seconds: int) -> float | None:
    """Return how many times a second ``wrk -t1`` gets one answer; None where wrk is missing.

    seconds: how long it asks. Raises ValueError where answers were errors.
    """
    wrk = shutil.which("wrk")
    if wrk is None:
        return None
    command = [
        *(wrk, "-t1", f"-c{WRK_CONNECTIONS}", f"-d{seconds}s", "-H", f"Accept: {RESULTS_JSON}"),
        f"{query_url}?query={quote(query.text, safe='')}",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    return rate_of(done.stdout)


def rate_of(wrk_output: str) -> float:
    r"""Read the requests a second out of what wrk prints. Raises ValueError for errors among them.

    >>> rate_of("  Latency ...\nRequests/sec:  31415.92\n")
    31415.92
    """
    if "Non-2xx" in wrk_output:
        raise ValueError(wrk_output)
    found = re.search(r"Requests/sec:\s+([0-9.]+)", wrk_output)
    if found is None:
        raise ValueError(wrk_output)
    return float(found.group(1))
