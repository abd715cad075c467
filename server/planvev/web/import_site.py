"""What the pages under ``/import`` share: whose draft it is, where a page goes on to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from flask import Response, redirect, render_template, request

from planvev.access.drafts import DraftInfo
from planvev.access.sessions import Session
from planvev.errors import PreconditionFailed, ResourceNotFound
from planvev.ingest.draft import Draft
from planvev.ingest.draft_tree import ordered
from planvev.ingest.editing import EditRefused
from planvev.web.changes import require_backend
from planvev.web.import_drafts import as_texts, draft_of
from planvev.web.import_view import ROWS_SHOWN, SHOW
from planvev.web.import_words import said_words
from planvev.web.session_pages import require_editor

Edit = Callable[[Draft], Draft]


def own_draft(draft_id: str) -> tuple[Session, DraftInfo]:
    """Return who asks, and their draft. Raises LoginNeeded, Forbidden, ResourceNotFound."""
    session = require_editor()
    info = require_backend().drafts.find(draft_id, session.principal.name)
    if info is None:
        raise ResourceNotFound(request.path)
    return session, info


def page(template: str, session: Session, status: int = 200, **values: Any) -> Response:
    """Return a page for who has logged in, with what is said above it."""
    said = values.pop("said", "") or request.args.get("said", "")
    body = render_template(template, session=session, said=said_words(said), **values)
    return Response(body, status=status)


def see_other(path: str, at: str = "", **query: str | int) -> Response:
    """Return a redirect after a form: to a path with a query, its empty values left out.

    at: the id of an element of that page.
    """
    kept = {name: value for name, value in query.items() if value}
    if at:
        kept["at"] = at
    url = f"{path}?{urlencode(kept)}" if kept else path
    response = redirect(f"{url}#{at}" if at else url, 303)
    assert isinstance(response, Response)  # noqa: S101 - Flask's own
    return response


def shown() -> str:
    """Return which rows the page at hand shows, of its form or its address."""
    asked = request.form.get("show") or request.args.get("show", "")
    return asked if asked in SHOW else SHOW[0]


def page_number() -> int:
    """Return the number of the page at hand, from 1, of its form or its address."""
    text = request.form.get("page") or request.args.get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def edited(info: DraftInfo, edit: Edit, what: str) -> tuple[Draft | None, str]:
    """Make an edit of a draft that its form has seen, and keep it as a version.

    what: one of ``import_words.EDITS``. Returns the draft as it is then, or None with the code of
    what is to be said (``import_words.SAID``).
    """
    drafts = require_backend().drafts
    if request.form.get("revision") != str(info.revision):
        return None, "changed"
    draft = draft_of(drafts, info)[0]
    try:
        changed = edit(draft)
    except EditRefused as refused:
        return None, refused.reason
    if changed != draft:
        try:
            drafts.save(info, as_texts(changed)[1], what)
        except PreconditionFailed:
            return None, "changed"
    return changed, ""


def back_to(info: DraftInfo, draft: Draft | None, row_id: str, said: str = "") -> Response:
    """Return a redirect to the page of a draft that shows a row.

    draft: None where it is as it was.
    """
    show, number = shown(), page_number()
    at = ""
    if draft is not None and row_id:
        place = next((n for n, (row, _) in enumerate(ordered(draft)) if row.id == row_id), None)
        if place is not None:
            at = f"r{place}"
            number = place // ROWS_SHOWN + 1 if show == SHOW[0] else number
    return see_other(
        f"/import/{info.id}",
        at,
        show=show if show != SHOW[0] else "",
        page=number if number > 1 else "",
        said=said,
        row=row_id if said else "",
    )
