"""The body of a request: read whole, or the answer that says why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from planvev.web.front.answers import Answer, problem
from planvev.web.front.bodies import (
    BodyBroken,
    BodyTooLarge,
    BodyTooSlow,
    NoRoom,
    declared_length,
    discard_body,
    read_body,
)
from planvev.web.front.config import FrontConfig
from planvev.web.front.connection import Connection
from planvev.web.front.exchange import busy, unauthorized
from planvev.web.front.requests import Head, share_of
from planvev.web.front.shares import Shares
from planvev.web.front.vary import cookie_value


def _nobody(_name: str) -> bool:
    return False


@dataclass(frozen=True)
class Uploads:
    """Who may send a body that is larger than most. Both are called from threads.

    by_header: says it of an Authorization header. by_session: of the name of a session.
    """

    by_header: Callable[[str], bool] = bool
    by_session: Callable[[str], bool] = _nobody


class Receiver:
    """Reads bodies. shares: of all bodies in memory."""

    def __init__(self, config: FrontConfig, shares: Shares, uploads: Uploads) -> None:
        self._config = config
        self._shares = shares
        self._uploads = uploads

    async def receive(self, head: Head, connection: Connection) -> bytes | Answer:
        """Return the body; its size stays taken of the client's share. Or what to answer."""
        chunked = head.header("transfer-encoding")
        length = None if chunked else declared_length(head.header("content-length"))
        bytes_max = self._config.body_bytes_max
        try:
            if bytes_max and (length is None or length > bytes_max):
                bytes_max = await self._larger_limit(head)
            return await read_body(
                connection,
                length,
                bytes_max,
                self._config.body_read_timeout_s,
                self._shares,
                share_of(head.client),
            )
        except BodyTooLarge:
            if not head.header("expect"):
                await discard_body(connection)
            if head.header("authorization") and bytes_max == self._config.body_bytes_max:
                return unauthorized()
            detail = "The request is larger than what is read here."
            return problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too-large", detail, close=True)
        except BodyTooSlow:
            detail = "The request did not come in time."
            return problem(HTTPStatus.REQUEST_TIMEOUT, "too-slow", detail, close=True)
        except BodyBroken:
            detail = "The request's body is broken."
            return problem(HTTPStatus.BAD_REQUEST, "bad-request", detail, close=True)
        except NoRoom:
            return busy(close=True)

    async def _larger_limit(self, head: Head) -> int:
        """Return how large a body may be that is larger than most, by whose it is."""
        may = await asyncio.get_running_loop().run_in_executor(None, self._may_upload, head)
        return self._config.upload_bytes_max if may else self._config.body_bytes_max

    def _may_upload(self, head: Head) -> bool:
        """Return whether a request may be large. A session reaches no further than its pages."""
        authorization = head.header("authorization")
        if authorization:
            return self._uploads.by_header(authorization)
        session = cookie_value(head.header("cookie"), self._config.session_cookie)
        under = tuple(f"{path}/" for path in self._config.session_paths)
        is_there = head.path in self._config.session_paths or head.path.startswith(under)
        return bool(session) and is_there and self._uploads.by_session(session)
