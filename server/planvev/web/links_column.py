"""``/links/column``: the texts in a column of a spreadsheet, matched to goals, with their IRIs.

A spreadsheet is read in the write lane's worker, and matched there: so this is for those who have
logged in. Who has not can use the reconciliation service, which asks for no file. A file is kept in
memory for an hour, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

from flask import Blueprint, Response, jsonify, render_template, request

from planvev.access.sessions import Session
from planvev.errors import DocumentRefused, ResourceNotFound
from planvev.ingest.refusals import refusal_in
from planvev.rdf.negotiation import format_by_name
from planvev.web import language
from planvev.web import links_review_queries as queries
from planvev.web.changes import require_backend
from planvev.web.description import rows
from planvev.web.import_pages import file_name
from planvev.web.language import gettext, marked
from planvev.web.links_column_view import GUESSED, LINES_SHOWN, guessed_column, lines, table
from planvev.web.links_review_find import failure_words
from planvev.web.links_review_jobs import Work, Works, works
from planvev.web.links_review_queue import short
from planvev.web.links_review_site import described, see_other
from planvev.web.pages_of import page_numbers
from planvev.web.session_pages import COLUMN, require_reviewer
from planvev.web.site import body_response, site
from planvev.web.tables import TABLE_FORMATS, table_bytes
from planvev.writes.columns import ROWS_MAX, Grid, Match, grid_in_worker, matches_in_worker

blueprint: Final = Blueprint("links_column", __name__)
TOP_MAX: Final = 10
_TOP: Final = 5
_SAMPLE: Final = 5
_GROUPS: Final = ("overarching", "sdg")
_SAID: Final = {
    "no-file": marked("Choose a file first."),
    "no-column": marked("Choose a column that holds text."),
    "working": marked("Something of yours is being worked on already. Wait until it is done."),
    "lost": marked("The file is kept for an hour, and is not here any more. Send it again."),
    "saved": marked("Your choices are kept."),
}


@dataclass
class Sheet:
    """A spreadsheet that somebody sent. chosen: by row, the IRI of their choice, "" for none."""

    name: str
    grid: Grid
    column: int = -1
    target: str = ""
    matches: dict[int, list[Match]] = field(default_factory=dict)
    chosen: dict[int, str] = field(default_factory=dict)


@blueprint.get("/links/column")
def column_page() -> Response:
    """Show the form for a file."""
    return _page(require_reviewer(), "send")


@blueprint.post("/links/column")
def send() -> Response:
    """Take a file, and go on to the choice of its column."""
    session = require_reviewer()
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(session, "send", said="no-file")
    name, content = file_name(file.filename), file.read()
    try:
        grid = grid_in_worker(require_backend().writer.runner, content, name)
    except DocumentRefused as refused:
        why = refusal_in(refused, language.current())
        return _page(session, "send", refused=why)
    work = _works().keep(session.principal.name, Sheet(name, grid))
    return see_other(f"{COLUMN}/{work.id}")


@blueprint.get("/links/column/<work_id>")
def sheet_page(work_id: str) -> Response:
    """Show the columns to choose from, that texts are being matched, or the matches."""
    session = require_reviewer()
    found = _sheet(session, work_id)
    if found is None:
        return _page(session, "send", said="lost")
    work, sheet = found
    if not work.done:
        return _page(session, "wait", work=work, sheet=sheet)
    if sheet.column < 0 or work.error or request.args.get("again"):
        failure = failure_words(work.error) if work.error else ""
        return _choose_page(session, work, sheet, failure=failure)
    return _matches_page(session, work, sheet)


@blueprint.get("/links/column/<work_id>/state")
def state(work_id: str) -> Response:
    """Say how far it has come, for the page that waits."""
    found = _sheet(require_reviewer(), work_id)
    if found is None:
        raise ResourceNotFound(request.path)
    work = found[0]
    return jsonify(state="done" if work.done else "reading", seconds=work.seconds)


@blueprint.post("/links/column/<work_id>/match")
def match(work_id: str) -> Response:
    """Match the texts of a column, in a worker; the page waits for it."""
    session = require_reviewer()
    found = _sheet(session, work_id)
    if found is None:
        return _page(session, "send", said="lost")
    work, sheet = found
    column, top = _number("column", -1), min(max(_number("top", _TOP), 1), TOP_MAX)
    target = request.form.get("target", "")[:400]
    texts = sheet.grid.texts(column) if 0 <= column < len(sheet.grid.columns) else {}
    if not texts or not target:
        return _choose_page(session, work, sheet, said="no-column")
    writer, spoken = require_backend().writer, language.current()

    def make() -> Sheet:
        matches = matches_in_worker(writer, texts, target, top, spoken)
        return Sheet(sheet.name, sheet.grid, column, target, matches)

    again = _works().start(session.principal.name, sheet, make)
    if again is None:
        return _choose_page(session, work, sheet, said="working")
    return see_other(f"{COLUMN}/{again.id}")


@blueprint.post("/links/column/<work_id>/choose")
def choose(work_id: str) -> Response:
    """Keep what was chosen on a page of matches; and download it, where that was asked for."""
    session = require_reviewer()
    found = _sheet(session, work_id)
    if found is None:
        return _page(session, "send", said="lost")
    sheet = found[1]
    for row, matches in sheet.matches.items():
        asked = request.form.get(f"row-{row}")
        if asked is not None and (not asked or any(one.iri == asked for one in matches)):
            sheet.chosen[row] = asked
    wanted = request.form.get("download", "")
    if wanted in {one.name for one in TABLE_FORMATS}:
        chosen = format_by_name(wanted, TABLE_FORMATS)
        made = table(sheet.grid, sheet.matches, sheet.chosen, PurePath(sheet.name).stem)
        response = body_response(table_bytes(made, chosen), chosen)
        name = f"planvev-koblinger.{chosen.extension}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    page = min(max(_number("to_page", 1), 1), 10_000)
    return see_other(f"{COLUMN}/{work_id}", f"page={page}&said=saved")


def _matches_page(session: Session, work: Work[Sheet], sheet: Sheet) -> Response:
    texts = sheet.grid.texts(sheet.column)
    last = max(-(-len(texts) // LINES_SHOWN), 1)
    asked = request.args.get("page", "")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    number = min(max(number, 1), last)
    path = f"{COLUMN}/{work.id}"
    kept = request.args.copy()
    kept.poplist("said")
    return _page(
        session,
        "matches",
        work=work,
        sheet=sheet,
        lines=lines(sheet.grid, sheet.column, sheet.matches, sheet.chosen, number, site().urls),
        total=len(texts),
        matched=len(sheet.matches),
        number=number,
        last=last,
        pages=page_numbers(number, len(texts), LINES_SHOWN, path, kept),
    )


def _choose_page(
    session: Session, work: Work[Sheet], sheet: Sheet, said: str = "", failure: str = ""
) -> Response:
    here = site()
    found = rows(here.engine, queries.plans(), here.config.page_timeout_s)
    plans = list(dict.fromkeys(row["plan"]["value"] for row in found))
    description = described(COLUMN, "", plans)
    return _page(
        session,
        "choose",
        said=said,
        refused=failure,
        work=work,
        sheet=sheet,
        column=guessed_column(sheet.grid) if sheet.column < 0 else sheet.column,
        sample=sheet.grid.rows[:_SAMPLE],
        plans=sorted(
            ((short(one), description.name(one).text) for one in plans), key=lambda p: p[1]
        ),
        target=sheet.target or "sdg",
        top=_TOP,
        top_max=TOP_MAX,
        guessed=GUESSED,
    )


def _page(session: Session, step: str, *, said: str = "", **values: object) -> Response:
    code = said or request.args.get("said", "")
    refused = values.pop("refused", "")
    is_fault = code in _SAID and code != "saved"
    body = render_template(
        "links_column.html",
        session=session,
        step=step,
        said=gettext(_SAID[code]) if code in _SAID else "",
        is_fault=is_fault,
        refused=refused,
        megabytes=max((site().config.body_bytes_max or 1_000_000) // 1_000_000, 1),
        rows_max=ROWS_MAX,
        **values,
    )
    is_bad = (said and is_fault) or refused
    return Response(body, status=422 if is_bad else 200)


def _sheet(session: Session, work_id: str) -> tuple[Work[Sheet], Sheet] | None:
    """Return a person's spreadsheet with its work: what came of it, else what it began with."""
    work = _works().find(work_id, session.principal.name)
    if work is None:
        return None
    sheet = work.result or work.what
    assert isinstance(sheet, Sheet)  # noqa: S101 - put there above
    return work, sheet


def _number(name: str, otherwise: int) -> int:
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


def _works() -> Works[Sheet]:
    return works("column")
