"""``/metrics``: what the server does, for Prometheus. Numbers only: no query, name or address."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, Literal, Protocol, runtime_checkable

from flask import Blueprint, Response, request

from planvev.web.exposition import CONTENT_TYPE, Family, Sample, exposition
from planvev.web.front.statistics import STATISTICS, Statistics
from planvev.web.site import site

blueprint: Final = Blueprint("metrics", __name__)
FRONT_HELP: Final = {
    "planvev_cache_hits_total": "Answers that were given from the cache.",
    "planvev_cache_misses_total": "Answers that were looked for in the cache and not found.",
    "planvev_cache_stored_total": "Answers that were put into the cache.",
    "planvev_cache_evictions_total": "Answers that had to make room in the cache.",
    "planvev_cache_entries": "Answers in the cache.",
    "planvev_cache_bytes": "Memory that the cache takes, in bytes.",
    "planvev_cache_bytes_max": "Memory that the cache may take, in bytes.",
    "planvev_not_modified_total": "Answers that were not sent since the client had them (304).",
    "planvev_requests_refused_total": "Requests that there was no room for (503).",
    "planvev_clients_gone_total": "Clients that left before their answer.",
    "planvev_requests_running": "Requests that are worked on.",
    "planvev_requests_waiting": "Requests that wait for a thread.",
    "planvev_bodies_bytes": "Request bodies in memory, in bytes.",
    "planvev_answer_files_bytes": "Large answers on their way to clients, on disk, in bytes.",
}
_GAUGES: Final = {
    "load_s": ("planvev_engine_load_seconds", "How long the data took to load, last time."),
    "remote_generation": ("planvev_remote_generation", "Generation of the remote store's data."),
}
"""Numbers of the engine that go up and down; those without a lane are counters otherwise."""
_WAITING: Final = ("queued", "running")
_SLOTS: Final = "slots_"


@runtime_checkable
class Counting(Protocol):
    """An engine that counts what it does."""

    def statistics(self) -> dict[str, float]:
        """Return numbers by name; those of a lane are named «lane.number»."""
        ...


@runtime_checkable
class Forking(Protocol):
    """An engine of several processes."""

    def processes(self) -> dict[str, list[int]]:
        """Return their identifiers by kind."""
        ...


@blueprint.get("/metrics")
def metrics() -> Response:
    """Return all numbers as they are now."""
    response = Response(exposition(_families()), content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


def _families() -> Iterator[Family]:
    here = site()
    yield _gauge("planvev_build_info", "The release.", 1, version=here.config.release)
    yield from _data()
    front = request.environ.get(STATISTICS)
    if isinstance(front, Statistics):
        yield from front_families(front)
    changes = [Sample(count, {"outcome": name}) for name, count in here.changes.values().items()]
    yield Family("planvev_changes_total", "counter", "Changes asked for, by outcome.", changes)
    if isinstance(here.unwatched, Counting):
        yield from engine_families(here.unwatched.statistics())
    pids = here.unwatched.processes() if isinstance(here.unwatched, Forking) else {}
    yield process_family({"web": [os.getpid()], **pids})


def _data() -> Iterator[Family]:
    backend = site().backend
    if backend is None:
        return
    manifest = backend.archive.manifest()
    yield _gauge("planvev_generation", "The generation that is served.", manifest.generation)
    yield _gauge("planvev_triples", "Triples of all graphs.", manifest.triples)
    yield _gauge("planvev_graphs", "Graphs, the unnamed one included.", len(manifest.graphs))
    committed = manifest.time.timestamp()
    yield _gauge("planvev_generation_time_seconds", "When it was committed, Unix time.", committed)


def front_families(front: Statistics) -> Iterator[Family]:
    """Yield what the front counts."""
    answers = [Sample(n, {"status": str(s)}) for s, n in sorted(front.answers().items())]
    told = "Answers by status, those from the cache apart."
    yield Family("planvev_answers_total", "counter", told, answers)
    for name, value in front.samples().items():
        kind: Literal["counter", "gauge"] = "counter" if name.endswith("_total") else "gauge"
        yield Family(name, kind, FRONT_HELP[name], [Sample(value)])


def engine_families(numbers: Mapping[str, float]) -> Iterator[Family]:
    """Yield what an engine counts: see ``Counting``."""
    events, waiting = [], []
    slots: dict[tuple[str, str], float] = {}
    for name, value in sorted(numbers.items()):
        lane, dot, number = name.rpartition(".")
        if name in _GAUGES:
            yield _gauge(*_GAUGES[name], value)
        elif not dot:
            events += [Sample(value, {"event": name})] if name != "generation" else []
        elif number in _WAITING:
            waiting.append(Sample(value, {"lane": lane, "state": number}))
        else:
            slots[lane, number.removeprefix(_SLOTS)] = value
    yield Family("planvev_engine_events_total", "counter", "What became of queries.", events)
    yield Family("planvev_engine_queries", "gauge", "Queries by lane: queued or running.", waiting)
    workers = [Sample(n, {"lane": lane, "state": s}) for (lane, s), n in slots.items()]
    yield Family("planvev_engine_workers", "gauge", "Workers by lane and state.", workers)


def process_family(pids: Mapping[str, list[int]]) -> Family:
    """Return the memory of processes, by kind and place; those that are gone are left out.

    Workers share pages with the process that forked them, and each counts them: do not add up.
    """
    samples = [
        Sample(size, {"process": kind, "number": str(number)})
        for kind, group in pids.items()
        for number, pid in enumerate(group)
        if (size := _resident_bytes(pid)) is not None
    ]
    told = "Memory in RAM, pages shared with others included, in bytes."
    return Family("planvev_process_resident_bytes", "gauge", told, samples)


def _resident_bytes(pid: int) -> int | None:
    try:
        fields = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
        return int(fields[1]) * resource.getpagesize()
    except (OSError, IndexError, ValueError):
        return None


def _gauge(name: str, told: str, value: float, **labels: str) -> Family:
    return Family(name, "gauge", told, [Sample(value, labels)])
