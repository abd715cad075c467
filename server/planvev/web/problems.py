"""Errors as RFC 9457 problem details, or as a page for people. One table: class → status."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from planvev.errors import (
    ArchiveBusy,
    ArchiveCorrupt,
    BadContent,
    BadRequest,
    DiskFull,
    DocumentRefused,
    DoesNotConform,
    FederationRefused,
    Forbidden,
    GenerationNotFound,
    InputError,
    MethodNotAllowed,
    NotAcceptable,
    PlanvevError,
    PreconditionFailed,
    QueryCancelled,
    QueryDied,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    RemoteError,
    RemoteTimeout,
    ResourceNotFound,
    ServerBusy,
    TooManyRequests,
    Unauthorized,
    UnsupportedMediaType,
    UpdateRefused,
)
from planvev.rdf.formats import GRAPH_FORMATS, HTML, Format
from planvev.rdf.negotiation import negotiate
from planvev.validation.report import ValidationReport
from planvev.validation.report_graph import serialize_report
from planvev.web import validation_problem
from planvev.web.problem_wording import words_for
from planvev.writes.errors import ValidationFailed

_T = TypeVar("_T")
RETRY_AFTER_S: Final = 5
PROBLEM_JSON: Final = Format(
    "problem", "application/problem+json", "json", aliases=("application/json",)
)

STATUS: Final[dict[type[PlanvevError], int]] = {
    ResourceNotFound: 404,
    NotAcceptable: 406,
    UnsupportedMediaType: 415,
    MethodNotAllowed: 405,
    BadRequest: 400,
    QuerySyntaxError: 400,
    UpdateRefused: 403,
    FederationRefused: 403,
    Unauthorized: 401,
    Forbidden: 403,
    QueryRefused: 400,
    QueryTimeout: 504,
    QueryDied: 503,
    QueryCancelled: 503,
    ServerBusy: 503,
    TooManyRequests: 429,
    GenerationNotFound: 404,
    PreconditionFailed: 412,
    DoesNotConform: 422,
    ArchiveBusy: 503,
    ArchiveCorrupt: 500,
    RemoteError: 502,
    RemoteTimeout: 504,
    DiskFull: 507,
    DocumentRefused: 422,
    InputError: 400,
    PlanvevError: 500,
}
_MEMBERS: Final[dict[type[PlanvevError], tuple[str, ...]]] = {
    QuerySyntaxError: ("line", "column"),
    BadContent: ("line", "column", "part"),
    NotAcceptable: ("offered",),
    UnsupportedMediaType: ("accepted",),
    MethodNotAllowed: ("allowed",),
    QueryTimeout: ("limit_s",),
    QueryDied: ("reason",),
    ResourceNotFound: ("iri",),
}
"""What of an error stands in its problem details, besides its message."""
_DETAILS: Final[dict[type[PlanvevError], str]] = {
    ArchiveBusy: "Another change is being written. Try again in a moment.",
    DiskFull: "There is no space left to store this. Nothing was changed.",
}
"""What is told instead of messages that name files of ours."""
_TOLD_MAX: Final = 2_000
_LOGGED: Final = frozenset({500, 502, 507})


@dataclass(frozen=True)
class Problem:
    """What went wrong, for machines and for people. detail: English, one or two sentences.

    report: why the data do not conform, where that is what went wrong.
    """

    status: int
    code: str
    detail: str
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    report: ValidationReport | None = None

    @property
    def title(self) -> str:
        """The HTTP phrase of the status, as RFC 9457 § 4.2.1 has it for about:blank."""
        return HTTP_STATUS_CODES.get(self.status, "Error")

    @property
    def heading(self) -> str:
        """A heading in Norwegian."""
        return words_for(self.code, self.status)[0]

    @property
    def explanation(self) -> str:
        """A sentence in Norwegian."""
        return words_for(self.code, self.status)[1]


def problem_of(error: Exception) -> Problem:
    """Return the problem that an error is to a client; what is not foreseen says nothing."""
    if isinstance(error, PlanvevError):
        return _problem_of_ours(error)
    if isinstance(error, RequestEntityTooLarge):
        return Problem(413, "too-large", "The request is larger than what is read here.")
    if isinstance(error, HTTPException) and error.code:
        headers = {}
        allowed = getattr(error, "valid_methods", None)
        if allowed:
            headers["Allow"] = ", ".join(sorted(allowed))
        code = HTTP_STATUS_CODES.get(error.code, "error").lower().replace(" ", "-")
        return Problem(error.code, code, error.description or "", headers=headers)
    return Problem(500, "internal", "Something went wrong on this side. It has been logged.")


def status_of(error: PlanvevError) -> int:
    """Return the HTTP status of an error: that of its class, or of the nearest class above."""
    return _nearest(STATUS, error, 500)


def _nearest(table: Mapping[type[PlanvevError], _T], error: PlanvevError, default: _T) -> _T:
    """Return what a table has for the error's class, or for the nearest class above."""
    return next((table[kind] for kind in type(error).__mro__ if kind in table), default)


