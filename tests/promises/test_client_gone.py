"""Promise 12: when a client has gone, what it occupied is free within a second.

Times are those of a machine that does other things too: so the bar is held by the median of
several tries, and no try may take much longer.
"""

from __future__ import annotations

import itertools
import socket
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from promises.conftest import Start
from promises.serving import CROSS_PRODUCT, Server, size, token_for, wait_for

TRIES = size(5, 50)
FREE_S = 1.0
AT_MOST_S = 5.0
WORKERS = 2
ASK = "ASK { ?s ?p ?o }"
_numbers = itertools.count()


def long_query() -> str:
    """Return a request for a query that does not end; no two are the same, and answered as one."""
    query = quote(f"{CROSS_PRODUCT} # {next(_numbers)}")
    return f"GET /sparql?query={query} HTTP/1.1\r\nHost: planvev\r\n\r\n"


def send(server: Server, content: str, address: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", server.port), 10, (address, 0))
    connection.sendall(content.encode())
    return connection


def processor_seconds(pid: int) -> float:
    """Return the processor time that a process has used; 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100


def busy(since: dict[int, float]) -> set[int]:
    return {pid for pid, before in since.items() if processor_seconds(pid) - before >= 0.05}


def occupy_all_workers(server: Server, number: int = 0) -> tuple[list[socket.socket], set[int]]:
    """Let clients take all workers; return them and the workers.

    number: of the time; each time it is others, who have used nothing of their share.
    """
    since = {pid: processor_seconds(pid) for pid in server.workers()}
    clients = [send(server, long_query(), f"127.0.{number + 1}.{n + 1}") for n in range(WORKERS)]
    found: set[int] = set()

    def all_busy() -> bool:
        for pid in server.workers():
            since.setdefault(pid, 0.0)
        found.update(busy(since))
        return len(found) >= WORKERS

    assert wait_for(all_busy), found
    return clients, found


def seconds_until(condition: Callable[[], bool]) -> float:
    began = time.monotonic()
    assert wait_for(condition, AT_MOST_S)
    return time.monotonic() - began


def test_the_workers_of_clients_that_have_gone_are_free_within_a_second(
    site: Path, start: Start
) -> None:
    server = start(site, "--workers", f"{WORKERS}", "--client-query-seconds-per-minute", "0")
    ended, answered = [], []
    for number in range(TRIES):
        clients, workers = occupy_all_workers(server, number)
        for client in clients:
            client.close()
        began = time.monotonic()
        ended.append(seconds_until(lambda: not workers & server.processes().keys()))  # noqa: B023
        assert server.query(ASK, address="127.0.0.2").status == 200
        answered.append(time.monotonic() - began)
    assert statistics.median(ended) <= FREE_S, ended
    assert statistics.median(answered) <= FREE_S, answered


def test_a_client_that_leaves_while_it_waits_takes_no_worker(site: Path, start: Start) -> None:
    server = start(site, "--workers", f"{WORKERS}", "--queue-wait-s", "30", "--queue-length", "3")
    clients, _ = occupy_all_workers(server)
    waiting = [send(server, long_query(), f"127.0.0.{n + 20}") for n in range(3)]
    time.sleep(0.3)
    for client in (*waiting, *clients):
        client.close()
    assert seconds_until(lambda: server.query(ASK, address="127.0.0.99").status == 200) < AT_MOST_S
    since = {pid: processor_seconds(pid) for pid in server.workers()}
    time.sleep(0.5)
    assert busy(since) == set()


def test_a_client_that_leaves_while_it_sends_leaves_nothing_behind(
    site: Path, start: Start
) -> None:
    server = start(site, "--workers", f"{WORKERS}")
    token = token_for(site / "state")
    head = (
        "POST /sparql HTTP/1.1\r\nHost: planvev\r\nContent-Type: application/sparql-update\r\n"
        f"Authorization: Bearer {token}\r\nContent-Length: 200000\r\n\r\n"
        "INSERT DATA { <urn:gone> <urn:p> 1 } "
    )
    for _ in range(TRIES):
        clients = [send(server, head, "127.0.0.2") for _ in range(40)]
        for client in clients:
            client.close()
        assert seconds_until(lambda: server.query(ASK).status == 200) < AT_MOST_S
    assert server.rows("SELECT * { <urn:gone> ?p ?o }") == []
    assert server.update("INSERT DATA { <urn:there> <urn:p> 1 }", token).status == 200
