"""Promise 8: data that do not conform are never committed; a refused write changes nothing.

Clients race with changes that are valid alone and not together: a decision on a link against the
removal of that link, two reasons in one language. Afterwards every generation that was looked at
conforms as a whole, by the whole of ``planvev validate``, not by what the server validated.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from conftest import run_planvev
from planvev.access.roles import Role
from planvev.archive.archive import Archive
from planvev.archive.checkout import write_checkout
from planvev.validation import Severity, validate_paths
from promises.conftest import Start
from promises.serving import OPEN_TO_ALL, Reply, Server, bearer, graph_path, size, token_for
from unit.validation.small_plan import ADOPTED as ADOPTED_TURTLE
from unit.validation.small_plan import PLAN
from unit.writes.site import ADOPTED, DECISIONS, LINKS, REGISTER, UPDATE_PREFIXES, decision

UPDATES = size(120, 1_000)
CLIENTS = 8
VALIDATED = size(10, 100)
"""How many of the generations are validated as a whole."""
LINK_COUNT = 4
ALWAYS_INVALID = {"two positions", "a term that is not there", "no plan"}
_numbers = itertools.count(1)


def link_of(number: int) -> str:
    return f"{PLAN}/link/race-{number}"


def insert_link(link: str) -> str:
    return f"""{UPDATE_PREFIXES} INSERT DATA {{ GRAPH <{LINKS}> {{
      <{link}> a pv:Link ; pv:linkSource <{PLAN}/strategy/1.1> ; pv:linkTarget <{PLAN}/goal/1> ;
        pv:linkType <https://w3id.org/planvev/code/link-type/contributesTo> ;
        pv:linkBasis <https://w3id.org/planvev/code/link-basis/machineSuggestion> ;
        prov:wasAttributedTo <https://w3id.org/planvev/id/organisation/leseren> ;
        prov:generatedAtTime "2026-01-01T00:00:00Z"^^xsd:dateTime }} }}"""


def insert(graph: str, triples: str) -> str:
    return f"{UPDATE_PREFIXES} INSERT DATA {{ GRAPH <{graph}> {{ {triples} }} }}"


def delete(graph: str, pattern: str) -> str:
    return f"{UPDATE_PREFIXES} DELETE WHERE {{ GRAPH <{graph}> {{ {pattern} }} }}"


def change_of(kind: str, link: str) -> str:
    """Return an update of a kind."""
    number = next(_numbers)
    decided = f"?d pv:decides <{link}> ; ?p ?o"
    updates: dict[str, Callable[[], str]] = {
        "link": lambda: insert_link(link),
        "unlink": lambda: delete(LINKS, f"<{link}> ?p ?o"),
        "decide": lambda: decision(number, link=link),
        "withdraw": lambda: delete(DECISIONS, decided),
        "reason": lambda: insert(LINKS, f'<{link}> pv:reason "{number}"@nb'),
        "no reason": lambda: delete(LINKS, f"<{link}> pv:reason ?o"),
        "rename": lambda: (
            f"""{UPDATE_PREFIXES} WITH <{ADOPTED}>
            DELETE {{ <{PLAN}/goal/1> rdfs:label ?label }}
            INSERT {{ <{PLAN}/goal/1> rdfs:label "Mål {number}"@nb }}
            WHERE {{ <{PLAN}/goal/1> rdfs:label ?label }}"""
        ),
        "two positions": lambda: insert(ADOPTED, f"<{PLAN}/goal/1> pv:position {number + 1}"),
        "a term that is not there": lambda: insert(ADOPTED, "<urn:s> pv:postion 1"),
        "no plan": lambda: f"DROP GRAPH <{ADOPTED}>",
    }
    return updates[kind]()


KINDS = (*("link", "unlink", "decide", "withdraw", "reason", "no reason") * 2, "rename")
KINDS += tuple(sorted(ALWAYS_INVALID))


def race(server: Server, token: str) -> list[tuple[str, Reply]]:
    """Let clients send changes at once; return what came back, by kind."""
    chance = random.Random(8)  # noqa: S311
    kinds = [chance.choice(KINDS) for _ in range(UPDATES)]
    links = [link_of(chance.randrange(LINK_COUNT)) for _ in range(UPDATES)]
    with ThreadPoolExecutor(CLIENTS) as clients:
        texts = map(change_of, kinds, links)
        return list(zip(kinds, clients.map(lambda t: server.update(t, token), texts), strict=True))


def violations(archive: Archive, generation: int, site: Path, folder: Path) -> list[str]:
    """Validate a generation as a whole."""
    root = folder / f"{generation}"
    write_checkout(archive, generation, root)
    shutil.copytree(site / "data" / "sources", root / "sources")
    report = validate_paths([root], root)
    shutil.rmtree(root)
    return [r.source_shape for r in report.results if r.severity is Severity.VIOLATION]


def test_whoever_races_with_whom_only_data_that_conform_are_committed(
    site: Path, start: Start, tmp_path: Path
) -> None:
    server = start(site, *OPEN_TO_ALL)
    archive = server.archive
    first = archive.head()
    replies = race(server, token_for(site / "state"))
    assert server.stop() == 0

    outcomes = Counter((kind, reply.status) for kind, reply in replies)
    assert {status for _, status in outcomes} == {200, 422}, outcomes
    assert not {kind for kind, status in outcomes if status == 200} & ALWAYS_INVALID
    for kind in ("unlink", "decide", "reason"):
        assert outcomes[kind, 200], outcomes
    assert sum(n for (kind, status), n in outcomes.items() if status == 422) > UPDATES / 10
    committed = [
        r.json()["generation"] for _, r in replies if r.status == 200 and r.json()["committed"]
    ]
    assert sorted(committed) == list(range(first + 1, archive.head() + 1))

    chance = random.Random(88)  # noqa: S311
    looked_at = chance.sample(sorted(committed), min(VALIDATED, len(committed)))
    for generation in {archive.head(), *looked_at}:
        assert violations(archive, generation, site, tmp_path) == [], generation


def test_the_command_line_validates_what_it_checked_out(
    site: Path, start: Start, tmp_path: Path
) -> None:
    server = start(site)
    assert server.update(decision(1), token_for(site / "state")).status == 200
    server.stop()
    out = tmp_path / "out"
    state = str(site / "state")
    done = run_planvev("archive", "checkout", "HEAD", "--out", str(out), "--state", state)
    assert done.returncode == 0, done.stderr
    shutil.copytree(site / "data" / "sources", out / "sources")
    done = run_planvev("validate", str(out))
    assert done.returncode == 0, done.stdout
    adopted = out / "plans/eksempel/plan-2026/adopted.ttl"
    adopted.write_text(adopted.read_text().replace("/code/goal-level/hovedmal>", "/code/x>"))
    assert not validate_paths([out], out).conforms


def n_quads_hash(server: Server) -> str:
    """Return the hash of all that a client can read, as sorted N-Quads and N-Triples."""
    digest = hashlib.sha256()
    for pattern in ("GRAPH ?g { ?s ?p ?o }", "?s ?p ?o"):
        found = server.query(f"SELECT * {{ {pattern} }}", "text/tab-separated-values")
        assert found.status == 200
        digest.update("\n".join(sorted(found.text.split("\n"))).encode())
    return digest.hexdigest()


def files_hash(state: Path) -> str:
    """Return the hash of every file of the archive."""
    digest = hashlib.sha256()
    for path in sorted(state.rglob("*")):
        below = path.relative_to(state)
        if path.is_file() and below.parts[0] in ("graphs", "generations", "HEAD"):
            digest.update(f"{below}\n".encode() + path.read_bytes())
    return digest.hexdigest()


STALE = {"If-Match": '"stale"'}
REFUSED: dict[str, tuple[int, Callable[[Server, dict[str, str]], Reply]]] = {
    name: (status, lambda s, t, text=text: s.update(text, t["admin"]))
    for name, (status, text) in {
        "it breaks a shape": (422, insert(ADOPTED, f"<{PLAN}/goal/1> pv:position 2")),
        "it takes away what another graph needs": (422, f"DROP GRAPH <{ADOPTED}>"),
        "it takes away a fact": (422, f"CLEAR GRAPH <{REGISTER}>"),
        "its second operation breaks a shape": (
            422,
            f"INSERT DATA {{ <urn:s> <urn:p> 1 }} ; DROP GRAPH <{ADOPTED}>",
        ),
        "its second operation fails": (
            400,
            "INSERT DATA { <urn:s> <urn:p> 1 } ; DROP GRAPH <urn:not-there>",
        ),
        "it does not parse": (400, "INSERT DATA { <urn:s> <urn:p> }"),
        "it has a scheme that runs scripts": (400, "INSERT DATA { <javascript:x> <urn:p> 1 }"),
        "it has a control character": (400, "INSERT DATA { <urn:s> <urn:p> '\\u0001' }"),
        "it loads": (403, "INSERT DATA { <urn:s> <urn:p> 1 } ; LOAD <http://127.0.0.1:9/>"),
    }.items()
}
REFUSED |= {
    "nobody asks": (401, lambda s, _: s.update(decision(7), "")),
    "a wrong token asks": (401, lambda s, t: s.update(decision(7), t["editor"][:-1])),
    "the role does not reach": (403, lambda s, t: s.update(decision(7), t["editor"])),
    "the graph has changed": (
        412,
        lambda s, t: s.ask(
            graph_path(ADOPTED),
            "PUT",
            ADOPTED_TURTLE,
            {"Content-Type": "text/turtle", **bearer(t["admin"]), **STALE},
        ),
    ),
    "a graph put in breaks a shape": (
        422,
        lambda s, t: s.write_graph(
            "PUT", ADOPTED, ADOPTED_TURTLE.replace("a pv:Goal", "a pv:Value"), t["admin"]
        ),
    ),
    "a graph put in does not parse": (
        400,
        lambda s, t: s.write_graph("PUT", ADOPTED, ADOPTED_TURTLE + "<x", t["admin"]),
    ),
    "triples posted break a shape": (
        422,
        lambda s, t: s.write_graph(
            "POST",
            ADOPTED,
            f'<{PLAN}/goal/1> <http://www.w3.org/2000/01/rdf-schema#label> "x"@nb .',
            t["admin"],
        ),
    ),
    "a graph is deleted that others need": (
        422,
        lambda s, t: s.write_graph("DELETE", ADOPTED, None, t["admin"]),
    ),
    "a graph is deleted that is not there": (
        404,
        lambda s, t: s.write_graph("DELETE", "urn:not-there", None, t["admin"]),
    ),
}


@pytest.fixture(scope="module")
def shared(
    template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Server, dict[str, str]]]:
    site = Path(shutil.copytree(template, tmp_path_factory.mktemp("refused") / "site"))
    tokens = {role.value: token_for(site / "state", role) for role in Role}
    server = Server(site / "state", site / "data", *OPEN_TO_ALL)
    try:
        yield server.await_ready(), tokens
    finally:
        server.clean_up()


@pytest.mark.parametrize("why", REFUSED)
def test_a_write_that_is_refused_changes_nothing(
    shared: tuple[Server, dict[str, str]], why: str
) -> None:
    server, tokens = shared
    status, act = REFUSED[why]
    before = n_quads_hash(server), files_hash(server.state)
    reply = act(server, tokens)
    assert reply.status == status, reply.text
    assert (n_quads_hash(server), files_hash(server.state)) == before
