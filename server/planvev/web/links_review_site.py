"""What the pages of the review share: what of the queue they read, what they say, where they go."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, cast

from flask import Response, current_app, redirect, render_template, request

from planvev.access.sessions import Session
from planvev.engine.base import Engine
from planvev.web import links_review_queries as queries
from planvev.web.changes import require_backend
from planvev.web.description import Description, add_names, rows, statements_of
from planvev.web.language import gettext, marked, ngettext
from planvev.web.links_review_queue import Queue, Wanted, wanted_of
from planvev.web.links_review_rows import KeptRows
from planvev.web.links_review_undo import Undoable, undoable
from planvev.web.session_pages import REVIEW
from planvev.web.site import site
from planvev.web.statements import Statements
from planvev.web.urls import checked_iri

UNDO_WITHIN: Final = timedelta(hours=12)
"""How long a decision can be undone with one key; later it can be decided anew."""
_EXTENSION: Final = "planvev-review-rows"
_MAKING: Final = threading.Lock()
SAID: Final = {
    "approved": marked("Approved."),
    "rejected": marked("Rejected."),
    "retyped": marked("Approved as another type of link."),
    "later": marked("Put last."),
    "undone": marked("Undone: the link waits again."),
    "nothing": marked("Nothing was chosen."),
    "nothing-to-undo": marked("There is nothing of yours to undo."),
    "gone": marked("This link is not there any more."),
    "same": marked("You had decided so already."),
    "not-permitted": marked("This type of link cannot join these two."),
    "no-plan": marked("Choose a plan to find suggestions for."),
    "no-target": marked("Choose what the suggestions are to lead to."),
    "working": marked("Something of yours is being worked on already. Wait until it is done."),
    "lost": marked("The server was started anew meanwhile. Do it once more."),
}
"""What is said after something was done, or not done."""
FAULTS: Final = frozenset(SAID) - {"approved", "rejected", "retyped", "later", "undone", "same"}


def wanted() -> Wanted:
    """Return what of the queue the request is about: by its form, else by its address."""
    return wanted_of(request.form if request.method == "POST" else request.args)


def read_queue(of: Wanted) -> Queue:
    """Return the links that a page is about. Raises what ``Engine.query`` raises."""
    here = site()
    engine, timeout_s = here.engine, here.config.page_timeout_s
    found = _kept_rows().read(engine, require_backend().archive, timeout_s)
    return Queue(
        found,
        of,
        _below(engine, of.goal, timeout_s) if of.goal else frozenset(),
        themes_of(engine, timeout_s),
        is_cut=len(found) > queries.LINKS_MAX,
    )


def _kept_rows() -> KeptRows:
    with _MAKING:
        kept = current_app.extensions.setdefault(_EXTENSION, KeptRows())
    return cast(KeptRows, kept)


def _below(engine: Engine, goal: str, timeout_s: float) -> frozenset[str]:
    found = rows(engine, queries.elements_below(checked_iri(goal)), timeout_s)
    return frozenset(row["below"]["value"] for row in found)


def themes_of(engine: Engine, timeout_s: float) -> dict[str, set[str]]:
    """Return the themes of what links join."""
    themes: dict[str, set[str]] = {}
    for row in rows(engine, queries.themes(), timeout_s):
        if row["theme"]["type"] == "uri":
            themes.setdefault(row["end"]["value"], set()).add(row["theme"]["value"])
    return themes


def described(iri: str, query: str, more: Sequence[str] = ()) -> Description:
    """Return what a query of statements tells, with the names of all that it mentions, and more."""
    here = site()
    timeout_s = here.config.page_timeout_s
    found = statements_of(rows(here.engine, query, timeout_s)) if query else []
    description = Description(iri, here.urls, Statements(found))
    add_names(here.engine, description, timeout_s, more)
    return description


def undo_of(session: Session) -> Undoable | None:
    """Return what a person decided last and can undo."""
    here = site()
    since = (datetime.now(UTC) - UNDO_WITHIN).strftime("%Y-%m-%dT%H:%M:%S")
    query = queries.decided_by(session.principal.name)
    return undoable(rows(here.engine, query, here.config.page_timeout_s), since)


def page(template: str, session: Session, status: int = 200, **values: Any) -> Response:
    """Return a page for who has logged in, with what is said on it."""
    said = values.pop("said", "") or request.args.get("said", "")
    body = render_template(
        template, session=session, said=said_words(said), is_fault=said in FAULTS, **values
    )
    return Response(body, status=status)


def said_words(said: str) -> str:
    """Return what is said for a code; of "saved-4" too: how many were saved. "" for none known."""
    name, _, number = said.rpartition("-")
    if name == "saved" and number.isascii() and number.isdigit() and len(number) < 5:
        return ngettext("%(num)s decision saved.", "%(num)s decisions saved.", int(number))
    return gettext(SAID[said]) if said in SAID else ""


def see_other(path: str = REVIEW, query: str = "") -> Response:
    """Return a redirect after a form."""
    response = redirect(f"{path}?{query}" if query else path, 303)
    assert isinstance(response, Response)  # noqa: S101 - Flask's own
    return response
