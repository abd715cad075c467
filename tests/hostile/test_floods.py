"""Floods of requests are answered, and fill neither the logs nor the disk."""

from __future__ import annotations

import threading
from collections import Counter
from pathlib import Path

import pytest

from hostile.canary import Canary
from hostile.case import Case, Target
from hostile.floods import FLOODS
from hostile.test_cases import assert_unharmed, judge
from hostile.wire import exchange
from promises.serving import Server, size

_ADDRESSES = [f"127.0.0.{n}" for n in range(2, 10)]
_REQUESTS = size(100, 2_000)
_WITHIN_S = 10.0


def bytes_of(folder: Path) -> int:
    """Return what lies in a folder: the logs, the audit log, tokens, files on their way.

    But not the dumps, which are written once for each generation.
    """
    files = (path for path in folder.rglob("*") if path.is_file())
    return sum(path.stat().st_size for path in files if "dumps" not in path.parts)


@pytest.mark.parametrize("case", FLOODS, ids=str)
def test_a_flood_is_answered_and_leaves_nothing(
    server: Server, target: Target, canary: Canary, case: Case
) -> None:
    logged, kept = server.log.stat().st_size, bytes_of(server.state)
    statuses: Counter[int] = Counter()
    failures: list[AssertionError] = []

    def flood(address: str) -> None:
        for _ in range(_REQUESTS // len(_ADDRESSES)):
            reply = exchange(server.port, case.sent(target), timeout_s=20, source=address)
            statuses[reply.status] += 1
            try:
                judge(case, reply, _WITHIN_S)
            except AssertionError as error:
                failures.append(error)

    threads = [threading.Thread(target=flood, args=(address,)) for address in _ADDRESSES]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures, (statuses, failures[0])
    assert_unharmed(server, canary)
    assert server.log.stat().st_size == logged, server.output()[logged:]
    assert bytes_of(server.state) <= kept + 4_096
