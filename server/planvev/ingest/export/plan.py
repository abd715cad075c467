"""A plan as plain data, for whatever it is written as: its elements as a tree, in order.

What ``read_plan`` makes holds all that the plan's graphs say. What has a field of its own stands
there once; everything else that is said of an element is among its ``properties``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from planvev.errors import ResourceNotFound
from planvev.ingest.export.ordering import in_document_order, natural
from planvev.vocab import CODE, DCAT, DCT, GRAPH, OA, PV, RDF, RDFS, SKOS

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
PARENTS: Final = (PV.subGoalOf.value, PV.pursues.value, PV.sectionOf.value)
"""The predicates that lead from an element to the one above it; the first that is there counts."""
_TYPE: Final = RDF.type.value
_LANGUAGES: Final = {
    "NOB": "nb",
    "NNO": "nn",
    "NOR": "nb",
    "ENG": "en",
    "SME": "se",
    "SMJ": "smj",
    "SMA": "sma",
}
_NAMES: Final = (RDFS.label.value, SKOS.prefLabel.value, DCT.title.value)


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

    def label(self, language: str = "nb") -> str:
        """Return the label in a language or the nearest there is; the text where there is none."""
        return in_language(self.labels, language) or self.text


@dataclass
class PlanModel:
    """A plan. Years as "2009", dates as ISO 8601, "" for what is not said.

    body: the IRI. instrument_type, status: codes. language: of the document. items: in the
    document's order, parents before children. findings: by what they are about. triples: of each
    of the plan's graphs, by the last part of its name ("adopted", "register" …).
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


def read_plan(graphs: Mapping[str, Iterable[Triple]], plan: str) -> PlanModel:
    """Return a plan as the graphs at hand tell of it.

    graphs: by full IRI: the plan's own, and those that label what it names. plan: its full IRI.
    Raises ResourceNotFound where none of its graphs is there.
    """
    held = {graph: list(triples) for graph, triples in graphs.items()}
    own = {own_suffix(graph, plan): triples for graph, triples in sorted(held.items())}
    own.pop("", None)
    if not own:
        raise ResourceNotFound(plan)
    said = gather(triple for triples in own.values() for triple in triples)
    items = _items(said, plan)
    model = PlanModel(plan, items=items, findings=_findings(said, plan, items), triples=own)
    _add_facts(model, said, held)
    return model


def gather(triples: Iterable[Triple]) -> dict[str, Said]:
    """Return what triples say, by subject, each object once; blank nodes begin with "_:"."""
    said: dict[str, Said] = {}
    for triple in dict.fromkeys(triples):
        subject = triple.subject
        key = subject.value if isinstance(subject, NamedNode) else str(subject)
        objects = said.setdefault(key, {}).setdefault(triple.predicate.value, [])
        objects.append(triple.object)
    return said


def _items(said: Mapping[str, Said], plan: str) -> list[PlanItem]:
    items = []
    for iri, facts in said.items():
        kind = _kind(facts, ELEMENT_KINDS)
        if kind and not iri.startswith("_:"):
            items.append(_item(iri, kind, facts, said, plan))
    there = {item.iri: item for item in items}
    chosen = {item.iri: _choose_parent(item, there, plan) for item in items}
    ordered = in_document_order(items, ELEMENT_KINDS)
    for item in ordered:
        predicate, parent = chosen[item.iri]
        if parent and not item.parent:  # where parents went round in a circle
            item.properties.setdefault(predicate, []).append(NamedNode(parent))
    return ordered


def _kind(facts: Said, kinds: Iterable[str]) -> str:
    types = {term.value for term in facts.get(_TYPE, ()) if isinstance(term, NamedNode)}
    return next((kind for kind in kinds if PV[kind].value in types), "")


def _item(iri: str, kind: str, facts: Said, said: Mapping[str, Said], plan: str) -> PlanItem:
    left = {predicate: sorted(objects, key=str) for predicate, objects in sorted(facts.items())}
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
        number=_value(_first_literal(left, SKOS.notation.value)),
        level=_take_code(left, PV.goalLevel.value, "goal-level"),
        position=_number(_value(_first_literal(left, PV.position.value))),
        text=_value(text),
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


def _value(literal: Literal | None) -> str:
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
        code = _code(term, codelist)
        if code:
            _take(left, predicate, term)
            return code
    return ""


