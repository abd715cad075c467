"""The body of a request: read whole, or the answer that says why not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
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


class Receiver:
    """Reads bodies. shares: of all bodies in memory. may_upload: see Front."""

    def __init__(
        self, config: FrontConfig, shares: Shares, may_upload: Callable[[str], bool]
    ) -> None:
        self._config = config
        self._shares = shares
        self._may_upload = may_upload

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
        authorization = head.header("authorization")
        if not authorization:
            return self._config.body_bytes_max
        loop = asyncio.get_running_loop()
        may = await loop.run_in_executor(None, self._may_upload, authorization)
        return self._config.upload_bytes_max if may else self._config.body_bytes_max
