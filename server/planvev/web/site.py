"""What every handler of the application shares, and how it makes responses."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import cast

from flask import Response, current_app, request
from werkzeug.wsgi import wrap_file

from planvev.access.audit import AuditLog
from planvev.access.drafts import Drafts
from planvev.access.sessions import Sessions, Tries
from planvev.access.tokens import Tokens
from planvev.archive.archive import Archive
from planvev.archive.files import SourceFile
from planvev.engine.base import Cancellation, Engine, Result
from planvev.engine.embedded.counters import Counters
from planvev.errors import Unauthorized
from planvev.rdf.formats import Format
from planvev.search.keeping import KeptIndex
from planvev.sparql.dump_shelf import DumpShelf
from planvev.sparql.void import KeptStatistics
from planvev.web.config import WebConfig
from planvev.web.front.disconnection import DISCONNECTED, Disconnection
from planvev.web.front.requests import share_of
from planvev.web.import_drafts import Readings
from planvev.web.urls import Urls
from planvev.writes import Writer

EXTENSION = "planvev"


@dataclass(frozen=True)
class Backend:
    """What stands behind the engine: the archive, who may change it, and what was done."""

    archive: Archive
    writer: Writer
    tokens: Tokens
    audit: AuditLog

    @cached_property
    def sessions(self) -> Sessions:
        """The sessions of people who gave a token in a browser."""
        return Sessions(self.archive.state, self.tokens)

    @cached_property
    def tries(self) -> Tries:
        """Who gave wrong tokens of late."""
        return Tries(time.monotonic)

    @cached_property
    def drafts(self) -> Drafts:
        """The drafts that people work on."""
        return Drafts(self.archive.state)


@dataclass(frozen=True)
class Site:
    """The application's parts. sources: texts of sources by SHA-256.

    backend: None where there is nothing but the engine: then nothing can be changed or downloaded.
    unwatched: the engine itself, for what is asked on nobody's account. statistics: of the data.
    dumps, search: None without a backend. changes: how many ended in which way. readings: the files
    of people that are being read.
    """

    engine: Engine
    config: WebConfig
    urls: Urls
    sources: Mapping[str, SourceFile]
    backend: Backend | None = None
    unwatched: Engine = field(kw_only=True)
    statistics: KeptStatistics = field(kw_only=True)
    dumps: DumpShelf | None = None
    search: KeptIndex | None = None
    changes: Counters = field(default_factory=Counters)
    readings: Readings = field(default_factory=Readings)


def site() -> Site:
    """Return the parts of the application that answers the current request."""
    return cast(Site, current_app.extensions[EXTENSION])


def accept_header() -> str:
    """Return the raw Accept header, empty where there is none."""
    return request.headers.get("Accept", "")


def client() -> str:
    """Return who asks, for sharing out fairly: the name of a good token, or an address.

    A token that is not good does not keep anyone from reading: proxies have passwords of theirs.
    """
    backend = site().backend
    header = request.headers.get("Authorization", "")
    if backend and header[:7].lower() == "bearer ":
        try:
            return f"token {backend.tokens.authenticate(header).name}"
        except Unauthorized:
            pass
    return share_of(request.remote_addr or "unknown")


def root_url() -> str:
    """Return the URL of the site, which ends in a slash: by the host that the client asked for.

    Where it names none that could be one, by the address that the server listens on.
    """
    host = request.host or f"{request.environ['SERVER_NAME']}:{request.environ['SERVER_PORT']}"
    return f"{request.scheme}://{host}/"


def cancellation() -> Cancellation | None:
    """Return what is cancelled when the client leaves; None where the server cannot tell."""
    disconnection = request.environ.get(DISCONNECTED)
    return disconnection.cancellation if isinstance(disconnection, Disconnection) else None


def is_client_gone() -> bool:
    """Return whether nobody waits for the answer any more, as far as the server can tell."""
    client_left = cancellation()
    return client_left is not None and client_left.cancelled


def body_response(body: bytes | str, chosen: Format, status: int = 200) -> Response:
    """Return a complete body in a format that was negotiated."""
    response = Response(body, status=status, content_type=chosen.content_type)
    response.headers["Vary"] = "Accept"
    return response


def result_response(result: Result) -> Response:
    """Return an answer of the engine: its body, or the file that it stands in, sent as it is."""
    if result.file is None:
        return body_response(result.body, result.format)
    return Response(
        wrap_file(request.environ, result.file),
        content_type=result.format.content_type,
        headers={"Vary": "Accept"},
        direct_passthrough=True,
    )
