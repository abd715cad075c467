"""A stand-in for a remote store, with faults on order."""

from __future__ import annotations

import json
import re
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from planvev.archive.archive import Archive
from planvev.engine.remote import RemoteSettings

ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"rad"}}]}}'
NO_ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
LOOK = re.compile(r"SELECT \* WHERE \{ GRAPH <(.*?)> \{ \?s \?p \?o \} \} LIMIT 1")


@dataclass
class Canned:
    """An answer on order. delay_s: before it. cut: how many bytes of the body are kept back.

    pause_s: between the bytes of the body. headers: besides those of the body.
    """

    status: int = 200
    body: bytes = ROWS
    media_type: str = "application/sparql-results+json"
    delay_s: float = 0.0
    pause_s: float = 0.0
    cut: int = 0
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Seen:
    """A request that came in."""

    method: str
    path: str
    params: dict[str, str]
    form: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


class StandIn:
    """A store over HTTP: a Graph Store, and whatever else is ordered.

    ``order`` has the next request to a path answered otherwise; ``on_request`` sees each first.
    ``looks``: the graphs that were looked for, to see whether they are still there; such queries
    are answered by what is there, and are not among ``seen``.
    """

    def __init__(self) -> None:
        self.graphs: dict[str, bytes] = {}
        self.seen: list[Seen] = []
        self.looks: list[str] = []
        self.on_request: Callable[[Seen], Canned | None] = lambda _: None
        self.closing = threading.Event()
        self._orders: dict[str, list[Canned]] = defaultdict(list)
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_request(self) -> None:
                stand_in.answer(self)

            do_GET = do_POST = do_PUT = do_DELETE = handle_request  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                del format, args

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.server.block_on_close = False
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self._thread.start()

    def order(self, path: str, *answers: Canned) -> None:
        self._orders[path] += answers

    def requests(self, path: str, method: str = "") -> list[Seen]:
        return [r for r in self.seen if r.path == path and method in ("", r.method)]

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()
        self._thread.join()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        parts = urlsplit(handler.path)
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        params = dict(parse_qsl(parts.query, keep_blank_values=True))
        form = parse_qs(body.decode(errors="replace")) if parts.path == "/query" else {}
        headers = {name.lower(): value for name, value in handler.headers.items()}
        seen = Seen(handler.command, parts.path, params, form, headers, body)
        look = LOOK.fullmatch(form.get("query", [""])[0])
        if look:
            self.looks.append(look[1])
            send(handler, Canned(body=ROWS if self.graphs.get(look[1]) else NO_ROWS), self.closing)
            return
        self.seen.append(seen)
        canned = self.on_request(seen)
        if canned is None and self._orders[parts.path]:
            canned = self._orders[parts.path].pop(0)
        send(handler, canned or self.as_a_store_does(seen), self.closing)

    def as_a_store_does(self, seen: Seen) -> Canned:
        if seen.path == "/store":
            return self.graph_store(seen)
        if seen.path == "/update":
            return Canned(204, b"")
        if "GROUP BY ?g" in seen.form["query"][0]:
            return Canned(body=self.counts())
        return Canned()

    def graph_store(self, seen: Seen) -> Canned:
        graph = "default" if "default" in seen.params else seen.params["graph"]
        if seen.method == "PUT":
            self.graphs[graph] = seen.body
        elif seen.method == "POST":
            self.graphs[graph] = self.graphs.get(graph, b"") + seen.body
        elif graph not in self.graphs:
            return Canned(404, b"no such graph", "text/plain")
        elif seen.method == "DELETE":
            del self.graphs[graph]
        else:
            return Canned(200, self.graphs[graph], "application/n-triples")
        return Canned(204, b"")

    def counts(self) -> bytes:
        rows = [
            {
                "g": {"type": "uri", "value": graph},
                "n": {"type": "literal", "value": str(text.count(b"\n"))},
            }
            for graph, text in self.graphs.items()
            if text
        ]
        return json.dumps({"head": {"vars": ["g", "n"]}, "results": {"bindings": rows}}).encode()


def send(handler: BaseHTTPRequestHandler, canned: Canned, closing: threading.Event) -> None:
    closing.wait(canned.delay_s)
    try:
        handler.send_response(canned.status)
        if canned.status != 204:
            handler.send_header("Content-Type", canned.media_type)
            handler.send_header("Content-Length", str(len(canned.body)))
        for name, value in canned.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        kept = canned.body[: len(canned.body) - canned.cut]
        step = 1 if canned.pause_s else len(kept) + 1
        for start in range(0, len(kept), step):
            if closing.wait(canned.pause_s):
                return
            handler.wfile.write(kept[start : start + step])
            handler.wfile.flush()
    except OSError:
        handler.close_connection = True
    if canned.cut:
        handler.close_connection = True


def settings_for(url: str, **changes: Any) -> RemoteSettings:
    settings = RemoteSettings(
        f"{url}/query",
        f"{url}/update",
        f"{url}/store",
        timeout_s=5,
        queue_wait_s=0.3,
        workers=2,
        page_workers=1,
        client_queries_max=0,
        client_query_seconds_per_minute=0,
    )
    return replace(settings, **changes)


def triple(name: str) -> bytes:
    return f'<urn:s> <urn:p> "{name}" .\n'.encode()


def commit(archive: Archive, changes: dict[str, bytes | None]) -> int:
    with archive.write_lock() as lock:
        return lock.commit(changes, author="test", message="test").generation
