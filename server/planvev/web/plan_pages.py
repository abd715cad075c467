"""The start page and the pages about plans, goals and instruments."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from planvev.errors import BadRequest
from planvev.linking.corpus import OVERARCHING
from planvev.rdf.formats import HTML, Format
from planvev.vocab import PV
from planvev.web import goals_view, instruments_view, plan_list, plan_queries, queries
from planvev.web.citing_view import citable, citing_box
from planvev.web.coverage_data import code_of
from planvev.web.description import Description, add_names, rows, statements_of
from planvev.web.goals_view import total_of
from planvev.web.instruments_drawing import calendar, drawing
from planvev.web.links_review_queue import short
from planvev.web.lists import list_format, own_links, page_asked, table_response, with_links
from planvev.web.pages_of import page_numbers
from planvev.web.paraphrases import all_paraphrased_after
from planvev.web.plan_list import PlanEntry
from planvev.web.plan_queries import GoalFilter, PlanFilter
from planvev.web.plan_view import plan_facts, plan_tree, trail
from planvev.web.reading_view import contents, reading
from planvev.web.site import body_response, site
from planvev.web.statements import Binding, Statements, iri_in
from planvev.web.tables import links
from planvev.web.thing_queries import page_query
from planvev.web.thing_view import thing_view

blueprint: Final = Blueprint("plan_pages", __name__)
_GOALS_A_PAGE: Final = 50
_PLANS_A_PAGE: Final = 50
_PLANS_AT_HOME: Final = 6
_PLANS_IN_PICTURE_MAX: Final = 24
_ROWS_IN_A_FILE_MAX: Final = 20_000
_ASKED_AT_ONCE_MAX: Final = 2_000
_WORDS_CHARACTERS_MAX: Final = 200


@blueprint.get("/")
def home() -> Response:
    """Say what this is; show some plans, and the main goals of the largest."""
    engine, timeout_s = site().engine, site().config.page_timeout_s
    asked = plan_queries.plans(PlanFilter(), _PLANS_AT_HOME, 0, largest_first=True)
    found = rows(engine, asked, timeout_s)
    description = Description("", site().urls, Statements(plan_list.facts(found)))
    first = next(iter(_largest_first(plan_list.entries(description, found))), None)
    worded: list[Binding] = []
    if first and first.elements:
        description.iri = first.ref.iri
        outline = queries.plan_outline(first.ref.iri, _plans_in(found))
        worded = rows(engine, outline, timeout_s)
        description.statements.add(statements_of(worded))
    add_names(engine, description, timeout_s)
    page = render_template(
        "home.html",
        plans=_largest_first(plan_list.entries(description, found, worded)),
        plan_count=total_of(found),
        plan=description.ref(description.iri) if description.iri else None,
        tree=plan_tree(description) if description.iri else None,
    )
    return body_response(page, HTML)


def _plans_in(found: Iterable[Binding]) -> list[str]:
    return list(dict.fromkeys(iri_in(row, "s") for row in found if iri_in(row, "s")))


def _largest_first(entries: Iterable[PlanEntry]) -> list[PlanEntry]:
    return sorted(entries, key=lambda entry: -entry.elements)


@blueprint.get("/plans")
def plans() -> Response:
    """List the plans, with facts; filtered by body, type, status and words of the title."""
    chosen = list_format()
    wanted = PlanFilter(
        body=_iri_asked("body"),
        type=_iri_asked("type"),
        status=_iri_asked("status"),
        text=_words_asked(),
    )
    number, limit, offset = _window(chosen, _PLANS_A_PAGE)
    asked = plan_queries.plans(wanted, limit, offset, with_choices=chosen is HTML)
    found = rows(site().engine, asked, site().config.page_timeout_s)
    description = _named(plan_list.named_iris(found))
    description.statements.add(plan_list.facts(found))
    worded = _in_parts(plan_queries.worded, _plans_in(found))
    entries = plan_list.entries(description, found, worded)
    if chosen is not HTML:
        return table_response(plan_list.table(entries), chosen)
    return _list_page(
        "plans.html",
        number,
        total_of(found),
        _PLANS_A_PAGE,
        entries=entries,
        wanted=wanted,
        choices=plan_list.choices(description, found, ("body", "type", "status")),
    )


@blueprint.get("/goals")
def goals() -> Response:
    """List the goals of all plans; filtered by plan, level, theme, group and words."""
    chosen = list_format()
    wanted = GoalFilter(
        plan=_iri_asked("plan"),
        level=_iri_asked("level"),
        theme=_iri_asked("theme"),
        group=_iri_asked("group"),
        text=_words_asked(),
    )
    number, limit, offset = _window(chosen, _GOALS_A_PAGE)
    asked = plan_queries.goals(wanted, limit, offset, with_choices=chosen is HTML)
    found = rows(site().engine, asked, site().config.page_timeout_s)
    iris = list(dict.fromkeys(iri_in(row, "goal") for row in found if iri_in(row, "goal")))
    details = goals_view.details_by_goal(_in_parts(plan_queries.goal_details, iris))
    description = _named(goals_view.named_iris(found, details))
    shown = goals_view.goal_rows(description, found, details)
    if chosen is not HTML:
        return table_response(goals_view.goals_table(shown), chosen)
    return _list_page(
        "goals.html",
        number,
        total_of(found),
        _GOALS_A_PAGE,
        goals=shown,
        wanted=wanted,
        choices=plan_list.choices(description, found, ("plan", "level", "theme", "group")),
    )


def _window(chosen: Format, size: int) -> tuple[int, int, int]:
    """Return the page asked for, how many rows it holds, and after how many: all for a file."""
    number = page_asked()
    return (number, size, (number - 1) * size) if chosen is HTML else (1, _ROWS_IN_A_FILE_MAX, 0)


def _list_page(template: str, number: int, total: int, size: int, **values: object) -> Response:
    """Return a page of a list, with links to its other pages and formats."""
    alternates = own_links()
    page = render_template(
        template,
        total=total,
        pages=page_numbers(number, total, size, request.path, request.args),
        table_links=alternates,
        alternates=alternates,
        path_of=lambda iri: site().urls.path_of(iri) or iri,
        **values,
    )
    return with_links(body_response(page, HTML), alternates)


def _words_asked() -> str:
    return request.args.get("q", "").strip()[:_WORDS_CHARACTERS_MAX]


def _iri_asked(name: str) -> str:
    """Return the IRI that a parameter gives, as an IRI or as a path of ours. Raises BadRequest."""
    text = request.args.get(name, "").strip()
    iri = site().urls.iri_of(text)
    if text and iri is None:
        raise BadRequest(f"{name}: «{text[:80]}» is neither an IRI nor a path of a page here")
    return iri or ""


def _in_parts(query: Callable[[Sequence[str]], str], iris: Sequence[str]) -> list[Binding]:
    """Ask about things, so many at once that a page costs one trip and a file a few."""
    return [
        row
        for first in range(0, len(iris), _ASKED_AT_ONCE_MAX)
        for row in rows(
            site().engine,
            query(iris[first : first + _ASKED_AT_ONCE_MAX]),
            site().config.page_timeout_s,
        )
    ]


def _named(iris: Iterable[str]) -> Description:
    """Return the names of things."""
    found = statements_of(_in_parts(queries.labels, list(iris)))
    return Description("", site().urls, Statements(found))


@blueprint.get("/instruments")
def instruments() -> Response:
    """Show the plan and control system as a picture and as a table."""
    chosen = list_format()
    asked = plan_queries.instruments(_PLANS_IN_PICTURE_MAX)
    found = rows(site().engine, asked, site().config.page_timeout_s)
    description = _named(instruments_view.named_iris(found))
    description.statements.add(statements_of(found))
    shown = instruments_view.instruments(description, found)
    if chosen is not HTML:
        return table_response(instruments_view.instruments_table(shown), chosen)
    alternates = own_links()
    page = render_template(
        "instruments.html",
        instruments=shown,
        drawing=drawing(shown, _plans_of),
        calendar=calendar(shown),
        plan_count=sum(one.plan_count for one in shown),
        plans_of=_plans_of,
        years_text=instruments_view.years_text,
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


def _plans_of(instrument: instruments_view.Instrument) -> str:
    """Return the URL of the list of the plans that are of a type."""
    iri = instrument.ref.iri
    return f"/plans?{urlencode({'type': site().urls.path_of(iri) or iri})}"


def plan_page(description: Description, iri: str) -> str:
    """Return the page of a plan: its facts and tree; with ``?view=reading`` its text in order."""
    path = site().urls.path_of(iri) or "/"
    shared = {
        "iri": iri,
        "path_of_plan": path,
        "short_of_plan": short(iri),
        "alternates": [*site().urls.alternates(path), *links(path)],
        "trail": trail(description),
    }
    types = description.statements.iris(iri, PV.instrumentType)
    view = thing_view(description, site().sources)
    opened = request.args.get("open", "")[:_WORDS_CHARACTERS_MAX]
    if request.args.get("view") == "reading":
        runs = reading(description, description.rows)
        return render_template(
            "plan_reading.html",
            view=view,
            runs=runs,
            contents=contents(runs),
            paraphrased_after=all_paraphrased_after(description),
            **shared,
        )
    cited = citable(description, view.title, view.breadcrumb)
    return render_template(
        "plan.html",
        view=view,
        citing=citing_box(cited, path),
        page_query=page_query(description),
        history_url=site().urls.history_path(iri) if site().backend else None,
        tree=plan_tree(description, opened=opened),
        facts=plan_facts(description),
        opened=opened,
        is_overarching=any(code_of(type_) in OVERARCHING for type_ in types),
        **shared,
    )
