"""``/graph-store``, and ``/graph/…`` for writing: the SPARQL 1.1 Graph Store HTTP Protocol.

What is read comes from the archive, so that a graph is given back as it was put.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from urllib.parse import quote

from flask import Blueprint, Response, request

from planvev.access.roles import Change
from planvev.archive.canonical import EMPTY, parse_exact
from planvev.archive.manifest import DEFAULT, Manifest
from planvev.rdf.formats import GRAPH_FORMATS, N_TRIPLES, Format
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.rdf.prefixes import prefixes_in_use
from planvev.rdf.serializing import graph_bytes
from planvev.sparql.content import ContentLimits
from planvev.sparql.graph_store import GraphRequest, Operation, parse_graph_request
from planvev.sparql.preconditions import entity_tag
from planvev.sparql.protocol import parse_parameters
from planvev.web.changes import authenticate, change, require_backend
from planvev.web.one_generation import note_generation
from planvev.web.site import Backend, accept_header, body_response
from planvev.writes import Request, Written

blueprint: Final = Blueprint("graph_store", __name__)
_CHANGES: Final = {
    Operation.REPLACE: Change.REPLACE,
    Operation.MERGE: Change.ADD,
    Operation.REMOVE: Change.REMOVE,
}


@blueprint.route("/graph-store", methods=["GET", "PUT", "POST", "DELETE"])
def indirect() -> Response:
    """Read or write the graph that ``?graph=`` or ``?default`` names."""
    return _answer(_asked())


@blueprint.route("/graph/<path:_path>", methods=["PUT", "POST", "DELETE"])
def direct(_path: str) -> Response:
    """Write the graph whose IRI ends in this path; reading is the documents' business."""
    return _answer(_asked())


def graph_response(graph: str, chosen: Format) -> Response:
    """Return a graph of the archive in a format.

    graph: its IRI, or DEFAULT, which is always there. Raises ResourceNotFound.
    """
    backend = require_backend()

    def read(manifest: Manifest) -> tuple[Manifest, bytes]:
        missing = graph == DEFAULT and graph not in manifest.graphs
        return manifest, EMPTY if missing else backend.archive.text_of(manifest, graph)

    manifest, text = backend.archive.read(read)
    note_generation(str(manifest.generation))
    response = body_response(_serialized(text, chosen), chosen)
    response.headers["ETag"] = entity_tag(manifest.sha256(graph) or "", chosen)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request.environ)
    return response


def _asked() -> GraphRequest:
    """Read the request; who writes must say who they are before their content is looked at."""
    if request.method not in ("GET", "HEAD"):
        authenticate()
    return parse_graph_request(
        request.method,
        request.path,
        parse_parameters(request.query_string),
        {name.lower(): value for name, value in request.headers.items()},
        request.get_data(cache=False),
        limits=ContentLimits(),
    )


def _answer(asked: GraphRequest) -> Response:
    if asked.operation is Operation.READ:
        if asked.format:
            return graph_response(asked.graph, format_by_name(asked.format, GRAPH_FORMATS))
        return graph_response(asked.graph, negotiate(accept_header(), GRAPH_FORMATS))
    backend = require_backend()
    principal = authenticate()
    if asked.adds_nothing:
        principal.require([asked.graph], _CHANGES[asked.operation])
        asked.preconditions.require(backend.archive.manifest().sha256(asked.graph))
        return _written(asked.graph, created=False)

    def write(wanted: Request) -> Written:
        principal.require([asked.graph], _CHANGES[asked.operation])  # before it is worth any work
        return _write(backend, asked, wanted)

    what = f"{asked.operation.value} {asked.graph}"
    written = change(principal, what, [asked.graph], write)
    return _written(asked.graph, created=written.created(asked.graph))


def _written(graph: str, *, created: bool) -> Response:
    """Return the answer to a change: 204, or 201 that says which graph came to be (§ 5.3, § 5.5).

    Location is the graph's IRI, as a URI; another server may be what answers there. So a link says
    where the graph is read and written here.
    """
    response = Response(status=201 if created else 204)
    del response.headers["Content-Type"]
    if created:
        response.headers["Location"] = graph
        response.headers["Link"] = f'</graph-store?graph={quote(graph, safe="")}>; rel="edit"'
    return response


def _write(backend: Backend, asked: GraphRequest, plain: Request) -> Written:
    wanted = replace(plain, preconditions=asked.preconditions)
    if asked.operation is Operation.REMOVE:
        return backend.writer.delete(asked.graph, wanted)
    write = backend.writer.put if asked.operation is Operation.REPLACE else backend.writer.post
    return write(asked.graph, asked.documents, wanted, asked.base_iri)


def _serialized(text: bytes, chosen: Format) -> bytes:
    if chosen is N_TRIPLES:
        return text
    triples = list(parse_exact(text))
    return graph_bytes(triples, chosen, prefixes_in_use(triples))
