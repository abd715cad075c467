"""Every read sees the newest generation, a query sees one, and catching up leaves no trace."""

from __future__ import annotations

import random
import threading
import time
from pathlib import Path

import pytest
from pyoxigraph import NamedNode

from load.engine.conftest import Start
from load.engine.harness import (
    COUNT,
    archive_of,
    ask,
    commit,
    count,
    is_alive,
    is_whole,
    memory_mib,
    numbers,
    size,
    wait_for,
)
from planvev.archive.archive import Archive
from planvev.engine.base import Lane
from planvev.engine.embedded import herd
from planvev.engine.embedded.pool import PooledEngine
from planvev.engine.embedded.replica import Replica

SUM = "SELECT (SUM(?o) AS ?n) (COUNT(DISTINCT ?g) AS ?graphs) { GRAPH ?g { <urn:s> <urn:p> ?o } }"


def test_a_read_after_a_write_sees_it_in_every_worker(start: Start, own_archive: Archive) -> None:
    engine = start(own_archive)
    for number in range(size(20, 300)):
        generation = commit(own_archive, {"urn:new": f"<urn:s> <urn:p> {number} ."})
        for lane in (Lane.INTERACTIVE, Lane.QUERY, Lane.QUERY):
            result = ask(engine, "SELECT ?o { GRAPH <urn:new> { ?s ?p ?o } }", lane=lane)
            assert result.body == f"o\r\n{number}\r\n".encode()
            assert result.generation == str(generation)


def test_a_query_sees_one_version_beside_a_writer(start: Start, tmp_path: Path) -> None:
    """Every commit moves an amount from graph to graph; their sum is always 100."""
    archive = archive_of(tmp_path / "state", _shares([50, 30, 20]))
    engine = start(archive)
    done = threading.Event()

    def write() -> None:
        chance = random.Random(7)  # noqa: S311
        while not done.wait(0.005):
            first = chance.randrange(90)
            second = chance.randrange(100 - first)
            commit(archive, _shares([first, second, 100 - first - second]))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(size(40, 1_000)):
            assert ask(engine, SUM).body == b"n,graphs\r\n100,3\r\n"
    finally:
        done.set()
        writer.join()
    assert archive.head() > 3


def _shares(amounts: list[int]) -> dict[str, str | None]:
    return {f"urn:g{n}": f"<urn:s> <urn:p> {amount} ." for n, amount in enumerate(amounts)}


def test_idle_workers_move_to_a_new_generation_by_themselves(
    start: Start, own_archive: Archive
) -> None:
    engine = start(own_archive)
    before = engine.processes()
    commit(own_archive, {"urn:new": "<urn:s> <urn:p> 1 ."})
    assert wait_for(lambda: not set(engine.processes()["query"]) & set(before["query"]), 5)
    assert wait_for(lambda: is_whole(engine))
    assert engine.processes()["zygote"] == before["zygote"]


def test_graphs_that_are_replaced_are_committed(start: Start, own_archive: Archive) -> None:
    engine = start(own_archive)
    triples = list(own_archive.triples("urn:numbers"))
    engine.replace_graphs({NamedNode("urn:copy"): triples})
    assert count(engine) == 800
    engine.replace_graphs({NamedNode("urn:copy"): [], NamedNode("urn:numbers"): triples[:5]})
    assert count(engine) == 5


def test_empty_graphs_and_the_unnamed_graph_come_and_go(start: Start, own_archive: Archive) -> None:
    engine = start(own_archive, union=False)
    graphs = "SELECT ?g { GRAPH ?g {} } ORDER BY ?g"
    commit(own_archive, {"urn:empty": "", "default": numbers(3)})
    assert ask(engine, graphs).body == b"g\r\nurn:empty\r\nurn:numbers\r\n"
    assert count(engine) == 3
    commit(own_archive, {"urn:numbers": None, "default": None})
    assert ask(engine, graphs).body == b"g\r\nurn:empty\r\n"
    assert count(engine) == 0


