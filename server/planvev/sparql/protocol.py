"""SPARQL 1.1 Protocol: from what an HTTP request carries to the query that it asks.

Pure: the web layer hands in method, parameters, content type and body, and gets a value or an
error. Source: https://www.w3.org/TR/sparql11-protocol/ § 2.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from planvev.engine.base import Dataset
from planvev.errors import BadRequest, MethodNotAllowed, QueryRefused, UnsupportedMediaType

SPARQL_QUERY: Final = "application/sparql-query"
SPARQL_UPDATE: Final = "application/sparql-update"
FORM: Final = "application/x-www-form-urlencoded"
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
PARAMETERS_MAX: Final = 1000

Parameters = Sequence[tuple[str, str]]


class UpdateRefused(QueryRefused):
    """An update, sent to a server that takes none."""

    code = "update-refused"

    def __init__(self) -> None:
        super().__init__(
            "This server takes no updates yet: its data come from files. Queries are welcome."
        )


@dataclass(frozen=True)
class QueryRequest:
    """What a request asks. query: None where it carries none. format: from ``?format=``."""

    query: str | None
    dataset: Dataset = field(default_factory=Dataset)
    format: str | None = None


def parse_parameters(encoded: bytes) -> list[tuple[str, str]]:
    """Decode a query string or a form's body into pairs, in order, once.

    encoded: percent-encoded UTF-8. Raises BadRequest where it is neither, or has too many parts.

    >>> parse_parameters(b"query=ASK%20%7B%7D&format=json")
    [('query', 'ASK {}'), ('format', 'json')]
    """
    try:
        return parse_qsl(
            encoded.decode("ascii"),
            keep_blank_values=True,
            encoding="utf-8",
            errors="strict",
            max_num_fields=PARAMETERS_MAX,
        )
    except UnicodeDecodeError:
        raise BadRequest("The parameters are not percent-encoded UTF-8.") from None
    except ValueError as error:
        raise BadRequest(f"The parameters cannot be read: {error}.") from None


def parse_request(
    method: str, parameters: Parameters, content_type: str, body: bytes
) -> QueryRequest:
    """Read a request to the query endpoint.

    method: upper case. parameters: of the query string, decoded. content_type: raw header, empty
    where there is none. body: complete. Raises BadRequest, UnsupportedMediaType,
    MethodNotAllowed; UpdateRefused where an update is asked.

    >>> parse_request("GET", [("query", "ASK {}")], "", b"").query
    'ASK {}'
    """
    if method in ("GET", "HEAD"):
        return _request_of(parameters)
    if method != "POST":
        raise MethodNotAllowed(method, METHODS)
    media_type, charset = _media_type(content_type)
    if media_type == SPARQL_UPDATE:
        raise UpdateRefused
    if media_type not in (SPARQL_QUERY, FORM):
        raise UnsupportedMediaType(
            f"A POST carries {SPARQL_QUERY} or {FORM}, not {media_type or 'nothing that is named'}."
        )
    if charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType(f"The body must be UTF-8, not {charset}.")
    if media_type == FORM:
        return _request_of([*parameters, *parse_parameters(body)])
    if any(name == "query" for name, _ in parameters):
        raise BadRequest("The query stands in the body; the URL must not carry another.")
    try:
        return _request_of([*parameters, ("query", body.decode("utf-8"))])
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8 at byte {error.start}.") from None


def _media_type(content_type: str) -> tuple[str, str]:
    """Split a Content-Type header into media type and charset, both in lower case."""
    media_type, *parameters = [part.strip() for part in content_type.split(";")]
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.lower(), charset


def _request_of(parameters: Parameters) -> QueryRequest:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    if "update" in values:
        raise UpdateRefused
    queries = values.get("query", [])
    if len(queries) > 1:
        raise BadRequest("A request carries one query; this one has several.")
    if queries and "\x00" in queries[0]:
        raise BadRequest("The query holds a NUL character.")
    formats = [name for name in values.get("format", []) if name]
    if len(formats) > 1:
        raise BadRequest("A request names one format; this one has several.")
    dataset = Dataset(
        tuple(_graph_iri(iri) for iri in values.get("default-graph-uri", [])),
        tuple(_graph_iri(iri) for iri in values.get("named-graph-uri", [])),
    )
    return QueryRequest(queries[0] if queries else None, dataset, formats[0] if formats else None)


def _graph_iri(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError:
        raise BadRequest(f"{iri!r} is no absolute IRI, so it names no graph.") from None
