"""SPARQL 1.1 Graph Store HTTP Protocol: from a request to what it asks of which graph.

Pure: the web layer hands in method, path, parameters, headers and body, and gets a value or an
error. The documents in a body are named here, not parsed: that is ``content.canonical_content``,
which belongs into a worker. Source: https://www.w3.org/TR/sparql11-http-rdf-update/

Which graph (§ 4): ``?graph=IRI``, percent-decoded once and never normalised; it must be absolute
(§ 4.2: 400 where it is not). ``?default``: the unnamed graph. ``/graph/…``: the graph whose IRI
ends so. A POST to the store itself makes a graph whose IRI is minted (§ 5.5).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import Message
from enum import Enum
from typing import Final

from pyoxigraph import NamedNode

from planvev.archive.manifest import DEFAULT
from planvev.errors import BadRequest, MethodNotAllowed, UnsupportedMediaType
from planvev.rdf.formats import GRAPH_FORMATS, Format
from planvev.sparql.content import ContentLimits, Document, check_graph_iri
from planvev.sparql.multipart import split_multipart
from planvev.sparql.preconditions import Preconditions, parse_preconditions
from planvev.sparql.protocol import refuse_coding
from planvev.vocab import GRAPH

METHODS: Final = ("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS")
MULTIPART: Final = "multipart/form-data"
_MEDIA_TYPES: Final = {read.media_type: read for read in GRAPH_FORMATS}
_CHARSETS: Final = ("", "utf-8", "utf8", "us-ascii")
_NEW: Final = "new/"


class Operation(Enum):
    """What is done to the graph (§ 5.2–5.6)."""

    READ = "GET"
    """GET and HEAD."""
    REPLACE = "PUT"
    MERGE = "POST"
    REMOVE = "DELETE"


@dataclass(frozen=True)
class GraphStore:
    """Where a graph store stands. direct: the prefix of paths of graphs, with its final slash.

    graphs: the prefix of the IRIs that these paths stand for, and of minted ones. mint: gives the
    last part of a new IRI.
    """

    direct: str = "/graph/"
    graphs: str = GRAPH.iri
    mint: Callable[[], str] = lambda: uuid.uuid4().hex


@dataclass(frozen=True)
class GraphRequest:
    """What a request asks.

    graph: the graph's IRI, or DEFAULT: as the archive's manifests name it. minted: whether the IRI
    is new (then the answer is 201 with it as Location). documents: of PUT and POST, at least one.
    format: from ``?format=``. head: whether only the headers are asked.
    """

    operation: Operation
    graph: str
    documents: tuple[Document, ...] = ()
    preconditions: Preconditions = field(default_factory=Preconditions)
    minted: bool = False
    format: str | None = None
    head: bool = False

    @property
    def renames_blank_nodes(self) -> bool:
        """Whether blank nodes get new labels: those that join others (RDF merge, § 5.5)."""
        return self.operation is Operation.MERGE and not self.minted

    @property
    def adds_nothing(self) -> bool:
        """Whether nothing comes of it: a POST without content makes no graph either (§ 5.5)."""
        return self.operation is Operation.MERGE and not any(
            document.body or document.name for document in self.documents
        )

    @property
    def base_iri(self) -> str | None:
        """What relative IRIs in the documents are resolved against; None for the unnamed graph."""
        return None if self.graph == DEFAULT else self.graph


def parse_graph_request(
    method: str,
    path: str,
    parameters: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    body: bytes,
    store: GraphStore | None = None,
    limits: ContentLimits | None = None,
) -> GraphRequest:
    """Read a request to the graph store.

    method: upper case. path: decoded once. parameters: of the query string, decoded once.
    headers: names in lower case. body: complete. limits: for the IRI of a graph that is written.
    Raises BadRequest, BadContent, UnsupportedMediaType, MethodNotAllowed.

    >>> parse_graph_request("GET", "/graph-store", [("graph", "urn:g")], {}, b"").graph
    'urn:g'
    >>> parse_graph_request("DELETE", "/graph/a/b", [], {}, b"").graph
    'https://w3id.org/planvev/graph/a/b'
    """
    store = store or GraphStore()
    if method not in METHODS or method == "OPTIONS":
        raise MethodNotAllowed(method, METHODS)
    operation = Operation("GET" if method == "HEAD" else method)
    graph = _named_graph(path, parameters, store)
    minted = graph is None
    if graph is None:
        if operation is not Operation.MERGE:
            raise BadRequest("Name a graph: ?graph=IRI, or ?default for the unnamed one.")
        graph = f"{store.graphs}{_NEW}{store.mint()}"
    documents: tuple[Document, ...] = ()
    if operation in (Operation.REPLACE, Operation.MERGE):
        if graph != DEFAULT:
            check_graph_iri(graph, limits)
        documents = _documents(operation, headers, body)
    return GraphRequest(
        operation,
        graph,
        documents,
        parse_preconditions(headers.get("if-match"), headers.get("if-none-match")),
        minted,
        _only(parameters, "format"),
        method == "HEAD",
    )


def _named_graph(path: str, parameters: Sequence[tuple[str, str]], store: GraphStore) -> str | None:
    """Return the graph that a request names, None where it names none."""
    named = _only(parameters, "graph")
    default = _only(parameters, "default")
    direct = path.startswith(store.direct)
    if (named is not None) + (default is not None) + direct > 1:
        raise BadRequest("A request names one graph; this one names several.")
    if default:
        raise BadRequest("?default takes no value.")
    if default is not None:
        return DEFAULT
    if direct:
        if path == store.direct:
            raise BadRequest(f"{path} names no graph; a graph's path goes on after it.")
        named = store.graphs + path.removeprefix(store.direct)
    return None if named is None else _absolute_iri(named)


def _absolute_iri(iri: str) -> str:
    try:
        return NamedNode(iri).value
    except ValueError:
        raise BadRequest(f"{iri!r} is no absolute IRI, so it names no graph.") from None


def _only(parameters: Sequence[tuple[str, str]], name: str) -> str | None:
    values = [value for found, value in parameters if found == name]
    if len(values) > 1:
        raise BadRequest(f"«{name}» stands more than once in the URL.")
    return values[0] if values else None


def _documents(
    operation: Operation, headers: Mapping[str, str], body: bytes
) -> tuple[Document, ...]:
    if "content-range" in headers:
        raise BadRequest("A part of a graph cannot be written (Content-Range).")  # RFC 9110 § 14.5
    refuse_coding(headers.get("content-encoding", ""))
    content_type = _content_type(headers.get("content-type", ""))
    if content_type.get_content_type() == MULTIPART and operation is Operation.MERGE:
        parts = split_multipart(body, content_type.get_boundary("") or "")
        if not parts:
            raise BadRequest("The multipart request has no parts.")
        return tuple(
            Document(part.body, _format_of(_content_type(part.content_type), part.name), part.name)
            for part in parts
        )
    return (Document(body, _format_of(content_type)),)


def _content_type(header: str) -> Message:
    """Return the header as the standard library reads it; what it cannot read is text/plain."""
    message = Message()
    message["Content-Type"] = header
    return message


def _format_of(content_type: Message, part: str = "") -> Format:
    """Return the RDF format of a body; only registered media types, in UTF-8.

    Not by a file's name, and text/plain is none: forms of other sites can send it.
    """
    media_type = content_type.get_content_type() if content_type["Content-Type"] else ""
    if part and not media_type:
        raise BadRequest(f"Part «{part}» has no Content-Type.")  # § 5.5
    found = _MEDIA_TYPES.get(media_type)
    if found is None:
        where = f"Part «{part}»" if part else "The body"
        raise UnsupportedMediaType(
            f"{where} is {media_type or 'of no type that is named'}; graphs are read from "
            f"{', '.join(_MEDIA_TYPES)}.",
            accepted=() if part else tuple(_MEDIA_TYPES),
        )
    charset = str(content_type.get_param("charset", "")).strip().lower()
    if charset not in _CHARSETS:
        raise UnsupportedMediaType(f"The content must be UTF-8, not {charset}.")
    return found
