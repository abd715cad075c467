"""``planvev serve``: bring the data into the archive, then serve them."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import click

import planvev
from planvev import resources
from planvev.access.audit import AuditLog
from planvev.access.tokens import Tokens
from planvev.archive.archive import Archive
from planvev.archive.files import pinned_sources, read_pinned_sources
from planvev.archive.sources import SourceShelf
from planvev.cli.exit_codes import OK
from planvev.cli.loading import index_apart, load_apart
from planvev.cli.options import setting_options
from planvev.engine.base import Lane
from planvev.engine.embedded.pool import PooledEngine, PoolSettings
from planvev.engine.remote import RemoteEngine, RemoteSettings, WriteReplica
from planvev.engine.remote.settings import EMBEDDED
from planvev.errors import ConfigError
from planvev.search.keeping import KeptIndex
from planvev.settings import Settings, default_state, read_settings
from planvev.sparql.content import ContentLimits
from planvev.web import Backend, WebConfig, create_app
from planvev.web.front import FrontConfig, Uploads, serve
from planvev.web.limits import limits_of
from planvev.writes import PRELOAD, Writer

_SEARCH = "search"
"""Where in the state the search index is."""
ServingEngine = PooledEngine | RemoteEngine


@setting_options()
@click.command("serve")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="PLANVEV_STATE",
    help="Folder that keeps all that is served, and who may change it.  [PLANVEV_STATE]",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    envvar="PLANVEV_DATA",
    help="Data root to serve; the data that come with planvev where none is named.",
)
@click.option(
    "--force",
    is_flag=True,
    help="Load files even over graphs that were changed while the server ran.",
)
def serve_command(
    state: Path | None, data: Path | None, force: bool, **flags: str | float | bool | None
) -> int:
    """Bring the data into the archive, then serve them until it is stopped.

    Data that do not conform are not served: the report is printed, and the exit code is 1.
    """
    folder = _state_folder(state or default_state())
    settings = read_settings(flags, os.environ, folder)
    web_config, front_config = _web_config(settings), _front_config(settings, folder)
    root = data or resources.data_root()
    read_pinned_sources(root)  # so that a changed text is found before anything is served
    sources = SourceShelf(pinned_sources(root), folder)
    archive = Archive(folder)
    code = load_apart(archive, root, force=force)
    if code != OK:
        return code
    index_apart(archive, folder / _SEARCH)
    engine = _engine(archive, settings)
    search = KeptIndex(archive, folder / _SEARCH)
    try:
        engine.start()
        search.start()
        backend = _backend(archive, engine, sources, settings)
        app = create_app(engine, web_config, sources, backend, search)
        uploads = Uploads(backend.tokens.knows, backend.sessions.may_upload)
        serve(app, front_config, lambda: engine.generation, _announce, uploads)
    finally:
        search.close()
        engine.close()
    return OK


def _state_folder(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(f"--state {folder}: {error.strerror}") from None
    return folder


def _engine(archive: Archive, settings: Settings) -> ServingEngine:
    pooled = PoolSettings.of(settings, PRELOAD)
    if settings.text("engine") == EMBEDDED:
        return PooledEngine(archive, pooled)
    remote = RemoteSettings.of(settings, os.environ)
    writing = replace(pooled, lanes=frozenset({Lane.WRITE}))
    return RemoteEngine(archive, remote, WriteReplica(lambda: PooledEngine(archive, writing)))


def _backend(
    archive: Archive, engine: ServingEngine, sources: SourceShelf, settings: Settings
) -> Backend:
    writer = Writer(
        archive,
        engine,
        sources=sources,
        limits=ContentLimits(),
        read_only=settings.switch("read_only"),
        wait_s=settings.number("write_timeout_s"),
    )
    return Backend(archive, writer, Tokens(archive.state), AuditLog(archive.state))


def _web_config(settings: Settings) -> WebConfig:
    base = settings.text("base_iri")
    if not base.startswith(("http://", "https://")) or not base.endswith("/"):
        raise ConfigError(
            f"{settings.sources['base_iri']}: «{base}» is no base; give an http or https IRI that "
            "ends in «/»"
        )
    return WebConfig(
        base_iri=base,
        query_timeout_s=settings.number("query_timeout_s"),
        union_default_graph=settings.text("default_graph") == "union",
        page_timeout_s=settings.number("page_timeout_s"),
        query_bytes_max=settings.integer("query_bytes_max"),
        body_bytes_max=settings.integer("body_bytes_max"),
        upload_bytes_max=settings.integer("upload_bytes_max"),
        service_allowed=_service_allowed(settings),
        read_only=settings.switch("read_only"),
        limits=limits_of(settings),
        language=settings.text("language"),
        accessibility_url=settings.text("accessibility_url"),
        feedback_address=settings.text("feedback_address"),
        release=planvev.__version__,
    )


def _service_allowed(settings: Settings) -> tuple[str, ...]:
    """Return the endpoints that queries may ask: none where they run in a store of others."""
    allowed = settings.endpoints("service_allowed")
    return allowed if settings.text("engine") == EMBEDDED else ()


def _front_config(settings: Settings, state: Path) -> FrontConfig:
    return FrontConfig(
        host=settings.text("host"),
        port=settings.integer("port"),
        cache_bytes_max=settings.integer("cache_bytes_max"),
        body_bytes_max=settings.integer("body_bytes_max"),
        upload_bytes_max=settings.integer("upload_bytes_max"),
        spool_dir=str(state / "spool"),
        trusted_proxies=tuple(settings.text("trusted_proxies").split()),
    )


def _announce(url: str) -> None:
    click.echo(f"planvev {planvev.__version__}: {url}  (stop with Ctrl+C)")
    sys.stdout.flush()
