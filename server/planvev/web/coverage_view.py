"""The matrix as a page shows it: rows, columns, cells with words, and the gaps both ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote_plus, urlencode

from planvev.analysis.coverage import (
    Coverage,
    Gap,
    Outline,
    Plan,
    PlanLink,
    Tally,
    above,
    coverage,
    hanging,
    uncovered,
    upward,
)
from planvev.linking.links import Status
from planvev.vocab import CODE, DCT, PV
from planvev.web.coverage_data import PlanData, outline
from planvev.web.coverage_filters import STATUSES, Wanted, address, parameters
from planvev.web.description import Description, Ref
from planvev.web.language import gettext, ngettext
from planvev.web.plan_view import period_text
from planvev.web.urls import Urls

CELL: Final = "/coverage/cell"
THREAD: Final = "/coverage/thread"
COMPARE: Final = "/coverage/compare"


@dataclass(frozen=True)
class Count:
    """How many links of one status, a code, in figures and words: «2 godkjente»."""

    status: str
    number: int
    text: str


@dataclass(frozen=True)
class Cell:
    """What stands in a cell. href: of the links behind it."""

    counts: Sequence[Count]
    href: str


@dataclass(frozen=True)
class Column:
    """A plan. number: from 1, by which the legend names it."""

    ref: Ref
    plan: Plan
    number: int
    type: Ref | None
    status: Ref | None
    period: str
    total: Cell | None

    @property
    def heading(self) -> str:
        """The plan by name and period, which tells two of the same name apart."""
        return with_period(self.ref.text.text, self.period)


@dataclass(frozen=True)
class Row:
    """A goal, or a strategy where these are shown; or, is_whole, the plan itself.

    depth: from 0. is_context: shown for what stands under it only. cells: as many as columns, None
    for an empty one. gap: in words what it lacks, empty for nothing.
    """

    ref: Ref
    depth: int
    is_goal: bool
    is_whole: bool
    is_context: bool
    cells: Sequence[Cell | None]
    total: Cell | None
    gap: str
    thread: str


@dataclass(frozen=True)
class GapRow:
    """A goal with its plan. is_proposed: a link awaits a decision. thread: URL."""

    ref: Ref
    plan: Ref
    is_proposed: bool
    thread: str


@dataclass(frozen=True)
class Matrix:
    """The page: the plan, its rows and columns, and how many links in all.

    unfollowed: goals that lack an approved link; hanging: of the plans of the columns, those that
    lead to no overarching goal, and hanging_of how many goals these plans have. has_strangers:
    whether plans of other bodies have columns, whose goals are not among these.
    """

    plan: Ref
    rows: Sequence[Row]
    columns: Sequence[Column]
    total: Cell | None
    goal_count: int
    unfollowed: Sequence[Gap]
    hanging: Sequence[Gap]
    hanging_of: int
    has_strangers: bool
    without_dates: int
    coverage: Coverage


def with_period(title: str, period: str) -> str:
    """Return a title with the period in brackets, unless it says the period itself.

    >>> with_period("Temaplan 2024-2033", "2024–2033"), with_period("Temaplan", "2024–2033")
    ('Temaplan 2024-2033', 'Temaplan (2024–2033)')
    """
    said = re.sub(r"\s*[-–]\s*", "–", title)
    return title if not period or period in said else f"{title} ({period})"


def overarching_by_use(data: PlanData) -> list[str]:
    """Return the overarching plans: those that most links lead to first, then those with goals."""
    linked: dict[str, int] = {}
    for link in data.links:
        linked[link.target_plan] = linked.get(link.target_plan, 0) + 1
    goals: dict[str, int] = {}
    for plan in data.goals.values():
        goals[plan] = goals.get(plan, 0) + 1

    def key(plan: str) -> tuple[bool, int, int, str]:
        has_goals, begins = plan in goals, data.plans[plan].begins or 0
        return not has_goals, -linked.get(plan, 0), -begins, plan

    return sorted(data.overarching, key=key)


def links_counted(data: PlanData, asked: Wanted) -> list[PlanLink]:
    """Return the links that the matrix of a plan counts, as they lead to it."""
    return [link for link in upward(data.links, asked.plan) if asked.chooses_link(link)]


def columns_of(data: PlanData, asked: Wanted) -> list[Plan]:
    """Return the plans of the columns: those that are asked for and have links or goals.

    Goals are enough where the overarching plan concerns the plan, or the reader asks for its body.
    """
    linked = {link.source_plan for link in links_counted(data, asked)}
    with_goals = frozenset(data.goals.values()) if asked.columns != "linked" else frozenset()
    return [
        plan
        for plan in data.plans.values()
        if plan.iri != asked.plan
        and asked.chooses_plan(plan)
        and (
            plan.iri in linked
            or (plan.iri in with_goals and (asked.columns == "all" or concerned(data, asked, plan)))
        )
    ]


def concerned(data: PlanData, asked: Wanted, plan: Plan) -> bool:
    """Return whether a plan is to follow the overarching one up, or its body is asked for."""
    return bool(asked.body) or data.plans[asked.plan].concerns(plan)


def chosen_outline(description: Description, asked: Wanted) -> tuple[Outline, list[str]]:
    """Return the outline with the rows that are asked for; all rows, also those for context."""
    whole = outline(description, asked.plan, with_means=asked.means)
    if not asked.theme:
        return whole, list(whole.rows)
    has_theme = set(description.statements.subjects(DCT.subject, asked.theme))
    chosen = [row for row in whole.rows if has_theme & above(row, whole.parents).keys()]
    shown = {one for row in chosen for one in above(row, whole.parents)}
    rows = [row for row in whole.rows if row in shown]
    return Outline(whole.plan, chosen, whole.parents), rows


def matrix(data: PlanData, description: Description, asked: Wanted) -> Matrix:
    """Count and word it all. description: has the outline of the plan, and all names."""
    whole, shown = chosen_outline(description, asked)
    links = links_counted(data, asked)
    plans = columns_of(data, asked)
    counted = coverage(whole, links, [plan.iri for plan in plans], with_below=asked.below)
    goals = [row for row in whole.rows if description.statements.is_a(row, PV.Goal)]
    gaps = gaps_of(data, whole, goals, plans, asked)
    sectoral = [plan for plan in plans if not plan.is_overarching]
    others = {plan.iri for plan in sectoral if concerned(data, asked, plan)}
    made = _Cells(description.urls, asked)
    columns = _columns(description, counted, plans, asked.plan, made)
    place = {column.plan.iri: column.number for column in columns}
    in_the_air = sorted(gaps[1], key=lambda gap: (place[gap.plan], _natural(gap.goal)))
    lacking = {gap.goal: gap for gap in gaps[0]}
    maker = _RowMaker(description, counted, columns, asked, lacking, frozenset(whole.rows), made)
    rows = [maker.row(row) for row in shown]
    if asked.plan in counted.by_row and not asked.theme:
        rows.insert(0, maker.row(asked.plan))
    return Matrix(
        description.ref(asked.plan),
        rows,
        columns,
        made.cell(counted.total, of=asked.plan),
        len(goals),
        gaps[0],
        in_the_air,
        sum(1 for plan in data.goals.values() if plan in others),
        len(others) < len(sectoral),
        sum(1 for plan in plans if not (plan.adopted_on or plan.begins)) if asked.day else 0,
        counted,
    )


def _natural(iri: str) -> list[tuple[bool, int, str]]:
    """Return a key that puts …/goal/1.10 after …/goal/1.9."""
    parts = re.split(r"([0-9]{1,9})", iri)
    return [(part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts]


def gaps_of(
    data: PlanData, whole: Outline, goals: Sequence[str], plans: Iterable[Plan], asked: Wanted
) -> tuple[list[Gap], list[Gap]]:
    """Return the gaps both ways: of the goals of the plan, and of those of the other plans.

    The status that is asked for makes no difference: a gap is told of by what is approved.
    """
    columns = {plan.iri: plan for plan in plans}
    from_them = [
        link
        for link in upward(data.links, asked.plan)
        if link.source_plan in columns and asked.chooses_type(link)
    ]
    others = {
        iri
        for iri, plan in columns.items()
        if not plan.is_overarching and concerned(data, asked, plan)
    }
    sectoral = [(goal, plan) for goal, plan in data.goals.items() if plan in others]
    of_type = [link for link in data.links if asked.chooses_type(link)]
    return (
        uncovered(whole, goals, from_them, with_below=asked.below),
        hanging(sectoral, of_type, data.parents, data.overarching, with_below=asked.below),
    )


class _Cells:
    """Makes cells. There may be tens of thousands: words and addresses are made of parts once."""

    def __init__(self, urls: Urls, asked: Wanted) -> None:
        self._urls = urls
        left_out = dict.fromkeys(("plan", "plans"), "")
        total = parameters(asked, urls, left_out)
        # A cell is of one plan and one goal, whatever these were chosen by.
        left_out |= dict.fromkeys(("type", "state", "body", "theme"), "")
        self._of_total, self._of_cell = (
            urlencode(total),
            urlencode(parameters(asked, urls, left_out)),
        )
        self._quoted: dict[str, str] = {}
        self._words: dict[tuple[str, int], Count] = {}

    def cell(self, tally: Tally | None, **ends: str) -> Cell | None:
        """Return a cell, None for an empty one. ends: IRIs of goal and plan, or of the whole."""
        if not tally:
            return None
        same = self._of_cell if {"goal", "plan"} <= ends.keys() else self._of_total
        pairs = [f"{name}={self._quote(iri)}" for name, iri in ends.items()]
        return Cell(self._counts(tally), f"{CELL}?{'&'.join([same, *pairs] if same else pairs)}")

    def _quote(self, iri: str) -> str:
        if iri not in self._quoted:
            self._quoted[iri] = quote_plus(self._urls.path_of(iri) or iri)
        return self._quoted[iri]

    def _counts(self, tally: Tally) -> list[Count]:
        made = []
        for status in STATUSES:
            if status in tally:
                key = status, len(tally[status])
                if key not in self._words:
                    self._words[key] = Count(*key, count_text(*key))
                made.append(self._words[key])
        return made


@dataclass(frozen=True)
class _RowMaker:
    description: Description
    counted: Coverage
    columns: Sequence[Column]
    asked: Wanted
    lacking: Mapping[str, Gap]
    chosen: frozenset[str]
    made: _Cells

    def row(self, iri: str) -> Row:
        """Return a row of the matrix with its words."""
        is_whole = iri == self.asked.plan
        counted, made = self.counted, self.made
        ref = self.description.ref(iri)
        return Row(
            ref,
            0 if is_whole else counted.outline.depth(iri),
            self.description.statements.is_a(iri, PV.Goal),
            is_whole,
            not is_whole and iri not in self.chosen,
            [
                made.cell(counted.cells.get((iri, column.plan.iri)), goal=iri, plan=column.plan.iri)
                for column in self.columns
            ],
            made.cell(counted.by_row.get(iri), goal=iri),
            gap_text(self.lacking[iri].is_proposed) if iri in self.lacking else "",
            "" if is_whole else thread_url(self.description.urls, iri),
        )


def _columns(
    description: Description, counted: Coverage, plans: Sequence[Plan], whole: str, made: _Cells
) -> list[Column]:
    """Return the columns: the plans with most links first, then by name."""

    def key(plan: Plan) -> tuple[int, str, str]:
        links = sum(len(each) for each in counted.by_plan.get(plan.iri, {}).values())
        return -links, description.name(plan.iri).text.casefold(), plan.iri

    return [
        Column(
            description.ref(plan.iri),
            plan,
            position,
            _code_ref(description, "instrument-type", plan.type),
            _code_ref(description, "plan-status", plan.status),
            period_text(description, plan.iri),
            made.cell(counted.by_plan.get(plan.iri), of=whole, plan=plan.iri),
        )
        for position, plan in enumerate(sorted(plans, key=key), start=1)
    ]


def _code_ref(description: Description, scheme: str, code: str) -> Ref | None:
    return description.ref(CODE.iri + f"{scheme}/{code}") if code else None


def count_text(status: str, number: int) -> str:
    """Return how many links of a status: «2 godkjente».

    >>> count_text("approved", 1), count_text("proposed", 2)
    ('1 godkjent', '2 foreslåtte')
    """
    if status == Status.APPROVED:
        return ngettext("%(num)s approved", "%(num)s approved", number)
    if status == Status.PROPOSED:
        return ngettext("%(num)s proposed", "%(num)s proposed", number)
    if status == Status.DISPUTED:
        return ngettext("%(num)s disputed", "%(num)s disputed", number)
    if status == Status.REJECTED:
        return ngettext("%(num)s rejected", "%(num)s rejected", number)
    return ngettext("%(num)s withdrawn", "%(num)s withdrawn", number)


def gap_text(is_proposed: bool) -> str:
    """Return what a goal lacks, in words."""
    return gettext("only proposed links") if is_proposed else gettext("no links")


def thread_url(urls: Urls, iri: str) -> str:
    """Return the URL of the red thread of an element."""
    return address(THREAD, [("goal", urls.path_of(iri) or iri)])


def gap_rows(description: Description, gaps: Iterable[Gap]) -> list[GapRow]:
    """Return gaps as a list shows them. description: has the names."""
    return [
        GapRow(
            description.ref(gap.goal),
            description.ref(gap.plan),
            gap.is_proposed,
            thread_url(description.urls, gap.goal),
        )
        for gap in gaps
    ]
