"""Where the remote store is, how it is asked, and who asks; read from the settings of planvev.

Names and passwords come from the environment alone, so that they stand in no file of ours, in no
list of processes and in no log: ``PLANVEV_REMOTE_USER`` and ``…_PASSWORD`` for changes,
``PLANVEV_REMOTE_QUERY_USER`` and ``…_QUERY_PASSWORD`` for queries. Strangers' queries never go out
with the rights to change the store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from planvev.errors import ConfigError
from planvev.settings import Settings

EMBEDDED: Final = "embedded"
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True)
class Login:
    """A name and a password; the password does not show when this is printed."""

    user: str
    password: str = field(repr=False)


@dataclass(frozen=True)
class RemoteSettings:
    """How to reach one SPARQL 1.1 store, and what it may take. 0 turns a limit off.

    query_url, update_url, graph_store_url: its endpoints; one of the latter two may be empty.
    timeout_s: of one request. digest: whether logging in is by digest instead of basic.
    listed: whether queries name all our graphs; else the store's default graph is asked as it is.
    union: whether the default graph of a query is the union of all graphs.
    stale_reads: whether queries are answered while the store is behind the archive.
    workers, page_workers, …: see the settings of the same names.
    """

    query_url: str
    update_url: str = ""
    graph_store_url: str = ""
    timeout_s: float = 60.0
    login: Login | None = None
    query_login: Login | None = None
    digest: bool = False
    listed: bool = True
    union: bool = True
    stale_reads: bool = False
    workers: int = 4
    page_workers: int = 2
    result_bytes_max: int = 64 * 1024 * 1024
    queue_length: int = 100
    queue_wait_s: float = 2.0
    client_queries_max: int = 2
    client_query_seconds_per_minute: float = 15.0

    def __post_init__(self) -> None:
        for name, url in self.urls.items():
            if url:
                _check_url(name, url)
        if not self.update_url and not self.graph_store_url:
            raise ConfigError(
                "A remote engine needs remote_graph_store_url or remote_update_url: one of them "
                "must take the changes."
            )

    @property
    def urls(self) -> dict[str, str]:
        """The endpoints by the names of their settings."""
        return {
            "engine": self.query_url,
            "remote_update_url": self.update_url,
            "remote_graph_store_url": self.graph_store_url,
        }

    @property
    def identity(self) -> str:
        """Which store this is, and how its unnamed graph is kept: what a record of it is about."""
        place = self.graph_store_url or self.update_url
        return f"{self.query_url} {place} {'listed' if self.listed else 'remote'}"

    @classmethod
    def of(cls, settings: Settings, environment: Mapping[str, str]) -> RemoteSettings:
        """Return what the settings say. Raises ConfigError where they name no remote store."""
        query_url = settings.text("engine")
        if query_url == EMBEDDED:
            raise ConfigError(
                "There is no remote store: «engine» is embedded. Set it to the URL of a SPARQL "
                "query endpoint (--engine, PLANVEV_ENGINE or planvev.toml)."
            )
        return cls(
            query_url=query_url,
            update_url=settings.text("remote_update_url"),
            graph_store_url=settings.text("remote_graph_store_url"),
            timeout_s=settings.number("remote_timeout_s"),
            login=_login(environment, "PLANVEV_REMOTE"),
            query_login=_login(environment, "PLANVEV_REMOTE_QUERY"),
            digest=settings.text("remote_auth") == "digest",
            listed=settings.text("remote_default_graph") == "listed",
            union=settings.text("default_graph") == "union",
            stale_reads=settings.integer("remote_stale_reads") == 1,
            workers=settings.integer("workers"),
            page_workers=settings.integer("page_workers"),
            result_bytes_max=settings.integer("result_bytes_max"),
            queue_length=settings.integer("queue_length"),
            queue_wait_s=settings.number("queue_wait_s"),
            client_queries_max=settings.integer("client_queries_max"),
            client_query_seconds_per_minute=settings.number("client_query_seconds_per_minute"),
        )


def _login(environment: Mapping[str, str], prefix: str) -> Login | None:
    user = environment.get(f"{prefix}_USER", "")
    return Login(user, environment.get(f"{prefix}_PASSWORD", "")) if user else None


def _check_url(name: str, url: str) -> None:
    """Raise ConfigError for what is no absolute http URL, or holds a password."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        usable = False
    if not usable:
        raise ConfigError(f"{name}: «{url}» is no URL that begins with http:// or https://.")
    if parts.username is not None:
        raise ConfigError(
            f"{name}: names and passwords do not belong in a URL, which is logged. Put them into "
            "PLANVEV_REMOTE_USER and PLANVEV_REMOTE_PASSWORD."
        )
