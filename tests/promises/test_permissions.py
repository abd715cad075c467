"""Promise 9: a write changes only graphs that the role of its token reaches.

Every operation that there is on every kind of graph, by every role. What each role reaches is said
here once more, in plain words, not taken from the code. Whatever is refused changes nothing;
whatever is done changes no other graph.
"""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from planvev.access.roles import Role
from planvev.archive.manifest import DEFAULT
from planvev.vocab import GRAPH
from promises.conftest import Start
from promises.serving import OPEN_TO_ALL, Server, is_large, token_for
from unit.writes.site import canonical

DECISIONS = GRAPH["eksempel/annen-2030/decisions"].value
RECORDED = GRAPH["eksempel/annen-2030/links-recorded"].value
AGENTS = GRAPH["shared/agents"].value
PLAN = GRAPH["eksempel/annen-2030/links"].value
ADOPTED = GRAPH["eksempel/annen-2030/adopted"].value
REACHED: dict[str, set[str]] = {
    "nobody": set(),
    "reviewer": set(),
    "editor": {PLAN, ADOPTED, RECORDED},
    "admin": {
        DECISIONS,
        RECORDED,
        AGENTS,
        PLAN,
        ADOPTED,
        GRAPH["shared/annet"].value,
        GRAPH["sdg"].value,
        GRAPH["code/annet"].value,
        GRAPH["annet"].value,
        f"{PLAN}/x",
        "https://w3id.org/planvev/graph-other/eksempel/annen-2030/links",
        "urn:promises:foreign",
        DEFAULT,
    },
}
"""Which graphs a role may write in every way."""
ADDED: dict[str, set[str]] = {
    "nobody": set(),
    "reviewer": {DECISIONS, RECORDED, AGENTS},
    "editor": {DECISIONS, RECORDED, AGENTS},
    "admin": set(),
}
"""Which graphs a role may add to besides: nobody takes another's decision away."""
DERIVED = GRAPH["derived/links/eksempel/annen-2030"].value
"""Written by nobody: it follows from others."""
RARER = {ADOPTED, AGENTS, GRAPH["sdg"].value, GRAPH["annet"].value, f"{PLAN}/x"}
GRAPHS = sorted(REACHED["admin"] - (set() if is_large() else RARER))
SOURCE = "urn:promises:source"
"""A graph to copy from; only an admin may take it away."""
NEWCOMER = "urn:promises:new"
OLD = "<urn:s> <urn:p> 1"
NEW = "<urn:s> <urn:p> 2"


@dataclass(frozen=True)
class Operation:
    """A write. text: an update; or a method of the Graph Store Protocol with a body.

    «G» stands for the graph as in GRAPH <g>, «T» for it as a target of COPY and CLEAR, «P» for a
    pattern with its triples. takes: whether it changes the graph that it reads too. adds: whether
    all that it does to G is to add.
    """

    name: str
    text: str = ""
    method: str = ""
    takes: bool = False
    adds: bool = False

    def update(self, graph: str) -> str:
        """Return the update for a graph."""
        named = graph != DEFAULT
        target = f"GRAPH <{graph}>" if named else "DEFAULT"
        text = self.text.replace("«T»", target)
        text = text.replace("«WITH»", f"WITH <{graph}>" if named else "")
        for triples in (OLD, NEW, "?s ?p ?o"):
            block = f"GRAPH <{graph}> {{ {triples} }}" if named else triples
            text = text.replace(f"«{triples}»", block)
        return text.replace("<urn:s>", subject_of(graph))


def subject_of(graph: str) -> str:
    """Return a subject of the graph's own: no triple of a plan stands in two graphs."""
    return f"<urn:promises:of:{GRAPHS.index(graph) if graph in GRAPHS else 'derived'}>"


