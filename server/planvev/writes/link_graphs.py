"""What recording and deciding read of the graphs of one generation, and what they add to them."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import EMPTY, parse_canonical, serialize_canonical, split_lines
from planvev.archive.manifest import Manifest
from planvev.errors import ResourceNotFound
from planvev.ingest.graphs import graph_of_plan
from planvev.ingest.slugs import slug
from planvev.linking.links import LinkHistory
from planvev.linking.records import (
    AGENTS,
    DECISIONS,
    LINKS,
    RECORDED,
    SUGGESTER,
    histories_of,
    person_triples,
    suggester_triples,
)
from planvev.vocab import DCT, GRAPH, ID, PV, RDF

_PLACE: Final = re.compile(r"(.*/id/[^/?#]+/[^/?#]+)(?:/.*)?", re.DOTALL)
_SDG: Final = "http://metadata.un.org/sdg/"
_HASH_LENGTH: Final = 6
_DECIDES: Final = PV.decides.value.encode()
_TYPED: Final = re.compile(rb"^<([^>]*)> <%b> " % RDF.type.value.encode(), re.MULTILINE)
_HOLDING: Final = ("adopted", "register", "assessment", LINKS, RECORDED)
"""A plan is there where one of these graphs is."""


def agent_iri(name: str, described: Mapping[str, str]) -> str:
    """Return the IRI of somebody who decides. name: of their token.

    described: names by IRI, of the agents that there are. Two names with the same slug are two.

    >>> agent_iri("Kari Nordmann", {})
    'https://w3id.org/planvev/id/agent/kari-nordmann'
    """
    named = slug(name)
    iri = ID[f"agent/{named}"].value
    if named and described.get(iri, name) == name:
        return iri
    told = hashlib.sha256(name.encode()).hexdigest()[:_HASH_LENGTH]
    return ID[f"agent/{named}-{told}".replace("/-", "/")].value


class LinkGraphs:
    """The graphs of one generation, read once each, and the triples that are added to them."""

    def __init__(self, archive: Archive, manifest: Manifest) -> None:
        self._archive = archive
        self._manifest = manifest
        self._texts: dict[str, bytes] = {}
        self._described: dict[str, frozenset[bytes]] = {}
        self.added: dict[str, list[Triple]] = defaultdict(list)

    @property
    def names(self) -> Collection[str]:
        """The graphs that there are."""
        return self._manifest.graphs

    def text(self, graph: str) -> bytes:
        """Return a graph's canonical text, the empty text where there is no such graph."""
        if graph not in self._texts:
            there = graph in self._manifest.graphs
            self._texts[graph] = self._archive.text_of(self._manifest, graph) if there else EMPTY
        return self._texts[graph]

    def lines(self, graph: str, subjects: set[bytes]) -> list[Triple]:
        """Return what a graph says of some subjects: lines that begin so."""
        lines = [
            line for line in split_lines(self.text(graph)) if line.partition(b" ")[0] in subjects
        ]
        return list(parse_canonical(b"".join(line + b"\n" for line in lines)))

    def agent(self, name: str) -> str:
        """Return the IRI of a person, described now if they were not."""
        described = {
            triple.subject.value: triple.object.value
            for triple in (*parse_canonical(self.text(AGENTS)), *self.added[AGENTS])
            if triple.predicate == DCT.identifier
            and isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, Literal)
        }
        iri = agent_iri(name, described)
        if iri not in described:
            self.added[AGENTS] += person_triples(iri, name)
        return iri

    def suggester(self) -> str:
        """Return the IRI of the program that suggests, described now if it was not."""
        if SUGGESTER.encode() not in self.described(AGENTS):
            self.added[AGENTS] += suggester_triples()
            self._described[AGENTS] |= {SUGGESTER.encode()}
        return SUGGESTER

    def described(self, graph: str) -> frozenset[bytes]:
        """Return the IRIs of what has a class in a graph."""
        if graph not in self._described:
            self._described[graph] = frozenset(_TYPED.findall(self.text(graph)))
        return self._described[graph]

    def merged(self) -> dict[str, bytes]:
        """Return what was added, as canonical texts."""
        return {graph: serialize_canonical(made) for graph, made in self.added.items() if made}


