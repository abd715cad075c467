"""How long pages take that no cache has: a goal's, and a whole plan's with its tree."""

from __future__ import annotations

import http.client
import itertools
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from bench.client import Client
from bench.figures import median, percentile
from bench.processes import Server

GOAL: Final = "goal page"
PLAN: Final = "plan with its tree"
SAMPLED: Final = 40
"""How many pages of each kind are asked for, spread over all plans."""
_ASKED: Final = {
    GOAL: """PREFIX pv: <https://w3id.org/planvev/ontology#>
SELECT ?thing { ?thing a pv:Goal ; pv:subGoalOf ?above } ORDER BY ?thing""",
    PLAN: """PREFIX pv: <https://w3id.org/planvev/ontology#>
SELECT DISTINCT ?thing { ?goal a pv:Goal ; pv:partOf ?thing } ORDER BY ?thing""",
}
_RUN: Final = f"{os.getpid()}-{time.time_ns()}"
_unique: Final[Iterator[int]] = itertools.count(1)


@dataclass
class PageTimes:
    """Times of pages of one kind at one size, in seconds. size_bytes: of the largest page."""

    kind: str
    seconds: list[float] = field(default_factory=list)
    size_bytes: int = 0
    failure: str = ""

    @property
    def p50(self) -> float:
        """Return the median, in seconds."""
        return median(self.seconds)

    @property
    def p95(self) -> float:
        """Return the 95th percentile, in seconds."""
        return percentile(self.seconds, 0.95)

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data."""
        return {
            "seconds": self.seconds,
            "p50_s": self.p50 if self.seconds else None,
            "p95_s": self.p95 if self.seconds else None,
            "size_bytes": self.size_bytes,
            "failure": self.failure,
        }


def measure_pages(server: Server) -> list[PageTimes]:
    """Ask for pages of each kind, each once after a round that warms the server up."""
    found = []
    with Client(server.query_url) as client:
        for kind, query in _ASKED.items():
            times = PageTimes(kind)
            found.append(times)
            try:
                _measure(client, query, times)
            except (OSError, http.client.HTTPException, ValueError) as error:
                times.failure = str(error)
    return found


def spread(things: Sequence[str], most: int) -> list[str]:
    """Return some of the things, as far from each other as they go.

    >>> spread("abcdef", 3)
    ['a', 'c', 'e']
    """
    return [things[number * len(things) // most] for number in range(min(most, len(things)))]


def _measure(client: Client, query: str, times: PageTimes) -> None:
    listed = client.query(query, "text/csv")
    if listed.status != 200:
        raise ValueError(f"{times.kind}: {listed.status}")
    paths = [
        urlsplit(line).path.replace("/planvev/id/", "/doc/", 1)
        for line in listed.body.decode().split()[1:]
    ]
    chosen = spread(paths, SAMPLED) if len(paths) > SAMPLED else paths
    for path in chosen[:5]:
        _page(client, path)
    for number in range(max(SAMPLED, len(chosen))):
        answer_s, size = _page(client, chosen[number % len(chosen)])
        times.seconds.append(answer_s)
        times.size_bytes = max(times.size_bytes, size)


def _page(client: Client, path: str) -> tuple[float, int]:
    """Ask for a page by an address that no cache knows; return seconds and bytes."""
    answer = client.request(
        "GET", f"{path}?bench={_RUN}-{next(_unique)}", accept="text/html", headers={}
    )
    if answer.status != 200:
        raise ValueError(f"{path}: {answer.status}")
    return answer.seconds, len(answer.body)
