"""Pages about vocabularies and named graphs: the ontology, codelists, shapes, graphs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Blueprint, Response, render_template, request

from planvev.rdf.formats import GRAPH_FORMATS, HTML, RDF_SYNTAX, Format
from planvev.rdf.grouping import by_subject
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.rdf.prefixes import prefixes_in_use
from planvev.rdf.serializing import graph_bytes
from planvev.vocab import CODE, SKOS
from planvev.web import queries, shapes_view
from planvev.web.collection_graphs import graph_rows, graphs_table, kind_of_graph, last_changes
from planvev.web.collection_view import MemberGroup, member_groups, members_table, subject_rows
from planvev.web.data_state import data_state
from planvev.web.description import Description, Ref, Text, add_names, rows, statements_of
from planvev.web.language import gettext
from planvev.web.lists import (
    list_format,
    own_links,
    page_asked,
    table_response,
    with_links,
)
from planvev.web.pages_of import page_numbers
from planvev.web.site import accept_header, body_response, site
from planvev.web.statements import Statements
from planvev.web.tables import TABLE_FORMATS, Table, links
from planvev.web.thing_view import thing_view, translations
from planvev.web.urls import ONTOLOGY_IRI
from planvev.web.wording import date_text, number_text

blueprint: Final = Blueprint("collections", __name__)
_GRAPH_STATEMENTS_MAX: Final = 20_000
_GRAPHS_A_PAGE: Final = 300
_SHAPES_FORMATS: Final = (HTML, *GRAPH_FORMATS)


def collection_page(iri: str, graph_iri: str) -> str:
    """Return the page of an ontology or codelist: all its terms."""
    description, groups = _collection(iri, graph_iri)
    path = site().urls.path_of(iri) or "/"
    return render_template(
        "collection.html",
        ref=description.ref(iri),
        view=thing_view(description, {}),
        translations=translations(description, iri),
        groups=groups,
        demanded={group.target: group.anchor for group in shapes_view.shape_groups(site().urls)},
        codelists=_codelists() if iri == ONTOLOGY_IRI else [],
        iri=iri,
        table_links=links(path),
        alternates=[*site().urls.alternates(path), *links(path)],
    )


def collection_table(iri: str, graph_iri: str) -> Table:
    """Return the terms of an ontology or codelist as a table."""
    description, groups = _collection(iri, graph_iri)
    return members_table(description.name(iri).text, groups)


def _collection(iri: str, graph_iri: str) -> tuple[Description, list[MemberGroup]]:
    engine, timeout_s = site().engine, site().config.page_timeout_s
    found = rows(engine, queries.collection(iri, graph_iri), timeout_s)
    if iri == ONTOLOGY_IRI:
        counted = site().statistics.get(timeout_s)
        uses: Mapping[str, int] = {**counted.classes, **counted.properties}
    else:
        uses = {r["term"]["value"]: int(r["uses"]["value"]) for r in found if "term" in r}
    own = statements_of(found)
    description = Description(iri, site().urls, Statements(own), 0, engine.generation)
    add_names(engine, description, timeout_s)
    return description, member_groups(description, uses)


def _codelists() -> list[Ref]:
    engine, timeout_s = site().engine, site().config.page_timeout_s
    found = rows(engine, queries.things_of(SKOS.ConceptScheme, 200), timeout_s)
    description = Description("", site().urls, Statements(statements_of(found)))
    schemes = {s.subject for s in description.statements if s.subject.startswith(CODE.iri)}
    return sorted(description.refs(schemes), key=lambda ref: ref.text.text.casefold())


def graph_page(iri: str) -> str:
    """Return the page of a named graph: what it describes."""
    engine, timeout_s, backend = site().engine, site().config.page_timeout_s, site().backend
    found = rows(engine, queries.graph_statements(iri, _GRAPH_STATEMENTS_MAX), timeout_s)
    own = statements_of(found)
    description = Description(iri, site().urls, Statements(own), 0, engine.generation)
    add_names(engine, description, timeout_s)
    return render_template(
        "graph.html",
        view=thing_view(description, {}),
        subjects=subject_rows(description, iri),
        what=kind_of_graph(iri),
        changed=last_changes(backend.archive).get(iri) if backend else None,
        day=date_text,
        iri=iri,
        graphs_ref=Ref("", Text(gettext("Named graphs")), "/graph"),
        alternates=site().urls.alternates(site().urls.path_of(iri) or "/"),
    )


@blueprint.get("/graph")
def graphs() -> Response:
    """List the named graphs with their sizes."""
    chosen, backend = list_format(), site().backend
    changes = last_changes(backend.archive) if backend else {}
    listed = graph_rows(data_state().graphs, changes, site().urls)
    if chosen is not HTML:
        return table_response(graphs_table(listed), chosen)
    alternates, number = own_links(), page_asked()
    page = render_template(
        "graphs.html",
        graphs=listed[(number - 1) * _GRAPHS_A_PAGE : number * _GRAPHS_A_PAGE],
        pages=page_numbers(number, len(listed), _GRAPHS_A_PAGE, request.path, request.args),
        data_ref=Ref("", Text(gettext("Data")), "/data"),
        number=number_text,
        day=date_text,
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


@blueprint.get("/shapes")
def shapes() -> Response:
    """Show what is demanded of the data; the shapes themselves as RDF, or as a table."""
    return _shapes(None)


@blueprint.get("/shapes.<extension>")
def shapes_as(extension: str) -> Response:
    """Return the shapes in one format."""
    named = {f.extension: f.name for f in _SHAPES_FORMATS}
    return _shapes(format_by_name(named.get(extension, extension), _SHAPES_FORMATS))


def _shapes(chosen: Format | None) -> Response:
    name = request.args.get("format")
    if name:
        chosen = format_by_name(name, (*_SHAPES_FORMATS, *TABLE_FORMATS))
    chosen = chosen or negotiate(accept_header(), _SHAPES_FORMATS)
    triples = shapes_view.triples()
    if chosen in RDF_SYNTAX:
        grouped = by_subject(triples)
        return body_response(graph_bytes(grouped, chosen, prefixes_in_use(triples)), chosen)
    groups = shapes_view.shape_groups(site().urls)
    if chosen in TABLE_FORMATS:
        return table_response(shapes_view.shapes_table(groups), chosen)
    alternates = [(f, f"/shapes.{f.extension}") for f in GRAPH_FORMATS] + links("/shapes")
    page = render_template(
        "shapes.html", groups=groups, table_links=links("/shapes"), alternates=alternates
    )
    return with_links(body_response(page, HTML), alternates)
