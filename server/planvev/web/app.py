"""The application: its parts put together, headers on every answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from flask import Flask, Response, request

from planvev.archive.files import SourceFile
from planvev.engine.base import Engine
from planvev.rdf.formats import HTML
from planvev.search.keeping import KeptIndex
from planvev.sparql.dump_shelf import DumpShelf
from planvev.sparql.void import KeptStatistics
from planvev.web import (
    about_pages,
    api_pages,
    collection_pages,
    coverage_pages,
    dataset,
    documents,
    dumps,
    endpoint,
    export_pages,
    graph_store,
    health,
    history_pages,
    import_commit,
    import_edits,
    import_files,
    import_pages,
    language,
    links_column,
    links_pages,
    links_review,
    metrics,
    plan_pages,
    problems,
    query_page,
    reconcile,
    saved_pages,
    search_pages,
    session_pages,
)
from planvev.web.assets import KEPT_S, asset_url, is_hashed
from planvev.web.config import WebConfig
from planvev.web.description import Ref
from planvev.web.one_generation import OneGenerationFlask, WatchedEngine, name_generation
from planvev.web.site import EXTENSION, Backend, Site, site
from planvev.web.urls import Urls

_SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_CORS_HEADERS: Final = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Content-Disposition, ETag, Link, Location, Planvev-Generation, Retry-After"
    ),
}
_PREFLIGHT_HEADERS: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}
_FORM_PARTS_MAX: Final = 1000
_LANGUAGE_KEPT_S: Final = 365 * 24 * 3600
_READING: Final = ("GET", "HEAD", "POST", "OPTIONS")
"""POST is a query where it carries no token; pages of other sites can send no other writes."""


def create_app(
    engine: Engine,
    config: WebConfig | None = None,
    sources: Mapping[str, SourceFile] | None = None,
    backend: Backend | None = None,
    search: KeptIndex | None = None,
) -> Flask:
    """Make the application.

    engine: answers all queries; the caller closes it. config: see WebConfig. sources: the texts
    that passages are cut from, by SHA-256 (``archive.files.read_pinned_sources``). backend: the
    archive that the engine answers from; without it nothing can be changed, nor searched. search:
    the index that is kept of it; one in memory where none is given, which the caller starts.
    """
    config = config or WebConfig()
    app = OneGenerationFlask(__name__, static_folder="assets", static_url_path="/assets")
    app.config.update(
        MAX_FORM_MEMORY_SIZE=config.body_bytes_max or None,
        MAX_FORM_PARTS=_FORM_PARTS_MAX,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.url_map.merge_slashes = False
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["asset"] = asset_url
    app.jinja_env.tests["reference"] = _is_reference
    app.jinja_env.add_extension("jinja2.ext.i18n")
    # The extension gives the environment this function, which its type does not know.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        language.looked_up, language.looked_up_for, newstyle=True
    )
    app.extensions[EXTENSION] = Site(
        WatchedEngine(engine),
        config,
        Urls(config.base_iri),
        sources or {},
        backend,
        unwatched=engine,
        statistics=KeptStatistics(engine),
        dumps=DumpShelf(backend.archive, config.release) if backend else None,
        search=search or (KeptIndex(backend.archive) if backend else None),
    )
    for part in (
        plan_pages,
        documents,
        collection_pages,
        about_pages,
        api_pages,
        endpoint,
        query_page,
        graph_store,
        dataset,
        dumps,
        export_pages,
        health,
        history_pages,
        metrics,
        saved_pages,
        search_pages,
        session_pages,
        import_pages,
        import_edits,
        import_commit,
        import_files,
        links_pages,
        links_review,
        links_column,
        reconcile,
        coverage_pages,
    ):
        app.register_blueprint(part.blueprint)
    app.context_processor(_shared_by_templates)
    app.before_request(_limit_body)
    app.before_request(_choose_language)
    app.after_request(_name_language)
    app.after_request(name_generation)
    app.after_request(_add_headers)
    problems.register(app)
    return app


def _limit_body() -> None:
    """Read more of a body that comes with a token, or from an editor: whole plans come so."""
    config = site().config
    may_upload = bool(request.headers.get("Authorization")) or session_pages.may_upload()
    limit = config.upload_bytes_max if may_upload else config.body_bytes_max
    request.max_content_length = limit or None


def _choose_language() -> None:
    """Speak the language of the request: of ``?lang=``, of the cookie, of the installation."""
    asked = request.args.get("lang", "")
    remembered = request.cookies.get(language.COOKIE, "")
    language.use(language.choose(asked, remembered, site().config.language))


def _name_language(response: Response) -> Response:
    """Say which language a page is in, and remember one that was asked for by name.

    The cookie is one that a visitor asks for: it holds the language and nothing else.
    """
    if response.mimetype != HTML.media_type:
        return response
    response.content_language.add(language.current())
    response.vary.update(("Accept", "Cookie"))
    asked = request.args.get("lang")
    if asked in language.LANGUAGES:
        response.set_cookie(
            language.COOKIE, asked, max_age=_LANGUAGE_KEPT_S, samesite="Lax", httponly=True
        )
    return response


def _is_reference(value: object) -> bool:
    return isinstance(value, Ref)


def _shared_by_templates() -> dict[str, Any]:
    return {
        "release": site().config.release,
        "generation": site().engine.generation,
        "path": request.path,
        "language": language.current(),
        "languages": _languages(),
    }


def _languages() -> list[tuple[str, str, str]]:
    """Return each language's code and own name, and the URL of this page in it."""
    kept = [pair for pair in request.args.items(multi=True) if pair[0] != "lang"]
    here = quote(request.path, safe="/:@!$&'()*+,;=~-._")
    return [
        (code, name, f"{here}?{urlencode([*kept, ('lang', code)])}")
        for code, name in language.OWN_NAMES.items()
    ]


def _add_headers(response: Response) -> Response:
    for name, value in _SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    if is_hashed(request.path) and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={KEPT_S}, immutable"
    if session_pages.is_private():
        if not request.path.startswith("/assets/"):
            response.headers["Cache-Control"] = "no-store"
        return response
    if request.method in _READING and not request.headers.get("Authorization"):
        response.headers.update(_CORS_HEADERS)
    if request.method == "OPTIONS":
        response.headers.update(_PREFLIGHT_HEADERS)
    return response
