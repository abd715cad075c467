"""Pages about vocabularies and named graphs: the ontology, codelists, shapes, graphs."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, render_template, request

from planvev.rdf.formats import GRAPH_FORMATS, HTML, RDF_SYNTAX, Format
from planvev.rdf.grouping import by_subject
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.rdf.prefixes import prefixes_in_use
from planvev.rdf.serializing import graph_bytes
from planvev.vocab import CODE, GRAPH, SKOS
from planvev.web import queries, shapes_view
from planvev.web.collection_view import MemberGroup, member_groups, members_table, subject_rows
from planvev.web.data_state import data_state
from planvev.web.description import Description, Ref, Text, add_names, rows, statements_of
from planvev.web.language import gettext
from planvev.web.plan_pages import list_format, own_links, table_response, with_links
from planvev.web.site import accept_header, body_response, site
from planvev.web.statements import Statements
from planvev.web.tables import TABLE_FORMATS, Cell, Table, links
from planvev.web.thing_view import thing_view, translations
from planvev.web.urls import ONTOLOGY_IRI

blueprint: Final = Blueprint("collections", __name__)
_GRAPH_STATEMENTS_MAX: Final = 20_000
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
    uses = {r["term"]["value"]: int(r["uses"]["value"]) for r in found if "term" in r}
    own = statements_of(found)
    description = Description(iri, site().urls, Statements(own), 0, engine.generation)
    add_names(engine, description, timeout_s)
    return description, member_groups(description, uses or {iri: 0})


def _codelists() -> list[Ref]:
    engine, timeout_s = site().engine, site().config.page_timeout_s
    found = rows(engine, queries.things_of(SKOS.ConceptScheme, 200), timeout_s)
    description = Description("", site().urls, Statements(statements_of(found)))
    schemes = {s.subject for s in description.statements if s.subject.startswith(CODE.iri)}
    return sorted(description.refs(schemes), key=lambda ref: ref.text.text.casefold())


def graph_page(iri: str) -> str:
    """Return the page of a named graph: what it describes."""
    engine, timeout_s = site().engine, site().config.page_timeout_s
    found = rows(engine, queries.graph_statements(iri, _GRAPH_STATEMENTS_MAX), timeout_s)
    own = statements_of(found)
    description = Description(iri, site().urls, Statements(own), 0, engine.generation)
    add_names(engine, description, timeout_s)
    return render_template(
        "graph.html",
        view=thing_view(description, {}),
        subjects=subject_rows(description, iri),
        iri=iri,
        graphs_ref=Ref("", Text(gettext("Named graphs")), "/graph"),
        alternates=site().urls.alternates(site().urls.path_of(iri) or "/"),
    )


@blueprint.get("/graph")
def graphs() -> Response:
    """List the named graphs with their sizes."""
    chosen = list_format()
    state = data_state()
    named = [
        (iri.removeprefix(GRAPH.iri), iri, site().urls.href_of(iri), triples)
        for iri, triples in sorted(state.graphs.items())
    ]
    if chosen is not HTML:
        columns = [gettext("Graph"), gettext("Statements"), "IRI"]
        cells: list[list[Cell]] = [[name, triples, iri] for name, iri, _, triples in named]
        return table_response(Table(gettext("Named graphs"), columns, cells), chosen)
    alternates = own_links()
    page = render_template(
        "graphs.html", graphs=named, state=state, table_links=alternates, alternates=alternates
    )
    return with_links(page, alternates)


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
    return with_links(page, alternates)
