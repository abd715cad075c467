"""From an extraction to the triples of a plan's ``adopted`` graph, in the document's order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.ingest.elements import Element, Extraction, GivenPassage, Role
from planvev.ingest.sheets.statements import says
from planvev.vocab import CODE, DCT, ID, OA, PV, RDF, RDFS, SKOS, XSD

_PARENT: Final = {
    "Goal": PV.subGoalOf,
    "Strategy": PV.pursues,
    "Action": PV.pursues,
    "Section": PV.sectionOf,
}
_TEXTS: Final = frozenset({"leadVerb", "printedHorizon", "cadence", "printedCitation"})


def plan_triples(extraction: Extraction, plan: NamedNode) -> Iterator[Triple]:
    """Yield the plan's own facts and every element with its passages; findings are left out.

    plan: the IRI under which the elements' IRIs are made.
    """
    yield from _plan_facts(extraction, plan)
    for element in extraction.elements:
        yield from _element(extraction, element, plan)


def node_of(plan: NamedNode, path: str) -> NamedNode:
    """Return the IRI of an element by its path, the plan's for ""."""
    return NamedNode(f"{plan.value}/{path}") if path else plan


def _plan_facts(extraction: Extraction, plan: NamedNode) -> Iterator[Triple]:
    if not extraction.plan_facts:
        return
    facts = extraction.plan_facts
    yield Triple(plan, RDF.type, PV.PlanInstrument)
    yield Triple(plan, PV.body, ID[facts["body"]])
    yield Triple(plan, PV.instrumentType, CODE[f"instrument-type/{facts['instrumentType']}"])
    yield Triple(plan, PV.adoptedOn, Literal(facts["adoptedOn"], datatype=XSD.date))
    yield Triple(plan, PV.adoptedBy, ID[f"actor/{facts['adoptedBy']}"])
    given = [
        GivenPassage(
            extraction.source_sha256,
            piece.start,
            piece.end,
            piece.role,
            extraction.source[piece.start : piece.end],
        )
        for piece in extraction.plan_slices
    ]
    yield from passage_triples(plan, given)


def _element(extraction: Extraction, element: Element, plan: NamedNode) -> Iterator[Triple]:
    node = node_of(plan, element.path)
    language = extraction.language
    yield Triple(node, RDF.type, PV[element.kind])
    yield Triple(node, PV.partOf, plan)
    parent = _PARENT.get(element.kind)
    if parent is not None and (element.parent or element.kind == "Section"):
        yield Triple(node, parent, node_of(plan, element.parent))
    if element.notation is not None:
        yield Triple(node, SKOS.notation, Literal(element.notation))
    yield Triple(node, PV.position, Literal(str(element.position), datatype=XSD.integer))
    if element.label:
        yield Triple(node, RDFS.label, Literal(element.label, language=language))
    if element.text:
        yield Triple(node, PV.text, Literal(element.text, language=language))
    elif not says(element.properties, DCT.source):
        # In other words than the document's: then the document is where it comes from.
        yield Triple(node, DCT.source, ID[f"source/{extraction.source_sha256}"])
    for name, value in element.properties.items():
        for item in value if isinstance(value, list) else [value]:
            yield from _property(node, name, item, plan, language)
    yield from passage_triples(node, passages_of(extraction, element))


def _property(
    node: NamedNode, name: str, value: str, plan: NamedNode, language: str
) -> Iterator[Triple]:
    """Yield what a property says of an element; those that become findings are not said here."""
    match name:
        case "explains":
            yield Triple(node, PV.explains, node_of(plan, value))
        case "goalLevel":
            yield Triple(node, PV.goalLevel, CODE[f"goal-level/{value}"])
        case "describesType":
            yield Triple(node, PV.describesType, CODE[f"instrument-type/{value}"])
        case "legalBasis":
            yield Triple(node, PV.legalBasis, ID[f"law/{value}"])
        case "horizon" | "reviewInterval":
            yield Triple(node, PV[name], Literal(value, datatype=XSD.duration))
        case "identifier":
            yield Triple(node, DCT.identifier, Literal(value))
        case _ if name in _TEXTS:
            yield Triple(node, PV[name], Literal(value, language=language))


def passages_of(extraction: Extraction, element: Element) -> list[GivenPassage]:
    """Return the passages of an element: its slices, or those that were given with it."""
    if element.given:
        return element.given
    return [
        GivenPassage(
            extraction.source_sha256,
            piece.start,
            piece.end,
            piece.role,
            extraction.source[piece.start : piece.end],
            tuple(
                word
                for place, word in extraction.dehyphenated.items()
                if piece.start <= place < piece.end
            ),
        )
        for piece in element.slices
    ]


def passage_triples(node: NamedNode, passages: Sequence[GivenPassage]) -> Iterator[Triple]:
    """Yield the passages of something, in order: each with its quote and its position."""
    names = [NamedNode(f"{node.value}/passage/{n}") for n in range(1, len(passages) + 1)]
    for name in names:
        yield Triple(node, PV.passage, name)
    for order, (name, given) in enumerate(zip(names, passages, strict=True), start=1):
        yield from _passage(name, order, given)


def _passage(passage: NamedNode, order: int, given: GivenPassage) -> Iterator[Triple]:
    quote = NamedNode(f"{passage.value}/quote")
    position = NamedNode(f"{passage.value}/position")
    yield Triple(passage, RDF.type, OA.SpecificResource)
    yield Triple(passage, PV.passageOrder, Literal(str(order), datatype=XSD.integer))
    yield Triple(passage, PV.passageRole, CODE[f"passage-role/{Role(given.role)}"])
    for word in given.cut_words:
        yield Triple(passage, PV.dehyphenatedWord, Literal(word))
    yield Triple(passage, OA.hasSource, ID[f"source/{given.source}"])
    yield Triple(passage, OA.hasSelector, quote)
    yield Triple(passage, OA.hasSelector, position)
    yield Triple(quote, RDF.type, OA.TextQuoteSelector)
    yield Triple(quote, OA.exact, Literal(given.exact))
    yield Triple(position, RDF.type, OA.TextPositionSelector)
    for name, value in (("start", given.start), ("end", given.end)):
        yield Triple(position, OA[name], Literal(str(value), datatype=XSD.nonNegativeInteger))
