"""From statements to a link as it is decided on: both ends in context, why, how sure, by whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from planvev.archive.files import SourceFile
from planvev.linking.element import SDG
from planvev.linking.links import Status
from planvev.vocab import DCT, PROV, PV, RDFS, SKOS
from planvev.web import findings_view, wording
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.language import gettext, marked
from planvev.web.links_review_queries import code
from planvev.web.links_review_queue import Row
from planvev.web.passage_view import passages
from planvev.web.statements import Binding, Statements
from planvev.web.thing_view import paragraph
from planvev.web.views import Attribution, Finding, Paragraph, PassageView

PARAGRAPHS_SHOWN: Final = 2
_STEPS_UP_MAX: Final = 8
_SDG_PARENTS: Final = tuple(
    f"http://metadata.un.org/sdg/ontology#{name}" for name in ("isTargetOf", "isIndicatorOf")
)
_SURE: Final = (
    (0.85, marked("very sure")),
    (0.65, marked("quite sure")),
    (0.45, marked("likely")),
    (0.25, marked("unsure")),
    (0.0, marked("very unsure")),
)
"""From which score on a suggestion is called so."""


@dataclass(frozen=True)
class Score:
    """How sure a suggestion is: in a word or two, and as a number. share: of a hundred."""

    words: str
    number: str
    share: int


@dataclass(frozen=True)
class End:
    """What a link joins, in its context. text: its wording, whole. lead_in: what comes before it.

    plan: None where that is unknown. parents: what it stands under, outermost first. more: how many
    paragraphs there are beside those that are shown at once.
    """

    ref: Ref
    text: Text
    lead_in: str
    plan: Ref | None
    parents: list[Ref]
    summary: Text | None
    paragraphs: list[Paragraph]
    targets: list[Finding]
    passages: list[PassageView]

    @property
    def first(self) -> list[Paragraph]:
        """The paragraphs that are shown at once."""
        return self.paragraphs[:PARAGRAPHS_SHOWN]

    @property
    def rest(self) -> list[Paragraph]:
        """The paragraphs that are shown when they are asked for."""
        return self.paragraphs[PARAGRAPHS_SHOWN:]


@dataclass(frozen=True)
class Decided:
    """An earlier decision. outcome: its code. stands: whether it counts."""

    outcome: str
    label: str
    by: Attribution
    comment: Text | None


@dataclass(frozen=True)
class Card:
    """A link to decide on. types: the permitted ones, by code; type: the proposed one's code."""

    link: Ref
    key: str
    source: End
    target: End
    type: str
    type_label: str
    types: list[tuple[str, str]]
    basis: Text
    reason: Text | None
    score: Score | None
    made: Attribution
    decisions: list[Decided]
    passages: list[PassageView]
    is_disputed: bool


@dataclass(frozen=True)
class Line:
    """A link in a list."""

    link: Ref
    key: str
    source: Ref
    source_plan: Ref | None
    source_text: Text
    target: Ref
    target_plan: Ref | None
    target_text: Text
    type_label: str
    basis: Text
    reason: Text | None
    score: Score | None


def score_of(score: float | None) -> Score | None:
    """Return a score for a page, None where there is none.

    >>> score_of(0.72).number
    '0,72'
    """
    if score is None:
        return None
    words = next(words for least, words in _SURE if score >= least)
    return Score(gettext(words), wording.number_text(f"{score:.2f}"), round(score * 100))


def card(
    description: Description,
    row: Row,
    permitted: Iterable[Binding],
    sources: Mapping[str, SourceFile],
) -> Card:
    """Return a link as it is decided on. description: of the link, with all that is around it.

    permitted: of ``links_review_queries.permitted_kinds``. sources: source texts by SHA-256.
    """
    statements = description.statements
    reason = statements.value(row.link, PV.reason)
    types = permitted_types(statements, row, permitted)
    return Card(
        description.ref(row.link),
        row.key,
        _end(description, row.source, row.from_, sources),
        _end(description, row.target, row.to, sources),
        row.type,
        description.name(code("link-type", row.type)).text,
        [(one, description.name(code("link-type", one)).text) for one in types],
        description.name(code("link-basis", row.basis)),
        text_of(reason) if reason else None,
        score_of(row.score),
        attribution(description, row.link),
        _decisions(description, row.link),
        passages(replace(description, iri=row.link), sources),
        row.status == Status.DISPUTED.value,
    )


def line(description: Description, row: Row) -> Line:
    """Return a link in a list."""
    reason = description.statements.value(row.link, PV.reason)
    return Line(
        description.ref(row.link),
        row.key,
        description.ref(row.source),
        _plan_ref(description, row.from_) if row.from_ != row.source else None,
        wording_of(description, row.source),
        description.ref(row.target),
        _plan_ref(description, row.to) if row.to != row.target else None,
        wording_of(description, row.target),
        description.name(code("link-type", row.type)).text,
        description.name(code("link-basis", row.basis)),
        text_of(reason) if reason else None,
        score_of(row.score),
    )


