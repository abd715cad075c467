"""A plan as plain data, for whatever it is written as: its elements as a tree, in order.

It holds all that the plan's graphs say. What has a field of its own stands there once; everything
else that is said of an element is among its ``properties``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.vocab import GRAPH

Term = NamedNode | BlankNode | Literal | Triple
Said = dict[str, list[Term]]
"""What is said of one thing: objects by the predicate's full IRI."""
ELEMENT_KINDS: Final = (
    "Vision",
    "Value",
    "StrategicApproach",
    "Goal",
    "Strategy",
    "Action",
    "Section",
    "GlossaryEntry",
    "InstrumentDescription",
)
"""Classes of elements; of siblings that have no place in a source, in this order."""
FINDING_KINDS: Final = ("Target", "Challenge", "Mention", "Finding")


@dataclass(frozen=True)
class PassageItem:
    """A slice of a source that an element rests on. source: SHA-256; start, end: code points."""

    order: int
    role: str
    source: str
    start: int
    end: int
    exact: str
    iri: str


@dataclass
class PlanItem:
    """An element of a plan, or a finding about one.

    path: the IRI below the plan's ("goal/2.6"), the whole IRI where it is not below it. kind: the
    class ("Goal"). parent: the IRI of the element above, "" for the plan. level: code of
    goal-level. position: among siblings, 0 where none is said. language: of the text, or of the
    label where there is no text. labels: by language ("" for none), of all graphs.
    parent_property: what leads to the parent ("subGoalOf"), "" where there is none.
    """

    iri: str
    path: str
    kind: str
    parent: str = ""
    number: str = ""
    level: str = ""
    position: int = 0
    text: str = ""
    language: str = ""
    labels: dict[str, str] = field(default_factory=dict)
    properties: Said = field(default_factory=dict)
    passages: list[PassageItem] = field(default_factory=list)
    parent_property: str = ""

    def label(self, language: str = "nb") -> str:
        """Return the label in a language or the nearest there is; the text where there is none."""
        return in_language(self.labels, language) or self.text


@dataclass(frozen=True)
class LinkItem:
    """A link whose record stands in the plan's graphs. source, target: IRIs of what it joins.

    type, basis, status: codes, or the whole IRI of what is none of ours. confidence: as written.
    """

    iri: str
    source: str
    target: str
    type: str
    basis: str = ""
    status: str = ""
    confidence: str = ""


@dataclass
class PlanModel:
    """A plan. Years as "2009", dates as ISO 8601, "" for what is not said.

    body: the IRI. instrument_type, status: codes. language: of the document. items: in the
    document's order, parents before children. findings: by what they are about. triples: of each
    of the plan's graphs, by the last part of its name ("adopted", "register" …), or by its whole
    path where the plan shares it with others. said: what these say of each thing, by IRI. links:
    whatever their status. names: of things outside the plan that it speaks of, by IRI and language.
    """

    iri: str
    body: str = ""
    body_label: str = ""
    titles: dict[str, str] = field(default_factory=dict)
    instrument_type: str = ""
    status: str = ""
    start_year: str = ""
    end_year: str = ""
    adopted_on: str = ""
    language: str = ""
    items: list[PlanItem] = field(default_factory=list)
    findings: list[PlanItem] = field(default_factory=list)
    triples: dict[str, list[Triple]] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    links: list[LinkItem] = field(default_factory=list)
    said: dict[str, Said] = field(default_factory=dict, repr=False)

    def title(self, language: str = "nb") -> str:
        """Return the title in a language or the nearest there is, "" where there is none."""
        return in_language(self.titles, language)


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return the text in a language, else in nb, nn, en, or the first there is.

    >>> in_language({"nn": "mål", "en": "goal"}, "nb")
    'mål'
    """
    for wanted in (language, "nb", "nn", "en"):
        if wanted in texts:
            return texts[wanted]
    return texts[min(texts)] if texts else ""


def plan_graph_prefix(plan: str) -> str:
    """Return how the names of a plan's graphs begin.

    >>> plan_graph_prefix("https://w3id.org/planvev/id/trondheim/samfunnsdel-2009")
    'https://w3id.org/planvev/graph/trondheim/samfunnsdel-2009/'
    """
    before, separator, path = plan.partition("/id/")
    return f"{GRAPH.iri}{path}/" if separator else f"{GRAPH.iri}{before}/"


def own_suffix(graph: str, plan: str) -> str:
    """Return the last part of the name of a plan's graph; "" where the graph is another's."""
    suffix = graph.removeprefix(plan_graph_prefix(plan))
    return suffix if suffix != graph and suffix and "/" not in suffix else ""
