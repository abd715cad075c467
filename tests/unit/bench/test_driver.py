"""The driver's figures, its comparison of answers, and that it leaves no process behind."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
import threading
import time
from pathlib import Path
from typing import Any, cast

import pytest
from bench.client import Answer, Client, rows_and_digest
from bench.figures import (
    Pair,
    Verdict,
    geometric_mean,
    growth,
    rounds_within,
    service_bars,
    speed_bars,
)
from bench.measure import Outcome, Query, Series, compare, rate_of
from bench.processes import ServerError, session_of, start
from bench.report import print_writes
from bench.writes import Writes
from rich.console import Console

XSD = "http://www.w3.org/2001/XMLSchema#"


def results(*values: dict[str, str]) -> bytes:
    bindings = [{"value": value} for value in values]
    return json.dumps({"head": {"vars": ["value"]}, "results": {"bindings": bindings}}).encode()


def literal(value: str, **more: str) -> dict[str, str]:
    return {"type": "literal", "value": value, **more}


def test_the_order_of_rows_does_not_matter() -> None:
    first = rows_and_digest(results(literal("a"), literal("b"), literal("b")))
    assert first == rows_and_digest(results(literal("b"), literal("a"), literal("b")))
    assert first[0] == 3


def test_a_repeated_row_matters() -> None:
    assert rows_and_digest(results(literal("a"), literal("a"))) != rows_and_digest(
        results(literal("a"))
    )


@pytest.mark.parametrize(
    "other",
    [
        literal("1", datatype=XSD + "integer"),
        literal("1", **{"xml:lang": "nb"}),
        {"type": "uri", "value": "1"},
        literal("2"),
    ],
)
def test_kind_datatype_and_language_matter(other: dict[str, str]) -> None:
    assert rows_and_digest(results(literal("1"))) != rows_and_digest(results(other))


def test_plain_strings_may_say_their_datatype() -> None:
    said = results(literal("1", datatype=XSD + "string"))
    assert rows_and_digest(said) == rows_and_digest(results(literal("1")))


def test_a_boolean_is_one_row() -> None:
    assert rows_and_digest(b'{"head": {}, "boolean": true}')[0] == 1


def test_the_mean_of_ratios_is_geometric() -> None:
    assert geometric_mean([0.25, 4.0]) == pytest.approx(1.0)


def test_growth_is_relative_to_the_smallest_size() -> None:
    assert growth({300: 8.0, 1: 2.0}) == {1: 1.0, 300: 4.0}


def test_slow_queries_get_fewer_rounds() -> None:
    assert [rounds_within(6, seconds, 15) for seconds in (0.1, 1, 9)] == [15, 6, 3]


def verdicts(pairs: list[Pair], differing: tuple[str, ...] = ()) -> list[Verdict]:
    return [bar.verdict for bar in speed_bars(pairs, differing)]


def test_the_bars_hold_for_a_fast_server_with_the_same_answers() -> None:
    assert verdicts([Pair("a", 0.001, 0.002), Pair("b", 0.5, 1.0)]) == [Verdict.PASS] * 3


def test_four_times_slower_is_allowed_under_a_millisecond() -> None:
    assert verdicts([Pair("a", 0.0004, 0.0001)])[2] is Verdict.PASS


def test_four_times_slower_fails_over_a_millisecond() -> None:
    assert verdicts([Pair("a", 0.004, 0.001)])[1:] == [Verdict.FAIL, Verdict.FAIL]


def test_answers_that_differ_fail() -> None:
    assert verdicts([Pair("a", 0.001, 0.002)], ("a",))[0] is Verdict.FAIL


def test_what_was_not_measured_is_said() -> None:
    bars = service_bars(30_000, 0.2, None, 20)
    assert [bar.verdict for bar in bars] == [
        Verdict.PASS,
        Verdict.PASS,
        Verdict.NOT_MEASURED,
        Verdict.FAIL,
    ]


def test_errors_under_load_are_no_rate() -> None:
    with pytest.raises(ValueError, match="Non-2xx"):
        rate_of("Non-2xx or 3xx responses: 5\nRequests/sec: 100.0\n")


class Fake:
    """Stands for a client; keeps what it was asked in a list shared with the other."""

    def __init__(self, name: str, asked: list[tuple[str, str]], body: bytes, status: int = 200):
        self.name, self.asked, self.body, self.status = name, asked, body, status

    def query(self, text: str) -> Answer:
        self.asked.append((self.name, text))
        return Answer(self.status, self.body, 0.001)


def compared(first: Any, second: Any) -> Outcome:
    outcomes = compare(first, second, [Query("q", "ASK {}\n")], rounds=3, budget_s=1)
    return outcomes[0]


def test_servers_alternate_and_cold_queries_never_repeat() -> None:
    asked: list[tuple[str, str]] = []
    outcome = compared(*(Fake(name, asked, results(literal("a"))) for name in "ab"))
    assert outcome.agrees
    cold = asked[4:10]
    assert [name for name, _ in cold] == ["a", "b", "b", "a", "a", "b"]
    assert len({text for _, text in asked[:10]}) == 10
    assert {text for _, text in asked[10:]} == {"ASK {}\n"}
    assert len(outcome.tested.cold) == len(outcome.reference.warm) == 3


def test_other_answers_are_noticed() -> None:
    asked: list[tuple[str, str]] = []
    outcome = compared(
        Fake("a", asked, results(literal("a"))), Fake("b", asked, results(literal("b")))
    )
    assert not outcome.agrees


def test_an_error_is_kept_and_is_no_agreement() -> None:
    asked: list[tuple[str, str]] = []
    broken = Fake("b", asked, b"no", status=503)
    outcome = compared(Fake("a", asked, results(literal("a"))), broken)
    assert not outcome.agrees
    assert outcome.reference.failure == "503: no"
    assert outcome.pair is None
    assert cast(Series, outcome.tested).cold == []


SERVER = """
import http.server, subprocess, sys
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")
    def log_message(self, *args):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(f"ready: http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
"""


def test_a_stopped_server_leaves_no_process(tmp_path: Path) -> None:
    server = start("s", [sys.executable, "-c", SERVER], tmp_path / "log", "/sparql")
    try:
        with Client(server.query_url) as client:
            assert client.query("ASK {}").body == b"{}"
        members = session_of(server.process.pid)
        assert len(members) == 2
        memory = server.memory()
        assert memory.processes == 2
        assert 0 < memory.pss_mib <= memory.rss_mib
    finally:
        server.stop()
    deadline = time.monotonic() + 5
    while any(running(pid) for pid in members) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(running(pid) for pid in members)


def running(pid: int) -> bool:
    """Tell whether a process runs; one that has ended and was not waited for does not."""
    try:
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False


def test_a_server_that_ends_at_once_is_reported_with_its_output(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import sys; sys.exit('no such state')"]
    with pytest.raises(ServerError, match="no such state"):
        start("s", command, tmp_path / "log", "/sparql")


def test_a_read_is_sent_again_where_the_server_had_closed_the_connection() -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"

    def serve(listener: socket.socket) -> None:
        for _ in range(2):  # one answer a connection, without a word that it ends
            connection, _ = listener.accept()
            with connection:
                connection.recv(65_536)
                connection.sendall(answer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        with Client(f"http://127.0.0.1:{listener.getsockname()[1]}/sparql", timeout_s=10) as client:
            assert [client.query("ASK {}").body for _ in range(2)] == [b"{}", b"{}"]
        thread.join()


def test_the_nth_decision_stands_for_the_five_up_to_it() -> None:
    written = io.StringIO()
    decisions = [0.1] + [0.2] * 4 + [0.3] * 5
    print_writes(Console(file=written, width=200), Writes(decisions, [1.0, 2.0]))
    assert "1: 100, 10: 300; slowest 300" in written.getvalue()
    assert "1000, 2000" in written.getvalue()
