"""Looking things up in the triples of several graph files, without a store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from planvev.archive.files import GraphFile
from planvev.vocab import RDF


class GraphIndex:
    """The union of some graphs, by subject and by object; each triple once.

    Terms go in and come out as strings: the IRI, or a literal's lexical form.
    """

    def __init__(self, graphs: Iterable[GraphFile]) -> None:
        self._out: dict[str, dict[str, list[NamedNode | Literal]]] = defaultdict(dict)
        self._in: dict[tuple[str, str], list[str]] = defaultdict(list)
        for graph in graphs:
            for triple in graph.triples:
                self._add(triple)

    def _add(self, triple: Triple) -> None:
        subject, predicate, node = triple.subject, triple.predicate.value, triple.object
        if not isinstance(subject, NamedNode) or not isinstance(node, NamedNode | Literal):
            return
        objects = self._out[subject.value].setdefault(predicate, [])
        if node in objects:
            return
        objects.append(node)
        if isinstance(node, NamedNode):
            self._in[predicate, node.value].append(subject.value)

    def terms(self, subject: str, predicate: NamedNode) -> Sequence[NamedNode | Literal]:
        """Return the objects of a subject and a predicate, in the order of the files."""
        return self._out.get(subject, {}).get(predicate.value, ())

    def values(self, subject: str, predicate: NamedNode) -> list[str]:
        """Return the objects as strings."""
        return [term.value for term in self.terms(subject, predicate)]

    def value(self, subject: str, predicate: NamedNode) -> str | None:
        """Return the first object as a string, or None."""
        return next(iter(self.values(subject, predicate)), None)

    def literal(self, subject: str, predicate: NamedNode, language: str) -> str | None:
        """Return the text in a language, else the first literal, else None."""
        literals = [t for t in self.terms(subject, predicate) if isinstance(t, Literal)]
        chosen = next((t for t in literals if t.language == language), None)
        return (chosen or literals[0]).value if literals else None

    def subjects(self, predicate: NamedNode, node: str) -> Sequence[str]:
        """Return the subjects that point to a node by a predicate."""
        return self._in.get((predicate.value, node), ())

    def instances(self, class_: NamedNode) -> Sequence[str]:
        """Return the subjects that have this very class."""
        return self.subjects(RDF.type, class_.value)

    def having(self, predicate: NamedNode) -> list[str]:
        """Return the subjects that have the predicate, sorted."""
        return sorted(s for s, out in self._out.items() if predicate.value in out)

    def __contains__(self, subject: str) -> bool:
        return subject in self._out
