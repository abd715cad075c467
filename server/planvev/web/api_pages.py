"""``/api`` and ``/openapi.json``: what can be called, for people and for programs."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, json, render_template

from planvev.rdf.formats import HTML
from planvev.web.api_operations import example_path, grouped
from planvev.web.language import gettext
from planvev.web.lists import JSON
from planvev.web.openapi import openapi
from planvev.web.site import body_response, root_url, site

blueprint: Final = Blueprint("api", __name__)


@blueprint.get("/openapi.json")
def document() -> Response:
    """Return the OpenAPI document."""
    body = openapi(root_url(), site().config.release)
    response = body_response(json.dumps(body, ensure_ascii=False, sort_keys=False), JSON)
    response.vary.add("Cookie")
    return response


@blueprint.get("/api")
def api() -> Response:
    """Show the same as a page."""
    page = render_template(
        "api.html",
        groups=grouped(),
        example=example_path,
        translated=gettext,
        root=root_url(),
    )
    return body_response(page, HTML)
