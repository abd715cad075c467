"""From statements to a plan's tree, its facts, and the list of plans."""

from __future__ import annotations

from typing import Final

from pyoxigraph import NamedNode

from planvev.vocab import CODE, DCAT, DCT, PV, RDF
from planvev.web import paraphrases
from planvev.web.description import Description, Ref, Text, text_of
from planvev.web.language import gettext, marked
from planvev.web.plan_branches import Branches
from planvev.web.thing_view import (
    breadcrumb,
    paragraph,
    shown,
    term,
)
from planvev.web.views import Fact, GoalNode, HeadedSection, InstrumentRow, PlanTree
from planvev.web.wording import language_name

_FACTS: Final[tuple[tuple[str, NamedNode], ...]] = (
    (marked("Type"), PV.instrumentType),
    (marked("Applies to"), PV.body),
    (marked("Plan period"), DCT.temporal),
    (marked("Adopted"), PV.adoptedOn),
    (marked("Adopted"), DCT.dateAccepted),
    (marked("Adopted by"), PV.adoptedBy),
    (marked("Prepared by"), DCT.creator),
    (marked("Status"), PV.planStatus),
    (marked("In force until"), PV.inForceUntil),
    (marked("Legal basis"), PV.legalBasis),
    (marked("Follows"), DCT.replaces),
    (marked("Replaced by"), DCT.isReplacedBy),
    (marked("Part of"), DCT.isPartOf),
    (marked("Area"), DCT.spatial),
    (marked("Language"), DCT.language),
)
_LANGUAGE_AUTHORITY: Final = "http://publications.europa.eu/resource/authority/language/"
_LANGUAGES: Final = {"NOB": "nb", "NNO": "nn", "ENG": "en", "NOR": "no"}


def _own(description: Description, kind: NamedNode) -> list[str]:
    """Return the elements of a class that are part of the plan, in its order."""
    whole = {
        s.subject
        for s in description.statements.to(description.iri)
        if s.predicate == PV.partOf.value
    }
    return [iri for iri in elements(description, kind) if iri in whole]


def elements(description: Description, kind: NamedNode) -> list[str]:
    """Return the elements of a class, in the plan's order."""
    statements = description.statements
    found = {s.subject for s in statements.to(kind.value) if s.predicate == RDF.type.value}
    return sorted(found, key=statements.position)


def plan_tree(description: Description, opened: str = "") -> PlanTree:
    """Return what a plan says, from the statements of ``queries.plan_tree``.

    opened: which branches of the goals are open: all, or those on the way to this number.
    """
    statements = description.statements
    visions = _own(description, PV.Vision)
    branches = Branches(
        description, _own(description, PV.Goal), _finding_counts(description), opened
    )
    headed = [
        section
        for section in _own(description, PV.Section)
        if description.iri in statements.iris(section, PV.sectionOf)
    ]
    goals = branches.trees()
    return PlanTree(
        vision=term(description, visions[0]) if visions else None,
        approaches=description.refs(_own(description, PV.StrategicApproach)),
        values=description.refs(_own(description, PV.Value)),
        goals=goals,
        loose=branches.loose([*_own(description, PV.Strategy), *_own(description, PV.Action)]),
        terms=[term(description, entry) for entry in _own(description, PV.GlossaryEntry)],
        sections=[_headed_section(description, section) for section in headed],
        instruments=[
            _instrument(description, iri) for iri in _own(description, PV.InstrumentDescription)
        ],
        vision_sources=[
            one for iri in visions[:1] for one in paraphrases.paraphrased_after(description, iri)
        ],
        has_main_goals=_has_main_goals(description, goals),
        paraphrased_after=paraphrases.all_paraphrased_after(description),
    )


def _has_main_goals(description: Description, goals: list[GoalNode]) -> bool:
    levels = {
        level for goal in goals for level in description.statements.iris(goal.ref.iri, PV.goalLevel)
    }
    return levels <= {CODE["goal-level/hovedmal"].value}


def _finding_counts(description: Description) -> dict[str, dict[str, int]]:
    """Read the rows of their own of ``queries.plan_tree``."""
    counts: dict[str, dict[str, int]] = {}
    for row in description.rows:
        if "findings" in row and "element" in row:
            found = counts.setdefault(row["element"]["value"], {})
            found[row["class"]["value"]] = int(row["findings"]["value"])
    return counts


def _headed_section(description: Description, section: str) -> HeadedSection:
    paragraphs = description.statements.subjects(PV.sectionOf, section)
    return HeadedSection(description.ref(section), [paragraph(description, p) for p in paragraphs])


def _instrument(description: Description, iri: str) -> InstrumentRow:
    statements = description.statements

    def text(predicate: NamedNode) -> Text | None:
        value = statements.value(iri, predicate)
        return text_of(value) if value else None

    return InstrumentRow(
        description.ref(iri),
        text(PV.printedHorizon),
        text(PV.cadence),
        text(PV.printedCitation),
        description.refs(statements.iris(iri, PV.legalBasis)),
        description.refs(statements.iris(iri, PV.describesType)),
    )


def plan_facts(description: Description) -> list[Fact]:
    """Return the facts of a plan in a fixed order, each with the sources that are claimed."""
    facts = []
    for label, predicate in _FACTS:
        values = [
            _fact_value(description, predicate, shown(description, value))
            for value in description.statements.values(description.iri, predicate)
        ]
        if values:
            facts.append(
                Fact(Text(gettext(label)), values, _claimed_sources(description, predicate))
            )
    return facts


def _fact_value(description: Description, predicate: NamedNode, value: Ref | Text) -> Ref | Text:
    if isinstance(value, Ref) and predicate == DCT.temporal:
        return Text(period_text(description, description.iri))
    if isinstance(value, Ref) and value.iri.startswith(_LANGUAGE_AUTHORITY):
        code = value.iri.removeprefix(_LANGUAGE_AUTHORITY)
        return Text(language_name(_LANGUAGES[code]) if code in _LANGUAGES else code)
    return value


def _claimed_sources(description: Description, predicate: NamedNode) -> list[Ref]:
    statements = description.statements
    sources: dict[str, None] = {}
    for claim in statements.subjects(RDF.subject, description.iri):
        if predicate.value in statements.iris(claim, RDF.predicate):
            sources.update(dict.fromkeys(statements.iris(claim, DCT.source)))
    return description.refs(sources)


def period_text(description: Description, plan: str) -> str:
    """Return the years of a plan's period: «2009–2020», «fra 2008»; empty where none is known."""
    begins, ends = period_years(description, plan)
    if begins and ends:
        return f"{begins}–{ends}"
    if begins:
        return gettext("from %(year)s", year=begins)
    return gettext("until %(year)s", year=ends) if ends else ""


def period_years(description: Description, plan: str) -> tuple[str, str]:
    """Return the first and last year of a plan's period; empty where one is not known."""
    statements = description.statements
    for period in statements.iris(plan, DCT.temporal):
        begins, ends = (statements.text(period, p)[:4] for p in (DCAT.startDate, DCAT.endDate))
        if begins or ends:
            return begins, ends
    return "", ""


def trail(description: Description) -> list[Ref]:
    """Return the breadcrumb of a plan: the body that it belongs to."""
    bodies = description.statements.iris(description.iri, PV.body)
    return description.refs(bodies[:1]) or breadcrumb(description)
