"""The other endpoints that the tests of SERVICE ask: their data, served on loopback.

The tests name endpoints that do not exist (``http://example1.org/sparql``). Each is served here at
an address of its own, which takes the place of its name in copies of the test's files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Final

from pyoxigraph import DefaultGraph, Quad, QueryResultsFormat, QuerySolutions, Store, Triple

from conformance.manifest import Dataset, W3CTest, file_iri
from conformance.results import JSON
from conformance.terms import parse_file

NAMES: Final = tuple(
    f"http://{host}/sparql" for host in ("example.org", "example1.org", "example2.org")
)
NOBODY: Final = "http://invalid.endpoint.org/sparql"


class Federation:
    """Endpoints that answer SELECT by direct POST, in JSON.

    urls: their addresses, by name. allowed: what a server must be let to ask, for all tests of
    SERVICE to pass; one of these is a name that nothing answers to, asked with SILENT.
    """

    def __init__(self, port: int, folder: Path) -> None:
        self.urls = {name: f"http://127.0.0.1:{port}{_path(name)}" for name in NAMES}
        self.allowed = (*self.urls.values(), NOBODY)
        self.stores: dict[str, Store] = {}
        self._folder = folder

    def prepare(self, test: W3CTest) -> W3CTest:
        """Serve the data of a test's endpoints; return the test with their addresses in it."""
        self.stores = {_path(name): Store() for name in NAMES}
        for name, file in test.services:
            for triple in parse_file(file, file_iri(file)):
                self.stores[_path(name)].add(_quad(triple))
        return replace(
            test,
            request=self._copy(test.request),
            result=self._copy(test.result),
            data=Dataset(tuple((graph, self._copied(file)) for graph, file in test.data.files)),
        )

    def _copy(self, file: Path | None) -> Path | None:
        return None if file is None else self._copied(file)

    def _copied(self, file: Path) -> Path:
        text = file.read_text(encoding="utf-8")
        for name, url in self.urls.items():
            text = text.replace(name, url)
        copy = self._folder / file.parent.name / file.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_text(text, encoding="utf-8")
        return copy


def _quad(triple: Triple) -> Quad:
    return Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())


def _path(name: str) -> str:
    return name.removeprefix("http:/")


@contextmanager
def open_federation() -> Iterator[Federation]:
    """Serve the other endpoints for as long as the context lasts."""
    with tempfile.TemporaryDirectory() as folder:
        server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
        federation = Federation(server.server_address[1], Path(folder))
        server.RequestHandlerClass = _handler(federation)
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield federation
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _handler(federation: Federation) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            query = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
            try:
                found = federation.stores[self.path].query(query)
                if not isinstance(found, QuerySolutions):
                    raise TypeError(f"a SELECT was expected, not {query}")
                answer = found.serialize(format=QueryResultsFormat.JSON) or b""
            except (KeyError, OSError, SyntaxError, RuntimeError, TypeError) as error:
                self.send_error(500, type(error).__name__)
                return
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *args: Any) -> None:
            """Say nothing: the test says what went wrong."""

    return Handler
