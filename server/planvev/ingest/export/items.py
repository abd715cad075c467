"""The elements of a plan, and the findings about them, out of what its graphs say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.export.model import (
    ELEMENT_KINDS,
    FINDING_KINDS,
    PassageItem,
    PlanItem,
    Said,
    Term,
)
from planvev.ingest.export.ordering import in_document_order, natural
from planvev.vocab import CODE, OA, PV, RDF, RDFS, SKOS

PARENTS: Final = (PV.subGoalOf.value, PV.pursues.value, PV.sectionOf.value)
"""The predicates that lead from an element to the one above it; the first that is there counts."""
_TYPE: Final = RDF.type.value


def gather(triples: Iterable[Triple]) -> dict[str, Said]:
    """Return what triples say, by subject, each object once; blank nodes begin with "_:"."""
    said: dict[str, Said] = {}
    for triple in dict.fromkeys(triples):
        subject = triple.subject
        key = subject.value if isinstance(subject, NamedNode) else str(subject)
        objects = said.setdefault(key, {}).setdefault(triple.predicate.value, [])
        objects.append(triple.object)
    return said


def read_items(said: Mapping[str, Said], plan: str) -> list[PlanItem]:
    """Return the elements of a plan in order, each with its parent."""
    items = []
    for iri, facts in said.items():
        kind = _kind(facts, ELEMENT_KINDS)
        if kind and not iri.startswith("_:"):
            items.append(_item(iri, kind, facts, said, plan))
    there = {item.iri: item for item in items}
    for item in items:
        _choose_parent(item, there, plan)
    chosen = {item.iri: item.parent for item in items}
    ordered = in_document_order(items, ELEMENT_KINDS)
    for item in ordered:
        if chosen[item.iri] and not item.parent:  # where parents went round in a circle
            predicate = PV[item.parent_property].value
            item.properties.setdefault(predicate, []).append(NamedNode(chosen[item.iri]))
            item.parent_property = ""
    return ordered


def _kind(facts: Said, kinds: Iterable[str]) -> str:
    types = {term.value for term in facts.get(_TYPE, ()) if isinstance(term, NamedNode)}
    return next((kind for kind in kinds if PV[kind].value in types), "")


def _item(iri: str, kind: str, facts: Said, said: Mapping[str, Said], plan: str) -> PlanItem:
    left = {
        predicate: sorted(objects, key=str) if len(objects) > 1 else list(objects)
        for predicate, objects in sorted(facts.items())
    }
    _take(left, _TYPE, PV[kind])
    _take(left, PV.partOf.value, NamedNode(plan))
    text = _first_literal(left, PV.text.value)
    labels = _take_labels(left)
    slices = [t.value for t in left.pop(PV.passage.value, ()) if isinstance(t, NamedNode)]
    passages = [_passage(passage, said) for passage in slices]
    spoken = (text.language or "") if text else min(labels, default="")
    return PlanItem(
        iri,
        iri.removeprefix(f"{plan}/"),
        kind,
        number=value_of(_first_literal(left, SKOS.notation.value)),
        level=_take_code(left, PV.goalLevel.value, "goal-level"),
        position=_number(value_of(_first_literal(left, PV.position.value))),
        text=value_of(text),
        language=spoken,
        labels=labels,
        properties=left,
        passages=sorted(passages, key=lambda passage: (passage.order, natural(passage.iri))),
    )


def _take(left: Said, predicate: str, term: Term) -> None:
    """Take one statement out of what is left, where it is there."""
    objects = left.get(predicate, [])
    if term in objects:
        objects.remove(term)
    if not objects:
        left.pop(predicate, None)


def _first_literal(left: Said, predicate: str) -> Literal | None:
    """Take the first literal of a predicate out of what is left; further ones stay."""
    found = next((term for term in left.get(predicate, ()) if isinstance(term, Literal)), None)
    if found is not None:
        _take(left, predicate, found)
    return found


def value_of(literal: Literal | None) -> str:
    """Return what a literal says, "" for none."""
    return literal.value if literal is not None else ""


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _take_labels(left: Said) -> dict[str, str]:
    """Take the first label of each language out of what is left."""
    labels: dict[str, str] = {}
    others: list[Term] = []
    for term in left.pop(RDFS.label.value, ()):
        if isinstance(term, Literal) and (term.language or "") not in labels:
            labels[term.language or ""] = term.value
        else:
            others.append(term)
    if others:
        left[RDFS.label.value] = others
    return dict(sorted(labels.items()))


def _take_code(left: Said, predicate: str, codelist: str) -> str:
    """Take the first code of a list out of what is left; terms of other lists stay."""
    for term in left.get(predicate, ()):
        code = code_of(term, codelist)
        if code:
            _take(left, predicate, term)
            return code
    return ""


def code_of(term: Term | None, codelist: str) -> str:
    """Return the code that an IRI of a codelist stands for, "" for what is none of that list."""
    prefix = f"{CODE.iri}{codelist}/"
    value = term.value if isinstance(term, NamedNode) else ""
    return value.removeprefix(prefix) if value.startswith(prefix) else ""


def _passage(iri: str, said: Mapping[str, Said]) -> PassageItem:
    facts = said.get(iri, {})
    selectors: Said = {}
    for selector in facts.get(OA.hasSelector.value, ()):
        if isinstance(selector, NamedNode):
            selectors |= said.get(selector.value, {})
    source = iri_of(facts, OA.hasSource.value)
    return PassageItem(
        order=_number(value_of(peek(facts, PV.passageOrder.value))),
        role=next((code_of(t, "passage-role") for t in facts.get(PV.passageRole.value, ())), ""),
        source=source.rpartition("/")[2],
        start=_number(value_of(peek(selectors, OA.start.value))),
        end=_number(value_of(peek(selectors, OA.end.value))),
        exact=value_of(peek(selectors, OA.exact.value)),
        iri=iri,
    )


def peek(facts: Said, predicate: str) -> Literal | None:
    """Return the first literal of a predicate."""
    return next((term for term in facts.get(predicate, ()) if isinstance(term, Literal)), None)


def iri_of(facts: Said, predicate: str) -> str:
    """Return the first IRI of a predicate, "" where there is none."""
    return next((t.value for t in facts.get(predicate, ()) if isinstance(t, NamedNode)), "")


def _choose_parent(item: PlanItem, there: Mapping[str, PlanItem], plan: str) -> None:
    """Make one of the elements that stand above an element its parent; further ones stay said."""
    for predicate in PARENTS:
        above = [t for t in item.properties.get(predicate, ()) if isinstance(t, NamedNode)]
        for term in sorted(above, key=lambda one: natural(one.value)):
            if term.value == plan or (term.value in there and term.value != item.iri):
                _take(item.properties, predicate, term)
                item.parent = "" if term.value == plan else term.value
                item.parent_property = predicate.removeprefix(PV.iri)
                return


def read_findings(said: Mapping[str, Said], plan: str, items: list[PlanItem]) -> list[PlanItem]:
    """Return the findings, in the order of what they are about."""
    places = {item.iri: place for place, item in enumerate(items)}
    findings = []
    for iri, facts in said.items():
        kind = _kind(facts, FINDING_KINDS)
        if not kind or iri.startswith("_:"):
            continue
        finding = _item(iri, kind, facts, said, plan)
        about = [t for t in finding.properties.get(PV.about.value, ()) if isinstance(t, NamedNode)]
        if about:
            _take(finding.properties, PV.about.value, about[0])
            finding.parent = "" if about[0].value == plan else about[0].value
            finding.parent_property = "about"
        findings.append(finding)
    last = len(places)
    return sorted(findings, key=lambda f: (places.get(f.parent, last), natural(f.iri)))
