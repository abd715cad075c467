"""Edits of a draft: forms that work without scripts, each of which makes a version."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from planvev.errors import PreconditionFailed
from planvev.ingest.draft import Draft, Kind
from planvev.ingest.editing import (
    change_facts,
    change_row,
    indent_row,
    mark_furniture,
    merge_with_previous,
    move_row,
    outdent_row,
    place_text,
    release_furniture,
    remove_row,
    settle,
    split_row,
)
from planvev.ingest.sheets.codes import codes_of
from planvev.web.changes import require_backend
from planvev.web.import_facts import facts_of_form
from planvev.web.import_site import (
    Edit,
    back_to,
    edited,
    own_draft,
    page_number,
    see_other,
    shown,
)

blueprint: Final = Blueprint("import_edits", __name__)
_TEXT_LENGTH_MAX: Final = 100_000
_NUMBER_LENGTH_MAX: Final = 60
_STEPS: Final = {"undo": -1, "redo": 1}
_PLAIN: Final = {
    "settle": settle,
    "up": lambda draft, row: move_row(draft, row, -1),
    "down": lambda draft, row: move_row(draft, row, 1),
    "indent": indent_row,
    "outdent": outdent_row,
    "merge": merge_with_previous,
    "remove": remove_row,
}
"""Edits that need no more than a row."""


@blueprint.post("/import/<draft_id>/row")
def row(draft_id: str) -> Response:
    """Edit a row: ``action`` says how."""
    _, info = own_draft(draft_id)
    row_id, action = request.form.get("row", ""), request.form.get("action", "save")
    edit, said = _row_edit(row_id, action)
    if edit is None:
        return back_to(info, None, row_id, said)
    changed, said = edited(info, edit, action)
    return back_to(info, changed, row_id, said)


@blueprint.post("/import/<draft_id>/text")
def text(draft_id: str) -> Response:
    """Make a row of unplaced text, set it aside, or bring back what was."""
    _, info = own_draft(draft_id)
    start, end = _number("start"), _number("end")
    kind = request.form.get("kind", "")
    words = request.form.get("text", "")[:_TEXT_LENGTH_MAX]
    action = request.form.get("action", "")
    if action not in ("furniture", "release"):
        action = "place"
    if action == "place" and kind not in set(Kind):
        return _left(draft_id, "bad-value")

    def edit(draft: Draft) -> Draft:
        if action == "furniture":
            return mark_furniture(draft, start, end)
        if action == "release":
            return release_furniture(draft, start, end)
        return place_text(draft, start, end, Kind(kind), text=words)

    _, said = edited(info, edit, action)
    return _left(draft_id, said)


@blueprint.post("/import/<draft_id>/facts")
def facts(draft_id: str) -> Response:
    """Say what is known of the plan itself."""
    _, info = own_draft(draft_id)
    values, said = facts_of_form(request.form)
    if not said:
        _, said = edited(info, lambda draft: change_facts(draft, values), "facts")
    return see_other(f"/import/{info.id}", at="facts", said=said)


@blueprint.post("/import/<draft_id>/undo")
def undo(draft_id: str) -> Response:
    """Go back to the version before, or forth again."""
    _, info = own_draft(draft_id)
    said = ""
    if request.form.get("revision") != str(info.revision):
        said = "changed"
    else:
        try:
            step = _STEPS.get(request.form.get("action", ""), -1)
            require_backend().drafts.step(info, step)
        except PreconditionFailed:
            said = "changed"
    return back_to(info, None, "", said)


def _row_edit(row_id: str, action: str) -> tuple[Edit | None, str]:
    """Return the edit that a form asks for, or None with what is wrong with it."""
    words = request.form.get("text", "")[:_TEXT_LENGTH_MAX]
    if action == "split":
        return (lambda draft: split_row(draft, row_id, words.splitlines())), ""
    if action in _PLAIN:
        plain = _PLAIN[action]
        return (lambda draft: plain(draft, row_id)), ""
    kind, level = request.form.get("kind", ""), request.form.get("level", "")
    if kind not in set(Kind) or (level and level not in codes_of("level")):
        return None, "bad-value"
    if not words.strip():
        return None, "no-text"
    number = request.form.get("number", "")[:_NUMBER_LENGTH_MAX]
    parent = request.form.get("parent", "")

    def save(draft: Draft) -> Draft:
        return change_row(
            draft, row_id, kind=Kind(kind), level=level, number=number, text=words, parent=parent
        )

    return save, ""


def _left(draft_id: str, said: str) -> Response:
    number = page_number()
    show = shown()
    return see_other(
        f"/import/{draft_id}",
        show=show if show != "all" else "",
        page=number if number > 1 else "",
        said=said,
    )


def _number(name: str) -> int:
    value = request.form.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else -1
