"""SHACL over rdflib graphs: pySHACL runs the shapes of this release, and no others.

Literals stay as they were written (rdflib's normalization is off), so that an ill-typed one is
reported, and «0123» is not shown as «123».
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.graph_abstraction import DataGraph
from pyshacl.pytypes import SHACLExecutor
from pyshacl.shapes_graph import ShapesGraph
from pyshacl.validator import Validator
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result
from rdflib.term import Node

from planvev.archive.files import GraphFile, read_graph_file
from planvev.resources import shapes_root
from planvev.validation.report import Severity, ValidationResult
from planvev.vocab import GRAPH

_TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_VARIABLE = re.compile(r"\\\{\\\?\w+\\\}")


@dataclass(frozen=True)
class ShaclOutcome:
    """What the shapes found. shapes: those with a target; focused: those that had a focus node."""

    results: tuple[ValidationResult, ...]
    shapes: frozenset[str]
    focused: frozenset[str]


def evaluate_shapes(
    graphs: Sequence[GraphFile], shape_graphs: Sequence[GraphFile] | None = None
) -> ShaclOutcome:
    """Try every shape on the union of the graphs; results for all focus nodes, unsorted.

    shape_graphs: the shapes; None for those of this release. Not for two threads at once:
    rdflib's normalization is a switch of the whole process.
    """
    with _literals_as_written():
        shapes = to_rdflib(shape_files() if shape_graphs is None else shape_graphs)
        data = to_rdflib(graphs)
        _, report, _ = pyshacl.validate(
            data,
            shacl_graph=shapes,
            inference="none",
            advanced=False,
            js=False,
            inplace=True,
            do_owl_imports=False,
        )
        if not isinstance(report, Graph):
            raise RuntimeError(f"a shape cannot be evaluated: {report}")
        results = tuple(_results(report, shapes))
        targeted = {str(s) for t in _TARGETS for s in shapes.subjects(t) if isinstance(s, URIRef)}
        focused = {s for s in targeted if _has_focus(shapes, data, URIRef(s))}
    return ShaclOutcome(results, frozenset(targeted), frozenset(focused))


def shape_files() -> list[GraphFile]:
    """Read the shapes of this release, in the order of their names."""
    paths = sorted(shapes_root().glob("*.ttl"))
    return [read_graph_file(path, GRAPH[f"shapes/{path.stem}"]) for path in paths]


@contextmanager
def _literals_as_written() -> Iterator[None]:
    """Switch rdflib's normalization off, and its warnings on ill-typed literals, for a while."""
    logger = logging.getLogger("rdflib.term")
    before = rdflib.NORMALIZE_LITERALS, logger.level
    rdflib.NORMALIZE_LITERALS = False
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Parsing weird boolean")
            yield
    finally:
        rdflib.NORMALIZE_LITERALS = before[0]
        logger.setLevel(before[1])


@lru_cache(maxsize=256)
def _prepared(text: str) -> Query:
    """Parse a shape's query once: it takes rdflib longer than most queries take to run."""
    return prepareQuery(text)


class _PreparingGraph(Graph):
    """A graph that keeps parsed queries: pySHACL hands the same text over for each focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        """Evaluate a query, parsed before if it was met before."""
        prepared = _prepared(query_object) if isinstance(query_object, str) else query_object
        return super().query(prepared, *args, **kwargs)


def to_rdflib(graphs: Sequence[GraphFile]) -> Graph:
    """Return the union of the graphs for pySHACL; blank nodes of different graphs stay apart.

    Triples as terms (RDF 1.2) are in nobody's shape, and rdflib has none: they are left out.
    """
    union = _PreparingGraph(bind_namespaces="none")
    for number, graph in enumerate(graphs):
        terms: dict[object, Node] = {}
        for triple in graph.triples:
            if isinstance(triple.object, ox.Triple):
                continue
            union.add(
                (
                    _to_rdflib(triple.subject, terms, number),
                    _to_rdflib(triple.predicate, terms, number),
                    _to_rdflib(triple.object, terms, number),
                )
            )
    return union


def _to_rdflib(term: object, terms: dict[object, Node], graph: int) -> Node:
    """Return an rdflib term. terms: those of this graph that were met before."""
    found = terms.get(term)
    if found is not None:
        return found
    made: Node
    if isinstance(term, ox.NamedNode):
        made = URIRef(term.value)
    elif isinstance(term, ox.BlankNode):
        made = BNode(f"g{graph}x{term.value}")
    elif isinstance(term, ox.Literal):
        datatype = None if term.language else URIRef(term.datatype.value)
        made = Literal(term.value, lang=term.language, datatype=datatype)
    else:
        raise TypeError(f"a triple as a term is not validated: {term}")
    terms[term] = made
    return made


def _from_rdflib(term: Node | None) -> ox.NamedNode | ox.Literal | None:
    """Return a pyoxigraph term; None for a blank node, which has no name to report."""
    if isinstance(term, URIRef):
        return ox.NamedNode(str(term))
    if isinstance(term, Literal):
        if term.language:
            return ox.Literal(str(term), language=term.language)
        datatype = ox.NamedNode(str(term.datatype)) if term.datatype else None
        return ox.Literal(str(term), datatype=datatype)
    return None


def _results(report: Graph, shapes: Graph) -> Iterator[ValidationResult]:
    """Yield the results of pySHACL's report, except those on blank nodes."""
    templates: dict[Node, list[tuple[re.Pattern[str], str]]] = {}
    for node in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(node, SH.focusNode)
        shape = report.value(node, SH.sourceShape)
        if not isinstance(focus, URIRef):
            continue
        source = report.value(node, SH.sourceConstraint) or shape
        if source is not None and source not in templates:
            templates[source] = _templates(shapes, source)
        messages = (str(text) for text in report.objects(node, SH.resultMessage))
        yield ValidationResult(
            severity=Severity.of_iri(str(report.value(node, SH.resultSeverity))),
            focus_node=str(focus),
            source_shape=str(shape),
            source_constraint_component=str(report.value(node, SH.sourceConstraintComponent)),
            messages=_by_language(messages, templates.get(source, []) if source else []),
            path=_path(report, report.value(node, SH.resultPath)),
            value=_from_rdflib(report.value(node, SH.value)),
        )


