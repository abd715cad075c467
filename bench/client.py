"""One client with one kept connection, and the comparison of answers."""

from __future__ import annotations

import hashlib
import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import quote, urlsplit

RESULTS_JSON: Final = "application/sparql-results+json"
N_TRIPLES: Final = "application/n-triples"
N_QUADS: Final = "application/n-quads"
_XSD_STRING: Final = "http://www.w3.org/2001/XMLSchema#string"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer. seconds: from sending the request to the last byte of the body."""

    status: int
    body: bytes
    seconds: float


class Client:
    """Talks to one server over one connection that is kept open.

    timeout_s: how long a request may take. Raises OSError or http.client.HTTPException.
    """

    def __init__(self, url: str, timeout_s: float = 300.0) -> None:
        self.url = url
        parts = urlsplit(url)
        self.path = parts.path
        self._connection = http.client.HTTPConnection(
            parts.hostname or "127.0.0.1", parts.port, timeout=timeout_s
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def query(self, text: str, accept: str = RESULTS_JSON) -> Answer:
        """Send a query by GET to the URL that the client was made with."""
        return self.request("GET", f"{self.path}?query={quote(text, safe='')}", accept=accept)

    def request(
        self,
        method: str,
        target: str,
        *,
        accept: str = "*/*",
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send any request. target: path and query.

        A connection that broke is opened anew, and a GET sent again where the server closed a
        connection that had been idle.
        """
        sent = {"Accept": accept, **(headers or {})}
        try:
            return self._exchange(method, target, body, sent)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self._connection.close()
            if method != "GET":
                raise
            return self._exchange(method, target, body, sent)
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def _exchange(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> Answer:
        begun = time.perf_counter()
        self._connection.request(method, target, body=body, headers=dict(headers))
        response = self._connection.getresponse()
        content = response.read()
        return Answer(response.status, content, time.perf_counter() - begun)


def rows_and_digest(body: bytes) -> tuple[int, str]:
    """Return the number of solutions and a digest of them that does not depend on their order.

    body: SPARQL 1.1 Query Results JSON. A boolean counts as one row. Blank nodes count as equal:
    their labels are each server's own. Raises ValueError for anything else.
    """
    results: dict[str, Any] = json.loads(body)
    if "boolean" in results:
        rows = [str(results["boolean"])]
    else:
        rows = sorted(_row(binding) for binding in results["results"]["bindings"])
    return len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()


def _row(binding: Mapping[str, Mapping[str, str]]) -> str:
    return json.dumps(
        [[variable, *_term(binding[variable])] for variable in sorted(binding)],
        ensure_ascii=False,
    )


def _term(term: Mapping[str, str]) -> tuple[str, str, str]:
    """Return kind, value, and datatype or language; xsd:string may be said or left out."""
    if term["type"] == "bnode":
        return "bnode", "", ""
    language = term.get("xml:lang", "").lower()
    datatype = term.get("datatype", "")
    kind = "uri" if term["type"] == "uri" else "literal"
    return kind, term["value"], language or ("" if datatype == _XSD_STRING else datatype)
