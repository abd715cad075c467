"""``/links/review``: people decide on links, one at a time or as a list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final
from urllib.parse import parse_qsl

from flask import Blueprint, Response, request

from planvev.access.roles import Role
from planvev.access.sessions import Session
from planvev.linking.links import TYPES
from planvev.web import links_review_queries as queries
from planvev.web.description import Description, rows
from planvev.web.language import gettext
from planvev.web.links_review_edits import blueprint as edits
from planvev.web.links_review_find import blueprint as find
from planvev.web.links_review_options import filter_iris, filter_options
from planvev.web.links_review_queries import code
from planvev.web.links_review_queue import Queue, Row, Wanted, short
from planvev.web.links_review_site import described, page, read_queue, undo_of, wanted
from planvev.web.links_review_view import card, line
from planvev.web.pages_of import page_numbers
from planvev.web.session_pages import REVIEW, require_reviewer
from planvev.web.site import site

blueprint: Final = Blueprint("links_review", __name__)
blueprint.register_blueprint(edits)
blueprint.register_blueprint(find)
LINES_SHOWN: Final = 25


@blueprint.get("/links/review")
def review_page() -> Response:
    """Show the link to decide on next, or a list of those that wait."""
    session = require_reviewer()
    of = wanted()
    queue = read_queue(of)
    if of.view == "list" and queue.left:
        return _list_page(session, queue)
    if not queue.left:
        return _page(session, queue, described(REVIEW, "", filter_iris(queue)))
    place = queue.place
    row = queue.left[place]
    description = described(
        row.link,
        queries.around(row.link, (row.source, row.target)),
        [*filter_iris(queue), *_link_iris([row]), *_type_iris()],
    )
    permitted = rows(site().engine, queries.permitted_kinds(), site().config.page_timeout_s)
    return _page(
        session,
        queue,
        description,
        card=card(description, row, permitted, site().sources),
        place=place,
        later=row.key in of.later,
        before=_at(queue, place - 1) if place else "",
        after=_at(queue, place + 1) if place + 1 < len(queue.left) else "",
        next_key=_next_key(queue, place),
    )


def _list_page(session: Session, queue: Queue) -> Response:
    asked = request.args.get("page", "")
    last = -(-len(queue.left) // LINES_SHOWN)
    number = min(int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1, last)
    number = max(number, 1)
    shown = queue.left[(number - 1) * LINES_SHOWN : number * LINES_SHOWN]
    ends = dict.fromkeys(end for row in shown for end in (row.source, row.target))
    description = described(
        REVIEW,
        queries.links_and_ends([row.link for row in shown], ends),
        [*filter_iris(queue), *_link_iris(shown)],
    )
    kept = request.args.copy()
    kept.poplist("said")
    return _page(
        session,
        queue,
        description,
        lines=[line(description, row) for row in shown],
        number=number,
        pages=page_numbers(number, len(queue.left), LINES_SHOWN, REVIEW, kept),
    )


def _page(session: Session, queue: Queue, description: Description, **values: Any) -> Response:
    of = queue.wanted
    undo = undo_of(session)
    return page(
        "links_review.html",
        session,
        queue=queue,
        wanted=of,
        options=filter_options(queue, description),
        kept=_kept(of),
        undo=undo,
        undo_label=undo_label(undo.outcome.value if undo.outcome else "") if undo else "",
        may_settle=session.principal.role is not Role.REVIEWER,
        read_only=site().config.read_only,
        urls={
            "all": f"{REVIEW}?{replace(of, status='proposed', at='').query()}".rstrip("?"),
            "disputed": f"{REVIEW}?{replace(of, status='disputed', at='').query()}",
            "one": f"{REVIEW}?{replace(of, view='one').query()}".rstrip("?"),
            "list": f"{REVIEW}?{replace(of, view='list', at='').query()}",
            "without": f"{REVIEW}?{Wanted(view=of.view, status=of.status).query()}".rstrip("?"),
            "again": f"{REVIEW}?{replace(of, later=(), at='').query()}".rstrip("?"),
            "find": f"{REVIEW}/find" + (f"?source={short(of.from_)}" if of.from_ else ""),
        },
        **{"card": None, "lines": (), **values},
    )


def undo_label(outcome: str) -> str:
    """Return what the button says that takes back the last decision."""
    return {
        "approved": gettext("Undo the approval"),
        "rejected": gettext("Undo the rejection"),
    }.get(outcome, gettext("Undo the last decisions"))


def _kept(of: Wanted) -> list[tuple[str, str]]:
    """Return the fields by which a form says what of the queue its page was about."""
    return parse_qsl(replace(of, at="").query())


def _at(queue: Queue, place: int) -> str:
    row = queue.left[place]
    return f"{REVIEW}?{replace(queue.wanted, at=row.key).query()}"


def _next_key(queue: Queue, place: int) -> str:
    """Return the key of the link that comes after one, "" for the first of the queue."""
    return queue.left[place + 1].key if place and place + 1 < len(queue.left) else ""


def _link_iris(shown: Iterable[Row]) -> list[str]:
    return [iri for row in shown for iri in (row.from_, row.to, row.source, row.target) if iri]


def _type_iris() -> list[str]:
    return [code("link-type", one) for one in TYPES]
