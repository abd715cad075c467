"""Statements about elements as plain data: what the columns of our sheets have no place for.

Those that rows know by a name go among the row's properties; all others are kept whole, as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from planvev.vocab import CODE, DCT, ID, PV, RDFS, XSD

Term = NamedNode | Literal
_TEXTS: Final = ("leadVerb", "cadence", "printedHorizon", "printedCitation")
_DURATIONS: Final = ("horizon", "reviewInterval")
_NAMESPACES: Final = {
    "describesType": CODE["instrument-type/"].value,
    "legalBasis": ID["law/"].value,
}
IRI: Final = "iri"
LITERAL: Final = "literal"
ABSENT: Final = "none"
"""The type of a statement that says that there is none of its predicate."""
TYPES: Final = (IRI, LITERAL, ABSENT)
_ABSENT_NAMES: Final = {PV.text.value: "noText", RDFS.label.value: "noLabel"}


@dataclass(frozen=True)
class Statement:
    """A statement about an element. type: IRI, LITERAL or ABSENT. graph: its name's last part."""

    graph: str
    predicate: str
    value: str
    type: str
    language: str = ""
    datatype: str = ""

    @classmethod
    def of(cls, graph: str, predicate: str, term: Term) -> Statement:
        """Return the statement that a term makes."""
        if isinstance(term, NamedNode):
            return cls(graph, predicate, term.value, IRI)
        language = term.language or ""
        datatype = "" if language or term.datatype == XSD.string else term.datatype.value
        return cls(graph, predicate, term.value, LITERAL, language, datatype)

    @property
    def term(self) -> Term:
        """The term that is said."""
        if self.type == IRI:
            return NamedNode(self.value)
        if self.language:
            return Literal(self.value, language=self.language)
        if self.datatype:
            return Literal(self.value, datatype=NamedNode(self.datatype))
        return Literal(self.value)

    @property
    def can_be(self) -> bool:
        """Whether IRIs, language and type are such: a person may have written them."""
        try:
            return Triple(NamedNode("urn:thing"), NamedNode(self.predicate), self.term) is not None
        except ValueError:
            return False

    def as_json(self) -> str:
        """Return all fields as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)


def statement_triples(
    node: NamedNode, properties: Mapping[str, str | list[str]]
) -> Iterator[tuple[str, Triple]]:
    """Yield what a row's "statement" properties say of a thing: the graph's suffix, the triple.

    node: the thing. properties: of a row that came from a workbook that ``plan_workbook`` made.
    """
    carried = properties.get("statement", [])
    for text in carried if isinstance(carried, list) else [carried]:
        statement = Statement(**json.loads(text))
        if statement.type != ABSENT:
            yield statement.graph, Triple(node, NamedNode(statement.predicate), statement.term)


def says(properties: Mapping[str, str | list[str]], predicate: NamedNode) -> bool:
    """Whether a row's "statement" properties say something by a predicate."""
    thing = NamedNode("urn:thing")
    return any(each.predicate == predicate for _, each in statement_triples(thing, properties))


def as_property(statement: Statement, plan: str, language: str) -> tuple[str, str] | None:
    """Return the name and value by which a row knows a statement; None where it knows none.

    plan: the plan's IRI. language: of the plan: a text in another is no property of a row.

    >>> as_property(Statement("adopted", PV.leadVerb.value, "styrke", LITERAL, "nb"), "", "nb")
    ('leadVerb', 'styrke')
    """
    if statement.type == ABSENT and statement.predicate in _ABSENT_NAMES:
        return _ABSENT_NAMES[statement.predicate], "true"
    name = statement.predicate.removeprefix(PV.iri)
    if statement.graph != "adopted":
        return None
    if statement.predicate == DCT.identifier.value and not (
        statement.language or statement.datatype
    ):
        return "identifier", statement.value
    if name in _TEXTS and statement.language == language:
        return name, statement.value
    if name in _DURATIONS and statement.datatype == XSD.duration.value:
        return name, statement.value
    if name == "explains" and plan and statement.value.startswith(f"{plan}/"):
        return name, statement.value.removeprefix(f"{plan}/")
    namespace = _NAMESPACES.get(name)
    if namespace and statement.value.startswith(namespace):
        return name, statement.value.removeprefix(namespace)
    return None
