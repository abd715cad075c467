"""Decisions on links: forms that work without scripts, each of which is one commit."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import Blueprint, Response, request

from planvev.access.roles import Role
from planvev.access.sessions import Session
from planvev.errors import InputError, ResourceNotFound
from planvev.linking.links import TYPES, Outcome, Status
from planvev.linking.records import NewDecision
from planvev.web import language
from planvev.web import links_review_queries as queries
from planvev.web.changes import change, require_backend
from planvev.web.description import rows, statements_of
from planvev.web.links_review_queue import Row, Wanted, key_of, rows_of, wanted_of
from planvev.web.links_review_site import see_other, undo_of, wanted
from planvev.web.links_review_view import permitted_types
from planvev.web.session_pages import require_reviewer
from planvev.web.site import site
from planvev.web.statements import Statements
from planvev.writes import Request
from planvev.writes.linking import LinksWritten, decide
from planvev.writes.retyping import retype

blueprint: Final = Blueprint("edits", __name__)
_IRI_LENGTH_MAX: Final = 2_000
_NOTE_LENGTH_MAX: Final = 2_000
_DECISIONS_MAX: Final = 200
_OUTCOMES: Final = {"approved": Outcome.APPROVED, "rejected": Outcome.REJECTED}


@blueprint.post("/links/review/decide")
def decide_one() -> Response:
    """Decide on one link, or put it off; then the next one comes."""
    session = require_reviewer()
    of = wanted()
    link = request.form.get("link", "")[:_IRI_LENGTH_MAX]
    asked = request.form.get("decision", "")
    key = key_of(link)
    after = replace(of, at=_next())
    if asked == "later":
        return see_other(query=after.put_off(key).query(said="later"))
    if asked not in _OUTCOMES:
        return see_other(query=replace(of, at=key).query(said="nothing"))
    row = _row(link)
    if row is None:
        return see_other(query=after.query(said="gone"))
    try:
        said = _decided(session, row, _OUTCOMES[asked])
    except (InputError, ResourceNotFound):
        return see_other(query=after.query(said="gone"))
    if said == "not-permitted":
        return see_other(query=replace(of, at=key).query(said=said))
    return see_other(query=after.query(said=said))


@blueprint.post("/links/review/decide-list")
def decide_list() -> Response:
    """Decide on several links in one go."""
    session = require_reviewer()
    of = wanted()
    decisions = []
    for link in request.form.getlist("link")[:_DECISIONS_MAX]:
        outcome = _OUTCOMES.get(request.form.get(f"decision-{key_of(link)}", ""))
        if outcome:
            decisions.append(NewDecision(link, outcome, _note(), _settles(session, of), _spoken()))
    if not decisions:
        return see_other(query=of.query(said="nothing"))
    try:
        written = _make(session, "links review", decisions)
    except ResourceNotFound:
        return see_other(query=of.query(said="gone"))
    return see_other(query=of.query(said=f"saved-{len(written.recorded)}"))


@blueprint.post("/links/review/undo")
def undo() -> Response:
    """Take back what the person decided last; the link comes again."""
    session = require_reviewer()
    of = wanted()
    last = undo_of(session)
    if last is None:
        return see_other(query=of.query(said="nothing-to-undo"))
    _make(session, "links undo", last.decisions())
    key = key_of(last.first)
    later = tuple(one for one in of.later if one != key)
    return see_other(query=replace(of, later=later, at=key).query(said="undone"))


def _decided(session: Session, row: Row, outcome: Outcome) -> str:
    """Take a decision as its form says; return the code of what is to be said."""
    type_ = request.form.get("as_type", "") or row.type
    settle = row.status == Status.DISPUTED.value and _may_settle(session)
    if outcome is Outcome.APPROVED and type_ != row.type:
        if type_ not in _permitted(row):
            return "not-permitted"
        principal, writer = session.principal, require_backend().writer

        def make(asked: Request) -> LinksWritten:
            return retype(
                *(writer, row.link, type_, asked, principal, _note()),
                language=_spoken(),
                settle=settle,
            )

        change(principal, f"links approve as {type_}", (), make)
        return "retyped"
    decision = NewDecision(row.link, outcome, _note(), settle, _spoken())
    written = _make(session, f"links {outcome.value}", [decision])
    return outcome.value if written.recorded else "same"


def _make(session: Session, what: str, decisions: list[NewDecision]) -> LinksWritten:
    writer, principal = require_backend().writer, session.principal
    made: list[LinksWritten] = []

    def make(asked: Request) -> LinksWritten:
        made.append(decide(writer, decisions, asked, principal))
        return made[0]

    change(principal, what, (), make)
    return made[0]


def _row(link: str) -> Row | None:
    """Return a link as it is now, None where it is not there."""
    here = site()
    try:
        query = queries.queue_of_one(link)
    except ValueError:
        return None
    found = rows_of(rows(here.engine, query, here.config.page_timeout_s))
    return found[0] if found else None


def _permitted(row: Row) -> tuple[str, ...]:
    here = site()
    timeout_s = here.config.page_timeout_s
    query = queries.links_and_ends([row.link], [row.source, row.target])
    statements = Statements(statements_of(rows(here.engine, query, timeout_s)))
    permitted = rows(here.engine, queries.permitted_kinds(), timeout_s)
    return tuple(one for one in permitted_types(statements, row, permitted) if one in TYPES)


def _next() -> str:
    """Return the key of the link that the form says comes next, "" for the first of the queue."""
    return wanted_of({"at": request.form.get("next", "")}).at


def _settles(session: Session, of: Wanted) -> bool:
    return of.status == Status.DISPUTED.value and _may_settle(session)


def _may_settle(session: Session) -> bool:
    return session.principal.role is not Role.REVIEWER


def _note() -> str:
    return request.form.get("note", "").strip()[:_NOTE_LENGTH_MAX]


def _spoken() -> str:
    return language.current()
