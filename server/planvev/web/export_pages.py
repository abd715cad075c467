"""``/export``: plans as files for other programs, and the template that a planner fills in.

They are made of the archive, as ``planvev export`` makes them, and cost no query worker.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Final, cast
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from planvev.archive.manifest import Manifest
from planvev.errors import BadRequest, InputError, ResourceNotFound
from planvev.ingest.export.formats import FORMATS, TRIG, XLSX, Exported, Profile, Wish, export
from planvev.ingest.export.model import own_suffix
from planvev.ingest.export.sources import ArchiveTexts, PlanIndex
from planvev.rdf.negotiation import format_by_name, negotiate
from planvev.web import language
from planvev.web.language import gettext
from planvev.web.one_generation import note_generation
from planvev.web.site import Backend, accept_header, body_response, site

blueprint: Final = Blueprint("export_pages", __name__)
_TRIPLES_MAX: Final = 200_000
"""Of what is exported at once: more keeps others waiting."""
_INDEX: Final = PlanIndex()


@blueprint.get("/export")
def export_plans() -> Response:
    """Return a plan, or all plans, as a file. Raises PlanNotFound, NotAcceptable, BadRequest."""
    wish, backend = _wish(), _backend()
    manifest = backend.archive.manifest()
    tag = _tag(manifest, wish)
    known = request.if_none_match
    # «*» is whatever there is: whether there is anything has to be looked up.
    if known.contains_weak(tag) and not known.star_tag:
        note_generation(str(manifest.generation))
        response = Response(status=304)
    else:
        manifest, exported = backend.archive.read(_maker(backend, wish))
        tag = _tag(manifest, wish)
        note_generation(str(manifest.generation))
        if known.star_tag:
            response = Response(status=304)
        else:
            response = body_response(exported.body, exported.format)
            response.headers["Content-Disposition"] = f'attachment; filename="{exported.name}"'
    response.set_etag(tag)
    response.headers["Cache-Control"] = "no-cache"  # the next generation has the same URL
    return response


@blueprint.get("/import/template.xlsx")
def template() -> Response:
    """Return the workbook that a planner fills in, in the language of ``?lang=``."""
    from planvev.ingest.sheets import template_workbook  # openpyxl takes a while to import

    chosen = _language()
    response = body_response(template_workbook(chosen), XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="planvev-{chosen}.xlsx"'
    return response


def _backend() -> Backend:
    backend = site().backend
    if backend is None:
        raise ResourceNotFound(request.base_url)
    return backend


def _wish() -> Wish:
    """Read the request. Raises NotAcceptable, which names the formats, and BadRequest."""
    given = request.args
    name = given.get("format")
    wish = Wish(
        format_by_name(name, FORMATS) if name else negotiate(accept_header(), FORMATS),
        plan=_plan(given.get("plan", "").strip()),
        language=given.get("lang") or _language(),
        profile=cast(Profile, given.get("profile", "goals")),
        part=_number(given.get("part", "2")),
        table=given.get("table", ""),
    )
    try:
        wish.check()
    except InputError as error:
        raise BadRequest(error.message) from None
    return wish


def _plan(text: str) -> str:
    """Return the IRI that a text means. Raises BadRequest."""
    iri = site().urls.iri_of(text)
    if text and iri is None:
        raise BadRequest(f"plan: «{text[:80]}» is neither an IRI nor a path of a page here")
    return iri or ""


def _language() -> str:
    """Return the language that the address names: a file does not depend on cookies."""
    return language.choose(request.args.get("lang", ""), "", site().config.language)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0


def _maker(backend: Backend, wish: Wish) -> Callable[[Manifest], tuple[Manifest, Exported]]:
    def make(manifest: Manifest) -> tuple[Manifest, Exported]:
        _refuse_too_much(manifest, wish)
        return manifest, export(ArchiveTexts(backend.archive, manifest), wish, _INDEX)

    return make


def _refuse_too_much(manifest: Manifest, wish: Wish) -> None:
    """Raise BadRequest where so much would be exported that others would have to wait."""
    triples = sum(
        entry.triples
        for graph, entry in manifest.graphs.items()
        if not wish.plan or own_suffix(graph, wish.plan)
    )
    if triples > _TRIPLES_MAX:
        raise BadRequest(
            f"There are {triples} statements, more than the {_TRIPLES_MAX} that are exported at "
            "once here. Name a plan (?plan=), take the whole at /dumps, or use «planvev export»."
        )


def _tag(manifest: Manifest, wish: Wish) -> str:
    """Return the ETag of what a wish gives in a generation."""
    told = f"{site().config.release} {manifest.content} {wish}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]


def export_links(plan: str = "") -> list[tuple[str, str]]:
    """Return what a plan, or all plans, can be taken away as: names and addresses.

    None where there is no archive to make them of.
    """
    if site().backend is None:
        return []
    strategies = {"format": "stratml", "profile": "strategies"}
    offered: list[tuple[str, Mapping[str, str]]] = [
        (gettext("Excel"), {"format": "xlsx"}),
        (gettext("StratML (main goals and sub-goals)"), {"format": "stratml"}),
        (gettext("StratML (sub-goals and strategies)"), strategies),
        (gettext("Nodes (CSV)"), {"format": "csv", "table": "nodes"}),
        (gettext("Edges (CSV)"), {"format": "csv", "table": "edges"}),
        ("GraphML", {"format": "graphml"}),
        ("GEXF", {"format": "gexf"}),
        ("JSON-LD", {"format": "jsonld"}),
        ("TriG", {"format": TRIG.name}),
    ]
    named = {"plan": _short(plan)} if plan else {}
    spoken = {"lang": language.current()}
    return [(name, f"/export?{urlencode({**named, **asked, **spoken})}") for name, asked in offered]


def _short(plan: str) -> str:
    """Return the path of a plan of ours, the whole IRI of another."""
    path = site().urls.path_of(plan) or ""
    return path.removeprefix("/doc/") if path.startswith("/doc/") and "%" not in path else plan


@blueprint.app_context_processor
def _for_templates() -> dict[str, Any]:
    return {"export_links": export_links}
