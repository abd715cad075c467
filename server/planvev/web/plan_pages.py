"""The start page and the pages about plans, goals and instruments."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, json, render_template, request

from planvev.errors import BadRequest
from planvev.rdf.formats import HTML, Format
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.web import goals_view, instruments_view, plan_list, plan_queries, queries
from planvev.web.description import Description, add_names, rows, statements_of
from planvev.web.instruments_drawing import drawing
from planvev.web.pages_of import page_numbers
from planvev.web.plan_queries import GoalFilter
from planvev.web.plan_view import plan_facts, plan_rows, plan_tree, trail
from planvev.web.reading_view import contents, reading
from planvev.web.site import accept_header, body_response, site
from planvev.web.statements import Binding, Statement, Statements, Value
from planvev.web.tables import TABLE_FORMATS, Table, links, table_bytes
from planvev.web.thing_view import thing_view

blueprint: Final = Blueprint("plan_pages", __name__)
JSON: Final = Format("json", "application/json", "json")
LIST_FORMATS: Final = (HTML, JSON, *TABLE_FORMATS)
_GOALS_A_PAGE: Final = 50
_GOALS_IN_A_FILE_MAX: Final = 20_000
_PLANS_A_PAGE: Final = 50
_DETAILS_A_TRIP_MAX: Final = 2_000


def list_format() -> Format:
    """Return the format of a page that is a list: of ``?format=``, or that Accept prefers."""
    name = request.args.get("format")
    return format_by_name(name, LIST_FORMATS) if name else negotiate(accept_header(), LIST_FORMATS)


def table_response(table: Table, chosen: Format) -> Response:
    """Return a table as a file, or as JSON: a list of objects by the table's headings."""
    if chosen.name == JSON.name:
        objects = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        return body_response(json.dumps(objects, ensure_ascii=False), JSON)
    response = body_response(table_bytes(table, chosen), chosen)
    name = request.path.strip("/").replace("/", "-") or "planvev"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{chosen.extension}"'
    return response


def with_links(page: str, alternates: list[tuple[Format, str]]) -> Response:
    """Return a page whose other formats are named in Link headers (RFC 8288)."""
    response = body_response(page, HTML)
    for chosen, url in alternates:
        response.headers.add("Link", f'<{url}>; rel="alternate"; type="{chosen.media_type}"')
    return response


def own_links() -> list[tuple[Format, str]]:
    """Return the other formats of the list at hand, as it was asked for."""
    return links(request.path, list(request.args.items(multi=True)))


