"""What describes the dataset as a whole: ``/.well-known/void`` and ``/catalog``.

Both are RDF, for machines: who prefers HTML gets Turtle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from flask import Blueprint, Response, request
from pyoxigraph import Triple

from planvev.archive.canonical import EMPTY, parse_exact
from planvev.archive.manifest import Manifest
from planvev.errors import ResourceNotFound
from planvev.rdf.formats import GRAPH_FORMATS, HTML, TURTLE, Format
from planvev.rdf.grouping import by_subject
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.rdf.prefixes import prefixes_in_use
from planvev.rdf.serializing import graph_bytes
from planvev.sparql.catalogue import Server, describe_catalogue, licences_of, read_plans
from planvev.sparql.dumps import DUMP_FORMATS, dump_name
from planvev.sparql.void import PREFIXES, Addresses, void_description
from planvev.vocab import GRAPH
from planvev.web.data_state import data_state
from planvev.web.one_generation import note_generation
from planvev.web.site import Backend, accept_header, body_response, is_client_gone, root_url, site

blueprint: Final = Blueprint("dataset", __name__)
CATALOGUE: Final = GRAPH["catalogue"].value
_DUMPS_WAIT_S: Final = 5.0
_LINKS: Final = (
    ("sparql", "service-desc", "text/turtle"),
    ("catalog", "service-meta", "text/turtle"),
    ("status", "status", "application/json"),
    (".well-known/void", "describedby", "text/turtle"),
)
"""Path, relation (RFC 8631; of VoID § 6.2 as of any description, POWDER's), media type."""
_LINKED_FROM: Final = ("/", "/sparql")


@blueprint.get("/.well-known/void")
def void() -> Response:
    """Return the VoID description."""
    here, root, chosen = site(), root_url(), _choose()
    statistics = here.statistics.get(here.config.query_timeout_s)
    for generation in statistics.generations:
        note_generation(generation)
    addresses = Addresses(
        description=f"{root}.well-known/void",
        sparql_endpoint=f"{root}sparql",
        homepage=root,
        things=f"{here.config.base_iri}id/",
        dumps=[f"{root}dumps/{dump_name(f)}" for f in DUMP_FORMATS] if here.dumps else (),
        licences=licences_of(_own_catalogue(here.backend)[1]) if here.backend else (),
    )
    return _rdf(void_description(statistics, data_state().graphs, addresses), chosen, PREFIXES)


@blueprint.get("/catalog")
def catalog() -> Response:
    """Return the catalogue; 404 where the graph ``catalogue`` describes none."""
    here, root, chosen = site(), root_url(), _choose()
    if here.backend is None or here.dumps is None:
        raise ResourceNotFound(CATALOGUE)
    manifest, own = _own_catalogue(here.backend)
    plans = read_plans(here.engine, here.config.page_timeout_s)
    ready = here.dumps.prepare(here.config.page_timeout_s or _DUMPS_WAIT_S, is_client_gone)
    for dump in ready:
        note_generation(str(dump.generation))
    triples = describe_catalogue(own, plans, Server(root, manifest.time, ready))
    if not triples:
        raise ResourceNotFound(CATALOGUE)
    response = _rdf(triples, chosen, prefixes_in_use(triples))
    if len(ready) < len(DUMP_FORMATS):
        response.headers["Cache-Control"] = "no-store"  # sizes and hashes are still to come
    return response


@blueprint.after_app_request
def link(response: Response) -> Response:
    """Name the descriptions in Link headers, where clients begin (RFC 8288)."""
    begins = request.path in _LINKED_FROM and request.method != "POST" and not request.query_string
    if begins and response.status_code == 200:
        for path, relation, media_type in _LINKS:
            response.headers.add("Link", f'</{path}>; rel="{relation}"; type="{media_type}"')
    return response


def _own_catalogue(backend: Backend) -> tuple[Manifest, Sequence[Triple]]:
    """Return the graph ``catalogue`` as it was put, and the manifest that names it."""

    def read(manifest: Manifest) -> tuple[Manifest, bytes]:
        there = CATALOGUE in manifest.graphs
        return manifest, backend.archive.text_of(manifest, CATALOGUE) if there else EMPTY

    manifest, text = backend.archive.read(read)
    note_generation(str(manifest.generation))
    return manifest, list(parse_exact(text))


def _choose() -> Format:
    name = request.args.get("format")
    if name:
        return format_by_name(name, GRAPH_FORMATS)
    chosen = negotiate(accept_header(), (*GRAPH_FORMATS, HTML))
    return TURTLE if chosen is HTML else chosen


def _rdf(triples: Sequence[Triple], chosen: Format, prefixes: Mapping[str, str]) -> Response:
    grouped = by_subject(triples)
    return body_response(graph_bytes(grouped, chosen, prefixes), chosen)