TERMS = [
    "1", "01", '"1"^^<urn:t>', "1.0", "1.00", "true", '"a"', '"a"@nb', '"a"@NB', '"b"@nb-NO',
    "_:a", "_:b", "<urn:o>", '"2020-01-01"^^<http://www.w3.org/2001/XMLSchema#date>',
    '"007"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>', "007", "7",
]  # fmt: skip


def test_catching_up_gives_what_loading_anew_gives(tmp_path: Path) -> None:
    """Terms that the store takes for one another among them: they come and go one by one."""
    chance = random.Random(3)  # noqa: S311
    archive = archive_of(tmp_path / "state", {"urn:g0": "<urn:s> <urn:p> 1 ."})
    replica = Replica(archive)
    for _ in range(size(60, 1_000)):
        commit(archive, {f"urn:g{n}": _random_graph(chance) for n in range(3)})
        replica.catch_up()
        anew = Replica(archive)
        assert replica.generation == anew.generation
        assert set(replica.store) == set(anew.store)
        assert set(replica.store.named_graphs()) == set(anew.store.named_graphs())


def _random_graph(chance: random.Random) -> str | None:
    if chance.random() < 0.1:
        return None
    terms = chance.sample(TERMS, chance.randrange(len(TERMS)))
    return "\n".join(f"<urn:s{chance.randrange(2)}> <urn:p> {term} ." for term in terms)


def test_a_replica_that_cannot_catch_up_stands_where_it_stood(tmp_path: Path) -> None:
    archive = archive_of(tmp_path / "state", {"urn:g": numbers(10)})
    replica = Replica(archive)
    quads = set(replica.store)
    commit(archive, {"urn:g": numbers(20), "urn:h": numbers(5)})
    entry = archive.manifest().graphs["urn:g"]
    (archive.graphs_folder / f"{entry.sha256}.nt.gz").write_bytes(b"damaged")
    with pytest.raises(Exception, match="damaged"):
        replica.catch_up()
    assert (replica.generation, set(replica.store)) == (1, quads)


def test_a_zygote_that_has_superseded_much_makes_way_for_another(
    start: Start, own_archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(herd, "_SUPERSEDED_LEAST", 100)
    engine = start(own_archive)
    before = engine.processes()["zygote"]
    for number in range(30):
        commit(own_archive, {"urn:new": f"<urn:s{number}> <urn:p> 1,2,3,4,5,6 ."})
        assert count(engine) == 406
    assert wait_for(lambda: engine.processes()["zygote"] != before)
    assert wait_for(lambda: is_whole(engine) and not is_alive(before[0]))
    assert engine.statistics()["zygote_rebuilds"] >= 1
    assert count(engine) == 406


def test_many_small_commits_leave_time_and_memory_where_they_were(
    start: Start, tmp_path: Path
) -> None:
    archive = archive_of(
        tmp_path / "state", {"urn:numbers": numbers(30_000), "urn:new": _ten_triples(0)}
    )
    engine = start(archive, workers=1)
    for number in range(1, 11):  # the first differences make the heap a little larger
        commit(archive, {"urn:new": _ten_triples(number)})
        count(engine)
    time_before, memory_before = _query_time_s(engine), _zygote_memory_mib(engine)
    for number in range(11, size(60, 5_000) + 11):
        commit(archive, {"urn:new": _ten_triples(number)})
        assert count(engine) == 30_010
    assert wait_for(lambda: is_whole(engine))
    assert engine.statistics()["zygote_rebuilds"] >= size(0, 1)
    assert _zygote_memory_mib(engine) <= memory_before * 1.2
    # Other work on the machine disturbs a measurement, it does not hasten one.
    assert wait_for(lambda: _query_time_s(engine) <= time_before * 1.2, 60)


def _ten_triples(number: int) -> str:
    return "\n".join(f"<urn:decision{number}> <urn:p{n}> {number} ." for n in range(10))


def _query_time_s(engine: PooledEngine) -> float:
    """Return the shortest of many runs of a query that reads everything."""
    times = []
    for _ in range(40):
        started = time.perf_counter()
        ask(engine, COUNT)
        times.append(time.perf_counter() - started)
    return min(times)


def _zygote_memory_mib(engine: PooledEngine) -> float:
    return memory_mib(engine.processes()["zygote"][0])
