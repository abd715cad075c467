"""``/dumps``: the whole dataset as files.

They are sent as ``application/gzip``, not as N-Quads with ``Content-Encoding: gzip``: they are
files to keep. A client that undoes a coding on its way would save another file under the same
name, one that has neither the size nor the hash that the catalogue gives.
"""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, Response, json, render_template, request, send_file

from planvev.errors import ResourceNotFound
from planvev.rdf.formats import HTML, Format
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.sparql.dump_shelf import DumpShelf
from planvev.sparql.dumps import DUMP_FORMATS, dump_name
from planvev.web.data_state import data_state
from planvev.web.lists import JSON
from planvev.web.one_generation import note_generation
from planvev.web.site import accept_header, body_response, is_client_gone, root_url, site

blueprint: Final = Blueprint("dumps", __name__)
GZIP: Final = "application/gzip"
_BY_NAME: Final = {dump_name(chosen): chosen for chosen in DUMP_FORMATS}


@blueprint.get("/dumps")
def listing() -> Response:
    """List the dumps, for people or as JSON. Size and hash are given of those that are written."""
    shelf, root = _shelf(), root_url()
    name = request.args.get("format")
    offered = (JSON, HTML)
    chosen = format_by_name(name, offered) if name else negotiate(accept_header(), offered)
    state = data_state()
    entries = [entry(shelf, one, root) for one in DUMP_FORMATS]
    if chosen is HTML:
        page = render_template("dumps.html", entries=entries, state=state)
        response = body_response(page, HTML)
    else:
        body = {"generation": state.generation, "modified": state.modified, "dumps": entries}
        response = body_response(json.dumps(body), JSON)
    if any(one["bytes"] is None for one in entries):
        response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/dumps/<name>")
def download(name: str) -> Response:
    """Return a dump; the first who asks for one of a generation waits while it is written."""
    shelf, chosen = _shelf(), _BY_NAME.get(name)
    if chosen is None:
        raise ResourceNotFound(request.base_url)
    if request.if_none_match.contains_weak(shelf.etag(chosen)):
        response = Response(status=304, headers={"Cache-Control": "no-cache"})
        response.set_etag(shelf.etag(chosen))
        return response
    dump = shelf.get(chosen, site().config.query_timeout_s, is_client_gone)
    note_generation(str(dump.generation))
    response = send_file(
        dump.path,
        mimetype=GZIP,
        as_attachment=True,
        download_name=f"planvev-{dump.generation:06d}.{chosen.extension}.gz",
        etag=dump.etag,
        last_modified=dump.time,
    )
    response.headers["Cache-Control"] = "no-cache"  # the next generation has the same URL
    del response.headers["Expires"]
    return response


def _shelf() -> DumpShelf:
    shelf = site().dumps
    if shelf is None:
        raise ResourceNotFound(request.base_url)
    return shelf


def entry(shelf: DumpShelf | None, chosen: Format, root: str) -> dict[str, Any]:
    """Return what is told of a dump; size and hash are None until it is written."""
    dump = shelf.find(chosen) if shelf else None
    if dump:
        note_generation(str(dump.generation))
    return {
        "name": dump_name(chosen),
        "url": f"{root}dumps/{dump_name(chosen)}",
        "media_type": chosen.media_type,
        "compression": GZIP,
        "bytes": dump.bytes if dump else None,
        "sha256": dump.sha256 if dump else None,
    }
