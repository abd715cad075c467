"""Whether the body of an answer is what its media type says: read to its end, strictly."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from xml.etree import ElementTree

from pyoxigraph import RdfFormat, parse

from hostile.wire import Reply

_RDF = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
_JSON = ("application/json", "application/sparql-results+json", "application/problem+json")
_TABLES = {"text/csv": ",", "text/tab-separated-values": "\t"}
_VOID = frozenset(["meta", "link", "input", "br", "img", "hr", "area", "base", "col", "wbr"])


def read_body(reply: Reply) -> None:
    """Read the body of an answer that has one. Raises ValueError where it is not whole."""
    if not reply.complete:
        raise ValueError(f"{len(reply.body)} bytes, and then the answer broke off")
    media_type, body = reply.media_type, reply.body
    if media_type in _JSON:
        json.loads(body)
    elif media_type in _RDF:
        _read_rdf(body, _RDF[media_type])
    elif media_type == "application/sparql-results+xml":
        _read_xml(body)
    elif media_type in _TABLES:
        _read_table(body, _TABLES[media_type])
    elif media_type == "text/html":
        _read_html(body)
    elif media_type.startswith("text/"):
        body.decode()
    elif body:
        raise ValueError(f"nobody knows how to read {media_type!r}")


def _read_rdf(body: bytes, syntax: RdfFormat) -> None:
    try:
        for _ in parse(body, syntax, base_iri="http://127.0.0.1/"):
            pass
    except SyntaxError as error:
        raise ValueError(str(error)) from None


def _read_xml(body: bytes) -> None:
    try:
        ElementTree.fromstring(body)  # noqa: S314 - it comes from the server that is tested
    except ElementTree.ParseError as error:
        raise ValueError(str(error)) from None


def _read_table(body: bytes, delimiter: str) -> None:
    text = io.StringIO(body.decode(), newline="")
    quoting = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
    csv.field_size_limit(1 << 30)
    widths = {len(row) for row in csv.reader(text, delimiter=delimiter, quoting=quoting) if row}
    if len(widths) > 1:
        raise ValueError(f"rows of {sorted(widths)} columns")


class _Elements(HTMLParser):
    """Keeps account of the elements that are open."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "script":
            self.scripts.append(dict(attrs).get("src") or "")
        for name, value in attrs:
            runs = (value or "").strip().lower().startswith("javascript:")
            if name.startswith("on") or (name in ("href", "src", "action") and runs):
                self.scripts.append(f"{name}={value}")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass


def _read_html(body: bytes) -> None:
    """Read a page; it ends as a page ends, and nothing in it runs that is not a file of ours."""
    elements = _Elements()
    elements.feed(body.decode())
    elements.close()
    if elements.open or not body.rstrip().endswith(b"</html>"):
        raise ValueError(f"a page that leaves {elements.open} open")
    foreign = [script for script in elements.scripts if not script.startswith("/assets/")]
    if foreign:
        raise ValueError(f"a page that runs {foreign}")
