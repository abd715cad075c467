"""The HTML pages: from the engine's answers to a template."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template

from planvev.rdf.formats import HTML
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
from planvev.web.plan_view import plan_facts, plan_rows, plan_tree, trail
from planvev.web.site import body_response, site
from planvev.web.statements import Statements
from planvev.web.thing_view import thing_view, translations

blueprint: Final = Blueprint("pages", __name__)
_GRAPH_STATEMENTS_MAX: Final = 20_000


@blueprint.get("/")
def home() -> Response:
    """Show the plans and the goal tree of the first that has one."""
    engine, timeout_s = site().engine, site().config.page_timeout_s
    description = Description("", site().urls, Statements())
    description.statements.add(statements_of(rows(engine, queries.plans(), timeout_s)))
    counts = {
        row["plan"]["value"]: int(row["elements"]["value"])
        for row in rows(engine, queries.elements_by_plan(), timeout_s)
        if "plan" in row
    }
    plans = plan_rows(description, counts)
    first = plans[0] if plans and plans[0].elements else None
    if first:
        description.iri = first.ref.iri
        tree = queries.plan_tree(first.ref.iri)
        description.statements.add(statements_of(rows(engine, tree, timeout_s)))
    add_names(engine, description, timeout_s)
    page = render_template(
        "home.html",
        plans=plan_rows(description, counts),
        plan=description.ref(first.ref.iri) if first else None,
        tree=plan_tree(description) if first else None,
    )
    return body_response(page, HTML)


def thing_page(iri: str) -> str:
    """Return the page about one thing. Raises ResourceNotFound."""
    description = describe(site().engine, site().urls, iri, site().config.page_timeout_s)
    path = site().urls.path_of(iri) or "/"
    shared = {"iri": iri, "alternates": site().urls.alternates(path)}
    view = thing_view(description, site().sources)
    if description.statements.is_a(iri, PV.PlanInstrument):
        return render_template(
            "plan.html",
            view=view,
            tree=plan_tree(description),
            facts=plan_facts(description),
            trail=trail(description),
            **shared,
        )
    return render_template("thing.html", view=view, **shared)


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
