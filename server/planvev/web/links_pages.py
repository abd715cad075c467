"""The list of links, and links as data: what is read of them, and what is written."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request

from planvev.errors import ResourceNotFound
from planvev.linking.corpus import Corpus
from planvev.linking.files import write_links
from planvev.linking.links import BASES, TYPES, Status
from planvev.linking.listing import LinkRow, chosen_rows, record
from planvev.linking.sssom import MEDIA_TYPE
from planvev.rdf.formats import HTML, TURTLE, Format
from planvev.web import links_api
from planvev.web.language import current
from planvev.web.links_list_view import (
    Asked,
    asked,
    code_choices,
    links_table,
    plan_choices,
    row_views,
)
from planvev.web.lists import (
    JSON,
    list_format,
    own_links,
    page_asked,
    table_response,
    with_links,
)
from planvev.web.matching import corpus_at_hand
from planvev.web.pages_of import page_numbers
from planvev.web.site import body_response, site
from planvev.web.tables import XLSX

blueprint: Final = Blueprint("links_pages", __name__)
blueprint.register_blueprint(links_api.blueprint)
_LINKS_A_PAGE: Final = 50
_LINKS_IN_A_FILE_MAX: Final = 50_000
SSSOM: Final = Format("sssom", MEDIA_TYPE, "sssom.tsv", charset=True)
_FILES: Final = {"sssom.tsv": SSSOM, "xlsx": XLSX, "ttl": TURTLE}
_WRITTEN: Final = {"sssom.tsv": "sssom", "xlsx": "xlsx", "ttl": "ttl"}


@blueprint.get("/links")
def links() -> Response:
    """List the links with both ends in words; filtered by plans, status, type, basis and words."""
    chosen = list_format()
    corpus, wanted, rows = _chosen()
    if chosen == JSON:
        records = [record(row, current()) for row in rows[:_LINKS_IN_A_FILE_MAX]]
        return body_response(json.dumps(records, ensure_ascii=False), JSON)
    if chosen is not HTML:
        return table_response(links_table(rows[:_LINKS_IN_A_FILE_MAX]), chosen)
    number = page_asked()
    shown = rows[(number - 1) * _LINKS_A_PAGE : number * _LINKS_A_PAGE]
    alternates = own_links()
    page = render_template(
        "links.html",
        rows=row_views(shown, site().urls),
        total=len(rows),
        open_total=sum(each.history.status is Status.PROPOSED for each in rows),
        wanted=wanted,
        plans=plan_choices(corpus, "source"),
        targets=plan_choices(corpus, "target"),
        statuses=code_choices("link_status", [each.value for each in Status]),
        types=code_choices("link_type", TYPES),
        bases=code_choices("link_basis", BASES),
        pages=page_numbers(number, len(rows), _LINKS_A_PAGE, request.path, request.args),
        files=_file_links(),
        table_links=alternates,
        alternates=alternates,
    )
    return with_links(body_response(page, HTML), alternates)


@blueprint.get("/links.<path:ending>")
def links_file(ending: str) -> Response:
    """Give the links that are chosen as SSSOM, as a sheet to fill in, or as Turtle."""
    if ending not in _FILES:
        raise ResourceNotFound(request.path)
    corpus, wanted, rows = _chosen()
    if corpus.texts is None:
        raise ResourceNotFound(request.path)
    body = write_links(rows, _WRITTEN[ending], corpus.texts, wanted.filter, current())
    response = body_response(body, _FILES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="links.{ending}"'
    return response


def _chosen() -> tuple[Corpus, Asked, list[LinkRow]]:
    corpus = corpus_at_hand()
    wanted = asked(request.args, corpus, site().urls)
    return corpus, wanted, chosen_rows(corpus, wanted.filter)


def _file_links() -> dict[str, str]:
    """Return where the links that are chosen are had as files, by ending."""
    kept = [p for p in request.args.items(multi=True) if p[0] not in ("format", "page") and p[1]]
    query = f"?{urlencode(kept)}" if kept else ""
    return {ending: f"/links.{ending}{query}" for ending in _FILES}
