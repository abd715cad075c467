"""Changes over HTTP: who may make them, what is written down of them, how they are answered."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Final

from flask import Response, after_this_request, current_app, json, request

from planvev.access.audit import Write
from planvev.access.roles import Principal
from planvev.errors import AccessError, PlanvevError, UpdateRefused
from planvev.validation.report import Severity
from planvev.web.one_generation import note_generation
from planvev.web.site import Backend, site
from planvev.writes import Request, Written

REQUEST_ID: Final = "Planvev-Request"
VISIBLE: Final = "Planvev-Visible"
"""Of a change: «later» where it is made, and what answers reads has not caught up with it yet."""
_JSON: Final = "application/json"


def require_backend() -> Backend:
    """Return what changes go through. Raises UpdateRefused where there is nothing."""
    backend = site().backend
    if backend is None:
        raise UpdateRefused
    return backend


def authenticate() -> Principal:
    """Return who makes the request. Raises Unauthorized, UpdateRefused."""
    return require_backend().tokens.authenticate(request.headers.get("Authorization", ""))


def change(
    principal: Principal,
    what: str,
    graphs: Sequence[str],
    make: Callable[[Request], Written],
) -> Written:
    """Make a change and write down what came of it, also where it was refused.

    what, graphs: for the log; graphs: those that the request names. make: gets the request that
    the writer wants, and makes the change. Raises what ``make`` raises.
    """
    asked = Request(principal.name, id=uuid.uuid4().hex, permit=principal.require)
    try:
        written = make(asked)
    except PlanvevError as error:
        _record(principal, Write(what, error.code, graphs, request=asked.id))
        raise
    note_generation(str(written.generation))
    if not written.visible:
        after_this_request(_say_visible_later)
    changed = [graph.graph for graph in written.graphs]
    outcome = "committed" if written.committed else "unchanged"
    generation = written.generation if written.committed else None
    _record(principal, Write(what, outcome, changed or graphs, generation, asked.id))
    return written


def summary(written: Written) -> Response:
    """Return what a change did, as JSON."""
    report = written.report
    warnings = [r for r in report.results if r.severity is Severity.WARNING] if report else []
    body = {
        "generation": written.generation,
        "committed": written.committed,
        "visible": written.visible,
        "graphs": [
            {
                "graph": graph.graph,
                "added": graph.added,
                "removed": graph.removed,
                "created": graph.created,
                "derived": graph.derived,
            }
            for graph in written.graphs
        ],
        "warnings": len(warnings),
    }
    response = Response(json.dumps(body), content_type=_JSON)
    response.headers["Cache-Control"] = "no-store"
    return response


def _say_visible_later(response: Response) -> Response:
    response.headers[VISIBLE] = "later"
    return response


def _record(principal: Principal, write: Write) -> None:
    """Count and log what came of a change; one that was made stands, also where that fails."""
    site().changes.add(write.outcome)
    try:
        require_backend().audit.record(principal, write)
    except AccessError as error:
        current_app.logger.error("%s", error.message)