def _code(term: Term | None, codelist: str) -> str:
    prefix = f"{CODE.iri}{codelist}/"
    value = term.value if isinstance(term, NamedNode) else ""
    return value.removeprefix(prefix) if value.startswith(prefix) else ""


def _passage(iri: str, said: Mapping[str, Said]) -> PassageItem:
    facts = said.get(iri, {})
    selectors: Said = {}
    for selector in facts.get(OA.hasSelector.value, ()):
        if isinstance(selector, NamedNode):
            selectors |= said.get(selector.value, {})
    source = _iri(facts, OA.hasSource.value)
    return PassageItem(
        order=_number(_value(_peek(facts, PV.passageOrder.value))),
        role=next((_code(t, "passage-role") for t in facts.get(PV.passageRole.value, ())), ""),
        source=source.rpartition("/")[2],
        start=_number(_value(_peek(selectors, OA.start.value))),
        end=_number(_value(_peek(selectors, OA.end.value))),
        exact=_value(_peek(selectors, OA.exact.value)),
        iri=iri,
    )


def _peek(facts: Said, predicate: str) -> Literal | None:
    return next((term for term in facts.get(predicate, ()) if isinstance(term, Literal)), None)


def _iri(facts: Said, predicate: str) -> str:
    return next((t.value for t in facts.get(predicate, ()) if isinstance(t, NamedNode)), "")


def _choose_parent(item: PlanItem, there: Mapping[str, PlanItem], plan: str) -> tuple[str, str]:
    """Make one of the elements that stand above an element its parent; further ones stay said.

    Returns the predicate that says so, and the parent.
    """
    for predicate in PARENTS:
        above = [t for t in item.properties.get(predicate, ()) if isinstance(t, NamedNode)]
        for term in sorted(above, key=lambda one: natural(one.value)):
            if term.value == plan or (term.value in there and term.value != item.iri):
                _take(item.properties, predicate, term)
                item.parent = "" if term.value == plan else term.value
                return predicate, item.parent
    return "", ""


def _findings(said: Mapping[str, Said], plan: str, items: list[PlanItem]) -> list[PlanItem]:
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
        findings.append(finding)
    last = len(places)
    return sorted(findings, key=lambda f: (places.get(f.parent, last), natural(f.iri)))


def _add_facts(
    model: PlanModel, said: Mapping[str, Said], held: Mapping[str, list[Triple]]
) -> None:
    """Fill in what is said of the plan itself."""
    facts = said.get(model.iri, {})
    body = _iri(facts, PV.body.value)
    model.body, model.body_label = body, _name_of(body, held)
    titles = [t for t in facts.get(DCT.title.value, ()) if isinstance(t, Literal)]
    for title in sorted(titles, key=lambda title: (title.language or "", title.value)):
        model.titles.setdefault(title.language or "", title.value)
    types = facts.get(PV.instrumentType.value, ())
    model.instrument_type = next((_code(term, "instrument-type") for term in types), "")
    statuses = facts.get(PV.planStatus.value, ())
    model.status = next((_code(term, "plan-status") for term in statuses), "")
    model.adopted_on = _value(_peek(facts, PV.adoptedOn.value))
    for period in facts.get(DCT.temporal.value, ()):
        years = said.get(period.value if isinstance(period, NamedNode) else str(period), {})
        model.start_year = model.start_year or _value(_peek(years, DCAT.startDate.value))[:4]
        model.end_year = model.end_year or _value(_peek(years, DCAT.endDate.value))[:4]
    model.language = _language(facts, model.items)


def _name_of(iri: str, held: Mapping[str, list[Triple]]) -> str:
    """Return a thing's name in nb where there is one, from whatever graph names it."""
    names: dict[str, str] = {}
    node = NamedNode(iri) if iri else None
    for triples in held.values():
        for triple in triples:
            named = triple.subject == node and triple.predicate.value in _NAMES
            if named and isinstance(triple.object, Literal):
                names.setdefault(triple.object.language or "", triple.object.value)
    return in_language(names, "nb")


def _language(facts: Said, items: Iterable[PlanItem]) -> str:
    """Return the language that the plan says it is in, else that of most of its elements."""
    for term in facts.get(DCT.language.value, ()):
        code = term.value.rpartition("/")[2] if isinstance(term, NamedNode) else ""
        if code in _LANGUAGES:
            return _LANGUAGES[code]
    counts: dict[str, int] = {}
    for item in items:
        counts[item.language] = counts.get(item.language, 0) + 1
    return max(sorted(counts), key=lambda language: counts[language], default="")
