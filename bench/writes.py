"""How soon a write is visible to the next read: decisions on links, and a whole plan graph.

Needs a server that knows tokens and takes writes; the first municipality of the corpus is written
to, in a copy of the server's state that is thrown away.
"""

from __future__ import annotations

import json
import subprocess
import time
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bench.client import Client
from bench.corpus import Corpus
from bench.figures import median
from bench.generate.terms import BASE
from bench.processes import Memory, Server, ServerError
from bench.servers import executable

PLAN_ABOVE: Final = "granvik/samfunnsdel-2022"
PLAN_BELOW: Final = "granvik/handlingsdel-2023"
PLAN_GRAPHS: Final = 5
_FIRST_DECISION: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
_PREFIXES: Final = f"""\
PREFIX outcome: <{BASE}code/decision-outcome/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX pv: <{BASE}ontology#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX status: <{BASE}code/link-status/>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


@dataclass
class Writes:
    """Seconds from sending a write to the end of the read that sees it, in order.

    failure: why not all could be measured. memory: of the server after all writes.
    """

    decisions: list[float] = field(default_factory=list)
    plan_graphs: list[float] = field(default_factory=list)
    memory: Memory | None = None
    failure: str = ""

    @property
    def decision_s(self) -> float | None:
        """The median of all decisions; None where there are none."""
        return median(self.decisions) if self.decisions else None

    @property
    def plan_graph_s(self) -> float | None:
        """The median of all plan graphs; None where there are none."""
        return median(self.plan_graphs) if self.plan_graphs else None

    def as_json(self) -> dict[str, Any]:
        """Return the figures as plain data, in seconds."""
        return {
            "decisions_s": self.decisions,
            "decision_median_s": self.decision_s,
            "plan_graphs_s": self.plan_graphs,
            "plan_graph_median_s": self.plan_graph_s,
            "memory": asdict(self.memory) if self.memory else None,
            "failure": self.failure,
        }


def create_token(state: Path, role: str) -> str:
    """Return a new token of a state. role: reviewer or editor. Raises ServerError."""
    command = [executable("planvev"), "token", "create", "--role", role, "--name", f"bench-{role}"]
    done = subprocess.run(  # noqa: S603 - the command is ours
        [*command, "--state", str(state)], capture_output=True, text=True, check=False
    )
    if done.returncode or not done.stdout.strip():
        raise ServerError(f"no token can be made: {done.stderr.strip()}")
    return done.stdout.strip()


def measure_decisions(server: Server, token: str, count: int) -> list[float]:
    """Decide on the links of one plan, over and over: all approved, then all rejected, and so on.

    Raises ServerError where a decision is refused or the next read does not see it.
    """
    taken = []
    with Client(server.query_url) as client:
        links = _links(client)
        for number in range(count):
            link = links[number % len(links)]
            outcome = "rejected" if number // len(links) % 2 else "approved"
            body = decision(link, number, outcome).encode()
            begun = time.perf_counter()
            _write(client, "POST", "/sparql", "application/sparql-update", body, token)
            _expect(client, f"ASK {{ <{link}> pv:linkStatus status:{outcome} }}")
            taken.append(time.perf_counter() - begun)
    return taken


def measure_plan_graphs(server: Server, corpus: Corpus, token: str) -> list[float]:
    """Put a plan's adopted graph again and again, with another label each time.

    Raises ServerError where the graph is refused or the next read does not see it.
    """
    original = (corpus.data / "plans" / PLAN_ABOVE / "adopted.ttl").read_text(encoding="utf-8")
    target = f"/graph-store?graph={quote(f'{BASE}graph/{PLAN_ABOVE}/adopted', safe='')}"
    taken = []
    with Client(server.query_url) as client:
        for number in range(PLAN_GRAPHS):
            label = f'"Visjonen, utgave {number}"@nn'
            body = plan_graph(original, label).encode()
            begun = time.perf_counter()
            _write(client, "PUT", target, "text/turtle", body, token)
            _expect(client, f"ASK {{ <{BASE}id/{PLAN_ABOVE}/vision> rdfs:label {label} }}")
            taken.append(time.perf_counter() - begun)
    return taken


def plan_graph(original: str, label: str) -> str:
    """Return a plan's adopted graph with one more label; both in Turtle."""
    return f"{original}\n<vision> rdfs:label {label} .\n"


PROPOSED: Final = f"""{_PREFIXES}
SELECT ?link WHERE {{
  ?link pv:linkStatus status:proposed ; pv:linkSource ?element .
  ?element pv:partOf <{BASE}id/{PLAN_BELOW}> .
}}
ORDER BY ?link"""
"""Finds the links of one plan that wait for a decision."""


def _links(client: Client) -> list[str]:
    answer = client.query(PROPOSED)
    bindings = json.loads(answer.body)["results"]["bindings"]
    if not bindings:
        raise ServerError(f"{PLAN_BELOW} has no proposed links")
    return [binding["link"]["value"] for binding in bindings]


def decision(link: str, number: int = 0, outcome: str = "approved") -> str:
    """Return the update that decides on a link. number: of the decision, later ones after it."""
    when = _FIRST_DECISION + timedelta(minutes=number)
    return f"""{_PREFIXES}
INSERT DATA {{ GRAPH <{BASE}graph/{PLAN_BELOW}/decisions> {{
  <{link}/decision/{number + 1}> a pv:Decision ; pv:decides <{link}> ;
    pv:outcome outcome:{outcome} ; prov:wasAssociatedWith <{BASE}id/organisation/planvev> ;
    prov:endedAtTime "{when:%Y-%m-%dT%H:%M:%SZ}"^^xsd:dateTime .
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