def permitted_types(
    statements: Statements, row: Row, permitted: Iterable[Binding]
) -> Sequence[str]:
    """Return the types of link that may join the ends of one, the proposed one first.

    Those that say how a plan is followed up come before the others, in the codelist's order.
    """
    kinds = {
        PV.permitsSource.value: statements.types(row.source),
        PV.permitsTarget.value: statements.types(row.target),
    }
    fits: dict[str, set[str]] = {}
    for binding in permitted:
        way = binding["way"]["value"]
        if binding["kind"]["value"] in kinds[way]:
            fits.setdefault(binding["type"]["value"].rpartition("/")[2], set()).add(way)
    both = [one for one, ways in fits.items() if len(ways) == len(kinds) and one != row.type]
    return [row.type, *sorted(both, key=_type_rank)]


_TYPE_ORDER: Final = ("contributesTo", "concretises", "implements", "continues", "refersTo")


def _type_rank(one: str) -> tuple[int, str]:
    return (_TYPE_ORDER.index(one) if one in _TYPE_ORDER else len(_TYPE_ORDER)), one


def wording_of(description: Description, iri: str) -> Text:
    """Return what a thing says, whole; its name where it has no wording of its own."""
    value = description.statements.value(iri, PV.text)
    if value is None and description.statements.is_a(iri, PV.Target):
        return findings_view.target_sentence(description, iri)
    return text_of(value) if value else description.name(iri)


def _end(description: Description, iri: str, plan: str, sources: Mapping[str, SourceFile]) -> End:
    statements = description.statements
    own = replace(description, iri=iri)
    summary = statements.value(iri, DCT.description, SKOS.definition)
    sections = statements.subjects(PV.sectionOf, iri)
    return End(
        description.ref(iri),
        wording_of(description, iri),
        "Kommunen vil" if statements.values(iri, PV.leadVerb) else "",
        _plan_ref(description, plan) if plan and plan != iri else None,
        [description.ref(one) for one in parents_of(statements, iri)],
        text_of(summary) if summary else None,
        [paragraph(description, section) for section in sections],
        findings_view.findings(own, PV.Target.value, [iri]),
        passages(own, sources),
    )


def _plan_ref(description: Description, plan: str) -> Ref:
    """Return what an end is part of; the development goals have no page as a whole."""
    if plan == SDG:
        return Ref(SDG, Text(gettext("The Sustainable Development Goals")), None)
    return description.ref(plan)


def parents_of(statements: Statements, iri: str) -> list[str]:
    """Return what a thing stands under, outermost first, its plan left out."""
    chain: list[str] = []
    current = iri
    for _ in range(_STEPS_UP_MAX):
        above = next(iter(_above(statements, current)), "")
        if not above or above in chain or above == iri:
            break
        chain.append(above)
        current = above
    return chain[::-1]


def _above(statements: Statements, iri: str) -> Iterable[str]:
    for predicate in (PV.subGoalOf, PV.pursues, PV.sectionOf, PV.about, SKOS.broader):
        for above in statements.iris(iri, predicate):
            if not statements.is_a(above, PV.PlanInstrument):
                yield above
    for statement in statements.of(iri):
        if statement.predicate in _SDG_PARENTS and statement.object.is_iri:
            yield statement.object.text


def attribution(description: Description, link: str) -> Attribution:
    """Return who made a link, and when."""
    agents = description.refs(description.statements.iris(link, PROV.wasAttributedTo))
    when = description.statements.text(link, PROV.generatedAtTime)
    return Attribution(agents[0] if agents else None, wording.date_text(when[:10]))


def _decisions(description: Description, link: str) -> list[Decided]:
    """Return the decisions on a link, the latest first."""
    statements = description.statements
    found = statements.subjects(PV.decides, link)
    found.sort(key=lambda one: statements.text(one, PROV.endedAtTime), reverse=True)
    rows = []
    for decision in found:
        outcome = statements.text(decision, PV.outcome)
        comment = statements.value(decision, RDFS.comment, PV.reason)
        agents = description.refs(statements.iris(decision, PROV.wasAssociatedWith))
        when = wording.date_text(statements.text(decision, PROV.endedAtTime)[:10])
        rows.append(
            Decided(
                outcome.rpartition("/")[2],
                description.name(outcome).text if outcome else "",
                Attribution(agents[0] if agents else None, when),
                text_of(comment) if comment else None,
            )
        )
    return rows
