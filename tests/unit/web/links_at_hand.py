"""Two plans of an invented municipality, suggested links between them, and an application."""

from __future__ import annotations

import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import RdfFormat

from planvev.access.roles import Role
from planvev.archive.canonical import canonicalize
from planvev.ingest.export.sources import ArchiveTexts
from planvev.linking.links import LinkHistory, Status
from planvev.linking.records import NewLink, read_histories
from planvev.writes import Request
from planvev.writes.linking import record_links
from unit.web.dataset_server import DatasetServer

OURS = {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"}
ID = "https://w3id.org/planvev/id/"
GRAPH = "https://w3id.org/planvev/graph/"
ABOVE = f"{ID}solvik/samfunnsdel-2026"
BELOW = f"{ID}solvik/sykkelplan-2027"
HOSTILE = '"><script>alert(1)</script>{{7*7}}'
_PREFIXES = """@prefix pv: <https://w3id.org/planvev/ontology#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""


def plan_turtle(iri: str, title: str, type_: str, goals: dict[str, tuple[str, str]]) -> bytes:
    """Return a plan's graph. goals: number → the goal above it, "" for none, and its text."""
    text = f"""{_PREFIXES}
<{iri}> a pv:PlanInstrument ; dct:title "{title}"@nb ;
  pv:instrumentType <https://w3id.org/planvev/code/instrument-type/{type_}> .
"""
    for position, (number, (above, words)) in enumerate(goals.items(), 1):
        upward = f"; pv:subGoalOf <{iri}/goal/{above}>" if above else ""
        theme = "; dct:subject <https://psi.norge.no/los/tema/sykkel>" if "sykkel" in words else ""
        words = words.replace('"', '\\"')
        text += f"""<{iri}/goal/{number}> a pv:Goal ; pv:partOf <{iri}> ; pv:position {position} ;
  skos:notation "{number}" ; rdfs:label "{words}"@nb {upward} {theme} .
<{iri}/goal/{number}/section/1> a pv:Section ; pv:partOf <{iri}> ; pv:position 1 ;
  pv:sectionOf <{iri}/goal/{number}> ; pv:text "Mer om {number}."@nb .
"""
    return canonicalize(text.encode(), RdfFormat.TURTLE)


def two_plans() -> dict[str, bytes]:
    """Return the graphs of the plans."""
    above = {
        "1": ("", "Solvik er et godt sted å bo"),
        "1.1": ("1", "Barn kommer trygt til skolen"),
        "2": ("", "Solvik har et grønt næringsliv"),
    }
    below = {
        "1": ("", f"Flere bruker sykkel til skolen {HOSTILE}"),
        "2": ("", "Varer leveres uten utslipp"),
    }
    return {
        f"{GRAPH}solvik/samfunnsdel-2026/adopted": plan_turtle(
            ABOVE, "Kommuneplanens samfunnsdel", "samfunnsdel", above
        ),
        f"{GRAPH}solvik/sykkelplan-2027/adopted": plan_turtle(
            BELOW, "Plan for sykkel", "temaplan", below
        ),
    }


SUGGESTED = (
    ("1", "1.1", "0.82"),
    ("1", "1", "0.4"),
    ("2", "2", "0.61"),
)
"""Number of the goal below, of the goal above, and the score; in the order in which they come."""


def suggest(server: DatasetServer, *more: NewLink) -> list[str]:
    """Record the suggestions; return the IRIs of the links."""
    links = [
        NewLink(
            f"{BELOW}/goal/{source}",
            f"{ABOVE}/goal/{target}",
            "contributesTo",
            "machineSuggestion",
            Decimal(score),
            {"nb": "Felles ord: skolen.", "en": "Shared words: skolen."},
        )
        for source, target, score in SUGGESTED
    ]
    written = record_links(server.backend.writer, [*links, *more], Request("test"))
    return list(written.recorded)


def histories(server: DatasetServer) -> dict[str, LinkHistory]:
    """Return the links as they are now."""
    manifest = server.archive.manifest()
    return read_histories(ArchiveTexts(server.archive, manifest))


def statuses(server: DatasetServer) -> list[Status]:
    """Return the status of each link."""
    return [history.status for history in histories(server).values()]


class Reviewer:
    """A browser of somebody who has logged in."""

    def __init__(self, server: DatasetServer, name: str, role: Role = Role.REVIEWER) -> None:
        self.server = server
        self.name = name
        self.client = server.app.test_client()
        token = server.backend.tokens.create(name, role)
        self.client.post("/login", data={"token": token}, headers=OURS)
        found = re.search(r'name="form_secret" value="(\w+)"', self.client.get("/login").text)
        assert found
        self.secret = found[1]

    def get(self, path: str = "/links/review", **query: str) -> Any:
        return self.client.get(path, query_string=query or None, headers=OURS)

    def post(self, path: str, **fields: Any) -> Any:
        form = {"form_secret": self.secret, **fields}
        return self.client.post(path, data=form, headers=OURS)

    def decide(self, decision: str, page: str, **fields: str) -> Any:
        """Send the form of a page with one of its buttons."""
        return self.post("/links/review/decide", decision=decision, **hidden(page), **fields)


def hidden(page: str) -> dict[str, str]:
    """Return the fields of the form of the link that is shown, without the secret."""
    form = page.partition('action="/links/review/decide"')[2].partition("</form>")[0]
    fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in fields if name != "form_secret"}


def said(answer: Any) -> str:
    """Return the code that a redirect says."""
    return parse_qs(urlsplit(answer.headers["Location"]).query).get("said", [""])[0]


def words(html: str) -> str:
    """Return the words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def server_with_links(folder: Path, ontology: dict[str, bytes]) -> DatasetServer:
    """Return an application over the plans, with the suggestions recorded."""
    server = DatasetServer(folder, {**ontology, **two_plans()})
    suggest(server)
    return server
