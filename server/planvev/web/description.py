"""What a page knows: the statements around one IRI, the names of what they mention.

At most three queries: own statements, surroundings, names.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

from planvev.engine.base import Engine, Query, select
from planvev.errors import ResourceNotFound
from planvev.rdf.formats import RESULTS_JSON
from planvev.vocab import DCT, OA, PV, RDFS, SKOS
from planvev.web import queries, wording
from planvev.web.known_names import class_name, foreign_name
from planvev.web.queries import LABEL_PREDICATES
from planvev.web.statements import Binding, Statement, Statements, Value, statement_of
from planvev.web.urls import Urls, checked_iri

_NAMED_MAX: Final = 1500
_ABOUT: Final = (PV.about, PV.linkSource, PV.linkTarget, PV.decides)
_PLACES: Final = (OA.SpecificResource, OA.TextQuoteSelector, OA.TextPositionSelector)


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its language, as ``lang`` wants it; language empty where it is the page's."""

    text: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Ref:
    """Something that a page names and, where it may, links to. href None: no link."""

    iri: str
    text: Text
    href: str | None
    external: bool = False
    number: str = ""
    kind: str = ""


def text_of(value: Value) -> Text:
    """Return a literal as a page shows it."""
    return Text(wording.literal_text(value), value.language)


@dataclass
class Description:
    """All that a page is made from.

    inbound: how many statements refer to the IRI in all. rows: what was answered besides
    statements.
    """

    iri: str
    urls: Urls
    statements: Statements
    inbound: int = 0
    generation: str = ""
    own: frozenset[Statement] = field(default_factory=frozenset)
    rows: Sequence[Binding] = ()

    def kind_of(self, iri: str) -> str:
        """Return what a thing is, in a word or two; empty where that is unknown."""
        levels = self.statements.iris(iri, PV.goalLevel)
        if levels:
            return wording.first_upper(self.name(levels[0]).text)
        types = self.statements.types(iri)
        known = class_name(types)
        if known:
            return known
        named = [self.name(t).text for t in sorted(types)]
        return wording.first_upper(named[0]) if named else ""

    def name(self, iri: str) -> Text:
        """Return the best name of a thing: label, title, text, or what its IRI ends in."""
        statements = self.statements
        eli_title = LABEL_PREDICATES[4]
        value = statements.value(iri, RDFS.label, SKOS.prefLabel, DCT.title, eli_title)
        if value:
            return text_of(value)
        value = statements.value(iri, PV.text)
        if value:
            return Text(wording.shortened(value.text), value.language)
        foreign = foreign_name(iri)
        if foreign:
            return Text(foreign)
        if wording.is_unit(iri):
            return Text(wording.unit_text(iri))
        compact = wording.compact_iri(iri)
        if compact != iri or not self.urls.is_local(iri):
            return Text(compact, "zxx")
        return Text(iri.rstrip("/").rpartition("/")[2] or iri, "zxx")

    def number_of(self, iri: str) -> str:
        """Return the number as printed; for what has none, its number among its siblings.

        A strategy's is the one in its IRI, with its goal's number: «2.6.1».
        """
        statements = self.statements
        notation = statements.text(iri, SKOS.notation)
        if notation and not statements.is_a(iri, SKOS.Concept):
            return notation
        if statements.is_a(iri, PV.Strategy):
            last = iri.rpartition("/")[2]
            return last if last.replace(".", "").isdigit() else statements.text(iri, PV.position)
        paragraph = statements.is_a(iri, PV.Section) and not statements.value(iri, RDFS.label)
        if paragraph or statements.is_a(iri, PV.StrategicApproach):
            return statements.text(iri, PV.position)
        return ""

    def ref(self, iri: str) -> Ref:
        """Return a thing by name, with its page where it has one."""
        return Ref(
            iri,
            self.name(iri),
            self.urls.href_of(iri),
            external=not self.urls.is_local(iri),
            number=self.number_of(iri),
            kind=self.kind_of(iri),
        )

    def refs(self, iris: Iterable[str]) -> list[Ref]:
        """Return several things by name."""
        return [self.ref(iri) for iri in iris]


def rows(engine: Engine, text: str, timeout_s: float) -> list[Binding]:
    """Return the solutions of a page's query."""
    return list(select(engine, text, timeout_s))


def ask(engine: Engine, text: str, timeout_s: float) -> bool:
    """Return the answer to a page's ASK."""
    answer = engine.query(Query(text, timeout_s, format=RESULTS_JSON.name))
    return bool(json.loads(answer.body)["boolean"])


def statements_of(bindings: Iterable[Binding]) -> list[Statement]:
    """Return the whole statements among rows of ?g ?s ?p ?o."""
    return [s for s in map(statement_of, bindings) if s is not None]


def describe(
    engine: Engine,
    urls: Urls,
    iri: str,
    timeout_s: float,
    plan_query: Callable[[str], str] = queries.plan_tree,
) -> Description:
    """Ask for all that the page of one thing needs.

    timeout_s: seconds for each of at most three queries. plan_query: what to ask
    of a plan. Raises ResourceNotFound where nothing is said of the IRI, neither as subject nor as
    object.
    """
    found = rows(engine, queries.own_statements(iri), timeout_s)
    inbound = next((int(row["inbound"]["value"]) for row in found if "inbound" in row), 0)
    own = statements_of(found)
    if not own and not inbound:
        raise ResourceNotFound(iri)
    statements = Statements(own)
    description = Description(iri, urls, statements, inbound, engine.generation, frozenset(own))
    is_plan = statements.is_a(iri, PV.PlanInstrument)
    beside = queries.surroundings(
        iri,
        [other for about in _ABOUT for other in statements.iris(iri, about)],
        statements.is_a(iri, *_PLACES),
    )
    around = rows(engine, plan_query(iri) if is_plan else beside, timeout_s)
    statements.add(statements_of(around))
    description.rows = [row for row in around if "s" not in row]
    add_names(engine, description, timeout_s)
    return description


def add_names(
    engine: Engine, description: Description, timeout_s: float, more: Iterable[str] = ()
) -> None:
    """Ask for the names of everything that the statements mention, and of more IRIs."""
    mentioned = _mentioned(description.statements)
    mentioned.update(dict.fromkeys(filter(_is_iri, more)))
    for iri in list(mentioned):
        mentioned.update(dict.fromkeys(_parents_in_path(iri)))
    if mentioned:
        wanted = list(mentioned)[:_NAMED_MAX]
        found = rows(engine, queries.labels(wanted), timeout_s)
        description.statements.add(statements_of(found))


def _mentioned(statements: Statements) -> dict[str, None]:
    iris: dict[str, None] = {}
    for statement in statements:
        iris[statement.predicate] = None
        iris[statement.graph] = None
        if not statement.subject.startswith("_:"):
            iris[statement.subject] = None
        if statement.object.is_iri:
            iris[statement.object.text] = None
    return {iri: None for iri in iris if _is_iri(iri)}


def _is_iri(iri: str) -> bool:
    try:
        checked_iri(iri)
    except ResourceNotFound:
        return False
    return True


def _parents_in_path(iri: str) -> list[str]:
    """Return the element that a paragraph's IRI stands below: its page says where it belongs."""
    stem, separator, _ = iri.rpartition("/section/")
    return [stem] if separator else []
