"""The history of a thing: which states of the data changed what is said of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from planvev.vocab import GRAPH, ID, PV, RDF, RDFS
from planvev.web.history_view import GENERATIONS_MAX, history_of
from unit.web.dataset_server import DatasetServer

PLAN = ID["by/plan"].value
GOAL = f"{PLAN}/goal/1"
ADOPTED, ASSESSED = GRAPH["by/plan/adopted"].value, GRAPH["by/plan/assessment"].value


def graph(*statements: tuple[str, str, str]) -> bytes:
    return "".join(sorted(f"<{s}> <{p}> {o} .\n" for s, p, o in statements)).encode()


def goal(text: str) -> bytes:
    return graph(
        (GOAL, RDF.type.value, f"<{PV.Goal.value}>"),
        (GOAL, RDFS.label.value, f'"{text}"@nb'),
        (f"{GOAL}/passage/1", RDFS.label.value, '"sted"'),
        (f"{PLAN}/goal/10", RDFS.label.value, '"et annet mål"'),
    )


@pytest.fixture
def server(tmp_path: Path) -> DatasetServer:
    made = DatasetServer(tmp_path, {ADOPTED: goal("Flere sykler")})
    made.commit({GRAPH["by/annen/adopted"].value: graph((PLAN, RDFS.seeAlso.value, "<urn:x>"))})
    made.commit({ADOPTED: goal("Alle sykler")})
    made.commit({ASSESSED: graph((GOAL, RDFS.comment.value, '"<script>alert(1)</script>"'))})
    return made


def test_each_change_says_what_came_and_what_went_newest_first(server: DatasetServer) -> None:
    changes = history_of(server.archive, GOAL).changes
    assert [change.generation for change in changes] == [4, 3, 1]
    (changed,) = changes[1].graphs
    assert changed.added == [f'<{GOAL}> <{RDFS.label.value}> "Alle sykler"@nb']
    assert changed.removed == [f'<{GOAL}> <{RDFS.label.value}> "Flere sykler"@nb']


def test_what_is_below_a_thing_is_its_own_and_its_neighbours_are_not(server: DatasetServer) -> None:
    first = history_of(server.archive, GOAL).changes[-1].graphs[0].added
    assert any("/goal/1/passage/1>" in line for line in first)
    assert not any("/goal/10>" in line for line in first)


def test_a_page_tells_it_and_hostile_values_do_no_harm(server: DatasetServer) -> None:
    answer = server.get("/history/doc/by/plan/goal/1", accept="text/html")
    assert answer.status_code == 200
    assert "Datatilstand 3" in answer.text
    assert "1 lagt til, 1 fjernet" in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text


def test_json_tells_the_same(server: DatasetServer) -> None:
    body = server.get("/history/doc/by/plan/goal/1", accept="application/json").get_json()
    assert body["iri"] == GOAL
    assert body["complete"] is True
    assert [change["generation"] for change in body["changes"]] == [4, 3, 1]


def test_what_was_never_there_has_no_history(server: DatasetServer) -> None:
    for path in ("/history/doc/by/plan/goal/2", "/history/x", "/history/graph/by/plan/adopted"):
        assert server.get(path, accept="text/html").status_code == 404


def test_what_was_removed_keeps_its_history(server: DatasetServer) -> None:
    server.commit({ADOPTED: None, ASSESSED: None})
    changes = history_of(server.archive, GOAL).changes
    assert changes[0].generation == 5
    assert not changes[0].graphs[0].added
    assert server.get("/history/doc/by/plan/goal/1", accept="text/html").status_code == 200


def test_only_so_many_of_the_newest_states_are_looked_through(server: DatasetServer) -> None:
    other = GRAPH["by/annen/adopted"].value
    for number in range(GENERATIONS_MAX):
        server.commit({other: graph((PLAN, RDFS.seeAlso.value, f"<urn:{number}>"))})
    found = history_of(server.archive, GOAL)
    assert not found.complete
    assert found.changes == []
    assert "ikke gått gjennom" in server.get("/history/doc/by/plan/goal/1", accept="text/html").text
