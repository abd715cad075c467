"""The matcher as a reconciliation service (Reconciliation Service API 0.2), for OpenRefine.

The whole service is at ``/reconcile``; ``?target=`` makes it one of a single plan, of the
overarching plans or of the development goals, ``?lang=`` one that speaks a language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, json, redirect, render_template, request
from werkzeug.wrappers import Response as AnyResponse

from planvev.errors import BadRequest, ResourceNotFound
from planvev.linking.element import SDG
from planvev.web.language import LANGUAGES, current
from planvev.web.lists import JSON
from planvev.web.matching import (
    ALL,
    GOALS,
    Target,
    corpus_at_hand,
    kept_matchers,
    target_for,
)
from planvev.web.reconcile_candidates import Pool, candidates, plans_of
from planvev.web.reconcile_queries import (
    ReconciliationQuery,
    read_batch,
    read_extension,
    read_single,
)
from planvev.web.reconcile_types import (
    all_properties,
    all_types,
    beginning,
)
from planvev.web.reconcile_view import (
    candidate_json,
    entity_json,
    extension_json,
    manifest_json,
    preview_of,
    property_json,
    type_json,
)
from planvev.web.site import body_response, root_url, site

blueprint: Final = Blueprint("reconcile", __name__)
_CALLBACK: Final = re.compile(r"[A-Za-z_$][0-9A-Za-z_$]*(?:\.[A-Za-z_$][0-9A-Za-z_$]*)*")
_CALLBACK_MAX: Final = 128
_SUGGESTED: Final = 20
_CURSOR_MAX: Final = 100_000
_PREFIX_MAX: Final = 200
_FRAMED: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors *"
)
"""The previews are shown in frames of other sites; nothing in them can be done."""


@blueprint.route("/reconcile", methods=("GET", "POST"))
def reconcile() -> Response:
    """Answer queries; without any, tell what the service can do."""
    given = request.form if request.method == "POST" else request.args
    if "queries" in given:
        return _answer(_results(read_batch(given["queries"])))
    if "query" in given:
        return _answer(_result(read_single(given["query"])))
    if "extend" in given:
        return _answer(extension_json(corpus_at_hand(), read_extension(given["extend"])))
    if request.method == "POST":
        raise BadRequest("There is no «queries» in this form; see the service's manifest.")
    return _answer(
        manifest_json(root_url(), f"{site().urls.base_iri}id/", _suffix(), _target_label())
    )


@blueprint.get("/reconcile/suggest/entity")
def suggest_entity() -> Response:
    """Return the entities that what is being typed may mean."""
    prefix, cursor = _prefix(), _cursor()
    target, corpus = _target(), corpus_at_hand()
    found = target.lookup.beginning(prefix) if prefix else []
    some = [target.lookup.elements[iri] for iri in found[cursor : cursor + _SUGGESTED]]
    return _answer({"result": [entity_json(each, corpus) for each in some]})


@blueprint.get("/reconcile/suggest/type")
def suggest_type() -> Response:
    """Return the types whose name begins as what is being typed."""
    found = beginning(all_types(), _prefix())[_cursor() :]
    return _answer({"result": [type_json(each.id) for each in found]})


@blueprint.get("/reconcile/suggest/property")
def suggest_property() -> Response:
    """Return the properties whose name begins as what is being typed."""
    found = beginning(all_properties(), _prefix())[_cursor() :]
    return _answer({"result": [property_json(each) for each in found]})


@blueprint.get("/reconcile/properties")
def properties() -> Response:
    """Return what can be fetched of the entities of a type: the same for all."""
    limit = request.args.get("limit", "")
    found = all_properties()
    if limit.isascii() and limit.isdigit() and len(limit) <= 4:
        found = found[: int(limit)]
    told: dict[str, Any] = {"properties": [property_json(each) for each in found]}
    if "type" in request.args:
        told["type"] = request.args["type"][:_PREFIX_MAX]
    return _answer(told)


@blueprint.get("/reconcile/preview")
def preview() -> Response:
    """Show an entity in a small frame."""
    corpus = corpus_at_hand()
    element = corpus.elements.get(request.args.get("id", ""))
    if element is None:
        raise ResourceNotFound(request.args.get("id", ""))
    page = render_template(
        "links_reconcile_preview.html", view=preview_of(element, corpus, site().urls)
    )
    response = Response(page, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = _FRAMED
    response.vary.add("Cookie")
    return response


@blueprint.get("/reconcile/view")
def view() -> AnyResponse:
    """Lead to the page of an entity that the service knows."""
    iri = request.args.get("id", "")
    if iri not in corpus_at_hand().elements:
        raise ResourceNotFound(iri)
    href = site().urls.href_of(iri)
    if href is None:
        raise ResourceNotFound(iri)
    return redirect(href, 303)


def _results(batch: Mapping[str, ReconciliationQuery]) -> dict[str, Any]:
    return {name: _result(query) for name, query in batch.items()}


def _result(query: ReconciliationQuery) -> dict[str, Any]:
    """Match one query: with the matcher of the plan that it names, else of the service's target."""
    corpus = corpus_at_hand()
    plans = plans_of(corpus, query.plans) if query.plans else None
    if plans is not None and not plans:
        return {"result": []}
    target, plans = _matched_against(plans)
    with kept_matchers().turn():
        found = candidates(query, Pool(target.matcher, target.lookup), plans)
    return {"result": [candidate_json(each, corpus) for each in found]}


def _matched_against(plans: list[str] | None) -> tuple[Target, list[str] | None]:
    """Return what a query is matched against, and the plans that it is of, if that is said.

    The words of one plan are weighed against each other, not against those of all plans.
    """
    if plans is not None and len(plans) == 1 and request.args.get("target", ALL) in ("", ALL):
        return target_for(GOALS if plans[0] == SDG else plans[0]), plans
    target = _target()
    return target, [target.plan] if plans is None and target.plan else plans


def _target() -> Target:
    """Return what the service is of, as the URL says. Raises PlanNotFound."""
    return target_for(request.args.get("target", "") or ALL)


def _target_label() -> str:
    """Return what the service is of, in words; "" for all there is."""
    wanted = request.args.get("target", "")
    plan = corpus_at_hand().plans.get(_target().plan) if wanted else None
    return plan.title(current(), *LANGUAGES) if plan else wanted


def _suffix() -> str:
    """Return the parameters that the service's other addresses take over from this one."""
    kept = [("target", request.args.get("target", "")), ("lang", request.args.get("lang", ""))]
    kept = [
        (name, value) for name, value in kept if value and (name != "lang" or value in LANGUAGES)
    ]
    return urlencode(kept, quote_via=quote)


def _prefix() -> str:
    return request.args.get("prefix", "")[:_PREFIX_MAX]


def _cursor() -> int:
    text = request.args.get("cursor", "0") or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        raise BadRequest("cursor: give the number of suggestions to pass over, from 0")
    return min(int(text), _CURSOR_MAX)


def _answer(told: Mapping[str, Any]) -> Response:
    """Return JSON; where a callback is named, as a script that calls it (JSONP)."""
    callback = request.args.get("callback", "")
    if not callback:
        response = body_response(json.dumps(told, ensure_ascii=False), JSON)
    else:
        if len(callback) > _CALLBACK_MAX or not _CALLBACK.fullmatch(callback):
            raise BadRequest("callback: give the name of a JavaScript function")
        # The comment keeps the answer from being read as anything but a script.
        script = f"/**/{callback}({json.dumps(told)});"
        response = Response(script, content_type="application/javascript; charset=utf-8")
    response.vary.add("Cookie")
    return response
