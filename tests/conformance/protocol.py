"""Tests of the SPARQL Protocol and the Graph Store Protocol: requests that stand in the manifest.

Each is executed as it stands there: method, path, headers and body are the manifest's, but for the
prefixes ``/sparql/`` and ``/gsp``, which the manifests say to replace by the server's own paths.
"""

from __future__ import annotations

from typing import Final

from conformance.endpoint import Endpoint, Response
from conformance.manifest import MF, W3CTest
from conformance.reader import Reader
from conformance.results import Graph, Solutions, media_type, parse_results, row_difference
from conformance.terms import Term, graph_rows, parse_graph

HT: Final = "http://www.w3.org/2011/http#"
CNT: Final = "http://www.w3.org/2011/content#"
STATUS_NAMES: Final = {
    "OK": (200, 201),
    "Created": (201, 202),
    "NoContent": (204, 205),
    "NotFound": (404, 405),
}


def run_requests(test: W3CTest, endpoint: Endpoint) -> str:
    """Load what the test needs, send its requests in turn. Returns what is wrong, or nothing."""
    reader = test.reader
    endpoint.load(test.data)
    endpoint.forget()
    variables: dict[str, str] = {}
    requests = reader.items(reader.value(reader.value(test.node, MF + "action"), HT + "requests"))
    for number, request in enumerate(requests, 1):
        response = _send(reader, request, test, endpoint, variables)
        told = _judge(reader, reader.one(request, HT + "resp"), response, variables)
        if told:
            method = reader.text(request, HT + "methodName")
            return f"request {number} ({method} {response.url}): {told}"
    return ""


def _send(
    reader: Reader, request: Term, test: W3CTest, endpoint: Endpoint, variables: dict[str, str]
) -> Response:
    headers = _headers(reader, request)
    path = _filled(reader.text(request, HT + "absolutePath"), variables)
    content = reader.value(request, HT + "body")
    body = None
    if content is not None:
        text = _filled(reader.text(content, CNT + "chars"), variables)
        body = text.encode(reader.text(content, CNT + "characterEncoding", "UTF-8"))
    target = _target(path, headers, body or b"", test, endpoint)
    return endpoint.send(reader.text(request, HT + "methodName"), target, headers, body)


def _target(
    path: str, headers: dict[str, str], body: bytes, test: W3CTest, endpoint: Endpoint
) -> str:
    """Replace the manifest's prefix. Query and update may have paths of their own."""
    paths = endpoint.paths
    if path.startswith("/gsp/"):
        return paths.direct + path.removeprefix("/gsp")
    if path.startswith("/gsp"):
        return paths.graph_store + path.removeprefix("/gsp")
    kind = media_type(headers.get("content-type", ""))
    updates = kind == "application/sparql-update" or body.startswith(b"update=")
    named = "_update_" in f"_{test.iri.partition('#')[2]}" and kind != "application/sparql-query"
    prefix = paths.update if updates or named else paths.query
    return prefix + path.removeprefix("/sparql/")


def _judge(reader: Reader, expected: Term, response: Response, variables: dict[str, str]) -> str:
    statuses = [name.partition("#")[2] for name in reader.texts(expected, MF + "expectedStatus")]
    if not any(_is_status(response.status, name) for name in statuses):
        return f"{' or '.join(statuses)} was expected, not {response}"
    location = reader.text(expected, MF + "expectedLocation")
    if location:
        if "location" not in response.headers:
            return "there is no Location header"
        variables[location] = response.headers["location"]
    content_type = _headers(reader, expected).get("content-type", "")
    if content_type and media_type(response.content_type) != media_type(content_type):
        return f"{content_type} was expected, not {response.content_type or 'nothing named'}"
    try:
        return _judge_format(reader, expected, response) or _judge_graph(
            reader, expected, response, content_type
        )
    except ValueError as error:
        return f"{error}: {response}"


def _judge_format(reader: Reader, expected: Term, response: Response) -> str:
    """Compare the kind of result, and a boolean one's value."""
    wanted = reader.text(expected, MF + "expectedFormat")
    if not wanted:
        return ""
    found = parse_results(response.body, response.content_type, response.url)
    kind = {Solutions: "tabular", Graph: "RDF", bool: "boolean"}[type(found)]
    if kind != wanted:
        return f"{wanted} results were expected, not {kind}: {response}"
    value = reader.text(expected, MF + "expectedBoolean")
    if value and str(found).lower() != value:
        return f"{value} was expected, not {found}"
    return ""


def _judge_graph(reader: Reader, expected: Term, response: Response, content_type: str) -> str:
    content = reader.value(expected, HT + "body")
    if content is None:
        return ""
    text = reader.text(content, CNT + "chars").encode()
    return row_difference(
        graph_rows(parse_graph(text, content_type, response.url)),
        graph_rows(parse_graph(response.body, response.content_type, response.url)),
    )


def _headers(reader: Reader, message: Term) -> dict[str, str]:
    return {
        reader.text(header, HT + "fieldName").lower(): reader.text(header, HT + "fieldValue")
        for header in reader.items(reader.value(message, HT + "headers"))
    }


def _is_status(status: int, name: str) -> bool:
    if name.startswith("StatusCode"):
        return status // 100 == int(name.removeprefix("StatusCode")[0])
    first, last = STATUS_NAMES[name]
    return first <= status < last


def _filled(text: str, variables: dict[str, str]) -> str:
    for name, value in variables.items():
        text = text.replace(name, value)
    return text
