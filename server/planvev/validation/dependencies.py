"""Which focus nodes a change may concern: those whose shapes read a triple that has changed.

Each shape is followed once from its focus node along its paths. What it reads of a node that it
reaches by ``pv:link / pv:end`` is noted under the predicate that is read, with that chain of steps.
A changed triple is then looked up by its predicate, and its node followed back along the chain. So
a type that is taken from a goal concerns the goal, the strategies that pursue it, and the links
that lead to it; and nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from pyoxigraph import NamedNode, Triple

from planvev.validation.data_view import DataView, Node
from planvev.validation.shapes_model import ShapesModel, Step
from planvev.vocab import RDF, RDFS, SH

Chain = tuple[Step, ...]
_READ_BESIDE: Final = (SH.lessThan, SH.lessThanOrEquals, SH.disjoint, SH.equals)
_DEPTH_MAX: Final = 8


@dataclass(frozen=True)
class _Read:
    """Something that a shape reads of the node at the end of a chain of steps.

    inverse: whether that node is the object of the triple. class_: of rdf:type, the class that is
    asked for; else empty.
    """

    chain: Chain
    inverse: bool = False
    class_: str = ""


class Dependencies:
    """What the core shapes of a model read."""

    def __init__(self, model: ShapesModel) -> None:
        self._model = model
        self._reads: dict[str, set[_Read]] = defaultdict(set)
        for class_ in model.by_class:
            self._reads[RDF.type.value].add(_Read((), class_=class_))
        for predicate in model.by_subjects_of:
            self._reads[predicate].add(_Read(()))
        for shape in model.core:
            self._follow(shape, (), (), 0)

    def concerned(self, changed: Iterable[Triple], view: DataView) -> set[Node]:
        """Return the nodes that may be focus nodes and see the change.

        changed: triples removed and added. view: the data after the change. A change to
        rdfs:subClassOf concerns all instances of the classes below it.
        """
        by_class = self._chains_by_class(view)
        starts: dict[Chain, set[Node]] = defaultdict(set)
        for triple in changed:
            subject, predicate, node = triple.subject, triple.predicate, triple.object
            if predicate == RDF.type:
                chains = by_class.get(node.value, ()) if isinstance(node, NamedNode) else ()
                for chain in chains:
                    starts[chain].update(_nodes(subject))
            elif predicate == RDFS.subClassOf and isinstance(subject, NamedNode):
                for chain, nodes in self._reclassified(subject, view).items():
                    starts[chain] |= nodes
            for read in self._reads.get(predicate.value, ()):
                if not read.class_:
                    starts[read.chain].update(_nodes(node if read.inverse else subject))
        return {node for chain, nodes in starts.items() for node in _back(nodes, chain, view)}

    def _chains_by_class(self, view: DataView) -> dict[str, set[Chain]]:
        """Return by class the chains to nodes whose type is read, as that class or one above."""
        chains: dict[str, set[Chain]] = defaultdict(set)
        for read in self._reads[RDF.type.value]:
            if read.class_:
                for below in view.subclasses(NamedNode(read.class_)):
                    chains[below].add(read.chain)
        return chains

    def _follow(self, shape: Node, chain: Chain, beside: Chain, depth: int) -> None:
        """Note what a shape reads of the value nodes at ``chain``; beside: of its focus node."""
        if depth > _DEPTH_MAX:
            raise ValueError(f"{shape.value}: shapes are nested too deep, or in a circle")
        model = self._model
        if model.values(shape, SH.path):
            step = model.step(shape)
            if step is None:
                raise ValueError(f"{shape.value}: a path of one step is expected")
            self._reads[step.predicate].add(_Read(chain, step.inverse))
            beside, chain = chain, (*chain, step)
        for class_ in model.nodes(shape, SH["class"]):
            self._reads[RDF.type.value].add(_Read(chain, class_=class_.value))
        for predicate in _READ_BESIDE:
            for other in model.nodes(shape, predicate):
                self._reads[other.value].add(_Read(beside))
        for part in model.parts(shape):
            self._follow(part, chain, chain, depth + 1)

    def _reclassified(self, class_: NamedNode, view: DataView) -> dict[Chain, set[Node]]:
        """Return where to start from where a class has got, or lost, a superclass."""
        instances = {
            node
            for name in view.subclasses(class_)
            for node in view.subjects(RDF.type, NamedNode(name))
        }
        return {read.chain: instances for read in self._reads[RDF.type.value]}


def _nodes(term: object) -> tuple[Node, ...]:
    return (term,) if isinstance(term, Node) else ()


def _back(nodes: set[Node], chain: Chain, view: DataView) -> set[Node]:
    """Return the nodes from which a chain of steps leads to one of the nodes."""
    reached = nodes
    for step in reversed(chain):
        predicate = NamedNode(step.predicate)
        reached = {
            before
            for after in reached
            for before in (
                view.objects(after, predicate) if step.inverse else view.subjects(predicate, after)
            )
        }
    return reached
