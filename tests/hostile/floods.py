"""Requests that are harmless one by one, and sent to wear the server out; no two of them alike.

They go past the cache, guess at tokens, and ask for what is not there.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from hostile.case import Case, Target, ask, update
from hostile.wire import request

_ANSWERED = (200, 429, 503, 504)
_PAGES = (
    "/",
    "/doc/trondheim/samfunnsdel-2009",
    "/doc/trondheim/samfunnsdel-2009/goal/2",
    "/graph/trondheim/samfunnsdel-2009/adopted",
    "/ontology",
    "/catalog",
    "/.well-known/void",
    "/dumps",
)


def _token() -> str:
    return f"pv_{secrets.token_urlsafe(32)}"


def _once(make: Callable[[Target], bytes]) -> Callable[[Target], Iterator[bytes]]:
    """Return what makes a request anew each time that it is sent."""

    def sent(target: Target) -> Iterator[bytes]:
        yield make(target)

    return sent


def _past_the_cache(path: str) -> Callable[[Target], Iterator[bytes]]:
    return _once(lambda _: request("GET", f"{path}?{secrets.token_hex(8)}"))


FLOODS = (
    *(Case(f"{path} past the cache", _past_the_cache(path), _ANSWERED) for path in _PAGES),
    Case(
        "a thing that is not there",
        _once(lambda _: request("GET", f"/doc/trondheim/{secrets.token_hex(8)}")),
        (404, 503, 504),
    ),
    Case(
        "an update with a guessed token",
        _once(lambda _: update("CLEAR ALL", _token())),
        (401, 503),
        ("unauthorized", "busy"),
    ),
    Case("an update without a token", _once(lambda _: update("CLEAR ALL", "")), (401, 503)),
    Case(
        "a query with a guessed token",
        _once(
            lambda _: request(
                "GET",
                f"/sparql?query=ASK%7B%3Fs%20%3Fp%20{secrets.randbelow(10**9)}%7D",
                [("Authorization", f"Bearer {_token()}")],
            )
        ),
        _ANSWERED,
    ),
    Case(
        "a small query that nobody asked before",
        _once(lambda _: ask(f"ASK {{ ?s ?p {secrets.randbelow(10**9)} }}")),
        _ANSWERED,
    ),
)
