"""The HTML pages: from the engine's answers to a template."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from flask import render_template, request

from planvev.rdf.formats import Format
from planvev.vocab import PV
from planvev.web import queries, thing_goals
from planvev.web.citing import cited_as
from planvev.web.citing_view import citable, citing_box
from planvev.web.description import (
    describe,
)
from planvev.web.plan_pages import plan_page
from planvev.web.plan_view import plan_tree
from planvev.web.site import site
from planvev.web.tables import Table, links
from planvev.web.thing_queries import page_query
from planvev.web.thing_table import thing_table
from planvev.web.thing_view import breadcrumb, thing_view, title_of


def thing_page(iri: str) -> str:
    """Return the page about one thing. Raises ResourceNotFound."""
    in_order = request.args.get("view") == "reading"
    plan_query = queries.plan_reading if in_order else queries.plan_tree
    timeout_s = site().config.page_timeout_s
    description = describe(site().engine, site().urls, iri, timeout_s, plan_query)
    if description.statements.is_a(iri, PV.PlanInstrument):
        return plan_page(description, iri)
    view = thing_view(description, site().sources)
    path = site().urls.path_of(iri) or "/"
    cited = citable(description, view.title, view.breadcrumb)
    return render_template(
        "thing.html",
        view=view,
        above=[thing_goals.crumb()] if view.is_development_goal else [],
        iri=iri,
        path_of_thing=path,
        citing=citing_box(cited, path),
        page_query=page_query(description),
        history_url=site().urls.history_path(iri) if site().backend else None,
        table_links=links(path),
        alternates=[*site().urls.alternates(path), *links(path)],
    )


def citation(iri: str, chosen: Format) -> str:
    """Return how a thing is cited, in one of CITATION_FORMATS. Raises ResourceNotFound."""
    description = describe(site().engine, site().urls, iri, site().config.page_timeout_s)
    title = title_of(description, iri)
    today = datetime.now(UTC).date()
    return cited_as(citable(description, title, breadcrumb(description), today), chosen)


def table_of_thing(iri: str) -> Table:
    """Return the table of a page. Raises ResourceNotFound."""
    description = describe(site().engine, site().urls, iri, site().config.page_timeout_s)
    view = thing_view(description, {})
    if description.statements.is_a(iri, PV.PlanInstrument):
        view = replace(view, goals=plan_tree(description).goals)
    return thing_table(view)
