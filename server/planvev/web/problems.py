"""Errors as RFC 9457 problem details, or as a page for people. One table: class → status."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Final

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge
from werkzeug.http import HTTP_STATUS_CODES

from planvev.errors import (
    ArchiveBusy,
    BadContent,
    BadRequest,
    DiskFull,
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
from planvev.rdf.formats import HTML, Format
from planvev.rdf.negotiation import negotiate

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
    QueryTimeout: 503,
    QueryDied: 503,
    QueryCancelled: 503,
    ServerBusy: 503,
    TooManyRequests: 429,
    GenerationNotFound: 404,
    PreconditionFailed: 412,
    ArchiveBusy: 503,
    RemoteError: 502,
    RemoteTimeout: 504,
    DiskFull: 507,
    InputError: 400,
    PlanvevError: 500,
}
_HEADINGS: Final = {
    400: ("Forespørselen kunne ikke leses", "Noe i adressen eller spørringen er feil."),
    401: ("Du må logge inn", "Send et gyldig token i Authorization-hodet."),
    403: ("Dette er ikke tillatt her", "Tjenesten tar ikke imot endringer."),
    404: (
        "Fant ikke siden",
        "Det er ikke registrert noe om denne adressen. Den kan være skrevet feil, eller høre til "
        "en plan som ikke er lagt inn.",
    ),
    405: ("Metoden brukes ikke her", "Adressen finnes, men tar ikke imot denne typen forespørsel."),
    406: ("Formatet finnes ikke", "Siden finnes i andre formater enn det nettleseren ba om."),
    413: ("Forespørselen er for stor", "Send mindre om gangen."),
    415: ("Formatet kan ikke leses", "Innholdet er sendt i et format som ikke leses her."),
    412: ("Dataene er endret i mellomtiden", "Hent dem på nytt, og prøv igjen."),
    429: ("For mange forespørsler", "Vent litt før du prøver igjen."),
    500: ("Noe gikk galt hos oss", "Feilen er registrert. Prøv igjen om litt."),
    503: (
        "Svaret tok for lang tid",
        "Tjenesten er opptatt, eller spørringen er for tung. Prøv igjen om litt.",
    ),
    507: (
        "Det er ikke plass til mer",
        "Endringen ble ikke lagret. Si fra til driften.",
    ),
}


@dataclass(frozen=True)
class Problem:
    """What went wrong, for machines and for people. detail: English, one or two sentences."""

    status: int
    code: str
    detail: str
    members: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The HTTP phrase of the status, as RFC 9457 § 4.2.1 has it for about:blank."""
        return HTTP_STATUS_CODES.get(self.status, "Error")

    @property
    def heading(self) -> str:
        """A heading in Norwegian."""
        return _HEADINGS.get(self.status, ("Noe gikk galt", ""))[0]

    @property
    def explanation(self) -> str:
        """A sentence in Norwegian."""
        return _HEADINGS.get(self.status, ("", ""))[1]


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
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def _problem_of_ours(error: PlanvevError) -> Problem:
    status = status_of(error)
    members: dict[str, Any] = {}
    headers = {}
    if isinstance(error, QuerySyntaxError):
        members = {"line": error.line, "column": error.column}
    elif isinstance(error, BadContent):
        members = {"line": error.line, "column": error.column, "part": error.part}
    elif isinstance(error, Unauthorized):
        headers = {"WWW-Authenticate": error.challenge}
    elif isinstance(error, NotAcceptable):
        members = {"offered": list(error.offered)}
    elif isinstance(error, MethodNotAllowed):
        members = {"allowed": list(error.allowed)}
        headers = {"Allow": ", ".join(error.allowed)}
    elif isinstance(error, QueryTimeout):
        members = {"limit_s": error.limit_s}
        headers = {"Retry-After": str(RETRY_AFTER_S)}
    elif isinstance(error, ServerBusy | TooManyRequests):
        headers = {"Retry-After": str(error.retry_after_s)}
    elif isinstance(error, ResourceNotFound):
        members = {"iri": error.iri}
    detail = error.message if status != 500 else "Something went wrong here."
    return Problem(status, error.code, detail, members, headers)


def respond(problem: Problem) -> Response:
    """Return a problem as the client prefers it: problem+json, or a page."""
    if _prefers_html():
        response = Response(
            render_template("problem.html", problem=problem), content_type=HTML.content_type
        )
    else:
        body = {
            "type": "about:blank",
            "title": problem.title,
            "status": problem.status,
            "detail": problem.detail,
            "code": problem.code,
            **problem.members,
        }
        response = Response(
            json.dumps(body, ensure_ascii=False), content_type=PROBLEM_JSON.content_type
        )
    response.status_code = problem.status
    response.headers.extend(problem.headers)
    response.headers["Vary"] = "Accept"
    response.headers["Cache-Control"] = "no-store"
    return response


def _prefers_html() -> bool:
    try:
        return negotiate(request.headers.get("Accept", ""), (PROBLEM_JSON, HTML)) is HTML
    except NotAcceptable:
        return False


def handle(error: Exception) -> Response:
    """Answer any error; what is not foreseen is logged with its traceback."""
    if isinstance(error, HTTPException) and error.code and error.code < 400:
        return current_app.make_response(error)  # a redirect
    problem = problem_of(error)
    if problem.status == 500:
        current_app.logger.error(
            "%s %s failed", request.method, request.path.encode("unicode_escape"), exc_info=error
        )
    return respond(problem)


def register(app: Flask) -> None:
    """Let every error of the application end here."""
    app.register_error_handler(Exception, handle)