def _templates(shapes: Graph, source: Node) -> list[tuple[re.Pattern[str], str]]:
    """Return a shape's messages as patterns with their languages, variables left open."""
    return [
        (re.compile(_VARIABLE.sub("(?s:.*)", re.escape(str(message)))), message.language or "nb")
        for message in shapes.objects(source, SH.message)
        if isinstance(message, Literal)
    ]


def _by_language(
    messages: Iterator[str], templates: Sequence[tuple[re.Pattern[str], str]]
) -> Mapping[str, str]:
    """Give messages their languages back: pySHACL drops them where it fills in variables."""
    found = {}
    for message in messages:
        language = next((lang for pattern, lang in templates if pattern.fullmatch(message)), "nb")
        found[language] = message
    return dict(sorted(found.items()))


def _path(report: Graph, path: Node | None) -> str | None:
    """Return a result path as text: a property's IRI, with ``^`` where it is inverse."""
    if path is None or isinstance(path, URIRef):
        return str(path) if path is not None else None
    inverse = report.value(path, SH.inversePath)
    return f"^{inverse}" if isinstance(inverse, URIRef) else None


def _has_focus(shapes: Graph, data: Graph, shape: URIRef) -> bool:
    """Tell whether a shape's targets hold any node. Source: SHACL § 2.1.3."""
    for node in shapes.objects(shape, SH.targetNode):
        if (node, None, None) in data or (None, None, node) in data:
            return True
    for class_ in shapes.objects(shape, SH.targetClass):
        for subclass in data.transitive_subjects(RDFS.subClassOf, class_):
            if (None, RDF.type, subclass) in data:
                return True
    used = (*shapes.objects(shape, SH.targetSubjectsOf), *shapes.objects(shape, SH.targetObjectsOf))
    return any((None, predicate, None) in data for predicate in used)


class PreparedShapes:
    """Shapes that are read by pySHACL once, for many small evaluations.

    It is pySHACL's own code that decides; what is prepared is its reading of the shapes.
    """

    def __init__(self, shape_graphs: Sequence[GraphFile]) -> None:
        with _literals_as_written():
            self._graph = to_rdflib(shape_graphs)
            self._shapes_graph = ShapesGraph(self._graph)
            self._shapes = {str(shape.node): shape for shape in self._shapes_graph.shapes}

    def evaluate(
        self, data: GraphFile, pairs: Mapping[str, Sequence[str]]
    ) -> list[ValidationResult]:
        """Try shapes on given nodes. pairs: by the shape's IRI the nodes' IRIs.

        data: all that the shapes look at. Not for two threads at once, as ``evaluate_shapes``.
        """
        with _literals_as_written():
            graph = DataGraph.from_rdflib(to_rdflib([data]))
            executor = SHACLExecutor(validator=None)
            found = []
            for shape, nodes in pairs.items():
                focus = [URIRef(node) for node in nodes]
                _, reports = self._shapes[shape].validate(executor, graph, focus=focus)
                found += reports
            report, _ = Validator.create_validation_report(self._shapes_graph, not found, found)
            return list(_results(report, self._graph))
