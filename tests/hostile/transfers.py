"""Requests that are hostile as HTTP: too large, too long, ambiguous, no HTTP at all.

What the parser of HTTP refuses by itself, it refuses without a body.
"""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator
from functools import cache

from hostile.case import CUT_OFF, FORM, SPARQL_QUERY, Case, Target, authorization, put
from hostile.wire import Reply, request

MIB = 1 << 20
_PIECE = b"x" * 65_536
_ASK = "/sparql?query=ASK%7B%7D"
_HEAD = b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Type: application/sparql-query\r\n"
_CHUNKED = _HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
_UNKNOWN_TOKEN = "pv_" + "A" * 43


def _post(content: bytes, media_type: str = SPARQL_QUERY, *more: tuple[str, str]) -> bytes:
    return request("POST", "/sparql", [("Content-Type", media_type), *more], content)


def _declared(size: int, token: str = "") -> Iterator[bytes]:
    """Yield a body piece by piece, whose length is announced."""
    head = request(
        "PUT" if token else "POST",
        "/graph-store?default" if token else "/sparql",
        [
            ("Content-Type", "text/turtle" if token else SPARQL_QUERY),
            *authorization(token),
            ("Content-Length", str(size)),
        ],
    )
    yield head
    for _ in range(size // len(_PIECE)):
        yield _PIECE


def _in_chunks(size: int, token: str = "") -> Iterator[bytes]:
    head = request(
        "POST",
        "/sparql",
        [
            ("Content-Type", SPARQL_QUERY),
            *authorization(token),
            ("Transfer-Encoding", "chunked"),
        ],
    )
    yield head
    for _ in range(size // len(_PIECE)):
        yield b"%x\r\n%s\r\n" % (len(_PIECE), _PIECE)
    yield b"0\r\n\r\n"


@cache
def _gzip_bomb() -> bytes:
    """Return 100 KB that are 100 MB."""
    return gzip.compress(b"ASK { ?s ?p ?o } " * (6 * MIB), 9)


def _is_small(reply: Reply) -> None:
    """See to it that what was sent does not come back in full."""
    assert len(reply.body) < 8_192, reply.body[:200]


def _adds_no_header(reply: Reply) -> None:
    assert not reply.header("x-evil")
    assert not reply.header("set-cookie")


def _stays_here(reply: Reply) -> None:
    location = reply.header("location")
    assert not location.startswith(("//", "/\\", "http")), location
    assert b"evil.example" not in reply.header("location").encode()


def _is_no_file_of_ours(reply: Reply) -> None:
    for mark in (b"root:", b"import annotations", b"SQLite format"):
        assert mark not in reply.body


def _fixed(content: bytes) -> Callable[[Target], bytes]:
    return lambda _: content


def _many(count: int, text: str) -> str:
    return "".join(text.format(n) for n in range(count))


_BODIES = (
    Case("100 MB, announced", lambda _: _declared(100 * MIB), (413,), ("too-large",)),
    Case("100 MB in chunks", lambda _: _in_chunks(100 * MIB), (413,), ("too-large",)),
    Case(
        "100 MB, announced, with a token that nobody gave",
        lambda _: _declared(100 * MIB, _UNKNOWN_TOKEN),
        (401, 413),
    ),
    Case(
        "15 MB, announced, with a token that nobody gave",
        lambda _: _declared(15 * MIB, _UNKNOWN_TOKEN),
        (401,),
        ("unauthorized",),
    ),
    Case(
        "15 MB in chunks, with a token that nobody gave",
        lambda _: _in_chunks(15 * MIB, _UNKNOWN_TOKEN),
        (401, 413),
    ),
    Case(
        "a gzip bomb",
        lambda _: _post(_gzip_bomb(), SPARQL_QUERY, ("Content-Encoding", "gzip")),
        (400, 415),
    ),
    Case(
        "a gzip bomb as a form",
        lambda _: _post(_gzip_bomb(), FORM, ("Content-Encoding", "gzip")),
        (400, 415),
    ),
    Case(
        "a gzip bomb as a graph",
        lambda t: request(
            "PUT",
            "/graph-store?default",
            [
                ("Content-Type", "text/turtle"),
                ("Content-Encoding", "gzip"),
                *authorization(t.admin),
            ],
            _gzip_bomb(),
        ),
        (415,),
        ("unsupported-media-type",),
    ),
    Case(
        "a form of 1 MB of escapes", lambda _: _post(b"query=" + b"%41" * 349_000, FORM), (400, 413)
    ),
    Case("a form of 1,000,000 fields", lambda _: _post(b"&" * 1_000_000, FORM), (400, 413)),
    Case(
        "a form of nothing but plus signs",
        lambda _: _post(b"query=" + b"+" * 1_000_000, FORM),
        (400, 413),
    ),
    Case("a media type of 16 KB", lambda _: _post(b"x", "a/b" + ";a=b" * 4_000), (415, 431)),
    Case(
        "20,000 delimiters of a multipart body",
        lambda _: _post(b"--x\r\n" * 20_000, "multipart/form-data; boundary=x"),
        (415,),
    ),
    Case(
        "a multipart graph without a token",
        lambda _: put(b"--x\r\n" * 20_000, "multipart/form-data; boundary=x", "", method="POST"),
        (401,),
    ),
)
_CHUNKS = {
    "a chunk size that is none": _CHUNKED + b"zz\r\nASK {}\r\n0\r\n\r\n",
    "a chunk size beyond all numbers": _CHUNKED + b"FFFFFFFFFFFFFFFFF\r\nASK {}\r\n0\r\n\r\n",
    "a negative chunk size": _CHUNKED + b"-6\r\nASK {}\r\n0\r\n\r\n",
    "a chunk extension of 100 KB": _CHUNKED + b"6;" + b"x" * 100_000 + b"\r\nASK {}\r\n0\r\n\r\n",
    "5,000 trailers": _CHUNKED + b"6\r\nASK {}\r\n0\r\n" + b"X-A: 1\r\n" * 5_000 + b"\r\n",
    "a chunk without its end of line": _CHUNKED + b"6\r\nASK {}0\r\n\r\n",
}
_SECOND = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
SMUGGLED = {
    "a length and chunks, and a second request": (
        _HEAD + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + _SECOND
    ),
    "chunks of an unknown coding": (
        _HEAD + b"Transfer-Encoding: xchunked\r\n\r\n6\r\nASK {}\r\n0\r\n\r\n" + _SECOND
    ),
    "chunks and no chunks": (
        _HEAD
        + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
        + _SECOND
    ),
    "chunks in gzip": _HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n" + _SECOND,
    "a space before a colon": (_HEAD + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + _SECOND),
}
"""Requests that somebody may take for two."""
_AMBIGUOUS = {
    "two hosts": b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "no host": b"GET / HTTP/1.1\r\n\r\n",
    "a host that is none": b"GET / HTTP/1.1\r\nHost: a/b?<c>@d\r\n\r\n",
    "two lengths": _HEAD + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {} ",
    "two lengths in one field": _HEAD + b"Content-Length: 6, 6\r\n\r\nASK {}",
    "a negative length": _HEAD + b"Content-Length: -1\r\n\r\n",
    "a length with a sign": _HEAD + b"Content-Length: +6\r\n\r\nASK {}",
    "a length beyond all numbers": _HEAD + b"Content-Length: 9" + b"9" * 30 + b"\r\n\r\nASK {}",
    "a header that goes on in the next line": (
        b"GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n folded\r\n\r\n"
    ),
    "a return in a header": b"GET / HTTP/1.1\r\nHost: a\rX-Evil: 1\r\n\r\n",
    "bytes of no character in the URL": b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: a\r\n\r\n",
    "a NUL in the URL": b"GET /doc/\0 HTTP/1.1\r\nHost: a\r\n\r\n",
    "HTTP/0.9": b"GET /\r\n",
    "HTTP/1.2": b"GET / HTTP/1.2\r\nHost: a\r\n\r\n",
    "garbage": random.Random(6).randbytes(5_000),  # noqa: S311
    "a greeting in TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + _PIECE[:500],
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}
_LONG = (
    Case("a URL of 200 KB", _fixed(request("GET", "/" + "a" * 200_000)), (414, 431)),
    Case(
        "a URL of 60 KB",
        _fixed(request("GET", "/doc/" + "a" * 60_000)),
        (404, 414),
        check=_is_small,
    ),
    Case(
        "a graph of 50 KB",
        _fixed(request("GET", f"{_ASK}&default-graph-uri={'x' * 50_000}")),
        (400,),
        check=_is_small,
    ),
    Case(
        "10,000 parameters",
        _fixed(request("GET", "/?" + _many(8_000, "a{}=1&")[:60_000])),
        (200, 400),
    ),
    Case("10,000 parameters of a query", _fixed(request("GET", f"{_ASK}&{'a&' * 10_000}")), (400,)),
    Case(
        "a URL of 10,000 long parameters",
        _fixed(request("GET", "/?" + _many(10_000, "a{}=1&"))),
        (414, 431),
    ),
    Case(
        "5,000 headers",
        _fixed(request("GET", "/", [(f"X-{n}", "1") for n in range(5_000)])),
        (431,),
    ),
    Case("a header of 500 KB", _fixed(request("GET", "/", [("X-A", "1" * 500_000)])), (431,)),
    Case(
        "an Accept of 100 KB",
        _fixed(request("GET", "/", [("Accept", "text/html;q=0.1," * 6_400)])),
        (200, 431),
    ),
    Case(
        "an Accept of 100 KB, no two ranges alike",
        _fixed(request("GET", _ASK, [("Accept", _many(8_000, "a/b{};q=0.1,"))])),
        (406, 431),
        check=_is_small,
    ),
    Case(
        "30,000 formats",
        _fixed(request("GET", f"{_ASK}&format={'a,' * 30_000}")),
        (400, 406, 414),
        check=_is_small,
    ),
    Case(
        "a cookie bomb",
        _fixed(request("GET", "/", [("Cookie", _many(9_000, "c{}=1; "))])),
        (200, 431),
    ),
    Case("100 KB of cookies", _fixed(request("GET", "/", [("Cookie", ";" * 100_000)])), (200, 431)),
    Case(
        "13,000 tags in If-None-Match",
        _fixed(request("GET", _ASK, [("If-None-Match", _many(12_000, '"{}", '))])),
        (200, 431),
    ),
    Case(
        "100 KB of quotation marks in If-None-Match",
        _fixed(request("GET", _ASK, [("If-None-Match", '"' * 100_000)])),
        (200, 431),
    ),
    Case(
        "20,000 ranges",
        _fixed(request("GET", "/", [("Range", "bytes=0-0" + ",0-0" * 20_000)])),
        (200, 206, 416, 431),
    ),
    Case(
        "overlapping ranges of a file of ours",
        _fixed(request("GET", "/assets/site.css", [("Range", "bytes=0-" + ",0-" * 1_000)])),
        (200, 206, 404, 416),
    ),
    Case(
        "a date of 10 KB",
        _fixed(request("GET", "/assets/site.css", [("If-Modified-Since", "9" * 10_000)])),
        (200, 404),
    ),
    Case("a method of 10 KB", _fixed(request("A" * 10_000, "/")), (405, 501), check=_is_small),
)
_METHODS = tuple(
    Case(f"the method {method}", _fixed(request(method, target)), (404, 405, 501))
    for method, target in (
        ("BREW", "/"),
        ("PROPFIND", "/sparql"),
        ("TRACE", "/"),
        ("get", "/"),
        ("CONNECT", "127.0.0.1:80"),
        ("PATCH", "/graph-store?default"),
        ("OPTIONS", "*"),
    )
)
_PATHS = tuple(
    Case(f"the path {target[:40]}", _fixed(request("GET", target)), statuses, check=check)
    for target, statuses, check in (
        ("/../../../etc/passwd", (400, 404), _is_no_file_of_ours),
        ("/assets/../app.py", (400, 404), _is_no_file_of_ours),
        ("/assets/%2e%2e/app.py", (400, 404), _is_no_file_of_ours),
        ("/assets/..%2fapp.py", (400, 404), _is_no_file_of_ours),
        ("/assets/..%5capp.py", (400, 404), _is_no_file_of_ours),
        ("/assets/%252e%252e/app.py", (400, 404), _is_no_file_of_ours),
        ("/assets//etc/passwd", (400, 404), _is_no_file_of_ours),
        ("/data/sources/..%2f..%2faccess.sqlite.txt", (400, 404), _is_no_file_of_ours),
        ("/dumps/..%2f..%2faccess.sqlite", (400, 404), _is_no_file_of_ours),
        ("//evil.example/%2f..", (400, 404), _stays_here),
        ("/id//evil.example", (303, 400, 404), _stays_here),
        ("/id/%2f%2fevil.example", (303, 400, 404), _stays_here),
        ("/id/%5c%5cevil.example", (303, 400, 404), _stays_here),
        ("/doc/%00", (400, 404), _is_small),
        ("/doc/%ff%fe", (400, 404), _is_small),
    )
)
_INJECTIONS = tuple(
    Case(name, _fixed(content), statuses, check=_adds_no_header)
    for name, content, statuses in (
        ("a header in a path", request("GET", "/id/a%0d%0aX-Evil:%201"), (400, 404)),
        ("a header in a format", request("GET", f"{_ASK}&format=json%0d%0aX-Evil:1"), (400, 406)),
        ("a header in a language", request("GET", "/?lang=nb%0d%0aSet-Cookie:%20a=1"), (200, 400)),
        (
            "a header in a graph",
            request("GET", "/graph-store?graph=urn:a%0d%0aX-Evil:1"),
            (400, 404),
        ),
        ("broken UTF-8 in a query", request("GET", "/sparql?query=%ff%fe"), (400,)),
        ("a NUL in a query", request("GET", "/sparql?query=ASK%7B%00%7D"), (400,)),
        (
            "an upgrade to another protocol",
            request("GET", "/health", [("Upgrade", "websocket")]),
            (200,),
        ),
        (
            "an expectation that nobody knows",
            request("GET", "/health", [("Expect", "200-maybe")]),
            (200, 417),
        ),
    )
)
TRANSFERS = (
    *_BODIES,
    *(Case(name, _fixed(sent), (400,)) for name, sent in _CHUNKS.items()),
    *(
        Case(name, _fixed(sent), (CUT_OFF, 400, 501, 505))
        for name, sent in (_AMBIGUOUS | SMUGGLED).items()
    ),
    *_LONG,
    *_METHODS,
    *_PATHS,
    *_INJECTIONS,
)
