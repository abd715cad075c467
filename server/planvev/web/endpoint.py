"""``/sparql``: the SPARQL 1.1 Protocol over HTTP, a service description, a form for people."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request
from pyoxigraph import serialize
from werkzeug.exceptions import RequestEntityTooLarge

from planvev.engine.base import Lane, Query, Result, ResultKind
from planvev.errors import BadRequest, NotAcceptable, PlanvevError
from planvev.rdf.federation import names_service
from planvev.rdf.formats import (
    GRAPH_FORMATS,
    HTML,
    RDF_SYNTAX,
    RESULTS_CSV,
    RESULTS_FORMATS,
    RESULTS_TSV,
    Format,
)
from planvev.rdf.grouping import by_subject
from planvev.rdf.negotiation import format_by_hint, hints_at, negotiate
from planvev.sparql.protocol import (
    FORM,
    QueryRequest,
    UpdateRequest,
    form_names,
    parse_operation,
    parse_parameters,
    parse_request,
    refuse_coding,
)
from planvev.sparql.repeatable import is_repeatable
from planvev.sparql.scan import ScanLimits, refuse_excessive, refuse_federation
from planvev.web.changes import authenticate, change, require_backend, summary
from planvev.web.data_state import data_state
from planvev.web.limits import described
from planvev.web.problems import problem_of
from planvev.web.query_page import examples, shown, spreadsheet
from planvev.web.results_view import SPREADSHEETS
from planvev.web.service_description import PREFIXES, Service, service_description
from planvev.web.site import accept_header, body_response, result_response, root_url, site
from planvev.web.tables import XLSX

blueprint: Final = Blueprint("endpoint", __name__)
_ALL_FORMATS: Final = (*RESULTS_FORMATS, *GRAPH_FORMATS, HTML)
_URL_CHARACTERS_MAX: Final = 4000
_FIRST_QUERY: Final = """PREFIX pv: <https://w3id.org/planvev/ontology#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>

SELECT ?number ?goal (COUNT(?strategy) AS ?strategies) WHERE {
  ?goal a pv:Goal ;
        skos:notation ?number .
  OPTIONAL { ?strategy pv:pursues ?goal }
}
GROUP BY ?number ?goal
ORDER BY ?number"""
_ESCAPED: Final = 3
"""Bytes of one that is percent-encoded."""
_OTHER_FIELDS_BYTES: Final = 65_536


@blueprint.route("/sparql", methods=["GET", "POST"])
def sparql() -> Response:
    """Answer a query or make an update; without either, describe the service or show the form."""
    # A server that takes no changes says so of each update, however it is sent.
    parse = parse_operation if site().backend else parse_request
    asked = parse(
        request.method,
        parse_parameters(request.query_string),
        request.headers.get("Content-Type", ""),
        _body() if request.method == "POST" else b"",
    )
    if isinstance(asked, UpdateRequest):
        return _update(asked)
    if asked.query is None:
        if request.method == "POST":
            raise BadRequest("The request carries no query.")
        return _without_query(asked.format)
    if _wants_page(asked.format):
        return _result_page(asked)
    table = _spreadsheet_asked(asked.format)
    if table:
        return _spreadsheet(asked, table)
    result = _run(asked, accept_header() or "*/*", asked.format)
    if not asked.format and not _is_accepted(result.format):
        # The engine knows no pages; of what there is of this answer, only a page is accepted.
        if result.file:
            result.file.close()
        return _result_page(asked)
    return _answer(result, asked.query)


def _body() -> bytes:
    """Return the request's body; of forms, whose decoding takes time, only those that may be."""
    refuse_coding(request.headers.get("Content-Encoding", ""))
    body = request.get_data(cache=False)
    if request.mimetype == FORM and site().backend:
        query_bytes_max = site().config.query_bytes_max
        if "update" in form_names(body):
            authenticate()
        elif query_bytes_max and len(body) > query_bytes_max * _ESCAPED + _OTHER_FIELDS_BYTES:
            raise RequestEntityTooLarge
    return body


def _update(asked: UpdateRequest) -> Response:
    principal = authenticate()
    writer = require_backend().writer
    written = change(
        principal,
        "update",
        (),
        lambda wanted: writer.update(asked.update, wanted, using=asked.using, base_iri=_base_iri()),
    )
    return summary(written)


def _base_iri() -> str:
    """Return what relative IRIs are resolved against: the endpoint's own URL.

    RFC 3986 § 5.1.3, as SPARQL 1.1 Query § 4.1.1.2 has it for a query without BASE.
    """
    return f"{root_url()}sparql"


