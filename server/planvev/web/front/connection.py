"""What the front knows of the server's object for one request."""

from __future__ import annotations

from typing import Any, Protocol

from planvev.web.front.bodies import BodySource
from planvev.web.front.validators import HeaderList


class Connection(BodySource, Protocol):
    """The server's object for one request, as RSGI has it; answers may come from any thread."""

    def client_disconnect(self) -> Any:
        """Return an awaitable that ends when the connection does."""
        ...

    def response_empty(self, status: int, headers: HeaderList) -> None:
        """Answer without a body."""
        ...

    def response_bytes(self, status: int, headers: HeaderList, body: bytes) -> None:
        """Answer with a body."""
        ...

    def response_file(self, status: int, headers: HeaderList, file: str) -> None:
        """Answer with a file."""
        ...
