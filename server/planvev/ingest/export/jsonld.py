"""Plans as one JSON-LD document: each a tree, from the plan down to its passages.

What stands above a thing in the graph stands around it here: the context turns those properties
round (``subGoals`` holds what says that it is ``subGoalOf``). Every triple of the plans' graphs is
in the document once, and no other. The context is that of the ontology, written out, with these
turned properties. JSON-LD 1.0 and 1.1 read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.errors import NotAcceptable
from planvev.ingest.export.items import gather
from planvev.ingest.export.jsonld_terms import (
    TYPE,
    Name,
    can_be_said,
    class_name,
    context,
    language_map,
    literal,
    name_of,
    reference,
    short_iri,
)
from planvev.ingest.export.model import PlanModel, Said, Term
from planvev.ingest.export.ordering import natural
from planvev.ingest.export.pretty import pretty
from planvev.vocab import PV, RDF

TURNED: Final = (
    ("subGoals", PV.subGoalOf, ""),
    ("strategies", PV.pursues, "Strategy"),
    ("actions", PV.pursues, "Action"),
    ("pursuedBy", PV.pursues, ""),
    ("sections", PV.sectionOf, ""),
    ("explanations", PV.explains, ""),
    ("findings", PV.about, ""),
    ("decisions", PV.decides, ""),
    ("links", PV.linkSource, ""),
    ("claims", RDF.subject, ""),
    ("visions", PV.partOf, "Vision"),
    ("values", PV.partOf, "Value"),
    ("approaches", PV.partOf, "StrategicApproach"),
    ("goals", PV.partOf, "Goal"),
    ("glossary", PV.partOf, "GlossaryEntry"),
    ("instruments", PV.partOf, "InstrumentDescription"),
    ("elements", PV.partOf, ""),
)
"""Name in the document, the property that it turns round, of which class ("": of any).