def _run(asked: QueryRequest, accept: str, format_name: str | None) -> Result:
    """Scan and run the query of a request. Raises what the scan and the engine raise."""
    text = asked.query or ""
    config = site().config
    refuse_excessive(text, ScanLimits(bytes_max=config.query_bytes_max))
    refuse_federation(text, config.service_allowed)
    return site().engine.query(
        Query(
            text,
            config.query_timeout_s,
            asked.dataset,
            accept,
            format_name,
            lane=Lane.FEDERATION if names_service(text) else Lane.QUERY,
            spool=True,
            base_iri=_base_iri(),
        )
    )


def _answer(result: Result, query: str) -> Response:
    response = result_response(result)
    if not is_repeatable(query):
        response.headers["Cache-Control"] = "no-store"
    if result.format in (RESULTS_CSV, RESULTS_TSV):
        # Spreadsheets run formulas; a file that is saved first is not opened by surprise.
        name = f"sparql.{result.format.extension}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _wants_page(format_name: str | None) -> bool:
    if format_name:
        return hints_at(format_name, HTML)
    try:
        return negotiate(accept_header(), _ALL_FORMATS) is HTML
    except NotAcceptable:
        return False


def _spreadsheet_asked(format_name: str | None) -> Format | None:
    """Return the table for people that is asked for by name, or by Accept as nothing else is."""
    if format_name:
        return next((one for one in SPREADSHEETS if one.name == format_name), None)
    return XLSX if request.accept_mimetypes.best == XLSX.media_type else None


def _spreadsheet(asked: QueryRequest, chosen: Format) -> Response:
    """Return the answer as a table for people. Raises NotAcceptable where it is no table."""
    result = _run(asked, "", None)
    if result.kind is not ResultKind.SOLUTIONS:
        if result.file:
            result.file.close()
        raise NotAcceptable([f.media_type for f in GRAPH_FORMATS])
    response = spreadsheet(result, asked.query or "", chosen)
    if not is_repeatable(asked.query or ""):
        response.headers["Cache-Control"] = "no-store"
    return response


def _is_accepted(chosen: Format) -> bool:
    try:
        return negotiate(accept_header(), [chosen]) is chosen
    except NotAcceptable:
        return False


def _result_page(asked: QueryRequest) -> Response:
    """Show the form with the answer, or with what is wrong with the query."""
    status = 200
    view = problem = None
    try:
        result = _run(asked, "", None)
        view = shown(result, asked.query or "", _download_links(asked))
    except PlanvevError as error:
        problem = problem_of(error)
        status = problem.status
    page = render_template(
        "sparql.html",
        query=asked.query,
        shown=view,
        problem=problem,
        examples=examples(),
    )
    response = body_response(page, HTML, status)
    if problem:
        response.headers.extend(problem.headers)
    if problem or not is_repeatable(asked.query or ""):
        response.headers["Cache-Control"] = "no-store"
    return response


def _download_links(asked: QueryRequest) -> dict[str, str]:
    """Return URLs of the same answer by format name; none where a URL would be too long."""
    parameters = [("query", asked.query or "")]
    parameters += [("default-graph-uri", iri) for iri in asked.dataset.default_graphs]
    parameters += [("named-graph-uri", iri) for iri in asked.dataset.named_graphs]
    links = {
        f.name: "/sparql?" + urlencode([*parameters, ("format", f.name)])
        for f in (*SPREADSHEETS, *_ALL_FORMATS)
    }
    return {name: url for name, url in links.items() if len(url) <= _URL_CHARACTERS_MAX}


def _without_query(format_name: str | None) -> Response:
    offered = (*GRAPH_FORMATS, HTML)
    chosen = format_by_hint(format_name or "", accept_header(), offered)
    if chosen is HTML:
        page = render_template("sparql.html", query=_FIRST_QUERY, examples=examples())
        return body_response(page, HTML)
    return body_response(_description_body(chosen), chosen)


def _description_body(chosen: Format) -> bytes:
    config, state = site().config, data_state()
    triples = service_description(
        Service(
            endpoint=_base_iri(),
            graphs=state.graphs,
            union=config.union_default_graph,
            unnamed_triples=state.unnamed,
            takes_updates=site().backend is not None and not config.read_only,
            federates=bool(config.service_allowed),
            limits=described(config.limits),
            generation=state.generation,
            modified=state.modified,
            release=config.release,
        )
    )
    return serialize(by_subject(triples), format=RDF_SYNTAX[chosen], prefixes=PREFIXES) or b""