OPERATIONS = (
    Operation("INSERT DATA", f"INSERT DATA {{ «{NEW}» }}", adds=True),
    Operation("DELETE DATA", f"DELETE DATA {{ «{OLD}» }}"),
    Operation("DELETE WHERE", "DELETE WHERE { «?s ?p ?o» }"),
    Operation("DELETE INSERT", f"DELETE {{ «{OLD}» }} INSERT {{ «{NEW}» }} WHERE {{ «{OLD}» }}"),
    Operation("WITH", f"«WITH» DELETE {{ ?s ?p ?o }} INSERT {{ {NEW} }} WHERE {{ ?s ?p ?o }}"),
    Operation("USING", f"INSERT {{ «{NEW}» }} USING <{SOURCE}> WHERE {{ ?s ?p ?o }}", adds=True),
    Operation(
        "USING NAMED",
        f"INSERT {{ «{NEW}» }} USING NAMED <{SOURCE}> WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        adds=True,
    ),
    Operation("CLEAR", "CLEAR «T»"),
    Operation("DROP", "DROP «T»"),
    Operation("COPY", f"COPY GRAPH <{SOURCE}> TO «T»"),
    Operation("ADD", f"ADD GRAPH <{SOURCE}> TO «T»", adds=True),
    Operation("MOVE", f"MOVE GRAPH <{SOURCE}> TO «T»", takes=True),
    Operation("two at once", "INSERT DATA { <urn:s> <urn:p> 3 } ; CLEAR «T»", takes=True),
    Operation("PUT", method="PUT"),
    Operation("POST", method="POST", adds=True),
    Operation("DELETE", method="DELETE"),
)
OF_ALL = (
    "DROP ALL",
    "CLEAR ALL",
    "DROP NAMED",
    "CLEAR NAMED",
    "DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }",
    "INSERT { GRAPH ?g { ?s <urn:p> 2 } } WHERE { GRAPH ?g { ?s <urn:p> 1 } }",
    f"INSERT {{ GRAPH ?g {{ {NEW} }} }} WHERE {{ BIND(IRI('{GRAPH['annet'].value}') AS ?g) }}",
)
"""Updates that may reach any graph."""


@dataclass
class Scene:
    server: Server
    tokens: dict[str, str]

    def reset(self) -> dict[str, str]:
        """Let each graph hold one triple again, past the server; return all hashes."""
        changes: dict[str, bytes | None] = {
            graph: canonical(f"{OLD} .".replace("<urn:s>", subject_of(graph))) for graph in GRAPHS
        }
        changes[SOURCE] = canonical("<urn:s> <urn:p> 9 .")
        changes |= {graph: None for graph in self.hashes() if "/ny-" in graph or graph == NEWCOMER}
        with self.server.archive.write_lock() as lock:
            lock.commit(changes, author="test", message="reset")
        return self.hashes()

    def hashes(self) -> dict[str, str]:
        graphs = self.server.archive.manifest().graphs
        return {graph: entry.sha256 for graph, entry in graphs.items()}

    def do(self, operation: Operation, graph: str, role: str) -> int:
        token = self.tokens[role]
        if not operation.method:
            return self.server.update(operation.update(graph), token).status
        body = (
            None
            if operation.method == "DELETE"
            else f"{NEW} .".replace("<urn:s>", subject_of(graph))
        )
        return self.server.write_graph(operation.method, graph, body, token).status


