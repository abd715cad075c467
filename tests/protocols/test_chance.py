"""What is made by chance is made anew by each worker, though all are forks of one process."""

from __future__ import annotations

from pathlib import Path

from promises.serving import Server, token_for

CHANCE = "SELECT (UUID() AS ?uuid) (STRUUID() AS ?text) (RAND() AS ?number) (BNODE() AS ?node) {}"
WRITES = 4


def test_workers_do_not_share_their_random_numbers(server: Server, state: Path) -> None:
    token = token_for(state)
    seen = []
    for number in range(WRITES):  # after each, another worker answers
        assert server.update(f"INSERT DATA {{ <urn:s> <urn:p> {number} }}", token).status == 200
        seen += server.rows(CHANCE)
    for column in zip(*seen, strict=True):
        assert len(set(column)) == WRITES
    assert server.update("CLEAR DEFAULT", token).status == 200


def test_blank_nodes_of_two_updates_are_two(server: Server, state: Path) -> None:
    token = token_for(state)
    for _ in range(WRITES):
        assert server.update("INSERT DATA { _:same <urn:p> 1 }", token).status == 200
        insert = "INSERT { [] <urn:q> ?id } WHERE { BIND(UUID() AS ?id) }"
        assert server.update(insert, token).status == 200
    counted = server.rows("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <urn:p>|<urn:q> ?o }")
    assert counted == [[str(2 * WRITES)]]
    assert server.update("CLEAR DEFAULT", token).status == 200
