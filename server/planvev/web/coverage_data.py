"""What the engine answers about coverage, as plain data: plans, goals, links, outlines of plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pyoxigraph import NamedNode

from planvev.analysis.coverage import Outline, Plan, PlanLink, tree_order
from planvev.errors import ResourceNotFound
from planvev.linking.element import SDG
from planvev.vocab import DCAT, DCT, PV, RDF
from planvev.web import coverage_queries, queries
from planvev.web.description import Description, rows, statements_of
from planvev.web.site import site
from planvev.web.statements import Binding, Statements, iri_in, number

_NAMED_AT_ONCE_MAX: Final = 2_000
_ABOVE: Final = frozenset(p.value for p in (PV.pursues, PV.subGoalOf, PV.sectionOf))
_DAY_LENGTH: Final = len("2026-01-31")


@dataclass(frozen=True)
class PlanData:
    """All plans, goals and links of the dataset. description: has the facts of the plans.

    goals: each with its plan. parents: what goals and the ends of links stand right under.
    """

    description: Description
    plans: Mapping[str, Plan]
    goals: Mapping[str, str]
    links: Sequence[PlanLink]
    parents: Mapping[str, Sequence[str]]

    @cached_property
    def overarching(self) -> frozenset[str]:
        """The plans whose goals others are to follow up."""
        return frozenset(plan.iri for plan in self.plans.values() if plan.is_overarching)

    @cached_property
    def plan_by_end(self) -> Mapping[str, str]:
        """The plan of each end of a link; ``SDG`` of a development goal."""
        sources = {link.source: link.source_plan for link in self.links}
        return sources | {link.target: link.target_plan for link in self.links}


def _ask(query: str) -> list[Binding]:
    return rows(site().engine, query, site().config.page_timeout_s)


def plan_data() -> PlanData:
    """Ask for all plans, goals and links: two queries."""
    statements = Statements(statements_of(_ask(coverage_queries.plans())))
    description = Description("", site().urls, statements, generation=site().engine.generation)
    found = _ask(coverage_queries.goals_and_links())
    plans = {iri: _plan(statements, iri) for iri in statements.subjects_of(PV.PlanInstrument)}
    plans = {iri: _with_successor(statements, plan, plans) for iri, plan in plans.items()}
    ends = ((iri_in(row, "goal"), iri_in(row, "plan")) for row in found if "goal" in row)
    goals = {goal: plan for goal, plan in ends if goal and plan}
    parents: dict[str, list[str]] = {}
    for row in found:
        if "up" in row and row["up"]["type"] == "uri":
            parents.setdefault(row["end"]["value"], []).append(row["up"]["value"])
    links = {link.iri: link for link in _links(found, plans)}
    return PlanData(description, plans, goals, list(links.values()), parents)


def code_of(iri: str) -> str:
    """Return the code that an IRI of a codelist ends in.

    >>> code_of("https://w3id.org/planvev/code/link-type/continues")
    'continues'
    """
    return iri.rpartition("/")[2]


def _plan(statements: Statements, iri: str) -> Plan:
    period = next(iter(statements.iris(iri, DCT.temporal)), "")
    years = [statements.text(period, each)[:4] for each in (DCAT.startDate, DCAT.endDate)]
    begins, ends = (number(year, 0) or None for year in years)
    return Plan(
        iri,
        code_of(_first_iri(statements, iri, PV.instrumentType)),
        code_of(_first_iri(statements, iri, PV.planStatus)),
        _first_iri(statements, iri, PV.body),
        begins,
        ends,
        statements.text(iri, PV.adoptedOn)[:_DAY_LENGTH],
        statements.text(iri, PV.inForceUntil)[:_DAY_LENGTH],
    )


def _first_iri(statements: Statements, iri: str, predicate: NamedNode) -> str:
    return next(iter(statements.iris(iri, predicate)), "")


def _with_successor(statements: Statements, plan: Plan, plans: Mapping[str, Plan]) -> Plan:
    """Return a plan with the day when the first of those that replaced it was adopted."""
    successors = {
        *statements.iris(plan.iri, DCT.isReplacedBy),
        *statements.subjects(DCT.replaces, plan.iri),
    }
    days = [plans[iri].begins_on for iri in successors if iri in plans and plans[iri].begins_on]
    return replace(plan, succeeded_on=min(days, default=""))


def _links(found: Iterable[Binding], plans: Mapping[str, Plan]) -> Iterator[PlanLink]:
    for row in found:
        if "link" not in row:
            continue
        source, target = iri_in(row, "source"), iri_in(row, "target")
        yield PlanLink(
            row["link"]["value"],
            source,
            target,
            code_of(iri_in(row, "type")),
            code_of(iri_in(row, "status")),
            iri_in(row, "from") or _own_plan(source, plans),
            iri_in(row, "to") or _own_plan(target, plans),
        )


def _own_plan(end: str, plans: Mapping[str, Plan]) -> str:
    if end.startswith(SDG):
        return SDG
    return end if end in plans else ""


def plan_of(data: PlanData, iri: str) -> str:
    """Return the plan that an IRI is, or is in. Raises ResourceNotFound where there is none."""
    if iri in data.plans or iri in data.goals:
        return data.goals.get(iri, iri)
    found = (iri_in(row, "plan") for row in _ask(coverage_queries.plan_of(iri)))
    plan = next((one for one in found if one in data.plans), "")
    if not plan:
        raise ResourceNotFound(iri)
    return plan


def broader(targets: Sequence[str]) -> dict[str, str]:
    """Return the development goal that each target stands under."""
    found = _ask(coverage_queries.broader(targets)) if targets else []
    return {row["target"]["value"]: iri_in(row, "goal") for row in found if iri_in(row, "goal")}


def add_outlines(description: Description, plans: Sequence[str], *, with_means: bool) -> None:
    """Ask how the elements of plans stand, and what they are called."""
    if plans:
        asked = coverage_queries.outlines(plans, with_means)
        description.statements.add(statements_of(_ask(asked)))


def parents_in(statements: Statements) -> dict[str, list[str]]:
    """Return what each element stands right under, of the plans whose outlines were asked for."""
    found: dict[str, list[str]] = {}
    for statement in statements:
        if statement.predicate in _ABOVE and statement.object.is_iri:
            found.setdefault(statement.subject, []).append(statement.object.text)
    return found


def outline(description: Description, plan: str, *, with_means: bool) -> Outline:
    """Return the outline of a plan that was asked for. with_means: with rows for these too."""
    statements = description.statements
    parents = parents_in(statements)
    kinds = {PV.Goal.value, *((PV.Strategy.value, PV.Action.value) if with_means else ())}
    members = [
        s.subject
        for s in statements.to(plan)
        if s.predicate == PV.partOf.value and kinds & statements.types(s.subject)
    ]

    def key(element: str) -> tuple[bool, tuple[int, int, str]]:
        return not statements.is_a(element, PV.Goal), statements.position(element)

    return Outline(plan, tree_order(members, parents, key), parents)


def add_names(description: Description, iris: Iterable[str]) -> None:
    """Ask for the names of things that are not known yet: one query for two thousand of them."""
    known = description.statements
    wanted = [iri for iri in dict.fromkeys(iris) if iri and not _is_named(known, iri)]
    for first in range(0, len(wanted), _NAMED_AT_ONCE_MAX):
        asked = queries.labels(wanted[first : first + _NAMED_AT_ONCE_MAX])
        known.add(statements_of(_ask(asked)))


def objects_of(statements: Statements, *predicates: NamedNode) -> list[str]:
    """Return the IRIs that anything known has by some predicates: themes, levels of goals."""
    wanted = {predicate.value for predicate in predicates}
    return sorted({s.object.text for s in statements if s.predicate in wanted and s.object.is_iri})


def _is_named(statements: Statements, iri: str) -> bool:
    return any(s.predicate != RDF.type.value for s in statements.of(iri) if _names(s.predicate))


def _names(predicate: str) -> bool:
    return predicate in {one.value for one in queries.LABEL_PREDICATES}


def add_links(description: Description, links: Sequence[str]) -> None:
    """Ask for all that is said of links and of the decisions on them."""
    if links:
        description.statements.add(statements_of(_ask(coverage_queries.link_details(links))))
