"""One hostile request, and what must come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from urllib.parse import quote

from hostile.wire import Reply, request

JSON = "application/sparql-results+json"
SPARQL_QUERY = "application/sparql-query"
SPARQL_UPDATE = "application/sparql-update"
FORM = "application/x-www-form-urlencoded"
Sent = bytes | Iterable[bytes]
CUT_OFF = 0
"""Stands for a connection that was closed without an answer."""


@dataclass(frozen=True)
class Target:
    """What a hostile request may know of the server and of the listeners that wait for it.

    editor, admin: tokens; empty where the requests are to have none. canary, canary_v6: ports.
    """

    canary: int
    canary_v6: int = 0
    editor: str = ""
    admin: str = ""


@dataclass(frozen=True)
class Case:
    """A request by name, and the statuses and codes of problems that are right for it.

    sent: makes what is sent. statuses: 200 and 201 only with a body that is whole. codes: of
    problem details; empty where any will do, or where the server answers before there are any.
    check: looks at the answer more closely; raises AssertionError.
    """

    name: str
    sent: Callable[[Target], Sent]
    statuses: tuple[int, ...]
    codes: tuple[str, ...] = ()
    check: Callable[[Reply], object] | None = None
    is_head: bool = False

    def __str__(self) -> str:
        return self.name


def ask(text: str | bytes, accept: str = JSON) -> bytes:
    """Return a query, sent by POST."""
    body = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return request("POST", "/sparql", [("Content-Type", SPARQL_QUERY), ("Accept", accept)], body)


def ask_by_url(text: str) -> bytes:
    """Return a query, sent by GET."""
    return request("GET", f"/sparql?query={quote(text, safe='')}", [("Accept", JSON)])


def update(text: str, token: str) -> bytes:
    """Return an update; without a token where that is empty."""
    headers = [("Content-Type", SPARQL_UPDATE), *authorization(token)]
    return request("POST", "/sparql", headers, text.encode())


def put(content: str | bytes, media_type: str, token: str, *, method: str = "PUT") -> bytes:
    """Return a write of a graph that no shape looks at."""
    body = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    headers = [("Content-Type", media_type), *authorization(token)]
    return request(method, "/graph-store?graph=urn%3Ahostile", headers, body)


def authorization(token: str) -> list[tuple[str, str]]:
    """Return the header that a token goes in."""
    return [("Authorization", f"Bearer {token}")] if token else []


def repeated(start: str, middle: str, times: int, end: str = "") -> str:
    """Return a text with a middle that comes many times."""
    return f"{start}{middle * times}{end}"


def nested(before: str, opening: str, inside: str, closing: str, after: str, depth: int) -> str:
    """Return a text that nests."""
    return f"{before}{opening * depth}{inside}{closing * depth}{after}"
