"""From a draft to the triples of a plan's ``adopted`` graph, in the document's order."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.elements import Element, Extraction, Slice
from planvev.vocab import CODE, ID, OA, PV, RDF, RDFS, SKOS, XSD

_PARENT = {"Goal": PV.subGoalOf, "Strategy": PV.pursues, "Section": PV.sectionOf}
_DURATIONS = ("horizon", "reviewInterval")


def plan_triples(draft: Extraction, plan: NamedNode) -> Iterator[Triple]:
    """Yield the plan's own facts and every element with its passages.

    plan: the IRI under which the elements' IRIs are made.
    """
    yield from _plan_facts(draft, plan)
    for element in draft.elements:
        yield from _element(draft, element, plan)


def _node(plan: NamedNode, path: str) -> NamedNode:
    return NamedNode(f"{plan.value}/{path}") if path else plan


def _plan_facts(draft: Extraction, plan: NamedNode) -> Iterator[Triple]:
    if not draft.plan_facts:
        return
    facts = draft.plan_facts
    yield Triple(plan, RDF.type, PV.PlanInstrument)
    yield Triple(plan, PV.body, ID[facts["body"]])
    yield Triple(plan, PV.instrumentType, CODE[f"instrument-type/{facts['instrumentType']}"])
    yield Triple(plan, PV.adoptedOn, Literal(facts["adoptedOn"], datatype=XSD.date))
    yield Triple(plan, PV.adoptedBy, ID[f"actor/{facts['adoptedBy']}"])
    yield from _passages(draft, plan, draft.plan_slices)


def _element(draft: Extraction, element: Element, plan: NamedNode) -> Iterator[Triple]:
    node = _node(plan, element.path)
    language = draft.language
    yield Triple(node, RDF.type, PV[element.kind])
    yield Triple(node, PV.partOf, plan)
    parent = _PARENT.get(element.kind)
    if parent is not None and (element.parent or element.kind == "Section"):
        yield Triple(node, parent, _node(plan, element.parent))
    if element.notation is not None:
        yield Triple(node, SKOS.notation, Literal(element.notation))
    yield Triple(node, PV.position, Literal(str(element.position), datatype=XSD.integer))
    if element.label:
        yield Triple(node, RDFS.label, Literal(element.label, language=language))
    yield Triple(node, PV.text, Literal(element.text, language=language))
    for name, value in element.properties.items():
        for item in value if isinstance(value, list) else [value]:
            yield Triple(node, PV[name], _property_value(name, item, plan, language))
    yield from _passages(draft, node, element.slices)


def _property_value(name: str, value: str, plan: NamedNode, language: str) -> NamedNode | Literal:
    match name:
        case "explains":
            return _node(plan, value)
        case "goalLevel":
            return CODE[f"goal-level/{value}"]
        case "describesType":
            return CODE[f"instrument-type/{value}"]
        case "legalBasis":
            return ID[f"law/{value}"]
        case "horizon" | "reviewInterval":
            return Literal(value, datatype=XSD.duration)
        case _:
            return Literal(value, language=language)


def _passages(draft: Extraction, node: NamedNode, slices: list[Slice]) -> Iterator[Triple]:
    passages = [NamedNode(f"{node.value}/passage/{n}") for n in range(1, len(slices) + 1)]
    for passage in passages:
        yield Triple(node, PV.passage, passage)
    for order, (passage, piece) in enumerate(zip(passages, slices, strict=True), start=1):
        yield from _passage(draft, passage, order, piece)


def _passage(draft: Extraction, passage: NamedNode, order: int, piece: Slice) -> Iterator[Triple]:
    quote = NamedNode(f"{passage.value}/quote")
    position = NamedNode(f"{passage.value}/position")
    yield Triple(passage, RDF.type, OA.SpecificResource)
    yield Triple(passage, PV.passageOrder, Literal(str(order), datatype=XSD.integer))
    yield Triple(passage, PV.passageRole, CODE[f"passage-role/{piece.role}"])
    for place, word in draft.dehyphenated.items():
        if piece.start <= place < piece.end:
            yield Triple(passage, PV.dehyphenatedWord, Literal(word))
    yield Triple(passage, OA.hasSource, ID[f"source/{draft.source_sha256}"])
    yield Triple(passage, OA.hasSelector, quote)
    yield Triple(passage, OA.hasSelector, position)
    yield Triple(quote, RDF.type, OA.TextQuoteSelector)
    yield Triple(quote, OA.exact, Literal(draft.source[piece.start : piece.end]))
    yield Triple(position, RDF.type, OA.TextPositionSelector)
    for name, value in (("start", piece.start), ("end", piece.end)):
        yield Triple(position, OA[name], Literal(str(value), datatype=XSD.nonNegativeInteger))
