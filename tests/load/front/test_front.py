"""A real front on a port of this machine: whole requests, caching and validators, over HTTP."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Iterator

import pytest

from load.front.running import Running, read_all, running

TURTLE = {"Accept": "text/turtle"}


@pytest.fixture
def generation(front: Running) -> Iterator[str]:
    """Return the name of a generation that nothing was cached in."""
    name = hashlib.sha256(str(time.monotonic_ns()).encode()).hexdigest()[:8]
    front.ask(f"/generation/{name}", "POST")
    return name


def test_a_body_of_any_size_below_the_limit_reaches_the_application_whole(front: Running) -> None:
    for size in (1, 1_000, 99_999):
        echoed = front.ask("/echo", "POST", b"x" * size).json()
        assert (echoed["bytes"], echoed["CONTENT_LENGTH"]) == (size, str(size))


def test_a_body_is_let_go_of_with_its_answer_without_the_collector(front: Running) -> None:
    front.ask("/uncollected", "POST")
    for letter in (b"a", b"b", b"c", b"d"):
        front.ask("/echo", "POST", letter * 99_000)
    # A thread of the pool may hold the last one that it worked on.
    assert front.ask("/bodies-kept").json()["bodies"] < 3


def test_chunked_bodies_reach_the_application_with_their_length(front: Running) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (b"ab" * 700, b"c", b"end"))
    head = (
        b"POST /echo HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    answer = front.raw(head, chunks, b"0\r\n\r\n")
    assert b"200 OK" in answer
    assert b'"CONTENT_LENGTH":"1404"' in answer
    assert b"cend" in answer


def test_a_broken_chunk_is_400_and_never_reaches_the_application_as_a_whole_body(
    front: Running,
) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = front.raw(head, b"3\r\nabc\r\nzz\r\n")
    assert b"400 Bad Request" in answer
    assert b"CONTENT_LENGTH" not in answer


def test_a_client_that_asks_first_is_told_to_go_on(front: Running) -> None:
    connection = front.connect(
        b"POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n"
        b"Connection: close\r\n\r\n"
    )
    assert connection.recv(100).startswith(b"HTTP/1.1 100")
    connection.sendall(b"abc")
    assert b'"bytes":3' in read_all(connection)


def test_a_declared_length_above_the_limit_is_413_before_the_body_is_sent(front: Running) -> None:
    answer = front.raw(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100001\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer.lower()
    assert b"application/problem+json" in answer


def test_a_chunked_body_above_the_limit_is_413(front: Running) -> None:
    head = b"POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = front.raw(head, b"%x\r\n" % 150_000, b"x" * 150_000)
    assert answer.startswith(b"HTTP/1.1 413")


def test_a_client_that_sends_far_too_much_still_gets_its_413(front: Running) -> None:
    assert front.ask("/echo", "POST", b"x" * 8_000_000).status == 413


def test_who_shows_a_token_may_send_more(front: Running) -> None:
    headers = {"Authorization": "Bearer x"}
    assert front.ask("/echo", "POST", b"x" * 150_000, headers).json()["bytes"] == 150_000
    declared = (
        b"POST /echo HTTP/1.1\r\nHost: a\r\nAuthorization: x\r\nContent-Length: 200001\r\n\r\n"
    )
    assert front.raw(declared).startswith(b"HTTP/1.1 413")


def test_a_session_may_send_more_to_its_own_pages_and_nowhere_else(front: Running) -> None:
    def sent(path: str, cookie: str) -> int:
        return front.ask(path, "POST", b"x" * 150_000, {"Cookie": cookie}).status

    assert sent("/echo", "lang=nn; planvev_session=good") == 200
    assert sent("/echo", "planvev_session=unknown") == 413
    assert sent("/echo", "session=good") == 413
    assert sent("/echoes", "planvev_session=good") == 413
    assert sent("/page", "planvev_session=good") == 413


def test_a_token_that_is_not_good_lets_nobody_send_more(front: Running) -> None:
    headers = {"Authorization": "Bearer unknown"}
    assert front.ask("/echo", "POST", b"x" * 90_000, headers).status == 200
    refused = front.ask("/echo", "POST", b"x" * 150_000, headers)
    assert (refused.status, refused.json()["code"]) == (401, "unauthorized")
    assert "invalid_token" in refused.headers["WWW-Authenticate"]
    head = (
        b"POST /echo HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer unknown\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n"
    )
    answer = front.raw(head, b"%x\r\n" % 150_000, b"x" * 150_000)
    assert answer.startswith(b"HTTP/1.1 401")


@pytest.mark.parametrize("name", ["Accept", "Cookie", "If-None-Match"])
def test_a_header_that_is_too_long_is_431_also_where_the_answer_is_cached(
    front: Running, name: str
) -> None:
    front.ask("/page", headers={"Accept": "text/html"})
    refused = front.ask("/page", headers={"Accept": "text/html", name: "a" * 20_000})
    assert (refused.status, refused.json()["code"]) == (431, "too-large")


def test_a_body_that_does_not_come_in_time_is_408_and_the_connection_closes(
    front: Running,
) -> None:
    start = time.monotonic()
    answer = front.raw(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
    assert answer.startswith(b"HTTP/1.1 408")
    assert 0.9 < time.monotonic() - start < 5


def test_a_body_that_trickles_is_408_too(front: Running) -> None:
    connection = front.connect(b"POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n")
    start = time.monotonic()
    with contextlib.suppress(ConnectionError):
        for _ in range(14):
            connection.sendall(b"x")
            time.sleep(0.1)
    assert read_all(connection).startswith(b"HTTP/1.1 408")
    assert time.monotonic() - start < 5


def test_a_head_that_does_not_come_in_time_closes_the_connection(front: Running) -> None:
    start = time.monotonic()
    silent = front.connect(b"GET /echo HTTP/1.1\r\nHost: a\r\nX-A: ")
    read_all(silent)
    assert 0.7 < time.monotonic() - start < 8


def test_requests_follow_each_other_on_one_connection(front: Running) -> None:
    one = b"GET /echo/%d HTTP/1.1\r\nHost: a\r\n\r\n"
    last = b"GET /echo/9 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    answer = front.raw(b"".join(one % number for number in range(9)) + last)
    found = [answer.index(b'"path":"%d"' % number) for number in range(10)]
    assert found == sorted(found)
    assert answer.count(b"200 OK") == 10


def test_pipelined_cached_and_uncached_answers_keep_their_order(
    front: Running, generation: str
) -> None:
    assert generation
    front.ask("/page", headers={"Host": "a"})
    asked = b"".join(
        b"GET %s HTTP/1.1\r\nHost: a\r\n\r\n" % path
        for path in (b"/echo/1", b"/page", b"/echo/2", b"/page")
    )
    answer = front.raw(asked + b"GET /echo/3 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
    places = [answer.index(b'"path":"1"'), answer.index(b" of a run")]
    places += [answer.index(b'"path":"2"'), answer.rindex(b" of a run")]
    assert places == sorted(places)


@pytest.mark.parametrize("method", ["BREW", "TRACE", "PATCH", "PROPFIND", "!#$"])
def test_unknown_methods_are_405(front: Running, method: str) -> None:
    reply = front.ask("/page", method)
    assert reply.status == 405
    assert "GET" in reply.headers["Allow"]


@pytest.mark.parametrize(
    ("request_line", "status"),
    [
        (b"CONNECT a:80 HTTP/1.1", b"501"),
        (b"get /page HTTP/1.1", b"501"),
        (b"OPTIONS * HTTP/1.1", b"404"),
        (b"GET /echo/%ff HTTP/1.1", b"400"),
        (b"GET /echo/\xff HTTP/1.1", b"400"),
        (b"GET /echo/%00 HTTP/1.1", b"400"),
        (b"GET /echo/a\x00b HTTP/1.1", b"400"),
        (b"GET /echo?a=\x00 HTTP/1.1", b"400"),
        (b"GET /echo/%0d%0aX:%20y HTTP/1.1", b"400"),
        (b"GET /echo/" + b"x" * 70_000 + b" HTTP/1.1", b"414"),
        (b"GET http://b/echo HTTP/1.1", b"400"),
        (b"GET /echo HTTP/1.1\r\nHost: b", b"400"),
        (b"GET /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2", b"400"),
        (b"GET /echo HTTP/1.1\r\nX-A: 1\r\n folded", b"400"),
        (b"GET /echo HTTP/1.1\r\nX-A: " + b"x" * 300_000, b"431"),
        (b"nonsense", b"400"),
    ],
)
def test_requests_that_cannot_be_are_refused(
    front: Running, request_line: bytes, status: bytes
) -> None:
    answer = front.raw(request_line + b"\r\nHost: a\r\nConnection: close\r\n\r\n")
    assert answer.split(b" ")[1] == status
    assert front.ask("/echo").status == 200


def test_paths_and_queries_in_utf_8_arrive_as_they_are(front: Running) -> None:
    echoed = front.ask("/echo/%C3%A6%2F%E6%97%A5?q=%C3%A6").json()
    assert echoed["path"] == "æ/日"
    assert echoed["QUERY_STRING"] == "q=%C3%A6"
    raw = front.raw("GET /echo/æ HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())
    assert b'"path":"\\u00e6"' in raw


def test_a_value_cannot_add_a_header(front: Running) -> None:
    reply = front.ask("/inject?value=1%0d%0aX-B:%202")
    assert reply.status == 500
    assert "X-B" not in reply.headers
    assert front.ask("/inject?value=%C3%A6").headers["X-A"] == "%E6"


def test_the_client_is_who_connects_unless_a_trusted_proxy_says_otherwise(front: Running) -> None:
    echoed = front.ask("/echo", headers={"X-Forwarded-For": "6.6.6.6"}).json()
    assert echoed["REMOTE_ADDR"] == "127.0.0.1"
    assert "HTTP_X_FORWARDED_FOR" not in echoed


def test_an_application_that_fails_half_way_is_500_and_says_nothing(front: Running) -> None:
    reply = front.ask("/broken")
    assert reply.status == 500
    assert b"half" not in reply.body
    assert reply.json()["code"] == "internal"


def test_an_answer_is_made_once_and_then_comes_from_the_cache(
    front: Running, generation: str
) -> None:
    first, before = front.ask("/page"), front.state()["planvev_cache_hits_total"]
    again = front.ask("/page")
    assert again.body == first.body
    assert again.headers["Planvev-Generation"] == generation
    assert {n for n, _ in again.headers.items()} == {n for n, _ in first.headers.items()}
    assert front.state()["planvev_cache_hits_total"] == before + 1


def test_a_new_generation_is_answered_anew_at_once(front: Running, generation: str) -> None:
    first = front.ask("/page")
    assert front.ask("/page").body == first.body
    front.ask(f"/generation/{generation}b", "POST")
    second = front.ask("/page")
    assert second.body != first.body
    assert second.headers["ETag"] != first.headers["ETag"]


def test_answers_differ_by_accept_host_query_and_language(front: Running, generation: str) -> None:
    assert generation
    bodies = {
        front.ask(path, headers=headers).body
        for path, headers in [
            ("/page", {}),
            ("/page?a", {}),
            ("/page", TURTLE),
            ("/page", {"Host": "b"}),
            ("/language", {}),
            ("/language", {"Cookie": "lang=nn"}),
            ("/language", {"Cookie": "lang=en"}),
        ]
        for _ in range(2)
    }
    assert len(bodies) == 7


def test_two_accept_headers_are_not_taken_for_the_first(front: Running, generation: str) -> None:
    assert generation
    html = front.ask("/page", headers={"Accept": "text/html"})
    answer = front.raw(
        b"GET /page HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAccept: text/html\r\nAccept: text/turtle\r\n"
        b"Connection: close\r\n\r\n" % front.port
    )
    assert html.body not in answer
    assert b"text/html, text/turtle of" in answer


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/no-store", {}),
        ("/page", {"Authorization": "Bearer x"}),
        ("/page", {"Cookie": "planvev_session=x"}),
        ("/echo", {}),
    ],
)
def test_what_is_not_cached_is_made_each_time(
    front: Running, generation: str, path: str, headers: dict[str, str]
) -> None:
    assert generation
    stored = front.state()["planvev_cache_hits_total"]
    front.ask(path, headers=headers)
    front.ask(path, headers=headers)
    assert front.state()["planvev_cache_hits_total"] == stored


def test_no_store_answers_have_no_tag(front: Running) -> None:
    assert "ETag" not in front.ask("/no-store").headers


def test_head_comes_from_a_cached_get_with_the_same_headers(
    front: Running, generation: str
) -> None:
    assert generation
    fresh_head = front.ask("/page", "HEAD")
    got = front.ask("/page")
    head = front.ask("/page", "HEAD")
    assert (head.status, head.body) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Vary", "Planvev-Generation"):
        assert head.headers[name] == got.headers[name]
    assert fresh_head.headers["ETag"] == got.headers["ETag"]


def test_a_client_that_has_the_answer_gets_304_fresh_and_cached(
    front: Running, generation: str
) -> None:
    tag = front.ask("/page", headers={"Host": "other"}).headers["ETag"]
    fresh = front.ask("/page", headers={"If-None-Match": tag})
    cached = front.ask("/page", headers={"If-None-Match": f'"x", {tag.removeprefix("W/")}'})
    head = front.ask("/page", "HEAD", headers={"If-None-Match": tag})
    for reply in (fresh, cached, head):
        assert (reply.status, reply.body) == (304, b"")
        assert reply.headers["ETag"] == tag
        assert reply.headers["Vary"] == "Accept"
        assert reply.headers["Planvev-Generation"] == generation
        assert "Content-Type" not in reply.headers
    assert front.ask("/page", headers={"If-None-Match": '"x"'}).status == 200


def test_formats_and_languages_have_tags_of_their_own(front: Running, generation: str) -> None:
    assert generation
    asked = [("/page", {"Accept": "text/html"}), ("/page", TURTLE)]
    asked += [("/language", {"Cookie": f"lang={language}"}) for language in ("nn", "en")]
    assert len({front.ask(path, headers=headers).headers["ETag"] for path, headers in asked}) == 4


def test_a_tag_that_the_application_gives_is_kept(front: Running) -> None:
    assert front.ask("/own-tag").headers["ETag"] == '"mine"'
    assert front.ask("/own-tag", headers={"If-None-Match": '"mine"'}).status == 304


def test_queries_by_post_are_cached_by_body_and_updates_are_not(
    front: Running, generation: str
) -> None:
    assert generation

    def posted(body: str, media_type: str) -> bytes:
        return front.ask("/sparql", "POST", body, {"Content-Type": media_type}).body

    query, form = "application/sparql-query", "application/x-www-form-urlencoded"
    assert posted("ASK {}", query) == posted("ASK {}", query)
    assert posted("ASK {}", query) != posted("ASK { }", query)
    assert posted("query=ASK", form) == posted("query=ASK", form)
    assert posted("update=x", form) != posted("update=x", form)
    assert posted("x", "application/sparql-update") != posted("x", "application/sparql-update")


def test_posts_have_no_tag(front: Running) -> None:
    reply = front.ask("/sparql", "POST", "ASK {}", {"Content-Type": "application/sparql-query"})
    assert "ETag" not in reply.headers


def test_the_cache_of_a_running_front_stays_within_its_bound() -> None:
    with running(cache_bytes_max=100_000) as front:
        for number in range(40):
            front.ask(f"/sized?bytes=8000&{number}")
        state = front.state()
    assert state["planvev_cache_evictions_total"] > 20
    assert 0 < state["planvev_cache_bytes"] <= 100_000


@pytest.mark.parametrize("path", ["/big", "/spooled", "/download/3000000"])
def test_large_answers_arrive_whole_whatever_they_are_made_of(front: Running, path: str) -> None:
    reply = front.ask(path)
    assert reply.headers["Content-Length"] == "3000000"
    assert len(reply.body) == 3_000_000
    head = front.ask(path, "HEAD")
    assert (head.headers["Content-Length"], head.body) == ("3000000", b"")


def test_small_files_and_ranges_work(front: Running) -> None:
    assert front.ask("/memory-file").body == b"in memory"
    assert front.ask("/download/1000").body == b"x" * 1000
    ranged = front.ask("/download/3000000", headers={"Range": "bytes=5-9"})
    assert (ranged.status, ranged.body) == (206, b"xxxxx")


def test_what_the_front_counts_can_be_read(front: Running) -> None:
    before = front.state()
    front.ask("/nothing-here")
    state = front.state()
    assert state["answers"]["404"] == before["answers"].get("404", 0) + 1
    assert state["planvev_requests_running"] == 1
    assert state["planvev_bodies_bytes"] == 0
