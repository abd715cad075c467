"""Promise 10: a read after an acknowledged write sees it, on every worker; and sees one version.

So do pages, documents, the graph store and answers that are kept in a cache, here or at a client.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

import pytest

from planvev.vocab import GRAPH
from promises.conftest import Start
from promises.crowd import crowd
from promises.serving import OPEN_TO_ALL, Reply, Server, graph_path, size, token_for
from unit.validation.small_plan import PLAN
from unit.writes.site import ADOPTED, UPDATE_PREFIXES

WRITES = size(12, 1_000)
TRANSFERS = size(25, 2_000)
WORKERS = 3
PATIENT = ("--workers", f"{WORKERS}", "--queue-wait-s", "30", *OPEN_TO_ALL)
"""Servers whose clients wait: what they would see sooner, they see later."""
GOAL = f"{PLAN}/goal/1"
PAGE = "/doc/eksempel/plan-2026/goal/1"
ENGLISH = GRAPH["eksempel/plan-2026/translation-en"].value
NAMES = f"SELECT ?o {{ <{GOAL}> <http://www.w3.org/2000/01/rdf-schema#label> ?o }}"
NAMED = re.compile(r"(?:Mål|Goal) nummer (\d+)")
READS: dict[str, Callable[[Server, str], Reply]] = {
    "a query by POST": lambda s, at: s.query(NAMES, address=at),
    "a query by GET": lambda s, at: s.ask(f"/sparql?{urlencode({'query': NAMES})}", address=at),
    "a page of results": lambda s, at: s.ask(
        f"/sparql?{urlencode({'query': NAMES})}", headers={"Accept": "text/html"}, address=at
    ),
    "a page": lambda s, at: s.ask(PAGE, headers={"Accept": "text/html"}, address=at),
    "a document": lambda s, at: s.ask(f"{PAGE}.ttl", address=at),
    "a graph": lambda s, at: s.ask("/graph/eksempel/plan-2026/adopted.nt", address=at),
    "the graph store": lambda s, at: s.ask(graph_path(ADOPTED), address=at),
    "home": lambda s, at: s.ask("/", headers={"Accept": "text/html"}, address=at),
}


def rename(number: int) -> str:
    """Return the update that gives the goal a new name, in two graphs."""
    label = f"<{GOAL}> rdfs:label"
    return f"""{UPDATE_PREFIXES}
    DELETE {{ GRAPH ?g {{ {label} ?old }} }}
    INSERT {{ GRAPH <{ADOPTED}> {{ {label} "Mål nummer {number}"@nb }}
              GRAPH <{ENGLISH}> {{ {label} "Goal nummer {number}"@en }} }}
    WHERE {{ GRAPH ?g {{ {label} ?old }} }}"""


def numbers_in(reply: Reply) -> set[int]:
    """Return which names an answer gives the goal, by their numbers."""
    assert reply.status == 200, reply.text
    return {int(number) for number in NAMED.findall(reply.text)}


def test_a_read_after_a_write_sees_it_on_every_worker(site: Path, start: Start) -> None:
    server = start(site, *PATIENT)
    token = token_for(site / "state")
    with ThreadPoolExecutor(2 * WORKERS) as clients:
        for number in range(1, WRITES + 1):
            written = server.update(rename(number), token)
            assert written.status == 200, written.text
            at = itertools.cycle(f"127.0.0.{last}" for last in range(2, 9))
            reads = [*READS.items(), *[("a query by POST", READS["a query by POST"])] * WORKERS]
            answers = clients.map(
                lambda read: (read[0][0], read[0][1](server, read[1])), zip(reads, at, strict=False)
            )
            for name, reply in answers:
                assert numbers_in(reply) == {number}, name
                generation = int(reply.headers["planvev-generation"])
                assert generation >= written.json()["generation"], name


def test_an_answer_holds_one_version_beside_writers(site: Path, start: Start) -> None:
    server = start(site, *PATIENT)
    token = token_for(site / "state")
    assert server.update(rename(0), token).status == 200
    numbers = itertools.count(1)
    refusals: list[int] = []
    with crowd() as users:
        users.add("writer", lambda: server.update(rename(next(numbers)), token))
        for last, (name, read) in enumerate(READS.items(), start=2):

            def look(read: Callable[[Server, str], Reply] = read, last: int = last) -> None:
                reply = read(server, f"127.0.0.{last}")
                if reply.status == 503:  # it could not be made of one version, and is not sent
                    refusals.append(last)
                else:
                    assert len(numbers_in(reply)) == 1

            users.add(name, look)
        while users.rounds["writer"] < WRITES and not users.stopping.wait(0.05):
            users.check()
    assert all(users.rounds.values()), users.rounds
    assert len(refusals) <= sum(users.rounds.values()) / 100


class Bank:
    """Accounts in two graphs; transfers leave their sum as it is."""

    ACCOUNTS = 10
    SUM = 2 * ACCOUNTS * 100

    def __init__(self, server: Server, token: str) -> None:
        self.server, self.token = server, token
        self._chance = random.Random(10)  # noqa: S311
        accounts = " ".join(
            f"GRAPH <urn:bank:{bank}> {{ <urn:account:{bank}:{n}> <urn:holds> 100 }}"
            for bank in (1, 2)
            for n in range(self.ACCOUNTS)
        )
        assert server.update(f"INSERT DATA {{ {accounts} }}", token).status == 200

    def transfer(self) -> None:
        """Move an amount from an account of one bank to one of the other."""
        there, here = self._chance.sample((1, 2), 2)
        giver, taker = (
            f"<urn:account:{bank}:{self._chance.randrange(self.ACCOUNTS)}>"
            for bank in (there, here)
        )
        amount = self._chance.randint(1, 30)
        text = f"""
        DELETE {{ GRAPH <urn:bank:{there}> {{ {giver} <urn:holds> ?a }}
                  GRAPH <urn:bank:{here}> {{ {taker} <urn:holds> ?b }} }}
        INSERT {{ GRAPH <urn:bank:{there}> {{ {giver} <urn:holds> ?c }}
                  GRAPH <urn:bank:{here}> {{ {taker} <urn:holds> ?d }} }}
        WHERE {{ GRAPH <urn:bank:{there}> {{ {giver} <urn:holds> ?a }}
                 GRAPH <urn:bank:{here}> {{ {taker} <urn:holds> ?b }}
                 BIND(?a - {amount} AS ?c) BIND(?b + {amount} AS ?d) }}"""
        assert self.server.update(text, self.token).status == 200

    def audit(self, address: str) -> None:
        """Ask for the sum, and for how many accounts there are."""
        text = "SELECT (SUM(?n) AS ?sum) (COUNT(*) AS ?count) { ?account <urn:holds> ?n }"
        rows = self.server.rows(text, address=address)
        assert rows == [[str(self.SUM), str(2 * self.ACCOUNTS)]]


def test_the_sum_of_all_accounts_never_changes_beside_transfers(site: Path, start: Start) -> None:
    server = start(site, *PATIENT)
    bank = Bank(server, token_for(site / "state"))
    with crowd() as users:
        users.add("teller", bank.transfer)
        for last in range(2, 5):
            users.add(f"auditor {last}", lambda at=f"127.0.0.{last}": bank.audit(at))
        while users.rounds["teller"] < TRANSFERS and not users.stopping.wait(0.05):
            users.check()
    bank.audit("127.0.0.1")
    assert all(users.rounds.values()), users.rounds


@pytest.fixture
def renamed(site: Path, start: Start) -> tuple[Server, str]:
    server = start(site, *OPEN_TO_ALL)
    token = token_for(site / "state")
    assert server.update(rename(1), token).status == 200
    return server, token


PATHS = {
    "a query": f"/sparql?{urlencode({'query': NAMES})}",
    "a page": f"{PAGE}.html",
    "a document": f"{PAGE}.ttl",
    "a graph": "/graph/eksempel/plan-2026/adopted.nt",
    "the graph store": graph_path(ADOPTED),
    "home": "/",
}


def test_what_a_client_has_kept_holds_until_the_data_change_and_no_longer(
    renamed: tuple[Server, str],
) -> None:
    server, token = renamed
    for number in range(2, 5):
        kept = {name: server.ask(path) for name, path in PATHS.items()}
        for name, path in PATHS.items():
            tag = kept[name].headers["etag"]
            again = server.ask(path, headers={"If-None-Match": tag})
            assert (again.status, again.headers["etag"]) == (304, tag), name
        assert server.update(rename(number), token).status == 200
        for name, path in PATHS.items():
            reply = server.ask(path, headers={"If-None-Match": kept[name].headers["etag"]})
            assert numbers_in(reply) == {number}, name
            assert reply.headers["etag"] != kept[name].headers["etag"], name
