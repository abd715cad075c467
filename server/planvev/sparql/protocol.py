"""SPARQL 1.1 Protocol: from what an HTTP request carries to the query or update that it asks.

Pure: the web layer hands in method, parameters, content type and body, and gets a value or an
error. Source: https://www.w3.org/TR/sparql11-protocol/ § 2.1 (query), § 2.2 (update).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from pyoxigraph import NamedNode

from planvev.engine.base import Dataset
from planvev.errors import BadRequest, MethodNotAllowed, UnsupportedMediaType
from planvev.errors import UpdateRefused as UpdateRefused

SPARQL_QUERY: Final = "application/sparql-query"
SPARQL_UPDATE: Final = "application/sparql-update"
FORM: Final = "application/x-www-form-urlencoded"
METHODS: Final = ("GET", "HEAD", "POST", "OPTIONS")
PARAMETERS_MAX: Final = 1000
_NAMES_BYTES_MAX: Final = 32_768
FORMAT_PARAMETERS: Final = ("format", "output", "results")
"""The Protocol names none; clients send one of these, or all."""

Parameters = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class QueryRequest:
    """What a request asks. query: None where it carries none.

    format: what ``?format=``, ``output=`` and ``results=`` hint at: names of formats, with commas
    between where there are several.
    """

    query: str | None
    dataset: Dataset = field(default_factory=Dataset)
    format: str | None = None


@dataclass(frozen=True)
class UpdateRequest:
    """An update. using: the RDF dataset that its patterns ask (§ 2.2.3), for ``with_using``.

    default_graphs are ``using-graph-uri``, named_graphs ``using-named-graph-uri``.
    """

    update: str
    using: Dataset = field(default_factory=Dataset)


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


def form_names(encoded: bytes) -> frozenset[str]:
    """Return the names of a form's fields, stripped and in lower case, without reading the values.

    Empty where there are too many or too long names for a form of ours, or it is no ASCII.

    >>> sorted(form_names(b"%71uery=ASK+%7B%7D&Format"))
    ['format', 'query']
    """
    fields = encoded.split(b"&", PARAMETERS_MAX)
    names = b"=&".join(field.partition(b"=")[0] for field in fields)
    if len(fields) > PARAMETERS_MAX or len(names) > _NAMES_BYTES_MAX or not encoded.isascii():
        return frozenset()
    pairs = parse_qsl(names.decode("ascii") + "=", keep_blank_values=True)
    return frozenset(name.strip().lower() for name, _ in pairs)


def parse_request(
    method: str, parameters: Parameters, content_type: str, body: bytes
) -> QueryRequest:
    """Read a request to an endpoint that takes queries only.

    As ``parse_operation``, but raises UpdateRefused where an update is asked.

    >>> parse_request("GET", [("query", "ASK {}")], "", b"").query
    'ASK {}'
    """
    if method in ("GET", "HEAD") and any(name == "update" for name, _ in parameters):
        raise UpdateRefused
    asked = parse_operation(method, parameters, content_type, body)
    if isinstance(asked, UpdateRequest):
        raise UpdateRefused
    return asked


def parse_operation(
    method: str, parameters: Parameters, content_type: str, body: bytes
) -> QueryRequest | UpdateRequest:
    """Read a request to the endpoint: a query by GET or POST, an update by POST.

    method: upper case. parameters: of the query string, decoded. content_type: raw header, empty
    where there is none. body: complete. Raises BadRequest, UnsupportedMediaType,
    MethodNotAllowed.

    >>> parse_operation("POST", [], "application/sparql-update", b"CLEAR ALL").update
    'CLEAR ALL'
    """
    if any(name == "update" for name, _ in parameters):
        raise BadRequest("An update comes in the body of a POST, not in the URL.")
    if method in ("GET", "HEAD"):
        return _query_of(parameters)
    if method != "POST":
        raise MethodNotAllowed(method, METHODS)
    media_type, charset = _media_type(content_type)
    if media_type not in (SPARQL_QUERY, SPARQL_UPDATE, FORM):
        raise UnsupportedMediaType(
            f"A POST carries {SPARQL_QUERY}, {SPARQL_UPDATE} or {FORM}, not "
            f"{media_type or 'nothing that is named'}.",
            accepted=(SPARQL_QUERY, SPARQL_UPDATE, FORM),
        )
    if charset not in ("", "utf-8", "utf8"):
        raise UnsupportedMediaType(f"The body must be UTF-8, not {charset}.")
    if media_type == FORM:
        return _operation_of([*parameters, *parse_parameters(body)])
    if any(name == "query" for name, _ in parameters):
        raise BadRequest("What is asked stands in the body; the URL must not carry a query too.")
    name = "query" if media_type == SPARQL_QUERY else "update"
    try:
        return _operation_of([*parameters, (name, body.decode("utf-8"))])
    except UnicodeDecodeError as error:
        raise BadRequest(f"The body is not UTF-8 at byte {error.start}.") from None


def refuse_coding(header: str) -> None:
    """Raise UnsupportedMediaType for a body that is encoded (RFC 9110 § 8.4). header: raw.

    >>> refuse_coding(""), refuse_coding("Identity")
    (None, None)
    """
    coding = header.strip().lower()
    if coding not in ("", "identity"):
        raise UnsupportedMediaType(
            f"The body is encoded as {coding}; send it as it is.", codings=("identity",)
        )


def _media_type(content_type: str) -> tuple[str, str]:
    """Split a Content-Type header into media type and charset, both in lower case."""
    media_type, *parameters = [part.strip() for part in content_type.split(";")]
    charset = ""
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            charset = value.strip().strip('"').lower()
    return media_type.lower(), charset


def _operation_of(parameters: Parameters) -> QueryRequest | UpdateRequest:
    names = {name for name, _ in parameters}
    if {"query", "update"} <= names:
        raise BadRequest("A request carries a query or an update; this one has both.")
    return _update_of(parameters) if "update" in names else _query_of(parameters)


def _query_of(parameters: Parameters) -> QueryRequest:
    hints = [hint for name in FORMAT_PARAMETERS for hint in _values(parameters, name) if hint]
    return QueryRequest(
        _only_text(parameters, "query"),
        _dataset(parameters, "default-graph-uri", "named-graph-uri"),
        ",".join(dict.fromkeys(hints)) or None,
    )


def _update_of(parameters: Parameters) -> UpdateRequest:
    if any(name in ("default-graph-uri", "named-graph-uri") for name, _ in parameters):
        raise BadRequest(
            "default-graph-uri and named-graph-uri are for queries; an update takes "
            "using-graph-uri and using-named-graph-uri."
        )
    return UpdateRequest(
        _only_text(parameters, "update") or "",
        _dataset(parameters, "using-graph-uri", "using-named-graph-uri"),
    )


def _only_text(parameters: Parameters, kind: str) -> str | None:
    texts = _values(parameters, kind)
    if len(texts) > 1:
        raise BadRequest(f"A request carries one {kind}; this one has several.")
    if texts and "\x00" in texts[0]:
        raise BadRequest(f"The {kind} holds a NUL character.")
    return texts[0] if texts else None


def _dataset(parameters: Parameters, default_name: str, named_name: str) -> Dataset:
    return Dataset(
        tuple(_graph_iri(iri) for iri in _values(parameters, default_name)),
        tuple(_graph_iri(iri) for iri in _values(parameters, named_name)),
    )


def _values(parameters: Parameters, name: str) -> list[str]:
    return [value for found, value in parameters if found == name]


def _graph_iri(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError:
        raise BadRequest(f"{iri!r} is no absolute IRI, so it names no graph.") from None
