"""What every handler of the application shares, and how it makes responses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from flask import Response, current_app, request

from planvev.archive.files import SourceFile
from planvev.engine.base import Engine
from planvev.rdf.formats import Format
from planvev.web.config import WebConfig
from planvev.web.urls import Urls

EXTENSION = "planvev"


@dataclass(frozen=True)
class Site:
    """The application's parts. sources: texts of sources by SHA-256."""

    engine: Engine
    config: WebConfig
    urls: Urls
    sources: Mapping[str, SourceFile]


def site() -> Site:
    """Return the parts of the application that answers the current request."""
    return cast(Site, current_app.extensions[EXTENSION])


def accept_header() -> str:
    """Return the raw Accept header, empty where there is none."""
    return request.headers.get("Accept", "")


def body_response(body: bytes | str, chosen: Format, status: int = 200) -> Response:
    """Return a complete body in a format that was negotiated."""
    response = Response(body, status=status, content_type=chosen.content_type)
    response.headers["Vary"] = "Accept"
    response.headers["Planvev-Generation"] = site().engine.generation
    return response
