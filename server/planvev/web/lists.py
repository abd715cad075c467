"""What pages that are lists share: their formats, links to these, and the page asked for."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlencode

from flask import Response, request

from planvev.errors import BadRequest
from planvev.rdf.formats import HTML, Format
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.web.site import accept_header, body_response
from planvev.web.tables import TABLE_FORMATS, Table, links, table_bytes

JSON: Final = Format("json", "application/json", "json")
LIST_FORMATS: Final = (HTML, JSON, *TABLE_FORMATS)


def list_format() -> Format:
    """Return the format of a page that is a list: of ``?format=``, or that Accept prefers."""
    name = request.args.get("format")
    return format_by_name(name, LIST_FORMATS) if name else negotiate(accept_header(), LIST_FORMATS)


def table_response(table: Table, chosen: Format) -> Response:
    """Return a table as a file, or as JSON: a list of objects by the table's headings."""
    if chosen.name == JSON.name:
        objects = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        return body_response(json.dumps(objects, ensure_ascii=False), JSON)
    response = body_response(table_bytes(table, chosen), chosen)
    name = request.path.strip("/").replace("/", "-") or "planvev"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{chosen.extension}"'
    return response


def with_links(response: Response, alternates: Iterable[tuple[Format, str]]) -> Response:
    """Name the other formats of a page, each with its URL, in Link headers (RFC 8288)."""
    for chosen, url in alternates:
        response.headers.add("Link", f'<{url}>; rel="alternate"; type="{chosen.media_type}"')
    return response


def own_links() -> list[tuple[Format, str]]:
    """Return the other formats of the list at hand, as it was asked for."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] not in ("format", "page")]
    return [
        *links(request.path, kept),
        (JSON, f"{request.path}?{urlencode([*kept, ('format', JSON.name)])}"),
    ]


def page_asked() -> int:
    """Return the number of the page that is asked for, from 1. Raises BadRequest."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit() and 1 <= len(text) <= 6 and int(text) > 0):
        raise BadRequest(f"page: «{text[:40]}» is no page; give a number from 1")
    return int(text)
