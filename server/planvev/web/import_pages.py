"""``/import``: the files that a person sent in, and the draft that was made of one."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, jsonify, request

from planvev.access.drafts import DraftInfo, State
from planvev.access.sessions import Session
from planvev.errors import ConfigError, InputError
from planvev.ingest.draft import Doubt, Draft
from planvev.ingest.formats import FORMATS
from planvev.ingest.hints import Hints
from planvev.ingest.limits import BYTES_MAX
from planvev.web.changes import require_backend
from planvev.web.import_drafts import LOST, PLAN, draft_of
from planvev.web.import_facts import fact_fields
from planvev.web.import_site import own_draft, page, page_number, see_other, shown
from planvev.web.import_view import ROWS_SHOWN, draft_view
from planvev.web.import_words import choices, doubt_words, edit_words, kinds, refusal_words
from planvev.web.language import gettext, marked
from planvev.web.pages_of import page_numbers
from planvev.web.session_pages import require_editor
from planvev.web.site import site
from planvev.writes.importing import draft_in_worker

blueprint: Final = Blueprint("import", __name__)
_NAME_LENGTH_MAX: Final = 200
_HINTS_BYTES_MAX: Final = 1_000_000
_NOT_IN_NAMES: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_FORMAT_NAMES: Final = {
    "text": marked("Text or Markdown"),
    "docx": marked("Microsoft Word"),
    "pdf": marked("PDF"),
    "xlsx": marked("Excel"),
    "csv": marked("CSV"),
    "stratml": marked("StratML"),
}


@blueprint.get("/import")
def import_page() -> Response:
    """Show the form for a file, and the drafts that there are."""
    session = require_editor()
    drafts = require_backend().drafts.list(session.principal.name)
    most = min(site().config.upload_bytes_max or BYTES_MAX, BYTES_MAX)
    return page(
        "import.html",
        session,
        drafts=drafts,
        formats=[(code, gettext(_FORMAT_NAMES[code])) for code in FORMATS],
        megabytes=most // 1_000_000,
        read_only=site().config.read_only,
    )


@blueprint.post("/import")
def take_in() -> Response:
    """Take a file, begin to read it, and go on to the page of its draft."""
    session = require_editor()
    file = request.files.get("file")
    if file is None or not file.filename:
        return see_other("/import", said="no-file")
    plan = request.form.get("plan", "").strip().strip("/")
    if plan and not PLAN.fullmatch(plan):
        return see_other("/import", said="bad-plan")
    asked = request.form.get("format", "")
    format_ = asked if asked in FORMATS else None
    try:
        hints = _hints()
    except (InputError, ConfigError):
        return see_other("/import", said="bad-hints")
    backend, readings = require_backend(), site().readings
    owner = session.principal.name
    if not readings.has_room(owner):
        return see_other("/import", said="working")
    name, content = file_name(file.filename), file.read()
    try:
        draft_id = backend.drafts.create(owner, name, plan)
    except InputError:
        return see_other("/import", said="too-many")

    def make() -> Draft:
        return draft_in_worker(backend.writer.runner, content, name, format_, hints)

    if not readings.start(backend.drafts, draft_id, owner, make):
        info = backend.drafts.find(draft_id, owner)  # others of theirs came in the same moment
        if info is not None:
            backend.drafts.delete(info)
        return see_other("/import", said="working")
    return see_other(f"/import/{draft_id}")


@blueprint.get("/import/<draft_id>")
def draft_page(draft_id: str) -> Response:
    """Show a draft; that it is being read; or why it was not."""
    session, info = own_draft(draft_id)
    info, seconds = _standing(session, info)
    if info.state is State.READING:
        return page("import_wait.html", session, draft=info, seconds=int(seconds or 0))
    if info.state is State.REFUSED:
        why = refusal_words(info.said)
        return page("import_refused.html", session, draft=info, why=why)
    return _open_page(session, info)


@blueprint.get("/import/<draft_id>/state")
def draft_state(draft_id: str) -> Response:
    """Say how far a draft has come, for the page that waits for it."""
    session, info = own_draft(draft_id)
    info, seconds = _standing(session, info)
    return jsonify(state=info.state.value, seconds=int(seconds or 0))


@blueprint.post("/import/<draft_id>/delete")
def delete(draft_id: str) -> Response:
    """Remove a draft."""
    _, info = own_draft(draft_id)
    require_backend().drafts.delete(info)
    return see_other("/import")


def file_name(given: str) -> str:
    r"""Return the name of a file as it is shown: no folders, nothing that moves a cursor.

    >>> file_name("C:\\plans\\..\\plan\u202e.txt"), file_name("../../etc/passwd")
    ('plan.txt', 'passwd')
    """
    last = _NOT_IN_NAMES.sub("", re.split(r"[/\\]", given)[-1]).strip()
    if len(last) > _NAME_LENGTH_MAX:
        stem, dot, ending = last.rpartition(".")
        last = f"{stem[: _NAME_LENGTH_MAX - 20]}{dot}{ending[:10]}"
    return last or "plan"


def _open_page(session: Session, info: DraftInfo) -> Response:
    draft, what, undo, redo = draft_of(require_backend().drafts, info)
    view = draft_view(draft, shown(), page_number(), request.args.get("row", ""))
    path = f"/import/{info.id}"
    kept = request.args.copy()
    for name in ("row", "at", "said"):
        kept.poplist(name)
    return page(
        "import_draft.html",
        session,
        draft=info,
        title=draft.facts.title or info.name,
        view=view,
        path=path,
        pages=page_numbers(view.current, view.total, ROWS_SHOWN, path, kept),
        fields=fact_fields(draft.facts),
        warnings=[doubt_words(Doubt(*warning)) for warning in draft.document.warnings],
        text_language=draft.facts.language or "nb",
        kinds=kinds(),
        levels=choices("level"),
        undo=edit_words(what) if undo else "",
        redo=redo,
        at=request.args.get("at", ""),
        plan_href=site().urls.href_of(f"{site().config.base_iri}id/{info.plan}"),
    )


def _standing(session: Session, info: DraftInfo) -> tuple[DraftInfo, float | None]:
    """Return a draft as it is now, and for how long its file has been read.

    What is being read by nobody was lost with the server that read it.
    """
    seconds = site().readings.seconds(info.id)
    if info.state is not State.READING or seconds is not None:
        return info, seconds
    drafts = require_backend().drafts
    again = drafts.find(info.id, session.principal.name) or info
    if again.state is State.READING:
        drafts.refuse(info.id, LOST)
        again = drafts.find(info.id, session.principal.name) or info
    return again, None


def _hints() -> Hints | None:
    """Return what a person knows better, of the file that they sent. Raises as reading it does."""
    file = request.files.get("hints")
    if file is None or not file.filename:
        return None
    from planvev.ingest.hints import read_hints

    with tempfile.NamedTemporaryFile(suffix=".toml") as kept:
        kept.write(file.read(_HINTS_BYTES_MAX))
        kept.flush()
        return read_hints(Path(kept.name))
