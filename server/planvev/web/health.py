"""``/health``, ``/health/ready`` and ``/status``: whether the server works, and what it allows.

Liveness is that requests are answered at all: nothing is asked for it, so that a supervisor does
not restart a server whose queries are merely slow. Readiness is that queries are.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, Response, json, request

from planvev.engine.base import Cancellation, Query
from planvev.errors import PlanvevError
from planvev.web.data_state import data_state
from planvev.web.limits import described
from planvev.web.site import site

blueprint: Final = Blueprint("health", __name__)
READY_WITHIN_S: Final = 1.0
_RETRY_AFTER_S: Final = 5
_JSON: Final = "application/json"


@blueprint.get("/health")
def health() -> Response:
    """Say that the server answers; with ``?ready``, whether it can answer queries too."""
    if "ready" in request.args:
        return ready()
    return _unkept({"status": "ok", "version": site().config.release, "generation": _generation()})


@blueprint.get("/health/ready")
def ready() -> Response:
    """Say whether queries are answered within a second, from an archive that can be read."""
    checks = {"engine": _state_of(_ask), "archive": _state_of(_read_archive)}
    is_ready = all(state == "ok" for state in checks.values())
    response = _unkept(
        {
            "status": "ready" if is_ready else "unavailable",
            "checks": checks,
            "generation": _generation(),
        }
    )
    if not is_ready:
        response.status_code = 503
        response.headers["Retry-After"] = str(_RETRY_AFTER_S)
    return response


@blueprint.get("/status")
def status() -> Response:
    """Return which data are served, by which release, within which limits."""
    here, state = site(), data_state()
    body = {
        "version": here.config.release,
        "generation": state.generation,
        "modified": state.modified or None,
        "triples": state.triples,
        "graphs": len(state.graphs),
        "default_graph": "union" if here.config.union_default_graph else "own",
        "read_only": here.backend is None or here.config.read_only,
        "service_allowed": list(here.config.service_allowed),
        "limits": {
            limit.name: {"value": limit.value, "unit": limit.unit, "help": limit.help}
            for limit in described(here.config.limits)
        },
    }
    return Response(json.dumps(body), content_type=_JSON)


def _state_of(check: Callable[[], object]) -> str:
    """Return «ok», or the code of the error."""
    try:
        check()
    except PlanvevError as error:
        return error.code
    return "ok"


def _ask() -> None:
    """Ask the smallest query there is, waiting in the queue included. Raises as the engine."""
    given_up = Cancellation()
    timer = threading.Timer(READY_WITHIN_S, given_up.cancel)
    timer.daemon = True
    timer.start()
    try:
        site().unwatched.query(Query("ASK {}", READY_WITHIN_S, cancellation=given_up))
    finally:
        timer.cancel()


def _read_archive() -> None:
    backend = site().backend
    if backend:
        backend.archive.manifest()


def _generation() -> str | None:
    try:
        return site().unwatched.generation
    except PlanvevError:
        return None


def _unkept(body: dict[str, Any]) -> Response:
    response = Response(json.dumps(body), content_type=_JSON)
    response.headers["Cache-Control"] = "no-store"
    return response
