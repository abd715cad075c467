"""A dataset as validation looks at it: what stands around a node, its literals as they were put.

A store finds nodes fast and rewrites literals (``"007"^^xsd:integer`` becomes ``7``); the canonical
texts of the graphs keep them and are slow to search. A ``DataView`` asks the store where to look,
and reads in the text what the store may have rewritten.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Triple,
)

from planvev.archive.canonical import parse_canonical, split_lines
from planvev.archive.files import GraphFile
from planvev.archive.manifest import graph_key
from planvev.vocab import GRAPH, RDF, RDFS, XSD

Node = NamedNode | BlankNode
Item = TypeVar("Item")
Term = NamedNode | BlankNode | Literal
"""What may be an object. Triples as terms are in nobody's shape, and are left out."""
GraphName = NamedNode | BlankNode | DefaultGraph
DERIVED: Final = GRAPH["derived/"].value
"""What the IRIs of derived graphs begin with; shapes do not look at them."""
_KEPT_DATATYPES: Final = (XSD.string.value, RDF.langString.value)


class QuadStore(Protocol):
    """What is used of a store; pyoxigraph's ``Store`` has it. ``type(store)()`` makes an empty one.

    Only the engine names the store's own class; other layers are handed one.
    """

    def __init__(self) -> None: ...

    def quads_for_pattern(
        self,
        /,
        subject: Any,
        predicate: Any,
        object: Any,  # noqa: A002 - the store's own name
        graph_name: Any = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None stands for anything."""
        ...

    def query(
        self, /, query: str, *, use_default_graph_as_union: bool = False
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Evaluate a query."""
        ...

    def extend(self, /, quads: Iterable[Quad]) -> None:
        """Add quads."""
        ...


class DataView:
    """The graphs of a store together, but for the derived ones.

    text_of: gives a graph's canonical text by its key in a manifest, as the store holds it. The
    store must not change while the view is used: it remembers what it has seen.
    """

    def __init__(self, store: QuadStore, text_of: Callable[[str], bytes]) -> None:
        self.store = store
        self._text_of = text_of
        self._lines: dict[str, list[bytes]] = {}
        self._known: dict[Node, Mapping[str, Sequence[Term]]] = {}
        self._superclasses: dict[str, frozenset[str]] = {}

    def empty_store(self) -> QuadStore:
        """Return a new store of the same kind."""
        return type(self.store)()

    def describe(self, node: Node) -> Mapping[str, Sequence[Term]]:
        """Return what is said of a node: by the predicate's IRI the objects, each once."""
        known = self._known.get(node)
        if known is None:
            found: dict[str, dict[Term, None]] = {}
            for triple in self.triples_of(node):
                if not isinstance(triple.object, Triple):
                    found.setdefault(triple.predicate.value, {})[triple.object] = None
            known = {predicate: tuple(objects) for predicate, objects in found.items()}
            self._known[node] = known
        return known

    def triples_of(self, node: Node) -> Iterator[Triple]:
        """Yield the triples that have the node as subject, as they were put."""
        return (quad.triple for quad in self.exact_quads_of(node))

    def exact_quads_of(self, node: Node) -> list[Quad]:
        """Return the quads that have the node as subject, as they were put."""
        quads = self.quads_of(node)
        rewritten = dict.fromkeys(quad.graph_name for quad in quads if _may_be_rewritten(quad))
        if not rewritten:
            return quads
        exact = [quad for quad in quads if quad.graph_name not in rewritten]
        for graph in rewritten:
            for triple in self._exact_triples(node, graph):
                exact.append(Quad(triple.subject, triple.predicate, triple.object, graph))
        return exact

    def quads_of(self, node: Node) -> list[Quad]:
        """Return the quads that have the node as subject, as the store holds them."""
        return list(visible(self.store.quads_for_pattern(node, None, None, None)))

    def objects(self, node: Node, predicate: NamedNode) -> list[Node]:
        """Return the nodes that a node points to."""
        quads = visible(self.store.quads_for_pattern(node, predicate, None, None))
        ends = [quad.object for quad in quads]
        return [end for end in ends if isinstance(end, Node)]

    def subjects(self, predicate: NamedNode, node: Term) -> list[Node]:
        """Return the nodes that point to a node, each once."""
        subjects: dict[Node, None] = {}
        for quad in self.store.quads_for_pattern(None, predicate, node, None):
            start = quad.subject
            if isinstance(start, Node) and _is_visible(quad):
                subjects[start] = None
        return list(subjects)

    def quads(self, subject: Any, predicate: Any, node: Any) -> Iterator[Quad]:
        """Yield the quads of all graphs that match; None stands for anything."""
        return self.store.quads_for_pattern(subject, predicate, node, None)

    def is_described(self, node: Node) -> bool:
        """Whether anything is said of the node."""
        return next(visible(self.quads(node, None, None)), None) is not None

    def types(self, node: Node) -> frozenset[str]:
        """Return the classes of a node and all that they are subclasses of."""
        classes: set[str] = set()
        for class_ in self.describe(node).get(RDF.type.value, ()):
            if isinstance(class_, NamedNode):
                classes |= self.superclasses(class_)
        return frozenset(classes)

    def superclasses(self, class_: NamedNode) -> frozenset[str]:
        """Return a class and all that it is a subclass of."""
        known = self._superclasses.get(class_.value)
        if known is None:
            known = frozenset(self._reached(class_, RDFS.subClassOf, self.objects))
            self._superclasses[class_.value] = known
        return known

    def subclasses(self, class_: NamedNode) -> frozenset[str]:
        """Return a class and all its subclasses."""

        def below(node: Node, predicate: NamedNode) -> list[Node]:
            return self.subjects(predicate, node)

        return frozenset(self._reached(class_, RDFS.subClassOf, below))

    def as_graph(self, nodes: Iterable[Node]) -> GraphFile:
        """Return all that is said of some nodes, as one graph for what works on graphs."""
        triples = (triple for node in nodes for triple in self.triples_of(node))
        return graph_of(triple for triple in triples if not isinstance(triple.object, Triple))

    def _reached(
        self,
        start: NamedNode,
        predicate: NamedNode,
        step: Callable[[Node, NamedNode], list[Node]],
    ) -> Iterator[str]:
        seen: dict[Node, None] = {start: None}
        waiting: list[Node] = [start]
        while waiting:
            for node in step(waiting.pop(), predicate):
                if node not in seen:
                    seen[node] = None
                    waiting.append(node)
        return (node.value for node in seen)

    def _exact_triples(self, node: Node, graph: GraphName) -> Iterator[Triple]:
        key = graph_key(graph) if not isinstance(graph, BlankNode) else ""
        lines = self._lines.get(key)
        if lines is None:
            lines = self._lines[key] = split_lines(self._text_of(key))
        prefix = f"{node} ".encode()
        found = []
        for index in range(bisect_left(lines, prefix), len(lines)):
            if not lines[index].startswith(prefix):
                break
            found.append(lines[index])
        return parse_canonical(b"".join(line + b"\n" for line in found))


def graph_of(triples: Iterable[Triple]) -> GraphFile:
    """Return triples as a graph that no file holds."""
    return GraphFile(Path(), GRAPH["view"], tuple(triples), "")


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield the items in lists of at most ``size``."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def visible(quads: Iterator[Quad]) -> Iterator[Quad]:
    """Yield the quads that are not derived from others."""
    return filter(_is_visible, quads)


def _is_visible(quad: Quad) -> bool:
    graph = quad.graph_name
    return not isinstance(graph, NamedNode) or not graph.value.startswith(DERIVED)


def _may_be_rewritten(quad: Quad) -> bool:
    literal = quad.object
    return (
        isinstance(literal, Literal)
        and literal.language is None
        and literal.datatype.value not in _KEPT_DATATYPES
    )
