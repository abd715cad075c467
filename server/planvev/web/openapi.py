"""What can be called here, as an OpenAPI 3.1 document. Pure.

Source: OpenAPI Specification 3.1.0. The page ``/api`` is made from the same operations.
"""

from __future__ import annotations

from typing import Any, Final

from planvev.web.api_model import Operation, Parameter
from planvev.web.api_operations import OPERATIONS, TAGS
from planvev.web.language import gettext


def openapi(root: str, release: str) -> dict[str, Any]:
    """Return the document. root: URL of the server, with a final slash. In the page's language."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(operation.path, {})[operation.method] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "planvev",
            "version": release,
            "summary": gettext("What can be called here besides SPARQL"),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": root.rstrip("/")}],
        "tags": [{"name": tag, "description": gettext(about)} for tag, about in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "externalDocs": {
            "description": "SPARQL 1.1 Protocol",
            "url": "https://www.w3.org/TR/sparql11-protocol/",
        },
    }


_PROBLEM: Final = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["title", "status", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
    },
}


def _operation(operation: Operation) -> dict[str, Any]:
    answers: dict[str, Any] = {operation.status: _answer(operation)}
    if operation.method in ("put", "post") and operation.tag == "writing":
        answers["201"] = {"description": gettext("The graph is new: Location names it")}
    for status, about in operation.others.items():
        answers[status] = {
            "description": gettext(about),
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
    described: dict[str, Any] = {
        "operationId": _operation_id(operation),
        "tags": [operation.tag],
        "summary": gettext(operation.about),
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": answers,
    }
    if operation.body:
        content: dict[str, Any] = {media_type: {} for media_type in operation.body}
        described["requestBody"] = {"required": True, "content": content}
    if operation.token:
        described["security"] = [{"token": []}]
    return described


def _answer(operation: Operation) -> dict[str, Any]:
    if operation.status in ("204", "303"):
        return {"description": gettext(operation.about)}
    content: dict[str, Any] = {}
    for media_type in operation.media_types:
        is_text = media_type.startswith("text/") or media_type.endswith("xml")
        content[media_type] = {"schema": {"type": "string"}} if is_text else {}
    return {"description": gettext(operation.about), "content": content}


def _operation_id(operation: Operation) -> str:
    words = "".join(c if c.isalnum() else " " for c in operation.path).split()
    return "-".join([operation.method, *words]) if words else f"{operation.method}-start"


def _parameter(parameter: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": parameter.kind}
    if parameter.values:
        schema["enum"] = list(parameter.values)
    described: dict[str, Any] = {
        "name": parameter.name,
        "in": parameter.place,
        "required": parameter.place == "path",
        "description": gettext(parameter.about),
        "schema": schema,
    }
    if parameter.example:
        described["example"] = parameter.example
    return described
