"""What is asked of the server, and how its answers are looked at."""

from __future__ import annotations

from urllib.parse import urlencode

from promises.serving import Reply, Server, graph_path
from unit.validation.small_plan import PLAN
from unit.writes.site import ADOPTED

NOBODY = "http://127.0.0.1:9/sparql"
"""An endpoint that may be asked; nobody listens there."""
JSON_RESULTS = "application/sparql-results+json"
TURTLE = "text/turtle"
HTML = "text/html"


def query_path(query: str, **more: str) -> str:
    """Return the URL of a query by GET."""
    return f"/sparql?{urlencode({'query': query, **more})}"


RESOURCES = {
    "SELECT": query_path("SELECT * { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 3"),
    "ASK": query_path("ASK { ?s ?p ?o }"),
    "CONSTRUCT": query_path("CONSTRUCT WHERE { ?s a ?class }"),
    "DESCRIBE": query_path(f"DESCRIBE <{PLAN}>"),
    "service description": "/sparql",
    "graph store": graph_path(ADOPTED),
    "graph": "/graph/eksempel/plan-2026/adopted",
    "document": "/doc/eksempel/plan-2026",
}
"""Everything that is negotiated, by what it is."""
SOLUTIONS = (JSON_RESULTS, "application/sparql-results+xml", "text/csv; charset=utf-8",
             "text/tab-separated-values; charset=utf-8")  # fmt: skip
GRAPHS = ("text/turtle; charset=utf-8", "application/n-triples", "application/ld+json",
          "application/rdf+xml")  # fmt: skip
PAGE = "text/html; charset=utf-8"
OFFERED = {
    "SELECT": (*SOLUTIONS, PAGE),
    "ASK": (*SOLUTIONS[:2], PAGE),
    "CONSTRUCT": (*GRAPHS, PAGE),
    "DESCRIBE": (*GRAPHS, PAGE),
    "service description": (*GRAPHS, PAGE),
    "graph store": GRAPHS,
    "graph": (PAGE, *GRAPHS),
    "document": (PAGE, *GRAPHS),
}
"""The Content-Type of each format, the first what a client gets that takes anything."""


def get(server: Server, path: str, accept: str | None = None, **headers: str) -> Reply:
    """Read something. accept: None for no such header. headers: underscores stand for hyphens."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if accept is not None:
        sent["Accept"] = accept
    return server.ask(path, headers=sent)


def media_type(reply: Reply) -> str:
    """Return the media type of an answer, without parameters."""
    return reply.headers.get("content-type", "").partition(";")[0]


def vary(reply: Reply) -> set[str]:
    """Return the headers that an answer varies with, in lower case."""
    return {name.strip().lower() for name in reply.headers.get("vary", "").split(",")}
