"""``/id`` and the documents about things, codes, graphs, the ontology; source texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from flask import Blueprint, Response, current_app, redirect, render_template, request

from planvev.engine.base import Query
from planvev.errors import ResourceNotFound
from planvev.rdf.formats import HTML, Format
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.vocab import GRAPH
from planvev.web import collection_code, collection_pages, pages, queries, thing_goals
from planvev.web.citing import BIBTEX, CITATION_FORMATS, CSL_JSON
from planvev.web.description import ask
from planvev.web.graph_store import graph_response
from planvev.web.lists import list_format, own_links, table_response, with_links
from planvev.web.site import accept_header, body_response, site
from planvev.web.tables import TABLE_FORMATS
from planvev.web.urls import DOCUMENT_FORMATS, ONTOLOGY_IRI, split_extension

blueprint: Final = Blueprint("documents", __name__)
_BY_NAME: Final = (*DOCUMENT_FORMATS, *CITATION_FORMATS, *TABLE_FORMATS)
"""Formats of a document about one thing; a table and a citation are asked for by name."""


@blueprint.get("/id/<path:path>")
def thing(path: str) -> Response:
    """Send on from a thing to the document about it (303: a thing is no document)."""
    urls = site().urls
    location = urls.path_of(urls.iri_of_document(path)) or "/"
    return current_app.make_response(redirect(location, code=303))


@blueprint.get("/doc/<path:path>")
def document(path: str) -> Response:
    """Return the document about a thing."""
    return _document(path, site().urls.iri_of_document)


@blueprint.get("/sdg")
def development_goals() -> Response:
    """List the development goals, with how many links lead to each and to its targets."""
    chosen = list_format()
    goals = thing_goals.goals(site().engine, site().urls, site().config.page_timeout_s)
    if chosen is not HTML:
        return table_response(thing_goals.table(goals), chosen)
    alternates = own_links()
    page = render_template(
        "thing_goals.html", goals=goals, table_links=alternates, alternates=alternates
    )
    return with_links(body_response(page, HTML), alternates)


@blueprint.get("/sdg/<path:path>")
def development_goal(path: str) -> Response:
    """Return the document about a development goal or target: what is said of it here."""
    return _document(path, site().urls.iri_of_sdg)


@blueprint.get("/code/<path:path>")
def code(path: str) -> Response:
    """Return a codelist, whole, or the document about one code."""
    stem, extension = split_extension(path)
    if "/" in stem:
        return _document(path, site().urls.iri_of_code, collection_code.code_page)
    graph = site().urls.iri_of_graph(f"code/{stem}")
    return _collection(site().urls.iri_of_code(stem), graph, extension)


@blueprint.get("/ontology")
def ontology() -> Response:
    """Return the ontology, whole."""
    return _collection(ONTOLOGY_IRI, GRAPH["ontology"].value, None)


@blueprint.get("/ontology.<extension>")
def ontology_as(extension: str) -> Response:
    """Return the ontology in one format."""
    _, chosen = split_extension(f"ontology.{extension}")
    if chosen is None:
        raise ResourceNotFound(f"{ONTOLOGY_IRI}.{extension}")
    return _collection(ONTOLOGY_IRI, GRAPH["ontology"].value, chosen)


@blueprint.get("/graph/<path:path>")
def graph(path: str) -> Response:
    """Return a named graph, whole."""
    stem, extension = split_extension(path)
    iri = site().urls.iri_of_graph(stem)
    if extension and not _has_graph(iri):
        iri, extension = site().urls.iri_of_graph(path), None
    if not _has_graph(iri):
        raise ResourceNotFound(iri)
    chosen = _choose(extension)
    if chosen is HTML:
        return _with_alternates(body_response(collection_pages.graph_page(iri), HTML), iri)
    if site().backend:
        return _with_alternates(graph_response(iri, chosen), iri)
    return _with_alternates(_rdf(queries.whole_graph(iri), chosen), iri)


@blueprint.get("/data/sources/<sha256>.txt")
def source(sha256: str) -> Response:
    """Return the text of a source, byte for byte as it was supplied."""
    file = site().sources.get(sha256)
    if file is None:
        raise ResourceNotFound(f"{site().config.base_iri}id/source/{sha256}")
    response = Response(file.text.encode("utf-8"), content_type="text/plain; charset=utf-8")
    response.set_etag(file.sha256)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.make_conditional(request.environ)
    return response


def _document(
    path: str,
    iri_of: Callable[[str], str],
    page_of: Callable[[str], str] = pages.thing_page,
) -> Response:
    """Return the document about the IRI of a path; an extension is one only if that IRI exists."""
    stem, extension = split_extension(path)
    iri = iri_of(stem)
    if extension and not _exists(queries.exists(iri)):
        iri, extension = iri_of(path), None
    chosen = _choose(extension, (*DOCUMENT_FORMATS, BIBTEX, CSL_JSON), _BY_NAME)
    if chosen is HTML:
        return _with_alternates(body_response(page_of(iri), HTML), iri)
    if chosen in CITATION_FORMATS:
        response = body_response(pages.citation(iri, chosen), chosen)
        response.headers["Cache-Control"] = "no-store"  # it names the day of reading
        return response
    if chosen in TABLE_FORMATS:
        return table_response(pages.table_of_thing(iri), chosen)
    if not _exists(queries.exists(iri)):
        raise ResourceNotFound(iri)
    return _with_alternates(_rdf(queries.document_graph(iri), chosen), iri)


def _collection(iri: str, graph_iri: str, extension: Format | None) -> Response:
    """Return a vocabulary that has a graph of its own."""
    if not _exists(queries.graph_exists(graph_iri)):
        raise ResourceNotFound(iri)
    chosen = _choose(extension, named=(*DOCUMENT_FORMATS, *TABLE_FORMATS))
    if chosen is HTML:
        page = collection_pages.collection_page(iri, graph_iri)
        return _with_alternates(body_response(page, HTML), iri)
    if chosen in TABLE_FORMATS:
        return table_response(collection_pages.collection_table(iri, graph_iri), chosen)
    return _with_alternates(_rdf(queries.whole_graph(graph_iri), chosen), iri)


def _choose(
    extension: Format | None,
    offered: Sequence[Format] = DOCUMENT_FORMATS,
    named: Sequence[Format] = DOCUMENT_FORMATS,
) -> Format:
    """Return the format of the URL's ending, of ``?format=``, or the one that Accept prefers.

    offered: what Accept may choose from. named: what ``?format=`` may.
    """
    if extension:
        return extension
    name = request.args.get("format")
    if name:
        return format_by_name(name, named)
    return negotiate(accept_header(), offered)


def _has_graph(iri: str) -> bool:
    """Whether there is such a graph, if only an empty one."""
    backend = site().backend
    if backend:
        return iri in backend.archive.manifest().graphs
    return _exists(queries.graph_exists(iri))


def _exists(query: str) -> bool:
    return ask(site().engine, query, site().config.page_timeout_s)


def _rdf(query: str, chosen: Format) -> Response:
    timeout_s = site().config.page_timeout_s
    result = site().engine.query(Query(query, timeout_s, format=chosen.name))
    return body_response(result.body, result.format)


def _with_alternates(response: Response, iri: str) -> Response:
    """Name the other formats of a document in Link headers (RFC 8288)."""
    path = site().urls.path_of(iri) or "/"
    return with_links(response, site().urls.alternates(path))