def page_asked() -> int:
    """Return the number of the page that is asked for, from 1. Raises BadRequest."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text) > 0):
        raise BadRequest(f"page: «{text[:40]}» is no page; give a number from 1")
    return int(text)


def _ask(query: str) -> list[Statement]:
    return statements_of(rows(site().engine, query, site().config.page_timeout_s))


@blueprint.get("/")
def home() -> Response:
    """Say what this is; show the plans, and the vision and main goals of the first with content."""
    engine, timeout_s = site().engine, site().config.page_timeout_s
    description, counts = _plans()
    plans = plan_rows(description, counts)
    first = next((plan for plan in plans if plan.elements), None)
    if first:
        description.iri = first.ref.iri
        description.statements.add(_ask(queries.plan_outline(first.ref.iri)))
    add_names(engine, description, timeout_s)
    plans = plan_rows(description, counts)
    page = render_template(
        "home.html",
        plans=plans[:6],
        plan_count=len(plans),
        plan=description.ref(first.ref.iri) if first else None,
        tree=plan_tree(description) if first else None,
    )
    return body_response(page, HTML)


def _plans() -> tuple[Description, dict[str, int]]:
    """Return what is said of plans, and how many elements each has."""
    found = rows(site().engine, queries.plans(), site().config.page_timeout_s)
    counts = {r["plan"]["value"]: int(r["elements"]["value"]) for r in found if "plan" in r}
    return Description("", site().urls, Statements(statements_of(found))), counts


@blueprint.get("/plans")
def plans() -> Response:
    """List the plans, with facts; filtered by body, type, status and words of the title."""
    chosen = list_format()
    description, counts = _plans()
    add_names(site().engine, description, site().config.page_timeout_s)
    entries = plan_list.entries(description, counts)
    wanted = {name: request.args.get(name, "") for name in ("q", "body", "type", "status")}
    kept = plan_list.filtered(entries, wanted)
    if chosen is not HTML:
        return table_response(plan_list.table(kept), chosen)
    number = page_asked()
    first = (number - 1) * _PLANS_A_PAGE
    alternates = own_links()
    page = render_template(
        "plans.html",
        entries=kept[first : first + _PLANS_A_PAGE],
        total=len(kept),
        wanted=wanted,
        choices=plan_list.choices(entries),
        pages=page_numbers(number, len(kept), _PLANS_A_PAGE, request.path, request.args),
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(page, alternates)


@blueprint.get("/goals")
def goals() -> Response:
    """List the goals of all plans; filtered by plan, level, theme, group and words."""
    chosen = list_format()
    wanted = GoalFilter(
        plan=_iri_asked("plan"),
        level=_iri_asked("level"),
        theme=_iri_asked("theme"),
        group=_iri_asked("group"),
        text=request.args.get("q", "").strip()[:200],
    )
    number = page_asked()
    size = _GOALS_A_PAGE if chosen is HTML else _GOALS_IN_A_FILE_MAX
    offset = (number - 1) * size if chosen is HTML else 0
    engine, timeout_s = site().engine, site().config.page_timeout_s
    asked = plan_queries.goals(wanted, size, offset, with_choices=chosen is HTML)
    found = rows(engine, asked, timeout_s)
    iris = list(dict.fromkeys(row["goal"]["value"] for row in found if "goal" in row))
    details = [
        row
        for first in range(0, len(iris), _DETAILS_A_TRIP_MAX)
        for row in rows(
            engine, plan_queries.goal_details(iris[first : first + _DETAILS_A_TRIP_MAX]), timeout_s
        )
    ]
    description = _named([*found, *details])
    shown = goals_view.goal_rows(description, found, goals_view.details_by_goal(details))
    if chosen is not HTML:
        return table_response(goals_view.goals_table(shown), chosen)
    total, alternates = goals_view.total_of(found), own_links()
    page = render_template(
        "goals.html",
        goals=shown,
        total=total,
        wanted=wanted,
        choices=goals_view.choices(description, found),
        pages=page_numbers(number, total, _GOALS_A_PAGE, request.path, request.args),
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(page, alternates)


def _iri_asked(name: str) -> str:
    """Return the IRI that a parameter gives, as an IRI or as a path of ours. Raises BadRequest."""
    text = request.args.get(name, "").strip()
    iri = site().urls.iri_of(text)
    if text and iri is None:
        raise BadRequest(f"{name}: «{text[:80]}» is neither an IRI nor a path of a page here")
    return iri or ""


def _named(found: list[Binding]) -> Description:
    """Return the names of all that rows mention."""
    description = Description("", site().urls, Statements())
    mentioned = {
        term["value"]
        for row in found
        for name, term in row.items()
        if term["type"] == "uri" and name not in ("class",)
    }
    stand_in = [
        Statement("", iri, "urn:x-planvev:mentioned", Value("uri", iri))
        for iri in sorted(mentioned)
        if not iri.startswith("_:")
    ]
    named = Description("", site().urls, Statements(stand_in))
    add_names(site().engine, named, site().config.page_timeout_s)
    description.statements.add(s for s in named.statements if s.graph)
    return description


@blueprint.get("/instruments")
def instruments() -> Response:
    """Show the plan and control system as a picture and as a table."""
    chosen = list_format()
    description = Description("", site().urls, Statements())
    description.statements.add(_ask(plan_queries.instruments()))
    add_names(site().engine, description, site().config.page_timeout_s)
    shown = instruments_view.instruments(description)
    if chosen is not HTML:
        return table_response(instruments_view.instruments_table(shown), chosen)
    alternates = own_links()
    page = render_template(
        "instruments.html",
        instruments=shown,
        drawing=drawing(shown),
        years_text=instruments_view.years_text,
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(page, alternates)


def plan_page(description: Description, iri: str) -> str:
    """Return the page of a plan: its facts and tree; with ``?view=reading`` its text in order."""
    shared = {
        "iri": iri,
        "path_of_plan": site().urls.path_of(iri) or "/",
        "alternates": site().urls.alternates(site().urls.path_of(iri) or "/"),
        "trail": trail(description),
    }
    view = thing_view(description, site().sources)
    if request.args.get("view") == "reading":
        runs = reading(description, description.rows)
        return render_template(
            "plan_reading.html", view=view, runs=runs, contents=contents(runs), **shared
        )
    return render_template(
        "plan.html",
        view=view,
        tree=plan_tree(description),
        facts=plan_facts(description),
        opened=request.args.get("open", ""),
        **shared,
    )
