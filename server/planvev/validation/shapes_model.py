"""The shapes as data: what each demands, on which nodes, and which triples it reads to tell.

Read from the same files as pySHACL's; the parts that work fast (``compiled``, ``set_rules``) and
the part that knows what a change touches (``dependencies``) stand on it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.archive.files import GraphFile
from planvev.validation.data_view import Node, Term
from planvev.validation.report import Severity
from planvev.vocab import RDF, SH

MEMBERS: Final = (SH["or"], SH["and"], SH.xone)
NESTED: Final = (SH.node, SH.property, SH["not"], SH.qualifiedValueShape)
_TARGETS: Final = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
_PREFIXED: Final = re.compile(r"(?<![\w<?$\"])([a-z][a-z0-9]*):([A-Za-z]\w*)")
_IN_FULL: Final = re.compile(r"<([^<>\s]*)>")


@dataclass(frozen=True)
class Step:
    """One step of a property path: a predicate, followed backwards where ``inverse``."""

    predicate: str
    inverse: bool = False


@dataclass(frozen=True)
class SetRule:
    """A rule that is one query over a whole set (sh:sparql), for each ``?this``.

    target: a class, or the one node where ``on_node``. query: with its prefixes. predicates: all
    IRIs that the query names. messages: by language, with ``{?variable}``.
    """

    shape: str
    severity: Severity
    target: str
    on_node: bool
    query: str
    predicates: frozenset[str]
    messages: tuple[tuple[str, str], ...]


class ShapesModel:
    """The shapes of some graphs.

    core: shapes with targets, but for set rules; by_class, by_subjects_of: those of them that a
    class, or a predicate of the node, makes apply. Raises ValueError for a set rule that is on
    more than one target.
    """

    def __init__(self, graphs: Iterable[GraphFile]) -> None:
        self._out: dict[Node, dict[str, list[Term]]] = defaultdict(lambda: defaultdict(list))
        for number, graph in enumerate(graphs):
            for triple in graph.triples:
                self._add(_apart(triple, number))
        self.core: list[Node] = []
        self.by_class: dict[str, list[Node]] = defaultdict(list)
        self.by_subjects_of: dict[str, list[Node]] = defaultdict(list)
        self.targeted: set[str] = set()
        self.set_rules: list[SetRule] = []
        for node, out in self._out.items():
            if any(target.value in out for target in _TARGETS):
                self.targeted.add(node.value)
                self._sort_in(node)

    def values(self, node: Node, predicate: NamedNode) -> list[Term]:
        """Return the objects of a node of the shapes graph."""
        return self._out[node].get(predicate.value, []) if node in self._out else []

    def nodes(self, node: Node, predicate: NamedNode) -> list[Node]:
        """Return the objects that are IRIs or blank nodes."""
        values = self.values(node, predicate)
        return [value for value in values if isinstance(value, NamedNode | BlankNode)]

    def parameters(self, node: Node) -> list[str]:
        """Return the predicates that a shape has."""
        return list(self._out[node])

    def listed(self, head: Node) -> list[Node]:
        """Return the members of an RDF list that are nodes."""
        found: list[Node] = []
        while head != RDF.nil:
            found += self.nodes(head, RDF.first)
            head = self.nodes(head, RDF.rest)[0]
        return found

    def listed_literals(self, head: Node) -> list[str]:
        """Return the members of an RDF list of literals, as text."""
        found: list[str] = []
        while head != RDF.nil:
            found += [v.value for v in self.values(head, RDF.first) if isinstance(v, Literal)]
            head = self.nodes(head, RDF.rest)[0]
        return found

    def step(self, shape: Node) -> Step | None:
        """Return the path of a property shape, None where it is of more than one step."""
        path = self.nodes(shape, SH.path)[0]
        if isinstance(path, NamedNode):
            return Step(path.value)
        inverse = self.nodes(path, SH.inversePath)
        if inverse and isinstance(inverse[0], NamedNode):
            return Step(inverse[0].value, inverse=True)
        return None

    def parts(self, shape: Node) -> Iterator[Node]:
        """Yield the shapes that a shape applies to its own value nodes."""
        for predicate in NESTED:
            yield from self.nodes(shape, predicate)
        for predicate in MEMBERS:
            for head in self.nodes(shape, predicate):
                yield from self.listed(head)

    def _add(self, triple: Triple) -> None:
        subject, node = triple.subject, triple.object
        if isinstance(subject, NamedNode | BlankNode) and not isinstance(node, Triple):
            self._out[subject][triple.predicate.value].append(node)

    def _sort_in(self, shape: Node) -> None:
        queries = self.nodes(shape, SH.sparql)
        for query in queries:
            self.set_rules.append(self._set_rule(shape, query))
        if queries:
            return
        self.core.append(shape)
        for class_ in self.nodes(shape, SH.targetClass):
            self.by_class[class_.value].append(shape)
        for predicate in self.nodes(shape, SH.targetSubjectsOf):
            self.by_subjects_of[predicate.value].append(shape)
        if self.nodes(shape, SH.targetNode) or self.nodes(shape, SH.targetObjectsOf):
            raise ValueError(f"{shape.value}: only set rules may have this kind of target")

    def _set_rule(self, shape: Node, query: Node) -> SetRule:
        classes, nodes = self.nodes(shape, SH.targetClass), self.nodes(shape, SH.targetNode)
        if len([*classes, *nodes]) != 1:
            raise ValueError(f"{shape.value}: a set rule has one target")
        prefixes = self._prefixes()
        text = next(v.value for v in self.values(query, SH.select) if isinstance(v, Literal))
        used = {prefixes[p] + name for p, name in _PREFIXED.findall(text) if p in prefixes}
        header = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in sorted(prefixes.items()))
        messages = [v for v in self.values(query, SH.message) if isinstance(v, Literal)]
        severities = self.nodes(shape, SH.severity)
        return SetRule(
            shape=shape.value,
            severity=Severity.of_iri(severities[0].value) if severities else Severity.VIOLATION,
            target=[*classes, *nodes][0].value,
            on_node=bool(nodes),
            query=header + text,
            predicates=frozenset(used | set(_IN_FULL.findall(text))),
            messages=tuple(sorted((v.language or "nb", v.value) for v in messages)),
        )

    def _prefixes(self) -> dict[str, str]:
        found = {}
        for node, out in self._out.items():
            for name in out.get(SH.prefix.value, ()):
                namespaces = self.values(node, SH.namespace)
                if isinstance(name, Literal) and isinstance(namespaces[0], Literal):
                    found[name.value] = namespaces[0].value
        return found


def _apart(triple: Triple, graph: int) -> Triple:
    """Return the triple with its blank nodes told from those of other graphs."""
    subject, node = triple.subject, triple.object
    if isinstance(subject, BlankNode):
        subject = BlankNode(f"g{graph}x{subject.value}")
    if isinstance(node, BlankNode):
        node = BlankNode(f"g{graph}x{node.value}")
    return Triple(subject, triple.predicate, node)
