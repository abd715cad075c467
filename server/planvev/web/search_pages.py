"""``/search`` and ``/search/suggest``: what people look for, by the index."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, json, render_template, request

from planvev.errors import ServerBusy
from planvev.rdf.formats import HTML
from planvev.search.index import FACETS, Found
from planvev.search.keeping import KeptIndex, SearchNotReady, State
from planvev.search.query import QUERY_CHARACTERS_MAX, Search
from planvev.web.lists import (
    JSON,
    list_format,
    own_links,
    page_asked,
    table_response,
    with_links,
)
from planvev.web.one_generation import note_generation
from planvev.web.pages_of import page_numbers
from planvev.web.search_view import Names, as_json, search_table, search_view
from planvev.web.site import body_response, root_url, site

blueprint: Final = Blueprint("search", __name__)
_HITS_A_PAGE: Final = 20
_HITS_IN_A_FILE: Final = 1_000
_PAGES_MAX: Final = 500
_SUGGESTED: Final = 8
_RETRY_S: Final = 5


@blueprint.get("/search")
def search() -> Response:
    """Answer a search: as a page, JSON, CSV or XLSX."""
    chosen = list_format()
    text = request.args.get("q", "").strip()[:QUERY_CHARACTERS_MAX]
    filters = {name: _value(name) for name in FACETS}
    wanted = Search(text, {name: value for name, value in filters.items() if value})
    number = min(page_asked(), _PAGES_MAX)
    size = _HITS_A_PAGE if chosen in (HTML, JSON) else _HITS_IN_A_FILE
    index = _index()
    found, state = _found(index, wanted, size, (number - 1) * size)
    names, urls = Names(state, site().urls), site().urls
    view = search_view(found, wanted, names, urls, request.args)
    if chosen is JSON:
        body = as_json(view, text, state.generation, root_url())
        response = body_response(json.dumps(body, ensure_ascii=False), JSON)
    elif chosen is not HTML:
        response = table_response(search_table(view), chosen)
    else:
        alternates = own_links()
        page = render_template(
            "search.html",
            text=text,
            view=view,
            filters=wanted.filters,
            meant=index.meant(text) if not view.total or not view.all_words else None,
            late=_is_late(state),
            pages=page_numbers(
                number,
                min(view.total, _PAGES_MAX * _HITS_A_PAGE),
                _HITS_A_PAGE,
                request.path,
                request.args,
            ),
            table_links=alternates,
            alternates=alternates,
        )
        response = with_links(body_response(page, HTML), alternates)
    return _of_generation(response, state)


@blueprint.get("/search/suggest")
def suggest() -> Response:
    """Return up to eight things whose words begin as those that are being typed."""
    text = request.args.get("q", "").strip()[:QUERY_CHARACTERS_MAX]
    index = _index()
    hits: list[dict[str, Any]] = []
    state = index.state
    if text:
        found, state = _found(index, Search(text, unfinished=True), _SUGGESTED, 0)
        names = Names(state, site().urls)
        view = search_view(found, Search(text), names, site().urls, {})
        hits = [
            {
                "iri": hit.iri,
                "url": hit.href,
                "kind": hit.kind,
                "number": hit.number,
                "label": "".join(piece.text for piece in hit.title),
                "language": hit.title_language,
            }
            for hit in view.hits
            if hit.href
        ]
    response = body_response(json.dumps(hits, ensure_ascii=False), JSON)
    response.vary.add("Cookie")
    return _of_generation(response, state)


@blueprint.get("/search/opensearch.xml")
def open_search() -> Response:
    """Describe the search, so that a browser can offer it (OpenSearch 1.1)."""
    root = root_url()
    body = render_template("opensearch.xml", root=root)
    return Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")


def _index() -> KeptIndex:
    index = site().search
    if index is None:
        raise ServerBusy(_RETRY_S, "There is no search here: nothing keeps an index.")
    return index


def _found(index: KeptIndex, wanted: Search, size: int, offset: int) -> tuple[Found, State]:
    try:
        return index.search(wanted, size, offset)
    except SearchNotReady:
        message = "The search index is being made. Try again soon."
        raise ServerBusy(_RETRY_S, message) from None


def _value(name: str) -> str:
    """Return the value of a facet that is asked for: an IRI, or a path of a page here."""
    text = request.args.get(name, "").strip()
    return (site().urls.iri_of(text) or "urn:x-planvev:nothing") if text else ""


def _is_late(state: State) -> bool:
    """Return whether the archive has a newer generation than the one that was searched."""
    backend = site().backend
    return backend is not None and state.generation != backend.archive.head()


def _of_generation(response: Response, state: State) -> Response:
    """Say which generation was searched; what is of an older one is not kept."""
    note_generation(str(state.generation))
    if _is_late(state):
        response.headers["Cache-Control"] = "no-store"
    return response