class Ends:
    """What links may join: things that a graph of their plan says something of."""

    def __init__(self, graphs: LinkGraphs) -> None:
        self._graphs = graphs
        self._known: set[str] = set()
        self._of_sdg = [g for g in graphs.names if g.startswith(GRAPH["sdg"].value)]

    def plan_of(self, iri: str) -> str:
        """Return the IRI of a thing's plan. Raises ResourceNotFound."""
        return plan_of_iri(iri, self._graphs.names)

    def require(self, iri: str) -> None:
        """Raise ResourceNotFound for what is not described.

        Development goals may be linked to where no graph describes any.
        """
        if iri in self._known or (iri.startswith(_SDG) and not self._of_sdg):
            return
        around = self._around(iri)
        if not any(iri.encode() in self._graphs.described(graph) for graph in around):
            raise _not_found(iri, f"There is nothing <{iri}> to link to.")
        self._known.add(iri)

    def _around(self, iri: str) -> list[str]:
        if iri.startswith(_SDG):
            return self._of_sdg
        plan = self.plan_of(iri)
        own = graph_of_plan(plan, "")
        return [graph for graph in self._graphs.names if graph.startswith(own)]


def plan_of_iri(iri: str, graphs: Collection[str]) -> str:
    """Return the IRI of the plan that an IRI stands below. Raises ResourceNotFound."""
    match = _PLACE.fullmatch(iri)
    if match and _is_plan(match[1], graphs):
        return match[1]
    places = (graph.rpartition("/graph/")[0] for graph in graphs)
    for place in sorted(places, key=len, reverse=True):
        if place and (iri == place or iri.startswith(f"{place}/")) and _is_plan(place, graphs):
            return place
    raise _not_found(iri, f"There is no plan that <{iri}> could be part of.")


def _is_plan(plan: str, graphs: Collection[str]) -> bool:
    return any(graph_of_plan(plan, suffix) in graphs for suffix in _HOLDING)


def links_of_plan(plan: str, graphs: LinkGraphs) -> dict[tuple[str, str, str], str]:
    """Return the links of a plan by ends and type."""
    found: dict[tuple[str, str, str], str] = {}
    for suffix in (RECORDED, LINKS):
        graph = graph_of_plan(plan, suffix)
        for iri, history in histories_of({graph: parse_canonical(graphs.text(graph))}).items():
            link = history.link
            found[link.source, link.target, link.type] = iri
    return found


def histories_in(links: Iterable[str], graphs: LinkGraphs) -> dict[str, tuple[str, LinkHistory]]:
    """Return plan and history of each link. Raises ResourceNotFound for one that is not there."""
    by_plan: dict[str, list[str]] = defaultdict(list)
    for link in dict.fromkeys(links):
        by_plan[plan_of_iri(link, graphs.names)].append(link)
    found: dict[str, tuple[str, LinkHistory]] = {}
    for plan, wanted in by_plan.items():
        read = {}
        for suffix in (LINKS, RECORDED, DECISIONS):
            graph = graph_of_plan(plan, suffix)
            subjects = {f"<{link}>".encode() for link in wanted}
            ends = tuple(b" <%b> <%b> ." % (_DECIDES, link.encode()) for link in wanted)
            text = graphs.text(graph)
            subjects |= {
                line.partition(b" ")[0] for line in split_lines(text) if line.endswith(ends)
            }
            read[graph] = graphs.lines(graph, subjects)
        histories = histories_of(read)
        for link in wanted:
            if link not in histories:
                raise _not_found(link, f"There is no link <{link}>.")
            found[link] = plan, histories[link]
    return found


def _not_found(iri: str, message: str) -> ResourceNotFound:
    error = ResourceNotFound(iri)
    error.message, error.args = message, (message,)
    return error
