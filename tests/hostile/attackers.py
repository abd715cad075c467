"""A process of attackers: ``python -m hostile.attackers`` with what ``Orders`` says, as JSON.

It sends hostile requests at random from several addresses for some time, prints what came of them
as JSON, and ends. It runs at low priority, so that the machine serves the server.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache

from hostile.case import Case, Sent, Target
from hostile.contents import CONTENTS, without_token
from hostile.floods import FLOODS
from hostile.outside import OUTSIDE
from hostile.queries import QUERIES
from hostile.reading import read_body
from hostile.slow import crowd, dawdle
from hostile.transfers import TRANSFERS
from hostile.wire import Reply, exchange

HONEST = frozenset([200, 303, 304, *range(400, 432), 501, 503, 504, 505])
"""What a hostile request may be answered with; 0, a connection that was cut, apart."""
_READ_BYTES_MAX = 1 << 20
_PATIENCE_S = 40.0
_NICE = 19
_FLOODS_TIMES = 5
"""So that a sixth of all is of them."""


@dataclass(frozen=True)
class Orders:
    """What a process of attackers does. port: the server's. canary, canary_v6: as in Target.

    addresses: of the attackers; threads: of each address; slow: connections that dawdle.
    """

    port: int
    canary: int
    canary_v6: int
    addresses: tuple[str, ...]
    seconds: float
    seed: int
    threads: int
    slow: int


def start(orders: Orders) -> subprocess.Popen[str]:
    """Start a process of attackers; it ends by itself."""
    return subprocess.Popen(
        [sys.executable, "-m", "hostile.attackers", json.dumps(asdict(orders))],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def main(orders: Orders) -> None:
    """Attack, and print what came of it."""
    os.nice(_NICE)
    without = [without_token(case) for case in CONTENTS]
    cases = [*QUERIES, *TRANSFERS, *OUTSIDE, *without, *FLOODS * _FLOODS_TIMES]
    attack = _Attack(orders, cases)
    threads = [
        threading.Thread(target=attack.run, args=(address, f"{orders.seed} {address} {number}"))
        for address in orders.addresses
        for number in range(orders.threads)
    ]
    for thread in threads:
        thread.start()
    connections = dawdle(
        crowd(orders.slow), orders.port, orders.addresses, orders.seconds, orders.seed
    )
    for thread in threads:
        thread.join()
    outcome = {
        "statuses": {str(status): count for status, count in sorted(attack.statuses.items())},
        "wrong": attack.wrong[:20],
        "slow_connections": connections,
    }
    sys.stdout.write(json.dumps(outcome) + "\n")


class _Attack:
    """What the threads of an attack share."""

    def __init__(self, orders: Orders, cases: Sequence[Case]) -> None:
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self._orders = orders
        self._cases = cases
        self._target = Target(orders.canary, orders.canary_v6)
        self._ends = time.monotonic() + orders.seconds

    def run(self, address: str, seed: str) -> None:
        """Send one request after the other until time is up."""
        chance = random.Random(seed)  # noqa: S311
        while (left := self._ends - time.monotonic()) > 0:
            case = chance.choice(self._cases)
            try:
                reply = exchange(
                    self._orders.port,
                    _content(case, self._target),
                    timeout_s=min(left, _PATIENCE_S),
                    source=address,
                )
            except OSError as error:
                reply = Reply()
                if time.monotonic() < self._ends:
                    self.wrong.append(f"{case}: {error!r}")
            self._judge(case, reply)

    def _judge(self, case: Case, reply: Reply) -> None:
        self.statuses[reply.status] += 1
        if reply.timed_out or not reply.status:
            return  # our own time was up, or the server closed what is no HTTP
        if reply.status not in HONEST:
            self.wrong.append(f"{case}: {reply.status} {reply.body[:200]!r}")
        elif len(reply.body) <= _READ_BYTES_MAX or not reply.complete:
            try:
                read_body(reply)
            except ValueError as error:
                self.wrong.append(f"{case}: {reply.status}, {error}")


@cache
def _made(case: Case, target: Target) -> bytes | None:
    sent = case.sent(target)
    return sent if isinstance(sent, bytes) else None


def _content(case: Case, target: Target) -> Sent:
    """Return what to send; bytes are made once, since making them takes time from the server."""
    return _made(case, target) or case.sent(target)


if __name__ == "__main__":
    arguments = json.loads(sys.argv[1])
    main(Orders(**{**arguments, "addresses": tuple(arguments["addresses"])}))
