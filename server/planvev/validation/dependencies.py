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
        asked = {read.class_ for read in self._reads[RDF.type.value]}
        below = {name: view.subclasses(NamedNode(name)) for name in asked}
        starts: set[tuple[Node, Chain]] = set()
        for triple in changed:
            if triple.predicate == RDFS.subClassOf and isinstance(triple.subject, NamedNode):
                starts |= self._reclassified(triple.subject, view)
            for read in self._reads.get(triple.predicate.value, ()):
                if read.class_ and not _is_among(triple.object, below[read.class_]):
                    continue
                node = triple.object if read.inverse else triple.subject
                if isinstance(node, Node):
                    starts.add((node, read.chain))
        return {node for start, chain in starts for node in _back(start, chain, view)}

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

    def _reclassified(self, class_: NamedNode, view: DataView) -> set[tuple[Node, Chain]]:
        """Return where to start from where a class has got, or lost, a superclass."""
        chains = {read.chain for read in self._reads[RDF.type.value]}
        instances = {
            node
            for name in view.subclasses(class_)
            for node in view.subjects(RDF.type, NamedNode(name))
        }
        return {(node, chain) for node in instances for chain in chains}


def _is_among(node: object, classes: frozenset[str]) -> bool:
    return isinstance(node, NamedNode) and node.value in classes


def _back(node: Node, chain: Chain, view: DataView) -> set[Node]:
    """Return the nodes from which a chain of steps leads to a node."""
    reached = {node}
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
