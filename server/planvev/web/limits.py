"""The settings that bound a request, as they are published (``/status``, service description)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from planvev.settings import SETTINGS, Settings

PUBLISHED: Final = (
    "query_timeout_s",
    "page_timeout_s",
    "write_timeout_s",
    "query_bytes_max",
    "body_bytes_max",
    "upload_bytes_max",
    "result_bytes_max",
    "query_memory_mib",
    "write_memory_mib",
    "workers",
    "queue_length",
    "queue_wait_s",
    "client_queries_max",
    "client_query_seconds_per_minute",
    "cache_bytes_max",
)


@dataclass(frozen=True)
class Limit:
    """One limit. value: None where there is none. unit, help: of the setting."""

    name: str
    value: float | None
    unit: str
    help: str


def limits_of(settings: Settings) -> dict[str, float]:
    """Return the values that are published, by name; 0 stands for no limit."""
    return {name: settings.number(name) for name in PUBLISHED}


def described(values: Mapping[str, float]) -> list[Limit]:
    """Return the limits with what is told of them, in the settings' order."""
    return [
        Limit(setting.name, plain_number(values[setting.name]), setting.unit, setting.help)
        for setting in SETTINGS
        if setting.name in values
    ]


def plain_number(value: float) -> float | None:
    """Return a limit as it is written: whole numbers as such, None for 0, which is no limit.

    >>> plain_number(30.0), plain_number(0.5), plain_number(0)
    (30, 0.5, None)
    """
    if not value:
        return None
    return int(value) if value == int(value) else value