@pytest.fixture(scope="module")
def scene(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    site = Path(shutil.copytree(template, tmp_path_factory.mktemp("permissions") / "site"))
    tokens = {"nobody": "", **{r.value: token_for(site / "state", r) for r in Role}}
    server = Server(site / "state", site / "data", "--workers", "1", *OPEN_TO_ALL)
    try:
        yield Scene(server.await_ready(), tokens)
    finally:
        server.clean_up()


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    graphs = before.keys() | after.keys()
    return {graph for graph in graphs if before.get(graph) != after.get(graph)}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_changes_a_graph_only_for_a_role_that_reaches_it(
    scene: Scene, operation: Operation
) -> None:
    before = scene.reset()
    for role, graph in itertools.product(REACHED, GRAPHS):
        status = scene.do(operation, graph, role)
        after = scene.hashes()
        permitted = graph in REACHED[role] and (not operation.takes or role == "admin")
        permitted |= operation.adds and graph in ADDED[role]
        if permitted:
            assert status in (200, 201, 204), (role, graph)
            others = {SOURCE, DEFAULT} if operation.takes else set()
            assert graph in changed(before, after) <= {graph, *others}, (role, graph)
            before = scene.reset()
        else:
            assert status == (401 if role == "nobody" else 403), (role, graph)
            assert after == before, (role, graph)


@pytest.mark.parametrize("text", OF_ALL)
def test_what_may_reach_any_graph_is_for_admins(scene: Scene, text: str) -> None:
    before = scene.reset()
    for role in ("nobody", "reviewer", "editor"):
        reply = scene.server.update(text, scene.tokens[role])
        assert reply.status == (401 if role == "nobody" else 403), reply.text
        assert scene.hashes() == before, role


def test_an_admin_may_write_to_whatever_graph_there_is(scene: Scene) -> None:
    before = scene.reset()
    update = "INSERT { GRAPH ?g { ?s <urn:p> 2 } } WHERE { GRAPH ?g { ?s <urn:p> 1 } }"
    assert scene.server.update(update, scene.tokens["admin"]).status == 200
    assert changed(before, scene.hashes()) == {*GRAPHS} - {DEFAULT}


def test_a_role_that_reaches_one_of_two_graphs_writes_neither(scene: Scene) -> None:
    before = scene.reset()
    for role, reached, other in (("reviewer", DECISIONS, PLAN), ("editor", PLAN, GRAPHS[-1])):
        assert other not in REACHED[role] | ADDED[role]
        update = f"INSERT DATA {{ GRAPH <{reached}> {{ {NEW} }} GRAPH <{other}> {{ {NEW} }} }}"
        assert scene.server.update(update, scene.tokens[role]).status == 403
    assert scene.hashes() == before


@pytest.mark.parametrize("role", [*REACHED])
def test_create_and_load_follow_the_same_rules(scene: Scene, role: str) -> None:
    before = scene.reset()
    token = scene.tokens[role]
    refused = 401 if role == "nobody" else 403
    for graph in (NEWCOMER, f"{GRAPH.iri}eksempel/ny-{role}/decisions"):
        reached = role == "admin" or (role in ("reviewer", "editor") and graph != NEWCOMER)
        assert scene.server.update(f"CREATE GRAPH <{graph}>", token).status == (
            200 if reached else refused
        )
        assert changed(before, scene.hashes()) == ({graph} if reached else set())
        before = scene.hashes()
    for target in ("", f" INTO GRAPH <{DECISIONS}>", f" INTO GRAPH <{PLAN}>"):
        text = f"LOAD <http://127.0.0.1:9/x>{target}"
        assert scene.server.update(text, token).status == refused
        # In vain, and in silence, as SPARQL 1.1 Update § 3.1.4 has it.
        silent = scene.server.update(text.replace("LOAD", "LOAD SILENT"), token)
        assert silent.status == (401 if role == "nobody" else 200)
    assert scene.hashes() == before


@pytest.mark.parametrize("role", [*REACHED])
def test_nobody_writes_what_is_derived(scene: Scene, role: str) -> None:
    before = scene.reset()
    for operation in OPERATIONS:
        status = scene.do(operation, DERIVED, role)
        assert status in ((401,) if role == "nobody" else (403, 404, 400)), operation.name
        assert scene.hashes() == before, operation.name


def test_a_server_that_is_read_only_takes_no_write_of_anyone(site: Path, start: Start) -> None:
    tokens = {"nobody": "", **{r.value: token_for(site / "state", r) for r in Role}}
    closed = Scene(start(site, "--read-only"), tokens)
    before = closed.hashes()
    for role, operation in itertools.product(REACHED, OPERATIONS):
        status = closed.do(operation, "urn:promises:foreign", role)
        assert status == (401 if role == "nobody" else 403), (role, operation.name)
    assert closed.hashes() == before
