"""Which overarching goals are followed up by which plans, and what hangs in the air."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import Blueprint, Response, render_template, request

from planvev.analysis.coverage import PlanLink, coverage
from planvev.errors import BadRequest
from planvev.rdf.formats import HTML
from planvev.vocab import CODE, DCT, PV
from planvev.web import coverage_compare, coverage_thread
from planvev.web.coverage_data import (
    PlanData,
    add_links,
    add_names,
    add_outlines,
    objects_of,
    plan_data,
    plan_of,
)
from planvev.web.coverage_filters import STATUSES, Wanted, address, iri_asked, parameters, wanted
from planvev.web.coverage_links import LinkDetail, link_details, named_in
from planvev.web.coverage_tables import gaps_table, links_table, matrix_json, matrix_table
from planvev.web.coverage_view import (
    Matrix,
    chosen_outline,
    columns_of,
    gap_rows,
    links_counted,
    matrix,
    overarching_by_use,
    thread_url,
    with_period,
)
from planvev.web.description import Ref
from planvev.web.lists import (
    JSON,
    list_format,
    own_links,
    page_asked,
    table_response,
    with_links,
)
from planvev.web.pages_of import page_numbers
from planvev.web.plan_view import period_text
from planvev.web.site import body_response, site

blueprint: Final = Blueprint("coverage_pages", __name__)
_GAPS_SHOWN: Final = 25
_GAPS_A_PAGE: Final = 200
_LINKS_A_PAGE: Final = 50
_LINKS_IN_A_FILE_MAX: Final = 20_000


@dataclass(frozen=True)
class Choices:
    """What the matrix can be chosen by. types, states, links: codes with names."""

    plans: Sequence[tuple[Ref, str]]
    types: Sequence[Ref]
    states: Sequence[Ref]
    bodies: Sequence[Ref]
    links: Sequence[Ref]
    themes: Sequence[Ref]


@blueprint.get("/coverage")
def matrix_page() -> Response:
    """Show the matrix of an overarching plan, and the gaps both ways."""
    chosen = list_format()
    data, asked = _asked()
    if not asked.plan:
        return _no_plan()
    found = _matrix(data, asked)
    if chosen == JSON:
        return body_response(matrix_json(found, asked), JSON)
    if chosen is not HTML:
        return table_response(matrix_table(found, asked), chosen)
    unfollowed, hanging = found.unfollowed[:_GAPS_SHOWN], found.hanging[:_GAPS_SHOWN]
    add_names(data.description, [gap.goal for gap in hanging])
    alternates = own_links()
    same = [pair for pair in parameters(asked, site().urls) if pair[0] != "status"]
    page = render_template(
        "coverage.html",
        found=found,
        asked=asked,
        choices=_choices(data),
        statuses=_status_refs(data),
        unfollowed=gap_rows(data.description, unfollowed),
        hanging=gap_rows(data.description, hanging),
        gaps_url=address("/coverage/gaps", same),
        gaps_links=[
            (each, address("/coverage/gaps", [*same, ("format", each.name)]))
            for each, _ in alternates
        ],
        path_of=lambda iri: site().urls.path_of(iri) or iri,
        with_period=with_period,
        code_of=lambda iri: iri.rpartition("/")[2],
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


@blueprint.get("/coverage/gaps")
def gaps_page() -> Response:
    """List the gaps both ways, whole."""
    chosen = list_format()
    data, asked = _asked()
    if not asked.plan:
        return _no_plan()
    found = _matrix(data, asked)
    number, first = page_asked(), 0
    hanging = found.hanging
    if chosen is HTML:
        first = (number - 1) * _GAPS_A_PAGE
        hanging = hanging[first : first + _GAPS_A_PAGE]
    add_names(data.description, [gap.goal for gap in hanging])
    below = gap_rows(data.description, found.unfollowed)
    air = gap_rows(data.description, hanging)
    if chosen is not HTML:
        return table_response(gaps_table(below, air), chosen)
    alternates = own_links()
    page = render_template(
        "coverage_gaps.html",
        found=found,
        asked=asked,
        unfollowed=below,
        hanging=air,
        matrix_url=address("/coverage", parameters(asked, site().urls)),
        pages=page_numbers(number, len(found.hanging), _GAPS_A_PAGE, request.path, request.args),
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


@blueprint.get("/coverage/cell")
def cell_page() -> Response:
    """List the links behind a cell or a total, with both wordings and the decisions."""
    chosen = list_format()
    urls = site().urls
    goal, column = (iri_asked(request.args, name, urls) for name in ("goal", "plan"))
    of = iri_asked(request.args, "of", urls)
    if not goal and not of:
        raise BadRequest("goal: give the goal whose links are to be listed, or of, its plan")
    data = plan_data()
    asked = _of_plan(data, replace(wanted(request.args, urls), plan=""), of or goal)
    links = _links_behind(data, asked, goal, column)
    number, shown = page_asked(), links[:_LINKS_IN_A_FILE_MAX]
    if chosen is HTML:
        shown = links[(number - 1) * _LINKS_A_PAGE : number * _LINKS_A_PAGE]
    details = _details(data, shown, [goal, column, asked.plan])
    if chosen is not HTML:
        return table_response(links_table(details), chosen)
    alternates = own_links()
    back = parameters(asked, urls)
    page = render_template(
        "coverage_cell.html",
        links=details,
        total=len(links),
        goal=data.description.ref(goal) if goal else None,
        column=data.description.ref(column) if column else None,
        plan=data.description.ref(asked.plan),
        thread=thread_url(urls, goal) if goal and goal != asked.plan else "",
        matrix_url=address("/coverage", back),
        asked=asked,
        pages=page_numbers(number, len(links), _LINKS_A_PAGE, request.path, request.args),
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


@blueprint.get("/coverage/thread")
def thread_page() -> Response:
    """Show the red thread of a goal as a picture and as a list."""
    return coverage_thread.thread_page()


@blueprint.get("/coverage/compare")
def compare_page() -> Response:
    """Show two plans side by side."""
    return coverage_compare.compare_page()


def _asked() -> tuple[PlanData, Wanted]:
    """Return the data, and what is asked for with its plan: the one that is linked to most."""
    asked = wanted(request.args, site().urls)
    data = plan_data()
    plan = asked.plan or next(iter(overarching_by_use(data)), "")
    return data, _of_plan(data, asked, plan) if plan else asked


def _of_plan(data: PlanData, asked: Wanted, iri: str) -> Wanted:
    """Return what is asked for, of the plan that an IRI is or is in. Raises ResourceNotFound."""
    return replace(asked, plan=plan_of(data, iri))


def _no_plan() -> Response:
    return body_response(render_template("coverage_none.html", alternates=[]), HTML)


def _matrix(data: PlanData, asked: Wanted) -> Matrix:
    description = data.description
    add_outlines(description, [asked.plan], with_means=asked.means)
    codes = {
        CODE.iri + f"{scheme}/{code}"
        for plan in data.plans.values()
        for scheme, code in (("instrument-type", plan.type), ("plan-status", plan.status))
        if code
    }
    codes |= {CODE.iri + f"link-type/{link.type}" for link in data.links}
    codes |= {CODE.iri + f"link-status/{status}" for status in STATUSES}
    named = objects_of(description.statements, PV.body, PV.goalLevel, DCT.subject)
    add_names(description, sorted({*codes, *named, asked.theme} - {""}))
    return matrix(data, description, asked)


def _links_behind(data: PlanData, asked: Wanted, goal: str, column: str) -> list[PlanLink]:
    """Return the links that a cell or a total counts, in the order of their statuses."""
    add_outlines(data.description, [asked.plan], with_means=True)
    is_means = bool(goal) and goal not in data.goals and goal != asked.plan
    asked = replace(asked, means=asked.means or is_means)
    whole, _ = chosen_outline(data.description, asked)
    links = links_counted(data, asked)
    plans = [column] if column else [plan.iri for plan in columns_of(data, asked)]
    found = coverage(whole, links, plans, with_below=asked.below)
    tally = found.by_row.get(goal, {}) if goal else found.total
    by_iri = {link.iri: link for link in links}
    return [by_iri[iri] for status in STATUSES for iri in tally.get(status, ())]


def _details(data: PlanData, links: Sequence[PlanLink], more: Iterable[str]) -> list[LinkDetail]:
    description = data.description
    iris = [link.iri for link in links]
    add_links(description, iris)
    add_names(description, [*named_in(description, iris), *more])
    add_names(description, objects_of(description.statements, PV.goalLevel))
    return link_details(description, links)


def _status_refs(data: PlanData) -> list[Ref]:
    return data.description.refs(CODE.iri + f"link-status/{status}" for status in STATUSES)


def _choices(data: PlanData) -> Choices:
    """Return what there is to choose, each by name; overarching plans by how they are used."""
    description = data.description

    def by_name(iris: Iterable[str]) -> list[Ref]:
        refs = description.refs(sorted(set(iris) - {""}))
        return sorted(refs, key=lambda ref: ref.text.text.casefold())

    plans = data.plans.values()
    return Choices(
        [(description.ref(iri), period_text(description, iri)) for iri in overarching_by_use(data)],
        by_name(CODE.iri + f"instrument-type/{plan.type}" for plan in plans if plan.type),
        by_name(CODE.iri + f"plan-status/{plan.status}" for plan in plans if plan.status),
        by_name(plan.body for plan in plans),
        by_name(CODE.iri + f"link-type/{link.type}" for link in data.links),
        by_name(objects_of(description.statements, DCT.subject)),
    )
