"""The routes of links, as the list of what can be called has them. Pure."""

from __future__ import annotations

from typing import Final

from planvev.linking.links import BASES, TYPES, Status
from planvev.linking.sssom import MEDIA_TYPE
from planvev.rdf.formats import N_QUADS, N_TRIPLES, TRIG, TURTLE
from planvev.web.api_model import (
    BAD,
    BUSY,
    PAGE,
    Operation,
    Parameter,
    format_parameter,
    refusals,
)
from planvev.web.language import marked
from planvev.web.tables import CSV, XLSX

_JSON: Final = "application/json"
_CHOSEN: Final = (
    Parameter("plan", marked("Only links from this plan: an IRI, or a path of a page here")),
    Parameter("target_plan", marked("Only links to this plan, or sdg: an IRI or path")),
    Parameter("status", marked("Only with this status"), values=tuple(map(str, Status))),
    Parameter("type", marked("Only of this type of link"), values=TYPES),
    Parameter("basis", marked("Only resting on this"), values=BASES),
    Parameter("q", marked("Words in the texts of the ends, or in the reason")),
)
_REFUSED: Final = {
    **BAD,
    **{status: text for status, text in refusals(with_body=True).items() if status != "412"},
}
LINK_OPERATIONS: Final = (
    Operation(
        "/links",
        "links",
        marked("Links between plans, with status and decisions"),
        ("text/html", _JSON, CSV.media_type, XLSX.media_type),
        (*_CHOSEN, PAGE, format_parameter("html", "json", "csv", "xlsx")),
        others={**BAD, **BUSY},
    ),
    Operation(
        "/links.{ending}",
        "links",
        marked("Links as SSSOM (sssom.tsv), as a sheet to fill in (xlsx), as RDF (ttl)"),
        (MEDIA_TYPE,),
        (
            Parameter(
                "ending",
                marked("Which file"),
                "path",
                example="sssom.tsv",
                values=("sssom.tsv", "xlsx", "ttl"),
            ),
            *_CHOSEN,
        ),
        others={**BAD, "404": marked("Nothing is known of it"), **BUSY},
    ),
    Operation(
        "/links",
        "links",
        marked(
            "Record one link or many, with source, target and type; known ones stay as they are"
        ),
        (_JSON,),
        method="post",
        others=_REFUSED,
        token=True,
        body=(_JSON,),
    ),
    Operation(
        "/links/decisions",
        "links",
        marked("Decide on one link or many: link, outcome, comment, settle"),
        (_JSON,),
        method="post",
        others={**_REFUSED, "404": marked("Nothing is known of it")},
        token=True,
        body=(_JSON,),
    ),
    Operation(
        "/links/import",
        "links",
        marked("Take in a file of links, all of it or nothing"),
        (_JSON,),
        (Parameter("dry-run", marked("1: say what would be taken in, and change nothing")),),
        method="post",
        others=_REFUSED,
        token=True,
        body=(
            MEDIA_TYPE,
            XLSX.media_type,
            *(one.media_type for one in (TURTLE, N_QUADS, N_TRIPLES, TRIG)),
            "multipart/form-data",
        ),
    ),
)
