"""Every setting: name, default, unit, help; and where its value comes from.

A setting has one name everywhere: a flag (``--query-timeout-s``), an environment variable
(``PLANVEV_QUERY_TIMEOUT_S``), a key of ``STATE/planvev.toml`` (``query_timeout_s``). The flag wins
over the environment, the environment over the file.
"""

from __future__ import annotations

import math
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from planvev.errors import ConfigError, SourceError

CONFIG_FILE = "planvev.toml"
_NOT_IN_IRI: Final = re.compile(r"""[<>"{}|^`\\\x00-\x20]""")
"""SPARQL 1.1 § 19.8, IRIREF."""
Value = str | int | float | bool


@dataclass(frozen=True)
class Setting:
    """One setting. The default's type is the setting's type; 0 turns a limit off.

    minimum, maximum: the least and the greatest number that it takes.
    """

    name: str
    default: Value
    unit: str
    help: str
    choices: tuple[str, ...] = ()
    minimum: float = 0
    maximum: float = math.inf

    @property
    def environment(self) -> str:
        """The name of its environment variable."""
        return f"PLANVEV_{self.name.upper()}"


SETTINGS: tuple[Setting, ...] = (
    Setting("host", "127.0.0.1", "", "Address that the server listens on."),
    Setting(
        "port", 8000, "", "Port that the server listens on; 0 takes a free one.", maximum=65_535
    ),
    Setting("base_iri", "https://w3id.org/planvev/", "", "Base under which /id/ IRIs are minted."),
    Setting(
        "language",
        "nb",
        "",
        "Language of the pages for who has chosen none: bokmål, nynorsk or English.",
        ("nb", "nn", "en"),
    ),
    Setting(
        "accessibility_url",
        "",
        "",
        "URL of the accessibility declaration, which the page about the site links to.",
    ),
    Setting(
        "feedback_address",
        "",
        "",
        "E-mail address that people are asked to write to, shown on the page about the site.",
    ),
    Setting(
        "default_graph",
        "union",
        "",
        "What a query without FROM asks: the union of all graphs, or the unnamed graph of its own.",
        ("union", "own"),
    ),
    Setting("query_timeout_s", 30.0, "seconds", "Time limit of a query to /sparql."),
    Setting("page_timeout_s", 5.0, "seconds", "Time limit of the queries behind a page."),
    Setting("query_bytes_max", 65_536, "bytes", "Largest query."),
    Setting("body_bytes_max", 1_048_576, "bytes", "Largest request body."),
    Setting("upload_bytes_max", 20_971_520, "bytes", "Largest body of a request with a token."),
    Setting("write_timeout_s", 60.0, "seconds", "Time limit of a change, its checks included."),
    Setting("result_bytes_max", 67_108_864, "bytes", "Largest answer."),
    Setting("workers", 4, "queries", "How many public queries run at once.", minimum=1),
    Setting("page_workers", 2, "queries", "How many queries behind pages run at once.", minimum=1),
    Setting(
        "query_memory_mib",
        1024,
        "MiB",
        "Memory that a query may take beside the data; the worker of one that takes more is ended.",
    ),
    Setting(
        "write_memory_mib",
        2048,
        "MiB",
        "Memory that a change may take beside the data, its checks included.",
    ),
    Setting("queue_length", 100, "queries", "How many queries wait for a worker, in each lane."),
    Setting("queue_wait_s", 2.0, "seconds", "How long a query waits for a worker."),
    Setting("client_queries_max", 2, "queries", "How many queries of one client run at once."),
    Setting(
        "client_query_seconds_per_minute",
        15.0,
        "seconds",
        "Query time that one client has in any minute.",
    ),
    Setting("cache_bytes_max", 67_108_864, "bytes", "Memory for answers that are kept."),
    Setting("read_only", False, "", "Take no changes, whoever asks for them."),
    Setting(
        "trusted_proxies",
        "",
        "",
        "Addresses or networks, with spaces between, whose X-Forwarded-For is believed.",
    ),
    Setting(
        "service_allowed",
        "",
        "",
        "Endpoints that queries may ask by SERVICE: their IRIs, as queries write them, with spaces "
        "between.",
    ),
    Setting(
        "engine",
        "embedded",
        "",
        "Where queries run: embedded, or the query URL of a SPARQL 1.1 store that is kept in step.",
    ),
    Setting("remote_update_url", "", "", "Where that store takes SPARQL updates."),
    Setting("remote_graph_store_url", "", "", "Its Graph Store Protocol; preferred to updates."),
    Setting("remote_timeout_s", 60.0, "seconds", "Time limit of one request to that store."),
    Setting(
        "remote_default_graph",
        "listed",
        "",
        "How the store learns what a query without FROM asks: we list all graphs with each query "
        "(right everywhere, slow with over a hundred graphs), or the store does as it is set up.",
        ("listed", "remote"),
    ),
    Setting("remote_auth", "basic", "", "How we log in to that store.", ("basic", "digest")),
    Setting(
        "remote_stale_reads",
        False,
        "",
        "Answer from what that store holds while it is brought up to date, instead of 503.",
    ),
    Setting(
        "allow_missing_seccomp",
        False,
        "",
        "Serve even where workers cannot be kept from the network (SERVICE would reach it).",
    ),
)


