"""How soon a write is visible to the next read: a decision on a link, and a whole plan graph.

Needs a server that knows tokens and takes writes; the first municipality of the corpus is written
to, in a copy of the server's state that is thrown away.
"""

from __future__ import annotations

import json
import subprocess
import time
from pathlib import Path
from typing import Final
from urllib.parse import quote

from bench.client import Client
from bench.corpus import Corpus
from bench.figures import median
from bench.generate.terms import BASE
from bench.processes import Server, ServerError
from bench.servers import executable

PLAN_ABOVE: Final = "granvik/samfunnsdel-2022"
PLAN_BELOW: Final = "granvik/handlingsdel-2023"
ROUNDS: Final = 5
_PREFIXES: Final = f"""\
PREFIX outcome: <{BASE}code/decision-outcome/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX pv: <{BASE}ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX status: <{BASE}code/link-status/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


def create_token(state: Path) -> str | None:
    """Return a new token of a state that may write; None where this release has no tokens."""
    command = [executable("planvev"), "token", "create", "--role", "editor", "--name", "bench"]
    done = subprocess.run(  # noqa: S603 - the command is ours
        [*command, "--state", str(state)], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 and done.stdout.strip() else None


def decision_seconds(server: Server, token: str) -> float:
    """Return the median of the seconds from sending a decision to a read that sees the approval.

    Raises ServerError where the decision is refused or the next read does not see it.
    """
    taken = []
    with Client(server.query_url) as client:
        for link in _proposed_links(client):
            body = decision(link).encode()
            begun = time.perf_counter()
            _write(client, "POST", "/sparql", "application/sparql-update", body, token)
            _expect(client, f"ASK {{ <{link}> pv:linkStatus status:approved }}")
            taken.append(time.perf_counter() - begun)
    return median(taken)


def plan_graph_seconds(server: Server, corpus: Corpus, token: str) -> float:
    """Return the median of the seconds from sending a plan's adopted graph to a read that sees it.

    Raises ServerError where the graph is refused or the next read does not see it.
    """
    original = (corpus.data / "plans" / PLAN_ABOVE / "adopted.ttl").read_text(encoding="utf-8")
    target = f"/graph-store?graph={quote(f'{BASE}graph/{PLAN_ABOVE}/adopted', safe='')}"
    taken = []
    with Client(server.query_url) as client:
        for number in range(ROUNDS):
            label = f'"Visjonen, utgave {number}"@nn'
            body = plan_graph(original, label).encode()
            begun = time.perf_counter()
            _write(client, "PUT", target, "text/turtle", body, token)
            _expect(client, f"ASK {{ <{BASE}id/{PLAN_ABOVE}/vision> rdfs:label {label} }}")
            taken.append(time.perf_counter() - begun)
    return median(taken)


def plan_graph(original: str, label: str) -> str:
    """Return a plan's adopted graph with one more label; both in Turtle."""
    return f"{original}\n<vision> rdfs:label {label} .\n"


PROPOSED: Final = f"""{_PREFIXES}
SELECT ?link WHERE {{
  ?link pv:linkStatus status:proposed ; pv:linkSource ?element .
  ?element pv:partOf <{BASE}id/{PLAN_BELOW}> .
}}
ORDER BY ?link
LIMIT {ROUNDS}"""
"""Finds links of one plan that wait for a decision, as many as there are rounds."""


def _proposed_links(client: Client) -> list[str]:
    answer = client.query(PROPOSED)
    bindings = json.loads(answer.body)["results"]["bindings"]
    if not bindings:
        raise ServerError(f"{PLAN_BELOW} has no proposed links")
    return [binding["link"]["value"] for binding in bindings]


def decision(link: str) -> str:
    """Return the update that approves a link."""
    return f"""{_PREFIXES}
INSERT DATA {{ GRAPH <{BASE}graph/{PLAN_BELOW}/decisions> {{
  <{link}/decision/1> a pv:Decision ; pv:decides <{link}> ; pv:outcome outcome:approved ;
    prov:wasAssociatedWith <{BASE}id/organisation/planvev> ;
    prov:endedAtTime "2026-03-01T12:00:00Z"^^xsd:dateTime .
}} }}"""


def _write(
    client: Client, method: str, target: str, media_type: str, body: bytes, token: str
) -> None:
    headers = {"Content-Type": media_type, "Authorization": f"Bearer {token}"}
    answer = client.request(method, target, body=body, headers=headers)
    if answer.status not in (200, 201, 204):
        raise ServerError(f"{method} {target}: {answer.status} {answer.body[:500]!r}")


def _expect(client: Client, ask: str) -> None:
    answer = client.query(_PREFIXES + ask)
    if answer.status != 200 or not json.loads(answer.body).get("boolean"):
        raise ServerError(f"the write is not visible to the next read: {ask}")
