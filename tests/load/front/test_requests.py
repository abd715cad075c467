"""Heads of requests become WSGI environs; answers of applications become messages that hold."""

from __future__ import annotations

import errno
import ipaddress
import tempfile
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planvev.web.front.answers import BadHeader, clean_headers
from planvev.web.front.requests import (
    FIELD_BYTES_MAX,
    FieldTooLarge,
    MalformedRequest,
    UnknownCoding,
    environ_of,
    forwarded_client,
    read_head,
    share_of,
)
from planvev.web.front.spool import SpooledFile
from planvev.web.front.wsgi import BrokenApplication, run

PROXIES = (ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("::1/128"))


@dataclass
class FakeHeaders:
    fields: list[tuple[str, str]]

    def items(self) -> list[tuple[str, str]]:
        return self.fields

    def get_all(self, name: str) -> list[str]:
        return [value for key, value in self.fields if key == name]


@dataclass
class FakeScope:
    method: str = "GET"
    path: str = "/"
    query_string: str = ""
    http_version: str = "1.1"
    scheme: str = "http"
    authority: str | None = None
    client: str = "1.2.3.4:5678"
    server: str = "127.0.0.1:8000"
    headers: FakeHeaders = field(default_factory=lambda: FakeHeaders([("host", "a.no")]))


def environ(
    body: bytes = b"", fields: Iterable[tuple[str, str]] = (), **more: str
) -> dict[str, Any]:
    headers = FakeHeaders([("host", "a.no"), *fields])
    head = read_head(FakeScope(headers=headers, **more), PROXIES)  # type: ignore[arg-type]
    return environ_of(head, body, threading.Event())


def test_an_environ_says_what_pep_3333_asks_for() -> None:
    made = environ(
        b"abc",
        [
            ("content-type", "text/turtle"),
            ("content-length", "3"),
            ("x-some", "1"),
            ("x-some", "2"),
        ],
        method="PUT",
        path="/æ/日本",
        query_string="a=%20",
    )
    assert made["REQUEST_METHOD"] == "PUT"
    assert made["PATH_INFO"].encode("latin-1").decode() == "/æ/日本"
    assert made["QUERY_STRING"] == "a=%20"
    assert made["CONTENT_TYPE"] == "text/turtle"
    assert made["CONTENT_LENGTH"] == "3"
    assert made["HTTP_X_SOME"] == "1, 2"
    assert made["HTTP_HOST"] == "a.no"
    assert made["SERVER_PORT"] == "8000"
    assert made["SERVER_PROTOCOL"] == "HTTP/1.1"
    assert made["REMOTE_ADDR"] == "1.2.3.4"
    assert made["wsgi.input"].read() == b"abc"
    assert "HTTP_CONTENT_LENGTH" not in made
    assert all(isinstance(value, str) for name, value in made.items() if name.isupper())


def test_the_length_of_a_chunked_body_is_the_length_that_was_read() -> None:
    made = environ(b"abc", [("transfer-encoding", "Chunked")])
    assert made["CONTENT_LENGTH"] == "3"
    assert "HTTP_TRANSFER_ENCODING" not in made


def test_a_request_without_a_body_has_no_length() -> None:
    assert "CONTENT_LENGTH" not in environ()


def test_cookies_are_joined_as_cookies() -> None:
    assert environ(fields=[("cookie", "a=1"), ("cookie", "b=2")])["HTTP_COOKIE"] == "a=1; b=2"


def test_a_header_with_an_underscore_cannot_pose_as_another() -> None:
    made = environ(fields=[("x_forwarded_for", "6.6.6.6"), ("content_length", "7")])
    assert "HTTP_X_FORWARDED_FOR" not in made
    assert "HTTP_CONTENT_LENGTH" not in made


def test_addresses_of_ipv6_lose_their_brackets() -> None:
    made = environ(client="[2001:db8::1]:80", server="[::1]:8000")
    assert (made["REMOTE_ADDR"], made["SERVER_NAME"]) == ("2001:db8::1", "::1")


@pytest.mark.parametrize("path", ["/a\x00", "/a\r\nb", "/\x7f", "/a\ufffd"])
def test_paths_that_cannot_be_are_malformed(path: str) -> None:
    with pytest.raises(MalformedRequest):
        environ(path=path)


def test_two_hosts_are_malformed() -> None:
    with pytest.raises(MalformedRequest):
        environ(fields=[("host", "b.no")])
    with pytest.raises(MalformedRequest):
        environ(authority="b.no")
    assert environ(authority="A.no")["HTTP_HOST"] == "a.no"


