"""The HTML pages: from the engine's answers to a template."""

from __future__ import annotations

from typing import Final

from flask import render_template, request

from planvev.vocab import PV
from planvev.web import queries
from planvev.web.collection_view import member_groups, subject_rows
from planvev.web.description import (
    Description,
    add_names,
    describe,
    rows,
    statements_of,
)
from planvev.web.plan_pages import plan_page
from planvev.web.site import site
from planvev.web.statements import Statements
from planvev.web.thing_view import thing_view, translations

_GRAPH_STATEMENTS_MAX: Final = 20_000


def thing_page(iri: str) -> str:
    """Return the page about one thing. Raises ResourceNotFound."""
    in_order = request.args.get("view") == "reading"
    plan_query = queries.plan_reading if in_order else queries.plan_tree
    timeout_s = site().config.page_timeout_s
    description = describe(site().engine, site().urls, iri, timeout_s, plan_query)
    if description.statements.is_a(iri, PV.PlanInstrument):
        return plan_page(description, iri)
    return render_template(
        "thing.html",
        view=thing_view(description, site().sources),
        iri=iri,
        alternates=site().urls.alternates(site().urls.path_of(iri) or "/"),
    )


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