A thing is nested by the first that fits.
"""
_PLACING: Final = tuple(
    (name, predicate.value, PV[kind].value if kind else "") for name, predicate, kind in TURNED
)
_DEPTH_MAX: Final = 60
"""What would be deeper stands beside the plan: parsers of JSON have limits of their own."""
_FIRST: Final = ("id", "type", "notation", "title", "label", "text", "goalLevel", "position")
_LAST: Final = ("passage", *(name for name, _, _ in TURNED))
_PLACES: Final = {
    **{name: (0, number) for number, name in enumerate(_FIRST)},
    **{name: (2, number) for number, name in enumerate(_LAST)},
}


def plans_jsonld(models: Sequence[PlanModel]) -> bytes:
    """Return plans as JSON-LD in UTF-8, each a tree, and beside them what is in none.

    Raises NotAcceptable for what JSON-LD cannot say: triples as objects, directions of writing,
    and IRIs whose scheme is a name of the context.
    """
    said = models[0].said if len(models) == 1 else gather(_triples(models))
    if not _can_be_said(said):
        raise NotAcceptable(["trig", "nq"])
    order = [item.iri for model in models for item in (*model.items, *model.findings)]
    tree = _Tree(said, [model.iri for model in models], order)
    turned = {name: {"@reverse": short_iri(p.value)} for name, p, _ in TURNED}
    document = {"@context": context() | turned, "@graph": tree.nodes()}
    return (pretty(document) + "\n").encode("utf-8", "replace")


def _triples(models: Iterable[PlanModel]) -> Iterator[Triple]:
    for model in models:
        for triples in model.triples.values():
            yield from triples


def _can_be_said(said: Mapping[str, Said]) -> bool:
    predicates = {predicate for facts in said.values() for predicate in facts}
    subjects = (subject for subject in said if not subject.startswith("_:"))
    return (
        all(map(can_be_said, predicates))
        and all(map(can_be_said, subjects))
        and all(
            _is_sayable(term)
            for facts in said.values()
            for objects in facts.values()
            for term in objects
        )
    )


def _is_sayable(term: Term) -> bool:
    if isinstance(term, NamedNode):
        return can_be_said(term.value)
    if isinstance(term, Literal):
        return getattr(term, "direction", None) is None and can_be_said(term.datatype.value)
    return isinstance(term, BlankNode)


class _Tree:
    """Things as nested nodes, each described once.

    said: what is said of each thing, by IRI. plans: stand on top. order: IRIs as they are read.
    """

    def __init__(
        self, said: Mapping[str, Said], plans: Sequence[str], order: Iterable[str]
    ) -> None:
        self._said = said
        self._plans = plans
        self._order = {iri: place for place, iri in enumerate(order)}
        self._subjects = sorted(said, key=self._key)
        self._around: dict[str, tuple[str, str]] = {}
        """The thing that each is nested in, and the predicate of its own that says so."""
        self._inside: dict[str, dict[str, list[str]]] = {}
        """By thing and turned name: what is nested there."""
        self._held: dict[str, str] = {}
        """Parts of a thing that it points to, as passages: which thing that is."""
        self._done: set[str] = set()
        for iri in self._subjects:
            self._find_place(iri)
        for iri in self._subjects:
            self._hold_parts(iri)

    def nodes(self) -> list[dict[str, Any]]:
        """Return the plans, then what is nested in nothing, then what nests in itself."""
        tops = [iri for iri in self._subjects if iri not in self._around and iri not in self._held]
        found = []
        for iri in [*self._plans, *tops, *self._subjects]:
            if iri in self._said and iri not in self._done:
                found.append(self._node(iri, 0))
        return found

    def _key(self, iri: str) -> tuple[int, object]:
        return self._order.get(iri, len(self._order)), natural(iri)

    def _find_place(self, iri: str) -> None:
        facts = self._said[iri]
        if iri in self._plans:
            return
        types = {term.value for term in facts.get(TYPE, ()) if isinstance(term, NamedNode)}
        for name, predicate, kind in _PLACING:
            if predicate not in facts or (kind and kind not in types):
                continue
            around = [t.value for t in facts[predicate] if isinstance(t, NamedNode)]
            around = [one for one in around if one in self._said and one != iri]
            if around:
                chosen = min(around, key=natural)
                self._around[iri] = (chosen, predicate)
                self._inside.setdefault(chosen, {}).setdefault(name, []).append(iri)
                return

    def _hold_parts(self, iri: str) -> None:
        for objects in self._said[iri].values():
            for term in objects:
                part = term.value if isinstance(term, NamedNode) else ""
                if part.startswith(f"{iri}/") and part in self._said and part not in self._around:
                    self._held.setdefault(part, iri)

    def _node(self, iri: str, depth: int, nested_by: str = "") -> dict[str, Any]:
        """Describe a thing. nested_by: the predicate that its place in the tree says already."""
        self._done.add(iri)
        node: dict[str, Any] = {"id": iri}
        for predicate, objects in self._said[iri].items():
            left = sorted(objects, key=self._object_key) if len(objects) > 1 else list(objects)
            if predicate == nested_by:
                left.remove(NamedNode(self._around[iri][0]))
            if predicate == TYPE:
                self._add_types(node, left)
            elif left:
                self._add(node, iri, predicate, left, depth)
        for name, things in self._inside.get(iri, {}).items():
            new = [thing for thing in things if thing not in self._done and depth < _DEPTH_MAX]
            nested = [self._node(thing, depth + 1, self._around[thing][1]) for thing in new]
            if nested:
                node[name] = nested
        return dict(sorted(node.items(), key=lambda pair: (_PLACES.get(pair[0], (1, 0)), pair[0])))

    def _object_key(self, term: Term) -> tuple[bool, object]:
        if isinstance(term, Literal):
            return True, (term.language or "", term.value, term.datatype.value)
        return False, natural(str(term))

    def _add_types(self, node: dict[str, Any], objects: Sequence[Term]) -> None:
        """Add the classes of a thing. A literal is none: it stays a value of the predicate."""
        nodes = [term for term in objects if not isinstance(term, Literal)]
        names = [class_name(t.value) if isinstance(t, NamedNode) else str(t) for t in nodes]
        odd = [
            literal(term, Name(short_iri(TYPE))) for term in objects if isinstance(term, Literal)
        ]
        if odd:
            node[short_iri(TYPE)] = odd
        if names:
            node["type"] = names[0] if len(names) == 1 else names

    def _add(
        self, node: dict[str, Any], iri: str, predicate: str, objects: Sequence[Term], depth: int
    ) -> None:
        """Add what a predicate says; what fits in no map of languages, under its short IRI."""
        name = name_of(predicate)
        rest = list(objects)
        if name.languages:
            spoken = [term for term in rest if isinstance(term, Literal) and term.language]
            if spoken:
                node[name.name] = language_map(spoken)
            rest = [t for t in rest if not (isinstance(t, Literal) and t.language)]
            name = Name(short_iri(predicate))
        values = []
        for term in rest:
            if isinstance(term, Literal):
                values.append(literal(term, name))
            elif isinstance(term, NamedNode | BlankNode):
                part = term.value if isinstance(term, NamedNode) else ""
                held = self._held.get(part) == iri and part not in self._done
                nested = held and depth < _DEPTH_MAX
                values.append(self._node(part, depth + 1) if nested else reference(term, name))
        if values:
            node[name.name] = values if len(values) > 1 or name.name == "passage" else values[0]
