"""The HTML pages: from the engine's answers to a template."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from flask import render_template, request

from planvev.rdf.formats import Format
from planvev.vocab import PV
from planvev.web import queries
from planvev.web.citing import cited_as
from planvev.web.citing_view import citable, citing_box
from planvev.web.collection_view import member_groups, subject_rows
from planvev.web.description import (
    Description,
    add_names,
    describe,
    rows,
    statements_of,
)
from planvev.web.plan_pages import plan_page
from planvev.web.plan_view import plan_tree
from planvev.web.site import site
from planvev.web.statements import Statements
from planvev.web.tables import Table, links
from planvev.web.thing_queries import page_query
from planvev.web.thing_table import thing_table
from planvev.web.thing_view import breadcrumb, thing_view, title_of, translations

_GRAPH_STATEMENTS_MAX: Final = 20_000


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


def collection_page(iri: str, graph_iri: str) -> str:
    """Return the page of an ontology or codelist: all its terms."""
    description = _graph_description(iri, graph_iri)
    return render_template(
        "collection.html",
        ref=description.ref(iri),
        view=thing_view(description, {}),
        translations=translations(description, iri),
        groups=member_groups(description),
        iri=iri,
        alternates=site().urls.alternates(site().urls.path_of(iri) or "/"),
    )


def graph_page(iri: str) -> str:
    """Return the page of a named graph: what it describes."""
    description = _graph_description(iri, iri)
    subjects = subject_rows(description, iri)
    return render_template(
        "graph.html",
        view=thing_view(description, {}),
        subjects=subjects,
        iri=iri,
        alternates=site().urls.alternates(site().urls.path_of(iri) or "/"),
    )


def _graph_description(iri: str, graph_iri: str) -> Description:
    engine, timeout_s = site().engine, site().config.page_timeout_s
    found = rows(engine, queries.graph_statements(graph_iri, _GRAPH_STATEMENTS_MAX), timeout_s)
    own = statements_of(found)
    description = Description(iri, site().urls, Statements(own), 0, engine.generation)
    add_names(engine, description, timeout_s)
    return description
