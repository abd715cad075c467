"""Where plans are read from: the graphs of an archive's generation, or the files of a data root.

Both give canonical texts, so that the same data are exported as the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, Protocol

from pyoxigraph import NamedNode, Triple

from planvev.archive.archive import Archive
from planvev.archive.canonical import canonicalize, parse_exact
from planvev.archive.files import data_files, read_bytes, read_graph_file
from planvev.archive.manifest import Manifest
from planvev.errors import ResourceNotFound
from planvev.ingest.export.model import own_suffix
from planvev.ingest.export.ordering import natural
from planvev.rdf.formats import RDF_SYNTAX, TURTLE
from planvev.vocab import GRAPH, ID, PV, RDF

_DECLARATION: Final = re.compile(
    rb"^<([^>\n]*)> <%b> <%b> \.$"
    % (re.escape(RDF.type.value.encode()), re.escape(PV.PlanInstrument.value.encode())),
    re.MULTILINE,
)
_NAMING: Final = tuple(GRAPH[name].value for name in ("shared/", "code/", "sdg"))
"""How the graphs begin that name things which plans speak of."""
_DERIVED_LINKS: Final = GRAPH["derived/links"].value
_LISTED_MAX: Final = 50


class PlanNotFound(ResourceNotFound):
    """There is no such plan. there: the IRIs of those that there are."""

    def __init__(self, wanted: str, there: Iterable[str]) -> None:
        super().__init__(wanted)
        self.there = tuple(there)
        listed = "".join(f"\n  {plan}" for plan in self.there[:_LISTED_MAX])
        if len(self.there) > _LISTED_MAX:
            listed += f"\n  and {len(self.there) - _LISTED_MAX} others"
        ending = f"The plans here are:{listed}" if listed else "There are no plans here."
        self.message = f"There is no plan «{wanted}». {ending}"


class GraphTexts(Protocol):
    """Graphs as canonical texts."""

    def graphs(self) -> Mapping[str, str]:
        """Return what tells one content of a graph from another, by the graph's IRI."""

    def text(self, graph: str) -> bytes:
        """Return a graph's canonical text."""


class ArchiveTexts:
    """The graphs of one generation; reading raises as ``Archive.text_of``."""

    def __init__(self, archive: Archive, manifest: Manifest) -> None:
        self._archive = archive
        self._manifest = manifest

    def graphs(self) -> Mapping[str, str]:
        """Return the hash of each graph's content, by its IRI."""
        return {graph: entry.sha256 for graph, entry in self._manifest.graphs.items()}

    def text(self, graph: str) -> bytes:
        """Return a graph's canonical text."""
        return self._archive.text_of(self._manifest, graph)


class FileTexts:
    """The graphs that the files of a data root hold. Reading raises SourceError."""

    def __init__(self, files: Iterable[tuple[Path, NamedNode]]) -> None:
        self._paths = {graph.value: path for path, graph in files}
        self._texts: dict[str, bytes] = {}

    def graphs(self) -> Mapping[str, str]:
        """Return the path of each graph's file, by the graph's IRI."""
        return {graph: str(path) for graph, path in self._paths.items()}

    def text(self, graph: str) -> bytes:
        """Return a graph's canonical text."""
        if graph not in self._texts:
            path = self._paths[graph]
            read_graph_file(path, NamedNode(graph))  # says what is wrong, and where
            self._texts[graph] = canonicalize(read_bytes(path), RDF_SYNTAX[TURTLE])
        return self._texts[graph]


def texts_of_files(root: Path) -> FileTexts:
    """Return the graphs of a data root; ontology and derived graphs are not among them."""
    return FileTexts(data_files(root))


class PlanIndex:
    """Which graphs say of which plans what they are; looked up once for each content of a graph."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, ...]] = {}

    def plans(self, texts: GraphTexts) -> dict[str, list[str]]:
        """Return the graphs that declare each plan, by the plan's IRI, in natural order."""
        known, found = self._known, {}
        for graph, content in texts.graphs().items():
            if content not in known:
                known[content] = declared_plans(texts.text(graph))
            found[content] = known[content]
        self._known = found  # what is in no graph any more is forgotten
        plans: dict[str, list[str]] = {}
        for graph, content in sorted(texts.graphs().items()):
            for plan in found[content]:
                plans.setdefault(plan, []).append(graph)
        return dict(sorted(plans.items(), key=lambda pair: natural(pair[0])))

    def find(self, texts: GraphTexts, wanted: str) -> tuple[str, list[str]]:
        """Return the IRI of a plan, and the graphs that declare it.

        wanted: an IRI, or the path below ``/id/`` ("trondheim/samfunnsdel-2009"). Raises
        PlanNotFound.
        """
        short = wanted.strip().strip("/")
        for plan in (wanted, ID.iri + short):
            graphs = [graph for graph in texts.graphs() if own_suffix(graph, plan)]
            declaring = [g for g in graphs if plan in declared_plans(texts.text(g))]
            if declaring:
                return plan, declaring
        plans = self.plans(texts)
        for plan in plans:
            if plan == wanted or plan.endswith(f"/id/{short}"):
                return plan, plans[plan]
        raise PlanNotFound(wanted, plans)


def declared_plans(text: bytes) -> tuple[str, ...]:
    """Return the IRIs of the plans that a canonical text says are plans."""
    return tuple(iri.decode() for iri in _DECLARATION.findall(text))


def collect(texts: GraphTexts, plan: str, declaring: Iterable[str]) -> dict[str, list[Triple]]:
    """Return what is needed to read a plan: its graphs, and what names the things in them."""
    collected = {
        graph: list(parse_exact(texts.text(graph)))
        for graph in sorted(texts.graphs())
        if own_suffix(graph, plan) or graph in declaring
    }
    said, spoken_of = _subjects_and_objects(collected.values())
    near = _paths_above(spoken_of)
    for graph in sorted(texts.graphs()):
        if graph in collected:
            continue
        if graph.startswith(_NAMING) or _place(graph) in near:
            collected[graph] = _statements_about(spoken_of - said, texts.text(graph))
        elif graph in (_DERIVED_LINKS, f"{_DERIVED_LINKS}/{_path(plan)}"):
            collected[graph] = _statements_about(said, texts.text(graph))
    return collected


def _subjects_and_objects(graphs: Iterable[list[Triple]]) -> tuple[set[bytes], set[bytes]]:
    said: set[bytes] = set()
    spoken_of: set[bytes] = set()
    for triples in graphs:
        for triple in triples:
            if isinstance(triple.subject, NamedNode):
                said.add(triple.subject.value.encode())
            if isinstance(triple.object, NamedNode):
                spoken_of.add(triple.object.value.encode())
    return said, spoken_of


def _path(iri: str) -> str:
    """Return an IRI below ``/id/``, "" where it is none of ours."""
    return iri.partition("/id/")[2]


def _paths_above(iris: Iterable[bytes]) -> set[str]:
    """Return the paths of things, and all paths above them: of plans that they may belong to."""
    paths = set()
    for iri in iris:
        path = _path(iri.decode())
        while path:
            paths.add(path)
            path = path.rpartition("/")[0]
    return paths


def _place(graph: str) -> str:
    """Return the path of the plan that a graph is of, as its name says."""
    return graph.removeprefix(GRAPH.iri).rpartition("/")[0]


def _statements_about(subjects: set[bytes], text: bytes) -> list[Triple]:
    """Return what a canonical text says of these IRIs."""
    lines = [line for line in text.split(b"\n") if line[1:].partition(b"> ")[0] in subjects]
    return list(parse_exact(b"\n".join([*lines, b""]))) if lines else []
