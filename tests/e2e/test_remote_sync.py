"""``planvev sync`` killed at any point and run again ends with what the archive holds.

``PLANVEV_TEST_SIZE=large`` kills it a hundred times; without it fewer.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import clean_environment, run_planvev
from load.remote.real_stores import RunningStore, options_of, oxigraph, virtuoso
from planvev.archive.archive import Archive
from planvev.engine.remote.ledger import Ledger
from promises.serving import size, wait_for

GRAPHS = 40
TRIPLES = 300
SEED = 3


@pytest.fixture(params=["oxigraph", "virtuoso"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningStore]:
    """Start a store for one test."""
    started = oxigraph if request.param == "oxigraph" else virtuoso
    with started(tmp_path) as running_store:
        yield running_store


def text_of(graph: int, version: int) -> bytes:
    """Return a graph with blank nodes; each version differs in all of it."""
    lines = [f"_:b{n} <urn:test:in> <urn:test:{graph}> .\n" for n in range(5)]
    lines += [f'<urn:test:{n}> <urn:test:is> "{graph}/{version}" .\n' for n in range(TRIPLES)]
    return "".join(sorted(lines)).encode()


def test_a_sync_that_is_killed_at_any_point_goes_on_where_it_was(
    store: RunningStore, tmp_path: Path
) -> None:
    chance = random.Random(SEED)  # noqa: S311
    archive = Archive(tmp_path / "state")
    command = ["sync", "--state", str(archive.state), "--json", *options_of(store.settings)]
    ledger = Ledger(archive.state, store.settings.identity)
    resumed = 0
    for version in range(size(6, 100)):
        gone = chance.randrange(GRAPHS)
        changes = {f"urn:test:g{n}": text_of(n, version) for n in range(GRAPHS) if n != gone}
        with archive.write_lock() as lock:
            lock.commit({**changes, f"urn:test:g{gone}": None}, author="test", message="")
        begun = ledger.standing().changes
        with subprocess.Popen(
            [sys.executable, "-m", "planvev", *command],
            stdout=subprocess.DEVNULL,
            env=clean_environment(),
        ) as process:
            assert wait_for(lambda: ledger.standing().changes > begun)  # noqa: B023
            time.sleep(chance.random() * 0.4)
            process.kill()
        known = ledger.graphs()
        manifest = archive.manifest()
        left = sum(known.get(graph) != entry.sha256 for graph, entry in manifest.graphs.items())
        resumed += 0 < left < len(manifest.graphs)
        if chance.random() < 0.5:
            continue  # and another change comes before it is run again
        said = run_planvev(*command, "--verify")
        assert said.returncode == 0, said.stdout + said.stderr
        done = json.loads(said.stdout)
        assert len(done["put"]) == left
        assert done["verification"]["compared"] == len(manifest.graphs)
    assert resumed, "it was never killed in the middle"
    said = run_planvev(*command, "--verify")
    assert json.loads(said.stdout)["verification"]["faults"] == []
    assert json.loads(said.stdout)["verification"]["foreign"] == []
    assert said.returncode == 0
    ledger.close()
