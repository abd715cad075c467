"""A complete response, and the few that the front makes itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from planvev.web.front.spool import SpooledFile
from planvev.web.front.validators import HeaderList

_NAME: Final = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_UNSAFE_VALUE: Final = re.compile(r"[^\t\x20-\x7e\x80-\U0010ffff]")
_HOP_BY_HOP: Final = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
_SERVER: Final = ("server", "planvev")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response that is known to its end. headers: checked; Content-Length is among them."""

    status: int
    headers: HeaderList
    body: bytes | SpooledFile

    def header(self, name: str) -> str:
        """Return the fields of a header, joined; "" where there is none. name: lower case."""
        return ", ".join(value for key, value in self.headers if key == name)

    def discard(self) -> None:
        """Give up an answer that nobody takes."""
        if isinstance(self.body, SpooledFile):
            self.body.close()


class BadHeader(ValueError):
    """A response header that cannot be sent as it is."""


def clean_headers(headers: Iterable[tuple[str, str]]) -> HeaderList:
    """Return response headers as they go out: lower-case names, ASCII values, no hop-by-hop ones.

    What is not ASCII is percent-encoded, since the server sends ASCII only. Raises BadHeader for
    a name or value that would break the message, so that no value can add a header.

    >>> clean_headers([("X-Place", "Trøndelag")])
    [('x-place', 'Tr%F8ndelag')]
    """
    cleaned = []
    for name, value in headers:
        lower = name.lower()
        if lower in _HOP_BY_HOP:
            continue
        if not _NAME.fullmatch(lower) or _UNSAFE_VALUE.search(value):
            raise BadHeader(f"{name!r}: {value!r}")
        if not value.isascii():
            value = "".join(
                character if character.isascii() else quote(character, encoding=_coding(character))
                for character in value
            )
        cleaned.append((lower, value.strip()))
    return cleaned


def _coding(character: str) -> str:
    return "latin-1" if ord(character) < 256 else "utf-8"


def complete(status: int, headers: HeaderList, body: bytes | SpooledFile) -> Answer:
    """Return an answer whose Content-Length is that of its body. headers: from clean_headers."""
    kept = [_SERVER, *(field for field in headers if field[0] not in ("content-length", "server"))]
    if not bodiless(status):
        size = len(body) if isinstance(body, bytes) else body.size
        kept.append(("content-length", str(size)))
    return Answer(status, kept, body)


def bodiless(status: int) -> bool:
    """Tell whether a response of this status never has a body (RFC 9110 § 6.4.1)."""
    return status < 200 or status in (204, 304)


def problem(
    status: HTTPStatus,
    code: str,
    detail: str,
    *,
    more: HeaderList | None = None,
    retry_after_s: int = 0,
    close: bool = False,
) -> Answer:
    """Return problem details (RFC 9457) in the form that the application's own have.

    more: headers besides. close: whether the connection ends with this answer, for requests that
    were not read whole.
    """
    members = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "code": code,
    }
    headers = [
        ("content-type", "application/problem+json"),
        ("cache-control", "no-store"),
        ("access-control-allow-origin", "*"),
        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        *(more or []),
    ]
    if retry_after_s:
        headers.append(("retry-after", str(retry_after_s)))
    if close:
        headers.append(("connection", "close"))
    return complete(status.value, headers, json.dumps(members).encode())