@dataclass(frozen=True)
class Settings:
    """The values of all settings, with the source that each comes from."""

    values: Mapping[str, Value]
    sources: Mapping[str, str]

    def text(self, name: str) -> str:
        """Return a setting that is text."""
        return str(self.values[name])

    def integer(self, name: str) -> int:
        """Return a setting that is a whole number."""
        return int(self.values[name])

    def switch(self, name: str) -> bool:
        """Return a setting that is on or off."""
        return bool(self.values[name])

    def number(self, name: str) -> float:
        """Return a setting that is a number."""
        return float(self.values[name])

    def endpoints(self, name: str) -> tuple[str, ...]:
        """Return a setting that is a list of absolute http or https IRIs. Raises ConfigError."""
        iris = tuple(dict.fromkeys(self.text(name).split()))
        for iri in iris:
            complaint = _complaint_about_endpoint(iri)
            if complaint:
                raise ConfigError(f"{self.sources[name]}: {name}: «{iri}» {complaint}")
        return iris


def default_state() -> Path:
    """Return the folder of the state where none is named: XDG's, or ``~/.local/state/planvev``."""
    home = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(home) / "planvev"


def read_settings(
    flags: Mapping[str, Value | None], environment: Mapping[str, str], state: Path
) -> Settings:
    """Put the settings together: flag, then environment, then ``STATE/planvev.toml``, then default.

    flags: values given on the command line, None where not. Raises ConfigError or SourceError.
    """
    file = _config_file(state)
    known = {setting.name for setting in SETTINGS}
    for name in file:
        if name not in known:
            raise ConfigError(
                f"{state / CONFIG_FILE}: there is no setting «{name}»; "
                f"there is {', '.join(sorted(known))}."
            )
    values: dict[str, Value] = {}
    sources: dict[str, str] = {}
    for setting in SETTINGS:
        for source, raw in (
            (f"--{setting.name.replace('_', '-')}", flags.get(setting.name)),
            (setting.environment, environment.get(setting.environment)),
            (str(state / CONFIG_FILE), file.get(setting.name)),
            ("default", setting.default),
        ):
            if raw is not None:
                values[setting.name] = _convert(setting, raw, source)
                sources[setting.name] = source
                break
    return Settings(values, sources)


def _config_file(state: Path) -> dict[str, Value]:
    path = state / CONFIG_FILE
    if not path.is_file():
        return {}
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"is not TOML: {error}", path) from None


def _convert(setting: Setting, raw: Value, source: str) -> Value:
    kind = type(setting.default)
    if kind is bool:
        return _convert_switch(setting, raw, source)
    try:
        value = kind(raw)
    except (TypeError, ValueError):
        raise ConfigError(
            f"{source}: «{raw}» is no {'whole number' if kind is int else 'number'} for "
            f"{setting.name} ({setting.help})"
        ) from None
    if setting.choices and value not in setting.choices:
        raise ConfigError(f"{source}: «{raw}» is none of {', '.join(setting.choices)}")
    if isinstance(value, int | float) and not setting.minimum <= value <= setting.maximum:
        bound = (
            f"below {setting.minimum}" if value < setting.minimum else f"above {setting.maximum}"
        )
        raise ConfigError(f"{source}: {setting.name} is {value}; it cannot be {bound}")
    return value


def _complaint_about_endpoint(iri: str) -> str:
    """Return what is wrong with an endpoint's IRI, nothing where it is good."""
    try:
        parts = urlsplit(iri)
        absolute = parts.scheme in ("http", "https") and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        absolute = False
    if not absolute or _NOT_IN_IRI.search(iri):
        return "is no absolute IRI that begins with http:// or https://"
    if parts.username is not None:
        return "holds a name or a password; queries would have to hold it too"
    return "has a fragment, which no endpoint has" if "#" in iri else ""


def _convert_switch(setting: Setting, raw: Value, source: str) -> bool:
    """Return a switch. Not ``bool(raw)``, to which the text "false" would be true."""
    values = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    value = values.get(str(raw).lower())
    if value is None:
        raise ConfigError(f"{source}: «{raw}» is neither true nor false for {setting.name}")
    return value