@pytest.mark.parametrize(
    "host", ["a/b", "a b", "a@b", "a:b", "a:123456", "[::1", "[x]", "æ.no", "<a>", "a,b?c", ":80"]
)
def test_a_host_that_cannot_be_is_malformed(host: str) -> None:
    with pytest.raises(MalformedRequest):
        read_head(FakeScope(headers=FakeHeaders([("host", host)])), PROXIES)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "host", ["a.no", "a:8000", "127.0.0.1:80", "[2001:db8::1]:80", "a%20b", "x_y"]
)
def test_a_host_that_can_be_is_taken(host: str) -> None:
    head = read_head(FakeScope(headers=FakeHeaders([("host", host)])), PROXIES)  # type: ignore[arg-type]
    assert head.host == host


def test_only_http_1_0_may_name_no_host() -> None:
    nobody = FakeHeaders([])
    assert read_head(FakeScope(http_version="1", headers=nobody), PROXIES).host == ""  # type: ignore[arg-type]
    with pytest.raises(MalformedRequest):
        read_head(FakeScope(headers=nobody), PROXIES)  # type: ignore[arg-type]


def test_a_body_whose_end_is_ambiguous_is_refused() -> None:
    with pytest.raises(MalformedRequest):
        environ(fields=[("transfer-encoding", "chunked"), ("content-length", "3")])
    for coding in ("gzip, chunked", "identity", "xchunked", ""):
        with pytest.raises(UnknownCoding):
            environ(fields=[("transfer-encoding", coding)])


def test_a_header_that_is_too_long_is_refused_also_in_several_fields() -> None:
    environ(fields=[("x-a", "1" * FIELD_BYTES_MAX)])
    with pytest.raises(FieldTooLarge):
        environ(fields=[("x-a", "1" * (FIELD_BYTES_MAX + 1))])
    with pytest.raises(FieldTooLarge):
        environ(fields=[("cookie", "a=1")] * 4_000)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8::1", "2001:db8::ffff:1:2"),
        ("192.0.2.1", "::ffff:192.0.2.1"),
    ],
)
def test_addresses_of_one_hand_share_one_share(one: str, other: str) -> None:
    assert share_of(one) == share_of(other)
    assert share_of(one) != share_of("2001:db8:0:1::1")


def test_what_strangers_say_of_forwarding_is_not_passed_on() -> None:
    said = [("x-forwarded-for", "6.6.6.6"), ("x-forwarded-proto", "https"), ("forwarded", "for=x")]
    said += [("x-forwarded-host", "evil.example"), ("x-real-ip", "6.6.6.6")]
    made = environ(fields=said)
    assert made["REMOTE_ADDR"] == "1.2.3.4"
    assert made["wsgi.url_scheme"] == "http"
    assert not [name for name in made if "FORWARDED" in name or "REAL" in name]


def test_what_a_trusted_proxy_says_is_believed() -> None:
    said = [("x-forwarded-for", "6.6.6.6, 5.5.5.5"), ("x-forwarded-proto", "https")]
    made = environ(fields=said, client="10.1.2.3:80")
    assert made["REMOTE_ADDR"] == "5.5.5.5"
    assert made["wsgi.url_scheme"] == "https"


@pytest.mark.parametrize(
    ("forwarded_for", "client"),
    [
        ("", "10.0.0.1"),
        ("1.1.1.1", "1.1.1.1"),
        ("6.6.6.6, 1.1.1.1, 10.0.0.9", "1.1.1.1"),
        ("6.6.6.6, nonsense", "10.0.0.1"),
        ("6.6.6.6, nonsense, 10.0.0.2", "10.0.0.2"),
        ("1.1.1.1, ::1", "1.1.1.1"),
        ("10.0.0.5, 10.0.0.6", "10.0.0.5"),
        ("[2001:db8::1]", "2001:db8::1"),
    ],
)
def test_the_client_is_the_last_that_is_no_trusted_proxy(forwarded_for: str, client: str) -> None:
    assert forwarded_client(forwarded_for, "10.0.0.1", "9", PROXIES)[0] == client


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-A", "1\r\nX-B: 2"),
        ("X-A", "1\nX-B: 2"),
        ("X-A", "1\x00"),
        ("X-A\r\nX-B", "1"),
        ("X A", "1"),
        ("", "1"),
        ("X:A", "1"),
    ],
)
def test_no_header_of_an_answer_can_add_another(name: str, value: str) -> None:
    with pytest.raises(BadHeader):
        clean_headers([(name, value)])


