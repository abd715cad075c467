"""The last step: the check of a draft against the rules and the graph, and the commit."""

from __future__ import annotations

import hashlib
import threading
from typing import Final

from flask import Blueprint, Response, request

from planvev.access.drafts import DraftInfo, State
from planvev.access.sessions import Session
from planvev.archive.manifest import Manifest
from planvev.errors import Forbidden, InputError, ServerBusy
from planvev.ingest.account import account_for_draft
from planvev.ingest.draft import Draft
from planvev.ingest.graphs import graph_of_plan
from planvev.vocab import ID
from planvev.web.changes import change, require_backend
from planvev.web.import_check import CheckView, check_view, fault_list, report_of
from planvev.web.import_drafts import PLAN, draft_of, suggested_plan
from planvev.web.import_site import own_draft, page, see_other
from planvev.web.site import site
from planvev.writes import Request, ValidationFailed, Written
from planvev.writes.importing import commit_import

blueprint: Final = Blueprint("import_commit", __name__)
_WAIT_S: Final = 20
_COMMITTING: Final = threading.Lock()
"""One plan is taken in at a time, so that what a form was compared with is still there."""


@blueprint.get("/import/<draft_id>/check")
def check(draft_id: str) -> Response:
    """Show what would come of a commit."""
    session, info = own_draft(draft_id)
    draft = draft_of(require_backend().drafts, info)[0]
    return _page(session, info, draft)


@blueprint.post("/import/<draft_id>/plan")
def plan(draft_id: str) -> Response:
    """Choose which plan the draft is of."""
    _, info = own_draft(draft_id)
    wanted = request.form.get("plan", "").strip().strip("/")
    if not PLAN.fullmatch(wanted):
        return see_other(f"/import/{info.id}/check", said="bad-plan")
    require_backend().drafts.choose_plan(info, wanted)
    return see_other(f"/import/{info.id}/check")


@blueprint.post("/import/<draft_id>/commit")
def commit(draft_id: str) -> Response:
    """Take the plan in, as one generation; what forbids it is shown instead."""
    session, info = own_draft(draft_id)
    if not _COMMITTING.acquire(timeout=_WAIT_S):
        raise ServerBusy(reason="Other plans are being taken in.")
    try:
        return _commit(session, require_backend().drafts.find(info.id, info.owner) or info)
    finally:
        _COMMITTING.release()


def _commit(session: Session, info: DraftInfo) -> Response:
    """Commit a draft as its form saw it, over the plan that its form was compared with."""
    backend = require_backend()
    seen = request.form.get("revision", "")
    if seen != str(info.revision):
        if info.state is State.COMMITTED and seen == str(info.revision - 1):
            return see_other(f"/import/{info.id}/done")  # the button was pressed twice
        return see_other(f"/import/{info.id}/check", said="changed")
    draft = draft_of(backend.drafts, info)[0]
    if fault_list(draft) or not PLAN.fullmatch(info.plan):
        return see_other(f"/import/{info.id}/check")
    iri = plan_iri(info.plan)
    if request.form.get("before") != mark_of_plan(backend.archive.manifest(), iri):
        return see_other(f"/import/{info.id}/check", said="plan-changed")

    def make(asked: Request) -> Written:
        return commit_import(backend.writer, draft, iri, asked)

    try:
        written = change(session.principal, f"import {info.plan}", _graphs(iri), make)
    except ValidationFailed as failed:
        return _shown(session, info, draft, CheckView((), report_of(failed.report)), status=422)
    backend.drafts.commit(info)
    return see_other(f"/import/{info.id}/done", generation=written.generation)


@blueprint.get("/import/<draft_id>/done")
def done(draft_id: str) -> Response:
    """Say that the plan was taken in, and where it is."""
    session, info = own_draft(draft_id)
    generation = request.args.get("generation", "")
    return page(
        "import_done.html",
        session,
        draft=info,
        generation=generation if generation.isascii() and generation.isdigit() else "",
        href=site().urls.href_of(plan_iri(info.plan)) if PLAN.fullmatch(info.plan) else "",
    )


def mark_of_plan(manifest: Manifest, iri: str) -> str:
    """Return what tells one state of a plan's graphs from another."""
    prefix = graph_of_plan(iri, "")
    told = sorted(
        (graph, entry.sha256)
        for graph, entry in manifest.graphs.items()
        if graph.startswith(prefix)
    )
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def plan_iri(plan: str) -> str:
    """Return the IRI of a plan by its short address: "solvik/samfunnsdel-2026"."""
    return ID[plan].value


def _page(session: Session, info: DraftInfo, draft: Draft) -> Response:
    if not PLAN.fullmatch(info.plan):
        view = CheckView(fault_list(draft))
        return _shown(session, info, draft, view, suggested=suggested_plan(draft.facts))
    iri = plan_iri(info.plan)
    before = mark_of_plan(require_backend().archive.manifest(), iri)
    try:
        view = check_view(require_backend().writer, draft, iri, session.principal)
    except (Forbidden, InputError) as refused:
        return _shown(session, info, draft, CheckView(()), refused=refused.message, status=422)
    return _shown(session, info, draft, view, before=before)


def _shown(
    session: Session,
    info: DraftInfo,
    draft: Draft,
    view: CheckView,
    *,
    suggested: str = "",
    before: str = "",
    refused: str = "",
    status: int = 200,
) -> Response:
    return page(
        "import_check.html",
        session,
        status,
        draft=info,
        view=view,
        left=sum(len(use.left) for use in account_for_draft(draft).unplaced),
        suggested=suggested or info.plan,
        before=before,
        refused=refused,
        base=f"{site().config.base_iri}id/",
    )


def _graphs(iri: str) -> list[str]:
    return [graph_of_plan(iri, suffix) for suffix in ("adopted", "register", "assessment")]
