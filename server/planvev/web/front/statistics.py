"""What the front counts, for ``/metrics``."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

from planvev.web.front.cache import ResponseCache
from planvev.web.front.pool import Pool
from planvev.web.front.shares import Shares

STATISTICS: Final = "planvev.statistics"
"""Where the application finds the Statistics in the WSGI environ."""


class Statistics:
    """Counters since the start, and states of now; from any thread.

    refused: requests that there was no room for. disconnected: clients that left too early.
    """

    def __init__(
        self, cache: ResponseCache, pools: Sequence[Pool], bodies: Shares, files: Shares
    ) -> None:
        self._cache = cache
        self._pools = pools
        self._bodies = bodies
        self._files = files
        self.refused = 0
        self.disconnected = 0
        self._answers: dict[int, int] = {}
        self._lock = threading.Lock()

    def answered(self, status: int) -> None:
        """Count an answer that did not come from the cache."""
        with self._lock:
            self._answers[status] = self._answers.get(status, 0) + 1

    def refuse(self) -> None:
        """Count a request that there was no room for."""
        with self._lock:
            self.refused += 1

    def disconnect(self) -> None:
        """Count a client that left before its answer."""
        with self._lock:
            self.disconnected += 1

    def answers(self) -> dict[int, int]:
        """Return how many answers of each status there were, those from the cache apart."""
        with self._lock:
            return dict(self._answers)

    def samples(self) -> dict[str, float]:
        """Return all single numbers by Prometheus name; ``_total`` are counters, others gauges."""
        cache = self._cache.counters()
        return {
            "planvev_cache_hits_total": cache.hits,
            "planvev_cache_misses_total": cache.misses,
            "planvev_cache_stored_total": cache.stored,
            "planvev_cache_evictions_total": cache.evictions,
            "planvev_cache_entries": cache.entries,
            "planvev_cache_bytes": cache.size_bytes,
            "planvev_cache_bytes_max": cache.bytes_max,
            "planvev_not_modified_total": cache.not_modified,
            "planvev_requests_refused_total": self.refused,
            "planvev_clients_gone_total": self.disconnected,
            "planvev_requests_running": sum(pool.running for pool in self._pools),
            "planvev_requests_waiting": sum(pool.waiting for pool in self._pools),
            "planvev_bodies_bytes": self._bodies.size_bytes,
            "planvev_answer_files_bytes": self._files.size_bytes,
        }
