"""Promise 2: what was acknowledged is on the disk: it was synced before the answer went out.

What a power cut leaves of unsynced writes, at every step of a commit, is tried out in
``tests/load/archive/test_crash.py``, on a model of a disk that loses them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

from planvev.archive.archive import Archive
from planvev.archive.graph_files import SUFFIX
from promises.conftest import Start
from promises.serving import Server, size, token_for
from promises.tracing import traced

ROUNDS = size(1, 20)
ONE = "<urn:s> <urn:p> {} ."
FILE = "incomplete.tmp"


def writes_of(server: Server, token: str, number: int) -> Iterator[Callable[[], int]]:
    """Yield writes of every kind, each of which makes a generation."""
    three = " ".join(f"GRAPH <urn:g{n}> {{ {ONE.format(number)} }}" for n in range(3))
    again, other = ONE.format(f"1{number}"), ONE.format(f"2{number}")
    yield lambda: server.update(f"INSERT DATA {{ {three} }}", token).status
    yield lambda: server.write_graph("PUT", "urn:put", again, token).status
    yield lambda: server.write_graph("POST", "urn:put", other, token).status
    yield lambda: server.write_graph("PUT", "urn:put", again, token).status  # as it was before
    yield lambda: server.write_graph("PUT", "default", again, token).status
    yield lambda: server.write_graph("DELETE", "urn:put", None, token).status
    yield lambda: server.update("DROP ALL ; INSERT DATA { <urn:s> <urn:p> 0 }", token).status


def expected_events(archive: Archive, generation: int, there: set[str]) -> list[str]:
    """Return what must happen, in order, for a generation to be acknowledged.

    there: names of the graph files that were there before it; none of them is written again.
    """
    before = archive.manifest(generation - 1).graphs.values()
    graphs = archive.manifest(generation).graphs.values()
    known = {entry.sha256 for entry in before}
    new = list(dict.fromkeys(entry.sha256 for entry in graphs if entry.sha256 not in known))
    events = []
    for sha256 in new:
        name = f"{sha256}{SUFFIX}"
        if name not in there:
            events += steps_of_file("graphs/", name)
    if new:
        events.append("sync graphs")
    events += [*steps_of_file("generations/", f"{generation:06d}.json"), "sync generations"]
    return [*events, *steps_of_file("", "HEAD"), "sync ."]


def steps_of_file(folder: str, name: str) -> list[str]:
    return [f"write {folder}{FILE}", f"sync {folder}{FILE}", f"rename {folder}{name}"]


def in_any_order_of_graphs(events: list[str]) -> list[tuple[str, ...]]:
    """Group the steps of each graph file, and sort these groups: their order is free."""
    steps = [tuple(events[at : at + 3]) for at in range(0, len(events), 3)]
    return sorted(steps)


def test_everything_that_a_write_names_is_synced_in_order_before_its_answer_goes_out(
    site: Path, start: Start, tmp_path: Path
) -> None:
    server = start(site)
    token = token_for(site / "state")
    archive = server.archive
    with traced(server.process.pid, tmp_path / "trace") as trace:
        answers = 0
        for number in range(ROUNDS):
            for write in writes_of(server, token, number):
                there = {path.name for path in archive.graphs_folder.iterdir()}
                generation = archive.head() + 1
                assert 200 <= write() < 300
                answers += 1
                assert archive.head() == generation
                trace.await_answers(answers)
                events = trace.events(site / "state")
                *own, answer = last_of(events, answers)
                assert answer.startswith("answer 20")
                expected = expected_events(archive, generation, there)
                graph_steps = len([event for event in expected if " graphs/" in event])
                assert in_any_order_of_graphs(own[:graph_steps]) == in_any_order_of_graphs(
                    expected[:graph_steps]
                )
                assert own[graph_steps:] == expected[graph_steps:]


def last_of(events: list[str], answers: int) -> list[str]:
    """Return the events of answer number ``answers``: those after the one before, and itself."""
    ends = [at for at, event in enumerate(events) if event.startswith("answer")]
    assert len(ends) == answers
    begins = ends[-2] + 1 if answers > 1 else 0
    return events[begins : ends[-1] + 1]


def test_what_is_refused_writes_nothing_and_leaves_nothing(
    site: Path, start: Start, tmp_path: Path
) -> None:
    server = start(site)
    token = token_for(site / "state")
    with traced(server.process.pid, tmp_path / "trace") as trace:
        refusals = (
            server.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> 1 } }", ""),
            server.update("INSERT DATA { GRAPH <urn:g> { <urn:s> <urn:p> } }", token),
            server.write_graph("PUT", "urn:g", "<urn:s> <urn:p> .", token),
            server.write_graph("DELETE", "urn:not-there", None, token),
        )
        assert [reply.status for reply in refusals] == [401, 400, 400, 404]
        trace.await_answers(len(refusals))
        events = trace.events(site / "state")
    assert list(itertools.filterfalse(lambda event: event.startswith("answer"), events)) == []