def _problem_of_ours(error: PlanvevError) -> Problem:
    status = status_of(error)
    detail = _nearest(_DETAILS, error, error.message)
    members = {name: getattr(error, name) for name in _nearest(_MEMBERS, error, ())}
    return Problem(
        status,
        error.code,
        _cut(detail) if status != 500 else "Something went wrong here.",
        {name: _cut(value) for name, value in members.items() if value != ()},
        _headers_of(error),
        error.report if isinstance(error, ValidationFailed) else None,
    )


def _cut(value: Any) -> Any:
    """Return a text without its end where it is long: it may hold what the client sent."""
    if isinstance(value, str) and len(value) > _TOLD_MAX:
        return f"{value[:_TOLD_MAX]}…"
    return value


def _headers_of(error: PlanvevError) -> dict[str, str]:
    if isinstance(error, Unauthorized):
        return {"WWW-Authenticate": error.challenge}
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(error.allowed)}
    if isinstance(error, UnsupportedMediaType):  # RFC 9110 § 15.5.16
        hints = {"Accept": error.accepted, "Accept-Encoding": error.codings}
        return {name: ", ".join(values) for name, values in hints.items() if values}
    retry_after_s = _retry_after_s(error)
    return {"Retry-After": str(retry_after_s)} if retry_after_s else {}


def _retry_after_s(error: PlanvevError) -> int:
    """Return after how many seconds the same request may succeed; 0: it will fail again."""
    if isinstance(error, ServerBusy | TooManyRequests):
        return error.retry_after_s
    was_killed = isinstance(error, QueryDied) and error.reason == "killed"
    return RETRY_AFTER_S if was_killed or isinstance(error, ArchiveBusy) else 0


def respond(problem: Problem) -> Response:
    """Return a problem as the client prefers it.

    As problem+json or a page; where there is a report, also as its RDF (SHACL § 3.6). A client that
    accepts none of these gets problem+json.
    """
    chosen = _negotiate((PROBLEM_JSON, HTML, *(GRAPH_FORMATS if problem.report else ())))
    if chosen is HTML:
        body: str | bytes = _page(problem)
    elif problem.report and chosen in GRAPH_FORMATS:
        body = serialize_report(validation_problem.excerpt(problem.report), chosen)
    else:
        body = _json(problem)
    response = Response(body, content_type=chosen.content_type)
    response.status_code = problem.status
    response.headers.extend(problem.headers)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-store"
    return response


def _negotiate(offered: tuple[Format, ...]) -> Format:
    try:
        return negotiate(request.headers.get("Accept", ""), offered)
    except NotAcceptable:
        return PROBLEM_JSON


def _page(problem: Problem) -> str:
    if problem.report is None:
        return render_template("problem.html", problem=problem)
    report = validation_problem.report_view(problem.report)
    return render_template("validation_problem.html", problem=problem, report=report)


def _json(problem: Problem) -> str:
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        **problem.members,
        **(validation_problem.members(problem.report) if problem.report else {}),
    }
    return json.dumps(body, ensure_ascii=False)


def handle(error: Exception) -> Response:
    """Answer any error; what the deployer must hear of is logged."""
    if isinstance(error, HTTPException) and error.code and error.code < 400:
        return current_app.make_response(error)  # a redirect
    problem = problem_of(error)
    if problem.status in _LOGGED:
        current_app.logger.error(
            "%s %s failed: %s",
            request.method,
            request.path.encode("unicode_escape"),
            error,
            # A store that is away is no fault of the code, and fails every request.
            exc_info=None if problem.status == 502 else error,
        )
    return respond(problem)


def register(app: Flask) -> None:
    """Let every error of the application end here."""
    app.register_error_handler(Exception, handle)
