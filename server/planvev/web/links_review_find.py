"""``/links/review/find``: suggestions are looked for, recorded, and wait to be decided on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from flask import Blueprint, Response, jsonify, request

from planvev.access.sessions import Session
from planvev.errors import (
    InputError,
    PlanvevError,
    QueryDied,
    QueryTimeout,
    ResourceNotFound,
    ServerBusy,
)
from planvev.linking.corpus import OVERARCHING
from planvev.linking.element import SDG
from planvev.web import links_review_queries as queries
from planvev.web.changes import change, require_backend
from planvev.web.description import rows
from planvev.web.language import gettext
from planvev.web.links_review_jobs import Works, works
from planvev.web.links_review_queue import Wanted, short, whole
from planvev.web.links_review_site import described, page, see_other
from planvev.web.session_pages import REVIEW, require_reviewer
from planvev.web.site import site
from planvev.writes import Request
from planvev.writes.linking import LinksWritten
from planvev.writes.suggesting import offers_in_worker, record_offers

if TYPE_CHECKING:
    from planvev.linking.offers import Offer

blueprint: Final = Blueprint("find", __name__)
TOP_MAX: Final = 10
_TOP: Final = 3
_GROUPS: Final = ("overarching", "sdg")


@dataclass(frozen=True)
class Asked:
    """What suggestions are looked for. source: a plan's IRI; target: one too, or a group."""

    source: str
    target: str
    top: int

    @property
    def queue(self) -> str:
        """The query of the queue's page that shows what comes of it."""
        to = {"overarching": "", "sdg": SDG}.get(self.target, self.target)
        return Wanted(from_=self.source, to=to).query()


@dataclass(frozen=True)
class Found:
    """What came of it: how many links were recorded; of these, stated by the text; known before."""

    recorded: int
    stated: int
    there: int


@blueprint.get("/links/review/find")
def find_page() -> Response:
    """Show the form."""
    session = require_reviewer()
    return _form(session, request.args.get("source", ""), request.args.get("target", ""))


@blueprint.post("/links/review/find")
def find() -> Response:
    """Begin to look for suggestions, and go on to the page that waits for them."""
    session = require_reviewer()
    source, target = whole(request.form.get("source", "")), request.form.get("target", "")
    target = target if target in _GROUPS else whole(target)
    if not source:
        return _form(session, "", short(target), "no-plan")
    if not target:
        return _form(session, short(source), "", "no-target")
    asked = Asked(source, target, _top())
    backend, principal = require_backend(), session.principal

    def make() -> Found:
        offers = offers_in_worker(backend.writer, asked.source, asked.target, asked.top)
        return _recorded(session, offers)

    work = _works().start(principal.name, asked, make)
    if work is None:
        return _form(session, short(source), short(target), "working")
    return see_other(f"{REVIEW}/find/{work.id}")


@blueprint.get("/links/review/find/<work_id>")
def found_page(work_id: str) -> Response:
    """Show that suggestions are being looked for, or what came of it."""
    session = require_reviewer()
    work = _works().find(work_id, session.principal.name)
    if work is None:
        return _form(session, said="lost")
    asked = work.what
    assert isinstance(asked, Asked)  # noqa: S101 - put there above
    ends = [end for end in (asked.source, asked.target) if end not in _GROUPS]
    description = described(asked.source, "", ends)
    names = {end: description.ref(end) for end in ends}
    return page(
        "links_review_find.html",
        session,
        status=200 if work.error is None else 422,
        work=work,
        asked=asked,
        source=names[asked.source],
        target=names.get(asked.target),
        failure=failure_words(work.error) if work.error else "",
        queue_url=f"{REVIEW}?{asked.queue}",
    )


@blueprint.get("/links/review/find/<work_id>/state")
def state(work_id: str) -> Response:
    """Say how far it has come, for the page that waits."""
    session = require_reviewer()
    work = _works().find(work_id, session.principal.name)
    if work is None:
        raise ResourceNotFound(request.path)
    return jsonify(state="done" if work.done else "reading", seconds=work.seconds)


def failure_words(error: PlanvevError) -> str:
    """Return why nothing came of a work, in the language of the page."""
    if isinstance(error, ServerBusy):
        return gettext("The server is busy with other changes just now. Try again in a moment.")
    if isinstance(error, QueryTimeout | QueryDied):
        return gettext("It took too long. Choose a smaller plan, or fewer suggestions for each.")
    if isinstance(error, ResourceNotFound):
        return gettext("One of the plans is not here any more, or has nothing to link.")
    if isinstance(error, InputError):
        return gettext("Nothing can be suggested between these: %(why)s", why=error.message)
    return gettext("It could not be done: %(why)s", why=error.message)


def _recorded(session: Session, offers: list[Offer]) -> Found:
    """Record what was found, where anything was."""
    if not offers:
        return Found(0, 0, 0)
    writer, principal = require_backend().writer, session.principal
    made: list[LinksWritten] = []

    def make(asked: Request) -> LinksWritten:
        made.append(record_offers(writer, offers, asked))
        return made[0]

    change(principal, "links suggest", (), make)
    recorded = len(made[0].recorded)
    stated = sum(offer.suggestion.certain for offer in offers)
    return Found(recorded, min(stated, recorded), len(made[0].there))


def _form(session: Session, source: str = "", target: str = "", said: str = "") -> Response:
    here = site()
    found = rows(here.engine, queries.plans(), here.config.page_timeout_s)
    types = {row["plan"]["value"]: row.get("type", {}).get("value", "") for row in found}
    description = described(REVIEW, "", list(types))
    plans = sorted(
        ((short(iri), description.name(iri).text) for iri in types), key=lambda one: one[1]
    )
    above = [iri for iri, type_ in types.items() if type_.rpartition("/")[2] in OVERARCHING]
    return page(
        "links_review_find.html",
        session,
        said=said,
        status=422 if said else 200,
        work=None,
        plans=plans,
        source=source,
        target=target or ("overarching" if above else "sdg"),
        overarching=len(above),
        top=_TOP,
        top_max=TOP_MAX,
        read_only=here.config.read_only,
    )


def _top() -> int:
    text = request.form.get("top", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else _TOP
    return min(max(number, 1), TOP_MAX)


def _works() -> Works[Found]:
    return works("find")
