"""Request headers as far as they change an answer: normalised, so that equals are equal. Pure."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

Headers = Callable[[str], str]
"""Gives the value of a request header by its lower-case name, all its fields joined; "" if none."""

_LONGEST_REMEMBERED = 1_000
"""Of headers: 1,024 of them are remembered, and strangers choose them."""


def normalise_accept(value: str) -> str:
    """Return the same preferences in one form: case, spaces, order and ``q=1`` do not matter.

    Fields that name the same range keep their order, since the first of them counts.

    >>> normalise_accept("Text/HTML, */*; q=0.10, application/json;q=1.0")
    '*/*;q=0.1,application/json,text/html'
    """
    if len(value) > _LONGEST_REMEMBERED or '"' in value:
        return value.strip()
    return _normalised(value)


@lru_cache(maxsize=1024)
def _normalised(value: str) -> str:
    fields = [_normalise_field(field) for field in value.split(",") if field.strip()]
    return ",".join(sorted(fields, key=lambda field: field.partition(";")[0]))


def _normalise_field(field: str) -> str:
    head, *parameters = [part.strip().lower() for part in field.split(";")]
    kept = [head]
    for parameter in parameters:
        name, _, number = parameter.partition("=")
        if name.strip() != "q":
            kept.append(parameter)
            continue
        try:
            quality = float(number)
        except ValueError:
            kept.append(parameter)
            continue
        if quality != 1.0:
            kept.append(f"q={quality:g}")
    return ";".join(kept)


def cookie_value(header: str, name: str) -> str:
    """Return the value of one cookie of a Cookie header, "" where it is not there.

    >>> cookie_value("a=1; lang=nn; b=2", "lang")
    'nn'
    """
    if f"{name}=" not in header:
        return ""
    for pair in header.split(";"):
        key, _, value = pair.partition("=")
        if key.strip() == name:
            return value.strip()
    return ""


def has_cookie(header: str, name: str) -> bool:
    """Tell whether a Cookie header holds a cookie, or may.

    >>> has_cookie("lang=nn; session=abc", "session")
    True
    """
    return f"{name}=" in header


def vary_names(value: str) -> frozenset[str]:
    """Return the header names of a Vary header, in lower case.

    >>> sorted(vary_names("Accept, Cookie"))
    ['accept', 'cookie']
    """
    return frozenset(name.strip().lower() for name in value.split(",") if name.strip())


def select(name: str, headers: Headers, language_cookie: str) -> str:
    """Return what counts of a request header that an answer varies with.

    Of all cookies only the language counts: requests with a session are never cached.
    """
    value = headers(name)
    if not value:
        return ""
    if name == "accept":
        return normalise_accept(value)
    if name == "cookie":
        return cookie_value(value, language_cookie)
    return value.strip()
