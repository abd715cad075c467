"""Logging in and out, and what every page for who has logged in asks first.

A session is a cookie, so a form of another site could be sent with it. Each form therefore carries
a secret of its session, and a POST by a session is taken only from a page of this site. Nothing
but these pages, those under ``/import`` and those where links are decided on or matched looks at
the cookie: queries, updates and the graph store know tokens alone, and pages are the same for
everybody.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote, urlsplit

from flask import Blueprint, Response, g, redirect, render_template, request

from planvev.access.roles import Role
from planvev.access.sessions import COOKIE, Session
from planvev.errors import Forbidden, Unauthorized
from planvev.web.changes import require_backend
from planvev.web.front.requests import share_of
from planvev.web.language import gettext
from planvev.web.site import site

blueprint = Blueprint("session", __name__)
FORM_SECRET: Final = "form_secret"  # noqa: S105 - the field's name
REVIEW: Final = "/links/review"
COLUMN: Final = "/links/column"
PATHS: Final = ("/import", REVIEW, COLUMN, "/login", "/logout")
_FOR_ALL: Final = "/import/template.xlsx"
_TOKEN_LENGTH_MAX: Final = 200
_OWN_PAGE: Final = re.compile(
    r"/(?:import|links/review|links/column)(?:/[A-Za-z0-9_/-]*)?(?:\?[A-Za-z0-9_=&%.+-]*)?"
)


class LoginNeeded(Exception):
    """Who asks has no session. then: the page to come back to."""

    def __init__(self, then: str) -> None:
        super().__init__(then)
        self.then = then


@blueprint.get("/login")
def login_page() -> Response:
    """Show the form, or who has logged in."""
    require_backend()
    return _page(_own(request.args.get("next", "")))


@blueprint.post("/login")
def log_in() -> Response:
    """Begin a session with a token. Raises TooManyRequests, Forbidden."""
    _require_own_page()
    backend = require_backend()
    client = share_of(request.remote_addr or "unknown")
    backend.tries.require(client)
    then = _own(request.form.get("next", ""))
    token = request.form.get("token", "").strip()
    try:
        if len(token) > _TOKEN_LENGTH_MAX:
            raise Unauthorized("The token is not known here.", rejected=True)
        name = backend.sessions.begin(token)
    except Unauthorized as error:
        backend.tries.fail(client)
        response = _page(then, gettext("This token is not known here, or has expired."))
        response.status_code = 401
        response.headers["WWW-Authenticate"] = error.challenge
        return response
    backend.sessions.end(request.cookies.get(COOKIE, ""))
    response = _see_other(then or _first_page(name))
    response.set_cookie(
        COOKIE, name, path="/", secure=request.is_secure, httponly=True, samesite="Strict"
    )
    return response


@blueprint.post("/logout")
def log_out() -> Response:
    """End the session, and take the cookie back."""
    session = current_session()
    if session is not None:
        check_form(session)
        require_backend().sessions.end(request.cookies[COOKIE])
    response = _see_other("/login")
    response.delete_cookie(
        COOKIE, path="/", secure=request.is_secure, httponly=True, samesite="Strict"
    )
    return response


@blueprint.app_errorhandler(LoginNeeded)
def to_login(error: LoginNeeded) -> Response:
    """Send to the login page who has no session."""
    return _see_other(f"/login?next={quote(error.then, safe='/')}" if error.then else "/login")


def current_session() -> Session | None:
    """Return the session of the request, None where it has none that is good."""
    if not hasattr(g, "session"):
        name = request.cookies.get(COOKIE, "")
        backend = site().backend
        g.session = backend.sessions.find(name) if backend and name else None
    session: Session | None = g.session
    return session


def require_editor() -> Session:
    """Return the session of who may write plans; of a POST, only where its form is that session's.

    Raises LoginNeeded, Forbidden.
    """
    session = _require_session()
    if session.principal.role is Role.REVIEWER:
        raise Forbidden(f"«{session.principal.name}» is reviewer, and may not take in plans.")
    _check_post(session)
    return session


def require_reviewer() -> Session:
    """Return the session of who may decide on links: of any role; of a POST, as require_editor.

    Raises LoginNeeded, Forbidden.
    """
    session = _require_session()
    _check_post(session)
    return session


def _require_session() -> Session:
    require_backend()
    session = current_session()
    if session is None:
        raise LoginNeeded(_own(request.full_path.rstrip("?") if request.method == "GET" else ""))
    return session


def _check_post(session: Session) -> None:
    if request.method not in ("GET", "HEAD"):
        check_form(session)


def _first_page(name: str) -> str:
    """Return where a person goes who has just logged in. name: of their session."""
    session = require_backend().sessions.find(name)
    is_reviewer = session is not None and session.principal.role is Role.REVIEWER
    return REVIEW if is_reviewer else "/import"


def check_form(session: Session) -> None:
    """Raise Forbidden where a form was not made by this session's own pages."""
    _require_own_page()
    if not session.sent(request.form.get(FORM_SECRET, "")):
        raise Forbidden("The form does not belong to this session. Load the page again.")


def is_private() -> bool:
    """Return whether the answer at hand is for one person alone."""
    path = request.path
    is_ours = any(path == own or path.startswith(f"{own}/") for own in PATHS)
    return COOKIE in request.cookies or (is_ours and path != _FOR_ALL)


def may_upload() -> bool:
    """Return whether the session of the request may send whole documents to this page."""
    path = request.path
    if COOKIE not in request.cookies or not (path == "/import" or path.startswith("/import/")):
        return False
    session = current_session()
    return session is not None and session.principal.role is not Role.REVIEWER


def _require_own_page() -> None:
    """Raise Forbidden where a browser says that a page of another site sent the request.

    Sec-Fetch-Site says it best; browsers send it where the connection is safe. Else Origin does.
    """
    fetched_from = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    is_ours = (
        fetched_from == "same-origin"
        if fetched_from
        else not origin or urlsplit(origin).netloc == request.host
    )
    if not is_ours:
        raise Forbidden("Forms are taken from pages of this site alone.")


def _page(then: str, said: str = "") -> Response:
    session = current_session()
    return Response(render_template("login.html", session=session, then=then, said=said))


def _own(path: str) -> str:
    """Return a path to go on to where it is one of ours, else an empty text."""
    return path if _OWN_PAGE.fullmatch(path) else ""


def _see_other(path: str) -> Response:
    response = redirect(path, 303)
    assert isinstance(response, Response)  # noqa: S101 - Flask's own
    return response
