"""Drafts as spreadsheets: out, edited by whoever likes that better, and in again."""

from __future__ import annotations

from typing import Final

from flask import Blueprint, Response, request

from planvev.errors import DocumentRefused, ResourceNotFound
from planvev.ingest.checking import check_draft
from planvev.ingest.draft import Draft
from planvev.ingest.sheets import draft_csv, draft_workbook
from planvev.ingest.slugs import slug
from planvev.web import language
from planvev.web.changes import require_backend
from planvev.web.import_drafts import draft_of, let_go
from planvev.web.import_pages import file_name
from planvev.web.import_site import edited, own_draft, page, see_other
from planvev.web.import_words import refusal_as_json, refusal_words
from planvev.writes.importing import table_in_worker

blueprint: Final = Blueprint("import_files", __name__)
_TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


@blueprint.get("/import/<draft_id>/table.<ending>")
def table(draft_id: str, ending: str) -> Response:
    """Give the draft as a workbook or as CSV."""
    _, info = own_draft(draft_id)
    if ending not in _TYPES:
        raise ResourceNotFound(request.path)
    draft = draft_of(require_backend().drafts, info)[0]
    code = language.current()
    content = draft_workbook(draft, code) if ending == "xlsx" else draft_csv(draft, code)
    return _file(content, slug(info.name.rpartition(".")[0] or info.name) or "plan", ending)


@blueprint.post("/import/<draft_id>/table")
def take_table(draft_id: str) -> Response:
    """Take an edited table in, as one edit."""
    session, info = own_draft(draft_id)
    file = request.files.get("file")
    if file is None or not file.filename:
        return see_other(f"/import/{info.id}", at="table", said="no-file")
    content, name = file.read(), file_name(file.filename)
    runner = require_backend().writer.runner

    def edit(draft: Draft) -> Draft:
        changed = table_in_worker(runner, draft, content, name)
        check_draft(changed)
        return changed

    try:
        _, said = edited(info, edit, "table")
    except DocumentRefused as refused:
        why = refusal_words(refusal_as_json(refused))
        let_go(refused)
        return page("import_refused.html", session, 422, draft=info, why=why, is_table=True)
    return see_other(f"/import/{info.id}", said=said)


def _file(content: bytes, name: str, ending: str) -> Response:
    response = Response(content, content_type=_TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