@given(st.text(), st.text())
def test_headers_that_go_out_are_always_plain(name: str, value: str) -> None:
    try:
        cleaned = clean_headers([(name, value)])
    except BadHeader:
        return
    for pair in cleaned:
        assert all((part.isascii() and part.isprintable()) or "\t" in part for part in pair)


def test_headers_of_the_connection_are_the_servers_alone() -> None:
    assert clean_headers([("Connection", "close"), ("Transfer-Encoding", "chunked")]) == []


StartResponse = Callable[..., Callable[[bytes], object]]


def answer_of(app: Any, spool: Path, method: str = "GET") -> Any:
    return run(app, environ(method=method), spool)


def test_write_and_iteration_are_both_taken_in_order(tmp_path: Path) -> None:
    def app(_environ: object, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])(b"first ")
        return [b"second ", b"third"]

    answer = answer_of(app, tmp_path)
    assert answer.body == b"first second third"
    assert answer.header("content-length") == "18"


def test_a_false_content_length_is_mended(tmp_path: Path) -> None:
    def app(_environ: object, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "3")])
        return [b"longer"]

    assert answer_of(app, tmp_path).header("content-length") == "6"


def test_the_iterable_is_closed_even_where_it_raises(tmp_path: Path) -> None:
    class Body:
        closed = False

        def __iter__(self) -> Any:
            yield b"half"
            raise ValueError

        def close(self) -> None:
            self.closed = True

    body = Body()

    def app(_environ: object, start_response: StartResponse) -> Body:
        start_response("200 OK", [])
        return body

    with pytest.raises(ValueError):  # noqa: PT011
        answer_of(app, tmp_path)
    assert body.closed


def test_an_application_that_starts_no_response_is_broken(tmp_path: Path) -> None:
    with pytest.raises(BrokenApplication):
        answer_of(lambda _environ, _start: [b"x"], tmp_path)


def test_a_response_started_twice_is_broken_except_for_an_error(tmp_path: Path) -> None:
    def twice(_environ: object, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        start_response("500 Oh", [])
        return []

    def error(_environ: object, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        start_response("500 Oh", [], (None, None, None))
        return []

    with pytest.raises(BrokenApplication):
        answer_of(twice, tmp_path)
    assert answer_of(error, tmp_path).status == 500


def test_head_keeps_the_length_and_304_has_none(tmp_path: Path) -> None:
    def app(_environ: object, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [("Content-Length", "7")])
        return []

    def unmodified(_environ: object, start_response: StartResponse) -> list[bytes]:
        start_response("304 NOT MODIFIED", [("ETag", '"a"')])
        return []

    assert answer_of(app, tmp_path, "HEAD").header("content-length") == "7"
    assert answer_of(unmodified, tmp_path).header("content-length") == ""


def test_large_bodies_go_to_a_file_that_is_removed_when_it_is_closed(tmp_path: Path) -> None:
    def app(_environ: object, start_response: StartResponse) -> Any:
        start_response("200 OK", [])
        return (b"0123456789" * 1000 for _ in range(500))

    answer = answer_of(app, tmp_path)
    assert isinstance(answer.body, SpooledFile)
    assert answer.header("content-length") == "5000000"
    assert answer.body.path.read_bytes() == b"0123456789" * 500_000
    answer.discard()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("room_bytes", [0, 1_500_000, 3_000_000])
def test_a_large_body_is_kept_in_memory_where_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room_bytes: int
) -> None:
    made = tempfile.NamedTemporaryFile

    def on_a_small_disk(**options: Any) -> Any:
        file = made(**options)
        write = file.write

        def limited(piece: Any) -> int:
            room = room_bytes - file.tell()
            if room <= 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            return int(write(piece[:room]))

        file.write = limited
        return file

    def app(_environ: object, start_response: StartResponse) -> Any:
        start_response("200 OK", [])
        return (bytes([number % 256]) * 10_000 for number in range(500))

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", on_a_small_disk)
    answer = answer_of(app, tmp_path)
    assert answer.body == b"".join(bytes([number % 256]) * 10_000 for number in range(500))
    assert not list(tmp_path.iterdir())


def test_nothing_is_left_of_a_large_body_that_breaks_off(tmp_path: Path) -> None:
    def app(_environ: object, start_response: StartResponse) -> Any:
        start_response("200 OK", [])
        yield b"x" * 2_000_000
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        answer_of(app, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_spooled_file_is_iterated_where_a_server_does_not_know_it(tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"x" * 100_000)
    body = SpooledFile(path, remove=True)
    assert b"".join(body) == b"x" * 100_000
    body.close()
    body.close()
    assert not path.exists()
