"""``/history/doc/…``, ``/history/sdg/…``: which generations changed what is said of a thing."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, json, render_template, request

from planvev.errors import ResourceNotFound
from planvev.rdf.formats import HTML
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.web.description import Description, add_names
from planvev.web.history_view import Change, history_of
from planvev.web.lists import JSON
from planvev.web.site import accept_header, body_response, site
from planvev.web.statements import Statements
from planvev.web.thing_view import title_of
from planvev.web.wording import date_text

blueprint: Final = Blueprint("history", __name__)
_FORMATS: Final = (HTML, JSON)


@blueprint.get("/history/<path:path>")
def history(path: str) -> Response:
    """Tell the history of the thing that a document is about, newest change first."""
    iri = site().urls.iri_of(f"/{path}")
    backend = site().backend
    if iri is None or backend is None or not path.startswith(("doc/", "code/", "sdg/")):
        raise ResourceNotFound(f"/{path}")
    name = request.args.get("format")
    chosen = format_by_name(name, _FORMATS) if name else negotiate(accept_header(), _FORMATS)
    found = history_of(backend.archive, iri)
    if not found.changes and found.complete:
        raise ResourceNotFound(iri)
    if chosen.name == JSON.name:
        body = {
            "iri": iri,
            "complete": found.complete,
            "changes": [_as_json(c) for c in found.changes],
        }
        return body_response(json.dumps(body, ensure_ascii=False), JSON)
    description = Description(iri, site().urls, Statements())
    add_names(site().engine, description, site().config.page_timeout_s, [iri])
    page = render_template(
        "history.html",
        history=found,
        title=title_of(description, iri),
        ref=description.ref(iri),
        href=f"/{path}",
        when=date_text,
        graph_href=site().urls.href_of,
        json_url=f"/history/{path}?format=json",
    )
    return body_response(page, HTML)


def _as_json(change: Change) -> dict[str, Any]:
    return {
        "generation": change.generation,
        "time": change.time.isoformat(),
        "author": change.author,
        "message": change.message,
        "cut": change.cut,
        "graphs": [
            {"graph": g.graph, "added": g.added, "removed": g.removed} for g in change.graphs
        ],
    }
