"""Each hostile request gets the answer that it should, in time; the server goes on as before.

"In time" is the deadline of what was asked, the wait for a worker, and a second (and what it takes
to send megabytes). After each request a page and a query are answered at once, the data are what
they were, and nobody has called the listeners.
"""

from __future__ import annotations

import itertools
import json
import time

import pytest

from hostile.canary import Canary
from hostile.case import CUT_OFF, Case, Target
from hostile.conftest import QUERY_TIMEOUT_S, QUEUE_WAIT_S, WRITE_TIMEOUT_S
from hostile.contents import CONTENTS, without_token
from hostile.outside import OUTSIDE
from hostile.queries import QUERIES
from hostile.reading import read_body
from hostile.transfers import TRANSFERS
from hostile.wire import Reply, exchange
from promises.serving import Server

_MARGIN_S = 1.0
_READ_WITHIN_S = QUERY_TIMEOUT_S + QUEUE_WAIT_S + _MARGIN_S
_WRITTEN_WITHIN_S = WRITE_TIMEOUT_S + QUEUE_WAIT_S + _MARGIN_S
_GIVEN_UP_AFTER_S = 40.0
_addresses = (f"127.6.{n // 250}.{n % 250 + 1}" for n in itertools.count())
"""Each case comes from an address of its own, which has used nothing of its share yet."""


def send(server: Server, case: Case, target: Target) -> Reply:
    return exchange(
        server.port,
        case.sent(target),
        timeout_s=_GIVEN_UP_AFTER_S,
        source=next(_addresses),
        head=case.is_head,
    )


def judge(case: Case, reply: Reply, within_s: float) -> None:
    """Compare an answer with what must come back."""
    told = f"{reply.status}, {reply.seconds:.2f} s: {reply.body[:300]!r}"
    assert not reply.timed_out, told
    assert reply.status in case.statuses, told
    assert reply.seconds <= within_s, told
    if reply.status == CUT_OFF:
        return
    read_body(reply)
    if case.codes and reply.status >= 400:
        assert json.loads(reply.body)["code"] in case.codes, told
    if reply.status in (429, 503):
        assert "try again" not in reply.body.decode() or reply.header("retry-after"), told
    if case.check:
        case.check(reply)


def assert_unharmed(server: Server, canary: Canary) -> None:
    started = time.monotonic()
    assert server.ask("/health", address="127.6.255.1").status == 200
    reply = server.query("ASK { ?s ?p ?o }", address=next(_addresses))
    assert reply.json()["boolean"] is True
    assert time.monotonic() - started < _MARGIN_S
    assert server.process.poll() is None
    assert canary.callers == []


@pytest.mark.parametrize("case", [*QUERIES, *TRANSFERS], ids=str)
def test_a_hostile_request_is_answered_as_it_should_be(
    server: Server, target: Target, canary: Canary, case: Case
) -> None:
    generation = server.archive.head()
    judge(case, send(server, case, target), _READ_WITHIN_S)
    assert_unharmed(server, canary)
    assert server.archive.head() == generation


@pytest.mark.parametrize("case", OUTSIDE, ids=str)
def test_no_request_makes_the_server_call_anybody(
    server: Server, target: Target, canary: Canary, case: Case
) -> None:
    generation = server.archive.head()
    judge(case, send(server, case, target), _READ_WITHIN_S)
    assert_unharmed(server, canary)
    assert server.archive.head() == generation


@pytest.mark.parametrize("case", CONTENTS, ids=str)
def test_a_write_that_is_a_bomb_is_written_whole_or_leaves_no_trace(
    server: Server, target: Target, canary: Canary, case: Case
) -> None:
    generation = server.archive.head()
    reply = send(server, case, target)
    judge(case, reply, _WRITTEN_WITHIN_S)
    committed = server.archive.head() - generation
    assert committed <= (200 <= reply.status < 300)
    assert_unharmed(server, canary)
    assert server.update("CLEAR SILENT GRAPH <urn:hostile>", target.admin).status == 200


@pytest.mark.parametrize("case", [without_token(case) for case in CONTENTS], ids=str)
def test_a_bomb_without_a_token_is_not_even_looked_at(
    server: Server, target: Target, canary: Canary, case: Case
) -> None:
    generation = server.archive.head()
    judge(case, send(server, case, target), _MARGIN_S)
    assert_unharmed(server, canary)
    assert server.archive.head() == generation
