"""Promise 1: kill -9 of anything at any moment loses no acknowledged write, and shows no half one.

Writers and readers go on meanwhile. What the writers were told is written down (``Ledger``), and
compared with the archive each time the server itself was killed, and at the end.
"""

from __future__ import annotations

import http.client
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from planvev.archive.archive import Archive
from planvev.archive.verify import verify
from promises.conftest import Start
from promises.crowd import Crowd, crowd
from promises.ledger import NOT_DONE, Ledger
from promises.serving import OPEN_TO_ALL, Server, send_signal, size, token_for, wait_for

KILLS = size(30, 1_000)
OPEN_S = 5.0
START_S = 10.0
END_S = 5.0
VICTIMS = ("server", "zygote", *("worker",) * 6)


class Scene:
    """A server that is killed and started again over the same state, and who uses it."""

    def __init__(self, site: Path, start: Start) -> None:
        self.site = site
        self._start = start
        self.token = token_for(site / "state")
        self.ledgers = [Ledger("a"), Ledger("b")]
        self.starts_s: list[float] = []
        self.server = self._started()
        for ledger in self.ledgers:
            ledger.open(self.server, self.token)

    def write(self, ledger: Ledger) -> None:
        if ledger.write(self.server, self.token) is None:
            time.sleep(0.02)

    def read(self, ledger: Ledger, address: str) -> None:
        acknowledged = len(ledger.done)
        try:
            reply = self.server.query(ledger.question, "text/csv", address=address)
        except (OSError, http.client.HTTPException):
            time.sleep(0.02)
            return
        if reply.status == 200:
            rows = [line.split(",") for line in reply.text.split()[1:]]
            ledger.check_read(rows, acknowledged)
        else:
            assert reply.status in NOT_DONE, reply.text

    def await_writes(self) -> None:
        """Wait until each writer was told of a success once more."""
        for ledger in self.ledgers:
            before = len(ledger.done)
            assert wait_for(lambda: len(ledger.done) > before, 60), self.server.output()  # noqa: B023

    def kill(self, victim: str, chance: random.Random) -> None:
        if victim == "server":
            self._kill_server()
            return
        pids = self.server.zygotes() if victim == "zygote" else self.server.workers()
        if pids:
            send_signal(chance.choice(sorted(pids)))

    def check_archive(self) -> Archive:
        """Open the archive anew, as a server that starts does, and return it whole."""
        began = time.monotonic()
        archive = Archive(self.site / "state")
        archive.texts()
        assert time.monotonic() - began < OPEN_S
        assert verify(archive).faults == []
        return archive

    def _kill_server(self) -> None:
        acknowledged = [set(ledger.done) for ledger in self.ledgers]
        self.server.kill()
        assert wait_for(lambda: not self.server.processes(), END_S), "processes were left"
        archive = self.check_archive()
        for ledger, done in zip(self.ledgers, acknowledged, strict=True):
            assert done <= ledger.entries_in(archive), "acknowledged and lost"
        self.server = self._started()

    def _started(self) -> Server:
        server = self._start(self.site, "--workers", "2", "--page-workers", "1", *OPEN_TO_ALL)
        self.starts_s.append(time.monotonic() - server.started)
        return server


def users_of(scene: Scene, users: Crowd) -> None:
    for number, ledger in enumerate(scene.ledgers, start=2):
        users.add(f"writer {ledger.name}", lambda led=ledger: scene.write(led))
        address = f"127.0.0.{number}"
        users.add(f"reader {ledger.name}", lambda led=ledger, at=address: scene.read(led, at))


def kill_again_and_again(
    scene: Scene, kills: int, chance: random.Random, check: Callable[[], None]
) -> dict[str, int]:
    done = dict.fromkeys(VICTIMS, 0)
    for number in range(kills):
        scene.await_writes()
        time.sleep(chance.uniform(0, 0.1))
        victim = VICTIMS[number % len(VICTIMS)]
        scene.kill(victim, chance)
        done[victim] += 1
        check()
    return done


def test_no_kill_of_any_process_loses_an_acknowledged_write_or_shows_half_of_one(
    site: Path, start: Start
) -> None:
    scene = Scene(site, start)
    with crowd() as users:
        users_of(scene, users)
        done = kill_again_and_again(scene, KILLS, random.Random(20_261_125), users.check)  # noqa: S311
        scene.await_writes()
    assert sum(done.values()) == KILLS
    assert statistics.median(scene.starts_s) < START_S
    archive = scene.check_archive()
    for ledger in scene.ledgers:
        ledger.check_archive(archive)
        assert len(ledger.done) >= KILLS
    assert all(users.rounds.values()), users.rounds
